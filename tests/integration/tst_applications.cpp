// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"
#include "support/openmetrics.h"
#include "textclient.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Applications beside each other on one relay (endpoints.md): nothing of one is known to another.

namespace {

constexpr char ShopToken[] = "the shop's token";
constexpr char ShopSecret[] = "the shop's secret";

/// The applications default and shop, at /connect/ and /shop/, with the same business server:
/// what it is asked for the shop begins with /shop. Both at /im and /ws/connect.
class AppStage : public FeedStage {
public:
    [[nodiscard]] Fields shopSettings() const
    {
        return {{"app_secret", "the default's secret"},
                {"app:shop/security_token", ShopToken},
                {"app:shop/app_secret", ShopSecret},
                {"app:shop/app_key", "shop-key"},
                {"app:shop/connect_url", business.url("/shop/connect")},
                {"app:shop/forward_url", business.url("/shop/message/")},
                {"app:shop/close_url", business.url("/shop/close")},
                {"endpoint:/connect//dialect", "rainbow"},
                {"endpoint:/shop/dialect", "rainbow"},
                {"endpoint:/shop/app", "shop"},
                {"endpoint:/chat/dialect", "topic"},
                {"endpoint:/shop/chat/dialect", "topic"},
                {"endpoint:/shop/chat/app", "shop"},
                {"endpoint:/im/dialect", "im"},
                {"endpoint:/shop/im/dialect", "im"},
                {"endpoint:/shop/im/app", "shop"}};
    }
    [[nodiscard]] bool startShop(const Fields &settings = {}, int workers = 1)
    {
        business.handle("/shop/connect", [](const BusinessRequest &request) {
            Fields headers;
            if (request.hasHeader("X-Channels"))
                headers.append({"RAINBOWCLIENTCHANNEL", request.header("X-Channels")});
            BusinessReply reply = BusinessReply::success(headers);
            if (request.hasHeader("X-Account"))
                reply.body = R"({"status":"success","uid":")" + request.header("X-Account") + "\"}";
            return reply;
        });
        if (!business.start())
            return false;
        return relay.start(complete(settings + shopSettings() + feedSettings()), workers);
    }
    /// A client of the shop.
    [[nodiscard]] ClientPtr customer(const QByteArray &channels = {})
    {
        const Fields headers = clientHeaders(channels);
        auto client = std::make_unique<RainbowClient>();
        if (!client->raw().open(server(), "/shop", headers))
            return nullptr;
        for (const BusinessRequest &request : business.requests("/shop/connect")) {
            if (request.header("X-DEVICEID") == headers.first().second)
                client->identity = request.identity();
        }
        return client;
    }
    /// The API, as the shop's business server calls it.
    [[nodiscard]] QByteArray shopSend(const Fields &query, const QByteArray &body,
                                      const QByteArray &token = ShopToken) const
    {
        return ApiCaller(httpServer(), token)
            .call("POST", "/send/", query + Fields{{"app", "shop-key"}}, body)
            .json();
    }
};

QByteArray reached(int clients)
{
    return canonical(R"({"status":0,"connections":)" + QByteArray::number(clients)
                     + R"(,"data":""})");
}

} // namespace

class TestApplications : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void channelsAreApart();
    void accountsAreApart();
    void identitiesAreApart();
    void callbacks();
    void tokens();
    void unknownApp();
    void connectionLimits();
    void metricsAndFeed();
    void comeAndGoByReload();
    void memberships();
    void overload();
    void publishRate();
};

void TestApplications::channelsAreApart()
{
    AppStage stage;
    QVERIFY(stage.startShop({}, 2));
    const ClientPtr ours = stage.client("room");
    const ClientPtr theirs = stage.customer("room");
    QVERIFY(ours && theirs);
    QCOMPARE(stage.api().send({{"channel", "room"}, {"qos", "1"}}, "ours"), reached(1));
    QCOMPARE(stage.shopSend({{"channel", "room"}, {"qos", "1"}}, "theirs"), reached(1));
    QCOMPARE(ours->messages().size(), 1);
    QCOMPARE(ours->messages().first().payload, QByteArray("ours"));
    QCOMPARE(theirs->messages().size(), 1);
    QCOMPARE(theirs->messages().first().payload, QByteArray("theirs"));
    const HttpReply info =
        ApiCaller(stage.httpServer(), ShopToken)
            .call("GET", "/serverinfo/", {{"cluster", "1"}, {"app", "shop-key"}});
    QCOMPARE(info.object().value(u"channels_cnt").toInt(), 1);
}

