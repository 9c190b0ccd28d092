// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

class TestConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void everyKeyIsRead_data();
    void everyKeyIsRead();
    void keysOfSeveralModules();
    void originalFile();
    void firstGenerationFile();
    void firstGenerationHttpPort_data();
    void firstGenerationHttpPort();
    void tokenIsVerbatim_data();
    void tokenIsVerbatim();
    void crlfBomColonsAndCase();
    void values_data();
    void values();
    void warnings();
    void files();
    void options();
    void printRoundTrips();
    void printMasksTheToken();
};

void TestConfig::defaults()
{
    const ConfigResult result = readConfig("");
    QVERIFY(result.ok());
    QCOMPARE(differences(result.config, Config()), QByteArrayList());
    QCOMPARE(result.config.port, quint16(1984));
    QVERIFY(!result.config.httpPort);
    QCOMPARE(result.config.listenAddress, QHostAddress(QHostAddress::Any));
    QCOMPARE(result.config.signatureWindow, 10s);
    QCOMPARE(result.config.maxSendTimeout, 120s);
    QCOMPARE(result.config.drainTimeout, 3s);
    QVERIFY(!result.config.dev);
    for (const ConfigKey &key : configKeys()) {
        // A default must be a value that the key itself accepts.
        const QByteArray text = formatValue(key.rule, key.get(Config()));
        const ParsedValue parsed = parseValue(key.rule, text);
        QVERIFY2(parsed.problem.isEmpty(), text.constData());
        QVERIFY(parsed.value == key.get(Config()));
    }
}

void TestConfig::everyKeyIsRead_data()
{
    QTest::addColumn<QByteArray>("section");
    QTest::addColumn<QByteArray>("name");
    for (const ConfigKey &key : configKeys())
        QTest::newRow(qPrintable(key.label())) << sectionOf(key) << nameOf(key);
}

void TestConfig::everyKeyIsRead()
{
    QFETCH(QByteArray, section);
    QFETCH(QByteArray, name);
    const ConfigKey *key = findConfigKey(section, name);
    QVERIFY(key);
    const QByteArray value = otherValue(*key);
    const ConfigResult result =
        readConfig('[' + section + "]\n" + name + " = " + value + '\n' + neededBy(*key));
    QCOMPARE(result.problems, QList<Problem>());
    QCOMPARE(formatValue(key->rule, key->get(result.config)), value);
    QVERIFY(key->get(result.config) != key->get(Config()));
    QByteArrayList changed = differences(result.config, Config());
    if (!neededBy(*key).isEmpty())
        QVERIFY(changed.removeOne("previous_secret_until"));
    QCOMPARE(changed, key->isSecret() ? QByteArrayList() : QByteArrayList({name}));
}

void TestConfig::keysOfSeveralModules()
{
    const Config config = readConfig("[limits]\nmax_payload = 2 MiB\nmax_head = 4 KiB\n"
                                     "head_timeout = 2\nmax_backlog = 3 MiB\n")
                              .config;
    QCOMPARE(config.gate.maxPayload, 2 * 1024 * 1024);
    QCOMPARE(config.http.maxBody, 2 * 1024 * 1024);
    QCOMPARE(config.gate.maxHead, 4096);
    QCOMPARE(config.http.maxHead, 4096);
    QCOMPARE(config.gate.headTimeout, 2s);
    QCOMPARE(config.http.headTimeout, 2s);
    QCOMPARE(config.hub.maxBacklog, 3 * 1024 * 1024);
    QCOMPARE(config.gate.maxBacklog, 3 * 1024 * 1024);
}

void TestConfig::originalFile()
{
    const ConfigResult result = readConfig("[main]\n"
                                           "# the business server\n"
                                           "connect_url = http://127.0.0.1:8000/connect/\n"
                                           "forward_url = http://127.0.0.1:8000/message/\n"
                                           "close_url = http://127.0.0.1:8000/close/\n"
                                           "security_token = 50%;#\"\\,=\n"
                                           "udp_ports = [1984, 1985]\n");
    QCOMPARE(result.problems, QList<Problem>());
    QCOMPARE(result.warnings, QStringList());
    const Config &config = result.config;
    QCOMPARE(config.business.connectUrl, QUrl(u"http://127.0.0.1:8000/connect/"_qs));
    QCOMPARE(config.business.forwardUrl, QByteArray("http://127.0.0.1:8000/message/"));
    QCOMPARE(config.business.closeUrl, QUrl(u"http://127.0.0.1:8000/close/"_qs));
    QCOMPARE(config.business.token, QByteArray("50%;#\"\\,="));
    QCOMPARE(config.udpPorts, QList<quint16>({1984, 1985}));
    QCOMPARE(config.port, quint16(1984));
    QVERIFY(!config.httpPort);
}

