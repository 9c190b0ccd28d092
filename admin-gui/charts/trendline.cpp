// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "trendline.h"

#include <QAreaSeries>
#include <QChart>
#include <QLineSeries>
#include <QPen>

namespace Rainbow::Admin {

namespace {

constexpr qreal LineWidth = 1.6;
constexpr float BandAlpha = 0.18F;

QPen linePen(const QColor &color)
{
    QPen pen(color, LineWidth);
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

QColor bandColor(QColor color)
{
    color.setAlphaF(BandAlpha);
    return color;
}

} // namespace

TrendLine::TrendLine(QChart *chart, QAbstractAxis *time, QAbstractAxis *values)
    : m_chart(chart), m_time(time), m_values(values)
{
}

void TrendLine::setSamples(const QList<Sample> &samples, qint64 step, bool band)
{
    QList<qsizetype> begins;
    for (qsizetype i = 0; i < samples.size(); ++i)
        if (i == 0 || !samples.at(i).joined)
            begins.append(i);
    // Those of long ago are bridged: what is new is looked at.
    while (begins.size() > static_cast<qsizetype>(MaxPieces))
        begins.removeAt(1);
    const auto used = static_cast<std::size_t>(begins.size());
    for (std::size_t i = 0; i < used; ++i) {
        const auto next = static_cast<qsizetype>(i) + 1;
        const qsizetype end = next < begins.size() ? begins.at(next) : samples.size();
        const Sample *data = samples.constData();
        show(piece(i), data + begins.at(next - 1), data + end, step, band);
    }
    for (std::size_t i = used; i < m_pieces.size(); ++i) {
        m_pieces[i].line->setVisible(false);
        if (m_pieces[i].band)
            m_pieces[i].band->setVisible(false);
    }
    m_used = static_cast<int>(used);
}

void TrendLine::setColor(const QColor &color)
{
    m_color = color;
    for (const Piece &piece : m_pieces) {
        piece.line->setPen(linePen(color));
        if (piece.band)
            piece.band->setBrush(bandColor(color));
    }
}

TrendLine::Piece &TrendLine::piece(std::size_t number)
{
    while (m_pieces.size() <= number) {
        auto *line = new QLineSeries(m_chart);
        line->setPen(linePen(m_color));
        m_chart->addSeries(line);
        line->attachAxis(m_time);
        line->attachAxis(m_values);
        m_pieces.push_back({line, nullptr});
    }
    return m_pieces[number];
}

void TrendLine::show(Piece &piece, const Sample *begin, const Sample *end, qint64 step, bool band)
{
    QList<QPointF> means;
    means.reserve(end - begin + 1);
    for (const Sample *each = begin; each != end; ++each)
        means.append({static_cast<qreal>(each->at), each->mean});
    if (means.size() == 1) { // a line of one point is not seen
        means.append(means.first() + QPointF(static_cast<qreal>(step) / 2, 0));
        means.first().rx() -= static_cast<qreal>(step) / 2;
    }
    piece.line->replace(means);
    piece.line->setVisible(true);
    const bool wide = band && end - begin > 1;
    if (piece.band)
        piece.band->setVisible(wide);
    if (!wide)
        return;
    QList<QPointF> least;
    QList<QPointF> greatest;
    for (const Sample *each = begin; each != end; ++each) {
        least.append({static_cast<qreal>(each->at), each->min});
        greatest.append({static_cast<qreal>(each->at), each->max});
    }
    if (!piece.band) {
        auto *upper = new QLineSeries(m_chart);
        auto *lower = new QLineSeries(m_chart);
        piece.band = new QAreaSeries(upper, lower);
        piece.band->setPen(Qt::NoPen);
        piece.band->setBrush(bandColor(m_color));
        m_chart->addSeries(piece.band);
        piece.band->attachAxis(m_time);
        piece.band->attachAxis(m_values);
    }
    piece.band->lowerSeries()->replace(least);
    piece.band->upperSeries()->replace(greatest);
}

} // namespace Rainbow::Admin
