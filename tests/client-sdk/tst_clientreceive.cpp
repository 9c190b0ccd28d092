// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

Packet message(QoS qos, quint16 id, const QByteArray &payload, bool dup = false)
{
    return {.qos = qos, .dup = dup, .type = 3, .id = id, .payload = payload};
}

Packet ack(quint16 id, const QByteArray &payload)
{
    return {.command = PacketCommand::Ack, .id = id, .payload = payload};
}

Packet rec(quint16 id, const QByteArray &payload)
{
    return {.command = PacketCommand::Rec, .id = id, .payload = payload};
}

Packet rel(quint16 id)
{
    return {.command = PacketCommand::Rel, .id = id, .payload = {}};
}

Packet com(quint16 id)
{
    return {.command = PacketCommand::Com, .id = id, .payload = {}};
}

constexpr QoS Once = QoS::AtLeastOnce;
constexpr QoS Exactly = QoS::ExactlyOnce;

} // namespace

/// What becomes of the relay's messages: handlers, answers, repeats, losses.
class tst_ClientReceive : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersWithWhatTheHandlerGives();
    void answersWithoutAHandler();
    void tellsWhereAMessageWasSentTo();
    void handlesQos2Once();
    void answersLater();
    void answersOnce();
    void answersWhenAReplyIsDropped();
    void forgetsAHandlerWithItsContext();
    void takesTheLastHandler();
    void ignoresWhatIsNoPacket();
    void losesTheMessage();
    void losesTheAnswer_data();
    void losesTheAnswer();
    void losesCom();
    void answersWithoutAConnection_data();
    void answersWithoutAConnection();
    void answersIntoANewSession();
    void answersAfterTheClientHasGone();
    void sendsFromWithinAHandler();
};

void tst_ClientReceive::answersWithWhatTheHandlerGives()
{
    ClientScene scene;
    Client &client = scene.client;
    client.onMessage(10, this, [](const Message &) {});
    client.onMessage(11, this, [](const Message &m) { return m.payload() + '!'; });
    client.onMessage(12, this, [](const Message &) { return u"grün"_qs; });
    client.onMessage(13, this, [](const Message &m) { return QJsonObject{{u"got"_qs, m.json()}}; });
    client.onMessage(14, this, [](const Message &m) { return QJsonArray{m.json()}; });
    client.onMessage(15, this, [](const Message &) { return QJsonValue(1.5); });
    client.onMessage(16, this,
                     [](const Message &, Reply reply) { reply.answer(QJsonValue(true)); });
    client.onMessage(17, nullptr,
                     [](const Message &) { return QJsonValue(QJsonValue::Undefined); });
    QVERIFY(scene.connect());
    const QList<QByteArray> answers{"",     "7!", u"grün"_qs.toUtf8(), "{\"got\":7}", "[7]", "1.5",
                                    "true", ""};
    for (int i = 0; i < answers.size(); ++i) {
        Packet packet = message(Once, quint16(i + 1), "7");
        packet.type = quint16(10 + i);
        scene.relay.send(packet);
        QCOMPARE(scene.relay.take(), ack(quint16(i + 1), answers[i]));
    }
}

void tst_ClientReceive::answersWithoutAHandler()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.relay.send(message(QoS::AtMostOnce, 0, "a"));
    scene.relay.send(message(Once, 1, "b"));
    scene.relay.send(message(Exactly, 2, "c"));
    QCOMPARE(scene.relay.take(), ack(1, ""));
    QCOMPARE(scene.relay.take(), rec(2, ""));
    QCOMPARE(scene.messages.size(), 3);
    QCOMPARE(scene.messages[0].qos(), QoS::AtMostOnce);
    QCOMPARE(scene.messages[2].qos(), Exactly);
    QCOMPARE(scene.messages[2].text(), u"c"_qs);
}

void tst_ClientReceive::tellsWhereAMessageWasSentTo()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    Packet packet = message(QoS::AtMostOnce, 0, "a");
    packet.channel = u"röm"_qs.toUtf8();
    scene.relay.send(packet);
    EVENTUALLY_COMPARE(scene.messages.size(), 1);
    QCOMPARE(scene.messages[0].channel(), u"röm"_qs);
    QCOMPARE(scene.messages[0].type(), 3);
    QCOMPARE(scene.messages[0].payload(), "a");
}

void tst_ClientReceive::handlesQos2Once()
{
    ClientScene scene;
    int calls = 0;
    scene.client.onMessage(3, this,
                           [&calls](const Message &) { return QByteArray::number(++calls); });
    QVERIFY(scene.connect());
    scene.relay.send(message(Exactly, 5, "a"));
    QCOMPARE(scene.relay.take(), rec(5, "1"));
    for (int i = 0; i < 3; ++i) {
        scene.relay.send(message(Exactly, 5, "a", true));
        QCOMPARE(scene.relay.take(), rec(5, "1"));
    }
    scene.relay.send(rel(5));
    QCOMPARE(scene.relay.take(), com(5));
    scene.relay.send(rel(5));
    QCOMPARE(scene.relay.take(), com(5));
    scene.relay.send(message(Exactly, 5, "b"));
    QCOMPARE(scene.relay.take(), rec(5, "2"));
    QCOMPARE(scene.messages.size(), 2);
}

