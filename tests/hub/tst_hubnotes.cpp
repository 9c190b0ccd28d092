// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Original = SessionProtocol::Original;
constexpr auto Version2 = SessionProtocol::Version2;
constexpr auto Topic = SessionProtocol::Topic;
constexpr auto Mesh = SessionProtocol::Mesh;

/// What was told since the last time, as "+a room", "-a room".
QByteArrayList told(World &world, int index = 0)
{
    QByteArrayList notes;
    auto &memberships = world.upstream(index).memberships;
    for (const MembershipNote &note : memberships)
        notes.append((note.joined ? '+' : '-') + note.identity.bytes() + ' '
                     + note.channel.bytes());
    memberships.clear();
    return notes;
}

HubSettings telling()
{
    HubSettings settings;
    settings.tellsMemberships = true;
    settings.clientSubscribe = ClientRight::Allow;
    return settings;
}

HubSettings rated(int perSecond, int burst = 0)
{
    HubSettings settings;
    settings.clientPublish = ClientRight::Allow;
    settings.publishRate = perSecond;
    settings.publishBurst = burst;
    return settings;
}

} // namespace

/// What the business server is told of besides messages: memberships, overload, calls; and the rate
/// at which clients may publish.
class TestHubNotes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- memberships

    void whateverTheReason()
    {
        World world(1, telling());
        BusinessAnswer answer = World::yes();
        answer.join = {ChannelName("room"), ChannelName("room")};
        answer.cookie = "crumbs";
        FakeLink link(world.now);
        SessionInfo info{Identity("a"), "ios", "device", "::1"};
        info.account = AccountName("anna");
        Session &a = world.hub().open(info, link, world.encoder, answer);
        const MembershipNote note = world.upstream().memberships.at(0);
        QCOMPARE(note.account, AccountName("anna"));
        QCOMPARE(note.cookie, "crumbs"); // that of the same answer
        QCOMPARE(told(world), (QByteArrayList{"+a room"}));
        // by an answer
        answer = World::yes();
        answer.join = {ChannelName("other")};
        answer.leave = {ChannelName("room"), ChannelName("nowhere")};
        world.hub().obey(a, answer);
        QCOMPARE(told(world), (QByteArrayList{"+a other", "-a room"}));
        // by an order
        Order order;
        order.kind = Order::Kind::Subscribe;
        order.identity = Identity("a");
        order.channel = ChannelName("third");
        world.order(order);
        world.order(order);
        QCOMPARE(told(world), (QByteArrayList{"+a third"}));
        order.kind = Order::Kind::Unsubscribe;
        world.order(order);
        world.order(order);
        QCOMPARE(told(world), (QByteArrayList{"-a third"}));
        // at the end
        world.hub().close(a, Ending::Over, world.now);
        QCOMPARE(world.upstream().memberships.at(0).cookie, "crumbs");
        QCOMPARE(told(world), (QByteArrayList{"-a other"}));
    }

    void byTheClient()
    {
        World world(1, telling());
        auto &a = world.connect2("a");
        world.subscribe(a, 1, {"x", "y", "x"});
        QCOMPARE(told(world), (QByteArrayList{"+a x", "+a y"}));
        world.subscribe(a, 2, {"x", "z"}, false);
        QCOMPARE(told(world), (QByteArrayList{"-a x"}));
        world.lose(a);
        QVERIFY(told(world).isEmpty()); // it is still in it
        QVERIFY(world.pass(61s));
        QCOMPARE(told(world), (QByteArrayList{"-a y"}));
    }

    void byOrdersToMany()
    {
        World world(2, telling());
        world.connectAs(Original, "a", "anna", {"room"});
        world.connectAs(Original, "b", "anna", {}, 1);
        told(world);
        Order order;
        order.kind = Order::Kind::JoinAccount;
        order.account = AccountName("anna");
        order.channel = ChannelName("room");
        world.order(order);
        QVERIFY(told(world).isEmpty()); // it was there
        QCOMPARE(told(world, 1), (QByteArrayList{"+b room"}));
        order.kind = Order::Kind::Kick;
        order.account = {};
        world.order(order);
        QCOMPARE(told(world), (QByteArrayList{"-a room"}));
        QCOMPARE(told(world, 1), (QByteArrayList{"-b room"}));
        order.kind = Order::Kind::Subscribe;
        order.identity = Identity("a");
        world.order(order);
        order.identity = Identity("b");
        order.occupy = true;
        world.order(order);
        QCOMPARE(told(world), (QByteArrayList{"+a room", "-a room"}));
        QCOMPARE(told(world, 1), (QByteArrayList{"+b room"}));
    }

    void onlyWhereItIsWanted()
    {
        World world;
        auto &a = world.connectAs(Original, "a", "anna", {"room"});
        world.leave(a);
        QVERIFY(told(world).isEmpty());
    }

    void accountsAreNone()
    {
        World world(1, telling());
        auto &a = world.connectAs(Original, "a", "anna");
        world.leave(a);
        QVERIFY(told(world).isEmpty());
    }

    // --- overload

    void overload()
    {
        HubSettings settings;
        settings.maxInflight = 4;
        World world(1, settings);
        auto &a = world.connect("a");
        a.session->cookie = "crumbs";
        world.send(a, QoS::AtMostOnce, 0, "under way");
        for (int i = 0; i < 4; ++i) {
            QVERIFY(world.upstream().overloads.empty());
            world.send(a, QoS::AtMostOnce, 0, "waits");
            world.now += 100ms;
        }
        QCOMPARE(world.upstream().overloads.size(), size_t(1));
        const OverloadNote note = world.upstream().overloads.front();
        QCOMPARE(note.identity, Identity("a"));
        QCOMPARE(note.cookie, "crumbs");
        QCOMPARE(note.queued, 4);
        QCOMPARE(note.oldest, 300ms);
        // It is said when reading pauses, not for each message.
        world.send(a, QoS::AtMostOnce, 0, "waits");
        QCOMPARE(world.upstream().overloads.size(), size_t(1));
    }

    void overloadAtMostOncePerSecond()
    {
        HubSettings settings;
        settings.maxInflight = 2;
        World world(1, settings);
        auto &a = world.connect("a");
        auto &b = world.connect("b");
        int pauses = 0;
        world.send(a, QoS::AtMostOnce, 0, "under way");
        for (int i = 0; i < 30; ++i) { // 3 s
            while (!a.session->readingPaused)
                world.send(a, QoS::AtMostOnce, 0, "waits");
            ++pauses;
            world.businessAnswers(World::yes());
            world.now += 100ms;
        }
        QCOMPARE(pauses, 30);
        QCOMPARE(world.upstream().overloads.size(), size_t(3));
        for (int i = 0; i < 3; ++i) // another one has its own second
            world.send(b, QoS::AtMostOnce, 0, "waits");
        QCOMPARE(world.upstream().overloads.size(), size_t(4));
        QCOMPARE(world.upstream().overloads.back().identity, Identity("b"));
    }

    // --- calls

    void calls()
    {
        World world;
        auto &a = world.connectAs(Mesh, "a");
        world.hub().handle(*a.session, CallCommand{"ping"}, world.now);
        QCOMPARE(world.upstream().requests, (QByteArrayList{"a ping"}));
        QCOMPARE(world.hub().counters().messagesIn, quint64(1));
        QCOMPARE(a.session->traffic.messagesIn, quint64(1));
        QCOMPARE(world.hub().gauges().forwardsWaiting, 0);
        // Nothing else is for it, and calls are for nobody else.
        world.send(a, QoS::AtLeastOnce, 1, "hello");
        world.publishFrom(a, QoS::AtMostOnce, 0, "room", "hello");
        world.subscribe(a, 1, {"room"});
        world.hub().handle(*a.session, MalformedCommand{1, "bad"}, world.now);
        QCOMPARE(world.hub().counters().framesIgnored, quint64(4));
        QVERIFY(world.upstream().calls.empty());
        QVERIFY(a.take().isEmpty());
        for (const auto protocol : {Original, Version2, SessionProtocol::Im, Topic}) {
            auto &other = world.connectAs(protocol, QByteArray::number(int(protocol)));
            world.hub().handle(*other.session, CallCommand{"ping"}, world.now);
        }
        QCOMPARE(world.hub().counters().framesIgnored, quint64(8));
        QCOMPARE(world.upstream().requests.size(), 1);
    }

    void tells()
    {
        World world(2);
        auto &a = world.connectAs(Mesh, "a", {}, {}, 1);
        Hub &hub = world.hub(1);
        QVERIFY(hub.tell(Identity("a"), "one", true));
        QVERIFY(hub.tell(Identity("a"), "two", false));
        QCOMPARE(a.take(), (QByteArrayList{"TEXT one", "TEXT two droppable"}));
        QVERIFY(a.session->traffic.bytesOut > 0);
        QCOMPARE(a.session->traffic.bytesOut, hub.counters().bytesOut);
        QCOMPARE(hub.counters().messagesOut, quint64(0));
        QVERIFY(!hub.tell(Identity("b"), "one", true));
        QVERIFY(!world.hub(0).tell(Identity("a"), "one", true)); // elsewhere
        hub.setPressure(Pressure::DropQos0);
        QVERIFY(!hub.tell(Identity("a"), "three", false));
        QVERIFY(hub.tell(Identity("a"), "four", true));
        hub.setPressure(Pressure::None);
        QCOMPARE(a.take(), (QByteArrayList{"TEXT four"}));
        a.link.result = SendResult::Dropped;
        QVERIFY(!hub.tell(Identity("a"), "five", false));
        QVERIFY(a.session->isAttached());
        a.link.result = SendResult::Closed;
        QVERIFY(!hub.tell(Identity("a"), "six", true));
        QVERIFY(!a.session->isAttached());
        a.link.result = SendResult::Sent;
        QVERIFY(!hub.tell(Identity("a"), "seven", true));
        QVERIFY(a.take().isEmpty());
        // A dialect without texts.
        world.connectAs(SessionProtocol::Im, "c", {}, {}, 1);
        QVERIFY(!hub.tell(Identity("c"), "one", true));
    }

    // --- how fast clients publish

    void overTheRate()
    {
        World world(1, rated(2));
        auto &a = world.connect2("a");
        auto &b = world.connect("b", {"room"});
        for (MessageId id = 1; id <= 4; ++id)
            world.publishFrom(a, QoS::AtLeastOnce, id, "room", "hello");
        QCOMPARE(a.take(),
                 (QByteArrayList{"ACK 1", "ACK 2", "NAK 3 429 over publish_rate",
                                 "NAK 4 429 over publish_rate"}));
        QCOMPARE(b.take().size(), 2);
        world.publishFrom(a, QoS::AtMostOnce, 0, "room", "hello");
        QVERIFY(a.take().isEmpty());
        QVERIFY(b.take().isEmpty());
        QCOMPARE(world.hub().counters().messagesRefused, quint64(3));
        QVERIFY(world.pass(501ms));
        world.publishFrom(a, QoS::AtMostOnce, 0, "room", "hello");
        QCOMPARE(b.take().size(), 1);
        // Messages to the business server are another matter.
        for (MessageId id = 11; id <= 20; ++id)
            world.send(a, QoS::AtLeastOnce, id, "hello");
        QVERIFY(a.take().isEmpty());
    }

    void everyClientHasItsOwn()
    {
        World world(1, rated(1));
        auto &a = world.connectAs(Topic, "a");
        auto &b = world.connectAs(Topic, "b");
        auto &c = world.connect("c", {"room"});
        for (auto *client : {&a, &a, &b, &b})
            world.publishFrom(*client, QoS::AtMostOnce, 0, "room", "hello");
        QCOMPARE(c.take().size(), 2);
        QCOMPARE(world.hub().counters().messagesRefused, quint64(2));
        QVERIFY(a.take().isEmpty()); // it is told nothing
    }

    void aBurst()
    {
        World world(1, rated(1, 5));
        auto &a = world.connectAs(Topic, "a");
        auto &b = world.connect("b", {"room"});
        const auto publish = [&](int times) {
            for (int i = 0; i < times; ++i)
                world.publishFrom(a, QoS::AtMostOnce, 0, "room", "hello");
            return int(b.take().size());
        };
        QCOMPARE(publish(8), 5);
        QVERIFY(world.pass(2'001ms));
        QCOMPARE(publish(8), 2);
        // Settings that stay as they are give nothing away; others hold from now on.
        world.hub().setSettings(rated(1, 5), world.now);
        QCOMPARE(publish(1), 0);
        world.hub().setSettings(rated(3), world.now);
        QCOMPARE(publish(8), 3);
        world.hub().setSettings(rated(0), world.now);
        QCOMPARE(publish(100), 100);
    }

    void repeatsOfWhatIsDoneCostNothing()
    {
        World world(1, rated(1));
        auto &a = world.connect2("a");
        world.publishFrom(a, QoS::ExactlyOnce, 1, "room", "hello");
        world.publishFrom(a, QoS::ExactlyOnce, 1, "room", "hello", true);
        QCOMPARE(a.take(), (QByteArrayList{"REC 1", "REC 1"}));
        world.answer(a, AnswerKind::Rel, 1);
        a.take();
        world.publishFrom(a, QoS::ExactlyOnce, 1, "room", "hello", true); // late
        QCOMPARE(a.take(), (QByteArrayList{"REC 1"}));
        // What was refused is not done.
        world.publishFrom(a, QoS::ExactlyOnce, 2, "room", "hello");
        world.publishFrom(a, QoS::ExactlyOnce, 2, "room", "hello", true);
        QCOMPARE(a.take(),
                 (QByteArrayList{"NAK 2 429 over publish_rate", "NAK 2 429 over publish_rate"}));
        QVERIFY(world.pass(1'001ms));
        world.publishFrom(a, QoS::ExactlyOnce, 2, "room", "hello", true);
        QCOMPARE(a.take(), (QByteArrayList{"REC 2"}));
        // A repeat of QoS 1 that has been answered is published again: that costs.
        QVERIFY(world.pass(1'001ms));
        world.publishFrom(a, QoS::AtLeastOnce, 3, "room", "hello");
        world.publishFrom(a, QoS::AtLeastOnce, 3, "room", "hello", true);
        QCOMPARE(a.take(), (QByteArrayList{"ACK 3", "NAK 3 429 over publish_rate"}));
    }

    void repeatsOfWhatIsUnderWayCostNothing()
    {
        HubSettings settings = rated(2);
        settings.clientPublish = ClientRight::Ask;
        World world(1, settings);
        auto &a = world.connect2("a");
        for (MessageId id = 1; id <= 2; ++id)
            world.publishFrom(a, QoS(int(id)), id, "room", "hello");
        for (MessageId id = 1; id <= 2; ++id)
            world.publishFrom(a, QoS(int(id)), id, "room", "hello", true);
        QVERIFY(a.take().isEmpty());
        QCOMPARE(world.hub().counters().messagesRefused, quint64(0));
    }
};

QTEST_GUILESS_MAIN(TestHubNotes)
#include "tst_hubnotes.moc"
