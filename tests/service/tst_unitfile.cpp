// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/testing.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace Rainbow::Test;

/// The unit file, as systemd judges it.
class TestUnitFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isValid();
    void isSecure();
    void hasWhatTheRelayNeeds_data();
    void hasWhatTheRelayNeeds();

private:
    struct Outcome {
        int exitCode = -1;
        QByteArray output; ///< both streams
    };
    [[nodiscard]] static Outcome analyze(const QStringList &arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"systemd-analyze"_qs, arguments + QStringList{u"" RAINBOW_UNIT_FILE ""_qs});
        if (!process.waitForFinished(int(Patience.count())))
            return {-1, process.errorString().toUtf8()};
        return {process.exitCode(), process.readAll()};
    }
};

void TestUnitFile::isValid()
{
    // Of what it only warns of, such as an unknown key, its exit code says nothing.
    const Outcome outcome = analyze({u"verify"_qs, u"--man=no"_qs, u"--recursive-errors=no"_qs});
    QCOMPARE(outcome.output, QByteArray());
    QCOMPARE(outcome.exitCode, 0);
}

void TestUnitFile::isSecure()
{
    // 1.5 of 10, of which 1.1 are what a relay cannot do without.
    const Outcome outcome = analyze({u"security"_qs, u"--offline=true"_qs, u"--threshold=15"_qs});
    QVERIFY2(outcome.exitCode == 0, outcome.output.constData());
    const qsizetype verdict = outcome.output.indexOf("Overall exposure");
    QVERIFY2(verdict > 0, outcome.output.constData());
    qInfo("%s", outcome.output.mid(verdict).trimmed().constData());
}

void TestUnitFile::hasWhatTheRelayNeeds_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line :
         {"Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "WatchdogSec=30",
          "Restart=on-failure", "RestartPreventExitStatus=2", "LimitNOFILE=1048576", "LimitCORE=0"})
        QTest::newRow(line) << QByteArray(line);
}

void TestUnitFile::hasWhatTheRelayNeeds()
{
    QFETCH(QByteArray, line);
    QFile file(QStringLiteral(RAINBOW_UNIT_FILE));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().split('\n').contains(line));
}

QTEST_GUILESS_MAIN(TestUnitFile)
#include "tst_unitfile.moc"
