// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Sessions that are taken up again: what is said once more, and what is not.
class TestHubResume : public QObject {
    Q_OBJECT

    /// The client's connection breaks, and it is back a second later.
    static World::Client &reconnect(World &world, World::Client &client)
    {
        world.lose(client);
        if (!world.pass(1s))
            qFatal("the hub wants to be woken all the time");
        World::Client *back = world.resume(client);
        if (!back)
            qFatal("not resumed");
        return *back;
    }

private Q_SLOTS:
    void helloComesFirst();
    void helloSaysWhatHolds();
    void sessionStaysTheSame();

    // --- relay → client
    void downAtEveryPoint_data();
    void downAtEveryPoint();
    void unansweredInItsFirstOrder();
    void publishedWhileLost();
    void publishedBeforeTheLossIsNoticed();
    void qos0WhileLost();
    void backlogInOrder();
    void sendCallCountsWhoAnswersAfterResume();
    void sendCallThatTimedOut();
    void deliveriesDoNotExpire();
    void lateClientIsPinged();
    void bytesInFlightAreBounded();
    void nothingIsSentWhileLost();

    // --- client → relay
    void upAtEveryPoint_data();
    void upAtEveryPoint();
    void publishAtEveryPoint_data();
    void publishAtEveryPoint();
    void queueGoesOnWhileLost();
    void headersObeyedWhileLost();
    void subscribeWhileLost();
    void readingStaysPaused();

    // --- connections
    void takeover();
    void takeoverWhileClosing();
    void resumeThatBreaksAtOnce();
    void tokens();
    void manyReconnects();
};

void TestHubResume::helloComesFirst()
{
    World world(2);
    // Even what the connect callback brings in comes later.
    auto &client = *world.resume(world.connect2("id", {"c"}, 1));
    QVERIFY(client.token.startsWith("1-"));
    QCOMPARE(client.token.size(), 2 + 64);
    QCOMPARE(client.take(), QByteArrayList());
    QVERIFY(world.hub(1).findResumable(*SessionToken::parse(client.token)));
    QVERIFY(!world.hub(0).findResumable(*SessionToken::parse(client.token)));
    FakeLink original(world.now);
    (void)world.hub().open({Identity("original"), "ios", "d", "a"}, original, world.encoder,
                           World::yes());
    QCOMPARE(original.sent, QByteArrayList());
}

