// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// When a client of rainbow.2 is told no, and that others never are.
class TestHubNaks : public QObject {
    Q_OBJECT

    static BusinessAnswer timeout()
    {
        BusinessAnswer answer = World::no();
        answer.timedOut = true;
        return answer;
    }

private Q_SLOTS:
    void businessServer();
    void messageIdStaysTheSame();
    void tooLarge();
    void tooLargeFromOriginalClient();
    void malformed();
    void idInUse();
    void idIsFreeAgain();
    void repeatWaitsForItsAnswer();
    void tooManyUnreleased();
    void draining();
    void originalClientsAreToldNothing();
    void clientRefuses();
};

void TestHubNaks::businessServer()
{
    World world;
    auto &client = world.connect2("id");
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.send(client, qos, 5, "a");
        world.businessAnswers(World::no());
        QCOMPARE(client.take(), QByteArrayList{"NAK 5 502 the business server failed"});
        world.send(client, qos, 5, "a", true);
        world.businessAnswers(timeout());
        QCOMPARE(client.take(), QByteArrayList{"NAK 5 408 no answer in time"});
        world.send(client, qos, 5, "a", true);
        world.businessAnswers(World::yes("body"));
        QCOMPARE(client.take(),
                 QByteArrayList{qos == QoS::AtLeastOnce ? "ACK 5 body" : "REC 5 body"});
        world.answer(client, AnswerKind::Rel, 5);
        (void)client.take();
    }
    world.send(client, QoS::AtMostOnce, 0, "a");
    world.businessAnswers(World::no());
    QCOMPARE(client.take(), QByteArrayList());
    QCOMPARE(world.hub().counters().naksSent, quint64(4));
    QCOMPARE(world.hub().counters().forwardsFailed, quint64(5));
}

void TestHubNaks::messageIdStaysTheSame()
{
    World world;
    auto &client = world.connect2("id");
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.send(client, qos, 5, "a");
        const QByteArray first = world.upstream().calls.front().messageId;
        world.businessAnswers(timeout());
        world.send(client, qos, 5, "a", true);
        QCOMPARE(world.upstream().calls.front().messageId, first);
        world.businessAnswers(World::no());
        // Given up by the client, who has another use for the id.
        world.send(client, qos, 5, "b");
        QVERIFY(world.upstream().calls.front().messageId != first);
        world.businessAnswers(World::yes());
        world.answer(client, AnswerKind::Rel, 5);
    }
}

void TestHubNaks::tooLarge()
{
    HubSettings settings;
    settings.maxPayload = 10;
    settings.clientPublish = ClientRight::Allow;
    World world(1, settings);
    auto &client = world.connect2("id", {"c"});
    const QByteArray fits(10, 'x');
    const QByteArray large(11, 'x');
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.send(client, qos, 5, large);
        world.publishFrom(client, qos, 6, "c", large);
        const QByteArrayList naks{"NAK 5 413 payload over max_payload",
                                  "NAK 6 413 payload over max_payload"};
        QCOMPARE(client.take(), naks);
    }
    world.send(client, QoS::AtMostOnce, 0, large);
    world.publishFrom(client, QoS::AtMostOnce, 0, "c", large);
    QCOMPARE(client.take(), QByteArrayList());
    QCOMPARE(world.hub().counters().messagesRefused, quint64(6));
    QVERIFY(world.upstream().calls.empty());
    QVERIFY(client.link.closes.isEmpty());
    world.send(client, QoS::AtLeastOnce, 5, fits);
    QCOMPARE(world.upstream().calls.size(), size_t(1));
}

void TestHubNaks::tooLargeFromOriginalClient()
{
    HubSettings settings;
    settings.maxPayload = 10;
    World world(1, settings);
    auto &client = world.connect("id");
    world.send(client, QoS::AtLeastOnce, 5, QByteArray(11, 'x'));
    QCOMPARE(client.take(), QByteArrayList());
    QCOMPARE(client.link.closes, QByteArrayList{"1009 payload over max_payload"});
}

