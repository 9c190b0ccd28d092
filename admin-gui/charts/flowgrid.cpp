// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "flowgrid.h"

#include <QGridLayout>
#include <QResizeEvent>

namespace Rainbow::Admin {

FlowGrid::FlowGrid(const QList<int> &columns, int cellWidth, QWidget *parent)
    : QWidget(parent), m_grid(new QGridLayout(this)), m_columns(columns), m_cellWidth(cellWidth),
      m_now(columns.last())
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(10);
    m_grid->setSizeConstraint(QLayout::SetNoConstraint);
}

void FlowGrid::add(QWidget *widget)
{
    m_widgets.append(widget);
    arrange(m_now);
}

QSize FlowGrid::minimumSizeHint() const
{
    // As narrow as its fewest columns, however many there are now.
    const int fewest = m_columns.last();
    const int width = fewest * m_cellWidth + (fewest - 1) * m_grid->spacing();
    return {width, m_grid->minimumSize().height()};
}

void FlowGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    int fitting = m_columns.last();
    for (const int columns : m_columns) {
        if (columns * m_cellWidth + (columns - 1) * m_grid->spacing() <= event->size().width()) {
            fitting = columns;
            break;
        }
    }
    if (fitting != m_now)
        arrange(fitting);
}

void FlowGrid::arrange(int columns)
{
    for (QWidget *widget : m_widgets)
        m_grid->removeWidget(widget);
    for (int i = 0; i < m_grid->columnCount(); ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    for (int i = 0; i < m_widgets.size(); ++i) {
        m_grid->addWidget(m_widgets.at(i), i / columns, i % columns);
        m_grid->setColumnStretch(i % columns, 1);
    }
    m_now = columns;
    updateGeometry();
}

} // namespace Rainbow::Admin