void TestHubResume::helloSaysWhatHolds()
{
    class HelloEncoder final : public Encoder {
    public:
        Frame encode(const MessageEvent &) const override { return {}; }
        Frame encode(const AnswerEvent &) const override { return {}; }
        Frame encode(const HelloEvent &event) const override
        {
            hello = event;
            return {};
        }
        Frame encode(const NakEvent &) const override { return {}; }
        Frame encode(const TextEvent &) const override { return {}; }
        mutable HelloEvent hello;
    };
    HubSettings settings;
    settings.sessionTtl = 61s;
    settings.pingInterval = 26s;
    settings.retryInterval = 4s;
    settings.maxPayload = 12'345;
    settings.server = "rainbow/1";
    World world(1, settings);
    const HelloEncoder encoder;
    FakeLink link(world.now);
    Session &session = world.hub().open(
        {Identity("id"), "ios", "d", "a", SessionProtocol::Version2}, link, encoder, World::yes());
    HelloEvent expected{"id", encoder.hello.session, false, 61s, 26s, 4s, 12'345, "rainbow/1"};
    QVERIFY(encoder.hello == expected);
    world.hub().close(session, Ending::Lost, world.now);
    const auto token = SessionToken::parse(encoder.hello.session);
    QVERIFY(world.hub().resume(*token, link, world.now) == &session);
    QVERIFY(encoder.hello.session != expected.session);
    expected.session = encoder.hello.session;
    expected.resumed = true;
    QVERIFY(encoder.hello == expected);
}

void TestHubResume::sessionStaysTheSame()
{
    World world;
    auto &client = world.connect2("id", {"a", "b"});
    Session *session = client.session;
    session->cookie = "cookie";
    world.lose(client);
    QVERIFY(world.upstream().closes.isEmpty());
    QCOMPARE(world.hub().sessionCount(), 1);
    // Others may still change where it is.
    world.order({{}, Order::Kind::Subscribe, Identity("id"), ChannelName("c"), false});
    QCOMPARE(world.receipt().matched, 1);
    world.order({{}, Order::Kind::Unsubscribe, Identity("id"), ChannelName("a"), false});
    auto &back = *world.resume(client);
    QVERIFY(back.session == session);
    QCOMPARE(session->identity(), Identity("id"));
    QCOMPARE(session->cookie, QByteArray("cookie"));
    QCOMPARE(session->channelCount(), 2);
    QVERIFY(&session->link() == &back.link);
    world.leave(back);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id cookie"});
    const HubCounters &counters = world.hub().counters();
    QCOMPARE(counters.sessionsOpened, quint64(1));
    QCOMPARE(counters.sessionsKept, quint64(1));
    QCOMPARE(counters.sessionsResumed, quint64(1));
    QCOMPARE(counters.sessionsExpired, quint64(0));
    QCOMPARE(counters.sessionsClosed, quint64(1));
}

// --- relay → client

void TestHubResume::downAtEveryPoint_data()
{
    // Where the connection breaks, and what the relay says after it.
    QTest::addColumn<QoS>("qos");
    QTest::addColumn<int>("point");
    QTest::addColumn<QByteArrayList>("expected");
    const QByteArrayList none;
    QTest::newRow("1, SEND lost") << QoS::AtLeastOnce << 0
                                  << QByteArrayList{"SEND1 dup type=7 @c x #1"};
    QTest::newRow("1, ACK lost") << QoS::AtLeastOnce << 1
                                 << QByteArrayList{"SEND1 dup type=7 @c x #1"};
    QTest::newRow("1, ACK came") << QoS::AtLeastOnce << 2 << none;
    QTest::newRow("2, SEND lost") << QoS::ExactlyOnce << 0
                                  << QByteArrayList{"SEND2 dup type=7 @c x #1"};
    QTest::newRow("2, REC lost") << QoS::ExactlyOnce << 1
                                 << QByteArrayList{"SEND2 dup type=7 @c x #1"};
    QTest::newRow("2, REC came, REL lost") << QoS::ExactlyOnce << 2 << QByteArrayList{"REL 1"};
    QTest::newRow("2, COM lost") << QoS::ExactlyOnce << 3 << QByteArrayList{"REL 1"};
    QTest::newRow("2, COM came") << QoS::ExactlyOnce << 4 << none;
}

void TestHubResume::downAtEveryPoint()
{
    QFETCH(QoS, qos);
    QFETCH(int, point);
    QFETCH(QByteArrayList, expected);
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", qos, "x");
    const auto answer = qos == QoS::AtLeastOnce ? AnswerKind::Ack : AnswerKind::Rec;
    if (point >= 2)
        world.answer(client, answer, 1, "data");
    if (point >= 4)
        world.answer(client, AnswerKind::Com, 1);
    auto *back = &client;
    for (int i = 0; i < 3; ++i) { // however often
        back = &reconnect(world, *back);
        QCOMPARE(back->take(), expected);
    }
    if (point < 2) {
        QVERIFY(world.receipts.isEmpty());
        world.answer(*back, answer, 1, "data");
    }
    const Receipt receipt = world.receipt();
    QCOMPARE(receipt.confirmed, 1);
    QCOMPARE(receipt.data, QByteArray("data"));
    world.answer(*back, AnswerKind::Com, 1);
    QCOMPARE(back->session->outbound.inFlight(), 0);
    QCOMPARE(back->session->outbound.heldBytes(), qint64(0));
    (void)back->take();
    QCOMPARE(reconnect(world, *back).take(), QByteArrayList());
}

void TestHubResume::unansweredInItsFirstOrder()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    for (const char *payload : {"1", "2", "3", "4", "5"})
        world.publish("c", payload[0] % 2 ? QoS::ExactlyOnce : QoS::AtLeastOnce, payload);
    QVERIFY(world.pass(2s));
    world.answer(client, AnswerKind::Ack, 4);
    world.answer(client, AnswerKind::Rec, 3);
    world.answer(client, AnswerKind::Rec, 1);
    auto &back = reconnect(world, client);
    const QByteArrayList again{"REL 1", "SEND1 dup type=7 @c 2 #2", "REL 3",
                               "SEND2 dup type=7 @c 5 #5"};
    QCOMPARE(back.take(), again);
    // And then as ever, from now.
    QVERIFY(world.pass(2'999ms));
    QCOMPARE(back.take(), QByteArrayList());
    QVERIFY(world.pass(1ms));
    QCOMPARE(back.take(), again);
}

void TestHubResume::publishedWhileLost()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::AtLeastOnce, "before");
    world.lose(client);
    world.publish("c", QoS::ExactlyOnce, "one");
    world.publish("c", QoS::AtLeastOnce, "two");
    QVERIFY(world.pass(5s));
    QVERIFY(world.receipts.isEmpty());
    auto &back = *world.resume(client);
    world.publish("c", QoS::AtLeastOnce, "after");
    const QByteArrayList expected{"SEND1 dup type=7 @c before #1", "SEND2 type=7 @c one #2",
                                  "SEND1 type=7 @c two #3", "SEND1 type=7 @c after #4"};
    QCOMPARE(back.take(), expected);
    world.answer(back, AnswerKind::Rec, 2);
    QCOMPARE(world.receipt().confirmed, 1);
}