void TestHubNaks::malformed()
{
    World world;
    auto &client = world.connect2("id");
    world.hub().handle(*client.session, MalformedCommand{7, "channel missing"}, world.now);
    QCOMPARE(client.take(), QByteArrayList{"NAK 7 400 channel missing"});
    QCOMPARE(world.hub().counters().framesIgnored, quint64(1));
}

void TestHubNaks::idInUse()
{
    HubSettings settings;
    settings.clientSubscribe = ClientRight::Allow;
    settings.clientPublish = ClientRight::Allow;
    World world(1, settings);
    auto &client = world.connect2("id");
    const QByteArrayList nak{"NAK 5 409 message id in use"};
    for (const QoS first : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        // Under way, and one more waiting behind it.
        world.send(client, first, 5, "first");
        world.send(client, first, 6, "waits");
        for (const QoS second : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            world.send(client, second, 5, "second");
            QCOMPARE(client.take(), nak);
            world.publishFrom(client, second, 5, "c", "second");
            QCOMPARE(client.take(), nak);
            world.send(client, second, 6, "second");
            QCOMPARE(client.take(), QByteArrayList{"NAK 6 409 message id in use"});
        }
        world.subscribe(client, 5, {"c"});
        QCOMPARE(client.take(), nak);
        world.subscribe(client, 5, {"c"}, false);
        QCOMPARE(client.take(), nak);
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        world.businessAnswers(World::yes());
        world.businessAnswers(World::yes());
        QCOMPARE(client.take().size(), 2); // nobody has taken their ids
        // Answered, but not released.
        if (first == QoS::ExactlyOnce) {
            world.send(client, QoS::ExactlyOnce, 5, "second");
            QCOMPARE(client.take(), nak);
            world.send(client, QoS::AtLeastOnce, 5, "second");
            QCOMPARE(client.take(), nak);
        }
        QVERIFY(world.upstream().calls.empty());
        for (const MessageId id : {5, 6})
            world.answer(client, AnswerKind::Rel, id);
        (void)client.take();
    }
}

void TestHubNaks::idIsFreeAgain()
{
    World world;
    auto &client = world.connect2("id");
    for (int i = 0; i < 3; ++i) {
        world.send(client, QoS::AtLeastOnce, 5, "a");
        world.businessAnswers(World::yes());
        QCOMPARE(client.take(), QByteArrayList{"ACK 5"});
        world.send(client, QoS::ExactlyOnce, 5, "a");
        world.businessAnswers(World::yes());
        world.answer(client, AnswerKind::Rel, 5);
        const QByteArrayList answers{"REC 5", "COM 5"};
        QCOMPARE(client.take(), answers);
    }
}

void TestHubNaks::repeatWaitsForItsAnswer()
{
    HubSettings settings;
    settings.forwardConcurrency = 5;
    World world(1, settings);
    auto &client = world.connect2("id");
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.send(client, qos, 5, "a");
        world.send(client, qos, 5, "a", true);
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        world.businessAnswers(World::yes());
        QCOMPARE(client.take().size(), 1);
        QVERIFY(world.upstream().calls.empty());
        world.answer(client, AnswerKind::Rel, 5);
        (void)client.take();
    }
}

void TestHubNaks::tooManyUnreleased()
{
    HubSettings settings;
    settings.maxBacklog = 100;
    World world(1, settings);
    auto &client = world.connect2("id");
    const QByteArray answer(400, 'a'); // one fits into 4 times max_backlog, with what it costs
    world.send(client, QoS::ExactlyOnce, 1, "a");
    world.businessAnswers(World::yes(answer));
    world.send(client, QoS::ExactlyOnce, 2, "b");
    QCOMPARE(client.take().last(), QByteArray("NAK 2 429 too many messages are not released"));
    world.answer(client, AnswerKind::Rel, 1);
    world.send(client, QoS::ExactlyOnce, 2, "b", true);
    world.businessAnswers(World::yes());
    QCOMPARE(client.take().last(), QByteArray("REC 2"));
}

