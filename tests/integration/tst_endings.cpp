// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

/// For what must not happen in a moment.
constexpr auto Moment = 300ms;

} // namespace

/// When a session ends with its connection, and when it waits; and whom the business server is
/// asked about again (session.md).
class TestEndings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closeCodes_data();
    void closeCodes();
    void closeWithoutCode();
    void brokenConnections_data();
    void brokenConnections();
    void silentClient();
    void relaysOwnCode();
    void expiry();
    void eachEndsInItsTime();
    void backInTime();
    void noTtl();
    void ttlIsReloaded();
    void tooManyLost();
    void stoppingEndsLostSessions_data();
    void stoppingEndsLostSessions();
    void askedAgain();
    void askedAgainInVain_data();
    void askedAgainInVain();
    void goneWhileAsked();
    void leftWhileAsked();
    void originalClientsEndAtOnce();

private:
    /// That its session has ended: one close callback, and the token is worth nothing.
    static void hasEnded(Stage &stage, const RainbowClient &client)
    {
        EVENTUALLY_COMPARE(stage.business.closesOf(client.identity).size(), 1);
        const ClientPtr next = stage.resumed(client);
        QVERIFY(next && !next->hello()->resumed);
        QVERIFY(
            holdsFor(Moment, [&] { return stage.business.closesOf(client.identity).size() == 1; }));
    }
    /// That it has not: no close callback, and it is taken up.
    static void hasNotEnded(Stage &stage, const RainbowClient &client)
    {
        QVERIFY(
            holdsFor(Moment, [&] { return stage.business.closesOf(client.identity).isEmpty(); }));
        const ClientPtr next = stage.resumed(client);
        QVERIFY(next && next->hello()->resumed);
        QCOMPARE(next->identity, client.identity);
        QVERIFY(stage.business.closesOf(client.identity).isEmpty());
    }
};

void TestEndings::closeCodes_data()
{
    QTest::addColumn<quint16>("code");
    QTest::addColumn<bool>("ends");
    for (const quint16 code : {1000, 1001})
        QTest::newRow(QByteArray::number(code).constData()) << code << true;
    for (const quint16 code : {1002, 1003, 1007, 1008, 1009, 1011, 3000, 4000, 4009, 4500, 4999})
        QTest::newRow(QByteArray::number(code).constData()) << code << false;
}

void TestEndings::closeCodes()
{
    QFETCH(quint16, code);
    QFETCH(bool, ends);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->raw().sendClose(code, "because");
    QVERIFY(client->raw().waitForDisconnected());
    if (ends)
        hasEnded(stage, *client);
    else
        hasNotEnded(stage, *client);
}

void TestEndings::closeWithoutCode()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->raw().sendFrame(RawClient::Opcode::Close, {});
    QVERIFY(client->raw().waitForDisconnected());
    hasNotEnded(stage, *client);
}

void TestEndings::brokenConnections_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("reset") << true;
    QTest::newRow("end") << false;
}

void TestEndings::brokenConnections()
{
    QFETCH(bool, reset);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    if (reset)
        client->raw().abort();
    else
        client->raw().finish();
    hasNotEnded(stage, *client);
}

