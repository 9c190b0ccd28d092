// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Client → relay, rules 1–6, and what is ignored (rainbow.md §4).
class TestPacketsUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();

    void rule1TheCallback_data();
    void rule1TheCallback();
    void rule1UrlTemplates_data();
    void rule1UrlTemplates();
    void rule1ContentTypeCanBeSet();
    void rule1MessageIdIsUnique();
    void rule2AnyGoodStatusAnswers_data();
    void rule2AnyGoodStatusAnswers();
    void rule2QoS0GetsNothing();
    void rule2QoS1GetsAck();
    void rule2QoS2GetsRecThenCom();
    void rule3NoGoodAnswerMeansSilence_data();
    void rule3NoGoodAnswerMeansSilence();
    void rule3RetryIsForwardedUnderTheSameMessageId_data();
    void rule3RetryIsForwardedUnderTheSameMessageId();
    void rule4KnownAnswerIsSentAgain();
    void rule4RetryWaitsForTheRunningCall();
    void rule4IdIsForgottenOnRel();
    void rule4SameIdWithoutDupIsANewMessage();
    void rule4UnknownRecAndRelAreAnswered();
    void rule5QoS1RetryIsForwardedAgain();
    void rule6OneAfterTheOther();
    void rule6ConcurrencyCanBeSet();
    void rule6ClientsDoNotWaitForEachOther();
    void ids0And65535AreTaken();
    void reservedBitIsIgnored();
    void fragmentedMessageIsOnePacket();
    void largestPayload();
    void ignoredFrames_data();
    void ignoredFrames();
    void thousandsOfIgnoredFrames();

private:
    [[nodiscard]] static BusinessReply failure(BusinessReply::Behaviour behaviour, int status);
    /// The RAINBOWMESSAGEID of every message callback.
    [[nodiscard]] QList<QByteArray> messageIds() const;
    /// The client is served as if nothing had happened.
    [[nodiscard]] static bool isServed(RainbowClient &client);

    Stage m_stage;
};

void TestPacketsUp::initTestCase()
{
    QVERIFY(m_stage.start({{"forward_timeout", "600 ms"}}));
}

