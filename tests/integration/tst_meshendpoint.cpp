// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "meshstage.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Business servers publish and send, by HTTP and WebSocket (endpoints.md, "mesh").

namespace {

const QByteArray Done = MeshStage::done();

QByteArray reached(int delivered, int failed = 0)
{
    return MeshStage::reached(delivered, failed);
}

} // namespace

class TestMeshEndpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishes();
    void countsWhoDoesNotGetIt();
    void data_data();
    void data();
    void sendsToOne();
    void refusals_data();
    void refusals();
    void tooLarge();
    void requests();
    void manyInFlight();
};

void TestMeshEndpoint::publishes()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    const ClientPtr rainbow = stage.client("room");
    const ClientPtr rainbow2 = stage.client2("room,other");
    TextClient topic;
    MeshClient mesh;
    QVERIFY(rainbow && rainbow2 && topic.open(stage.server(), "/ws", {{"X-Channels", "room"}}));
    QVERIFY(mesh.open(stage.server()));
    QCOMPARE(stage.publish(R"({"c":"room","d":{"n": 1}})"), reached(3));
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"room","d":"text"})"), reached(3));
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"other","d":1,"t":"text"})"), reached(1));
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"none","d":1})"), reached(0));
    EVENTUALLY(rainbow->messages().size() == 2 && rainbow2->messages().size() == 3);
    QCOMPARE(rainbow->messages()[0].payload, QByteArray(R"({"n": 1})"));
    QCOMPARE(rainbow->messages()[1].payload, QByteArray("text"));
    QVERIFY(topic.waitFor(2));
    QCOMPARE(topic.heard(),
             QList<QByteArray>({R"({"type":1,"topic":"room","data":{"n": 1}})",
                                R"({"type":1,"topic":"room","data":"text"})"}));
}

void TestMeshEndpoint::countsWhoDoesNotGetIt()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({{"limits/max_backlog", "64 KiB"}, {"pong_timeout", "1 min"}}));
    const ClientPtr reader = stage.client("room");
    const ClientPtr deaf = stage.client("room");
    QVERIFY(reader && deaf);
    deaf->raw().setReads(false);
    const QByteArray body = R"({"c":"room","d":")" + QByteArray(32 * 1024, 'x') + R"("})";
    // What the kernel has room for counts as gone out.
    QVERIFY(waitUntil([&] { return stage.publish(body) == reached(1, 1); }));
    QVERIFY(deaf->isOpen());
}

void TestMeshEndpoint::data_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("string") << QByteArray(R"("d":"a\"\u00fc")") << QByteArray("a\"ü")
                            << QByteArray(R"("a\"ü")");
    QTest::newRow("string that is JSON")
        << QByteArray(R"("d":"[1]","t":"text")") << QByteArray("[1]") << QByteArray("[1]");
    QTest::newRow("object") << QByteArray(R"("d":{"b": [1, 2.50], "a":null})")
                            << QByteArray(R"({"b": [1, 2.50], "a":null})")
                            << QByteArray(R"({"b": [1, 2.50], "a":null})");
    QTest::newRow("number") << QByteArray(R"("d":-1.5e3)") << QByteArray("-1.5e3")
                            << QByteArray("-1.5e3");
    QTest::newRow("null") << QByteArray(R"("d":null)") << QByteArray("null") << QByteArray("null");
    QTest::newRow("binary") << QByteArray(R"("d":"/wAB","t":"binary")")
                            << QByteArray("\xff\x00\x01", 3) << QByteArray(R"("/wAB")");
    QTest::newRow("binary, text") << QByteArray(R"("d":"aGk=","t":"binary")") << QByteArray("hi")
                                  << QByteArray(R"("hi")");
    QTest::newRow("binary, empty")
        << QByteArray(R"("d":"","t":"binary")") << QByteArray("") << QByteArray(R"("")");
    QTest::newRow("other members")
        << QByteArray(R"("x":[{}],"d":1,"E":null,"e":null)") << QByteArray("1") << QByteArray("1");
}

void TestMeshEndpoint::data()
{
    QFETCH(QByteArray, members);
    QFETCH(QByteArray, payload);
    QFETCH(QByteArray, shown);
    MeshStage stage;
    QVERIFY(stage.startMesh());
    const ClientPtr rainbow = stage.client("room");
    TextClient topic;
    MeshClient mesh;
    QVERIFY(rainbow && topic.open(stage.server(), "/ws", {{"X-Channels", "room"}}));
    QVERIFY(mesh.open(stage.server()));
    const QByteArray body = R"({"c":" room ",)" + members + '}';
    QCOMPARE(stage.publish(body), reached(2));
    QCOMPARE(mesh.call("mesh.publish", body), reached(2));
    EVENTUALLY(rainbow->messages().size() == 2);
    QVERIFY(topic.waitFor(2));
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(rainbow->messages()[i].payload, payload);
        QCOMPARE(topic.heard()[i], R"({"type":1,"topic":"room","data":)" + shown + '}');
    }
}

