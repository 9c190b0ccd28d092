// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/timelinedelegate.h"

#include "sessions/timelinemodel.h"
#include "settings/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTableView>

namespace Rainbow::Admin {

namespace {

constexpr qreal Margin = 12;
constexpr qreal HeadLength = 7;
constexpr qreal HeadHalf = 4;
constexpr int TextMargin = 3;
constexpr qreal LineWidth = 1.6;

QColor selectedText(const QStyleOptionViewItem &option)
{
    const bool isActive = option.state & QStyle::State_Active;
    return option.palette.color(isActive ? QPalette::Active : QPalette::Inactive,
                                QPalette::HighlightedText);
}

void drawLifelines(QPainter &painter, const QRectF &area, const QColor &color, bool isGap)
{
    painter.setPen(QPen(color, 1, isGap ? Qt::DotLine : Qt::SolidLine));
    for (const qreal x : {area.left() + Margin, area.right() - Margin})
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
}

void drawArrow(QPainter &painter, const QRectF &area, const QColor &color, bool isRight,
               bool isRetry)
{
    const qreal y = area.center().y();
    const qreal left = area.left() + Margin + 2;
    const qreal right = area.right() - Margin - 2;
    const qreal tip = isRight ? right : left;
    const qreal back = isRight ? right - HeadLength : left + HeadLength;
    painter.setPen(QPen(color, LineWidth, isRetry ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(isRight ? left : right, y), QPointF(back, y));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(
        QPolygonF({QPointF(tip, y), QPointF(back, y - HeadHalf), QPointF(back, y + HeadHalf)}));
}

} // namespace

TimelineDelegate::TimelineDelegate(QTableView *table) : QStyledItemDelegate(table), m_table(table)
{
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const bool isGap = index.data(TimelineModel::GapRole).toBool();
    const bool isWay = index.column() == TimelineModel::DirectionColumn;
    if (!isGap && !isWay) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    painter->save();
    painter->setClipRect(item.rect);
    if (isWay)
        paintWay(painter, item, index);
    else
        paintGap(painter, item, index);
    painter->restore();
}

void TimelineDelegate::paintWay(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const bool isSelected = option.state & QStyle::State_Selected;
    const bool isGap = index.data(TimelineModel::GapRole).toBool();
    painter->setRenderHint(QPainter::Antialiasing);
    QColor lifeline = isSelected ? selectedText(option) : Theme::color(Theme::Role::Muted);
    lifeline.setAlphaF(0.5F);
    drawLifelines(*painter, option.rect, lifeline, isGap);
    if (isGap)
        return;
    const bool isIn = index.data(TimelineModel::DirectionRole).toInt() == int(PacketDirection::In);
    const QColor color =
        isSelected ? selectedText(option) : Theme::color(isIn ? Theme::Role::In : Theme::Role::Out);
    drawArrow(*painter, option.rect, color, isIn, index.data(TimelineModel::RetryRole).toBool());
}

void TimelineDelegate::paintGap(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    // Each cell paints its part of a text that begins in the packet's column.
    QRect all = option.rect;
    all.setLeft(m_table->columnViewportPosition(TimelineModel::PacketColumn));
    all.setRight(m_table->viewport()->width());
    if (option.rect.left() < all.left())
        return;
    painter->setPen(option.state & QStyle::State_Selected ? selectedText(option)
                                                          : Theme::color(Theme::Role::Warning));
    const QString text = index.siblingAtColumn(TimelineModel::PacketColumn).data().toString();
    painter->drawText(all.adjusted(TextMargin, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

} // namespace Rainbow::Admin
