// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientfixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace Rainbow;
using namespace Qt::Literals::StringLiterals;
using Kind = Verdict::Kind;

class TestBusinessClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void connectCall();
    void connectVerdicts_data();
    void connectVerdicts();
    void forwardCall();
    void forwardKeepsPayload_data();
    void forwardKeepsPayload();
    void answerHeaders();
    void emptyCookieClears();
    void compressedAnswer_data();
    void compressedAnswer();
    void cookiesAreNotKept();
    void withoutUrls();
    void otherSchemes();
};

static RequestHead clientHead()
{
    RequestHead head;
    head.headers = {{"Host", "relay"},
                    {"User-Agent", "app/2"},
                    {"Cookie", "sid=1; x=\"y\""},
                    {"X-DEVICEID", "d\xc3\xa9"},
                    {"X-Twice", "1"},
                    {"X-Empty", ""},
                    {"X-Twice", "2"},
                    {"Accept-Encoding", "identity"},
                    {"Rainbow-Client-Identity", "forged"},
                    {"Sec-WebSocket-Key", "k"}};
    head.query = {{"X-CLIENT-OS", "ios"}, {"RAINBOWCLIENTCOOKIE", "forged"}};
    return head;
}

void TestBusinessClient::connectCall()
{
    const QByteArray body = R"({"status": "success", "uid": 5})";
    ClientFixture f(ScriptedServer::always(
        ScriptedServer::answer(body, "RAINBOWCLIENTCHANNEL: a\r\nRAINBOWCLIENTCOOKIE: c1\r\n")));
    QSignalSpy idle(f.client.get(), &BusinessClient::idle);
    f.ask(clientHead());
    QVERIFY(f.verdicts.isEmpty());
    QCOMPARE(f.client->askingCount(), 1);
    QTRY_COMPARE(f.verdicts.size(), 1);
    QTRY_COMPARE(f.client->askingCount(), 0);
    QCOMPARE(idle.size(), 1);

    const Verdict verdict = f.verdicts.first();
    QCOMPARE(verdict.kind, Kind::Yes);
    QCOMPARE(verdict.answer.join, QList<ChannelName>{ChannelName("a")});
    QCOMPARE(verdict.account, AccountName("5"));
    QCOMPARE(verdict.answer.cookie.value_or("-"), QByteArray("c1"));

    const SeenRequest request = f.server.seen().value(0);
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.path(), QByteArray("/connect/"));
    QCOMPARE(request.query(u"a"_s), u"b"_s);
    QVERIFY(isSigned(request, "t0p-secret"));
    QVERIFY(request.hasExactName("RAINBOWCLIENTIDENTITY"));
    QCOMPARE(request.header("RAINBOWCLIENTIDENTITY"), QByteArray("id-1"));
    QVERIFY(!request.header("RAINBOWCLIENTCOOKIE"));
    QVERIFY(!request.header("Rainbow-Client-Identity"));
    QVERIFY(!request.header("Sec-WebSocket-Key"));
    QVERIFY(request.hasExactName("X-DEVICEID"));
    QCOMPARE(request.header("X-DEVICEID"), QByteArray("d\xc3\xa9"));
    QCOMPARE(request.header("X-CLIENT-OS"), QByteArray("ios"));
    QCOMPARE(request.header("X-Twice"), QByteArray("1, 2"));
    QCOMPARE(request.header("X-Empty"), QByteArray(""));
    QCOMPARE(request.header("User-Agent"), QByteArray("app/2"));
    QCOMPARE(request.header("Cookie"), QByteArray("sid=1; x=\"y\""));
    QVERIFY(request.header("Accept-Encoding").value_or("").contains("gzip"));
    QCOMPARE(request.header("Host"), f.server.address().mid(7));
}