void TestConfig::firstGenerationFile()
{
    const ConfigResult result = readConfig("[main]\n"
                                           "socket_port: 1983\n"
                                           "http_port: 2500\n"
                                           "auth_url: http://business_server/auth/\n"
                                           "forward_url: http://business_server/message/"
                                           "{{message_type}}/\n"
                                           "close_url: http://business_server/close/\n"
                                           "security_key: key\n");
    QCOMPARE(result.problems, QList<Problem>());
    const Config &config = result.config;
    QCOMPARE(config.port, quint16(1983));
    QVERIFY(config.httpPort == quint16(2500));
    QCOMPARE(config.business.connectUrl.toEncoded(), QByteArray("http://business_server/auth/"));
    QCOMPARE(config.business.forwardUrl,
             QByteArray("http://business_server/message/{{message_type}}/"));
    QCOMPARE(config.business.token, QByteArray("key"));
}

void TestConfig::firstGenerationHttpPort_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<int>("port"); // 0: none
    QTest::newRow("none") << QByteArray("connect_url = http://a/\nsecurity_token = x\n") << 0;
    QTest::newRow("auth_url") << QByteArray("auth_url = http://a/\n") << 2501;
    QTest::newRow("security_key") << QByteArray("security_key = x\n") << 2501;
    QTest::newRow("socket_port") << QByteArray("Socket_Port = 1984\n") << 2501;
    QTest::newRow("said") << QByteArray("http_port = 3000\nauth_url = http://a/\n") << 3000;
    QTest::newRow("alone") << QByteArray("http_port = 3000\n") << 3000;
    QTest::newRow("said none") << QByteArray("http_port =\nauth_url = http://a/\n") << 0;
}

void TestConfig::firstGenerationHttpPort()
{
    QFETCH(QByteArray, lines);
    QFETCH(int, port);
    const ConfigResult result = readConfig("[main]\n" + lines);
    QCOMPARE(result.problems, QList<Problem>());
    QCOMPARE(int(result.config.httpPort.value_or(0)), port);
}

void TestConfig::tokenIsVerbatim_data()
{
    QTest::addColumn<QByteArray>("token");
    for (int c = 0x21; c < 0x7f; ++c) {
        const QByteArray token(1, char(c));
        QTest::addRow("%c", c) << "a" + token + "b";
        QTest::addRow("only %c", c) << token;
    }
    QTest::newRow("blanks inside") << QByteArray("a b\t c");
    QTest::newRow("percents") << QByteArray("%%(main)s%");
    QTest::newRow("quoted") << QByteArray("\"quoted\"");
    QTest::newRow("letters") << QByteArray("schlüssel€😀");
    QTest::newRow("all") << QByteArray("%;#\"\\,=: '[]{}$`!*~");
}

void TestConfig::tokenIsVerbatim()
{
    QFETCH(QByteArray, token);
    for (const char *line : {"security_token = ", "security_token:", "SECURITY_KEY\t=\t"}) {
        for (const char *end : {"\n", "\r\n", "  \t\n", ""}) {
            const ConfigResult result = readConfig(QByteArray("[main]\n") + line + token + end);
            QVERIFY(result.ok());
            QCOMPARE(result.config.business.token, token);
        }
    }
}

void TestConfig::crlfBomColonsAndCase()
{
    const ConfigResult result = readConfig("\xef\xbb\xbf; comment\r\n[MAIN]\r\n"
                                           "Connect_URL: HTTP://A.example:80/x\r\n"
                                           "WORKERS=4\r\n[Log]\r\nlevel : DEBUG\r\n");
    QCOMPARE(result.problems, QList<Problem>());
    QCOMPARE(result.config.business.connectUrl.toEncoded(), QByteArray("http://a.example:80/x"));
    QCOMPARE(result.config.workers, 4);
    QCOMPARE(result.config.log.level, LogLevel::Debug);
}

