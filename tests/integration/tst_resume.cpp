// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QJsonArray>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// A session that goes on over another connection, of one worker (session.md, "Resume").
class TestResume : public QObject {
    Q_OBJECT

private:
    /// Breaks the client's connection, and waits until the relay knows.
    static void lose(Stage &stage, RainbowClient &client, const QByteArray &channel)
    {
        // The hub keeps members that are lost: only a message that nobody gets shows it.
        client.raw().abort();
        QVERIFY(waitUntil([&] {
            const HttpReply reply =
                stage.api().call("POST", "/send/", {{"uid", channel}, {"qos", "0"}}, "probe");
            return reply.object().value(u"online_client").toArray().isEmpty();
        }));
    }
    static void addLevels()
    {
        QTest::addColumn<QoS>("qos");
        QTest::newRow("QoS 1") << QoS::AtLeastOnce;
        QTest::newRow("QoS 2") << QoS::ExactlyOnce;
    }

private Q_SLOTS:
    void takesUpWhereItWas();
    void byQueryParameter();
    void whileTheOldConnectionIsOpen();
    void messagesWait_data() { addLevels(); }
    void messagesWait();
    void sendWaitsForWhoComesBack_data() { addLevels(); }
    void sendWaitsForWhoComesBack();
    void releasedOnlyOnce();
    void messageIdStays_data() { addLevels(); }
    void messageIdStays();
    void answerThatDidNotArrive();
    void tokensAreGoodOnce();
    void previousTokenUntilTheNextIsUsed();
    void foreignTokens_data();
    void foreignTokens();
    void originalClientsHaveNoSession();
    void earlyPackets();
    void whoIsNotNamedIsNotLetIn();
};

void TestResume::takesUpWhereItWas()
{
    Stage stage;
    QVERIFY(stage.start());
    stage.business.onConnect([](const auto &) {
        return BusinessReply::success(
            {{"RAINBOWCLIENTCHANNEL", "room"}, {"RAINBOWCLIENTCOOKIE", "Y29va2ll"}});
    });
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    lose(stage, *first, "room");
    QCOMPARE(stage.members("room"), 1);
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second);
    QVERIFY(second->hello()->resumed);
    QCOMPARE(second->identity, first->identity);
    QVERIFY(second->hello()->session != first->hello()->session);
    QCOMPARE(stage.business.connects().size(), 1);
    QCOMPARE(stage.members("room"), 1);
    second->sendMessage(3, "up", QoS::AtLeastOnce);
    QVERIFY(second->waitFor(PacketCommand::Ack));
    const BusinessRequest message = stage.business.messages().constFirst();
    QCOMPARE(message.identity(), first->identity);
    QCOMPARE(message.header("RAINBOWCLIENTCOOKIE"), QByteArray("Y29va2ll"));
    (void)stage.api().send({{"channel", "room"}, {"qos", "2"}}, "down");
    EVENTUALLY_COMPARE(second->messages().size(), 1);
    second->raw().sendClose();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
    QCOMPARE(stage.business.closes().constFirst().identity(), first->identity);
    QCOMPARE(stage.business.closes().constFirst().header("RAINBOWCLIENTCOOKIE"),
             QByteArray("Y29va2ll"));
}

void TestResume::byQueryParameter()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    first->raw().abort();
    RawClient client;
    QVERIFY(client.open(stage.server(),
                        "/connect/?x-deviceid=d&x-client-os=web&x_rainbow-session="
                            + first->hello()->session,
                        {{"Sec-WebSocket-Protocol", Rainbow2}}));
    EVENTUALLY_COMPARE(client.messages().size(), 1);
    const auto hello = parseHello(client.messages().constFirst().payload.sliced(1));
    QVERIFY(hello && hello->resumed);
    QCOMPARE(hello->identity, first->identity);
}

void TestResume::whileTheOldConnectionIsOpen()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2("room");
    QVERIFY(first);
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    QVERIFY(first->raw().waitForDisconnected());
    QCOMPARE(first->raw().closeCode(), 4009);
    QCOMPARE(first->raw().violation(), QByteArray());
    // The end of the old connection is nobody's business.
    QVERIFY(holdsFor(300ms, [&] { return stage.business.closes().isEmpty(); }));
    QCOMPARE(stage.members("room"), 1);
    (void)stage.api().send({{"channel", "room"}, {"qos", "2"}}, "x");
    EVENTUALLY_COMPARE(second->messages().size(), 1);
    second->raw().sendClose();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
    QVERIFY(holdsFor(300ms, [&] { return stage.business.closes().size() == 1; }));
}