void TestBusinessClient::connectVerdicts_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const QByteArray &answer, Kind kind) {
        QTest::newRow(name) << answer << int(kind);
    };
    const QByteArray good = R"({"status": "success"})";
    const auto code = [&good](const QByteArray &status, const QByteArray &headers = {}) {
        return ScriptedServer::answer(good, headers, status);
    };
    row("200", code("200 OK"), Kind::Yes);
    row("201", code("201 Created"), Kind::Yes);
    row("no", ScriptedServer::answer(R"({"status": "fail"})"), Kind::No);
    row("401", code("401 Unauthorized"), Kind::No);
    row("401 with a challenge", code("401 U", "WWW-Authenticate: Basic realm=\"x\"\r\n"), Kind::No);
    row("403", code("403 Forbidden"), Kind::No);
    row("400", code("400 Bad Request"), Kind::NoVerdict);
    row("404", code("404 Not Found"), Kind::NoVerdict);
    row("407", code("407 Proxy", "Proxy-Authenticate: Basic realm=\"x\"\r\n"), Kind::NoVerdict);
    row("500", code("500 Oops"), Kind::NoVerdict);
    row("503", code("503 Busy"), Kind::NoVerdict);
    row("304", "HTTP/1.1 304 Not Modified\r\n\r\n", Kind::NoVerdict);
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", Kind::NoVerdict);
    row("not JSON", ScriptedServer::answer("hello"), Kind::NoVerdict);
    row("chunked",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\n{\"sta\r\n10\r\ntus\": \"success\"}\r\n0\r\n\r\n",
        Kind::Yes);
    row("chunked, cut",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\n{\"sta\r\n10\r\ntus\": \"success\"}\r\n",
        Kind::NoVerdict);
    row("100 first", "HTTP/1.1 100 Continue\r\n\r\n" + code("200 OK"), Kind::Yes);
}

void TestBusinessClient::connectVerdicts()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, kind);
    ClientFixture f(ScriptedServer::always(answer, true));
    f.ask();
    QTRY_COMPARE(f.verdicts.size(), 1);
    QCOMPARE(int(f.verdicts.first().kind), kind);
}

void TestBusinessClient::forwardCall()
{
    ClientFixture f(ScriptedServer::always(ScriptedServer::answer("done")));
    f.forward(3, "{\"a\":1}", "Y29va2ll");
    QVERIFY(f.answers.isEmpty());
    QTRY_COMPARE(f.answers.size(), 1);
    QVERIFY(f.lastAnswer().ok);
    QCOMPARE(f.lastAnswer().body, QByteArray("done"));

    SeenRequest request = f.server.seen().value(0);
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.path(), QByteArray("/message/7/"));
    QCOMPARE(request.body, QByteArray("{\"a\":1}"));
    QVERIFY(isSigned(request, "t0p-secret"));
    QVERIFY(request.hasExactName("RAINBOWCLIENTIDENTITY"));
    QVERIFY(request.hasExactName("RAINBOWCLIENTCOOKIE"));
    QVERIFY(request.hasExactName("RAINBOWMESSAGEID"));
    QCOMPARE(request.header("RAINBOWCLIENTIDENTITY"), QByteArray("id-1"));
    QCOMPARE(request.header("RAINBOWCLIENTCOOKIE"), QByteArray("Y29va2ll"));
    QCOMPARE(request.header("RAINBOWMESSAGEID"), QByteArray("m-3"));
    QCOMPARE(request.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(request.header("User-Agent"), QByteArray("Rainbow/" RAINBOW_VERSION));

    f.forward(4);
    QTRY_COMPARE(f.answers.size(), 2);
    request = f.server.seen().value(1);
    QVERIFY(!request.header("RAINBOWCLIENTCOOKIE"));
    QCOMPARE(f.server.connections(), 1); // kept alive
}

void TestBusinessClient::forwardKeepsPayload_data()
{
    QTest::addColumn<QByteArray>("payload");
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all += char(i);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("every byte") << all;
    QTest::newRow("1 MiB") << QByteArray(1024 * 1024, 'x');
}

void TestBusinessClient::forwardKeepsPayload()
{
    QFETCH(QByteArray, payload);
    ClientFixture f([](QTcpSocket *socket, const SeenRequest &request) {
        socket->write(ScriptedServer::answer(request.body));
    });
    f.forward(1, payload);
    QTRY_COMPARE(f.answers.size(), 1);
    QVERIFY(f.lastAnswer().ok);
    QCOMPARE(f.server.seen().value(0).body, payload);
    QCOMPARE(f.lastAnswer().body, payload);
}

void TestBusinessClient::answerHeaders()
{
    ClientFixture f(
        ScriptedServer::always(ScriptedServer::answer("",
                                                      "rainbowclientchannel: a, \xe4\xbd\xa0\r\n"
                                                      "RAINBOWCLIENTCHANNEL: c\r\n"
                                                      "RainbowClientChannelUnsub: d,e\r\n"
                                                      "RAINBOWCLIENTCOOKIE: eyJ9==\r\n")));
    f.forward();
    QTRY_COMPARE(f.answers.size(), 1);
    const BusinessAnswer answer = f.lastAnswer();
    QCOMPARE(answer.join,
             (QList<ChannelName>{ChannelName("a"), ChannelName("\xe4\xbd\xa0"), ChannelName("c")}));
    QCOMPARE(answer.leave, (QList<ChannelName>{ChannelName("d"), ChannelName("e")}));
    QCOMPARE(answer.cookie.value_or("-"), QByteArray("eyJ9=="));
}