void TestApplications::accountsAreApart()
{
    AppStage stage;
    QVERIFY(stage.startShop({{"connect_url", ""}, {"app:shop/connect_url", ""}}));
    TextClient ours;
    TextClient theirs;
    TextClient sender;
    const auto enter = [&](TextClient &client, const QByteArray &path, const QByteArray &app,
                           const QString &account, const QByteArray &secret) {
        return client.open(stage.server(),
                           path + "?app_id=" + app + "&token=" + tokenOf(account, secret));
    };
    QVERIFY(enter(ours, "/im", "default", u"bob"_qs, "the default's secret"));
    QVERIFY(enter(theirs, "/shop/im", "shop-key", u"bob"_qs, ShopSecret));
    QVERIFY(enter(sender, "/shop/im", "shop-key", u"alice"_qs, ShopSecret));
    sender.say(R"({"to":"bob","data":{}})");
    QVERIFY(theirs.waitFor(1) && ours.isDone());
    QCOMPARE(ours.count(), 0);
    // Neither the key nor the secret of one opens the other.
    TextClient wrong;
    QVERIFY(!enter(wrong, "/shop/im", "default", u"bob"_qs, "the default's secret"));
    QVERIFY(wrong.raw().answer().body.contains("1001"));
    TextClient forged;
    QVERIFY(!enter(forged, "/shop/im", "shop-key", u"bob"_qs, "the default's secret"));
    QVERIFY(forged.raw().answer().body.contains("1000"));
}

void TestApplications::identitiesAreApart()
{
    AppStage stage;
    QVERIFY(stage.startShop());
    const ClientPtr theirs = stage.customer();
    QVERIFY(theirs);
    QCOMPARE(stage.api().sub(theirs->identity, "room"),
             canonical(R"({"status":1,"msg":"no such connection"})"));
    const HttpReply reply =
        ApiCaller(stage.httpServer(), ShopToken)
            .call("POST", "/sub/", {{"app", "shop-key"}},
                  R"({"identity":")" + theirs->identity + R"(","channel":"room"})");
    QCOMPARE(reply.json(), canonical(R"({"status":0})"));
}

void TestApplications::callbacks()
{
    AppStage stage;
    QVERIFY(stage.startShop());
    {
        const ClientPtr theirs = stage.customer();
        QVERIFY(theirs);
        theirs->sendMessage(7, "hello", QoS::AtLeastOnce);
        QVERIFY(theirs->waitFor(PacketCommand::Ack));
        theirs->raw().sendClose();
        QVERIFY(theirs->raw().waitForDisconnected());
    }
    EVENTUALLY(stage.business.requests("/shop/close").size() == 1);
    QCOMPARE(stage.business.requests("/shop/message/7/").size(), 1);
    for (const BusinessRequest &request : stage.business.requests("/shop")) {
        QCOMPARE(request.header("RAINBOWAPP"), QByteArray("shop-key"));
        QVERIFY(isSigned(request.query, ShopToken));
    }
    QVERIFY(stage.business.connects().isEmpty());
    const ClientPtr ours = stage.client();
    QVERIFY(ours);
    QCOMPARE(stage.business.connects().first().header("RAINBOWAPP"), QByteArray("default"));
    // A client cannot say so itself.
    QCOMPARE(stage.tryConnect(stage.clientHeaders() + Fields{{"RAINBOWAPP", "x"}}).status, 101);
    QCOMPARE(stage.business.connects().last().header("RAINBOWAPP"), QByteArray("default"));
}

void TestApplications::tokens()
{
    AppStage stage;
    QVERIFY(stage.startShop());
    const QByteArray refused = canonical(R"({"status":1,"msg":"signature error"})");
    QCOMPARE(stage.shopSend({{"channel", "room"}}, "x", Stage::Token), refused);
    QCOMPARE(ApiCaller(stage.httpServer(), ShopToken).send({{"channel", "room"}}, "x"), refused);
    // By header, too.
    const QByteArray target =
        HttpClient::target("/send/", signatureFields(ShopToken) + Fields{{"channel", "r"}});
    QCOMPARE(
        HttpClient::get(stage.server(), "POST", target, "x", {{"RAINBOWAPP", "shop-key"}}).json(),
        reached(0));
}

void TestApplications::unknownApp()
{
    AppStage stage;
    QVERIFY(stage.startShop());
    QCOMPARE(stage.api().call("POST", "/send/", {{"channel", "r"}, {"app", "shop"}}, "x").json(),
             canonical(R"({"status":1,"msg":"unknown app"})"));
}

