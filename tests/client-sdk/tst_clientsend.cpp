// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"
#include "sendpackets.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using State = Client::State;

/// What becomes of sends, over a real connection that breaks wherever it can.
class tst_ClientSend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsAllKinds();
    void failsQos0WithoutAConnection();
    void keepsWhatWaitsInOrder();
    void failsWhatIsTooMuch();
    void failsWhatIsTooLarge();
    void losesSend_data();
    void losesSend();
    void losesRel();
    void losesTheSession();
    void repeatsAfterTheRetryInterval();
    void subscribesAndPublishes();
    void refusesBadChannels_data();
    void refusesBadChannels();
    void countsWhatItDoes();
};

void tst_ClientSend::sendsAllKinds()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto zero = watch(scene.client.send(1, "a", QoS::AtMostOnce));
    const auto one = watch(scene.client.send(1, "b", Once));
    const auto two = watch(scene.client.send(1, "c", Exactly));
    QCOMPARE(scene.relay.take(), sent(QoS::AtMostOnce, 0, "a"));
    QCOMPARE(scene.relay.take(), sent(Once, 1, "b"));
    QCOMPARE(scene.relay.take(), sent(Exactly, 2, "c"));
    QVERIFY(!one->isOver() && !two->isOver());
    scene.relay.send(answer(PacketCommand::Rec, 2, "rec"));
    QCOMPARE(scene.relay.take(), answer(PacketCommand::Rel, 2));
    scene.relay.send(answer(PacketCommand::Com, 2));
    scene.relay.send(answer(PacketCommand::Ack, 1, "ack"));
    EVENTUALLY(one->finishes == 1);
    QVERIFY(zero->succeeded() && one->succeeded() && two->succeeded());
    QCOMPARE(zero->answer + one->answer + two->answer, "ackrec");
    QCOMPARE(scene.client.pendingCount(), 0);
    QVERIFY(scene.client.findChildren<Delivery *>().isEmpty()
            || waitUntil([&] { return scene.client.findChildren<Delivery *>().isEmpty(); }));
}

void tst_ClientSend::failsQos0WithoutAConnection()
{
    ClientScene scene;
    const auto before = watch(scene.client.send(1, "a", QoS::AtMostOnce));
    EVENTUALLY(before->isOver());
    QVERIFY(before->failed(Error::Code::Offline));
    QVERIFY(scene.connect());
    scene.client.setReconnectDelays(1h, 1h);
    scene.relay.drop();
    EVENTUALLY_COMPARE(scene.client.state(), State::Withering);
    const auto after = watch(scene.client.send(1, "a", QoS::AtMostOnce));
    EVENTUALLY(after->isOver());
    QVERIFY(after->failed(Error::Code::Offline));
}

void tst_ClientSend::keepsWhatWaitsInOrder()
{
    ClientScene scene;
    for (int i = 0; i < 100; ++i)
        scene.client.send(1, QByteArray::number(i), i % 3 == 0 ? Exactly : Once);
    QCOMPARE(scene.client.pendingCount(), 100);
    QVERIFY(scene.connect());
    for (int next = 0; next < 100;) {
        const auto packet = scene.relay.take();
        QVERIFY(packet);
        if (packet->command == PacketCommand::Rel) {
            scene.relay.send(answer(PacketCommand::Com, packet->id));
            continue;
        }
        QCOMPARE(packet->payload, QByteArray::number(next++));
        scene.relay.send(
            answer(packet->qos == Exactly ? PacketCommand::Rec : PacketCommand::Ack, packet->id));
    }
    EVENTUALLY_COMPARE(scene.client.pendingCount(), 0);
}

void tst_ClientSend::failsWhatIsTooMuch()
{
    ClientScene scene;
    scene.client.setQueueLimits(2, 10);
    const auto first = watch(scene.client.send(1, "12345"));
    const auto heavy = watch(scene.client.send(1, "123456"));
    const auto second = watch(scene.client.send(1, "12345"));
    const auto third = watch(scene.client.send(1, ""));
    EVENTUALLY(third->isOver());
    QVERIFY(heavy->failed(Error::Code::QueueFull));
    QVERIFY(third->failed(Error::Code::QueueFull));
    QVERIFY(!first->isOver() && !second->isOver());
    QVERIFY(scene.connect());
    QCOMPARE(scene.relay.take(), sent(Once, 1, "12345"));
    QCOMPARE(scene.relay.take(), sent(Once, 2, "12345"));
}

