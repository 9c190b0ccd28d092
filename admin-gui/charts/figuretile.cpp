// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "figuretile.h"

#include "charts/chartcolors.h"
#include "settings/theme.h"
#include "widgets.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int TrendHeight = 26;
constexpr int Margin = 14;

QColor levelColor(FigureTile::Level level, const QPalette &palette)
{
    switch (level) {
    case FigureTile::Level::Warning:
        return Theme::color(Theme::Role::Warning);
    case FigureTile::Level::Alarm:
        return Theme::color(Theme::Role::Bad);
    case FigureTile::Level::Normal:
        break;
    }
    return palette.color(QPalette::Text);
}

} // namespace

FigureTile::FigureTile(const QString &name, QWidget *parent)
    : QFrame(parent), m_title(makeQuietLabel()), m_value(new QLabel), m_detail(makeQuietLabel())
{
    setObjectName(name);
    m_value->setObjectName(u"value"_qs);
    m_detail->setObjectName(u"detail"_qs);
    m_value->setTextFormat(Qt::PlainText);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    large.setWeight(QFont::DemiBold);
    m_value->setFont(large);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    m_detail->setFont(small);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Margin, 8, Margin, 8);
    column->setSpacing(0);
    for (QLabel *label : {m_title, m_value, m_detail}) {
        // What is too long must not widen the tiles of all others.
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        evenHeight(label);
        column->addWidget(label);
    }
    column->addSpacing(TrendHeight);
    applyColors();
}

void FigureTile::setTitle(const QString &title)
{
    m_title->setText(title);
}

void FigureTile::setFigure(const QString &value, const QString &detail, Level level)
{
    m_value->setText(value);
    m_detail->setText(detail);
    m_detail->setToolTip(detail);
    setAccessibleName(m_title->text() + u": "_qs + value);
    setAccessibleDescription(detail);
    if (level == m_level)
        return;
    m_level = level;
    applyColors();
}

void FigureTile::setTrend(const QList<Sample> &samples, qint64 now)
{
    m_trend = samples;
    m_now = now;
    update();
}

void FigureTile::setStale(bool stale)
{
    if (stale == m_stale)
        return;
    m_stale = stale;
    applyColors();
}

QString FigureTile::value() const
{
    return m_value->text();
}

QString FigureTile::detail() const
{
    return m_detail->text();
}

void FigureTile::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void FigureTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(gridColor(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(area, 6, 6);
    if (m_level != Level::Normal && !m_stale) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(levelColor(m_level, palette()));
        painter.drawRoundedRect(QRectF(area.left(), area.top() + 8, 4, area.height() - 16), 2, 2);
    }
    paintTrend(painter);
}

void FigureTile::applyColors()
{
    const QColor quiet = quietColor(palette());
    const QColor text = m_stale ? quiet : levelColor(m_level, palette());
    const auto color = [](QLabel *label, const QColor &to) {
        QPalette colors = label->palette();
        colors.setColor(label->foregroundRole(), to);
        label->setPalette(colors);
    };
    color(m_value, text);
    color(m_title, quiet);
    color(m_detail, m_level == Level::Normal ? quiet : text);
    update();
}

void FigureTile::paintTrend(QPainter &painter) const
{
    double greatest = 0;
    for (const Sample &sample : m_trend)
        greatest = std::max(greatest, sample.mean);
    if (greatest <= 0)
        return;
    const QRectF area(Margin, height() - TrendHeight - 6, width() - 2 * Margin, TrendHeight - 4);
    const auto length = static_cast<double>(rangeLength(Range::Minutes5).count());
    QPainterPath path;
    for (const Sample &sample : m_trend) {
        const double x =
            area.right() - static_cast<double>(m_now - sample.at) / length * area.width();
        const double y = area.bottom() - sample.mean / greatest * area.height();
        if (sample.joined)
            path.lineTo(x, y);
        else
            path.moveTo(x, y);
    }
    painter.setClipRect(area.adjusted(0, -2, 0, 2));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_stale ? quietColor(palette()) : Theme::series(0), 1.3));
    painter.drawPath(path);
}

} // namespace Rainbow::Admin
