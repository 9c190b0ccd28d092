// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/clientaddress.h"

#include <QTest>

using namespace Rainbow;

namespace {

Networks networks(const QStringList &texts)
{
    Networks result;
    for (const QString &text : texts)
        result.append(QHostAddress::parseSubnet(text));
    return result;
}

const QStringList Trusted{u"10.0.0.0/8"_qs, u"127.0.0.1/32"_qs, u"fd00::/16"_qs};

} // namespace

/// Who is behind the proxies.
class TestClientAddress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void belongs_data();
    void belongs();
    void client_data();
    void client();
    void linesAreOneList();
    void everyLengthOfGarbage();
};

void TestClientAddress::belongs_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("network");
    QTest::addColumn<bool>("inside");
    QTest::newRow("v4") << "10.1.2.3"
                        << "10.0.0.0/8" << true;
    QTest::newRow("v4 outside") << "11.1.2.3"
                                << "10.0.0.0/8" << false;
    QTest::newRow("one") << "10.1.2.3"
                         << "10.1.2.3/32" << true;
    QTest::newRow("the next one") << "10.1.2.4"
                                  << "10.1.2.3/32" << false;
    QTest::newRow("odd prefix") << "10.1.3.255"
                                << "10.1.2.0/23" << true;
    QTest::newRow("all of v4") << "200.1.2.3"
                               << "0.0.0.0/0" << true;
    QTest::newRow("v6") << "2001:db8::1"
                        << "2001:db8::/32" << true;
    QTest::newRow("v6 outside") << "2001:db9::1"
                                << "2001:db8::/32" << false;
    QTest::newRow("v6 in v4") << "2001:db8::1"
                              << "0.0.0.0/0" << false;
    QTest::newRow("v4 in v6") << "10.1.2.3"
                              << "2001:db8::/32" << false;
    QTest::newRow("mapped address") << "::ffff:10.1.2.3"
                                    << "10.0.0.0/8" << true;
    QTest::newRow("mapped address outside") << "::ffff:11.1.2.3"
                                            << "10.0.0.0/8" << false;
    QTest::newRow("mapped network") << "10.1.2.3"
                                    << "::ffff:10.0.0.0/104" << true;
    QTest::newRow("mapped network, outside") << "11.1.2.3"
                                             << "::ffff:10.0.0.0/104" << false;
    QTest::newRow("both mapped") << "::ffff:10.1.2.3"
                                 << "::ffff:10.0.0.0/104" << true;
}

void TestClientAddress::belongs()
{
    QFETCH(QString, address);
    QFETCH(QString, network);
    QTEST(isIn(networks({network}), QHostAddress(address)), "inside");
}

