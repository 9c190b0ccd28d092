// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "httpfixture.h"

using namespace Rainbow;

/// How a connection ends: by time, by either side, in the middle of things.
class TestHttpLife : public QObject, private HttpFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { reset(); }
    void timeouts_data();
    void timeouts();
    void idleCloses();
    void noTimeoutWhileAnswerIsPending();
    void clientLeavesWhilePending();
    void droppedResponder();
    void answeredTwice();
    void halfClosedClient();
    void halfClosedAndStillConnected();
    void deletedInHandler();
    void deletedWhilePending();
    void drainIdle();
    void drainPending();
    void garbage();
};

void TestHttpLife::timeouts_data()
{
    QTest::addColumn<QByteArray>("begun");
    QTest::newRow("one byte") << QByteArray("G");
    QTest::newRow("head") << get("/hello/").chopped(1);
    QTest::newRow("body") << post("/echo", "hello").chopped(1);
    QTest::newRow("chunk") << QByteArray(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe");
}

void TestHttpLife::timeouts()
{
    QFETCH(const QByteArray, begun);
    Server server(m_router, Hasty);
    Client client(server);
    client.write(get("/hello/") + begun);
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 2);
    QCOMPARE(client.answers().at(0).status, 200);
    QCOMPARE(client.answers().at(1).status, 408);
    QVERIFY(client.answers().at(1).has("Connection: close"));
    QTRY_COMPARE(server.live, 0);
}

void TestHttpLife::idleCloses()
{
    Server server(m_router, Hasty);
    Client silent(server);
    Client client(server);
    client.write(get("/hello/"));
    QTRY_VERIFY(silent.isClosed());
    QTRY_VERIFY(client.isClosed());
    QVERIFY(silent.received.isEmpty());
    QCOMPARE(client.answers().size(), 1);
    QVERIFY(!client.answers().first().head.contains("connection:"));
    QTRY_COMPARE(server.live, 0);
}

void TestHttpLife::noTimeoutWhileAnswerIsPending()
{
    Server server(m_router, Hasty);
    Client waiting(server);
    waiting.write(get("/later"));
    QTRY_COMPARE(m_responders.size(), 1);
    for (int round = 0; round < 3; ++round) { // thrice the time that an idle one is given
        Client idle(server);
        QTRY_VERIFY(idle.isClosed());
    }
    QVERIFY(!waiting.isClosed());
    answerLater(0, "at last");
    QTRY_COMPARE(waiting.answers().size(), 1);
    QCOMPARE(waiting.answers().first().body, QByteArray("at last"));
    QTRY_VERIFY(waiting.isClosed());
}

void TestHttpLife::clientLeavesWhilePending()
{
    Server server(m_router);
    {
        Client client(server);
        client.write(get("/later").repeated(3));
        QTRY_COMPARE(m_responders.size(), 3);
        client.abort();
    }
    QTRY_COMPARE(server.live, 0);
    answerLater(0, "nobody is there");
    QTest::ignoreMessage(QtWarningMsg, "a request was dropped without an answer");
    QTest::ignoreMessage(QtWarningMsg, "a request was dropped without an answer");
    m_responders.clear();
}

void TestHttpLife::droppedResponder()
{
    Server server(m_router);
    Client client(server);
    QTest::ignoreMessage(QtWarningMsg, "a request was dropped without an answer");
    client.write(get("/drop") + get("/later") + get("/hello/"));
    QTRY_COMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().at(0).status, 500);
    QCOMPARE(client.answers().at(0).body, QByteArray(R"({"status": 1, "msg": "internal error"})"));
    QTRY_COMPARE(m_responders.size(), 1);
    QTest::ignoreMessage(QtWarningMsg, "a request was dropped without an answer");
    m_responders.clear();
    QTRY_COMPARE(client.answers().size(), 3);
    QCOMPARE(client.answers().at(1).status, 500);
    QCOMPARE(client.answers().at(2).status, 200);
}

void TestHttpLife::answeredTwice()
{
    Server server(m_router);
    Client client(server);
    client.write(get("/later").repeated(2));
    QTRY_COMPARE(m_responders.size(), 2);
    answerLater(0, "one");
    answerLater(0, "again");
    answerLater(1, "two");
    answerLater(0, "and again");
    client.write(get("/hello/"));
    QTRY_COMPARE(client.answers().size(), 3);
    QCOMPARE(client.answers().at(0).body, QByteArray("one"));
    QCOMPARE(client.answers().at(1).body, QByteArray("two"));
    QCOMPARE(client.answers().at(2).body, QByteArray("ok"));
}

