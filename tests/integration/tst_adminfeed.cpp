// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"

#include <QTest>

#include <vector>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Who is let in to the feed, and what it makes of frames.
class TestAdminFeed : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysHello();
    void isOffWithoutToken();
    void refusesWrongTokens();
    void refusesWhoTriesTooOften();
    void refusesBrowsersFromElsewhere();
    void isForThisMachineOnly();
    void isOnThePortOfTheApi();
    void hasAPortOfItsOwn();
    void answersPlainRequests();
    void answersMalformedFrames_data();
    void answersMalformedFrames();
    void keepsIds();
    void endsForBigFrames();
    void endsForBrokenFrames();
    void endsForTooManyRequests();
    void serves20AtOnce();
    void turnsAwayThe101st();
    void cutsOffWhoDoesNotRead();
    void endsWithTheRelay();
    void withdrawsAccess();
    void comesWithAReload();
};

void TestAdminFeed::saysHello()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto admin = stage.dashboard();
    QVERIFY(admin);
    const QJsonObject hello = admin->frames().first();
    QCOMPARE(hello.value(u"event"), u"hello"_qs);
    QCOMPARE(hello.value(u"feed"), 1);
    QCOMPARE(hello.value(u"who"), u"admin"_qs);
    QCOMPARE(hello.value(u"role"), u"operator"_qs);
    QVERIFY(!hello.value(u"node").toString().isEmpty());
    QVERIFY(!hello.value(u"version").toString().isEmpty());
    QVERIFY(qAbs(hello.value(u"at").toInteger() - QDateTime::currentMSecsSinceEpoch()) < 60'000);

    const auto viewer = stage.dashboard(FeedStage::ViewerToken);
    QVERIFY(viewer);
    QCOMPARE(viewer->frames().first().value(u"who"), u"vera"_qs);
    QCOMPARE(viewer->frames().first().value(u"role"), u"viewer"_qs);
    EVENTUALLY(stage.relay.hasLogged("dashboard connected, who=vera address=127.0.0.1"));
    QVERIFY(!stage.relay.hasLogged(FeedStage::AdminToken));

    const QJsonObject time = admin->ask(u"time"_qs);
    QVERIFY(time.value(u"ok").toBool());
    QVERIFY(qAbs(time.value(u"at").toInteger() - QDateTime::currentMSecsSinceEpoch()) < 60'000);
}

void TestAdminFeed::isOffWithoutToken()
{
    FeedStage stage;
    QVERIFY(stage.start());
    QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer("whatever-it-is")).status, 404);
    QCOMPARE(HttpClient::get(stage.server(), "GET", "/admin/").status, 404);
}

void TestAdminFeed::refusesWrongTokens()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto challenged = [&](const Fields &headers) {
        const RawClient::Answer answer = FeedStage::knock(stage.server(), headers);
        return answer.status == 401 && fieldValue(answer.headers, "WWW-Authenticate") == "Bearer";
    };
    QVERIFY(challenged({}));
    QVERIFY(challenged(FeedStage::bearer("wrong")));
    QVERIFY(challenged({{"Authorization", QByteArray("Basic ") + FeedStage::AdminToken}}));
    const Fields right = FeedStage::bearer(FeedStage::AdminToken);
    QVERIFY(challenged(right + right));
    QVERIFY(stage.dashboard());
}

void TestAdminFeed::refusesWhoTriesTooOften()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    for (int i = 0; i < 4; ++i)
        QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer("wrong")).status, 401);
    QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer("wrong")).status, 429);
    const Fields right = FeedStage::bearer(FeedStage::AdminToken);
    QCOMPARE(FeedStage::knock(stage.server(), right).status, 429);
}

void TestAdminFeed::refusesBrowsersFromElsewhere()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const Fields right = FeedStage::bearer(FeedStage::AdminToken);
    const auto statusFrom = [&](const QByteArray &origin) {
        return FeedStage::knock(stage.server(), right + Fields{{"Origin", origin}}).status;
    };
    QCOMPARE(statusFrom("https://evil.example"), 403);
    QCOMPARE(statusFrom("null"), 403);
    QCOMPARE(statusFrom("http://127.0.0.1"), 101);
    // What is wrong with the request itself comes first.
    RawClient client;
    QVERIFY(client.connectTo(stage.server()));
    client.send("GET /admin/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    QVERIFY(client.waitForAnswer());
    QCOMPARE(client.answer().status, 426);
}

void TestAdminFeed::isForThisMachineOnly()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"trusted_proxies", "127.0.0.0/8"}}));
    const Fields right = FeedStage::bearer(FeedStage::AdminToken);
    const auto statusFor = [&](const QByteArray &client) {
        return FeedStage::knock(stage.server(), right + Fields{{"X-Forwarded-For", client}}).status;
    };
    QCOMPARE(statusFor("203.0.113.7"), 404);
    QCOMPARE(statusFor("127.0.0.1"), 101);
    QCOMPARE(
        HttpClient::get(stage.server(), "GET", "/admin/", {}, {{"X-Forwarded-For", "203.0.113.7"}})
            .status,
        404);
}

