// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "charts/axisscale.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

#include <cmath>

using namespace Rainbow::Admin;

class TestAxisScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void values_data()
    {
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<double>("greatest");
        QTest::addColumn<QStringList>("labels");
        QTest::newRow("nothing") << Unit::Count << 0.0 << QStringList{u"0"_qs, u"5"_qs, u"10"_qs};
        QTest::newRow("one") << Unit::Count << 1.0 << QStringList{u"0"_qs, u"5"_qs, u"10"_qs};
        QTest::newRow("at the top")
            << Unit::Count << 40.0 << QStringList{u"0"_qs, u"10"_qs, u"20"_qs, u"30"_qs, u"40"_qs};
        QTest::newRow("over the top")
            << Unit::Count << 41.0 << QStringList{u"0"_qs, u"20"_qs, u"40"_qs, u"60"_qs};
        QTest::newRow("many") << Unit::Count << 24'817.0
                              << QStringList{u"0"_qs, u"10 k"_qs, u"20 k"_qs, u"30 k"_qs};
        QTest::newRow("rates") << Unit::Rate << 1234.0
                               << QStringList{u"0/s"_qs, u"500/s"_qs, u"1 k/s"_qs, u"1.5 k/s"_qs};
        QTest::newRow("latencies")
            << Unit::Latency << 28.1
            << QStringList{u"0 ms"_qs, u"10 ms"_qs, u"20 ms"_qs, u"30 ms"_qs};
        QTest::newRow("short latencies")
            << Unit::Latency << 0.2 << QStringList{u"0 ms"_qs, u"500 µs"_qs, u"1 ms"_qs};
        QTest::newRow("sizes") << Unit::Bytes << 73'400'320.0
                               << QStringList{u"0 B"_qs, u"20 MiB"_qs, u"40 MiB"_qs, u"60 MiB"_qs,
                                              u"80 MiB"_qs};
        QTest::newRow("sizes are round in their unit")
            << Unit::Bytes << 1.5 * 1024 * 1024 * 1024
            << QStringList{u"0 B"_qs, u"512 MiB"_qs, u"1 GiB"_qs, u"1.5 GiB"_qs};
        QTest::newRow("per cent") << Unit::Percent << 387.0
                                  << QStringList{u"0 %"_qs, u"100 %"_qs, u"200 %"_qs, u"300 %"_qs,
                                                 u"400 %"_qs};
        QTest::newRow("below nothing")
            << Unit::Percent << -5.0 << QStringList{u"0 %"_qs, u"5.0 %"_qs, u"10 %"_qs};
        QTest::newRow("no number")
            << Unit::Percent << std::nan("") << QStringList{u"0 %"_qs, u"5.0 %"_qs, u"10 %"_qs};
    }
    void values()
    {
        QFETCH(Unit, unit);
        QFETCH(double, greatest);
        QFETCH(QStringList, labels);
        const ValueScale scale = valueScale(unit, greatest);
        QStringList found;
        for (const Tick &tick : scale.ticks)
            found.append(tick.label);
        QCOMPARE(found, labels);
        QCOMPARE(scale.ticks.first().at, 0.0);
        QCOMPARE(scale.ticks.last().at, scale.top);
        if (greatest > 0)
            QVERIFY(scale.top >= greatest);
    }

    void endlessIsBounded()
    {
        const ValueScale scale = valueScale(Unit::Bytes, HUGE_VAL);
        QVERIFY(std::isfinite(scale.top));
        QVERIFY(scale.ticks.size() <= 5);
    }

    void times_data()
    {
        QTest::addColumn<Range>("range");
        QTest::addColumn<QStringList>("labels");
        QTest::newRow("5 min") << Range::Minutes5
                               << QStringList{u"12:00"_qs, u"12:01"_qs, u"12:02"_qs, u"12:03"_qs,
                                              u"12:04"_qs};
        QTest::newRow("1 h") << Range::Hour1 << QStringList{u"11:10"_qs, u"11:20"_qs, u"11:30"_qs,
                                                            u"11:40"_qs, u"11:50"_qs, u"12:00"_qs};
        QTest::newRow("24 h") << Range::Hours24
                              << QStringList{u"16:00"_qs, u"20:00"_qs, u"00:00"_qs,
                                             u"04:00"_qs, u"08:00"_qs, u"12:00"_qs};
    }
    void times()
    {
        QFETCH(Range, range);
        QFETCH(QStringList, labels);
        const QDateTime now(QDate(2001, 2, 3), QTime(12, 4, 30), Qt::UTC);
        QStringList found;
        for (const Tick &tick : timeTicks(range, now.toMSecsSinceEpoch())) {
            found.append(tick.label);
            QVERIFY(tick.at <= static_cast<double>(now.toMSecsSinceEpoch()));
        }
        QCOMPARE(found, labels);
    }
};

QTEST_GUILESS_MAIN(TestAxisScale)
#include "tst_axisscale.moc"
