// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/testing.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace Rainbow::Test;

/// The program's entry in the menus.
class TestDesktopEntry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isValid();
    void namesWhatThereIs();
};

void TestDesktopEntry::isValid()
{
    QProcess validate;
    validate.setProcessChannelMode(QProcess::MergedChannels);
    validate.start(u"desktop-file-validate"_qs, {QStringLiteral(DESKTOP_FILE)});
    QVERIFY2(validate.waitForFinished(int(Patience.count())), qPrintable(validate.errorString()));
    QCOMPARE(validate.readAll(), QByteArray()); // what it only warns of, too
    QCOMPARE(validate.exitCode(), 0);
}

void TestDesktopEntry::namesWhatThereIs()
{
    QFile file(QStringLiteral(DESKTOP_FILE));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("\nExec=rainbow-admin\n"));
    QVERIFY(text.contains("\nIcon=rainbow-admin\n"));
    QVERIFY(QFile::exists(QStringLiteral(ICON_FILE)));
    for (const char *key : {"\nName[zh_CN]=", "\nGenericName[zh_CN]=", "\nComment[zh_CN]="})
        QVERIFY2(text.contains(key), key);
}

QTEST_GUILESS_MAIN(TestDesktopEntry)
#include "tst_desktopentry.moc"
