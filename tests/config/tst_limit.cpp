// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "limit.h"

#include <QLoggingCategory>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <thread>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Limits are counted, and do not fill the log.
class TestLimit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysAreNamed();
    void linesPerSecond();
    void secondsAreApart();
    void countsAreOfOneThread();
    void fewLinesOfMany();
    void totals();
};

void TestLimit::keysAreNamed()
{
    QSet<QByteArray> keys;
    for (int i = 0; i < LimitCount; ++i)
        keys.insert(keyOf(Limit(i)));
    QCOMPARE(keys.size(), LimitCount);
    QCOMPARE(keyOf(Limit::MaxConnections), "max_connections");
    QCOMPARE(keyOf(Limit::MemoryBudget), "memory_budget");
    QCOMPARE(keyOf(Limit::ForwardTimeout), "forward_timeout");
    QCOMPARE(keyOf(Limit::PublishRate), "publish_rate");
    QCOMPARE(keyOf(Limit::MaxConnectionsPerAccount), "max_connections_per_account");
}

void TestLimit::linesPerSecond()
{
    const LogThrottle::Clock::time_point start{1'000s};
    LogThrottle throttle(3);
    for (int i = 0; i < 3; ++i) {
        const LogThrottle::Verdict verdict = throttle.ask(start + i * 100ms);
        QVERIFY(verdict.log);
        QCOMPARE(verdict.left, quint64(0));
    }
    for (int i = 0; i < 100; ++i) {
        const LogThrottle::Verdict verdict = throttle.ask(start + 999ms);
        QVERIFY(!verdict.log);
        QCOMPARE(verdict.left, quint64(0));
    }
    const LogThrottle::Verdict next = throttle.ask(start + 1s);
    QVERIFY(next.log);
    QCOMPARE(next.left, quint64(100));
    QCOMPARE(throttle.ask(start + 1s).left, quint64(0));
}

void TestLimit::secondsAreApart()
{
    const LogThrottle::Clock::time_point start{1'000s};
    LogThrottle throttle(1);
    for (int i = 0; i < 100; ++i)
        QVERIFY(throttle.ask(start + i * 1s).log);
    int logged = 0;
    for (int i = 0; i < 1'000; ++i)
        logged += throttle.ask(start + 200s + i * 10ms).log ? 1 : 0;
    QCOMPARE(logged, 10);
}

void TestLimit::countsAreOfOneThread()
{
    const quint64 before = limitCounts()[size_t(Limit::MaxHead)];
    quint64 there = 0;
    std::thread([&there] {
        for (int i = 0; i < 10; ++i)
            (void)limitReached(Limit::MaxHead);
        there = limitCounts()[size_t(Limit::MaxHead)];
    }).join();
    QCOMPARE(there, quint64(10));
    QCOMPARE(limitCounts()[size_t(Limit::MaxHead)], before);
    (void)limitReached(Limit::MaxHead);
    QCOMPARE(limitCounts()[size_t(Limit::MaxHead)], before + 1);
}

void TestLimit::fewLinesOfMany()
{
    // Far more than a second may hold, within a second or two.
    QTest::failOnWarning(QRegularExpression(u"max_payload"_qs));
    int logged = 0;
    for (int i = 0; i < 1'000; ++i)
        logged += limitReached(Limit::BodyTimeout) ? 1 : 0;
    QVERIFY(logged >= MaxLimitLines);
    QVERIFY(logged <= 3 * MaxLimitLines);
    QVERIFY(limitReached(Limit::IdleTimeout)); // others are not held up by that

    // How many were left out is said the next time.
    const auto later = LogThrottle::Clock::now() + 1100ms;
    while (LogThrottle::Clock::now() < later)
        std::this_thread::yield();
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"body_timeout was reached \\d+ times more"_qs));
    QVERIFY(limitReached(Limit::BodyTimeout));
}

void TestLimit::totals()
{
    LimitCounts counts{};
    QCOMPARE(formatLimits(counts), QByteArray());
    counts[size_t(Limit::MaxHead)] = 3;
    counts[size_t(Limit::ForwardTimeout)] = 12;
    QCOMPARE(formatLimits(counts), "max_head=3 forward_timeout=12");
}

QTEST_APPLESS_MAIN(TestLimit)
#include "tst_limit.moc"