void TestPacketsUp::cleanupTestCase()
{
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestPacketsUp::init()
{
    m_stage.business.reset();
    m_stage.business.clear();
}

BusinessReply TestPacketsUp::failure(BusinessReply::Behaviour behaviour, int status)
{
    BusinessReply reply;
    reply.behaviour = behaviour;
    reply.status = status;
    reply.body = "no good";
    reply.cutAfter = 10;
    return reply;
}

QList<QByteArray> TestPacketsUp::messageIds() const
{
    QList<QByteArray> ids;
    for (const BusinessRequest &request : m_stage.business.messages())
        ids.append(request.header("RAINBOWMESSAGEID"));
    return ids;
}

bool TestPacketsUp::isServed(RainbowClient &client)
{
    const QByteArray payload = "still there?";
    client.send(RainbowClient::message(99, payload, QoS::AtLeastOnce, 60'000));
    return waitUntil([&client, &payload] {
        return client.packets().contains(
            RainbowClient::answer(PacketCommand::Ack, 60'000, payload));
    });
}

void TestPacketsUp::rule1TheCallback_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("qos");
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("JSON") << 1 << 2 << QByteArray(R"({"a": "\u00e4ö"})");
    QTest::newRow("QoS 0") << 7 << 0 << QByteArray("x");
    QTest::newRow("type 0, empty payload") << 0 << 1 << QByteArray();
    QTest::newRow("type 65535, bytes") << 65'535 << 2 << QByteArray("\0\xff\r\n\r\n\x80 ", 8);
}

void TestPacketsUp::rule1TheCallback()
{
    QFETCH(int, type);
    QFETCH(int, qos);
    QFETCH(QByteArray, payload);
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->sendMessage(quint16(type), payload, QoS(qos));
    EVENTUALLY(m_stage.business.messages().size() == 1);
    const BusinessRequest call = m_stage.business.messages().first();
    QCOMPARE(call.method, QByteArray("POST"));
    QCOMPARE(call.path, "/message/" + QByteArray::number(type) + '/');
    QCOMPARE(call.body, payload);
    QCOMPARE(call.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(call.identity(), client->identity);
    QVERIFY(!call.hasHeader("RAINBOWCLIENTCOOKIE"));
    QVERIFY(!call.header("RAINBOWMESSAGEID").isEmpty());
    QVERIFY(isSigned(call.query, Stage::Token));
}

void TestPacketsUp::rule1UrlTemplates_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *path, const char *expected) {
        QTest::newRow(path) << QByteArray(path) << QByteArray(expected);
    };
    row("/message/", "/message/42/");
    row("/message/{message_type}", "/message/42");
    row("/message/{message_type}/in", "/message/42/in");
    row("/message/{{message_type}}/", "/message/42/");
    row("/message-{message_type}.php", "/message-42.php");
}

void TestPacketsUp::rule1UrlTemplates()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    Stage stage;
    QVERIFY(stage.business.start());
    Fields settings = stage.business.settings(Stage::Token);
    settings[1].second = stage.business.url(path);
    QVERIFY(stage.relay.start(settings));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(42, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(stage.business.messages().first().path, expected);
}

void TestPacketsUp::rule1ContentTypeCanBeSet()
{
    Stage stage;
    QVERIFY(stage.start({{"forward_content_type", "application/octet-stream"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(42, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(stage.business.messages().first().header("Content-Type"),
             QByteArray("application/octet-stream"));
}

void TestPacketsUp::rule1MessageIdIsUnique()
{
    const ClientPtr one = m_stage.client();
    const ClientPtr two = m_stage.client();
    QVERIFY(one && two);
    constexpr int each = 20;
    for (int i = 0; i < each; ++i) {
        for (const ClientPtr &client : {std::cref(one), std::cref(two)})
            client->sendMessage(1, "same", QoS(i % 3));
    }
    EVENTUALLY_COMPARE(m_stage.business.messages().size(), 2 * each);
    const QList<QByteArray> ids = messageIds();
    QCOMPARE(QSet<QByteArray>(ids.begin(), ids.end()).size(), 2 * each);
}

void TestPacketsUp::rule2AnyGoodStatusAnswers_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 201, 202, 299})
        QTest::addRow("%d", status) << status;
}

void TestPacketsUp::rule2AnyGoodStatusAnswers()
{
    QFETCH(int, status);
    m_stage.business.onMessage([status](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = status;
        reply.body = "fine";
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(), QList{RainbowClient::answer(PacketCommand::Ack, id, "fine")});
}

void TestPacketsUp::rule2QoS0GetsNothing()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->sendMessage(1, "x", QoS::AtMostOnce);
    EVENTUALLY(m_stage.business.messages().size() == 1);
    QVERIFY(isServed(*client));
    QCOMPARE(client->packets().size(), 1);
}

void TestPacketsUp::rule2QoS1GetsAck()
{
    const QByteArray body("\0answer\xff\n", 9);
    m_stage.business.onMessage([body](const BusinessRequest &) {
        BusinessReply reply;
        reply.body = body;
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(), QList{RainbowClient::answer(PacketCommand::Ack, id, body)});
}

void TestPacketsUp::rule2QoS2GetsRecThenCom()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "body", QoS::ExactlyOnce);
    QVERIFY(client->waitFor(PacketCommand::Com));
    QCOMPARE(client->packets(),
             (QList{RainbowClient::answer(PacketCommand::Rec, id, "body"),
                    RainbowClient::answer(PacketCommand::Com, id)}));
    QCOMPARE(m_stage.business.messages().size(), 1);
}

void TestPacketsUp::rule3NoGoodAnswerMeansSilence_data()
{
    using Behaviour = BusinessReply::Behaviour;
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 304, 400, 401, 404, 500, 503})
        QTest::addRow("%d", status) << int(Behaviour::Answer) << status;
    QTest::newRow("silence") << int(Behaviour::Hang) << 200;
    QTest::newRow("closed") << int(Behaviour::CloseAtOnce) << 200;
    QTest::newRow("cut in the head") << int(Behaviour::Cut) << 200;
    QTest::newRow("garbage") << int(Behaviour::Garbage) << 200;
    QTest::newRow("drips past the deadline") << int(Behaviour::Drip) << 200;
}

void TestPacketsUp::rule3NoGoodAnswerMeansSilence()
{
    QFETCH(int, behaviour);
    QFETCH(int, status);
    m_stage.business.onMessage([=](const BusinessRequest &) {
        return failure(BusinessReply::Behaviour(behaviour), status);
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->send({RainbowClient::message(1, "a", QoS::AtLeastOnce, 1),
                  RainbowClient::message(1, "b", QoS::ExactlyOnce, 2),
                  RainbowClient::message(1, "c", QoS::AtMostOnce, 0)});
    EVENTUALLY(!m_stage.business.messages().isEmpty()
               && m_stage.business.messages().last().body == "c");
    m_stage.business.reset();
    QVERIFY(isServed(*client));
    QCOMPARE(client->packets().size(), 1);
}

void TestPacketsUp::rule3RetryIsForwardedUnderTheSameMessageId_data()
{
    QTest::addColumn<int>("qos");
    QTest::newRow("QoS 1") << 1;
    QTest::newRow("QoS 2") << 2;
}

void TestPacketsUp::rule3RetryIsForwardedUnderTheSameMessageId()
{
    QFETCH(int, qos);
    m_stage.business.onMessage(
        [](const BusinessRequest &) { return failure(BusinessReply::Behaviour::Answer, 500); });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->send(RainbowClient::message(1, "again", QoS(qos), 5));
    // A repeat that comes before the relay has the answer of the first waits for it, in vain: so
    // it is repeated until it is forwarded.
    QTimer timer;
    connect(&timer, &QTimer::timeout, client.get(), [&client, qos] {
        client->send(RainbowClient::message(1, "again", QoS(qos), 5, true));
    });
    timer.start(100ms);
    EVENTUALLY(m_stage.business.messages().size() >= 3);
    QVERIFY(client->packets().isEmpty());
    m_stage.business.onMessage([](const BusinessRequest &) { return BusinessReply(); });
    QVERIFY(client->waitFor(qos == 1 ? PacketCommand::Ack : PacketCommand::Rec));
    timer.stop();
    QCOMPARE(client->packets().first().id, 5);
    const QList<QByteArray> ids = messageIds();
    QVERIFY(ids.size() >= 4);
    QVERIFY(!ids.first().isEmpty());
    QCOMPARE(ids, QList<QByteArray>(ids.size(), ids.first()));
    for (const BusinessRequest &request : m_stage.business.messages())
        QCOMPARE(request.body, QByteArray("again"));
}

void TestPacketsUp::rule4KnownAnswerIsSentAgain()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->setAnswersRec(false);
    client->send(RainbowClient::message(1, "the answer", QoS::ExactlyOnce, 7));
    QVERIFY(client->waitFor(PacketCommand::Rec, 1));
    for (int i = 2; i <= 4; ++i) {
        client->send(RainbowClient::message(1, "the answer", QoS::ExactlyOnce, 7, true));
        QVERIFY(client->waitFor(PacketCommand::Rec, i));
    }
    QCOMPARE(client->packets(),
             QList<Packet>(4, RainbowClient::answer(PacketCommand::Rec, 7, "the answer")));
    QCOMPARE(m_stage.business.messages().size(), 1);
}

void TestPacketsUp::rule4RetryWaitsForTheRunningCall()
{
    m_stage.business.onMessage([](const BusinessRequest &request) {
        BusinessReply reply;
        reply.body = request.body == "x" ? "slow" : request.body;
        reply.delay = 300ms;
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->setAnswersRec(false);
    client->send(RainbowClient::message(1, "x", QoS::ExactlyOnce, 8));
    EVENTUALLY(m_stage.business.messages().size() == 1);
    for (int i = 0; i < 3; ++i)
        client->send(RainbowClient::message(1, "x", QoS::ExactlyOnce, 8, true));
    QVERIFY(client->waitFor(PacketCommand::Rec));
    QVERIFY(isServed(*client));
    const QList<Packet> recs = client->packets(PacketCommand::Rec);
    QCOMPARE(recs,
             QList<Packet>(recs.size(), RainbowClient::answer(PacketCommand::Rec, 8, "slow")));
    QCOMPARE(m_stage.business.messages().size(), 2); // one of isServed()
}

void TestPacketsUp::rule4IdIsForgottenOnRel()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->send(RainbowClient::message(1, "first", QoS::ExactlyOnce, 9));
    QVERIFY(client->waitFor(PacketCommand::Com, 1));
    client->send(RainbowClient::message(1, "second", QoS::ExactlyOnce, 9, true));
    QVERIFY(client->waitFor(PacketCommand::Com, 2));
    QCOMPARE(m_stage.business.messages().size(), 2);
    QCOMPARE(client->packets(PacketCommand::Rec).last().payload, QByteArray("second"));
    QVERIFY(messageIds().at(0) != messageIds().at(1));
}

void TestPacketsUp::rule4SameIdWithoutDupIsANewMessage()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->setAnswersRec(false);
    client->send(RainbowClient::message(1, "first", QoS::ExactlyOnce, 10));
    QVERIFY(client->waitFor(PacketCommand::Rec, 1));
    client->send(RainbowClient::message(2, "second", QoS::ExactlyOnce, 10));
    QVERIFY(client->waitFor(PacketCommand::Rec, 2));
    QCOMPARE(m_stage.business.messages().size(), 2);
    QCOMPARE(m_stage.business.messages().last().path, QByteArray("/message/2/"));
    QCOMPARE(client->packets().last(), RainbowClient::answer(PacketCommand::Rec, 10, "second"));
    QVERIFY(messageIds().at(0) != messageIds().at(1));
}

void TestPacketsUp::rule4UnknownRecAndRelAreAnswered()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->setAnswersRel(false);
    for (const quint16 id : {quint16(0), quint16(1), quint16(31'000), quint16(65'535)}) {
        client->clear();
        client->send({RainbowClient::answer(PacketCommand::Rec, id, "what?"),
                      RainbowClient::answer(PacketCommand::Rel, id)});
        EVENTUALLY_COMPARE(client->packets(),
                           (QList{RainbowClient::answer(PacketCommand::Rel, id),
                                  RainbowClient::answer(PacketCommand::Com, id)}));
    }
    client->clear();
    client->send({RainbowClient::answer(PacketCommand::Ack, 77, "what?"),
                  RainbowClient::answer(PacketCommand::Com, 77)});
    QVERIFY(isServed(*client));
    QCOMPARE(client->packets().size(), 1);
}

void TestPacketsUp::rule5QoS1RetryIsForwardedAgain()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    client->send(RainbowClient::message(1, "x", QoS::AtLeastOnce, 11));
    QVERIFY(client->waitFor(PacketCommand::Ack, 1));
    client->send(RainbowClient::message(1, "x", QoS::AtLeastOnce, 11, true));
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    QCOMPARE(m_stage.business.messages().size(), 2);
    QCOMPARE(messageIds().at(0), messageIds().at(1));
    QCOMPARE(client->packets(),
             QList<Packet>(2, RainbowClient::answer(PacketCommand::Ack, 11, "x")));
}

void TestPacketsUp::rule6OneAfterTheOther()
{
    constexpr int messages = 30;
    const auto running = std::make_shared<int>(0);
    const auto most = std::make_shared<int>(0);
    m_stage.business.onMessage([this, running, most](const BusinessRequest &request) {
        *most = qMax(*most, ++*running);
        BusinessReply reply;
        reply.body = request.body;
        reply.delay = std::chrono::milliseconds(request.body.toInt() % 3 * 10);
        // Not answered before this: a request that comes earlier overtakes.
        QTimer::singleShot(reply.delay, Qt::PreciseTimer, this, [running] { --*running; });
        return reply;
    });
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    QList<Packet> packets;
    for (quint16 i = 1; i <= messages; ++i)
        packets.append(RainbowClient::message(i, QByteArray::number(i), QoS(i % 3), i));
    client->send(packets);
    EVENTUALLY_COMPARE(m_stage.business.messages().size(), messages);
    for (int i = 0; i < messages; ++i)
        QCOMPARE(m_stage.business.messages().at(i).body, QByteArray::number(i + 1));
    QCOMPARE(*most, 1);
}

void TestPacketsUp::rule6ConcurrencyCanBeSet()
{
    Stage stage;
    QVERIFY(stage.start({{"forward_concurrency", "4"}, {"forward_timeout", "10 s"}}));
    stage.business.onMessage([](const BusinessRequest &request) {
        BusinessReply reply;
        reply.body = request.body;
        if (request.body.toInt() <= 4)
            reply.delay = 700ms;
        return reply;
    });
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QList<Packet> packets;
    for (quint16 i = 1; i <= 12; ++i)
        packets.append(RainbowClient::message(i, QByteArray::number(i), QoS::AtLeastOnce, i));
    client->send(packets);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 4);
    QVERIFY(holdsFor(300ms, [&stage] { return stage.business.messages().size() == 4; }));
    QVERIFY(client->waitFor(PacketCommand::Ack, 12));
    QCOMPARE(stage.business.messages().size(), 12);
}

