// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Requests that two readers may take for different things: they are refused, the connection is
/// closed, and nothing of what came behind them is carried out.
class TestSmuggling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void smuggledCallWorksByItself();
    void heads_data();
    void heads();
    void headsOfUpgrades_data() { heads_data(); }
    void headsOfUpgrades();
    void chunks_data();
    void chunks();
    void refusedUpgrades_data();
    void refusedUpgrades();
    void upgradeBehindARequest();
    void parametersForgeNoHeaders();

private:
    /// A call that may not be carried out.
    static QByteArray smuggled()
    {
        return HttpClient::request("POST",
                                   HttpClient::target("/send/",
                                                      Fields{{"channel", "victims"}, {"qos", "0"}}
                                                          + signatureFields(Stage::Token)),
                                   "smuggled");
    }
    /// The statuses of all answers until the relay has closed, once for bytes in one piece and
    /// once in small ones; empty: it was not the same, or something went through.
    QList<int> answersTo(const QByteArray &bytes);
    bool nothingWentThrough();

    Stage m_stage;
    ClientPtr m_victim;
};

void TestSmuggling::initTestCase()
{
    QVERIFY(m_stage.start());
    m_victim = m_stage.client("victims");
    QVERIFY(m_victim);
}

void TestSmuggling::cleanupTestCase()
{
    m_victim.reset();
    QCOMPARE(m_stage.relay.stop(), 0);
}

bool TestSmuggling::nothingWentThrough()
{
    // There is one worker: what it took before this message, the client has before it too.
    m_victim->clear();
    const auto sent = m_stage.api().send({{"channel", "victims"}, {"qos", "1"}}, "honest");
    const auto messages = m_victim->messages();
    return sent == canonical(R"({"status":0,"connections":1,"data":""})") && messages.size() == 1
        && messages.first().payload == "honest";
}

QList<int> TestSmuggling::answersTo(const QByteArray &bytes)
{
    QList<int> first;
    for (const qsizetype piece : {bytes.size(), qsizetype(7)}) {
        m_stage.business.clear();
        m_victim->clear();
        HttpClient client;
        if (!client.connectTo(m_stage.relay.port()))
            return {};
        for (qsizetype at = 0; at < bytes.size() && !client.isDisconnected(); at += piece)
            client.send(bytes.mid(at, piece));
        if (!client.waitForDisconnected())
            return {};
        QList<int> statuses;
        while (client.hasReply())
            statuses.append(client.next().status);
        if (!m_victim->messages().isEmpty() || !nothingWentThrough()
            || !m_stage.business.requests().isEmpty()) {
            qWarning("something went through");
            return {};
        }
        if (piece == bytes.size())
            first = statuses;
        // The reset that follows a refusal may overtake it when more bytes are on their way.
        else if (!statuses.isEmpty() && statuses != first)
            return {};
    }
    return first;
}

void TestSmuggling::smuggledCallWorksByItself()
{
    HttpClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send(smuggled());
    QCOMPARE(client.next().json(), canonical(R"({"status":0})"));
    EVENTUALLY(m_victim->messages().size() == 1);
    QCOMPARE(m_victim->messages().first().payload, QByteArray("smuggled"));
}

