// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/flight.h"

#include <QTest>

using namespace Rainbow::Bench;

class TestFlight : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quantiles()
    {
        Durations durations;
        QCOMPARE(durations.quantile(0.5).count(), 0);
        for (int i = 100; i >= 1; --i)
            durations.add(std::chrono::milliseconds(i));
        QCOMPARE(durations.count(), size_t(100));
        QCOMPARE(durations.quantile(0), 1ms);
        QCOMPARE(durations.quantile(0.5), 50ms);
        QCOMPARE(durations.quantile(0.99), 99ms);
        QCOMPARE(durations.quantile(0.991), 100ms);
        QCOMPARE(durations.quantile(1), 100ms);
        durations.clear();
        durations.add(300s);
        QCOMPARE(durations.quantile(0.5), 300s);
    }

    void numbers()
    {
        for (const uint32_t number : {0U, 1U, 0xabcdU, 0xffffffffU}) {
            const std::string payload = numberedPayload(number, 64);
            QCOMPARE(payload.size(), size_t(64));
            QCOMPARE(numberOf(payload).value_or(~number), number);
        }
        QCOMPARE(numberedPayload(0x12, 1), std::string("00000012"));
        QVERIFY(!numberOf("0000001"));
        QVERIFY(!numberOf(""));
        QVERIFY(!numberOf("0000 001"));
        QVERIFY(!numberOf("0000000g"));
        QVERIFY(!numberOf("-0000001"));
    }

    void arrivals()
    {
        Flight flight(2);
        Durations durations;
        flight.setDurations(&durations);
        const Clock::time_point start;
        QVERIFY(!flight.arrive(0, start)); // not published yet
        const uint32_t first = flight.depart(start);
        const uint32_t second = flight.depart(start + 1ms);
        QCOMPARE(first, 0U);
        QCOMPARE(second, 1U);
        QVERIFY(flight.arrive(second, start + 3ms));
        QCOMPARE(flight.begun(), uint64_t(2));
        QVERIFY(flight.arrive(first, start + 4ms));
        QVERIFY(flight.arrive(first, start + 5ms));
        QVERIFY(!flight.arrive(first, start + 5ms)); // once too often
        QCOMPARE(flight.complete(), uint64_t(1));
        QVERIFY(!flight.isIdle());
        QVERIFY(flight.arrive(second, start + 6ms));
        QVERIFY(flight.isIdle());
        QCOMPARE(flight.arrivals(), uint64_t(4));
        QCOMPARE(flight.lost(), uint64_t(0));
        QCOMPARE(durations.quantile(0), 2ms);
        QCOMPARE(durations.quantile(1), 5ms);
    }

    void givingUp()
    {
        Flight flight(3);
        const Clock::time_point start;
        const uint32_t first = flight.depart(start);
        (void)flight.depart(start);
        QVERIFY(flight.arrive(first, start));
        flight.giveUp();
        QVERIFY(flight.isIdle());
        QCOMPARE(flight.lost(), uint64_t(5));
        QVERIFY(!flight.arrive(first, start)); // too late
        flight.giveUp();
        QCOMPARE(flight.lost(), uint64_t(5));
        QVERIFY(flight.arrive(flight.depart(start), start));
    }

    void fullness()
    {
        Flight flight(1);
        const Clock::time_point start;
        uint32_t departed = 0;
        while (!flight.isFull()) {
            (void)flight.depart(start);
            ++departed;
        }
        QVERIFY(departed > 10'000);
        QVERIFY(flight.arrive(0, start));
        QVERIFY(!flight.isFull());
        QCOMPARE(flight.depart(start), departed); // into the place of the first
        QVERIFY(!flight.arrive(0, start));
        QVERIFY(flight.arrive(departed, start));
    }
};

QTEST_GUILESS_MAIN(TestFlight)
#include "tst_flight.moc"
