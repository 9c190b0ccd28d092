// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The headers of a business response, on connect and on message callbacks (rainbow.md §3).
class TestResponseHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void channelListIsJoined();
    void namesAreCaseInsensitive();
    void messageAnswerJoinsAndLeaves();
    void connectAnswerMayLeave();
    void leavingAnUnknownChannelIsHarmless();
    void onlyGoodAnswersAreObeyed();
    void headersOfQoS0AreObeyed();
    void cookieIsSentBack();
    void cookieIsReplacedAndCleared();
    void cookieStaysWithItsConnection();

private:
    /// Has the business server answer messages with these headers.
    void answerMessagesWith(const Fields &headers, int status = 200);
    /// Sends a message and waits until it is answered.
    [[nodiscard]] static bool exchange(RainbowClient &client);
    /// The cookies of the message callbacks; "-": there was none.
    [[nodiscard]] QList<QByteArray> cookies() const;

    Stage m_stage;
};

void TestResponseHeaders::initTestCase()
{
    QVERIFY(m_stage.start({}, 2));
}

void TestResponseHeaders::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestResponseHeaders::init()
{
    m_stage.business.reset();
    m_stage.business.clear();
}

void TestResponseHeaders::answerMessagesWith(const Fields &headers, int status)
{
    m_stage.business.onMessage([headers, status](const BusinessRequest &) {
        BusinessReply reply;
        reply.headers = headers;
        reply.status = status;
        return reply;
    });
}

bool TestResponseHeaders::exchange(RainbowClient &client)
{
    const int before = client.count(PacketCommand::Ack);
    client.sendMessage(1, "x", QoS::AtLeastOnce);
    return client.waitFor(PacketCommand::Ack, before + 1);
}

QList<QByteArray> TestResponseHeaders::cookies() const
{
    QList<QByteArray> result;
    for (const BusinessRequest &request : m_stage.business.messages())
        result.append(fieldValue(request.headers, "RAINBOWCLIENTCOOKIE").value_or("-"));
    return result;
}

void TestResponseHeaders::channelListIsJoined()
{
    const ClientPtr client = m_stage.client(" list-a ,list b,, list-c/\xc3\xa4 ,");
    QVERIFY(client);
    for (const char *channel : {"list-a", "list b", "list-c/\xc3\xa4"}) {
        QCOMPARE(m_stage.api().send({{"channel", channel}, {"qos", "1"}}, "x"),
                 canonical(R"({"status":0,"connections":1,"data":""})"));
    }
    QCOMPARE(client->messages().size(), 3);
}

void TestResponseHeaders::namesAreCaseInsensitive()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        return BusinessReply::success(
            {{"rainbowclientchannel", "case-a,case-b"}, {"RainbowClientCookie", "Y29va2ll"}});
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    answerMessagesWith({{"RainbowClientChannelUnsub", "case-a"}});
    QVERIFY(exchange(*client));
    EVENTUALLY_COMPARE(m_stage.api().send({{"channel", "case-b"}, {"qos", "1"}}, "x"),
                       canonical(R"({"status":0,"connections":1,"data":""})"));
    QCOMPARE(m_stage.api().send({{"channel", "case-a"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":0,"data":""})"));
    QCOMPARE(cookies(), QList<QByteArray>{"Y29va2ll"});
}

void TestResponseHeaders::messageAnswerJoinsAndLeaves()
{
    const ClientPtr client = m_stage.client("msg-a,msg-b,msg-c");
    QVERIFY(client);
    answerMessagesWith(
        {{"RAINBOWCLIENTCHANNEL", "msg-d, msg-e"}, {"RAINBOWCLIENTCHANNELUNSUB", "msg-a , msg-b"}});
    QVERIFY(exchange(*client));
    const auto reached = [this](const char *channel) {
        return m_stage.api().send({{"channel", channel}, {"qos", "1"}}, "x")
            == canonical(R"({"status":0,"connections":1,"data":""})");
    };
    QVERIFY(!reached("msg-a"));
    QVERIFY(!reached("msg-b"));
    QVERIFY(reached("msg-c"));
    QVERIFY(reached("msg-d"));
    QVERIFY(reached("msg-e"));
}

void TestResponseHeaders::connectAnswerMayLeave()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply =
            BusinessReply::success({{"RAINBOWCLIENTCHANNELUNSUB", "never-been-there"}});
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    QVERIFY(exchange(*client));
}

