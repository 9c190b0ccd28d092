// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

using Behaviour = BusinessReply::Behaviour;

QJsonObject jsonOf(const BusinessRequest &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

} // namespace

/// What clients do of their own accord: SUB, UNSUB and PUB (session.md).
class TestRights : public QObject {
    Q_OBJECT

private:
    /// Starts a relay that asks the business server.
    [[nodiscard]] static bool startAsking(Stage &stage)
    {
        if (!stage.business.start())
            return false;
        return stage.relay.start(
            stage.complete({{"client_subscribe", "ask"},
                            {"client_publish", "ask"},
                            {"subscribe_url", stage.business.url("/may-subscribe?a=b")},
                            {"publish_url", stage.business.url("/may-publish")},
                            {"forward_timeout", "500 ms"}}));
    }

private Q_SLOTS:
    void deniedByDefault();
    void allowed();
    void allOrNone();
    void publishing_data();
    void publishing();
    void publishingAcrossWorkers();
    void askedForChannels();
    void askedForPublications();
    void answers_data();
    void answers();
    void replacedPayload();
    void sameMessageId();
    void headersAreNotObeyed();
};

void TestRights::deniedByDefault()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    for (const quint16 id : {client->sendSubscription(PacketCommand::Sub, {"other"}),
                             client->sendSubscription(PacketCommand::Unsub, {"room"}),
                             client->publish("room", "x", QoS::AtLeastOnce),
                             client->publish("room", "x", QoS::ExactlyOnce)}) {
        EVENTUALLY_COMPARE(client->nakOf(id), 403);
    }
    client->publish("room", "x", QoS::AtMostOnce);
    client->sendMessage(1, "last", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->messages().size(), 0);
    QCOMPARE(stage.members("room"), 1);
    QCOMPARE(stage.members("other"), 0);
    QCOMPARE(stage.business.messages().size(), 1);
}

