// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/handshakerate.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr HandshakeRate::TimePoint Start{std::chrono::seconds(1'000'000)};
constexpr AddressKey A{1};
constexpr AddressKey B{2};

} // namespace

/// Handshakes per second and address.
class TestHandshakeRate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void off();
    void soManyAtOnce();
    void addressesAreApart();
    void nothingIsForgottenTooEarly();
    void quietAddressesAreForgotten();
    void changedRate();
    void tooManyAddresses();
    void fromManyThreads();
};

void TestHandshakeRate::off()
{
    HandshakeRate rate;
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(rate.take(A, Start), 0ms);
    QCOMPARE(rate.addressCount(), size_t(0));
}

void TestHandshakeRate::soManyAtOnce()
{
    HandshakeRate rate(4);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(rate.take(A, Start), 0ms);
    QCOMPARE(rate.take(A, Start), 250ms);
    QVERIFY(rate.take(A, Start + 200ms) > 0ms); // refused ones do not count
    QCOMPARE(rate.take(A, Start + 260ms), 0ms);
    QVERIFY(rate.take(A, Start + 260ms) > 0ms);
    for (int i = 0; i < 4; ++i)
        QCOMPARE(rate.take(A, Start + 1300ms), 0ms);
    QVERIFY(rate.take(A, Start + 1300ms) > 0ms);
}

void TestHandshakeRate::addressesAreApart()
{
    HandshakeRate rate(1);
    QCOMPARE(rate.take(A, Start), 0ms);
    QCOMPARE(rate.take(B, Start), 0ms);
    QVERIFY(rate.take(A, Start) > 0ms);
    QVERIFY(rate.take(B, Start) > 0ms);
}

void TestHandshakeRate::nothingIsForgottenTooEarly()
{
    // However the seconds of the address and those of the table lie: never more than the rate, and
    // what a second's bucket allows besides.
    for (int offset = 0; offset < 1'000; offset += 50) {
        HandshakeRate rate(2);
        (void)rate.take(B, Start);
        int taken = 0;
        for (auto t = Start + std::chrono::milliseconds(offset); t < Start + 10s; t += 10ms)
            taken += rate.take(A, t) == 0ms ? 1 : 0;
        QVERIFY2(taken <= 2 + 2 * 10, qPrintable(QString::number(taken)));
        QVERIFY2(taken >= 18, qPrintable(QString::number(taken)));
    }
}

void TestHandshakeRate::quietAddressesAreForgotten()
{
    HandshakeRate rate(1);
    for (quint64 i = 0; i < 1'000; ++i)
        QCOMPARE(rate.take(AddressKey(i), Start), 0ms);
    QCOMPARE(rate.addressCount(), size_t(1'000));
    QVERIFY(rate.take(AddressKey(7), Start + 999ms) > 0ms);
    (void)rate.take(AddressKey(5'000), Start + 1'000ms);
    QCOMPARE(rate.addressCount(), size_t(1'001));
    (void)rate.take(AddressKey(5'000), Start + 2'000ms);
    QCOMPARE(rate.addressCount(), size_t(1));
}

void TestHandshakeRate::changedRate()
{
    HandshakeRate rate(1);
    QCOMPARE(rate.take(A, Start), 0ms);
    rate.setRate(1);
    QVERIFY(rate.take(A, Start) > 0ms); // nothing has changed
    rate.setRate(3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(rate.take(A, Start), 0ms);
    QVERIFY(rate.take(A, Start) > 0ms);
    rate.setRate(0);
    QCOMPARE(rate.take(A, Start), 0ms);
    QCOMPARE(rate.addressCount(), size_t(0));
}

void TestHandshakeRate::tooManyAddresses()
{
    HandshakeRate rate(1);
    for (quint64 i = 0; i < HandshakeRate::MaxAddresses; ++i)
        QCOMPARE(rate.take(AddressKey(i), Start), 0ms);
    // Those beyond are not counted, and the log says so once; those that are known still are.
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"handshake_rate: more than 100000"_qs));
    for (quint64 i = 0; i < 1'000; ++i)
        QCOMPARE(rate.take(AddressKey(1'000'000'000), Start), 0ms);
    QVERIFY(rate.take(AddressKey(5), Start) > 0ms);
    QCOMPARE(rate.addressCount(), HandshakeRate::MaxAddresses);
    // Later there is room again.
    QCOMPARE(rate.take(B, Start + 1s), 0ms);
    QCOMPARE(rate.take(A, Start + 2s), 0ms);
    QCOMPARE(rate.take(AddressKey(1'000'000'000), Start + 2s), 0ms);
    QVERIFY(rate.take(AddressKey(1'000'000'000), Start + 2s) > 0ms);
}

void TestHandshakeRate::fromManyThreads()
{
    HandshakeRate rate(100);
    std::atomic<int> taken = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 1'000; ++n)
                    taken += rate.take(A, Start) == 0ms ? 1 : 0;
            });
        }
    }
    QCOMPARE(taken.load(), 100);
}

QTEST_APPLESS_MAIN(TestHandshakeRate)
#include "tst_handshakerate.moc"
