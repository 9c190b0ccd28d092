// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/metrics.h"
#include "samples.h"
#include "support/openmetrics.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;
using Test::OpenMetrics;

namespace {

/// Two workers, where nothing is 0 and nothing the same.
NodeSample busySample()
{
    NodeSample sample = idleSample(TimePoint(1h));
    sample.state = {100, 200, 3s, 5s, 400, Pressure::DropQos0, true, 6};
    quint64 number = 1'000;
    for (WorkerStats &worker : sample.workers) {
        auto *counters = reinterpret_cast<quint64 *>(&worker.hub);
        for (size_t i = 0; i < sizeof(HubCounters) / sizeof(quint64); ++i)
            counters[i] = ++number;
        worker.callbacks.calls = ++number;
        for (quint64 &failures : worker.callbacks.failures)
            failures = ++number;
        worker.callbacks.forwardLatency.add(10ms);
        worker.deliveryLatency.add(20ms);
        worker.deliveryLatency.add(3h);
        for (quint64 &limit : worker.limits)
            limit = ++number;
        worker.connections = int(++number);
        worker.gauges = {1, 2, 3, 4, 5, 6};
        worker.backlogBytes = qint64(++number);
        worker.cpuTime = 1500ms;
        worker.loopDelay = 2ms;
        setOnlyApp(worker);
    }
    return sample;
}

NodeFacts strangeFacts()
{
    NodeFacts facts = sampleFacts();
    facts.node = "re\"l\\ay\n\xff";
    return facts;
}

} // namespace

class TestMetricsText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openMetrics_data();
    void openMetrics();
    void parserIsStrict_data();
    void parserIsStrict();
    void promtool_data();
    void promtool();
    void bothSayTheSame();
    void everyCounterIsThere();
    void values();
    void labels();
    void applications();
};

void TestMetricsText::openMetrics_data()
{
    QTest::addColumn<int>("workers");
    for (const int workers : {0, 1, 2, 32})
        QTest::addRow("%d workers", workers) << workers;
}

void TestMetricsText::openMetrics()
{
    QFETCH(int, workers);
    const NodeSample sample = workers == 2 ? busySample() : idleSample(TimePoint(1h), workers);
    const OpenMetrics metrics =
        OpenMetrics::parse(metricsText(strangeFacts(), sample, ExpositionFormat::OpenMetrics));
    QCOMPARE(metrics.problem, QByteArray());
    QVERIFY(metrics.families.size() > 40);
    for (const Test::MetricFamily &family : metrics.families) {
        QVERIFY2(family.name.startsWith("rainbow_"), family.name.constData());
        QVERIFY2(family.help.endsWith('.'), family.name.constData());
        QVERIFY2(workers == 0 || !family.samples.empty(), family.name.constData());
        const bool hasUnit = family.name.endsWith("_seconds") || family.name.endsWith("_bytes");
        QVERIFY2(hasUnit == !family.unit.isEmpty(), family.name.constData());
    }
}

void TestMetricsText::parserIsStrict_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const QByteArray &text) { QTest::newRow(name) << text; };
    const QByteArray x = "# HELP x X.\n# TYPE x gauge\n";
    row("no end", x + "x 1\n");
    row("no last line feed", x + "x 1\n# EOF");
    row("after the end", x + "x 1\n# EOF\nx 2\n");
    row("empty line", x + "\nx 1\n# EOF\n");
    row("carriage return", x + "x 1\r\n# EOF\n");
    row("no family", "x 1\n# EOF\n");
    row("other family", x + "y 1\n# EOF\n");
    row("no type", "# HELP x X.\nx 1\n# EOF\n");
    row("no help", "# TYPE x gauge\nx 1\n# EOF\n");
    row("family again", x + "x 1\n# HELP y Y.\n# TYPE y gauge\n" + x + "x 2\n# EOF\n");
    row("counter without _total", "# HELP x X.\n# TYPE x counter\nx 1\n# EOF\n");
    row("counter named _total", "# HELP x_total X.\n# TYPE x_total counter\nx_total 1\n# EOF\n");
    row("negative counter", "# HELP x X.\n# TYPE x counter\nx_total -1\n# EOF\n");
    row("no value", x + "x\n# EOF\n");
    row("no number", x + "x one\n# EOF\n");
    row("two blanks", x + "x  1\n# EOF\n");
    row("hexadecimal", x + "x 0x1\n# EOF\n");
    row("same twice", x + "x{a=\"1\"} 1\nx{a=\"1\"} 2\n# EOF\n");
    row("label twice", x + "x{a=\"1\",a=\"2\"} 1\n# EOF\n");
    row("unquoted", x + "x{a=1} 1\n# EOF\n");
    row("open quote", x + "x{a=\"1} 1\n# EOF\n");
    row("escape", x + "x{a=\"\\t\"} 1\n# EOF\n");
    row("unit", "# HELP x X.\n# TYPE x gauge\n# UNIT x seconds\nx 1\n# EOF\n");
    row("type after sample", "# HELP x X.\n# TYPE x gauge\nx 1\n# UNIT x x\n# EOF\n");
    row("not UTF-8", x + "x{a=\"\xff\"} 1\n# EOF\n");
    const QByteArray h = "# HELP h H.\n# TYPE h histogram\n";
    row("no +Inf", h + "h_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n# EOF\n");
    row("buckets fall",
        h + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n# EOF\n");
    row("out of order",
        h
            + "h_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\n"
              "h_count 1\n# EOF\n");
    row("count differs", h + "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 2\n# EOF\n");
    row("no sum", h + "h_bucket{le=\"+Inf\"} 1\nh_count 1\n# EOF\n");
}

