// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// From the upgrade request to the verdict (rainbow.md §3).
class TestConnect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void identification_data();
    void identification();
    void withoutIdentificationNoCallback_data();
    void withoutIdentificationNoCallback();
    void verdict_data();
    void verdict();
    void identityIsHexAndUnique();
    void callbackIsAGetWithIdentity();
    void headersPassedOn();
    void headersLeftOut_data();
    void headersLeftOut();
    void queryParametersBecomeHeaders();
    void queryParametersAreFilteredToo();
    void uidIsAChannel();
    void redirectIsNotFollowedButLogged();
    void compressedAnswerIsDecoded();
    void slowVerdictWithinTheTimeout();
    void slowMessagesHoldUpNobody();
    void clientThatLeavesBeforeAYes();
    void clientThatLeavesBeforeANo();
    void manyClientsThatLeaveMeanwhile();

private:
    Stage m_stage;
};

void TestConnect::initTestCase()
{
    QVERIFY(m_stage.start({}, 2));
}

void TestConnect::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestConnect::init()
{
    m_stage.business.reset();
    m_stage.business.clear();
}

void TestConnect::identification_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<Fields>("headers");
    const QByteArray plain = "/connect/";
    QTest::newRow("headers") << plain << Fields{{"X-DEVICEID", "d"}, {"X-CLIENT-OS", "ios"}};
    QTest::newRow("headers, lower case")
        << plain << Fields{{"x-deviceid", "d"}, {"x-client-os", "ios"}};
    QTest::newRow("headers, mixed case, underscores")
        << plain << Fields{{"X_DeviceId", "d"}, {"X_Client_Os", "ios"}};
    QTest::newRow("headers, one separator each")
        << plain << Fields{{"X_DEVICEID", "d"}, {"X-CLIENT_OS", "ios"}};
    QTest::newRow("query") << QByteArray("/connect/?X-DEVICEID=d&X-CLIENT-OS=ios") << Fields();
    QTest::newRow("query, lower case, underscores")
        << QByteArray("/connect/?x_deviceid=d&x_client_os=ios") << Fields();
    QTest::newRow("one by header, one by query")
        << QByteArray("/connect/?x-client-os=ios") << Fields{{"X-DEVICEID", "d"}};
}

void TestConnect::identification()
{
    QFETCH(QByteArray, target);
    QFETCH(Fields, headers);
    QCOMPARE(m_stage.tryConnect(headers, target).status, 101);
    QCOMPARE(m_stage.business.connects().size(), 1);
}

void TestConnect::withoutIdentificationNoCallback_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<Fields>("headers");
    const QByteArray plain = "/connect/";
    QTest::newRow("neither") << plain << Fields();
    QTest::newRow("no device id") << plain << Fields{{"X-CLIENT-OS", "ios"}};
    QTest::newRow("no platform") << plain << Fields{{"X-DEVICEID", "d"}};
    QTest::newRow("only device id in the query")
        << QByteArray("/connect/?X-DEVICEID=d") << Fields();
    QTest::newRow("another name") << plain << Fields{{"DEVICEID", "d"}, {"CLIENT-OS", "ios"}};
}

void TestConnect::withoutIdentificationNoCallback()
{
    QFETCH(QByteArray, target);
    QFETCH(Fields, headers);
    QCOMPARE(m_stage.tryConnect(headers, target).status, 401);
    QVERIFY(m_stage.isHealthy());
    QVERIFY(m_stage.business.connects().isEmpty());
}

