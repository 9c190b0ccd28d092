// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "textclient.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// The dialect of firetower, with its part of the HTTP API (endpoints.md, "topic").

namespace {

/// A stage that lets anybody come in by /ws, as who its header X-Account says.
class TopicStage : public Stage {
public:
    [[nodiscard]] bool start(const Fields &settings = {}, int workers = 1)
    {
        business.onConnect([](const BusinessRequest &request) {
            BusinessReply reply = BusinessReply::success();
            const QByteArray account = request.header("X-Account");
            if (account == "nobody")
                reply.status = 403;
            else if (!account.isEmpty())
                reply.body = R"({"status":"success","uid":")" + account + R"("})";
            return reply;
        });
        return Stage::start(settings + Fields{{"endpoint:/ws/dialect", "topic"}}, workers);
    }
    [[nodiscard]] std::unique_ptr<TextClient> topicClient(const QByteArray &topics = {},
                                                          const QByteArray &account = {})
    {
        auto client = std::make_unique<TextClient>();
        const Fields headers = account.isEmpty() ? Fields{} : Fields{{"X-Account", account}};
        if (!client->open(server(), "/ws", headers))
            return nullptr;
        if (!topics.isEmpty())
            client->say(R"({"type":2,"topic":")" + topics + R"("})");
        return client->isDone() ? std::move(client) : nullptr;
    }
    [[nodiscard]] int countOf(const QByteArray &topic) const
    {
        return api()
            .call("GET", "/topic/count", {{"topic", topic}})
            .object()
            .value(u"connections")
            .toInt(-1);
    }
};

} // namespace

class TestTopicEndpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishAndSubscribe();
    void theSenderToo();
    void listsOfTopics();
    void binaryFrames();
    void whatIsDropped_data();
    void whatIsDropped();
    void heartbeat();
    void admission();
    void withoutABusinessServer();
    void nobodyHasAskedForTopics();
    void apiPublish();
    void apiCountsAcrossWorkers();
    void apiKicks();
    void apiRefusals_data();
    void apiRefusals();
    void presence();
    void presenceIsOffUnlessAskedFor();
};

void TestTopicEndpoint::publishAndSubscribe()
{
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("news");
    const auto bob = stage.topicClient();
    QVERIFY(alice && bob);
    bob->say(R"({ "type": 1, "topic": "news", "data": {"a": [1, 2], "ü": null} })");
    QVERIFY(alice->waitFor(1));
    QCOMPARE(alice->heard().first(),
             QByteArray(R"({"type":1,"topic":"news","data":{"a": [1, 2], "ü": null}})"));
    QVERIFY(bob->isDone());
    QCOMPARE(bob->count(), 0);
    alice->say(R"({"type":3,"topic":"news"})");
    QVERIFY(alice->isDone());
    bob->say(R"({"type":1,"topic":"news","data":2})");
    QVERIFY(bob->isDone() && alice->isDone());
    QCOMPARE(alice->count(), 1);
    QCOMPARE(stage.countOf("news"), 0);
}

void TestTopicEndpoint::theSenderToo()
{
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("news");
    QVERIFY(alice);
    alice->say(R"({"type":1,"topic":"news","data":"x"})");
    QVERIFY(alice->waitFor(1));
    QCOMPARE(alice->heard().first(), QByteArray(R"({"type":1,"topic":"news","data":"x"})"));
}

void TestTopicEndpoint::listsOfTopics()
{
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("a, b ,,c");
    QVERIFY(alice);
    for (const QByteArray topic : {"a", "b", "c"})
        QCOMPARE(stage.countOf(topic), 1);
    alice->say(R"({"type":3,"topic":"a,c"})");
    QVERIFY(alice->isDone());
    QCOMPARE(stage.countOf("a") + stage.countOf("c"), 0);
    QCOMPARE(stage.countOf("b"), 1);
}

void TestTopicEndpoint::binaryFrames()
{
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("news");
    QVERIFY(alice);
    alice->raw().sendBinary(R"({"type":1,"topic":"news","data":1})");
    QVERIFY(alice->waitFor(1));
    // What comes out is text.
    QCOMPARE(alice->heard().first(), QByteArray(R"({"type":1,"topic":"news","data":1})"));
}

void TestTopicEndpoint::whatIsDropped_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("not JSON") << QByteArray("hello");
    QTest::newRow("no object") << QByteArray("[1]");
    QTest::newRow("no topic") << QByteArray(R"({"type":1,"data":1})");
    QTest::newRow("empty topic") << QByteArray(R"({"type":1,"topic":"","data":1})");
    QTest::newRow("other type") << QByteArray(R"({"type":4,"topic":"news"})");
    QTest::newRow("no type") << QByteArray(R"({"topic":"news","data":1})");
    QTest::newRow("empty list") << QByteArray(R"({"type":2,"topic":" , "})");
    QTest::newRow("data cut") << QByteArray(R"({"type":1,"topic":"news","data":{"a":1})");
    QTest::newRow("empty") << QByteArray("");
}

