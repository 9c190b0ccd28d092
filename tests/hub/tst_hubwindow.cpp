// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using namespace std::chrono_literals;

/// The window of max_inflight per client, what waits behind it, and clients that are too slow.
class TestHubWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void backlogWaitsForRoom()
    {
        HubSettings settings;
        settings.maxInflight = 2;
        World world(1, settings);
        auto &client = world.connect("a", {"c"});
        for (int i = 1; i <= 5; ++i)
            world.publish("c", i % 2 ? QoS::AtLeastOnce : QoS::ExactlyOnce, QByteArray::number(i));
        const QByteArrayList first{"SEND1 type=7 1 #1", "SEND2 type=7 2 #2"};
        QCOMPARE(client.take(), first);
        world.answer(client, AnswerKind::Rec, 2); // in the window until COM
        QCOMPARE(client.take(), QByteArrayList{"REL 2"});
        world.answer(client, AnswerKind::Ack, 1);
        QCOMPARE(client.take(), QByteArrayList{"SEND1 type=7 3 #3"});
        world.answer(client, AnswerKind::Com, 2);
        QCOMPARE(client.take(), QByteArrayList{"SEND2 type=7 4 #4"});
        // QoS 0 takes no place in the window.
        world.publish("c", QoS::AtMostOnce, "now");
        QCOMPARE(client.take(), QByteArrayList{"SEND0 type=7 now droppable"});
        world.answer(client, AnswerKind::Ack, 3);
        QCOMPARE(client.take(), QByteArrayList{"SEND1 type=7 5 #5"});
        world.answer(client, AnswerKind::Ack, 5);
        world.answer(client, AnswerKind::Rec, 4);
        QCOMPARE(world.receipts.size(), 6);
    }

    void backlogExpires()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::AtLeastOnce, "1", 10s);
        world.publish("c", QoS::AtLeastOnce, "2", 2s);
        world.publish("c", QoS::AtLeastOnce, "3", 10s);
        QVERIFY(world.pass(2s));
        QVERIFY(world.receipt().timedOut); // it never came to its turn
        (void)client.take();
        world.answer(client, AnswerKind::Ack, 1);
        QCOMPARE(client.take(), QByteArrayList{"SEND1 type=7 3 #2"});
        world.answer(client, AnswerKind::Ack, 2);
        QCOMPARE(world.receipts.size(), 2);
        QCOMPARE(client.session->backlogBytes, 0);
    }

    void windowOpensOnExpiry()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::AtLeastOnce, "1", 2s);
        world.publish("c", QoS::AtLeastOnce, "2", 10s);
        QVERIFY(world.pass(2s));
        const QByteArrayList both{"SEND1 type=7 1 #1", "SEND1 type=7 2 #2"};
        QCOMPARE(client.take(), both);
    }

    void leavingSettlesTheBacklog()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connect("a", {"c"});
        for (int i = 0; i < 3; ++i)
            world.publish("c", QoS::ExactlyOnce, "x");
        world.leave(client);
        world.run();
        QCOMPARE(world.receipts.size(), 3);
        for (const Receipt &receipt : std::as_const(world.receipts)) {
            QCOMPARE(receipt.matched, 1);
            QCOMPARE(receipt.confirmed, 0);
            QCOMPARE(receipt.timedOut, false);
        }
        QVERIFY(world.hub().nextDue() == TimePoint::max());
    }

    void tooMuchBacklog()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        settings.maxBacklog = 1'000;
        World world(1, settings);
        auto &client = world.connect("a", {"c"});
        auto &other = world.connect("b", {"d"});
        int sent = 0;
        while (client.link.closes.isEmpty() && sent < 100) {
            world.publish("c", QoS::AtLeastOnce, QByteArray(100, 'x'));
            ++sent;
        }
        QVERIFY(sent >= 10 && sent < 30); // somewhere about twice max_backlog
        QCOMPARE(client.link.closes, QByteArrayList{"1013 too slow"});
        QCOMPARE(world.receipts.size(), 0);
        // Not sent to any more; what it had not answered ends with it.
        world.publish("c", QoS::AtLeastOnce, "x");
        QCOMPARE(world.receipt().matched, 0);
        world.leave(client);
        world.run();
        QCOMPARE(world.receipts.size(), sent);
        QCOMPARE(other.link.closes, QByteArrayList());
    }

    void slowLinkDropsOnlyQos0()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        client.link.result = SendResult::Dropped;
        world.publish("c", QoS::AtMostOnce, "x");
        world.publish("c", QoS::AtMostOnce, "x");
        QCOMPARE(world.hub().counters().messagesDropped, quint64(2));
        QCOMPARE(world.hub().counters().messagesOut, quint64(0));
        client.link.result = SendResult::Sent;
        world.publish("c", QoS::AtMostOnce, "y");
        QCOMPARE(client.take(), QByteArrayList{"SEND0 type=7 y droppable"});
        QCOMPARE(world.hub().counters().messagesOut, quint64(1));
    }

    /// Clients that come, go, lose and repeat on three hubs: every publication gets exactly one
    /// receipt, by its deadline, that agrees with what the clients did; and nothing is left over.
    void randomWorlds()
    {
        for (quint32 seed = 1; seed <= 30; ++seed) {
            std::mt19937 random(seed);
            HubSettings settings;
            settings.maxInflight = 3;
            World world(3, settings);
            std::vector<World::Client *> clients;
            int published = 0;
            int named = 0;
            for (int step = 0; step < 600; ++step) {
                const auto pick = [&]() -> World::Client * {
                    return clients.empty() ? nullptr : clients[random() % clients.size()];
                };
                switch (random() % 10) {
                case 0:
                    clients.push_back(&world.connect("c" + QByteArray::number(++named),
                                                     {QByteArray::number(random() % 3)},
                                                     int(random() % 3)));
                    clients.back()->link.answersPings = random() % 10 != 0;
                    break;
                case 1:
                    if (World::Client *client = pick(); client && random() % 3 == 0) {
                        world.leave(*client);
                        std::erase(clients, client);
                        world.run();
                    }
                    break;
                case 2:
                case 3:
                    world.publish(QByteArray::number(random() % 3),
                                  random() % 2 ? QoS::AtLeastOnce : QoS::ExactlyOnce,
                                  QByteArray::number(++published),
                                  std::chrono::milliseconds(random() % 15'000 + 1),
                                  int(random() % 3));
                    break;
                case 4:
                    QVERIFY(world.pass(std::chrono::milliseconds(random() % 4'000)));
                    break;
                default:
                    if (World::Client *client = pick()) {
                        // It answers some of what it got, and loses the rest.
                        const QByteArrayList frames = client->take();
                        for (const QByteArray &frame : frames) {
                            if (random() % 3 == 0)
                                continue;
                            if (frame.startsWith("REL "))
                                world.answer(*client, AnswerKind::Com, frame.mid(4).toUShort());
                            const auto id =
                                MessageId(frame.mid(frame.lastIndexOf('#') + 1).toUShort());
                            if (frame.startsWith("SEND1"))
                                world.answer(*client, AnswerKind::Ack, id, "ok");
                            if (frame.startsWith("SEND2"))
                                world.answer(*client, AnswerKind::Rec, id, "ok");
                        }
                    }
                    break;
                }
                for (World::Client *client : clients)
                    QVERIFY(client->session->outbound.inFlight() <= 3);
            }
            QVERIFY(world.pass(17s));
            QCOMPARE(world.receipts.size(), published);
            for (const Receipt &receipt : std::as_const(world.receipts)) {
                QVERIFY(receipt.confirmed <= receipt.matched);
                QVERIFY(!receipt.timedOut || receipt.confirmed < receipt.matched);
                QCOMPARE(receipt.data.isEmpty(), receipt.confirmed == 0);
            }
            for (World::Client *client : clients)
                world.leave(*client);
            world.run();
            for (int i = 0; i < 3; ++i) {
                QCOMPARE(world.hub(i).underWay(), 0);
                QVERIFY(world.hub(i).nextDue() == TimePoint::max());
                QCOMPARE(world.hub(i).sessionCount(), 0);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestHubWindow)
#include "tst_hubwindow.moc"
