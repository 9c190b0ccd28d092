// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "lanefakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Q0 = QoS::AtMostOnce;
constexpr auto Q1 = QoS::AtLeastOnce;
constexpr auto Q2 = QoS::ExactlyOnce;

const QByteArrayList Orders{"orders"};
const Identity A("a"), B("b"), C("c");

QueueVerdict pop(Lanes &lanes, const Identity &consumer, int index = 0,
                 const QByteArrayList &topics = Orders)
{
    const QueueVerdict verdict = lanes.lane(index).pop(consumer, topics);
    lanes.run();
    return verdict;
}

} // namespace

class TestQueueLane : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMessageIsHandedOverAndAnswered()
    {
        Lanes lanes(1);
        QCOMPARE(pop(lanes, A), QueueVerdict::Done);
        lanes.forward("x", Q1, "payload");
        QVERIFY(lanes.deliveries.empty()); // never from within the call
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(1));
        const QueueMessage message = lanes.deliveries[0].message;
        QCOMPARE(message.topic, "orders");
        QCOMPARE(message.identity, Identity("x"));
        QCOMPARE(message.type, quint16(7));
        QCOMPARE(message.qos, Q1);
        QCOMPARE(message.mid, "x-1");
        QCOMPARE(message.payload, "payload");
        QCOMPARE(lanes.ended(), QByteArrayList());
        QVERIFY(lanes.lane().answer(A, "x-1", "done"));
        QCOMPARE(lanes.ended(), QByteArrayList()); // likewise
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 ok:done"});
        QVERIFY(!lanes.lane().answer(A, "x-1", "again"));
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList());
        QCOMPARE(lanes.lane().nextDue(), TimePoint::max());
    }

    void qos0IsDoneWhenItIsPutOut()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 1);
        lanes.forward("x", Q0, "1");
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"});
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 ok:"});
        QVERIFY(!lanes.lane(1).answer(A, "x-1", "late"));
        QCOMPARE(lanes.lane().counters().answered, 1U);
        QCOMPARE(lanes.lane().nextDue(), TimePoint::max());
    }

    void qos0IsNotDoneWhileTheConsumerIsStuck()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 1);
        lanes.blocked.insert("a");
        lanes.forward("x", Q0, "1");
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList());
        QCOMPARE(lanes.ended(), QByteArrayList());
        QCOMPARE(lanes.lane(1).nextDue(), lanes.now + QueueDesk::BlockedPoll);
        lanes.pass(5ms);
        QCOMPARE(lanes.delivered(), QByteArrayList());
        lanes.blocked.clear();
        lanes.pass(5ms);
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"});
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 ok:"});
    }

    void withoutConsumersMessagesWait()
    {
        Lanes lanes(2);
        lanes.forward("x", Q1, "1");
        lanes.forward("y", Q0, "2");
        lanes.forward("x", Q2, "3");
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(0));
        (void)pop(lanes, A, 1);
        const QByteArrayList inOrder{"a x-1", "a y-1", "a x-2"};
        QCOMPARE(lanes.delivered(), inOrder);
    }

    void consumersTakeTurns()
    {
        Lanes lanes(3);
        (void)pop(lanes, A, 0);
        (void)pop(lanes, B, 1);
        (void)pop(lanes, C, 2);
        for (int i = 0; i < 300; ++i)
            lanes.forward("x", Q1, "p", 1);
        lanes.run();
        std::map<Identity, int> counts;
        for (const auto &delivery : lanes.deliveries)
            ++counts[delivery.consumer];
        QCOMPARE(counts[A], 100);
        QCOMPARE(counts[B], 100);
        QCOMPARE(counts[C], 100);
        // Each in order, too.
        std::map<Identity, quint64> last;
        for (const auto &delivery : lanes.deliveries) {
            const quint64 number = delivery.message.mid.mid(2).toULongLong();
            QVERIFY(number > last[delivery.consumer]);
            last[delivery.consumer] = number;
        }
    }

    void aConsumerTakesSeveralTopics()
    {
        Lanes lanes(2);
        QCOMPARE(pop(lanes, A, 0, {"orders", "mail", "orders"}), QueueVerdict::Done);
        lanes.forward("x", Q1, "1", 1, "mail");
        lanes.forward("x", Q1, "2", 1, "orders");
        lanes.forward("x", Q1, "3", 1, "other");
        lanes.run();
        const QByteArrayList two{"a x-1", "a x-2"};
        QCOMPARE(lanes.delivered(), two);
    }

    void aConsumerThatGoesLeavesWhatItHadInOrder()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 0);
        (void)pop(lanes, B, 1);
        for (int i = 0; i < 6; ++i)
            lanes.forward("x", Q1, "p"); // 1, 3, 5 to a, the others to b
        lanes.run();
        (void)lanes.delivered();
        QVERIFY(lanes.lane(0).answer(A, "x-3", "done"));
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"x-3 ok:done"});
        lanes.lane(0).gone(A);
        lanes.run();
        const QByteArrayList back{"b x-1", "b x-5"};
        QCOMPARE(lanes.delivered(), back);
        QVERIFY(!lanes.lane(0).answer(A, "x-1", "late"));
        // Nobody is left: what comes now waits behind what comes back.
        lanes.lane(1).gone(B);
        lanes.forward("x", Q1, "p");
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList());
        QCOMPARE(lanes.lane().figures().first().waiting, 6);
        (void)pop(lanes, C, 1);
        const QByteArrayList inOrder{"c x-1", "c x-2", "c x-4", "c x-5", "c x-6", "c x-7"};
        QCOMPARE(lanes.delivered(), inOrder);
        QCOMPARE(lanes.lane().counters().requeued, 8U); // 7 was on its way to b
    }

    void whatComesBackGoesBeforeWhatWaits()
    {
        QueueLimits limits;
        limits.window = 2;
        Lanes lanes(1, limits);
        (void)pop(lanes, A);
        (void)pop(lanes, B);
        for (int i = 0; i < 8; ++i)
            lanes.forward("x", Q1, "p");
        lanes.run();
        const QByteArrayList first{"a x-1", "a x-3", "b x-2", "b x-4"};
        QCOMPARE(lanes.delivered(), first);
        lanes.lane().gone(A);
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList()); // b is full
        QVERIFY(lanes.lane().answer(B, "x-2", ""));
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"b x-1"});
        lanes.lane().gone(B);
        (void)pop(lanes, C);
        const QByteArrayList rest{"c x-1", "c x-3"};
        QCOMPARE(lanes.delivered(), rest);
        QVERIFY(lanes.lane().answer(C, "x-1", ""));
        QVERIFY(lanes.lane().answer(C, "x-3", ""));
        lanes.run();
        const QByteArrayList next{"c x-4", "c x-5"};
        QCOMPARE(lanes.delivered(), next);
    }

    void qos0ThatHasNotLeftComesBackToo()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 1);
        lanes.blocked.insert("a");
        lanes.forward("x", Q0, "1");
        lanes.run();
        lanes.lane(1).gone(A);
        (void)pop(lanes, B, 0);
        QCOMPARE(lanes.delivered(), QByteArrayList{"b x-1"});
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 ok:"});
        // Nor does what a closing connection did not take count as left.
        lanes.lane(0).gone(B);
        (void)pop(lanes, C, 1);
        lanes.closing.insert("c");
        lanes.forward("x", Q0, "2");
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList());
        lanes.lane(1).gone(C);
        (void)pop(lanes, B, 0);
        QCOMPARE(lanes.delivered(), QByteArrayList{"b x-2"});
        QCOMPARE(lanes.ended(), QByteArrayList{"x-2 ok:"});
    }

    void unpopKeepsWhatWasSeenAndReturnsTheRest()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 1);
        lanes.forward("x", Q1, "1");
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"});
        lanes.blocked.insert("a");
        lanes.forward("x", Q1, "2");
        lanes.run();
        lanes.forward("x", Q1, "3");
        lanes.lane(0).onTime(lanes.now); // on its way when the consumer unpops
        QCOMPARE(lanes.lane(1).unpop(A, Orders), QueueVerdict::Done);
        lanes.blocked.clear();
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList());
        const QueueFigures figures = lanes.lane(0).figures().first();
        QCOMPARE(figures.waiting, 2);
        QCOMPARE(figures.inHand, 1);
        QVERIFY(lanes.lane(1).answer(A, "x-1", "seen"));
        QVERIFY(!lanes.lane(1).answer(A, "x-2", "unseen"));
        (void)pop(lanes, B, 0);
        const QByteArrayList rest{"b x-2", "b x-3"};
        QCOMPARE(lanes.delivered(), rest);
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 ok:seen"});
    }

    void popAndUnpopSayWhatIsWrong()
    {
        Lanes lanes(1);
        QCOMPARE(lanes.lane().unpop(A, Orders), QueueVerdict::NotPopped);
        QCOMPARE(pop(lanes, A), QueueVerdict::Done);
        // All of them or none.
        QCOMPARE(lanes.lane().pop(A, {"mail", "orders"}), QueueVerdict::Already);
        QCOMPARE(lanes.lane().unpop(A, {"orders", "mail"}), QueueVerdict::NotPopped);
        lanes.forward("x", Q1, "1", 0, "mail");
        lanes.forward("x", Q1, "2");
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-2"});
        QCOMPARE(lanes.lane().unpop(A, Orders), QueueVerdict::Done);
        QCOMPARE(lanes.lane().unpop(A, Orders), QueueVerdict::NotPopped);
        QCOMPARE(pop(lanes, A), QueueVerdict::Done);
    }

    void onlyWhoHasItAnswers()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 0);
        lanes.blocked.insert("b");
        lanes.forward("x", Q1, "1");
        lanes.run();
        (void)pop(lanes, B, 0);
        QVERIFY(!lanes.lane(0).answer(B, "x-1", "not mine"));
        QVERIFY(!lanes.lane(1).answer(A, "x-1", "not here"));
        QVERIFY(!lanes.lane(0).answer(A, "x-2", "no such"));
        QVERIFY(!lanes.lane(0).answer(A, "", "none"));
        lanes.forward("x", Q1, "2"); // to a
        lanes.forward("x", Q1, "3"); // to b, which has not seen it
        lanes.run();
        const QByteArrayList mids{"a x-1", "a x-2"};
        if (lanes.deliveries.size() == 2)
            QVERIFY(!lanes.lane(0).answer(B, "x-3", "unseen"));
        QCOMPARE(lanes.ended(), QByteArrayList());
    }

    void nobodyAnswersInTime()
    {
        Lanes lanes(2);
        lanes.forward("x", Q1, "waits");
        lanes.pass(1s);
        QCOMPARE(lanes.lane().nextDue(), Lanes::Start + Lanes::Timeout);
        lanes.pass(8s);
        (void)pop(lanes, A, 1);
        lanes.forward("y", Q2, "in hand");
        lanes.run();
        const QByteArrayList both{"a x-1", "a y-1"};
        QCOMPARE(lanes.delivered(), both);
        lanes.pass(999ms);
        QCOMPARE(lanes.ended(), QByteArrayList());
        lanes.pass(1ms);
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 late"});
        QVERIFY(!lanes.lane(1).answer(A, "x-1", "late"));
        QVERIFY(lanes.lane(1).answer(A, "y-1", "in time"));
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"y-1 ok:in time"});
        QCOMPARE(lanes.lane().counters().expired, 1U);
        QCOMPARE(lanes.lane().nextDue(), TimePoint::max());
        QCOMPARE(lanes.lane(1).nextDue(), TimePoint::max());
    }

    void whatIsLateIsNotPutOut()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 1);
        lanes.blocked.insert("a");
        lanes.forward("x", Q1, "1");
        lanes.run();
        lanes.pass(Lanes::Timeout);
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 late"});
        lanes.forwardAgain("x", 1, Q1, "1");
        lanes.run();
        lanes.blocked.clear();
        lanes.pass(5ms);
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"}); // once
    }

    void anAnswerCrossesTheTimeout()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 1);
        lanes.forward("x", Q1, "1");
        lanes.run();
        QVERIFY(lanes.lane(1).answer(A, "x-1", "on its way"));
        lanes.now += Lanes::Timeout;
        lanes.lane(0).onTime(lanes.now);
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 late"}); // and nothing else
    }

    void timeoutsOfTwoLengths()
    {
        Lanes lanes(1);
        lanes.forward("x", Q1, "long");
        lanes.timeout = 2s;
        lanes.forward("x", Q1, "short");
        QCOMPARE(lanes.lane().nextDue(), lanes.now + 2s);
        lanes.pass(2s);
        QCOMPARE(lanes.ended(), QByteArrayList{"x-2 late"});
        lanes.pass(8s);
        QCOMPARE(lanes.ended(), QByteArrayList{"x-1 late"});
    }

    void aRepeatIsNotHandedOutTwice()
    {
        Lanes lanes(2);
        lanes.forward("x", Q1, "1");
        lanes.forwardAgain("x", 1, Q1, "1"); // while it waits
        (void)pop(lanes, A, 1);
        lanes.forwardAgain("x", 1, Q1, "1"); // while a has it
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"});
        QVERIFY(lanes.lane(1).answer(A, "x-1", "once"));
        lanes.run();
        // Each call ends.
        const QByteArrayList thrice{"x-1 ok:once", "x-1 ok:once", "x-1 ok:once"};
        QCOMPARE(lanes.ended(), thrice);
        QCOMPARE(lanes.lane().counters().enqueued, 1U);
        lanes.forwardAgain("x", 1, Q1, "1"); // that one is over: it is asked anew
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"});
    }

    void aRepeatOfWhatHasJustEnded()
    {
        Lanes lanes(1);
        (void)pop(lanes, A);
        lanes.forward("x", Q1, "1");
        lanes.run();
        QVERIFY(lanes.lane().answer(A, "x-1", "once"));
        lanes.forwardAgain("x", 1, Q1, "1"); // nobody has been told yet
        lanes.run();
        QCOMPARE(lanes.delivered(), QByteArrayList{"a x-1"});
        const QByteArrayList twice{"x-1 ok:once", "x-1 ok:once"};
        QCOMPARE(lanes.ended(), twice);
    }

    void topicsTakeTurnsWhereThereIsLittleRoom()
    {
        QueueLimits limits;
        limits.window = 1;
        Lanes lanes(1, limits);
        (void)pop(lanes, A, 0, {"orders", "mail"});
        for (int i = 0; i < 4; ++i) {
            lanes.forward("x", Q1, "p", 0, "orders");
            lanes.forward("y", Q1, "p", 0, "mail");
        }
        QByteArrayList order;
        for (int i = 0; i < 8; ++i) {
            lanes.run();
            QCOMPARE(lanes.deliveries.size(), size_t(1));
            const QByteArray mid = lanes.deliveries[0].message.mid;
            order.append(lanes.delivered());
            QVERIFY(lanes.lane().answer(A, mid, ""));
        }
        const QByteArrayList inTurn{"a x-1", "a y-1", "a x-2", "a y-2",
                                    "a x-3", "a y-3", "a x-4", "a y-4"};
        QCOMPARE(order, inTurn);
    }

    void whoIsToldMayForwardMore()
    {
        Lanes lanes(1);
        (void)pop(lanes, A);
        int left = 5;
        lanes.onOutcome = [&](const Lanes::Outcome &) {
            if (--left > 0)
                lanes.forward("x", Q0, "next");
        };
        lanes.forward("x", Q0, "first");
        lanes.lane().onTime(lanes.now);
        QCOMPARE(lanes.outcomes.size(), size_t(1)); // the next one is for the next turn
        QCOMPARE(lanes.lane().nextDue(), TimePoint::min());
        lanes.run();
        QCOMPARE(lanes.outcomes.size(), size_t(5));
    }

    void aLateLaneHearsOfConsumers()
    {
        Lanes lanes(3);
        (void)pop(lanes, A, 0);
        (void)pop(lanes, B, 1, {"mail"});
        lanes.remake(2);
        lanes.run();
        lanes.forward("x", Q1, "1", 2);
        lanes.forward("x", Q1, "2", 2, "mail");
        lanes.run();
        const QByteArrayList both{"a x-1", "b x-2"};
        QByteArrayList delivered = lanes.delivered();
        std::sort(delivered.begin(), delivered.end());
        QCOMPARE(delivered, both);
    }

    void figures()
    {
        Lanes lanes(2);
        (void)pop(lanes, A, 0);
        (void)pop(lanes, B, 1);
        (void)pop(lanes, C, 1, {"mail"});
        lanes.forward("x", Q1, "12345");
        lanes.forward("x", Q1, "123", 0, "nobody");
        lanes.run();
        const QList<QueueFigures> first{
            {"mail", 0, 0, 0, 0}, {"nobody", 1, 0, 3, 0}, {"orders", 0, 1, 5, 1}};
        QCOMPARE(lanes.lane(0).figures(), first);
        const QList<QueueFigures> second{{"mail", 0, 0, 0, 1}, {"orders", 0, 0, 0, 1}};
        QCOMPARE(lanes.lane(1).figures(), second);
        QCOMPARE(lanes.lane(0).counters(), (QueueCounters{2, 1, 0, 0, 0, 0}));
        lanes.lane(0).gone(A);
        lanes.lane(1).gone(B);
        lanes.lane(1).gone(C);
        lanes.pass(Lanes::Timeout);
        QCOMPARE(lanes.lane(0).figures(), QList<QueueFigures>());
        QCOMPARE(lanes.lane(1).figures(), QList<QueueFigures>());
        QCOMPARE(lanes.lane(0).counters(), (QueueCounters{2, 1, 0, 1, 2, 0}));
    }
};

QTEST_GUILESS_MAIN(TestQueueLane)
#include "tst_queuelane.moc"