void TestConfig::values_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QByteArray>("shown"); // as formatValue() writes it

    const auto row = [](const char *setting, const char *shown) {
        QTest::newRow(setting) << QByteArray(setting) << QByteArray(shown);
    };
    row("client_rate = 7", "7");
    row("client_rate = 7 ,\t9", "7, 9");
    row("publish_rate = 1000000, 1", "1000000, 1");
    row("previous_secret_until = 1", "1970-01-01T00:00:01Z");
    row("previous_secret_until = 1893456000", "2030-01-01T00:00:00Z");
    row("previous_secret_until = 2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
    row("previous_secret_until = 2030-01-01t01:00:00+02:00", "2029-12-31T23:00:00Z");
    row("previous_secret_until = 2030-01-01T00:00:00.9Z", "2030-01-01T00:00:00Z");
    row("previous_secret_until = 9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z");
    row("previous_secret_until =", "");
    row("forward = Queue: a b ", "queue:a b");
    row("forward =", "");
    row("app_key =", "");
    row("ping_interval = 25", "25 s");
    row("ping_interval = 0.25", "250 ms");
    row("ping_interval = 1.5s", "1500 ms");
    row("ping_interval = 1500ms", "1500 ms");
    row("ping_interval = 100 ms", "100 ms");
    row("ping_interval = 2 MIN", "2 min");
    row("ping_interval = 0.1 h", "6 min");
    row("ping_interval = 1 h", "1 h");
    row("ping_interval = 00030", "30 s");
    row("drain_timeout = 0", "0 s");
    row("max_payload = 1", "1 B");
    row("max_payload = 1.5 KiB", "1536 B");
    row("max_payload = 64k", "64 KiB");
    row("max_payload = 64K", "64 KiB");
    row("max_payload = 2M", "2 MiB");
    row("max_payload = 2 mib", "2 MiB");
    row("max_backlog = 1 GiB", "1 GiB");
    row("max_payload = 268435456", "256 MiB");
    row("port = 1", "1");
    row("port = 65535", "65535");
    row("udp_ports = [1984, 1985]", "[1984, 1985]");
    row("udp_ports = 1984 ,1985", "[1984, 1985]");
    row("udp_ports = [ 7 ]", "[7]");
    row("udp_ports = []", "");
    row("udp_ports =", "");
    row("listen = 127.0.0.1", "127.0.0.1");
    row("listen = 0.0.0.0", "0.0.0.0");
    row("listen = ::", "::");
    row("listen = 2001:db8:0::1", "2001:db8::1");
    row("listen =", "");
    row("connect_url =", "");
    row("security_token =", "");
    row("http_port =", "");
    row("forward_url = http://a/{message_type}", "http://a/{message_type}");
    row("forward_url = http://{message_type}.a.example/", "http://{message_type}.a.example/");
    row("connect_url = https://[::1]:8443/a?b=c&d", "https://[::1]:8443/a?b=c&d");
    row("connect_url = http://a/%25%2f", "http://a/%25%2F");
    row("close_url = http://bücher.example/ü", "http://xn--bcher-kva.example/%C3%BC");
}

void TestConfig::values()
{
    QFETCH(QByteArray, setting);
    QFETCH(QByteArray, shown);
    const ConfigResult result = readConfig("[main]\n" + setting + "\n");
    QCOMPARE(result.problems, QList<Problem>());
    const ConfigKey *key = findConfigKey("main", setting.first(setting.indexOf(' ')));
    QVERIFY(key);
    QCOMPARE(formatValue(key->rule, key->get(result.config)), shown);
}

void TestConfig::warnings()
{
    const QStringList none = {
        u"no security_token: every call of the HTTP API is refused"_qs,
        u"no connect_url: connections are refused with 503, but for --dev"_qs,
        u"no forward_url: messages of clients go nowhere"_qs,
    };
    QCOMPARE(readConfig("").warnings, none);
    QCOMPARE(readConfig("[main]\nsecurity_token = x\nconnect_url = http://a/\n").warnings,
             none.mid(2));
    QCOMPARE(readConfig("[main]\nsecurity_token = x\nconnect_url = http://a/\n"
                        "forward_url = http://a/\nmax_backlog = 1 KiB\n")
                 .warnings,
             QStringList(u"max_backlog is below max_payload: a message that large is dropped"_qs));
}

