// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The HTTP API (rainbow.md §5), with one worker and with several.
class TestApi : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void initTestCase();
    void cleanupTestCase();
    void init();

    void sendTakesAllParameters();
    void sendHasDefaults();
    void sendToNobody();
    void sendTrimsTheChannel();
    void sendReachesEverybodyInTheChannel();
    void sendRefusals_data();
    void sendRefusals();
    void timeoutOf0Means10Seconds_data();
    void timeoutOf0Means10Seconds();
    void timeoutIsCapped();
    void firstGenerationNames();
    void firstGenerationTellsThePlatforms();
    void secondGenerationDoesNotTellThem();
    void signedGetOfSendIsOk();
    void subPutsIntoAChannel();
    void subTwiceIsOnce();
    void subWithOccupyPutsOthersOut();
    void subRefusals_data();
    void subRefusals();
    void unsubTakesOut();
    void unsubOfNoMember();
    void clientThatHasGoneIsUnknown();
    void helloIsOkUnsigned();
    void serverInfoIsAPage();
    void serverInfoPageEscapesNames();
    void serverInfoAsJson();
    void serverInfoCountsAllWorkers();
    void clusterParameterKeepsACallHere();
    void unknownPathIs404();
    void wrongMethodIs405_data();
    void wrongMethodIs405();
    void largeBodyIs413();
    void pipelinedRequestsAreAnsweredInOrder();

private:
    Stage &stage()
    {
        QFETCH_GLOBAL(int, workers);
        return workers == 1 ? m_one : m_three;
    }
    /// So many clients in a channel, spread over the workers by the kernel.
    [[nodiscard]] std::vector<ClientPtr> clients(int number, const QByteArray &channels);
    [[nodiscard]] static QByteArray done(int connections, const QByteArray &data = {})
    {
        return canonical(R"({"status":0,"connections":)" + QByteArray::number(connections)
                         + R"(,"data":")" + data + R"("})");
    }
    [[nodiscard]] static QByteArray refused(const QByteArray &text)
    {
        return canonical(R"({"status":1,"msg":")" + text + R"("})");
    }
    static QByteArray fine() { return canonical(R"({"status":0})"); }

    Stage m_one;
    Stage m_three;
};

void TestApi::initTestCase_data()
{
    QTest::addColumn<int>("workers");
    QTest::newRow("1 worker") << 1;
    QTest::newRow("3 workers") << 3;
}

void TestApi::initTestCase()
{
    const Fields settings{{"max_send_timeout", "1 s"}};
    QVERIFY(m_one.start(settings, 1));
    QVERIFY(m_three.start(settings, 3));
}

void TestApi::cleanupTestCase()
{
    QCOMPARE(m_one.relay.stop(), 0);
    QCOMPARE(m_three.relay.stop(), 0);
}

void TestApi::init()
{
    stage().business.reset();
    stage().business.clear();
}

std::vector<ClientPtr> TestApi::clients(int number, const QByteArray &channels)
{
    std::vector<ClientPtr> result;
    for (int i = 0; i < number; ++i) {
        result.push_back(stage().client(channels));
        if (!result.back())
            return {};
    }
    return result;
}

