// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Start{1h};

QJsonObject nodeOf(const NodeSample &before, const NodeSample &now)
{
    return statsEvent(sampleFacts(), before, now)[u"nodes"_qs][0].toObject();
}

QByteArrayList keysOf(const QJsonObject &object)
{
    QByteArrayList keys;
    for (const QString &key : object.keys())
        keys += key.toUtf8();
    return keys;
}

const QByteArrayList Figures{
    "backlog",        "bytesIn",     "bytesOut",        "channels",    "closes",      "connections",
    "connects",       "cpu",         "deliveryLatency", "dropped",     "expired",     "failures",
    "forwardLatency", "forwards",    "forwardsWaiting", "loopDelayMs", "lost",        "memberships",
    "messagesIn",     "messagesOut", "refused",         "retries",     "sendsWaiting"};

} // namespace

/// The event stats, as docs/admin-feed.md tells it.
class TestNodeStats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void members();
    void node();
    void pressures_data();
    void pressures();
    void firstSample();
    void ratesAreOfTheWorkersTime();
    void gauges();
    void latencies();
    void failures();
    void sums();
    void workerThatHasNotAnswered();
    void workerThatIsNew();
    void applications();
    void size();
};

void TestNodeStats::members()
{
    const QJsonObject event = statsEvent(sampleFacts(), {}, idleSample(Start));
    QCOMPARE(keysOf(event), QByteArrayList({"at", "event", "nodes"}));
    QCOMPARE(event[u"event"_qs].toString(), u"stats"_qs);
    QCOMPARE(event[u"at"_qs].toInteger(), 1'700'000'001'000);
    QCOMPARE(event[u"nodes"_qs].toArray().size(), 1);
    const QJsonObject node = event[u"nodes"_qs][0].toObject();
    QCOMPARE(keysOf(node),
             QByteArrayList({"apps", "cpu", "dashboards", "draining", "maxConnections", "memory",
                             "memoryBudget", "node", "pid", "pressure", "startedAt", "total",
                             "uptimeMs", "version", "workers"}));
    QCOMPARE(keysOf(node[u"total"_qs].toObject()), Figures);
    QCOMPARE(node[u"workers"_qs].toArray().size(), 2);
    QJsonObject worker = node[u"workers"_qs][1].toObject();
    QCOMPARE(worker.take(u"worker"_qs).toInteger(-1), 1);
    QCOMPARE(keysOf(worker), Figures);
}

