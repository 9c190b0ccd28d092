// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "overviewpage.h"

#include "charts/figuretile.h"
#include "charts/flowgrid.h"
#include "charts/health.h"
#include "charts/trendchart.h"
#include "feed/feedclient.h"
#include "widgets.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

namespace Rainbow::Admin {

namespace {

using namespace std::chrono_literals;

/// The relay has not been heard of for so long: the charts move on without it.
constexpr auto Overdue = 2s;
constexpr int TileWidth = 128;
constexpr int ChartWidth = 326;
constexpr int ChartHeight = 220;

struct ChartKind {
    const char *name;
    Unit unit;
    QList<TrendChart::Line> lines;
};

QList<ChartKind> chartKinds()
{
    return {
        {"connectionsChart", Unit::Count, {{Figure::Connections, 0}}},
        {"messagesChart", Unit::Rate, {{Figure::MessagesIn, 0}, {Figure::MessagesOut, 1}}},
        {"latencyChart", Unit::Latency, {{Figure::ForwardP50, 0}, {Figure::ForwardP99, 1}}},
        {"failuresChart",
         Unit::Rate,
         {{Figure::FailTimeout, 0},
          {Figure::FailNetwork, 1},
          {Figure::Fail4xx, 2},
          {Figure::Fail5xx, 3},
          {Figure::FailAnswer, 4}}},
        {"memoryChart", Unit::Bytes, {{Figure::Memory, 0}}},
        {"cpuChart", Unit::Percent, {{Figure::Cpu, 0}}},
    };
}

/// What the trend below a tile's figure shows.
constexpr std::array TileFigures{
    Figure::Connections, Figure::MessagesIn, Figure::MessagesOut, Figure::Channels,
    Figure::ForwardP50,  Figure::Failures,   Figure::Memory,      Figure::Cpu,
};

constexpr std::array TileNames{"connectionsTile", "messagesInTile", "messagesOutTile",
                               "channelsTile",    "latencyTile",    "failuresTile",
                               "memoryTile",      "cpuTile"};

} // namespace

OverviewPage::OverviewPage(FeedClient &client, QWidget *parent)
    : Page(client, parent), m_stack(new QStackedWidget), m_empty(new EmptyState),
      m_nodes(new QComboBox), m_nodesLabel(new QLabel), m_summary(makeQuietLabel()),
      m_ranges(new QButtonGroup(this)), m_tileGrid(new FlowGrid({8, 4, 2}, TileWidth)),
      m_chartGrid(new FlowGrid({3, 2, 1}, ChartWidth))
{
    setObjectName(u"overviewPage"_qs);
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(10);
    makeHeader(column);
    makeTiles();
    makeCharts();
    column->addWidget(m_tileGrid);
    column->addWidget(m_chartGrid, 1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"overviewScroll"_qs);
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(scroll);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_stack);

    m_overdue.setInterval(Overdue);
    connect(&m_overdue, &QTimer::timeout, this, &OverviewPage::updateCharts);
    connect(&client, &FeedClient::stats, this, &OverviewPage::onStats);
    connect(&client, &FeedClient::stateChanged, this, &OverviewPage::onStateChanged);
    retranslate();
    onStateChanged();
}

OverviewPage::~OverviewPage() = default;

QString OverviewPage::title() const
{
    return tr("Overview");
}

QString OverviewPage::iconName() const
{
    return u"overview"_qs;
}

void OverviewPage::saveState(QSettings &settings) const
{
    settings.setValue(u"range"_qs, static_cast<int>(m_range));
    settings.setValue(u"node"_qs, m_node);
}

void OverviewPage::restoreState(QSettings &settings)
{
    const int range = settings.value(u"range"_qs).toInt();
    if (QAbstractButton *button = m_ranges->button(range))
        button->click();
    m_node = settings.value(u"node"_qs).toString();
}

