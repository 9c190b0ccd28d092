// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/timerqueue.h"

#include <QRandomGenerator>
#include <QtTest>

#include <map>

using namespace std::chrono_literals;

namespace Rainbow {

using TimePoint = TimerQueue::TimePoint;
using Milliseconds = TimerQueue::Milliseconds;

class TestTimerQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void preciseIsExact();
    void coarseIsLateByFivePercentAtMost();
    void veryCoarseIsAtTheNextFullSecond();
    void coarseTimersShareMoments();
    void repeatingTimersKeepTheirPace_data();
    void repeatingTimersKeepTheirPace();
    void tenThousandFireInOrder();
    void equalDeadlinesFireInOrderOfStarting();
    void missedOccurrencesAreSkipped();
    void zeroFiresOncePerTurnAndDoesNotCount();
    void stoppedWhileFiring();
    void restartedWhileFiring();
    void replacedUnderTheSameId();
    void notDeliveredRecursively();
    void timersByObject();
    void oddIntervals();
    void randomAgainstModel();

private:
    QList<int> fire(TimerQueue &queue, TimePoint now)
    {
        QList<int> ids;
        queue.fire(now, [&](QObject *, int id) { ids.append(id); });
        return ids;
    }

    const TimePoint m_start{100h + 123456789ns};
    QObject m_object;
};

void TestTimerQueue::preciseIsExact()
{
    TimerQueue queue;
    QCOMPARE(queue.nextDeadline(), TimePoint::max());
    queue.start(1, 7ms, Qt::PreciseTimer, &m_object, m_start);
    QCOMPARE(queue.deadlineOf(1), m_start + 7ms);
    QCOMPARE(queue.nextDeadline(), m_start + 7ms);
    QCOMPARE(fire(queue, m_start + 7ms - 1ns), QList<int>());
    QCOMPARE(fire(queue, m_start + 7ms), QList<int>{1});
    QCOMPARE(queue.nextDeadline(), m_start + 14ms);
}

void TestTimerQueue::coarseIsLateByFivePercentAtMost()
{
    QRandomGenerator random(1);
    for (int i = 0; i < 20000; ++i) {
        const Milliseconds interval(random.bounded(100000) >> random.bounded(16));
        const TimePoint now = m_start + std::chrono::nanoseconds(random.generate());
        TimerQueue queue;
        queue.start(1, interval, Qt::CoarseTimer, &m_object, now);
        QVERIFY(queue.deadlineOf(1) >= now + interval);
        QVERIFY(queue.deadlineOf(1) <= now + interval + interval / 20);
        QVERIFY(fire(queue, now + interval - 1ns).isEmpty());
    }
}

void TestTimerQueue::veryCoarseIsAtTheNextFullSecond()
{
    QRandomGenerator random(2);
    for (int i = 0; i < 5000; ++i) {
        const Milliseconds interval(random.bounded(100000));
        const TimePoint now = m_start + std::chrono::nanoseconds(random.generate());
        TimerQueue queue;
        queue.start(1, interval, Qt::VeryCoarseTimer, &m_object, now);
        QVERIFY(queue.deadlineOf(1) >= now + interval);
        QVERIFY(queue.deadlineOf(1) < now + interval + 1s);
        QCOMPARE(queue.deadlineOf(1).time_since_epoch() % 1s, 0ns);
    }
}

void TestTimerQueue::coarseTimersShareMoments()
{
    TimerQueue queue;
    for (int id = 1; id <= 100; ++id)
        queue.start(id, 30s, Qt::CoarseTimer, &m_object, m_start + id * 5ms);
    QCOMPARE(fire(queue, queue.nextDeadline()).size(), 100);
}

void TestTimerQueue::repeatingTimersKeepTheirPace_data()
{
    QTest::addColumn<Qt::TimerType>("type");
    QTest::addColumn<int>("interval");
    for (const int interval : {1, 19, 21, 33, 50, 110, 999, 1000, 1400, 25000}) {
        QTest::addRow("precise %d", interval) << Qt::PreciseTimer << interval;
        QTest::addRow("coarse %d", interval) << Qt::CoarseTimer << interval;
        if (interval >= 1000) // otherwise occurrences are skipped
            QTest::addRow("very coarse %d", interval) << Qt::VeryCoarseTimer << interval;
    }
}

void TestTimerQueue::repeatingTimersKeepTheirPace()
{
    QFETCH(Qt::TimerType, type);
    QFETCH(int, interval);
    const Milliseconds slack = type == Qt::PreciseTimer ? 0ms
        : type == Qt::CoarseTimer                       ? Milliseconds(interval / 20)
                                                        : 1000ms;
    TimerQueue queue;
    queue.start(1, Milliseconds(interval), type, &m_object, m_start);
    for (int i = 1; i <= 1000; ++i) {
        const TimePoint ideal = m_start + i * Milliseconds(interval);
        const TimePoint deadline = queue.nextDeadline();
        QVERIFY(deadline >= ideal);
        QVERIFY(deadline <= ideal + slack);
        QCOMPARE(fire(queue, deadline), QList<int>{1});
    }
}

