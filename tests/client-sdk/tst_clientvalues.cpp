// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/signature.h"
#include "src/platform.h"
#include "src/request.h"

#include <rainbow/version.h>

#include <QTest>

using namespace Rainbow;

Q_DECLARE_METATYPE(QJsonValue)

/// The values of the public headers, and what the connect request is made of.
class tst_ClientValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatMayBeRetried_data();
    void knowsWhatMayBeRetried();
    void hasNoErrorByDefault();
    void readsJson_data();
    void readsJson();
    void writesJson_data();
    void writesJson();
    void completesUrls_data();
    void completesUrls();
    void makesRequests();
    void makesRequestsForABrowser();
    void hasAVersion();
};

void tst_ClientValues::knowsWhatMayBeRetried_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<bool>("retryable");
    using Code = Error::Code;
    for (const Code code :
         {Code::None, Code::Malformed, Code::NotAllowed, Code::NoSuchChannel, Code::TooLarge,
          Code::Destroyed, Code::Unsupported, Code::Cancelled, Code::Unauthorized})
        QTest::addRow("%d", int(code)) << Error(code, QString()) << false;
    for (const Code code :
         {Code::BusinessTimeout, Code::IdInUse, Code::TooFast, Code::BusinessFailed, Code::Draining,
          Code::Offline, Code::QueueFull, Code::Timeout, Code::Faded, Code::SessionLost,
          Code::Unreachable, Code::HandshakeTimeout, Code::Refused, Code::Tls, Code::HeadersFailed,
          Code::HeartbeatLost, Code::ProtocolError})
        QTest::addRow("%d", int(code)) << Error(code, QString()) << true;
    for (const int code : {1001, 1009, 1013, 4000, 4009, 4499})
        QTest::addRow("close %d", code) << Error(Code::ClosedByRelay, QString(), code) << true;
    for (const int code : {4500, 4501, 4999})
        QTest::addRow("close %d", code) << Error(Code::ClosedByRelay, QString(), code) << false;
}

void tst_ClientValues::knowsWhatMayBeRetried()
{
    QFETCH(Error, error);
    QFETCH(bool, retryable);
    QCOMPARE(error.isRetryable(), retryable);
}

void tst_ClientValues::hasNoErrorByDefault()
{
    const Error none;
    QVERIFY(!none);
    QCOMPARE(none.code(), Error::Code::None);
    QVERIFY(none.message().isEmpty());
    const Error some(Error::Code::Timeout, u"late"_qs);
    QVERIFY(some);
    Error copy = some;
    copy = none;
    QVERIFY(some && !copy);
}

void tst_ClientValues::readsJson_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QJsonValue>("json");
    const QJsonValue undefined(QJsonValue::Undefined);
    QTest::newRow("object") << QByteArray("{\"a\": 1}") << QJsonValue(QJsonObject{{u"a"_qs, 1}});
    QTest::newRow("array") << QByteArray("[1, 2]") << QJsonValue(QJsonArray{1, 2});
    QTest::newRow("string") << QByteArray("\"a\"") << QJsonValue(u"a"_qs);
    QTest::newRow("number") << QByteArray(" 1.5 ") << QJsonValue(1.5);
    QTest::newRow("null") << QByteArray("null") << QJsonValue();
    QTest::newRow("empty") << QByteArray() << undefined;
    QTest::newRow("text") << QByteArray("hello") << undefined;
    QTest::newRow("two") << QByteArray("1, 2") << undefined;
    QTest::newRow("cut") << QByteArray("{\"a\":") << undefined;
    QTest::newRow("not UTF-8") << QByteArray("\xff") << undefined;
}

void tst_ClientValues::readsJson()
{
    QFETCH(QByteArray, payload);
    QFETCH(QJsonValue, json);
    QCOMPARE(Message(1, payload).json(), json);
}

void tst_ClientValues::writesJson_data()
{
    QTest::addColumn<QJsonValue>("json");
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("object") << QJsonValue(QJsonObject{{u"ä"_qs, 1}}) << u"{\"ä\":1}"_qs.toUtf8();
    QTest::newRow("array") << QJsonValue(QJsonArray{1, QJsonArray()}) << QByteArray("[1,[]]");
    QTest::newRow("string") << QJsonValue(u"a\"b"_qs) << QByteArray("\"a\\\"b\"");
    QTest::newRow("number") << QJsonValue(3) << QByteArray("3");
    QTest::newRow("null") << QJsonValue() << QByteArray("null");
    QTest::newRow("undefined") << QJsonValue(QJsonValue::Undefined) << QByteArray();
}

