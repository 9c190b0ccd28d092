// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// What clients of rainbow.2 may do by themselves: SUB, UNSUB and PUB.
class TestHubRights : public QObject {
    Q_OBJECT

    static HubSettings rights(ClientRight right)
    {
        HubSettings settings;
        settings.clientSubscribe = right;
        settings.clientPublish = right;
        return settings;
    }

private Q_SLOTS:
    // --- join and leave
    void subscribeDenied();
    void subscribeAllowed();
    void subscribeAsked();
    void subscribeRefused_data();
    void subscribeRefused();
    void subscribeRepeated();
    void allChannelsOrNone();
    void limitsOfSubscribe();
    void unsubscribe();
    void orderOfRequests();
    void subscribeOfOneWhoHasGone();

    // --- publish
    void publishDenied();
    void publishByQos();
    void publishOnAllHubs();
    void publishWaitsForHubsOnly();
    void publishToNobody();
    void publishAsked();
    void publishWithOtherData();
    void publishRefused_data();
    void publishRefused();
    void publishExactlyOnce();
    void publishAtLeastOnce();
    void publishThatAHubDoesNotTake();
    void publishOfOneWhoHasGone();
    void publishInOrder();
    void rightsChange();
    void channelNameTooLong();
    void drainWaitsForThem();
};

void TestHubRights::subscribeDenied()
{
    World world;
    auto &client = world.connect2("id", {"there"});
    world.subscribe(client, 1, {"c"});
    world.subscribe(client, 2, {"there"}, false);
    const QByteArrayList naks{"NAK 1 403 not allowed", "NAK 2 403 not allowed"};
    QCOMPARE(client.take(), naks);
    QCOMPARE(world.members("c"), 0);
    QCOMPARE(world.members("there"), 1);
}

void TestHubRights::subscribeAllowed()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    world.subscribe(client, 1, {"a", "b", "a"});
    QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
    QCOMPARE(world.members("a"), 1);
    QCOMPARE(world.members("b"), 1);
    QVERIFY(world.upstream().subscribes.empty());
    world.subscribe(client, 2, {"b", "c"});
    QCOMPARE(client.take(), QByteArrayList{"ACK 2"});
    QCOMPARE(client.session->channelCount(), 3);
}

void TestHubRights::subscribeAsked()
{
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    client.session->cookie = "cookie";
    world.subscribe(client, 1, {"a", "b"});
    QCOMPARE(client.take(), QByteArrayList());
    QCOMPARE(world.members("a"), 0);
    const SubscribeCall call = world.upstream().subscribes.front();
    QCOMPARE(call.identity, Identity("id"));
    QCOMPARE(call.cookie, QByteArray("cookie"));
    const QList<ChannelName> channels{ChannelName("a"), ChannelName("b")};
    QCOMPARE(call.channels, channels);
    QCOMPARE(world.hub().underWay(), 1);
    world.permitSubscribe();
    QCOMPARE(world.hub().underWay(), 0);
    QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
    QCOMPARE(world.members("a"), 1);
    QCOMPARE(world.members("b"), 1);
}

void TestHubRights::subscribeRefused_data()
{
    QTest::addColumn<int>("code");
    for (const NakCode code : {NakCode::NotAllowed, NakCode::NoSuchChannel,
                               NakCode::BusinessTimeout, NakCode::BusinessFailed})
        QTest::addRow("%d", int(code)) << int(code);
}

void TestHubRights::subscribeRefused()
{
    QFETCH(int, code);
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    world.subscribe(client, 1, {"a"});
    world.permitSubscribe(World::no(NakCode(code), "why"));
    QCOMPARE(client.take(), QByteArrayList{"NAK 1 " + QByteArray::number(code) + " why"});
    QCOMPARE(world.members("a"), 0);
    // Once more is asked once more.
    world.subscribe(client, 1, {"a"}, true, true);
    world.permitSubscribe();
    QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
}

