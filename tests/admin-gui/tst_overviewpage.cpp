// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/picking.h"
#include "admin-gui/syntheticfeed.h"
#include "charts/figuretile.h"
#include "charts/flowgrid.h"
#include "charts/overviewpage.h"
#include "charts/trendchart.h"
#include "feed/feedclient.h"
#include "format.h"
#include "settings/theme.h"
#include "support/testing.h"

#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollArea>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

using State = FeedClient::State;

namespace {

constexpr qint64 Second = 1000;

/// A second as a relay tells it.
QJsonObject second(qint64 at, const QStringList &nodes, double connections)
{
    QJsonArray list;
    for (const QString &name : nodes) {
        const QJsonObject failures{{u"timeout"_qs, 1}, {u"status5xx"_qs, 0}};
        const QJsonObject total{{u"connections"_qs, connections},
                                {u"messagesIn"_qs, 5},
                                {u"forwards"_qs, 100},
                                {u"failures"_qs, failures}};
        list.append(QJsonObject{
            {u"node"_qs, name}, {u"memory"_qs, 1048576}, {u"cpu"_qs, 3.5}, {u"total"_qs, total}});
    }
    return {{u"event"_qs, u"stats"_qs}, {u"at"_qs, static_cast<double>(at)}, {u"nodes"_qs, list}};
}

} // namespace

class TestOverviewPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init();
    void saysThatThereIsNothingYet();
    void showsWhatTheRelaySays();
    void alarms();
    void nodesCanBeChosen();
    void applicationsCanBeChosen();
    void applicationGoes();
    void oneApplicationIsNoChoice();
    void applicationIsRestored();
    void ranges();
    void gapsAreSeen();
    void pointing();
    void columnsFollowTheWidth();
    void anotherRelayBeginsAnew();
    void reconnectKeepsThePast();
    void hiddenItListensAndDoesNotDraw();
    void restoresItsState();
    void colours();

private:
    template <typename Widget>
    Widget *find(const char *name) const
    {
        return m_page->findChild<Widget *>(QString::fromLatin1(name));
    }
    FigureTile *tile(const char *name) const { return find<FigureTile>(name); }
    TrendChart *chart(const char *name) const { return find<TrendChart>(name); }
    void connectWithApps(const QStringList &apps)
    {
        m_feed->relay.apps = apps;
        m_feed->relay.populate(250, 20, QDateTime::currentMSecsSinceEpoch());
        m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
        EVENTUALLY(m_page->history().apps().size() == apps.size());
    }
    [[nodiscard]] int connectionsOf(const QString &app) const
    {
        const auto &all = m_feed->relay.connections;
        return int(std::count_if(all.begin(), all.end(),
                                 [&app](const auto &each) { return each.app == app; }));
    }
    void click(const char *name) const
    {
        QTest::mouseClick(find<QToolButton>(name), Qt::LeftButton);
    }
    void tell(const QJsonObject &stats) const { Q_EMIT m_client->stats(stats); }
    /// So many seconds that have passed, the last just now.
    void tellSeconds(int count, const QStringList &nodes = {u"a"_qs}) const
    {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (int i = count - 1; i >= 0; --i)
            tell(second(now - i * Second, nodes, 1000 + i));
    }

    std::unique_ptr<SyntheticFeed> m_feed;
    std::unique_ptr<FeedClient> m_client;
    std::unique_ptr<OverviewPage> m_page;
};