void TestMeshEndpoint::sendsToOne()
{
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    const ClientPtr alice = stage.client2("room");
    const ClientPtr bob = stage.client2("room");
    MeshClient mesh;
    QVERIFY(alice && bob && mesh.open(stage.server()));
    QByteArray identity;
    TextClient im;
    QVERIFY(stage.enterIm(im, u"ida"_qs, identity));
    QCOMPARE(stage.post("send", R"({"c":")" + alice->identity + R"(","d":"by HTTP"})").json(),
             Done);
    QCOMPARE(mesh.call("mesh.send", R"({"c":")" + alice->identity + R"(","d":{"a":1}})"), Done);
    QCOMPARE(mesh.call("mesh.send", R"({"c":")" + identity + R"(","d":{"a":2}})"), Done);
    EVENTUALLY(alice->messages().size() == 2);
    QCOMPARE(alice->messages()[0].payload, QByteArray("by HTTP"));
    QCOMPARE(alice->messages()[1].payload, QByteArray(R"({"a":1})"));
    QVERIFY(im.waitFor(1));
    QCOMPARE(im.object(0).value(u"data").toObject(), (QJsonObject{{u"a"_qs, 2}}));
    QCOMPARE(bob->messages().size(), 0);
    // Nobody there.
    QCOMPARE(stage.codeOf("send", R"({"c":"nobody","d":1})"), 401);
    QCOMPARE(mesh.codeOf("mesh.send", R"({"c":"nobody","d":1})"), 401);
    QCOMPARE(mesh.codeOf("mesh.send", R"({"c":"room","d":1})"), 401);
}

void TestMeshEndpoint::refusals_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("c=room");
    QTest::newRow("no object") << QByteArray(R"(["room"])");
    QTest::newRow("cut") << QByteArray(R"({"c":"room","d":1)");
    QTest::newRow("something behind it") << QByteArray(R"({"c":"room","d":1}x)");
    QTest::newRow("not UTF-8") << QByteArray("{\"c\":\"room\",\"d\":\"\xff\"}");
    QTest::newRow("no c") << QByteArray(R"({"d":1})");
    QTest::newRow("empty c") << QByteArray(R"({"c":" ","d":1})");
    QTest::newRow("c a number") << QByteArray(R"({"c":1,"d":1})");
    QTest::newRow("no d") << QByteArray(R"({"c":"room"})");
    QTest::newRow("another t") << QByteArray(R"({"c":"room","d":"x","t":"json"})");
    QTest::newRow("t null") << QByteArray(R"({"c":"room","d":"x","t":null})");
    QTest::newRow("no base64") << QByteArray(R"({"c":"room","d":"?","t":"binary"})");
    QTest::newRow("binary, not a string") << QByteArray(R"({"c":"room","d":1,"t":"binary"})");
}

void TestMeshEndpoint::refusals()
{
    QFETCH(QByteArray, body);
    MeshStage stage;
    QVERIFY(stage.startMesh());
    const ClientPtr client = stage.client2("room");
    MeshClient mesh;
    QVERIFY(client && mesh.open(stage.server()));
    for (const QByteArray path : {"publish", "send"}) {
        const HttpReply reply = stage.post(path, body);
        QCOMPARE(reply.status, 200);
        const QJsonObject error = reply.object().value(u"e").toObject();
        QCOMPARE(error.value(u"c").toInt(), 101);
        QVERIFY(!error.value(u"m").toString().isEmpty());
    }
    const int id = mesh.begin("mesh.publish", body);
    if (!body.isValidUtf8()) { // which RFC 6455 has its own answer to
        QVERIFY(mesh.raw().waitForDisconnected());
        QCOMPARE(mesh.raw().closeCode(), 1007);
        return;
    }
    EVENTUALLY(mesh.isAnswered(id) || mesh.others().size() == 1);
    const QJsonObject answer = mesh.isAnswered(id)
        ? QJsonDocument::fromJson(mesh.answerTo(id)).object()
        : mesh.others().first();
    QCOMPARE(answer.value(u"e").toObject().value(u"c").toInt(), 101);
    QVERIFY(mesh.raw().isOpen());
    // Nothing of it has gone out.
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"room","d":"last"})"), reached(1));
    EVENTUALLY(client->messages().size() == 1);
}

void TestMeshEndpoint::tooLarge()
{
    constexpr int Size = 8 * 1024;
    MeshStage stage;
    QVERIFY(stage.startMesh({{"limits/max_payload", QByteArray::number(Size)}}));
    const ClientPtr client = stage.client("room");
    MeshClient mesh;
    QVERIFY(client && mesh.open(stage.server()));
    const auto withBytes = [](const QByteArray &bytes) {
        return R"({"c":"room","t":"binary","d":")" + bytes.toBase64() + "\"}";
    };
    QCOMPARE(mesh.call("mesh.publish", withBytes(QByteArray(Size, '\xff'))), reached(1));
    QCOMPARE(mesh.codeOf("mesh.publish", withBytes(QByteArray(Size + 1, '\xff'))), 101);
    QCOMPARE(stage.post("publish", withBytes(QByteArray(Size, '\xff'))).status, 413);
    (void)mesh.begin("mesh.publish", withBytes(QByteArray(6 * Size, '\xff')));
    QVERIFY(mesh.raw().waitForDisconnected());
    QCOMPARE(mesh.raw().closeCode(), 1009);
}