void TestResume::messagesWait()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2("room");
    QVERIFY(first);
    lose(stage, *first, "room");
    const Fields query{
        {"channel", "room"}, {"qos", QByteArray::number(int(qos))}, {"timeout", "1"}};
    for (const char *payload : {"1", "2", "3"}) {
        const HttpReply reply = stage.api().call("POST", "/send/", query, payload);
        QCOMPARE(reply.object().value(u"msg").toString(), u"timeout"_qs);
    }
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    EVENTUALLY_COMPARE(second->messages().size(), 3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(second->messages()[i].payload, QByteArray::number(i + 1));
    QCOMPARE(first->messages().size(), 0);
}

void TestResume::sendWaitsForWhoComesBack()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2("room");
    QVERIFY(first);
    first->setAnswersMessages(false);
    const PendingCall call = stage.api().begin(
        "POST", "/send/",
        {{"channel", "room"}, {"qos", QByteArray::number(int(qos))}, {"timeout", "20"}}, "x");
    EVENTUALLY_COMPARE(first->messages().size(), 1);
    first->raw().abort();
    QVERIFY(holdsFor(300ms, [&] { return !call->hasReply(); }));
    auto second = std::make_unique<RainbowClient>();
    second->inherit(*first);
    second->answerPayload = [](const Packet &) { return QByteArray("here again"); };
    QVERIFY(second->open2(stage.server(),
                          stage.clientHeaders()
                              + Fields{{"X-RAINBOW-SESSION", first->hello()->session}}));
    const HttpReply reply = call->next();
    QCOMPARE(reply.object().value(u"status").toInt(), 0);
    QCOMPARE(reply.object().value(u"connections").toInt(), 1);
    QCOMPARE(reply.object().value(u"data").toString(), u"here again"_qs);
    const Packet again = second->packets(PacketCommand::Send).constFirst();
    QVERIFY(again.dup);
    QCOMPARE(again.id, first->messages().constFirst().id);
    QCOMPARE(again.channel, QByteArray("room"));
}

void TestResume::releasedOnlyOnce()
{
    // A message of QoS 2 whose REC got through, and its REL did not.
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2("room");
    QVERIFY(first);
    first->setAnswersRel(false);
    (void)stage.api().send({{"channel", "room"}, {"qos", "2"}}, "x");
    QVERIFY(first->waitFor(PacketCommand::Rel));
    first->raw().abort();
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    QVERIFY(second->waitFor(PacketCommand::Rel));
    QVERIFY(holdsFor(600ms, [&] { return second->messages().isEmpty(); }));
    QCOMPARE(second->count(PacketCommand::Send), 0);
}

void TestResume::messageIdStays()
{
    QFETCH(QoS, qos);
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "500 ms"}}));
    stage.business.onMessage([](const auto &) {
        BusinessReply reply;
        reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    });
    ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", qos);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
    int repeats = 0; // over this connection
    for (int round = 2; round <= 3; ++round) {
        client->raw().abort();
        client = stage.resumed(*client);
        QVERIFY(client && client->hello()->resumed);
        if (round == 3)
            stage.business.reset();
        // A repeat may find the call before it still under way, whose end is its own.
        QVERIFY(waitUntil([&] {
            if (stage.business.messages().size() >= round)
                return true;
            if (client->count(PacketCommand::Nak) >= repeats) {
                ++repeats;
                client->send(RainbowClient::message(1, "x", qos, id, true));
            }
            return false;
        }));
        repeats = 0;
    }
    QVERIFY(client->waitFor(qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Com));
    for (const BusinessRequest &message : stage.business.messages()) {
        QCOMPARE(message.header("RAINBOWMESSAGEID"),
                 stage.business.messages().constFirst().header("RAINBOWMESSAGEID"));
        QCOMPARE(message.identity(), client->identity);
    }
}

void TestResume::answerThatDidNotArrive()
{
    // QoS 2: the business server has done it while the client was away.
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "10 s"}}));
    stage.business.onMessage([](const auto &) {
        BusinessReply reply;
        reply.body = "done";
        reply.delay = 300ms;
        return reply;
    });
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    const quint16 id = first->sendMessage(1, "x", QoS::ExactlyOnce);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
    first->raw().abort();
    (void)holdsFor(600ms, [] { return true; }); // the answer comes to nobody
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    second->send(RainbowClient::message(1, "x", QoS::ExactlyOnce, id, true));
    QVERIFY(second->waitFor(PacketCommand::Com));
    QCOMPARE(second->packets(PacketCommand::Rec).constFirst().payload, QByteArray("done"));
    QCOMPARE(stage.business.messages().size(), 1);
}

