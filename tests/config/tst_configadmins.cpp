// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;

/// The sections [admin] and [admin:NAME].
class TestConfigAdmins : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void off();
    void users();
    void listen_data();
    void listen();
    void problems_data();
    void problems();
    void tokenFiles();
    void everybodyMayRead();
    void printed();
    void changes();
};

void TestConfigAdmins::off()
{
    for (const QByteArray text : {"", "[admin]\n", "[admin]\ntoken =\nrole = viewer\n",
                                  "[admin]\nlisten = 127.0.0.1:1\n"}) {
        const ConfigResult result = readConfig(text);
        QCOMPARE(problemsOf(result), QStringList());
        QVERIFY(result.config.admin.users.isEmpty());
        QVERIFY(!result.config.admin.hasFeed());
        QVERIFY(!result.config.admin.isOn());
    }
    const AdminSettings open = readConfig("[admin]\nmetrics_public = true\n").config.admin;
    QVERIFY(!open.hasFeed());
    QVERIFY(open.isOn());
}

void TestConfigAdmins::users()
{
    const ConfigResult result = readConfig("[Admin:Bob.2]\ntoken = bbb\n"
                                           "[admin]\nToken = a=;#:a\n"
                                           "[ADMIN:alice_x-y]\nROLE = Viewer\ntoken: ccc\n"
                                           "[main]\nlisten = ::1\n");
    QCOMPARE(problemsOf(result), QStringList());
    const QList<AdminUser> expected = {{"admin", "a=;#:a", AdminRole::Operator},
                                       {"Bob.2", "bbb", AdminRole::Operator},
                                       {"alice_x-y", "ccc", AdminRole::Viewer}};
    QCOMPARE(result.config.admin.users, expected);
    QVERIFY(result.config.admin.hasFeed());
    QVERIFY(!result.config.admin.listen);
    QCOMPARE(result.config.listenAddress, QHostAddress(u"::1"_qs));
}

void TestConfigAdmins::listen_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("problem"); // empty: none
    const auto row = [](const char *value, const QString &problem = {}) {
        QTest::newRow(value) << QByteArray(value) << problem;
    };
    row("127.0.0.1:2020");
    row("0.0.0.0:1");
    row("[::1]:65535");
    row("[2001:db8::1]:2020");
    const QString form =
        u"must be an IP address and a port, such as 127.0.0.1:2020 or [::1]:2020"_qs;
    row("127.0.0.1", form);
    row("2020", form);
    row("::1", form);
    row("::1:2020", form);
    row("[::1]", form);
    row("[::1", form);
    row(":2020", form);
    row("localhost:2020", u"\"localhost\" is not an IP address"_qs);
    row("127.1:2020", u"\"127.1\" is not an IP address"_qs);
    row("[127.0.0.1]:2020", u"\"127.0.0.1\" is not an IP address"_qs);
    row("[]:2020", u"\"\" is not an IP address"_qs);
    row("127.0.0.1:", u"the port: not a whole number"_qs);
    row("127.0.0.1:http", u"the port: not a whole number"_qs);
    row("127.0.0.1:0", u"the port: must be 1 to 65535"_qs);
    row("127.0.0.1:65536", u"the port: must be 1 to 65535"_qs);
}

void TestConfigAdmins::listen()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, problem);
    const ConfigResult result = readConfig("[admin]\nlisten = " + value + '\n');
    if (!problem.isEmpty()) {
        QCOMPARE(problemsOf(result),
                 QStringList(u"F:2: listen = "_qs + QString::fromUtf8(value) + u": "_qs + problem));
        return;
    }
    QCOMPARE(problemsOf(result), QStringList());
    QVERIFY(result.config.admin.listen);
    const ConfigKey *key = findConfigKey("admin", "listen");
    QCOMPARE(formatValue(key->rule, key->get(result.config)), value);
    // It is not that of the clients.
    QCOMPARE(result.config.listenAddress, QHostAddress(QHostAddress::Any));
}

