// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The upgrade request itself: limits and what RFC 6455 §4.2.1 asks for (rainbow.md §3).
class TestHandshake : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void framesInTheSegmentOfTheRequestAreProcessed();
    void headSentByteByByte();
    void headUpTo16KiBIsTaken();
    void headOver16KiBIs431();
    void headThatNeverEndsIs408();
    void silentConnectionIsEnded();
    void wrongVersionIs426_data();
    void wrongVersionIs426();
    void badUpgradeIsRefused_data();
    void badUpgradeIsRefused();
    void goodVariantsAreTaken_data();
    void goodVariantsAreTaken();
    void plainGetOfConnectIsNoUpgrade();
    void unknownPathIs404();
    void answerHasTheRightAcceptKey();

private:
    Stage m_stage;
};

void TestHandshake::initTestCase()
{
    QVERIFY(m_stage.start({{"limits/head_timeout", "1500 ms"}}));
}

void TestHandshake::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestHandshake::init()
{
    m_stage.business.reset();
    m_stage.business.clear();
}

void TestHandshake::framesInTheSegmentOfTheRequestAreProcessed()
{
    for (int round = 0; round < 20; ++round) {
        m_stage.business.clear();
        RawClient client;
        QVERIFY(client.connectTo(m_stage.relay.port()));
        QByteArray bytes = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
        for (quint16 i = 1; i <= 3; ++i) {
            bytes += RawClient::frame(
                RawClient::Opcode::Binary,
                serializePacket(RainbowClient::message(i, "early", QoS::AtLeastOnce, i)));
        }
        client.send(bytes);
        EVENTUALLY_COMPARE(client.messages().size(), 3);
        QCOMPARE(m_stage.business.messages().size(), 3);
        QCOMPARE(client.violation(), QByteArray());
    }
}

void TestHandshake::headSentByteByByte()
{
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    const QByteArray request = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
    for (const char byte : request)
        client.send(QByteArray(1, byte));
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 101);
}

void TestHandshake::headUpTo16KiBIsTaken()
{
    const Fields base = m_stage.clientHeaders();
    const qsizetype room = 16 * 1024 - RawClient::upgradeRequest("/connect/", base).size()
        - qsizetype(strlen("X-Pad: \r\n"));
    QCOMPARE(m_stage.tryConnect(base + Fields{{"X-Pad", QByteArray(room, 'a')}}).status, 101);
    QCOMPARE(m_stage.tryConnect(base + Fields{{"X-Pad", QByteArray(room + 1, 'a')}}).status, 431);
}

void TestHandshake::headOver16KiBIs431()
{
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send("GET /connect/ HTTP/1.1\r\nX-Pad: " + QByteArray(17 * 1024, 'a'));
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 431);
    QVERIFY(client.waitForDisconnected());
    QVERIFY(m_stage.business.connects().isEmpty());
}

void TestHandshake::headThatNeverEndsIs408()
{
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    QElapsedTimer timer;
    timer.start();
    client.send("GET /connect/ HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 408);
    QVERIFY(timer.elapsed() >= 1'400);
    QVERIFY(timer.elapsed() < 4'000);
    QVERIFY(client.waitForDisconnected());
}

void TestHandshake::silentConnectionIsEnded()
{
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    QVERIFY(client.waitForDisconnected(4s));
}

void TestHandshake::wrongVersionIs426_data()
{
    QTest::addColumn<QByteArray>("version");
    for (const char *version : {"12", "0", "8", "14", "13, 8", "", "x", "1 3"})
        QTest::addRow("\"%s\"", version) << QByteArray(version);
}

void TestHandshake::wrongVersionIs426()
{
    QFETCH(QByteArray, version);
    QByteArray request = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
    request.replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: " + version);
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send(request);
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 426);
    QCOMPARE(fieldValue(client.answer().headers, "Sec-WebSocket-Version"), QByteArray("13"));
    QVERIFY(m_stage.business.connects().isEmpty());
}

void TestHandshake::badUpgradeIsRefused_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    const char *key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    row("no key", key, "");
    row("empty key", key, "Sec-WebSocket-Key: \r\n");
    row("short key", key, "Sec-WebSocket-Key: c2hvcnQ=\r\n");
    row("long key", key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWRkZGRk\r\n");
    row("key that is no base64", key, "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==\r\n");
    row("two keys", key,
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Key: AAAAIHNhbXBsZSBub25jZQ==\r\n");
    row("no Host", "Host: 127.0.0.1\r\n", "");
    row("two Hosts", "Host: 127.0.0.1\r\n", "Host: 127.0.0.1\r\nHost: 127.0.0.2\r\n");
    row("blank before the colon", "Host: ", "Host : ");
    row("folded line", "Host: 127.0.0.1", "Host:\r\n 127.0.0.1");
    row("bare LF", "Host: 127.0.0.1\r\n", "Host: 127.0.0.1\n");
    row("a control byte", "Host: 127.0.0.1", "Host: 127.0.0.1\x01");
    row("no colon", "Host: 127.0.0.1", "Host 127.0.0.1");
    row("no name", "Host: 127.0.0.1", ": 127.0.0.1");
    row("LF in the path", "GET /connect/ ", "GET /connect/%0A ");
}

void TestHandshake::badUpgradeIsRefused()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QByteArray request = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
    QVERIFY(request.contains(before));
    request.replace(before, after);
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send(request);
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 400);
    QVERIFY(client.waitForDisconnected());
    QVERIFY(m_stage.business.connects().isEmpty());
}

void TestHandshake::goodVariantsAreTaken_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("Connection as a list", "Connection: Upgrade", "Connection: keep-alive, Upgrade");
    row("Connection in two lines", "Connection: Upgrade",
        "Connection: keep-alive\r\nConnection: upgrade");
    row("Upgrade in capitals", "Upgrade: websocket", "Upgrade: WebSocket");
    row("lower-case names", "Sec-WebSocket-Version: 13", "sec-websocket-version: 13");
    row("blanks around values", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version:\t 13 \t");
    row("no blank before values", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version:13");
    row("an extension on offer", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate");
}

void TestHandshake::goodVariantsAreTaken()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QByteArray request = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
    QVERIFY(request.contains(before));
    request.replace(before, after);
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send(request);
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 101);
    QCOMPARE(fieldCount(client.answer().headers, "Sec-WebSocket-Extensions"), 0);
}

void TestHandshake::plainGetOfConnectIsNoUpgrade()
{
    const HttpReply reply =
        HttpClient::get(m_stage.relay.port(), "GET", "/connect/?X-DEVICEID=d&X-CLIENT-OS=ios");
    QVERIFY2(reply.status >= 400 && reply.status < 500,
             QByteArray::number(reply.status).constData());
    QVERIFY(m_stage.business.connects().isEmpty());
}

void TestHandshake::unknownPathIs404()
{
    for (const QByteArray &path :
         {QByteArray("/"), QByteArray("/nope/"), QByteArray("/connect/more/")}) {
        QCOMPARE(m_stage.tryConnect(m_stage.clientHeaders(), path).status, 404);
    }
    QVERIFY(m_stage.business.connects().isEmpty());
}

void TestHandshake::answerHasTheRightAcceptKey()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    QCOMPARE(client->raw().violation(), QByteArray());
    QCOMPARE(fieldValue(client->raw().answer().headers, "Upgrade").value_or("").toLower(),
             QByteArray("websocket"));
}

QTEST_GUILESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
