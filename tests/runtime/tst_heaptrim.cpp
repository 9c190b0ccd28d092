// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/heaptrim.h"

#include <QTest>

using namespace Rainbow;

class TestHeapTrim : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatABurstHasLeft();
    void realHeap();
};

void TestHeapTrim::givesBackWhatABurstHasLeft()
{
    constexpr qint64 Much = HeapTrim::Worthwhile;
    qint64 resident = 2 * Much;
    qint64 unused = 0;
    int trims = 0;
    HeapTrim trim({.resident = [&] { return resident; },
                   .trim =
                       [&] {
                           ++trims;
                           resident -= Much; // unused stays: it still belongs to the heap
                       },
                   .unused = [&] { return unused; }});
    trim.check();
    QCOMPARE(trims, 0);
    resident += Much; // in use
    trim.check();
    QCOMPARE(trims, 0);
    unused += Much;
    trim.check();
    QCOMPARE(trims, 1);
    trim.check();
    QCOMPARE(trims, 1);
    resident += Much - 1;
    trim.check();
    QCOMPARE(trims, 1);
    resident += 1; // another burst, in the same part of the heap
    trim.check();
    QCOMPARE(trims, 2);
    // What has been there since a quieter time counts.
    resident = Much / 2;
    trim.check();
    resident += Much;
    trim.check();
    QCOMPARE(trims, 3);
}

void TestHeapTrim::realHeap()
{
    const ProcessMemory memory = ProcessMemory::own();
    QVERIFY(memory.resident() > 0);
    QVERIFY(memory.unused() >= 0);
    memory.trim();
    HeapTrim trim;
    trim.check();
}

QTEST_GUILESS_MAIN(TestHeapTrim)
#include "tst_heaptrim.moc"