void TestConnect::verdict_data()
{
    using Behaviour = BusinessReply::Behaviour;
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<int>("expected");
    const auto row = [](const char *name, int status, const QByteArray &body, int expected,
                        Behaviour behaviour = Behaviour::Answer) {
        QTest::newRow(name) << status << body << int(behaviour) << expected;
    };
    const QByteArray yes = R"({"status":"success"})";

    row("yes", 200, yes, 101);
    row("yes, with blanks and more", 200, " {\n \"a\": [1], \"status\" : \"success\" } \n", 101);
    row("yes, 201", 201, yes, 101);
    row("yes, 299", 299, yes, 101);

    row("no: another status", 200, R"({"status":"fail"})", 401);
    row("no: other case", 200, R"({"status":"SUCCESS"})", 401);
    row("no: a number", 200, R"({"status":0})", 401);
    row("no: null", 200, R"({"status":null})", 401);
    row("no: no status", 200, "{}", 401);
    row("no: 401", 401, "", 401);
    row("no: 403", 403, "whatever", 401);
    row("no: 403 that says success", 403, yes, 401);

    row("none: 404", 404, yes, 503);
    row("none: 400", 400, yes, 503);
    row("none: 429", 429, yes, 503);
    row("none: 500", 500, yes, 503);
    row("none: 503", 503, yes, 503);
    row("none: 301", 301, yes, 503);
    row("none: 304", 304, "", 503);
    row("none: 204", 204, "", 503);
    row("none: empty", 200, "", 503);
    row("none: not JSON", 200, "success", 503);
    row("none: half JSON", 200, R"({"status":"success")", 503);
    row("none: an array", 200, R"(["success"])", 503);
    row("none: a string", 200, R"("success")", 503);
    row("none: HTML", 200, "<html>success</html>", 503);
    row("none: silence", 200, yes, 503, Behaviour::Hang);
    row("none: closed", 200, yes, 503, Behaviour::CloseAtOnce);
    row("none: cut in the head", 200, yes, 503, Behaviour::Cut);
    row("none: garbage", 200, yes, 503, Behaviour::Garbage);
    row("none: drips past the deadline", 200, yes, 503, Behaviour::Drip);
}

void TestConnect::verdict()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, behaviour);
    QFETCH(int, expected);
    m_stage.business.onConnect([=](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = status;
        reply.body = body;
        reply.behaviour = BusinessReply::Behaviour(behaviour);
        reply.cutAfter = 25;
        return reply;
    });
    RawClient client;
    (void)client.open(m_stage.relay.port(), "/connect/", m_stage.clientHeaders());
    QCOMPARE(client.answer().status, expected);
    if (expected == 401)
        QCOMPARE(client.answer().body, QByteArray("Not authenticated"));
    if (expected != 101)
        QVERIFY(client.waitForDisconnected());
    QVERIFY(!m_stage.business.connects().isEmpty());
}

void TestConnect::identityIsHexAndUnique()
{
    constexpr int connections = 50;
    std::vector<std::unique_ptr<RawClient>> clients;
    const QByteArray request = RawClient::upgradeRequest(
        "/connect/", {{"X-DEVICEID", "the same"}, {"X-CLIENT-OS", "ios"}});
    for (int i = 0; i < connections; ++i) {
        clients.push_back(std::make_unique<RawClient>());
        QVERIFY(clients.back()->connectTo(m_stage.relay.port()));
    }
    for (const auto &client : clients)
        client->send(request);
    for (const auto &client : clients) {
        QVERIFY(client->waitForAnswer());
        QCOMPARE(client->answer().status, 101);
    }
    static const QRegularExpression hex(u"^[0-9a-f]{64}$"_qs);
    QSet<QByteArray> identities;
    for (const BusinessRequest &callback : m_stage.business.connects()) {
        QVERIFY(hex.match(QString::fromLatin1(callback.identity())).hasMatch());
        identities.insert(callback.identity());
    }
    QCOMPARE(identities.size(), connections);
}

void TestConnect::callbackIsAGetWithIdentity()
{
    QVERIFY(m_stage.client());
    const BusinessRequest callback = m_stage.business.connects().first();
    QCOMPARE(callback.method, QByteArray("GET"));
    QCOMPARE(callback.path, QByteArray("/connect"));
    QCOMPARE(callback.body, QByteArray());
    QCOMPARE(fieldCount(callback.headers, "RAINBOWCLIENTIDENTITY"), 1);
    QVERIFY(!callback.hasHeader("RAINBOWCLIENTCOOKIE"));
}

void TestConnect::headersPassedOn()
{
    const Fields own{{"Authorization", "Bearer abc.def=="},
                     {"Cookie", "a=1; b=2"},
                     {"User-Agent", "App/1.0 (phone)"},
                     {"Accept-Language", "de, en;q=0.5"},
                     {"X-Custom", "any thing; \"quoted\", \\"},
                     {"X-Empty", ""},
                     {"X_Underscore", "u"}};
    QCOMPARE(m_stage.tryConnect(m_stage.clientHeaders() + own).status, 101);
    const BusinessRequest callback = m_stage.business.connects().first();
    for (const auto &[name, value] : own) {
        QVERIFY2(fieldCount(callback.headers, name) <= 1, name.constData());
        QCOMPARE(callback.header(name), value);
    }
    QCOMPARE(callback.header("X-CLIENT-OS"), QByteArray("ios"));
    QVERIFY(callback.header("X-DEVICEID").startsWith("device-"));
}

