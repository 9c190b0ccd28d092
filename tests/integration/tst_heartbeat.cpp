// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

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
    void refusedConnectionMakesNoCloseCallback();
    void closeCallbackIsTriedThreeTimes_data();
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
    QVERIFY(m_stage.business.closes().isEmpty());
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
    EVENTUALLY(m_stage.business.closes().size() == 1);
    QVERIFY(holdsFor(500ms, [this] { return m_stage.business.closes().size() == 1; }));
    QCOMPARE(m_stage.business.closes().first().identity(), client->identity);
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
    QTest::newRow("an unmasked frame") << 4;
    QTest::newRow("a reserved opcode") << 5;
    QTest::newRow("a frame too large") << 6;
    QTest::newRow("a continuation of nothing") << 7;
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
        raw.send(RawClient::frame(Opcode::Binary, "x", true, false));
        code = 1002;
        break;
    case 5:
        raw.send(RawClient::frame(Opcode(3), "x"));
        code = 1002;
        break;
    case 6:
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
    EVENTUALLY(!m_stage.business.closes().isEmpty());
    QVERIFY(holdsFor(300ms, [this] { return m_stage.business.closes().size() == 1; }));
    const BusinessRequest call = m_stage.business.closes().first();
    QCOMPARE(call.method, QByteArray("GET"));
    QCOMPARE(call.path, QByteArray("/close"));
    QCOMPARE(call.identity(), client->identity);
    QCOMPARE(call.header("RAINBOWCLIENTCOOKIE"), QByteArray("a cookie"));
    QVERIFY(isSigned(call.query, Stage::Token));
}

void TestHeartbeat::refusedConnectionMakesNoCloseCallback()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 403;
        return reply;
    });
    QCOMPARE(m_stage.tryConnect(m_stage.clientHeaders()).status, 401);
    QVERIFY(holdsFor(400ms, [this] { return m_stage.business.closes().isEmpty(); }));
}

void TestHeartbeat::closeCallbackIsTriedThreeTimes_data()
{
    using Behaviour = BusinessReply::Behaviour;
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("behaviour");
    QTest::newRow("500") << 500 << int(Behaviour::Answer);
    QTest::newRow("404") << 404 << int(Behaviour::Answer);
    QTest::newRow("silence") << 200 << int(Behaviour::Hang);
}

void TestHeartbeat::closeCallbackIsTriedThreeTimes()
{
    QFETCH(int, status);
    QFETCH(int, behaviour);
    m_stage.business.onClose([=](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = status;
        reply.behaviour = BusinessReply::Behaviour(behaviour);
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->raw().sendClose();
    EVENTUALLY_COMPARE(m_stage.business.closes().size(), 3);
    for (const BusinessRequest &call : m_stage.business.closes()) {
        QCOMPARE(call.identity(), client->identity);
        QVERIFY(isSigned(call.query, Stage::Token));
    }
    QVERIFY(holdsFor(2500ms, [this] { return m_stage.business.closes().size() == 3; }));
}

void TestHeartbeat::closeCallbackStopsAtSuccess()
{
    m_stage.business.onClose([this](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = m_stage.business.closes().size() < 2 ? 503 : 204;
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->raw().sendClose();
    EVENTUALLY_COMPARE(m_stage.business.closes().size(), 2);
    QVERIFY(holdsFor(2500ms, [this] { return m_stage.business.closes().size() == 2; }));
}

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "tst_heartbeat.moc"
