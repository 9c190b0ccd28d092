// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include <QLoggingCategory>
#include <QTest>
#include <QUrlQuery>

using namespace Rainbow;
using namespace Rainbow::Test;
using State = Client::State;

/// How a Client gets a connection, what it says of itself, and what goes wrong with it.
class tst_ClientHandshake : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhoItIs();
    void signsTheRequest();
    void refusesHeadersThatCannotBeSent();
    void triesAgainWhenRefused_data();
    void triesAgainWhenRefused();
    void waitsForARelay();
    void triesAgainWithoutAnAnswer();
    void triesAgainWithoutHello();
    void triesAgainAfterABadHello_data();
    void triesAgainAfterABadHello();
    void triesAgainWhenItBreaks();
    void asksForHeaders();
    void waitsForHeaders();
    void triesAgainWithoutHeaders_data();
    void triesAgainWithoutHeaders();
    void forgetsLateHeaders();
    void pingsAndMeasures();
    void losesARelayThatIsSilent();
    void waitsForTheRestOfAFrame();
    void logsNoSecrets();
};

void tst_ClientHandshake::saysWhoItIs()
{
    ClientScene scene;
    QVERIFY(!scene.client.deviceId().isEmpty());
    QCOMPARE(scene.client.platform(), u"linux"_qs);
    scene.client.setDeviceId(u"gerät"_qs);
    scene.client.setHeader("X-Token", "one");
    scene.client.setHeader("x-token", "two");
    scene.client.setHeader("X-Gone", "here");
    scene.client.setHeader("x-gone", "");
    QCOMPARE(scene.client.headers(), (Headers{{"x-token", "two"}}));
    QVERIFY(scene.connect());
    QCOMPARE(scene.relay.header("X-DEVICEID"), u"gerät"_qs.toUtf8());
    QCOMPARE(scene.relay.header("X-CLIENT-OS"), "linux");
    QCOMPARE(scene.relay.header("X-Token"), "two");
    QVERIFY(scene.relay.header("X-Gone").isEmpty());
    QCOMPARE(scene.relay.target(), "/connect/");
}

void tst_ClientHandshake::signsTheRequest()
{
    ClientScene scene;
    scene.client.setUrl(QUrl(scene.relay.url().toString() + u"?x=a%26b"_qs));
    scene.client.setSecurityKey("key");
    QVERIFY(scene.connect());
    const QByteArray query = scene.relay.target().split('?').value(1);
    QVERIFY(isSigned(splitQuery(query), "key"));
    QCOMPARE(fieldValue(splitQuery(query), "x"), QByteArray("a&b"));
}

void tst_ClientHandshake::refusesHeadersThatCannotBeSent()
{
    ClientScene scene;
    const QByteArray names[] = {"",
                                "two words",
                                "a:b",
                                "Host",
                                "Upgrade",
                                "connection",
                                "Sec-WebSocket-Key",
                                "X-Rainbow-Session",
                                "gr\xc3\xbcn"};
    for (const QByteArray &name : names) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"setHeader"_qs));
        scene.client.setHeader(name, "value");
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"setHeader"_qs));
    scene.client.setHeader("X-Token", "a\r\nX-Other: b");
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"setDeviceId"_qs));
    scene.client.setDeviceId(u"a\nb"_qs);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"setPlatform"_qs));
    scene.client.setPlatform(u"a\r"_qs);
    QVERIFY(scene.client.headers().isEmpty());
    QVERIFY(!scene.client.deviceId().contains(u'\n'));
    QCOMPARE(scene.client.platform(), u"linux"_qs);
}

void tst_ClientHandshake::triesAgainWhenRefused_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status :
         {"503 Service Unavailable", "500 401 (Unauthorized)", "302 Found", "400 Bad Request",
          "404 Not Found", "429 Too Many Requests", "200 OK"})
        QTest::newRow(status) << QByteArray(status);
}

void tst_ClientHandshake::triesAgainWhenRefused()
{
    QFETCH(QByteArray, status);
    ClientScene scene;
    scene.relay.script.refusal = status;
    scene.client.bloom();
    EVENTUALLY(scene.errors.size() >= 2);
    QCOMPARE(scene.client.state(), State::Blooming);
    QCOMPARE(scene.errors[0].code(), Error::Code::Refused);
    QVERIFY(scene.errors[0].isRetryable());
    QVERIFY(scene.fades.isEmpty());
    if (!status.startsWith("400")) // of which Qt does not tell
        QVERIFY2(scene.errors[0].message().contains(QString::fromLatin1(status.first(3))),
                 qPrintable(scene.errors[0].message()));
    scene.relay.script.refusal.clear();
    QVERIFY(scene.blooming());
    QCOMPARE(scene.states, (QList{State::Blooming, State::Bloomed}));
}

void tst_ClientHandshake::waitsForARelay()
{
    ClientScene scene;
    scene.relay.stopListening();
    scene.client.bloom();
    EVENTUALLY(scene.errors.size() >= 3);
    QCOMPARE(scene.errors[0].code(), Error::Code::Unreachable);
    scene.relay.listen();
    QVERIFY(scene.blooming());
}

