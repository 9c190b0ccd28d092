// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "queuestage.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Clients' messages go through queues to business servers that take them by mesh (endpoints.md):
// who gets them, and who answers.

class TestQueues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void ofQoS0();
    void binary();
    void largest_data();
    void largest();
    void inOrder();
    void takesTurns();
    void goesToTheNext();
    void handsFull();
    void readsNothing();
    void smallBacklog();
    void unpop();
    void applicationsAreApart();
    void byReload();
};

void TestQueues::answers_data()
{
    QTest::addColumn<bool>("is2");
    QTest::addColumn<QoS>("qos");
    for (const bool is2 : {false, true}) {
        for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            QTest::addRow("%s, QoS %d", is2 ? "rainbow.2" : "original", int(qos)) << is2 << qos;
        }
    }
}

void TestQueues::answers()
{
    QFETCH(bool, is2);
    QFETCH(QoS, qos);
    QueueStage stage;
    QVERIFY(stage.startQueues({}, 2));
    const MeshPtr taker = stage.taker();
    const ClientPtr client = is2 ? stage.client2() : stage.client();
    QVERIFY(taker && client);
    const PacketCommand command = qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Rec;
    const quint16 id = client->sendMessage(42, "what's up", qos);
    EVENTUALLY(taker->taken().size() == 1);
    QVERIFY(!taker->lastEvent().value(u"n").toString().isEmpty());
    QCOMPARE(taker->lastEvent().value(u"c").toString().toUtf8(), client->identity);
    QCOMPARE(taker->lastEvent().value(u"t").toString(), u"work"_qs);
    const QJsonObject message = taker->taken().first();
    QCOMPARE(message.value(u"identity").toString().toUtf8(), client->identity);
    QCOMPARE(message.value(u"type").toInt(), 42);
    QCOMPARE(message.value(u"qos").toInt(), int(qos));
    QCOMPARE(message.value(u"data").toString(), u"what's up"_qs);
    QVERIFY(!message.contains(u"base64"));
    // It waits for its answer, however often the client says it again. Of the original protocol's
    // QoS 1 each counts.
    if (is2 || qos == QoS::ExactlyOnce)
        client->send(RainbowClient::message(42, "what's up", qos, id, true));
    client->raw().sendFrame(RawClient::Opcode::Ping, "there?");
    EVENTUALLY(client->raw().pongs().size() == 1);
    QCOMPARE(client->count(command), 0);
    QCOMPARE(taker->answerTo(taker->answer(message, "not much")),
             canonical(R"({"e":null,"r":{"s":true}})"));
    QVERIFY(client->waitFor(command));
    QCOMPARE(client->packets(command).first(), RainbowClient::answer(command, id, "not much"));
    if (qos == QoS::ExactlyOnce)
        QVERIFY(client->waitFor(PacketCommand::Com));
    // One answer is enough, and another's message is nobody else's.
    QVERIFY(taker->answerTo(taker->answer(message, "again")).contains("301"));
    (void)client->sendMessage(42, "next", qos);
    EVENTUALLY(taker->taken().size() == 2);
    MeshClient other;
    QVERIFY(other.open(stage.server()));
    QVERIFY(other.answerTo(other.answer(taker->taken().last(), "mine")).contains("301"));
    QCOMPARE(client->count(command), 1);
    QCOMPARE(stage.business.messages().size(), 0);
}

void TestQueues::ofQoS0()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({}, 2));
    const MeshPtr taker = stage.taker();
    const ClientPtr client = stage.client();
    QVERIFY(taker && client);
    for (int i = 0; i < 20; ++i)
        (void)client->sendMessage(1, QByteArray::number(i), QoS::AtMostOnce);
    EVENTUALLY(taker->taken().size() == 20);
    QCOMPARE(taker->taken().last().value(u"qos").toInt(), 0);
    QCOMPARE(dataOf(taker->taken()).last(), QByteArray("19"));
    QVERIFY(taker->answerTo(taker->answer(taker->taken().last(), "why")).contains("301"));
    EVENTUALLY_COMPARE(stage.figure("answered_total"), 20.0);
    EVENTUALLY_COMPARE(stage.figure("in_hand"), 0.0);
}

