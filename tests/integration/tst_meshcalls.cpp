// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "meshstage.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Business servers steer the connections of clients (endpoints.md, "mesh": conn.call).

namespace {

const QByteArray Done = MeshStage::done();

QByteArray reached(int delivered, int failed = 0)
{
    return MeshStage::reached(delivered, failed);
}

} // namespace

class TestMeshCalls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void subscribes();
    void closes();
    void itself();
    void contexts();
    void unknownIdentity();
    void wrongCalls_data();
    void wrongCalls();
    void notAskedFor();
};

void TestMeshCalls::subscribes()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({{"limits/max_channels_per_client", "3"}}, 2));
    MeshClient mesh;
    const ClientPtr rainbow = stage.client();
    TextClient topic;
    TextClient im;
    QByteArray topicIdentity;
    QByteArray imIdentity;
    QVERIFY(rainbow && stage.enterTopic(topic, topicIdentity));
    QVERIFY(stage.enterIm(im, u"ida"_qs, imIdentity) && mesh.open(stage.server()));
    for (const QByteArray &client : {rainbow->identity, topicIdentity, imIdentity}) {
        QCOMPARE(
            mesh.call("conn.call", MeshClient::connCall(client, "subscribe", R"("room","hall")")),
            Done);
    }
    QCOMPARE(stage.members("room"), 3);
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"hall","d":{"a":1}})"), reached(3));
    QVERIFY(rainbow->waitFor(PacketCommand::Send) && topic.waitFor(1) && im.waitFor(1));
    QCOMPARE(topic.heard().first(), QByteArray(R"({"type":1,"topic":"hall","data":{"a":1}})"));
    QCOMPARE(im.object(0).value(u"to").toString(), u"hall"_qs);
    for (const QByteArray &client : {topicIdentity, imIdentity}) {
        QCOMPARE(mesh.call("conn.call", MeshClient::connCall(client, "unsubscribe", R"("hall")")),
                 Done);
    }
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"hall","d":1})"), reached(1));
    QCOMPARE(stage.members("room"), 3);
    // What a client's limits forbid.
    const QByteArray answer =
        mesh.call("conn.call", MeshClient::connCall(rainbow->identity, "subscribe", R"("x","y")"));
    QVERIFY2(answer.contains("301") && answer.contains("y:"), answer.constData());
}

void TestMeshCalls::closes()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    MeshClient mesh;
    const ClientPtr rainbow = stage.client("room");
    const ClientPtr rainbow2 = stage.client2("room");
    TextClient topic;
    TextClient im;
    QByteArray topicIdentity;
    QByteArray imIdentity;
    QVERIFY(rainbow && rainbow2 && stage.enterTopic(topic, topicIdentity));
    QVERIFY(stage.enterIm(im, u"ida"_qs, imIdentity) && mesh.open(stage.server()));
    const QList<std::pair<QByteArray, RawClient *>> clients{{rainbow->identity, &rainbow->raw()},
                                                            {rainbow2->identity, &rainbow2->raw()},
                                                            {topicIdentity, &topic.raw()},
                                                            {imIdentity, &im.raw()}};
    for (const auto &client : clients) {
        const QByteArray identity = client.first;
        RawClient *raw = client.second;
        QCOMPARE(mesh.call("conn.call", MeshClient::connCall(identity, "close")), Done);
        QVERIFY(raw->waitForDisconnected());
        QCOMPARE(raw->closeCode(), 4501);
        EVENTUALLY_COMPARE(stage.business.closesOf(identity).size(), 1);
        QCOMPARE(mesh.codeOf("conn.call", MeshClient::connCall(identity, "close")), 301);
    }
    QCOMPARE(stage.members("room"), 0);
}

void TestMeshCalls::itself()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    MeshClient mesh;
    MeshClient another;
    QVERIFY(mesh.open(stage.server()) && another.open(stage.server()));
    QCOMPARE(mesh.call("conn.call", MeshClient::connCall("self", "subscribe", R"("room")")), Done);
    QCOMPARE(another.call("mesh.publish", R"({"c":"room","d":{"a": 1}})"), reached(1));
    EVENTUALLY(mesh.heard()
               == QList<QByteArray>{R"({"e":"mesh.publish","p":{"c":"room","d":{"a": 1}}})"});
    QCOMPARE(mesh.call("conn.call", MeshClient::connCall("self", "unsubscribe", R"("room")")),
             Done);
    QCOMPARE(another.call("mesh.publish", R"({"c":"room","d":1})"), reached(0));
    QVERIFY(another.heard().isEmpty());
    (void)mesh.begin("conn.call", MeshClient::connCall("self", "close"));
    QVERIFY(mesh.raw().waitForDisconnected());
    QCOMPARE(mesh.raw().closeCode(), 4501);
}