void TestApplications::connectionLimits()
{
    AppStage stage;
    QVERIFY(stage.startShop(
        {{"app:shop/max_connections", "2"}, {"app:shop/max_connections_per_account", "1"}}));
    ClientPtr first = stage.customer();
    const ClientPtr second = stage.customer();
    QVERIFY(first && second);
    QVERIFY(!stage.customer());
    QCOMPARE(stage.tryConnect(stage.clientHeaders(), "/shop").status, 503);
    QVERIFY(stage.client() != nullptr); // the others are not concerned
    first.reset();
    ClientPtr third;
    EVENTUALLY((third = stage.customer()));
    // And of one account.
    third.reset();
    std::unique_ptr<TextClient> alice;
    EVENTUALLY([&] {
        alice = std::make_unique<TextClient>();
        return alice->open(stage.server(), "/shop/chat", {{"X-Account", "alice"}});
    }());
    QVERIFY(stage.reload(Fields{{"app:shop/max_connections_per_account", "1"}}
                         + stage.shopSettings() + FeedStage::feedSettings()));
    TextClient again;
    QVERIFY(again.open(stage.server(), "/shop/chat", {{"X-Account", "alice"}}));
    QVERIFY(again.raw().waitForDisconnected());
    QCOMPARE(again.raw().closeCode(), 4429);
    QVERIFY(alice->raw().isOpen());
}

void TestApplications::metricsAndFeed()
{
    AppStage stage;
    QVERIFY(stage.startShop({{"admin/metrics_public", "true"}}, 2));
    const ClientPtr ours = stage.client("room");
    const ClientPtr theirs = stage.customer("room");
    const ClientPtr more = stage.customer("room");
    const auto dashboard = stage.dashboard();
    QVERIFY(ours && theirs && more && dashboard);
    const auto connections = [&](const QByteArray &app) {
        const HttpReply reply = HttpClient::get(stage.server(), "GET", "/metrics", {},
                                                {{"Accept", "application/openmetrics-text"}});
        return OpenMetrics::parse(reply.body)
            .sum("rainbow_connections", {{"app", app}})
            .value_or(-1);
    };
    EVENTUALLY_COMPARE(connections("shop"), 2.0);
    EVENTUALLY_COMPARE(connections("default"), 1.0);
    const auto rows = [&](const QJsonObject &filter) {
        return dashboard->ask(u"connections"_qs, {{u"filter"_qs, filter}});
    };
    EVENTUALLY(rows({{u"app"_qs, u"shop"_qs}}).value(u"matched").toInt() == 2);
    QCOMPARE(
        rows({{u"app"_qs, u"default"_qs}, {u"channel"_qs, u"room"_qs}}).value(u"matched").toInt(),
        1);
    QCOMPARE(column(dashboard->ask(u"channels"_qs), u"app"_qs).size(), 2);
    const QJsonObject sent = dashboard->act(u"send"_qs,
                                            {{u"channel"_qs, u"room"_qs},
                                             {u"app"_qs, u"shop"_qs},
                                             {u"qos"_qs, 1},
                                             {u"payload"_qs, u"from above"_qs}});
    QCOMPARE(sent.value(u"confirmed").toInt(), 2);
    QCOMPARE(dashboard->act(u"send"_qs, {{u"channel"_qs, u"room"_qs}, {u"app"_qs, u"none"_qs}})
                 .value(u"code")
                 .toInt(),
             404);
    QVERIFY(dashboard->act(u"kick"_qs, {{u"identity"_qs, QString::fromUtf8(theirs->identity)}})
                .value(u"ok")
                .toBool());
    QVERIFY(theirs->raw().waitForDisconnected());
}

