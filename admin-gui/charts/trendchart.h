// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "charts/axisscale.h"
#include "charts/history.h"

#include <QFrame>
#include <QList>

#include <memory>
#include <optional>
#include <vector>

class QCategoryAxis;
class QChart;
class QChartView;
class QGraphicsLineItem;
class QLabel;

namespace Rainbow::Admin {

class TrendLine;

/// A chart of figures with the same unit over time: title, a legend that says what they are now (or
/// under the pointer), lines with gaps where the relay was away, and, in the coarser ranges, a band
/// from the least to the greatest.
class TrendChart : public QFrame {
    Q_OBJECT

public:
    struct Line {
        Figure figure;
        int series; ///< its colour, as Theme numbers them
    };
    /// name: of the object.
    TrendChart(const QString &name, Unit unit, const QList<Line> &lines, QWidget *parent = nullptr);
    ~TrendChart() override;

    [[nodiscard]] const QList<Line> &lines() const { return m_lines; }
    /// Translated; one name for each line, empty if there is one line only.
    void setTexts(const QString &title, const QStringList &names);
    /// Lines that are 0 all the time are then left out of the legend; it says this when all are.
    void setIdleText(const QString &text);
    /// The samples of each line, up to now (ms since 1970).
    void setSamples(const QList<QList<Sample>> &samples, Range range, qint64 now);
    /// Greyed: of what is looked at there are no such figures. Says it instead of the legend;
    /// empty: there are.
    void setMissing(const QString &text);
    /// What the legend says while nobody points anywhere.
    void setCurrent(const Figures &figures);
    /// A line at that time, e.g. that under the pointer in another chart.
    void setCrosshair(std::optional<qint64> at);

    [[nodiscard]] QStringList legendTexts() const;
    /// How many separate pieces a line has.
    [[nodiscard]] int pieces(qsizetype line) const;
    [[nodiscard]] QChart *chart() const { return m_chart; }

Q_SIGNALS:
    /// Nothing: the pointer has left.
    void pointed(std::optional<qint64> at);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyPalette();
    void layOut();
    void updateAxes();
    void updateLegend();
    void updateCallout();
    [[nodiscard]] bool isIdle(qsizetype line) const;
    [[nodiscard]] const Sample *sampleAt(qsizetype line, qint64 at) const;
    [[nodiscard]] double xOf(qint64 at) const;

    Unit m_unit;
    QList<Line> m_lines;
    QStringList m_names;
    QLabel *m_title;
    QLabel *m_idle;
    QString m_idleText;
    QString m_missingText; ///< empty: there are figures
    QList<QLabel *> m_legend;
    QLabel *m_callout;
    QChartView *m_view;
    QChart *m_chart; ///< the view's
    QCategoryAxis *m_time; ///< the chart's, as is the next
    QCategoryAxis *m_values;
    QGraphicsLineItem *m_crosshair; ///< the chart's
    std::vector<std::unique_ptr<TrendLine>> m_trends;
    QList<QList<Sample>> m_samples;
    Figures m_current{};
    Range m_range = Range::Minutes5;
    qint64 m_now = 0;
    QString m_shownTicks; ///< what the axes were made of, so that they are made anew only for cause
    std::optional<qint64> m_pointedAt;
    bool m_pointedHere = false;
};

} // namespace Rainbow::Admin
