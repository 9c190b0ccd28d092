// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/testing.h"

#include <QProcess>
#include <QTest>

using namespace Rainbow::Test;

namespace {

/// What the relay prints, its language being told by these variables only.
QString output(const QStringList &arguments, const QStringList &variables)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"})
        environment.remove(QString::fromLatin1(name));
    for (const QString &variable : variables)
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    QProcess relay;
    relay.setProcessEnvironment(environment);
    relay.setProcessChannelMode(QProcess::MergedChannels);
    relay.start(QStringLiteral(RAINBOW_SERVER_PATH), arguments);
    return relay.waitForFinished(int(Patience.count())) ? QString::fromUtf8(relay.readAll())
                                                        : relay.errorString();
}

} // namespace

/// The relay's command line speaks the language of the environment; its log does not.
class TestServerLanguage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helps_data();
    void helps();
    void tellsWhatIsWrong();
    void keepsProblemsEnglish();
};

void TestServerLanguage::helps_data()
{
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<bool>("isChinese");
    QTest::newRow("nothing") << QStringList{} << false;
    QTest::newRow("LANG") << QStringList{u"LANG=zh_CN.UTF-8"_qs} << true;
    QTest::newRow("LC_MESSAGES") << QStringList{u"LC_MESSAGES=zh_CN.UTF-8"_qs} << true;
    QTest::newRow("LC_MESSAGES wins")
        << QStringList{u"LANG=zh_CN.UTF-8"_qs, u"LC_MESSAGES=en_US.UTF-8"_qs} << false;
    QTest::newRow("LC_ALL wins") << QStringList{u"LANG=en_US.UTF-8"_qs, u"LC_MESSAGES=C"_qs,
                                                u"LC_ALL=zh_CN.UTF-8"_qs}
                                 << true;
    QTest::newRow("another") << QStringList{u"LANG=de_DE.UTF-8"_qs} << false;
    QTest::newRow("nonsense") << QStringList{u"LANG=../../etc/passwd"_qs} << false;
}

void TestServerLanguage::helps()
{
    QFETCH(QStringList, variables);
    QFETCH(bool, isChinese);
    const QString help = output({u"--help"_qs}, variables);
    QCOMPARE(help.contains(u"用法："), isChinese);
    QCOMPARE(help.contains(u"--port <PORT>"), true);
    QCOMPARE(help.contains(u"监听端口 PORT"), isChinese);
    QCOMPARE(help.contains(u"Listen on PORT"), !isChinese);
    QCOMPARE(help.contains(u"Usage: "), !isChinese);
}

void TestServerLanguage::tellsWhatIsWrong()
{
    const QStringList chinese{u"LANG=zh_CN.UTF-8"_qs};
    QVERIFY(output({u"--nonsense"_qs}, chinese)
                .endsWith(u"rainbow-server: 未知选项“nonsense”。请尝试 --help。\n"));
    QVERIFY(output({u"nonsense"_qs}, chinese)
                .endsWith(u"rainbow-server: 多余的参数“nonsense”。请尝试 --help。\n"));
    QVERIFY(output({u"nonsense"_qs}, {})
                .endsWith(u"rainbow-server: Unexpected argument 'nonsense'. Try --help.\n"));
}

void TestServerLanguage::keepsProblemsEnglish()
{
    // They are in the log, too, when the relay reads its file again.
    const QStringList arguments{u"--check-config"_qs, u"-f"_qs, u"/nonexistent/server.ini"_qs};
    const QString english = output(arguments, {u"LC_ALL=C.UTF-8"_qs});
    QVERIFY(english.contains(u"/nonexistent/server.ini"));
    QVERIFY(output(arguments, {u"LANG=zh_CN.UTF-8"_qs}).endsWith(english));
}

QTEST_GUILESS_MAIN(TestServerLanguage)
#include "tst_serverlanguage.moc"
