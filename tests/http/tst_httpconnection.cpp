// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "httpfixture.h"

using namespace Rainbow;

/// What a connection says: requests in, answers out.
class TestHttpConnection : public QObject, private HttpFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { reset(); }
    void keepAlive();
    void requestHasItsAddresses();
    void pipelinedAnsweredInReverse();
    void pipelinedByteByByte();
    void pausesBeyondMaxPipelined();
    void pausesWhileClientDoesNotRead();
    void chunkedSplitAtEveryByte();
    void head();
    void noContent();
    void headersCannotBeForged();
    void continues();
    void continueWaitsItsTurn();
    void noContinueWhenBodyIsThere();
    void oldClients_data();
    void oldClients();
    void connectionClose();
    void unknownPathAndMethod();
    void malformed_data();
    void malformed();
    void errorComesAfterEarlierAnswers();
    void tooLargeWhileClientSends();
};

void TestHttpConnection::keepAlive()
{
    Server server(m_router);
    Client client(server);
    for (int i = 1; i <= 5; ++i) {
        client.write(post("/echo", "body " + QByteArray::number(i)));
        QTRY_COMPARE(client.answers().size(), i);
    }
    const Answer answer = client.answers().last();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray("body 5"));
    QVERIFY(answer.has("Content-Type: text/plain"));
    QVERIFY(answer.has("Content-Length: 6"));
    QVERIFY(!answer.head.contains("connection:"));
    const qsizetype date = answer.head.indexOf("\r\ndate: ");
    const QDateTime at =
        QDateTime::fromString(QString::fromLatin1(answer.head.mid(
                                  date + 8, answer.head.indexOf('\r', date + 2) - date - 8)),
                              Qt::RFC2822Date);
    QVERIFY(qAbs(at.secsTo(QDateTime::currentDateTimeUtc())) <= 10);
    QCOMPARE(server.live, 1);
    client.disconnectFromHost();
    QTRY_COMPARE(server.live, 0);
}