void TestTopicEndpoint::whatIsDropped()
{
    QFETCH(QByteArray, frame);
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("news");
    QVERIFY(alice);
    alice->say(frame);
    alice->say(R"({"type":1,"topic":"news","data":"next"})");
    QVERIFY(alice->waitFor(1));
    QVERIFY(alice->isDone());
    QCOMPARE(alice->count(), 1);
    QVERIFY(alice->raw().isOpen());
    QVERIFY(alice->heard().first().contains("next"));
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY(stage.relay.hasLogged("frames-ignored=1"));
}

void TestTopicEndpoint::heartbeat()
{
    TopicStage stage;
    QVERIFY(stage.start({{"heartbeat", "100 ms"}}));
    const auto alice = stage.topicClient();
    QVERIFY(alice && alice->waitFor(3));
    for (const QByteArray &text : alice->heard())
        QCOMPARE(text, QByteArray("heartbeat"));
}

void TestTopicEndpoint::admission()
{
    TopicStage stage;
    QVERIFY(stage.start());
    QVERIFY(stage.topicClient({}, "alice"));
    QCOMPARE(stage.business.connects().last().header("X-Account"), QByteArray("alice"));
    TextClient nobody;
    QVERIFY(!nobody.open(stage.server(), "/ws", {{"X-Account", "nobody"}}));
    QCOMPARE(nobody.raw().answer().status, 401);
    // Query parameters come as headers; a browser has nothing else.
    TextClient browser;
    QVERIFY(browser.open(stage.server(), "/ws?X-Account=carol"));
    QCOMPARE(stage.business.connects().last().header("X-Account"), QByteArray("carol"));
}

void TestTopicEndpoint::withoutABusinessServer()
{
    TopicStage stage;
    QVERIFY(stage.start({{"connect_url", ""}}));
    TextClient refused;
    QVERIFY(!refused.open(stage.server(), "/ws"));
    QCOMPARE(refused.raw().answer().status, 401);
    QVERIFY(stage.reload(
        {{"connect_url", ""}, {"anonymous", "allow"}, {"endpoint:/ws/dialect", "topic"}}));
    TextClient anonymous;
    QVERIFY(anonymous.open(stage.server(), "/ws"));
}

void TestTopicEndpoint::nobodyHasAskedForTopics()
{
    // A relay of before, with nothing new in its configuration: its channels stay its own.
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr rainbow = stage.client("room");
    QVERIFY(rainbow);
    TextClient stranger;
    QVERIFY(stranger.open(stage.server(), "/ws"));
    stranger.say(R"({"type":2,"topic":"room"})");
    stranger.say(R"({"type":1,"topic":"room","data":1})");
    QVERIFY(stranger.isDone());
    QCOMPARE(stage.members("room"), 1);
    QVERIFY(rainbow->messages().isEmpty());
    // Until it says so.
    QVERIFY(stage.reload({{"client_subscribe", "allow"}}));
    stranger.say(R"({"type":2,"topic":"room"})");
    QVERIFY(stranger.isDone());
    QCOMPARE(stage.members("room"), 2);
}

void TestTopicEndpoint::apiPublish()
{
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("news");
    const auto bob = stage.topicClient("news");
    QVERIFY(alice && bob);
    const auto publish = [&](const QByteArray &body) {
        return stage.api().call("POST", "/topic/publish", {{"topic", "news"}}, body).json();
    };
    QCOMPARE(publish(R"({"n":1})"), canonical(R"({"status":0,"connections":2})"));
    QCOMPARE(publish("plain text"), canonical(R"({"status":0,"connections":2})"));
    QCOMPARE(publish("\xff\x01"), canonical(R"({"status":0,"connections":2})"));
    QVERIFY(alice->waitFor(3) && bob->waitFor(3));
    QCOMPARE(alice->heard(),
             QList<QByteArray>({R"({"type":1,"topic":"news","data":{"n":1}})",
                                R"({"type":1,"topic":"news","data":"plain text"})",
                                R"({"type":1,"topic":"news","data":"/wE="})"}));
    QCOMPARE(alice->heard(), bob->heard());
}