void tst_ClientSend::failsWhatIsTooLarge()
{
    ClientScene scene;
    scene.relay.hello.maxPayload = 5;
    const auto queued = watch(scene.client.send(1, "123456"));
    QVERIFY(scene.connect());
    const auto sentLater = watch(scene.client.send(1, "123456", QoS::AtMostOnce));
    const auto good = watch(scene.client.send(1, "12345"));
    EVENTUALLY(sentLater->isOver() && queued->isOver());
    QVERIFY(queued->failed(Error::Code::TooLarge));
    QVERIFY(sentLater->failed(Error::Code::TooLarge));
    QCOMPARE(scene.relay.take(), sent(Once, 1, "12345"));
}

void tst_ClientSend::losesSend_data()
{
    QTest::addColumn<QoS>("qos");
    QTest::newRow("QoS 1") << Once;
    QTest::newRow("QoS 2") << Exactly;
}

// SEND or its answer is lost: for the sender they are one.
void tst_ClientSend::losesSend()
{
    QFETCH(QoS, qos);
    ClientScene scene;
    QVERIFY(scene.connect());
    Delivery *delivery = scene.client.send(1, "a", qos);
    const auto ending = watch(delivery);
    QCOMPARE(scene.relay.take(), sent(qos, 1, "a"));
    scene.relay.hello.resumed = true;
    scene.relay.drop();
    QCOMPARE(scene.relay.take(), sent(qos, 1, "a", true));
    QCOMPARE(delivery->attempts(), 2);
    scene.relay.send(answer(qos == Exactly ? PacketCommand::Rec : PacketCommand::Ack, 1, "yes"));
    EVENTUALLY(ending->finishes == 1);
    QVERIFY(ending->succeeded());
    QCOMPARE(ending->answer, "yes");
}

void tst_ClientSend::losesRel()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto ending = watch(scene.client.send(1, "a", Exactly));
    QVERIFY(scene.relay.take());
    scene.relay.send(answer(PacketCommand::Rec, 1, "yes"));
    QCOMPARE(scene.relay.take(), answer(PacketCommand::Rel, 1));
    EVENTUALLY(ending->succeeded());
    scene.relay.hello.resumed = true;
    for (int i = 0; i < 2; ++i) {
        scene.relay.drop();
        Packet rel = answer(PacketCommand::Rel, 1);
        rel.dup = true;
        QCOMPARE(scene.relay.take(), rel);
    }
    scene.relay.send(answer(PacketCommand::Com, 1));
    scene.relay.send(answer(PacketCommand::Rec, 9)); // so that COM is known to have come
    QCOMPARE(scene.relay.take(), answer(PacketCommand::Rel, 9));
    scene.relay.drop();
    QVERIFY(scene.blooming(4));
    scene.client.send(1, "b", Once);
    QCOMPARE(scene.relay.take(), sent(Once, 2, "b"));
}

void tst_ClientSend::losesTheSession()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto one = watch(scene.client.send(1, "a", Once));
    const auto two = watch(scene.client.send(1, "b", Exactly));
    const auto received = watch(scene.client.send(1, "c", Exactly));
    for (int i = 0; i < 3; ++i)
        QVERIFY(scene.relay.take());
    scene.relay.send(answer(PacketCommand::Rec, 3));
    QCOMPARE(scene.relay.take(), answer(PacketCommand::Rel, 3));
    scene.relay.drop();
    EVENTUALLY_COMPARE(scene.client.state(), State::Withering);
    const auto waiting = watch(scene.client.send(1, "d", Exactly));
    QCOMPARE(scene.relay.take(), sent(Once, 1, "a"));
    QCOMPARE(scene.relay.take(), sent(Exactly, 2, "d"));
    QVERIFY(holdsFor(10ms, [&] { return scene.relay.waiting() == 0; }));
    QVERIFY(received->succeeded());
    QVERIFY(two->failed(Error::Code::SessionLost));
    QVERIFY(!one->isOver() && !waiting->isOver());
}