void TestRights::allowed()
{
    Stage stage;
    QVERIFY(stage.start({{"client_subscribe", "allow"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->sendSubscription(PacketCommand::Sub, {"a", "b", "a"});
    QVERIFY(client->waitFor(PacketCommand::Ack, 1));
    QCOMPARE(stage.members("a"), 1);
    QCOMPARE(stage.members("b"), 1);
    client->sendSubscription(PacketCommand::Unsub, {"a", "nowhere"});
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    QCOMPARE(stage.members("a"), 0);
    QCOMPARE(stage.members("b"), 1);
    QCOMPARE(stage.business.requests().size(), 1); // the connect callback
}

void TestRights::allOrNone()
{
    Stage stage;
    QVERIFY(stage.start({{"client_subscribe", "allow"},
                         {"limits/max_channels_per_client", "2"},
                         {"limits/max_channel_name", "8"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 tooMany = client->sendSubscription(PacketCommand::Sub, {"a", "b", "c"});
    const quint16 tooLong = client->sendSubscription(PacketCommand::Sub, {"a", "123456789"});
    EVENTUALLY_COMPARE(client->nakOf(tooLong), 403);
    QCOMPARE(client->nakOf(tooMany), 403);
    QCOMPARE(stage.members("a"), 0);
    client->sendSubscription(PacketCommand::Sub, {"a", "12345678"});
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(stage.members("a"), 1);
}

void TestRights::publishing_data()
{
    QTest::addColumn<QoS>("qos");
    QTest::newRow("QoS 0") << QoS::AtMostOnce;
    QTest::newRow("QoS 1") << QoS::AtLeastOnce;
    QTest::newRow("QoS 2") << QoS::ExactlyOnce;
}

void TestRights::publishing()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start({{"client_publish", "allow"}}));
    const ClientPtr publisher = stage.client2("room");
    const ClientPtr member = stage.client2("room");
    const ClientPtr original = stage.client("room");
    const ClientPtr stranger = stage.client2("elsewhere");
    QVERIFY(publisher && member && original && stranger);
    const QByteArray payload("\0\xff bytes", 8);
    publisher->publish("room", payload, qos);
    if (qos != QoS::AtMostOnce) {
        QVERIFY(
            publisher->waitFor(qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Com));
    }
    for (const ClientPtr &client : {std::cref(publisher), std::cref(member), std::cref(original)}) {
        EVENTUALLY_COMPARE(client->messages().size(), 1);
        QCOMPARE(client->messages().constFirst().payload, payload);
        QCOMPARE(client->messages().constFirst().qos, qos);
    }
    QCOMPARE(member->messages().constFirst().channel, QByteArray("room"));
    QCOMPARE(original->messages().constFirst().channel, QByteArray());
    QCOMPARE(stranger->messages().size(), 0);
    QCOMPARE(stage.business.messages().size(), 0);
}

void TestRights::publishingAcrossWorkers()
{
    constexpr int Clients = 12;
    Stage stage;
    QVERIFY(stage.start({{"client_publish", "allow"}, {"client_subscribe", "allow"}}, 2));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
        clients.back()->sendSubscription(PacketCommand::Sub, {"room"});
        QVERIFY(clients.back()->waitFor(PacketCommand::Ack));
    }
    for (const ClientPtr &client : clients) {
        client->clear();
        client->publish("room", "x", QoS::ExactlyOnce);
    }
    for (const ClientPtr &client : clients) {
        QVERIFY(client->waitFor(PacketCommand::Com));
        EVENTUALLY_COMPARE(client->messages().size(), Clients);
    }
}

void TestRights::askedForChannels()
{
    Stage stage;
    QVERIFY(startAsking(stage));
    stage.business.onConnect([](const auto &) {
        return BusinessReply::success({{"RAINBOWCLIENTCOOKIE", "Y29va2ll"}});
    });
    stage.business.handle("/may-subscribe", [](const auto &) { return BusinessReply::success(); });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const QByteArray name = "r\xc3\xa4ume \"1\"";
    client->sendSubscription(PacketCommand::Sub, {"a", name});
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(stage.members("a"), 1);
    const QList<BusinessRequest> asked = stage.business.requests("/may-subscribe");
    QCOMPARE(asked.size(), 1);
    const BusinessRequest &request = asked.constFirst();
    QCOMPARE(request.method, QByteArray("POST"));
    QVERIFY(isSigned(request.query, Stage::Token));
    QCOMPARE(fieldValue(request.query, "a"), QByteArray("b"));
    QCOMPARE(request.identity(), client->identity);
    QCOMPARE(request.header("RAINBOWCLIENTCOOKIE"), QByteArray("Y29va2ll"));
    QCOMPARE(request.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(jsonOf(request),
             QJsonObject({{u"identity"_qs, QString::fromLatin1(client->identity)},
                          {u"channels"_qs, QJsonArray({u"a"_qs, QString::fromUtf8(name)})}}));
    // Leaving is free.
    client->sendSubscription(PacketCommand::Unsub, {"a"});
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    QCOMPARE(stage.business.requests("/may-subscribe").size(), 1);
}

void TestRights::askedForPublications()
{
    Stage stage;
    QVERIFY(startAsking(stage));
    stage.business.handle("/may-publish", [](const auto &) { return BusinessReply::success(); });
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    client->publish("room", "text \xc3\xa4", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    client->publish("room", "\xff\xfe", QoS::AtMostOnce);
    EVENTUALLY_COMPARE(client->messages().size(), 2);
    QCOMPARE(client->messages()[0].payload, QByteArray("text \xc3\xa4"));
    QCOMPARE(client->messages()[1].payload, QByteArray("\xff\xfe"));
    const QList<BusinessRequest> asked = stage.business.requests("/may-publish");
    QCOMPARE(asked.size(), 2);
    const QString identity = QString::fromLatin1(client->identity);
    QCOMPARE(jsonOf(asked[0]),
             QJsonObject({{u"identity"_qs, identity},
                          {u"channel"_qs, u"room"_qs},
                          {u"type"_qs, 1},
                          {u"qos"_qs, 1},
                          {u"data"_qs, u"text ä"_qs}}));
    QCOMPARE(jsonOf(asked[1]),
             QJsonObject({{u"identity"_qs, identity},
                          {u"channel"_qs, u"room"_qs},
                          {u"type"_qs, 1},
                          {u"qos"_qs, 0},
                          {u"encoding"_qs, u"base64"_qs},
                          {u"data"_qs, u"//4="_qs}}));
    for (const BusinessRequest &request : asked) {
        QVERIFY(isSigned(request.query, Stage::Token));
        QVERIFY(!request.header("RAINBOWMESSAGEID").isEmpty());
    }
}

void TestRights::answers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("hangs");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, int status, const char *body, bool hangs, int code) {
        QTest::newRow(name) << status << QByteArray(body) << hangs << code;
    };
    row("no", 200, "{\"status\": \"no\"}", false, 403);
    row("401", 401, "", false, 403);
    row("403", 403, "", false, 403);
    row("404", 404, "", false, 404);
    row("500", 500, "{\"status\": \"success\"}", false, 502);
    row("no JSON", 200, "success", false, 502);
    row("redirect", 307, "", false, 502);
    row("slow", 200, "", true, 408);
}

void TestRights::answers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, hangs);
    QFETCH(int, code);
    Stage stage;
    QVERIFY(startAsking(stage));
    stage.business.handle("/may-", [=](const auto &) {
        BusinessReply reply;
        reply.status = status;
        reply.body = body;
        reply.behaviour = hangs ? Behaviour::Hang : Behaviour::Answer;
        return reply;
    });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    for (const quint16 id : {client->sendSubscription(PacketCommand::Sub, {"room"}),
                             client->publish("room", "x", QoS::AtLeastOnce),
                             client->publish("room", "x", QoS::ExactlyOnce)}) {
        EVENTUALLY_COMPARE(client->nakOf(id), code);
    }
    QCOMPARE(stage.members("room"), 0);
    QCOMPARE(client->count(PacketCommand::Ack), 0);
}

void TestRights::replacedPayload()
{
    Stage stage;
    QVERIFY(startAsking(stage));
    stage.business.handle("/may-publish", [](const BusinessRequest &request) {
        BusinessReply reply = BusinessReply::success();
        const QString data = jsonOf(request).value(u"data").toString();
        if (data == u"text")
            reply.body = "{\"status\": \"success\", \"data\": \"checked\"}";
        else if (data == u"bytes")
            reply.body = "{\"status\":\"success\",\"data\":\"//4=\",\"encoding\":\"base64\"}";
        else if (data == u"object")
            reply.body = "{\"status\": \"success\", \"data\": {\"from\": \"me\"}}";
        return reply;
    });
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    for (const char *payload : {"text", "bytes", "object", "as it is"}) {
        client->clear();
        client->publish("room", payload, QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack));
        EVENTUALLY_COMPARE(client->messages().size(), 1);
        const QByteArray got = client->messages().constFirst().payload;
        const QByteArray expected = qstrcmp(payload, "text") == 0 ? QByteArray("checked")
            : qstrcmp(payload, "bytes") == 0                      ? QByteArray("\xff\xfe")
            : qstrcmp(payload, "object") == 0                     ? QByteArray("{\"from\":\"me\"}")
                                                                  : QByteArray(payload);
        QCOMPARE(got, expected);
    }
}

void TestRights::sameMessageId()
{
    Stage stage;
    QVERIFY(startAsking(stage));
    bool works = false;
    stage.business.handle("/may-publish", [&works](const auto &) {
        BusinessReply reply = BusinessReply::success();
        reply.status = works ? 200 : 500;
        return reply;
    });
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        works = false;
        client->clear();
        const quint16 id = client->publish("room", "x", qos);
        QVERIFY(client->waitFor(PacketCommand::Nak));
        works = true;
        client->send(Packet{PacketCommand::Pub, qos, true, 1, id, "x", "room"});
        QVERIFY(client->waitFor(qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Com));
        EVENTUALLY_COMPARE(client->messages().size(), 1);
        const QList<BusinessRequest> asked = stage.business.requests("/may-publish");
        const auto idOf = [&asked](qsizetype i) {
            return asked[asked.size() - 1 - i].header("RAINBOWMESSAGEID");
        };
        QCOMPARE(idOf(0), idOf(1));
    }
}

void TestRights::headersAreNotObeyed()
{
    Stage stage;
    QVERIFY(startAsking(stage));
    stage.business.handle("/may-", [](const auto &) {
        return BusinessReply::success(
            {{"RAINBOWCLIENTCHANNEL", "secret"}, {"RAINBOWCLIENTCOOKIE", "x"}});
    });
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    client->sendSubscription(PacketCommand::Sub, {"room"});
    client->publish("room", "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    QCOMPARE(stage.members("room"), 1);
    QCOMPARE(stage.members("secret"), 0);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
    QVERIFY(!stage.business.messages().constFirst().hasHeader("RAINBOWCLIENTCOOKIE"));
}

QTEST_GUILESS_MAIN(TestRights)
#include "tst_rights.moc"
