// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Rainbow;

namespace {

QStringList printed(const QByteArray &text)
{
    return problemsOf(readConfig(text));
}

} // namespace

class TestConfigProblems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sectionsOfKeys();
    void brokenConfigurations_data();
    void brokenConfigurations();
    void everyProblemIsFound();
    void asking();
    void problemsNeverShowSecrets();
    void mutations();
};

void TestConfigProblems::sectionsOfKeys()
{
    for (const ConfigKey &key : configKeys()) {
        for (const QByteArray section : {"main", "limits", "log"}) {
            if (findConfigKey(section, nameOf(key)) != &key)
                continue; // another is called the same there
            const bool allowed = key.section == QLatin1StringView(section)
                || (key.section == QLatin1StringView("limits") && section == "main")
                || (nameOf(key) == "forward_timeout" && section == "limits");
            const QByteArray text = '[' + section + "]\n" + nameOf(key) + " = " + otherValue(key)
                + '\n' + (allowed ? neededBy(key) : "");
            const QStringList expected = allowed
                ? QStringList()
                : QStringList(u"F:2: key \"%1\" belongs in [%2]"_qs.arg(key.name, key.section));
            QCOMPARE(printed(text), expected);
        }
    }
}

void TestConfigProblems::brokenConfigurations_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");

    const auto file = [](const char *text, const QString &problem) {
        QTest::newRow(QByteArray(text).simplified().constData()) << QByteArray(text) << problem;
    };
    const auto setting = [](const char *line, const QString &problem) {
        QTest::newRow(QByteArray(line).simplified().constData()) << QByteArray("\n[main]\n") + line
                + "\nmax_answer = 2 MiB\n" << u"F:3: "_qs + problem;
    };

    file("port = 1\n[main]\n", u"F:1: key \"port\" stands before the first section"_qs);
    file(
        "[server]\nport = 1\nfoo = 2\n",
        u"F:1: unknown section [server]; there are [main], [limits], [tls], [log], [admin], [admin:NAME], [app:NAME], [endpoint:/path] and [access:NAME]"_qs);
    file("[main\nport = 1\n", u"F:1: a section without its closing ]"_qs);
    file("[]\nport = 1\n", u"F:1: a section without a name"_qs);
    file("[main] # all\nport = 1\n", u"F:1: something follows the section's ]"_qs);
    file("[main]\nport 1984\n", u"F:2: neither a [section], nor a comment, nor key = value"_qs);
    file("[main]\r\n\r\n= 1984\r\n", u"F:3: no key before the separator"_qs);
    file("[main]\nsecurity_token = \xe4\n", u"F:2: not valid UTF-8"_qs);
    file("[main]\nport = 1\nworkers = 1\nport = 1\n",
         u"F:4: key \"port\" again; \"port\" stands in line 2"_qs);
    file("[main]\nconnect_url = http://a/\nauth_url = http://a/\n",
         u"F:3: key \"auth_url\" again; \"connect_url\" stands in line 2"_qs);
    file("[main]\nsecurity_key = a\n[log]\n[main]\nsecurity_token = b\n",
         u"F:5: key \"security_token\" again; \"security_key\" stands in line 2"_qs);
    file("[main]\nport = 1\nSOCKET_PORT = 2\n",
         u"F:3: key \"socket_port\" again; \"port\" stands in line 2"_qs);
    file("[main]\nmax_head = 4 KiB\n[limits]\nmax_head = 4 KiB\n",
         u"F:4: key \"max_head\" again; \"max_head\" stands in line 2"_qs);
    file("[log]\nlevel = loud\n", u"F:2: level = loud: must be debug, info, warning or error"_qs);
    file("[log]\nformat = xml\n", u"F:2: format = xml: must be text or json"_qs);
    file("[log]\nlevel =\n", u"F:2: level has no value"_qs);

    setting("conect_url = http://a/",
            u"unknown key \"conect_url\"; did you mean \"connect_url\"?"_qs);
    setting("auth-url = http://a/", u"unknown key \"auth-url\"; did you mean \"auth_url\"?"_qs);
    setting("max_connection = 5",
            u"unknown key \"max_connection\"; did you mean \"max_connections\"?"_qs);
    setting("something_else = 5", u"unknown key \"something_else\""_qs);
    setting("level = debug", u"key \"level\" belongs in [log]"_qs);

    setting("port = 0", u"port = 0: must be 1 to 65535"_qs);
    setting("port = 65536", u"port = 65536: must be 1 to 65535"_qs);
    setting("port = -1", u"port = -1: not a whole number"_qs);
    setting("port = 1984.0", u"port = 1984.0: not a whole number"_qs);
    setting("port = 0x7c0", u"port = 0x7c0: not a whole number"_qs);
    setting("port = 1984 ; the port", u"port = 1984 ; the port: not a whole number"_qs);
    setting("port =", u"port has no value"_qs);
    setting("socket_port = http", u"socket_port = http: not a whole number"_qs);
    setting("http_port = 99999999999999999999",
            u"http_port = 99999999999999999999: must be 1 to 65535"_qs);
    setting("workers = many", u"workers = many: not a whole number"_qs);
    setting("workers = 1025", u"workers = 1025: must be 0 to 1024"_qs);
    setting("forward_concurrency = 0", u"forward_concurrency = 0: must be 1 to 1000"_qs);
    setting("forward_concurrency = 1001", u"forward_concurrency = 1001: must be 1 to 1000"_qs);
    setting("max_inflight = 65535", u"max_inflight = 65535: must be 1 to 65534"_qs);

    const QString notADuration =
        u": not a duration (a number with ms, s, min or h; without a unit: s)"_qs;
    setting("ping_interval = soon", u"ping_interval = soon"_qs + notADuration);
    setting("ping_interval = 5 days", u"ping_interval = 5 days"_qs + notADuration);
    setting("ping_interval = -5", u"ping_interval = -5"_qs + notADuration);
    setting("ping_interval = 5.", u"ping_interval = 5."_qs + notADuration);
    setting("ping_interval = .5", u"ping_interval = .5"_qs + notADuration);
    setting("ping_interval = 1e3", u"ping_interval = 1e3"_qs + notADuration);
    setting("ping_interval = 1,5", u"ping_interval = 1,5"_qs + notADuration);
    setting("ping_interval = inf", u"ping_interval = inf"_qs + notADuration);
    setting("ping_interval = 99 ms", u"ping_interval = 99 ms: must be 100 ms to 1 h"_qs);
    setting("ping_interval = 61 min", u"ping_interval = 61 min: must be 100 ms to 1 h"_qs);
    setting("connect_timeout = 0", u"connect_timeout = 0: must be 100 ms to 10 min"_qs);
    setting("drain_timeout = 11min", u"drain_timeout = 11min: must be 0 s to 10 min"_qs);
    setting("ping_interval = 200.5 ms",
            u"ping_interval = 200.5 ms: not a whole number of milliseconds"_qs);

    const QString notASize =
        u": not a size (a number with B, KiB, MiB or GiB; without a unit: B)"_qs;
    setting("max_payload = big", u"max_payload = big"_qs + notASize);
    setting("max_payload = 1 MB", u"max_payload = 1 MB"_qs + notASize);
    setting("max_payload = 1 TiB", u"max_payload = 1 TiB"_qs + notASize);
    setting("max_payload = 0", u"max_payload = 0: must be 1 B to 256 MiB"_qs);
    setting("max_payload = 1 GiB", u"max_payload = 1 GiB: must be 1 B to 256 MiB"_qs);
    setting("max_head = 100", u"max_head = 100: must be 1 KiB to 1 MiB"_qs);
    setting("max_payload = 0.3 KiB", u"max_payload = 0.3 KiB: not a whole number of bytes"_qs);

    setting("connect_url = app.example/connect/",
            u"connect_url = app.example/connect/: must begin with http:// or https://"_qs);
    setting("connect_url = ftp://a/",
            u"connect_url = ftp://a/: must begin with http:// or "
            "https://"_qs);
    setting("connect_url = http:///connect/", u"connect_url = http:///connect/: has no host"_qs);
    setting("connect_url = http://a b/", u"connect_url = http://a b/: not a valid URL"_qs);
    setting("connect_url = http://a/%zz", u"connect_url = http://a/%zz: not a valid URL"_qs);
    setting("connect_url = http://a/{message_type}",
            u"connect_url = http://a/{message_type}: not a valid URL"_qs);
    setting("connect_url = \"http://a/\"", u"connect_url = \"http://a/\": not a valid URL"_qs);
    setting("connect_url = http://a:99999/", u"connect_url = http://a:99999/: not a valid URL"_qs);
    setting("connect_url = http://a:0/", u"connect_url = http://a:0/: port 0 cannot be called"_qs);
    setting("close_url = http://u:p@a/", u"close_url: must not hold a user name or password"_qs);
    setting("close_url = http://u:p p@a/", u"close_url: not a valid URL"_qs);
    setting("close_url = http://a/#b",
            u"close_url = http://a/#b: must not have a fragment (#...)"_qs);
    setting("forward_url = http://a/{msgtype}/",
            u"forward_url = http://a/{msgtype}/: the only placeholder is {message_type} or "
            "{{message_type}}"_qs);
    setting("forward_url = message/{message_type}",
            u"forward_url = message/{message_type}: must begin with http:// or https://"_qs);

    setting("client_subscribe = ask", u"client_subscribe = ask needs a subscribe_url"_qs);
    setting("client_publish = ask\npublish_url =", u"client_publish = ask needs a publish_url"_qs);
    setting("client_publish = maybe",
            u"client_publish = maybe: must be dialect, deny, allow or ask"_qs);
    setting("resume_auth = yes", u"resume_auth = yes: must be false or true"_qs);
    setting("session_ttl = 25 h", u"session_ttl = 25 h: must be 0 s to 24 h"_qs);
    setting("max_lost_sessions = 0", u"max_lost_sessions = 0: must be 1 to 10000000"_qs);

    const QString notPorts = u": not a list of ports such as [1984, 1985]"_qs;
    setting("udp_ports = [1984, 1985", u"udp_ports = [1984, 1985"_qs + notPorts);
    setting("udp_ports = 1984]", u"udp_ports = 1984]"_qs + notPorts);
    setting("udp_ports = [", u"udp_ports = ["_qs + notPorts);
    setting("udp_ports = [1984,,1985]", u"udp_ports = [1984,,1985]"_qs + notPorts);
    setting("udp_ports = [1984 1985]", u"udp_ports = [1984 1985]"_qs + notPorts);
    setting("udp_ports = [\"1984\"]", u"udp_ports = [\"1984\"]"_qs + notPorts);
    setting("udp_ports = [0]", u"udp_ports = [0]: every port must be 1 to 65535"_qs);
    setting("udp_ports = [7, 7]", u"udp_ports = [7, 7]: 7 stands in it twice"_qs);

    setting("listen = localhost", u"listen = localhost: not an IP address"_qs);
    setting("listen = 127.1", u"listen = 127.1: not an IP address"_qs);
    setting("listen = 1984", u"listen = 1984: not an IP address"_qs);
    setting("listen = 127.0.0.1:80", u"listen = 127.0.0.1:80: not an IP address"_qs);
    setting("listen = [::1]", u"listen = [::1]: not an IP address"_qs);
    setting("listen = *", u"listen = *: not an IP address"_qs);
    setting("forward_content_type = a\rb",
            u"forward_content_type = a\ufffdb: may only hold printable ASCII"_qs);
}

