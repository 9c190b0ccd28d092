// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr auto hang = BusinessReply::Behaviour::Hang;

BusinessReply failing(int status)
{
    BusinessReply reply;
    reply.status = status;
    return reply;
}

} // namespace

/// What will not be done is said (session.md, NAK).
class TestNaks : public QObject {
    Q_OBJECT

private:
    static void addLevels()
    {
        QTest::addColumn<QoS>("qos");
        QTest::newRow("QoS 1") << QoS::AtLeastOnce;
        QTest::newRow("QoS 2") << QoS::ExactlyOnce;
    }

private Q_SLOTS:
    void businessFails_data();
    void businessFails();
    void businessIsSlow_data() { addLevels(); }
    void businessIsSlow();
    void businessIsDown_data() { addLevels(); }
    void businessIsDown();
    void tooLarge_data() { addLevels(); }
    void tooLarge();
    void farTooLarge();
    void malformed();
    void idInUse_data() { addLevels(); }
    void idInUse();
    void draining_data() { addLevels(); }
    void draining();
    void sameMessageIdAfterwards_data() { addLevels(); }
    void sameMessageIdAfterwards();
    void clientsMayRefuse_data() { addLevels(); }
    void clientsMayRefuse();
    void originalClientsGetNone();
    void qos0GetsNone();
};

void TestNaks::businessFails_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QoS>("qos");
    for (const int status : {302, 400, 401, 404, 500, 503}) {
        const QByteArray name = QByteArray::number(status);
        QTest::newRow((name + ", QoS 1").constData()) << status << QoS::AtLeastOnce;
        QTest::newRow((name + ", QoS 2").constData()) << status << QoS::ExactlyOnce;
    }
}

void TestNaks::businessFails()
{
    QFETCH(int, status);
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start());
    stage.business.onMessage([status](const auto &) { return failing(status); });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", qos);
    QVERIFY(client->waitFor(PacketCommand::Nak));
    QCOMPARE(client->nakOf(id), 502);
    QVERIFY(!client->packets().constLast().payload.isEmpty());
    QVERIFY(client->isOpen());
}

void TestNaks::businessIsSlow()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "300 ms"}}));
    stage.business.onMessage([](const auto &) {
        BusinessReply reply;
        reply.behaviour = hang;
        return reply;
    });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", qos);
    QVERIFY(client->waitFor(PacketCommand::Nak));
    QCOMPARE(client->nakOf(id), 408);
}

void TestNaks::businessIsDown()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    stage.business.stop();
    const quint16 id = client->sendMessage(1, "x", qos);
    QVERIFY(client->waitFor(PacketCommand::Nak));
    QCOMPARE(client->nakOf(id), 502);
}

void TestNaks::tooLarge()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start({{"limits/max_payload", "100"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 fits = client->sendMessage(1, QByteArray(100, 'x'), qos);
    const quint16 large = client->sendMessage(1, QByteArray(101, 'x'), qos);
    const quint16 larger = client->sendMessage(1, QByteArray(10'000, 'x'), qos);
    QVERIFY(client->waitFor(PacketCommand::Nak, 2));
    QCOMPARE(client->nakOf(large), 413);
    QCOMPARE(client->nakOf(larger), 413);
    QVERIFY(client->waitFor(qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Com));
    QCOMPARE(client->nakOf(fits), 0);
    QCOMPARE(stage.business.messages().size(), 1);
    QVERIFY(client->isOpen());
}

void TestNaks::farTooLarge()
{
    // What is not even read through ends the connection, and the session with it.
    Stage stage;
    QVERIFY(stage.start({{"limits/max_payload", "100"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->sendMessage(1, QByteArray(1'000'000, 'x'), QoS::AtLeastOnce);
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1009);
    EVENTUALLY_COMPARE(stage.business.closesOf(client->identity).size(), 1);
    const ClientPtr again = stage.resumed(*client);
    QVERIFY(again && !again->hello()->resumed);
}

void TestNaks::malformed()
{
    Stage stage;
    QVERIFY(stage.start({{"client_subscribe", "allow"}, {"client_publish", "allow"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->raw().sendBinary(QByteArray::fromHex("800001")); // SUB without a channel
    client->raw().sendBinary(QByteArray::fromHex("8000020561")); // whose name ends early
    client->raw().sendBinary(QByteArray::fromHex("90000300")); // UNSUB, an empty name
    client->raw().sendBinary(QByteArray::fromHex("a20001000400")); // PUB, QoS 1, an empty channel
    client->raw().sendBinary(QByteArray::fromHex("a2000100050561")); // ends early
    client->raw().sendBinary(QByteArray::fromHex("80000601ff")); // a name that is not UTF-8
    QVERIFY(client->waitFor(PacketCommand::Nak, 6));
    for (quint16 id = 1; id <= 6; ++id)
        QCOMPARE(client->nakOf(id), 400);
    // Nobody to tell: a QoS 0 PUB, a SUB that ends before its id, SEND with QoS 3.
    client->raw().sendBinary(QByteArray::fromHex("a0000100"));
    client->raw().sendBinary(QByteArray::fromHex("8000"));
    client->raw().sendBinary(QByteArray::fromHex("1600010001"));
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->count(PacketCommand::Nak), 6);
}

void TestNaks::idInUse()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "10 s"}}));
    stage.business.onMessage([](const BusinessRequest &request) {
        BusinessReply reply;
        reply.body = request.body;
        reply.delay = 500ms;
        return reply;
    });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->send(RainbowClient::message(1, "first", qos, 7));
    client->send(RainbowClient::message(1, "second", qos, 7));
    QVERIFY(client->waitFor(PacketCommand::Nak));
    QCOMPARE(client->nakOf(7), 409);
    const auto answer = qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Rec;
    QVERIFY(client->waitFor(answer));
    QCOMPARE(client->packets(answer).constFirst().payload, QByteArray("first"));
    QCOMPARE(stage.business.messages().size(), 1);
}

void TestNaks::draining()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "10 s"}, {"drain_timeout", "5 s"}}));
    stage.business.onMessage([](const auto &) {
        BusinessReply reply;
        reply.delay = 2s;
        return reply;
    });
    const ClientPtr busy = stage.client2();
    const ClientPtr client = stage.client2();
    QVERIFY(busy && client);
    busy->sendMessage(1, "slow", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
    stage.relay.terminate();
    QVERIFY(waitUntil([&stage] {
        RawClient probe;
        return !probe.connectTo(stage.relay.port());
    }));
    const quint16 id = client->sendMessage(1, "late", qos);
    QVERIFY(client->waitFor(PacketCommand::Nak));
    QCOMPARE(client->nakOf(id), 503);
    QVERIFY(busy->waitFor(PacketCommand::Ack));
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1001);
    QCOMPARE(stage.relay.waitForExit(), 0);
    QCOMPARE(stage.business.messages().size(), 1);
}