void tst_ClientHandshake::triesAgainWithoutAnAnswer()
{
    ClientScene scene;
    scene.client.setConnectTimeout(20ms);
    scene.relay.script.silent = true;
    scene.client.bloom();
    EVENTUALLY(scene.errors.size() >= 2);
    QCOMPARE(scene.errors[0].code(), Error::Code::HandshakeTimeout);
    scene.client.setConnectTimeout(10s);
    scene.relay.script.silent = false;
    QVERIFY(scene.blooming());
}

void tst_ClientHandshake::triesAgainWithoutHello()
{
    ClientScene scene;
    scene.client.setConnectTimeout(100ms);
    scene.relay.script.hello = false;
    const auto waiting = watch(scene.client.send(1, "x"));
    scene.client.bloom();
    EVENTUALLY(scene.errors.size() >= 2);
    QCOMPARE(scene.errors[0].code(), Error::Code::HandshakeTimeout);
    QVERIFY(scene.blooms.isEmpty());
    QCOMPARE(scene.relay.waiting(), 0);
    scene.client.setConnectTimeout(10s);
    scene.relay.script.hello = true;
    QVERIFY(scene.blooming());
    QVERIFY(scene.relay.take());
    QVERIFY(!waiting->isOver());
}

void tst_ClientHandshake::triesAgainAfterABadHello_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("\x60{");
    QTest::newRow("no object") << QByteArray("\x60[]");
    QTest::newRow("no identity") << QByteArray("\x60{\"session\": \"1-a\"}");
    QTest::newRow("odd type") << QByteArray("\x60{\"identity\": \"a\", \"session\": 5}");
    QTest::newRow("a message first") << QByteArray("\x10\x00\x01hello", 8);
    QTest::newRow("an unknown command") << QByteArray("\xf0");
}

void tst_ClientHandshake::triesAgainAfterABadHello()
{
    QFETCH(QByteArray, frame);
    ClientScene scene;
    scene.relay.script.hello = false;
    scene.client.bloom();
    EVENTUALLY_COMPARE(scene.relay.connections(), 1);
    scene.relay.script.hello = true;
    scene.relay.sendFrame(2, frame);
    QVERIFY(scene.blooming());
    QCOMPARE(scene.errors.size(), 1);
    QCOMPARE(scene.errors[0].code(), Error::Code::ProtocolError);
    QVERIFY(scene.messages.isEmpty());
}

void tst_ClientHandshake::triesAgainWhenItBreaks()
{
    ClientScene scene;
    scene.relay.script.silent = true;
    scene.client.bloom();
    EVENTUALLY_COMPARE(scene.relay.requests(), 1);
    scene.relay.script.silent = false;
    scene.relay.drop();
    QVERIFY(scene.blooming());
    QCOMPARE(scene.errors.size(), 1);
    QCOMPARE(scene.errors[0].code(), Error::Code::Unreachable);
    QVERIFY(scene.fades.isEmpty());
}

void tst_ClientHandshake::asksForHeaders()
{
    ClientScene scene;
    int asked = 0;
    scene.client.setHeader("X-Token", "old");
    scene.client.setHeader("X-Other", "stays");
    scene.client.setHeadersProvider([&asked](const Client::HeadersReply &reply) {
        reply.succeed({{"X-Token", QByteArray::number(++asked)}});
        reply.succeed({{"X-Token", "twice"}});
    });
    scene.client.bloom();
    QCOMPARE(asked, 0);
    QVERIFY(scene.blooming());
    QCOMPARE(scene.relay.header("X-Token"), "1");
    QCOMPARE(scene.relay.header("X-Other"), "stays");
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.relay.header("X-Token"), "2");
    QCOMPARE(scene.client.headers().value(0).second, "old");
}

void tst_ClientHandshake::waitsForHeaders()
{
    ClientScene scene;
    std::optional<Client::HeadersReply> kept;
    scene.client.setHeadersProvider([&kept](const auto &reply) { kept = reply; });
    scene.client.bloom();
    EVENTUALLY(kept.has_value());
    QCOMPARE(scene.relay.requests(), 0);
    kept->succeed({{"X-Token", "late"}});
    QVERIFY(scene.blooming());
    QCOMPARE(scene.relay.header("X-Token"), "late");
}

void tst_ClientHandshake::triesAgainWithoutHeaders_data()
{
    QTest::addColumn<QString>("how");
    for (const QString &how : {u"fails"_qs, u"drops"_qs, u"never"_qs, u"malformed"_qs})
        QTest::newRow(qPrintable(how)) << how;
}