void TestQueues::binary()
{
    QueueStage stage;
    QVERIFY(stage.startQueues());
    const MeshPtr taker = stage.taker();
    const ClientPtr client = stage.client2();
    QVERIFY(taker && client);
    const QByteArray payload("\xff\x00\x01", 3);
    (void)client->sendMessage(1, payload, QoS::AtLeastOnce);
    EVENTUALLY(taker->taken().size() == 1);
    const QJsonObject message = taker->taken().first();
    QCOMPARE(message.value(u"base64").toBool(), true);
    QCOMPARE(message.value(u"data").toString().toLatin1(), payload.toBase64());
    const QByteArray mid = message.value(u"mid").toString().toUtf8();
    const QByteArray answer = '"' + mid + "\",\"AP8=\",\"binary\"";
    QCOMPARE(taker->codeOf("conn.call", MeshClient::connCall(client->identity, "answer", answer)),
             0);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(PacketCommand::Ack).first().payload, QByteArray("\x00\xff", 2));
}

void TestQueues::largest_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("isBinary");
    constexpr int Size = 100 * 1024;
    QTest::newRow("text") << QByteArray(Size, 'x') << false;
    QTest::newRow("text that is written with escapes") << QByteArray(Size, '\x01') << false;
    QTest::newRow("binary") << QByteArray(Size, '\xff') << true;
}

