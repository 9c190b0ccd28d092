// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "overviewpage.h"

#include "charts/choice.h"
#include "charts/figuretile.h"
#include "charts/flowgrid.h"
#include "charts/health.h"
#include "charts/trendchart.h"
#include "feed/feedclient.h"
#include "widgets.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QScrollArea>
#include <QSettings>
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

/// Applications have no such figure.
bool isOfNodes(Figure figure)
{
    return figure == Figure::Memory || figure == Figure::Cpu;
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
      m_apps(new Choice(u"appChooser"_qs)), m_nodes(new Choice(u"nodeChooser"_qs)),
      m_summary(makeQuietLabel()), m_ranges(new QButtonGroup(this)),
      m_tileGrid(new FlowGrid({8, 4, 2}, TileWidth)),
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
    settings.setValue(u"node"_qs, m_nodes->chosen());
    settings.setValue(u"app"_qs, m_apps->chosen());
}

void OverviewPage::restoreState(QSettings &settings)
{
    const int range = settings.value(u"range"_qs).toInt();
    if (QAbstractButton *button = m_ranges->button(range))
        button->click();
    m_nodes->choose(settings.value(u"node"_qs).toString());
    m_apps->choose(settings.value(u"app"_qs).toString());
}

void OverviewPage::makeHeader(QBoxLayout *column)
{
    m_summary->setObjectName(u"summary"_qs);
    auto *row = new QHBoxLayout;
    row->addWidget(m_summary);
    row->addStretch(1);
    for (Choice *choice : {m_apps, m_nodes}) {
        row->addWidget(choice);
        row->addSpacing(8);
        connect(choice, &Choice::changed, this, &OverviewPage::look);
    }
    row->addSpacing(8);
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
    m_nodes->setTexts(tr("&Node:"), tr("Node"), tr("All nodes"));
    m_apps->setTexts(tr("&Application:"), tr("Application"), tr("All applications"));
    updateMissing();
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
    if (m_history.lastAt() > 0)
        updateChoices();
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
    updateChoices();
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
    updateStale();
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

Subject OverviewPage::subject() const
{
    return {m_nodes->chosen(), m_apps->chosen()};
}

void OverviewPage::updateChoices()
{
    m_apps->setNames(m_history.apps());
    m_nodes->setNames(m_history.nodes());
    updateMissing();
}

void OverviewPage::updateMissing()
{
    const bool isApp = !m_apps->chosen().isEmpty();
    m_nodes->setEnabled(!isApp);
    m_nodes->setToolTip(isApp ? tr("Of an application there are the figures of all nodes.")
                              : QString());
    //: Memory and CPU: there are no figures of a single application
    const QString missing = isApp ? tr("not per application") : QString();
    for (TrendChart *chart : std::as_const(m_charts)) {
        if (isOfNodes(chart->lines().constFirst().figure))
            chart->setMissing(missing);
    }
    updateStale();
}

void OverviewPage::updateStale()
{
    const bool open = client().state() == FeedClient::State::Open;
    const bool isApp = !m_apps->chosen().isEmpty();
    for (std::size_t i = 0; i < TileCount; ++i)
        m_tiles[i]->setStale(!open || (isApp && isOfNodes(TileFigures[i])));
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
    const Figures last = m_history.last(subject());
    const Health health(m_stats, subject(), last);
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
        chart->setCurrent(last);
}

void OverviewPage::updateTrends()
{
    for (std::size_t i = 0; i < TileCount; ++i)
        m_tiles[i]->setTrend(m_history.samples(subject(), TileFigures[i], Range::Minutes5, now()),
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
            samples.append(m_history.samples(subject(), line.figure, m_range, at));
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

void OverviewPage::look()
{
    m_chartsAt = 0;
    updateMissing();
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