void TestClientAddress::client_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("forwardedFor");
    QTest::addColumn<QString>("client");
    const auto row = [](const char *name, const char *peer, const QByteArray &forwardedFor,
                        const char *client) {
        QTest::newRow(name) << QString::fromLatin1(peer) << forwardedFor
                            << QString::fromLatin1(client);
    };
    row("a stranger is not believed", "8.8.8.8", "1.2.3.4", "8.8.8.8");
    row("nor one that looks mapped", "::ffff:8.8.8.8", "1.2.3.4", "8.8.8.8");
    row("a proxy is", "10.0.0.1", "1.2.3.4", "1.2.3.4");
    row("mapped, too", "::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4");
    row("over IPv6, too", "fd00::1", "1.2.3.4", "1.2.3.4");
    row("what the client has put there counts for nothing", "10.0.0.1", "6.6.6.6, 1.2.3.4",
        "1.2.3.4");
    row("not even when it is trusted", "10.0.0.1", "10.6.6.6, 1.2.3.4", "1.2.3.4");
    row("through two proxies", "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4");
    row("through three", "10.0.0.1", "1.2.3.4,fd00::9 ,\t10.0.0.2", "1.2.3.4");
    row("all are trusted", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3");
    row("no header", "10.0.0.1", "", "10.0.0.1");
    row("only commas", "10.0.0.1", " , ,, ", "10.0.0.1");
    row("empty entries", "10.0.0.1", "6.6.6.6,,1.2.3.4, ,", "1.2.3.4");
    row("unknown", "10.0.0.1", "1.2.3.4, unknown", "10.0.0.1");
    row("unknown behind a proxy", "10.0.0.1", "1.2.3.4, unknown, 10.0.0.2", "10.0.0.2");
    row("hidden", "10.0.0.1", "_hidden", "10.0.0.1");
    row("a name", "10.0.0.1", "localhost", "10.0.0.1");
    row("a port", "10.0.0.1", "1.2.3.4:5678", "1.2.3.4");
    row("a proxy's port", "10.0.0.1", "1.2.3.4, 10.0.0.2:80", "1.2.3.4");
    row("an empty port", "10.0.0.1", "1.2.3.4:", "10.0.0.1");
    row("a port of letters", "10.0.0.1", "1.2.3.4:http", "10.0.0.1");
    row("a long port", "10.0.0.1", "1.2.3.4:123456", "10.0.0.1");
    row("v6", "10.0.0.1", "2001:db8::7", "2001:db8::7");
    row("v6 in brackets", "10.0.0.1", "[2001:db8::7]", "2001:db8::7");
    row("v6 with a port", "10.0.0.1", "[2001:db8::7]:443", "2001:db8::7");
    row("v6, open bracket", "10.0.0.1", "[2001:db8::7", "10.0.0.1");
    row("v6, only brackets", "10.0.0.1", "[]", "10.0.0.1");
    row("v6, junk behind", "10.0.0.1", "[2001:db8::7]x", "10.0.0.1");
    row("v6 with a scope", "10.0.0.1", "fe80::1%eth0", "10.0.0.1");
    row("v4 in brackets", "10.0.0.1", "[1.2.3.4]", "10.0.0.1");
    row("mapped", "10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4");
    row("mapped in brackets", "10.0.0.1", "[::ffff:1.2.3.4]:80", "1.2.3.4");
    row("mapped and trusted", "10.0.0.1", "1.2.3.4, ::ffff:10.0.0.2", "1.2.3.4");
    row("v4, short", "10.0.0.1", "1.2", "10.0.0.1");
    row("v4, octal", "10.0.0.1", "010.2.3.4", "10.0.0.1");
    row("v4, too large", "10.0.0.1", "1.2.3.256", "10.0.0.1");
    row("v4, hexadecimal", "10.0.0.1", "0x1.2.3.4", "10.0.0.1");
    row("a number", "10.0.0.1", "16909060", "10.0.0.1");
    row("a network", "10.0.0.1", "1.2.3.0/24", "10.0.0.1");
    row("nobody", "10.0.0.1", "0.0.0.0", "10.0.0.1");
    row("nobody, v6", "10.0.0.1", "::", "10.0.0.1");
    row("loopback, v6", "10.0.0.1", "::1", "::1");
    row("quoted", "10.0.0.1", "\"1.2.3.4\"", "10.0.0.1");
    row("NUL", "10.0.0.1", QByteArray("1.2.3.4\0x", 9), "10.0.0.1");
}

void TestClientAddress::client()
{
    QFETCH(QString, peer);
    QFETCH(QByteArray, forwardedFor);
    RequestHead head;
    head.headers = {{"Host", "a"}, {"x-FORWARDED-for", forwardedFor}, {"X-Real-IP", "6.6.6.6"}};
    QTEST(clientAddress(QHostAddress(peer), head, networks(Trusted)).toString(), "client");
}

void TestClientAddress::linesAreOneList()
{
    const QHostAddress proxy(u"10.0.0.1"_qs);
    RequestHead head;
    head.headers = {{"X-Forwarded-For", "6.6.6.6"},
                    {"X-Forwarded-For", "1.2.3.4, 10.0.0.3"},
                    {"Forwarded", "for=6.6.6.6"},
                    {"X-Forwarded-For", ""},
                    {"X-Forwarded-For", "10.0.0.2"}};
    QCOMPARE(clientAddress(proxy, head, networks(Trusted)).toString(), u"1.2.3.4"_qs);
    QCOMPARE(clientAddress(proxy, head, {}).toString(), u"10.0.0.1"_qs);
}

void TestClientAddress::everyLengthOfGarbage()
{
    const QHostAddress proxy(u"10.0.0.1"_qs);
    const Networks trusted = networks(Trusted);
    for (const char c : {'1', ':', '[', ']', '.', ',', ' ', '\xff', '\0'}) {
        for (int size = 0; size < 300; ++size) {
            RequestHead head;
            head.headers = {{"X-Forwarded-For", "6.6.6.6," + QByteArray(size, c)}};
            const QHostAddress client = clientAddress(proxy, head, trusted);
            const bool isEmpty = size == 0 || c == ',' || c == ' ';
            QCOMPARE(client.toString(), isEmpty ? u"6.6.6.6"_qs : u"10.0.0.1"_qs);
        }
    }
}

QTEST_APPLESS_MAIN(TestClientAddress)
#include "tst_clientaddress.moc"