void TestHubResume::publishedBeforeTheLossIsNoticed()
{
    // The link knows that it is broken, the hub does not yet.
    World world;
    auto &client = world.connect2("id", {"c"});
    client.link.result = SendResult::Closed;
    world.publish("c", QoS::ExactlyOnce, "one");
    world.publish("c", QoS::ExactlyOnce, "two");
    world.publish("c", QoS::AtMostOnce, "none", 10s, 0, true);
    const Receipt none = world.receipt();
    QCOMPARE(none.matched, 1);
    QCOMPARE(none.confirmed, 0);
    auto &back = reconnect(world, client);
    const QByteArrayList expected{"SEND2 dup type=7 @c one #1", "SEND2 type=7 @c two #2"};
    QCOMPARE(back.take(), expected);
}

void TestHubResume::qos0WhileLost()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.lose(client);
    world.publish("c", QoS::AtMostOnce, "x", 10s, 0, true);
    const Receipt receipt = world.receipt();
    QCOMPARE(receipt.matched, 1);
    QCOMPARE(receipt.confirmed, 0);
    QCOMPARE(world.hub().counters().messagesDropped, quint64(1));
    QCOMPARE(world.hub().counters().messagesOut, quint64(0));
    auto &back = *world.resume(client);
    QCOMPARE(back.take(), QByteArrayList());
    world.publish("c", QoS::AtMostOnce, "y");
    QCOMPARE(back.take(), QByteArrayList{"SEND0 type=7 @c y droppable"});
}

void TestHubResume::backlogInOrder()
{
    HubSettings settings;
    settings.maxInflight = 2;
    World world(1, settings);
    auto &client = world.connect2("id", {"c"});
    for (int i = 1; i <= 4; ++i)
        world.publish("c", QoS::AtLeastOnce, QByteArray::number(i));
    world.lose(client);
    for (int i = 5; i <= 7; ++i)
        world.publish("c", QoS::AtLeastOnce, QByteArray::number(i));
    auto *back = world.resume(client);
    const QByteArrayList again{"SEND1 dup type=7 @c 1 #1", "SEND1 dup type=7 @c 2 #2"};
    QCOMPARE(back->take(), again);
    for (int i = 3; i <= 7; ++i) {
        world.answer(*back, AnswerKind::Ack, MessageId(i - 2));
        const QByteArray number = QByteArray::number(i);
        QCOMPARE(back->take(), QByteArrayList{"SEND1 type=7 @c " + number + " #" + number});
    }
    QCOMPARE(back->session->backlogBytes, qsizetype(0));
}

void TestHubResume::sendCallCountsWhoAnswersAfterResume()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    auto &other = world.connect("other", {"c"});
    world.publish("c", QoS::ExactlyOnce, "x", 10s);
    world.answer(other, AnswerKind::Rec, 1, "first");
    world.lose(client);
    QVERIFY(world.pass(9s));
    QVERIFY(world.receipts.isEmpty());
    auto &back = *world.resume(client);
    world.answer(back, AnswerKind::Rec, 1, "second");
    const Receipt receipt = world.receipt();
    QCOMPARE(receipt.matched, 2);
    QCOMPARE(receipt.confirmed, 2);
    QCOMPARE(receipt.data, QByteArray("second"));
    QCOMPARE(receipt.timedOut, false);
}

