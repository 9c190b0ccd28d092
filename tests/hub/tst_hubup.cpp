// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Client → hub → business server.
class TestHubUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callCarriesEverything()
    {
        World world;
        BusinessAnswer answer = World::yes();
        answer.cookie = "cookie";
        auto &client = world.admit("id", answer);
        world.hub().handle(*client.session, SendCommand{300, QoS::AtLeastOnce, false, 9, "payload"},
                           world.now);
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        const ForwardCall call = world.upstream().calls.front();
        QCOMPARE(call.identity, Identity("id"));
        QCOMPARE(call.cookie, QByteArray("cookie"));
        QCOMPARE(call.type, quint16(300));
        QCOMPARE(call.payload, QByteArray("payload"));
        QVERIFY(!call.messageId.isEmpty());
        QCOMPARE(world.hub().underWay(), 1);
        QCOMPARE(world.hub().counters().messagesIn, quint64(1));
        QCOMPARE(world.hub().counters().forwards, quint64(1));
    }

    void answersByQos()
    {
        World world;
        auto &client = world.connect("id");
        world.send(client, QoS::AtMostOnce, 0, "a");
        world.businessAnswers(World::yes("body"));
        QCOMPARE(client.take(), QByteArrayList());
        world.send(client, QoS::AtLeastOnce, 5, "a");
        world.businessAnswers(World::yes("body"));
        QCOMPARE(client.take(), QByteArrayList{"ACK 5 body"});
        world.send(client, QoS::ExactlyOnce, 65535, "a");
        world.businessAnswers(World::yes());
        QCOMPARE(client.take(), QByteArrayList{"REC 65535"});
        world.answer(client, AnswerKind::Rel, 65535);
        QCOMPARE(client.take(), QByteArrayList{"COM 65535"});
        // Whatever the id, REL gets its COM.
        world.answer(client, AnswerKind::Rel, 777);
        QCOMPARE(client.take(), QByteArrayList{"COM 777"});
    }

    void failureIsSilentAndRepeatKeepsTheMessageId()
    {
        World world;
        auto &client = world.connect("id");
        for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            world.send(client, qos, 5, "a");
            const QByteArray id = world.upstream().calls.front().messageId;
            world.businessAnswers(World::no());
            QCOMPARE(client.take(), QByteArrayList());
            world.send(client, qos, 5, "a", true);
            QCOMPARE(world.upstream().calls.front().messageId, id);
            world.businessAnswers(World::yes("ok"));
            QCOMPARE(client.take(),
                     QByteArrayList{qos == QoS::AtLeastOnce ? "ACK 5 ok" : "REC 5 ok"});
            world.send(client, qos, 5, "b");
            QVERIFY(world.upstream().calls.front().messageId != id);
            world.businessAnswers(World::yes());
            (void)client.take();
        }
        QCOMPARE(world.hub().counters().forwardsFailed, quint64(2));
    }

    void messageIdsDifferBetweenClients()
    {
        World world;
        auto &a = world.connect("a");
        auto &b = world.connect("b");
        world.send(a, QoS::AtMostOnce, 0, "x");
        world.send(b, QoS::AtMostOnce, 0, "x");
        const auto &calls = world.upstream().calls;
        QVERIFY(calls[0].messageId != calls[1].messageId);
    }

    void qos2RepeatIsNotForwardedAgain()
    {
        World world;
        auto &client = world.connect("id");
        world.send(client, QoS::ExactlyOnce, 5, "a");
        world.send(client, QoS::ExactlyOnce, 5, "a", true); // still running
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        world.businessAnswers(World::yes("once"));
        QCOMPARE(client.take(), QByteArrayList{"REC 5 once"});
        world.send(client, QoS::ExactlyOnce, 5, "a", true); // answered
        world.send(client, QoS::ExactlyOnce, 5, "a", true);
        QCOMPARE(world.upstream().calls.size(), size_t(0));
        const QByteArrayList both{"REC 5 once", "REC 5 once"};
        QCOMPARE(client.take(), both);
        world.answer(client, AnswerKind::Rel, 5);
        world.send(client, QoS::ExactlyOnce, 5, "b");
        QCOMPARE(world.upstream().calls.size(), size_t(1));
    }

    void orderAndConcurrency_data()
    {
        QTest::addColumn<int>("concurrency");
        QTest::newRow("1") << 1;
        QTest::newRow("3") << 3;
    }

    void orderAndConcurrency()
    {
        QFETCH(int, concurrency);
        HubSettings settings;
        settings.forwardConcurrency = concurrency;
        World world(1, settings);
        auto &client = world.connect("id");
        auto &other = world.connect("other");
        for (int i = 0; i < 20; ++i)
            world.send(client, QoS(i % 3), MessageId(i + 1), QByteArray::number(i));
        QCOMPARE(world.upstream().calls.size(), size_t(concurrency));
        // Nobody waits for another client.
        world.send(other, QoS::AtMostOnce, 0, "other");
        QCOMPARE(world.upstream().calls.size(), size_t(concurrency + 1));
        QCOMPARE(world.upstream().calls.back().payload, QByteArray("other"));
        world.upstream().calls.pop_back();

        for (int i = 0; i < 20; ++i) {
            QCOMPARE(world.upstream().calls.size(), size_t(std::min(concurrency, 20 - i)));
            QCOMPARE(world.upstream().calls.front().payload, QByteArray::number(i));
            world.businessAnswers(i % 4 ? World::yes() : World::no());
        }
        QVERIFY(world.upstream().calls.empty());
    }

    void readingPausesAndResumes()
    {
        HubSettings settings;
        settings.maxInflight = 10;
        World world(1, settings);
        auto &client = world.connect("id");
        for (int i = 0; i < 10; ++i)
            world.send(client, QoS::AtMostOnce, 0, "x"); // one runs, nine wait
        QVERIFY(client.link.reading);
        world.send(client, QoS::AtMostOnce, 0, "x");
        QVERIFY(!client.link.reading);
        // What was read already is still taken.
        world.send(client, QoS::AtMostOnce, 0, "x");
        QCOMPARE(client.link.readingChanges, 1);
        for (int i = 0; i < 5; ++i)
            world.businessAnswers(World::yes());
        QVERIFY(!client.link.reading); // six wait
        world.businessAnswers(World::yes());
        QVERIFY(client.link.reading); // five, half of it
        QCOMPARE(client.link.readingChanges, 2);
        for (int i = 0; i < 6; ++i)
            world.businessAnswers(World::no());
        QVERIFY(world.upstream().calls.empty());
        QCOMPARE(client.link.readingChanges, 2);
    }

    void readingPausesByBytes()
    {
        HubSettings settings;
        settings.maxBacklog = 100;
        World world(1, settings);
        auto &client = world.connect("id");
        world.send(client, QoS::AtMostOnce, 0, QByteArray(500, 'x')); // runs
        QVERIFY(client.link.reading);
        world.send(client, QoS::AtMostOnce, 0, QByteArray(99, 'x'));
        QVERIFY(client.link.reading);
        world.send(client, QoS::AtMostOnce, 0, "x");
        QVERIFY(!client.link.reading);
        world.businessAnswers(World::yes());
        QVERIFY(client.link.reading);
    }

    void pausedClientIsNotLost()
    {
        HubSettings settings;
        settings.maxInflight = 2;
        World world(1, settings);
        auto &client = world.connect("id");
        client.link.answersPings = false;
        for (int i = 0; i < 3; ++i)
            world.send(client, QoS::AtMostOnce, 0, "x");
        QVERIFY(!client.link.reading);
        QVERIFY2(world.pass(5min), "the hub wants to be woken all the time");
        QCOMPARE(client.link.aborts, 0);
        world.businessAnswers(World::yes());
        world.businessAnswers(World::yes());
        QVERIFY(client.link.reading);
        QVERIFY(world.pass(5min));
        QCOMPARE(client.link.aborts, 1);
    }

    void refusedOverAnswersKept()
    {
        HubSettings settings;
        settings.maxBacklog = 100;
        settings.forwardConcurrency = 10;
        World world(1, settings);
        auto &client = world.connect("id");
        BusinessAnswer answer = World::yes();
        answer.body = QByteArray(100, 'a');
        for (MessageId id = 1; id <= 3; ++id) {
            world.send(client, QoS::ExactlyOnce, id, "x");
            world.businessAnswers(answer);
        }
        QCOMPARE(client.take().size(), 3);
        world.send(client, QoS::ExactlyOnce, 4, "x");
        QCOMPARE(world.hub().counters().messagesRefused, quint64(1));
        world.send(client, QoS::ExactlyOnce, 4, "x", true);
        QVERIFY(world.upstream().calls.empty());
        world.answer(client, AnswerKind::Rel, 2);
        world.send(client, QoS::ExactlyOnce, 4, "x", true);
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        QCOMPARE(client.link.closes, QByteArrayList());
    }

    void answersOutOfPlace()
    {
        World world;
        auto &client = world.connect("id");
        world.answer(client, AnswerKind::Ack, 1, "x");
        world.answer(client, AnswerKind::Com, 1);
        QCOMPARE(client.take(), QByteArrayList());
        // An unknown REC would otherwise be repeated for ever.
        world.answer(client, AnswerKind::Rec, 0, "x");
        world.answer(client, AnswerKind::Rec, 65535);
        const QByteArrayList rels{"REL 0", "REL 65535"};
        QCOMPARE(client.take(), rels);
        QCOMPARE(world.hub().counters().framesIgnored, quint64(4));
    }

    void answerToAClosingClient()
    {
        World world;
        auto &client = world.connect("id");
        world.send(client, QoS::AtLeastOnce, 1, "a");
        world.send(client, QoS::AtLeastOnce, 2, "b");
        client.link.result = SendResult::Closed;
        world.businessAnswers(World::yes());
        client.link.result = SendResult::Sent;
        // It is going: what it has sent goes through, what still comes does not.
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        world.send(client, QoS::AtLeastOnce, 3, "c");
        world.leave(client);
        QCOMPARE(world.upstream().closes, QByteArrayList());
        world.businessAnswers(World::yes());
        QVERIFY(world.upstream().calls.empty());
        QCOMPARE(client.take(), QByteArrayList());
        QCOMPARE(world.upstream().closes.size(), 1);
    }

    void messagesOutliveTheirClient()
    {
        World world;
        auto &client = world.connect("id");
        for (const char *payload : {"a", "b", "c"})
            world.send(client, QoS::AtMostOnce, 0, payload);
        world.leave(client);
        BusinessAnswer answer = World::yes();
        answer.join = {ChannelName("room")};
        answer.cookie = "last";
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(world.upstream().closes, QByteArrayList());
            QCOMPARE(world.upstream().calls.size(), size_t(1));
            QCOMPARE(world.upstream().calls.front().payload, QByteArray(1, char('a' + i)));
            world.businessAnswers(answer);
        }
        QCOMPARE(world.upstream().closes, QByteArrayList{"id last"});
        QCOMPARE(world.hub().underWay(), 0);
    }

    void qos2BurstIsSlowedDownNotRefused()
    {
        HubSettings settings;
        settings.maxInflight = 10;
        World world(1, settings);
        auto &client = world.connect("id");
        // All of one read comes, whatever the hub says meanwhile.
        for (MessageId id = 1; id <= 100; ++id)
            world.send(client, QoS::ExactlyOnce, id, "x");
        QVERIFY(!client.link.reading);
        for (MessageId id = 1; id <= 100; ++id) {
            world.businessAnswers(World::yes());
            world.answer(client, AnswerKind::Rel, id);
        }
        QVERIFY(client.link.reading);
        QCOMPARE(world.hub().counters().messagesRefused, quint64(0));
        QCOMPARE(world.hub().counters().forwards, quint64(100));
    }

    void payloadOverTheLimit()
    {
        HubSettings settings;
        settings.maxPayload = 4;
        World world(1, settings);
        auto &client = world.connect("id");
        world.send(client, QoS::AtMostOnce, 0, "1234");
        QCOMPARE(client.link.closes, QByteArrayList());
        world.send(client, QoS::AtMostOnce, 0, "12345");
        QCOMPARE(client.link.closes, QByteArrayList{"1009 payload over max_payload"});
        QCOMPARE(world.hub().counters().messagesIn, quint64(1));
    }

    void drain()
    {
        World world;
        auto &client = world.connect("id");
        world.send(client, QoS::AtLeastOnce, 1, "a");
        world.send(client, QoS::AtLeastOnce, 2, "b");
        world.hub().drain();
        QCOMPARE(world.hub().underWay(), 1);
        world.businessAnswers(World::yes());
        // The one under way got its answer, the next is not begun.
        QCOMPARE(client.take(), QByteArrayList{"ACK 1"});
        QVERIFY(world.upstream().calls.empty());
        QCOMPARE(world.hub().underWay(), 0);
        world.send(client, QoS::AtLeastOnce, 3, "c");
        QVERIFY(world.upstream().calls.empty());
    }
};

QTEST_APPLESS_MAIN(TestHubUp)
#include "tst_hubup.moc"