void OverviewPage::makeHeader(QBoxLayout *column)
{
    m_summary->setObjectName(u"summary"_qs);
    m_nodes->setObjectName(u"nodeChooser"_qs);
    m_nodes->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_nodesLabel->setBuddy(m_nodes);
    auto *row = new QHBoxLayout;
    row->addWidget(m_summary);
    row->addStretch(1);
    row->addWidget(m_nodesLabel);
    row->addWidget(m_nodes);
    row->addSpacing(16);
    auto *ranges = new QHBoxLayout;
    ranges->setSpacing(1);
    for (int i = 0; i < static_cast<int>(RangeCount); ++i) {
        auto *button = new QToolButton;
        button->setObjectName(u"range%1"_qs.arg(i));
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setMinimumWidth(60);
        m_ranges->addButton(button, i);
        ranges->addWidget(button);
        connect(button, &QToolButton::toggled, this, &OverviewPage::updateRangeColors);
    }
    row->addLayout(ranges);
    m_ranges->button(0)->setChecked(true);
    column->addLayout(row);
    connect(m_ranges, &QButtonGroup::idClicked, this,
            [this](int id) { setRange(static_cast<Range>(id)); });
    connect(m_nodes, &QComboBox::activated, this,
            [this](int index) { setNode(m_nodes->itemData(index).toString()); });
}

void OverviewPage::makeTiles()
{
    for (std::size_t i = 0; i < TileCount; ++i) {
        m_tiles[i] = new FigureTile(QString::fromLatin1(TileNames[i]));
        m_tileGrid->add(m_tiles[i]);
    }
    m_tileGrid->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void OverviewPage::makeCharts()
{
    for (const ChartKind &kind : chartKinds()) {
        auto *chart = new TrendChart(QString::fromLatin1(kind.name), kind.unit, kind.lines);
        chart->setMinimumHeight(ChartHeight);
        m_chartGrid->add(chart);
        m_charts.append(chart);
        connect(chart, &TrendChart::pointed, this, &OverviewPage::point);
    }
}

void OverviewPage::retranslate()
{
    tile(Connections).setTitle(tr("Connections"));
    tile(MessagesIn).setTitle(tr("Messages in"));
    tile(MessagesOut).setTitle(tr("Messages out"));
    tile(Channels).setTitle(tr("Channels"));
    //: How long calls of the business server take
    tile(Latency).setTitle(tr("Forward latency"));
    //: Calls of the business server that failed
    tile(Failures).setTitle(tr("Failures"));
    tile(Memory).setTitle(tr("Memory"));
    tile(Cpu).setTitle(tr("CPU"));
    m_charts.at(0)->setTexts(tr("Connections"), {});
    //: Direction of messages: from and to clients
    m_charts.at(1)->setTexts(tr("Messages"), {tr("in"), tr("out")});
    //: Half of the calls are faster; 99 of 100 are faster
    m_charts.at(2)->setTexts(tr("Forward latency"), {tr("50 %"), tr("99 %")});
    //: Why calls of the business server failed
    m_charts.at(3)->setTexts(tr("Failures"),
                             //: HTTP status
                             {tr("timeout"), tr("network"), tr("4xx"), tr("5xx"),
                              //: The answer was too large or not understood
                              tr("answer")});
    //: Failures: there were none
    m_charts.at(3)->setIdleText(tr("none"));
    m_charts.at(4)->setTexts(tr("Memory"), {});
    m_charts.at(5)->setTexts(tr("CPU"), {});
    m_ranges->button(0)->setText(tr("5 min"));
    m_ranges->button(1)->setText(tr("1 h"));
    m_ranges->button(2)->setText(tr("24 h"));
    m_ranges->button(0)->setAccessibleName(tr("Last 5 minutes"));
    m_ranges->button(1)->setAccessibleName(tr("Last hour"));
    m_ranges->button(2)->setAccessibleName(tr("Last 24 hours"));
    for (QAbstractButton *button : m_ranges->buttons())
        button->setToolTip(button->accessibleName());
    m_nodesLabel->setText(tr("&Node:"));
    m_nodes->setAccessibleName(tr("Node"));
    updateNodes();
    onStateChanged();
    m_chartsAt = 0;
    updateAll();
}

void OverviewPage::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_overdue.stop();
        return;
    }
    m_overdue.start();
    m_chartsAt = 0;
    updateAll();
}

void OverviewPage::onStats(const QJsonObject &stats)
{
    m_history.add(stats);
    m_stats = stats;
    m_sinceStats.start();
    m_stack->setCurrentIndex(1);
    if (!m_active)
        return;
    m_overdue.start();
    updateNodes();
    updateAll();
}