void TestApi::sendTakesAllParameters()
{
    const ClientPtr client = stage().client("all");
    QVERIFY(client);
    client->answerPayload = [](const Packet &) { return QByteArray("yes"); };
    QCOMPARE(
        stage().api().send(
            {{"msgtype", "65535"}, {"channel", "all"}, {"qos", "1"}, {"timeout", "1"}}, "body"),
        done(1, "yes"));
    QCOMPARE(client->messages().size(), 1);
    const Packet packet = client->messages().first();
    QCOMPARE(packet.type, 65'535);
    QCOMPARE(packet.qos, QoS::AtLeastOnce);
    QCOMPARE(packet.payload, QByteArray("body"));
}

void TestApi::sendHasDefaults()
{
    const ClientPtr client = stage().client("defaults");
    QVERIFY(client);
    QCOMPARE(stage().api().send({{"channel", "defaults"}}, ""), done(1));
    const Packet packet = client->messages().first();
    QCOMPARE(packet.type, 1);
    QCOMPARE(packet.qos, QoS::ExactlyOnce);
    QCOMPARE(packet.payload, QByteArray());
}

void TestApi::sendToNobody()
{
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(stage().api().send({{"channel", "nobody"}, {"qos", "0"}}, "x"), fine());
    QCOMPARE(stage().api().send({{"channel", "nobody"}, {"qos", "1"}}, "x"), done(0));
    QCOMPARE(stage().api().send({{"channel", "nobody"}, {"qos", "2"}}, "x"), done(0));
    QVERIFY(timer.elapsed() < 900);
}

void TestApi::sendTrimsTheChannel()
{
    const ClientPtr client = stage().client("trim me");
    QVERIFY(client);
    QCOMPARE(stage().api().send({{"channel", "  trim me\t "}, {"qos", "1"}}, "x"), done(1));
}

void TestApi::sendReachesEverybodyInTheChannel()
{
    const auto inside = clients(12, "everybody");
    const auto outside = clients(3, "somebody");
    QCOMPARE(inside.size(), 12);
    QCOMPARE(outside.size(), 3);
    for (const char *qos : {"1", "2"})
        QCOMPARE(stage().api().send({{"channel", "everybody"}, {"qos", qos}}, "x"), done(12));
    QCOMPARE(stage().api().send({{"channel", "everybody"}, {"qos", "0"}}, "x"), fine());
    for (const ClientPtr &client : inside)
        EVENTUALLY_COMPARE(client->messages().size(), 3);
    for (const ClientPtr &client : outside)
        QCOMPARE(client->messages().size(), 0);
}

void TestApi::sendRefusals_data()
{
    QTest::addColumn<Fields>("query");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const Fields &query, const char *text) {
        QTest::newRow(name) << query << QByteArray(text);
    };
    row("no channel", {{"qos", "1"}}, "channel miss");
    row("empty channel", {{"channel", ""}}, "channel miss");
    row("blank channel", {{"channel", " \t"}}, "channel miss");
    for (const char *qos : {"3", "-1", "abc", "1.5", "0x1", "99999999999999999999"})
        row(qos, {{"channel", "c"}, {"qos", qos}}, "qos level error");
    for (const char *type : {"65536", "-1", "abc", "1.5", "99999999999999999999"})
        row(type, {{"channel", "c"}, {"msgtype", type}}, "msgtype error");
    for (const char *timeout : {"abc", "1s", "1e", "--1"})
        row(timeout, {{"channel", "c"}, {"timeout", timeout}}, "timeout error");
}

void TestApi::sendRefusals()
{
    QFETCH(Fields, query);
    QFETCH(QByteArray, text);
    const HttpReply reply = stage().api().call("POST", "/send/", query, "x");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(reply.json(), refused(text));
}

void TestApi::timeoutOf0Means10Seconds_data()
{
    QTest::addColumn<QByteArray>("timeout");
    QTest::newRow("0") << QByteArray("0");
    QTest::newRow("-5") << QByteArray("-5");
}

void TestApi::timeoutOf0Means10Seconds()
{
    // Which max_send_timeout, 1 s here, cuts: long enough for an answer after a while.
    QFETCH(QByteArray, timeout);
    const ClientPtr client = stage().client("zero");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const PendingCall call = stage().api().begin(
        "POST", "/send/", {{"channel", "zero"}, {"qos", "1"}, {"timeout", timeout}}, "x");
    QVERIFY(client->waitFor(PacketCommand::Send));
    QVERIFY(holdsFor(400ms, [&call] { return !call->hasReply(); }));
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id));
    QCOMPARE(call->next().json(), done(1));
}

