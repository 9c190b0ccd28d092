// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "settings/relayaddress.h"
#include "settings/relaybook.h"
#include "settings/relaylistmodel.h"

#include <QAbstractItemModelTester>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow::Admin;

// The relays a dashboard remembers, and their addresses.
class TestRelayBook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesAddress_data();
    void takesAddress();
    void refusesAddress_data();
    void refusesAddress();
    void saysWhenTokensCanBeRead();
    void isKept();
    void namesDiffer();
    void theDefault();
    void brokenSettings();
    void model();

private:
    static QUrl url(const char *text) { return QUrl(QString::fromLatin1(text)); }
};

void TestRelayBook::takesAddress_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *typed, const char *url) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(url);
    };
    row("localhost", "ws://localhost:1984/admin/");
    row("  relay.example.com \n", "ws://relay.example.com:1984/admin/");
    row("relay-1:2020", "ws://relay-1:2020/admin/");
    row("127.0.0.1:1", "ws://127.0.0.1:1/admin/");
    row("::1", "ws://[::1]:1984/admin/");
    row("[::1]", "ws://[::1]:1984/admin/");
    row("[2001:db8::7]:2020", "ws://[2001:db8::7]:2020/admin/");
    row("ws://h", "ws://h/admin/");
    row("WSS://H:443", "wss://h:443/admin/");
    row("http://h:80/", "ws://h:80/admin/");
    row("https://relay.example.com/rainbow/admin/", "wss://relay.example.com/rainbow/admin/");
    row("host:2020/admin/", "ws://host:2020/admin/");
    row("中继.example", "ws://中继.example:1984/admin/");
}

void TestRelayBook::takesAddress()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    const RelayAddress address = RelayAddress::parse(typed);
    QVERIFY2(address.isValid(), qPrintable(address.problem()));
    QCOMPARE(address.url(), QUrl(url));
    // What was taken is taken again: so it is kept.
    QCOMPARE(RelayAddress::parse(address.url().toString()).url(), address.url());
}

void TestRelayBook::refusesAddress_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *typed, const char *says) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(says);
    };
    row("", "Enter the address");
    row("   ", "Enter the address");
    row("ftp://h", "“ftp” is none of");
    row("://h", "“” is none of");
    row("h:", "“” is no port");
    row("h:0", "“0” is no port");
    row("h:65536", "“65536” is no port");
    row("h:99999999999", "is no port");
    row("h:port", "“port” is no port");
    row("h:+80", "“+80” is no port");
    row("ws://h:-1", "“-1” is no port");
    row(":80", "no host");
    row("ws://", "no host");
    row("https:///admin/", "no host");
    row("a b", "is no host name");
    row("a_b", "is no host name");
    row("-a", "is no host name");
    row("[::1", "is no");
    row("[nonsense]", "is no host name");
    row("ws://user:secret@h", "token has a field of its own");
    row("h?token=secret", "after “?”");
    row("ws://h/admin/#x", "after “?” or “#”");
}

void TestRelayBook::refusesAddress()
{
    QFETCH(QString, typed);
    QFETCH(QString, says);
    const RelayAddress address = RelayAddress::parse(typed);
    QVERIFY(!address.isValid());
    QVERIFY(address.url().isEmpty());
    QVERIFY2(address.problem().contains(says), qPrintable(address.problem()));
    QVERIFY(!address.problem().contains(u"secret"_qs));
}

void TestRelayBook::saysWhenTokensCanBeRead()
{
    QVERIFY(!RelayAddress::parse(u"127.0.0.7"_qs).isExposed());
    QVERIFY(!RelayAddress::parse(u"LOCALHOST:7"_qs).isExposed());
    QVERIFY(!RelayAddress::parse(u"::1"_qs).isExposed());
    QVERIFY(!RelayAddress::parse(u"https://relay.example.com"_qs).isExposed());
    QVERIFY(RelayAddress::parse(u"relay.example.com"_qs).isExposed());
    QVERIFY(RelayAddress::parse(u"http://10.0.0.1:2020"_qs).isExposed());
}

