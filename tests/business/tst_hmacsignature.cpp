// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/callback.h"
#include "business/signature.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Rainbow;

/// The scheme hmac (docs/signature.md).
class TestHmacSignature : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void texts_data();
    void texts();
    void knownVectors_data();
    void knownVectors();
    void anyTokenAndBody();
    void requestsThatDifferHaveDifferentTexts();
    void everyWrongByteIsRefused();
    void times();
    void urls_data();
    void urls();
};

namespace {

const QByteArray EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

} // namespace

void TestHmacSignature::texts_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("lines"); // behind the method, without the body's
    const auto row = [](const char *target, const char *lines) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(lines);
    };
    row("/", "/\n");
    row("/?", "/\n");
    row("/send/", "/send/\n");
    row("/send/?", "/send/\n");
    row("/send/?a=1", "/send/\na=1\n");
    row("/send/?b=2&a=1", "/send/\na=1\nb=2\n");
    row("/send/?a=1&signature=00", "/send/\na=1\n");
    row("/send/?signature=00&a=1", "/send/\na=1\n");
    row("/send/?signature=&signature=1", "/send/\n");
    row("/send/?signatures=1&signature&Signature=2",
        "/send/\nSignature=2\nsignature\nsignatures=1\n");
    row("/send/?signatur%65=1", "/send/\nsignatur%65=1\n");
    row("/send/?a=%20&a+b=%2B", "/send/\na+b=%2B\na=%20\n");
    row("/s%65nd/?a=b?c=d", "/s%65nd/\na=b?c=d\n");
    row("/send/?a&&b=&", "/send/\n\n\na\nb=\n");
    row("/x?\xc3\xa9=1&z=2", "/x\nz=2\n\xc3\xa9=1\n");
    row("http://relay:1984/send/?b=1&a=2", "/send/\na=2\nb=1\n");
    row("http://relay", "/\n");
    row("http://relay?a=1", "/\na=1\n");
    row("/x?u=http://h/", "/x\nu=http://h/\n");
}

void TestHmacSignature::texts()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, lines);
    QCOMPARE(textToSign("GET", target, ""), "GET\n" + lines + EmptyHash);
    QCOMPARE(textToSign("POST", target, "{\"hi\": 1}"),
             "POST\n" + lines + "14cbe38a4dc585f1c558cb57488790caaf394bf2ed7138d58c6bb5370e413948");
}

void TestHmacSignature::knownVectors_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    // printf '%s\n' METHOD PATH PARAMETER... | … | openssl dgst -sha256 -hmac secret
    QTest::newRow("bare")
        << QByteArray("GET") << QByteArray("/") << QByteArray()
        << QByteArray("a1b74e9feffd69226be1ff9a7426d4a8e6f97b74d08ff7e692fa7fe8767ca9cb");
    QTest::newRow("callback")
        << QByteArray("GET") << QByteArray("/connect/?timestamp=1400000000&nonce=7&signature=x")
        << QByteArray()
        << QByteArray("3bcc30b1fda8dec02de388612f9ee5aca04bad8139b5fc4bc0d983413ece0f7c");
    QTest::newRow("send")
        << QByteArray("POST")
        << QByteArray("/send/?msgtype=1&channel=a%20b%26c&timestamp=1400000000&nonce=7")
        << QByteArray("{\"hi\": 1}")
        << QByteArray("b0b21ce0b21fa115e56a64b509bba620a5b2910bd81062c9b80da2d009fb30fb");
}

void TestHmacSignature::knownVectors()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, expected);
    QCOMPARE(hmacSignature("secret", method, target, body), expected);
    QVERIFY(hmacMatches("secret", method, target, body, expected));
    QVERIFY(!hmacMatches("Secret", method, target, body, expected));
    QVERIFY(!hmacMatches("secret", method + 'X', target, body, expected));
    QVERIFY(!hmacMatches("secret", method, "/X" + target, body, expected));
    QVERIFY(!hmacMatches("secret", method, target, body + 'X', expected));
}

