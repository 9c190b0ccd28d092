// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/memorywatch.h"

#include <QRegularExpression>
#include <QTest>

#include <vector>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr qint64 MiB = 1024 * 1024;

/// A process whose memory is what the test says, and a watch that is driven by hand.
struct Play {
    qint64 resident = 0;
    qint64 trimmable = 0; ///< of it, what trimming gives back
    int trims = 0;
    std::vector<std::pair<Pressure, Relief>> calls;
    MemoryWatch::Clock::time_point now{1'000'000s};
    MemoryWatch watch{
        [this](Pressure pressure, const Relief &relief) { calls.emplace_back(pressure, relief); },
        {[this] { return resident; },
         [this] {
             ++trims;
             resident -= std::exchange(trimmable, 0);
         }}};

    explicit Play(qint64 budget) { watch.setBudget(budget); }
    void look(qint64 bytes)
    {
        resident = bytes;
        now += 250ms;
        watch.check(now);
    }
    Pressure pressure() const { return calls.empty() ? Pressure::None : calls.back().first; }
};

} // namespace

/// The memory of the process and its budget.
class TestMemoryWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void steps();
    void stepsOfAnyBudget();
    void changesAreTold();
    void whatIsKeptIsGivenBackFirst();
    void theBiggestFirst();
    void switchedOff();
    void ownMemory();
    void byItself();
};

void TestMemoryWatch::steps()
{
    using P = Pressure;
    QCOMPARE(pressureOf(899, 1000, P::None), P::None);
    QCOMPARE(pressureOf(900, 1000, P::None), P::RefuseNew);
    QCOMPARE(pressureOf(949, 1000, P::None), P::RefuseNew);
    QCOMPARE(pressureOf(950, 1000, P::None), P::DropQos0);
    QCOMPARE(pressureOf(999, 1000, P::None), P::DropQos0);
    QCOMPARE(pressureOf(1000, 1000, P::None), P::CloseBiggest);
    QCOMPARE(pressureOf(5000, 1000, P::None), P::CloseBiggest);
    // Down again: each ends below where it began.
    QCOMPARE(pressureOf(950, 1000, P::CloseBiggest), P::CloseBiggest);
    QCOMPARE(pressureOf(949, 1000, P::CloseBiggest), P::DropQos0);
    QCOMPARE(pressureOf(900, 1000, P::DropQos0), P::DropQos0);
    QCOMPARE(pressureOf(899, 1000, P::DropQos0), P::RefuseNew);
    QCOMPARE(pressureOf(850, 1000, P::RefuseNew), P::RefuseNew);
    QCOMPARE(pressureOf(849, 1000, P::RefuseNew), P::None);
    QCOMPARE(pressureOf(0, 1000, P::CloseBiggest), P::None);
}

void TestMemoryWatch::stepsOfAnyBudget()
{
    // No step is left out and none comes back while memory only grows, or only shrinks.
    for (const qint64 budget : {qint64(1), qint64(3), 50 * MiB, qint64(1) << 46, qint64(1) << 61}) {
        auto before = Pressure::None;
        for (qint64 i = 0; i <= 100; ++i) {
            const Pressure now = pressureOf(budget / 100 * i, budget, before);
            QVERIFY(now >= before);
            before = now;
        }
        QCOMPARE(pressureOf(budget, budget, before), Pressure::CloseBiggest);
        before = Pressure::CloseBiggest;
        for (qint64 i = 100; i >= 0; --i) {
            const Pressure now = pressureOf(budget / 100 * i - 1, budget, before);
            QVERIFY(now <= before);
            before = now;
        }
        QCOMPARE(before, Pressure::None);
    }
}