void TestNodeStats::node()
{
    NodeSample before = idleSample(Start);
    NodeSample now = idleSample(Start + 2s);
    before.state.cpuTime = 10s;
    now.state.cpuTime = 10s + 824ms;
    now.state.memory = 73'400'320;
    now.state.memoryBudget = 1;
    now.state.uptime = 12'345ms;
    now.state.maxConnections = 100'000;
    now.state.dashboards = 2;
    now.state.draining = true;
    const QJsonObject node = nodeOf(before, now);
    QCOMPARE(node[u"node"_qs].toString(), u"relay-1"_qs);
    QCOMPARE(node[u"version"_qs].toString(), u"1.2.3"_qs);
    QCOMPARE(node[u"pid"_qs].toInteger(), 4711);
    QCOMPARE(node[u"startedAt"_qs].toInteger(), 1'700'000'000'000);
    QCOMPARE(node[u"uptimeMs"_qs].toInteger(), 12'345);
    QCOMPARE(node[u"memory"_qs].toInteger(), 73'400'320);
    QCOMPARE(node[u"memoryBudget"_qs].toInteger(), 1);
    QCOMPARE(node[u"cpu"_qs].toDouble(), 41.2);
    QCOMPARE(node[u"maxConnections"_qs].toInteger(), 100'000);
    QCOMPARE(node[u"draining"_qs], QJsonValue(true));
    QCOMPARE(node[u"dashboards"_qs].toInteger(), 2);
}

void TestNodeStats::pressures_data()
{
    QTest::addColumn<int>("pressure");
    QTest::addColumn<QString>("name");
    QTest::newRow("none") << int(Pressure::None) << u"none"_qs;
    QTest::newRow("refuse") << int(Pressure::RefuseNew) << u"refuse"_qs;
    QTest::newRow("drop") << int(Pressure::DropQos0) << u"drop"_qs;
    QTest::newRow("close") << int(Pressure::CloseBiggest) << u"close"_qs;
}

void TestNodeStats::pressures()
{
    QFETCH(int, pressure);
    QFETCH(QString, name);
    NodeSample now = idleSample(Start);
    now.state.pressure = Pressure(pressure);
    QCOMPARE(nodeOf({}, now)[u"pressure"_qs].toString(), name);
}

void TestNodeStats::firstSample()
{
    NodeSample now = idleSample(Start);
    now.state.cpuTime = 1h;
    now.workers[0].hub.messagesIn = 1'000'000;
    now.workers[0].callbacks.forwardLatency.add(1s);
    now.workers[0].connections = 7;
    const QJsonObject node = nodeOf({}, now);
    QCOMPARE(node[u"cpu"_qs].toDouble(-1), 0.0);
    const QJsonObject total = node[u"total"_qs].toObject();
    QCOMPARE(total[u"messagesIn"_qs].toDouble(-1), 0.0);
    QCOMPARE(total[u"forwards"_qs].toDouble(-1), 0.0);
    QVERIFY(total[u"forwardLatency"_qs].isNull());
    QCOMPARE(total[u"connections"_qs].toInteger(), 7);
}

void TestNodeStats::ratesAreOfTheWorkersTime()
{
    NodeSample before = idleSample(Start, 1);
    NodeSample now = idleSample(Start + 1s, 1);
    now.workers[0].at = Start + 500ms; // when it answered
    HubCounters &old = before.workers[0].hub;
    HubCounters &hub = now.workers[0].hub;
    old.messagesIn = 1'000;
    hub.messagesIn = 1'050;
    hub.messagesOut = 10;
    hub.bytesIn = 5'000;
    hub.bytesOut = 1;
    hub.sessionsOpened = 3;
    hub.sessionsResumed = 4;
    hub.connectionsEnded = 5;
    hub.messagesRepeated = 6;
    hub.messagesDropped = 7;
    hub.messagesRefused = 8;
    hub.deliveriesExpired = 9;
    now.workers[0].cpuTime = 125ms;
    const QJsonObject worker = nodeOf(before, now)[u"workers"_qs][0].toObject();
    QCOMPARE(worker[u"messagesIn"_qs].toDouble(), 100.0);
    QCOMPARE(worker[u"messagesOut"_qs].toDouble(), 20.0);
    QCOMPARE(worker[u"bytesIn"_qs].toDouble(), 10'000.0);
    QCOMPARE(worker[u"bytesOut"_qs].toDouble(), 2.0);
    QCOMPARE(worker[u"connects"_qs].toDouble(), 14.0);
    QCOMPARE(worker[u"closes"_qs].toDouble(), 10.0);
    QCOMPARE(worker[u"retries"_qs].toDouble(), 12.0);
    QCOMPARE(worker[u"dropped"_qs].toDouble(), 14.0);
    QCOMPARE(worker[u"refused"_qs].toDouble(), 16.0);
    QCOMPARE(worker[u"expired"_qs].toDouble(), 18.0);
    QCOMPARE(worker[u"cpu"_qs].toDouble(), 25.0);
}

void TestNodeStats::gauges()
{
    NodeSample now = idleSample(Start, 1);
    now.workers[0].connections = 1;
    now.workers[0].gauges = {2, 3, 4, 5, 6, 0};
    now.workers[0].backlogBytes = 7'000'000'000;
    now.workers[0].loopDelay = 1'500us;
    const QJsonObject worker = nodeOf({}, now)[u"workers"_qs][0].toObject();
    QCOMPARE(worker[u"connections"_qs].toInteger(), 1);
    QCOMPARE(worker[u"lost"_qs].toInteger(), 2);
    QCOMPARE(worker[u"channels"_qs].toInteger(), 3);
    QCOMPARE(worker[u"memberships"_qs].toInteger(), 4);
    QCOMPARE(worker[u"forwardsWaiting"_qs].toInteger(), 5);
    QCOMPARE(worker[u"sendsWaiting"_qs].toInteger(), 6);
    QCOMPARE(worker[u"backlog"_qs].toInteger(), 7'000'000'000);
    QCOMPARE(worker[u"loopDelayMs"_qs].toDouble(), 1.5);
}

void TestNodeStats::latencies()
{
    NodeSample before = idleSample(Start, 2);
    before.workers[0].callbacks.forwardLatency.add(1h); // before this second
    NodeSample now = before;
    for (NodeSample *sample : {&now}) {
        for (WorkerStats &worker : sample->workers)
            worker.at += 1s;
    }
    for (int i = 0; i < 98; ++i)
        now.workers[0].callbacks.forwardLatency.add(10ms);
    now.workers[1].callbacks.forwardLatency.add(1s);
    now.workers[1].callbacks.forwardLatency.add(2s);
    now.workers[1].deliveryLatency.add(30ms);
    const QJsonObject node = nodeOf(before, now);
    const QJsonObject total = node[u"total"_qs].toObject();
    const QJsonObject forward = total[u"forwardLatency"_qs].toObject();
    QCOMPARE(keysOf(forward), QByteArrayList({"count", "maxMs", "p50Ms", "p99Ms"}));
    QCOMPARE(forward[u"count"_qs].toInteger(), 100);
    QVERIFY(qAbs(forward[u"p50Ms"_qs].toDouble() / 10 - 1) < 0.2);
    QVERIFY(qAbs(forward[u"p99Ms"_qs].toDouble() / 1'000 - 1) < 0.2);
    QVERIFY(qAbs(forward[u"maxMs"_qs].toDouble() / 2'000 - 1) < 0.2);
    QCOMPARE(total[u"forwards"_qs].toDouble(), 100.0);
    QCOMPARE(total[u"deliveryLatency"_qs][u"count"_qs].toInteger(), 1);
    // Each worker has its own.
    QCOMPARE(node[u"workers"_qs][0][u"forwardLatency"_qs][u"count"_qs].toInteger(), 98);
    QVERIFY(node[u"workers"_qs][0][u"deliveryLatency"_qs].isNull());
}

void TestNodeStats::failures()
{
    NodeSample before = idleSample(Start, 1);
    NodeSample now = idleSample(Start + 1s, 1);
    now.workers[0].callbacks.failures = {1, 2, 3, 4, 5};
    const QJsonObject failures = nodeOf(before, now)[u"total"_qs][u"failures"_qs].toObject();
    const QJsonObject expected{{u"timeout"_qs, 1},
                               {u"network"_qs, 2},
                               {u"status4xx"_qs, 3},
                               {u"status5xx"_qs, 4},
                               {u"answer"_qs, 5}};
    QCOMPARE(failures, expected);
}

void TestNodeStats::sums()
{
    NodeSample before = idleSample(Start, 3);
    NodeSample now = idleSample(Start + 1s, 3);
    for (size_t i = 0; i < 3; ++i) {
        WorkerStats &worker = now.workers[i];
        worker.hub.messagesIn = 10 * (i + 1);
        worker.connections = int(i) + 1;
        worker.gauges.memberships = int(i) + 1;
        worker.backlogBytes = 100;
        worker.cpuTime = 500ms;
        worker.loopDelay = std::chrono::milliseconds(i);
        worker.callbacks.failures[0] = 1;
    }
    const QJsonObject total = nodeOf(before, now)[u"total"_qs].toObject();
    QCOMPARE(total[u"messagesIn"_qs].toDouble(), 60.0);
    QCOMPARE(total[u"connections"_qs].toInteger(), 6);
    QCOMPARE(total[u"memberships"_qs].toInteger(), 6);
    QCOMPARE(total[u"backlog"_qs].toInteger(), 300);
    QCOMPARE(total[u"cpu"_qs].toDouble(), 150.0);
    QCOMPARE(total[u"loopDelayMs"_qs].toDouble(), 2.0); // the slowest
    QCOMPARE(total[u"failures"_qs][u"timeout"_qs].toDouble(), 3.0);
}

void TestNodeStats::workerThatHasNotAnswered()
{
    // It stands there as it was a second ago.
    NodeSample before = idleSample(Start, 1);
    before.workers[0].hub.messagesIn = 5;
    NodeSample now = before;
    now.at += 1s;
    now.workers[0].loopDelay = 1s;
    const QJsonObject worker = nodeOf(before, now)[u"workers"_qs][0].toObject();
    QCOMPARE(worker[u"messagesIn"_qs].toDouble(-1), 0.0);
    QCOMPARE(worker[u"loopDelayMs"_qs].toDouble(), 1'000.0);
}

void TestNodeStats::workerThatIsNew()
{
    NodeSample before = idleSample(Start, 1);
    NodeSample now = idleSample(Start + 1s, 2);
    now.workers[1].hub.messagesIn = 1'000;
    QCOMPARE(nodeOf(before, now)[u"total"_qs][u"messagesIn"_qs].toDouble(-1), 0.0);
}

void TestNodeStats::applications()
{
    NodeSample before = idleSample(Start, 2);
    NodeSample now = idleSample(Start + 2s, 2);
    for (size_t i = 0; i < 2; ++i) {
        AppStats shop;
        shop.app = "shop";
        shop.connections = 4;
        before.workers[i].apps.push_back(shop);
        shop.hub.messagesIn = 10;
        now.workers[i].apps.push_back(shop);
    }
    AppStats young;
    young.app = "young";
    young.hub.messagesIn = 1'000; // nothing is known of the second before
    now.workers[1].apps.push_back(young);
    const QJsonArray apps = nodeOf(before, now)[u"apps"_qs].toArray();
    QCOMPARE(apps.size(), 3);
    QCOMPARE(apps[0][u"app"_qs].toString(), u"default"_qs);
    QCOMPARE(apps[1][u"app"_qs].toString(), u"shop"_qs);
    QCOMPARE(apps[1][u"connections"_qs].toInt(), 8);
    QCOMPARE(apps[1][u"messagesIn"_qs].toDouble(), 10.0);
    QCOMPARE(apps[2][u"messagesIn"_qs].toDouble(-1), 0.0);
    QVERIFY(!apps[1].toObject().contains(u"cpu"_qs));
}

void TestNodeStats::size()
{
    // It is sent to every dashboard every second: 32 workers must not make it large.
    NodeSample before = idleSample(Start, 32);
    NodeSample now = idleSample(Start + 1s, 32);
    now.workers[3].hub.bytesOut = 1'234'567;
    now.workers[3].at += 333us; // no number has all the digits that it could have
    const QByteArray json =
        QJsonDocument(statsEvent(sampleFacts(), before, now)).toJson(QJsonDocument::Compact);
    QVERIFY2(json.size() < 32 * 1024, qPrintable(QString::number(json.size())));
    QVERIFY(json.contains("\"bytesOut\":1234156.026,"));
}

QTEST_APPLESS_MAIN(TestNodeStats)
#include "tst_nodestats.moc"