void tst_ClientReceive::answersLater()
{
    ClientScene scene;
    QList<Reply> replies;
    scene.client.onMessage(3, this,
                           [&replies](const Message &, Reply reply) { replies.append(reply); });
    QVERIFY(scene.connect());
    scene.relay.send(message(Once, 1, "a"));
    scene.relay.send(message(Exactly, 2, "b"));
    scene.relay.send(message(Once, 1, "a", true));
    scene.relay.send(message(Exactly, 2, "b", true));
    scene.relay.send(rel(9));
    QCOMPARE(scene.relay.take(), com(9)); // nothing before it
    EVENTUALLY_COMPARE(replies.size(), 2);
    replies[1].answer(QByteArray("two"));
    replies[0].answer(QByteArray("one"));
    QCOMPARE(scene.relay.take(), rec(2, "two"));
    QCOMPARE(scene.relay.take(), ack(1, "one"));
}

void tst_ClientReceive::answersOnce()
{
    ClientScene scene;
    QList<Reply> replies;
    scene.client.onMessage(3, this,
                           [&replies](const Message &, Reply reply) { replies.append(reply); });
    QVERIFY(scene.connect());
    scene.relay.send(message(Once, 1, "a"));
    EVENTUALLY_COMPARE(replies.size(), 1);
    Reply copy = replies[0];
    QVERIFY(!copy.isAnswered());
    copy.answer(QByteArray("first"));
    QVERIFY(replies[0].isAnswered());
    replies[0].answer(QByteArray("second"));
    QCOMPARE(scene.relay.take(), ack(1, "first"));
    scene.relay.send(rel(9));
    QCOMPARE(scene.relay.take(), com(9));
}

void tst_ClientReceive::answersWhenAReplyIsDropped()
{
    ClientScene scene;
    std::optional<Reply> kept;
    scene.client.onMessage(3, this, [&kept](const Message &, Reply reply) { kept = reply; });
    QVERIFY(scene.connect());
    scene.relay.send(message(Exactly, 1, "a"));
    EVENTUALLY(kept.has_value());
    QCOMPARE(scene.relay.waiting(), 0);
    kept.reset();
    QCOMPARE(scene.relay.take(), rec(1, ""));
}

void tst_ClientReceive::forgetsAHandlerWithItsContext()
{
    ClientScene scene;
    int calls = 0;
    auto context = std::make_unique<QObject>();
    const auto captured = std::make_shared<int>(0);
    scene.client.onMessage(3, context.get(), [&calls, captured](const Message &) { ++calls; });
    QCOMPARE(captured.use_count(), 2);
    QVERIFY(scene.connect());
    scene.relay.send(message(Once, 1, "a"));
    QCOMPARE(scene.relay.take(), ack(1, ""));
    QCOMPARE(calls, 1);
    context.reset();
    QCOMPARE(captured.use_count(), 1);
    scene.relay.send(message(Once, 2, "a"));
    QCOMPARE(scene.relay.take(), ack(2, ""));
    QCOMPARE(calls, 1);
    QCOMPARE(scene.messages.size(), 2);
}

void tst_ClientReceive::takesTheLastHandler()
{
    ClientScene scene;
    auto context = std::make_unique<QObject>();
    scene.client.onMessage(3, context.get(), [](const Message &) { return QByteArray("one"); });
    scene.client.onMessage(3, this, [](const Message &) { return QByteArray("two"); });
    context.reset(); // takes its own handler along only
    QVERIFY(scene.connect());
    scene.relay.send(message(Once, 1, "a"));
    QCOMPARE(scene.relay.take(), ack(1, "two"));
    scene.client.removeHandler(3);
    scene.relay.send(message(Once, 2, "a"));
    QCOMPARE(scene.relay.take(), ack(2, ""));
}

void tst_ClientReceive::ignoresWhatIsNoPacket()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    for (const char *frame : {"", "00", "f0", "16000100", "10", "1200", "30", "7000", "70000101",
                              "11000505", "80000101ff", "a00001", "607b7d"})
        scene.relay.sendFrame(2, QByteArray::fromHex(frame));
    scene.relay.sendFrame(1, "text");
    scene.relay.send(message(Once, 1, "a"));
    QCOMPARE(scene.relay.take(), ack(1, ""));
    QCOMPARE(scene.messages.size(), 1);
    QVERIFY(scene.errors.isEmpty());
}

