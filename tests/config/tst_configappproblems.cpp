// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include "namedsections.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;

/// What may be wrong with sections [app:NAME], and with secrets.
class TestConfigAppProblems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void problems_data();
    void problems();
    void tooMany();
    void rates_data();
    void rates();
    void secretFiles();
    void everybodyMayRead();
    void secretsAreNeverShown();
    void warnings();

private:
    static const Config &only(const ConfigResult &result) { return *result.config.apps.at(0); }
};

void TestConfigAppProblems::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *text, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(text) << expected;
    };
    const QString names = u": a name is 1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs;
    row("no name", "[app:]\nconnect_url = x\n", {u"F:1: [app:]"_qs + names});
    row("blank in it", "[app:a%1 b]\n", {u"F:1: [app:a%1 b]"_qs + names});
    row("default", "\n[app:Default]\n",
        {u"F:2: [app:Default]: that is what [main] is called; take another"_qs});
    row("twice", "[app:a]\n[app:A]\nheartbeat = 1\n",
        {u"F:2: [app:A] again; it stands in line 1"_qs});
    row("key again", "[app:a]\nheartbeat = 1\nport = 1\nHeartbeat = 2\n",
        {u"F:3: key \"port\" belongs in [main]"_qs,
         u"F:4: key \"heartbeat\" again; \"heartbeat\" stands in line 2"_qs});
    row("same in two", "[app:a]\nheartbeat = 1\n[app:b]\nheartbeat = 2\n[main]\nheartbeat = 3\n",
        {});
    row("unknown", "[app:a]\nhartbeat = 1\nnothing_at_all = 1\n",
        {u"F:2: unknown key \"hartbeat\"; did you mean \"heartbeat\"?"_qs,
         u"F:3: unknown key \"nothing_at_all\""_qs});
    row("of others", "[app:a]\nport = 1\nmax_head = 1 KiB\ntoken = x\ndialect = im\nlevel = info\n",
        {u"F:2: key \"port\" belongs in [main]"_qs, u"F:3: key \"max_head\" belongs in [limits]"_qs,
         u"F:4: key \"token\" belongs in [admin]"_qs,
         u"F:5: key \"dialect\" belongs in [endpoint:/path]"_qs,
         u"F:6: key \"level\" belongs in [log]"_qs});
    row("first generation", "[app:a]\nauth_url = http://a/\n",
        {u"F:2: key \"auth_url\" belongs in [main]"_qs});
    row("value", "[app:a]\nmax_connections = -1\nheartbeat = 1 day\nheartbeats =\n",
        {u"F:2: max_connections = -1: not a whole number"_qs,
         u"F:3: heartbeat = 1 day: not a duration (a number with ms, s, min or h; without a unit: "
         "s)"_qs,
         u"F:4: unknown key \"heartbeats\"; did you mean \"heartbeat\"?"_qs});
    row("no value", "[app:a]\npresence =\n[main]\nanonymous =\n",
        {u"F:2: presence has no value"_qs, u"F:4: anonymous has no value"_qs});
    row("words", "[main]\nanonymous = yes\npresence = true\n",
        {u"F:2: anonymous = yes: must be deny or allow"_qs,
         u"F:3: presence = true: must be off or on"_qs});
    row("app_key", "[app:a]\napp_key = a b\n",
        {u"F:2: app_key = a b: must be 1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs});
    row("same app_key", "[app:a]\napp_key = k\n[app:b]\n\napp_key = k\n",
        {u"F:5: [app:b] has the app_key \"k\" of [app:a]"_qs});
    row("app_key of a name", "[app:a]\napp_key = b\n[app:b]\n",
        {u"F:3: [app:b] has the app_key \"b\" of [app:a]"_qs});
    row("app_key of main", "[app:a]\napp_key = default\n",
        {u"F:2: [app:a] has the app_key \"default\" of [main]"_qs});
    row("named app_key of main", "[app:a]\n[main]\napp_key = a\n",
        {u"F:1: [app:a] has the app_key \"a\" of [main]"_qs});
    row("app_key that main had", "[app:a]\napp_key = default\n[main]\napp_key = x\n", {});
    const QString queue = u": must be queue:TOPIC, with a topic of 1 to 255 bytes"_qs;
    row("forward", "[main]\nforward = chat\n", {u"F:2: forward = chat"_qs + queue});
    row("forward to nothing", "[app:a]\nforward = queue: \n",
        {u"F:2: forward = queue:"_qs + queue});
    row("both", "[app:a]\nforward = queue:x\nforward_url = http://a/\n",
        {u"F:3: both \"forward_url\" and \"forward\": one of them is enough; the other stands in line 2"_qs});
    row("both in main", "[main]\nforward_url = http://a/\n\nforward = queue:x\n",
        {u"F:4: both \"forward_url\" and \"forward\": one of them is enough; the other stands in line 2"_qs});
    row("one each", "[main]\nforward_url = http://a/\n[app:a]\nforward = queue:x\n", {});
    row("both secrets", "[app:a]\napp_secret = hunter2\napp_secret_file = x\n",
        {u"F:3: both \"app_secret\" and \"app_secret_file\": one of them is enough; the other stands in line 2"_qs});
    row("both tokens", "[app:a]\nsecurity_token_file = x\nsecurity_token = hunter2\n",
        {u"F:3: both \"security_token\" and \"security_token_file\": one of them is enough; the other stands in line 2"_qs});
    row("previous_secret", "[app:a]\nprevious_secret = hunter2\n[main]\nprevious_secret_file = x\n",
        {u"F:2: previous_secret needs a previous_secret_until"_qs,
         u"F:4: previous_secret_file needs a previous_secret_until"_qs});
    const QString time =
        u": must be a time such as 2026-12-31T23:59:59Z, with its zone, or Unix seconds"_qs;
    for (const char *wrong : {"2030-01-01T00:00:00", "2030-01-01", "tomorrow", "0", "-1",
                              "2030-13-01T00:00:00Z", "253402300800", "99999999999999999999",
                              "1969-12-31T23:59:59Z", "2030-01-01T00:00:00+25:00", "1.5"}) {
        QTest::newRow(wrong) << QByteArray("[main]\nprevious_secret = hunter2\n"
                                           "previous_secret_until = ")
                + wrong + '\n'
                             << QStringList(u"F:3: previous_secret_until = "_qs
                                            + QLatin1StringView(wrong) + time);
    }
    row("nothing to count", "[app:a]\nprevious_secret_until = 2030-01-01T00:00:00Z\n", {});
    row("ask", "[app:a]\nclient_publish = ask\n[app:b]\nclient_publish = ask\npublish_url = x\n",
        {u"F:2: client_publish = ask needs a publish_url"_qs,
         u"F:5: publish_url = x: must begin with http:// or https://"_qs});
    row("ask as main does",
        "[app:a]\nclient_publish = deny\n[app:b]\n"
        "[main]\nclient_publish = ask\npublish_url = http://a/\n",
        {u"F:3: [app:b], as in [main]: client_publish = ask needs a publish_url"_qs});
    row("ask as main should", "[app:b]\n[main]\nclient_publish = ask\n",
        {u"F:3: client_publish = ask needs a publish_url"_qs});
    row("of applications only", "[main]\nmax_connections = 0\n[log]\nheartbeat = 1\n",
        {u"F:2: max_connections = 0: must be 1 to 10000000"_qs,
         u"F:4: key \"heartbeat\" belongs in [main]"_qs});
    row("no such kind", "[apps:a]\nport = x\n",
        {u"F:1: unknown section [apps:a]; there are [main], [limits], [tls], [log], [admin], "
         "[admin:NAME], [app:NAME], [endpoint:/path] and [access:NAME]"_qs});
}

void TestConfigAppProblems::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    const ConfigResult result = readConfig(text);
    QCOMPARE(problemsOf(result), expected);
    QVERIFY(!printConfig(result.config).contains("hunter"));
    QCOMPARE(problemsOf(readConfig(printConfig(result.config))), QStringList());
}