void TestMeshCalls::contexts()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    const ClientPtr client = stage.client2();
    MeshClient mesh;
    const DashboardPtr dashboard = stage.dashboard();
    QVERIFY(client && dashboard && mesh.open(stage.server()));
    const auto shown = [&] {
        return dashboard
            ->ask(u"connection"_qs, {{u"identity"_qs, QString::fromUtf8(client->identity)}})
            .value(u"connection")
            .toObject()
            .value(u"context");
    };
    const auto set = [&](const QByteArray &function, const QByteArray &arguments) {
        return mesh.call("conn.call", MeshClient::connCall(client->identity, function, arguments));
    };
    QCOMPARE(shown(), QJsonValue(QJsonObject()));
    QCOMPARE(set("set_context_value", R"("level",3)"), Done);
    QCOMPARE(set("set_context_value", R"("näme","Zoë")"), Done);
    QCOMPARE(set("set_context_value", R"("level",{"a":[4]})"), Done);
    QCOMPARE(shown(),
             QJsonValue(QJsonObject{
                 {u"level"_qs, QJsonObject{{u"a"_qs, QJsonArray{4}}}},
                 {u"näme"_qs, u"Zoë"_qs},
             }));
    QCOMPARE(set("set_context", R"({"uid":7})"), Done);
    QCOMPARE(shown(), QJsonValue(QJsonObject{{u"uid"_qs, 7}}));
    // It survives the connection as the session does, and what is too large changes nothing.
    QVERIFY(FeedStage::lose(*client, *dashboard));
    const QByteArray big = "\"big\",\"" + QByteArray(17 * 1024, 'x') + '"';
    QVERIFY(set("set_context_value", big).contains("301"));
    const ClientPtr back = stage.resumed(*client);
    QVERIFY(back);
    QCOMPARE(back->identity, client->identity);
    QCOMPARE(shown(), QJsonValue(QJsonObject{{u"uid"_qs, 7}}));
    QCOMPARE(set("set_context", "{}"), Done);
    QCOMPARE(shown(), QJsonValue(QJsonObject()));
}

void TestMeshCalls::unknownIdentity()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    MeshClient mesh;
    QVERIFY(mesh.open(stage.server()));
    const QList<std::pair<QByteArray, QByteArray>> calls{{"subscribe", R"("a","b")"},
                                                         {"unsubscribe", R"("a")"},
                                                         {"set_context", "{}"},
                                                         {"set_context_value", R"("a",1)"},
                                                         {"close", ""}};
    for (const auto &[function, arguments] : calls) {
        QCOMPARE(mesh.codeOf("conn.call", MeshClient::connCall("nobody", function, arguments)),
                 301);
    }
    QCOMPARE(stage.members("a"), 0);
}

void TestMeshCalls::wrongCalls_data()
{
    QTest::addColumn<QByteArray>("p");
    QTest::newRow("no f") << QByteArray(R"({"c":"self","a":[]})");
    QTest::newRow("another f") << QByteArray(R"({"c":"self","f":"shout","a":[]})");
    QTest::newRow("no c") << QByteArray(R"({"f":"close","a":[]})");
    QTest::newRow("c a number") << QByteArray(R"({"c":1,"f":"close","a":[]})");
    QTest::newRow("a an object") << QByteArray(R"({"c":"self","f":"close","a":{}})");
    QTest::newRow("close with something") << QByteArray(R"({"c":"self","f":"close","a":[1]})");
    QTest::newRow("no channels") << QByteArray(R"({"c":"self","f":"subscribe","a":[]})");
    QTest::newRow("no list") << QByteArray(R"({"c":"self","f":"subscribe"})");
    QTest::newRow("channel a number") << QByteArray(R"({"c":"self","f":"subscribe","a":["a",1]})");
    QTest::newRow("empty channel") << QByteArray(R"({"c":"self","f":"unsubscribe","a":[""]})");
    QTest::newRow("context a list") << QByteArray(R"({"c":"self","f":"set_context","a":[[]]})");
    QTest::newRow("two contexts") << QByteArray(R"({"c":"self","f":"set_context","a":[{},{}]})");
    QTest::newRow("no value") << QByteArray(R"({"c":"self","f":"set_context_value","a":["k"]})");
    QTest::newRow("no key") << QByteArray(R"({"c":"self","f":"set_context_value","a":["",1]})");
    QTest::newRow("answer without data") << QByteArray(R"({"c":"self","f":"answer","a":["mid"]})");
    QTest::newRow("answer, no base64")
        << QByteArray(R"({"c":"self","f":"answer","a":["mid","?","binary"]})");
}

void TestMeshCalls::wrongCalls()
{
    QFETCH(QByteArray, p);
    MeshStage stage;
    QVERIFY(stage.startMesh());
    MeshClient mesh;
    QVERIFY(mesh.open(stage.server()));
    QCOMPARE(mesh.codeOf("conn.call", p), 101);
    QVERIFY(mesh.raw().isOpen());
}

void TestMeshCalls::notAskedFor()
{
    // A caller is let in without the business server, and no end of it is told there.
    MeshStage stage;
    QVERIFY(stage.startMesh());
    {
        MeshClient mesh;
        QVERIFY(mesh.open(stage.server()));
        mesh.raw().sendClose();
        QVERIFY(mesh.raw().waitForDisconnected());
    }
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->raw().sendClose();
    EVENTUALLY(stage.business.closes().size() == 1);
    QCOMPARE(stage.business.requests().size(), 2);
}

QTEST_GUILESS_MAIN(TestMeshCalls)
#include "tst_meshcalls.moc"