void TestApi::timeoutIsCapped()
{
    const ClientPtr client = stage().client("capped");
    QVERIFY(client);
    client->setAnswersMessages(false);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(stage().api().send({{"channel", "capped"}, {"qos", "1"}, {"timeout", "100"}}, "x"),
             canonical(R"({"status":1,"msg":"timeout","connections":0,"data":""})"));
    QVERIFY2(timer.elapsed() >= 950, qPrintable(QString::number(timer.elapsed())));
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

void TestApi::firstGenerationNames()
{
    const ClientPtr client = stage().client("user-1");
    QVERIFY(client);
    const QByteArray expected =
        canonical(R"({"status":0,"connections":1,"data":"","online_client":["ios"]})");
    for (const char *type : {"message_type", "msg_type", "msgtype"})
        QCOMPARE(stage().api().send({{type, "77"}, {"uid", "user-1"}, {"qos", "1"}}, "x"),
                 expected);
    for (const Packet &packet : client->messages())
        QCOMPARE(packet.type, 77);
    QCOMPARE(stage().api().send({{"message_type", "abc"}, {"uid", "user-1"}}, "x"),
             refused("msgtype error"));
}

void TestApi::firstGenerationTellsThePlatforms()
{
    std::vector<ClientPtr> all;
    for (const char *platform : {"ios", "android", "web", "ios", "android"}) {
        all.push_back(stage().client("user-2", platform));
        QVERIFY(all.back());
    }
    QCOMPARE(stage().api().send({{"uid", "user-2"}, {"qos", "2"}}, "x"),
             canonical(R"({"status":0,"connections":5,"data":"",)"
                       R"("online_client":["android","ios","web"]})"));
    all.at(2)->setAnswersMessages(false);
    QCOMPARE(stage().api().send({{"uid", "user-2"}, {"qos", "1"}, {"timeout", "1"}}, "x"),
             canonical(R"({"status":1,"msg":"timeout","connections":4,"data":"",)"
                       R"("online_client":["android","ios"]})"));
    QCOMPARE(stage().api().send({{"uid", "nobody"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":0,"data":"","online_client":[]})"));
    QCOMPARE(stage().api().send({{"uid", "user-2"}, {"qos", "0"}}, "x"),
             canonical(R"({"status":0,"online_client":["android","ios","web"]})"));
}

void TestApi::secondGenerationDoesNotTellThem()
{
    const ClientPtr client = stage().client("user-3");
    QVERIFY(client);
    QCOMPARE(stage().api().send({{"channel", "user-3"}, {"msgtype", "2"}}, "x"), done(1));
}

void TestApi::signedGetOfSendIsOk()
{
    const HttpReply reply = stage().api().call("GET", "/send/");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, QByteArray("ok"));
}

void TestApi::subPutsIntoAChannel()
{
    const auto all = clients(6, {});
    QCOMPARE(all.size(), 6);
    for (const ClientPtr &client : all)
        QCOMPARE(stage().api().sub(client->identity, "sub-a"), fine());
    QCOMPARE(stage().api().send({{"channel", "sub-a"}, {"qos", "1"}}, "x"), done(6));
    QCOMPARE(stage().members("sub-a"), 6);
}

void TestApi::subTwiceIsOnce()
{
    const ClientPtr client = stage().client();
    QVERIFY(client);
    for (int i = 0; i < 2; ++i)
        QCOMPARE(stage().api().sub(client->identity, "sub-b"), fine());
    QCOMPARE(stage().api().send({{"channel", "sub-b"}, {"qos", "1"}}, "x"), done(1));
    QCOMPARE(client->messages().size(), 1);
}

void TestApi::subWithOccupyPutsOthersOut()
{
    const auto others = clients(8, "seat,stand");
    QCOMPARE(others.size(), 8);
    const ClientPtr one = stage().client();
    QVERIFY(one);
    QCOMPARE(stage().api().sub(one->identity, "seat", 1), fine());
    QCOMPARE(stage().api().send({{"channel", "seat"}, {"qos", "1"}}, "x"), done(1));
    QCOMPARE(one->messages().size(), 1);
    QCOMPARE(stage().api().send({{"channel", "stand"}, {"qos", "1"}}, "x"), done(8));
    QCOMPARE(stage().api().sub(others.front()->identity, "seat", 0), fine());
    QCOMPARE(stage().api().send({{"channel", "seat"}, {"qos", "1"}}, "x"), done(2));
    QCOMPARE(stage()
                 .api()
                 .call("POST", "/sub/", {},
                       R"({"identity":")" + others.back()->identity
                           + R"(","channel":"seat","occupy":true})")
                 .json(),
             fine());
    QCOMPARE(stage().api().send({{"channel", "seat"}, {"qos", "1"}}, "x"), done(1));
}