void TestQueues::largest()
{
    // Both ways, though it is written longer than it is, and with little room for what waits.
    QFETCH(QByteArray, payload);
    QFETCH(bool, isBinary);
    QueueStage stage;
    QVERIFY(stage.startQueues({{"limits/max_payload", QByteArray::number(payload.size())},
                               {"limits/max_backlog", "64 KiB"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    (void)client->sendMessage(1, payload, QoS::AtLeastOnce);
    EVENTUALLY(stage.figure("messages") == 1);
    const MeshPtr taker = stage.taker();
    QVERIFY(taker);
    EVENTUALLY(taker->taken().size() == 1);
    const QJsonObject message = taker->taken().first();
    const QString data = message.value(u"data").toString();
    QVERIFY((isBinary ? QByteArray::fromBase64(data.toLatin1()) : data.toUtf8()) == payload);
    const QByteArray arguments =
        QJsonDocument(isBinary ? QJsonArray{message.value(u"mid"), data, u"binary"_qs}
                               : QJsonArray{message.value(u"mid"), data})
            .toJson(QJsonDocument::Compact);
    QCOMPARE(taker->codeOf("conn.call", R"({"c":"x","f":"answer","a":)" + arguments + '}'), 0);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(client->packets(PacketCommand::Ack).first().payload == payload);
}

void TestQueues::inOrder()
{
    constexpr int Messages = 100;
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_concurrency", "30"}}, 2));
    const MeshPtr echoer = stage.echoer();
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
    }
    QVERIFY(echoer);
    for (int i = 0; i < Messages; ++i) {
        for (const ClientPtr &client : clients)
            (void)client->sendMessage(1, QByteArray::number(i), QoS(1 + i % 2));
    }
    for (const ClientPtr &client : clients) {
        EVENTUALLY_COMPARE(client->count(PacketCommand::Ack) + client->count(PacketCommand::Rec),
                           Messages);
    }
    QHash<QString, int> next;
    for (const QJsonObject &message : echoer->taken())
        QCOMPARE(message.value(u"data").toString().toInt(),
                 next[message.value(u"identity").toString()]++);
    QCOMPARE(next.size(), qsizetype(clients.size()));
    QCOMPARE(echoer->taken().size(), Messages * qsizetype(clients.size()));
}

void TestQueues::takesTurns()
{
    constexpr int Messages = 40; // of each client
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_concurrency", "100"}}, 2));
    const DashboardPtr dashboard = stage.dashboard();
    QVERIFY(dashboard);
    // The kernel chooses the worker: as many are opened as it takes to have them at both.
    std::map<int, MeshPtr> takers;
    std::vector<MeshPtr> others;
    for (int i = 0; i < 60 && takers.size() < 2; ++i) {
        auto mesh = std::make_unique<MeshClient>();
        QueueStage::echo(*mesh);
        QVERIFY(mesh->open(stage.server()));
        const int worker = QueueStage::workerOf(*dashboard, *mesh);
        if (!takers.try_emplace(worker, std::move(mesh)).second)
            others.push_back(std::move(mesh));
    }
    QCOMPARE(takers.size(), size_t(2));
    for (const auto &[worker, taker] : takers)
        QVERIFY(taker->pop("work"));
    std::map<int, std::vector<ClientPtr>> clients;
    for (int i = 0; i < 60 && clients.size() < 2; ++i) {
        ClientPtr client = stage.client2();
        QVERIFY(client);
        clients[QueueStage::workerOf(*dashboard, *client)].push_back(std::move(client));
    }
    QCOMPARE(clients.size(), size_t(2));
    for (int i = 0; i < Messages; ++i) {
        for (const auto &[worker, some] : clients)
            (void)some.front()->sendMessage(1, QByteArray::number(i), QoS::AtLeastOnce);
    }
    for (const auto &[worker, some] : clients)
        QVERIFY(some.front()->waitFor(PacketCommand::Ack, Messages));
    // Each client's worker gives to both in turn.
    QSet<QString> mids;
    for (const auto &[worker, taker] : takers) {
        QHash<QString, int> count;
        for (const QJsonObject &message : taker->taken()) {
            ++count[message.value(u"identity").toString()];
            mids.insert(message.value(u"mid").toString());
        }
        for (const auto &[at, some] : clients)
            QCOMPARE(count[QString::fromUtf8(some.front()->identity)], Messages / 2);
    }
    QCOMPARE(mids.size(), 2 * Messages);
}

void TestQueues::goesToTheNext()
{
    constexpr int Clients = 10;
    QueueStage stage;
    QVERIFY(stage.startQueues());
    MeshPtr first = stage.taker();
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
        (void)clients.back()->sendMessage(1, QByteArray::number(i), QoS(1 + i % 2));
        EVENTUALLY(first->taken().size() == i + 1);
    }
    const MeshPtr second = stage.taker();
    QVERIFY(second);
    // What one has answered stays answered.
    QVERIFY(!first->answerTo(first->answer(first->taken()[3], "first")).isEmpty());
    first->raw().abort();
    EVENTUALLY(second->taken().size() == Clients - 1);
    QList<QByteArray> expected = dataOf(first->taken());
    expected.removeAt(3);
    QCOMPARE(dataOf(second->taken()), expected);
    for (const QJsonObject &message : second->taken())
        (void)second->answer(message, "second");
    for (int i = 0; i < Clients; ++i) {
        RainbowClient &client = *clients[size_t(i)];
        const PacketCommand command = i % 2 == 0 ? PacketCommand::Ack : PacketCommand::Rec;
        QVERIFY(client.waitFor(command));
        QCOMPARE(client.count(command), 1);
        QCOMPARE(client.packets(command).first().payload, QByteArray(i == 3 ? "first" : "second"));
    }
    EVENTUALLY_COMPARE(stage.figure("requeued_total"), double(Clients - 1));
}

void TestQueues::handsFull()
{
    // QueueLimits::window
    constexpr int Window = 1'000;
    constexpr int Clients = 4;
    constexpr int Messages = 300;
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_concurrency", "1000"}}));
    const MeshPtr full = stage.taker();
    QVERIFY(full);
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
        for (int j = 0; j < Messages; ++j)
            (void)clients.back()->sendMessage(1, "x", QoS::AtLeastOnce);
    }
    EVENTUALLY_COMPARE(full->taken().size(), Window);
    EVENTUALLY_COMPARE(stage.figure("messages"), double(Clients * Messages - Window));
    EVENTUALLY_COMPARE(stage.figure("in_hand"), double(Window));
    // Others get what there is besides.
    MeshPtr free = stage.echoer();
    QVERIFY(free);
    EVENTUALLY_COMPARE(free->taken().size(), Clients * Messages - Window);
    for (int j = 0; j < Messages; ++j)
        (void)clients.front()->sendMessage(1, "y", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(free->taken().size(), Clients * Messages - Window + Messages);
    QCOMPARE(full->taken().size(), Window);
    // It has a hand free again, and gets one more.
    QVERIFY(!full->answerTo(full->answer(full->taken().first(), "done")).isEmpty());
    free.reset();
    (void)clients.front()->sendMessage(1, "z", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(full->taken().size(), Window + 1);
    QCOMPARE(dataOf(full->taken()).last(), QByteArray("z"));
}

void TestQueues::readsNothing()
{
    // It is given what its connection takes; when it gives no sign of life, all goes to others.
    constexpr int Messages = 200;
    QueueStage stage;
    QVERIFY(stage.startQueues(
        {{"forward_concurrency", "1000"}, {"ping_interval", "500 ms"}, {"pong_timeout", "1 s"}}));
    const MeshPtr deaf = stage.taker();
    QVERIFY(deaf);
    deaf->raw().setReads(false);
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const QByteArray payload(64 * 1024, 'x');
    for (int i = 0; i < Messages; ++i)
        (void)client->sendMessage(1, QByteArray::number(i) + ' ' + payload, QoS::AtLeastOnce);
    const MeshPtr reader = stage.answerer();
    QVERIFY(reader);
    EVENTUALLY_COMPARE(client->count(PacketCommand::Ack), Messages);
    QSet<QByteArray> taken;
    for (const QByteArray &data : dataOf(reader->taken()))
        taken.insert(data.left(data.indexOf(' ')));
    QCOMPARE(taken.size(), Messages);
    QVERIFY(reader->raw().isOpen());
    QCOMPARE(client->count(PacketCommand::Nak), 0);
}

void TestQueues::smallBacklog()
{
    // A burst for one who reads well does not cut it off, however little may wait.
    constexpr int Messages = 800;
    QueueStage stage;
    QVERIFY(stage.startQueues({{"forward_concurrency", "1000"}, {"limits/max_backlog", "16 KiB"}}));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    const QByteArray payload(12 * 1024, 'x');
    for (int i = 0; i < Messages; ++i)
        (void)client->sendMessage(1, payload, QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.figure("messages"), double(Messages));
    const MeshPtr reader = stage.answerer();
    QVERIFY(reader);
    EVENTUALLY_COMPARE(client->count(PacketCommand::Ack), Messages);
    QVERIFY(reader->raw().isOpen());
    QCOMPARE(reader->taken().size(), Messages);
}

void TestQueues::unpop()
{
    QueueStage stage;
    QVERIFY(stage.startQueues());
    const MeshPtr first = stage.taker();
    const ClientPtr client = stage.client2();
    const ClientPtr other = stage.client2();
    QVERIFY(first && client && other);
    (void)client->sendMessage(1, "before", QoS::AtLeastOnce);
    EVENTUALLY(first->taken().size() == 1);
    QCOMPARE(first->codeOf("queue.unpop", R"({"t":["work"]})"), 0);
    (void)other->sendMessage(1, "after", QoS::AtLeastOnce);
    const MeshPtr second = stage.taker();
    QVERIFY(second);
    EVENTUALLY(second->taken().size() == 1);
    QCOMPARE(dataOf(second->taken()), QList<QByteArray>{"after"});
    // What it has seen is still its own.
    QVERIFY(!first->answerTo(first->answer(first->taken().first(), "mine")).contains("301"));
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(PacketCommand::Ack).first().payload, QByteArray("mine"));
    QCOMPARE(first->taken().size(), 1);
}

void TestQueues::applicationsAreApart()
{
    QueueStage stage;
    QVERIFY(stage.startQueues({{"app:shop/security_token", "the shop's token"},
                               {"app:shop/forward", "queue:work"},
                               {"endpoint:/connect//dialect", "rainbow"},
                               {"endpoint:/ws/v1/dialect", "mesh"},
                               {"endpoint:/shop/ws/v1/dialect", "mesh"},
                               {"endpoint:/shop/ws/v1/app", "shop"}},
                              2));
    const MeshPtr theirs = stage.taker("work", "/shop/ws/v1");
    const ClientPtr client = stage.client();
    QVERIFY(theirs && client);
    (void)client->sendMessage(1, "ours", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.figure("messages"), 1.0);
    QCOMPARE(stage.figure("messages", "shop"), 0.0);
    QCOMPARE(stage.figure("consumers", "shop"), 1.0);
    QCOMPARE(stage.figure("consumers"), 0.0);
    const MeshPtr ours = stage.taker();
    QVERIFY(ours);
    EVENTUALLY(ours->taken().size() == 1);
    const QJsonObject message = ours->taken().first();
    QVERIFY(theirs->answerTo(theirs->answer(message, "theirs")).contains("301"));
    (void)ours->answer(message, "ours");
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(client->packets(PacketCommand::Ack).first().payload, QByteArray("ours"));
    QCOMPARE(theirs->taken().size(), 0);
}

void TestQueues::byReload()
{
    QueueStage stage;
    QVERIFY(stage.start(FeedStage::feedSettings({{"admin/metrics_public", "true"}}), 2));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    (void)client->sendMessage(1, "by HTTP", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(stage.reload(QueueStage::queueSettings()));
    (void)client->sendMessage(1, "by queue", QoS::AtLeastOnce);
    EVENTUALLY_COMPARE(stage.figure("messages"), 1.0);
    // What waits there does not get lost.
    QVERIFY(stage.reload(FeedStage::feedSettings({{"admin/metrics_public", "true"}})));
    const MeshPtr echoer = stage.echoer();
    QVERIFY(echoer);
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    (void)client->sendMessage(1, "by HTTP again", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack, 3));
    QCOMPARE(dataOf(echoer->taken()), QList<QByteArray>{"by queue"});
    QCOMPARE(stage.business.messages().size(), 2);
}

QTEST_GUILESS_MAIN(TestQueues)
#include "tst_queues.moc"