void TestSmuggling::heads_data()
{
    QTest::addColumn<QByteArray>("lines"); // of the head, behind the request line and Host
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &lines, int status = 400) {
        QTest::newRow(name) << lines << status;
    };
    row("two lengths", "Content-Length: 5\r\nContent-Length: 0\r\n");
    row("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n");
    row("list of lengths", "Content-Length: 5, 5\r\n");
    row("length with sign", "Content-Length: +5\r\n");
    row("negative length", "Content-Length: -5\r\n");
    row("hexadecimal length", "Content-Length: 0x5\r\n");
    row("length with more", "Content-Length: 5 0\r\n");
    row("length empty", "Content-Length:\r\n");
    row("length beyond 64 bits", "Content-Length: 18446744073709551621\r\n");
    row("length as a fraction", "Content-Length: 5.0\r\n");
    row("length and chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    row("chunked and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
    row("chunked and length 0", "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n");
    row("chunked twice", "Transfer-Encoding: chunked, chunked\r\n");
    row("chunked in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
    row("chunked not last", "Transfer-Encoding: chunked, gzip\r\n");
    row("another coding", "Transfer-Encoding: gzip, chunked\r\n", 501);
    row("identity", "Transfer-Encoding: identity\r\n");
    row("almost chunked", "Transfer-Encoding: xchunked\r\n");
    row("chunked with a parameter", "Transfer-Encoding: chunked;q=1\r\n");
    row("chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n");
    row("chunked and a vertical tab", "Transfer-Encoding: chunked\x0b\r\n");
    row("blank before the colon", "Transfer-Encoding : chunked\r\n");
    row("tab before the colon", "Transfer-Encoding\t: chunked\r\n");
    row("blank before the length's colon", "Content-Length : 5\r\n");
    row("blank before the name", " Transfer-Encoding: chunked\r\n");
    row("folded line", "X: y\r\n Transfer-Encoding: chunked\r\n");
    row("folded with a tab", "X: y\r\n\tContent-Length: 5\r\n");
    row("line without a colon", "Transfer-Encoding\r\n");
    row("no name", ": chunked\r\n");
    row("bare LF", "X: y\nContent-Length: 5\r\n");
    row("bare LF at the end", "X: y\n\n");
    row("bare CR", "X: y\rContent-Length: 5\r\n");
    row("CR CR LF", "X: y\r\r\n");
    row("NUL", QByteArray("X: y\0Content-Length: 5\r\n", 24));
    row("NUL in the name", QByteArray("Transfer\0Encoding: chunked\r\n", 28));
    row("control byte", "X: \x01\r\n");
    row("escape", "X: \x1b[31m\r\n");
    row("DEL", "X: \x7f\r\n");
    row("control byte in the name", "X\x01: y\r\n");
    row("name beyond ASCII", "Content-Length\xc2\xa0: 5\r\n");
    row("second Host", "Host: other\r\n");
    row("second empty Host", "Host:\r\n");
    row("Host with a path", "host: a/b\r\n");
}

void TestSmuggling::heads()
{
    QFETCH(QByteArray, lines);
    QFETCH(int, status);
    QCOMPARE(answersTo("POST /hello/ HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + smuggled()),
             QList<int>{status});
    // Behind a good one, in the same segment.
    QCOMPARE(answersTo("GET /hello/ HTTP/1.1\r\nHost: a\r\n\r\nPOST /hello/ HTTP/1.1\r\nHost: a\r\n"
                       + lines + "\r\n" + smuggled() + smuggled()),
             (QList<int>{200, status}));
}

void TestSmuggling::headsOfUpgrades()
{
    QFETCH(QByteArray, lines);
    QFETCH(int, status);
    QByteArray upgrade = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
    upgrade.chop(2);
    QCOMPARE(answersTo(upgrade + lines + "\r\n" + smuggled()), QList<int>{status});
    QCOMPARE(answersTo(upgrade + lines + "\r\n"
                       + RawClient::upgradeRequest("/connect/", m_stage.clientHeaders())),
             QList<int>{status});
}

void TestSmuggling::chunks_data()
{
    QTest::addColumn<QByteArray>("chunks");
    const auto row = [](const char *name, const QByteArray &chunks) {
        QTest::newRow(name) << chunks;
    };
    row("bare LF behind the size", "5\nhello\r\n0\r\n\r\n");
    row("bare LF behind the data", "5\r\nhello\n0\r\n\r\n");
    row("more data than said", "5\r\nhello!\r\n0\r\n\r\n");
    row("less data than said", "6\r\nhello\r\n0\r\n\r\n");
    row("prefix 0x", "0x5\r\nhello\r\n0\r\n\r\n");
    row("negative", "-5\r\nhello\r\n0\r\n\r\n");
    row("sign", "+5\r\nhello\r\n0\r\n\r\n");
    row("no size", "\r\nhello\r\n0\r\n\r\n");
    row("blank before the size", " 5\r\nhello\r\n0\r\n\r\n");
    row("beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n");
    row("bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n");
    row("control byte in an extension", "5;\x01\r\nhello\r\n0\r\n\r\n");
    row("trailer without a colon", "5\r\nhello\r\n0\r\nnonsense\r\n\r\n");
    row("bare LF at the end", "5\r\nhello\r\n0\n\n");
    row("bare LF in a trailer", "5\r\nhello\r\n0\r\nX: y\nZ: a\r\n\r\n");
}

void TestSmuggling::chunks()
{
    QFETCH(QByteArray, chunks);
    const QByteArray head =
        "POST /hello/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    QCOMPARE(answersTo(head + chunks + smuggled()), QList<int>{400});
}

void TestSmuggling::refusedUpgrades_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &request, int status) {
        QTest::newRow(name) << request << status;
    };
    const QByteArray good =
        RawClient::upgradeRequest("/connect/", {{"X-DEVICEID", "d"}, {"X-CLIENT-OS", "ios"}});
    row("with a body",
        good.chopped(2) + "Content-Length: " + QByteArray::number(smuggled().size()) + "\r\n\r\n",
        400);
    row("chunked", good.chopped(2) + "Transfer-Encoding: chunked\r\n\r\n", 400);
    row("another version",
        QByteArray(good).replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8"), 426);
    row("without a device", RawClient::upgradeRequest("/connect/", {}), 401);
    row("from another origin", good.chopped(2) + "Origin: https://evil.example\r\n\r\n", 403);
    row("unknown path", QByteArray(good).replace("/connect/", "/hello/"), 404);
    row("of a call",
        smuggled().replace("Host:", "Connection: Upgrade\r\nUpgrade: websocket\r\nHost:"), 404);
    row("old HTTP", QByteArray(good).replace("HTTP/1.1", "HTTP/1.0"), 400);
    row("by POST", QByteArray(good).replace("GET", "POST"), 400);
}

void TestSmuggling::refusedUpgrades()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QCOMPARE(answersTo(request + smuggled()), QList<int>{status});
}

