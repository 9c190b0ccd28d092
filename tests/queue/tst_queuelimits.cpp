// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "lanefakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Q0 = QoS::AtMostOnce;
constexpr auto Q1 = QoS::AtLeastOnce;

const QByteArrayList Orders{"orders"};
const Identity A("a"), B("b");

} // namespace

class TestQueueLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitingMessages()
    {
        Lanes lanes(1);
        for (int i = 0; i < 2'000; ++i)
            lanes.forward("x", Q1, "p");
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList());
        lanes.forward("x", Q1, "one too many");
        QCOMPARE(lanes.outcomes.size(), size_t(0)); // never from within the call
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"x-2001 failed"});
        lanes.forward("x", Q1, "another topic has room", 0, "mail");
        // A repeat of one that waits needs none.
        lanes.forwardAgain("x", 1, Q1, "p");
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList());
        QCOMPARE(lanes.lane().counters().refused, 1U);
        // What is in hand does not wait.
        (void)lanes.lane().pop(A, Orders);
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(1'000));
        for (int i = 0; i < 1'000; ++i)
            lanes.forward("x", Q1, "p");
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList());
        lanes.forward("x", Q1, "p");
        lanes.run();
        QCOMPARE(lanes.ended().size(), 1);
        // What comes back has room in any case.
        lanes.lane().gone(A);
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList());
        QCOMPARE(lanes.lane().figures().last().waiting, 3'000);
    }

    void payloadBytes()
    {
        QueueLimits limits;
        limits.maxBytes = 100;
        Lanes lanes(1, limits);
        lanes.forward("x", Q1, QByteArray(101, 'x'));
        lanes.forward("x", Q1, QByteArray(60, 'x'));
        lanes.forward("x", Q1, QByteArray(41, 'x'));
        lanes.forward("x", Q1, QByteArray(40, 'x'));
        lanes.run();
        const QByteArrayList refused{"x-1 failed", "x-3 failed"};
        QCOMPARE(lanes.ended(), refused);
        // In hand counts too, until it is answered.
        (void)lanes.lane().pop(A, Orders);
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(2));
        lanes.forward("x", Q1, "1");
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"x-5 failed"});
        QVERIFY(lanes.lane().answer(A, "x-2", ""));
        lanes.forward("x", Q1, QByteArray(60, 'x'));
        lanes.run();
        QCOMPARE(lanes.ended(), QByteArrayList{"x-2 ok:"});
    }

    void topics()
    {
        QueueLimits limits;
        limits.maxTopics = 3;
        Lanes lanes(2, limits);
        lanes.forward("x", Q1, "p", 0, "one");
        QCOMPARE(lanes.lane(0).pop(A, {"one", "two", "three", "four"}), QueueVerdict::NoRoom);
        QCOMPARE(lanes.lane(0).pop(A, {"one", "two", "three"}), QueueVerdict::Done);
        lanes.run();
        lanes.forward("x", Q1, "p", 0, "four");
        lanes.forward("y", Q1, "p", 1, "four");
        lanes.run();
        const QByteArrayList refused{"x-2 failed", "y-1 failed"};
        QCOMPARE(lanes.ended(), refused);
        QCOMPARE(lanes.lane(1).pop(B, {"four"}), QueueVerdict::NoRoom);
        QCOMPARE(lanes.lane(0).unpop(A, {"two"}), QueueVerdict::Done);
        lanes.run();
        QCOMPARE(lanes.lane(1).pop(B, {"four"}), QueueVerdict::Done);
        lanes.run();
    }

    void aWindowPerConsumerAndItsShares()
    {
        Lanes lanes(4); // 250 for each lane
        (void)lanes.lane(0).pop(A, {"orders", "mail"});
        lanes.run();
        for (int i = 0; i < 300; ++i)
            lanes.forward("x", Q1, "p", 1, i % 2 == 0 ? "orders" : "mail");
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(250));
        for (int index : {0, 2, 3}) {
            for (int i = 0; i < 300; ++i)
                lanes.forward("y" + QByteArray::number(index), Q1, "p", index);
        }
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(1'000));
        // What waits of orders goes to another: of lane 1 none does.
        (void)lanes.lane(3).pop(B, Orders);
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(1'000 + 3 * 50));
        // And on to the first, where it has answered: for both of its topics.
        lanes.deliveries.clear();
        QVERIFY(lanes.lane(0).answer(A, "x-1", ""));
        QVERIFY(lanes.lane(0).answer(A, "x-2", ""));
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(2));
        for (const auto &delivery : lanes.deliveries)
            QCOMPARE(delivery.message.topic, "mail"); // those of orders had gone
    }

    void qos0KeepsToTheWindowToo()
    {
        QueueLimits limits;
        limits.window = 10;
        Lanes lanes(2, limits);
        (void)lanes.lane(1).pop(A, Orders);
        lanes.run();
        lanes.blocked.insert("a");
        for (int i = 0; i < 12; ++i)
            lanes.forward("x", Q0, "p");
        lanes.run();
        QCOMPARE(lanes.lane(0).figures().first().inHand, 5);
        QCOMPARE(lanes.lane(0).figures().first().waiting, 7);
        lanes.blocked.clear();
        lanes.pass(5ms);
        QCOMPARE(lanes.deliveries.size(), size_t(12));
        QCOMPARE(lanes.ended().size(), 12);
    }

    void notTooMuchInOneTurn()
    {
        Lanes lanes(1);
        (void)lanes.lane().pop(A, Orders);
        lanes.run();
        const QByteArray big(100 * 1024, 'x');
        for (int i = 0; i < 5; ++i)
            lanes.forward("x", Q1, big);
        lanes.forward("x", Q1, QByteArray(1024 * 1024, 'x'));
        const auto turn = [&lanes] {
            lanes.deliveries.clear();
            lanes.lane().onTime(lanes.now);
            return lanes.deliveries.size();
        };
        QCOMPARE(turn(), size_t(2));
        QCOMPARE(lanes.lane().nextDue(), TimePoint::min());
        QCOMPARE(turn(), size_t(2));
        QCOMPARE(turn(), size_t(1));
        lanes.blocked.insert("a");
        QCOMPARE(turn(), size_t(0));
        QCOMPARE(lanes.lane().nextDue(), lanes.now + QueueDesk::BlockedPoll);
        lanes.blocked.clear();
        QCOMPARE(turn(), size_t(1)); // alone, however big
        QCOMPARE(lanes.lane().nextDue(), lanes.now + Lanes::Timeout);
    }

    void blockedWithinATurn()
    {
        Lanes lanes(1);
        (void)lanes.lane().pop(A, Orders);
        lanes.run();
        for (int i = 0; i < 5; ++i)
            lanes.forward("x", Q1, "p");
        lanes.onDelivery = [&lanes] {
            if (lanes.deliveries.size() == 2)
                lanes.blocked.insert("a");
        };
        lanes.run();
        QCOMPARE(lanes.deliveries.size(), size_t(2));
        QCOMPARE(lanes.lane().nextDue(), lanes.now + QueueDesk::BlockedPoll);
        lanes.blocked.clear();
        lanes.pass(QueueDesk::BlockedPoll);
        QCOMPARE(lanes.deliveries.size(), size_t(5));
    }

    void nothingIsKeptOfWhatIsOver()
    {
        Lanes lanes(2);
        for (int round = 0; round < 3; ++round) {
            const QByteArray name = 'c' + QByteArray::number(round);
            (void)lanes.lane(1).pop(Identity(name), {"t" + name});
            lanes.run();
            lanes.forward("x", Q1, "p", 0, "t" + name);
            lanes.run();
            if (round == 1)
                (void)lanes.lane(1).unpop(Identity(name), {"t" + name});
            if (round != 2)
                QVERIFY(
                    lanes.lane(1).answer(Identity(name), lanes.deliveries.back().message.mid, ""));
            lanes.run();
            lanes.lane(1).gone(Identity(name));
            lanes.pass(Lanes::Timeout);
            QCOMPARE(lanes.lane(0).figures(), QList<QueueFigures>());
            QCOMPARE(lanes.lane(1).figures(), QList<QueueFigures>());
            QCOMPARE(lanes.lane(0).nextDue(), TimePoint::max());
        }
    }
};

QTEST_GUILESS_MAIN(TestQueueLimits)
#include "tst_queuelimits.moc"
