// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

#include <tuple>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Heartbeat, and the close callback for every end (rainbow.md §4).
class TestHeartbeat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void silentConnectionIsPingedAndStays();
    void activeConnectionIsNotPinged();
    void connectionWithoutPongIsDropped();
    void anyFrameCountsAsASignOfLife();
    void everyEndMakesOneCloseCallback_data();
    void everyEndMakesOneCloseCallback();
    void unmaskedFrameEndsTheConnection();
    void refusedConnectionMakesNoCloseCallback();
    void closeCallbackIsTriedThreeTimes();
    void closeCallbackStopsAtSuccess();

private:
    Stage m_stage;
};

void TestHeartbeat::initTestCase()
{
    QVERIFY(m_stage.start({{"ping_interval", "600 ms"}, {"pong_timeout", "600 ms"}}, 2));
}

void TestHeartbeat::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestHeartbeat::init()
{
    m_stage.business.reset();
    m_stage.business.clear();
}

void TestHeartbeat::silentConnectionIsPingedAndStays()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    EVENTUALLY(client->raw().pingCount() >= 4);
    QVERIFY(client->isOpen());
    QVERIFY(m_stage.business.closesOf(client->identity).isEmpty());
}

void TestHeartbeat::activeConnectionIsNotPinged()
{
    Stage stage;
    QVERIFY(stage.start({{"ping_interval", "1500 ms"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QTimer timer;
    connect(&timer, &QTimer::timeout, client.get(),
            [&client] { client->sendMessage(1, "x", QoS::AtMostOnce); });
    timer.start(50ms);
    QVERIFY(holdsFor(3500ms, [&client] { return client->raw().pingCount() == 0; }));
    timer.stop();
    EVENTUALLY(client->raw().pingCount() > 0);
}

void TestHeartbeat::connectionWithoutPongIsDropped()
{
    const ClientPtr client = m_stage.client("silent");
    QVERIFY(client);
    QElapsedTimer timer;
    timer.start();
    client->raw().setAnswersPings(false);
    QVERIFY(client->raw().waitForDisconnected(6s));
    QVERIFY2(timer.elapsed() >= 1'100, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(client->raw().pingCount(), 1);
    EVENTUALLY(m_stage.business.closesOf(client->identity).size() == 1);
    QVERIFY(
        holdsFor(500ms, [&] { return m_stage.business.closesOf(client->identity).size() == 1; }));
    QCOMPARE(m_stage.members("silent"), 0);
}

void TestHeartbeat::anyFrameCountsAsASignOfLife()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->raw().setAnswersPings(false);
    for (int pings = 1; pings <= 3; ++pings) {
        EVENTUALLY(client->raw().pingCount() >= pings);
        client->sendMessage(1, "instead of a pong", QoS::AtMostOnce);
    }
    QVERIFY(client->isOpen());
}

void TestHeartbeat::everyEndMakesOneCloseCallback_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("close 1000") << 0;
    QTest::newRow("close without a code") << 1;
    QTest::newRow("TCP closed") << 2;
    QTest::newRow("TCP reset") << 3;
    QTest::newRow("a reserved opcode") << 4;
    QTest::newRow("a frame too large") << 5;
    QTest::newRow("a continuation of nothing") << 6;
}

void TestHeartbeat::everyEndMakesOneCloseCallback()
{
    QFETCH(int, way);
    m_stage.business.onConnect([](const BusinessRequest &) {
        return BusinessReply::success({{"RAINBOWCLIENTCOOKIE", "a cookie"}});
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    RawClient &raw = client->raw();
    using Opcode = RawClient::Opcode;
    int code = 0;
    switch (way) {
    case 0:
        raw.sendClose(1000, "bye");
        code = 1000;
        break;
    case 1:
        raw.sendFrame(Opcode::Close, {});
        break;
    case 2:
        raw.finish();
        break;
    case 3:
        raw.abort();
        break;
    case 4:
        raw.send(RawClient::frame(Opcode(3), "x"));
        code = 1002;
        break;
    case 5:
        raw.send(QByteArray::fromHex("82ff0000000040000000") + "mask");
        code = 1009;
        break;
    default:
        raw.send(RawClient::frame(Opcode::Continuation, "x"));
        code = 1002;
        break;
    }
    QVERIFY(raw.waitForDisconnected());
    if (code != 0)
        QCOMPARE(raw.closeCode(), code);
    EVENTUALLY(!m_stage.business.closesOf(client->identity).isEmpty());
    QVERIFY(
        holdsFor(300ms, [&] { return m_stage.business.closesOf(client->identity).size() == 1; }));
    const BusinessRequest call = m_stage.business.closesOf(client->identity).first();
    QCOMPARE(call.method, QByteArray("GET"));
    QCOMPARE(call.path, QByteArray("/close"));
    QCOMPARE(call.header("RAINBOWCLIENTCOOKIE"), QByteArray("a cookie"));
    QVERIFY(isSigned(call.query, Stage::Token));
}

void TestHeartbeat::unmaskedFrameEndsTheConnection()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->raw().send(RawClient::frame(RawClient::Opcode::Binary, "x", true, false));
    QVERIFY(client->raw().waitForDisconnected(500ms));
    QCOMPARE(client->raw().closeCode(), 1002);
    EVENTUALLY(m_stage.business.closesOf(client->identity).size() == 1);
}

void TestHeartbeat::refusedConnectionMakesNoCloseCallback()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 403;
        return reply;
    });
    QCOMPARE(m_stage.tryConnect(m_stage.clientHeaders()).status, 401);
    const QByteArray identity = m_stage.business.connects().last().identity();
    QVERIFY(holdsFor(400ms, [&] { return m_stage.business.closesOf(identity).isEmpty(); }));
}

void TestHeartbeat::closeCallbackIsTriedThreeTimes()
{
    using Behaviour = BusinessReply::Behaviour;
    const QHash<QByteArray, std::pair<int, Behaviour>> answers{
        {"500", {500, Behaviour::Answer}},
        {"404", {404, Behaviour::Answer}},
        {"302", {302, Behaviour::Answer}},
        {"silence", {200, Behaviour::Hang}},
    };
    m_stage.business.onConnect([](const BusinessRequest &request) {
        return BusinessReply::success({{"RAINBOWCLIENTCOOKIE", request.header("X-Answer")}});
    });
    m_stage.business.onClose([&answers](const BusinessRequest &request) {
        BusinessReply reply;
        std::tie(reply.status, reply.behaviour) =
            answers.value(request.header("RAINBOWCLIENTCOOKIE"));
        return reply;
    });
    QHash<QByteArray, QByteArray> identities;
    for (auto it = answers.cbegin(); it != answers.cend(); ++it) {
        RawClient client;
        const Fields headers = m_stage.clientHeaders() + Fields{{"X-Answer", it.key()}};
        QVERIFY(client.open(m_stage.relay.port(), "/connect/", headers));
        identities[it.key()] = m_stage.identityOf(headers.first().second);
        client.sendClose();
        QVERIFY(client.waitForDisconnected());
    }
    const auto attempts = [&](const QByteArray &answer) {
        return m_stage.business.closesOf(identities.value(answer)).size();
    };
    for (const QByteArray &answer : identities.keys())
        EVENTUALLY_COMPARE(attempts(answer), 3);
    const bool noMore = holdsFor(2500ms, [&] {
        return std::all_of(identities.keyBegin(), identities.keyEnd(),
                           [&](const QByteArray &answer) { return attempts(answer) == 3; });
    });
    QVERIFY(noMore);
    for (const BusinessRequest &call : m_stage.business.closes())
        QVERIFY(isSigned(call.query, Stage::Token));
    m_stage.business.reset();
}

void TestHeartbeat::closeCallbackStopsAtSuccess()
{
    m_stage.business.onClose([this](const BusinessRequest &request) {
        BusinessReply reply;
        reply.status = m_stage.business.closesOf(request.identity()).size() < 2 ? 503 : 204;
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->raw().sendClose();
    EVENTUALLY_COMPARE(m_stage.business.closesOf(client->identity).size(), 2);
    QVERIFY(
        holdsFor(2500ms, [&] { return m_stage.business.closesOf(client->identity).size() == 2; }));
}

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "tst_heartbeat.moc"
