// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "businesstest.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTest>
#include <QUrl>

/// The callbacks of the example business server, its rooms and its command `send`.
class TestBusinessServer : public BusinessTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(startRelay()); }
    void init() { QVERIFY(startBusiness()); }
    void cleanup() { stopBusiness(); }
    void badSignature_data();
    void badSignature();
    void connectJoinsChannels();
    void deviceCannotNameMoreChannels();
    void messageIsEchoed_data();
    void messageIsEchoed();
    void messageIsHandledOnce();
    void closeIsAccepted();
    void unknownPathsAndMethods();
    void connectionIsKept();
    void tooLongIsRefused();
    void sendCallsTheRelay();
    void sendReportsFailure();
    void tokenIsNeeded();
    void roomIsJoinedAndLeft();
    void roomRemembers();
    void roomIsToldWhoIsThere();
    void lostSessionIsReplaced();
    void saidOnceForEachKey();
    void badRoomRequests_data();
    void badRoomRequests();
    void senderLearnsOfDelivery();

private:
    // A message of the chat, from a client that is called after its device.
    Response chat(int type, const QByteArray &device, const QByteArray &body);
    QJsonObject say(const QByteArray &device, const QByteArray &key, const QByteArray &text);
    // What was sent to a channel with that type so far.
    [[nodiscard]] QList<QJsonObject> posted(const QString &channel, int type) const;
};

QList<QJsonObject> TestBusinessServer::posted(const QString &channel, int type) const
{
    QList<QJsonObject> found;
    for (const Post &post : m_posts) {
        if (post.value(u"channel"_qs) == channel
            && post.value(u"msgtype"_qs) == QString::number(type))
            found.append(post.content);
    }
    return found;
}

void TestBusinessServer::badSignature_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("wrong token") << query("other");
    QTest::newRow("empty token") << query("");
    QTest::newRow("too old") << query(Token, 20);
    QTest::newRow("from the future") << query(Token, -20);
    QTest::newRow("other nonce") << query(Token).replace("4711", "4712");
    QTest::newRow("upper case") << query(Token)
                                       .toUpper()
                                       .replace("TIMESTAMP", "timestamp")
                                       .replace("NONCE", "nonce")
                                       .replace("SIGNATURE", "signature");
    QTest::newRow("cut") << query(Token).chopped(1);
    QTest::newRow("not ascii") << query(Token) + "%C3%A9";
    QTest::newRow("timestamp word")
        << QByteArray("?timestamp=now&nonce=1&signature=" + signatureOf(Token, "now", "1"));
    QTest::newRow("timestamp huge")
        << QByteArray("?timestamp=99999999999999999999&nonce=1&signature="
                      + signatureOf(Token, "99999999999999999999", "1"));
}

void TestBusinessServer::badSignature()
{
    QFETCH(QByteArray, query);
    for (const auto &[method, path] : {std::pair<QByteArray, QByteArray>("GET", "/connect/"),
                                       {"POST", "/message/1/"},
                                       {"GET", "/close/"}}) {
        const Response response = call(method, path + query, {"X-DEVICEID: phone"});
        QCOMPARE(response.status, 403);
        QCOMPARE(response.json().value(u"status").toString(), u"error"_qs);
        QVERIFY(!response.headers.contains("rainbowclientchannel"));
    }
}

