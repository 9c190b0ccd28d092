// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// What a client gets that asks for rainbow.2, and one that does not (session.md).
class TestHello : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helloOnTheWire();
    void helloSaysWhatTheRelayGoesBy();
    void helloAfterReload();
    void subprotocols_data();
    void subprotocols();
    void originalClientsHearNothing();
    void sendsNameTheirChannel();
    void tokensStayWithTheRelay();
};

void TestHello::helloOnTheWire()
{
    Stage stage;
    QVERIFY(stage.start());
    RawClient client;
    QVERIFY(client.open(stage.server(), "/connect/",
                        stage.clientHeaders() + Fields{{"Sec-WebSocket-Protocol", Rainbow2}}));
    QCOMPARE(fieldCount(client.answer().headers, "Sec-WebSocket-Protocol"), 1);
    QCOMPARE(fieldValue(client.answer().headers, "Sec-WebSocket-Protocol"), QByteArray(Rainbow2));
    EVENTUALLY_COMPARE(client.messages().size(), 1);
    const RawClient::Message &hello = client.messages().constFirst();
    QCOMPARE(hello.opcode, RawClient::Opcode::Binary);
    QCOMPARE(hello.payload[0], '\x60');
    const QJsonObject object = QJsonDocument::fromJson(hello.payload.sliced(1)).object();
    QCOMPARE(object.keys(),
             QStringList({u"identity"_qs, u"max_payload"_qs, u"ping_interval"_qs, u"resumed"_qs,
                          u"retry_interval"_qs, u"server"_qs, u"session"_qs, u"session_ttl"_qs}));
    const QByteArray identity = stage.business.connects().constFirst().identity();
    QCOMPARE(object.value(u"identity").toString().toLatin1(), identity);
    QVERIFY(QRegularExpression(u"^0-[0-9a-f]{64}$"_qs)
                .match(object.value(u"session").toString())
                .hasMatch());
    QCOMPARE(client.violation(), QByteArray());
}