void TestMeshEndpoint::requests()
{
    MeshStage stage;
    QVERIFY(stage.startMesh());
    MeshClient mesh;
    QVERIFY(mesh.open(stage.server()));
    mesh.say("ping");
    EVENTUALLY(mesh.heard() == QList<QByteArray>{"pong"});
    QCOMPARE(stage.post("publish", "{}").header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(HttpClient::get(stage.httpServer(), "GET", "/v1/mesh/publish").status, 405);
    QCOMPARE(stage.post("nothing", "{}").status, 404);
    // Whatever the error member of a request is called, and wherever it is, it says nothing.
    mesh.say(R"({"E":{"c":1},"i":1,"m":"mesh.publish","p":{"c":"a","d":1}})");
    mesh.say(R"({"i":2,"p":{"E":1,"d":1,"c":"a"},"e":{"c":1},"m":"mesh.publish"})");
    QCOMPARE(mesh.answerTo(1), reached(0));
    QCOMPARE(mesh.answerTo(2), reached(0));
    // Numbers of any size, text, or none.
    const QList<std::pair<QByteArray, QJsonValue>> ids{
        {R"(,"i":"a\"ü")", u"a\"ü"_qs}, {R"(,"i":null)", QJsonValue()}, {"", QJsonValue()}};
    for (const auto &[member, id] : ids) {
        const qsizetype before = mesh.others().size();
        mesh.say(R"({"m":"mesh.publish","p":{"c":"a","d":1})" + member + '}');
        EVENTUALLY(mesh.others().size() == before + 1);
        QCOMPARE(mesh.others().last().value(u"i"), id);
        QVERIFY(mesh.others().last().value(u"e").isNull());
    }
    for (const QByteArray wrong :
         {"", "hello", "[]", R"({"p":{},"m":1})", R"({"m":"mesh.publish"})",
          R"({"m":"mesh.publish","p":[]})", R"({"m":"mesh.shout","p":{}})",
          R"({"i":1.5,"m":"mesh.publish","p":{"c":"a","d":1}})",
          R"({"i":[1],"m":"mesh.publish","p":{"c":"a","d":1}})"}) {
        const qsizetype before = mesh.others().size();
        mesh.say(wrong);
        EVENTUALLY(mesh.others().size() == before + 1);
        QCOMPARE(mesh.others().last().value(u"e").toObject().value(u"c").toInt(), 101);
        QVERIFY(mesh.others().last().value(u"i").isNull());
    }
    mesh.raw().sendBinary(R"({"m":"mesh.publish","p":{"c":"a","d":1},"i":7})");
    QCOMPARE(mesh.call("mesh.publish", R"({"c":"a","d":1})"), reached(0));
    QVERIFY(!mesh.isAnswered(7));
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY(stage.relay.hasLogged("frames-ignored=1"));
}

void TestMeshEndpoint::manyInFlight()
{
    constexpr int Calls = 600;
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    const ClientPtr client = stage.client("room");
    const ClientPtr another = stage.client("room");
    MeshClient mesh;
    QVERIFY(client && another && mesh.open(stage.server()));
    QList<int> ids;
    for (int i = 0; i < Calls; ++i) {
        const QByteArray data = R"(,"d":")" + QByteArray::number(i) + R"("})";
        if (i % 3 == 0)
            ids.append(mesh.begin("mesh.publish", R"({"c":"room")" + data));
        else if (i % 3 == 1)
            ids.append(mesh.begin("mesh.send", R"({"c":"nobody")" + data));
        else
            ids.append(mesh.begin("mesh.send", R"({"c":")" + client->identity + '"' + data));
    }
    for (int i = 0; i < Calls; ++i) {
        const QByteArray answer = mesh.answerTo(ids[i]);
        if (i % 3 == 1)
            QVERIFY(answer.contains("401"));
        else
            QCOMPARE(answer, i % 3 == 0 ? reached(2) : Done);
    }
    QVERIFY(mesh.others().isEmpty());
    // In the order in which they were begun, for each who gets them.
    EVENTUALLY_COMPARE(client->messages().size(), Calls / 3 * 2);
    EVENTUALLY_COMPARE(another->messages().size(), Calls / 3);
    int last = -1;
    for (const Packet &message : client->messages()) {
        const int number = message.payload.toInt();
        QVERIFY(number > last);
        last = number;
    }
}

QTEST_GUILESS_MAIN(TestMeshEndpoint)
#include "tst_meshendpoint.moc"
