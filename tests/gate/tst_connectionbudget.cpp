// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/connectionbudget.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace Rainbow;
using Taken = ConnectionBudget::Taken;

namespace {

AddressKey keyOf(const char *address)
{
    return addressKey(QHostAddress(QString::fromLatin1(address)));
}

} // namespace

/// How many may come in.
class TestConnectionBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesAreTold();
    void total();
    void lowerTotal();
    void perAddress();
    void noLimitPerAddress();
    void limitSetLater();
    void seats();
    void seatsMove();
    void fromManyThreads();
};

void TestConnectionBudget::addressesAreTold()
{
    QCOMPARE(keyOf("1.2.3.4"), keyOf("1.2.3.4"));
    QCOMPARE(keyOf("1.2.3.4"), keyOf("::ffff:1.2.3.4"));
    QVERIFY(keyOf("1.2.3.4") != keyOf("1.2.3.5"));
    QCOMPARE(keyOf("2001:db8:0:1::1"), keyOf("2001:db8:0:1:ffff:ffff:ffff:ffff"));
    QVERIFY(keyOf("2001:db8:0:1::1") != keyOf("2001:db8:0:2::1"));
    QVERIFY(keyOf("::1") != keyOf("0.0.0.1"));
    QVERIFY(keyOf("::1.2.3.4") != keyOf("1.2.3.4"));
}

void TestConnectionBudget::total()
{
    ConnectionBudget budget(2);
    QVERIFY(budget.take());
    QVERIFY(budget.take());
    QVERIFY(!budget.take());
    QVERIFY(!budget.take());
    QCOMPARE(budget.taken(), 2);
    budget.give();
    QVERIFY(budget.take());
    QVERIFY(!budget.take());
}

void TestConnectionBudget::lowerTotal()
{
    ConnectionBudget budget(3);
    for (int i = 0; i < 3; ++i)
        QVERIFY(budget.take());
    budget.setLimit(1);
    QVERIFY(!budget.take());
    budget.give();
    budget.give();
    QVERIFY(!budget.take());
    budget.give();
    QVERIFY(budget.take());
    budget.setLimit(2);
    QVERIFY(budget.take());
    QVERIFY(!budget.take());
}

void TestConnectionBudget::perAddress()
{
    ConnectionBudget budget(100, 2);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Counted);
    QCOMPARE(budget.takeOf(keyOf("::ffff:1.2.3.4")), Taken::Counted);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Full);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.5")), Taken::Counted);
    QCOMPARE(budget.addressCount(), size_t(2));
    budget.giveOf(keyOf("1.2.3.4"));
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Counted);
    budget.giveOf(keyOf("1.2.3.4"));
    budget.giveOf(keyOf("1.2.3.4"));
    budget.giveOf(keyOf("1.2.3.5"));
    QCOMPARE(budget.addressCount(), size_t(0));
}

void TestConnectionBudget::noLimitPerAddress()
{
    ConnectionBudget budget(100);
    for (int i = 0; i < 1'000; ++i)
        QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Free);
    QCOMPARE(budget.addressCount(), size_t(0));
}

void TestConnectionBudget::limitSetLater()
{
    ConnectionBudget budget(100);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Free);
    budget.setLimitPerAddress(1);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Counted);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Full);
    budget.setLimitPerAddress(0);
    QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Free);
    budget.giveOf(keyOf("1.2.3.4"));
    QCOMPARE(budget.addressCount(), size_t(0));
}

void TestConnectionBudget::seats()
{
    ConnectionBudget budget(2, 1);
    {
        QVERIFY(budget.take());
        Seat a(budget);
        {
            QVERIFY(budget.take());
            Seat b(budget);
            QVERIFY(a.takeOf(keyOf("1.2.3.4")));
            QVERIFY(!b.takeOf(keyOf("1.2.3.4")));
            QVERIFY(!budget.take());
        }
        // The one that was refused gives back no more than it had.
        QCOMPARE(budget.taken(), 1);
        QCOMPARE(budget.takeOf(keyOf("1.2.3.4")), Taken::Full);
    }
    QCOMPARE(budget.taken(), 0);
    QCOMPARE(budget.addressCount(), size_t(0));
}

void TestConnectionBudget::seatsMove()
{
    ConnectionBudget budget(1, 1);
    QVERIFY(budget.take());
    std::optional<Seat> first(budget);
    QVERIFY(first->takeOf(keyOf("1.2.3.4")));
    {
        std::jthread([seat = std::move(*first)] { Q_UNUSED(seat) });
        QCOMPARE(budget.taken(), 0);
        QCOMPARE(budget.addressCount(), size_t(0));
    }
    // It has given back what it no longer had.
    first.reset();
    QCOMPARE(budget.taken(), 0);
}

void TestConnectionBudget::fromManyThreads()
{
    constexpr int Threads = 4;
    constexpr int Rounds = 20'000;
    ConnectionBudget budget(3, 2);
    std::atomic<int> in = 0;
    std::atomic<bool> over = false;
    const auto work = [&](int number) {
        for (int i = 0; i < Rounds; ++i) {
            const auto key = AddressKey(quint64((number + i) % 2));
            if (!budget.take())
                continue;
            if (budget.takeOf(key) == Taken::Counted) {
                if (++in > 3)
                    over = true;
                --in;
                budget.giveOf(key);
            }
            budget.give();
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < Threads; ++i)
        threads.emplace_back(work, i);
    threads.clear();
    QVERIFY(!over);
    QCOMPARE(budget.taken(), 0);
    QCOMPARE(budget.addressCount(), size_t(0));
}

QTEST_APPLESS_MAIN(TestConnectionBudget)
#include "tst_connectionbudget.moc"