void TestConfig::files()
{
    QTemporaryDir dir;
    QVERIFY(dir.isValid());
    const QString path = dir.filePath(u"server.ini"_qs);

    const ConfigResult missing = loadConfig(path);
    QCOMPARE(missing.problems.size(), 1);
    QCOMPARE(formatProblem(path, missing.problems.first()),
             path + u":0: cannot be read: No such file or directory"_qs);
    QVERIFY(!loadConfig(dir.path()).ok());
    QTest::ignoreMessage(QtWarningMsg, "QFSFileEngine::open: No file name specified");
    QVERIFY(!loadConfig(QString()).ok());
    QCOMPARE(loadConfig(u"/dev/zero"_qs).problems, QList<Problem>({{0, u"larger than 1 MiB"_qs}}));

    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[main]\nsecurity_token = x\nconnect_url = http://a/\nforward_url = http://a/\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    QVERIFY(loadConfig(path).ok());
    QCOMPARE(loadConfig(path).warnings, QStringList());
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::ReadOther));
    QCOMPARE(loadConfig(path).warnings,
             QStringList(path + u" holds the security_token and everybody may read it"_qs));
    QCOMPARE(loadConfig(path).config.business.token, QByteArray("x"));
}

void TestConfig::options()
{
    Config config;
    QCOMPARE(setConfigValue(config, "port", "2000"), QString());
    QCOMPARE(setConfigValue(config, "listen", "::1"), QString());
    QCOMPARE(setConfigValue(config, "workers", "3"), QString());
    QCOMPARE(config.port, quint16(2000));
    QCOMPARE(config.listenAddress, QHostAddress(QHostAddress::LocalHostIPv6));
    QCOMPARE(config.workers, 3);
    QCOMPARE(setConfigValue(config, "port", "70000"), u"port = 70000: must be 1 to 65535"_qs);
    QCOMPARE(setConfigValue(config, "workers", ""), u"workers has no value"_qs);
    QCOMPARE(setConfigValue(config, "worker", "1"),
             u"unknown key \"worker\"; did you mean \"workers\"?"_qs);
    QCOMPARE(config.port, quint16(2000));
}

void TestConfig::printRoundTrips()
{
    Config config;
    QVERIFY(readConfig(printConfig(config)).ok());
    QCOMPARE(differences(readConfig(printConfig(config)).config, config), QByteArrayList());

    for (const ConfigKey &key : configKeys())
        QCOMPARE(setConfigValue(config, nameOf(key), otherValue(key), sectionOf(key)), QString());
    QCOMPARE(setConfigValue(config, "forward", ""), QString());
    const ConfigResult again = readConfig(printConfig(config));
    QCOMPARE(again.problems, QList<Problem>());
    QCOMPARE(differences(again.config, config), QByteArrayList());
    QCOMPARE(differences(again.config, Config()).size(),
             qsizetype(configKeys().size()) - 5); // four secrets, and forward

    // Numbers of every size come back exactly.
    QRandomGenerator random(7);
    for (int round = 0; round < 300; ++round) {
        for (const ConfigKey &key : configKeys()) {
            if (key.rule.max == 0 || key.rule.kind == ValueKind::Ports)
                continue;
            const int shift = random.bounded(30);
            const qint64 range = std::max<qint64>(1, (key.rule.max - key.rule.min) >> shift);
            key.set(config, key.rule.min + qint64(random.generate64() % quint64(range)));
        }
        const ConfigResult read = readConfig(printConfig(config));
        QCOMPARE(read.problems, QList<Problem>());
        QCOMPARE(differences(read.config, config), QByteArrayList());
    }
}

void TestConfig::printMasksTheToken()
{
    Config config;
    QVERIFY(printConfig(config).contains("\n# security_token =\n"));
    config.business.token = "hunter2";
    const QByteArray text = printConfig(config);
    QVERIFY(text.contains("\n# security_token = ***\n"));
    QVERIFY(!text.contains("hunter2"));
    QCOMPARE(readConfig(text).config.business.token, QByteArray());
    QVERIFY(text.contains("\n# time for the answer of connect_url\n"
                          "# 100 ms to 10 min; default: 10 s\n"
                          "connect_timeout = 10 s\n"));
}

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
