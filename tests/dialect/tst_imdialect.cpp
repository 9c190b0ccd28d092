// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/imdialect.h"

#include "jsondialects.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Rainbow;

class TestImDialect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
    void ignores_data();
    void ignores();
    void binaryIsIgnored();
    void everyPrefixIsIgnored();
    void frames_data();
    void frames();
    void payloads_data() { addPayloads(); }
    void payloads();
    void stampIsThatOfThePublication();
    void sizes() { framesOfAnySize(ImDialect(), 56); }
    void silent();
    void comesBackAsItWent();
    void allowance();
};

void TestImDialect::decodes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<Audience>("audience");
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("data");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &to,
                        Audience audience, int type, const QByteArray &data = "{}") {
        QTest::newRow(name) << text << to << audience << type << data;
    };
    row("no event", R"({"to":"user_2","data":{}})", "user_2", Audience::Account, 0);
    row("system", R"({"to":"user_2","data":{},"event":0})", "user_2", Audience::Account, 0);
    row("one to one", R"({"to":"user_2","data":{},"event":1})", "user_2", Audience::Account, 1);
    row("room", R"({"event":2,"data":{},"to":"7"})", "7", Audience::Channel, 1);
    row("number", R"({"to":1234567890123,"data":{}})", "1234567890123", Audience::Account, 0);
    row("large number", R"({"to":98765432109876543210,"data":{}})", "98765432109876543210",
        Audience::Account, 0);
    row("escapes", R"({"t\u006f":"\u5f69\"","data":{}})", "彩\"", Audience::Account, 0);
    row("data as it came", "{\"data\": { \"a\" : [1.50,\"\\u00e9\xc3\xa9\"]\n} , \"to\":\"x\"}",
        "x", Audience::Account, 0, "{ \"a\" : [1.50,\"\\u00e9\xc3\xa9\"]\n}");
    row("big numbers", R"({"to":"x","data":{"n":1e999,"m":123456789012345678901234567890}})", "x",
        Audience::Account, 0, R"({"n":1e999,"m":123456789012345678901234567890})");
    row("unknown members", R"({"from":"me","to":"x","msg_id":[],"data":{"b":1},"send_at":null})",
        "x", Audience::Account, 0, R"({"b":1})");
    row("the first counts", R"({"to":"x","to":"y","data":{"a":1},"data":[],"event":2,"event":9})",
        "x", Audience::Channel, 1, R"({"a":1})");
    const QByteArray longest(255, 'n');
    row("longest", "{\"to\":\"" + longest + "\",\"data\":{}}", longest, Audience::Account, 0);
}

void TestImDialect::decodes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, to);
    QFETCH(Audience, audience);
    QFETCH(int, type);
    QFETCH(QByteArray, data);
    const Dialect::Decoded decoded = ImDialect().decodeText(text);
    QCOMPARE(decoded.why, "");
    QVERIFY(decoded.command);
    const auto *publish = std::get_if<PublishCommand>(&*decoded.command);
    QVERIFY(publish);
    QCOMPARE(publish->channel.bytes(), to);
    QCOMPARE(publish->audience, audience);
    QCOMPARE(int(publish->message.type), type);
    QCOMPARE(publish->message.payload, data);
    QCOMPARE(publish->message.qos, QoS::AtMostOnce);
    QCOMPARE(publish->message.id, MessageId(0));
    QVERIFY(publish->isJson);
}