void TestTimerQueue::tenThousandFireInOrder()
{
    QRandomGenerator random(3);
    TimerQueue queue;
    std::multimap<int, int> expected;
    for (int id = 1; id <= 10000; ++id) {
        const int interval = random.bounded(1, 5000);
        queue.start(id, Milliseconds(interval), Qt::PreciseTimer, &m_object, m_start);
        expected.insert({interval, id}); // keeps the order of insertion among equals
    }
    QList<int> fired;
    QCOMPARE(queue.fire(m_start + 5s, [&](QObject *, int id) { fired.append(id); }), 10000);
    QCOMPARE(fired.size(), 10000);
    qsizetype i = 0;
    for (const auto &[interval, id] : expected)
        QCOMPARE(fired.at(i++), id);
}

void TestTimerQueue::equalDeadlinesFireInOrderOfStarting()
{
    TimerQueue queue;
    queue.start(9, 10ms, Qt::PreciseTimer, &m_object, m_start);
    queue.start(3, 10ms, Qt::PreciseTimer, &m_object, m_start);
    queue.start(7, 10ms, Qt::PreciseTimer, &m_object, m_start);
    QCOMPARE(fire(queue, m_start + 10ms), (QList<int>{9, 3, 7}));
    QCOMPARE(fire(queue, m_start + 20ms), (QList<int>{9, 3, 7}));
}

void TestTimerQueue::missedOccurrencesAreSkipped()
{
    TimerQueue queue;
    queue.start(1, 10ms, Qt::PreciseTimer, &m_object, m_start);
    QCOMPARE(fire(queue, m_start + 95ms), QList<int>{1});
    QCOMPARE(queue.nextDeadline(), m_start + 105ms);
    QCOMPARE(fire(queue, m_start + 106ms), QList<int>{1});
    QCOMPARE(queue.nextDeadline(), m_start + 115ms);
}

void TestTimerQueue::zeroFiresOncePerTurnAndDoesNotCount()
{
    TimerQueue queue;
    queue.start(1, 0ms, Qt::CoarseTimer, &m_object, m_start);
    queue.start(2, 10ms, Qt::PreciseTimer, &m_object, m_start);
    int count = 0;
    QCOMPARE(queue.fire(m_start, [&](QObject *, int) { ++count; }), 0);
    QCOMPARE(count, 1);
    QCOMPARE(fire(queue, m_start), QList<int>{1});
    QCOMPARE(queue.fire(m_start + 10ms, [&](QObject *, int) { ++count; }), 1);
    QCOMPARE(count, 3);

    // A slot that keeps starting timers of interval zero does not keep the turn from ending.
    int next = 10;
    queue.fire(m_start + 11ms, [&](QObject *, int) {
        queue.start(next++, 0ms, Qt::PreciseTimer, &m_object, m_start + 11ms);
    });
    QCOMPARE(next, 11);
}

void TestTimerQueue::stoppedWhileFiring()
{
    TimerQueue queue;
    for (int id = 1; id <= 3; ++id)
        queue.start(id, 10ms, Qt::PreciseTimer, &m_object, m_start);
    QList<int> fired;
    queue.fire(m_start + 10ms, [&](QObject *, int id) {
        fired.append(id);
        QVERIFY(queue.stop(id)); // itself
        if (id == 1)
            QVERIFY(queue.stop(2)); // one that is due
    });
    QCOMPARE(fired, (QList<int>{1, 3}));
    QCOMPARE(queue.nextDeadline(), TimePoint::max());
    QVERIFY(!queue.stop(1));
}

void TestTimerQueue::restartedWhileFiring()
{
    TimerQueue queue;
    queue.start(1, 10ms, Qt::PreciseTimer, &m_object, m_start);
    queue.start(2, 10ms, Qt::PreciseTimer, &m_object, m_start);
    QList<int> fired;
    queue.fire(m_start + 10ms, [&](QObject *, int id) {
        fired.append(id);
        queue.start(1, 25ms, Qt::PreciseTimer, &m_object, m_start + 10ms);
        queue.start(2, 5ms, Qt::PreciseTimer, &m_object, m_start + 10ms);
    });
    QCOMPARE(fired, QList<int>{1});
    QCOMPARE(queue.deadlineOf(1), m_start + 35ms);
    QCOMPARE(queue.nextDeadline(), m_start + 15ms);
    QCOMPARE(fire(queue, m_start + 35ms), (QList<int>{2, 1}));
}