void tst_ClientSend::repeatsAfterTheRetryInterval()
{
    ClientScene scene;
    scene.relay.hello.retryInterval = 15ms;
    QVERIFY(scene.connect());
    const auto ending = watch(scene.client.send(1, "a", Exactly));
    QCOMPARE(scene.relay.take(), sent(Exactly, 1, "a"));
    QCOMPARE(scene.relay.take(), sent(Exactly, 1, "a", true));
    QCOMPARE(scene.relay.take(), sent(Exactly, 1, "a", true));
    EVENTUALLY(scene.relay.pings() > 1); // is it there at all?
    QVERIFY(!ending->isOver());
}

void tst_ClientSend::subscribesAndPublishes()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto sub = watch(scene.client.subscribe({u"röm"_qs, u"b"_qs}));
    const auto unsub = watch(scene.client.unsubscribe({u"c"_qs}));
    const auto pub = watch(scene.client.publish(u"d"_qs, 7, "x", Exactly));
    const auto pub0 = watch(scene.client.publish(u"e"_qs, 7, "y", QoS::AtMostOnce));
    QCOMPARE(scene.relay.take(),
             (Packet{.command = PacketCommand::Sub,
                     .id = 1,
                     .payload = {},
                     .channels = {u"röm"_qs.toUtf8(), "b"}}));
    QCOMPARE(scene.relay.take(),
             (Packet{.command = PacketCommand::Unsub, .id = 2, .payload = {}, .channels = {"c"}}));
    QCOMPARE(scene.relay.take(),
             (Packet{.command = PacketCommand::Pub,
                     .qos = Exactly,
                     .type = 7,
                     .id = 3,
                     .payload = "x",
                     .channel = "d"}));
    QCOMPARE(scene.relay.take(),
             (Packet{.command = PacketCommand::Pub, .type = 7, .payload = "y", .channel = "e"}));
    scene.relay.send(answer(PacketCommand::Ack, 1));
    scene.relay.send(nak(2, NakCode::NoSuchChannel));
    scene.relay.send(answer(PacketCommand::Rec, 3));
    EVENTUALLY(sub->isOver() && unsub->isOver() && pub->isOver());
    QVERIFY(sub->succeeded() && pub->succeeded() && pub0->succeeded());
    QVERIFY(unsub->failed(Error::Code::NoSuchChannel));
}

void tst_ClientSend::refusesBadChannels_data()
{
    QTest::addColumn<QStringList>("channels");
    QTest::newRow("none") << QStringList();
    QTest::newRow("empty") << QStringList{u"a"_qs, u""_qs};
    QTest::newRow("256 bytes") << QStringList{QString(128, u'ü')};
}

void tst_ClientSend::refusesBadChannels()
{
    QFETCH(QStringList, channels);
    ClientScene scene;
    const auto sub = watch(scene.client.subscribe(channels));
    const auto pub = watch(scene.client.publish(channels.value(channels.size() - 1), 1, "x"));
    EVENTUALLY(sub->isOver() && pub->isOver());
    QVERIFY(sub->failed(Error::Code::Malformed));
    QVERIFY(pub->failed(Error::Code::Malformed));
}

void tst_ClientSend::countsWhatItDoes()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const quint64 helloBytes = scene.client.statistics().bytesReceived;
    scene.client.send(1, "abc", Once);
    QVERIFY(scene.relay.take());
    scene.relay.hello.resumed = true;
    scene.relay.drop();
    QVERIFY(scene.relay.take());
    scene.relay.send({.type = 1, .payload = "12345"});
    EVENTUALLY_COMPARE(scene.messages.size(), 1);
    const Statistics statistics = scene.client.statistics();
    QCOMPARE(statistics.messagesSent, 1U);
    QCOMPARE(statistics.messagesRepeated, 1U);
    QCOMPARE(statistics.messagesReceived, 1U);
    QCOMPARE(statistics.bytesSent, 16U);
    QVERIFY(statistics.bytesReceived >= 2 * helloBytes - 1 + 8);
    QCOMPARE(statistics.connects, 2U);
    QCOMPARE(statistics.resumes, 1U);
}

QTEST_GUILESS_MAIN(tst_ClientSend)
#include "tst_clientsend.moc"