void TestNaks::sameMessageIdAfterwards()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start());
    stage.business.onMessage([](const auto &) { return failing(500); });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", qos);
    QVERIFY(client->waitFor(PacketCommand::Nak));
    client->send(RainbowClient::message(1, "x", qos, id, true));
    QVERIFY(client->waitFor(PacketCommand::Nak, 2));
    stage.business.onMessage([](const auto &) { return BusinessReply(); });
    client->send(RainbowClient::message(1, "x", qos, id, true));
    QVERIFY(client->waitFor(qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Com));
    const QList<BusinessRequest> messages = stage.business.messages();
    QCOMPARE(messages.size(), 3);
    for (const BusinessRequest &message : messages) {
        QVERIFY(!message.header("RAINBOWMESSAGEID").isEmpty());
        QCOMPARE(message.header("RAINBOWMESSAGEID"), messages[0].header("RAINBOWMESSAGEID"));
    }
}

void TestNaks::clientsMayRefuse()
{
    // A handler that cannot: not confirmed, and not sent again.
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const PendingCall call = stage.api().begin(
        "POST", "/send/", {{"channel", "room"}, {"qos", QByteArray::number(int(qos))}}, "x");
    EVENTUALLY_COMPARE(client->messages().size(), 1);
    Packet nak;
    nak.command = PacketCommand::Nak;
    nak.id = client->messages().constFirst().id;
    nak.code = NakCode::BusinessFailed;
    client->send(nak);
    const HttpReply reply = call->next();
    QCOMPARE(reply.object().value(u"status").toInt(), 0);
    QCOMPARE(reply.object().value(u"connections").toInt(), 0);
    QVERIFY(holdsFor(600ms, [&] { return client->count(PacketCommand::Send) == 1; }));
}

void TestNaks::originalClientsGetNone()
{
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "300 ms"}}));
    stage.business.onMessage([](const auto &) { return failing(500); });
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    client->sendMessage(1, "x", QoS::ExactlyOnce);
    client->raw().sendBinary(QByteArray::fromHex("8000020161")); // no SUB for it
    EVENTUALLY_COMPARE(stage.business.messages().size(), 2);
    QVERIFY(holdsFor(500ms, [&] { return client->packets().isEmpty(); }));
}

void TestNaks::qos0GetsNone()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_payload", "100"}}));
    stage.business.onMessage([](const auto &) { return failing(500); });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->sendMessage(1, "x", QoS::AtMostOnce);
    client->sendMessage(1, QByteArray(101, 'x'), QoS::AtMostOnce);
    client->publish("room", "x", QoS::AtMostOnce);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
    QVERIFY(holdsFor(300ms, [&] { return client->packets().size() == 1; })); // HELLO
}

QTEST_GUILESS_MAIN(TestNaks)
#include "tst_naks.moc"