void TestTimerQueue::replacedUnderTheSameId()
{
    TimerQueue queue;
    QObject other;
    queue.start(1, 10ms, Qt::PreciseTimer, &m_object, m_start);
    queue.start(1, 20ms, Qt::PreciseTimer, &other, m_start);
    QVERIFY(queue.timersOf(&m_object).isEmpty());
    QCOMPARE(queue.timersOf(&other).size(), 1);
    QCOMPARE(fire(queue, m_start + 15ms), QList<int>());
    QCOMPARE(fire(queue, m_start + 20ms), QList<int>{1});
}

void TestTimerQueue::notDeliveredRecursively()
{
    TimerQueue queue;
    queue.start(1, 10ms, Qt::PreciseTimer, &m_object, m_start);
    queue.start(2, 30ms, Qt::PreciseTimer, &m_object, m_start);
    QList<int> fired;
    queue.fire(m_start + 10ms, [&](QObject *, int) {
        QCOMPARE(queue.nextDeadline(), m_start + 30ms); // it is no reason to wake up
        QCOMPARE(queue.deadlineOf(1), m_start + 20ms);
        fired = fire(queue, m_start + 50ms);
    });
    QCOMPARE(fired, QList<int>{2});
    QCOMPARE(fire(queue, m_start + 50ms), QList<int>{1});
}

void TestTimerQueue::timersByObject()
{
    TimerQueue queue;
    QObject other;
    queue.start(1, 10ms, Qt::PreciseTimer, &m_object, m_start);
    queue.start(2, 1777ms, Qt::CoarseTimer, &m_object, m_start);
    queue.start(3, 2500ms, Qt::VeryCoarseTimer, &other, m_start);

    QCOMPARE(queue.timersOf(&m_object).size(), 2);
    const auto timers = queue.timersOf(&other);
    QCOMPARE(timers.size(), 1);
    QCOMPARE(timers.first().timerId, 3);
    QCOMPARE(timers.first().interval, 2500);
    QCOMPARE(timers.first().timerType, Qt::VeryCoarseTimer);

    QVERIFY(queue.stopAll(&m_object));
    QVERIFY(!queue.stopAll(&m_object));
    QVERIFY(queue.timersOf(&m_object).isEmpty());
    QCOMPARE(fire(queue, m_start + 10s), QList<int>{3});
}

void TestTimerQueue::oddIntervals()
{
    TimerQueue queue;
    queue.start(1, -5ms, Qt::PreciseTimer, &m_object, m_start);
    QCOMPARE(queue.deadlineOf(1), m_start);
    queue.start(2, Milliseconds::max(), Qt::CoarseTimer, &m_object, m_start);
    QVERIFY(queue.deadlineOf(2) > m_start + 24h * 365 * 99);
    QCOMPARE(fire(queue, m_start), QList<int>{1});
    const auto timers = queue.timersOf(&m_object);
    for (const auto &timer : timers)
        QCOMPARE(timer.interval, timer.timerId == 1 ? 0 : std::numeric_limits<int>::max());
}

// Single-shot timers against the simplest thing that can work.
void TestTimerQueue::randomAgainstModel()
{
    QRandomGenerator random(4);
    std::array<QObject, 5> objects;
    struct Model {
        std::size_t owner;
        TimePoint deadline;
    };
    std::map<int, Model> model;
    TimerQueue queue;
    TimePoint now = m_start;

    for (int step = 0; step < 50000; ++step) {
        const int id = random.bounded(1, 200);
        const auto owner = std::size_t(random.bounded(5));
        switch (random.bounded(8)) {
        case 0:
            QCOMPARE(queue.stop(id), model.erase(id) == 1);
            break;
        case 1:
            if (random.bounded(10) == 0) {
                const auto erased = std::erase_if(
                    model, [&](const auto &entry) { return entry.second.owner == owner; });
                QCOMPARE(queue.stopAll(&objects[owner]), erased > 0);
            }
            break;
        case 2: {
            now += Milliseconds(random.bounded(30));
            QList<int> expected;
            for (const auto &[timer, entry] : model) {
                if (entry.deadline <= now)
                    expected.append(timer);
            }
            QList<int> fired;
            TimePoint last = TimePoint::min();
            queue.fire(now, [&](QObject *object, int timer) {
                fired.append(timer);
                QCOMPARE(object, &objects[model.at(timer).owner]);
                QVERIFY(model.at(timer).deadline >= last);
                last = model.at(timer).deadline;
                model.erase(timer);
                queue.stop(timer);
            });
            std::sort(fired.begin(), fired.end());
            QCOMPARE(fired, expected);
            break;
        }
        default: {
            const Milliseconds interval(random.bounded(300));
            queue.start(id, interval, Qt::PreciseTimer, &objects[owner], now);
            model[id] = {owner, now + interval};
        }
        }
        TimePoint next = TimePoint::max();
        for (const auto &[timer, entry] : model)
            next = std::min(next, entry.deadline);
        QCOMPARE(queue.nextDeadline(), next);
    }
}

} // namespace Rainbow

QTEST_APPLESS_MAIN(Rainbow::TestTimerQueue)
#include "tst_timerqueue.moc"