void TestMetricsText::parserIsStrict()
{
    QFETCH(QByteArray, text);
    QVERIFY(!OpenMetrics::parse(text).problem.isEmpty());
}

void TestMetricsText::promtool_data()
{
    openMetrics_data();
}

void TestMetricsText::promtool()
{
    QFETCH(int, workers);
    const NodeSample sample = workers == 2 ? busySample() : idleSample(TimePoint(1h), workers);
    const Test::PromtoolVerdict verdict =
        Test::promtoolCheck(metricsText(strangeFacts(), sample, ExpositionFormat::Prometheus));
    if (!verdict.isInstalled)
        QSKIP("promtool is not installed");
    QCOMPARE(verdict.complaints, QByteArray());
    // It would say something.
    QVERIFY(!Test::promtoolCheck("# TYPE x counter\nx 1\n").complaints.isEmpty());
}

void TestMetricsText::bothSayTheSame()
{
    const NodeSample sample = busySample();
    const OpenMetrics metrics =
        OpenMetrics::parse(metricsText(sampleFacts(), sample, ExpositionFormat::OpenMetrics));
    const OpenMetrics old =
        Test::parsePrometheusText(metricsText(sampleFacts(), sample, ExpositionFormat::Prometheus));
    QCOMPARE(old.problem, QByteArray());
    size_t i = 0;
    for (const Test::MetricFamily &family : metrics.families) {
        for (const Test::MetricSample &s : family.samples) {
            QVERIFY(i < old.families.size());
            const Test::MetricSample &other = old.families[i++].samples.front();
            QCOMPARE(other.name, s.name);
            QCOMPARE(other.labels, s.labels);
            QCOMPARE(other.value, s.value);
        }
    }
    QCOMPARE(i, old.families.size());
}

void TestMetricsText::everyCounterIsThere()
{
    // Whoever adds a counter to the hub is reminded to tell of it: all numbers differ.
    const NodeSample sample = busySample();
    const OpenMetrics metrics =
        OpenMetrics::parse(metricsText(sampleFacts(), sample, ExpositionFormat::OpenMetrics));
    QSet<quint64> told;
    for (const Test::MetricFamily &family : metrics.families) {
        for (const Test::MetricSample &s : family.samples)
            told.insert(quint64(s.value));
    }
    const WorkerStats &worker = sample.workers[0];
    const auto *counters = reinterpret_cast<const quint64 *>(&worker.hub);
    for (size_t i = 0; i < sizeof(HubCounters) / sizeof(quint64); ++i)
        QVERIFY2(told.contains(counters[i]), qPrintable(QString::number(i)));
    for (const quint64 limit : worker.limits)
        QVERIFY(told.contains(limit));
    for (const quint64 failures : worker.callbacks.failures)
        QVERIFY(told.contains(failures));
}