void TestHttpConnection::requestHasItsAddresses()
{
    Server server(m_router);
    Client client(server);
    client.write(post("/echo?a=b", "x"));
    QTRY_COMPARE(m_requests.size(), 1);
    QCOMPARE(m_requests.first().peerAddress, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(m_requests.first().localAddress, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(m_requests.first().localPort, server.serverPort());
    QCOMPARE(m_requests.first().head.queryValue("a"), QByteArray("b"));
}

void TestHttpConnection::pipelinedAnsweredInReverse()
{
    Server server(m_router);
    Client client(server);
    QByteArray all;
    for (int i = 0; i < 50; ++i)
        all += i % 2 ? post("/later", QByteArray::number(i)) : get("/later");
    client.write(all);
    QTRY_COMPARE(m_responders.size(), 50);
    QCOMPARE(server.last->pending(), 50);
    for (int i = 49; i > 0; --i)
        answerLater(i, "answer " + QByteArray::number(i));
    QCOMPARE(server.last->pending(), 50);
    QVERIFY(client.received.isEmpty());
    answerLater(0, "answer 0");
    QCOMPARE(server.last->pending(), 0);
    QTRY_COMPARE(client.answers().size(), 50);
    for (int i = 0; i < 50; ++i)
        QCOMPARE(client.answers().at(i).body, "answer " + QByteArray::number(i));
}

void TestHttpConnection::pipelinedByteByByte()
{
    Server server(m_router);
    Client client(server);
    const QByteArray pair = post("/echo", "first") + post("/echo", "second");
    for (const char byte : pair) {
        client.write(&byte, 1);
        client.flush();
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(client.answers().size(), 2);
    QCOMPARE(client.answers().at(0).body, QByteArray("first"));
    QCOMPARE(client.answers().at(1).body, QByteArray("second"));
}

void TestHttpConnection::pausesBeyondMaxPipelined()
{
    HttpSettings settings;
    settings.maxPipelined = 4;
    Server server(m_router, settings);
    Client client(server);
    client.write(get("/later").repeated(10) + get("/hello/"));
    QTRY_COMPARE(m_responders.size(), 4);
    answerLater(1, "1");
    QCOMPARE(server.last->pending(), 4);
    answerLater(0, "0");
    QCOMPARE(m_responders.size(), 4); // not from within answer()
    QCOMPARE(server.last->pending(), 2);
    QTRY_COMPARE(m_responders.size(), 6);
    QCOMPARE(server.last->pending(), 4);
    for (int i = 2; i < 10; ++i) {
        QTRY_VERIFY(m_responders.size() > i);
        QVERIFY(server.last->pending() <= 4);
        answerLater(i, QByteArray::number(i));
    }
    QTRY_COMPARE(client.answers().size(), 11);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(client.answers().at(i).body, QByteArray::number(i));
    QCOMPARE(client.answers().last().body, QByteArray("ok"));
}

void TestHttpConnection::pausesWhileClientDoesNotRead()
{
    constexpr int asked = 60;
    int served = 0;
    m_router.add("GET", "/big", [&served](const HttpRequest &, const Responder &responder) {
        ++served;
        HttpResponse response;
        response.body = QByteArray(1024 * 1024, 'x');
        responder.answer(response);
    });
    HttpSettings settings;
    settings.maxUnsent = 64 * 1024;
    Server server(m_router, settings);
    Client client(server);
    client.blockSignals(true); // its reader sleeps, and its buffer is soon full
    client.setReadBufferSize(1024);
    client.write(get("/big").repeated(asked));
    client.flush();
    QTRY_VERIFY(served > 0);
    const auto *socket = server.last->findChild<QTcpSocket *>();
    QTRY_VERIFY(socket->bytesToWrite() > 0);
    for (int turn = 0; turn < 200; ++turn) {
        QCoreApplication::processEvents();
        QVERIFY(socket->bytesToWrite() <= 1024 * 1024 + settings.maxUnsent + 1024);
    }
    QVERIFY(served < asked);
    client.blockSignals(false);
    client.setReadBufferSize(0);
    client.received += client.readAll();
    QTRY_COMPARE_WITH_TIMEOUT(served, asked, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(client.received.count("HTTP/1.1 200 OK"), asked, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(client.answers().size(), asked, 20'000);
}

void TestHttpConnection::chunkedSplitAtEveryByte()
{
    Server server(m_router);
    Client client(server);
    const QByteArray request =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=\"1\"\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: x\r\n\r\n";
    for (qsizetype cut = 1; cut < request.size(); ++cut) {
        client.write(request.first(cut));
        client.flush();
        QCoreApplication::processEvents();
        client.write(request.sliced(cut));
        QTRY_COMPARE(client.answers().size(), 1);
        QCOMPARE(client.answers().first().body, QByteArray("hello, world"));
        client.received.clear();
    }
}

void TestHttpConnection::head()
{
    Server server(m_router);
    Client client(server);
    client.write("HEAD /hello/ HTTP/1.1\r\nHost: a\r\n\r\nHEAD /none HTTP/1.1\r\nHost: a\r\n\r\n");
    QByteArray rest = "x";
    QTRY_COMPARE(answersIn(client.received, &rest, true).size(), 2);
    const QList<Answer> answers = answersIn(client.received, &rest, true);
    QVERIFY(rest.isEmpty());
    QCOMPARE(answers.at(0).status, 200);
    QVERIFY(answers.at(0).has("Content-Length: 2"));
    QVERIFY(answers.at(0).has("Content-Type: application/json"));
    QCOMPARE(answers.at(1).status, 404);
    client.received.clear();
    client.write(get("/hello/"));
    QTRY_COMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().body, QByteArray("ok"));
}

void TestHttpConnection::noContent()
{
    m_router.add("GET", "/empty", [](const HttpRequest &, const Responder &responder) {
        HttpResponse response;
        response.status = 204;
        response.body = "must not be sent";
        responder.answer(response);
    });
    Server server(m_router);
    Client client(server);
    client.write(get("/empty") + get("/hello/"));
    QTRY_COMPARE(client.answers().size(), 2);
    QCOMPARE(client.answers().at(0).status, 204);
    QVERIFY(!client.answers().at(0).head.contains("content-"));
    QCOMPARE(client.answers().at(1).body, QByteArray("ok"));
}

void TestHttpConnection::headersCannotBeForged()
{
    m_router.add("GET", "/headers", [](const HttpRequest &, const Responder &responder) {
        HttpResponse response;
        response.headers = {{"X-Good", "value"}, {"X-Bad", "a\r\nX-Forged: b"}, {"X: Forged", "c"}};
        responder.answer(response);
    });
    Server server(m_router);
    Client client(server);
    QTest::ignoreMessage(QtWarningMsg, "header left out of an answer: \"X-Bad\"");
    QTest::ignoreMessage(QtWarningMsg, "header left out of an answer: \"X: Forged\"");
    client.write(get("/headers"));
    QTRY_COMPARE(client.answers().size(), 1);
    QVERIFY(client.answers().first().has("X-Good: value"));
    QVERIFY(!client.answers().first().head.contains("forged"));
}

void TestHttpConnection::continues()
{
    Server server(m_router);
    Client client(server);
    client.write(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(client.received, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.received.clear();
    client.write("hello");
    QTRY_COMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().status, 200);
    QCOMPARE(client.answers().first().body, QByteArray("hello"));
}

void TestHttpConnection::continueWaitsItsTurn()
{
    Server server(m_router);
    Client client(server);
    client.write(
        get("/later")
        + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(m_responders.size(), 1);
    answerLater(0, "first");
    QTRY_COMPARE(client.answers().size(), 2);
    QCOMPARE(client.answers().at(0).body, QByteArray("first"));
    QCOMPARE(client.answers().at(1).status, 100);
    client.write("hello");
    QTRY_COMPARE(client.answers().size(), 3);
    QCOMPARE(client.answers().at(2).body, QByteArray("hello"));
}

void TestHttpConnection::noContinueWhenBodyIsThere()
{
    Server server(m_router);
    Client client(server);
    client.write(post("/echo", "hello", "Expect: 100-continue\r\n"));
    QTRY_COMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().status, 200);
}

void TestHttpConnection::oldClients_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("connection"); ///< that the answer has; empty: it closes
    const QByteArray line = "GET /hello/ HTTP/1.0\r\n";
    QTest::newRow("plain") << line + "\r\n" << QByteArray();
    QTest::newRow("keep-alive") << line + "Connection: Keep-Alive\r\n\r\n"
                                << QByteArray("keep-alive");
    QTest::newRow("both") << line + "Connection: keep-alive, close\r\n\r\n" << QByteArray();
}

void TestHttpConnection::oldClients()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, connection);
    Server server(m_router);
    Client client(server);
    client.write(request);
    QTRY_COMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().body, QByteArray("ok"));
    if (connection.isEmpty()) {
        QVERIFY(client.answers().first().has("Connection: close"));
        QTRY_VERIFY(client.isClosed());
        QTRY_COMPARE(server.live, 0);
    } else {
        QVERIFY(client.answers().first().has("Connection: " + connection));
        client.write(request);
        QTRY_COMPARE(client.answers().size(), 2);
        QCOMPARE(server.live, 1);
    }
}

void TestHttpConnection::connectionClose()
{
    Server server(m_router);
    Client client(server);
    client.write(post("/later", "x", "Connection: x, Close\r\n") + get("/hello/"));
    QTRY_COMPARE(m_responders.size(), 1);
    answerLater(0, "last");
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().body, QByteArray("last"));
    QVERIFY(client.answers().first().has("Connection: close"));
    QTRY_COMPARE(server.live, 0);
}

void TestHttpConnection::unknownPathAndMethod()
{
    Server server(m_router);
    Client client(server);
    client.write(post("/none", "x") + post("/hello/", "x") + get("/hello/"));
    QTRY_COMPARE(client.answers().size(), 3);
    QCOMPARE(client.answers().at(0).status, 404);
    QCOMPARE(client.answers().at(0).body, QByteArray(R"({"status": 1, "msg": "not found"})"));
    QCOMPARE(client.answers().at(1).status, 405);
    QVERIFY(client.answers().at(1).has("Allow: GET, HEAD"));
    QCOMPARE(client.answers().at(2).status, 200);
}

void TestHttpConnection::malformed_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray chunked =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("conflicting lengths") << post("/echo", "x", "Content-Length: 2\r\n") << 400;
    QTest::newRow("length and coding")
        << post("/echo", "x", "Transfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("unknown coding") << get("/", "Transfer-Encoding: gzip, chunked\r\n") << 501;
    QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 505;
    QTest::newRow("head too large") << get("/", "X: " + QByteArray(16 * 1024, 'x') + "\r\n") << 431;
    QTest::newRow("unknown expectation") << post("/echo", "x", "Expect: tea\r\n") << 417;
    QTest::newRow("length over the limit") << post("/echo", {}).replace(": 0", ": 1048577") << 413;
    QTest::newRow("length over the limit, expecting")
        << post("/echo", {}, "Expect: 100-continue\r\n").replace(": 0", ": 1048577") << 413;
    QTest::newRow("chunk over the limit") << chunked + "100001\r\nxx" << 413;
    QTest::newRow("chunks over the limit") << chunked + "fffff\r\n" + QByteArray(0xfffff, 'x')
            + "\r\n2\r\nxx\r\n" << 413;
    QTest::newRow("malformed chunk") << chunked + "xyz\r\nhello" << 400;
}

void TestHttpConnection::malformed()
{
    QFETCH(const QByteArray, request);
    QFETCH(const int, status);
    Server server(m_router);
    Client client(server);
    client.write(request + get("/hello/"));
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.error(), QAbstractSocket::RemoteHostClosedError);
    QCOMPARE(client.answers().size(), 1);
    const Answer answer = client.answers().first();
    QCOMPARE(answer.status, status);
    QVERIFY(answer.has("Connection: close"));
    QVERIFY(answer.has("Content-Type: application/json"));
    QVERIFY(answer.body.startsWith("{\"status\": 1, \"msg\": \""));
    QVERIFY(m_requests.isEmpty());
    QTRY_COMPARE(server.live, 0);
}

void TestHttpConnection::errorComesAfterEarlierAnswers()
{
    Server server(m_router);
    Client client(server);
    client.write(get("/later") + get("/hello/") + "nonsense\r\n\r\n" + get("/hello/"));
    QTRY_COMPARE(m_responders.size(), 1);
    QCOMPARE(server.last->pending(), 3);
    answerLater(0, "first");
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 3);
    QCOMPARE(client.answers().at(0).body, QByteArray("first"));
    QCOMPARE(client.answers().at(1).body, QByteArray("ok"));
    QCOMPARE(client.answers().at(2).status, 400);
}

void TestHttpConnection::tooLargeWhileClientSends()
{
    // The client goes on sending a while: the answer must reach it all the same.
    Server server(m_router);
    Client client(server);
    client.write(post("/echo", {}).replace(": 0", ": 8388608"));
    client.flush();
    const QByteArray piece(64 * 1024, 'x');
    for (int i = 0; i < 64 && !client.isClosed(); ++i) {
        client.write(piece);
        client.flush();
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().status, 413);
}

QTEST_GUILESS_MAIN(TestHttpConnection)
#include "tst_httpconnection.moc"
