// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "json/jsonobject.h"

#include <QTest>

#include <atomic>
#include <limits>
#include <thread>
#include <vector>

using namespace Rainbow;

// Strangers' JSON: what is taken, what is not, and which bytes of it a member is.
class TestJsonObject : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void members();
    void rawIsThePartOfTheText_data();
    void rawIsThePartOfTheText();
    void everyPrefixIsRefused();
    void firstOfTheSameNameCounts();
    void namesAreUnescaped();
    void integers_data();
    void integers();
    void bigNumbers();
    void good_data();
    void good();
    void bad_data();
    void bad();
    void notAnObject_data();
    void notAnObject();
    void depth();
    void longTexts();
    void manyAtATime();
    void onManyThreads();
};

void TestJsonObject::members()
{
    const QByteArray text = R"({"n":null,"b":true,"i":7,"s":"x\u00e9\n\"","a":[1],"o":{}})";
    const JsonObject object(text);
    QVERIFY(object.isValid());
    QCOMPARE(object.error(), "");
    const QList<std::pair<QByteArray, JsonKind>> kinds = {
        {"n", JsonKind::Null},   {"b", JsonKind::Bool},  {"i", JsonKind::Number},
        {"s", JsonKind::String}, {"a", JsonKind::Array}, {"o", JsonKind::Object},
        {"x", JsonKind::Absent}, {"", JsonKind::Absent}, {"N", JsonKind::Absent}};
    for (const auto &[name, kind] : kinds)
        QCOMPARE(object.find(name).kind, kind);
    QCOMPARE(object.find("s").text.toByteArray(), QByteArray("x\xc3\xa9\n\""));
    QVERIFY(!object.find("s").integer);
    QCOMPARE(object.find("i").integer, std::optional<qint64>(7));
    QVERIFY(object.find("i").text.isEmpty());
    QVERIFY(object.find("x").isAbsent());
    QVERIFY(object.raw(object.find("x")).isEmpty());
}

void TestJsonObject::rawIsThePartOfTheText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("raw");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &raw) {
        QTest::newRow(name) << text << raw;
    };
    const QByteArray nested = R"({"a":[{"b":"}]"},"\"{[\\",[ ]], "c" : {} })";
    row("only", "{\"d\":" + nested + '}', nested);
    row("first", "{\"d\":" + nested + ",\"x\":{}}", nested);
    row("last", "{\"x\":[[{}],\"]\"],\"d\":" + nested + '}', nested);
    row("middle", "{\"x\":\"\\\\\",\"d\":" + nested + ",\"y\":1}", nested);
    row("blanks", " {\n\"x\" :\t1 , \"d\" : \r" + nested + " \n , \"y\":2 } ", nested);
    row("blanks, last", "\t{ \"x\":0 , \"d\" :\n" + nested + " \r\n\t } \n", nested);
    row("number", R"({"d":-1.50e+3,"x":1})", "-1.50e+3");
    row("number before a blank", R"({"d":12 ,"x":1})", "12");
    row("number, last", R"({"d":12})", "12");
    row("string", R"({"d":"\u0041\\\"","x":1})", R"("\u0041\\\"")");
    row("empty string", R"({"d":"","x":1})", R"("")");
    row("null", R"({"d":null,"x":1})", "null");
    row("array", R"({"d":[],"x":1})", "[]");
    row("empty names", R"({"":1,"":2,"d":3})", "3");
    row("name of braces", R"({"}\"{":{"d":1},"d":2})", "2");
}

void TestJsonObject::rawIsThePartOfTheText()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, raw);
    const JsonObject object(text);
    QCOMPARE(object.error(), "");
    const QByteArrayView part = object.raw(object.find("d"));
    QCOMPARE(part.toByteArray(), raw);
    QVERIFY(part.begin() >= text.constBegin() && part.end() <= text.constEnd());
    QVERIFY(isJson(part));
}

void TestJsonObject::everyPrefixIsRefused()
{
    const QByteArray text = R"({"to":"ü\u00fc","data":{"a":[1,-2.5e3,true,null]},"event":2})";
    QVERIFY(JsonObject(text).isValid());
    for (qsizetype size = 0; size < text.size(); ++size) {
        // Of its own memory, so that reading on would be noticed.
        const QByteArray prefix(text.constData(), size);
        QVERIFY2(!JsonObject(prefix).isValid(), prefix.constData());
        QVERIFY(!isJson(prefix));
        QVERIFY(!JsonObject(text.sliced(size + 1)).isValid());
    }
    for (int byte = 0; byte < 256; ++byte) {
        const QByteArray longer = text + char(byte);
        QCOMPARE(JsonObject(longer).isValid(), QByteArray(" \t\r\n").contains(char(byte)));
    }
}