void TestTopicEndpoint::apiCountsAcrossWorkers()
{
    constexpr int Clients = 12;
    TopicStage stage;
    QVERIFY(stage.start({}, 2));
    std::vector<std::unique_ptr<TextClient>> clients;
    for (int i = 0; i < Clients; ++i)
        clients.push_back(stage.topicClient(i % 2 ? "odd,all" : "all"));
    QCOMPARE(stage.countOf("all"), Clients);
    QCOMPARE(stage.countOf("odd"), Clients / 2);
    QCOMPARE(stage.countOf("none"), 0);
    QCOMPARE(stage.api().call("GET", "/topic/list").json(),
             canonical(R"({"status":0,"topics":[["all",12],["odd",6]]})"));
    clients.pop_back();
    EVENTUALLY_COMPARE(stage.countOf("all"), Clients - 1);
}

void TestTopicEndpoint::apiKicks()
{
    TopicStage stage;
    QVERIFY(stage.start({}, 2));
    const auto phone = stage.topicClient("a,b", "alice");
    const auto desk = stage.topicClient("a,b", "alice");
    const auto bob = stage.topicClient("a,b", "bob");
    QVERIFY(phone && desk && bob);
    const auto kick = [&](const QByteArray &body) {
        return stage.api().call("POST", "/topic/kick", {}, body).json();
    };
    QCOMPARE(kick(R"({"topic":"a","account":"alice"})"),
             canonical(R"({"status":0,"connections":2})"));
    QCOMPARE(stage.countOf("a"), 1);
    QCOMPARE(stage.countOf("b"), 3);
    QCOMPARE(kick(R"({"topic":"b"})"), canonical(R"({"status":0,"connections":3})"));
    QCOMPARE(stage.countOf("b"), 0);
    QVERIFY(phone->raw().isOpen() && desk->raw().isOpen() && bob->raw().isOpen());
    QCOMPARE(kick(R"({"account":"alice"})"), canonical(R"({"status":0,"connections":2})"));
    QVERIFY(phone->raw().waitForDisconnected() && desk->raw().waitForDisconnected());
    QCOMPARE(phone->raw().closeCode(), 4501);
    QVERIFY(bob->raw().isOpen());
    QCOMPARE(kick(R"({"account":"nobody"})"), canonical(R"({"status":0,"connections":0})"));
}

void TestTopicEndpoint::apiRefusals_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("msg");
    QTest::newRow("publish") << QByteArray("POST") << QByteArray("/topic/publish")
                             << QByteArray("{}") << QByteArray("topic missing");
    QTest::newRow("count") << QByteArray("GET") << QByteArray("/topic/count") << QByteArray()
                           << QByteArray("topic missing");
    QTest::newRow("kick: JSON") << QByteArray("POST") << QByteArray("/topic/kick")
                                << QByteArray("x") << QByteArray("json error");
    QTest::newRow("kick: nothing") << QByteArray("POST") << QByteArray("/topic/kick")
                                   << QByteArray("{}") << QByteArray("topic or account missing");
    QTest::newRow("kick: type") << QByteArray("POST") << QByteArray("/topic/kick")
                                << QByteArray(R"({"topic":1})")
                                << QByteArray("topic must be a string");
}

void TestTopicEndpoint::apiRefusals()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, msg);
    TopicStage stage;
    QVERIFY(stage.start());
    QCOMPARE(stage.api().call(method, path, {}, body).json(),
             canonical(R"({"status":1,"msg":")" + msg + "\"}"));
    QCOMPARE(HttpClient::get(stage.server(), method, path, body).json(),
             canonical(R"({"status":1,"msg":"signature error"})"));
}

void TestTopicEndpoint::presence()
{
    TopicStage stage;
    QVERIFY(stage.start({{"presence", "on"}}, 2));
    const auto alice = stage.topicClient("room");
    QVERIFY(alice);
    const auto last = [&] { return alice->heard().value(alice->count() - 1); };
    EVENTUALLY_COMPARE(last(), QByteArray(R"({"type":"onSubscribe","data":1})"));
    std::vector<std::unique_ptr<TextClient>> others;
    for (int i = 0; i < 5; ++i)
        others.push_back(stage.topicClient("room"));
    EVENTUALLY_COMPARE(last(), QByteArray(R"({"type":"onSubscribe","data":6})"));
    others.resize(2);
    EVENTUALLY_COMPARE(last(), QByteArray(R"({"type":"onUnsubscribe","data":3})"));
    QVERIFY(others.front()->count() > 0);
}

void TestTopicEndpoint::presenceIsOffUnlessAskedFor()
{
    TopicStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.topicClient("room");
    const auto bob = stage.topicClient("room");
    QVERIFY(alice && bob);
    bob->say(R"({"type":1,"topic":"room","data":1})");
    QVERIFY(alice->waitFor(1));
    QCOMPARE(alice->count(), 1);
}

QTEST_GUILESS_MAIN(TestTopicEndpoint)
#include "tst_topicendpoint.moc"