void TestHubResume::sendCallThatTimedOut()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::ExactlyOnce, "before", 10s);
    world.lose(client);
    world.publish("c", QoS::ExactlyOnce, "while", 5s);
    QVERIFY(world.pass(5s));
    Receipt receipt = world.receipt();
    QVERIFY(receipt.timedOut);
    QCOMPARE(receipt.matched, 1);
    QCOMPARE(receipt.confirmed, 0);
    QVERIFY(world.pass(5s));
    receipt = world.receipt();
    QVERIFY(receipt.timedOut);
    QCOMPARE(receipt.confirmed, 0);
    // Delivered all the same, once.
    QVERIFY(world.pass(20s));
    auto &back = *world.resume(client);
    const QByteArrayList sent{"SEND2 dup type=7 @c before #1", "SEND2 type=7 @c while #2"};
    QCOMPARE(back.take(), sent);
    for (const MessageId id : {1, 2}) {
        world.answer(back, AnswerKind::Rec, id);
        world.answer(back, AnswerKind::Com, id);
    }
    (void)back.take();
    QVERIFY(world.pass(20s));
    QCOMPARE(reconnect(world, back).take(), QByteArrayList());
    QVERIFY(world.receipts.isEmpty());
}

void TestHubResume::deliveriesDoNotExpire()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::AtLeastOnce, "x", 4s);
    QVERIFY(world.pass(4s));
    QVERIFY(world.receipt().timedOut);
    QVERIFY(world.pass(26s));
    QCOMPARE(client.take().size(), 11); // every three seconds
    QCOMPARE(world.hub().counters().deliveriesExpired, quint64(0));
    world.answer(client, AnswerKind::Ack, 1);
    QVERIFY(world.pass(30s));
    QCOMPARE(client.take(), QByteArrayList());
}

void TestHubResume::lateClientIsPinged()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::AtLeastOnce, "x", 4s);
    QVERIFY(world.pass(3'999ms));
    QCOMPARE(client.link.pings, 0);
    QVERIFY(world.pass(1ms));
    QCOMPARE(client.link.pings, 1);
    QVERIFY(world.pass(20s));
    QCOMPARE(client.link.pings, 1); // told once
    // One without a sign of life is lost, not gone.
    client.link.answersPings = false;
    QVERIFY(world.pass(1min));
    QCOMPARE(client.link.aborts, 1);
    (void)client.take();
    QCOMPARE(reconnect(world, client).take(), QByteArrayList{"SEND1 dup type=7 @c x #1"});
}

void TestHubResume::bytesInFlightAreBounded()
{
    HubSettings settings;
    settings.maxBacklog = 1'000;
    World world(1, settings);
    auto &client = world.connect2("id", {"c"});
    const QByteArray payload(400, 'x');
    for (int i = 0; i < 4; ++i)
        world.publish("c", QoS::ExactlyOnce, payload);
    QCOMPARE(client.take().size(), 2);
    QCOMPARE(client.session->outbound.heldBytes(), qint64(800));
    // Whoever has said REC does not need the bytes any more.
    world.answer(client, AnswerKind::Rec, 1);
    QCOMPARE(client.take().size(), 2); // REL and the next
    world.answer(client, AnswerKind::Rec, 2);
    world.answer(client, AnswerKind::Rec, 3);
    world.answer(client, AnswerKind::Rec, 4);
    for (int id = 1; id <= 4; ++id)
        world.answer(client, AnswerKind::Com, MessageId(id));
    (void)client.take();
    // A message over the limit goes alone.
    world.publish("c", QoS::AtLeastOnce, QByteArray(1'500, 'x'));
    world.publish("c", QoS::AtLeastOnce, "y");
    QCOMPARE(client.take().size(), 1);
    world.answer(client, AnswerKind::Ack, 5);
    QCOMPARE(client.take(), QByteArrayList{"SEND1 type=7 @c y #6"});
    world.answer(client, AnswerKind::Ack, 6);
    // Who answers nothing at all is too slow.
    for (int i = 0; i < 8; ++i)
        world.publish("c", QoS::ExactlyOnce, payload);
    QCOMPARE(client.link.closes, QByteArrayList{"1013 too slow"});
    world.lose(client);
    QVERIFY(!world.resume(client));
}

void TestHubResume::nothingIsSentWhileLost()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::ExactlyOnce, "x", 100s);
    world.send(client, QoS::AtLeastOnce, 1, "x");
    (void)client.take();
    world.lose(client);
    QVERIFY(world.pass(59s));
    QCOMPARE(world.hub().counters().messagesRepeated, quint64(0));
    QCOMPARE(client.link.pings, 0);
    world.businessAnswers(World::yes());
    QCOMPARE(client.take(), QByteArrayList());
}

// --- client → relay

void TestHubResume::upAtEveryPoint_data()
{
    // The connection breaks: 0 before the relay has the message, 1 before the business server has
    // answered, 2 before the answer has come, 3 after it.
    QTest::addColumn<QoS>("qos");
    QTest::addColumn<int>("point");
    QTest::addColumn<bool>("fails");
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        for (int point = 0; point <= 3; ++point) {
            for (const bool fails : {false, true}) {
                QTest::addRow("QoS %d, point %d%s", int(qos), point, fails ? ", failure" : "")
                    << qos << point << fails;
            }
        }
    }
}

