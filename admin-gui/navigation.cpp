// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "navigation.h"

#include "icons/icon.h"

#include <QEvent>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int Margin = 10;
constexpr int IconSize = 20;
constexpr int RowHeight = 38;
constexpr int LeastWidth = 184;
constexpr int MostWidth = 260;

} // namespace

Navigation::Navigation(QWidget *parent)
    : QWidget(parent), m_relay(new QPushButton), m_pages(new QListWidget)
{
    setObjectName(u"navigation"_qs);
    m_relay->setObjectName(u"relayChooser"_qs);
    m_relay->setIcon(icon(u"relays"_qs));
    m_pages->setObjectName(u"pages"_qs);
    m_pages->setFrameShape(QFrame::NoFrame);
    m_pages->setIconSize({IconSize, IconSize});
    m_pages->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_pages->setTextElideMode(Qt::ElideRight);
    m_pages->viewport()->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Margin, Margin, Margin, Margin);
    column->setSpacing(Margin);
    column->addWidget(m_relay);
    column->addWidget(m_pages, 1);
    connect(m_pages, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            Q_EMIT chosen(row);
    });
    updateColors();
}

void Navigation::addPage(const QString &iconName)
{
    auto *item = new QListWidgetItem(icon(iconName), QString(), m_pages);
    item->setSizeHint({0, RowHeight});
}

void Navigation::setTitle(int page, const QString &title, const QString &shortcut)
{
    m_pages->setAccessibleName(tr("Pages"));
    m_relay->setToolTip(tr("Choose a relay"));
    m_pages->item(page)->setText(title);
    m_pages->item(page)->setToolTip(title + u" ("_qs + shortcut + u')');
}

void Navigation::setCurrent(int page)
{
    m_pages->setCurrentRow(page);
}

void Navigation::setRelay(const QString &name, const QString &address)
{
    const QString shown = name.isEmpty() ? tr("No relay") : name;
    const int room = MostWidth - 4 * Margin - IconSize - 24;
    // An ampersand would be a mnemonic.
    QString text = fontMetrics().elidedText(shown, Qt::ElideRight, room);
    m_relay->setText(text.replace(u'&', u"&&"_qs));
    m_relay->setToolTip(address.isEmpty() ? tr("Choose a relay") : address);
    m_relay->setAccessibleName(tr("Relay: %1").arg(shown));
}

void Navigation::setRelayMenu(QMenu *menu)
{
    m_relay->setMenu(menu);
}

void Navigation::fitWidth()
{
    int widest = m_relay->sizeHint().width();
    for (int i = 0; i < m_pages->count(); ++i)
        widest = std::max(
            widest, fontMetrics().horizontalAdvance(m_pages->item(i)->text()) + IconSize + 36);
    setFixedWidth(std::clamp(widest + 2 * Margin, LeastWidth, MostWidth));
}

void Navigation::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColors();
}

void Navigation::updateColors()
{
    // The list is part of the window, not a sheet on it.
    QPalette colors;
    colors.setColor(QPalette::Base, colors.color(QPalette::Window));
    m_pages->setPalette(colors);
}

} // namespace Rainbow::Admin