void TestPacketsUp::rule6ClientsDoNotWaitForEachOther()
{
    m_stage.business.onMessage([](const BusinessRequest &request) {
        BusinessReply reply;
        if (request.body == "stuck")
            reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    });
    const ClientPtr stuck = m_stage.client();
    const ClientPtr other = m_stage.client();
    QVERIFY(stuck && other);
    stuck->sendMessage(1, "stuck", QoS::AtLeastOnce);
    EVENTUALLY(m_stage.business.messages().size() == 1);
    other->sendMessage(1, "free", QoS::AtLeastOnce);
    QVERIFY(other->waitFor(PacketCommand::Ack, 1, 500ms));
}

void TestPacketsUp::ids0And65535AreTaken()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    for (const quint16 id : {quint16(0), quint16(65'534), quint16(65'535)}) {
        client->clear();
        client->send({RainbowClient::message(1, "a", QoS::AtLeastOnce, id),
                      RainbowClient::message(1, "b", QoS::ExactlyOnce, id)});
        QVERIFY(client->waitFor(PacketCommand::Com));
        QCOMPARE(client->packets(),
                 (QList{RainbowClient::answer(PacketCommand::Ack, id, "a"),
                        RainbowClient::answer(PacketCommand::Rec, id, "b"),
                        RainbowClient::answer(PacketCommand::Com, id)}));
    }
}