void TestConfigProblems::brokenConfigurations()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);
    QCOMPARE(printed(text), QStringList(problem));
}

void TestConfigProblems::everyProblemIsFound()
{
    const QStringList expected = {
        u"F:2: port = x: not a whole number"_qs,
        u"F:3: unknown key \"prot\"; did you mean \"port\"?"_qs,
        u"F:4: neither a [section], nor a comment, nor key = value"_qs,
        u"F:5: listen = y: not an IP address"_qs,
        u"F:6: unknown section [z]; there are [main], [limits], [tls], [log], "
        "[admin], [admin:NAME], [app:NAME], [endpoint:/path] and "
        "[access:NAME]"_qs,
        u"F:9: level = 1: must be debug, info, warning or error"_qs};
    QCOMPARE(
        printed("[main]\nport = x\nprot = 1\nwhat\nlisten = y\n[z]\na = b\n[log]\nlevel = 1\n"),
        expected);
}

void TestConfigProblems::asking()
{
    const QByteArray subscribe = "subscribe_url = https://app.example/s\n";
    const QByteArray publish = "publish_url = https://app.example/p\n";
    const QByteArray both = "[main]\nclient_subscribe = ask\nclient_publish = ask\n";
    QCOMPARE(printed(both + subscribe + publish), QStringList());
    QCOMPARE(readConfig(both + subscribe + publish).config.hub.clientPublish, ClientRight::Ask);
    QCOMPARE(printed(both),
             QStringList({u"F:2: client_subscribe = ask needs a subscribe_url"_qs,
                          u"F:3: client_publish = ask needs a publish_url"_qs}));
    // One mistake is one problem.
    QCOMPARE(printed(both + subscribe + "publish_url = ftp://a/\n"),
             QStringList(u"F:5: publish_url = ftp://a/: must begin with http:// or https://"_qs));
    QCOMPARE(printed("[main]\nclient_subscribe = allow\nclient_publish = Deny\n"), QStringList());
}