void TestHubResume::upAtEveryPoint()
{
    QFETCH(QoS, qos);
    QFETCH(int, point);
    QFETCH(bool, fails);
    const QByteArray ok = qos == QoS::AtLeastOnce ? "ACK 5 body" : "REC 5 body";
    World world;
    auto *client = &world.connect2("id");
    QByteArray messageId;
    int answered = 0;
    const auto answer = [&](bool yes) {
        const QByteArray id = world.upstream().calls.front().messageId;
        if (messageId.isEmpty())
            messageId = id;
        QCOMPARE(id, messageId);
        answered += yes;
        world.businessAnswers(yes ? World::yes("body") : World::no());
    };

    if (point > 0)
        world.send(*client, qos, 5, "a");
    if (point == 1)
        client = &reconnect(world, *client);
    if (point > 0)
        answer(!fails);
    if (point != 1)
        client = &reconnect(world, *client);
    else
        QCOMPARE(client->take(),
                 QByteArrayList{fails ? "NAK 5 502 the business server failed" : ok});

    // The client says again what it has no answer to.
    world.send(*client, qos, 5, "a", true);
    if (qos == QoS::ExactlyOnce && answered > 0) {
        QVERIFY(world.upstream().calls.empty());
    } else {
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        answer(true);
    }
    QCOMPARE(client->take(), QByteArrayList{ok});
    if (qos == QoS::ExactlyOnce)
        QCOMPARE(answered, 1);
    else
        return;
    // REL and COM may get lost too.
    client = &reconnect(world, *client);
    world.answer(*client, AnswerKind::Rel, 5);
    QCOMPARE(client->take(), QByteArrayList{"COM 5"});
    client = &reconnect(world, *client);
    world.answer(*client, AnswerKind::Rel, 5);
    QCOMPARE(client->take(), QByteArrayList{"COM 5"});
    world.send(*client, qos, 5, "b");
    QCOMPARE(world.upstream().calls.size(), size_t(1));
}

void TestHubResume::publishAtEveryPoint_data()
{
    // As above; 1 is before the business server has allowed it, 2 before all hubs have it.
    QTest::addColumn<int>("point");
    for (int point = 0; point <= 4; ++point)
        QTest::addRow("point %d", point) << point;
}

