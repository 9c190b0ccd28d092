// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/upgrade.h"

#include <QTest>

using namespace Rainbow;

namespace {

const QByteArray Key = "dGhlIHNhbXBsZSBub25jZQ==";

RequestHead parsed(const QByteArray &text)
{
    const RequestHeadResult result = parseRequestHead(text, 16 * 1024);
    if (result.status != RequestHeadResult::Status::Ok)
        qFatal("the test's own head is wrong: %s", result.reason.constData());
    return result.head;
}

/// A good request, but for one line: without the header of that name, and with more instead.
QByteArray request(const QByteArray &without = {}, const QByteArray &more = {},
                   const QByteArray &line = "GET /connect/ HTTP/1.1")
{
    const QList<std::pair<QByteArray, QByteArray>> headers{{"Host", "relay"},
                                                           {"Upgrade", "websocket"},
                                                           {"Connection", "Upgrade"},
                                                           {"Sec-WebSocket-Version", "13"},
                                                           {"Sec-WebSocket-Key", Key}};
    QByteArray text = line + "\r\n";
    for (const auto &[name, value] : headers) {
        if (name != without)
            text += name + ": " + value + "\r\n";
    }
    return text + more + "\r\n";
}

} // namespace

class TestUpgrade : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isUpgrade_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("is");
        QTest::newRow("as usual") << QByteArray("Upgrade: websocket\r\n") << true;
        QTest::newRow("case") << QByteArray("uPGRADE: WebSocket\r\n") << true;
        QTest::newRow("list") << QByteArray("Upgrade: h2c, websocket\r\n") << true;
        QTest::newRow("second header")
            << QByteArray("Upgrade: h2c\r\nUpgrade: websocket\r\n") << true;
        QTest::newRow("none") << QByteArray() << false;
        QTest::newRow("another") << QByteArray("Upgrade: h2c\r\n") << false;
        QTest::newRow("longer word") << QByteArray("Upgrade: websockets\r\n") << false;
        QTest::newRow("empty") << QByteArray("Upgrade:\r\n") << false;
        QTest::newRow("elsewhere") << QByteArray("Connection: websocket\r\n") << false;
    }

    void isUpgrade()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, is);
        QCOMPARE(isUpgradeRequest(parsed(request("Upgrade", header))), is);
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("status"); // 0: in order
        const auto key = [](const QByteArray &value) {
            return request("Sec-WebSocket-Key", "Sec-WebSocket-Key: " + value + "\r\n");
        };
        const auto version = [](const QByteArray &value) {
            return request("Sec-WebSocket-Version", "Sec-WebSocket-Version: " + value + "\r\n");
        };
        QTest::newRow("in order") << request() << 0;
        QTest::newRow("Connection is a list")
            << request("Connection", "Connection: keep-alive, UPGRADE\r\n") << 0;
        QTest::newRow("other headers") << request({},
                                                  "Origin: http://x\r\nSec-WebSocket-Extensions: "
                                                  "permessage-deflate\r\n")
                                       << 0;
        QTest::newRow("empty body") << request({}, "Content-Length: 0\r\n") << 0;
        QTest::newRow("POST") << request({}, {}, "POST /connect/ HTTP/1.1") << 400;
        QTest::newRow("HEAD") << request({}, {}, "HEAD /connect/ HTTP/1.1") << 400;
        QTest::newRow("HTTP/1.0") << request({}, {}, "GET /connect/ HTTP/1.0") << 400;
        QTest::newRow("no Connection") << request("Connection") << 400;
        QTest::newRow("Connection: close") << request("Connection", "Connection: close\r\n") << 400;
        QTest::newRow("no version") << request("Sec-WebSocket-Version") << 426;
        QTest::newRow("version 8") << version("8") << 426;
        QTest::newRow("version 14") << version("14") << 426;
        QTest::newRow("version 13, 8") << version("13, 8") << 426;
        QTest::newRow("version 013") << version("013") << 426;
        QTest::newRow("two versions") << request({}, "Sec-WebSocket-Version: 13\r\n") << 426;
        QTest::newRow("no key") << request("Sec-WebSocket-Key") << 400;
        QTest::newRow("empty key") << key("") << 400;
        QTest::newRow("two keys") << request({}, "Sec-WebSocket-Key: " + Key + "\r\n") << 400;
        QTest::newRow("15 bytes") << key(QByteArray(15, 'x').toBase64()) << 400;
        QTest::newRow("16 bytes") << key(QByteArray(16, 'x').toBase64()) << 0;
        QTest::newRow("17 bytes") << key(QByteArray(17, 'x').toBase64()) << 400;
        QTest::newRow("18 bytes") << key(QByteArray(18, 'x').toBase64()) << 400;
        QTest::newRow("no padding") << key(Key.chopped(2)) << 400;
        QTest::newRow("not base64") << key("dGhlIHNhbXBsZSBub25jZ!==") << 400;
        QTest::newRow("base64url")
            << key(QByteArray(16, '\xff').toBase64(QByteArray::Base64UrlEncoding)) << 400;
        QTest::newRow("body") << request({}, "Content-Length: 1\r\n") << 400;
        QTest::newRow("chunked body") << request({}, "Transfer-Encoding: chunked\r\n") << 400;
    }

    void problems()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, status);
        const auto problem = upgradeProblem(parsed(text));
        QCOMPARE(problem ? problem->status : 0, status);
        if (status != 0)
            QVERIFY(!problem->body.isEmpty());
        if (status == 426) {
            const HeaderField says{"Sec-WebSocket-Version", "13"};
            QVERIFY(problem->headers.contains(says));
        }
    }

    void answer()
    {
        // The example of RFC 6455 §1.3; whatever else the client asked for is not granted.
        const RequestHead head =
            parsed("GET /connect/ HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                   "Sec-WebSocket-Protocol: chat\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QCOMPARE(protocolOf(head), SessionProtocol::Original);
        QCOMPARE(handshakeAnswer(head, protocolOf(head)),
                 QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
    }

    void answerOfRainbow2()
    {
        const RequestHead head = parsed(request({}, "Sec-WebSocket-Protocol: rainbow.2\r\n"));
        QCOMPARE(handshakeAnswer(head, protocolOf(head)),
                 QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                            "Sec-WebSocket-Protocol: rainbow.2\r\n\r\n"));
    }

    void protocols_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<bool>("isRainbow2");
        const auto row = [](const char *name, const QByteArray &value, bool isRainbow2) {
            QTest::newRow(name) << "Sec-WebSocket-Protocol:" + value + "\r\n" << isRainbow2;
        };
        QTest::newRow("none") << QByteArray() << false;
        row("alone", " rainbow.2", true);
        row("no blank", "rainbow.2", true);
        row("first", "rainbow.2, chat", true);
        row("last", "chat ,\trainbow.2", true);
        row("empty elements", " ,, rainbow.2,", true);
        row("twice", "rainbow.2, rainbow.2", true);
        row("second header", "chat\r\nSEC-websocket-PROTOCOL: rainbow.2", true);
        row("first header", "rainbow.2\r\nSec-WebSocket-Protocol: chat", true);
        row("case counts", "Rainbow.2", false);
        row("longer", "rainbow.20", false);
        row("shorter", "rainbow", false);
        row("another", "rainbow.3, chat", false);
        row("empty", "", false);
        row("commas", ",,,", false);
        row("no token", "\"rainbow.2\"", false);
        row("two words", "rainbow.2 chat", false);
        row("parameter", "rainbow.2;q=1", false);
        row("one of it is no token", "rainbow.2, a/b", false);
        row("so in another header", "rainbow.2\r\nSec-WebSocket-Protocol: a/b", false);
        QTest::newRow("another header")
            << QByteArray("Sec-WebSocket-Protocols: rainbow.2\r\n") << false;
    }

    void protocols()
    {
        QFETCH(QByteArray, headers);
        QFETCH(bool, isRainbow2);
        QCOMPARE(protocolOf(parsed(request({}, headers))),
                 isRainbow2 ? SessionProtocol::Version2 : SessionProtocol::Original);
    }

    void tokens_data()
    {
        const QByteArray rainbow2 = "Sec-WebSocket-Protocol: rainbow.2\r\n";
        const QByteArray hex = "-" + QByteArray(64, 'a');
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("hub"); // -1: nothing
        const auto row = [](const char *name, const QByteArray &target, const QByteArray &headers,
                            int hub) { QTest::newRow(name) << target << headers << hub; };
        row("header", "/", rainbow2 + "X-RAINBOW-SESSION: 3" + hex + "\r\n", 3);
        row("any case", "/", rainbow2 + "x_rainbow-Session: 3" + hex + "\r\n", 3);
        row("query", "/?X-RAINBOW-SESSION=0" + hex, rainbow2, 0);
        row("query, any way", "/?x_rainbow_session=12" + hex, rainbow2, 12);
        row("header counts", "/?X-RAINBOW-SESSION=1" + hex,
            rainbow2 + "X-RAINBOW-SESSION: 2" + hex + "\r\n", 2);
        row("empty header, query", "/?X-RAINBOW-SESSION=1" + hex,
            rainbow2 + "X-RAINBOW-SESSION:\r\n", 1);
        row("no rainbow.2", "/?X-RAINBOW-SESSION=1" + hex, "X-RAINBOW-SESSION: 2" + hex + "\r\n",
            -1);
        row("none", "/", rainbow2, -1);
        row("empty", "/?X-RAINBOW-SESSION=", rainbow2, -1);
        row("no number", "/", rainbow2 + "X-RAINBOW-SESSION: " + hex + "\r\n", -1);
        row("too large a number", "/", rainbow2 + "X-RAINBOW-SESSION: 99999999999" + hex + "\r\n",
            -1);
        row("negative", "/", rainbow2 + "X-RAINBOW-SESSION: -1" + hex + "\r\n", -1);
        row("too short", "/", rainbow2 + "X-RAINBOW-SESSION: 1" + hex.chopped(1) + "\r\n", -1);
        row("too long", "/", rainbow2 + "X-RAINBOW-SESSION: 1" + hex + "a\r\n", -1);
        row("two of them", "/", rainbow2 + "X-RAINBOW-SESSION: 1" + hex + ", 2" + hex + "\r\n", -1);
        row("similar name", "/?RAINBOW-SESSION=1" + hex, rainbow2, -1);
    }

    void tokens()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, headers);
        QFETCH(int, hub);
        const auto token =
            sessionToken(parsed(request({}, headers, "GET " + target + " HTTP/1.1")));
        QCOMPARE(token ? int(token->hub) : -1, hub);
        if (token)
            QCOMPARE(token->secret, QByteArray(32, '\xaa'));
    }

    void names_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("platform"); // empty: nothing
        QTest::addColumn<QByteArray>("device");
        const auto row = [](const char *name, const char *target, const char *headers,
                            const char *platform, const char *device) {
            QTest::newRow(name) << QByteArray(target) << QByteArray(headers) << QByteArray(platform)
                                << QByteArray(device);
        };
        row("headers", "/", "X-CLIENT-OS: ios\r\nX-DEVICEID: d1\r\n", "ios", "d1");
        row("any case", "/", "x-client-os: ios\r\nx-DeviceId: d1\r\n", "ios", "d1");
        row("underscores", "/", "X_CLIENT_OS: ios\r\nX_DEVICEID: d1\r\n", "ios", "d1");
        row("mixed", "/", "X-CLIENT_OS: ios\r\nx_deviceid: d1\r\n", "ios", "d1");
        row("query", "/?X-CLIENT-OS=ios&X-DEVICEID=d1", "", "ios", "d1");
        row("query, any way", "/?x_client_os=ios&x-deviceid=d1", "", "ios", "d1");
        row("one here, one there", "/?x_client_os=ios", "X-DEVICEID: d1\r\n", "ios", "d1");
        row("header counts", "/?X-CLIENT-OS=web&X-DEVICEID=d2",
            "X-CLIENT-OS: ios\r\nX-DEVICEID: d1\r\n", "ios", "d1");
        row("empty header, query", "/?X-CLIENT-OS=ios&X-DEVICEID=d1", "X-CLIENT-OS:\r\n", "ios",
            "d1");
        row("percent", "/?X-CLIENT-OS=i%20os&X-DEVICEID=%C3%A4", "", "i os", "\xc3\xa4");
        row("nothing", "/", "", "", "");
        row("no device", "/", "X-CLIENT-OS: ios\r\n", "", "");
        row("no platform", "/?X-DEVICEID=d1", "", "", "");
        row("empty device", "/?X-DEVICEID=", "X-CLIENT-OS: ios\r\n", "", "");
        row("similar names", "/?XCLIENTOS=ios&X-DEVICE-ID=d",
            "X-CLIENT-OSX: ios\r\nDEVICEID: d\r\n", "", "");
    }

    void names()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, platform);
        QFETCH(QByteArray, device);
        const auto name = clientName(parsed(request({}, headers, "GET " + target + " HTTP/1.1")));
        QCOMPARE(name.has_value(), !platform.isEmpty());
        if (name) {
            QCOMPARE(name->platform, platform);
            QCOMPARE(name->device, device);
        }
    }
};

QTEST_APPLESS_MAIN(TestUpgrade)
#include "tst_upgrade.moc"
