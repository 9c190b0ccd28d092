// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "charts/history.h"
#include "feed/applications.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Rainbow::Admin;

namespace {

constexpr qint64 Start = 1'000'000'080'000; // a whole number of steps of every range
constexpr qint64 Second = 1'000;
constexpr qint64 Minute = 60 * Second;
constexpr qint64 Hour = 60 * Minute;

QJsonObject node(const QString &name, double connections, double memory = 0)
{
    return {{u"node"_qs, name},
            {u"memory"_qs, memory},
            {u"total"_qs, QJsonObject{{u"connections"_qs, connections}}}};
}

QJsonObject slowNode(const QString &name, double count, double p50, double p99)
{
    const QJsonObject latency{
        {u"count"_qs, count}, {u"p50Ms"_qs, p50}, {u"p99Ms"_qs, p99}, {u"maxMs"_qs, p99}};
    return {{u"node"_qs, name}, {u"total"_qs, QJsonObject{{u"forwardLatency"_qs, latency}}}};
}

QJsonObject nodeOf(const QString &name, const QHash<QString, double> &apps)
{
    QJsonArray rows;
    double all = 0;
    for (auto app = apps.begin(); app != apps.end(); ++app) {
        rows.append(QJsonObject{{u"app"_qs, app.key()}, {u"connections"_qs, *app}});
        all += *app;
    }
    QJsonObject made = node(name, all, 100);
    made.insert(u"apps"_qs, rows);
    return made;
}

QJsonObject stats(qint64 at, const QJsonArray &nodes)
{
    return {{u"event"_qs, u"stats"_qs}, {u"at"_qs, static_cast<double>(at)}, {u"nodes"_qs, nodes}};
}

QJsonObject one(qint64 at, double connections)
{
    return stats(at, {node(u"a"_qs, connections)});
}

QList<Sample> connections(const History &history, Range range, qint64 now)
{
    return history.samples({}, Figure::Connections, range, now);
}

int gaps(const QList<Sample> &samples)
{
    return static_cast<int>(
        std::count_if(samples.begin(), samples.end(), [](const Sample &s) { return !s.joined; }));
}

} // namespace

class TestHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsEmpty()
    {
        const History history;
        QVERIFY(history.nodes().isEmpty());
        QCOMPARE(history.lastAt(), 0);
        QVERIFY(connections(history, Range::Hour1, Start).isEmpty());
        QVERIFY(std::isnan(history.last({})[0]));
    }

    void readsEveryFigure()
    {
        const QJsonObject failures{{u"timeout"_qs, 1},
                                   {u"network"_qs, 2},
                                   {u"status4xx"_qs, 3},
                                   {u"status5xx"_qs, 4},
                                   {u"answer"_qs, 5}};
        const QJsonObject latency{{u"count"_qs, 9}, {u"p50Ms"_qs, 6.5}, {u"p99Ms"_qs, 7.5}};
        const QJsonObject total{{u"connections"_qs, 8},     {u"channels"_qs, 9},
                                {u"messagesIn"_qs, 10},     {u"messagesOut"_qs, 11},
                                {u"failures"_qs, failures}, {u"forwardLatency"_qs, latency}};
        const Figures figures = figuresOf(
            {{u"node"_qs, u"a"_qs}, {u"memory"_qs, 12}, {u"cpu"_qs, 13.5}, {u"total"_qs, total}});
        const Figures expected{8, 9, 10, 11, 6.5, 7.5, 1, 2, 3, 4, 5, 15, 12, 13.5};
        QCOMPARE(figures, expected);
    }

    void nullIsNoFigure()
    {
        const Figures figures = figuresOf({{u"total"_qs,
                                            QJsonObject{{u"forwardLatency"_qs, QJsonValue::Null},
                                                        {u"connections"_qs, u"many"_qs}}}});
        for (const double figure : figures)
            QVERIFY(std::isnan(figure));
    }

    void keepsSecondsForFiveMinutes()
    {
        History history;
        for (int i = 0; i < 400; ++i)
            history.add(one(Start + i * Second, i));
        const qint64 now = Start + 399 * Second;
        const QList<Sample> samples = connections(history, Range::Minutes5, now);
        QCOMPARE(samples.size(), 300);
        QCOMPARE(samples.first().mean, 100);
        QCOMPARE(samples.last().mean, 399);
        QCOMPARE(samples.last().at, now + 500);
        QCOMPARE(gaps(samples), 1); // the first has nothing before it
    }

    void coarsensWhatIsOlder()
    {
        History history;
        for (int i = 0; i < 2 * 3600; ++i)
            history.add(one(Start + i * Second, i % 10));
        const qint64 now = Start + (2 * 3600 - 1) * Second;
        const QList<Sample> hour = connections(history, Range::Hour1, now);
        QCOMPARE(hour.size(), 360);
        for (const Sample &sample : hour) {
            QCOMPARE(sample.min, 0);
            QCOMPARE(sample.mean, 4.5);
            QCOMPARE(sample.max, 9);
        }
        QCOMPARE(gaps(hour), 1);
        const QList<Sample> day = connections(history, Range::Hours24, now);
        QCOMPARE(day.size(), 60);
        QCOMPARE(day.first().at, Start + Minute);
        QCOMPARE(day.first().mean, 4.5);
    }

    void staysWithinItsMemory()
    {
        History history;
        history.add(one(Start, 1));
        const std::size_t before = history.memory();
        for (qint64 at = Start; at < Start + 30 * Hour; at += 10 * Second)
            history.add(one(at, 1));
        QCOMPARE(history.memory(), before);
        QCOMPARE(connections(history, Range::Hours24, Start + 30 * Hour).size(), 719);
        // Nodes that come and go: the oldest are forgotten.
        for (int i = 0; i < 1000; ++i)
            history.add(stats(Start + 31 * Hour + i * Second,
                              {node(u"node-%1"_qs.arg(i, 4, 10, QChar(u'0')), 1)}));
        QCOMPARE(history.nodes().size(), History::MaxNodes);
        QCOMPARE(history.nodes().last(), u"node-0999"_qs);
        QVERIFY2(history.memory() < 40'000'000, qPrintable(QString::number(history.memory())));
    }

    void showsAGapWhereTheRelayWasAway()
    {
        History history;
        for (int i = 0; i < 60; ++i)
            if (i < 20 || i >= 30)
                history.add(one(Start + i * Second, i));
        const QList<Sample> samples = connections(history, Range::Minutes5, Start + 59 * Second);
        QCOMPARE(samples.size(), 50);
        QVERIFY(samples.at(19).joined);
        QVERIFY(!samples.at(20).joined);
        QVERIFY(samples.at(21).joined);
    }

    void secondsThatAreALittleOffAreNoGap()
    {
        History history;
        history.add(one(Start + 999, 1));
        history.add(one(Start + 2001, 1)); // nothing in the second between
        history.add(one(Start + 2950, 1));
        const QList<Sample> samples = connections(history, Range::Minutes5, Start + 3000);
        QCOMPARE(samples.size(), 2);
        QCOMPARE(gaps(samples), 1);
    }

    void whatIsOldGoesWithTime()
    {
        History history;
        history.add(one(Start, 1));
        QCOMPARE(connections(history, Range::Minutes5, Start + 5 * Minute - 1).size(), 1);
        QCOMPARE(connections(history, Range::Minutes5, Start + 5 * Minute).size(), 0);
        QCOMPARE(connections(history, Range::Hours24, Start + 24 * Hour + 2 * Minute).size(), 0);
    }

    void adds()
    {
        History history;
        history.add(stats(Start, {node(u"b"_qs, 3, 100), node(u"a"_qs, 4, 200)}));
        QCOMPARE(history.nodes(), (QStringList{u"a"_qs, u"b"_qs}));
        QCOMPARE(connections(history, Range::Minutes5, Start).last().mean, 7);
        const auto only = history.samples({u"b"_qs, {}}, Figure::Memory, Range::Minutes5, Start);
        QCOMPARE(only.last().mean, 100);
        QCOMPARE(history.last({})[static_cast<std::size_t>(Figure::Memory)], 300);
    }

    void latenciesOfAllAreNoSums()
    {
        History history;
        history.add(stats(
            Start,
            {slowNode(u"a"_qs, 30, 10, 50), slowNode(u"b"_qs, 10, 20, 40), node(u"idle"_qs, 0)}));
        const Figures figures = history.last({});
        QCOMPARE(figures[static_cast<std::size_t>(Figure::ForwardP50)], 12.5);
        QCOMPARE(figures[static_cast<std::size_t>(Figure::ForwardP99)], 50);
    }

    /// A relay that forwards now and then has a line, one that does not for long has a gap.
    void latencyGoesOnWhileItIsQuiet()
    {
        History history;
        for (int i = 0; i < 100; ++i)
            history.add(stats(Start + i * Second,
                              {i % 5 == 0 && (i < 20 || i > 50) ? slowNode(u"a"_qs, 1, 2, 3)
                                                                : node(u"a"_qs, 0)}));
        const auto samples =
            history.samples({}, Figure::ForwardP99, Range::Minutes5, Start + 99 * Second);
        QCOMPARE(samples.size(), 13);
        QCOMPARE(gaps(samples), 2);
    }

    void aNodeThatWentIsNotInTheLastSecond()
    {
        History history;
        history.add(stats(Start, {node(u"a"_qs, 3), node(u"b"_qs, 4)}));
        history.add(stats(Start + Second, {node(u"a"_qs, 3)}));
        QVERIFY(std::isnan(history.last({u"b"_qs, {}})[0]));
        QCOMPARE(history.last({})[0], 3);
        QCOMPARE(history.nodes().size(), 2);
    }

    /// The past moves along, and stays as long ago as it was.
    void clockSetBack()
    {
        History history;
        for (int i = 0; i < 60; ++i)
            history.add(one(Start + i * Second, i));
        const qint64 back = Start - 10 * Hour + 7;
        history.add(one(back, 60));
        QCOMPARE(history.lastAt(), back);
        const QList<Sample> samples = connections(history, Range::Minutes5, back);
        QCOMPARE(samples.size(), 61);
        QCOMPARE(gaps(samples), 1);
        for (int i = 0; i < samples.size(); ++i)
            QCOMPARE(samples.at(i).mean, i);
        QCOMPARE(connections(history, Range::Hours24, back).size() > 0, true);
        // A little backwards, as clocks are corrected: nothing moves.
        history.add(one(back - 300, 61));
        QCOMPARE(history.lastAt(), back);
    }

    void clockSetForward()
    {
        History history;
        history.add(one(Start, 1));
        history.add(one(Start + 2 * Hour, 2));
        const auto day = connections(history, Range::Hours24, Start + 2 * Hour);
        QCOMPARE(day.size(), 2);
        QCOMPARE(gaps(day), 2);
    }

    void badEventsChangeNothing_data()
    {
        QTest::addColumn<QJsonObject>("event");
        const QJsonArray nodes{node(u"a"_qs, 1)};
        QTest::newRow("empty") << QJsonObject();
        QTest::newRow("no time") << QJsonObject{{u"nodes"_qs, nodes}};
        QTest::newRow("time is text") << QJsonObject{{u"at"_qs, u"now"_qs}, {u"nodes"_qs, nodes}};
        QTest::newRow("negative time") << stats(-1, nodes);
        QTest::newRow("no nodes") << stats(Start + Second, {});
        QTest::newRow("nodes are no list")
            << QJsonObject{{u"at"_qs, 1e12}, {u"nodes"_qs, QJsonObject()}};
    }
    void badEventsChangeNothing()
    {
        QFETCH(QJsonObject, event);
        History history;
        history.add(one(Start, 5));
        history.add(event);
        QCOMPARE(history.lastAt(), Start);
        QCOMPARE(history.nodes(), QStringList(u"a"_qs));
        QCOMPARE(connections(history, Range::Minutes5, Start).size(), 1);
    }

    void nodesWithoutANameAreLeftOut()
    {
        History history;
        history.add(stats(Start, {QJsonValue(3), QJsonObject(), node(u"a"_qs, 1)}));
        QCOMPARE(history.nodes(), QStringList(u"a"_qs));
    }

    void applicationsHaveTheirOwnPast()
    {
        History history;
        for (int i = 0; i < 10; ++i)
            history.add(stats(Start + i * Second,
                              {nodeOf(u"a"_qs, {{u"default"_qs, i}, {u"shop"_qs, 100}}),
                               nodeOf(u"b"_qs, {{u"shop"_qs, 2.0 * i}})}));
        QCOMPARE(history.apps(), QStringList({u"default"_qs, u"shop"_qs}));
        const auto of = [&history](const Subject &subject) {
            return history.samples(subject, Figure::Connections, Range::Minutes5,
                                   Start + 9 * Second);
        };
        QCOMPARE(of({{}, u"default"_qs}).size(), 10);
        QCOMPARE(of({{}, u"default"_qs}).last().mean, 9);
        // On all nodes, whichever is chosen besides.
        QCOMPARE(of({{}, u"shop"_qs}).at(3).mean, 106);
        QCOMPARE(of({u"b"_qs, u"shop"_qs}).last().mean, 118);
        QCOMPARE(of({u"b"_qs, {}}).last().mean, 18);
        QCOMPARE(of({}).last().mean, 127);
        QVERIFY(of({{}, u"nobody"_qs}).isEmpty());
        // What they have not.
        const Figures last = history.last({{}, u"shop"_qs});
        QCOMPARE(last[static_cast<std::size_t>(Figure::Connections)], 118);
        QVERIFY(std::isnan(last[static_cast<std::size_t>(Figure::Memory)]));
        QVERIFY(std::isnan(last[static_cast<std::size_t>(Figure::Cpu)]));
        QVERIFY(
            history.samples({{}, u"shop"_qs}, Figure::Memory, Range::Minutes5, Start + 9 * Second)
                .isEmpty());
    }

    void applicationsThatWentAreForgotten()
    {
        History history;
        history.add(stats(Start, {nodeOf(u"a"_qs, {{u"default"_qs, 1}, {u"shop"_qs, 2}})}));
        const std::size_t both = history.memory();
        history.add(stats(Start + Second, {nodeOf(u"a"_qs, {{u"default"_qs, 1}})}));
        QCOMPARE(history.apps(), QStringList(u"default"_qs));
        QVERIFY(history.memory() < both);
        QVERIFY(std::isnan(history.last({{}, u"shop"_qs})[0]));
        // One that comes again begins anew.
        history.add(
            stats(Start + 2 * Second, {nodeOf(u"a"_qs, {{u"default"_qs, 1}, {u"shop"_qs, 3}})}));
        const auto samples = history.samples({{}, u"shop"_qs}, Figure::Connections, Range::Minutes5,
                                             Start + 2 * Second);
        QCOMPARE(samples.size(), 1);
        QCOMPARE(samples.first().mean, 3);
    }

    void manyApplicationsStayWithinTheirMemory()
    {
        History history;
        for (int second = 0; second < 3; ++second) {
            QHash<QString, double> apps{{u"default"_qs, 1}};
            for (int i = 0; i < 500; ++i)
                apps.insert(u"app-%1-%2"_qs.arg(second).arg(i), 1);
            history.add(stats(Start + second * Second, {nodeOf(u"a"_qs, apps)}));
            QCOMPARE(history.apps().size(), Applications::Max);
        }
        QVERIFY2(history.memory() < 30'000'000, qPrintable(QString::number(history.memory())));
        QVERIFY(!std::isnan(history.last({{}, u"default"_qs})[0]));
    }

    void applicationsMoveWithTheClock()
    {
        History history;
        for (int i = 0; i < 10; ++i)
            history.add(stats(Start + i * Second, {nodeOf(u"a"_qs, {{u"default"_qs, i}})}));
        history.add(stats(Start - Hour, {nodeOf(u"a"_qs, {{u"default"_qs, 10}})}));
        const auto samples = history.samples({{}, u"default"_qs}, Figure::Connections,
                                             Range::Minutes5, Start - Hour);
        QCOMPARE(samples.size(), 11);
        QCOMPARE(gaps(samples), 1);
    }

    void clears()
    {
        History history;
        history.add(one(Start, 5));
        history.add(stats(Start + Second, {nodeOf(u"a"_qs, {{u"default"_qs, 5}})}));
        history.clear();
        QVERIFY(history.nodes().isEmpty());
        QVERIFY(history.apps().isEmpty());
        QCOMPARE(history.memory(), std::size_t(0));
        history.add(one(Start - Hour, 6)); // another relay's clock
        QCOMPARE(connections(history, Range::Minutes5, Start - Hour).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