void TestBusinessServer::connectJoinsChannels()
{
    const Response response = call(
        "GET", "/connect/" + query(Token),
        {"X-DEVICEID: phone-7", "X-CLIENT-OS: ios", "RAINBOWCLIENTIDENTITY: 0123456789abcdef"});
    QCOMPARE(response.status, 200);
    QCOMPARE(response.json(), QJsonObject({{u"status"_qs, u"success"_qs}}));
    QCOMPARE(response.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(response.headers.value("rainbowclientchannel"), QByteArray("lobby,phone-7"));
    QCOMPARE(QByteArray::fromBase64(response.headers.value("rainbowclientcookie")),
             QByteArray("phone-7"));
    QTRY_VERIFY_WITH_TIMEOUT((m_log += m_process.readAll()).contains("identity='01234567'"), Wait);
}

void TestBusinessServer::deviceCannotNameMoreChannels()
{
    const Response response = call("GET", "/connect/" + query(Token), {"X-DEVICEID: a,staff"});
    QCOMPARE(response.status, 200);
    QCOMPARE(response.headers.value("rainbowclientchannel"), QByteArray("lobby"));
}

void TestBusinessServer::messageIsEchoed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QJsonValue>("echo");
    QTest::newRow("object") << QByteArray(R"({"a": [1]})")
                            << QJsonValue(QJsonObject({{u"a"_qs, QJsonArray({1})}}));
    QTest::newRow("text") << QByteArray("Zo\xc3\xab") << QJsonValue(u"Zoë"_qs);
    QTest::newRow("empty") << QByteArray("") << QJsonValue(u""_qs);
    const QByteArray deep(100'000, '[');
    QTest::newRow("nested deeply") << deep << QJsonValue(QString::fromLatin1(deep));
    QTest::newRow("not utf-8") << QByteArray("\xff") << QJsonValue(QString(QChar(0xfffd)));
}

void TestBusinessServer::messageIsEchoed()
{
    QFETCH(QByteArray, body);
    QFETCH(QJsonValue, echo);
    const Response response =
        call("POST", "/message/42/" + query(Token),
             {"RAINBOWCLIENTIDENTITY: 0123456789abcdef", "RAINBOWMESSAGEID: m1"}, body);
    QCOMPARE(response.status, 200);
    QCOMPARE(response.json(),
             QJsonObject({{u"echo"_qs, echo}, {u"type"_qs, 42}, {u"from"_qs, u"01234567"_qs}}));
}

void TestBusinessServer::messageIsHandledOnce()
{
    const auto send = [this](const QByteArray &id, const QByteArray &body) {
        return call("POST", "/message/1/" + query(Token), {"RAINBOWMESSAGEID: " + id}, body)
            .json()
            .value(u"echo")
            .toString();
    };
    QCOMPARE(send("a", "first"), u"first"_qs);
    // Another body under the same id tells a remembered answer from a new one.
    QCOMPARE(send("a", "again"), u"first"_qs);
    QCOMPARE(send("b", "second"), u"second"_qs);
    QCOMPARE(send("a", "again"), u"first"_qs);
}

void TestBusinessServer::closeIsAccepted()
{
    const Response response =
        call("GET", "/close/" + query(Token), {"RAINBOWCLIENTIDENTITY: 0123456789abcdef"});
    QCOMPARE(response.status, 200);
    QCOMPARE(response.json().value(u"status").toString(), u"success"_qs);
}

void TestBusinessServer::unknownPathsAndMethods()
{
    QCOMPARE(call("GET", "/nothing/" + query(Token)).status, 404);
    QCOMPARE(call("GET", "/message/1/" + query(Token)).status, 404);
    QCOMPARE(call("POST", "/connect/" + query(Token)).status, 404);
    QCOMPARE(call("POST", "/" + query(Token)).status, 404);
    QCOMPARE(call("GET", "/announce" + query(Token)).status, 404);
}

void TestBusinessServer::connectionIsKept()
{
    const quint16 port = m_socket.localPort();
    for (int i = 0; i < 100; ++i) {
        const QByteArray text = QByteArray::number(i);
        QCOMPARE(call("POST", "/message/1/" + query(Token), {}, text).json().value(u"echo").toInt(),
                 i);
    }
    QCOMPARE(m_socket.state(), QAbstractSocket::ConnectedState);
    QCOMPARE(m_socket.localPort(), port);
}

void TestBusinessServer::tooLongIsRefused()
{
    m_socket.write("POST /message/1/" + query(Token)
                   + " HTTP/1.1\r\nHost: test\r\nContent-Length: 1048577\r\n\r\n");
    QTRY_COMPARE_WITH_TIMEOUT(m_socket.state(), QAbstractSocket::UnconnectedState, Wait);
    QVERIFY(m_socket.readAll().startsWith("HTTP/1.1 413 "));
}

void TestBusinessServer::sendCallsTheRelay()
{
    // A relay that records the call and answers it.
    QTcpServer relay;
    QVERIFY(relay.listen(QHostAddress::LocalHost));
    QByteArray request;
    const QByteArray answer = R"({"status": 0, "connections": 2, "data": "ok"})";
    connect(&relay, &QTcpServer::newConnection, &relay, [&] {
        QTcpSocket *socket = relay.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [&request, &answer, socket] {
            request += socket->readAll();
            if (!request.endsWith("{\"hi\": 1}"))
                return;
            socket->write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                          + QByteArray::number(answer.size()) + "\r\n\r\n" + answer);
            socket->disconnectFromHost();
        });
    });
    QProcess sender;
    sender.start(QStringLiteral(BUSINESS_SERVER),
                 {u"send"_qs, u"--relay"_qs, u"http://127.0.0.1:%1"_qs.arg(relay.serverPort()),
                  u"--token"_qs, QString::fromLatin1(Token), u"--qos"_qs, u"1"_qs, u"--type"_qs,
                  u"7"_qs, u"the lobby"_qs, u"{\"hi\": 1}"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(sender.state(), QProcess::NotRunning, Wait);
    QCOMPARE(sender.exitCode(), 0);
    QCOMPARE(sender.readAllStandardOutput().trimmed(), answer);

    const QList<QByteArray> line = request.left(request.indexOf('\r')).split(' ');
    QCOMPARE(line.at(0), QByteArray("POST"));
    const QUrl url(QString::fromLatin1(line.at(1)).replace(u'+', u"%20"_qs));
    const QUrlQuery parameters(url);
    const auto value = [&parameters](const char *key) {
        return parameters.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded).toUtf8();
    };
    QCOMPARE(url.path(), u"/send/"_qs);
    QCOMPARE(value("channel"), QByteArray("the lobby"));
    QCOMPARE(value("msgtype"), QByteArray("7"));
    QCOMPARE(value("qos"), QByteArray("1"));
    QCOMPARE(value("signature"), signatureOf(Token, value("timestamp"), value("nonce")));
    QCOMPARE_LE(qAbs(value("timestamp").toLongLong() - QDateTime::currentSecsSinceEpoch()), 10);
}

void TestBusinessServer::sendReportsFailure()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    QProcess sender;
    sender.start(QStringLiteral(BUSINESS_SERVER),
                 {u"send"_qs, u"--relay"_qs, u"http://127.0.0.1:%1"_qs.arg(port), u"--token"_qs,
                  u"t"_qs, u"lobby"_qs, u"x"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(sender.state(), QProcess::NotRunning, Wait);
    QCOMPARE(sender.exitCode(), 1);
    QVERIFY(sender.readAllStandardError().contains("refused"));
}

void TestBusinessServer::tokenIsNeeded()
{
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"RAINBOW_TOKEN"_qs);
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(BUSINESS_SERVER), {u"--port"_qs, u"0"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, Wait);
    QCOMPARE(program.exitCode(), 2);
}

Response TestBusinessServer::chat(int type, const QByteArray &device, const QByteArray &body)
{
    return call(
        "POST", "/message/" + QByteArray::number(type) + '/' + query(Token),
        {"RAINBOWCLIENTIDENTITY: id-" + device, "RAINBOWCLIENTCOOKIE: " + device.toBase64()}, body);
}

QJsonObject TestBusinessServer::say(const QByteArray &device, const QByteArray &key,
                                    const QByteArray &text)
{
    return chat(12, device,
                R"({"room": "den", "name": "N)" + device + R"(", "key": ")" + key
                    + R"(", "text": ")" + text + "\"}")
        .json();
}

