// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/noncememory.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace Rainbow;
using namespace std::chrono_literals;
using Verdict = NonceMemory::Verdict;

namespace {

constexpr qint64 Window = 10;

/// A memory with clocks that a test sets.
struct Driven {
    explicit Driven(size_t capacity = 1'000) : memory(capacity) { }

    Verdict take(const QByteArray &nonce, qint64 shift = 0)
    {
        return memory.take(nonce, wall + shift, wall, Window, steady);
    }
    void pass(int seconds)
    {
        wall += seconds;
        steady += std::chrono::seconds(seconds);
    }

    NonceMemory memory;
    qint64 wall = 1'700'000'000;
    NonceMemory::Clock::time_point steady{1h};
};

} // namespace

class TestNonceMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takenOnce();
    void keptForTwiceTheWindow();
    void timestampAheadIsKept();
    void clockSetBack();
    void clockSetAhead();
    void fullRefuses();
    void doesNotGrow();
    void oneOfManyThreadsGetsIt();
};

void TestNonceMemory::takenOnce()
{
    Driven d;
    QCOMPARE(d.take("1"), Verdict::New);
    QCOMPARE(d.take("1"), Verdict::Seen);
    QCOMPARE(d.take("1", 5), Verdict::Seen);
    QCOMPARE(d.take("01"), Verdict::New);
    QCOMPARE(d.take("-1"), Verdict::New);
    QCOMPARE(d.take("11"), Verdict::New);
    QCOMPARE(d.memory.size(), size_t(4));
}

void TestNonceMemory::keptForTwiceTheWindow()
{
    Driven d;
    QCOMPARE(d.take("1"), Verdict::New);
    for (int i = 0; i < 2 * Window; ++i) {
        d.pass(1);
        QCOMPARE(d.take("1"), Verdict::Seen);
    }
    d.pass(1);
    QCOMPARE(d.take("1"), Verdict::New);
    QCOMPARE(d.memory.size(), size_t(1));
}

void TestNonceMemory::timestampAheadIsKept()
{
    Driven d;
    QCOMPARE(d.take("1", Window), Verdict::New);
    const qint64 timestamp = d.wall + Window;
    while (timestamp >= d.wall - Window) {
        QCOMPARE(d.memory.take("1", timestamp, d.wall, Window, d.steady), Verdict::Seen);
        d.pass(1);
    }
}

void TestNonceMemory::clockSetBack()
{
    Driven d;
    QCOMPARE(d.take("1"), Verdict::New);
    const qint64 timestamp = d.wall;
    d.pass(18);
    d.wall -= 15;
    // Fresh once more, 25 s after it came.
    d.pass(7);
    QCOMPARE(d.memory.take("1", timestamp, d.wall, Window, d.steady), Verdict::Seen);
    // An hour back: what came before is no longer of this time, and is not kept until it is.
    d.wall -= 3'600;
    d.pass(1);
    QCOMPARE(d.take("1"), Verdict::New);
}

void TestNonceMemory::clockSetAhead()
{
    Driven d;
    QCOMPARE(d.take("1"), Verdict::New);
    const qint64 timestamp = d.wall;
    d.wall += 3'600;
    QCOMPARE(d.take("2"), Verdict::New);
    d.wall -= 3'600;
    QCOMPARE(d.memory.take("1", timestamp, d.wall, Window, d.steady), Verdict::Seen);
}

void TestNonceMemory::fullRefuses()
{
    constexpr int capacity = 320;
    Driven d(capacity);
    int kept = 0;
    int full = 0;
    for (int i = 0; i < 10 * capacity; ++i) {
        const Verdict verdict = d.take(QByteArray::number(i));
        QVERIFY(verdict != Verdict::Seen);
        ++(verdict == Verdict::New ? kept : full);
    }
    QCOMPARE(kept, capacity);
    QCOMPARE(full, 9 * capacity);
    // None was forgotten for it.
    QCOMPARE(d.take("0"), Verdict::Seen);
    d.pass(2 * Window + 1);
    QCOMPARE(d.take("new"), Verdict::New);
}

void TestNonceMemory::doesNotGrow()
{
    constexpr int perSecond = 100;
    Driven d(1'000'000);
    for (int second = 0; second < 200; ++second) {
        for (int i = 0; i < perSecond; ++i)
            QCOMPARE(d.take(QByteArray::number(second * perSecond + i)), Verdict::New);
        d.pass(1);
    }
    // A shard forgets when it is asked again.
    QVERIFY(d.memory.size() <= size_t(perSecond * (2 * Window + 4)));
}

void TestNonceMemory::oneOfManyThreadsGetsIt()
{
    constexpr int threads = 4;
    constexpr int nonces = 2'000;
    NonceMemory memory(nonces * 2);
    std::atomic<int> taken = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&memory, &taken] {
            for (int nonce = 0; nonce < nonces; ++nonce) {
                const Verdict verdict = memory.take(QByteArray::number(nonce), 1'000, 1'000, Window,
                                                    NonceMemory::Clock::time_point(1h));
                taken += verdict == Verdict::New ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : all)
        thread.join();
    QCOMPARE(taken.load(), nonces);
    QCOMPARE(memory.size(), size_t(nonces));
}

QTEST_APPLESS_MAIN(TestNonceMemory)
#include "tst_noncememory.moc"