void TestConnect::headersLeftOut_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const char *value) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(value);
    };
    row("Sec-WebSocket-Protocol", "chat-left-out");
    row("Sec-WebSocket-Extensions", "permessage-left-out");
    row("Keep-Alive", "timeout=77");
    row("Proxy-Connection", "left-out");
    row("Proxy-Authorization", "left-out");
    row("TE", "left-out");
    row("Trailer", "X-Left-Out");
    row("Accept-Encoding", "left-out");
    row("X-Hop", "left-out"); // named by Connection
    row("RAINBOWCLIENTIDENTITY", "forged");
    row("RAINBOWCLIENTCOOKIE", "forged");
    row("RAINBOWMESSAGEID", "forged");
    row("RainbowClientIdentity", "forged");
    row("rainbow_client_identity", "forged");
    row("Rainbow-Client-Cookie", "forged");
    row("R-A_I-N_B-O-W-Anything", "forged");
    row("RAINBOW", "forged");
}

void TestConnect::headersLeftOut()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const Fields headers =
        m_stage.clientHeaders() + Fields{{name, value}, {"Connection", "X-Hop"}, {"X-Kept", "yes"}};
    QCOMPARE(m_stage.tryConnect(headers).status, 101);
    const BusinessRequest callback = m_stage.business.connects().first();
    QCOMPARE(callback.header("X-Kept"), QByteArray("yes"));
    for (const auto &[key, received] : callback.headers)
        QVERIFY2(!received.contains(value), (key + ": " + received).constData());
    for (const char *never : {"Upgrade", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version"})
        QVERIFY2(!callback.hasHeader(never), never);
    QCOMPARE(callback.header("Host"), "127.0.0.1:" + QByteArray::number(m_stage.business.port()));
    QCOMPARE(callback.identity().size(), 64);
}

void TestConnect::queryParametersBecomeHeaders()
{
    const QByteArray target =
        "/connect/?X-DEVICEID=q%31&X-CLIENT-OS=a+b&token=abc%20d%3D%26&Empty=&X-Both=query";
    QCOMPARE(m_stage.tryConnect({{"X-Both", "header"}}, target).status, 101);
    const BusinessRequest callback = m_stage.business.connects().first();
    QCOMPARE(callback.header("X-DEVICEID"), QByteArray("q1"));
    QCOMPARE(callback.header("X-CLIENT-OS"), QByteArray("a b"));
    QCOMPARE(callback.header("token"), QByteArray("abc d=&"));
    QCOMPARE(callback.header("X-Both"), QByteArray("header"));
    QCOMPARE(fieldCount(callback.headers, "X-Both"), 1);
    QCOMPARE(callback.query.size(), 3);
}

void TestConnect::queryParametersAreFilteredToo()
{
    const QByteArray target = "/connect/?X-DEVICEID=d&X-CLIENT-OS=ios&RAINBOWCLIENTIDENTITY=forged"
                              "&rainbow_client_cookie=forged&Host=forged&Content-Length=17"
                              "&Transfer-Encoding=forged&Connection=forged&not%20a%20name=forged"
                              "&Upgrade=forged&X-Kept=yes";
    QCOMPARE(m_stage.tryConnect({}, target).status, 101);
    const BusinessRequest callback = m_stage.business.connects().first();
    QCOMPARE(callback.header("X-Kept"), QByteArray("yes"));
    for (const auto &[key, received] : callback.headers)
        QVERIFY2(received != "forged" && received != "17", key.constData());
    QCOMPARE(fieldCount(callback.headers, "RAINBOWCLIENTIDENTITY"), 1);
}

void TestConnect::uidIsAChannel()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply = BusinessReply::success({{"RAINBOWCLIENTCHANNEL", "also"}});
        reply.body = R"({"status":"success","uid":"user-7"})";
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    for (const char *channel : {"user-7", "also"}) {
        QCOMPARE(m_stage.api().send({{"channel", channel}, {"qos", "1"}}, "x"),
                 canonical(R"({"status":0,"connections":1,"data":""})"));
    }
    QCOMPARE(client->messages().size(), 2);
}