void TestJsonObject::firstOfTheSameNameCounts()
{
    const QByteArray text = R"({"a":1,"b":0,"\u0061":2,"a":3})";
    const JsonObject object(text);
    QCOMPARE(object.find("a").integer, std::optional<qint64>(1));
    QCOMPARE(object.raw(object.find("a")).toByteArray(), QByteArray("1"));
    QVERIFY(object.isRepeated("a"));
    QVERIFY(!object.isRepeated("b"));
    QVERIFY(!object.isRepeated("c"));
}

void TestJsonObject::namesAreUnescaped()
{
    const QByteArray text = R"({"t\u006f":"x","\u0000":1})";
    const JsonObject object(text);
    QCOMPARE(object.find("to").text.toByteArray(), QByteArray("x"));
    QCOMPARE(object.find(QByteArray("\0", 1)).integer, std::optional<qint64>(1));
}

void TestJsonObject::integers_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<std::optional<qint64>>("integer");
    using Limits = std::numeric_limits<qint64>;
    const auto row = [](const char *number, std::optional<qint64> integer) {
        QTest::newRow(number) << QByteArray(number) << integer;
    };
    row("0", 0);
    row("-0", 0);
    row("2", 2);
    row("-17", -17);
    row("9223372036854775807", Limits::max());
    row("-9223372036854775808", Limits::min());
    row("9223372036854775808", {});
    row("18446744073709551615", {});
    row("18446744073709551616", {});
    row("-9223372036854775809", {});
    row("123456789012345678901234567890", {});
    row("1.0", {});
    row("1e0", {});
    row("1E400", {});
    row("-1e-400", {});
    row("\"1\"", {});
    row("true", {});
    row("null", {});
}

void TestJsonObject::integers()
{
    QFETCH(QByteArray, number);
    QFETCH(std::optional<qint64>, integer);
    // Beside a number that makes the reader look at all of them twice, too.
    for (const char *beside : {"1", "1e999"}) {
        const QByteArray text = "{\"i\":" + number + ",\"x\":" + beside + '}';
        const JsonObject object(text);
        QCOMPARE(object.error(), "");
        QCOMPARE(object.find("i").integer, integer);
        QCOMPARE(object.raw(object.find("i")).toByteArray(), number);
    }
}

void TestJsonObject::bigNumbers()
{
    // JSON has no limit for them; what is none stays none.
    const QByteArray digits(400, '7');
    for (const QByteArray &number :
         {digits, '-' + digits, "0." + digits, digits + "e9", QByteArray("1e999")}) {
        QVERIFY2(isJson(number), number.constData());
        QVERIFY(isJson("[\"\\\"" + number + "\"," + number + ",{\"\\\\\":" + number + "}]"));
        for (const char *around :
             {"[0%]", "[%.]", "[+%]", "[%-]", "[%x]", "[%true]", "[%\"\"]", "[\"\"%]", "[true%]",
              "[% 1]", "[%.5.5]", "[--%]", "[%", "\"%", "[%,]", "[%e5e5]", "[.%]", "[%,\"%]"}) {
            const QByteArray text = QByteArray(around).replace('%', number);
            QVERIFY2(!isJson(text), text.constData());
        }
    }
    QVERIFY(!isJson("[1e999,01]"));
    QVERIFY(!isJson("[1e999,1.]"));
    QVERIFY(!isJson("[1e999,-]"));
}

void TestJsonObject::good_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"0", "-0", "1.5e-7", "true", "false", "null", "\"\"", "[]", "{}", " [ 1 , 2 ] ", "\n1\n",
          "[1,[2,[3]]]", R"("\ud83c\udf08")", R"("\/\b\f\n\r\t")", "\"\xf0\x9f\x8c\x88\"",
          "\"\xf4\x8f\xbf\xbf\"", "\"\x7f\"", R"({"a":1,"a":2})", "\"\xef\xbb\xbf\""})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("blanks") << QByteArray(100'000, ' ') + '1';
}

void TestJsonObject::good()
{
    QFETCH(QByteArray, text);
    QVERIFY(isJson(text));
    const QByteArray member = "{\"x\":" + text + '}';
    QCOMPARE(JsonObject(member).error(), "");
}