void TestHubNaks::draining()
{
    HubSettings settings;
    settings.clientSubscribe = ClientRight::Allow;
    settings.clientPublish = ClientRight::Allow;
    World world(1, settings);
    auto &client = world.connect2("id");
    auto &original = world.connect("original");
    for (auto *one : {&client, &original}) {
        world.send(*one, QoS::AtLeastOnce, 1, "under way");
        world.send(*one, QoS::AtMostOnce, 0, "waits");
        world.send(*one, QoS::ExactlyOnce, 2, "waits");
    }
    world.hub().drain();
    QCOMPARE(client.take(), QByteArrayList{"NAK 2 503 the relay is going away"});
    // What is under way may end.
    world.businessAnswers(World::yes("late"));
    QCOMPARE(client.take(), QByteArrayList{"ACK 1 late"});
    // New or again: the same.
    world.send(client, QoS::ExactlyOnce, 2, "waits", true);
    world.send(client, QoS::AtMostOnce, 0, "new");
    world.send(client, QoS::AtLeastOnce, 3, "new");
    world.publishFrom(client, QoS::AtLeastOnce, 4, "c", "new");
    world.subscribe(client, 5, {"c"});
    QByteArrayList naks;
    for (int id = 2; id <= 5; ++id)
        naks.append("NAK " + QByteArray::number(id) + " 503 the relay is going away");
    QCOMPARE(client.take(), naks);
    world.businessAnswers(World::yes());
    QCOMPARE(original.take(), QByteArrayList{"ACK 1"});
    QVERIFY(world.upstream().calls.empty());
    QCOMPARE(world.hub().underWay(), 0);
    QCOMPARE(client.session->inbound.waiting(), 0);
}

void TestHubNaks::originalClientsAreToldNothing()
{
    HubSettings settings;
    settings.maxBacklog = 100;
    World world(1, settings);
    auto &client = world.connect("id");
    world.send(client, QoS::ExactlyOnce, 1, "a");
    world.businessAnswers(World::no());
    world.send(client, QoS::AtLeastOnce, 2, "a");
    world.businessAnswers(timeout());
    world.send(client, QoS::ExactlyOnce, 3, "a");
    world.businessAnswers(World::yes(QByteArray(400, 'a')));
    (void)client.take();
    world.send(client, QoS::ExactlyOnce, 4, "over what is kept of answers");
    world.hub().drain();
    world.send(client, QoS::ExactlyOnce, 5, "a");
    QCOMPARE(client.take(), QByteArrayList());
    QCOMPARE(world.hub().counters().naksSent, quint64(0));
}

void TestHubNaks::clientRefuses()
{
    HubSettings settings;
    settings.maxInflight = 1;
    World world(1, settings);
    auto &client = world.connect2("id", {"c"});
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        world.publish("c", qos, "one");
        world.publish("c", qos, "two");
        const QByteArray id = client.take().value(0).split('#').last();
        world.refuse(client, MessageId(id.toInt()));
        // Told at once, and the next one is on its way.
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 0);
        QCOMPARE(receipt.timedOut, false);
        QCOMPARE(client.take().size(), 1);
        world.refuse(client, MessageId(id.toInt() + 1));
        QCOMPARE(world.receipt().confirmed, 0);
        QCOMPARE(client.session->outbound.inFlight(), 0);
    }
    QVERIFY(world.pass(10s));
    QCOMPARE(client.take(), QByteArrayList());
    QCOMPARE(world.hub().counters().naksReceived, quint64(4));
    QCOMPARE(world.hub().counters().framesIgnored, quint64(0));
    // What is not waited for, and what has been answered.
    world.refuse(client, 999);
    world.publish("c", QoS::ExactlyOnce, "three");
    world.answer(client, AnswerKind::Rec, 5);
    world.refuse(client, 5);
    QCOMPARE(world.hub().counters().framesIgnored, quint64(2));
    QCOMPARE(world.receipt().confirmed, 1);
    world.answer(client, AnswerKind::Com, 5);
    QCOMPARE(client.session->outbound.inFlight(), 0);
}

QTEST_APPLESS_MAIN(TestHubNaks)
#include "tst_hubnaks.moc"