void TestPacketsUp::reservedBitIsIgnored()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        QByteArray bytes = serializePacket(RainbowClient::message(1, "x", qos, 3));
        bytes[0] = char(bytes[0] | 0x01);
        client->raw().sendBinary(bytes);
    }
    QVERIFY(client->waitFor(PacketCommand::Com));
    QCOMPARE(m_stage.business.messages().size(), 3);
}

void TestPacketsUp::fragmentedMessageIsOnePacket()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    using Opcode = RawClient::Opcode;
    const QByteArray bytes =
        serializePacket(RainbowClient::message(1, "fragmented", QoS::AtLeastOnce, 4));
    client->raw().send(RawClient::frame(Opcode::Binary, bytes.left(1), false));
    client->raw().send(RawClient::frame(Opcode::Continuation, {}, false));
    client->raw().send(RawClient::frame(Opcode::Ping, "between"));
    for (qsizetype i = 1; i < bytes.size(); ++i) {
        client->raw().send(
            RawClient::frame(Opcode::Continuation, bytes.mid(i, 1), i + 1 == bytes.size()));
    }
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(m_stage.business.messages().first().body, QByteArray("fragmented"));
    QCOMPARE(client->raw().pongs(), QList<QByteArray>{"between"});
}

void TestPacketsUp::largestPayload()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    const QByteArray large(1024 * 1024 - 5, 'l');
    client->send(RainbowClient::message(1, large, QoS::AtLeastOnce, 1));
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(client->packets().first().payload == large);

    client->send(RainbowClient::message(1, QByteArray(1024 * 1024 + 6, 'l'), QoS::AtLeastOnce, 2));
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1009);
    QCOMPARE(m_stage.business.messages().size(), 1);
}

