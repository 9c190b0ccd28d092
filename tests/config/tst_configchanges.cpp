// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QTest>

using namespace Rainbow;

/// What has changed from one configuration to another.
class TestConfigChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKeyIsSeen_data();
    void everyKeyIsSeen();
    void severalInTheOrderOfTheTable();
    void keysThatNeedARestart();
};

void TestConfigChanges::everyKeyIsSeen_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const ConfigKey &key : configKeys())
        QTest::newRow(qPrintable(key.label())) << index++;
}

void TestConfigChanges::everyKeyIsSeen()
{
    QFETCH(int, index);
    const ConfigKey &key = configKeys()[size_t(index)];
    const Config before;
    Config after;
    QVERIFY(changedKeys(before, after).isEmpty());
    QCOMPARE(setConfigValue(after, nameOf(key), otherValue(key), sectionOf(key)), QString());
    QCOMPARE(changedKeys(before, after), QList<const ConfigKey *>{&key});
    // Taken back, as it is for a key that needs a restart, nothing is left of it.
    key.set(after, key.get(before));
    QVERIFY(changedKeys(before, after).isEmpty());
}

void TestConfigChanges::severalInTheOrderOfTheTable()
{
    const Config before = readConfig("[main]\nport = 1\nsecurity_token = a\n").config;
    const Config after =
        readConfig("[limits]\nmax_head = 2 KiB\n[main]\nhttp_port = 2\nsecurity_token = b\n")
            .config;
    const QByteArrayList expected{"security_token", "port", "http_port", "max_head"};
    QCOMPARE(changedLabels(before, after), expected);
}

void TestConfigChanges::keysThatNeedARestart()
{
    QByteArrayList names;
    for (const ConfigKey &key : configKeys()) {
        if (key.needsRestart())
            names += key.label().toUtf8();
    }
    const QByteArrayList expected{"udp_ports",
                                  "listen",
                                  "port",
                                  "http_port",
                                  "workers",
                                  "http_transport",
                                  "callback_connections",
                                  "io_uring",
                                  "[admin] listen"};
    QCOMPARE(names, expected);
}

QTEST_APPLESS_MAIN(TestConfigChanges)
#include "tst_configchanges.moc"