void tst_ClientValues::writesJson()
{
    QFETCH(QJsonValue, json);
    QFETCH(QByteArray, payload);
    QCOMPARE(toPayload(json), payload);
}

void tst_ClientValues::completesUrls_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("meant");
    QTest::newRow("host") << u"ws://h"_qs << u"ws://h:1984/connect/"_qs;
    QTest::newRow("TLS") << u"WSS://h"_qs << u"wss://h:443/connect/"_qs;
    QTest::newRow("port") << u"ws://h:80"_qs << u"ws://h:80/connect/"_qs;
    QTest::newRow("path") << u"ws://h/a/b?c=d"_qs << u"ws://h:1984/a/b?c=d"_qs;
    QTest::newRow("fragment") << u"ws://h/#f"_qs << u"ws://h:1984/"_qs;
    QTest::newRow("IPv6") << u"ws://[::1]"_qs << u"ws://[::1]:1984/connect/"_qs;
}

void tst_ClientValues::completesUrls()
{
    QFETCH(QString, given);
    QFETCH(QString, meant);
    QCOMPARE(completeUrl(QUrl(given)).toString(), meant);
    QCOMPARE(urlProblem(QUrl(given)), QString());
    QCOMPARE(Client(QUrl(given)).url().toString(), meant);
    QCOMPARE(Client(u"::1"_qs, 5).url().toString(), u"ws://[::1]:5/connect/"_qs);
}

void tst_ClientValues::makesRequests()
{
    RequestParts parts;
    parts.url = QUrl(u"ws://h/?a=b"_qs);
    parts.deviceId = u"d"_qs;
    parts.platform = u"p"_qs;
    parts.headers = {{"X-A", "1"}, {"x-a", "2"}, {"x-client-os", "other"}, {"X-B", ""}};
    parts.session = "1-s";
    parts.securityKey = "key";
    parts.unixSeconds = 1234;
    const QNetworkRequest request = makeRequest(parts);
    QCOMPARE(request.rawHeader("X-DEVICEID"), "d");
    QCOMPARE(request.rawHeader("X-CLIENT-OS"), "other");
    QCOMPARE(request.rawHeader("X-A"), "2");
    QVERIFY(!request.hasRawHeader("X-B"));
    QCOMPARE(request.rawHeader("X-RAINBOW-SESSION"), "1-s");
    const QString query = request.url().query();
    QVERIFY(query.startsWith(u"a=b&timestamp=1234&nonce="));
    const QByteArray nonce = query.section(u"nonce="_qs, 1).section(u'&', 0, 0).toLatin1();
    QVERIFY(query.endsWith(QString::fromLatin1("&signature=" + signature("key", "1234", nonce))));
}

void tst_ClientValues::makesRequestsForABrowser()
{
    RequestParts parts;
    parts.url = QUrl(u"ws://h/"_qs);
    parts.deviceId = u"ä&="_qs;
    parts.platform = platformName();
    parts.session = "1-s";
    parts.inQuery = true;
    const QNetworkRequest request = makeRequest(parts);
    QVERIFY(request.rawHeaderList().isEmpty());
    QCOMPARE(request.url().query(QUrl::FullyEncoded),
             u"X-DEVICEID=%C3%A4%26%3D&X-CLIENT-OS=linux&X-RAINBOW-SESSION=1-s"_qs);
}

void tst_ClientValues::hasAVersion()
{
    QCOMPARE(QByteArray(version()), RAINBOW_CLIENT_VERSION);
    QCOMPARE(QByteArray(RAINBOW_CLIENT_VERSION),
             QByteArray::number(RAINBOW_CLIENT_VERSION_MAJOR) + '.'
                 + QByteArray::number(RAINBOW_CLIENT_VERSION_MINOR) + '.'
                 + QByteArray::number(RAINBOW_CLIENT_VERSION_PATCH));
}

QTEST_GUILESS_MAIN(tst_ClientValues)
#include "tst_clientvalues.moc"
