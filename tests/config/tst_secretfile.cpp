// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"
#include "secretfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Rainbow;

class TestSecretFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texts_data();
    void texts();
    void files();
    void tokenOfAConfiguration();
    void bothAreAProblem();

private:
    [[nodiscard]] QString write(const QString &name, const QByteArray &text,
                                QFileDevice::Permissions more = {}) const
    {
        const QString path = m_directory.filePath(name);
        QFile file(path);
        const bool ok = file.open(QIODevice::WriteOnly) && file.write(text) == text.size()
            && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | more);
        return ok ? path : QString();
    }
    [[nodiscard]] static QStringList problemsOf(const ConfigResult &result)
    {
        QStringList lines;
        for (const Problem &problem : result.problems)
            lines += formatProblem(u"F"_qs, problem);
        return lines;
    }

    QTemporaryDir m_directory;
};

void TestSecretFile::texts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QString>("problem");
    const auto good = [](const char *name, const QByteArray &text, const QByteArray &secret) {
        QTest::newRow(name) << text << secret << QString();
    };
    const auto bad = [](const char *name, const QByteArray &text, const QString &problem) {
        QTest::newRow(name) << text << QByteArray() << problem;
    };
    const QByteArray longest(MaxSecret, 'x');
    const QString tooLong = u"its first line is longer than 4096 bytes"_qs;
    const QString empty = u"its first line is empty"_qs;
    good("with a line end", "secret\n", "secret");
    good("without one", "secret", "secret");
    good("CR LF", "secret\r\n", "secret");
    good("more lines", "secret\nanother\n\n", "secret");
    good("blanks around", " \tsecret \t\n", "secret");
    good("blanks within", "my secret\n", "my secret");
    good("no comments here", "#a;b = \"c\", %d\\\n", "#a;b = \"c\", %d\\");
    good("beyond ASCII", "жетон\n", "жетон");
    good("longest", longest + '\n', longest);
    good("longest without an end", longest, longest);
    good("longest with CR LF", longest + "\r\n", longest);
    bad("empty", "", empty);
    bad("only a line end", "\n", empty);
    bad("empty first line", "\nsecret\n", empty);
    bad("blanks", " \t\r\n", empty);
    bad("too long", longest + "x\n", tooLong);
    bad("much too long", QByteArray(100'000, 'x'), tooLong);
    bad("NUL", QByteArray("a\0b\n", 4), u"a control character in its first line"_qs);
    bad("escape", "a\x1b[0m\n", u"a control character in its first line"_qs);
    bad("not UTF-8", "a\xff\n", u"not valid UTF-8"_qs);
}

void TestSecretFile::texts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, secret);
    QFETCH(QString, problem);
    const Secret read = readSecretFile(write(u"secret"_qs, text));
    QCOMPARE(read.problem, problem);
    QCOMPARE(read.text, secret);
}

void TestSecretFile::files()
{
    const QString path = write(u"secret"_qs, "s\n", QFileDevice::ReadGroup);
    QCOMPARE(readSecretFile(path).text, QByteArray("s"));
    QCOMPARE(readSecretFile(write(u"open"_qs, "s\n", QFileDevice::ReadOther)).problem,
             u"everybody may read it (chmod o= takes that away)"_qs);
    QCOMPARE(readSecretFile(m_directory.filePath(u"none"_qs)).problem,
             u"cannot be read: No such file or directory"_qs);
    QCOMPARE(readSecretFile(path + u"/x"_qs).problem, u"cannot be read: Not a directory"_qs);
    QCOMPARE(readSecretFile(m_directory.path()).problem, u"not a regular file"_qs);
    QCOMPARE(readSecretFile(u"/dev/zero"_qs).problem, u"not a regular file"_qs);
    const QString pipe = m_directory.filePath(u"pipe"_qs);
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    QCOMPARE(readSecretFile(pipe).problem, u"not a regular file"_qs);
    // As mounted secrets are: a link to the file.
    QVERIFY(QFile::link(path, m_directory.filePath(u"link"_qs)));
    QCOMPARE(readSecretFile(m_directory.filePath(u"link"_qs)).text, QByteArray("s"));
}

void TestSecretFile::tokenOfAConfiguration()
{
    QVERIFY(QDir(m_directory.path()).mkpath(u"secrets"_qs));
    const QString token = write(u"secrets/token"_qs, "t0ken\n");
    for (const QString &named : {u"secrets/token"_qs, u"./secrets/../secrets/token"_qs, token}) {
        const QString ini =
            write(u"server.ini"_qs, "[main]\nsecurity_token_file = " + named.toUtf8() + '\n',
                  QFileDevice::ReadOther);
        const ConfigResult result = loadConfig(ini);
        QCOMPARE(problemsOf(result), QStringList());
        QCOMPARE(result.config.business.token, QByteArray("t0ken"));
        QVERIFY(!printConfig(result.config).contains("t0ken"));
        for (const QString &warning : result.warnings)
            QVERIFY2(!warning.contains(u"security_token"), qPrintable(warning));
    }
    const ConfigResult missing =
        loadConfig(write(u"server.ini"_qs, "[main]\n\nsecurity_token_file = nowhere\n"));
    QCOMPARE(problemsOf(missing),
             QStringList(u"F:3: security_token_file = nowhere: cannot be read: No such file or "
                         "directory"_qs));
    QCOMPARE(missing.config.business.token, QByteArray());
    // Only a file has a folder for the path to count from.
    QVERIFY(readConfig("[main]\nsecurity_token_file = nowhere\n").ok());
}

void TestSecretFile::bothAreAProblem()
{
    QCOMPARE(problemsOf(readConfig("[main]\nsecurity_token = a\nsecurity_token_file = b\n")),
             QStringList(u"F:3: both \"security_token\" and \"security_token_file\": one of them "
                         "is enough; the other stands in line 2"_qs));
    QCOMPARE(problemsOf(readConfig("[main]\nsecurity_token_file = b\n\nsecurity_key = a\n")),
             QStringList(u"F:4: both \"security_key\" and \"security_token_file\": one of them "
                         "is enough; the other stands in line 2"_qs));
    QVERIFY(readConfig("[main]\nsecurity_token =\nsecurity_token_file = b\n").ok());
    QVERIFY(readConfig("[main]\nsecurity_token = a\nsecurity_token_file =\n").ok());
}

QTEST_APPLESS_MAIN(TestSecretFile)
#include "tst_secretfile.moc"