void TestHubRights::subscribeRepeated()
{
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    world.send(client, QoS::AtLeastOnce, 9, "before");
    world.subscribe(client, 1, {"a"});
    world.subscribe(client, 1, {"a"}, true, true); // waits
    world.businessAnswers(World::yes());
    world.subscribe(client, 1, {"a"}, true, true); // is asked about
    QCOMPARE(world.upstream().subscribes.size(), size_t(1));
    world.permitSubscribe();
    const QByteArrayList answers{"ACK 9", "ACK 1"};
    QCOMPARE(client.take(), answers);
    QVERIFY(world.upstream().subscribes.empty());
    QCOMPARE(client.session->inbound.waiting(), 0);
}

void TestHubRights::allChannelsOrNone()
{
    HubSettings settings = rights(ClientRight::Allow);
    settings.maxChannelsPerClient = 3;
    settings.maxChannelName = 5;
    World world(1, settings);
    auto &client = world.connect2("id", {"a"});
    world.subscribe(client, 1, {"b", "toolong"});
    QCOMPARE(client.take(), QByteArrayList{"NAK 1 403 channel name too long"});
    world.subscribe(client, 2, {"b", "c", "d"});
    QCOMPARE(client.take(), QByteArrayList{"NAK 2 403 too many channels"});
    QCOMPARE(client.session->channelCount(), 1);
    world.order({});
    QCOMPARE(world.receipt().channels.size(), 1); // and no empty channel is left
    // Those it is in count once.
    world.subscribe(client, 3, {"c", "a", "b"});
    QCOMPARE(client.take(), QByteArrayList{"ACK 3"});
    QCOMPARE(client.session->channelCount(), 3);
    world.subscribe(client, 4, {"a", "b", "c"});
    QCOMPARE(client.take(), QByteArrayList{"ACK 4"});
}

void TestHubRights::limitsOfSubscribe()
{
    HubSettings settings = rights(ClientRight::Ask);
    settings.maxChannelsPerClient = 3;
    World world(1, settings);
    auto &client = world.connect2("id", {"a"});
    // Nobody is asked what is refused anyway.
    world.subscribe(client, 1, {"b", "c", "d", "e"});
    QCOMPARE(client.take(), QByteArrayList{"NAK 1 403 too many channels"});
    QVERIFY(world.upstream().subscribes.empty());
    // What has become too much while the business server thought.
    world.subscribe(client, 2, {"b", "c"});
    world.order({{}, Order::Kind::Subscribe, Identity("id"), ChannelName("x"), false});
    world.permitSubscribe();
    QCOMPARE(client.take(), QByteArrayList{"NAK 2 403 too many channels"});
    QCOMPARE(client.session->channelCount(), 2);
}

void TestHubRights::unsubscribe()
{
    for (const ClientRight right : {ClientRight::Allow, ClientRight::Ask}) {
        World world(1, rights(right));
        auto &client = world.connect2("id", {"a", "b", "c"});
        world.subscribe(client, 1, {"a", "never", "c", "a"}, false);
        QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
        QCOMPARE(client.session->channelCount(), 1);
        QCOMPARE(world.members("b"), 1);
        QVERIFY(world.upstream().subscribes.empty());
    }
}

void TestHubRights::orderOfRequests()
{
    HubSettings settings = rights(ClientRight::Ask);
    settings.forwardConcurrency = 10;
    World world(1, settings);
    auto &client = world.connect2("id");
    world.subscribe(client, 1, {"a"});
    world.subscribe(client, 2, {"a"}, false);
    world.subscribe(client, 3, {"a", "b"});
    world.send(client, QoS::AtLeastOnce, 4, "x");
    QCOMPARE(world.upstream().subscribes.size(), size_t(1)); // they do not overtake each other
    world.permitSubscribe();
    const QByteArrayList answers{"ACK 1", "ACK 2"};
    QCOMPARE(client.take(), answers);
    QCOMPARE(world.members("a"), 0);
    QCOMPARE(world.upstream().subscribes.size(), size_t(1));
    QCOMPARE(world.upstream().calls.size(), size_t(1));
    world.permitSubscribe();
    QCOMPARE(client.take(), QByteArrayList{"ACK 3"});
    QCOMPARE(world.members("a"), 1);
}

void TestHubRights::subscribeOfOneWhoHasGone()
{
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    world.subscribe(client, 1, {"a"});
    world.subscribe(client, 2, {"b"});
    world.leave(client);
    QVERIFY(world.upstream().closes.isEmpty());
    world.permitSubscribe();
    QVERIFY(world.upstream().subscribes.empty()); // the second is not asked about
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QCOMPARE(world.members("a"), 0);
    QCOMPARE(world.hub().underWay(), 0);
}