void TestAdminFeed::isOnThePortOfTheApi()
{
    quint16 port = 0;
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    FeedStage stage;
    QVERIFY(stage.startFeed({{"http_port", QByteArray::number(port)}}, 2));
    const Fields right = FeedStage::bearer(FeedStage::AdminToken);
    QCOMPARE(FeedStage::knock(stage.server(), right).status, 404);
    QCOMPARE(FeedStage::knock(stage.httpServer(), right).status, 101);
    // Other clients are not let in by that.
    RawClient client;
    QVERIFY(!client.open(stage.httpServer(), "/connect/", stage.clientHeaders()));
    QCOMPARE(client.answer().status, 426);
    QVERIFY(stage.client());
}

void TestAdminFeed::hasAPortOfItsOwn()
{
    quint16 port = 0;
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    FeedStage stage;
    // A full relay can be looked at.
    QVERIFY(stage.startFeed({{"admin/listen", "127.0.0.1:" + QByteArray::number(port)},
                             {"limits/max_connections", "1"}}));
    EVENTUALLY(stage.relay.hasLogged("listening for dashboards on 127.0.0.1:"));
    const auto client = stage.client();
    QVERIFY(client);
    DashboardClient dashboard;
    QVERIFY(dashboard.open(port, FeedStage::AdminToken));
    QCOMPARE(dashboard.ask(u"connections"_qs).value(u"total"), 1);
    QCOMPARE(FeedStage::knock(port, FeedStage::bearer("wrong")).status, 401);
    // And nothing else is there.
    RawClient other;
    QVERIFY(!other.open(port, "/connect/", stage.clientHeaders()));
    QCOMPARE(other.answer().status, 404);
    QCOMPARE(HttpClient::get(port, "GET", "/info/").status, 404);
    QCOMPARE(HttpClient::get(port, "GET", "/admin/").status, 426);
    client->raw().sendClose();
    QVERIFY(client->raw().waitForDisconnected());
    EVENTUALLY(FeedStage::knock(stage.server(), FeedStage::bearer(FeedStage::AdminToken)).status
               == 404);
}

void TestAdminFeed::answersPlainRequests()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const HttpReply reply = HttpClient::get(stage.server(), "GET", "/admin/");
    QCOMPARE(reply.status, 426);
    QCOMPARE(reply.header("Upgrade"), QByteArray("websocket"));
    QCOMPARE(HttpClient::get(stage.server(), "POST", "/admin/").status, 405);
}

// --- frames

void TestAdminFeed::answersMalformedFrames_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("error"); // begins so
    QTest::addColumn<bool>("hasId");
    const auto row = [](const char *name, const char *frame, int code, const char *error,
                        bool hasId = true) {
        QTest::newRow(name) << QByteArray(frame) << code << QString::fromLatin1(error) << hasId;
    };
    row("nothing", "", 400, "a frame must be a JSON object", false);
    row("no json", "hello", 400, "a frame must be a JSON object", false);
    row("list", "[1]", 400, "a frame must be a JSON object", false);
    row("half", "{\"id\": 1", 400, "a frame must be a JSON object", false);
    row("no id", R"({"ask": "time"})", 400, "id must be", false);
    row("fraction", R"({"id": 1.5, "ask": "time"})", 400, "id must be", false);
    row("no verb", R"({"id": 1})", 400, "ask, watch, unwatch or do");
    row("two verbs", R"({"id": 1, "ask": "time", "do": "reload"})", 400, "ask, watch,");
    row("unknown ask", R"({"id": 1, "ask": "x"})", 400, "ask must be");
    row("unknown watch", R"({"id": 1, "watch": "x", "identity": "a"})", 400, "watch must be");
    row("unknown do", R"({"id": 1, "do": "x"})", 400, "do must be");
    row("no identity", R"({"id": 1, "ask": "connection"})", 400, "identity must be");
    row("limit", R"({"id": 1, "ask": "channels", "limit": 501})", 413, "limit must be at most");
    row("sort", R"({"id": 1, "ask": "channels", "sort": "x"})", 400, "sort must be");
    row("unknown", R"({"id": 1, "ask": "connection", "identity": "a"})", 404, "there is no conn");
    row("channel", R"({"id": 1, "ask": "channel", "name": "a"})", 404, "there is no channel a");
    row("watch", R"({"id": 1, "watch": "connection", "identity": "a"})", 404, "there is no conn");
    row("unwatch", R"({"id": 1, "unwatch": "connection", "identity": "a"})", 404, "that connec");
}

