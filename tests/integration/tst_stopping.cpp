// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>

using namespace Rainbow;
using namespace Rainbow::Test;

/// How a relay ends (rainbow.md §6).
class TestStopping : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clientsGet1001AndCloseCallbacksAreMade_data();
    void clientsGet1001AndCloseCallbacksAreMade();
    void callbackInFlightFinishes();
    void apiCallInFlightFinishes();
    void helloIsAnsweredNoMore();
    void drainTimeoutEndsWhatHangs();
    void secondSignalExitsAtOnce();
    void idleRelayStopsAtOnce();

private:
    /// A client whose message the business server has got and will not answer; null: it failed.
    [[nodiscard]] static ClientPtr clientWithHangingCallback(Stage &stage)
    {
        stage.business.onMessage([](const BusinessRequest &) {
            BusinessReply reply;
            reply.behaviour = BusinessReply::Behaviour::Hang;
            return reply;
        });
        ClientPtr client = stage.client();
        if (!client)
            return nullptr;
        client->sendMessage(1, "x", QoS::AtLeastOnce);
        if (!waitUntil([&stage] { return stage.business.messages().size() == 1; }))
            return nullptr;
        return client;
    }
    /// New connections are refused: the signal has been taken.
    [[nodiscard]] static bool acceptsNoMore(const RelayProcess &relay)
    {
        return waitUntil([&relay] {
            RawClient probe;
            return !probe.connectTo(relay.httpPort());
        });
    }
};

void TestStopping::clientsGet1001AndCloseCallbacksAreMade_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("workers");
    QTest::newRow("SIGTERM, 1 worker") << SIGTERM << 1;
    QTest::newRow("SIGINT, 3 workers") << SIGINT << 3;
}

void TestStopping::clientsGet1001AndCloseCallbacksAreMade()
{
    QFETCH(int, number);
    QFETCH(int, workers);
    Stage stage;
    QVERIFY(stage.start({}, workers));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(stage.client("c"));
        QVERIFY(clients.back());
    }
    stage.relay.signal(number);
    QCOMPARE(stage.relay.waitForExit(), 0);
    QList<QByteArray> closed;
    for (const BusinessRequest &request : stage.business.closes())
        closed.append(request.identity());
    for (const ClientPtr &client : clients) {
        EVENTUALLY(client->raw().isDisconnected());
        QCOMPARE(client->raw().closeCode(), 1001);
        QCOMPARE(client->raw().violation(), QByteArray());
        QCOMPARE(closed.count(client->identity), 1);
    }
    QCOMPARE(closed.size(), 20);
}

void TestStopping::callbackInFlightFinishes()
{
    Stage stage;
    QVERIFY(stage.start());
    stage.business.onMessage([](const BusinessRequest &) {
        BusinessReply reply;
        reply.body = "late";
        reply.delay = 600ms;
        return reply;
    });
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY(stage.business.messages().size() == 1);
    stage.relay.terminate();
    QCOMPARE(stage.relay.waitForExit(), 0);
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->count(PacketCommand::Ack), 1);
    QCOMPARE(client->packets().first().payload, QByteArray("late"));
    QCOMPARE(client->raw().closeCode(), 1001);
    QCOMPARE(stage.business.closes().size(), 1);
}

void TestStopping::apiCallInFlightFinishes()
{
    Stage stage;
    QVERIFY(stage.start({}, 2));
    const ClientPtr client = stage.client("c");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const PendingCall call =
        stage.api().begin("POST", "/send/", {{"channel", "c"}, {"qos", "1"}}, "x");
    QVERIFY(client->waitFor(PacketCommand::Send));
    stage.relay.terminate();
    QVERIFY(acceptsNoMore(stage.relay));
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id, "yes"));
    QCOMPARE(call->next().json(), canonical(R"({"status":0,"connections":1,"data":"yes"})"));
    QCOMPARE(stage.relay.waitForExit(), 0);
    QCOMPARE(client->raw().closeCode(), 1001);
}

void TestStopping::helloIsAnsweredNoMore()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client("c");
    QVERIFY(client);
    client->setAnswersMessages(false);
    HttpClient http;
    QVERIFY(http.connectTo(stage.relay.port()));
    http.send(HttpClient::request("GET", "/hello/"));
    QCOMPARE(http.next().body, QByteArray("ok"));
    const PendingCall call =
        stage.api().begin("POST", "/send/", {{"channel", "c"}, {"qos", "1"}}, "x");
    QVERIFY(client->waitFor(PacketCommand::Send));

    stage.relay.terminate();
    QVERIFY(acceptsNoMore(stage.relay));
    http.send(HttpClient::request("GET", "/hello/"));
    QVERIFY(http.next().body != "ok");
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id));
    QCOMPARE(stage.relay.waitForExit(), 0);
}

void TestStopping::drainTimeoutEndsWhatHangs()
{
    Stage stage;
    QVERIFY(stage.start({{"drain_timeout", "500 ms"}, {"forward_timeout", "60 s"}}));
    const ClientPtr client = clientWithHangingCallback(stage);
    QVERIFY(client);
    QElapsedTimer timer;
    timer.start();
    stage.relay.terminate();
    QCOMPARE(stage.relay.waitForExit(), 0);
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1001);
    QCOMPARE(stage.business.closes().size(), 1);
}

void TestStopping::secondSignalExitsAtOnce()
{
    Stage stage;
    QVERIFY(stage.start({{"drain_timeout", "60 s"}, {"forward_timeout", "60 s"}}));
    const ClientPtr client = clientWithHangingCallback(stage);
    QVERIFY(client);
    stage.relay.terminate();
    QVERIFY(acceptsNoMore(stage.relay));
    QVERIFY(stage.relay.isRunning());
    QElapsedTimer timer;
    timer.start();
    stage.relay.terminate();
    (void)stage.relay.waitForExit();
    QVERIFY(!stage.relay.isRunning());
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
}

void TestStopping::idleRelayStopsAtOnce()
{
    Stage stage;
    QVERIFY(stage.start({{"drain_timeout", "60 s"}}, 2));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY2(timer.elapsed() < 4'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TestStopping)
#include "tst_stopping.moc"