void TestHello::helloSaysWhatTheRelayGoesBy()
{
    Stage stage;
    QVERIFY(stage.start({{"session_ttl", "90 s"},
                         {"ping_interval", "20 s"},
                         {"retry_interval", "1500 ms"},
                         {"limits/max_payload", "12345"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const Hello &hello = *client->hello();
    QVERIFY(!hello.resumed);
    QCOMPARE(hello.sessionTtl, 90s);
    QCOMPARE(hello.pingInterval, 20s);
    QCOMPARE(hello.retryInterval, 1'500ms);
    QCOMPARE(hello.maxPayload, 12'345);
    QVERIFY(hello.server.startsWith("Rainbow/"));
}

void TestHello::helloAfterReload()
{
    Stage stage;
    QVERIFY(stage.start());
    QVERIFY(stage.reload({{"session_ttl", "5 s"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    QCOMPARE(client->hello()->sessionTtl, 5s);
    QVERIFY(client->hello()->server.startsWith("Rainbow/"));
}

void TestHello::subprotocols_data()
{
    QTest::addColumn<Fields>("headers");
    QTest::addColumn<bool>("isRainbow2");
    const auto row = [](const char *name, const QList<QByteArray> &values, bool isRainbow2) {
        Fields headers;
        for (const QByteArray &value : values)
            headers.append({"Sec-WebSocket-Protocol", value});
        QTest::newRow(name) << headers << isRainbow2;
    };
    row("none", {}, false);
    row("alone", {"rainbow.2"}, true);
    row("one of a list", {"chat, rainbow.2"}, true);
    row("in the second header", {"chat", "rainbow.2"}, true);
    row("another case", {"RAINBOW.2"}, false);
    row("others", {"rainbow.3, mqtt"}, false);
    row("malformed", {"rainbow.2; q=1"}, false);
}

void TestHello::subprotocols()
{
    QFETCH(Fields, headers);
    QFETCH(bool, isRainbow2);
    Stage stage;
    QVERIFY(stage.start());
    RainbowClient client;
    QVERIFY(client.open(stage.server(), stage.clientHeaders("room") + headers));
    QCOMPARE(fieldValue(client.raw().answer().headers, "Sec-WebSocket-Protocol").has_value(),
             isRainbow2);
    (void)stage.api().send({{"channel", "room"}, {"qos", "0"}}, "x");
    EVENTUALLY_COMPARE(client.messages().size(), 1);
    QCOMPARE(client.packets().size(), isRainbow2 ? 2 : 1);
    QCOMPARE(client.hello().has_value(), isRainbow2);
}

void TestHello::originalClientsHearNothing()
{
    // Byte for byte the answer of before, no packet, and an end at once.
    Stage stage;
    QVERIFY(stage.start());
    HttpClient client;
    QVERIFY(client.connectTo(stage.server()));
    client.send(RawClient::upgradeRequest("/connect/", stage.clientHeaders()));
    const HttpReply reply = client.next();
    QCOMPARE(reply.status, 101);
    QCOMPARE(reply.headers,
             Fields({{"Upgrade", "websocket"},
                     {"Connection", "Upgrade"},
                     {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}}));
    QCOMPARE(reply.body, QByteArray());
    QVERIFY(holdsFor(300ms, [&] { return !client.hasReply(); }));
    client.abort();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
}

void TestHello::sendsNameTheirChannel()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr original = stage.client("room");
    const ClientPtr client = stage.client2("room");
    QVERIFY(original && client);
    for (const char *qos : {"0", "1", "2"}) {
        const QByteArray answer =
            stage.api().send({{"channel", "room"}, {"qos", qos}, {"msgtype", "9"}}, "payload");
        QVERIFY2(qstrcmp(qos, "0") == 0 || answer.contains("\"connections\":2"),
                 answer.constData());
    }
    EVENTUALLY_COMPARE(original->messages().size(), 3);
    EVENTUALLY_COMPARE(client->messages().size(), 3);
    for (int i = 0; i < 3; ++i) {
        const Packet &plain = original->messages()[i];
        const Packet &named = client->messages()[i];
        QCOMPARE(plain.channel, QByteArray());
        QCOMPARE(named.channel, QByteArray("room"));
        for (const Packet *packet : {&plain, &named}) {
            QCOMPARE(int(packet->qos), i);
            QCOMPARE(packet->type, 9);
            QCOMPARE(packet->payload, QByteArray("payload"));
        }
    }
}

void TestHello::tokensStayWithTheRelay()
{
    Stage stage;
    QVERIFY(stage.start({{"log/level", "debug"}}));
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    const QByteArray unknown = "0-" + QByteArray(64, 'b');
    RainbowClient byHeader;
    QVERIFY(byHeader.open2(stage.server(),
                           stage.clientHeaders() + Fields{{"x_rainbow_session", unknown}}));
    RawClient byQuery;
    QVERIFY(byQuery.open(stage.server(),
                         "/connect/?X-DEVICEID=d&X-CLIENT-OS=web&X-RAINBOW-SESSION=" + unknown,
                         {{"Sec-WebSocket-Protocol", Rainbow2}}));
    QCOMPARE(stage.business.connects().size(), 3);
    for (const BusinessRequest &request : stage.business.connects()) {
        QVERIFY(!request.target.contains(unknown));
        for (const auto &[name, value] : request.headers) {
            QVERIFY(!name.toLower().contains("rainbow") || name == "RAINBOWCLIENTIDENTITY");
            QVERIFY(!name.toLower().startsWith("sec-websocket"));
            QVERIFY(!value.contains(unknown));
        }
    }
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    QVERIFY(stage.relay.hasLogged("client is back"));
    for (const QByteArray &token : {unknown, first->hello()->session, second->hello()->session})
        QVERIFY(!stage.relay.hasLogged(token.sliced(2)));
}

QTEST_GUILESS_MAIN(TestHello)
#include "tst_hello.moc"
