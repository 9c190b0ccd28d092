// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The token in a file of its own, and where it must not turn up.
class TestTokenFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void signsBothDirections();
    void isNeverShown();
    void problemsEndTheProgram();
    void noCoreDumps_data();
    void noCoreDumps();

private:
    [[nodiscard]] bool write(const QString &name, const QByteArray &text,
                             QFileDevice::Permissions more = {}) const
    {
        QFile file(m_directory.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size()
            && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | more);
    }
    [[nodiscard]] static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The line of a process's limits that is about core dumps.
    [[nodiscard]] static QByteArray coreLimit(qint64 pid)
    {
        const auto lines = contentOf(u"/proc/%1/limits"_qs.arg(pid)).split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith("Max core file size"))
                return line.simplified();
        }
        return {};
    }

    QTemporaryDir m_directory;
};

void TestTokenFile::init()
{
    QVERIFY(write(u"token"_qs, QByteArray(" ") + Stage::Token + "\t\r\nmore\n",
                  QFileDevice::ReadGroup));
}

void TestTokenFile::signsBothDirections()
{
    Stage stage;
    QVERIFY(stage.start({{"security_token", ""},
                         {"security_token_file", m_directory.filePath(u"token"_qs).toUtf8()},
                         {"log/level", "debug"}}));
    const ClientPtr client = stage.client("lobby");
    QVERIFY(client);
    QVERIFY(isSigned(stage.business.connects().first().query, Stage::Token));
    QCOMPARE(stage.api().send({{"channel", "lobby"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":1,"data":""})"));
    QCOMPARE(ApiCaller(stage.relay.port(), "wrong").send({{"channel", "lobby"}}, "x"),
             canonical(R"({"status":1,"msg":"signature error"})"));
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY(!stage.relay.hasLogged(Stage::Token));
    QVERIFY(!stage.relay.hasLogged("no security_token"));
}

void TestTokenFile::isNeverShown()
{
    // Beside the configuration, by a relative path.
    QVERIFY(write(u"server.ini"_qs, "[main]\nsecurity_token_file = token\n"));
    const QString file = m_directory.filePath(u"server.ini"_qs);
    for (const QString &option : {u"--print-config"_qs, u"--check-config"_qs}) {
        const auto outcome = RelayProcess::run({u"-f"_qs, file, option});
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(!outcome.out.contains("s3cret") && !outcome.err.contains("s3cret"));
        QCOMPARE(outcome.out.contains("\nsecurity_token_file = token\n"),
                 option == u"--print-config");
    }
}

void TestTokenFile::problemsEndTheProgram()
{
    QVERIFY(write(u"token"_qs, "s3cret\n", QFileDevice::ReadOther));
    QVERIFY(write(u"server.ini"_qs, "[main]\n\nsecurity_token_file = token\n"));
    const QString file = m_directory.filePath(u"server.ini"_qs);
    const auto outcome = RelayProcess::run({u"-f"_qs, file, u"-p"_qs, u"0"_qs});
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.err,
             file.toUtf8()
                 + ":3: security_token_file = token: everybody may read it (chmod o= takes that "
                   "away)\n");
}

void TestTokenFile::noCoreDumps_data()
{
    QTest::addColumn<bool>("dev");
    QTest::newRow("as usual") << false;
    QTest::newRow("--dev") << true;
}

void TestTokenFile::noCoreDumps()
{
    QFETCH(bool, dev);
    Stage stage;
    QVERIFY(stage.start({}, 1, dev ? QStringList{u"--dev"_qs} : QStringList{}));
    const qint64 pid = stage.relay.pid();
    const QByteArray filter = contentOf(u"/proc/%1/coredump_filter"_qs.arg(pid)).trimmed();
    if (dev) {
        QCOMPARE(coreLimit(pid), coreLimit(QCoreApplication::applicationPid()));
        QCOMPARE(filter, contentOf(u"/proc/self/coredump_filter"_qs).trimmed());
    } else {
        QCOMPARE(coreLimit(pid), QByteArray("Max core file size 0 0 bytes"));
        QCOMPARE(filter.toInt(nullptr, 16), 0);
    }
}

QTEST_GUILESS_MAIN(TestTokenFile)
#include "tst_tokenfile.moc"
