// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/openmetrics.h"
#include "textclient.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Clients of all dialects in one channel: each gets a publication as its own dialect has it.

namespace {

constexpr char Secret[] = "the secret of im";

class DialectStage : public Stage {
public:
    [[nodiscard]] bool startAll(int workers = 1)
    {
        return start({{"app_secret", Secret},
                      {"client_publish", "allow"},
                      {"client_subscribe", "allow"},
                      {"admin/metrics_public", "true"}},
                     workers);
    }
    /// In the channel room, all of them.
    [[nodiscard]] bool enter()
    {
        rainbow = client("room");
        rainbow2 = client2("room");
        const Fields channel{{"X-Channels", "room"}};
        const bool isThere = rainbow && rainbow2 && topic.open(server(), "/ws", channel)
            && im.open(server(), "/ws/connect?app_id=default&token=" + tokenOf(u"ida"_qs, Secret),
                       channel)
            && mesh.open(server(), "/ws/v1", {});
        if (!isThere)
            return false;
        mesh.say(R"({"m":"conn.call","p":{"c":"self","f":"subscribe","a":["room"]},"i":1})");
        return mesh.waitFor(1) && members("room") == 5;
    }
    [[nodiscard]] double encoded() const
    {
        const HttpReply reply = HttpClient::get(server(), "GET", "/metrics", {},
                                                {{"Accept", "application/openmetrics-text"}});
        return OpenMetrics::parse(reply.body).sum("rainbow_frames_encoded_total").value_or(-1);
    }

    ClientPtr rainbow;
    ClientPtr rainbow2;
    TextClient topic;
    TextClient im;
    TextClient mesh;
};

} // namespace

class TestDialects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromTheBusinessServer();
    void fromTheBusinessServerConfirmed();
    void fromEachOther();
    void encodedOncePerDialect();
};

void TestDialects::fromTheBusinessServer()
{
    DialectStage stage;
    QVERIFY(stage.startAll(2));
    QVERIFY(stage.enter());
    QCOMPARE(stage.api().send({{"channel", "room"}, {"qos", "0"}, {"msgtype", "9"}}, R"({"n": 1})"),
             canonical(R"({"status":0})"));
    EVENTUALLY(stage.rainbow->messages().size() == 1 && stage.rainbow2->messages().size() == 1);
    QCOMPARE(stage.rainbow->messages().first().payload, QByteArray(R"({"n": 1})"));
    QCOMPARE(stage.rainbow->messages().first().type, quint16(9));
    QCOMPARE(stage.rainbow2->messages().first().channel, QByteArray("room"));
    QVERIFY(stage.topic.waitFor(1) && stage.im.waitFor(1) && stage.mesh.waitFor(2));
    QCOMPARE(stage.topic.heard().first(),
             QByteArray(R"({"type":1,"topic":"room","data":{"n": 1}})"));
    const QJsonObject im = stage.im.object(0);
    QCOMPARE(im.value(u"event").toInt(), 2);
    QCOMPARE(im.value(u"to").toString(), u"room"_qs);
    QCOMPARE(im.value(u"data").toObject(), (QJsonObject{{u"n"_qs, 1}}));
    QVERIFY(!im.contains(u"from"));
    QCOMPARE(stage.mesh.heard()[1],
             QByteArray(R"({"e":"mesh.publish","p":{"c":"room","d":{"n": 1}}})"));
}

void TestDialects::fromTheBusinessServerConfirmed()
{
    // Who cannot answer counts when it has been given the message.
    DialectStage stage;
    QVERIFY(stage.startAll(2));
    QVERIFY(stage.enter());
    QCOMPARE(stage.api().send({{"channel", "room"}, {"qos", "2"}}, "text"),
             canonical(R"({"status":0,"connections":5,"data":""})"));
    QVERIFY(stage.topic.waitFor(1) && stage.im.waitFor(1));
    QCOMPARE(stage.topic.heard().first(), QByteArray(R"({"type":1,"topic":"room","data":"text"})"));
    QCOMPARE(stage.im.object(0).value(u"data").toString(), u"text"_qs);
}

void TestDialects::fromEachOther()
{
    DialectStage stage;
    QVERIFY(stage.startAll());
    QVERIFY(stage.enter());
    stage.rainbow2->publish("room", R"({"by":"rainbow"})", QoS::AtLeastOnce);
    stage.topic.say(R"({"type":1,"topic":"room","data":{"by":"topic"}})");
    stage.im.say(R"({"to":"room","event":2,"data":{"by":"im"}})");
    stage.mesh.say(
        R"({"m":"mesh.publish","p":{"c":"room","d":"{\"by\":\"mesh\"}","t":"text"},"i":2})");
    EVENTUALLY(stage.rainbow->messages().size() == 4 && stage.rainbow2->messages().size() == 4);
    QVERIFY(stage.topic.waitFor(4) && stage.im.waitFor(4) && stage.mesh.waitFor(6));
    QSet<QByteArray> payloads;
    for (const Packet &message : stage.rainbow->messages())
        payloads.insert(message.payload);
    QCOMPARE(payloads,
             QSet<QByteArray>({R"({"by":"rainbow"})", R"({"by":"topic"})", R"({"by":"im"})",
                               R"({"by":"mesh"})"}));
    QSet<QString> byTopic;
    QSet<QString> byIm;
    for (int i = 0; i < 4; ++i) {
        byTopic.insert(stage.topic.object(i).value(u"data").toObject().value(u"by").toString());
        const QJsonObject im = stage.im.object(i);
        byIm.insert(im.value(u"data").toObject().value(u"by").toString() + u'/'
                    + im.value(u"from").toString());
    }
    QCOMPARE(byTopic, QSet<QString>({u"rainbow"_qs, u"topic"_qs, u"im"_qs, u"mesh"_qs}));
    QCOMPARE(byIm, QSet<QString>({u"rainbow/"_qs, u"topic/"_qs, u"im/ida"_qs, u"mesh/"_qs}));
}

void TestDialects::encodedOncePerDialect()
{
    constexpr int Publications = 10;
    DialectStage stage;
    QVERIFY(stage.startAll());
    QVERIFY(stage.enter());
    std::vector<std::unique_ptr<TextClient>> more;
    for (int i = 0; i < 5; ++i) {
        more.push_back(std::make_unique<TextClient>());
        QVERIFY(more.back()->open(stage.server(), "/ws", {{"X-Channels", "room"}}));
    }
    const ClientPtr another = stage.client("room");
    QVERIFY(another);
    EVENTUALLY_COMPARE(stage.members("room"), 11);
    for (int i = 0; i < Publications; ++i)
        (void)stage.api().send({{"channel", "room"}, {"qos", "0"}}, "x");
    EVENTUALLY(another->messages().size() == Publications);
    EVENTUALLY_COMPARE(stage.encoded(), 5.0 * Publications);
}

QTEST_GUILESS_MAIN(TestDialects)
#include "tst_dialects.moc"