void TestOverviewPage::init()
{
    m_page.reset();
    m_client = std::make_unique<FeedClient>();
    m_feed = std::make_unique<SyntheticFeed>();
    m_feed->setAlive(false);
    m_feed->relay.populate(250, 20, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(m_feed->start());
    m_page = std::make_unique<OverviewPage>(*m_client);
    m_page->resize(1080, 760);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestOverviewPage::saysThatThereIsNothingYet()
{
    auto *headline = find<QLabel>("emptyHeadline");
    QVERIFY(headline->isVisible());
    QCOMPARE(headline->text(), u"Not connected"_qs);
    QVERIFY(!find<QScrollArea>("overviewScroll")->isVisible());
}

void TestOverviewPage::showsWhatTheRelaySays()
{
    QSignalSpy stats(m_client.get(), &FeedClient::stats);
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(!stats.isEmpty());
    QVERIFY(find<QScrollArea>("overviewScroll")->isVisible());
    QCOMPARE(tile("connectionsTile")->value(), u"250"_qs);
    QVERIFY(find<QLabel>("summary")->text().startsWith(u"relay-1"));
    for (const char *name : {"messagesInTile", "messagesOutTile", "channelsTile", "latencyTile",
                             "failuresTile", "memoryTile", "cpuTile"}) {
        QVERIFY2(tile(name), name);
        QVERIFY2(tile(name)->value() != Format::none(), name);
        QVERIFY2(!tile(name)->detail().isEmpty(), name);
    }
    QCOMPARE(chart("connectionsChart")->legendTexts(), QStringList(u"250"_qs));
    // One more, and it is seen with the next second.
    m_feed->relay.addConnection(u"new"_qs, QDateTime::currentMSecsSinceEpoch());
    m_feed->tick();
    EVENTUALLY_COMPARE(tile("connectionsTile")->value(), u"251"_qs);
}

void TestOverviewPage::alarms()
{
    tellSeconds(2);
    FigureTile *failures = tile("failuresTile");
    QCOMPARE(failures->value(), u"1/s"_qs);
    QCOMPARE(failures->level(), FigureTile::Level::Warning);
    QCOMPARE(tile("memoryTile")->level(), FigureTile::Level::Normal);
    // Only the cause that there was is in the legend.
    QVERIFY(chart("failuresChart")->findChild<QLabel *>(u"legend0"_qs)->isVisible());
    QVERIFY(!chart("failuresChart")->findChild<QLabel *>(u"legend3"_qs)->isVisible());
}

void TestOverviewPage::nodesCanBeChosen()
{
    auto *nodes = find<QComboBox>("nodeChooser");
    tellSeconds(2);
    QVERIFY(!nodes->isVisible());
    tellSeconds(2, {u"a"_qs, u"b"_qs});
    QVERIFY(nodes->isVisible());
    QCOMPARE(nodes->count(), 3);
    QCOMPARE(tile("connectionsTile")->value(), u"2,000"_qs);
    nodes->setFocus();
    QTest::keyClick(nodes, Qt::Key_Down);
    QCOMPARE(nodes->currentText(), u"a"_qs);
    QCOMPARE(tile("connectionsTile")->value(), u"1,000"_qs);
    QVERIFY(find<QLabel>("summary")->text().startsWith(u"a"));
}

void TestOverviewPage::applicationsCanBeChosen()
{
    connectWithApps({u"default"_qs, u"shop"_qs, u"prices"_qs});
    auto *apps = find<QComboBox>("appChooser");
    QVERIFY(apps->isVisible());
    QVERIFY(!find<QComboBox>("nodeChooser")->isVisible());
    QCOMPARE(apps->currentText(), u"All applications"_qs);
    QCOMPARE(apps->count(), 4);
    QCOMPARE(apps->itemText(1), u"default"_qs);
    QCOMPARE(apps->itemText(2), u"prices"_qs);
    const QString memory = tile("memoryTile")->value();
    QVERIFY(memory != Format::none());

    QVERIFY(pick(find<QComboBox>("appChooser"), u"shop"_qs));
    const QString shop = QString::number(connectionsOf(u"shop"_qs));
    QCOMPARE(apps->currentText(), u"shop"_qs);
    QCOMPARE(tile("connectionsTile")->value(), shop);
    QCOMPARE(tile("connectionsTile")->detail(), u"of 250 in all"_qs);
    QCOMPARE(chart("connectionsChart")->legendTexts(), QStringList(shop));
    // Greyed: nobody knows what a single application needs.
    for (const char *name : {"memoryTile", "cpuTile"}) {
        QCOMPARE(tile(name)->value(), Format::none());
        QCOMPARE(tile(name)->detail(), u"not per application"_qs);
        QVERIFY(tile(name)->isStale());
    }
    QVERIFY(!tile("channelsTile")->isStale());
    auto *idle = chart("cpuChart")->findChild<QLabel *>(u"idle"_qs);
    QVERIFY(idle->isVisible());
    QCOMPARE(idle->text(), u"not per application"_qs);
    QVERIFY(!chart("cpuChart")->findChild<QLabel *>(u"legend0"_qs)->isVisible());
    auto *values =
        qobject_cast<QCategoryAxis *>(chart("cpuChart")->chart()->axes(Qt::Vertical).constFirst());
    QCOMPARE(values->count(), 0);
    // The next second is the application's too.
    m_feed->relay.addConnection(u"new"_qs, QDateTime::currentMSecsSinceEpoch()).app = u"shop"_qs;
    m_feed->tick();
    EVENTUALLY_COMPARE(tile("connectionsTile")->value(),
                       QString::number(connectionsOf(u"shop"_qs)));

    QVERIFY(pick(find<QComboBox>("appChooser"), u"All applications"_qs));
    QCOMPARE(tile("connectionsTile")->value(), u"251"_qs);
    QCOMPARE(tile("memoryTile")->value(), memory);
    QVERIFY(!tile("memoryTile")->isStale());
    QVERIFY(!idle->isVisible());
    QVERIFY(values->count() > 0);
    QVERIFY(chart("cpuChart")->findChild<QLabel *>(u"legend0"_qs)->isVisible());
}

void TestOverviewPage::applicationGoes()
{
    connectWithApps({u"default"_qs, u"shop"_qs});
    QVERIFY(pick(find<QComboBox>("appChooser"), u"shop"_qs));
    QVERIFY(tile("memoryTile")->isStale());
    m_feed->relay.apps.removeLast();
    m_feed->tick();
    EVENTUALLY(!find<QComboBox>("appChooser")->isVisible());
    QCOMPARE(tile("connectionsTile")->value(), u"250"_qs);
    QVERIFY(!tile("memoryTile")->isStale());
    QVERIFY(tile("memoryTile")->value() != Format::none());
}

void TestOverviewPage::oneApplicationIsNoChoice()
{
    connectWithApps({u"default"_qs});
    QVERIFY(!find<QComboBox>("appChooser")->isVisible());
    // A relay that does not tell.
    tellSeconds(2);
    QVERIFY(!find<QComboBox>("appChooser")->isVisible());
    QVERIFY(m_page->history().apps().isEmpty());
}

void TestOverviewPage::applicationIsRestored()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_qs), QSettings::IniFormat);
    connectWithApps({u"default"_qs, u"shop"_qs});
    QVERIFY(pick(find<QComboBox>("appChooser"), u"shop"_qs));
    m_page->saveState(settings);
    m_page = std::make_unique<OverviewPage>(*m_client);
    m_page->restoreState(settings);
    m_page->show();
    m_feed->tick();
    EVENTUALLY(find<QComboBox>("appChooser")->isVisible());
    QCOMPARE(find<QComboBox>("appChooser")->currentText(), u"shop"_qs);
    QCOMPARE(tile("connectionsTile")->value(), QString::number(connectionsOf(u"shop"_qs)));
}