void TestConfigAppProblems::tooMany()
{
    QByteArray text;
    for (int i = 0; i < MaxNamedSections; ++i)
        text += "[app:a" + QByteArray::number(i) + "]\n";
    const ConfigResult most = readConfig(text);
    QCOMPARE(problemsOf(most), QStringList());
    QCOMPARE(most.config.apps.size(), MaxNamedSections);
    QCOMPARE(problemsOf(readConfig(text + "[app:b]\nport = x\n[app:a7]\n")),
             QStringList({u"F:1001: [app:b]: there may be 1000 of these, and not one more"_qs,
                          u"F:1003: [app:a7] again; it stands in line 8"_qs}));
}

void TestConfigAppProblems::rates_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("rate");
    QTest::addColumn<int>("burst");
    QTest::addColumn<QString>("problem"); // empty: none
    const auto good = [](const char *value, int rate, int burst) {
        QTest::newRow(value) << QByteArray(value) << rate << burst << QString();
    };
    const auto bad = [](const char *value, const QString &problem) {
        QTest::newRow(value) << QByteArray(value) << 0 << 0 << problem;
    };
    good("0", 0, 0);
    good("7", 7, 0);
    good("7,1", 7, 1);
    good("1000000 , 1000000", 1'000'000, 1'000'000);
    bad("1000001", u"must be 0 to 1000000"_qs);
    bad("1.5", u"not a whole number"_qs);
    bad("10/s", u"not a whole number"_qs);
    bad(",", u"not a whole number"_qs);
    bad(",5", u"not a whole number"_qs);
    bad("5,", u"what comes at once: not a whole number"_qs);
    bad("5,0", u"what comes at once: must be 1 to 1000000"_qs);
    bad("5,-1", u"what comes at once: not a whole number"_qs);
    bad("5,1000001", u"what comes at once: must be 1 to 1000000"_qs);
    bad("5,6,7", u"what comes at once: not a whole number"_qs);
    bad("0,5", u"0 is any number, also at once"_qs);
}

