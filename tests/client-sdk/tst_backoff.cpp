// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/backoff.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace Rainbow;
using namespace std::chrono_literals;

class tst_Backoff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTheMost();
    void beginsAgainAfterAReset();
    void jittersOverAllOfIt();
    void spreadsACrowd();
    void bearsOddDelays_data();
    void bearsOddDelays();
};

void tst_Backoff::doublesUpToTheMost()
{
    Backoff backoff([] { return 0.999999; });
    for (const auto maximum : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 20000ms, 20000ms})
        QCOMPARE(backoff.next(), maximum);
    Backoff none([] { return 0.0; });
    for (int i = 0; i < 10; ++i)
        QCOMPARE(none.next(), 0ms);
}

void tst_Backoff::beginsAgainAfterAReset()
{
    Backoff backoff([] { return 0.999999; });
    for (int i = 0; i < 5; ++i)
        (void)backoff.next();
    backoff.reset();
    QCOMPARE(backoff.next(), 500ms);
    QCOMPARE(backoff.next(), 1000ms);
}

void tst_Backoff::jittersOverAllOfIt()
{
    std::vector<Duration> delays;
    for (int i = 0; i < 10'000; ++i) {
        Backoff backoff;
        delays.push_back(backoff.next());
    }
    const auto [least, most] = std::minmax_element(delays.begin(), delays.end());
    QVERIFY(*least >= 0ms && *least < 10ms);
    QVERIFY(*most <= 500ms && *most > 490ms);
    const auto below =
        std::count_if(delays.begin(), delays.end(), [](Duration delay) { return delay < 250ms; });
    QVERIFY2(below > 4'700 && below < 5'300, qPrintable(QString::number(below)));
}

void tst_Backoff::spreadsACrowd()
{
    Backoff backoff([] { return 0.999999; });
    backoff.expectCrowd();
    QCOMPARE(backoff.next(), 6000ms);
    QCOMPARE(backoff.next(), 12000ms);
    backoff.expectCrowd(); // which makes no delay shorter
    QCOMPARE(backoff.next(), 20000ms);
    backoff.setDelays(500ms, 1s);
    backoff.expectCrowd();
    QCOMPARE(backoff.next(), 1000ms);
}

void tst_Backoff::bearsOddDelays_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("most");
    QTest::addColumn<qint64>("delay");
    QTest::newRow("zero") << qint64(0) << qint64(0) << qint64(1);
    QTest::newRow("negative") << qint64(-5) << qint64(-7) << qint64(1);
    QTest::newRow("most below first") << qint64(100) << qint64(10) << qint64(100);
    QTest::newRow("long") << qint64(2'000'000'000) << qint64(2'000'000'001)
                          << qint64(2'000'000'000);
}

void tst_Backoff::bearsOddDelays()
{
    QFETCH(qint64, first);
    QFETCH(qint64, most);
    QFETCH(qint64, delay);
    Backoff backoff([] { return 0.9999999999; });
    backoff.setDelays(Duration(first), Duration(most));
    QCOMPARE(backoff.next().count(), delay);
    QVERIFY(backoff.next().count() <= std::max(delay, most));
}

QTEST_APPLESS_MAIN(tst_Backoff)
#include "tst_backoff.moc"
