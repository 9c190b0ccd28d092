// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/exposition.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;
using Type = Exposition::Type;

/// The text of both formats, byte by byte.
class TestExposition : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formats_data();
    void formats();
    void contentTypes();
    void nothing();
    void counter();
    void gauge();
    void info();
    void histogram();
    void labels();
    void help();
    void numbers();
};

void TestExposition::formats_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<bool>("openMetrics");
    const auto row = [](const char *accept, bool openMetrics) {
        QTest::newRow(accept) << QByteArray(accept) << openMetrics;
    };
    row("", false);
    row("*/*", false);
    row("text/plain", false);
    row("text/html, application/json", false);
    row("application/openmetrics-text", true);
    row("Application/OpenMetrics-Text; Version=1.0.0; charset=utf-8", true);
    row("application/openmetrics-text;version=0.0.1", true);
    row("application/openmetrics-text;version=2.0.0", false);
    row("application/openmetrics-text;q=0", false);
    row("application/openmetrics-text;q=x", false);
    row("application/openmetrics-text;q=0.5,text/plain", false);
    row("application/openmetrics-text;q=0.5,text/plain;q=0.5", true);
    row("application/openmetrics-textual", false);
    // What Prometheus 2.42 sends.
    row("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
        "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        true);
    row(",;,=;;q=", false);
}

void TestExposition::formats()
{
    QFETCH(QByteArray, accept);
    QFETCH(bool, openMetrics);
    QCOMPARE(expositionFormatOf(accept) == ExpositionFormat::OpenMetrics, openMetrics);
}

void TestExposition::contentTypes()
{
    QCOMPARE(contentTypeOf(ExpositionFormat::Prometheus),
             QByteArray("text/plain; version=0.0.4; charset=utf-8"));
    QCOMPARE(contentTypeOf(ExpositionFormat::OpenMetrics),
             QByteArray("application/openmetrics-text; version=1.0.0; charset=utf-8"));
}

void TestExposition::nothing()
{
    QCOMPARE(Exposition(ExpositionFormat::Prometheus).take(), QByteArray());
    QCOMPARE(Exposition(ExpositionFormat::OpenMetrics).take(), QByteArray("# EOF\n"));
}

void TestExposition::counter()
{
    const auto text = [](ExpositionFormat format) {
        Exposition out(format);
        out.begin(Type::Counter, "x_bytes", "Bytes.", "bytes");
        out.add(Labels{{"a", "1"}}, quint64(5));
        out.add(Labels{{"a", "2"}}, std::numeric_limits<quint64>::max());
        return out.take();
    };
    QCOMPARE(text(ExpositionFormat::Prometheus),
             QByteArray("# HELP x_bytes_total Bytes.\n# TYPE x_bytes_total counter\n"
                        "x_bytes_total{a=\"1\"} 5\n"
                        "x_bytes_total{a=\"2\"} 18446744073709551615\n"));
    QCOMPARE(text(ExpositionFormat::OpenMetrics),
             QByteArray("# HELP x_bytes Bytes.\n# TYPE x_bytes counter\n# UNIT x_bytes bytes\n"
                        "x_bytes_total{a=\"1\"} 5\n"
                        "x_bytes_total{a=\"2\"} 18446744073709551615\n# EOF\n"));
}

void TestExposition::gauge()
{
    for (const auto format : {ExpositionFormat::Prometheus, ExpositionFormat::OpenMetrics}) {
        Exposition out(format);
        out.begin(Type::Gauge, "x", "X.");
        out.add({}, -3);
        const QByteArray expected = "# HELP x X.\n# TYPE x gauge\nx -3\n";
        QCOMPARE(out.take(),
                 format == ExpositionFormat::OpenMetrics ? expected + "# EOF\n" : expected);
    }
}

