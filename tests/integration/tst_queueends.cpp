// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "queuestage.h"

#include <QProcess>
#include <QtTest>

#include <csignal>

using namespace Rainbow;
using namespace Rainbow::Test;

// Where queues end: nobody takes what is in them, or answers; they are full; the relay stops.

namespace {

/// examples/queue-worker, as a process of its own.
class QueueWorker {
public:
    explicit QueueWorker(quint16 port)
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral(QUEUE_WORKER),
                        {u"--url"_qs, u"ws://127.0.0.1:%1/ws/v1"_qs.arg(port), u"work"_qs});
    }
    ~QueueWorker()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    /// How often it has begun to take messages.
    [[nodiscard]] qsizetype begins()
    {
        m_output += m_process.readAll();
        return m_output.count("takes messages of work");
    }
    /// SIGTERM; its exit code, -1: it does not end.
    [[nodiscard]] int stop()
    {
        m_process.terminate();
        const bool ended = waitUntil([this] { return m_process.state() == QProcess::NotRunning; });
        return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

private:
    QProcess m_process;
    QByteArray m_output;
};

} // namespace

class TestQueueEnds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nobodyTakesIt_data();
    void nobodyTakesIt();
    void originalClientsRepeat();
    void nobodyAnswers();
    void whoComesLater();
    void clientIsBackForTheAnswer();
    void full();
    void figures();
    void stopsAllTheSame();
    void answersWhileItStops();
    void exampleWorker();
};

void TestQueueEnds::nobodyTakesIt_data()
{
    QTest::addColumn<QoS>("qos");
    QTest::newRow("QoS 1") << QoS::AtLeastOnce;
    QTest::newRow("QoS 2") << QoS::ExactlyOnce;
}

void TestQueueEnds::nobodyTakesIt()
{
    QFETCH(QoS, qos);
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_timeout", "300 ms"}}, 2));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", qos);
    EVENTUALLY_COMPARE(client->nakOf(id), 408);
    QCOMPARE(client->count(PacketCommand::Nak), 1);
    // It may be said again, and is a message like any other.
    QVERIFY(stage.reload(QueueStage::queueSettings()));
    const MeshPtr echoer = stage.echoer();
    QVERIFY(echoer);
    QCOMPARE(echoer->taken().size(), 0);
    client->send(RainbowClient::message(1, "x", qos, id, true));
    const PacketCommand command = qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Rec;
    QVERIFY(client->waitFor(command));
    QCOMPARE(client->packets(command).first(), RainbowClient::answer(command, id, "x"));
    QCOMPARE(echoer->taken().size(), 1);
    EVENTUALLY_COMPARE(stage.figure("expired_total"), 1.0);
}

void TestQueueEnds::originalClientsRepeat()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_timeout", "100 ms"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    const quint16 id = client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.figure("expired_total"), 1.0);
    QCOMPARE(client->packets().size(), 0); // they know no NAK
    QVERIFY(stage.reload(QueueStage::queueSettings()));
    const MeshPtr echoer = stage.echoer();
    QVERIFY(echoer);
    client->send(RainbowClient::message(1, "x", QoS::AtLeastOnce, id, true));
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets().size(), 1);
}

void TestQueueEnds::nobodyAnswers()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_timeout", "1 s"}}, 2));
    const MeshPtr taker = stage.taker();
    const ClientPtr client = stage.client2();
    QVERIFY(taker && client);
    const quint16 id = client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY(taker->taken().size() == 1);
    EVENTUALLY_COMPARE(client->nakOf(id), 408);
    // Too late.
    QVERIFY(taker->answerTo(taker->answer(taker->taken().first(), "late")).contains("301"));
    EVENTUALLY_COMPARE(stage.figure("in_hand"), 0.0);
    client->send(RainbowClient::message(1, "x", QoS::AtLeastOnce, id, true));
    EVENTUALLY(taker->taken().size() == 2);
    QCOMPARE(client->count(PacketCommand::Ack), 0);
}

