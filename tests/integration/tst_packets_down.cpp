// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Relay → client: dialogues, repeats and what /send/ says of them (rainbow.md §4, §5).
class TestPacketsDown : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void qos0IsSentOnce();
    void qos1IsAnsweredWithAck();
    void qos2IsAnsweredWithRecRelCom();
    void payloadIsUnchanged();
    void idsCountPerConnection();
    void unansweredSendIsRepeatedWithDup_data();
    void unansweredSendIsRepeatedWithDup();
    void answerEndsTheRepeats();
    void answerToARepeatCounts();
    void unansweredRelIsRepeated();
    void sendIsDoneAtRecAlready();
    void timeoutSaysHowManyAnswered();
    void repeatsEndWithTheTimeout();
    void lateAckIsIgnored();
    void lateRecIsAnsweredWithRel();
    void answersOfTheWrongKindDoNotCount();
    void foreignIdsDoNotCount();
    void repeatedAnswersCountOnce();
    void clientThatLeavesIsNotWaitedFor();
    void lastNonEmptyPayloadIsTheData();
    void clientThatDoesNotAnswerIsPinged();
    void clientWithoutPongIsDropped();
    void manyMessagesArriveInOrder();

private:
    [[nodiscard]] PendingCall begin(const QByteArray &channel, int qos,
                                    const QByteArray &timeout = "10")
    {
        return m_stage.api().begin(
            "POST", "/send/",
            {{"channel", channel}, {"qos", QByteArray::number(qos)}, {"timeout", timeout}}, "down");
    }
    [[nodiscard]] static QByteArray done(int connections, const QByteArray &data = {})
    {
        return canonical(R"({"status":0,"connections":)" + QByteArray::number(connections)
                         + R"(,"data":")" + data + R"("})");
    }
    [[nodiscard]] static QByteArray timedOut(int connections, const QByteArray &data = {})
    {
        return canonical(R"({"status":1,"msg":"timeout","connections":)"
                         + QByteArray::number(connections) + R"(,"data":")" + data + R"("})");
    }

    Stage m_stage;
};

void TestPacketsDown::initTestCase()
{
    QVERIFY(m_stage.start({{"pong_timeout", "800 ms"}}, 2));
}

void TestPacketsDown::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestPacketsDown::init()
{
    m_stage.business.reset();
    m_stage.business.clear();
}

void TestPacketsDown::qos0IsSentOnce()
{
    const ClientPtr client = m_stage.client("q0");
    QVERIFY(client);
    QCOMPARE(m_stage.api().send({{"channel", "q0"}, {"qos", "0"}, {"msgtype", "5"}}, "down"),
             canonical(R"({"status":0})"));
    EVENTUALLY(client->messages().size() == 1);
    QVERIFY(holdsFor(500ms, [&client] { return client->packets().size() == 1; }));
    QCOMPARE(client->packets().first(), RainbowClient::message(5, "down", QoS::AtMostOnce, 0));
}

void TestPacketsDown::qos1IsAnsweredWithAck()
{
    const ClientPtr client = m_stage.client("q1");
    QVERIFY(client);
    client->answerPayload = [](const Packet &packet) { return "re: " + packet.payload; };
    QCOMPARE(m_stage.api().send({{"channel", "q1"}, {"qos", "1"}}, "down"), done(1, "re: down"));
    QVERIFY(holdsFor(500ms, [&client] { return client->packets().size() == 1; }));
    const Packet packet = client->packets().first();
    QCOMPARE(packet, RainbowClient::message(1, "down", QoS::AtLeastOnce, packet.id));
    QVERIFY(packet.id >= 1 && packet.id <= MaxMessageId);
}

void TestPacketsDown::qos2IsAnsweredWithRecRelCom()
{
    const ClientPtr client = m_stage.client("q2");
    QVERIFY(client);
    client->answerPayload = [](const Packet &packet) { return "re: " + packet.payload; };
    QCOMPARE(m_stage.api().send({{"channel", "q2"}}, "down"), done(1, "re: down"));
    QVERIFY(client->waitFor(PacketCommand::Rel));
    QVERIFY(holdsFor(500ms, [&client] { return client->packets().size() == 2; }));
    const quint16 id = client->packets().first().id;
    QCOMPARE(client->packets(),
             (QList{RainbowClient::message(1, "down", QoS::ExactlyOnce, id),
                    RainbowClient::answer(PacketCommand::Rel, id)}));
}

