// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "logging.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <sys/resource.h>
#include <thread>
#include <vector>

using namespace Rainbow;

namespace {

constexpr int threads = 8;
constexpr int linesPerThread = 1000;

// --- The program as its own helper: logs what the test asks for, to its standard error. --------

void logLevels()
{
    qCDebug(lcGate, "a debug");
    qCInfo(lcGate, "an info");
    qCWarning(lcHub, "a warning");
    qCCritical(lcHub, "an error");
    qWarning("from Qt");
}

void logFromThreads()
{
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([t] {
            const QByteArray filler(100 + 17 * t, char('a' + t));
            for (int i = 0; i < linesPerThread; ++i)
                qCDebug(lcHub, "%d %d %s", t, i, filler.constData());
        });
    }
    for (std::thread &thread : running)
        thread.join();
}

/// More than is written in a second, then some of another kind, then what was left out.
void logFlood()
{
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    for (int i = 0; i < 3 * MaxLinesPerSecond; ++i)
        qCInfo(lcGate, "flood %d", i);
    qCWarning(lcGate, "another level");
    qCInfo(lcHub, "another category");
    while (Clock::now() - begun < std::chrono::milliseconds(1'100))
        std::this_thread::yield();
    qCInfo(lcGate, "later");
}

void logFatal()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none); // the abort is wanted
    qFatal("the end");
}

int emitLines(const QByteArray &what, const QByteArray &level, const QByteArray &format)
{
    LogSettings settings;
    settings.level = LogLevel(level.toInt());
    settings.format = format == "json" ? LogFormat::Json : LogFormat::Text;
    installLogging(settings);
    if (what == "levels")
        logLevels();
    else if (what == "threads")
        logFromThreads();
    else if (what == "flood")
        logFlood();
    else if (what == "fatal")
        logFatal();
    else // a message in hex, UTF-16 big-endian
        qCInfo(lcGate).noquote() << [&what] {
            QString text;
            const QByteArray bytes = QByteArray::fromHex(what);
            for (qsizetype i = 0; i + 1 < bytes.size(); i += 2)
                text += QChar(uchar(bytes[i]) << 8 | uchar(bytes[i + 1]));
            return text;
        }();
    return 0;
}

QByteArray run(const QByteArray &what, LogLevel level = LogLevel::Info, const char *format = "text",
               const QString &rules = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"QT_LOGGING_RULES"_qs);
    if (!rules.isEmpty())
        environment.insert(u"QT_LOGGING_RULES"_qs, rules);
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(),
                  {u"--emit"_qs, QString::fromLatin1(what), QString::number(int(level)),
                   QLatin1StringView(format)});
    if (!process.waitForFinished(60'000))
        return "did not finish";
    return process.readAllStandardError();
}

QByteArray logged(const QString &message, const char *format)
{
    QByteArray bytes;
    for (const QChar c : message) {
        bytes += char(c.unicode() >> 8);
        bytes += char(c.unicode() & 0xff);
    }
    return run(bytes.toHex(), LogLevel::Info, format);
}

// The lines without their time, which is checked here.
QByteArrayList withoutTime(const QByteArray &output)
{
    static const QRegularExpression time(uR"(^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) )"_qs);
    QByteArrayList lines = output.split('\n');
    if (!lines.takeLast().isEmpty())
        return {"the last line has no end"};
    for (QByteArray &line : lines) {
        const auto match = time.match(QString::fromUtf8(line));
        const QDateTime when = QDateTime::fromString(match.captured(1), Qt::ISODateWithMs);
        if (!match.hasMatch() || qAbs(when.secsTo(QDateTime::currentDateTimeUtc())) > 60)
            return {"no time: " + line};
        line = line.sliced(match.capturedLength());
    }
    return lines;
}

QJsonObject parsed(const QByteArray &line)
{
    return QJsonDocument::fromJson(line).object();
}

} // namespace

class TestLogging : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void text();
    void json();
    void levels_data();
    void levels();
    void environmentWins();
    void escaping_data();
    void escaping();
    void capping_data();
    void capping();
    void fatal();
    void floods();
    void threadsKeepLinesWhole_data();
    void threadsKeepLinesWhole();
};

void TestLogging::text()
{
    QCOMPARE(withoutTime(run("levels")),
             QByteArrayList({"INFO rainbow.gate an info", "WARNING rainbow.hub a warning",
                             "ERROR rainbow.hub an error", "WARNING default from Qt"}));
}