void TestMetricsText::values()
{
    const NodeSample sample = busySample();
    const WorkerStats &second = sample.workers[1];
    const OpenMetrics metrics =
        OpenMetrics::parse(metricsText(sampleFacts(), sample, ExpositionFormat::OpenMetrics));
    const QMap<QByteArray, QByteArray> ofSecond{{"worker", "1"}};
    const auto value = [&](const char *name) { return metrics.sum(name, ofSecond).value_or(-1); };
    QCOMPARE(value("rainbow_connections"), double(second.connections));
    QCOMPARE(value("rainbow_lost_sessions"), 1.0);
    QCOMPARE(value("rainbow_channels"), 2.0);
    QCOMPARE(value("rainbow_memberships"), 3.0);
    QCOMPARE(value("rainbow_forwards_waiting"), 4.0);
    QCOMPARE(value("rainbow_sends_waiting"), 5.0);
    QCOMPARE(value("rainbow_backlog_bytes"), double(second.backlogBytes));
    QCOMPARE(value("rainbow_messages_in_total"), double(second.hub.messagesIn));
    QCOMPARE(value("rainbow_sent_bytes_total"), double(second.hub.bytesOut));
    QCOMPARE(value("rainbow_worker_cpu_seconds_total"), 1.5);
    QCOMPARE(value("rainbow_worker_loop_delay_seconds"), 0.002);
    QCOMPARE(value("rainbow_delivery_latency_seconds_count"), 2.0);
    QCOMPARE(value("rainbow_forward_latency_seconds_sum"), 0.01);
    QCOMPARE(
        metrics.sum("rainbow_callback_failures_total", {{"worker", "1"}, {"cause", "status5xx"}})
            .value_or(-1),
        double(second.callbacks.failures[size_t(CallbackFailure::Status5xx)]));
    QCOMPARE(metrics.sum("rainbow_limits_reached_total", {{"worker", "1"}, {"limit", "max_head"}})
                 .value_or(-1),
             double(second.limits[size_t(Limit::MaxHead)]));

    const auto node = [&](const char *name) { return metrics.sum(name).value_or(-1); };
    QCOMPARE(node("rainbow_memory_bytes"), 100.0);
    QCOMPARE(node("rainbow_memory_budget_bytes"), 200.0);
    QCOMPARE(node("rainbow_cpu_seconds_total"), 3.0);
    QCOMPARE(node("rainbow_max_connections"), 400.0);
    QCOMPARE(node("rainbow_pressure"), 2.0);
    QCOMPARE(node("rainbow_draining"), 1.0);
    QCOMPARE(node("rainbow_uptime_seconds"), 5.0);
    QCOMPARE(node("rainbow_dashboards"), 6.0);
    QCOMPARE(node("rainbow_start_time_seconds"), 1.7e9);
    QCOMPARE(metrics.sum("rainbow_build_info", {{"version", "1.2.3"}}).value_or(-1), 1.0);
}

void TestMetricsText::labels()
{
    const OpenMetrics metrics = OpenMetrics::parse(
        metricsText(strangeFacts(), busySample(), ExpositionFormat::OpenMetrics));
    for (const Test::MetricFamily &family : metrics.families) {
        for (const Test::MetricSample &sample : family.samples)
            QCOMPARE(sample.labels.value("node"), QByteArray("re\"l\\ay\n\xef\xbf\xbd"));
    }
    const auto &connections = metrics.find("rainbow_connections")->samples;
    QCOMPARE(connections.size(), size_t(2));
    QCOMPARE(connections[1].labels.value("worker"), QByteArray("1"));
    QCOMPARE(connections[1].labels.value("app"), QByteArray("default"));
    QVERIFY(!metrics.find("rainbow_worker_cpu_seconds")->samples[0].labels.contains("app"));
    QVERIFY(!metrics.find("rainbow_memory_bytes")->samples[0].labels.contains("worker"));
}

void TestMetricsText::applications()
{
    NodeSample sample = idleSample(TimePoint(1h));
    AppStats shop;
    shop.app = "shop";
    shop.connections = 7;
    sample.workers[0].apps.front().connections = 3;
    sample.workers[0].apps.push_back(shop);
    shop.connections = 8;
    sample.workers[1].apps.push_back(shop);
    const OpenMetrics metrics =
        OpenMetrics::parse(metricsText(sampleFacts(), sample, ExpositionFormat::OpenMetrics));
    QCOMPARE(metrics.sum("rainbow_connections", {{"app", "default"}}).value_or(-1), 3.0);
    QCOMPARE(metrics.sum("rainbow_connections", {{"app", "shop"}}).value_or(-1), 15.0);
    QCOMPARE(metrics.sum("rainbow_connections", {{"app", "shop"}, {"worker", "1"}}).value_or(-1),
             8.0);
}

QTEST_APPLESS_MAIN(TestMetricsText)
#include "tst_metricstext.moc"