void TestResume::tokensAreGoodOnce()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    const ClientPtr third = stage.resumed(*second);
    QVERIFY(third && third->hello()->resumed);
    // The first one's was used, and so was what came after it.
    const ClientPtr thief = stage.resumed(*first);
    QVERIFY(thief);
    QVERIFY(!thief->hello()->resumed);
    QVERIFY(thief->identity != first->identity);
    QCOMPARE(stage.business.connects().size(), 2);
    QVERIFY(third->isOpen());
}

void TestResume::previousTokenUntilTheNextIsUsed()
{
    // Its HELLO may have been lost: it comes with the same token again, and again.
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    for (int i = 0; i < 3; ++i) {
        RawClient lost;
        QVERIFY(lost.open(stage.server(), "/connect/",
                          stage.clientHeaders()
                              + Fields{{"Sec-WebSocket-Protocol", Rainbow2},
                                       {"X-RAINBOW-SESSION", first->hello()->session}}));
        lost.abort();
    }
    const ClientPtr second = stage.resumed(*first);
    QVERIFY(second && second->hello()->resumed);
    QCOMPARE(second->identity, first->identity);
    QCOMPARE(stage.business.connects().size(), 1);
}

void TestResume::foreignTokens_data()
{
    QTest::addColumn<QByteArray>("token");
    const QByteArray secret(64, 'a');
    QTest::newRow("nobody's") << "0-" + secret;
    QTest::newRow("of a hub that is not there") << "1-" + secret;
    QTest::newRow("of no hub at all") << "4294967295-" + secret;
    QTest::newRow("beyond that") << "4294967296-" + secret;
    QTest::newRow("too short") << "0-" + secret.chopped(2);
    QTest::newRow("words") << QByteArray("let me in");
    QTest::newRow("empty") << QByteArray();
}

void TestResume::foreignTokens()
{
    QFETCH(QByteArray, token);
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr other = stage.client2();
    const ClientPtr client = stage.clientWithToken(token);
    QVERIFY(other && client);
    QVERIFY(!client->hello()->resumed);
    QVERIFY(client->identity != other->identity);
    QCOMPARE(stage.business.connects().size(), 2);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(other->isOpen());
}

void TestResume::originalClientsHaveNoSession()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    RainbowClient client;
    QVERIFY(client.open(stage.server(),
                        stage.clientHeaders()
                            + Fields{{"X-RAINBOW-SESSION", first->hello()->session}}));
    QCOMPARE(stage.business.connects().size(), 2);
    QVERIFY(holdsFor(200ms, [&] { return client.packets().isEmpty() && first->isOpen(); }));
    client.raw().abort();
    EVENTUALLY_COMPARE(stage.business.closes().size(), 1);
}

void TestResume::earlyPackets()
{
    // A client that does not wait for HELLO, though it should: nothing gets lost.
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    RawClient client;
    QVERIFY(client.connectTo(stage.server()));
    const QByteArray packet =
        serializePacket(RainbowClient::message(1, "early", QoS::AtLeastOnce, 1));
    client.send(
        RawClient::upgradeRequest("/connect/",
                                  stage.clientHeaders()
                                      + Fields{{"Sec-WebSocket-Protocol", Rainbow2},
                                               {"X-RAINBOW-SESSION", first->hello()->session}})
        + RawClient::frame(RawClient::Opcode::Binary, packet));
    QVERIFY(client.waitForAnswer());
    EVENTUALLY_COMPARE(client.messages().size(), 2);
    QCOMPARE(client.messages()[0].payload[0], '\x60');
    QCOMPARE(client.messages()[1].payload[0], '\x20');
    QCOMPARE(stage.business.messages().size(), 1);
}

void TestResume::whoIsNotNamedIsNotLetIn()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr first = stage.client2();
    QVERIFY(first);
    QCOMPARE(stage
                 .tryConnect({{"Sec-WebSocket-Protocol", Rainbow2},
                              {"X-RAINBOW-SESSION", first->hello()->session}})
                 .status,
             401);
    QVERIFY(first->isOpen());
}

QTEST_GUILESS_MAIN(TestResume)
#include "tst_resume.moc"