void TestHubRights::publishDenied()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x");
    world.publishFrom(client, QoS::ExactlyOnce, 2, "c", "x");
    world.publishFrom(client, QoS::ExactlyOnce, 3, "c", "x", true);
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "x");
    const QByteArrayList naks{"NAK 1 403 not allowed", "NAK 2 403 not allowed",
                              "NAK 3 403 not allowed"};
    QCOMPARE(client.take(), naks);
    QCOMPARE(world.hub().counters().messagesPublished, quint64(0));
    QCOMPARE(client.session->inbound.heldBytes(), qint64(0));
}

void TestHubRights::publishByQos()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id", {"c"}); // who publishes hears it too
    auto &original = world.connect("original", {"c"});
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "x");
    QCOMPARE(client.take(), QByteArrayList{"SEND0 type=7 @c x droppable"});
    QCOMPARE(original.take(), QByteArrayList{"SEND0 type=7 x droppable"});
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x");
    const QByteArrayList one{"SEND1 type=7 @c x #1", "ACK 1"};
    QCOMPARE(client.take(), one);
    QCOMPARE(original.take(), QByteArrayList{"SEND1 type=7 x #1"});
    world.publishFrom(client, QoS::ExactlyOnce, 2, "c", "x");
    const QByteArrayList two{"SEND2 type=7 @c x #2", "REC 2"};
    QCOMPARE(client.take(), two);
    QCOMPARE(original.take(), QByteArrayList{"SEND2 type=7 x #2"});
    world.answer(client, AnswerKind::Rel, 2);
    QCOMPARE(client.take(), QByteArrayList{"COM 2"});
    QCOMPARE(world.hub().counters().messagesPublished, quint64(3));
    QCOMPARE(world.encoder.messages, 3); // once each
    QCOMPARE(world.hub().underWay(), 0);
    QVERIFY(world.upstream().calls.empty() && world.upstream().publishes.empty());
}

void TestHubRights::publishOnAllHubs()
{
    World world(3, rights(ClientRight::Allow));
    auto &client = world.connect2("id", QByteArrayList(), 0);
    auto &far = world.connect2("far", {"c"}, 2);
    auto &other = world.connect("other", {"c"}, 1);
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x");
    QCOMPARE(client.take(), QByteArrayList{"REC 1"});
    QCOMPARE(far.take(), QByteArrayList{"SEND2 type=7 @c x #1"});
    QCOMPARE(other.take(), QByteArrayList{"SEND2 type=7 x #1"});
}

void TestHubRights::publishWaitsForHubsOnly()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    auto &deaf = world.connect("deaf", {"c"});
    auto &deaf2 = world.connect2("deaf2", {"c"});
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x");
    QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
    // Deliveries go on: to an original client for ten seconds, to others while they live.
    QVERIFY(world.pass(60s));
    const QByteArrayList sent{"SEND1 type=7 x #1", "SEND1 dup type=7 x #1", "SEND1 dup type=7 x #1",
                              "SEND1 dup type=7 x #1"};
    QCOMPARE(deaf.take(), sent);
    QCOMPARE(deaf2.take().size(), 21);
    QCOMPARE(world.hub().counters().deliveriesExpired, quint64(1));
    world.answer(deaf2, AnswerKind::Ack, 1);
    QVERIFY(world.pass(60s));
    QCOMPARE(deaf2.take(), QByteArrayList());
    QCOMPARE(client.take(), QByteArrayList());
}