void TestSmuggling::upgradeBehindARequest()
{
    // A connection that has begun with HTTP stays with it.
    m_stage.business.clear();
    HttpClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send("GET /hello/ HTTP/1.1\r\nHost: a\r\n\r\n"
                + RawClient::upgradeRequest("/connect/", m_stage.clientHeaders()));
    QCOMPARE(client.next().status, 200);
    QCOMPARE(client.next().status, 426);
    QVERIFY(nothingWentThrough());
    QCOMPARE(m_stage.business.requests().size(), 0);
}

void TestSmuggling::parametersForgeNoHeaders()
{
    m_stage.business.clear();
    const Fields forged{{"RAINBOWCLIENTIDENTITY", "forged"},
                        {"Rainbow_Client-Identity", "forged"},
                        {"rainbowclientcookie", "forged"},
                        {"RAINBOWMESSAGEID", "forged"},
                        {"host", "forged"},
                        {"content-length", "5"},
                        {"Transfer_Encoding", "chunked"},
                        {"connection", "close, forged"},
                        {"expect", "100-continue"},
                        {"X-Good", "passes"}};
    const QByteArray target = HttpClient::target("/connect/", forged);
    QCOMPARE(m_stage.tryConnect(m_stage.clientHeaders(), target).status, 101);
    QCOMPARE(m_stage.business.connects().size(), 1);
    const BusinessRequest request = m_stage.business.connects().first();
    QCOMPARE(request.header("X-Good"), QByteArray("passes"));
    QCOMPARE(fieldCount(request.headers, "RAINBOWCLIENTIDENTITY"), 1);
    QCOMPARE(request.identity().size(), 64);
    QCOMPARE(request.header("Host"), "127.0.0.1:" + QByteArray::number(m_stage.business.port()));
    for (const auto &[name, value] : request.headers)
        QVERIFY2(!value.contains("forged"), name.constData());
    for (const char *name : {"Content-Length", "Transfer_Encoding", "Expect"})
        QVERIFY2(!request.hasHeader(name), name);

    m_stage.business.clear();
    for (const char *query : {"X-A=1%0d%0aRAINBOWCLIENTIDENTITY:x", "X-A=1%0ax", "X-A=1%0Dx",
                              "X-A=1%00", "X-A%0d%0aX-B=1", "X-A%00=1"}) {
        QCOMPARE(
            m_stage.tryConnect(m_stage.clientHeaders(), QByteArray("/connect/?") + query).status,
            400);
    }
    QCOMPARE(m_stage.business.connects().size(), 0);
}

QTEST_GUILESS_MAIN(TestSmuggling)
#include "tst_smuggling.moc"