void OverviewPage::onStateChanged()
{
    const bool open = client().state() == FeedClient::State::Open;
    if (client().relay() != m_relay) {
        m_relay = client().relay();
        m_history.clear();
        m_stats = {};
        m_stack->setCurrentIndex(0);
        m_chartsAt = 0;
    }
    for (FigureTile *each : m_tiles)
        each->setStale(!open);
    if (!open)
        for (TrendChart *chart : std::as_const(m_charts))
            chart->setCurrent(History().last({}));
    if (open)
        m_empty->setContent({}, tr("Waiting for the first figures"), {});
    else
        m_empty->setContent({}, tr("Not connected"),
                            tr("Here you will see how many clients are connected, what they send, "
                               "how fast the business server answers, and what the relay needs "
                               "for it."));
}

void OverviewPage::updateNodes()
{
    QStringList nodes = m_history.nodes();
    const bool several = nodes.size() > 1;
    m_nodes->setVisible(several);
    m_nodesLabel->setVisible(several);
    if (!nodes.isEmpty() && !nodes.contains(m_node))
        m_node.clear();
    QStringList shown;
    for (int i = 1; i < m_nodes->count(); ++i)
        shown.append(m_nodes->itemText(i));
    const QString all = tr("All nodes");
    if (shown == nodes && m_nodes->itemText(0) == all)
        return;
    const QSignalBlocker blocker(m_nodes);
    m_nodes->clear();
    m_nodes->addItem(all, QString());
    for (const QString &node : std::as_const(nodes))
        m_nodes->addItem(node, node);
    m_nodes->setCurrentIndex(std::max(0, m_nodes->findData(m_node)));
}

void OverviewPage::updateAll()
{
    if (!m_active || m_history.lastAt() == 0)
        return;
    updateTiles();
    updateCharts();
}

void OverviewPage::updateTiles()
{
    const Health health(m_stats, m_node, m_history.last(m_node));
    const auto show = [this](Tile which, const Health::Reading &reading) {
        tile(which).setFigure(reading.value, reading.detail, reading.level);
    };
    show(Connections, health.connections());
    show(MessagesIn, health.messagesIn());
    show(MessagesOut, health.messagesOut());
    show(Channels, health.channels());
    show(Latency, health.latency());
    show(Failures, health.failures());
    show(Memory, health.memory());
    show(Cpu, health.cpu());
    m_summary->setText(health.summary());
    for (TrendChart *chart : std::as_const(m_charts))
        chart->setCurrent(m_history.last(m_node));
}

void OverviewPage::updateTrends()
{
    for (std::size_t i = 0; i < TileCount; ++i)
        m_tiles[i]->setTrend(m_history.samples(m_node, TileFigures[i], Range::Minutes5, now()),
                             now());
}

void OverviewPage::updateCharts()
{
    if (m_history.lastAt() == 0)
        return;
    updateTrends();
    // A step of the coarser ranges takes long, and is not a pixel wide.
    const qint64 at = now();
    const qint64 step = at / rangeStep(m_range).count();
    if (step == m_chartsAt)
        return;
    m_chartsAt = step;
    for (TrendChart *chart : std::as_const(m_charts)) {
        QList<QList<Sample>> samples;
        for (const TrendChart::Line &line : chart->lines())
            samples.append(m_history.samples(m_node, line.figure, m_range, at));
        chart->setSamples(samples, m_range, at);
    }
}

void OverviewPage::setRange(Range range)
{
    m_range = range;
    m_chartsAt = 0;
    updateCharts();
}

void OverviewPage::updateRangeColors()
{
    // A button that is down is hardly told from one that is not, above all in the dark.
    for (QAbstractButton *button : m_ranges->buttons()) {
        QPalette colors;
        if (button->isChecked()) {
            colors.setColor(QPalette::Button, colors.color(QPalette::Highlight));
            colors.setColor(QPalette::ButtonText, colors.color(QPalette::HighlightedText));
        }
        button->setPalette(colors);
    }
}

void OverviewPage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateRangeColors();
}

void OverviewPage::setNode(const QString &node)
{
    m_node = node;
    m_chartsAt = 0;
    updateAll();
}

void OverviewPage::point(std::optional<qint64> at)
{
    for (TrendChart *chart : std::as_const(m_charts))
        chart->setCrosshair(at);
}

qint64 OverviewPage::now() const
{
    return m_history.lastAt() + (m_sinceStats.isValid() ? m_sinceStats.elapsed() : 0);
}

} // namespace Rainbow::Admin