void TestConfigAppProblems::rates()
{
    QFETCH(QByteArray, value);
    QFETCH(int, rate);
    QFETCH(int, burst);
    QFETCH(QString, problem);
    for (const QByteArray section : {"limits", "app:a"}) {
        for (const QByteArray key : {"client_rate", "publish_rate"}) {
            const ConfigResult result =
                readConfig('[' + section + "]\n" + key + " = " + value + '\n');
            if (!problem.isEmpty()) {
                QCOMPARE(
                    problemsOf(result),
                    QStringList(QString::fromUtf8("F:2: " + key + " = " + value + ": ") + problem));
                continue;
            }
            QCOMPARE(problemsOf(result), QStringList());
            const Config &config = section == "limits" ? result.config : only(result);
            const bool isClients = key == "client_rate";
            QCOMPARE(isClients ? config.gate.clientRate : config.hub.publishRate, rate);
            QCOMPARE(isClients ? config.gate.clientBurst : config.hub.publishBurst, burst);
            QCOMPARE(isClients ? config.hub.publishRate : config.gate.clientRate, 0);
        }
    }
}

void TestConfigAppProblems::secretFiles()
{
    const QTemporaryDir folder;
    const auto write = [&folder](const char *name, const QByteArray &text, bool isSecret = true) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        (void)file.open(QIODevice::WriteOnly);
        file.write(text);
        file.setPermissions(QFile::ReadOwner
                            | (isSecret ? QFile::Permissions() : QFile::ReadOther));
        return file.fileName();
    };
    write("token", "token of a\nmore\n");
    write("secret", "secret of a\n");
    write("old", "old of a\n");
    write("open", "hunter2\n", false);
    const ConfigResult good =
        loadConfig(write("good.ini",
                         "[app:a]\nsecurity_token_file = token\napp_secret_file = secret\n"
                         "previous_secret_file = old\nprevious_secret_until = 1000\n[app:b]\n"));
    QCOMPARE(problemsOf(good), QStringList());
    const Config &app = only(good);
    QCOMPARE(app.business.token, QByteArray("token of a"));
    QCOMPARE(app.app.secretsAt(999), QList<QByteArray>({"secret of a", "old of a"}));
    QCOMPARE(app.app.secretsAt(1000), QList<QByteArray>({"secret of a"}));
    QCOMPARE(good.config.apps[1]->app.secretsAt(0), QList<QByteArray>());

    const ConfigResult bad =
        loadConfig(write("bad.ini",
                         "[app:a]\nsecurity_token_file = nowhere\napp_secret_file = open\n"
                         "[main]\nprevious_secret_file = open\nprevious_secret_until = 1000\n"));
    const QString open = u" = open: everybody may read it (chmod o= takes that away)"_qs;
    QCOMPARE(
        problemsOf(bad),
        QStringList({
            u"F:2: security_token_file = nowhere: cannot be read: No such file or directory"_qs,
            u"F:3: app_secret_file"_qs + open,
            u"F:5: previous_secret_file"_qs + open,
        }));
}