void TestMemoryWatch::changesAreTold()
{
    Play play(100 * MiB);
    play.look(80 * MiB);
    QVERIFY(play.calls.empty());
    QTest::ignoreMessage(
        QtWarningMsg,
        "memory_budget: new connections are refused, resident=91.0 MiB budget=100.0 MiB");
    play.look(91 * MiB);
    play.look(92 * MiB);
    QCOMPARE(play.calls.size(), size_t(1));
    QCOMPARE(play.pressure(), Pressure::RefuseNew);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"^memory_budget: .*QoS 0 dropped, res"_qs));
    play.look(96 * MiB);
    QCOMPARE(play.pressure(), Pressure::DropQos0);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^memory_budget: .*backlogs closed"_qs));
    play.look(101 * MiB);
    QCOMPARE(play.pressure(), Pressure::CloseBiggest);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"^memory_budget: nothing is shed any more"_qs));
    play.look(50 * MiB);
    QCOMPARE(play.pressure(), Pressure::None);
    QCOMPARE(play.calls.size(), size_t(4));
    play.look(50 * MiB);
    QCOMPARE(play.calls.size(), size_t(4));
}

void TestMemoryWatch::whatIsKeptIsGivenBackFirst()
{
    Play play(100 * MiB);
    play.trimmable = 60 * MiB;
    play.look(120 * MiB);
    QVERIFY(play.calls.empty());
    QCOMPARE(play.trims, 1);
    play.look(60 * MiB);
    QCOMPARE(play.trims, 1); // there is no need
    play.look(102 * MiB);
    QCOMPARE(play.trims, 2);
    QCOMPARE(play.pressure(), Pressure::CloseBiggest);
    // And when the pressure ends.
    play.look(50 * MiB);
    QCOMPARE(play.pressure(), Pressure::None);
    QCOMPARE(play.trims, 3);
}

void TestMemoryWatch::theBiggestFirst()
{
    Play play(160 * MiB);
    const auto relief = [&play](qint64 bytes) {
        play.look(bytes);
        return play.calls.back().second;
    };
    Relief first = relief(180 * MiB);
    QCOMPARE(first.atLeast, 10 * MiB);
    QVERIFY(first.bytes > 20 * MiB && first.bytes < 30 * MiB);
    // Nobody had so much: less will do. Somebody had: once more.
    QCOMPARE(relief(180 * MiB).atLeast, 5 * MiB);
    play.watch.relieved(2);
    QCOMPARE(relief(170 * MiB).atLeast, 5 * MiB);
    for (int i = 0; i < 40; ++i)
        QVERIFY(relief(170 * MiB).atLeast >= 1024);
    QCOMPARE(relief(170 * MiB).atLeast, 1024);
    // A new crisis begins with the biggest.
    play.look(100 * MiB);
    QCOMPARE(relief(160 * MiB).atLeast, 10 * MiB);
    // Just over it, something has to go all the same.
    QVERIFY(play.calls.back().second.bytes >= MiB);
}

void TestMemoryWatch::switchedOff()
{
    Play play(100 * MiB);
    play.look(200 * MiB);
    QCOMPARE(play.pressure(), Pressure::CloseBiggest);
    play.watch.setBudget(0);
    QCOMPARE(play.pressure(), Pressure::None);
    const size_t calls = play.calls.size();
    play.watch.setBudget(0);
    QCOMPARE(play.calls.size(), calls);
    play.watch.setBudget(400 * MiB);
    play.look(200 * MiB);
    QCOMPARE(play.calls.size(), calls);
}

void TestMemoryWatch::ownMemory()
{
    const ProcessMemory memory = ProcessMemory::own();
    const qint64 before = memory.resident();
    QVERIFY(before > MiB);
    {
        QByteArray block(64 * MiB, 'x');
        QVERIFY(block.contains('x'));
        QVERIFY(memory.resident() >= before + 60 * MiB);
    }
    memory.trim();
}

void TestMemoryWatch::byItself()
{
    Pressure pressure = Pressure::None;
    MemoryWatch watch([&pressure](Pressure p, const Relief &) { pressure = p; },
                      {[] { return 95 * MiB; }, [] {}});
    watch.setBudget(100 * MiB);
    QTRY_COMPARE(pressure, Pressure::DropQos0);
}

QTEST_GUILESS_MAIN(TestMemoryWatch)
#include "tst_memorywatch.moc"
