// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "messagedelegate.h"

#include "room.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QTextLayout>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace Rainbow::Chat {

namespace {

constexpr int Margin = 12; // between the bubble and the list's edges
constexpr int Gap = 4; // between bubbles
constexpr int Padding = 10; // inside of the bubble
constexpr qreal Radius = 10;

bool isOwn(const QModelIndex &index)
{
    return index.data(MessageModel::StateRole).toInt() != MessageModel::Received;
}

bool hasFailed(const QModelIndex &index)
{
    return index.data(MessageModel::StateRole).toInt() == MessageModel::Failed;
}

QString retryText()
{
    return MessageDelegate::tr("Retry");
}

/// A mix of two colours; share: of the second.
QColor mixed(const QColor &a, const QColor &b, qreal share)
{
    const auto mix = [share](int x, int y) { return int(x + (y - x) * share); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

/// How a message is laid out in its item.
class Layout {
public:
    Layout(const QStyleOptionViewItem &option, const QModelIndex &index)
        : small(option.font), bold(option.font), m_text(index.data(Room::TextRole).toString())
    {
        small.setPointSizeF(option.font.pointSizeF() * 0.85);
        bold.setBold(true);
        const QFontMetrics smallMetrics(small);
        const QFontMetrics boldMetrics(bold);
        own = isOwn(index);
        from = own ? QString() : index.data(Room::FromRole).toString();
        foot = QLocale().toString(index.data(MessageModel::TimeRole).toDateTime().time(),
                                  QLocale::ShortFormat);
        if (own)
            foot += u"  "_qs + MessageDelegate::tick(index);

        const int most = std::max(120, (option.rect.width() - 2 * Margin) * 7 / 10);
        const int inner = most - 2 * Padding;
        m_text.setFont(option.font);
        const QSizeF textSize = breakLines(inner);
        from = boldMetrics.elidedText(from, Qt::ElideRight, inner);
        int width =
            std::max(int(std::ceil(textSize.width())), smallMetrics.horizontalAdvance(foot));
        width = std::max(width, boldMetrics.horizontalAdvance(from));
        const int fromHeight = from.isEmpty() ? 0 : boldMetrics.height() + 2;
        const int retryHeight = hasFailed(index) ? smallMetrics.height() + 8 : 0;
        const int height =
            fromHeight + int(std::ceil(textSize.height())) + 2 + smallMetrics.height();

        bubble = QRect(0, 0, width + 2 * Padding, height + 2 * Padding);
        bubble.moveTop(option.rect.top() + Gap);
        if (own)
            bubble.moveRight(option.rect.right() - Margin);
        else
            bubble.moveLeft(option.rect.left() + Margin);
        const QRect inside = bubble.adjusted(Padding, Padding, -Padding, -Padding);
        fromRect = QRect(inside.left(), inside.top(), inside.width(), fromHeight);
        textTop = QPointF(inside.left(), inside.top() + fromHeight);
        footRect = QRect(inside.left(), inside.bottom() - smallMetrics.height() + 1, inside.width(),
                         smallMetrics.height());
        if (retryHeight > 0) {
            const int retryWidth = smallMetrics.horizontalAdvance(retryText()) + 2 * Padding;
            retry = QRect(bubble.right() - retryWidth + 1, bubble.bottom() + Gap, retryWidth,
                          retryHeight);
        }
        total = bubble.height() + 2 * Gap + (retryHeight > 0 ? retryHeight + Gap : 0);
    }

    void drawText(QPainter *painter) const { m_text.draw(painter, textTop); }

    QFont small;
    QFont bold;
    bool own = false;
    QString from;
    QString foot;
    QRect bubble;
    QRect fromRect;
    QPointF textTop;
    QRect footRect;
    QRect retry;
    int total = 0;

private:
    QSizeF breakLines(int width)
    {
        QString text = m_text.text();
        text.replace(u'\n', QChar::LineSeparator);
        m_text.setText(text);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        m_text.setTextOption(option);
        QSizeF size(0, 0);
        m_text.beginLayout();
        for (QTextLine line = m_text.createLine(); line.isValid(); line = m_text.createLine()) {
            line.setLineWidth(width);
            line.setPosition({0, size.height()});
            size.rheight() += line.height();
            size.rwidth() = std::max(size.width(), line.naturalTextWidth());
        }
        m_text.endLayout();
        return size;
    }

    QTextLayout m_text;
};

} // namespace

QString MessageDelegate::tick(const QModelIndex &index)
{
    switch (index.data(MessageModel::StateRole).toInt()) {
    case MessageModel::Queued:
        return u"◷"_qs;
    case MessageModel::Sent:
        return u"✓"_qs;
    case MessageModel::Delivered:
        return u"✓✓"_qs;
    case MessageModel::Failed:
        return u"✗"_qs;
    default:
        return {};
    }
}

void MessageDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const Layout layout(option, index);
    const QPalette &palette = option.palette;
    const QColor base = palette.color(QPalette::Base);
    const QColor text = palette.color(QPalette::Text);
    const QColor accent = palette.color(QPalette::Highlight);
    const QColor alarm = base.lightness() < 128 ? QColor(0xff8a80) : QColor(0xb3261e);
    const QColor fill = layout.own ? mixed(base, accent, 0.25) : mixed(base, text, 0.09);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    painter->drawRoundedRect(layout.bubble, Radius, Radius);

    painter->setPen(text);
    layout.drawText(painter);
    if (!layout.from.isEmpty()) {
        painter->setFont(layout.bold);
        painter->setPen(mixed(text, accent, 0.6));
        painter->drawText(layout.fromRect, Qt::AlignLeft | Qt::AlignTop, layout.from);
    }
    painter->setFont(layout.small);
    painter->setPen(hasFailed(index) ? alarm : mixed(fill, text, 0.65));
    painter->drawText(layout.footRect, Qt::AlignRight | Qt::AlignVCenter, layout.foot);
    if (!layout.retry.isNull()) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(alarm);
        painter->drawRoundedRect(QRectF(layout.retry).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
        painter->drawText(layout.retry, Qt::AlignCenter, retryText());
    }
    painter->restore();
}

QSize MessageDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem wide = option;
    if (const auto *view = qobject_cast<const QAbstractItemView *>(option.widget))
        wide.rect.setWidth(view->viewport()->width());
    return {wide.rect.width(), Layout(wide, index).total};
}

QRect MessageDelegate::retryRect(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return Layout(option, index).retry;
}

bool MessageDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                  const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (retryRect(option, index).contains(mouse->position().toPoint())) {
            Q_EMIT retryClicked(index.data(MessageModel::IdRole).toString());
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

bool MessageDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text;
    switch (index.data(MessageModel::StateRole).toInt()) {
    case MessageModel::Queued:
        text = tr("Waits for the connection");
        break;
    case MessageModel::Sent:
        text = tr("Sent; nobody has it yet");
        break;
    case MessageModel::Delivered:
        text = tr("Delivered");
        break;
    case MessageModel::Failed:
        text = tr("Not sent");
        break;
    default:
        break;
    }
    QToolTip::showText(event->globalPos(), text, view);
    return true;
}

} // namespace Rainbow::Chat