void TestConfigAppProblems::everybodyMayRead()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"server.ini"_qs));
    const auto warningsFor = [&file](const QByteArray &text) {
        (void)file.open(QIODevice::WriteOnly | QIODevice::Truncate);
        file.write(text);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        QStringList warnings = loadConfig(file.fileName()).warnings;
        warnings.removeIf([](const QString &warning) { return !warning.contains(u"everybody"); });
        return warnings;
    };
    const QString token =
        file.fileName() + u" holds the security_token and everybody may read it"_qs;
    const QString secret = file.fileName() + u" holds an app_secret and everybody may read it"_qs;
    QCOMPARE(warningsFor("[app:a]\nmax_payload = 1\n"), QStringList());
    QCOMPARE(warningsFor("[app:a]\nsecurity_token = x\n"), QStringList(token));
    QCOMPARE(warningsFor("[app:a]\napp_secret = x\n[app:b]\napp_secret = x\n"),
             QStringList(secret));
    QCOMPARE(warningsFor("[main]\nprevious_secret = x\nprevious_secret_until = 1\n"),
             QStringList(secret));
    QCOMPARE(warningsFor("[main]\nsecurity_token = x\napp_secret = x\n"),
             QStringList({token, secret}));
}

void TestConfigAppProblems::secretsAreNeverShown()
{
    const ConfigResult result =
        readConfig("[app:a]\nsecurity_token = hunter1\napp_secret = hunter2\n"
                   "app_secret = hunter3\nprevious_secret = hunter4\n"
                   "previous_secret_until = x\nconnect_url = http://u:hunter5@a/\n"
                   "[access:a]\npassword = hunter6\npassword = hunter7\napp = b\n");
    QCOMPARE(result.problems.size(), 5);
    QVERIFY(!problemsOf(result).join(u'\n').contains(u"hunter"));
    QVERIFY(!result.warnings.join(u'\n').contains(u"hunter"));
    QVERIFY(!printConfig(result.config).contains("hunter"));
}

void TestConfigAppProblems::warnings()
{
    const QByteArray fine = "[main]\nsecurity_token = x\nconnect_url = http://a/\n"
                            "forward_url = http://a/\n";
    const auto warningsOf = [&fine](const QByteArray &text) {
        return readConfig(fine + text).warnings;
    };
    const QByteArray own = "[endpoint:/connect/]\n[endpoint:/x]\napp = a\ndialect = ";
    QCOMPARE(warningsOf(""), QStringList());
    QCOMPARE(warningsOf("[app:a]\n"),
             QStringList(u"[app:a]: no endpoint leads to it: it has no clients"_qs));
    QCOMPARE(
        warningsOf("[app:a]\n" + own + "rainbow\n"),
        QStringList({u"[app:a]: no security_token: every call of the HTTP API is refused"_qs,
                     u"[app:a]: no connect_url: connections are refused with 503, but for --dev"_qs,
                     u"[app:a]: no forward_url: messages of clients go nowhere"_qs}));
    QCOMPARE(warningsOf("[app:a]\nforward = queue:x\nsecurity_token_file = t\n"
                        "connect_url = http://a/\n"
                        + own + "rainbow\n"),
             QStringList());
    QCOMPARE(warningsOf("[app:a]\n" + own + "im\n"),
             QStringList(u"[app:a]: no app_secret: clients of im are refused"_qs));
    QCOMPARE(warningsOf("[app:a]\napp_secret_file = s\n" + own + "im\n"), QStringList());
    QCOMPARE(
        warningsOf("[app:a]\nsecurity_token = t\n" + own + "topic\n"),
        QStringList(
            u"[app:a]: no connect_url, and anonymous = deny: clients of topic are refused"_qs));
    QCOMPARE(warningsOf("[app:a]\nsecurity_token = t\nanonymous = allow\n" + own + "topic\n"),
             QStringList());
    QCOMPARE(warningsOf("[app:a]\n" + own + "mesh\n"), QStringList());
    // One that everybody has from [limits] is told once.
    const QString small = u"max_backlog is below max_payload: a message that large is dropped"_qs;
    QCOMPARE(warningsOf("[limits]\nmax_backlog = 1 KiB\n[app:a]\n" + own + "mesh\n"),
             QStringList(small));
    QCOMPARE(warningsOf("[app:a]\nmax_backlog = 1 KiB\n" + own + "mesh\n"),
             QStringList(u"[app:a]: "_qs + small));
    // [main] itself, where nobody comes to it.
    QCOMPARE(readConfig("[app:a]\napp_secret = s\n[endpoint:/x]\ndialect = im\napp = a\n").warnings,
             QStringList());
}

QTEST_APPLESS_MAIN(TestConfigAppProblems)
#include "tst_configappproblems.moc"