void TestHmacSignature::anyTokenAndBody()
{
    QRandomGenerator random(20261121);
    const auto bytes = [&random](int most) {
        QByteArray result(random.bounded(most), '\0');
        for (char &c : result)
            c = char(random.bounded(256));
        return result;
    };
    for (int i = 0; i < 500; ++i) {
        const QByteArray token = bytes(200);
        const QByteArray body = bytes(5'000);
        const QByteArray text = textToSign("POST", "/send/?b=2&a=1", body);
        QCOMPARE(text,
                 "POST\n/send/\na=1\nb=2\n"
                     + QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex());
        QCOMPARE(hmacSignature(token, "POST", "/send/?b=2&a=1", body),
                 QMessageAuthenticationCode::hash(text, token, QCryptographicHash::Sha256).toHex());
    }
}

void TestHmacSignature::requestsThatDifferHaveDifferentTexts()
{
    struct Request {
        QByteArray method;
        QByteArray target;
        QByteArray body;
    };
    const QList<Request> requests{{"GET", "/a", ""},
                                  {"POST", "/a", ""},
                                  {"GET", "/a/", ""},
                                  {"GET", "/a?b", ""},
                                  {"GET", "/a?b=", ""},
                                  {"GET", "/a?b=c", ""},
                                  {"GET", "/a?b&c", ""},
                                  {"GET", "/a?b%26c", ""},
                                  {"GET", "/a?b%3Dc", ""},
                                  {"GET", "/a?b=c=d", ""},
                                  {"GET", "/a?b%3Dc=d", ""},
                                  {"GET", "/a?b=c%3Dd", ""},
                                  {"GET", "/a?b=c%0Ad", ""},
                                  {"GET", "/a?b=c&d", ""},
                                  {"GET", "/a%0Ab", ""},
                                  {"GET", "/a/b", ""},
                                  {"GET", "/a%3Fb", ""},
                                  {"GET", "/a", "b"},
                                  {"GET", "/a", "\n"},
                                  {"GET", "/a?b=+", ""},
                                  {"GET", "/a?b=%2B", ""},
                                  {"GET", "/a?B=c", ""},
                                  {"GET", "/A?b=c", ""},
                                  {"GET", "/a?b=c", "b=c"},
                                  {"GET", "/a?" + EmptyHash, ""},
                                  {"GET", "/" + EmptyHash, ""}};
    QSet<QByteArray> texts;
    for (const Request &request : requests) {
        const QByteArray text = textToSign(request.method, request.target, request.body);
        QVERIFY2(!texts.contains(text), request.target.constData());
        texts.insert(text);
    }
    // Whoever shuffles parameters changes nothing.
    QCOMPARE(textToSign("GET", "/a?b=1&c=2", ""), textToSign("GET", "/a?c=2&b=1", ""));
}

void TestHmacSignature::everyWrongByteIsRefused()
{
    const QByteArray good = hmacSignature("token", "GET", "/a?nonce=1", "");
    const auto matches = [](const QByteArray &given) {
        return hmacMatches("token", "GET", "/a?nonce=1", "", given);
    };
    QCOMPARE(good.size(), 64);
    QVERIFY(matches(good));
    for (qsizetype i = 0; i < good.size(); ++i) {
        QByteArray bad = good;
        bad[i] = char(bad[i] ^ 1);
        QVERIFY(!matches(bad));
        QVERIFY(!matches(good.left(i)));
    }
    QVERIFY(!matches(good + '0'));
    QVERIFY(!matches(good.toUpper()));
    QVERIFY(!matches(QByteArray()));
}

void TestHmacSignature::times()
{
    QCOMPARE(freshTime("1000", 1000, 10), std::optional<qint64>(1000));
    QCOMPARE(freshTime("0990", 1000, 10), std::optional<qint64>(990));
    QCOMPARE(freshTime("1010", 1000, 10), std::optional<qint64>(1010));
    for (const char *bad : {"989", "1011", "", "1000 ", "+1000", "1e3", "99999999999999999999"})
        QVERIFY2(!freshTime(bad, 1000, 10), bad);
}

void TestHmacSignature::urls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("expected"); // up to the timestamp
    const auto row = [](const char *url, const char *expected) {
        QTest::newRow(url) << QByteArray(url) << QByteArray(expected);
    };
    row("http://h", "http://h/?");
    row("http://h/", "http://h/?");
    row("http://h:8080/connect", "http://h:8080/connect?");
    row("https://h/c/?a=b%20c&d=%2F", "https://h/c/?a=b%20c&d=%2F&");
    row("https://h/c/?", "https://h/c/?");
    row("https://h/c/?a&", "https://h/c/?a&");
    row("https://h/c#x", "https://h/c?");
    row("http://h/a/../b/./c", "http://h/b/c?");
    row("http://u:p@h/a%2Fb/%C3%A9", "http://u:p@h/a%2Fb/%C3%A9?");
    row("http://h/[x]|y?q=[x]|\"y", "http://h/[x]%7Cy?q=[x]%7C%22y&");
}

void TestHmacSignature::urls()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, expected);
    QCOMPARE(hmacSignedUrl(QUrl::fromEncoded(url), "secret", 1'700'000'000, "POST", "body")
                 .toEncoded()
                 .left(expected.size() + 10),
             expected + "timestamp=");
    const QByteArray made =
        hmacSignedUrl(QUrl::fromEncoded(url), "secret", 1'700'000'000, "POST", "body").toEncoded();
    const QRegularExpression form(
        u"[?&]timestamp=1700000000&nonce=[0-9]+&signature=([0-9a-f]{64})$"_qs);
    const auto match = form.match(QString::fromUtf8(made));
    QVERIFY2(match.hasMatch(), made.constData());
    const QByteArray target = made.mid(made.indexOf('/', made.indexOf("://") + 3));
    QVERIFY(hmacMatches("secret", "POST", target, "body", match.captured(1).toLatin1()));
}

QTEST_APPLESS_MAIN(TestHmacSignature)
#include "tst_hmacsignature.moc"
