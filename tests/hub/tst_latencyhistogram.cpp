// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/latencyhistogram.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace Rainbow;
using namespace std::chrono_literals;
using Duration = LatencyHistogram::Duration;

namespace {

/// The upper end of bucket i in ns, as the header tells it.
double endOf(int i)
{
    return std::floor(std::pow(2.0, 14 + i / 4.0));
}

LatencyHistogram of(std::initializer_list<Duration> durations)
{
    LatencyHistogram histogram;
    for (const Duration duration : durations)
        histogram.add(duration);
    return histogram;
}

} // namespace

class TestLatencyHistogram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void empty();
    void bucketsEndWhereTheyShould();
    void oddDurations();
    void quantiles();
    void quantilesOfRandomDurations();
    void sums();
    void differences();
    void exposed();
    void adding();
};

void TestLatencyHistogram::empty()
{
    const LatencyHistogram histogram;
    QCOMPARE(histogram.count(), 0u);
    QCOMPARE(histogram.sum(), 0ns);
    QCOMPARE(histogram.quantile(0.5), 0ns);
    QCOMPARE(histogram.highest(), 0ns);
    QCOMPARE(histogram.countUpTo(1h), 0u);
}

void TestLatencyHistogram::bucketsEndWhereTheyShould()
{
    const int last = LatencyHistogram::BucketCount - 1;
    for (int i = 0; i < last; ++i) {
        const Duration end(qint64(endOf(i)));
        // The end belongs to the bucket, one more does not.
        const LatencyHistogram at = of({end});
        QCOMPARE(at.highest(), end);
        QCOMPARE(at.countUpTo(end), 1u);
        QCOMPARE(at.countUpTo(end - 1ns), 0u);
        const LatencyHistogram over = of({end + 1ns});
        QCOMPARE(over.countUpTo(end), 0u);
        QCOMPARE(over.highest(), Duration(qint64(endOf(std::min(i + 1, last - 1)))));
    }
}

void TestLatencyHistogram::oddDurations()
{
    const LatencyHistogram low = of({0ns, 1ns, -5ns});
    QCOMPARE(low.count(), 3u);
    QCOMPARE(low.highest(), Duration(1 << 14));
    // What has no upper end counts, and is as long as can be told.
    const Duration longest(qint64(1) << 36);
    const LatencyHistogram high = of({69s, 24h, Duration::max()});
    QCOMPARE(high.count(), 3u);
    QCOMPARE(high.countUpTo(longest), 0u);
    QCOMPARE(high.highest(), longest);
    QCOMPARE(high.quantile(0.5), longest);
}

void TestLatencyHistogram::quantiles()
{
    LatencyHistogram histogram;
    for (int i = 0; i < 99; ++i)
        histogram.add(1ms);
    histogram.add(1s);
    const auto isNear = [](Duration found, Duration expected) {
        return std::abs(double(found.count()) / double(expected.count()) - 1) <= 0.19;
    };
    QVERIFY(isNear(histogram.quantile(0), 1ms));
    QVERIFY(isNear(histogram.quantile(0.5), 1ms));
    QVERIFY(isNear(histogram.quantile(0.99), 1ms));
    QVERIFY(isNear(histogram.quantile(0.995), 1s));
    QVERIFY(isNear(histogram.quantile(1), 1s));
    QCOMPARE(histogram.quantile(2), histogram.quantile(1));
    QCOMPARE(histogram.quantile(-1), histogram.quantile(0));
}

void TestLatencyHistogram::quantilesOfRandomDurations()
{
    std::mt19937_64 random(20260101);
    std::uniform_real_distribution<double> exponent(15, 36);
    for (int round = 0; round < 50; ++round) {
        std::vector<qint64> durations;
        LatencyHistogram histogram;
        for (int i = 0; i < 1'000; ++i) {
            durations.push_back(qint64(std::pow(2.0, exponent(random))));
            histogram.add(Duration(durations.back()));
        }
        std::sort(durations.begin(), durations.end());
        for (const int percent : {1, 10, 50, 90, 99, 100}) {
            const auto exact = double(durations[size_t(percent * 10 - 1)]);
            const auto found = double(histogram.quantile(percent / 100.0).count());
            QVERIFY2(found / exact > 0.8 && found / exact < 1.2,
                     qPrintable(u"%1 %: %2, not %3"_qs.arg(percent).arg(found).arg(exact)));
        }
    }
}

void TestLatencyHistogram::sums()
{
    LatencyHistogram sum = of({1ms, 2ms});
    sum += of({2ms, 80s});
    QCOMPARE(sum.count(), 4u);
    QCOMPARE(sum.sum(), 5ms + 80s);
    QCOMPARE(sum.countUpTo(70s), 3u);
}

void TestLatencyHistogram::differences()
{
    LatencyHistogram histogram = of({1ms, 1s});
    const LatencyHistogram before = histogram;
    histogram.add(20ms);
    const LatencyHistogram since = histogram.since(before);
    QCOMPARE(since.count(), 1u);
    QCOMPARE(since.sum(), 20ms);
    QVERIFY(since.highest() >= 20ms && since.highest() < 24ms);
    QCOMPARE(histogram.since(histogram).count(), 0u);
}

void TestLatencyHistogram::exposed()
{
    const auto ends = LatencyHistogram::exposedEnds();
    QVERIFY(ends.size() >= 10 && ends.size() <= 30);
    QVERIFY(std::is_sorted(ends.begin(), ends.end()));
    QVERIFY(ends.front() < 100us);
    QVERIFY(ends.back() > 60s);
    // Counts up to them are exact.
    for (const Duration end : ends) {
        QCOMPARE(of({end}).countUpTo(end), 1u);
        QCOMPARE(of({end + 1ns}).countUpTo(end), 0u);
    }
}

void TestLatencyHistogram::adding()
{
    LatencyHistogram histogram;
    QBENCHMARK
    {
        for (int i = 0; i < 1'000; ++i)
            histogram.add(Duration(i * 1'234'567));
    }
    QVERIFY(histogram.count() > 0);
}

QTEST_APPLESS_MAIN(TestLatencyHistogram)
#include "tst_latencyhistogram.moc"