void TestAdminFeed::answersMalformedFrames()
{
    QFETCH(QByteArray, frame);
    QFETCH(int, code);
    QFETCH(QString, error);
    QFETCH(bool, hasId);
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    dashboard->clear();
    dashboard->raw().sendFrame(RawClient::Opcode::Text, frame);
    const auto isAnswer = [hasId](const QJsonObject &one) {
        return hasId ? one.contains(u"id") : one.value(u"event") == u"error"_qs;
    };
    const auto answers = [&] {
        QList<QJsonObject> found;
        for (const QJsonObject &one : dashboard->frames()) {
            if (isAnswer(one))
                found.append(one);
        }
        return found;
    };
    EVENTUALLY(!answers().isEmpty());
    const QJsonObject answer = answers().first();
    QCOMPARE(answer.value(u"code"), code);
    QVERIFY2(answer.value(u"error").toString().startsWith(error),
             qUtf8Printable(answer.value(u"error").toString()));
    QCOMPARE(answer.contains(u"ok"), hasId);
    dashboard->clear();
    QVERIFY(dashboard->ask(u"time"_qs).value(u"ok").toBool());
}

void TestAdminFeed::keepsIds()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const auto echoed = [&](const QByteArray &id) {
        dashboard->clear();
        dashboard->raw().sendFrame(RawClient::Opcode::Text, "{\"ask\":\"time\",\"id\":" + id + '}');
        (void)waitUntil([&] {
            return std::any_of(dashboard->frames().begin(), dashboard->frames().end(),
                               [](const auto &frame) { return frame.contains(u"id"); });
        });
        for (const QJsonObject &frame : dashboard->frames()) {
            if (frame.contains(u"id"))
                return frame.value(u"id");
        }
        return QJsonValue();
    };
    QCOMPARE(echoed("0"), QJsonValue(0));
    QCOMPARE(echoed("-7"), QJsonValue(-7));
    QCOMPARE(echoed("9007199254740991"), QJsonValue(Q_INT64_C(9007199254740991)));
    QCOMPARE(echoed("\"a \\\"b\\\" \\u00e4\""), QJsonValue(u"a \"b\" ä"_qs));
    // A binary frame is no request.
    dashboard->clear();
    dashboard->raw().sendBinary(R"({"id": 1, "ask": "time"})");
    QVERIFY(dashboard->waitFor(u"error"_qs));
}

void TestAdminFeed::endsForBigFrames()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QByteArray frame = R"({"id": 1, "ask": "time", "x": ")";
    const auto padded = [&](qsizetype size) {
        return frame + QByteArray(size - frame.size() - 2, 'x') + "\"}";
    };
    dashboard->raw().sendFrame(RawClient::Opcode::Text, padded(64 * 1024));
    EVENTUALLY(dashboard->hasAnswer(1));
    dashboard->raw().sendFrame(RawClient::Opcode::Text, padded(64 * 1024 + 1));
    EVENTUALLY_COMPARE(dashboard->raw().closeCode(), 1009);
}

void TestAdminFeed::endsForBrokenFrames()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto codeFor = [&](const QByteArray &bytes) {
        const auto dashboard = stage.dashboard();
        if (!dashboard)
            return -1;
        dashboard->raw().send(bytes);
        (void)dashboard->raw().waitForDisconnected();
        return dashboard->raw().closeCode();
    };
    using Opcode = RawClient::Opcode;
    QCOMPARE(codeFor(RawClient::frame(Opcode::Text, "{}", true, false)), 1002);
    QCOMPARE(codeFor(RawClient::frame(Opcode::Text, "{\"\xff\"}")), 1007);
    QCOMPARE(codeFor(QByteArray("\xf1\x80\0\0\0\0", 6)), 1002);
    QCOMPARE(codeFor(RawClient::frame(Opcode::Continuation, "{}")), 1002);
}