void TestBusinessServer::roomIsJoinedAndLeft()
{
    const Response joined = chat(10, "a", R"({"room": "K\u00fcche 1,2", "name": " Ada "})");
    QCOMPARE(joined.status, 200);
    QCOMPARE(joined.json().value(u"status").toString(), u"ok"_qs);
    QCOMPARE(joined.json().value(u"room").toString(), u"Küche 1,2"_qs);
    QCOMPARE(joined.json().value(u"members"), QJsonValue(QJsonArray({u"Ada"_qs})));
    QCOMPARE(joined.json().value(u"history"), QJsonValue(QJsonArray()));
    // A comma in a room's name names no second channel.
    const QByteArray channel = "room-K%C3%BCche%201%2C2";
    QCOMPARE(joined.headers.value("rainbowclientchannel"), channel + ",device-a");

    const Response left = chat(11, "a", R"({"room": "K\u00fcche 1,2"})");
    QCOMPARE(left.json().value(u"status").toString(), u"ok"_qs);
    QCOMPARE(left.headers.value("rainbowclientchannelunsub"), channel);
}

void TestBusinessServer::roomRemembers()
{
    QCOMPARE(chat(10, "a", R"({"room": "den", "name": "Ada"})").status, 200);
    const QJsonObject first = say("a", "k1", "one");
    const QJsonObject second = say("a", "k2", "two");
    QCOMPARE_LT(first.value(u"id").toDouble(), second.value(u"id").toDouble());

    const auto history = [this](const QByteArray &after) {
        const Response joined =
            chat(10, "b", R"({"room": "den", "name": "Bob", "after": )" + after + '}');
        QStringList texts;
        for (const QJsonValue &said : joined.json().value(u"history").toArray())
            texts.append(said[u"from"].toString() + u": "_qs + said[u"text"].toString());
        return texts;
    };
    QCOMPARE(history("0"), (QStringList{u"Ada: one"_qs, u"Ada: two"_qs}));
    QCOMPARE(history(QByteArray::number(first.value(u"id").toInteger())),
             QStringList{u"Ada: two"_qs});
    for (int i = 0; i < 60; ++i)
        say("a", "n" + QByteArray::number(i), "more");
    QCOMPARE(history("0").size(), 50);
}

