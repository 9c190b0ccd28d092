// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/topicdialect.h"

#include "jsondialects.h"

#include <QTest>

using namespace Rainbow;

class TestTopicDialect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishes_data();
    void publishes();
    void subscribes_data();
    void subscribes();
    void ignores_data();
    void ignores();
    void everyPrefixIsIgnored();
    void frameExactly();
    void payloads_data() { addPayloads(); }
    void payloads();
    void sizes() { framesOfAnySize(TopicDialect(), 33); }
    void comesBackAsItWent();
    void says();
    void allowance();
};

void TestTopicDialect::publishes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<QByteArray>("data");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &topic,
                        const QByteArray &data) { QTest::newRow(name) << text << topic << data; };
    row("object", R"({"type":1,"topic":"/chat/1","data":{"a" : 1}})", "/chat/1", R"({"a" : 1})");
    row("string", R"({"data":"h\u00e9","topic":"t","type":1})", "t", R"("h\u00e9")");
    row("number", R"({"type":1,"topic":"t","data":1.0})", "t", "1.0");
    row("null", R"({"type":1,"topic":"t","data":null})", "t", "null");
    row("none", R"({"type":1,"topic":"t"})", "t", "null");
    row("blanks", R"({"type":1,"topic":" \t a b \n","data":[]})", "a b", "[]");
    row("comma", R"({"type":1,"topic":"a,b","data":[]})", "a,b", "[]");
    row("unknown members", R"({"x":{"type":3},"type":1,"topic":"t","data":[1]})", "t", "[1]");
    row("the first counts", R"({"type":1,"type":2,"topic":"t","topic":"","data":1,"data":2})", "t",
        "1");
    const QByteArray longest(255, 'n');
    row("longest", "{\"type\":1,\"topic\":\" " + longest + "\"}", longest, "null");
}

void TestTopicDialect::publishes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, topic);
    QFETCH(QByteArray, data);
    const TopicDialect dialect;
    for (const Dialect::Decoded &decoded : {dialect.decodeText(text), dialect.decodeBinary(text)}) {
        QCOMPARE(decoded.why, "");
        QVERIFY(decoded.command);
        const auto *publish = std::get_if<PublishCommand>(&*decoded.command);
        QVERIFY(publish);
        QCOMPARE(publish->channel.bytes(), topic);
        QCOMPARE(publish->audience, Audience::Channel);
        QCOMPARE(publish->message.type, quint16(1));
        QCOMPARE(publish->message.payload, data);
        QCOMPARE(publish->message.qos, QoS::AtMostOnce);
        QVERIFY(publish->isJson);
    }
}

