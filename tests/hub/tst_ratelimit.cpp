// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/ratelimit.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

const RateLimit::TimePoint Start{1h};

/// How many of so many events at the same time pass.
int taken(RateLimit &limit, RateLimit::TimePoint now, int events)
{
    int passed = 0;
    for (int i = 0; i < events; ++i)
        passed += limit.take(now) ? 1 : 0;
    return passed;
}

} // namespace

class TestRateLimit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zeroIsNoLimit()
    {
        RateLimit limit;
        QCOMPARE(taken(limit, Start, 100'000), 100'000);
        QCOMPARE(limit.wait(Start), 0ms);
        QVERIFY(limit.isFull(Start));
    }

    void aSecondsWorthAtOnce()
    {
        RateLimit limit(10);
        QCOMPARE(taken(limit, Start, 25), 10);
        QCOMPARE(taken(limit, Start, 1), 0);
    }

    void aBurstOfItsOwn()
    {
        RateLimit limit(10, 3);
        QCOMPARE(taken(limit, Start, 25), 3);
        QCOMPARE(taken(limit, Start + 101ms, 25), 1);
        QVERIFY(!limit.isFull(Start + 201ms));
        QCOMPARE(taken(limit, Start + 1h, 25), 3);
        limit.setRate(2, 5);
        QCOMPARE(taken(limit, Start + 1h, 25), 5);
        QCOMPARE(taken(limit, Start + 1h + 501ms, 25), 1);
    }

    void refillsEvenly()
    {
        RateLimit limit(10);
        QCOMPARE(taken(limit, Start, 10), 10);
        QVERIFY(!limit.take(Start + 90ms));
        QVERIFY(limit.take(Start + 101ms));
        QVERIFY(!limit.take(Start + 101ms));
        QCOMPARE(taken(limit, Start + 510ms, 25), 4);
        QCOMPARE(taken(limit, Start + 2s, 25), 10);
    }

    void aLongPauseGivesNoMoreThanASecondsWorth()
    {
        RateLimit limit(10);
        QCOMPARE(taken(limit, Start, 10), 10);
        QCOMPARE(taken(limit, Start + 1000h, 25), 10);
    }

    void whatIsRefusedDoesNotCount()
    {
        RateLimit limit(1);
        QVERIFY(limit.take(Start));
        QCOMPARE(taken(limit, Start + 500ms, 1'000), 0);
        QVERIFY(limit.take(Start + 1001ms));
    }

    void keepsTheRateInTheLongRun()
    {
        for (const int rate : {1, 7, 333}) {
            RateLimit limit(rate);
            int passed = 0;
            for (auto passing = 0ms; passing < 100s; passing += 1ms)
                passed += limit.take(Start + passing) ? 1 : 0;
            QVERIFY(passed >= rate * 99);
            QVERIFY(passed <= rate * 101);
        }
    }

    void waitIsUntilTheNextOne()
    {
        for (int rate = 1; rate <= 2'000; ++rate) {
            RateLimit limit(rate);
            QCOMPARE(limit.wait(Start), 0ms);
            QCOMPARE(taken(limit, Start, rate), rate);
            const std::chrono::milliseconds wait = limit.wait(Start);
            QVERIFY(wait > 0ms);
            QVERIFY(wait <= 1000ms / rate + 2ms);
            if (!limit.take(Start + wait))
                QFAIL(qPrintable(QStringLiteral("rate %1").arg(rate)));
        }
    }

    void waitFromSomewhereBetween()
    {
        RateLimit limit(4);
        QCOMPARE(taken(limit, Start, 4), 4);
        QCOMPARE(limit.wait(Start), 250ms);
        QCOMPARE(limit.wait(Start + 200ms), 50ms);
        QCOMPARE(limit.wait(Start + 251ms), 0ms);
    }

    void debtIsUntilWhatWasSpentIsRefilled()
    {
        RateLimit limit(10);
        for (int i = 0; i < 10; ++i)
            QVERIFY(limit.spend(Start));
        QCOMPARE(limit.debt(), 0ms);
        QVERIFY(!limit.spend(Start));
        QCOMPARE(limit.debt(), 100ms);
        QVERIFY(!limit.spend(Start));
        QCOMPARE(limit.debt(), 200ms);
        // What is over the limit counts: it is paid back before anything passes.
        QVERIFY(!limit.spend(Start + 250ms));
        QVERIFY(limit.debt() > 0ms);
        QVERIFY(limit.spend(Start + 1s));
        QCOMPARE(limit.debt(), 0ms);
    }

    void noLimitKnowsNoDebt()
    {
        RateLimit limit;
        for (int i = 0; i < 1'000; ++i)
            QVERIFY(limit.spend(Start));
        QCOMPARE(limit.debt(), 0ms);
    }

    void isFullOnceAllIsRefilled()
    {
        RateLimit limit(5);
        QVERIFY(limit.isFull(Start));
        QVERIFY(limit.take(Start));
        QVERIFY(!limit.isFull(Start));
        QVERIFY(!limit.isFull(Start + 150ms));
        QVERIFY(limit.isFull(Start + 201ms));
    }

    void aNewRateBeginsFull()
    {
        RateLimit limit(2);
        QCOMPARE(taken(limit, Start, 5), 2);
        limit.setRate(3);
        QCOMPARE(taken(limit, Start, 5), 3);
        limit.setRate(0);
        QCOMPARE(taken(limit, Start, 5), 5);
        limit.setRate(1);
        QCOMPARE(taken(limit, Start, 5), 1);
    }
};

QTEST_APPLESS_MAIN(TestRateLimit)
#include "tst_ratelimit.moc"