void TestBusinessServer::roomIsToldWhoIsThere()
{
    const auto latest = [this] {
        QJsonObject newest;
        for (const QJsonObject &presence : posted(u"room-den"_qs, 13)) {
            if (presence.value(u"version").toDouble() > newest.value(u"version").toDouble())
                newest = presence;
        }
        return newest.value(u"members").toArray();
    };
    chat(10, "a", R"({"room": "den", "name": "Zoe"})");
    chat(10, "b", R"({"room": "den", "name": "bob"})");
    QTRY_COMPARE_WITH_TIMEOUT(latest(), QJsonArray({u"bob"_qs, u"Zoe"_qs}), Wait);
    chat(10, "b", R"({"room": "den", "name": "Carl"})");
    QTRY_COMPARE_WITH_TIMEOUT(latest(), QJsonArray({u"Carl"_qs, u"Zoe"_qs}), Wait);
    // The same again is no news.
    chat(10, "b", R"({"room": "den", "name": "Carl"})");
    chat(11, "b", R"({"room": "den"})");
    QTRY_COMPARE_WITH_TIMEOUT(latest(), QJsonArray({u"Zoe"_qs}), Wait);
    QCOMPARE(call("GET", "/close/" + query(Token), {"RAINBOWCLIENTIDENTITY: id-a"}).status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(latest(), QJsonArray(), Wait);
    QCOMPARE(posted(u"room-den"_qs, 13).size(), 5);
}

void TestBusinessServer::lostSessionIsReplaced()
{
    chat(10, "a", R"({"room": "den", "name": "Ada"})");
    const Response again =
        call("POST", "/message/10/" + query(Token),
             {"RAINBOWCLIENTIDENTITY: new", "RAINBOWCLIENTCOOKIE: " + QByteArray("a").toBase64()},
             R"({"room": "den", "name": "Ada"})");
    QCOMPARE(again.json().value(u"members"), QJsonValue(QJsonArray({u"Ada"_qs})));
    // The end of the old one is no end of the new one.
    call("GET", "/close/" + query(Token), {"RAINBOWCLIENTIDENTITY: id-a"});
    QCOMPARE(chat(10, "b", R"({"room": "den", "name": "Bob"})").json().value(u"members"),
             QJsonValue(QJsonArray({u"Ada"_qs, u"Bob"_qs})));
}

void TestBusinessServer::saidOnceForEachKey()
{
    // Who has not joined joins by it, as after a restart of this program.
    const QJsonObject first = say("a", "k", "one");
    QCOMPARE(first.value(u"status").toString(), u"ok"_qs);
    QCOMPARE(first.value(u"key").toString(), u"k"_qs);
    QCOMPARE(say("a", "k", "changed").value(u"id"), first.value(u"id"));
    QCOMPARE_NE(say("b", "k", "two").value(u"id"), first.value(u"id"));
    QTRY_COMPARE_WITH_TIMEOUT(posted(u"room-den"_qs, 12).size(), 2, Wait);
    QStringList said;
    for (const QJsonObject &message : posted(u"room-den"_qs, 12))
        said.append(message.value(u"from").toString() + u": "_qs
                    + message.value(u"text").toString());
    said.sort();
    QCOMPARE(said, (QStringList{u"Na: one"_qs, u"Nb: two"_qs}));
}

void TestBusinessServer::badRoomRequests_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, int type, const QByteArray &body, const char *why) {
        QTest::newRow(name) << type << body << QString::fromLatin1(why);
    };
    row("not JSON", 10, "{", "not JSON");
    row("nested deeply", 10, QByteArray(100'000, '['), "not JSON");
    row("not UTF-8", 10, "\xff", "not JSON");
    row("no object", 12, "[]", "a JSON object is needed");
    row("no room", 11, "{}", "room: a text is needed");
    row("room a number", 10, R"({"room": 1, "name": "a"})", "room: a text is needed");
    row("room empty", 10, R"({"room": " ", "name": "a"})", "room: 1 to 64 characters");
    row("room too long", 10, R"({"name": "a", "room": ")" + QByteArray(65, 'r') + "\"}",
        "room: 1 to 64 characters");
    row("room of two lines", 10, R"({"room": "a\r\nX: y", "name": "a"})", "room: one line, please");
    row("half a character", 10, R"({"room": "\ud800", "name": "a"})", "room: one line, please");
    row("no name", 10, R"({"room": "a"})", "name: a text is needed");
    row("after a text", 10, R"({"room": "a", "name": "a", "after": "x"})",
        "after: a number is needed");
    row("no text", 12, R"({"room": "a", "name": "a", "key": "k"})", "text: a text is needed");
    row("no key", 12, R"({"room": "a", "name": "a", "text": "t"})", "key: a text is needed");
    row("text too long", 12,
        R"({"room": "a", "name": "a", "key": "k", "text": ")" + QByteArray(4001, 't') + "\"}",
        "text: 1 to 4000 characters");
}

void TestBusinessServer::badRoomRequests()
{
    QFETCH(int, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, why);
    const Response response = chat(type, "a", body);
    QCOMPARE(response.status, 200);
    QCOMPARE(response.json(), QJsonObject({{u"status"_qs, u"error"_qs}, {u"msg"_qs, why}}));
    QVERIFY(!response.headers.contains("rainbowclientchannel"));
}

void TestBusinessServer::senderLearnsOfDelivery()
{
    const QJsonObject said = say("a", "k", "hello");
    QTRY_COMPARE_WITH_TIMEOUT(posted(u"device-a"_qs, 14).size(), 1, Wait);
    // Three have confirmed; one of them is the sender.
    QCOMPARE(posted(u"device-a"_qs, 14).first(),
             QJsonObject({{u"room"_qs, u"den"_qs},
                          {u"id"_qs, said.value(u"id")},
                          {u"key"_qs, u"k"_qs},
                          {u"count"_qs, 2}}));
}

QTEST_GUILESS_MAIN(TestBusinessServer)
#include "tst_business_server.moc"
