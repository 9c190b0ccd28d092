// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mesh/meshrequest.h"

#include <QTest>

using namespace Rainbow;
using Kind = MeshValue::Kind;
using What = MeshReader::What;

class TestMeshRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everything()
    {
        MeshReader reader;
        const MeshRequest *request =
            reader.read("{\"m\":\"conn.call\", \"x\": [1, {\"m\": 2}], "
                        "\"p\":{\"f\":\"f\\u00e4\",\"y\":{},\"c\":\"id\" ,\"a\":[\"k\", 1.5e3 , "
                        "{\"b\": [ ]} , null, true],\"t\":[\"one\",\"two\"],\"d\":{ \"n\" : -0 } "
                        "},\"i\": 12345678901234567890123 }",
                        What::Call);
        QVERIFY(request);
        QCOMPARE(request->method.text, QByteArrayView("conn.call"));
        QVERIFY(request->id.kind == Kind::Integer);
        QCOMPARE(request->id.text, QByteArrayView("12345678901234567890123"));
        QVERIFY(request->parameters.kind == Kind::Object);
        QCOMPARE(request->c.text, QByteArrayView("id"));
        QCOMPARE(request->f.text, QByteArrayView("f\xc3\xa4"));
        QVERIFY(request->d.kind == Kind::Object);
        QCOMPARE(request->d.text, QByteArrayView("{ \"n\" : -0 }"));
        QCOMPARE(request->t.elements.size(), size_t(2));
        QCOMPARE(request->t.elements[1].text, QByteArrayView("two"));
        QCOMPARE(request->a.elements.size(), size_t(5));
        QVERIFY(request->a.elements[1].kind == Kind::Number);
        QCOMPARE(request->a.elements[1].text, QByteArrayView("1.5e3"));
        QCOMPARE(request->a.elements[2].text, QByteArrayView("{\"b\": [ ]}"));
        QVERIFY(request->a.elements[3].kind == Kind::Null);
        QVERIFY(request->a.elements[4].kind == Kind::Bool);
    }

    void partsInAnyOrderAndAlone()
    {
        MeshReader reader;
        const MeshRequest *request =
            reader.read("{\"p\":{\"d\":[1,2]},\"i\":\"a\\\"b\",\"m\":\"x\"}", What::Call);
        QVERIFY(request);
        QCOMPARE(request->id.text, QByteArrayView("\"a\\\"b\"")); // as it came
        QVERIFY(request->id.isString());
        QCOMPARE(request->d.text, QByteArrayView("[1,2]"));
        QCOMPARE(request->method.text, QByteArrayView("x"));

        request = reader.read(R"({"c":"ch","d":"text","t":"binary"})", What::Parameters);
        QVERIFY(request);
        QCOMPARE(request->c.text, QByteArrayView("ch"));
        QVERIFY(request->t.value.isString());
        QCOMPARE(request->t.value.text, QByteArrayView("binary"));
        QVERIFY(request->id.kind == Kind::Missing); // nothing is left of the one before

        request = reader.read("{}", What::Call);
        QVERIFY(request);
        QVERIFY(request->parameters.kind == Kind::Missing);
        QVERIFY(request->method.kind == Kind::Missing);
    }

    void theFirstOfTwoCounts()
    {
        MeshReader reader;
        const MeshRequest *request = reader.read(
            R"({"m":"a","m":"b","i":1,"i":2,"p":{"c":"1","c":"2","t":["x"],"t":["y"],"a":[1],"a":[2,3]},"p":{"c":"3"}})",
            What::Call);
        QVERIFY(request);
        QCOMPARE(request->method.text, QByteArrayView("a"));
        QCOMPARE(request->id.text, QByteArrayView("1"));
        QCOMPARE(request->c.text, QByteArrayView("1"));
        QCOMPARE(request->t.elements.size(), size_t(1));
        QCOMPARE(request->a.elements.size(), size_t(1));
    }

    void wrongKinds()
    {
        MeshReader reader;
        const MeshRequest *request = reader.read(R"({"m":1,"p":[],"i":{}})", What::Call);
        QVERIFY(request);
        QVERIFY(request->method.kind == Kind::Integer);
        QVERIFY(request->parameters.kind == Kind::Array);
        QVERIFY(request->id.kind == Kind::Object);
        request = reader.read(R"({"p":{"t":{},"a":"x","c":true,"d":null,"f":1.0}})", What::Call);
        QVERIFY(request);
        QVERIFY(request->t.value.kind == Kind::Object);
        QVERIFY(request->a.value.isString());
        QVERIFY(request->c.kind == Kind::Bool);
        QVERIFY(request->d.kind == Kind::Null);
        QVERIFY(request->f.kind == Kind::Number);
    }

    void noJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const QByteArray &text) {
            QTest::newRow(name) << text;
        };
        row("empty", "");
        row("blank", "  \n");
        row("text", "ping");
        row("string", "\"m\"");
        row("array", "[]");
        row("number", "1");
        row("open", "{");
        row("open string", "{\"m\":\"x");
        row("open object", R"({"m":"x")");
        row("open p", R"({"p":{"c":"x"})");
        row("two", "{}{}");
        row("more", "{} x");
        row("comma", R"({"m":"x",})");
        row("no comma", R"({"m":"x" "i":1})");
        row("no colon", R"({"m" "x"})");
        row("key", "{m:1}");
        row("single quotes", "{'m':1}");
        row("comment", "{/**/}");
        row("leading zero", R"({"i":01})");
        row("plus", R"({"i":+1})");
        row("point", R"({"i":1.})");
        row("exponent", R"({"i":1e})");
        row("hex", R"({"i":0x1})");
        row("nan", R"({"i":NaN})");
        row("tru", R"({"x":tru})");
        row("truex", R"({"x":truex})");
        row("nul", R"({"p":{"d":nul}})");
        row("deep inside", R"({"x":{"y":[1,{"z":01}]}})");
        row("inside data", R"({"p":{"d":{"a":[1,2,,3]}}})");
        row("inside arguments", R"({"p":{"a":[{"x":1x}]}})");
        row("bracket", R"({"p":{"d":[1}})");
        row("escape", "{\"m\":\"\\x\"}");
        row("half escape", "{\"m\":\"\\u12\"}");
        row("lone high", "{\"m\":\"\\ud800\"}");
        row("lone low", "{\"m\":\"\\udc00\"}");
        row("lone low in data", "{\"p\":{\"d\":{\"x\":\"\\udc00 \"}}}");
        row("control", QByteArray("{\"m\":\"a\nb\"}"));
        row("zero", QByteArray("{\"m\":\"a\0b\"}", 11));
        row("not UTF-8", QByteArray("{\"m\":\"\xff\"}"));
        row("not UTF-8 outside", QByteArray("{\"m\":1\xff}"));
        row("overlong", QByteArray("{\"m\":\"\xc0\xaf\"}"));
        row("surrogate in UTF-8", QByteArray("{\"m\":\"\xed\xa0\x80\"}"));
        row("byte order mark", QByteArray("\xef\xbb\xbf{}"));
    }

    void noJson()
    {
        QFETCH(QByteArray, text);
        MeshReader reader;
        QVERIFY(!reader.read(text, What::Call));
        QVERIFY(reader.read("{}", What::Call)); // it goes on
    }

    void cutAnywhere()
    {
        const QByteArray whole = "{\"m\":\"conn.call\",\"p\":{\"c\":\"id\",\"f\":\"answer\",\"a\":["
                                 "\"mid-1\",{\"x\":[1,\"\\u00e4\"]}]},\"i\":7}";
        MeshReader reader;
        QVERIFY(reader.read(whole, What::Call));
        for (qsizetype i = 0; i < whole.size(); ++i)
            QVERIFY2(!reader.read(whole.left(i), What::Call), whole.left(i).constData());
    }

    void nestedTooDeep()
    {
        MeshReader reader;
        const auto nested = [](int depth) {
            return "{\"p\":{\"d\":" + QByteArray(depth, '[') + QByteArray(depth, ']') + "}}";
        };
        QVERIFY(reader.read(nested(MeshReader::MaxDepth - 2), What::Call));
        QVERIFY(!reader.read(nested(MeshReader::MaxDepth - 1), What::Call));
        QVERIFY(!reader.read(nested(100'000), What::Call));
        QVERIFY(!reader.read("{\"x\":" + QByteArray(100'000, '['), What::Call));
    }

    void manyElements()
    {
        QByteArrayList list;
        for (int i = 0; i < 100; ++i)
            list.append("\"t\"");
        MeshReader reader;
        const MeshRequest *request =
            reader.read("{\"t\":[" + list.join(',') + "]}", What::Parameters);
        QVERIFY(request && !request->t.tooMany && request->t.elements.size() == 100);
        list.append("\"t\"");
        request = reader.read("{\"t\":[" + list.join(',') + "],\"a\":[]}", What::Parameters);
        QVERIFY(request && request->t.tooMany && request->t.elements.size() == 100);
        QVERIFY(!request->a.tooMany);
    }

    void huge()
    {
        MeshReader reader;
        const QByteArray data(4 * 1024 * 1024, 'x');
        const MeshRequest *request = reader.read("{\"d\":\"" + data + "\"}", What::Parameters);
        QVERIFY(request);
        QCOMPARE(request->d.text.size(), data.size());
        request = reader.read("{\"d\":\"small\"}", What::Parameters);
        QVERIFY(request);
        QCOMPARE(request->d.text, QByteArrayView("small"));
    }
};

QTEST_GUILESS_MAIN(TestMeshRequest)
#include "tst_meshrequest.moc"
