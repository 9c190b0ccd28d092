// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;

/// The sections [access:NAME].
class TestConfigAccess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void users();
    void rights_data();
    void rights();
    void problems_data();
    void problems();
    void passwordFiles();
    void everybodyMayRead();
    void printed();
    void changes();
};

void TestConfigAccess::users()
{
    QVERIFY(readConfig("").config.access.isEmpty());
    const ConfigResult result =
        readConfig("[access:Ann.1]\npassword = a b:c=#\nhosts = 10.0.*, FE80::1 ,*\napp = SHOP\n"
                   "[main]\nport = 1\n"
                   "[ACCESS:bob]\nRights = read\npassword: ü\n[app:shop]\n");
    QCOMPARE(problemsOf(result), QStringList());
    const QList<AccessUser> expected = {
        {"Ann.1", "a b:c=#", {}, true, true, {"10.0.*", "fe80::1", "*"}, "shop"},
        {"bob", "ü", {}, true, false, {}, "default"}};
    QCOMPARE(result.config.access, expected);
    QVERIFY(result.config.apps.first()->access.isEmpty());
}

void TestConfigAccess::rights_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("read");
    QTest::addColumn<bool>("write");
    QTest::addColumn<QByteArray>("shown"); // empty: it is wrong
    QTest::newRow("read") << QByteArray("read") << true << false << QByteArray("read");
    QTest::newRow("write") << QByteArray("Write") << false << true << QByteArray("write");
    QTest::newRow("both") << QByteArray("read,write") << true << true << QByteArray("read, write");
    QTest::newRow("blanks") << QByteArray("write\t, READ") << true << true
                            << QByteArray("read, write");
    for (const char *wrong : {"all", "read write", "read,", ",", "readwrite", "0", "3"})
        QTest::newRow(wrong) << QByteArray(wrong) << true << true << QByteArray();
}

void TestConfigAccess::rights()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, read);
    QFETCH(bool, write);
    QFETCH(QByteArray, shown);
    const ConfigResult result = readConfig("[access:a]\npassword = p\nrights = " + value + '\n');
    if (shown.isEmpty()) {
        QCOMPARE(problemsOf(result),
                 QStringList(u"F:3: rights = "_qs + QString::fromUtf8(value)
                             + u": must be read and write, one or more, separated by commas"_qs));
        return;
    }
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.access.first().mayRead, read);
    QCOMPARE(result.config.access.first().mayWrite, write);
    QVERIFY(printConfig(result.config).contains("\n# rights = " + shown + '\n'));
}

void TestConfigAccess::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *text, const QStringList &expected) {
        QTest::newRow(name) << QByteArray(text) << expected;
    };
    row("name", "[access:a:b]\npassword = p\n",
        {u"F:1: [access:a:b]: a name is 1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs});
    row("twice", "[access:a]\npassword = p\n[access:A]\n",
        {u"F:3: [access:A] again; it stands in line 1"_qs});
    row("no password", "\n[access:a]\nrights = read\n",
        {u"F:2: [access:a] needs a password or a password_file"_qs});
    row("empty password", "[access:a]\npassword =\n", {u"F:2: password has no value"_qs});
    row("empty file", "[access:a]\npassword_file =\n",
        {u"F:1: [access:a] needs a password or a password_file"_qs});
    row("both", "[access:a]\npassword = hunter2\npassword_file = f\n",
        {u"F:3: both \"password\" and \"password_file\": one of them is enough; the other stands in line 2"_qs});
    row("twice a right", "[access:a]\npassword = p\nrights = read, READ\n",
        {u"F:3: rights = read, READ: read stands in it twice"_qs});
    row("no rights", "[access:a]\npassword = p\nrights =\n", {u"F:3: rights has no value"_qs});
    row("hosts", "[access:a]\npassword = p\nhosts = 10.*, localhost\n",
        {u"F:3: hosts = 10.*, localhost: \"localhost\" is not an address such as 10.0.0.1 or 10.0.*"_qs});
    row("no host", "[access:a]\npassword = p\nhosts = ::1,,::2\n",
        {u"F:3: hosts = ::1,,::2: an address between two commas is missing"_qs});
    row("network", "[access:a]\npassword = p\nhosts = 10.0.0.0/8\n",
        {u"F:3: hosts = 10.0.0.0/8: \"10.0.0.0/8\" is not an address such as 10.0.0.1 or 10.0.*"_qs});
    row("application", "[access:a]\npassword = p\napp = shop\n",
        {u"F:3: app = shop: there is no [app:shop]"_qs});
    row("again", "[access:a]\npassword = hunter2\npassword = hunter3\n",
        {u"F:3: key \"password\" again; \"password\" stands in line 2"_qs});
    row("unknown", "[access:a]\npasword = hunter2\npassword = p\nwhatever = 1\n",
        {u"F:2: unknown key \"pasword\"; did you mean \"password\"?"_qs,
         u"F:4: unknown key \"whatever\""_qs});
    row("of others", "[access:a]\npassword = p\nrole = viewer\n[log]\nrights = read\n",
        {u"F:3: key \"role\" belongs in [admin]"_qs,
         u"F:5: key \"rights\" belongs in [access:NAME]"_qs});
    row("without a name", "[access]\npassword = hunter2\n",
        {u"F:1: unknown section [access]; there are [main], [limits], [tls], [log], [admin], "
         "[admin:NAME], [app:NAME], [endpoint:/path] and [access:NAME]"_qs});
}

void TestConfigAccess::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    const ConfigResult result = readConfig(text);
    QCOMPARE(problemsOf(result), expected);
    QVERIFY(!printConfig(result.config).contains("hunter"));
    QCOMPARE(problemsOf(readConfig(printConfig(result.config))), QStringList());
    // From the command line there is no such key.
    Config config;
    QVERIFY(setConfigValue(config, "password", "x").startsWith(u"unknown key \"password\""));
}