void TestApi::subRefusals_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *body, const char *text) {
        QTest::newRow(body) << QByteArray(body) << QByteArray(text);
    };
    row("", "json error");
    row("abc", "json error");
    row("[]", "json error");
    row("7", "json error");
    row("null", "json error");
    row(R"({"identity":"a","channel":"b")", "json error");
    row("{}", "params error");
    row(R"({"identity":"a"})", "params error");
    row(R"({"channel":"b"})", "params error");
    row(R"({"identity":"","channel":"b"})", "params error");
    row(R"({"identity":"a","channel":""})", "params error");
    row(R"({"identity":"a","channel":"b"})", "no such connection");
    row(R"({"identity":"a","channel":"b","occupy":1})", "no such connection");
}

void TestApi::subRefusals()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    for (const char *path : {"/sub/", "/unsub/"}) {
        const HttpReply reply = stage().api().call("POST", path, {}, body);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("Content-Type"), QByteArray("application/json"));
        QCOMPARE(reply.json(), refused(text));
    }
}

void TestApi::unsubTakesOut()
{
    const auto all = clients(4, "unsub-a");
    QCOMPARE(all.size(), 4);
    for (int i = 3; i >= 0; --i) {
        QCOMPARE(stage().api().unsub(all.at(size_t(i))->identity, "unsub-a"), fine());
        QCOMPARE(stage().api().send({{"channel", "unsub-a"}, {"qos", "1"}}, "x"), done(i));
    }
}

void TestApi::unsubOfNoMember()
{
    const ClientPtr client = stage().client();
    QVERIFY(client);
    QCOMPARE(stage().api().unsub(client->identity, "never-been-there"), fine());
}

void TestApi::clientThatHasGoneIsUnknown()
{
    const ClientPtr client = stage().client("gone");
    QVERIFY(client);
    client->raw().sendClose();
    EVENTUALLY(stage().business.closesOf(client->identity).size() == 1);
    QCOMPARE(stage().api().sub(client->identity, "gone"), refused("no such connection"));
    QCOMPARE(stage().api().send({{"channel", "gone"}}, "x"), done(0));
    QCOMPARE(stage().members("gone"), 0);
}

void TestApi::helloIsOkUnsigned()
{
    const HttpReply reply = HttpClient::get(stage().relay.port(), "GET", "/hello/");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, QByteArray("ok"));
}

void TestApi::serverInfoIsAPage()
{
    const auto all = clients(5, "page-channel");
    QCOMPARE(all.size(), 5);
    const HttpReply reply = HttpClient::get(stage().relay.port(), "GET", "/serverinfo/");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.header("Content-Type").startsWith("text/html"));
    QVERIFY(reply.body.contains("page-channel"));
    QVERIFY(reply.body.contains('5'));
}

void TestApi::serverInfoPageEscapesNames()
{
    const ClientPtr client = stage().client("<script>alert('&')</script>");
    QVERIFY(client);
    const HttpReply reply = HttpClient::get(stage().relay.port(), "GET", "/serverinfo/");
    QVERIFY(!reply.body.contains("<script>alert"));
    QVERIFY(reply.body.contains("&lt;script&gt;"));
}

