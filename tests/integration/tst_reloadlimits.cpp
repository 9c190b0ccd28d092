// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// SIGHUP and the limits: they hold for clients that are there, and who is over a lower one has
/// done nothing wrong yet.
class TestReloadLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void payloadLimitOfAClientThatIsThere();
    void maxConnectionsBelowTheCurrentNumber();
    void channelLimits();
    void maxInflightOfAClientThatIsThere();
    void maxBacklogOfAClientThatIsThere();
    void maxAnswer();
    void timeoutsOfNewConnections();
};

void TestReloadLimits::payloadLimitOfAClientThatIsThere()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_payload", "1 KiB"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QVERIFY(stage.reload({{"limits/max_payload", "100 KiB"}}));
    client->sendMessage(7, QByteArray(90'000, 'x'), QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(stage.business.messages().constLast().body.size(), 90'000);

    QVERIFY(stage.reload({{"limits/max_payload", "2 KiB"}}));
    client->sendMessage(7, QByteArray(2048, 'x'), QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    QVERIFY(client->isOpen());
    client->sendMessage(7, QByteArray(2049, 'x'), QoS::AtLeastOnce);
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1009);
}

void TestReloadLimits::maxConnectionsBelowTheCurrentNumber()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_connections", "10"}}));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(stage.client());
        QVERIFY(clients.back());
    }
    QVERIFY(stage.reload({{"limits/max_connections", "3"}}));
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 503);
    for (const ClientPtr &client : clients) {
        client->sendMessage(7, "x", QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack));
    }
    // Nobody comes in before enough have gone.
    for (const size_t left : {4, 3}) {
        clients.resize(left);
        EVENTUALLY(stage.business.closes().size() == qsizetype(5 - left));
        QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 503);
    }
    clients.resize(2);
    EVENTUALLY(stage.client());
    QVERIFY(stage.reload({{"limits/max_connections", "4"}}));
    EVENTUALLY((clients.push_back(stage.client()), clients.back()));
    EVENTUALLY((clients.push_back(stage.client()), clients.back()));
}

void TestReloadLimits::channelLimits()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client("one,two");
    QVERIFY(client);
    QVERIFY(
        stage.reload({{"limits/max_channels_per_client", "1"}, {"limits/max_channel_name", "5"}}));
    QCOMPARE(stage.members("two"), 1);
    const auto joins = [&](const QByteArray &channel) {
        return stage.api().sub(client->identity, channel).contains("\"status\":0")
            && stage.members(channel) == 1;
    };
    QVERIFY(!joins("three"));
    (void)stage.api().unsub(client->identity, "one");
    (void)stage.api().unsub(client->identity, "two");
    QVERIFY(!joins("toolong"));
    QVERIFY(joins("three"));
    QVERIFY(
        stage.reload({{"limits/max_channels_per_client", "2"}, {"limits/max_channel_name", "7"}}));
    QVERIFY(joins("toolong"));
}

void TestReloadLimits::maxInflightOfAClientThatIsThere()
{
    Stage stage;
    QVERIFY(stage.start({{"retry_interval", "60 s"}}));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const auto publish = [&stage](int number) {
        std::vector<PendingCall> calls;
        for (int i = 0; i < number; ++i) {
            calls.push_back(
                stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}}, "x"));
        }
        return calls;
    };
    const auto first = publish(3);
    QVERIFY(client->waitFor(PacketCommand::Send, 3));
    QVERIFY(stage.reload({{"retry_interval", "60 s"}, {"limits/max_inflight", "1"}}));
    const auto second = publish(3);
    QVERIFY(holdsFor(300ms, [&] { return client->count(PacketCommand::Send) == 3; }));
    QVERIFY(stage.reload({{"retry_interval", "60 s"}, {"limits/max_inflight", "5"}}));
    QVERIFY(client->waitFor(PacketCommand::Send, 5));
    QVERIFY(stage.reload({{"retry_interval", "60 s"}}));
    QVERIFY(client->waitFor(PacketCommand::Send, 6));
    QVERIFY(client->isOpen());
}

void TestReloadLimits::maxBacklogOfAClientThatIsThere()
{
    Stage stage;
    QVERIFY(stage.start({{"retry_interval", "60 s"}, {"limits/max_inflight", "3"}}));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    client->setAnswersMessages(false);
    std::vector<PendingCall> calls;
    const auto publish = [&] {
        calls.push_back(stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}},
                                          QByteArray(10'000, 'x')));
    };
    for (int i = 0; i < 3; ++i)
        publish();
    QVERIFY(client->waitFor(PacketCommand::Send, 3));
    QVERIFY(stage.reload({{"retry_interval", "60 s"},
                          {"limits/max_inflight", "3"},
                          {"limits/max_backlog", "1 KiB"}}));
    QVERIFY(stage.isHealthy());
    QVERIFY(client->isOpen()); // what was under way is not held against it
    publish();
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1013);
}

void TestReloadLimits::maxAnswer()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QVERIFY(stage.reload({{"limits/max_answer", "10"}}));
    client->sendMessage(7, "eleven byte", QoS::AtLeastOnce); // comes back as the answer
    client->sendMessage(7, "ten bytes!", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(PacketCommand::Ack).constFirst().payload, QByteArray("ten bytes!"));
}

void TestReloadLimits::timeoutsOfNewConnections()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/head_timeout", "10 min"}, {"limits/idle_timeout", "1 h"}}));
    QVERIFY(stage.reload({{"limits/head_timeout", "1 s"},
                          {"limits/idle_timeout", "300 ms"},
                          {"limits/body_timeout", "200 ms"},
                          {"limits/max_head", "1 KiB"}}));
    HttpClient silent;
    QVERIFY(silent.connectTo(stage.relay.port()));
    QCOMPARE(silent.next().status, 408);
    HttpClient idle;
    QVERIFY(idle.connectTo(stage.relay.port()));
    idle.send(HttpClient::request("GET", "/hello/"));
    QCOMPARE(idle.next().status, 200);
    QVERIFY(idle.waitForDisconnected());
    HttpClient bodiless;
    QVERIFY(bodiless.connectTo(stage.relay.port()));
    bodiless.send("POST /send/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    QCOMPARE(bodiless.next().status, 408);
    const Fields large{{"X-Large", QByteArray(1024, 'x')}};
    QCOMPARE(HttpClient::get(stage.relay.port(), "GET", "/hello/", {}, large).status, 431);
}

QTEST_GUILESS_MAIN(TestReloadLimits)
#include "tst_reloadlimits.moc"
