// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QSet>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Signed calls, both ways (rainbow.md §2).
class TestSignedCalls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void windowIs10Seconds_data();
    void windowIs10Seconds();
    void windowCanBeSet();
    void wrongPartIsRefused_data();
    void wrongPartIsRefused();
    void orderOfTheParametersDoesNotMatter();
    void whichCallsNeedASignature_data();
    void whichCallsNeedASignature();
    void withoutATokenEveryCallIsRefused();
    void callbacksAreSigned();
    void callbackUrlKeepsItsQuery();

private:
    Stage m_stage;
};

void TestSignedCalls::initTestCase()
{
    QVERIFY(m_stage.start());
}

void TestSignedCalls::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestSignedCalls::windowIs10Seconds_data()
{
    QTest::addColumn<int>("shift");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("now") << 0 << true;
    QTest::newRow("8 s ago") << -8 << true;
    QTest::newRow("8 s ahead") << 8 << true;
    QTest::newRow("13 s ago") << -13 << false;
    QTest::newRow("13 s ahead") << 13 << false;
    QTest::newRow("an hour ago") << -3'600 << false;
    QTest::newRow("1970") << -1'700'000'000 << false;
}

void TestSignedCalls::windowIs10Seconds()
{
    QFETCH(int, shift);
    QFETCH(bool, accepted);
    const QByteArray target = HttpClient::target(
        "/send/", Fields{{"channel", "nobody"}} + signatureFields(Stage::Token, shift));
    const HttpReply reply = HttpClient::get(m_stage.relay.port(), "POST", target, "x");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(reply.json(),
             accepted ? canonical(R"({"status":0,"connections":0,"data":""})")
                      : canonical(R"({"status":1,"msg":"signature error"})"));
}

void TestSignedCalls::windowCanBeSet()
{
    Stage stage;
    QVERIFY(stage.start({{"signature_window", "60 s"}}));
    for (const auto &[shift, good] :
         {std::pair{-50, true}, std::pair{50, true}, std::pair{-70, false}}) {
        const QByteArray target =
            HttpClient::target("/send/", signatureFields(Stage::Token, shift));
        const HttpReply reply = HttpClient::get(stage.relay.port(), "GET", target);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body.contains("signature error"), !good);
    }
}

void TestSignedCalls::wrongPartIsRefused_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value"); // "-": the parameter is missing
    for (const char *name : {"timestamp", "nonce", "signature"}) {
        for (const char *value : {"-", "", "0", "1e9", "99999999999999999999999", "abc", "%00"})
            QTest::addRow("%s=%s", name, value) << QByteArray(name) << QByteArray(value);
    }
    QTest::newRow("signature of another token")
        << QByteArray("signature") << signatureOf("another", "1", "1");
}

void TestSignedCalls::wrongPartIsRefused()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    Fields query{{"channel", "nobody"}};
    for (const auto &field : signatureFields(Stage::Token)) {
        if (field.first != name)
            query.append(field);
        else if (value != "-")
            query.append({name, value});
    }
    const HttpReply reply =
        HttpClient::get(m_stage.relay.port(), "POST", HttpClient::target("/send/", query), "x");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.json(), canonical(R"({"status":1,"msg":"signature error"})"));
}

void TestSignedCalls::orderOfTheParametersDoesNotMatter()
{
    Fields query = signatureFields(Stage::Token);
    std::reverse(query.begin(), query.end());
    const HttpReply reply =
        HttpClient::get(m_stage.relay.port(), "POST",
                        HttpClient::target("/send/", query + Fields{{"channel", "nobody"}}), "x");
    QCOMPARE(reply.json(), canonical(R"({"status":0,"connections":0,"data":""})"));
}

void TestSignedCalls::whichCallsNeedASignature_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("needed");
    QTest::newRow("POST /send/") << QByteArray("POST") << QByteArray("/send/") << true;
    QTest::newRow("GET /send/") << QByteArray("GET") << QByteArray("/send/") << true;
    QTest::newRow("POST /sub/") << QByteArray("POST") << QByteArray("/sub/") << true;
    QTest::newRow("POST /unsub/") << QByteArray("POST") << QByteArray("/unsub/") << true;
    QTest::newRow("GET /hello/") << QByteArray("GET") << QByteArray("/hello/") << false;
    QTest::newRow("GET /serverinfo/") << QByteArray("GET") << QByteArray("/serverinfo/") << false;
}

void TestSignedCalls::whichCallsNeedASignature()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(bool, needed);
    const HttpReply reply = HttpClient::get(m_stage.relay.port(), method, path);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.json() == canonical(R"({"status":1,"msg":"signature error"})"), needed);
}

void TestSignedCalls::withoutATokenEveryCallIsRefused()
{
    Stage stage;
    QVERIFY(stage.start({{"security_token", ""}}));
    const HttpReply reply = HttpClient::get(stage.relay.port(), "GET",
                                            HttpClient::target("/send/", signatureFields("")));
    QCOMPARE(reply.json(), canonical(R"({"status":1,"msg":"signature error"})"));
}

void TestSignedCalls::callbacksAreSigned()
{
    m_stage.business.clear();
    QSet<QByteArray> nonces;
    constexpr int rounds = 5;
    for (int i = 0; i < rounds; ++i) {
        const ClientPtr client = m_stage.client();
        QVERIFY(client);
        client->sendMessage(1, "x", QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack));
        client->raw().sendClose();
        EVENTUALLY(m_stage.business.closes().size() == i + 1);
    }
    QCOMPARE(m_stage.business.requests().size(), 3 * rounds);
    for (const BusinessRequest &request : m_stage.business.requests()) {
        QVERIFY2(isSigned(request.query, Stage::Token), request.path.constData());
        QCOMPARE(request.query.size(), 3);
        nonces.insert(fieldValue(request.query, "nonce").value());
    }
    QCOMPARE(nonces.size(), 3 * rounds);
}

void TestSignedCalls::callbackUrlKeepsItsQuery()
{
    Stage stage;
    QVERIFY(stage.business.start());
    QVERIFY(stage.relay.start({{"connect_url", stage.business.url("/connect?app=a%20b&x=1")},
                               {"forward_url", stage.business.url("/message/?app=2")},
                               {"close_url", stage.business.url("/close?app=3")},
                               {"security_token", Stage::Token}}));
    {
        const ClientPtr client = stage.client();
        QVERIFY(client);
        client->sendMessage(9, "x", QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack));
        client->raw().sendClose();
        EVENTUALLY(stage.business.closes().size() == 1);
    }
    const QList<QByteArray> apps{"a b", "2", "3"};
    QCOMPARE(stage.business.requests().size(), apps.size());
    for (qsizetype i = 0; i < apps.size(); ++i) {
        const BusinessRequest request = stage.business.requests().at(i);
        QCOMPARE(fieldValue(request.query, "app").value_or("none"), apps.at(i));
        QVERIFY(isSigned(request.query, Stage::Token));
    }
    QCOMPARE(stage.business.messages().first().path, QByteArray("/message/9/"));
}

QTEST_GUILESS_MAIN(TestSignedCalls)
#include "tst_signedcalls.moc"
