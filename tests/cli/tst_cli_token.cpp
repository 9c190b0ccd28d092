// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "gate/jsonwebtoken.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;

// rainbow-cli token: what it makes, the relay takes.
class TestCliToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isAccepted();
    void secretFromFile_data();
    void secretFromFile();
    void times_data();
    void times();
    void badOptions_data();
    void badOptions();
    void help();

private:
    /// What the relay says of the line that was printed.
    static TokenVerdict check(Cli &cli)
    {
        return checkToken(cli.out().chopped(1), {"top secret"}, QDateTime::currentSecsSinceEpoch());
    }
};

void TestCliToken::isAccepted()
{
    const qint64 before = QDateTime::currentSecsSinceEpoch();
    Cli cli;
    cli.start({u"token"_qs, u"--secret"_qs, u"top secret"_qs, u"--sub"_qs, u"Zoë \"彩\""_qs});
    FINISHES(cli, 0);
    QCOMPARE(cli.err(), QByteArray());
    QCOMPARE(cli.out().count('\n'), 1);
    QVERIFY(cli.out().endsWith('\n'));
    const TokenVerdict verdict = check(cli);
    QCOMPARE(verdict.why, "");
    QCOMPARE(verdict.account.bytes(), QByteArray("Zo\xc3\xab \"彩\""));
    QVERIFY(verdict.expiresAt >= before + 3600);
    QVERIFY(verdict.expiresAt <= QDateTime::currentSecsSinceEpoch() + 3600);
}

void TestCliToken::secretFromFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("bare") << QByteArray("top secret");
    QTest::newRow("line") << QByteArray("top secret\n");
    QTest::newRow("blanks") << QByteArray("\t top secret \r\n\n");
    QTest::newRow("more lines") << QByteArray("top secret\nanother\n");
}

void TestCliToken::secretFromFile()
{
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"secret"_qs));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    Cli cli;
    cli.start({u"token"_qs, u"--secret-file"_qs, file.fileName(), u"--sub"_qs, u"7"_qs});
    FINISHES(cli, 0);
    const TokenVerdict verdict = check(cli);
    QCOMPARE(verdict.why, "");
    QCOMPARE(verdict.account.bytes(), QByteArray("7"));
}

void TestCliToken::times_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("short") << QStringList{u"--ttl"_qs, u"60"_qs} << QByteArray();
    QTest::newRow("expired") << QStringList{u"--ttl=-60"_qs} << QByteArray("expired");
    QTest::newRow("begins now") << QStringList{u"--nbf=0"_qs} << QByteArray();
    QTest::newRow("begins later") << QStringList{u"--nbf"_qs, u"600"_qs}
                                  << QByteArray("not valid yet");
    QTest::newRow("began") << QStringList{u"--nbf=-600"_qs} << QByteArray();
}

void TestCliToken::times()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, why);
    Cli cli;
    cli.start(QStringList{u"token"_qs, u"--secret"_qs, u"top secret"_qs, u"--sub"_qs, u"u"_qs}
              + arguments);
    FINISHES(cli, 0);
    QCOMPARE(check(cli).why, why.constData());
}

void TestCliToken::badOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &arguments, const char *says) {
        QTest::newRow(name) << arguments << QByteArray(says);
    };
    const QStringList good = {u"--secret=s"_qs, u"--sub=u"_qs};
    row("nothing", {}, "either --secret or --secret-file");
    row("no secret", {u"--sub=u"_qs}, "either --secret or --secret-file");
    row("two secrets", good + QStringList{u"--secret-file=/dev/null"_qs},
        "either --secret or --secret-file");
    row("empty secret", {u"--secret="_qs, u"--sub=u"_qs}, "the secret is empty");
    row("empty file", {u"--secret-file=/dev/null"_qs, u"--sub=u"_qs}, "the secret is empty");
    row("no such file", {u"--secret-file=/no/such/file"_qs, u"--sub=u"_qs},
        "cannot read /no/such/file");
    row("no account", {u"--secret=s"_qs}, "--sub");
    row("empty account", {u"--secret=s"_qs, u"--sub="_qs}, "--sub");
    row("long account", {u"--secret=s"_qs, u"--sub="_qs + QString(256, u'a')}, "--sub");
    row("control character", {u"--secret=s"_qs, u"--sub=a\nb"_qs}, "--sub");
    row("ttl word", good + QStringList{u"--ttl=soon"_qs}, "--ttl cannot be 'soon'");
    row("ttl fraction", good + QStringList{u"--ttl=1.5"_qs}, "--ttl cannot be '1.5'");
    row("ttl huge", good + QStringList{u"--ttl=99999999999"_qs}, "--ttl cannot be");
    row("nbf word", good + QStringList{u"--nbf="_qs}, "--nbf cannot be ''");
    row("unknown option", good + QStringList{u"--quiet"_qs}, "quiet");
    row("more words", good + QStringList{u"ws://127.0.0.1/"_qs}, "what is 'ws://127.0.0.1/'?");
}

void TestCliToken::badOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    Cli cli;
    cli.start(QStringList{u"token"_qs} + arguments);
    FINISHES(cli, 2);
    QVERIFY2(cli.err().contains(says), cli.err().constData());
    QVERIFY(cli.err().startsWith("rainbow-cli token: "));
    QCOMPARE(cli.out(), QByteArray());
}

void TestCliToken::help()
{
    Cli help;
    help.start({u"token"_qs, u"--help"_qs});
    FINISHES(help, 0);
    for (const char *text :
         {"--secret-file", "--sub", "--ttl", "--nbf", "rainbow-cli [options] token"})
        QVERIFY2(help.out().contains(text), help.out().constData());
    Cli program;
    program.start({u"--help"_qs});
    FINISHES(program, 0);
    QVERIFY(program.out().contains("rainbow-cli token --help"));
}

QTEST_GUILESS_MAIN(TestCliToken)
#include "tst_cli_token.moc"
