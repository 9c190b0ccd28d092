// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Sessions, channels and orders.
class TestHub : public QObject {
    Q_OBJECT

    static Order subscribe(const QByteArray &identity, const QByteArray &channel,
                           bool occupy = false)
    {
        return {{}, Order::Kind::Subscribe, Identity(identity), ChannelName(channel), occupy};
    }

private Q_SLOTS:
    void openAndClose()
    {
        World world;
        BusinessAnswer answer = World::yes();
        answer.join = {ChannelName("a"), ChannelName("b"), ChannelName("a")};
        answer.leave = {ChannelName("b"), ChannelName("never")};
        answer.cookie = "cookie";
        auto &client = world.admit("id", answer);
        QCOMPARE(client.session->identity(), Identity("id"));
        QCOMPARE(client.session->cookie, QByteArray("cookie"));
        QCOMPARE(world.hub().sessionCount(), 1);
        QCOMPARE(world.members("a"), 1);
        QCOMPARE(world.members("b"), 0); // joined, then left
        QCOMPARE(client.take(), QByteArrayList());

        world.leave(client);
        QCOMPARE(world.hub().sessionCount(), 0);
        QCOMPARE(world.members("a"), 0);
        QCOMPARE(world.upstream().closes, QByteArrayList{"id cookie"});
        QVERIFY(world.hub().nextDue() == TimePoint::max());
        QCOMPARE(world.hub().counters().sessionsOpened, quint64(1));
        QCOMPARE(world.hub().counters().sessionsClosed, quint64(1));
    }

    void headersOfAnswersAreObeyed()
    {
        World world;
        auto &client = world.connect("id", {"a"});
        world.send(client, QoS::AtMostOnce, 0, "x");
        BusinessAnswer answer = World::yes();
        answer.join = {ChannelName("b")};
        answer.leave = {ChannelName("a")};
        answer.cookie = "one";
        world.businessAnswers(answer);
        QCOMPARE(world.members("a"), 0);
        QCOMPARE(world.members("b"), 1);
        QCOMPARE(client.session->cookie, QByteArray("one"));

        // Without the header the cookie stays, an empty one clears it.
        world.send(client, QoS::AtMostOnce, 0, "x");
        QCOMPARE(world.upstream().calls.front().cookie, QByteArray("one"));
        world.businessAnswers(World::yes());
        QCOMPARE(client.session->cookie, QByteArray("one"));
        world.send(client, QoS::AtMostOnce, 0, "x");
        answer = World::yes();
        answer.cookie = "";
        world.businessAnswers(answer);
        QCOMPARE(client.session->cookie, QByteArray());

        // An answer that is not ok says nothing.
        world.send(client, QoS::AtMostOnce, 0, "x");
        answer = World::no();
        answer.leave = {ChannelName("b")};
        answer.cookie = "two";
        world.businessAnswers(answer);
        QCOMPARE(world.members("b"), 1);
        QCOMPARE(client.session->cookie, QByteArray());
    }

    void answerForOneWhoHasGone()
    {
        World world;
        auto &client = world.connect("id", {"a"});
        world.send(client, QoS::ExactlyOnce, 1, "x");
        world.leave(client);
        QCOMPARE(world.hub().underWay(), 1);
        BusinessAnswer answer = World::yes("body");
        answer.join = {ChannelName("a")};
        world.businessAnswers(answer);
        QCOMPARE(world.hub().underWay(), 0);
        QCOMPARE(world.members("a"), 0);
        QCOMPARE(client.take(), QByteArrayList());
    }