void TestConfigAccess::passwordFiles()
{
    const QTemporaryDir folder;
    const auto write = [&folder](const char *name, const QByteArray &text) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        (void)file.open(QIODevice::WriteOnly);
        file.write(text);
        file.setPermissions(QFile::ReadOwner);
        return file.fileName();
    };
    write("ann", "secret of ann\nmore\n");
    const ConfigResult result = loadConfig(write("a.ini",
                                                 "[access:ann]\npassword_file = ann\n"
                                                 "[access:bob]\npassword_file = nowhere\n"));
    QCOMPARE(
        problemsOf(result),
        QStringList(u"F:4: password_file = nowhere: cannot be read: No such file or directory"_qs));
    QCOMPARE(result.config.access.first().password, QByteArray("secret of ann"));
    QCOMPARE(result.config.access.first().passwordFile, QByteArray("ann"));
}

void TestConfigAccess::everybodyMayRead()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"server.ini"_qs));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[access:a]\npassword = hunter2\n");
    file.close();
    const QString warning =
        file.fileName() + u" holds a password of the mesh API and everybody may read it"_qs;
    file.setPermissions(QFile::ReadOwner | QFile::ReadOther);
    QVERIFY(loadConfig(file.fileName()).warnings.contains(warning));
    file.setPermissions(QFile::ReadOwner);
    QVERIFY(!loadConfig(file.fileName()).warnings.contains(warning));
}

void TestConfigAccess::printed()
{
    const ConfigResult result =
        readConfig("[app:shop]\n[access:ann]\npassword = hunter2\nhosts = 10.*, ::1\n"
                   "[access:bob]\npassword_file = bob\nrights = write\napp = shop\n");
    QCOMPARE(problemsOf(result), QStringList());
    const QByteArray text = printConfig(result.config);
    QVERIFY(!text.contains("hunter"));
    QVERIFY(text.contains("\n# Sections [access:NAME] may have:\n# password: "));
    QVERIFY(text.endsWith("\n# [access:ann]\n# password = ***\n# rights = read, write\n"
                          "# hosts = 10.*, ::1\n# app = default\n"
                          "\n[access:bob]\npassword_file = bob\nrights = write\napp = shop\n"));
    const ConfigResult again = readConfig(text);
    QCOMPARE(problemsOf(again), QStringList());
    QCOMPARE(again.config.access, result.config.access.last(1));
}

void TestConfigAccess::changes()
{
    const auto labels = [](const char *before, const char *after) {
        return changedLabels(readConfig(before).config, readConfig(after).config);
    };
    const char *const start = "[access:a]\npassword = p\n[access:b]\npassword = p\n";
    QCOMPARE(labels(start, "[access:b]\npassword = p\n[access:a]\npassword = p\n"),
             QByteArrayList());
    QCOMPARE(labels(start, "[access:a]\npassword = q\n[access:c]\npassword = p\n"),
             QByteArrayList({"[access:a]", "[access:b]", "[access:c]"}));
}

QTEST_APPLESS_MAIN(TestConfigAccess)
#include "tst_configaccess.moc"