void TestEndings::silentClient()
{
    Stage stage;
    QVERIFY(stage.start({{"ping_interval", "200 ms"}, {"pong_timeout", "200 ms"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->raw().setAnswersPings(false);
    QVERIFY(client->raw().waitForDisconnected());
    hasNotEnded(stage, *client);
}

void TestEndings::relaysOwnCode()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/frame_timeout", "200 ms"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->raw().send(RawClient::frame(RawClient::Opcode::Binary, "half of it").chopped(3));
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1008);
    hasEnded(stage, *client);
}

void TestEndings::expiry()
{
    Stage stage;
    QVERIFY(stage.start({{"session_ttl", "500 ms"}}));
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    const auto lost = std::chrono::steady_clock::now();
    client->raw().abort();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
    QVERIFY(stage.business.closes().constFirst().time - lost >= 450ms);
    QCOMPARE(stage.members("room"), 0);
    hasEnded(stage, *client);
}

void TestEndings::eachEndsInItsTime()
{
    constexpr int Clients = 50;
    Stage stage;
    QVERIFY(stage.start({{"session_ttl", "700 ms"}}, 2));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2("room"));
        QVERIFY(clients.back());
    }
    for (const ClientPtr &client : clients)
        client->raw().abort();
    QVERIFY(holdsFor(Moment, [&] { return stage.business.closes().isEmpty(); }));
    EVENTUALLY_COMPARE(stage.business.closes().size(), Clients);
    for (const ClientPtr &client : clients)
        QCOMPARE(stage.business.closesOf(client->identity).size(), 1);
    QCOMPARE(stage.members("room"), 0);
}

void TestEndings::backInTime()
{
    // The time begins anew with each loss, and does not run while there is a connection.
    Stage stage;
    QVERIFY(stage.start({{"session_ttl", "1 s"}}));
    ClientPtr client = stage.client2();
    QVERIFY(client);
    for (int i = 0; i < 3; ++i) {
        client->raw().abort();
        QVERIFY(holdsFor(500ms, [&] { return stage.business.closes().isEmpty(); }));
        client = stage.resumed(*client);
        QVERIFY(client && client->hello()->resumed);
    }
    QVERIFY(holdsFor(1'500ms, [&] { return stage.business.closes().isEmpty(); }));
    client->raw().abort();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
}

void TestEndings::noTtl()
{
    Stage stage;
    QVERIFY(stage.start({{"session_ttl", "0"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    QCOMPARE(client->hello()->sessionTtl, 0s);
    // Neither while it is open, nor afterwards.
    const ClientPtr second = stage.resumed(*client);
    QVERIFY(second && !second->hello()->resumed);
    QVERIFY(client->isOpen());
    client->raw().abort();
    hasEnded(stage, *client);
}

void TestEndings::ttlIsReloaded()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->raw().abort();
    QVERIFY(holdsFor(Moment, [&] { return stage.business.closes().isEmpty(); }));
    QVERIFY(stage.reload({{"session_ttl", "200 ms"}}));
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
}

void TestEndings::tooManyLost()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_lost_sessions", "2"}}));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
    }
    for (const ClientPtr &client : clients) {
        client->raw().sendClose(4000);
        QVERIFY(client->raw().waitForDisconnected());
    }
    EVENTUALLY_COMPARE(stage.business.closes().size(), 2);
    QCOMPARE(stage.business.closesOf(clients[0]->identity).size(), 1);
    QCOMPARE(stage.business.closesOf(clients[1]->identity).size(), 1);
    hasNotEnded(stage, *clients[2]);
}

void TestEndings::stoppingEndsLostSessions_data()
{
    QTest::addColumn<int>("workers");
    QTest::newRow("1 worker") << 1;
    QTest::newRow("2 workers") << 2;
}

void TestEndings::stoppingEndsLostSessions()
{
    QFETCH(int, workers);
    constexpr int Clients = 20;
    Stage stage;
    QVERIFY(stage.start({}, workers));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
        if (i % 2 == 0)
            clients.back()->raw().abort();
    }
    QVERIFY(holdsFor(Moment, [&] { return stage.business.closes().isEmpty(); }));
    QCOMPARE(stage.relay.stop(), 0);
    for (const ClientPtr &client : clients)
        QCOMPARE(stage.business.closesOf(client->identity).size(), 1);
    QCOMPARE(clients[1]->raw().closeCode(), 1001);
}

void TestEndings::askedAgain()
{
    Stage stage;
    QVERIFY(stage.start({{"resume_auth", "true"}}));
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    stage.business.onConnect([](const auto &) {
        return BusinessReply::success(
            {{"RAINBOWCLIENTCHANNEL", "later"}, {"RAINBOWCLIENTCOOKIE", "bGF0ZXI="}});
    });
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    const QList<BusinessRequest> connects = stage.business.connects();
    QCOMPARE(connects.size(), 2);
    QCOMPARE(connects[1].identity(), first->identity);
    // What it says is obeyed, as with every connect callback.
    EVENTUALLY_COMPARE(stage.members("later"), 1);
    second->raw().sendClose();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
    QCOMPARE(stage.business.closes().constFirst().header("RAINBOWCLIENTCOOKIE"),
             QByteArray("bGF0ZXI="));
}

void TestEndings::askedAgainInVain_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("answer");
    QTest::newRow("no") << 403 << 401;
    QTest::newRow("no verdict") << 500 << 503;
}

void TestEndings::askedAgainInVain()
{
    QFETCH(int, status);
    QFETCH(int, answer);
    Stage stage;
    QVERIFY(stage.start({{"resume_auth", "true"}}));
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    stage.business.onConnect([status](const auto &) {
        BusinessReply reply;
        reply.status = status;
        return reply;
    });
    const Fields headers = stage.clientHeaders()
        + Fields{{"Sec-WebSocket-Protocol", Rainbow2},
                 {"X-RAINBOW-SESSION", client->hello()->session}};
    QCOMPARE(stage.tryConnect(headers).status, answer);
    // It ends nothing: neither the connection that is there, nor the session without one.
    QVERIFY(client->isOpen());
    client->raw().abort();
    QCOMPARE(stage.tryConnect(headers).status, answer);
    QVERIFY(holdsFor(Moment, [&] { return stage.business.closes().isEmpty(); }));
    QCOMPARE(stage.members("room"), 1);
    stage.business.reset();
    hasNotEnded(stage, *client);
}

void TestEndings::goneWhileAsked()
{
    // The session ends while the business server thinks: the client is a new one, and asked about.
    Stage stage;
    QVERIFY(stage.start(
        {{"resume_auth", "true"}, {"session_ttl", "500 ms"}, {"connect_timeout", "10 s"}}));
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    stage.business.onConnect([](const auto &) {
        BusinessReply reply = BusinessReply::success();
        reply.delay = 1s;
        return reply;
    });
    first->raw().abort();
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && !second->hello()->resumed);
    const QList<BusinessRequest> connects = stage.business.connects();
    QCOMPARE(connects.size(), 3);
    QCOMPARE(connects[1].identity(), first->identity);
    QCOMPARE(connects[2].identity(), second->identity);
    QVERIFY(second->identity != first->identity);
    QCOMPARE(stage.business.closesOf(first->identity).size(), 1);
}