void TestConnect::redirectIsNotFollowedButLogged()
{
    for (const int status : {301, 302, 303, 307, 308}) {
        m_stage.business.clear();
        const QByteArray there = "/elsewhere-" + QByteArray::number(status);
        m_stage.business.onConnect([this, status, there](const BusinessRequest &) {
            BusinessReply reply = BusinessReply::success();
            reply.status = status;
            reply.headers = {{"Location", m_stage.business.url(there)}};
            return reply;
        });
        QCOMPARE(m_stage.tryConnect(m_stage.clientHeaders()).status, 503);
        QVERIFY(m_stage.business.requests("/elsewhere").isEmpty());
        EVENTUALLY(m_stage.relay.hasLogged(there));
    }
}

void TestConnect::compressedAnswerIsDecoded()
{
    m_stage.business.onConnect([](const BusinessRequest &request) {
        BusinessReply reply = BusinessReply::success();
        if (request.header("Accept-Encoding").contains("gzip")) {
            reply.headers = {{"Content-Encoding", "gzip"}};
            reply.body = QByteArray::fromHex("1f8b0800000000000203ab562a2e492c292d56b2522a2e4d4e4e"
                                             "2d2e56aa05009841d27d14000000");
        }
        return reply;
    });
    QVERIFY(m_stage.client());
    QVERIFY(m_stage.business.connects().first().header("Accept-Encoding").contains("gzip"));
}

void TestConnect::slowVerdictWithinTheTimeout()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply = BusinessReply::success();
        reply.delay = 600ms;
        return reply;
    });
    QVERIFY(m_stage.client());
}

void TestConnect::clientThatLeavesBeforeAYes()
{
    for (const bool reset : {true, false}) {
        m_stage.business.clear();
        m_stage.business.onConnect([](const BusinessRequest &) {
            BusinessReply reply = BusinessReply::success();
            reply.delay = 400ms;
            return reply;
        });
        RawClient client;
        QVERIFY(client.connectTo(m_stage.relay.port()));
        client.send(RawClient::upgradeRequest("/connect/", m_stage.clientHeaders("ghost")));
        EVENTUALLY(m_stage.business.connects().size() == 1);
        if (reset)
            client.abort();
        else
            client.finish();
        const QByteArray identity = m_stage.business.connects().first().identity();
        EVENTUALLY_COMPARE(m_stage.business.closesOf(identity).size(), 1);
        QVERIFY(m_stage.isHealthy());
        QCOMPARE(m_stage.members("ghost"), 0);
    }
}

void TestConnect::clientThatLeavesBeforeANo()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 403;
        reply.delay = 300ms;
        return reply;
    });
    RawClient client;
    QVERIFY(client.connectTo(m_stage.relay.port()));
    client.send(RawClient::upgradeRequest("/connect/", m_stage.clientHeaders()));
    EVENTUALLY(m_stage.business.connects().size() == 1);
    const QByteArray identity = m_stage.business.connects().first().identity();
    client.abort();
    QVERIFY(holdsFor(600ms, [&] { return m_stage.business.closesOf(identity).isEmpty(); }));
    QVERIFY(m_stage.isHealthy());
}

void TestConnect::manyClientsThatLeaveMeanwhile()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply = BusinessReply::success({{"RAINBOWCLIENTCHANNEL", "ghosts"}});
        reply.delay = 30ms;
        return reply;
    });
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 100; ++i) {
        clients.push_back(std::make_unique<RawClient>());
        QVERIFY(clients.back()->connectTo(m_stage.relay.port()));
        clients.back()->send(RawClient::upgradeRequest("/connect/", m_stage.clientHeaders()));
        if (i % 3 != 0)
            clients.at(size_t(i) / 2)->abort();
    }
    clients.clear();
    EVENTUALLY_COMPARE(m_stage.members("ghosts"), 0);
    QVERIFY(m_stage.isHealthy());
}

void TestConnect::slowMessagesHoldUpNobody()
{
    // Messages that are not answered take every connection that there is for messages.
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "60 s"}, {"connect_timeout", "5 s"}}));
    stage.business.onMessage([](const BusinessRequest &) {
        BusinessReply reply;
        reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    });
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(stage.client());
        QVERIFY(clients.back());
        clients.back()->sendMessage(1, "x", QoS::AtLeastOnce);
    }
    EVENTUALLY(stage.business.messages().size() >= 6);
    const ClientPtr other = stage.client();
    QVERIFY(other);
    other->raw().sendClose();
    EVENTUALLY_COMPARE(stage.business.closesOf(other->identity).size(), 1);
}

QTEST_GUILESS_MAIN(TestConnect)
#include "tst_connect.moc"