void TestConfigProblems::problemsNeverShowSecrets()
{
    const QByteArray text = "[main]\nsecurity_token = hunter2\nsecurity_key = hunter2\n"
                            "security_token hunter2\nconnect_url = http://u:hunter2@a/\n"
                            "close_url = http://u:hunter2@ b/\n";
    const ConfigResult result = readConfig(text);
    QCOMPARE(result.problems.size(), 4);
    for (const Problem &problem : result.problems)
        QVERIFY2(!problem.text.contains(u"hunter2"), qPrintable(problem.text));
    QVERIFY(!result.warnings.join(u' ').contains(u"hunter2"));
    QVERIFY(!printConfig(result.config).contains("hunter2"));
}

void TestConfigProblems::mutations()
{
    QByteArray seed = contentOf(RAINBOW_SAMPLE_CONFIG).replace("\n#", "\n");
    Config config;
    for (const ConfigKey &key : configKeys())
        QCOMPARE(setConfigValue(config, nameOf(key), otherValue(key), sectionOf(key)), QString());
    config.app.queue.clear();
    const QByteArray sections = contentOf(RAINBOW_CONFIG_SEEDS "/sections");
    QCOMPARE(printed(sections), QStringList());
    const QByteArray seeds[] = {seed, printConfig(config), sections};
    QRandomGenerator random(42);
    qsizetype problems = 0;
    for (int round = 0; round < 2'000; ++round) {
        QByteArray text = seeds[round % 3];
        for (int i = random.bounded(1, 20); i > 0; --i) {
            const auto at = qsizetype(random.bounded(int(text.size())));
            switch (random.bounded(4)) {
            case 0:
                text[at] = char(random.bounded(256));
                break;
            case 1:
                text.remove(at, random.bounded(1, 30));
                break;
            case 2:
                text.insert(at, text.mid(random.bounded(int(text.size())), random.bounded(60)));
                break;
            default:
                text.insert(at, "=:[]#{}%,-.\n"[random.bounded(12)]);
            }
        }
        const ConfigResult result = readConfig(text);
        problems += result.problems.size();
        const auto lines = text.count('\n') + 1;
        for (const Problem &problem : result.problems) {
            QVERIFY(problem.line >= 1 && problem.line <= lines);
            QVERIFY(!problem.text.isEmpty() && !problem.text.contains(u'\n'));
        }
        // Whatever was understood is within its range, so it can be printed and read again.
        const ConfigResult again = readConfig(printConfig(result.config));
        QVERIFY2(again.ok(), qPrintable(problemsOf(again).join(u'\n')));
        QCOMPARE(differences(again.config, result.config), QByteArrayList());
        QCOMPARE(again.config.endpoints, result.config.endpoints);
        QCOMPARE(again.config.apps.size(), result.config.apps.size());
    }
    QVERIFY(problems > 1000);
}

QTEST_APPLESS_MAIN(TestConfigProblems)
#include "tst_configproblems.moc"