void TestConfigAdmins::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *text, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(text) << expected;
    };
    const QString names = u": a name is 1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs;
    row("no name", "[admin:]\ntoken = a\n", {u"F:1: [admin:]"_qs + names});
    row("blank in it", "[admin:a b]\ntoken = a\n", {u"F:1: [admin:a b]"_qs + names});
    row("not ASCII", "[admin:é]\n", {u"F:1: [admin:é]"_qs + names});
    row("long",
        "[admin:aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg]\ntoken=a\n",
        {u"F:1: [admin:aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg]"_qs
         + names});
    row("twice", "[admin:a]\ntoken = a\n[admin:A]\nrole = viewer\n",
        {u"F:3: [admin:A] again; it stands in line 1"_qs});
    row("called admin", "[admin:admin]\ntoken = a\n",
        {u"F:1: [admin:admin]: that is what [admin] is called; take another"_qs});
    row("no token", "[admin:a]\nrole = viewer\n[admin:b]\n",
        {u"F:1: [admin:a] needs a token or a token_file"_qs,
         u"F:3: [admin:b] needs a token or a token_file"_qs});
    row("empty token", "[admin:a]\ntoken =\n", {u"F:2: token has no value"_qs});
    row("same token", "[admin:a]\ntoken = t1\n[admin:b]\ntoken = t2\n[admin]\ntoken = t1\n",
        {u"F:2: [admin:a] has the same token as [admin]"_qs});
    row("same tokens", "[admin:a]\ntoken = t1\n[admin:b]\ntoken = t1\n",
        {u"F:4: [admin:b] has the same token as [admin:a]"_qs});
    row("blank in the token", "[admin]\n\ntoken = hunter 2\n",
        {u"F:3: token: the token may only hold printable ASCII without blanks"_qs});
    row("token not ASCII", "[admin:a]\ntoken = hünter\n",
        {u"F:2: token: the token may only hold printable ASCII without blanks"_qs});
    row("both", "[admin:a]\ntoken_file = x\ntoken = hunter2\n",
        {u"F:3: both \"token\" and \"token_file\": one of them is enough; the other stands in line 2"_qs});
    row("role", "[admin]\ntoken = a\nrole = operater\n",
        {u"F:3: role = operater: must be viewer or operator"_qs});
    row("no role", "[admin:a]\ntoken = a\nrole =\n", {u"F:3: role has no value"_qs});
    row("key again", "[admin]\ntoken = a\n[main]\n[admin]\ntoken = b\n",
        {u"F:5: key \"token\" again; \"token\" stands in line 2"_qs});
    row("key again for one", "[admin:a]\ntoken = a\ntoken = b\n",
        {u"F:3: key \"token\" again; \"token\" stands in line 2"_qs});
    row("metrics_public", "[admin]\nmetrics_public = 1\n",
        {u"F:2: metrics_public = 1: must be false or true"_qs});
    row("unknown", "[admin]\ntoken_fil = a\nport = 1\nprot = 2\n",
        {u"F:2: unknown key \"token_fil\"; did you mean \"token_file\"?"_qs,
         u"F:3: key \"port\" belongs in [main]"_qs, u"F:4: unknown key \"prot\""_qs});
    row("of [admin] only", "[admin:a]\ntoken = a\nlisten = 127.0.0.1:1\nmetrics_public = true\n",
        {u"F:3: key \"listen\" belongs in [admin]"_qs,
         u"F:4: key \"metrics_public\" belongs in [admin]"_qs});
    row("elsewhere", "[main]\ntoken = a\n[log]\nlisten = ::1\n",
        {u"F:2: key \"token\" belongs in [admin]"_qs, u"F:4: key \"listen\" belongs in [main]"_qs});
}

void TestConfigAdmins::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    const ConfigResult result = readConfig(text);
    QCOMPARE(problemsOf(result), expected);
    QVERIFY(!printConfig(result.config).contains("hunter"));
    QCOMPARE(readConfig(printConfig(result.config)).problems, QList<Problem>());
}

