// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/relayprocess.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace Rainbow::Test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr auto Allowed = 10s; // starting a program takes most of it
#else
constexpr auto Allowed = 1s;
#endif

struct Broken {
    const char *text; ///< of the file
    int line; ///< where it is wrong
    const char *named; ///< what the problem's text names
};

constexpr Broken Files[] = {
    // The file as such.
    {"port = 1\n[main]\n", 1, "\"port\" stands before the first section"},
    {"[main]\n\n[man]\n", 3, "[man]"},
    {"[main\n", 1, "closing ]"},
    {"[main]\nport 1984\n", 2, "key = value"},
    {"[main]\nlisten = \xff\n", 2, "UTF-8"},
    {"[main]\nport = 1\nport = 2\n", 3, "\"port\" again"},
    {"[main]\nauth_url = http://a/\nconnect_url = http://a/\n", 3, "\"connect_url\" again"},
    {"[main]\nsecurity_tokn = x\n", 2, "did you mean \"security_token\""},
    {"[log]\nmax_payload = 1\n", 2, "\"max_payload\" belongs in [limits]"},
    // Addresses and URLs.
    {"[main]\nconnect_url = ftp://a/\n", 2, "connect_url = ftp://a/"},
    {"[main]\nforward_url = http://a/{type}\n", 2, "forward_url"},
    {"[main]\nclose_url = http://u:p@a/\n", 2, "close_url: must not hold"},
    {"[main]\nlisten = localhost\n", 2, "listen = localhost"},
    {"[main]\nport = 65536\n", 2, "port = 65536"},
    {"[main]\nhttp_port = 0\n", 2, "http_port = 0"},
    {"[main]\nudp_ports = [1984, x]\n", 2, "udp_ports"},
    {"[main]\ntrusted_proxies = 10.0.0.0/33\n", 2, "trusted_proxies"},
    {"[main]\ntrusted_proxies = 10.0.0.1,, ::1\n", 2, "trusted_proxies"},
    {"[main]\ntrusted_proxies = proxy.example\n", 2, "trusted_proxies"},
    {"[endpoint:/connect/]\norigins = app.example\n", 2, "origins"},
    {"[endpoint:/connect/]\norigins = https://a/path\n", 2, "origins"},
    {"[endpoint:/other/]\norigins = *\n", 1, "[endpoint:/other/]"},
    // Words and numbers.
    {"[main]\nsignature = md5\n", 2, "signature = md5"},
    {"[main]\nworkers = all\n", 2, "workers = all"},
    {"[main]\nretry_interval = soon\n", 2, "retry_interval = soon"},
    {"[main]\nsignature_window = 2 h\n", 2, "signature_window = 2 h"},
    {"[main]\nforward_content_type = \xc3\xa4\n", 2, "forward_content_type"},
    {"[limits]\nmax_payload = 1 MB\n", 2, "max_payload = 1 MB"},
    {"[limits]\nmax_payload = 1 GiB\n", 2, "max_payload = 1 GiB"},
    {"[limits]\nmax_connections = 0\n", 2, "max_connections = 0"},
    {"[limits]\nmax_connections_per_ip = -1\n", 2, "max_connections_per_ip = -1"},
    {"[limits]\nhandshake_rate = 10/s\n", 2, "handshake_rate = 10/s"},
    {"[limits]\nclient_rate = 1.5\n", 2, "client_rate = 1.5"},
    {"[limits]\nping_rate =\n", 2, "ping_rate has no value"},
    {"[limits]\nframe_timeout = 0\n", 2, "frame_timeout = 0"},
    {"[limits]\nmemory_budget = lots\n", 2, "memory_budget = lots"},
    {"[limits]\nmax_backlog = 1\n", 2, "max_backlog = 1"},
    {"[log]\nlevel = loud\n", 2, "level = loud"},
    // Files that the file names.
    {"[tls]\ncertificate = a.pem,,b.pem\n", 2, "certificate"},
    {"[tls]\nport = 443\n", 2, "\"port\" belongs in [main]"},
};

} // namespace

/// Configurations that are broken: the relay says where, at once, and does not run.
class TestBrokenConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exitsAtOnceAndSaysWhere_data();
    void exitsAtOnceAndSaysWhere();
    void cleanupTestCase();

private:
    QTemporaryDir m_directory;
    std::chrono::milliseconds m_slowest{0};
    int m_count = 0;
};

void TestBrokenConfig::exitsAtOnceAndSaysWhere_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QByteArray>("named");
    for (const Broken &broken : Files) {
        const QByteArray text = broken.text;
        QTest::newRow(text.simplified().constData())
            << text << broken.line << QByteArray(broken.named);
    }
}

void TestBrokenConfig::exitsAtOnceAndSaysWhere()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(QByteArray, named);
    const QString name = m_directory.filePath(u"server.ini"_qs);
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    file.close();

    // The better of three, for others use this machine too.
    auto took = std::chrono::milliseconds::max();
    for (int attempt = 0; attempt < 3 && took > Allowed; ++attempt) {
        QElapsedTimer timer;
        timer.start();
        const auto outcome = RelayProcess::run({u"-f"_qs, name, u"-p"_qs, u"0"_qs});
        took = std::min(took, std::chrono::milliseconds(timer.elapsed()));
        QVERIFY2(outcome.exitCode == 2, outcome.err.constData());
        const QByteArray where = name.toUtf8() + ':' + QByteArray::number(line) + ": ";
        const QList<QByteArray> lines = outcome.err.trimmed().split('\n');
        QVERIFY2(lines.size() == 1, outcome.err.constData());
        QVERIFY2(lines.constFirst().startsWith(where), outcome.err.constData());
        QVERIFY2(lines.constFirst().contains(named), outcome.err.constData());
    }
    QVERIFY2(took <= Allowed, qPrintable(QString::number(took.count())));
    m_slowest = std::max(m_slowest, took);
    ++m_count;
}

void TestBrokenConfig::cleanupTestCase()
{
    qInfo("%d broken configurations: slowest %lld ms", m_count,
          static_cast<long long>(m_slowest.count()));
}

QTEST_GUILESS_MAIN(TestBrokenConfig)
#include "tst_brokenconfig.moc"
