// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "format.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

#include <cmath>

using Rainbow::Admin::Format;

class TestFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "UTC"); }
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void cleanupTestCase() { QLocale::setDefault(QLocale::c()); }

    void counts()
    {
        QCOMPARE(Format::count(0), u"0"_qs);
        QCOMPARE(Format::count(1'234'567), u"1,234,567"_qs);
        QCOMPARE(Format::count(-5), u"-5"_qs);
    }

    void shortCounts_data()
    {
        QTest::addColumn<double>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << u"0"_qs;
        QTest::newRow("one") << 1.0 << u"1"_qs;
        QTest::newRow("fraction") << 0.4 << u"0.4"_qs;
        QTest::newRow("two decimals") << 3.14159 << u"3.14"_qs;
        QTest::newRow("rounds up to ten") << 9.999 << u"10"_qs;
        QTest::newRow("trailing zeros stay in whole numbers") << 100.0 << u"100"_qs;
        QTest::newRow("below a thousand") << 999.4 << u"999"_qs;
        QTest::newRow("rounds up to a thousand") << 999.6 << u"1 k"_qs;
        QTest::newRow("thousands") << 12345.0 << u"12.3 k"_qs;
        QTest::newRow("rounds up to a million") << 999'900.0 << u"1 M"_qs;
        QTest::newRow("millions") << 1'050'000.0 << u"1.05 M"_qs;
        QTest::newRow("thousand millions") << 2.5e9 << u"2.5 G"_qs;
        QTest::newRow("negative") << -1500.0 << u"-1.5 k"_qs;
        QTest::newRow("no number") << std::nan("") << u"–"_qs;
        QTest::newRow("endless") << HUGE_VAL << u"–"_qs;
    }
    void shortCounts()
    {
        QFETCH(double, number);
        QTEST(Format::shortCount(number), "text");
    }

    void rates()
    {
        QCOMPARE(Format::rate(0), u"0/s"_qs);
        QCOMPARE(Format::rate(45'678), u"45.7 k/s"_qs);
        QCOMPARE(Format::rate(std::nan("")), u"–"_qs);
        QCOMPARE(Format::byteRate(0), u"0 B/s"_qs);
        QCOMPARE(Format::byteRate(1023.4), u"1,023 B/s"_qs);
        QCOMPARE(Format::byteRate(1536), u"1.5 KiB/s"_qs);
        QCOMPARE(Format::byteRate(-HUGE_VAL), u"–"_qs);
    }

    void sizes()
    {
        QCOMPARE(Format::bytes(0), u"0 B"_qs);
        QCOMPARE(Format::bytes(1), u"1 B"_qs);
        QCOMPARE(Format::bytes(1024), u"1 KiB"_qs);
        QCOMPARE(Format::bytes(1023 * 1024), u"1 MiB"_qs);
        QCOMPARE(Format::bytes(12.3 * 1024 * 1024), u"12.3 MiB"_qs);
        QCOMPARE(Format::bytes(73'400'320), u"70 MiB"_qs);
        QVERIFY(Format::bytes(1e30).endsWith(u"EiB")); // no unit is left
        QCOMPARE(Format::bytes(std::nan("")), u"–"_qs);
    }

    void percents()
    {
        QCOMPARE(Format::percent(0), u"0 %"_qs);
        QCOMPARE(Format::percent(4.23), u"4.2 %"_qs);
        QCOMPARE(Format::percent(9.96), u"10 %"_qs);
        QCOMPARE(Format::percent(41.2), u"41 %"_qs);
        QCOMPARE(Format::percent(387), u"387 %"_qs);
    }

    void durations_data()
    {
        QTest::addColumn<double>("ms");
        QTest::addColumn<QString>("text");
        constexpr double Second = 1000;
        constexpr double Minute = 60 * Second;
        constexpr double Hour = 60 * Minute;
        constexpr double Day = 24 * Hour;
        QTest::newRow("none") << 0.0 << u"0 s"_qs;
        QTest::newRow("below a second") << 456.0 << u"0.4 s"_qs;
        QTest::newRow("never more than there was") << 999.9 << u"0.9 s"_qs;
        QTest::newRow("seconds") << 45.9 * Second << u"45 s"_qs;
        QTest::newRow("a minute") << Minute << u"1 min"_qs;
        QTest::newRow("minutes") << 2 * Minute + 5 * Second << u"2 min 5 s"_qs;
        QTest::newRow("hours") << Hour + 5 * Minute + 59 * Second << u"1 h 5 min"_qs;
        QTest::newRow("whole hours") << 2 * Hour << u"2 h"_qs;
        QTest::newRow("days") << 3 * Day + 4 * Hour << u"3 d 4 h"_qs;
        QTest::newRow("many days") << 1234 * Day << u"1,234 d"_qs;
        QTest::newRow("negative") << -1.0 << u"–"_qs;
        QTest::newRow("no number") << std::nan("") << u"–"_qs;
    }
    void durations()
    {
        QFETCH(double, ms);
        QTEST(Format::duration(ms), "text");
    }

    void latencies_data()
    {
        QTest::addColumn<double>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0.0 << u"0 ms"_qs;
        QTest::newRow("microseconds") << 0.085 << u"85 µs"_qs;
        QTest::newRow("rounds up to a millisecond") << 0.9996 << u"1 ms"_qs;
        QTest::newRow("milliseconds") << 12.34 << u"12.3 ms"_qs;
        QTest::newRow("rounds up to a second") << 999.7 << u"1 s"_qs;
        QTest::newRow("seconds") << 1237.0 << u"1.24 s"_qs;
        QTest::newRow("minutes") << 125'000.0 << u"2 min 5 s"_qs;
        QTest::newRow("negative") << -1.0 << u"–"_qs;
        QTest::newRow("no number") << std::nan("") << u"–"_qs;
    }
    void latencies()
    {
        QFETCH(double, ms);
        QTEST(Format::latency(ms), "text");
    }

    void times()
    {
        const QDateTime noon(QDate(2001, 2, 3), QTime(12, 4, 5, 678), Qt::UTC);
        const qint64 at = noon.toMSecsSinceEpoch();
        QCOMPARE(Format::time(at), u"12:04:05"_qs);
        QCOMPARE(Format::dateTime(at), u"2/3/01 12:04:05"_qs);
        QCOMPARE(Format::fullDateTime(at), u"Saturday, February 3, 2001 12:04:05.678 UTC"_qs);
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(Format::dateTime(now).size() == 8 || QTime::currentTime().hour() == 0);
        for (const QString &text : {Format::time(0), Format::dateTime(0), Format::fullDateTime(0)})
            QCOMPARE(text, Format::none());
    }

    /// Figures and dates are as the language writes them.
    void followsTheLocale()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(Format::count(1'234'567), u"1.234.567"_qs);
        QCOMPARE(Format::shortCount(12'345), u"12,3 k"_qs);
        QCOMPARE(Format::latency(12.34), u"12,3 ms"_qs);
        QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
        const QDateTime noon(QDate(2001, 2, 3), QTime(12, 4, 5), Qt::UTC);
        QVERIFY(Format::fullDateTime(noon.toMSecsSinceEpoch()).startsWith(u"2001年2月3日"));
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