void TestImDialect::ignores_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("why");
    const auto row = [](const char *name, const QByteArray &text, const char *why) {
        QTest::newRow(name) << text << QByteArray(why);
    };
    row("empty", "", "not JSON");
    row("text", "hello", "not JSON");
    row("not UTF-8", "{\"to\":\"\xff\",\"data\":{}}", "not UTF-8");
    row("array", R"([{"to":"x","data":{}}])", "not a JSON object");
    row("two", R"({"to":"x","data":{}}{"to":"x","data":{}})", "not JSON");
    row("bad where nobody looks", R"({"to":"x","data":{},"z":[01]})", "not JSON");
    row("bad within data", R"({"to":"x","data":{"a":tru}})", "not JSON");
    row("too deep",
        R"({"to":"x","data":{"a":)" + QByteArray(511, '[') + QByteArray(511, ']') + "}}",
        "JSON too deep");
    row("no to", R"({"data":{}})", "no to");
    row("other case", R"({"To":"x","data":{}})", "no to");
    row("to empty", R"({"to":"","data":{}})", "to is empty");
    row("to null", R"({"to":null,"data":{}})", "to is not a string");
    row("to true", R"({"to":true,"data":{}})", "to is not a string");
    row("to array", R"({"to":["x"],"data":{}})", "to is not a string");
    row("to object", R"({"to":{},"data":{}})", "to is not a string");
    row("to long", "{\"to\":\"" + QByteArray(256, 'n') + "\",\"data\":{}}",
        "to is longer than 255 bytes");
    row("to long number", "{\"to\":" + QByteArray(256, '9') + ",\"data\":{}}",
        "to is longer than 255 bytes");
    row("no data", R"({"to":"x"})", "no data");
    row("data null", R"({"to":"x","data":null})", "data is not an object");
    row("data string", R"({"to":"x","data":"{}"})", "data is not an object");
    row("data array", R"({"to":"x","data":[{}]})", "data is not an object");
    row("data number", R"({"to":"x","data":1})", "data is not an object");
    for (const char *event : {"3", "-1", "1.0", "1e0", "\"1\"", "null", "[]", "4294967296",
                              "18446744073709551618", "1e999"})
        row(event, QByteArray(R"({"to":"x","data":{},"event":)") + event + '}',
            "event is not 0, 1 or 2");
}

void TestImDialect::ignores()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, why);
    const Dialect::Decoded decoded = ImDialect().decodeText(text);
    QVERIFY(!decoded.command);
    QCOMPARE(decoded.why, why.constData());
}

void TestImDialect::binaryIsIgnored()
{
    const Dialect::Decoded decoded = ImDialect().decodeBinary(R"({"to":"x","data":{}})");
    QVERIFY(!decoded.command);
    QCOMPARE(decoded.why, "binary frame");
}

void TestImDialect::everyPrefixIsIgnored()
{
    const QByteArray text = R"({"to":"\u00fcser","event":1,"data":{"a":[true,null,-1.5e3,"x"]}})";
    QVERIFY(ImDialect().decodeText(text).command);
    for (qsizetype size = 0; size < text.size(); ++size) {
        const Dialect::Decoded decoded = ImDialect().decodeText(QByteArray(text.constData(), size));
        QVERIFY(!decoded.command);
        QVERIFY(*decoded.why != '\0');
    }
}

void TestImDialect::frames_data()
{
    QTest::addColumn<MessageEvent>("event");
    QTest::addColumn<QByteArray>("text");
    MessageEvent event = channelMessage(R"({"a":1})", "7");
    QTest::newRow("room, business server")
        << event << QByteArray(R"({"to":"7","event":2,"data":{"a":1},"conversation_id":"7"})");
    event.from = "user_1";
    event.type = 0;
    event.stamp = {0xabc, 0x1f, 1'234'567'890'123};
    QTest::newRow("room") << event
                          << QByteArray(R"({"from":"user_1","to":"7","event":2,)"
                                        R"("data":{"a":1},"msg_id":"abc-1f",)"
                                        R"("send_at":1234567890123,"conversation_id":"7"})");
    event.audience = Audience::Account;
    event.channel = "user_2";
    QTest::newRow("system") << event
                            << QByteArray(R"({"from":"user_1","to":"user_2",)"
                                          R"("data":{"a":1},"msg_id":"abc-1f",)"
                                          R"("send_at":1234567890123,)"
                                          R"("conversation_id":"user_2"})");
    event.type = 1;
    event.stamp = {};
    QTest::newRow("one to one") << event
                                << QByteArray(R"({"from":"user_1","to":"user_2","event":1,)"
                                              R"("data":{"a":1},"conversation_id":"user_2"})");
    event.type = 500;
    QTest::newRow("another type") << event
                                  << QByteArray(R"({"from":"user_1","to":"user_2","event":1,)"
                                                R"("data":{"a":1},"conversation_id":"user_2"})");
    event.audience = Audience::Client;
    event.type = 0;
    event.channel = "";
    event.from = "a\"b\\\n彩";
    QTest::newRow("escapes, nobody")
        << event << QByteArray(R"({"from":"a\"b\\\u000a彩","data":{"a":1}})");
}