void TestLogging::json()
{
    QByteArrayList lines = run("levels", LogLevel::Info, "json").split('\n');
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines.takeLast(), QByteArray());
    const QJsonObject first = parsed(lines.first());
    QCOMPARE(first.size(), 4);
    QVERIFY(QDateTime::fromString(first[u"time"].toString(), Qt::ISODateWithMs).isValid());
    QCOMPARE(first[u"level"].toString(), u"info"_qs);
    QCOMPARE(first[u"category"].toString(), u"rainbow.gate"_qs);
    QCOMPARE(first[u"message"].toString(), u"an info"_qs);
    QCOMPARE(parsed(lines.at(1))[u"level"].toString(), u"warning"_qs);
    QCOMPARE(parsed(lines.at(2))[u"level"].toString(), u"error"_qs);
    QCOMPARE(parsed(lines.at(3))[u"category"].toString(), u"default"_qs);
}

void TestLogging::levels_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<QByteArrayList>("names");
    QTest::newRow("debug") << int(LogLevel::Debug)
                           << QByteArrayList({"DEBUG", "INFO", "WARNING", "ERROR", "WARNING"});
    QTest::newRow("info") << int(LogLevel::Info)
                          << QByteArrayList({"INFO", "WARNING", "ERROR", "WARNING"});
    QTest::newRow("warning") << int(LogLevel::Warning)
                             << QByteArrayList({"WARNING", "ERROR", "WARNING"});
    QTest::newRow("error") << int(LogLevel::Error) << QByteArrayList({"ERROR", "WARNING"});
}

void TestLogging::levels()
{
    QFETCH(int, level);
    QFETCH(QByteArrayList, names);
    QByteArrayList given;
    const QByteArrayList lines = withoutTime(run("levels", LogLevel(level)));
    for (const QByteArray &line : lines)
        given += line.first(line.indexOf(' '));
    QCOMPARE(given, names);
}

void TestLogging::environmentWins()
{
    QCOMPARE(withoutTime(run("levels", LogLevel::Error, "text", u"rainbow.gate.debug=true"_qs)),
             QByteArrayList({"DEBUG rainbow.gate a debug", "ERROR rainbow.hub an error",
                             "WARNING default from Qt"}));
    QCOMPARE(withoutTime(run("levels", LogLevel::Debug, "text",
                             u"rainbow.gate.debug=false;rainbow.hub=false;default=false"_qs)),
             QByteArrayList({"INFO rainbow.gate an info"}));
}

void TestLogging::escaping_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("line feed") << u"a\nb"_qs << QByteArray("a\\nb");
    QTest::newRow("forged line") << u"a\r\n2026-01-01T00:00:00.000Z ERROR x"_qs
                                 << QByteArray("a\\r\\n2026-01-01T00:00:00.000Z ERROR x");
    QTest::newRow("tab") << u"a\tb"_qs << QByteArray("a\\tb");
    QTest::newRow("escape") << u"\x1b[31mred"_qs << QByteArray("\\x1b[31mred");
    QTest::newRow("nul") << QString(QChar(0)) << QByteArray("\\x00");
    QTest::newRow("delete") << QString(QChar(0x7f)) << QByteArray("\\x7f");
    QTest::newRow("c1") << QString(QChar(0x9b)) << QByteArray("\\x9b");
    QTest::newRow("line separator") << QString(QChar(0x2028)) << QByteArray("\\u2028");
    QTest::newRow("bidi override") << QString(QChar(0x202e)) << QByteArray("\\u202e");
    QTest::newRow("letters") << u"üß€😀"_qs << QByteArray("üß€😀");
    QTest::newRow("lone surrogates") << QString(QChar(0xd800)) + u'a' + QChar(0xdc00)
                                     << QByteArray("\xef\xbf\xbd"
                                                   "a\xef\xbf\xbd");
    QTest::newRow("quotes") << u"a\"b\\c"_qs << QByteArray("a\"b\\c");
}

void TestLogging::escaping()
{
    QFETCH(QString, message);
    QFETCH(QByteArray, shown);
    QCOMPARE(withoutTime(logged(message, "text")), QByteArrayList({"INFO rainbow.gate " + shown}));

    const QByteArray line = logged(message, "json");
    QCOMPARE(line.count('\n'), 1);
    for (const char c : line.chopped(1))
        QVERIFY(uchar(c) >= 0x20 && c != 0x7f);
    const QString expected = QTest::currentDataTag() == QByteArrayView("lone surrogates")
        ? u"\ufffda\ufffd"_qs
        : message;
    QCOMPARE(parsed(line)[u"message"].toString(), expected);
}