void TestQueueEnds::whoComesLater()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({}, 2));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    (void)client->sendMessage(1, "first", QoS::AtLeastOnce);
    (void)client->sendMessage(1, "second", QoS::AtMostOnce);
    (void)client->sendMessage(1, "third", QoS::ExactlyOnce);
    EVENTUALLY_COMPARE(stage.figure("enqueued_total"), 1.0); // one after the other
    const MeshPtr echoer = stage.echoer();
    QVERIFY(echoer);
    QVERIFY(client->waitFor(PacketCommand::Rec));
    QCOMPARE(client->count(PacketCommand::Ack), 1);
    QCOMPARE(dataOf(echoer->taken()), (QList<QByteArray>{"first", "second", "third"}));
}

void TestQueueEnds::clientIsBackForTheAnswer()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({}, 2));
    const MeshPtr taker = stage.taker();
    const ClientPtr client = stage.client2();
    const DashboardPtr dashboard = stage.dashboard();
    QVERIFY(taker && client && dashboard);
    const quint16 id = client->sendMessage(1, "x", QoS::ExactlyOnce);
    EVENTUALLY(taker->taken().size() == 1);
    QVERIFY(FeedStage::lose(*client, *dashboard));
    QVERIFY(!taker->answerTo(taker->answer(taker->taken().first(), "y")).contains("301"));
    const ClientPtr back = stage.resumed(*client);
    QVERIFY(back);
    back->send(RainbowClient::message(1, "x", QoS::ExactlyOnce, id, true));
    QVERIFY(back->waitFor(PacketCommand::Rec));
    QCOMPARE(back->packets(PacketCommand::Rec).first(),
             RainbowClient::answer(PacketCommand::Rec, id, "y"));
    QCOMPARE(taker->taken().size(), 1);
}

void TestQueueEnds::full()
{
    // QueueLimits::maxWaiting, and max_inflight of each client
    constexpr int Room = 2'000;
    constexpr int Clients = 2;
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_concurrency", "1000"}}));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
        for (int j = 0; j < Room / Clients; ++j)
            (void)clients.back()->sendMessage(1, "x", QoS::AtLeastOnce);
    }
    EVENTUALLY_COMPARE(stage.figure("messages"), double(Room));
    const ClientPtr late = stage.client2();
    const ClientPtr original = stage.client();
    QVERIFY(late && original);
    const quint16 id = late->sendMessage(1, "late", QoS::ExactlyOnce);
    EVENTUALLY_COMPARE(late->nakOf(id), 502);
    const quint16 originalId = original->sendMessage(1, "original", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.figure("refused_total"), 2.0);
    QCOMPARE(original->packets().size(), 0);
    const MeshPtr echoer = stage.echoer();
    QVERIFY(echoer);
    for (const ClientPtr &client : clients) {
        QVERIFY(client->waitFor(PacketCommand::Ack, Room / Clients));
        QCOMPARE(client->count(PacketCommand::Nak), 0);
    }
    late->send(RainbowClient::message(1, "late", QoS::ExactlyOnce, id, true));
    original->send(RainbowClient::message(1, "original", QoS::AtLeastOnce, originalId, true));
    QVERIFY(late->waitFor(PacketCommand::Rec) && original->waitFor(PacketCommand::Ack));
    QCOMPARE(echoer->taken().size(), Room + 2);
    EVENTUALLY_COMPARE(stage.figure("messages"), 0.0);
}

void TestQueueEnds::figures()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({}, 2));
    const auto all = [&] {
        QList<int> values;
        for (const QByteArray name :
             {"enqueued_total", "handed_total", "answered_total", "requeued_total", "expired_total",
              "refused_total", "messages", "in_hand", "consumers"})
            values.append(int(stage.figure(name)));
        return values;
    };
    QCOMPARE(all(), (QList<int>{0, 0, 0, 0, 0, 0, 0, 0, 0}));
    const ClientPtr first = stage.client();
    const ClientPtr second = stage.client();
    QVERIFY(first && second);
    (void)first->sendMessage(1, "x", QoS::AtLeastOnce);
    (void)second->sendMessage(1, "x", QoS::AtMostOnce);
    EVENTUALLY_COMPARE(all(), (QList<int>{2, 0, 0, 0, 0, 0, 2, 0, 0}));
    MeshPtr taker = stage.taker();
    EVENTUALLY_COMPARE(all(), (QList<int>{2, 2, 1, 0, 0, 0, 0, 1, 1}));
    QCOMPARE(taker->codeOf("queue.pop", R"({"t":["more","most"]})"), 0);
    EVENTUALLY_COMPARE(all(), (QList<int>{2, 2, 1, 0, 0, 0, 0, 1, 3}));
    taker.reset();
    EVENTUALLY_COMPARE(all(), (QList<int>{2, 2, 1, 1, 0, 0, 1, 0, 0}));
    const MeshPtr echoer = stage.echoer();
    EVENTUALLY_COMPARE(all(), (QList<int>{2, 3, 2, 1, 0, 0, 0, 0, 1}));
    QVERIFY(first->waitFor(PacketCommand::Ack));
}