void TestImDialect::frames()
{
    QFETCH(MessageEvent, event);
    QFETCH(QByteArray, text);
    QCOMPARE(textOf(ImDialect().encode(event)), text);
    QVERIFY(QJsonDocument::fromJson(text).isObject());
}

void TestImDialect::payloads()
{
    QFETCH(QByteArray, payload);
    QFETCH(bool, isJson);
    QFETCH(QByteArray, data);
    MessageEvent event = channelMessage(payload);
    event.isJson = isJson;
    QCOMPARE(textOf(ImDialect().encode(event)),
             "{\"to\":\"room\",\"event\":2,\"data\":" + data + ",\"conversation_id\":\"room\"}");
}

void TestImDialect::stampIsThatOfThePublication()
{
    for (const quint64 number : {Q_UINT64_C(1), Q_UINT64_C(0), ~Q_UINT64_C(0)}) {
        MessageEvent event = channelMessage("{}");
        event.stamp = {~number == 0 ? ~number + 1 : ~Q_UINT64_C(0), number, -1};
        const QJsonObject object =
            QJsonDocument::fromJson(textOf(ImDialect().encode(event))).object();
        QCOMPARE(object[u"msg_id"].toString().toUtf8(), event.stamp.toText());
        QCOMPARE(object[u"send_at"].toInt(), -1);
    }
}

void TestImDialect::silent()
{
    hasNoWordForAnswers(ImDialect());
    hasNoWordForBadNames(ImDialect());
    QVERIFY(ImDialect().encode(TextEvent{"heartbeat"}).bytes.isEmpty());
}

void TestImDialect::comesBackAsItWent()
{
    const ImDialect dialect;
    const QByteArray data = R"({"text": "\u00fc 彩虹 \"", "n":[1.0,{}]})";
    const auto decoded = dialect.decodeText("{\"to\":\"user_2\",\"data\":" + data + '}');
    const auto &publish = std::get<PublishCommand>(*decoded.command);
    MessageEvent event = channelMessage(publish.message.payload, publish.channel.bytes());
    event.audience = publish.audience;
    event.type = publish.message.type;
    event.isJson = publish.isJson;
    const auto again = dialect.decodeText(textOf(dialect.encode(event)));
    QVERIFY(again.command);
    const auto &same = std::get<PublishCommand>(*again.command);
    QCOMPARE(same.message.payload, data);
    QCOMPARE(same.channel.bytes(), QByteArray("user_2"));
    QCOMPARE(same.message.type, quint16(0));
}

void TestImDialect::allowance()
{
    // The longest name, all of it escaped, and a payload as long as may be.
    QByteArray name;
    for (int i = 0; i < 255; ++i)
        name += "\\u0001";
    const QByteArray data = "{\"a\":\"" + QByteArray(1'000, 'x') + "\"}";
    const QByteArray text = "{\"to\": \"" + name + "\", \"event\": 2, \"data\": " + data + '}';
    QVERIFY(ImDialect().decodeText(text).command);
    QVERIFY(text.size() <= ImDialect().maxMessage(data.size()));
}

QTEST_APPLESS_MAIN(TestImDialect)
#include "tst_imdialect.moc"