void TestLogging::capping_data()
{
    QTest::addColumn<QString>("unit");
    QTest::addColumn<int>("slack");
    QTest::newRow("ascii") << u"x"_qs << 0;
    QTest::newRow("two bytes") << u"ü"_qs << 4;
    QTest::newRow("four bytes") << u"😀"_qs << 6;
    QTest::newRow("escapes") << u"\x1b"_qs << 8;
    QTest::newRow("quotes") << u"\""_qs << 4;
}

void TestLogging::capping()
{
    QFETCH(QString, unit);
    QFETCH(int, slack);
    for (const char *format : {"text", "json"}) {
        // Every offset, so that the limit falls into every place of a unit.
        for (int offset = 0; offset < 4; ++offset) {
            const QString message = QString(offset, u'-') + unit.repeated(3000);
            const QByteArray line = logged(message, format);
            QVERIFY2(line.size() <= 2048, line.constData());
            QVERIFY2(line.size() >= 2048 - slack, QByteArray::number(line.size()).constData());
            QVERIFY(line.isValidUtf8());
            QCOMPARE(line.count('\n'), 1);
            const QString shown = format == QByteArrayView("json")
                ? parsed(line)[u"message"].toString()
                : QString::fromUtf8(withoutTime(line).value(0));
            QVERIFY(shown.endsWith(u'…'));
            QVERIFY(shown.size() > 300);
        }
    }
    // What just fits is not cut.
    const qsizetype head = logged(QString(), "text").size();
    QVERIFY(logged(QString(2048 - head, u'x'), "text").endsWith("xxx\n"));
    QVERIFY(logged(QString(2049 - head, u'x'), "text").endsWith("xx…\n"));
}

void TestLogging::fatal()
{
    QCOMPARE(withoutTime(run("fatal")).value(0), QByteArray("FATAL default the end"));
}

void TestLogging::floods()
{
    const QByteArrayList lines = withoutTime(run("flood"));
    QCOMPARE(lines.size(), MaxLinesPerSecond + 4);
    for (int i = 0; i < MaxLinesPerSecond; ++i)
        QCOMPARE(lines[i], "INFO rainbow.gate flood " + QByteArray::number(i));
    const QByteArrayList rest = lines.sliced(MaxLinesPerSecond);
    QCOMPARE(rest[0], QByteArray("WARNING rainbow.gate another level"));
    QCOMPARE(rest[1], QByteArray("INFO rainbow.hub another category"));
    QCOMPARE(rest[2],
             QByteArray("WARNING rainbow.gate 200 lines were left out: too many of level info"));
    QCOMPARE(rest[3], QByteArray("INFO rainbow.gate later"));
    // Nothing is left out of what one has asked for.
    QCOMPARE(withoutTime(run("threads", LogLevel::Debug)).size(), threads * linesPerThread);
}

void TestLogging::threadsKeepLinesWhole_data()
{
    QTest::addColumn<bool>("json");
    QTest::newRow("text") << false;
    QTest::newRow("json") << true;
}

void TestLogging::threadsKeepLinesWhole()
{
    QFETCH(bool, json);
    QByteArrayList lines = run("threads", LogLevel::Debug, json ? "json" : "text").split('\n');
    QVERIFY(lines.takeLast().isEmpty());
    QCOMPARE(lines.size(), threads * linesPerThread);
    int next[threads] = {};
    for (const QByteArray &line : lines) {
        const QByteArray message =
            json ? parsed(line)[u"message"].toString().toUtf8() : line.mid(43);
        const QByteArrayList parts = message.split(' ');
        QCOMPARE(parts.size(), 3);
        const int t = parts[0].toInt();
        QVERIFY(t >= 0 && t < threads);
        QCOMPARE(parts[1].toInt(), next[t]++);
        QCOMPARE(parts[2], QByteArray(100 + 17 * t, char('a' + t)));
    }
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 5 && QByteArrayView(argv[1]) == "--emit")
        return emitLines(argv[2], argv[3], argv[4]);
    TestLogging test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_logging.moc"
