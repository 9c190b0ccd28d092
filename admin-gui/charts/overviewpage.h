// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "charts/history.h"
#include "page.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTimer>
#include <QUrl>

#include <array>

class QBoxLayout;
class QButtonGroup;
class QLabel;
class QStackedWidget;

namespace Rainbow::Admin {

class Choice;
class EmptyState;
class FigureTile;
class FlowGrid;
class TrendChart;

/// How the relay is: big figures, and charts of the last five minutes, hour and day, of a node, of
/// an application, or of all. What it remembers outlives lost connections, until another relay is
/// opened.
class OverviewPage : public Page {
    Q_OBJECT

public:
    explicit OverviewPage(FeedClient &client, QWidget *parent = nullptr);
    ~OverviewPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString iconName() const override;
    void saveState(QSettings &settings) const override;
    void restoreState(QSettings &settings) override;

    [[nodiscard]] const History &history() const { return m_history; }

protected:
    void retranslate() override;
    void setActive(bool active) override;
    void changeEvent(QEvent *event) override;

private:
    enum Tile {
        Connections,
        MessagesIn,
        MessagesOut,
        Channels,
        Latency,
        Failures,
        Memory,
        Cpu,
        TileCount,
    };

    void makeHeader(QBoxLayout *column);
    void makeTiles();
    void makeCharts();
    void onStats(const QJsonObject &stats);
    void onStateChanged();
    void updateChoices();
    void updateMissing();
    void updateStale();
    void updateAll();
    void updateTiles();
    void updateTrends();
    void updateCharts();
    void setRange(Range range);
    void updateRangeColors();
    void look();
    [[nodiscard]] Subject subject() const;
    void point(std::optional<qint64> at);
    [[nodiscard]] qint64 now() const;
    [[nodiscard]] FigureTile &tile(Tile tile) { return *m_tiles[tile]; }

    History m_history;
    QJsonObject m_stats; ///< the last
    QElapsedTimer m_sinceStats;
    QUrl m_relay; ///< whose history it is
    Range m_range = Range::Minutes5;
    qint64 m_chartsAt = 0; ///< the step the charts show
    bool m_active = false;
    QTimer m_overdue;

    QStackedWidget *m_stack;
    EmptyState *m_empty;
    Choice *m_apps;
    Choice *m_nodes;
    QLabel *m_summary;
    QButtonGroup *m_ranges;
    FlowGrid *m_tileGrid;
    FlowGrid *m_chartGrid;
    std::array<FigureTile *, TileCount> m_tiles{};
    QList<TrendChart *> m_charts;
};

} // namespace Rainbow::Admin