void TestHttpLife::halfClosedClient()
{
    Server server(m_router);
    Client client(server);
    client.write(post("/echo", "hello"));
    client.flush();
    client.shutDownSending();
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().body, QByteArray("hello"));
    QTRY_COMPARE(server.live, 0);
}

void TestHttpLife::halfClosedAndStillConnected()
{
    // As from a socket that stays connected when the peer has shut down its sending side.
    Server server(m_router);
    Client client(server);
    client.write(get("/later") + "GET /begun");
    QTRY_COMPARE(m_responders.size(), 1);
    Q_EMIT server.last->findChild<QTcpSocket *>()->readChannelFinished();
    QCOMPARE(server.last->pending(), 1);
    answerLater(0, "late");
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 1);
    QCOMPARE(client.answers().first().body, QByteArray("late"));
    QVERIFY(client.answers().first().has("Connection: close"));
}

void TestHttpLife::deletedInHandler()
{
    Server server(m_router);
    m_router.add("GET", "/delete",
                 [&server](const HttpRequest &request, const Responder &responder) {
                     delete server.last;
                     QCOMPARE(request.head.path, QByteArray("/delete"));
                     responder.answer(HttpResponse());
                 });
    Client client(server);
    client.write(get("/hello/") + get("/delete") + get("/hello/"));
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(server.live, 0);
    QVERIFY(client.received.isEmpty());
}

void TestHttpLife::deletedWhilePending()
{
    Server server(m_router);
    Client client(server);
    client.write(get("/later"));
    QTRY_COMPARE(m_responders.size(), 1);
    delete server.last;
    answerLater(0, "nobody is there");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received.isEmpty());
}

void TestHttpLife::drainIdle()
{
    Server server(m_router);
    Client client(server);
    client.write(get("/hello/"));
    QTRY_COMPARE(client.answers().size(), 1);
    server.last->drain();
    QTRY_VERIFY(client.isClosed());
    QTRY_COMPARE(server.live, 0);
    QCOMPARE(client.answers().size(), 1);
}

void TestHttpLife::drainPending()
{
    Server server(m_router);
    Client client(server);
    client.write(get("/later").repeated(2)
                 + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    QTRY_COMPARE(m_responders.size(), 2);
    server.last->drain();
    client.write(get("/hello/"));
    answerLater(1, "two");
    answerLater(0, "one");
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.answers().size(), 2);
    QVERIFY(!client.answers().at(0).has("Connection: close"));
    QVERIFY(client.answers().at(1).has("Connection: close"));
    QTRY_COMPARE(server.live, 0);
}

void TestHttpLife::garbage()
{
    Server server(m_router);
    QRandomGenerator random(6455);
    const QByteArrayList seeds = {get("/hello/") + post("/echo", "hello"), QByteArray(),
                                  "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
                                  "chunked\r\n\r\n5;a\r\nhello\r\n0\r\n\r\n"};
    int refused = 0;
    for (int round = 0; round < 3'000; ++round) {
        QByteArray bytes = seeds.at(random.bounded(seeds.size()));
        if (bytes.isEmpty()) {
            bytes.resize(1 + random.bounded(200));
            for (char &byte : bytes)
                byte = char(random.bounded(256));
        } else {
            for (int change = 0; change < 3; ++change)
                bytes[random.bounded(bytes.size())] = char(random.bounded(256));
        }
        Client client(server);
        client.write(bytes);
        client.flush();
        client.shutDownSending();
        QTRY_VERIFY(client.isClosed());
        QCOMPARE(client.error(), QAbstractSocket::RemoteHostClosedError);
        QByteArray rest;
        for (const Answer &answer : answersIn(client.received, &rest)) {
            refused += answer.status == 400 ? 1 : 0;
            QVERIFY(answer.status >= 200 && answer.status < 600 && answer.status != 500);
        }
        QVERIFY2(rest.isEmpty(), rest.constData());
    }
    QVERIFY(refused > 1'000);
    QTRY_COMPARE(server.live, 0);
}

QTEST_GUILESS_MAIN(TestHttpLife)
#include "tst_httplife.moc"