void TestPacketsUp::ignoredFrames_data()
{
    QTest::addColumn<QByteArray>("frame");
    const auto row = [](const char *name, const QByteArray &bytes, bool text = false) {
        QTest::newRow(name) << RawClient::frame(
            text ? RawClient::Opcode::Text : RawClient::Opcode::Binary, bytes);
    };
    row("empty", {});
    row("command 0", QByteArray("\x00\x00\x01\x00\x02xyz", 8));
    for (int command = 6; command <= 15; ++command) {
        row(qPrintable(u"command %1"_qs.arg(command)),
            char(command << 4) + QByteArray("\x00\x01\x00\x02xyz", 7));
    }
    row("QoS 3", QByteArray("\x16\x00\x01\x00\x02xyz", 8));
    row("QoS 3, DUP", QByteArray("\x1e\x00\x01\x00\x02xyz", 8));
    row("SEND without type", QByteArray("\x10", 1));
    row("SEND with half a type", QByteArray("\x10\x00", 2));
    row("SEND QoS 1 without id", QByteArray("\x12\x00\x01", 3));
    row("SEND QoS 2 with half an id", QByteArray("\x14\x00\x01\x00", 4));
    row("ACK without id", QByteArray("\x20", 1));
    row("REC with half an id", QByteArray("\x30\x00", 2));
    row("REL without id", QByteArray("\x40", 1));
    row("COM with half an id", QByteArray("\x50\x01", 2));
    row("text", "hello", true);
    row("empty text", "", true);
    row("text that reads like a packet", QByteArray("\x12\x00\x01\x00\x02xyz", 8), true);
    row("text in UTF-8", "gr\xc3\xbc\xc3\x9f", true);
}

