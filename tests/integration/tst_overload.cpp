// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/processstat.h"
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

using namespace Rainbow;
using namespace Rainbow::Test;

/// More connections than there are descriptors for.
class TestOverload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { raiseFileLimit(); }
    void belowTheFileLimit();
    void outOfDescriptors();
};

namespace {

using Crowd = std::vector<std::unique_ptr<QTcpSocket>>;

/// Connections that say nothing.
void join(Crowd &crowd, const Stage &stage, int number)
{
    for (int i = 0; i < number; ++i) {
        crowd.push_back(std::make_unique<QTcpSocket>());
        crowd.back()->connectToHost(u"127.0.0.1"_qs, stage.relay.port());
    }
}

int connected(const Crowd &crowd)
{
    return int(std::count_if(crowd.begin(), crowd.end(), [](const auto &socket) {
        return socket->state() == QAbstractSocket::ConnectedState;
    }));
}

/// The share of one processor that the relay uses over a second, in percent.
double load(const Stage &stage)
{
    const auto before = processorTime(stage.relay.pid());
    QElapsedTimer timer;
    timer.start();
    (void)waitUntil([] { return false; }, 1s);
    const auto used = processorTime(stage.relay.pid()) - before;
    return 100.0 * double(used.count()) / double(timer.elapsed());
}

} // namespace

void TestOverload::belowTheFileLimit()
{
    Stage stage;
    stage.relay.limitFiles(700);
    QVERIFY(stage.start({{"limits/head_timeout", "1 min"}}, 2));
    QVERIFY(stage.relay.hasLogged("max_connections is 200"));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    Crowd crowd;
    int most = 0;
    for (int round = 1; round <= 30; ++round) {
        join(crowd, stage, 40);
        (void)client->sendMessage(1, "hi", QoS::AtLeastOnce);
        most = std::max(most, openFiles(stage.relay.pid()));
        // Those who are in are served all the while, callbacks included.
        QVERIFY(client->waitFor(PacketCommand::Ack, round));
    }
    EVENTUALLY_COMPARE(connected(crowd), 199);
    QVERIFY2(most < 500, qPrintable(QString::number(most)));
    QVERIFY(stage.relay.hasLogged("max_connections reached"));
    QVERIFY(!stage.relay.hasLogged("Too many open files"));
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 503);
    const double busy = load(stage);
    QVERIFY2(busy < 10, qPrintable(QString::number(busy)));
    crowd.clear();
    EVENTUALLY(stage.tryConnect(stage.clientHeaders()).status == 101);
    QVERIFY(client->isOpen());
}

void TestOverload::outOfDescriptors()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/head_timeout", "1 min"}}, 2));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    (void)client->sendMessage(1, "hi", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    // Lowered while it runs: the relay cannot know.
    QVERIFY(setFileLimit(stage.relay.pid(), quint64(openFiles(stage.relay.pid())) + 20));
    Crowd crowd;
    join(crowd, stage, 200);
    EVENTUALLY(stage.relay.hasLogged("accepting pauses: Too many open files"));
    const double busy = load(stage);
    QVERIFY2(busy < 10, qPrintable(QString::number(busy)));
    QVERIFY(stage.relay.err().count("accepting pauses") < 20);
    QVERIFY(client->isOpen());
    (void)client->sendMessage(1, "hi", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack, 2)); // over the connection it has
    crowd.clear();
    EVENTUALLY(stage.tryConnect(stage.clientHeaders()).status == 101);
    QVERIFY(stage.relay.isRunning());
}

QTEST_GUILESS_MAIN(TestOverload)
#include "tst_overload.moc"