void TestHubResume::publishAtEveryPoint()
{
    QFETCH(int, point);
    HubSettings settings;
    settings.clientPublish = ClientRight::Ask;
    World world(3, settings);
    auto *client = &world.connect2("id");
    auto &other = world.connect("other", {"c"}, 1);
    const auto breakAt = [&](int here) {
        if (here == point)
            client = &reconnect(world, *client);
    };
    const auto repeat = [&] { world.publishFrom(*client, QoS::ExactlyOnce, 5, "c", "x", true); };
    if (point > 0)
        world.publishFrom(*client, QoS::ExactlyOnce, 5, "c", "x");
    breakAt(0);
    breakAt(1);
    repeat();
    world.deaf = {2}; // so that the answer is long in coming
    world.permitPublish();
    breakAt(2);
    repeat();
    QCOMPARE(client->take(), QByteArrayList());
    QVERIFY(world.pass(10s));
    QCOMPARE(client->take(), QByteArrayList{"REC 5"});
    breakAt(3);
    repeat();
    QCOMPARE(client->take(), QByteArrayList{"REC 5"});
    world.answer(*client, AnswerKind::Rel, 5);
    breakAt(4);
    world.answer(*client, AnswerKind::Rel, 5);
    QCOMPARE(client->take().last(), QByteArray("COM 5"));
    QCOMPARE(world.hub().counters().messagesPublished, quint64(1));
    QCOMPARE(other.take().count("SEND2 type=7 x #1"), 1);
    QVERIFY(world.upstream().publishes.empty());
}

void TestHubResume::queueGoesOnWhileLost()
{
    World world;
    auto &client = world.connect2("id");
    world.send(client, QoS::ExactlyOnce, 1, "one");
    world.send(client, QoS::ExactlyOnce, 2, "two");
    world.send(client, QoS::AtMostOnce, 0, "three");
    world.lose(client);
    world.businessAnswers(World::yes("1"));
    world.businessAnswers(World::yes("2"));
    world.businessAnswers(World::yes());
    auto &back = *world.resume(client);
    QCOMPARE(back.take(), QByteArrayList());
    world.send(back, QoS::ExactlyOnce, 1, "one", true);
    world.send(back, QoS::ExactlyOnce, 2, "two", true);
    const QByteArrayList answers{"REC 1 1", "REC 2 2"};
    QCOMPARE(back.take(), answers);
    QVERIFY(world.upstream().calls.empty());
}

void TestHubResume::headersObeyedWhileLost()
{
    World world;
    auto &client = world.connect2("id", {"a"});
    world.send(client, QoS::ExactlyOnce, 1, "x");
    world.lose(client);
    BusinessAnswer answer = World::yes();
    answer.join = {ChannelName("b")};
    answer.leave = {ChannelName("a")};
    answer.cookie = "new";
    world.businessAnswers(answer);
    world.publish("b", QoS::AtLeastOnce, "to b");
    world.publish("a", QoS::AtLeastOnce, "to a");
    auto &back = *world.resume(client);
    QCOMPARE(back.session->cookie, QByteArray("new"));
    QCOMPARE(back.take(), QByteArrayList{"SEND1 type=7 @b to b #1"});
}

void TestHubResume::subscribeWhileLost()
{
    HubSettings settings;
    settings.clientSubscribe = ClientRight::Ask;
    World world(1, settings);
    auto &client = world.connect2("id");
    world.subscribe(client, 1, {"a"});
    world.lose(client);
    world.permitSubscribe();
    auto &back = *world.resume(client);
    QCOMPARE(back.session->channelCount(), 1);
    QCOMPARE(back.take(), QByteArrayList());
    world.subscribe(back, 1, {"a"}, true, true);
    world.permitSubscribe();
    QCOMPARE(back.take(), QByteArrayList{"ACK 1"});
}

void TestHubResume::readingStaysPaused()
{
    HubSettings settings;
    settings.maxInflight = 2;
    World world(1, settings);
    auto &client = world.connect2("id");
    for (int i = 1; i <= 4; ++i)
        world.send(client, QoS::AtLeastOnce, MessageId(i), "x");
    QVERIFY(!client.link.reading);
    auto &back = reconnect(world, client);
    QVERIFY(!back.link.reading);
    world.businessAnswers(World::yes());
    world.businessAnswers(World::yes());
    QVERIFY(back.link.reading);
    // While nobody is there, nobody has to be told.
    for (int i = 5; i <= 7; ++i)
        world.send(back, QoS::AtLeastOnce, MessageId(i), "x");
    QVERIFY(!back.link.reading);
    world.lose(back);
    while (!world.upstream().calls.empty())
        world.businessAnswers(World::yes());
    QVERIFY(world.resume(back)->link.reading);
}

// --- connections

