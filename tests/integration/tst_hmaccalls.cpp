// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QSet>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

const QByteArray Refused = canonical(R"({"status":1,"msg":"signature error"})");
const QByteArray Nobody = canonical(R"({"status":0,"connections":0,"data":""})");

} // namespace

/// Calls signed with `signature = hmac`, both ways (docs/signature.md).
class TestHmacCalls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void apiTakesThem();
    void whatIsChangedOnTheWayIsRefused_data();
    void whatIsChangedOnTheWayIsRefused();
    void targets_data();
    void targets();
    void window_data();
    void window();
    void badNonce_data();
    void badNonce();
    void repeatedParameterIsRefused();
    void chunkedBodyIsSigned();
    void theOtherSchemeIsRefused();
    void nonceIsTakenOnceByAllWorkers();
    void callbacksAreSigned();
    void callbackUrls_data();
    void callbackUrls();

private:
    QByteArray post(const QByteArray &target, const QByteArray &body)
    {
        return HttpClient::get(m_stage.relay.port(), "POST", target, body).json();
    }

    Stage m_stage;
};

void TestHmacCalls::initTestCase()
{
    QVERIFY(m_stage.start({{"signature", "hmac"}}, 4));
}

void TestHmacCalls::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestHmacCalls::apiTakesThem()
{
    const ApiCaller api = m_stage.api(Signing::Hmac);
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    const QByteArray channel = "Zo\xc3\xab & 1+1=2 100%";
    QCOMPARE(api.sub(client->identity, channel), canonical(R"({"status":0})"));
    client->answerPayload = [](const Packet &) { return QByteArray("thanks"); };
    QCOMPARE(api.send({{"channel", channel}, {"qos", "1"}}, "{\"hi\": 1}"),
             canonical(R"({"status":0,"connections":1,"data":"thanks"})"));
    QCOMPARE(client->messages().size(), 1);
    QCOMPARE(client->messages().first().payload, QByteArray("{\"hi\": 1}"));
    QCOMPARE(api.unsub(client->identity, channel), canonical(R"({"status":0})"));
    QCOMPARE(api.call("GET", "/send/").body, QByteArray("ok"));
}

void TestHmacCalls::whatIsChangedOnTheWayIsRefused_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *before, const char *after) {
        QTest::addRow("%s to %s", before, after) << QByteArray(before) << QByteArray(after);
    };
    row("POST", "GET");
    row("/send/", "/unsub/");
    row("/send/", "/s%65nd/");
    row("channel=c", "channel=d");
    row("channel=c", "channel=%63");
    row("channel=c", "channel=c&qos=0");
    row("channel=c", "channel=c&");
    row("&qos=1", "");
    row("qos=1", "qos=2");
    row("nonce=", "nonce=1");
    row("timestamp=", "timestamp=0");
    row("signature=", "signature=0");
    row("signature=", "Signature=");
    row("signature=", "signatur%65=");
    row("signature=", "signature=&signature=");
    row("body", "b0dy");
    row("Content-Length: 4", "Content-Length: 3");
}

void TestHmacCalls::whatIsChangedOnTheWayIsRefused()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const auto ask = [this](const QByteArray &request) {
        HttpClient client;
        if (!client.connectTo(m_stage.relay.port()))
            return QByteArray("no connection");
        client.send(request);
        return client.next().json();
    };
    const auto request = [] {
        return HttpClient::request(
            "POST", hmacSigned(Stage::Token, "POST", "/send/?channel=c&qos=1", "body"), "body");
    };
    QCOMPARE(ask(request()), Nobody);
    QByteArray changed = request();
    const qsizetype at = changed.indexOf(before);
    QVERIFY(at >= 0);
    QCOMPARE(ask(changed.replace(at, before.size(), after)), Refused);
}

void TestHmacCalls::targets_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"/send/?channel=c", "/send/?channel=a+b%20c", "/send/?channel=Zo\xc3\xab",
          "/send/?qos=1&&channel=c&", "/send/?channel=c&x", "/send/?channel=c&x=1=2",
          "/s%65nd/?channel=c", "http://127.0.0.1/send/?channel=c", "/send/?ch%61nnel=c",
          "/send/?channel=c&y=%26%3D%3f", "/send/?channel=c&~=!$'()*,;:@/?"}) {
        QTest::newRow(target) << QByteArray(target);
    }
}

void TestHmacCalls::targets()
{
    QFETCH(QByteArray, target);
    const QByteArray origin = QByteArray(target).replace("http://127.0.0.1", "");
    const QByteArray made = hmacSigned(Stage::Token, "POST", origin, "x");
    QCOMPARE(post(target.left(target.size() - origin.size()) + made, "x"), Nobody);
}

void TestHmacCalls::window_data()
{
    QTest::addColumn<int>("shift");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("8 s ago") << -8 << true;
    QTest::newRow("8 s ahead") << 8 << true;
    QTest::newRow("13 s ago") << -13 << false;
    QTest::newRow("13 s ahead") << 13 << false;
    QTest::newRow("1970") << -1'700'000'000 << false;
}

void TestHmacCalls::window()
{
    QFETCH(int, shift);
    QFETCH(bool, accepted);
    const QByteArray target = hmacSigned(Stage::Token, "POST", "/send/?channel=c", "x", {}, shift);
    QCOMPARE(post(target, "x"), accepted ? Nobody : Refused);
}

void TestHmacCalls::badNonce_data()
{
    QTest::addColumn<QByteArray>("nonce");
    for (const char *nonce : {"", "abc", "1.5", "0x1", "1+", "%31", "-"})
        QTest::newRow(nonce) << QByteArray(nonce);
    QTest::newRow("long") << QByteArray(65, '1');
}

