// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/relayprocess.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <map>

#include <sys/resource.h>

namespace Rainbow::Test {

namespace {

quint16 portAfter(const QByteArray &text, const char *words)
{
    const QRegularExpression pattern(QLatin1StringView(words) + u"[\\d.]+:(\\d+)"_qs);
    const auto match = pattern.match(QString::fromUtf8(text));
    return match.hasMatch() ? match.captured(1).toUShort() : quint16(0);
}

} // namespace

RelayProcess::RelayProcess()
{
    connect(&m_process, &QProcess::readyReadStandardError, this, &RelayProcess::readOutput);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &RelayProcess::readOutput);
}

RelayProcess::~RelayProcess()
{
    if (!m_started)
        return;
    if (isRunning() && stop() == -1 && isRunning()) {
        qWarning("the relay did not end on SIGTERM");
        kill();
    }
    readOutput();
    const QByteArray report = sanitizerReport(m_err);
    const bool failed = QTest::currentTestFunction() != nullptr && QTest::currentTestFailed();
    if (failed)
        qWarning().noquote() << "the relay said:\n" << QString::fromUtf8(m_err.right(8'000));
    if (report.isEmpty())
        return;
    qWarning().noquote() << QString::fromUtf8(report);
    if (QTest::currentTestFunction() == nullptr)
        qFatal("a sanitizer has reported an error in the relay");
    QTest::qFail("a sanitizer has reported an error in the relay", __FILE__, __LINE__);
}

QByteArray RelayProcess::iniText(const Settings &settings)
{
    std::map<QByteArray, QByteArray> sections;
    for (const auto &[key, value] : settings) {
        const qsizetype slash = key.lastIndexOf('/');
        const QByteArray section = slash < 0 ? QByteArray("main") : key.left(slash);
        sections[section] += key.mid(slash + 1) + " = " + value + '\n';
    }
    QByteArray text;
    for (const auto &[section, lines] : sections)
        text += '[' + section + "]\n" + lines;
    return text;
}

bool RelayProcess::start(const Settings &settings, int workers, const QStringList &arguments)
{
    if (!writeFile(iniText(settings)))
        return false;

    // OpenSSL frees what it keeps for a thread when the thread's last destructor runs, which may
    // be behind the exit of the program: no leak of ours.
    const QString suppressions = m_directory.filePath(u"suppressions"_qs);
    QFile suppressionsFile(suppressions);
    if (!suppressionsFile.open(QIODevice::WriteOnly)
        || suppressionsFile.write("leak:libcrypto\nleak:libssl\n") < 0) {
        return false;
    }
    suppressionsFile.close();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(m_environment);
    environment.insert(u"LSAN_OPTIONS"_qs, u"print_suppressions=0:suppressions="_qs + suppressions);
    m_process.setProcessEnvironment(environment);

    QStringList all{u"-f"_qs, fileName(),      u"-p"_qs,        u"0"_qs,
                    u"-l"_qs, u"127.0.0.1"_qs, u"--workers"_qs, QString::number(workers)};
    m_process.start(QStringLiteral(RAINBOW_SERVER_PATH), all + arguments);
    m_started = m_process.waitForStarted();
    const bool ownHttpPort = fieldValue(settings, "http_port").has_value();
    const bool ready =
        m_started && waitUntil([this, ownHttpPort] {
            m_port = portAfter(m_err, "listening on ");
            m_httpPort = portAfter(m_err, "listening for HTTP on ");
            return (m_port != 0 && (!ownHttpPort || m_httpPort != 0)) || !isRunning();
        });
    if (!ready || m_port == 0) {
        qWarning().noquote() << "the relay does not start:\n" << QString::fromUtf8(m_err);
        return false;
    }
    return true;
}

void RelayProcess::setEnvironment(const QString &name, const QString &value)
{
    m_environment.insert(name, value);
}

bool RelayProcess::writeFile(const QByteArray &text)
{
    QFile file(fileName());
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

bool RelayProcess::reload(const Settings &settings)
{
    const auto done = [this] { return m_err.count("settings reloaded"); };
    const auto kept = [this] { return m_err.count("old settings stay"); };
    const qsizetype doneBefore = done();
    const qsizetype keptBefore = kept();
    if (!writeFile(iniText(settings)))
        return false;
    signal(SIGHUP);
    (void)waitUntil([&] { return done() > doneBefore || kept() > keptBefore || !isRunning(); });
    return done() > doneBefore;
}

void RelayProcess::limitFiles(quint64 files)
{
    m_process.setChildProcessModifier([files] {
        const rlimit limit{files, files};
        ::setrlimit(RLIMIT_NOFILE, &limit);
    });
}

RelayProcess::Outcome RelayProcess::run(const QStringList &arguments,
                                        std::chrono::milliseconds timeout)
{
    QProcess process;
    process.start(QStringLiteral(RAINBOW_SERVER_PATH), arguments);
    Outcome outcome;
    const bool ended =
        waitUntil([&process] { return process.state() == QProcess::NotRunning; }, timeout);
    if (!ended) {
        process.kill();
        process.waitForFinished();
    } else if (process.exitStatus() == QProcess::NormalExit) {
        outcome.exitCode = process.exitCode();
    }
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    if (!sanitizerReport(outcome.err).isEmpty())
        outcome.exitCode = -1;
    return outcome;
}

QList<QByteArray> RelayProcess::errLines() const
{
    QList<QByteArray> lines = m_err.split('\n');
    lines.removeAll(QByteArray());
    return lines;
}

void RelayProcess::signal(int number)
{
    if (isRunning())
        ::kill(pid_t(pid()), number);
}

void RelayProcess::terminate()
{
    signal(SIGTERM);
}

void RelayProcess::kill()
{
    signal(SIGKILL);
    m_process.waitForFinished();
}

int RelayProcess::waitForExit(std::chrono::milliseconds timeout)
{
    if (!waitUntil([this] { return !isRunning(); }, timeout))
        return -1;
    readOutput();
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

int RelayProcess::stop()
{
    terminate();
    return waitForExit();
}

QByteArray RelayProcess::sanitizerReport(const QByteArray &err)
{
    for (const char *mark : {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer",
                             "runtime error:", "WARNING: ThreadSanitizer"}) {
        const qsizetype at = err.indexOf(mark);
        if (at >= 0)
            return err.mid(at, 8'000);
    }
    return {};
}

void RelayProcess::readOutput()
{
    m_err += m_process.readAllStandardError();
    m_process.readAllStandardOutput();
}

} // namespace Rainbow::Test