void TestHubResume::takeover()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::ExactlyOnce, "x");
    world.send(client, QoS::ExactlyOnce, 1, "up");
    (void)client.take();
    auto &second = *world.resume(client);
    QCOMPARE(client.link.takeovers, 1);
    QVERIFY(client.link.closes.isEmpty());
    QCOMPARE(second.take(), QByteArrayList{"SEND2 dup type=7 @c x #1"});
    world.businessAnswers(World::yes());
    QCOMPARE(second.take(), QByteArrayList{"REC 1"});
    QCOMPARE(client.take(), QByteArrayList());
    QVERIFY(world.upstream().closes.isEmpty());
    QCOMPARE(world.hub().sessionCount(), 1);
    QCOMPARE(world.hub().counters().sessionsKept, quint64(0));
    QCOMPARE(world.hub().counters().sessionsResumed, quint64(1));
    QVERIFY(world.pass(10min));
    QCOMPARE(client.link.pings, 0);
    QVERIFY(second.link.pings > 0);
}

void TestHubResume::takeoverWhileClosing()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    client.link.answersPings = false;
    QVERIFY(world.pass(35s));
    QCOMPARE(client.link.aborts, 1);
    // Its end has not been reported yet.
    auto &second = *world.resume(client);
    QCOMPARE(client.link.takeovers, 1);
    world.publish("c", QoS::AtLeastOnce, "x");
    QCOMPARE(second.take(), QByteArrayList{"SEND1 type=7 @c x #1"});
    QVERIFY(world.pass(1min));
    QCOMPARE(second.link.aborts, 0);
}

void TestHubResume::resumeThatBreaksAtOnce()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::ExactlyOnce, "one");
    world.lose(client);
    world.publish("c", QoS::ExactlyOnce, "two");
    FakeLink broken(world.now);
    broken.result = SendResult::Closed;
    Session *session = world.hub().resume(*SessionToken::parse(client.token), broken, world.now);
    QVERIFY(session);
    QVERIFY(!session->isAttached());
    QCOMPARE(session->outbound.inFlight(), 1);
    QCOMPARE(session->backlog.size(), 1);
    world.hub().close(*session, Ending::Lost, world.now);
    // The HELLO was lost, so the token of before still holds.
    auto &back = *world.resume(client);
    const QByteArrayList expected{"SEND2 dup type=7 @c one #1", "SEND2 type=7 @c two #2"};
    QCOMPARE(back.take(), expected);
}

void TestHubResume::tokens()
{
    World world;
    auto &first = world.connect2("id");
    world.lose(first);
    auto &second = *world.resume(first);
    world.lose(second);
    auto &third = *world.resume(first); // as if it had not heard of the second
    world.lose(third);
    QVERIFY(!world.resume(second)); // which nobody has, then
    auto &fourth = *world.resume(third);
    world.lose(fourth);
    QVERIFY(!world.resume(first)); // used, and so is what came after it
    QVERIFY(world.resume(third));
    FakeLink link(world.now);
    QVERIFY(!world.hub().resume(SessionToken::generate(0), link, world.now));
    QVERIFY(!world.hub().resume({0, {}}, link, world.now));
    QVERIFY(link.sent.isEmpty());
    // An original client has none.
    auto &original = world.connect("original");
    world.lose(original);
    QCOMPARE(world.upstream().closes, QByteArrayList{"original "});
}

void TestHubResume::manyReconnects()
{
    World world;
    auto *client = &world.connect2("id", {"c"});
    for (int i = 1; i <= 1'000; ++i) {
        world.publish("c", QoS::ExactlyOnce, QByteArray::number(i));
        (void)client->take();
        client = &reconnect(world, *client);
        QCOMPARE(client->take().size(), 1);
        world.answer(*client, AnswerKind::Rec, MessageId(i));
        world.answer(*client, AnswerKind::Com, MessageId(i));
        (void)client->take();
        QCOMPARE(world.receipt().confirmed, 1);
    }
    QVERIFY(world.hub().nextDue() != TimePoint::max());
    world.leave(*client);
    QVERIFY(world.hub().nextDue() == TimePoint::max());
    QVERIFY(!world.resume(*client));
}

QTEST_APPLESS_MAIN(TestHubResume)
#include "tst_hubresume.moc"