void TestHubRights::publishToNobody()
{
    World world(2, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    world.publishFrom(client, QoS::ExactlyOnce, 1, "nobody", "x");
    QCOMPARE(client.take(), QByteArrayList{"REC 1"});
}

void TestHubRights::publishAsked()
{
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id", {"c"});
    client.session->cookie = "cookie";
    for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.publishFrom(client, qos, 5, "c", "x");
        QCOMPARE(client.take(), QByteArrayList());
        const PublishCall call = world.upstream().publishes.front();
        QCOMPARE(call.identity, Identity("id"));
        QCOMPARE(call.cookie, QByteArray("cookie"));
        QVERIFY(!call.messageId.isEmpty());
        QCOMPARE(call.channel, ChannelName("c"));
        QCOMPARE(call.type, quint16(7));
        QCOMPARE(call.qos, qos);
        QCOMPARE(call.payload, QByteArray("x"));
        QCOMPARE(world.hub().underWay(), 1);
        world.permitPublish();
        QCOMPARE(world.hub().underWay(), 0);
        const QByteArrayList got = client.take();
        QVERIFY(got.value(0).startsWith("SEND" + QByteArray::number(int(qos)) + " type=7 @c x"));
        QCOMPARE(got.value(1),
                 qos == QoS::AtMostOnce        ? QByteArray()
                     : qos == QoS::AtLeastOnce ? QByteArray("ACK 5")
                                               : QByteArray("REC 5"));
        world.answer(client, AnswerKind::Rel, 5);
        (void)client.take();
    }
}

void TestHubRights::publishWithOtherData()
{
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    auto &other = world.connect("other", {"c"});
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "x");
    world.permitPublish({{}, {}, "y"});
    QCOMPARE(other.take(), QByteArrayList{"SEND0 type=7 y droppable"});
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "x");
    world.permitPublish({{}, {}, QByteArray("")});
    QCOMPARE(other.take(), QByteArrayList{"SEND0 type=7  droppable"});

    world.publishFrom(client, QoS::AtLeastOnce, 5, "c", "x");
    world.permitPublish({{}, {}, QByteArray(HubSettings().maxPayload + 1, 'y')});
    QCOMPARE(client.take(), QByteArrayList{"NAK 5 502 answer over max_payload"});
    QCOMPARE(other.take(), QByteArrayList());
}

void TestHubRights::publishRefused_data()
{
    subscribeRefused_data();
}

void TestHubRights::publishRefused()
{
    QFETCH(int, code);
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id", {"c"});
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.publishFrom(client, qos, 5, "c", "x");
        const QByteArray messageId = world.upstream().publishes.front().messageId;
        world.permitPublish(World::no(NakCode(code), "why"));
        QCOMPARE(client.take(), QByteArrayList{"NAK 5 " + QByteArray::number(code) + " why"});
        QCOMPARE(world.hub().counters().messagesPublished, quint64(0));
        if (isRetryable(NakCode(code))) {
            world.publishFrom(client, qos, 5, "c", "x", true);
            QCOMPARE(world.upstream().publishes.front().messageId, messageId);
            world.permitPublish(World::no(NakCode(code), "why"));
            (void)client.take();
        }
        // The id is free.
        world.publishFrom(client, qos, 5, "c", "x");
        QVERIFY(world.upstream().publishes.front().messageId != messageId);
        world.permitPublish(World::no(NakCode(code), "why"));
        (void)client.take();
    }
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "x");
    world.permitPublish(World::no(NakCode(code), "why"));
    QCOMPARE(client.take(), QByteArrayList());
}

void TestHubRights::publishExactlyOnce()
{
    World world(2, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    auto &other = world.connect("other", {"c"}, 1);
    const auto repeat = [&] { world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x", true); };
    world.send(client, QoS::AtLeastOnce, 9, "before");
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x");
    repeat(); // waits
    world.businessAnswers(World::yes());
    repeat(); // is asked about
    world.permitPublish(World::no(NakCode::BusinessTimeout, "late"));
    repeat(); // has failed
    repeat();
    world.deaf = {1}; // published, but not taken
    world.permitPublish();
    repeat();
    QCOMPARE(world.hub().counters().messagesPublished, quint64(1));
    world.deaf.clear();
    (void)client.take();
    QVERIFY(world.pass(20s));
    QCOMPARE(client.take(), QByteArrayList{"REC 1"}); // the exchange loses nothing
    repeat(); // is answered
    QCOMPARE(client.take(), QByteArrayList{"REC 1"});
    QCOMPARE(world.hub().counters().messagesPublished, quint64(1));
    world.answer(client, AnswerKind::Rel, 1);
    QCOMPARE(client.take(), QByteArrayList{"COM 1"});
    QVERIFY(world.upstream().publishes.empty());
    // The same id, another message.
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "y");
    world.permitPublish();
    QCOMPARE(client.take(), QByteArrayList{"REC 1"});
    QCOMPARE(other.take(), QByteArrayList{"SEND2 type=7 y #1"});
}

void TestHubRights::publishAtLeastOnce()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    auto &other = world.connect("other", {"c"});
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x");
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x", true);
    const QByteArrayList acks{"ACK 1", "ACK 1"};
    QCOMPARE(client.take(), acks);
    QCOMPARE(other.take().size(), 2);
}