void TestExposition::info()
{
    Exposition old(ExpositionFormat::Prometheus);
    old.begin(Type::Info, "x_build", "B.");
    old.add(Labels{{"v", "1"}});
    QCOMPARE(old.take(),
             QByteArray("# HELP x_build_info B.\n# TYPE x_build_info gauge\n"
                        "x_build_info{v=\"1\"} 1\n"));
    Exposition out(ExpositionFormat::OpenMetrics);
    out.begin(Type::Info, "x_build", "B.");
    out.add(Labels{{"v", "1"}});
    QCOMPARE(out.take(),
             QByteArray("# HELP x_build B.\n# TYPE x_build info\nx_build_info{v=\"1\"} 1\n"
                        "# EOF\n"));
}

void TestExposition::histogram()
{
    LatencyHistogram latency;
    latency.add(1ms);
    latency.add(1s);
    latency.add(100s);
    Exposition out(ExpositionFormat::Prometheus);
    out.begin(Type::Histogram, "x_seconds", "X.", "seconds");
    out.add(Labels{{"w", "0"}}, latency);
    const QByteArrayList lines = out.take().split('\n');
    QCOMPARE(lines[0], QByteArray("# HELP x_seconds X."));
    QCOMPARE(lines[1], QByteArray("# TYPE x_seconds histogram"));
    QCOMPARE(lines[2], QByteArray("x_seconds_bucket{w=\"0\",le=\"6.5536e-05\"} 0"));
    QVERIFY(lines.contains("x_seconds_bucket{w=\"0\",le=\"0.001048576\"} 1"));
    QVERIFY(lines.contains("x_seconds_bucket{w=\"0\",le=\"0.536870912\"} 1"));
    QVERIFY(lines.contains("x_seconds_bucket{w=\"0\",le=\"1.073741824\"} 2"));
    QCOMPARE(lines.sliced(lines.size() - 5),
             QByteArrayList({"x_seconds_bucket{w=\"0\",le=\"68.719476736\"} 2",
                             "x_seconds_bucket{w=\"0\",le=\"+Inf\"} 3",
                             "x_seconds_sum{w=\"0\"} 101.001", "x_seconds_count{w=\"0\"} 3", ""}));
}

void TestExposition::labels()
{
    Labels labels{{"a", "x"}, {"b", ""}};
    labels.add("c", "q\"b\\s\nn");
    labels.add("d", "\xff\xc3\xa9");
    QCOMPARE(labels.text(),
             QByteArray("a=\"x\",b=\"\",c=\"q\\\"b\\\\s\\nn\",d=\"\xef\xbf\xbd\xc3\xa9\""));
    QCOMPARE(Labels().with("e", "1").text(), QByteArray("e=\"1\""));
    QCOMPARE(Labels().text(), QByteArray());
}

void TestExposition::help()
{
    Exposition old(ExpositionFormat::Prometheus);
    old.begin(Type::Gauge, "x", "a \"b\" \\ c\nd");
    QVERIFY(old.take().startsWith("# HELP x a \"b\" \\\\ c\\nd\n"));
    Exposition out(ExpositionFormat::OpenMetrics);
    out.begin(Type::Gauge, "x", "a \"b\" \\ c\nd");
    QVERIFY(out.take().startsWith("# HELP x a \\\"b\\\" \\\\ c\\nd\n"));
}

void TestExposition::numbers()
{
    const auto shown = [](double value) {
        Exposition out(ExpositionFormat::Prometheus);
        out.begin(Type::Gauge, "x", "X.");
        out.add({}, value);
        const QByteArray text = out.take();
        return text.mid(text.lastIndexOf(' ') + 1).trimmed();
    };
    QCOMPARE(shown(0), QByteArray("0"));
    QCOMPARE(shown(0.1), QByteArray("0.1"));
    QCOMPARE(shown(1'700'000'000.123), QByteArray("1700000000.123"));
    QCOMPARE(shown(1e-9), QByteArray("1e-09"));
}

QTEST_APPLESS_MAIN(TestExposition)
#include "tst_exposition.moc"