void TestBusinessClient::emptyCookieClears()
{
    ClientFixture f(ScriptedServer::always(ScriptedServer::answer("", "RAINBOWCLIENTCOOKIE:\r\n")));
    f.forward();
    QTRY_COMPARE(f.answers.size(), 1);
    QVERIFY(f.lastAnswer().cookie.has_value());
    QCOMPARE(f.lastAnswer().cookie.value(), QByteArray());

    f.server.setScript(
        ScriptedServer::always(ScriptedServer::answer("", "RAINBOWCLIENTCOOKIE:  \r\n")));
    f.forward();
    QTRY_COMPARE(f.answers.size(), 2);
    QVERIFY(f.lastAnswer().cookie.has_value());

    f.server.setScript(ScriptedServer::always(ScriptedServer::answer("")));
    f.forward();
    QTRY_COMPARE(f.answers.size(), 3);
    QVERIFY(f.lastAnswer().ok);
    QVERIFY(!f.lastAnswer().cookie.has_value());
}

static QByteArray gzipped(const QByteArray &data)
{
    quint32 crc = 0xffffffff;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320 : 0);
    }
    const auto little = [](quint32 value) {
        QByteArray bytes;
        for (int i = 0; i < 4; ++i)
            bytes += char(value >> (8 * i));
        return bytes;
    };
    const QByteArray zlib = qCompress(data).mid(4);
    return QByteArray("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10) + zlib.mid(2, zlib.size() - 6)
        + little(~crc) + little(quint32(data.size()));
}

void TestBusinessClient::compressedAnswer_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("expected"); // null: not ok
    const QByteArray small = R"({"status": "success"})";
    const QByteArray big = QByteArray("0123456789abcdef").repeated(64 * 1024);
    QTest::newRow("gzip") << QByteArray("gzip") << gzipped(small) << small;
    QTest::newRow("deflate") << QByteArray("deflate") << qCompress(small).mid(4) << small;
    QTest::newRow("gzip, 1 MiB") << QByteArray("gzip") << gzipped(big) << big;
    QTest::newRow("gzip, 1 MiB + 1") << QByteArray("gzip") << gzipped(big + 'x') << QByteArray();
    QTest::newRow("bomb") << QByteArray("gzip") << gzipped(QByteArray(64 * 1024 * 1024, '\0'))
                          << QByteArray();
    QTest::newRow("not gzip at all") << QByteArray("gzip") << small << QByteArray();
}

void TestBusinessClient::compressedAnswer()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, expected);
    ClientFixture f(ScriptedServer::always(
        ScriptedServer::answer(sent, "Content-Encoding: " + encoding + "\r\n")));
    f.forward();
    QTRY_COMPARE(f.answers.size(), 1);
    QCOMPARE(f.lastAnswer().ok, !expected.isNull());
    QVERIFY(f.lastAnswer().body == expected);
}

void TestBusinessClient::cookiesAreNotKept()
{
    ClientFixture f(ScriptedServer::always(
        ScriptedServer::answer("{}", "Set-Cookie: sid=1; Path=/\r\nSet-Cookie: b=2\r\n")));
    for (int i = 1; i <= 3; ++i) {
        f.ask();
        QTRY_COMPARE(f.verdicts.size(), i);
        QVERIFY(!f.server.seen().last().header("Cookie"));
    }
    f.forward();
    QTRY_COMPARE(f.answers.size(), 1);
    QVERIFY(!f.server.seen().last().header("Cookie"));
}

void TestBusinessClient::withoutUrls()
{
    ClientFixture f;
    f.client->setSettings({});
    QSignalSpy idle(f.client.get(), &BusinessClient::idle);
    LogCatcher log;
    f.client->closed(Identity("x"), {});
    QCOMPARE(f.client->closingCount(), 0);
    f.ask();
    for (int i = 0; i < 5; ++i)
        f.forward();
    QVERIFY(f.verdicts.isEmpty());
    QVERIFY(f.answers.isEmpty());
    QCOMPARE(f.client->askingCount(), 6);
    QTRY_COMPARE(f.answers.size(), 5);
    QTRY_COMPARE(f.verdicts.size(), 1);
    QTRY_COMPARE(idle.size(), 1);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QVERIFY(!f.lastAnswer().ok);
    QCOMPARE(log.lines().filter(u"no forward_url"_s).size(), 1);
    QVERIFY(f.server.seen().isEmpty());
}

void TestBusinessClient::otherSchemes()
{
    ClientFixture f;
    f.settings.connectUrl = QUrl(u"file:///etc/hostname"_s);
    f.settings.forwardUrl = "data:application/json,{}";
    f.restart();
    f.ask();
    f.forward();
    QTRY_COMPARE(f.verdicts.size(), 1);
    QTRY_COMPARE(f.answers.size(), 1);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QVERIFY(!f.lastAnswer().ok);
}

QTEST_GUILESS_MAIN(TestBusinessClient)
#include "tst_businessclient.moc"
