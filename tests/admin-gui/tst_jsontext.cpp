// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "jsontext.h"

#include <QTest>

using Rainbow::Admin::JsonText;

// What people type as JSON, and how it is set.
class TestJsonText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesJson_data();
    void takesJson();
    void saysWhereItIsNone_data();
    void saysWhereItIsNone();
    void everyCutIsNone();
    void formats_data();
    void formats();
    void formattingTwiceChangesNothing();
    void depthIsBounded();
};

void TestJsonText::takesJson_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("object") << u"{}"_qs;
    QTest::newRow("list") << u" [ ] "_qs;
    QTest::newRow("number") << u"-0.5e+10"_qs;
    QTest::newRow("zero") << u"0"_qs;
    QTest::newRow("text") << u"\"\""_qs;
    QTest::newRow("escapes") << uR"("\"\\\/\b\f\n\r\t\u00fF")"_qs;
    QTest::newRow("words") << u"[true,false,null]"_qs;
    QTest::newRow("Chinese") << u"{\"名字\": \"彩虹🌈\"}"_qs;
    QTest::newRow("lines") << u"{\r\n\t\"a\" : [ 1 ,\n2 ] }\n"_qs;
}

void TestJsonText::takesJson()
{
    QFETCH(QString, text);
    QVERIFY(!JsonText::check(text));
}

void TestJsonText::saysWhereItIsNone_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("empty") << QString() << 1 << 1;
    QTest::newRow("blank") << u" \n "_qs << 2 << 2;
    QTest::newRow("word") << u"hello"_qs << 1 << 1;
    QTest::newRow("unquoted name") << u"{a: 1}"_qs << 1 << 2;
    QTest::newRow("single quotes") << u"{'a': 1}"_qs << 1 << 2;
    QTest::newRow("comma before }") << u"{\n  \"a\": 1,\n}"_qs << 3 << 1;
    QTest::newRow("comma before ]") << u"[1,]"_qs << 1 << 4;
    QTest::newRow("no colon") << u"{\"a\" 1}"_qs << 1 << 6;
    QTest::newRow("no comma") << u"[1 2]"_qs << 1 << 4;
    QTest::newRow("two values") << u"{} {}"_qs << 1 << 4;
    QTest::newRow("wrong bracket") << u"[1}"_qs << 1 << 3;
    QTest::newRow("no quote") << u"\"abc"_qs << 1 << 5;
    QTest::newRow("line end in text") << u"[\"a\nb\"]"_qs << 1 << 4;
    QTest::newRow("tab in text") << u"\"\t\""_qs << 1 << 2;
    QTest::newRow("escape") << u"\"\\x\""_qs << 1 << 3;
    QTest::newRow("escape cut") << u"\"\\u00g0\""_qs << 1 << 6;
    QTest::newRow("leading zero") << u"01"_qs << 1 << 2;
    QTest::newRow("no digit behind point") << u"1."_qs << 1 << 3;
    QTest::newRow("plus") << u"+1"_qs << 1 << 1;
    QTest::newRow("nan") << u"[NaN]"_qs << 1 << 2;
    QTest::newRow("comment") << u"1 // one"_qs << 1 << 3;
    QTest::newRow("after Chinese") << u"{\"名\": 好}"_qs << 1 << 7;
    QTest::newRow("no-break space") << u"\u00a01"_qs << 1 << 1;
}

void TestJsonText::saysWhereItIsNone()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(int, column);
    const auto problem = JsonText::check(text);
    QVERIFY(problem);
    QCOMPARE(problem->line, line);
    QCOMPARE(problem->column, column);
    QVERIFY(!problem->text.isEmpty());
    QVERIFY(problem->offset >= 0 && problem->offset <= text.size());
}

void TestJsonText::everyCutIsNone()
{
    const QString text = uR"({"a": [1.5e3, "x\u00e9\n"], "b": {"c": null, "d": true}})"_qs;
    QVERIFY(!JsonText::check(text));
    for (qsizetype size = 0; size < text.size(); ++size)
        QVERIFY2(JsonText::check(text.left(size)), qPrintable(text.left(size)));
}

void TestJsonText::formats_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("formatted");
    QTest::newRow("order and numbers stay")
        << u"{\"z\":12345678901234567890,\"a\":1.10}"_qs
        << u"{\n  \"z\": 12345678901234567890,\n  \"a\": 1.10\n}"_qs;
    QTest::newRow("empty ones stay on a line")
        << u"{\"a\":{ },\"b\":[\n]}"_qs << u"{\n  \"a\": {},\n  \"b\": []\n}"_qs;
    QTest::newRow("nested") << u"[[1,2],3]"_qs << u"[\n  [\n    1,\n    2\n  ],\n  3\n]"_qs;
    QTest::newRow("signs within texts")
        << uR"(["{,:\"[ ]", "\\"])"_qs << u"[\n  \"{,:\\\"[ ]\",\n  \"\\\\\"\n]"_qs;
    QTest::newRow("a value alone") << u"  42 "_qs << u"42"_qs;
    QTest::newRow("no JSON") << u"{ oops "_qs << u"{ oops "_qs;
}

void TestJsonText::formats()
{
    QFETCH(QString, text);
    QFETCH(QString, formatted);
    QCOMPARE(JsonText::format(text), formatted);
}

void TestJsonText::formattingTwiceChangesNothing()
{
    const QString once = JsonText::format(uR"({"a":[{"b":[]},"c d",-1],"e":{}})"_qs);
    QCOMPARE(JsonText::format(once), once);
}

void TestJsonText::depthIsBounded()
{
    QVERIFY(!JsonText::check(QString(400, u'[') + QString(400, u']')));
    QVERIFY(JsonText::check(QString(100'000, u'[')));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
