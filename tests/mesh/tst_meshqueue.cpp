// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "meshfakes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Rainbow;

namespace {

const QByteArray Pop = R"({"m":"queue.pop","p":{"t":["orders"]},"i":1})";
const QByteArray Unpop = R"({"m":"queue.unpop","p":{"t":["orders"]},"i":1})";
const QByteArrayList Ok{R"(s {"e":null,"r":{"s":true},"i":1})"};

QByteArray answerOf(const QByteArray &arguments)
{
    return R"({"m":"conn.call","p":{"c":"x","f":"answer","a":[)" + arguments + "]},\"i\":1}";
}

} // namespace

class TestMeshQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMessageComesAndIsAnswered()
    {
        MeshScene scene;
        QCOMPARE(scene.call(Pop), Ok);
        scene.forward("x", 1, QoS::AtLeastOnce, "say \"hi\"\n");
        const QByteArrayList event{
            "s {\"e\":\"queue.pop\",\"p\":{\"n\":\"node "
            "\\\"1\\\"\",\"c\":\"x\",\"t\":\"orders\",\"d\":{\"identity\":\"x\","
            "\"type\":7,\"qos\":1,\"mid\":\"x-1\",\"data\":\"say \\\"hi\\\"\\u000a\"}}}"};
        QCOMPARE(scene.run(), event);
        QVERIFY(!QJsonDocument::fromJson(event[0].mid(2)).isNull());
        QCOMPARE(scene.call(answerOf(R"("x-1","done")")), Ok);
        QCOMPARE(scene.port.ended, QByteArrayList{"x-1 done"});
        QVERIFY(scene.call(answerOf(R"("x-1","again")"))[0].startsWith(R"(s {"e":{"c":301,)"));
        QCOMPARE(scene.port.ended.size(), 1);
    }

    void binaryBothWays()
    {
        MeshScene scene;
        (void)scene.call(Pop);
        scene.forward("x", 1, QoS::ExactlyOnce, QByteArray("\xff\0\1", 3));
        const QByteArrayList told = scene.run();
        QVERIFY(told[0].endsWith(R"("qos":2,"mid":"x-1","data":"/wAB","base64":true}}})"));
        QCOMPARE(scene.call(answerOf(R"("x-1","AP8=","binary")")), Ok);
        QCOMPARE(scene.port.ended, QByteArrayList{"x-1 " + QByteArray("\0\xff", 2)});
    }

    void anyAnswer_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("text") << QByteArray("\"a\\u00e4\"") << QByteArray("a\xc3\xa4");
        QTest::newRow("text, said so") << QByteArray(R"("a","text")") << QByteArray("a");
        QTest::newRow("nothing") << QByteArray(R"("")") << QByteArray();
        QTest::newRow("object") << QByteArray(R"({"a": 1})") << QByteArray(R"({"a": 1})");
        QTest::newRow("number") << QByteArray("1.50") << QByteArray("1.50");
    }

    void anyAnswer()
    {
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, body);
        MeshScene scene;
        (void)scene.call(Pop);
        scene.forward("x", 1, QoS::AtLeastOnce, "p");
        (void)scene.run();
        QCOMPARE(scene.call(answerOf("\"x-1\"," + data)), Ok);
        QCOMPARE(scene.port.ended, QByteArrayList{"x-1 " + body});
    }

    void theAnswerComesBeforeTheFirstEvent()
    {
        MeshScene scene;
        scene.forward("x", 1, QoS::AtMostOnce, "waits");
        (void)scene.run();
        const QByteArrayList told = scene.call(Pop);
        QCOMPARE(told.size(), 2);
        QCOMPARE(told[0], Ok[0]);
        QVERIFY(told[1].startsWith(R"(s {"e":"queue.pop")"));
        QCOMPARE(scene.port.ended, QByteArrayList{"x-1 "});
    }

    void codes()
    {
        MeshScene scene;
        QVERIFY(scene.call(Unpop)[0].startsWith(R"(s {"e":{"c":203,)"));
        QCOMPARE(scene.call(Pop), Ok);
        QVERIFY(scene.call(Pop)[0].startsWith(R"(s {"e":{"c":202,)"));
        QCOMPARE(scene.call(Unpop), Ok);
        QVERIFY(scene.call(Unpop)[0].startsWith(R"(s {"e":{"c":203,)"));
        QByteArrayList topics;
        for (int i = 0; i < 100; ++i)
            topics.append("\"t" + QByteArray::number(i) + '"');
        const QByteArray all = R"({"m":"queue.pop","p":{"t":[)" + topics.join(',') + "]},\"i\":1}";
        QCOMPARE(scene.call(all), Ok);
        QVERIFY(scene.call(Pop)[0].startsWith(R"(s {"e":{"c":201,)"));
    }

    void anotherIsNotToAnswer()
    {
        MeshScene scene;
        (void)scene.call(Pop);
        scene.service->open(Identity("t"), {});
        scene.forward("x", 1, QoS::AtLeastOnce, "p");
        (void)scene.run();
        QVERIFY(scene.call(answerOf(R"("x-1","no")"), "t")[0].startsWith(R"(t {"e":{"c":301,)"));
        QCOMPARE(scene.port.ended, QByteArrayList());
    }

    void aConsumerThatGoesLeavesItToOthers()
    {
        MeshScene scene;
        (void)scene.call(Pop);
        scene.forward("x", 1, QoS::AtLeastOnce, "p");
        (void)scene.run();
        scene.service->gone(Identity("s"));
        QCOMPARE(scene.run(), QByteArrayList());
        scene.service->open(Identity("t"), {});
        const QByteArrayList told = scene.call(Pop, "t");
        QCOMPARE(told.size(), 2);
        QVERIFY(told[1].contains(R"("mid":"x-1")"));
        QCOMPARE(scene.service->counters().requeued, 1U);
        QCOMPARE(scene.service->figures().first().inHand, 1);
    }

    void whoIsStuckIsGivenNoMore()
    {
        MeshScene scene;
        (void)scene.call(Pop);
        scene.port.blocked.insert("s");
        scene.forward("x", 1, QoS::AtLeastOnce, "p");
        QCOMPARE(scene.run(), QByteArrayList());
        scene.port.blocked.clear();
        scene.now += QueueDesk::BlockedPoll;
        QCOMPARE(scene.run().size(), 1);
    }

    void awkwardNames()
    {
        MeshScene scene;
        (void)scene.call("{\"m\":\"queue.pop\",\"p\":{\"t\":[\" a\\\"b \"]},\"i\":1}");
        scene.forward("x\xff", 1, QoS::AtMostOnce, "", "a\"b");
        const QByteArrayList told = scene.run();
        QCOMPARE(told.size(), 1);
        const QJsonObject event = QJsonDocument::fromJson(told[0].mid(2)).object();
        QCOMPARE(event.value(u"p").toObject().value(u"t").toString(), u"a\"b"_qs);
        QCOMPARE(event.value(u"p").toObject().value(u"c").toString(), u"x\uFFFD"_qs);
    }

    void toNobodyInTime()
    {
        MeshScene scene;
        scene.forward("x", 1, QoS::AtLeastOnce, "p");
        (void)scene.run();
        scene.now += std::chrono::seconds(10);
        (void)scene.run();
        QCOMPARE(scene.port.ended, QByteArrayList{"x-1 failed"});
    }
};

QTEST_GUILESS_MAIN(TestMeshQueue)
#include "tst_meshqueue.moc"