void TestApplications::comeAndGoByReload()
{
    AppStage stage;
    QVERIFY(stage.startShop({}, 2));
    const ClientPtr theirs = stage.customer("room");
    const ClientPtr ours = stage.client("room");
    QVERIFY(theirs && ours);
    QVERIFY(stage.reload(FeedStage::feedSettings()
                         + Fields{{"app:pub/security_token", "the pub's token"},
                                  {"app:pub/connect_url", stage.business.url("/shop/connect")},
                                  {"endpoint:/connect//dialect", "rainbow"},
                                  {"endpoint:/pub/dialect", "rainbow"},
                                  {"endpoint:/pub/app", "pub"}}));
    QVERIFY(theirs->raw().waitForDisconnected());
    QCOMPARE(theirs->raw().closeCode(), 4401);
    QVERIFY(ours->isOpen());
    QCOMPARE(stage.tryConnect(stage.clientHeaders(), "/shop").status, 404);
    QCOMPARE(stage.shopSend({{"channel", "room"}}, "x"),
             canonical(R"({"status":1,"msg":"unknown app"})"));
    RainbowClient guest;
    QVERIFY(guest.raw().open(stage.server(), "/pub", stage.clientHeaders("room")));
    const auto pubSend = [&] {
        return ApiCaller(stage.httpServer(), "the pub's token")
            .call("POST", "/send/", {{"channel", "room"}, {"app", "pub"}, {"qos", "1"}}, "x")
            .json();
    };
    QCOMPARE(pubSend(), reached(1));
    // And what was there before comes back.
    QVERIFY(stage.reload(stage.shopSettings() + FeedStage::feedSettings()));
    const ClientPtr back = stage.customer("room");
    QVERIFY(back);
    QCOMPARE(stage.shopSend({{"channel", "room"}, {"qos", "1"}}, "x"), reached(1));
}

void TestApplications::memberships()
{
    AppStage stage;
    QVERIFY(stage.startShop({}, 2)); // from when on the business server has a port
    QVERIFY(
        stage.reload(Fields{{"app:shop/subscribed_url", stage.business.url("/shop/subscribed")},
                            {"app:shop/unsubscribed_url", stage.business.url("/shop/unsubscribed")}}
                     + stage.shopSettings() + FeedStage::feedSettings()));
    const ClientPtr theirs = stage.customer("a,b");
    QVERIFY(theirs);
    EVENTUALLY(stage.business.requests("/shop/subscribed").size() == 2);
    const BusinessRequest told = stage.business.requests("/shop/subscribed").first();
    QCOMPARE(told.method, QByteArray("POST"));
    QCOMPARE(told.identity(), theirs->identity);
    QCOMPARE(
        canonical(told.body),
        canonical(R"({"identity":")" + theirs->identity + R"(","channel":"a","connections":1})"));
    TextClient topic;
    QVERIFY(topic.open(stage.server(), "/shop/chat", {{"X-Account", "alice"}}));
    topic.say(R"({"type":2,"topic":"a"})");
    EVENTUALLY(stage.business.requests("/shop/subscribed").size() == 3);
    const QJsonObject body =
        QJsonDocument::fromJson(stage.business.requests("/shop/subscribed").last().body).object();
    QCOMPARE(body.value(u"account").toString(), u"alice"_qs);
    QCOMPARE(body.value(u"connections").toInt(), 2);
    topic.raw().sendClose();
    EVENTUALLY(stage.business.requests("/shop/unsubscribed").size() == 1);
}

void TestApplications::overload()
{
    AppStage stage;
    QVERIFY(stage.startShop());
    QVERIFY(stage.reload(Fields{{"app:shop/overload_url", stage.business.url("/shop/overload")},
                                {"app:shop/max_inflight", "5"},
                                {"app:shop/forward_timeout", "10 min"}}
                         + stage.shopSettings() + FeedStage::feedSettings()));
    stage.business.handle("/shop/message", [](const BusinessRequest &) {
        BusinessReply reply;
        reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    });
    const ClientPtr theirs = stage.customer();
    QVERIFY(theirs);
    for (int i = 0; i < 20; ++i)
        theirs->sendMessage(1, "more", QoS::AtMostOnce);
    EVENTUALLY(stage.business.requests("/shop/overload").size() == 1);
    const BusinessRequest told = stage.business.requests("/shop/overload").first();
    const QJsonObject body = QJsonDocument::fromJson(told.body).object();
    QCOMPARE(body.value(u"identity").toString().toUtf8(), theirs->identity);
    QVERIFY(body.value(u"queued").toInt() >= 5);
    QVERIFY(body.value(u"oldest_ms").toInt(-1) >= 0);
}

void TestApplications::publishRate()
{
    AppStage stage;
    QVERIFY(stage.startShop({{"app:shop/publish_rate", "1, 3"}}));
    TextClient alice;
    QVERIFY(alice.open(stage.server(), "/shop/chat", {{"X-Account", "alice"}}));
    alice.say(R"({"type":2,"topic":"t"})");
    for (int i = 0; i < 10; ++i)
        alice.say(R"({"type":1,"topic":"t","data":1})");
    QVERIFY(alice.isDone());
    QVERIFY(alice.waitFor(3));
    QVERIFY(alice.count() < 10);
    QVERIFY(alice.raw().isOpen());
}

QTEST_GUILESS_MAIN(TestApplications)
#include "tst_applications.moc"
