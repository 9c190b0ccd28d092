// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "charts/history.h"

#include <QColor>
#include <QList>

#include <vector>

class QAbstractAxis;
class QAreaSeries;
class QChart;
class QLineSeries;

namespace Rainbow::Admin {

/// One figure in a chart. Qt's series have no gaps, so that each piece between two gaps is a
/// series; they are kept for the next time.
class TrendLine {
public:
    /// More gaps than these and the first ones are bridged.
    static constexpr std::size_t MaxPieces = 24;

    /// chart and axes own the series, and outlive it.
    TrendLine(QChart *chart, QAbstractAxis *time, QAbstractAxis *values);

    /// step: the width of one sample, for one that stands alone.
    void setSamples(const QList<Sample> &samples, qint64 step, bool band);
    void setColor(const QColor &color);
    [[nodiscard]] int pieces() const { return m_used; }

private:
    struct Piece {
        QLineSeries *line = nullptr;
        QAreaSeries *band = nullptr;
    };

    Piece &piece(std::size_t number);
    void show(Piece &piece, const Sample *begin, const Sample *end, qint64 step, bool band);

    QChart *m_chart;
    QAbstractAxis *m_time;
    QAbstractAxis *m_values;
    std::vector<Piece> m_pieces;
    QColor m_color;
    int m_used = 0;
};

} // namespace Rainbow::Admin