void tst_ClientHandshake::triesAgainWithoutHeaders()
{
    QFETCH(QString, how);
    ClientScene scene;
    scene.client.setConnectTimeout(how == u"never" ? 10ms : 10s);
    QList<Client::HeadersReply> kept;
    int asked = 0;
    scene.client.setHeadersProvider([&](const Client::HeadersReply &reply) {
        if (++asked > 2)
            reply.succeed({});
        else if (how == u"fails")
            reply.fail(u"no token today"_qs);
        else if (how == u"never")
            kept.append(reply);
        else if (how == u"malformed")
            reply.succeed({{"X-Token", "a\r\nb"}});
    });
    scene.client.bloom();
    EVENTUALLY_COMPARE(scene.errors.size(), 2);
    scene.client.setConnectTimeout(10s);
    QVERIFY(scene.blooming());
    for (const Error &error : scene.errors)
        QCOMPARE(error.code(), Error::Code::HeadersFailed);
    if (how == u"fails")
        QCOMPARE(scene.errors[0].message(), u"no token today"_qs);
    QCOMPARE(scene.relay.requests(), 1);
}

void tst_ClientHandshake::forgetsLateHeaders()
{
    ClientScene scene;
    QList<Client::HeadersReply> kept;
    scene.client.setHeadersProvider([&kept](const auto &reply) { kept.append(reply); });
    scene.client.bloom();
    EVENTUALLY_COMPARE(kept.size(), 1);
    scene.client.fade();
    scene.client.bloom();
    EVENTUALLY_COMPARE(kept.size(), 2);
    kept[0].succeed({{"X-Token", "first"}});
    QVERIFY(holdsFor(20ms, [&] { return scene.relay.requests() == 0; }));
    kept[1].succeed({{"X-Token", "second"}});
    QVERIFY(scene.blooming());
    QCOMPARE(scene.relay.header("X-Token"), "second");
    auto other = std::make_unique<Client>(scene.relay.url());
    other->setHeadersProvider([&kept](const auto &reply) { kept.append(reply); });
    other->bloom();
    EVENTUALLY_COMPARE(kept.size(), 3);
    other.reset();
    kept[2].succeed({});
    kept.clear();
}

void tst_ClientHandshake::pingsAndMeasures()
{
    ClientScene scene;
    scene.relay.hello.pingInterval = 5ms;
    QVERIFY(scene.connect());
    EVENTUALLY(scene.relay.pings() >= 3 && scene.client.statistics().roundTrip.count() >= 0);
    QVERIFY(scene.client.statistics().roundTrip < Patience);
    QVERIFY(scene.errors.isEmpty());
}

void tst_ClientHandshake::losesARelayThatIsSilent()
{
    ClientScene scene;
    scene.relay.hello.pingInterval = 5ms;
    scene.relay.hello.resumed = true;
    scene.relay.script.pongs = false;
    scene.timing().pongTimeout = 5ms;
    QVERIFY(scene.connect());
    EVENTUALLY(!scene.errors.isEmpty());
    scene.relay.script.pongs = true;
    QCOMPARE(scene.errors[0].code(), Error::Code::HeartbeatLost);
    // A loss and not an end: the session is taken up again.
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.blooms.value(1), true);
}

void tst_ClientHandshake::waitsForTheRestOfAFrame()
{
    ClientScene scene;
    scene.relay.hello.pingInterval = 20ms;
    scene.relay.script.pongs = false;
    scene.timing().pongTimeout = 10s;
    QVERIFY(scene.connect());
    scene.relay.sendBytes(QByteArray("\x82\x04\x10\x00", 4));
    // Qt would end it with 1001, and with it the session.
    QVERIFY(holdsFor(5500ms, [&] { return scene.errors.isEmpty(); }));
    scene.relay.sendBytes(QByteArray("\x07x", 2));
    EVENTUALLY_COMPARE(scene.messages.size(), 1);
    QCOMPARE(scene.messages[0].payload(), "x");
}

static QStringList logged;

void tst_ClientHandshake::logsNoSecrets()
{
    logged.clear();
    QLoggingCategory::setFilterRules(u"rainbow.client.debug=true"_qs);
    const QtMessageHandler before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &text) { logged.append(text); });
    {
        ClientScene scene;
        scene.relay.hello.session = "1-secret";
        QUrl url = scene.relay.url();
        url.setQuery(u"token=secret"_qs);
        url.setUserInfo(u"user:secret"_qs);
        scene.client.setUrl(url);
        scene.client.setHeader("X-Token", "secret");
        scene.client.setHeader("X-Token", "secret\n");
        scene.client.setSecurityKey("secret");
        if (scene.connect()) {
            scene.relay.drop();
            (void)scene.blooming(2);
            scene.relay.script.refusal = "401 no";
            scene.relay.drop();
            (void)waitUntil([&] { return scene.client.state() == State::Faded; });
        }
    }
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules(QString());
    QVERIFY(logged.size() >= 5);
    for (const QString &line : logged)
        QVERIFY2(!line.contains(u"secret"), qPrintable(line));
}

QTEST_GUILESS_MAIN(tst_ClientHandshake)
#include "tst_clienthandshake.moc"