// The SEND was lost: it comes with DUP, for the first time.
void tst_ClientReceive::losesTheMessage()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.relay.hello.resumed = true;
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    scene.relay.send(message(Once, 1, "a", true));
    scene.relay.send(message(Exactly, 2, "b", true));
    QCOMPARE(scene.relay.take(), ack(1, ""));
    QCOMPARE(scene.relay.take(), rec(2, ""));
    QVERIFY(scene.messages.value(0).isRepeated());
    QVERIFY(!scene.messages.value(1).isRepeated());
}

void tst_ClientReceive::losesTheAnswer_data()
{
    QTest::addColumn<QoS>("qos");
    QTest::newRow("QoS 1") << Once;
    QTest::newRow("QoS 2") << Exactly;
}

void tst_ClientReceive::losesTheAnswer()
{
    QFETCH(QoS, qos);
    ClientScene scene;
    int calls = 0;
    scene.client.onMessage(3, this,
                           [&calls](const Message &) { return QByteArray::number(++calls); });
    QVERIFY(scene.connect());
    scene.relay.send(message(qos, 1, "a"));
    QVERIFY(scene.relay.take());
    scene.relay.hello.resumed = true;
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    scene.relay.send(message(qos, 1, "a", true));
    QCOMPARE(scene.relay.take(), qos == Exactly ? rec(1, "1") : ack(1, "2"));
    QCOMPARE(calls, qos == Exactly ? 1 : 2);
}

void tst_ClientReceive::losesCom()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.relay.send(message(Exactly, 1, "a"));
    QCOMPARE(scene.relay.take(), rec(1, ""));
    scene.relay.send(rel(1));
    QCOMPARE(scene.relay.take(), com(1));
    scene.relay.hello.resumed = true;
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    Packet repeated = rel(1);
    repeated.dup = true;
    scene.relay.send(repeated);
    QCOMPARE(scene.relay.take(), com(1));
    QCOMPARE(scene.messages.size(), 1);
}

void tst_ClientReceive::answersWithoutAConnection_data()
{
    losesTheAnswer_data();
}

void tst_ClientReceive::answersWithoutAConnection()
{
    QFETCH(QoS, qos);
    ClientScene scene;
    QList<Reply> replies;
    scene.client.onMessage(3, this,
                           [&replies](const Message &, Reply reply) { replies.append(reply); });
    QVERIFY(scene.connect());
    scene.relay.send(message(qos, 1, "a"));
    EVENTUALLY_COMPARE(replies.size(), 1);
    scene.relay.hello.resumed = true;
    scene.relay.script.hello = false;
    scene.relay.drop();
    EVENTUALLY_COMPARE(scene.relay.connections(), 2);
    replies[0].answer(QByteArray("kept")); // there is a connection, but no HELLO
    scene.relay.sendHello();
    QVERIFY(scene.blooming(2));
    scene.relay.send(message(qos, 1, "a", true));
    QCOMPARE(scene.relay.take(), qos == Exactly ? rec(1, "kept") : ack(1, "kept"));
    QCOMPARE(replies.size(), 1);
}

void tst_ClientReceive::answersIntoANewSession()
{
    ClientScene scene;
    QList<Reply> replies;
    scene.client.onMessage(3, this,
                           [&replies](const Message &, Reply reply) { replies.append(reply); });
    QVERIFY(scene.connect());
    scene.relay.send(message(Exactly, 1, "a"));
    EVENTUALLY_COMPARE(replies.size(), 1);
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    scene.relay.send(message(Exactly, 1, "b"));
    EVENTUALLY_COMPARE(replies.size(), 2);
    replies[0].answer(QByteArray("old"));
    replies[1].answer(QByteArray("new"));
    QCOMPARE(scene.relay.take(), rec(1, "new"));
}

void tst_ClientReceive::answersAfterTheClientHasGone()
{
    std::optional<Reply> kept;
    {
        ClientScene scene;
        scene.client.onMessage(3, nullptr, [&kept](const Message &, Reply reply) { kept = reply; });
        QVERIFY(scene.connect());
        scene.relay.send(message(Once, 1, "a"));
        EVENTUALLY(kept.has_value());
    }
    kept->answer(QByteArray("too late"));
    QVERIFY(kept->isAnswered());
}

void tst_ClientReceive::sendsFromWithinAHandler()
{
    ClientScene scene;
    std::shared_ptr<Ending> ending;
    scene.client.onMessage(3, this, [&](const Message &) {
        ending = watch(scene.client.send(4, "pong"));
        return QByteArray("answer");
    });
    QVERIFY(scene.connect());
    scene.relay.send(message(Exactly, 1, "ping"));
    QCOMPARE(scene.relay.take(), (Packet{.qos = Once, .type = 4, .id = 1, .payload = "pong"}));
    QCOMPARE(scene.relay.take(), rec(1, "answer"));
    scene.relay.send(ack(1, ""));
    EVENTUALLY(ending->succeeded());
}

QTEST_GUILESS_MAIN(tst_ClientReceive)
#include "tst_clientreceive.moc"