void TestApi::serverInfoAsJson()
{
    const ClientPtr client = stage().client("info \"\\\xc3\xa4");
    QVERIFY(client);
    const HttpReply reply = HttpClient::get(stage().relay.port(), "GET", "/serverinfo/?cluster=1");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Type"), QByteArray("application/json"));
    const QJsonObject info = reply.object();
    QCOMPARE(info.value(u"status").toInt(-1), 0);
    QCOMPARE(info.value(u"server").toString(), u"127.0.0.1:%1"_qs.arg(stage().relay.port()));
    const QJsonArray channels = info.value(u"channels").toArray();
    QCOMPARE(info.value(u"channels_cnt").toInt(-1), int(channels.size()));
    QVERIFY(channels.contains(QJsonArray({u"info \"\\\u00e4"_qs, 1})));
    const QJsonObject process = info.value(u"process").toObject();
    QCOMPARE(process.value(u"pid").toInteger(), stage().relay.pid());
    QVERIFY(process.value(u"cpu").isDouble());
    QVERIFY(process.value(u"mem").toDouble() > 0);
    QCOMPARE(info.size(), 5);
}

void TestApi::serverInfoCountsAllWorkers()
{
    const auto all = clients(9, "info-a,info-b");
    QCOMPARE(all.size(), 9);
    QCOMPARE(stage().members("info-a"), 9);
    QCOMPARE(stage().members("info-b"), 9);
    QCOMPARE(stage().api().unsub(all.front()->identity, "info-b"), fine());
    QCOMPARE(stage().members("info-b"), 8);
    QCOMPARE(stage().members("info-c"), 0);
}

void TestApi::clusterParameterKeepsACallHere()
{
    // One relay: here is everywhere, whichever worker has the client.
    const auto all = clients(5, "here");
    QCOMPARE(all.size(), 5);
    QCOMPARE(stage().api().send({{"channel", "here"}, {"qos", "1"}, {"cluster", "1"}}, "x"),
             done(5));
    QCOMPARE(stage()
                 .api()
                 .call("POST", "/unsub/", {{"cluster", "1"}},
                       R"({"identity":")" + all.front()->identity + R"(","channel":"here"})")
                 .json(),
             fine());
    QCOMPARE(stage().members("here"), 4);
}

void TestApi::unknownPathIs404()
{
    for (const char *path : {"/", "/nope/", "/send/more/", "/hello", "/Hello/"})
        QCOMPARE(HttpClient::get(stage().relay.port(), "GET", path).status, 404);
}

void TestApi::wrongMethodIs405_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char *method, const char *path) {
        QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path);
    };
    row("PUT", "/send/");
    row("DELETE", "/send/");
    row("GET", "/sub/");
    row("GET", "/unsub/");
    row("POST", "/hello/");
    row("POST", "/serverinfo/");
}

void TestApi::wrongMethodIs405()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    const HttpReply reply = stage().api().call(method, path);
    QCOMPARE(reply.status, 405);
    QVERIFY(!reply.header("Allow").isEmpty());
}

void TestApi::largeBodyIs413()
{
    const QByteArray largest(1024 * 1024, 'x');
    QCOMPARE(stage().api().send({{"channel", "nobody"}}, largest), done(0));
    QCOMPARE(stage().api().call("POST", "/send/", {{"channel", "nobody"}}, largest + 'x').status,
             413);
    QVERIFY(stage().isHealthy());
}

void TestApi::pipelinedRequestsAreAnsweredInOrder()
{
    const ClientPtr client = stage().client("pipe");
    QVERIFY(client);
    client->setAnswersMessages(false);
    HttpClient http;
    QVERIFY(http.connectTo(stage().relay.port()));
    const Fields query = Fields{{"channel", "pipe"}, {"qos", "1"}} + signatureFields(Stage::Token);
    http.send(HttpClient::request("POST", HttpClient::target("/send/", query), "slow")
              + HttpClient::request("GET", "/hello/") + HttpClient::request("GET", "/nope/"));
    QVERIFY(client->waitFor(PacketCommand::Send));
    QVERIFY(!http.hasReply());
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id));
    QCOMPARE(http.next().json(), done(1));
    QCOMPARE(http.next().body, QByteArray("ok"));
    QCOMPARE(http.next().status, 404);
}

QTEST_GUILESS_MAIN(TestApi)
#include "tst_api.moc"
