// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/followtable.h"

#include <QScrollBar>

namespace Rainbow::Admin {

FollowTable::FollowTable(QWidget *parent) : QTableView(parent)
{
    // Rows count, so that those above can be taken off without measuring them.
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        QScrollBar *bar = verticalScrollBar();
        setFollowing(bar->sliderPosition() >= bar->maximum());
    });
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &FollowTable::keepUp);
}

void FollowTable::setModel(QAbstractItemModel *model)
{
    if (this->model())
        this->model()->disconnect(this);
    QTableView::setModel(model);
    if (!model)
        return;
    connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this] { m_modelChanges = true; });
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                m_modelChanges = false;
                QScrollBar *bar = verticalScrollBar();
                if (!m_following && first == 0)
                    bar->setValue(bar->value() - (last + 1));
            });
    connect(model, &QAbstractItemModel::rowsInserted, this, &FollowTable::keepUp,
            Qt::QueuedConnection);
    connect(model, &QAbstractItemModel::modelReset, this, &FollowTable::keepUp,
            Qt::QueuedConnection);
}

void FollowTable::setFollowing(bool following)
{
    if (m_following == following)
        return;
    m_following = following;
    keepUp();
    Q_EMIT followingChanged(following);
}

void FollowTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (!m_modelChanges && current.isValid() && current.row() + 1 < model()->rowCount())
        setFollowing(false);
}

void FollowTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    keepUp();
}

void FollowTable::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    keepUp();
}

void FollowTable::keepUp()
{
    if (m_following)
        scrollToBottom();
}

} // namespace Rainbow::Admin
