// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/upgrade.h"

#include <QTest>

using namespace Rainbow;

/// Whence a browser may come.
class TestOrigin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ownHost_data();
    void ownHost();
    void listed_data();
    void listed();
    void anyButNull_data();
    void anyButNull();
    void noOriginIsFine();
    void severalAreRefused();
    void refusalSaysWhy();

private:
    static RequestHead head(const QByteArray &host, const QList<QByteArray> &origins)
    {
        RequestHead result;
        result.headers.append({"Host", host});
        for (const QByteArray &origin : origins)
            result.headers.append({"origin", origin});
        return result;
    }
    static bool mayCome(const QByteArray &host, const QByteArray &origin,
                        const QList<QByteArray> &list = {})
    {
        return !originProblem(head(host, {origin}), list);
    }
};

void TestOrigin::ownHost_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char *host, const char *origin, bool allowed) {
        QTest::addRow("%s from %s", host, origin)
            << QByteArray(host) << QByteArray(origin) << allowed;
    };
    row("a.example", "https://a.example", true);
    row("a.example", "http://a.example", true);
    row("A.Example", "https://a.EXAMPLE", true);
    row("a.example:443", "https://a.example", true);
    row("a.example", "https://a.example:443", true);
    row("a.example:80", "http://a.example", true);
    row("a.example:", "http://a.example", true);
    row("a.example:8080", "http://a.example:8080", true);
    row("a.example:0443", "https://a.example", true);
    row("127.0.0.1:1984", "http://127.0.0.1:1984", true);
    row("[::1]:1984", "http://[::1]:1984", true);
    row("[::1]", "https://[::1]:443", true);
    row("localhost", "capacitor://localhost", true);

    row("a.example:80", "https://a.example", false);
    row("a.example:443", "http://a.example", false);
    row("a.example:1984", "https://a.example", false);
    row("a.example", "https://a.example:1984", false);
    row("a.example", "https://b.example", false);
    row("a.example", "https://x.a.example", false);
    row("x.a.example", "https://a.example", false);
    row("a.example", "https://a.example.evil", false);
    row("a.example", "https://a.examplE.", false);
    row("a.example", "https://evil/a.example", false);
    row("a.example", "https://evil@a.example", false);
    row("a.example", "https://a.example/", false);
    row("a.example", "https://a.example?x", false);
    row("a.example", "https://a.example:x", false);
    row("a.example", "https://a.example:443:443", false);
    row("a.example", "a.example", false);
    row("a.example", "//a.example", false);
    row("a.example", "://a.example", false);
    row("a.example", "https:/a.example", false);
    row("a.example", "https://a.example https://a.example", false);
    row("a.example", "https://a.example,https://a.example", false);
    row("a.example", "https://", false);
    row("a.example", "file://", false);
    row("a.example", "null", false);
    row("null", "null", false);
    row("a.example", "*", false);
    row("a.example", "", false);
    row("", "https://", false);
    row("", "", false);
    row("[::1]:1984", "http://[::1]", false);
    row("[::1]:1984", "http://::1:1984", false);
}

void TestOrigin::ownHost()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, origin);
    QFETCH(bool, allowed);
    QCOMPARE(mayCome(host, origin), allowed);
}

void TestOrigin::listed_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char *origin, bool allowed) {
        QTest::newRow(origin) << QByteArray(origin) << allowed;
    };
    row("https://app.example", true);
    row("HTTPS://APP.example", true);
    row("https://app.example:443", true);
    row("http://dev.example:8080", true);
    row("http://old.example", true);
    row("http://old.example:80", true);
    row("capacitor://localhost", true);

    row("http://app.example", false);
    row("https://app.example:8443", false);
    row("https://dev.example:8080", false);
    row("http://dev.example", false);
    row("https://x.app.example", false);
    row("https://app.example.evil", false);
    row("https://app.example/", false);
    row("ionic://localhost", false);
    row("https://relay.example", false); // the host itself counts only where there is no list
    row("null", false);
    row("", false);
}

void TestOrigin::listed()
{
    QFETCH(QByteArray, origin);
    QFETCH(bool, allowed);
    const QList<QByteArray> list{"https://app.example", "http://dev.example:8080",
                                 "http://old.example:80", "capacitor://localhost"};
    QCOMPARE(mayCome("relay.example", origin, list), allowed);
}

void TestOrigin::anyButNull_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char *origin, bool allowed) {
        QTest::newRow(origin) << QByteArray(origin) << allowed;
    };
    row("https://whoever.example", true);
    row("chrome-extension://abcdef", true);
    row("null", false);
    row("NULL", false);
    row("", false);
    row("nonsense", false);
    row("https://a b", false);
}

void TestOrigin::anyButNull()
{
    QFETCH(QByteArray, origin);
    QFETCH(bool, allowed);
    QCOMPARE(mayCome("relay.example", origin, {"*"}), allowed);
    QCOMPARE(mayCome("relay.example", origin, {"https://app.example", "*"}), allowed);
}

void TestOrigin::noOriginIsFine()
{
    QVERIFY(!originProblem(head("a.example", {}), {}));
    QVERIFY(!originProblem(head("a.example", {}), {"https://b.example"}));
    QVERIFY(!originProblem(RequestHead(), {}));
}

void TestOrigin::severalAreRefused()
{
    const auto two = head("a.example", {"https://a.example", "https://a.example"});
    QVERIFY(originProblem(two, {}));
    QVERIFY(originProblem(two, {"https://a.example"}));
    QVERIFY(originProblem(two, {"*"}));
    // Without a Host there is nothing that could be the same.
    RequestHead hostless;
    hostless.headers = {{"Origin", "https://a.example"}};
    QVERIFY(originProblem(hostless, {}));
}

void TestOrigin::refusalSaysWhy()
{
    const auto other = originProblem(head("a.example", {"https://b.example"}), {});
    QVERIFY(other);
    QCOMPARE(other->status, 403);
    QCOMPARE(other->body, QByteArray(R"({"status": 1, "msg": "Origin not allowed"})"));
    const auto null = originProblem(head("a.example", {"null"}), {"*"});
    QVERIFY(null);
    QCOMPARE(null->status, 403);
    QVERIFY(null->body.contains("Origin is null"));
}

QTEST_APPLESS_MAIN(TestOrigin)
#include "tst_origin.moc"