void TestAdminFeed::endsForTooManyRequests()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto client = stage.client("room");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject slow{{u"do"_qs, u"send"_qs},
                           {u"channel"_qs, u"room"_qs},
                           {u"qos"_qs, 1},
                           {u"timeoutMs"_qs, 60'000}};
    for (int i = 0; i < 16; ++i)
        dashboard->send(slow);
    EVENTUALLY(client->count(PacketCommand::Send) >= 16);
    QVERIFY(dashboard->isOpen());
    dashboard->send(slow);
    EVENTUALLY_COMPARE(dashboard->raw().closeCode(), 1008);
}

// --- many of them, and those that do not read

void TestAdminFeed::serves20AtOnce()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 10; ++i)
        QVERIFY(clients.emplace_back(stage.client("room")));
    std::vector<DashboardPtr> dashboards;
    for (int i = 0; i < 20; ++i)
        QVERIFY(dashboards.emplace_back(stage.dashboard()));
    for (const DashboardPtr &dashboard : dashboards) {
        for (int i = 0; i < 3; ++i) {
            dashboard->send({{u"ask"_qs, u"connections"_qs}});
            dashboard->send({{u"ask"_qs, u"channel"_qs}, {u"name"_qs, u"room"_qs}});
            dashboard->send({{u"watch"_qs, u"connection"_qs},
                             {u"identity"_qs, QString::fromUtf8(clients[0]->identity)}});
        }
    }
    for (const DashboardPtr &dashboard : dashboards) {
        for (int id = 1; id <= 9; ++id)
            QVERIFY(dashboard->answerTo(id).value(u"ok").toBool());
        QCOMPARE(dashboard->answerTo(1).value(u"total"), 10);
        QCOMPARE(dashboard->answerTo(2).value(u"matched"), 10);
    }
    clients[0]->sendMessage(7, "seen by all", QoS::AtMostOnce);
    for (const DashboardPtr &dashboard : dashboards) {
        QVERIFY(dashboard->waitFor(u"packet"_qs));
        QCOMPARE(dashboard->events(u"packet"_qs).first().value(u"payload"), u"seen by all"_qs);
        QCOMPARE(dashboard->events(u"packet"_qs).first().value(u"seq"), 1);
    }
}

void TestAdminFeed::turnsAwayThe101st()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    std::vector<DashboardPtr> dashboards;
    for (int i = 0; i < 100; ++i)
        QVERIFY(dashboards.emplace_back(stage.dashboard()));
    const Fields right = FeedStage::bearer(FeedStage::AdminToken);
    QCOMPARE(FeedStage::knock(stage.server(), right).status, 503);
    dashboards.pop_back();
    EVENTUALLY(FeedStage::knock(stage.server(), right).status == 101);
}

void TestAdminFeed::cutsOffWhoDoesNotRead()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto client = stage.client();
    QVERIFY(client);
    const auto deaf = stage.dashboard();
    const auto other = stage.dashboard();
    QVERIFY(deaf && other);
    deaf->raw().setReads(false);
    // What it asks for is more than all buffers take, and is answered at once: it never has too
    // many requests unanswered.
    int asked = 0;
    const bool cut = waitUntil(
        [&] {
            for (int i = 0; i < 8; ++i, ++asked)
                deaf->send({{u"ask"_qs, u"config"_qs}});
            return stage.relay.hasLogged("dashboard cut off: it does not read, who=admin");
        },
        60s);
    QVERIFY2(cut, qPrintable(u"%1 asked"_qs.arg(asked)));
    // The others do not notice.
    QVERIFY(other->ask(u"time"_qs).value(u"ok").toBool());
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    EVENTUALLY(stage.relay.hasLogged("dashboard gone, who=admin"));
}

// --- the end

void TestAdminFeed::endsWithTheRelay()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    stage.relay.terminate();
    EVENTUALLY_COMPARE(dashboard->raw().closeCode(), 1001);
    QCOMPARE(stage.relay.waitForExit(), 0);
}

void TestAdminFeed::withdrawsAccess()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto admin = stage.dashboard();
    const auto viewer = stage.dashboard(FeedStage::ViewerToken);
    QVERIFY(admin && viewer);
    // The one is as before, the other may act from now on.
    QVERIFY(stage.reload({{"admin/token", FeedStage::AdminToken},
                          {"admin:vera/token", FeedStage::ViewerToken},
                          {"admin:vera/role", "operator"}}));
    EVENTUALLY_COMPARE(viewer->raw().closeCode(), 1008);
    QCOMPARE(viewer->raw().closeReason(), QByteArray("access withdrawn"));
    QVERIFY(admin->ask(u"time"_qs).value(u"ok").toBool());
    QVERIFY(stage.dashboard(FeedStage::ViewerToken));

    QVERIFY(stage.reload({{"admin/token", "another-token-0123456789abc"}}));
    EVENTUALLY_COMPARE(admin->raw().closeCode(), 1008);
    QVERIFY(!stage.dashboard());
}

void TestAdminFeed::comesWithAReload()
{
    FeedStage stage;
    QVERIFY(stage.start({}, 2));
    const auto before = stage.client("room");
    QVERIFY(before);
    QVERIFY(stage.reload(FeedStage::feedSettings()));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QCOMPARE(dashboard->ask(u"connections"_qs).value(u"total"), 1);
    QVERIFY(dashboard->watch(before->identity).value(u"ok").toBool());
    QVERIFY(stage.reload({}));
    EVENTUALLY_COMPARE(dashboard->raw().closeCode(), 1008);
    QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer(FeedStage::AdminToken)).status,
             404);
    before->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(before->waitFor(PacketCommand::Ack));
}

QTEST_GUILESS_MAIN(TestAdminFeed)
#include "tst_adminfeed.moc"