void TestHubRights::publishThatAHubDoesNotTake()
{
    World world(2, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    world.deaf = {1};
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x");
    QVERIFY(world.pass(9s));
    QCOMPARE(client.take(), QByteArrayList());
    QVERIFY(world.pass(1s));
    QCOMPARE(client.take(), QByteArrayList{"NAK 1 408 not every hub has answered in time"});
    QCOMPARE(world.hub().underWay(), 0);
    world.deaf.clear();
    world.publishFrom(client, QoS::AtLeastOnce, 1, "c", "x", true);
    QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
}

void TestHubRights::publishOfOneWhoHasGone()
{
    // Taken is taken, as with messages to the business server.
    World world(1, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    auto &other = world.connect("other", {"c"});
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x");
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "y");
    world.leave(client);
    world.permitPublish();
    QVERIFY(world.upstream().closes.isEmpty());
    world.permitPublish();
    const QByteArrayList got{"SEND2 type=7 x #1", "SEND0 type=7 y droppable"};
    QCOMPARE(other.take(), got);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QCOMPARE(world.hub().underWay(), 0);
}

void TestHubRights::publishInOrder()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    auto &other = world.connect("other", {"c"});
    world.send(client, QoS::AtLeastOnce, 1, "first");
    world.publishFrom(client, QoS::AtLeastOnce, 2, "c", "second");
    world.send(client, QoS::AtLeastOnce, 3, "third");
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", "fourth");
    QCOMPARE(other.take(), QByteArrayList());
    world.businessAnswers(World::yes());
    QCOMPARE(other.take(), QByteArrayList{"SEND1 type=7 second #1"});
    QCOMPARE(world.upstream().calls.front().payload, QByteArray("third"));
    world.businessAnswers(World::yes());
    QCOMPARE(other.take(), QByteArrayList{"SEND0 type=7 fourth droppable"});
    const QByteArrayList answers{"ACK 1", "ACK 2", "ACK 3"};
    QCOMPARE(client.take(), answers);
}

void TestHubRights::rightsChange()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x");
    world.send(client, QoS::AtLeastOnce, 2, "under way");
    world.publishFrom(client, QoS::ExactlyOnce, 3, "c", "x");
    world.subscribe(client, 4, {"a"});
    (void)client.take();
    world.hub().setSettings(rights(ClientRight::Deny), world.now);
    world.businessAnswers(World::yes());
    const QByteArrayList answers{"ACK 2", "NAK 3 403 not allowed", "NAK 4 403 not allowed"};
    QCOMPARE(client.take(), answers);
    // What was done then has its answer still.
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x", true);
    QCOMPARE(client.take(), QByteArrayList{"REC 1"});
}

void TestHubRights::channelNameTooLong()
{
    World world(1, rights(ClientRight::Allow));
    auto &client = world.connect2("id");
    world.publishFrom(client, QoS::AtLeastOnce, 1, QByteArray(256, 'c'), "x");
    QCOMPARE(client.take(), QByteArrayList{"NAK 1 403 channel name too long"});
}

void TestHubRights::drainWaitsForThem()
{
    World world(2, rights(ClientRight::Ask));
    auto &client = world.connect2("id");
    world.publishFrom(client, QoS::ExactlyOnce, 1, "c", "x");
    world.hub().drain();
    QCOMPARE(world.hub().underWay(), 1);
    world.deaf = {1};
    world.permitPublish();
    QCOMPARE(world.hub().underWay(), 1);
    QVERIFY(world.pass(10s));
    QCOMPARE(world.hub().underWay(), 0);
    QCOMPARE(client.take(), QByteArrayList{"REC 1"});
}

QTEST_APPLESS_MAIN(TestHubRights)
#include "tst_hubrights.moc"