void TestRelayBook::isKept()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"s.ini"_qs);
    QString first;
    QString second;
    {
        QSettings settings(file, QSettings::IniFormat);
        RelayBook book(settings);
        QSignalSpy changed(&book, &RelayBook::changed);
        QCOMPARE(book.defaultRelay(), QString());
        first = book.add(u"生产 / production"_qs, url("wss://a.example/admin/"));
        second = book.add({}, url("ws://b.example:2020/admin/"));
        QVERIFY(book.update({first, u"prod, eu"_qs, url("wss://a2.example/admin/")}));
        book.setDefaultRelay(second);
        QCOMPARE(changed.count(), 4);
        QVERIFY(!book.remove(u"no such"_qs));
        QVERIFY(!book.update({u"no such"_qs, u"x"_qs, url("ws://x/")}));
        book.setDefaultRelay(u"no such"_qs);
        QCOMPARE(changed.count(), 4);
    }
    QSettings settings(file, QSettings::IniFormat);
    RelayBook book(settings);
    QCOMPARE(book.relays(),
             (QList<Relay>{{first, u"prod, eu"_qs, url("wss://a2.example/admin/")},
                           {second, u"b.example:2020"_qs, url("ws://b.example:2020/admin/")}}));
    QCOMPARE(book.defaultRelay(), second);
    QCOMPARE(book.find(url("wss://a2.example/admin/"))->id, first);
    QVERIFY(!book.find(url("wss://a.example/admin/")));
    QVERIFY(book.remove(second));
    QCOMPARE(book.defaultRelay(), first);
    QVERIFY(book.remove(first));
    QVERIFY(RelayBook(settings).relays().isEmpty());
}

void TestRelayBook::namesDiffer()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    RelayBook book(settings);
    const QString first = book.add(u"Office"_qs, url("ws://a/"));
    const QString second = book.add(u"office"_qs, url("ws://b/"));
    QCOMPARE(book.relay(second)->name, u"office (2)"_qs);
    QVERIFY(!book.nameProblem(u" OFFICE "_qs).isEmpty());
    QVERIFY(book.nameProblem(u"OFFICE"_qs, first).isEmpty());
    QVERIFY(!book.nameProblem(u"  "_qs).isEmpty());
    QVERIFY(!book.nameProblem(QString(101, u'x')).isEmpty());
    QVERIFY(!book.update({second, u"Office"_qs, url("ws://b/")}));
    const QString third = book.add(QString(300, u'x'), url("ws://c/"));
    QVERIFY(book.relay(third)->name.size() <= 100);
}

void TestRelayBook::theDefault()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    RelayBook book(settings);
    const QString first = book.add(u"a"_qs, url("ws://a/"));
    const QString second = book.add(u"b"_qs, url("ws://b/"));
    QCOMPARE(book.defaultRelay(), first);
    book.setDefaultRelay(second);
    QCOMPARE(RelayBook(settings).defaultRelay(), second);
}

void TestRelayBook::brokenSettings()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    settings.beginWriteArray(u"relays"_qs, 5);
    const QList<QStringList> entries{{u"1"_qs, u"good"_qs, u"ws://a/admin/"_qs},
                                     {u""_qs, u"no id"_qs, u"ws://b/"_qs},
                                     {u"3"_qs, u"no address"_qs, u"gopher:x"_qs},
                                     {u"1"_qs, u"id taken"_qs, u"ws://d/"_qs},
                                     {u"5"_qs, u""_qs, u"ws://e:7/"_qs}};
    for (int i = 0; i < entries.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(u"id"_qs, entries[i][0]);
        settings.setValue(u"name"_qs, entries[i][1]);
        settings.setValue(u"url"_qs, entries[i][2]);
    }
    settings.endArray();
    settings.setValue(u"defaultRelay"_qs, u"3"_qs);
    const RelayBook book(settings);
    QCOMPARE(book.relays().size(), 2);
    QCOMPARE(book.relays()[0].name, u"good"_qs);
    QCOMPARE(book.relays()[1].name, u"e:7"_qs);
    QCOMPARE(book.defaultRelay(), u"1"_qs);
}

void TestRelayBook::model()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    RelayBook book(settings);
    RelayListModel model(book);
    const QAbstractItemModelTester tester(&model);
    book.add(u"a"_qs, url("ws://a:1/admin/"));
    const QString second = book.add(u"b"_qs, url("wss://b/admin/"));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.find(second).row(), 1);
    QCOMPARE(model.index(1).data(RelayListModel::AddressRole).toString(), u"wss://b"_qs);
    QVERIFY(model.index(0).data(RelayListModel::DefaultRole).toBool());
    book.remove(second);
    QVERIFY(!model.find(second).isValid());
}

QTEST_GUILESS_MAIN(TestRelayBook)
#include "tst_relaybook.moc"