void TestResponseHeaders::leavingAnUnknownChannelIsHarmless()
{
    const ClientPtr client = m_stage.client("harm-a");
    QVERIFY(client);
    answerMessagesWith({{"RAINBOWCLIENTCHANNELUNSUB", "nobody-knows-it,,"}});
    QVERIFY(exchange(*client));
    QCOMPARE(m_stage.api().send({{"channel", "harm-a"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":1,"data":""})"));
}

void TestResponseHeaders::onlyGoodAnswersAreObeyed()
{
    const ClientPtr client = m_stage.client("good-a");
    QVERIFY(client);
    answerMessagesWith({{"RAINBOWCLIENTCHANNEL", "good-b"},
                        {"RAINBOWCLIENTCHANNELUNSUB", "good-a"},
                        {"RAINBOWCLIENTCOOKIE", "bad"}},
                       500);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY(m_stage.business.messages().size() == 1);
    answerMessagesWith({});
    QVERIFY(exchange(*client));
    QCOMPARE(cookies(), (QList<QByteArray>{"-", "-"}));
    QCOMPARE(m_stage.api().send({{"channel", "good-a"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":1,"data":""})"));
    QCOMPARE(m_stage.api().send({{"channel", "good-b"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":0,"data":""})"));
}

void TestResponseHeaders::headersOfQoS0AreObeyed()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    answerMessagesWith({{"RAINBOWCLIENTCHANNEL", "zero-a"}});
    client->sendMessage(1, "x", QoS::AtMostOnce);
    EVENTUALLY_COMPARE(m_stage.api().send({{"channel", "zero-a"}, {"qos", "1"}}, "x"),
                       canonical(R"({"status":0,"connections":1,"data":""})"));
}

void TestResponseHeaders::cookieIsSentBack()
{
    m_stage.business.onConnect([](const BusinessRequest &) {
        return BusinessReply::success({{"RAINBOWCLIENTCOOKIE", "c2Vzc2lvbj0x=="}});
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    for (int i = 0; i < 3; ++i)
        QVERIFY(exchange(*client));
    QCOMPARE(cookies(), QList<QByteArray>(3, "c2Vzc2lvbj0x=="));
    for (const BusinessRequest &request : m_stage.business.messages())
        QCOMPARE(request.identity(), client->identity);
    client->raw().sendClose();
    EVENTUALLY(m_stage.business.closesOf(client->identity).size() == 1);
    QCOMPARE(m_stage.business.closesOf(client->identity).first().header("RAINBOWCLIENTCOOKIE"),
             QByteArray("c2Vzc2lvbj0x=="));
    QCOMPARE(m_stage.business.closesOf(client->identity).first().identity(), client->identity);
}

void TestResponseHeaders::cookieIsReplacedAndCleared()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    answerMessagesWith({{"RAINBOWCLIENTCOOKIE", "one"}});
    QVERIFY(exchange(*client)); // none yet
    answerMessagesWith({{"RAINBOWCLIENTCOOKIE", "two"}});
    QVERIFY(exchange(*client)); // one
    answerMessagesWith({});
    QVERIFY(exchange(*client)); // two
    answerMessagesWith({{"RAINBOWCLIENTCOOKIE", ""}});
    QVERIFY(exchange(*client)); // two
    QVERIFY(exchange(*client)); // none again
    QCOMPARE(cookies(), (QList<QByteArray>{"-", "one", "two", "two", "-"}));
    client->raw().sendClose();
    EVENTUALLY(m_stage.business.closesOf(client->identity).size() == 1);
    QVERIFY(!m_stage.business.closesOf(client->identity).first().hasHeader("RAINBOWCLIENTCOOKIE"));
}

void TestResponseHeaders::cookieStaysWithItsConnection()
{
    m_stage.business.onConnect([](const BusinessRequest &request) {
        return BusinessReply::success(
            {{"RAINBOWCLIENTCOOKIE", "of-" + request.header("X-DEVICEID")}});
    });
    std::vector<ClientPtr> clients;
    QHash<QByteArray, QByteArray> expected;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(m_stage.client());
        QVERIFY(clients.back());
    }
    for (const BusinessRequest &request : m_stage.business.connects())
        expected[request.identity()] = "of-" + request.header("X-DEVICEID");
    for (const ClientPtr &client : clients)
        QVERIFY(exchange(*client));
    QCOMPARE(m_stage.business.messages().size(), 10);
    for (const BusinessRequest &request : m_stage.business.messages())
        QCOMPARE(request.header("RAINBOWCLIENTCOOKIE"), expected.value(request.identity()));
}

QTEST_GUILESS_MAIN(TestResponseHeaders)
#include "tst_responseheaders.moc"
