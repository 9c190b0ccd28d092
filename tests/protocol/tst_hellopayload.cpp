// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/hello.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// What a relay says first.
class TestHelloPayload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void members();
    void roundTrip_data();
    void roundTrip();
    void whatIsMissing();
    void wrong_data();
    void wrong();
};

void TestHelloPayload::members()
{
    const Hello hello{"id", "0-ab", true, 60s, 25s, 1'500ms, 1'048'576, "rainbow/1"};
    const QJsonObject object = QJsonDocument::fromJson(toPayload(hello)).object();
    QCOMPARE(object.size(), 8);
    QCOMPARE(object.value(u"identity").toString(), u"id"_qs);
    QCOMPARE(object.value(u"session").toString(), u"0-ab"_qs);
    QCOMPARE(object.value(u"resumed").toBool(), true);
    QCOMPARE(object.value(u"session_ttl").toDouble(), 60.0);
    QCOMPARE(object.value(u"ping_interval").toDouble(), 25.0);
    QCOMPARE(object.value(u"retry_interval").toDouble(), 1.5);
    QCOMPARE(object.value(u"max_payload").toDouble(), 1'048'576.0);
    QCOMPARE(object.value(u"server").toString(), u"rainbow/1"_qs);
}

void TestHelloPayload::roundTrip_data()
{
    QTest::addColumn<Hello>("hello");
    QTest::newRow("defaults") << Hello{"id", {}, false, 0ms, 25s, 3s, 1'048'576, {}};
    QTest::newRow("all") << Hello{"id", "0-ab", true, 60s, 1ms, 24h, 1, "rainbow/1 \"x\" \xc3\xa9"};
}

void TestHelloPayload::roundTrip()
{
    QFETCH(Hello, hello);
    const std::optional<Hello> read = parseHello(toPayload(hello));
    QVERIFY(read);
    QVERIFY(*read == hello);
}

void TestHelloPayload::whatIsMissing()
{
    const std::optional<Hello> read = parseHello(R"({"identity": "id", "new": [1, {"x": null}]})");
    QVERIFY(read);
    Hello expected;
    expected.identity = "id";
    QVERIFY(*read == expected);
}

void TestHelloPayload::wrong_data()
{
    QTest::addColumn<QByteArray>("payload");
    for (const char *payload :
         {"", "{}", "[]", "null", "\"id\"", "{\"identity\": \"id\"", "{\"identity\": \"\"}",
          "{\"identity\": 1}", "{\"identity\": \"id\", \"session\": 1}",
          "{\"identity\": \"id\", \"resumed\": \"yes\"}",
          "{\"identity\": \"id\", \"session_ttl\": -1}",
          "{\"identity\": \"id\", \"session_ttl\": \"60\"}",
          "{\"identity\": \"id\", \"ping_interval\": 1e99}",
          "{\"identity\": \"id\", \"retry_interval\": []}",
          "{\"identity\": \"id\", \"max_payload\": -1}", "{\"identity\": \"id\", \"server\": {}}"})
        QTest::newRow(payload) << QByteArray(payload);
}

void TestHelloPayload::wrong()
{
    QFETCH(QByteArray, payload);
    QVERIFY(!parseHello(payload));
}

QTEST_APPLESS_MAIN(TestHelloPayload)
#include "tst_hellopayload.moc"
