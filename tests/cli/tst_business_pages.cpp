// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "businesstest.h"

#include <QDateTime>
#include <QTest>

/// What the example business server does for browsers: pages, names, announcements.
class TestBusinessPages : public BusinessTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(startRelay()); }
    void init() { QVERIFY(startBusiness()); }
    void cleanup() { stopBusiness(); }
    void browserIsCalledByItsName_data();
    void browserIsCalledByItsName();
    void pagesAreServed_data();
    void pagesAreServed();
    void announcementIsPublished();
    void announcementIsRefused_data();
    void announcementIsRefused();
    void announcementNeedsTheRelay();
};

void TestBusinessPages::browserIsCalledByItsName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("uid"); // null: it is refused
    QTest::newRow("plain") << QByteArray("Ada Lovelace") << u"Ada Lovelace"_qs;
    QTest::newRow("utf-8") << QByteArray("\xe5\x85\xa5 Zo\xc3\xab") << u"入 Zoë"_qs;
    QTest::newRow("40") << QByteArray(40, 'a') << QString(40, u'a');
    QTest::newRow("41") << QByteArray(41, 'a') << QString();
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("not utf-8") << QByteArray("a\xff") << QString();
    QTest::newRow("control") << QByteArray("a\x1b[m") << QString();
    QTest::newRow("line of another kind") << QByteArray("a\xe2\x80\xa8x") << QString();
}

void TestBusinessPages::browserIsCalledByItsName()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, uid);
    const Response response = call("GET", "/connect/" + query(Token), {"name: " + name});
    QCOMPARE(response.status, 200);
    QCOMPARE(response.json().value(u"status").toString(),
             uid.isNull() ? u"error"_qs : u"success"_qs);
    QCOMPARE(response.json().value(u"uid").toString(), uid);
    QVERIFY(!response.headers.contains("rainbowclientchannel"));
    QCOMPARE(call("GET", "/connect/", {"name: " + name}).status, 403);
}

void TestBusinessPages::pagesAreServed_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("type"); // empty: there is no such page
    QTest::newRow("root") << QByteArray("/?room=a") << QByteArray("text/html; charset=utf-8");
    QTest::newRow("style") << QByteArray("/chat.css") << QByteArray("text/css; charset=utf-8");
    QTest::newRow("script") << QByteArray("/chat.js")
                            << QByteArray("text/javascript; charset=utf-8");
    QTest::newRow("picture") << QByteArray("/icon.svg") << QByteArray("image/svg+xml");
    for (const char *none : {"/none.js", "/rooms.py", "/../rooms.py", "/%2e%2e/rooms.py",
                             "/web-chat/chat.js", "/chat", "/chat.js/", "/chat.js%0a"})
        QTest::newRow(none) << QByteArray(none) << QByteArray();
}

void TestBusinessPages::pagesAreServed()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, type);
    const Response response = call("GET", path);
    if (type.isEmpty()) {
        QCOMPARE(response.status, 403); // as a callback it is not signed
        return;
    }
    QCOMPARE(response.status, 200);
    QCOMPARE(response.headers.value("content-type"), type);
    QCOMPARE(response.headers.value("x-content-type-options"), QByteArray("nosniff"));
    QVERIFY(response.headers.value("content-security-policy").contains("default-src 'none'"));
    QVERIFY(response.body.contains("SPDX"));
}

void TestBusinessPages::announcementIsPublished()
{
    const Response response = call("POST", "/announce?room=the%20lobby%26c", {}, " Zo\xc3\xab\n");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.json().value(u"connections").toInt(), 3);
    QCOMPARE(m_posts.size(), 1);
    const Post &post = m_posts.first();
    QCOMPARE(post.path, QByteArray("/topic/publish"));
    QCOMPARE(post.value(u"topic"_qs).replace(u'+', u' '), u"the lobby&c"_qs);
    const auto value = [&post](const QString &key) { return post.value(key).toLatin1(); };
    QCOMPARE(value(u"signature"_qs),
             signatureOf(Token, value(u"timestamp"_qs), value(u"nonce"_qs)));
    QCOMPARE(post.content.value(u"from").toString(), u"business server"_qs);
    QCOMPARE(post.content.value(u"text").toString(), u"Zoë"_qs);
    QCOMPARE_LE(qAbs(post.content.value(u"at").toInteger() - QDateTime::currentMSecsSinceEpoch()),
                10'000);
}

void TestBusinessPages::announcementIsRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const QByteArray none = "X-None: 1";
    QTest::newRow("no room") << QByteArray() << none << QByteArray("x") << 400;
    QTest::newRow("empty room") << QByteArray("?room=") << none << QByteArray("x") << 400;
    QTest::newRow("long room") << "?room=" + QByteArray(61, 'r') << none << QByteArray("x") << 400;
    QTest::newRow("two lines") << QByteArray("?room=a%0ab") << none << QByteArray("x") << 400;
    QTest::newRow("no text") << QByteArray("?room=a") << none << QByteArray(" ") << 400;
    QTest::newRow("long") << QByteArray("?room=a") << none << QByteArray(4001, 't') << 400;
    QTest::newRow("page") << QByteArray("?room=a") << QByteArray("Origin: http://127.0.0.1")
                          << QByteArray("x") << 403;
    QTest::newRow("proxy") << QByteArray("?room=a") << QByteArray("X-Forwarded-For: 192.0.2.1")
                           << QByteArray("x") << 403;
}

void TestBusinessPages::announcementIsRefused()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const Response response = call("POST", "/announce" + query, {header}, body);
    QCOMPARE(response.status, status);
    QCOMPARE(response.json().value(u"status").toString(), u"error"_qs);
    QCOMPARE(m_posts.size(), 0);
}

void TestBusinessPages::announcementNeedsTheRelay()
{
    const quint16 port = m_relay.serverPort();
    m_relay.close();
    const Response response = call("POST", "/announce?room=a", {}, "x");
    QVERIFY(startRelay(port));
    QCOMPARE(response.status, 502);
    QVERIFY(response.json().value(u"msg").toString().contains(u"refused"));
}

QTEST_GUILESS_MAIN(TestBusinessPages)
#include "tst_business_pages.moc"