    void limitsOfChannels()
    {
        HubSettings settings;
        settings.maxChannelsPerClient = 3;
        settings.maxChannelName = 5;
        World world(1, settings);
        world.connect("id", {"1", "2", "", "toolong", "3", "4", "12345"});
        world.order({});
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.channels.size(), 3);
        QCOMPARE(world.members("3"), 1);
        // A member of it already: nothing to refuse. One that does not exist leaves no trace.
        world.order(subscribe("id", "3"));
        QCOMPARE(world.receipt().refusal, QByteArray());
        world.order(subscribe("id", "4"));
        QVERIFY(!world.receipt().refusal.isEmpty());
        world.order(subscribe("id", "123456"));
        QVERIFY(!world.receipt().refusal.isEmpty());
        world.order(subscribe("id", ""));
        QVERIFY(!world.receipt().refusal.isEmpty());
        world.order({});
        QCOMPARE(world.receipt().channels.size(), 3);
        world.order({{}, Order::Kind::Unsubscribe, Identity("id"), ChannelName("1"), false});
        QCOMPARE(world.receipt().refusal, QByteArray());
        world.order(subscribe("id", "12345"));
        QCOMPARE(world.receipt().refusal, QByteArray());
    }

    void ordersFindTheirHub()
    {
        World world(3);
        auto &client = world.connect("id", QByteArrayList(), 2);
        world.order({{}, Order::Kind::Locate, Identity("id"), {}, false});
        QCOMPARE(world.receipt().matched, 1);
        world.order({{}, Order::Kind::Locate, Identity("nobody"), {}, false});
        QCOMPARE(world.receipt().matched, 0);

        world.order(subscribe("id", "c"), 1);
        Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.refusal, QByteArray());
        QCOMPARE(receipt.timedOut, false);
        QCOMPARE(world.members("c"), 1);
        QCOMPARE(client.session->channelCount(), 1);
        world.order(subscribe("nobody", "c"));
        QCOMPARE(world.receipt().matched, 0);
        QCOMPARE(world.members("c"), 1);

        world.order({{}, Order::Kind::Unsubscribe, Identity("id"), ChannelName("c"), false});
        QCOMPARE(world.receipt().matched, 1);
        QCOMPARE(world.members("c"), 0);
        // Not a member, not a channel: still done.
        world.order({{}, Order::Kind::Unsubscribe, Identity("id"), ChannelName("c"), false});
        receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.refusal, QByteArray());
        QCOMPARE(world.hub().underWay(), 0);
    }

    void occupyEvictsOnAllHubs()
    {
        World world(3);
        for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 4; ++j)
                world.connect("i" + QByteArray::number(i) + QByteArray::number(j), {"c", "other"},
                              i);
        }
        auto &occupant = world.connect("me", {"other"}, 1);
        QCOMPARE(world.members("c"), 12);
        world.order(subscribe("me", "c", true));
        QCOMPARE(world.receipt().matched, 1);
        QCOMPARE(world.members("c"), 1);
        QCOMPARE(occupant.session->channelCount(), 2);
        QCOMPARE(world.members("other"), 13);
        // Again, as the only member.
        world.order(subscribe("me", "c", true));
        QCOMPARE(world.members("c"), 1);
        // Another takes it over.
        world.order(subscribe("i00", "c", true));
        QCOMPARE(world.members("c"), 1);
        QCOMPARE(occupant.session->channelCount(), 1);
    }

    void surveyAddsUp()
    {
        World world(3);
        world.connect("1", {"a", "b"}, 0);
        world.connect("2", {"a"}, 0);
        world.connect("3", {"a", "c"}, 1);
        world.connect("4", QByteArrayList(), 2);
        world.order({});
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 4);
        QCOMPARE(receipt.channels.size(), 3);
        QCOMPARE(world.members("a"), 3);
        QCOMPARE(world.members("b"), 1);
        QCOMPARE(world.members("c"), 1);
    }

    void deafHubDelaysButDoesNotBlock()
    {
        World world(3);
        world.connect("1", {"a"}, 0);
        world.connect("2", {"a"}, 2);
        world.deaf = {2};
        world.order({});
        QCOMPARE(world.receipts.size(), 0);
        QCOMPARE(world.hub().underWay(), 1);
        QVERIFY(world.pass(10s));
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QVERIFY(receipt.timedOut);
        QCOMPARE(world.hub().underWay(), 0);
    }

    void ignoredFramesAreCounted()
    {
        World world;
        auto &client = world.connect("id");
        world.hub().ignore(*client.session, "why");
        QCOMPARE(world.hub().counters().framesIgnored, quint64(1));
        QCOMPARE(client.take(), QByteArrayList());
    }

    void closeAll()
    {
        World world;
        auto &a = world.connect("a", {"c"});
        auto &b = world.connect("b", {"c"});
        world.hub().closeAll(1001, "going away", world.now);
        QCOMPARE(a.link.closes, QByteArrayList{"1001 going away"});
        QCOMPARE(b.link.closes, QByteArrayList{"1001 going away"});
        // Nothing more is sent, taken, repeated or pinged; nobody is waited for.
        world.publish("c", QoS::ExactlyOnce, "late");
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 0);
        QCOMPARE(receipt.timedOut, false);
        world.send(a, QoS::AtLeastOnce, 1, "late");
        QCOMPARE(world.upstream().calls.size(), size_t(0));
        QVERIFY(world.pass(10min));
        QCOMPARE(a.take() + b.take(), QByteArrayList());
        QCOMPARE(a.link.pings, 0);
        world.leave(a);
        world.leave(b);
        QCOMPARE(world.upstream().closes.size(), 2);
    }

    void closeAllEndsDeliveries()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        world.publish("c", QoS::ExactlyOnce, "x");
        QCOMPARE(world.receipts.size(), 0);
        world.hub().closeAll(1001, "going away", world.now);
        (void)client.take();
        world.leave(client);
        world.run();
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 0);
        QCOMPARE(receipt.timedOut, false); // it has left, it is not silent
        QVERIFY(world.pass(1min));
        QCOMPARE(client.take(), QByteArrayList());
    }

    // --- heartbeat, through the hub

    void lostClientIsCutOff()
    {
        World world;
        auto &client = world.connect("a", {"c"});
        client.link.answersPings = false;
        QVERIFY(world.hub().nextDue() == Start + 25s);
        QVERIFY(world.pass(25s));
        QCOMPARE(client.link.pings, 1);
        QVERIFY(world.pass(9'999ms));
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.aborts, 1);
        QCOMPARE(world.hub().counters().sessionsLost, quint64(1));
        // The link reports the end; until then nothing more happens to it.
        QVERIFY(world.pass(1min));
        QCOMPARE(client.link.aborts, 1);
        QCOMPARE(world.hub().sessionCount(), 1);
        world.leave(client);
        QCOMPARE(world.upstream().closes.size(), 1);
    }

    void livingClientStays()
    {
        World world;
        auto &client = world.connect("a");
        QVERIFY(world.pass(10min));
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(client.link.pings >= 20 && client.link.pings <= 24);
    }
};

QTEST_APPLESS_MAIN(TestHub)
#include "tst_hub.moc"