void TestPacketsUp::ignoredFrames()
{
    QFETCH(QByteArray, frame);
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    // Amid a dialogue that must not notice.
    client->setAnswersRec(false);
    client->send(RainbowClient::message(1, "x", QoS::ExactlyOnce, 2));
    QVERIFY(client->waitFor(PacketCommand::Rec));
    client->raw().send(frame);
    client->send(RainbowClient::answer(PacketCommand::Rel, 2));
    QVERIFY(client->waitFor(PacketCommand::Com));
    QVERIFY(isServed(*client));
    QCOMPARE(client->packets().size(), 3);
    QCOMPARE(m_stage.business.messages().size(), 2);
    QVERIFY(client->isOpen());
}

void TestPacketsUp::thousandsOfIgnoredFrames()
{
    const ClientPtr client = m_stage.client();
    QVERIFY(client);
    QRandomGenerator random(20'260'101);
    QByteArray bytes;
    for (int i = 0; i < 5'000; ++i) {
        QByteArray packet(random.bounded(0, 40), Qt::Uninitialized);
        for (char &byte : packet)
            byte = char(random.bounded(256));
        const bool text = random.bounded(8) == 0;
        if (text) {
            for (char &byte : packet)
                byte = char(byte & 0x7f);
        } else if (parsePacket(packet).error == PacketError::None) {
            packet[0] = char(0x60 | (quint8(packet[0]) & 0x0f));
        }
        bytes +=
            RawClient::frame(text ? RawClient::Opcode::Text : RawClient::Opcode::Binary, packet);
    }
    client->raw().send(bytes);
    QVERIFY(isServed(*client));
    QCOMPARE(client->packets().size(), 1);
    QCOMPARE(m_stage.business.messages().size(), 1);
    QCOMPARE(client->raw().violation(), QByteArray());
}

QTEST_GUILESS_MAIN(TestPacketsUp)
#include "tst_packets_up.moc"
