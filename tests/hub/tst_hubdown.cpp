// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using namespace std::chrono_literals;

/// API → hubs → clients.
class TestHubDown : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void qos0()
    {
        World world(2);
        auto &a = world.connect("a", {"c"}, 0);
        auto &b = world.connect("b", {"c"}, 1);
        auto &c = world.connect("c", {"other"}, 1);
        world.publish("c", QoS::AtMostOnce, "hi");
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 0); // told at once, before anybody knows
        QCOMPARE(a.take(), QByteArrayList{"SEND0 type=7 hi droppable"});
        QCOMPARE(b.take(), QByteArrayList{"SEND0 type=7 hi droppable"});
        QCOMPARE(c.take(), QByteArrayList());
        QVERIFY(world.pass(1min));
        QCOMPARE(a.take(), QByteArrayList());
        QCOMPARE(world.hub(0).underWay(), 0);
    }

    void qos0Receipt()
    {
        World world(2);
        world.connect("a", {"c"}, 0, "ios");
        auto &b = world.connect("b", {"c"}, 1, "android");
        auto &slow = world.connect("s", {"c"}, 1, "web");
        slow.link.result = SendResult::Dropped;
        world.publish("c", QoS::AtMostOnce, "hi", 10s, 0, true);
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 3);
        QCOMPARE(receipt.confirmed, 2);
        const QList<QByteArray> platforms{"android", "ios"};
        QCOMPARE(receipt.platforms, platforms);
        QCOMPARE(world.hub(1).counters().messagesDropped, quint64(1));
        QCOMPARE(b.take().size(), 1);
    }

    void qos1()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::AtLeastOnce, "hi");
        QCOMPARE(client.take(), QByteArrayList{"SEND1 type=7 hi #1"});
        QCOMPARE(world.receipts.size(), 0);
        world.answer(client, AnswerKind::Ack, 1, "thanks");
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 1);
        QCOMPARE(receipt.data, QByteArray("thanks"));
        QCOMPARE(receipt.timedOut, false);
        QCOMPARE(client.take(), QByteArrayList());
        world.answer(client, AnswerKind::Ack, 1, "again");
        QCOMPARE(world.receipts.size(), 0);
        QVERIFY(world.pass(20s));
        QCOMPARE(client.take(), QByteArrayList());
    }

    void qos2()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::ExactlyOnce, "hi");
        QCOMPARE(client.take(), QByteArrayList{"SEND2 type=7 hi #1"});
        world.answer(client, AnswerKind::Rec, 1, "thanks");
        QCOMPARE(world.receipt().confirmed, 1); // REC confirms; COM is between client and relay
        QCOMPARE(client.take(), QByteArrayList{"REL 1"});
        world.answer(client, AnswerKind::Rec, 1, "thanks");
        QCOMPARE(client.take(), QByteArrayList{"REL 1"});
        world.answer(client, AnswerKind::Com, 1);
        QVERIFY(world.pass(20s));
        QCOMPARE(client.take(), QByteArrayList());
        QCOMPARE(world.hub().counters().framesIgnored, quint64(0));
        world.answer(client, AnswerKind::Com, 1);
        QCOMPARE(world.hub().counters().framesIgnored, quint64(1));
    }

    void nobodyThere()
    {
        World world(3);
        for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            world.publish("c", qos, "hi");
            QCOMPARE(world.receipts.size(), 1);
            const Receipt receipt = world.receipt();
            QCOMPARE(receipt.matched, 0);
            QCOMPARE(receipt.timedOut, false);
        }
        for (int i = 0; i < 3; ++i)
            QVERIFY(world.hub(i).nextDue() == TimePoint::max());
    }

    void repeatsUntilTheDeadline()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::ExactlyOnce, "hi", 10s);
        QVERIFY(world.pass(10s));
        const QByteArrayList expected{"SEND2 type=7 hi #1", "SEND2 dup type=7 hi #1",
                                      "SEND2 dup type=7 hi #1", "SEND2 dup type=7 hi #1"};
        QCOMPARE(client.take(), expected);
        const Receipt receipt = world.receipt();
        QVERIFY(receipt.timedOut);
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 0);
        QCOMPARE(client.link.pings, 1); // it did not answer: is it there at all?
        QVERIFY(world.pass(20s));
        QCOMPARE(client.take(), QByteArrayList());
        QCOMPARE(client.link.aborts, 0);
        QCOMPARE(world.hub().counters().messagesRepeated, quint64(3));
        QCOMPARE(world.hub().counters().deliveriesExpired, quint64(1));
        // A REC that comes too late is still released.
        world.answer(client, AnswerKind::Rec, 1);
        QCOMPARE(client.take(), QByteArrayList{"REL 1"});
        QCOMPARE(world.receipts.size(), 0);
    }

    void relIsRepeated()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::ExactlyOnce, "hi", 10s);
        QVERIFY(world.pass(1s));
        world.answer(client, AnswerKind::Rec, 1);
        QCOMPARE(world.receipt().timedOut, false);
        (void)client.take();
        QVERIFY(world.pass(20s));
        const QByteArrayList rels{"REL 1", "REL 1"}; // at 4 s and 7 s; at 10 s it is over
        QCOMPARE(client.take(), rels);
        QCOMPARE(world.receipts.size(), 0);
    }

    void silentClientIsLostAfterExpiry()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        client.link.answersPings = false;
        world.publish("c", QoS::AtLeastOnce, "hi", 5s);
        QVERIFY(world.pass(14'999ms));
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.aborts, 1); // 5 s, and pong_timeout
    }

    void gathersOverHubs()
    {
        World world(3);
        std::vector<World::Client *> clients;
        const QByteArrayList platforms{"web", "ios", "android", "ios", "web", "mac"};
        for (int i = 0; i < 6; ++i)
            clients.push_back(&world.connect(QByteArray::number(i), {"c"}, i % 3, platforms[i]));
        world.publish("c", QoS::ExactlyOnce, "hi", 10s, 1);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(world.pass(10ms));
            // The last one that says anything is heard, wherever it is.
            world.answer(*clients[size_t(i)], AnswerKind::Rec, 1,
                         i < 4 ? QByteArray::number(i) : "");
            QCOMPARE(world.receipts.size(), 0);
        }
        world.leave(*clients[5]);
        world.run();
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 6);
        QCOMPARE(receipt.confirmed, 5);
        QCOMPARE(receipt.timedOut, false);
        QCOMPARE(receipt.data, QByteArray("3"));
        const QList<QByteArray> reached{"android", "ios", "web"};
        QCOMPARE(receipt.platforms, reached);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(world.hub(i).underWay(), 0);
    }

    void timeoutOverHubs()
    {
        World world(2);
        auto &a = world.connect("a", {"c"}, 0);
        world.connect("b", {"c"}, 1);
        world.publish("c", QoS::AtLeastOnce, "hi", 4s);
        world.answer(a, AnswerKind::Ack, 1, "a");
        QVERIFY(world.pass(3'999ms));
        QCOMPARE(world.receipts.size(), 0);
        QVERIFY(world.pass(1ms));
        const Receipt receipt = world.receipt();
        QVERIFY(receipt.timedOut);
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.confirmed, 1);
        QCOMPARE(receipt.data, QByteArray("a"));
    }

    void deafHub()
    {
        World world(2);
        auto &a = world.connect("a", {"c"}, 0);
        world.deaf = {1};
        world.publish("c", QoS::AtLeastOnce, "hi", 4s);
        world.answer(a, AnswerKind::Ack, 1);
        QCOMPARE(world.receipts.size(), 0);
        QVERIFY(world.pass(10s));
        const Receipt receipt = world.receipt();
        QVERIFY(receipt.timedOut);
        QCOMPARE(receipt.confirmed, 1);
        QCOMPARE(world.hub(0).underWay(), 0);
    }

    void clientLeavesInBetween()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        auto &b = world.connect("b", {"c"});
        world.publish("c", QoS::ExactlyOnce, "hi");
        world.answer(b, AnswerKind::Rec, 1);
        world.leave(b); // confirmed before, waits for COM: counts
        world.run();
        QCOMPARE(world.receipts.size(), 0);
        world.leave(a);
        world.run();
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.confirmed, 1);
        QCOMPARE(receipt.timedOut, false);
        QVERIFY(world.hub().nextDue() == TimePoint::max());
    }

    void leavingTheChannelIsNotLeaving()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        world.publish("c", QoS::AtLeastOnce, "hi");
        world.order({{}, Order::Kind::Unsubscribe, Identity("a"), ChannelName("c"), false});
        world.receipts.clear();
        world.answer(a, AnswerKind::Ack, 1);
        QCOMPARE(world.receipt().confirmed, 1);
    }

    void linkThatClosesUnderTheMessage()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        auto &b = world.connect("b", {"c"});
        a.link.result = SendResult::Closed;
        world.publish("c", QoS::ExactlyOnce, "hi");
        world.answer(b, AnswerKind::Rec, 1);
        QCOMPARE(world.receipts.size(), 0);
        world.leave(a);
        world.run();
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.confirmed, 1);
        QCOMPARE(receipt.timedOut, false);
    }

    void encodedOnce()
    {
        World world(2);
        std::vector<World::Client *> clients;
        for (int i = 0; i < 200; ++i)
            clients.push_back(&world.connect(QByteArray::number(i), {"c"}, i % 2));
        for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            world.encoder.messages = 0;
            world.publish("c", qos, "hi");
            QCOMPARE(world.encoder.messages, 2); // once per hub
            for (size_t i = 2; i < clients.size(); ++i)
                QCOMPARE(static_cast<const void *>(clients[i]->link.lastData),
                         static_cast<const void *>(clients[i % 2]->link.lastData));
        }
    }

    void repeatsAreEncodedOnceToo()
    {
        World world;
        std::vector<World::Client *> clients;
        for (int i = 0; i < 50; ++i)
            clients.push_back(&world.connect(QByteArray::number(i), {"c"}));
        world.publish("c", QoS::AtLeastOnce, "hi", 10s);
        world.encoder.messages = 0;
        QVERIFY(world.pass(9s));
        QCOMPARE(world.encoder.messages, 1); // with DUP, for three repeats to each of 50
        QCOMPARE(world.hub().counters().messagesRepeated, quint64(150));
        for (const World::Client *client : clients)
            QCOMPARE(static_cast<const void *>(client->link.lastData),
                     static_cast<const void *>(clients[0]->link.lastData));
    }

    void nothingIsRepeatedBehindWhatHasNotLeft()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        client.link.blocked = true;
        world.publish("c", QoS::ExactlyOnce, "hi", 20s);
        (void)client.take();
        QVERIFY(world.pass(7s));
        QCOMPARE(client.take(), QByteArrayList());
        client.link.blocked = false;
        QVERIFY(world.pass(3s));
        QCOMPARE(client.take(), QByteArrayList{"SEND2 dup type=7 hi #1"});
        world.answer(client, AnswerKind::Rec, 1);
        QCOMPARE(client.take(), QByteArrayList{"REL 1"});
        client.link.blocked = true;
        QVERIFY(world.pass(5s));
        QCOMPARE(client.take(), QByteArrayList());
    }

    void idsArePerClient()
    {
        World world;
        auto &a = world.connect("a", {"all", "mine"});
        auto &b = world.connect("b", {"all"});
        world.publish("mine", QoS::AtLeastOnce, "1");
        world.publish("all", QoS::AtLeastOnce, "2");
        const QByteArrayList toA{"SEND1 type=7 1 #1", "SEND1 type=7 2 #2"};
        QCOMPARE(a.take(), toA);
        QCOMPARE(b.take(), QByteArrayList{"SEND1 type=7 2 #1"});
    }

    void handlerMayPublishAgain()
    {
        World world;
        world.connect("a", {"c"});
        int calls = 0;
        Publication publication;
        publication.channel = ChannelName("nobody");
        publication.qos = QoS::AtLeastOnce;
        std::function<void(const Receipt &)> again = [&](const Receipt &) {
            if (++calls < 5)
                world.hub().publish(publication, 1s, world.now, again);
        };
        world.hub().publish(publication, 1s, world.now, again);
        world.run();
        QCOMPARE(calls, 5);
        QCOMPARE(world.hub().underWay(), 0);
    }
};

QTEST_APPLESS_MAIN(TestHubDown)
#include "tst_hubdown.moc"
