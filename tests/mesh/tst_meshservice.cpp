// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "meshfakes.h"

#include <QTest>

using namespace Rainbow;

namespace {

QByteArrayList said(const QByteArray &text)
{
    return {"s " + text};
}

} // namespace

class TestMeshService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pingPong()
    {
        MeshScene scene;
        QCOMPARE(scene.call("ping"), said("pong"));
    }

    void neverFromWithinTheCall()
    {
        MeshScene scene;
        scene.service->call(Identity("s"), "ping");
        QCOMPARE(scene.port.told, QByteArrayList());
        QCOMPARE(scene.service->nextDue(), TimePoint::min());
        QCOMPARE(scene.run(), said("pong"));
    }

    void strangersAreNotHeard()
    {
        MeshScene scene;
        QCOMPARE(scene.call("ping", "stranger"), QByteArrayList());
        scene.service->call(Identity("s"), "ping");
        scene.service->gone(Identity("s"));
        QCOMPARE(scene.run(), QByteArrayList());
    }

    // --- publish and send

    void publish()
    {
        MeshScene scene;
        QCOMPARE(
            scene.call(
                "{\"m\":\"mesh.publish\",\"p\":{\"c\":\" room \",\"d\":\"hi\\n\"},\"i\":12345}"),
            QByteArrayList());
        QCOMPARE(scene.port.publications.size(), size_t(1));
        const Publication &publication = scene.port.publications[0].publication;
        QCOMPARE(publication.channel, ChannelName("room"));
        QVERIFY(publication.audience == Audience::Channel);
        QCOMPARE(publication.payload, "hi\n");
        QVERIFY(!publication.isJson);
        QVERIFY(publication.qos == QoS::AtMostOnce);
        QVERIFY(publication.wantsReceipt);
        QCOMPARE(publication.type, quint16(1));
        QVERIFY(publication.from.isEmpty());
        QCOMPARE(scene.receive(scene.port.publications, 5, 3),
                 said(R"({"e":null,"r":{"s":3,"f":2},"i":12345})"));
    }

    void publishToNobodyIsNoError()
    {
        MeshScene scene;
        (void)scene.call(R"({"m":"mesh.publish","p":{"c":"room","d":"x","t":"text"},"i":"a"})");
        QCOMPARE(scene.receive(scene.port.publications, 0, 0),
                 said(R"({"e":null,"r":{"s":0,"f":0},"i":"a"})"));
    }

    void publishJson()
    {
        MeshScene scene;
        (void)scene.call(R"({"m":"mesh.publish","p":{"c":"room","d":{"a": [1, 2.50]}}})");
        QCOMPARE(scene.port.publications[0].publication.payload, R"({"a": [1, 2.50]})");
        QVERIFY(scene.port.publications[0].publication.isJson);
        QCOMPARE(scene.receive(scene.port.publications, 1, 1),
                 said(R"({"e":null,"r":{"s":1,"f":0},"i":null})"));
        (void)scene.call(R"({"m":"mesh.publish","p":{"c":"room","d":null}})");
        QCOMPARE(scene.port.publications[0].publication.payload, "null");
    }

    void publishBinary()
    {
        MeshScene scene;
        (void)scene.call(R"({"m":"mesh.publish","p":{"c":"room","d":"/wAB","t":"binary"}})");
        QCOMPARE(scene.port.publications[0].publication.payload, QByteArray("\xff\0\1", 3));
        QVERIFY(!scene.port.publications[0].publication.isJson);
    }

    void send()
    {
        MeshScene scene;
        (void)scene.call(R"({"m":"mesh.send","p":{"c":"id1","d":"x"},"i":1})");
        QVERIFY(scene.port.publications[0].publication.audience == Audience::Client);
        QCOMPARE(scene.port.publications[0].publication.channel, ChannelName("id1"));
        QCOMPARE(scene.receive(scene.port.publications, 1, 1),
                 said(R"({"e":null,"r":{"s":true},"i":1})"));
        for (int matched : {0, 1}) {
            (void)scene.call(R"({"m":"mesh.send","p":{"c":"id1","d":"x"},"i":1})");
            QCOMPARE(scene.receive(scene.port.publications, matched, 0),
                     said(R"({"e":{"c":401,"m":"not sent"},"i":1})"));
        }
    }

    void answersComeAsTheyAreReady()
    {
        MeshScene scene;
        for (int i = 0; i < 3; ++i)
            (void)scene.call(R"({"m":"mesh.publish","p":{"c":"room","d":1},"i":)"
                             + QByteArray::number(i) + '}');
        std::swap(scene.port.publications[0], scene.port.publications[2]);
        for (const char *id : {"2", "1", "0"}) {
            QCOMPARE(scene.receive(scene.port.publications, 1, 1),
                     said(R"({"e":null,"r":{"s":1,"f":0},"i":)" + QByteArray(id) + '}'));
        }
    }

    void tooManyUnderWay()
    {
        MeshScene scene;
        const QByteArray request = R"({"m":"mesh.send","p":{"c":"x","d":1},"i":1})";
        for (int i = 0; i < MeshService::MaxUnderWay; ++i)
            QCOMPARE(scene.call(request), QByteArrayList());
        QCOMPARE(scene.call(request),
                 said(R"({"e":{"c":301,"m":"too many requests are under way"},"i":1})"));
        (void)scene.receive(scene.port.publications, 1, 1);
        QCOMPARE(scene.call(request), QByteArrayList());
        // Another caller has room of its own.
        scene.service->open(Identity("t"), {});
        QCOMPARE(scene.call(request, "t"), QByteArrayList());
    }

    void theCallerOrTheServiceGoesFirst()
    {
        MeshScene scene;
        (void)scene.call(R"({"m":"mesh.send","p":{"c":"x","d":1},"i":1})");
        (void)scene.call(R"({"m":"conn.call","p":{"c":"x","f":"close"},"i":1})");
        scene.service->gone(Identity("s"));
        (void)scene.receive(scene.port.publications, 1, 1); // told to nobody, or to the port
        QCOMPARE(scene.service->nextDue(), TimePoint::max());
        scene.service.reset();
        scene.port.orders[0].handler(Receipt());
        QCOMPARE(scene.port.told, QByteArrayList());
    }

    // --- conn.call

    void setContextValue_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("string") << QByteArray("\"a\\u0022b\"") << QByteArray("\"a\\\"b\"");
        QTest::newRow("number") << QByteArray("1e400") << QByteArray("1e400");
        QTest::newRow("null") << QByteArray("null") << QByteArray("null");
        QTest::newRow("object") << QByteArray("{ }") << QByteArray("{ }");
    }

    void setContextValue()
    {
        QFETCH(QByteArray, value);
        MeshScene scene;
        (void)scene.call(R"({"m":"conn.call","p":{"c":"id1","f":"set_context_value","a":["k",)"
                         + value + "]},\"i\":1}");
        QCOMPARE(scene.port.orders.size(), size_t(1));
        const Order &order = scene.port.orders[0].order;
        QVERIFY(order.kind == Order::Kind::SetContext);
        QCOMPARE(order.identity, Identity("id1"));
        QCOMPARE(order.key, "k");
        QTEST(order.data, "data");
        QCOMPARE(scene.receive(scene.port.orders, 1, 0),
                 said(R"({"e":null,"r":{"s":true},"i":1})"));
    }

    void setContext()
    {
        MeshScene scene;
        (void)scene.call(
            R"({"m":"conn.call","p":{"c":"id1","f":"set_context","a":[{"a":1}]},"i":1})");
        const Order &order = scene.port.orders[0].order;
        QVERIFY(order.kind == Order::Kind::SetContext);
        QCOMPARE(order.key, QByteArray());
        QCOMPARE(order.data, R"({"a":1})");
        QCOMPARE(scene.receive(scene.port.orders, 1, 0, "context too large"),
                 said(R"({"e":{"c":301,"m":"context too large"},"i":1})"));
    }

    void subscribeAndUnsubscribe()
    {
        MeshScene scene;
        (void)scene.call(
            R"({"m":"conn.call","p":{"c":"id1","f":"subscribe","a":["one"," two "]},"i":1})");
        QCOMPARE(scene.port.orders.size(), size_t(2));
        QVERIFY(scene.port.orders[0].order.kind == Order::Kind::Subscribe);
        QVERIFY(!scene.port.orders[0].order.occupy);
        QCOMPARE(scene.port.orders[0].order.channel, ChannelName("one"));
        QCOMPARE(scene.port.orders[1].order.channel, ChannelName("two"));
        QCOMPARE(scene.port.orders[1].order.identity, Identity("id1"));
        QCOMPARE(scene.receive(scene.port.orders, 1, 0), QByteArrayList());
        QCOMPARE(scene.receive(scene.port.orders, 1, 0),
                 said(R"({"e":null,"r":{"s":true},"i":1})"));

        (void)scene.call(
            R"({"m":"conn.call","p":{"c":"id1","f":"unsubscribe","a":["one","two"]},"i":2})");
        QVERIFY(scene.port.orders[0].order.kind == Order::Kind::Unsubscribe);
        (void)scene.receive(scene.port.orders, 1, 0, "too many channels");
        QCOMPARE(scene.receive(scene.port.orders, 1, 0),
                 said(R"({"e":{"c":301,"m":"one: too many channels"},"i":2})"));
    }

    void close()
    {
        MeshScene scene;
        (void)scene.call(R"({"m":"conn.call","p":{"c":"id1","f":"close","a":[]},"i":1})");
        QVERIFY(scene.port.orders[0].order.kind == Order::Kind::Close);
        QCOMPARE(scene.receive(scene.port.orders, 0, 0),
                 said(R"({"e":{"c":301,"m":"no such connection"},"i":1})"));
        (void)scene.call(R"({"m":"conn.call","p":{"c":"id1","f":"close"},"i":1})");
        QCOMPARE(scene.receive(scene.port.orders, 1, 0),
                 said(R"({"e":null,"r":{"s":true},"i":1})"));
    }

    // --- what is wrong

    void invalid_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("field"); ///< with which the message begins
        const auto row = [](const QByteArray &request, const QByteArray &field) {
            QTest::newRow(request.left(80).constData()) << request << field;
        };
        row("nonsense", "the request");
        row("[]", "the request");
        row("{}", "m ");
        row(R"({"m":1,"p":{}})", "m ");
        row(R"({"m":null,"p":{}})", "m ");
        row(R"({"m":"mesh.unknown","p":{}})", "m ");
        row(R"({"m":"Mesh.publish","p":{"c":"x","d":1}})", "m ");
        row(R"({"m":"mesh.publish"})", "p ");
        row(R"({"m":"mesh.publish","p":[]})", "p ");
        row(R"({"m":"mesh.publish","p":"x"})", "p ");
        for (const QByteArray method : {"mesh.publish", "mesh.send"}) {
            const QByteArray begin = "{\"m\":\"" + method + "\",\"p\":";
            row(begin + R"({"d":"x"}})", "c ");
            row(begin + R"({"c":1,"d":"x"}})", "c ");
            row(begin + R"({"c":"","d":"x"}})", "c ");
            row(begin + R"({"c":" ","d":"x"}})", "c ");
            row(begin + R"({"c":["x"],"d":"x"}})", "c ");
            row(begin + R"({"c":"x"}})", "d ");
            row(begin + R"({"c":"x","d":"x","t":"else"}})", "t ");
            row(begin + R"({"c":"x","d":"x","t":1}})", "t ");
            row(begin + R"({"c":"x","d":"x","t":["text"]}})", "t ");
            row(begin + R"({"c":"x","d":"x","t":null}})", "t ");
            row(begin + R"({"c":"x","d":"%%","t":"binary"}})", "d ");
            row(begin + R"({"c":"x","d":{},"t":"binary"}})", "d ");
        }
        const QByteArray call = R"({"m":"conn.call","p":)";
        row(call + R"({"c":"x","a":[]}})", "f ");
        row(call + R"({"c":"x","f":1,"a":[]}})", "f ");
        row(call + R"({"c":"x","f":"open","a":[]}})", "f ");
        row(call + R"({"f":"close","a":[]}})", "c ");
        row(call + R"({"c":5,"f":"close","a":[]}})", "c ");
        row(call + R"({"c":"x","f":"close","a":{}}})", "a ");
        row(call + R"({"c":"x","f":"close","a":"x"}})", "a ");
        row(call + R"({"c":"x","f":"close","a":[1]}})", "a ");
        row(call + R"({"c":"x","f":"subscribe"}})", "a ");
        row(call + R"({"c":"x","f":"subscribe","a":[]}})", "a ");
        row(call + R"({"c":"x","f":"subscribe","a":["x",1]}})", "a ");
        row(call + R"({"c":"x","f":"subscribe","a":["x",""]}})", "a ");
        QByteArrayList many;
        for (int i = 0; i < 101; ++i)
            many.append("\"x\"");
        row(call + R"({"c":"x","f":"unsubscribe","a":[)" + many.join(',') + "]}}", "a ");
        row(call + R"({"c":"x","f":"set_context","a":[]}})", "a ");
        row(call + R"({"c":"x","f":"set_context","a":[1]}})", "a ");
        row(call + R"({"c":"x","f":"set_context","a":[{},{}]}})", "a ");
        row(call + R"({"c":"x","f":"set_context_value","a":["k"]}})", "a ");
        row(call + R"({"c":"x","f":"set_context_value","a":[1,2]}})", "a ");
        row(call + R"({"c":"x","f":"set_context_value","a":["",2]}})", "a ");
        row(call + R"({"c":"x","f":"set_context_value","a":["k",2,3]}})", "a ");
        row(call + R"({"f":"answer"}})", "a ");
        row(call + R"({"f":"answer","a":["m"]}})", "a ");
        row(call + R"({"f":"answer","a":[1,"x"]}})", "a ");
        row(call + R"({"f":"answer","a":["m","x","else"]}})", "a: ");
        row(call + R"({"f":"answer","a":["m","x",1]}})", "a: ");
        row(call + R"({"f":"answer","a":["m","%","binary"]}})", "a: ");
        row(call + R"({"f":"answer","a":["m",1,"binary"]}})", "a: ");
        row(call + R"({"f":"answer","a":["m","x","text",4]}})", "a ");
        row(call + R"({"c":5,"f":"answer","a":["m","x"]}})", "c ");
        for (const QByteArray method : {"queue.pop", "queue.unpop"}) {
            const QByteArray begin = "{\"m\":\"" + method + "\",\"p\":";
            row(begin + "{}}", "t ");
            row(begin + R"({"t":"topic"}})", "t ");
            row(begin + R"({"t":[]}})", "t ");
            row(begin + R"({"t":[1]}})", "t: ");
            row(begin + R"({"t":["x",""]}})", "t: ");
            row(begin + "{\"t\":[\"" + QByteArray(256, 'x') + "\"]}}", "t: ");
            row(begin + R"({"t":[)" + many.join(',') + "]}}", "t ");
        }
    }

    void invalid()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, field);
        MeshScene scene;
        const QByteArrayList told = scene.call(request);
        QCOMPARE(told.size(), 1);
        const QByteArray begin = "s {\"e\":{\"c\":101,\"m\":\"" + field;
        const QByteArray end = "\"},\"i\":null}";
        QVERIFY2(told[0].startsWith(begin) && told[0].endsWith(end), told[0].constData());
        QVERIFY(scene.port.publications.empty() && scene.port.orders.empty());
    }

    void ids_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("back");
        const auto row = [](const QByteArray &id, const QByteArray &back) {
            QTest::newRow(id.left(40).constData()) << id << back;
        };
        for (const QByteArray id : {"0", "-1", "12345", "123456789012345678901234567890", "\"\"",
                                    "\"a\\u00e4\\\"\"", "null"})
            row(id, id);
        row('"' + QByteArray(254, 'x') + '"', '"' + QByteArray(254, 'x') + '"');
        for (const QByteArray id : {"1.0", "1e3", "true", "[]", "{}"})
            row(id, {});
        row('"' + QByteArray(255, 'x') + '"', {});
        row(QByteArray(257, '1'), {});
    }

    void ids()
    {
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, back);
        MeshScene scene;
        const QByteArrayList told = scene.call(R"({"m":"nothing","p":{},"i":)" + id + '}');
        QCOMPARE(told.size(), 1);
        const QByteArray begin =
            "s {\"e\":{\"c\":101,\"m\":\"" + QByteArray(back.isEmpty() ? "i " : "m ");
        const QByteArray end = ",\"i\":" + (back.isEmpty() ? QByteArray("null") : back) + '}';
        QVERIFY2(told[0].startsWith(begin) && told[0].endsWith(end), told[0].constData());
    }

    void othersMembersArePassedOver()
    {
        MeshScene scene;
        (void)scene.call(
            R"({"E":null,"e":{"c":1},"m":"mesh.send","r":[],"p":{"c":"x","d":1,"z":{}},"i":1})");
        QCOMPARE(scene.port.publications.size(), size_t(1));
    }

    void rights()
    {
        MeshScene scene;
        scene.service->open(Identity("r"), {true, false});
        scene.service->open(Identity("w"), {false, true});
        const auto codeOf = [&scene](const QByteArray &request, const QByteArray &caller) {
            const QByteArrayList told = scene.call(request, caller);
            if (told.isEmpty())
                return 0;
            const QByteArray begin = caller + R"( {"e":{"c":)";
            return told[0].startsWith(begin) ? told[0].mid(begin.size(), 3).toInt() : 1;
        };
        QCOMPARE(codeOf(R"({"m":"mesh.publish","p":{"c":"x","d":1}})", "r"), 401);
        QCOMPARE(codeOf(R"({"m":"mesh.send","p":{"c":"x","d":1}})", "r"), 401);
        QCOMPARE(codeOf(R"({"m":"conn.call","p":{"c":"x","f":"close"}})", "r"), 301);
        QCOMPARE(codeOf(R"({"m":"conn.call","p":{"c":"x","f":"subscribe","a":["x"]}})", "r"), 301);
        QCOMPARE(codeOf(R"({"m":"conn.call","p":{"c":"x","f":"set_context","a":[{}]}})", "r"), 301);
        QVERIFY(scene.port.publications.empty() && scene.port.orders.empty());
        QCOMPARE(codeOf(R"({"m":"queue.pop","p":{"t":["x"]}})", "r"), 1);
        QCOMPARE(codeOf(R"({"m":"queue.pop","p":{"t":["x"]}})", "w"), 201);
        QCOMPARE(codeOf(R"({"m":"queue.unpop","p":{"t":["x"]}})", "w"), 203);
        QCOMPARE(codeOf(R"({"m":"conn.call","p":{"f":"answer","a":["m",1]}})", "w"), 301);
        QCOMPARE(codeOf(R"({"m":"mesh.send","p":{"c":"x","d":1}})", "w"), 0);
        QCOMPARE(scene.port.publications.size(), size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestMeshService)
#include "tst_meshservice.moc"