void TestQueueEnds::stopsAllTheSame()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({{"drain_timeout", "500 ms"}}, 2));
    const ClientPtr waiting = stage.client2();
    const ClientPtr client = stage.client2();
    QVERIFY(waiting && client);
    const MeshPtr taker = stage.taker();
    QVERIFY(taker);
    (void)client->sendMessage(1, "in hand", QoS::AtLeastOnce);
    EVENTUALLY(taker->taken().size() == 1);
    QCOMPARE(taker->codeOf("queue.unpop", R"({"t":["work"]})"), 0);
    (void)waiting->sendMessage(1, "waits", QoS::ExactlyOnce);
    EVENTUALLY_COMPARE(stage.figure("messages"), 1.0);
    QCOMPARE(stage.relay.stop(), 0);
    for (RawClient *raw : {&waiting->raw(), &client->raw(), &taker->raw()}) {
        EVENTUALLY(raw->isDisconnected());
        QCOMPARE(raw->closeCode(), 1001);
    }
    QCOMPARE(client->count(PacketCommand::Ack) + waiting->count(PacketCommand::Rec), 0);
}

void TestQueueEnds::answersWhileItStops()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({{"drain_timeout", "1 min"}}, 2));
    const MeshPtr taker = stage.taker();
    const ClientPtr client = stage.client2();
    QVERIFY(taker && client);
    (void)client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY(taker->taken().size() == 1);
    stage.relay.terminate();
    EVENTUALLY(stage.relay.hasLogged("stopping"));
    QVERIFY(!taker->answerTo(taker->answer(taker->taken().first(), "y")).contains("301"));
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(PacketCommand::Ack).first().payload, QByteArray("y"));
    QCOMPARE(stage.relay.waitForExit(), 0);
}

void TestQueueEnds::exampleWorker()
{
    const QByteArray bytes("\xff\x00\x01", 3);
    QueueStage stage;
    QVERIFY(stage.startQueues({}, 2));
    const quint16 port = stage.relay.port();
    QueueWorker worker(port);
    EVENTUALLY(worker.begins() == 1);
    {
        const ClientPtr client = stage.client2();
        QVERIFY(client);
        (void)client->sendMessage(1, "nothing to say to this", QoS::AtMostOnce);
        (void)client->sendMessage(1, "Zoë \"1\"", QoS::AtLeastOnce);
        (void)client->sendMessage(1, bytes, QoS::ExactlyOnce);
        QVERIFY(client->waitFor(PacketCommand::Rec) && client->waitFor(PacketCommand::Ack));
        QCOMPARE(client->packets(PacketCommand::Ack).first().payload, QByteArray("Zoë \"1\""));
        QCOMPARE(client->packets(PacketCommand::Rec).first().payload, bytes);
    }
    QCOMPARE(stage.relay.stop(), 0);
    QueueStage again;
    QVERIFY(again.startQueues({}, 2, {u"-p"_qs, QString::number(port)}));
    const ClientPtr client = again.client2();
    QVERIFY(client);
    (void)client->sendMessage(1, "there again?", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack, 1, 60s));
    QCOMPARE(client->packets(PacketCommand::Ack).first().payload, QByteArray("there again?"));
    EVENTUALLY(worker.begins() == 2);
    QCOMPARE(worker.stop(), 0);
}

QTEST_GUILESS_MAIN(TestQueueEnds)
#include "tst_queueends.moc"