void TestPacketsDown::payloadIsUnchanged()
{
    const ClientPtr client = m_stage.client("bytes");
    QVERIFY(client);
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all.append(char(i));
    for (const QByteArray &payload :
         {QByteArray(), all, QByteArray(125, 'a'), QByteArray(126, 'b'), QByteArray(65'530, 'c'),
          QByteArray(65'535, 'd'), QByteArray(70'000, 'e'), QByteArray(900'000, 'f')}) {
        for (const char *qos : {"0", "1", "2"}) {
            client->clear();
            (void)m_stage.api().send({{"channel", "bytes"}, {"qos", qos}, {"msgtype", "65535"}},
                                     payload);
            EVENTUALLY(client->messages().size() == 1);
            QVERIFY(client->messages().first().payload == payload);
            QCOMPARE(client->messages().first().type, 65'535);
        }
    }
    QCOMPARE(client->raw().violation(), QByteArray());
}

void TestPacketsDown::idsCountPerConnection()
{
    const ClientPtr one = m_stage.client("ids-1,ids");
    const ClientPtr two = m_stage.client("ids-2,ids");
    QVERIFY(one && two);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(m_stage.api().send({{"channel", "ids-1"}, {"qos", "1"}}, "x"), done(1));
    QCOMPARE(m_stage.api().send({{"channel", "ids"}, {"qos", "1"}}, "x"), done(2));
    QList<quint16> ids;
    for (const Packet &packet : one->messages())
        ids.append(packet.id);
    QCOMPARE(ids, (QList<quint16>{1, 2, 3, 4}));
    QCOMPARE(two->messages().first().id, 1);
}

void TestPacketsDown::unansweredSendIsRepeatedWithDup_data()
{
    QTest::addColumn<int>("qos");
    QTest::newRow("QoS 1") << 1;
    QTest::newRow("QoS 2") << 2;
}

void TestPacketsDown::unansweredSendIsRepeatedWithDup()
{
    QFETCH(int, qos);
    const QByteArray channel = "repeat-" + QByteArray::number(qos);
    const ClientPtr client = m_stage.client(channel);
    QVERIFY(client);
    client->setAnswersMessages(false);
    QElapsedTimer timer;
    timer.start();
    const PendingCall call = begin(channel, qos, "2");
    QVERIFY(client->waitFor(PacketCommand::Send, 5));
    // The first at once, then four times retry_interval, 200 ms.
    QVERIFY2(timer.elapsed() >= 750, qPrintable(QString::number(timer.elapsed())));
    const QList<Packet> packets = client->packets();
    Packet expected = RainbowClient::message(1, "down", QoS(qos), packets.first().id);
    QCOMPARE(packets.first(), expected);
    expected.dup = true;
    for (const Packet &packet : packets.mid(1))
        QCOMPARE(packet, expected);
    QCOMPARE(call->next().json(), timedOut(0));
}

void TestPacketsDown::answerEndsTheRepeats()
{
    const ClientPtr client = m_stage.client("ends");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const PendingCall call = begin("ends", 1);
    QVERIFY(client->waitFor(PacketCommand::Send, 2));
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id));
    QCOMPARE(call->next().json(), done(1));
    const int count = client->count(PacketCommand::Send);
    QVERIFY(holdsFor(600ms, [&] { return client->count(PacketCommand::Send) == count; }));
}

void TestPacketsDown::answerToARepeatCounts()
{
    const ClientPtr client = m_stage.client("third");
    QVERIFY(client);
    client->setAnswersMessages(false);
    const PendingCall call = begin("third", 2);
    QVERIFY(client->waitFor(PacketCommand::Send, 3));
    client->send(
        RainbowClient::answer(PacketCommand::Rec, client->packets().first().id, "at last"));
    QCOMPARE(call->next().json(), done(1, "at last"));
    QVERIFY(client->waitFor(PacketCommand::Rel));
}

void TestPacketsDown::unansweredRelIsRepeated()
{
    const ClientPtr client = m_stage.client("rel");
    QVERIFY(client);
    client->setAnswersRel(false);
    const PendingCall call = begin("rel", 2, "10");
    QCOMPARE(call->next().json(), done(1));
    QVERIFY(client->waitFor(PacketCommand::Rel, 4));
    const quint16 id = client->packets().first().id;
    for (const Packet &packet : client->packets(PacketCommand::Rel))
        QCOMPARE(packet.id, id);
    QCOMPARE(client->count(PacketCommand::Send), 1);
    client->send(RainbowClient::answer(PacketCommand::Com, id));
    // What was on its way when COM was sent has come by the time of the next message.
    QCOMPARE(m_stage.api().send({{"channel", "rel"}, {"qos", "1"}}, "x"), done(1));
    const int count = client->count(PacketCommand::Rel);
    QVERIFY(holdsFor(600ms, [&] { return client->count(PacketCommand::Rel) == count; }));
}

void TestPacketsDown::sendIsDoneAtRecAlready()
{
    const ClientPtr client = m_stage.client("rec");
    QVERIFY(client);
    client->setAnswersRel(false);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(begin("rec", 2, "10")->next().json(), done(1));
    QVERIFY(timer.elapsed() < 5'000);
}

void TestPacketsDown::timeoutSaysHowManyAnswered()
{
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(m_stage.client("some"));
        QVERIFY(clients.back());
        clients.back()->setAnswersMessages(i % 2 == 0);
        clients.back()->answerPayload = [](const Packet &) { return QByteArray("here"); };
    }
    QElapsedTimer timer;
    timer.start();
    for (const int qos : {1, 2})
        QCOMPARE(begin("some", qos, "1")->next().json(), timedOut(3, "here"));
    QVERIFY(timer.elapsed() >= 2'000);
    QVERIFY2(timer.elapsed() < 6'000, qPrintable(QString::number(timer.elapsed())));
}

void TestPacketsDown::repeatsEndWithTheTimeout()
{
    const ClientPtr client = m_stage.client("over");
    QVERIFY(client);
    client->setAnswersMessages(false);
    QCOMPARE(begin("over", 1, "1")->next().json(), timedOut(0));
    // What was on its way has come by the time of the next message.
    client->setAnswersMessages(true);
    QCOMPARE(begin("over", 1, "10")->next().json(), done(1));
    const int count = client->count(PacketCommand::Send);
    QVERIFY(holdsFor(600ms, [&] { return client->count(PacketCommand::Send) == count; }));
    QVERIFY(client->isOpen());
}

void TestPacketsDown::lateAckIsIgnored()
{
    const ClientPtr client = m_stage.client("late-ack");
    QVERIFY(client);
    client->setAnswersMessages(false);
    QCOMPARE(begin("late-ack", 1, "1")->next().json(), timedOut(0));
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id, "late"));
    client->setAnswersMessages(true);
    QCOMPARE(begin("late-ack", 1)->next().json(), done(1));
    QVERIFY(client->isOpen());
}

void TestPacketsDown::lateRecIsAnsweredWithRel()
{
    const ClientPtr client = m_stage.client("late-rec");
    QVERIFY(client);
    client->setAnswersMessages(false);
    QCOMPARE(begin("late-rec", 2, "1")->next().json(), timedOut(0));
    const quint16 id = client->packets().first().id;
    client->send(RainbowClient::answer(PacketCommand::Rec, id, "late"));
    QVERIFY(client->waitFor(PacketCommand::Rel));
    QCOMPARE(client->packets(PacketCommand::Rel).first().id, id);
    QVERIFY(client->isOpen());
}

void TestPacketsDown::answersOfTheWrongKindDoNotCount()
{
    const ClientPtr client = m_stage.client("kind");
    QVERIFY(client);
    client->setAnswersMessages(false);
    PendingCall call = begin("kind", 1, "1");
    QVERIFY(client->waitFor(PacketCommand::Send));
    client->send(RainbowClient::answer(PacketCommand::Rec, client->packets().first().id, "no"));
    client->send(RainbowClient::answer(PacketCommand::Com, client->packets().first().id));
    QCOMPARE(call->next().json(), timedOut(0));

    client->clear();
    call = begin("kind", 2, "1");
    QVERIFY(client->waitFor(PacketCommand::Send));
    client->send(RainbowClient::answer(PacketCommand::Ack, client->packets().first().id, "no"));
    client->send(RainbowClient::answer(PacketCommand::Com, client->packets().first().id));
    QCOMPARE(call->next().json(), timedOut(0));
    QVERIFY(client->isOpen());
}

void TestPacketsDown::foreignIdsDoNotCount()
{
    const ClientPtr one = m_stage.client("foreign");
    const ClientPtr other = m_stage.client();
    QVERIFY(one && other);
    one->setAnswersMessages(false);
    const PendingCall call = begin("foreign", 1, "1");
    QVERIFY(one->waitFor(PacketCommand::Send));
    const quint16 id = one->packets().first().id;
    other->send(RainbowClient::answer(PacketCommand::Ack, id, "not mine"));
    one->send(RainbowClient::answer(PacketCommand::Ack, quint16(id + 1), "not this"));
    QCOMPARE(call->next().json(), timedOut(0));
}

void TestPacketsDown::repeatedAnswersCountOnce()
{
    const ClientPtr one = m_stage.client("once");
    const ClientPtr two = m_stage.client("once");
    QVERIFY(one && two);
    one->setAnswersMessages(false);
    two->setAnswersMessages(false);
    const PendingCall call = begin("once", 1, "1");
    QVERIFY(one->waitFor(PacketCommand::Send));
    const Packet ack = RainbowClient::answer(PacketCommand::Ack, one->packets().first().id, "a");
    one->send(QList{ack, ack, ack});
    QCOMPARE(call->next().json(), timedOut(1, "a"));
}

void TestPacketsDown::clientThatLeavesIsNotWaitedFor()
{
    const ClientPtr stays = m_stage.client("leaves");
    ClientPtr leaves = m_stage.client("leaves");
    ClientPtr breaks = m_stage.client("leaves");
    QVERIFY(stays && leaves && breaks);
    leaves->setAnswersMessages(false);
    breaks->setAnswersMessages(false);
    QElapsedTimer timer;
    timer.start();
    const PendingCall call = begin("leaves", 2, "30");
    QVERIFY(leaves->waitFor(PacketCommand::Send));
    QVERIFY(breaks->waitFor(PacketCommand::Send));
    leaves->raw().sendClose();
    breaks->raw().abort();
    QCOMPARE(call->next().json(), done(1));
    QVERIFY(timer.elapsed() < 10'000);
}

void TestPacketsDown::lastNonEmptyPayloadIsTheData()
{
    const ClientPtr first = m_stage.client("data");
    const ClientPtr second = m_stage.client("data");
    const ClientPtr third = m_stage.client("data");
    QVERIFY(first && second && third);
    for (const ClientPtr *client : {&first, &second, &third})
        (*client)->setAnswersMessages(false);
    const PendingCall call = begin("data", 1);
    const auto answer = [](RainbowClient &client, const QByteArray &payload) {
        client.send(
            RainbowClient::answer(PacketCommand::Ack, client.packets().first().id, payload));
    };
    QVERIFY(first->waitFor(PacketCommand::Send) && second->waitFor(PacketCommand::Send)
            && third->waitFor(PacketCommand::Send));
    // A pause between them: they are served by different workers.
    answer(*first, "one");
    QVERIFY(holdsFor(100ms, [&call] { return !call->hasReply(); }));
    answer(*second, "gr\xc3\xbc\xc3\x9f \\\"two\\\"");
    QVERIFY(holdsFor(100ms, [&call] { return !call->hasReply(); }));
    answer(*third, "");
    const QJsonObject reply = call->next().object();
    QCOMPARE(reply.value(u"connections").toInt(), 3);
    QCOMPARE(reply.value(u"data").toString(), u"gr\u00fc\u00df \\\"two\\\""_qs);
}

void TestPacketsDown::clientThatDoesNotAnswerIsPinged()
{
    const ClientPtr client = m_stage.client("pinged");
    QVERIFY(client);
    client->setAnswersMessages(false);
    QCOMPARE(begin("pinged", 1, "1")->next().json(), timedOut(0));
    EVENTUALLY(client->raw().pingCount() > 0);
    QVERIFY(holdsFor(1500ms, [&client] { return client->isOpen(); }));
}

void TestPacketsDown::clientWithoutPongIsDropped()
{
    const ClientPtr client = m_stage.client("dropped");
    QVERIFY(client);
    client->setAnswersMessages(false);
    client->raw().setAnswersPings(false);
    (void)begin("dropped", 1, "1")->next();
    QVERIFY(client->raw().waitForDisconnected(5s));
    EVENTUALLY(m_stage.business.closesOf(client->identity).size() == 1);
    QCOMPARE(m_stage.members("dropped"), 0);
}

void TestPacketsDown::manyMessagesArriveInOrder()
{
    const ClientPtr client = m_stage.client("many");
    QVERIFY(client);
    constexpr int messages = 200;
    HttpClient http;
    QVERIFY(http.connectTo(m_stage.relay.port()));
    QByteArray requests;
    for (int i = 0; i < messages; ++i) {
        const Fields query{{"channel", "many"}, {"qos", QByteArray::number(i % 3)}};
        requests += HttpClient::request(
            "POST", HttpClient::target("/send/", query + signatureFields(Stage::Token)),
            QByteArray::number(i));
    }
    http.send(requests);
    for (int i = 0; i < messages; ++i)
        QCOMPARE(http.next().json(), i % 3 == 0 ? canonical(R"({"status":0})") : done(1));
    EVENTUALLY_COMPARE(client->messages().size(), messages);
    for (int i = 0; i < messages; ++i)
        QCOMPARE(client->messages().at(i).payload, QByteArray::number(i));
}

QTEST_GUILESS_MAIN(TestPacketsDown)
#include "tst_packets_down.moc"