void TestHmacCalls::badNonce()
{
    QFETCH(QByteArray, nonce);
    const bool isNumber = nonce == "%31"; // is 1, and signed as it is sent
    QCOMPARE(post(hmacSigned(Stage::Token, "POST", "/send/?channel=c", "x", nonce), "x"),
             isNumber ? Nobody : Refused);
}

void TestHmacCalls::repeatedParameterIsRefused()
{
    for (const char *query :
         {"channel=a&channel=b", "channel=a&ch%61nnel=a", "nonce=5&channel=a"}) {
        QCOMPARE(post(hmacSigned(Stage::Token, "POST", QByteArray("/send/?") + query, "x"), "x"),
                 Refused);
    }
    EVENTUALLY(m_stage.relay.hasLogged("signature error: a parameter comes twice"));
}

void TestHmacCalls::chunkedBodyIsSigned()
{
    for (const bool good : {true, false}) {
        const QByteArray target =
            hmacSigned(Stage::Token, "POST", "/send/?channel=c", good ? "hello world" : "hello");
        HttpClient client;
        QVERIFY(client.connectTo(m_stage.relay.port()));
        client.send("POST " + target
                    + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        QCOMPARE(client.next().json(), good ? Nobody : Refused);
    }
}

void TestHmacCalls::theOtherSchemeIsRefused()
{
    QCOMPARE(m_stage.api(Signing::Sha1).send({{"channel", "c"}}, "x"), Refused);
    Stage original;
    QVERIFY(original.start());
    QCOMPARE(original.api(Signing::Hmac).send({{"channel", "c"}}, "x"), Refused);
    QCOMPARE(original.api(Signing::Sha1).send({{"channel", "c"}}, "x"), Nobody);
}

void TestHmacCalls::nonceIsTakenOnceByAllWorkers()
{
    const QByteArray target = hmacSigned(Stage::Token, "POST", "/send/?channel=c", "x", "4711");
    int accepted = 0;
    constexpr int tries = 40; // each on a connection of its own: they go to different workers
    for (int i = 0; i < tries; ++i) {
        const QByteArray answer = post(target, "x");
        QVERIFY(answer == Nobody || answer == Refused);
        accepted += answer == Nobody ? 1 : 0;
    }
    QCOMPARE(accepted, 1);
    // Under another time too.
    QCOMPARE(post(hmacSigned(Stage::Token, "POST", "/send/?channel=d", "y", "4711", 3), "y"),
             Refused);
    EVENTUALLY(m_stage.relay.hasLogged("signature error: the nonce was used before"));
    // A call that is refused for its signature uses up no nonce.
    QCOMPARE(post(hmacSigned("wrong", "POST", "/send/?channel=c", "x", "4712"), "x"), Refused);
    QCOMPARE(post(hmacSigned(Stage::Token, "POST", "/send/?channel=c", "x", "4712"), "x"), Nobody);
}

void TestHmacCalls::callbacksAreSigned()
{
    m_stage.business.clear();
    QSet<QByteArray> nonces;
    const QList<QByteArray> payloads{"x", "", QByteArray("\0\r\n\xff", 4),
                                     QByteArray(300'000, 'a')};
    for (const QByteArray &payload : payloads) {
        const ClientPtr client = m_stage.client();
        QVERIFY(client);
        client->sendMessage(1, payload, QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack));
        client->raw().sendClose();
        EVENTUALLY(m_stage.business.closesOf(client->identity).size() == 1);
    }
    const auto requests = m_stage.business.requests();
    QCOMPARE(requests.size(), 3 * payloads.size());
    for (const BusinessRequest &request : requests) {
        QVERIFY2(isHmacSigned(Stage::Token, request.method, request.target, request.body),
                 request.target.constData());
        QVERIFY(!isHmacSigned(Stage::Token, request.method, request.target, request.body + 'x'));
        QCOMPARE(request.query.size(), 3);
        nonces.insert(fieldValue(request.query, "nonce").value());
    }
    QCOMPARE(nonces.size(), requests.size());
}

void TestHmacCalls::callbackUrls_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"", "?", "/connect?app=a%20b&x=1", "/connect/?a&b=&",
                             "/a/../connect/./x", "/a%2Fb/%C3%A9", "/connect/?q=%5Bx%5D+%7C%22",
                             "/connect/?z=1&A=2&_=3&a=4", "//connect", "/connect/%7e~"}) {
        QTest::newRow(path) << QByteArray(path);
    }
}

void TestHmacCalls::callbackUrls()
{
    QFETCH(QByteArray, path);
    Stage stage;
    QVERIFY(stage.business.start());
    stage.business.handle("/", [](const BusinessRequest &) { return BusinessReply::success(); });
    stage.business.onConnect([](const BusinessRequest &) { return BusinessReply::success(); });
    stage.business.onMessage([](const BusinessRequest &) { return BusinessReply::success(); });
    QVERIFY(stage.relay.start({{"connect_url", stage.business.url(path)},
                               {"forward_url", stage.business.url(path)},
                               {"close_url", stage.business.url(path)},
                               {"signature", "hmac"},
                               {"security_token", Stage::Token}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(9, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    client->raw().sendClose();
    EVENTUALLY(stage.business.requests().size() == 3);
    for (const BusinessRequest &request : stage.business.requests()) {
        QVERIFY2(isHmacSigned(Stage::Token, request.method, request.target, request.body),
                 request.target.constData());
    }
}

QTEST_GUILESS_MAIN(TestHmacCalls)
#include "tst_hmaccalls.moc"