void TestTopicDialect::subscribes_data()
{
    QTest::addColumn<QByteArray>("topics");
    QTest::addColumn<QByteArrayList>("channels");
    const auto row = [](const char *name, const QByteArray &topics,
                        const QByteArrayList &channels) {
        QTest::newRow(name) << topics << channels;
    };
    row("one", "a", {"a"});
    row("list", "a,/b/c,a", {"a", "/b/c", "a"});
    row("blanks", R"( a , b c\n,\t,)", {"a", "b c"});
    row("empty parts", ",,a,,b,", {"a", "b"});
    row("escapes", R"(\u5f69,\",\u002cx)", {"彩", "\"", "x"});
    const QByteArray longest(255, 'n');
    row("longest", longest + ',' + longest, {longest, longest});
    QByteArrayList many;
    for (int i = 0; i < 32'768; ++i)
        many.append("t");
    row("64 KiB", "t" + QByteArray(",t").repeated(32'767) + ',', many);
}

void TestTopicDialect::subscribes()
{
    QFETCH(QByteArray, topics);
    QFETCH(QByteArrayList, channels);
    const TopicDialect dialect;
    for (const int type : {2, 3}) {
        const QByteArray text =
            "{\"type\":" + QByteArray::number(type) + ",\"topic\":\"" + topics + "\",\"data\":{}}";
        for (const Dialect::Decoded &decoded :
             {dialect.decodeText(text), dialect.decodeBinary(text)}) {
            QVERIFY2(decoded.command, decoded.why);
            const auto *subscribe = std::get_if<SubscribeCommand>(&*decoded.command);
            QVERIFY(subscribe);
            QCOMPARE(subscribe->join, type == 2);
            QCOMPARE(subscribe->id, MessageId(0));
            QByteArrayList names;
            for (const ChannelName &channel : subscribe->channels)
                names.append(channel.bytes());
            QCOMPARE(names, channels);
        }
    }
}

void TestTopicDialect::ignores_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("why");
    const auto row = [](const char *name, const QByteArray &text, const char *why) {
        QTest::newRow(name) << text << QByteArray(why);
    };
    row("empty", "", "not JSON");
    row("heartbeat", "heartbeat", "not JSON");
    row("not UTF-8", "{\"type\":1,\"topic\":\"t\",\"data\":\"\xff\"}", "not UTF-8");
    row("array", R"([])", "not a JSON object");
    row("bad data", R"({"type":1,"topic":"t","data":{"a":nul}})", "not JSON");
    row("no topic", R"({"type":1,"data":1})", "no topic");
    row("topic number", R"({"type":1,"topic":5})", "topic is not a string");
    row("topic list", R"({"type":2,"topic":["a"]})", "topic is not a string");
    row("topic null", R"({"type":2,"topic":null})", "topic is not a string");
    for (const char *type : {"1", "2", "3"}) {
        const QByteArray begin = QByteArray("{\"type\":") + type + ",\"topic\":\"";
        QTest::addRow("topic empty, %s", type) << begin + "\"}" << QByteArray("topic is empty");
        QTest::addRow("topic blank, %s", type) << begin + " \\n\"}" << QByteArray("topic is empty");
        QTest::addRow("topic long, %s", type) << begin + QByteArray(256, 'n') + "\"}"
                                              << QByteArray("a topic is longer than 255 bytes");
    }
    row("only commas", R"({"type":2,"topic":", ,"})", "topic is empty");
    row("one of them long", "{\"type\":2,\"topic\":\"a," + QByteArray(256, 'n') + ",b\"}",
        "a topic is longer than 255 bytes");
    row("long list", "{\"type\":3,\"topic\":\"" + QByteArray("t,").repeated(32'768) + ",\"}",
        "topic is longer than 64 KiB");
    row("no type", R"({"topic":"t"})", "type is not 1, 2 or 3");
    for (const char *type : {"0", "4", "-1", "1.0", "\"1\"", "true", "null", "[1]", "257",
                             "4294967297", "18446744073709551617"})
        row(type, QByteArray("{\"topic\":\"t\",\"type\":") + type + '}', "type is not 1, 2 or 3");
}

void TestTopicDialect::ignores()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, why);
    const TopicDialect dialect;
    for (const Dialect::Decoded &decoded : {dialect.decodeText(text), dialect.decodeBinary(text)}) {
        QVERIFY(!decoded.command);
        QCOMPARE(decoded.why, why.constData());
    }
}

void TestTopicDialect::everyPrefixIsIgnored()
{
    const QByteArray text = R"({"type":2,"topic":"\u5f69,a","data":{"x":[1]}})";
    QVERIFY(TopicDialect().decodeBinary(text).command);
    for (qsizetype size = 0; size < text.size(); ++size)
        QVERIFY(!TopicDialect().decodeBinary(QByteArray(text.constData(), size)).command);
}

void TestTopicDialect::frameExactly()
{
    MessageEvent event = channelMessage(R"({"a": 1})", "/chat/\"1\"");
    event.from = "user_1";
    event.stamp = {1, 2, 3};
    QCOMPARE(textOf(TopicDialect().encode(event)),
             QByteArray(R"({"type":1,"topic":"/chat/\"1\"","data":{"a": 1}})"));
    const Frame frame = TopicDialect().encode(channelMessage("1", "t"));
    QCOMPARE(frame.bytes, QByteArray("\x81\x1f{\"type\":1,\"topic\":\"t\",\"data\":1}"));
}

void TestTopicDialect::payloads()
{
    QFETCH(QByteArray, payload);
    QFETCH(bool, isJson);
    QFETCH(QByteArray, data);
    MessageEvent event = channelMessage(payload);
    event.isJson = isJson;
    QCOMPARE(textOf(TopicDialect().encode(event)),
             "{\"type\":1,\"topic\":\"room\",\"data\":" + data + '}');
}

void TestTopicDialect::comesBackAsItWent()
{
    const TopicDialect dialect;
    const QByteArray text = R"({"type":1,"topic":"/彩","data":{"n": 1e999, "s":"\u0000"}})";
    const auto decoded = dialect.decodeBinary(text);
    const auto &publish = std::get<PublishCommand>(*decoded.command);
    MessageEvent event = channelMessage(publish.message.payload, publish.channel.bytes());
    event.isJson = publish.isJson;
    QCOMPARE(textOf(dialect.encode(event)), text);
}

void TestTopicDialect::says()
{
    hasNoWordForAnswers(TopicDialect());
    hasNoWordForBadNames(TopicDialect());
    QCOMPARE(textOf(TopicDialect().encode(TextEvent{"heartbeat"})), QByteArray("heartbeat"));
    QCOMPARE(TopicDialect().encode(TextEvent{"heartbeat"}).bytes.first(2), QByteArray("\x81\x09"));
}

void TestTopicDialect::allowance()
{
    QByteArray name;
    for (int i = 0; i < 255; ++i)
        name += "\\u0001";
    const QByteArray data(1'000, '7');
    const QByteArray text = "{\"type\": 1, \"topic\": \"" + name + "\", \"data\": " + data + '}';
    QVERIFY(TopicDialect().decodeText(text).command);
    QVERIFY(text.size() <= TopicDialect().maxMessage(data.size()));
}

QTEST_APPLESS_MAIN(TestTopicDialect)
#include "tst_topicdialect.moc"