void TestOverviewPage::ranges()
{
    tellSeconds(120);
    auto *time = qobject_cast<QCategoryAxis *>(
        chart("cpuChart")->chart()->axes(Qt::Horizontal).constFirst());
    const double minutes = time->max() - time->min();
    QCOMPARE(minutes, 5 * 60.0 * Second);
    QVERIFY(time->count() >= 4);
    click("range1");
    QCOMPARE(time->max() - time->min(), 12 * minutes);
    click("range2");
    QCOMPARE(time->max() - time->min(), 288 * minutes);
    QCOMPARE(time->count(), 6);
    click("range0");
    QCOMPARE(time->max() - time->min(), minutes);
}

void TestOverviewPage::gapsAreSeen()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (int i = 120; i >= 0; --i)
        if (i < 40 || i >= 60)
            tell(second(now - i * Second, {u"a"_qs}, 10));
    QCOMPARE(chart("connectionsChart")->pieces(0), 2);
    // Nothing was ever forwarded: no line, and no figure.
    QCOMPARE(chart("latencyChart")->pieces(0), 0);
    QCOMPARE(tile("latencyTile")->value(), Format::none());
}

void TestOverviewPage::pointing()
{
    tellSeconds(290);
    auto *view = chart("connectionsChart")->findChild<QChartView *>()->viewport();
    const QRectF plot = chart("connectionsChart")->chart()->plotArea();
    QSignalSpy pointed(chart("connectionsChart"), &TrendChart::pointed);
    const auto moveTo = [view](const QPointF &to) {
        QMouseEvent move(QEvent::MouseMove, to, view->mapToGlobal(to), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(view, &move);
    };
    moveTo(plot.center());
    QCOMPARE(pointed.count(), 1);
    auto *callout = chart("connectionsChart")->findChild<QLabel *>(u"callout"_qs);
    QVERIFY(callout->isVisible());
    QVERIFY(view->rect().contains(callout->geometry()));
    // In the middle of five minutes: two and a half ago, 1000 and as many more as seconds.
    const double shown = QLocale().toDouble(
        chart("connectionsChart")->legendTexts().constFirst().section(u' ', 0, 0));
    QVERIFY2(shown > 1.14 && shown < 1.16, qPrintable(QString::number(shown)));
    QVERIFY(!chart("memoryChart")->findChild<QLabel *>(u"callout"_qs)->isVisible());
    moveTo({plot.right() - 1, plot.center().y()});
    QVERIFY(view->rect().contains(callout->geometry()));
    moveTo({1, 1});
    QVERIFY(!callout->isVisible());
    QCOMPARE(chart("connectionsChart")->legendTexts().constFirst(), u"1 k"_qs);
}

void TestOverviewPage::columnsFollowTheWidth()
{
    tellSeconds(2);
    const auto columns = [this](int width) {
        m_page->resize(width, 700);
        QCoreApplication::processEvents();
        QList<int> found;
        for (const FlowGrid *grid : m_page->findChildren<FlowGrid *>())
            found.append(grid->columns());
        return found;
    };
    QCOMPARE(columns(2000), (QList<int>{8, 3}));
    QCOMPARE(columns(1060), (QList<int>{4, 3}));
    QCOMPARE(columns(800), (QList<int>{4, 2}));
    QCOMPARE(columns(480), (QList<int>{2, 1}));
    QCOMPARE(columns(1060), (QList<int>{4, 3}));
}

void TestOverviewPage::anotherRelayBeginsAnew()
{
    tellSeconds(5);
    QCOMPARE(m_page->history().nodes(), QStringList(u"a"_qs));
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(m_page->history().nodes() == QStringList(u"relay-1"_qs));
}

void TestOverviewPage::reconnectKeepsThePast()
{
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(m_page->history().lastAt() > 0);
    const qint64 first = m_page->history().lastAt();
    m_feed->stop();
    EVENTUALLY(m_client->state() != State::Open);
    QCOMPARE(tile("connectionsTile")->value(), u"250"_qs);
    QCOMPARE(chart("connectionsChart")->legendTexts(), QStringList(Format::none()));
    QVERIFY(m_feed->start());
    EVENTUALLY(m_page->history().lastAt() > first);
    const auto samples = m_page->history().samples({}, Figure::Connections, Range::Hour1,
                                                   m_page->history().lastAt());
    QVERIFY(!samples.isEmpty());
    QVERIFY(samples.constFirst().at <= first + 10 * Second);
    QCOMPARE(chart("connectionsChart")->legendTexts(), QStringList(u"250"_qs));
}

void TestOverviewPage::hiddenItListensAndDoesNotDraw()
{
    tellSeconds(5);
    m_page->hide();
    const qint64 at = QDateTime::currentMSecsSinceEpoch() + Second;
    tell(second(at, {u"a"_qs}, 77));
    QCOMPARE(m_page->history().lastAt(), at);
    QCOMPARE(tile("connectionsTile")->value(), u"1,000"_qs);
    m_page->show();
    QCOMPARE(tile("connectionsTile")->value(), u"77"_qs);
}

void TestOverviewPage::restoresItsState()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_qs), QSettings::IniFormat);
    tellSeconds(2, {u"a"_qs, u"b"_qs});
    click("range2");
    QTest::keyClick(find<QComboBox>("nodeChooser"), Qt::Key_End);
    m_page->saveState(settings);
    m_page = std::make_unique<OverviewPage>(*m_client);
    m_page->restoreState(settings);
    m_page->show();
    tellSeconds(2, {u"a"_qs, u"b"_qs});
    QVERIFY(find<QToolButton>("range2")->isChecked());
    QCOMPARE(find<QComboBox>("nodeChooser")->currentText(), u"b"_qs);
}

void TestOverviewPage::colours()
{
    const QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_qs), QSettings::IniFormat);
    Theme theme(settings);
    theme.choose(Theme::Choice::Light);
    QCoreApplication::processEvents();
    tellSeconds(60);
    auto *values =
        qobject_cast<QCategoryAxis *>(chart("cpuChart")->chart()->axes(Qt::Vertical).constFirst());
    const auto lightness = [this] {
        return chart("cpuChart")->grab().toImage().pixelColor(20, 200).lightness();
    };
    const QColor light = values->labelsColor();
    QVERIFY(lightness() > 200);
    theme.choose(Theme::Choice::Dark);
    QCoreApplication::processEvents();
    QVERIFY(lightness() < 60);
    QVERIFY(values->labelsColor().lightness() > light.lightness());
    theme.choose(Theme::Choice::Light);
    QCoreApplication::processEvents();
    QCOMPARE(values->labelsColor(), light);
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