void TestEndings::leftWhileAsked()
{
    // A client that does not wait for the answer: the session goes on waiting for it.
    Stage stage;
    QVERIFY(stage.start({{"resume_auth", "true"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    stage.business.onConnect([](const auto &) {
        BusinessReply reply = BusinessReply::success();
        reply.delay = 400ms;
        return reply;
    });
    client->raw().abort();
    RawClient impatient;
    QVERIFY(impatient.connectTo(stage.server()));
    impatient.send(
        RawClient::upgradeRequest("/connect/",
                                  stage.clientHeaders()
                                      + Fields{{"Sec-WebSocket-Protocol", Rainbow2},
                                               {"X-RAINBOW-SESSION", client->hello()->session}}));
    EVENTUALLY_COMPARE(stage.business.connects().size(), 2);
    impatient.abort();
    QVERIFY(holdsFor(800ms, [&] { return stage.business.closes().isEmpty(); }));
    hasNotEnded(stage, *client);
}

void TestEndings::originalClientsEndAtOnce()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    client->raw().abort();
    EVENTUALLY_COMPARE(stage.business.closesOf(client->identity).size(), 1);
    QCOMPARE(stage.members("room"), 0);
}

QTEST_GUILESS_MAIN(TestEndings)
#include "tst_endings.moc"
