// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

/// A text frame as a server makes it, around that many bytes.
Frame frameOf(qsizetype payload)
{
    const qsizetype header = payload < 126 ? 2 : payload < 65'536 ? 4 : 10;
    return {QByteArray(header + payload, 'x'), -1};
}

} // namespace

/// What is counted of sessions, channels and the hub as a whole.
class TestHubCounts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void payloadOfFrames()
    {
        for (const qsizetype size : {0, 1, 125, 126, 127, 65'535, 65'536, 65'537, 1'000'000})
            QCOMPARE(frameOf(size).payloadSize(), size);
        QCOMPARE(Frame().payloadSize(), qsizetype(0));
    }

    void eventRate()
    {
        TimePoint now{1'000s + 900ms};
        EventRate rate;
        QCOMPARE(rate.perSecond(now), 0u);
        for (int i = 0; i < 5; ++i)
            rate.count(now);
        QCOMPARE(rate.perSecond(now), 0u); // the second is not over
        QCOMPARE(rate.perSecond(now + 100ms), 5u);
        QCOMPARE(rate.perSecond(now + 1099ms), 5u);
        QCOMPARE(rate.perSecond(now + 1100ms), 0u);
        now += 1s;
        rate.count(now);
        QCOMPARE(rate.perSecond(now), 5u);
        QCOMPARE(rate.perSecond(now + 1s), 1u);
        now += 10s;
        rate.count(now);
        QCOMPARE(rate.perSecond(now), 0u);
    }

    void trafficDown()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        auto &b = world.connect("b", {"c"});
        world.publish("c", QoS::AtMostOnce, "hi");
        const quint64 size = quint64(Frame{"SEND0 type=7 hi", -1}.payloadSize());
        for (const auto *client : {&a, &b}) {
            QCOMPARE(client->session->traffic.messagesOut, 1u);
            QCOMPARE(client->session->traffic.bytesOut, size);
        }
        QCOMPARE(world.hub().counters().bytesOut, 2 * size);

        b.link.result = SendResult::Dropped;
        world.publish("c", QoS::AtMostOnce, "hi");
        QCOMPARE(a.session->traffic.messagesOut, 2u);
        QCOMPARE(b.session->traffic.messagesOut, 1u);
        QCOMPARE(b.session->traffic.bytesOut, size);
        QCOMPARE(world.hub().counters().messagesOut, 3u);
        QCOMPARE(world.hub().counters().bytesOut, 3 * size);
    }

    void repeatsAreBytesNotMessages()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::AtLeastOnce, "hi");
        const quint64 once = client.session->traffic.bytesOut;
        QVERIFY(once > 0);
        QVERIFY(world.pass(4s));
        QCOMPARE(client.session->traffic.messagesOut, 1u);
        QVERIFY(client.session->traffic.bytesOut > 2 * once);
        QCOMPARE(world.hub().counters().messagesRepeated, 1u);
        QCOMPARE(world.hub().counters().bytesOut, client.session->traffic.bytesOut);
    }

    void trafficUp()
    {
        World world;
        auto &client = world.connect2("a");
        world.hub().countIn(*client.session, 17);
        world.send(client, QoS::AtMostOnce, 0, "x");
        world.publishFrom(client, QoS::AtMostOnce, 0, "c", "x"); // it may not
        QCOMPARE(client.session->traffic.messagesIn, 2u);
        QCOMPARE(client.session->traffic.bytesIn, 17u);
        QCOMPARE(world.hub().counters().messagesIn, 2u);
        QCOMPARE(world.hub().counters().bytesIn, 17u);
    }

    void deliveryLatency()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        auto &b = world.connect("b", {"c"});
        world.publish("c", QoS::AtLeastOnce, "hi", 2s);
        QVERIFY(world.pass(1s));
        world.answer(a, AnswerKind::Ack, 1);
        QCOMPARE(world.hub().deliveryLatency().count(), 1u);
        QCOMPARE(world.hub().deliveryLatency().sum(), 1s);
        // One that is late, when all has been reported, was a delivery too; one twice is not.
        QVERIFY(world.pass(1500ms));
        world.answer(a, AnswerKind::Ack, 1);
        world.answer(b, AnswerKind::Ack, 1);
        QCOMPARE(world.hub().deliveryLatency().count(), 1u);

        world.publish("c", QoS::ExactlyOnce, "hi");
        QVERIFY(world.pass(500ms));
        world.answer(a, AnswerKind::Rec, 2);
        world.answer(a, AnswerKind::Com, 2);
        QCOMPARE(world.hub().deliveryLatency().count(), 2u);
        QCOMPARE(world.hub().deliveryLatency().sum(), 1500ms);
        world.publish("c", QoS::AtMostOnce, "hi");
        QCOMPARE(world.hub().deliveryLatency().count(), 2u);
    }

    void channels()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        auto &b = world.connect("b", {"c"});
        const Channel &channel = *a.session->channels().front();
        QCOMPARE(channel.published, 0u);
        world.publish("c", QoS::AtMostOnce, "hi");
        world.publish("c", QoS::AtLeastOnce, "hi");
        world.publish("other", QoS::AtMostOnce, "hi");
        b.link.result = SendResult::Dropped;
        world.publish("c", QoS::AtMostOnce, "hi");
        QCOMPARE(channel.published, 3u);
        QCOMPARE(channel.delivered, 5u);
        QVERIFY(world.pass(1s));
        QCOMPARE(channel.rate(world.now), 3u);
        QVERIFY(world.pass(1s));
        QCOMPARE(channel.rate(world.now), 0u);
    }

    void occupants()
    {
        World world(2);
        auto &a = world.connect("a", {"c"}, 0);
        world.connect("b", {"c"}, 0);
        world.connect("d", {"c"}, 1);
        const Channel &channel = *a.session->channels().front();
        QVERIFY(channel.occupant.isEmpty());
        const auto subscribe = [&world](const QByteArray &identity, bool occupy) {
            world.order({{}, Order::Kind::Subscribe, Identity(identity), ChannelName("c"), occupy});
        };
        subscribe("a", false);
        QVERIFY(channel.occupant.isEmpty());
        subscribe("a", true);
        QCOMPARE(channel.occupant.bytes(), QByteArray("a"));
        QCOMPARE(world.members("c"), 1);
        // Others may come after.
        subscribe("b", false);
        QCOMPARE(channel.occupant.bytes(), QByteArray("a"));
        QCOMPARE(world.members("c"), 2);
        subscribe("b", true);
        QCOMPARE(channel.occupant.bytes(), QByteArray("b"));
        // It goes, and with it that it was its own.
        subscribe("a", false);
        world.order({{}, Order::Kind::Unsubscribe, Identity("b"), ChannelName("c"), false});
        QVERIFY(channel.occupant.isEmpty());
    }

    void connections()
    {
        World world;
        auto &a = world.connect("a");
        auto &b = world.connect2("b");
        world.leave(a);
        QCOMPARE(world.hub().counters().connectionsEnded, 1u);
        world.lose(b);
        QCOMPARE(world.hub().counters().connectionsEnded, 2u);
        QCOMPARE(world.hub().gauges().lostSessions, 1);
        auto *again = world.resume(b);
        QVERIFY(again);
        QCOMPARE(world.hub().counters().connectionsEnded, 2u);
        QVERIFY(world.resume(*again)); // takes it over
        QCOMPARE(world.hub().counters().connectionsEnded, 3u);
        const HubCounters &c = world.hub().counters();
        QCOMPARE(c.sessionsOpened + c.sessionsResumed - c.connectionsEnded, 1u);
    }

    /// Sums that are kept as things happen are what adding up gives, whatever happens.
    void gauges_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 20; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void gauges()
    {
        QFETCH(int, seed);
        HubSettings settings;
        settings.maxInflight = 2;
        settings.maxBacklog = 2'000;
        settings.clientSubscribe = ClientRight::Ask;
        settings.clientPublish = ClientRight::Ask;
        World world(1, settings);
        std::mt19937 random{unsigned(seed)};
        std::vector<World::Client *> clients;
        std::vector<World::Client *> lost;
        int sessions = 0;
        MessageId id = 0;
        const auto name = [&random] { return "c" + QByteArray::number(random() % 4); };
        const auto any = [&random](const auto &from) { return random() % from.size(); };
        for (int step = 0; step < 1'000; ++step) {
            const unsigned what = random() % 100;
            if (clients.size() < 3 || what < 5) {
                const QByteArray identity = "id" + QByteArray::number(++sessions);
                clients.push_back(&(random() % 2 == 0 ? world.connect(identity, {name(), name()})
                                                      : world.connect2(identity, {name()})));
            } else if (what < 8) {
                const size_t i = any(clients);
                if (random() % 2 == 0) {
                    world.leave(*clients[i]);
                } else {
                    world.lose(*clients[i]);
                    lost.push_back(clients[i]);
                }
                clients.erase(clients.begin() + std::ptrdiff_t(i));
            } else if (what < 11 && !lost.empty()) {
                if (World::Client *client = world.resume(*lost.back()))
                    clients.push_back(client);
                lost.pop_back();
            } else if (what < 40) {
                world.publish(name(), QoS(random() % 3), QByteArray(int(random() % 300), 'x'), 3s);
            } else if (what < 60) {
                id = MessageId(id % 60'000 + 1);
                world.send(*clients[any(clients)], QoS(random() % 3), id, "up");
            } else if (what < 65) {
                id = MessageId(id % 60'000 + 1);
                world.subscribe(*clients[any(clients)], id, {name()}, random() % 2 == 0);
            } else if (what < 70) {
                id = MessageId(id % 60'000 + 1);
                world.publishFrom(*clients[any(clients)], QoS::AtLeastOnce, id, name(), "p");
            } else if (what < 80 && !world.upstream().calls.empty()) {
                BusinessAnswer answer = World::yes();
                answer.leave.append(ChannelName(name()));
                answer.join.append(ChannelName(name()));
                world.businessAnswers(random() % 3 == 0 ? World::no() : answer);
            } else if (what < 84 && !world.upstream().subscribes.empty()) {
                world.permitSubscribe();
            } else if (what < 88 && !world.upstream().publishes.empty()) {
                world.permitPublish();
            } else if (what < 96) {
                world.answer(*clients[any(clients)], AnswerKind::Ack, MessageId(random() % 20));
            } else if (what < 97) {
                world.hub().relieve({1, 1'000});
            } else {
                QVERIFY(world.pass(std::chrono::milliseconds(random() % 2'000)));
            }
            compareGauges(world, clients);
            if (QTest::currentTestFailed())
                return;
        }
        // In the end there is nothing.
        world.hub().drain();
        world.hub().closeAll(1001, "", world.now);
        for (World::Client *client : clients)
            world.leave(*client);
        const HubGauges end = world.hub().gauges();
        QCOMPARE(end.lostSessions, 0);
        QCOMPARE(end.channels, 0);
        QCOMPARE(end.memberships, 0);
        QCOMPARE(end.backlogBytes, 0);
        const auto calls = world.upstream().calls.size() + world.upstream().subscribes.size()
            + world.upstream().publishes.size();
        QCOMPARE(end.forwardsWaiting, int(calls));
    }

private:
    static void compareGauges(World &world, const std::vector<World::Client *> &clients)
    {
        const HubGauges gauges = world.hub().gauges();
        world.run();
        world.receipts.clear();
        world.order({});
        const Receipt survey = world.receipt();
        int memberships = 0;
        for (const auto &[name, members] : survey.channels)
            memberships += members;
        QCOMPARE(gauges.channels, int(survey.channels.size()));
        QCOMPARE(gauges.memberships, memberships);
        // Sessions without a client here are lost, or gone with messages under way: what waits for
        // them is not less than nothing.
        qint64 backlog = 0;
        int waiting = 0;
        for (const World::Client *client : clients) {
            backlog += client->session->backlogBytes;
            waiting += client->session->inbound.waiting();
        }
        QVERIFY2(gauges.backlogBytes >= backlog, qPrintable(QString::number(gauges.backlogBytes)));
        QVERIFY(gauges.forwardsWaiting >= waiting);
    }
};

QTEST_APPLESS_MAIN(TestHubCounts)
#include "tst_hubcounts.moc"