void TestJsonObject::bad_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *name, const QByteArray &text, const char *error = "not JSON") {
        QTest::newRow(name) << text << QByteArray(error);
    };
    row("word", "hello");
    row("capital", "True");
    row("two values", "1 2");
    row("comma at the end", "[1,]");
    row("comma at the start", "[,1]");
    row("two commas", "[1,,2]");
    row("no colon", R"({"a" 1})");
    row("no quotes", "{a:1}");
    row("other quotes", "{'a':1}");
    row("number as a name", "{1:1}");
    row("mismatch", "[}");
    row("leading zero", "01");
    row("plus", "+1");
    row("point at the end", "1.");
    row("point at the start", ".5");
    row("hex", "0x10");
    row("NaN", "NaN");
    row("Infinity", "-Infinity");
    row("minus", "-");
    row("comment", "/**/1");
    row("form feed", "\f1");
    row("control in a string", "\"\x01\"");
    row("line feed in a string", "\"\n\"");
    row("unknown escape", R"("\x41")");
    row("short escape", R"("\u00")");
    row("escape at the end", "\"\\");
    row("high surrogate", R"("\ud83c")");
    row("low surrogate", R"("\udf08")");
    row("wrong order of surrogates", R"("\udf08\ud83c")");
    row("byte order mark", "\xef\xbb\xbf{}");
    row("NUL behind", QByteArray("1\0", 2));
    row("NUL within", QByteArray("\"a\0\"", 4));
    row("UTF-16", QByteArray("\"\0a\0\"\0", 6));
    row("lone byte", "\"\xff\"", "not UTF-8");
    row("overlong", "\"\xc0\x80\"", "not UTF-8");
    row("surrogate", "\"\xed\xa0\x80\"", "not UTF-8");
    row("beyond Unicode", "\"\xf4\x90\x80\x80\"", "not UTF-8");
    row("cut character", "\"\xc3\"", "not UTF-8");
}

void TestJsonObject::bad()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, error);
    QVERIFY(!isJson(text));
    QVERIFY(!JsonObject(text).isValid());
    // Just as much where nobody looks.
    const QByteArray member = "{\"a\":{\"b\":[" + text + "]}}";
    const JsonObject object(member);
    QCOMPARE(object.error(), error.constData());
    QVERIFY(object.find("a").isAbsent());
    QVERIFY(!object.isRepeated("a"));
}

void TestJsonObject::notAnObject_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("error");
    for (const char *text : {"1", "[]", "\"{}\"", "null", "[{}]"})
        QTest::newRow(text) << QByteArray(text) << QByteArray("not a JSON object");
    QTest::newRow("empty") << QByteArray() << QByteArray("not JSON");
    QTest::newRow("blank") << QByteArray(" ") << QByteArray("not JSON");
}

void TestJsonObject::notAnObject()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, error);
    QCOMPARE(JsonObject(text).error(), error.constData());
}

void TestJsonObject::depth()
{
    const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QVERIFY(isJson(nested(MaxJsonDepth)));
    QVERIFY(!isJson(nested(MaxJsonDepth + 1)));
    const QByteArray deep = "{\"a\":" + nested(MaxJsonDepth) + '}';
    QCOMPARE(JsonObject(deep).error(), "JSON too deep");
    QVERIFY(!isJson(nested(500'000)));
    QVERIFY(!isJson(QByteArray(1'000'000, '[')));
    // Also when the reader has grown meanwhile.
    QVERIFY(isJson('"' + QByteArray(1'000'000, 'x') + '"'));
    QVERIFY(!isJson(nested(MaxJsonDepth + 1)));
}

void TestJsonObject::longTexts()
{
    // Around the steps in which a reader grows, and beyond what it keeps.
    for (const qsizetype size : {4095, 4096, 4097, 65'536, 262'143, 262'144, 262'145, 5'000'000}) {
        const QByteArray data = "\"" + QByteArray(size - 12, 'x') + "\"";
        const QByteArray text = "{\"d\":" + data + ",\"a\":1}"; // size + 2 bytes
        const JsonObject object(text);
        QCOMPARE(object.error(), "");
        QVERIFY(object.raw(object.find("d")) == data);
        QVERIFY(object.find("d").text == data.sliced(1, data.size() - 2));
        QVERIFY(isJson(data));
    }
    // The worst of all for what is kept of each value.
    QByteArray values = "{\"d\":[7";
    for (int i = 0; i < 200'000; ++i)
        values += ",\"\"";
    values += "],\"a\":2}";
    const JsonObject object(values);
    QCOMPARE(object.find("a").integer, std::optional<qint64>(2));
}

void TestJsonObject::manyAtATime()
{
    const QByteArray first = R"({"a":"first"})";
    const QByteArray second = R"({"a":"second"})";
    const JsonObject one(first);
    const JsonMember member = one.find("a");
    {
        const JsonObject two(second);
        QVERIFY(isJson("[1,2,3]"));
        QCOMPARE(two.find("a").text.toByteArray(), QByteArray("second"));
    }
    QVERIFY(isJson("\"something else\""));
    QCOMPARE(member.text.toByteArray(), QByteArray("first"));
    QCOMPARE(one.find("a").text.toByteArray(), QByteArray("first"));
}

void TestJsonObject::onManyThreads()
{
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([i, &right] {
            for (int round = 0; round < 500; ++round) {
                const QByteArray text = "{\"x\":" + QByteArray::number(round * 4 + i) + '}';
                right += JsonObject(text).find("x").integer == round * 4 + i ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 4 * 500);
}

QTEST_APPLESS_MAIN(TestJsonObject)
#include "tst_jsonobject.moc"