void TestConfigAdmins::tokenFiles()
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
    write("alice.token", "secret-of-alice\nmore\n");
    write("open.token", "secret\n", false);
    write("blank.token", "two words\n");
    const QString good =
        write("good.ini", "[admin]\ntoken_file = alice.token\n[admin:bob]\ntoken = b\n");
    ConfigResult result = loadConfig(good);
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.admin.users.size(), 2);
    QCOMPARE(result.config.admin.users[0].token, QByteArray("secret-of-alice"));
    QCOMPARE(result.config.admin.users[0].tokenFile, QByteArray("alice.token"));

    result = loadConfig(write("bad.ini",
                              "[admin]\ntoken_file = nowhere\n"
                              "[admin:a]\ntoken_file = open.token\n"
                              "[admin:b]\ntoken_file = alice.token\n"
                              "[admin:c]\ntoken = secret-of-alice\n"
                              "[admin:d]\ntoken_file = blank.token\n"));
    QCOMPARE(problemsOf(result),
             QStringList({
                 u"F:2: token_file = nowhere: cannot be read: No such file or directory"_qs,
                 u"F:4: token_file = open.token: everybody may read it (chmod o= takes that "
                 "away)"_qs,
                 u"F:8: [admin:c] has the same token as [admin:b]"_qs,
                 u"F:10: token_file: the token may only hold printable ASCII without blanks"_qs,
             }));
    // Without a folder the files are not looked for: what is not there is no mistake.
    QCOMPARE(problemsOf(readConfig("[admin:a]\ntoken_file = nowhere\n")), QStringList());
}

void TestConfigAdmins::everybodyMayRead()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"server.ini"_qs));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[admin:a]\ntoken = hunter2\n");
    file.close();
    const QString warning = file.fileName() + u" holds an admin token and everybody may read it"_qs;
    file.setPermissions(QFile::ReadOwner | QFile::ReadOther);
    QVERIFY(loadConfig(file.fileName()).warnings.contains(warning));
    file.setPermissions(QFile::ReadOwner);
    QVERIFY(!loadConfig(file.fileName()).warnings.contains(warning));
}

void TestConfigAdmins::printed()
{
    const ConfigResult result =
        readConfig("[admin]\ntoken = hunter2\nrole = viewer\nlisten = [::1]:2020\n"
                   "[admin:alice]\ntoken = hunter3\nrole = viewer\n"
                   "[admin:bob]\ntoken_file = bob.token\n");
    QCOMPARE(problemsOf(result), QStringList());
    const QByteArray text = printConfig(result.config);
    QVERIFY(!text.contains("hunter"));
    QVERIFY(text.contains("\n# token = ***\n"));
    QVERIFY(text.contains("\nrole = viewer\n"));
    QVERIFY(text.contains("\nlisten = [::1]:2020\n"));
    QVERIFY(text.contains("\n# [admin:alice]\n# token = ***\n# role = viewer\n"
                          "\n[admin:bob]\ntoken_file = bob.token\nrole = operator\n\n"));
    const ConfigResult again = readConfig(text);
    QCOMPARE(problemsOf(again), QStringList());
    QCOMPARE(differences(again.config, result.config), QByteArrayList());
    QCOMPARE(again.config.admin.sections.last().name, QByteArray("bob"));
}

void TestConfigAdmins::changes()
{
    const auto labels = [](const char *before, const char *after) {
        return changedLabels(readConfig(before).config, readConfig(after).config);
    };
    const char *const start = "[admin]\ntoken = a\n[admin:x]\ntoken = b\n[admin:y]\ntoken = c\n";
    QCOMPARE(labels(start, start), QByteArrayList());
    // Another order is no change.
    QCOMPARE(labels(start, "[admin:y]\ntoken = c\n[admin:x]\ntoken = b\n[admin]\ntoken = a\n"),
             QByteArrayList());
    QCOMPARE(labels(start, "[admin]\ntoken = z\n[admin:x]\ntoken = b\n[admin:y]\ntoken = c\n"),
             QByteArrayList({"[admin] token"}));
    QCOMPARE(labels(start, "[admin]\ntoken = a\n[admin:x]\ntoken = q\n[admin:z]\ntoken = d\n"),
             QByteArrayList({"[admin:x]", "[admin:y]", "[admin:z]"}));
    QCOMPARE(labels(start,
                    "[admin:x]\ntoken = b\n[admin]\ntoken = a\n[admin:y]\ntoken = c\n"
                    "role = viewer\n[main]\nlisten = ::1\n"),
             QByteArrayList({"listen", "[admin:y]"}));
}

QTEST_APPLESS_MAIN(TestConfigAdmins)
#include "tst_configadmins.moc"
