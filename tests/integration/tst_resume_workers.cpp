// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/processstat.h"
#include "tlsstage.h"

#include <QSet>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr int Workers = 2;

/// The hub of a token.
QByteArray hubOf(const RainbowClient &client)
{
    const QByteArray &token = client.hello()->session;
    return token.left(token.indexOf('-'));
}

} // namespace

/// Sessions that are taken up by way of the other worker: the connection goes to the one that has
/// it, in the clear and by TLS.
class TestResumeWorkers : public QObject {
    Q_OBJECT

private:
    static void addWays()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("clear") << false;
        QTest::newRow("TLS") << true;
    }
    [[nodiscard]] static bool start(TlsStage &stage, bool tls, const Fields &settings = {})
    {
        const Fields all = settings + Fields{{"log/level", "debug"}};
        if (tls)
            return stage.start(all, Workers);
        stage.tls = nullptr;
        return stage.Stage::start(all, Workers);
    }
    /// How many connections have gone to that worker.
    [[nodiscard]] static qsizetype moves(const Stage &stage, const QByteArray &hub)
    {
        return stage.relay.err().count("client moves to worker " + hub + '\n');
    }
    [[nodiscard]] static qsizetype moves(const Stage &stage)
    {
        return moves(stage, "0") + moves(stage, "1");
    }

private Q_SLOTS:
    void everyClientGetsItsSession_data() { addWays(); }
    void everyClientGetsItsSession();
    void whileOldConnectionsAreOpen_data() { addWays(); }
    void whileOldConnectionsAreOpen();
    void messagesOnTheWay_data() { addWays(); }
    void messagesOnTheWay();
    void earlyPackets_data() { addWays(); }
    void earlyPackets();
    void unknownToTheOtherWorker();
    void nothingLeaks_data() { addWays(); }
    void nothingLeaks();
    void placesPerAddressGoAlong();
    void stoppingMeanwhile_data() { addWays(); }
    void stoppingMeanwhile();
};

void TestResumeWorkers::everyClientGetsItsSession()
{
    QFETCH(bool, tls);
    constexpr int Clients = 40;
    TlsStage stage;
    QVERIFY(start(stage, tls));
    std::vector<ClientPtr> clients;
    QSet<QByteArray> hubs;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2("room"));
        QVERIFY(clients.back());
        hubs.insert(hubOf(*clients.back()));
    }
    QCOMPARE(hubs.size(), Workers);
    for (const ClientPtr &client : clients)
        client->raw().abort();
    for (ClientPtr &client : clients) {
        ClientPtr next = stage.resumed(*client);
        QVERIFY(next && next->hello()->resumed);
        QCOMPARE(next->identity, client->identity);
        QCOMPARE(hubOf(*next), hubOf(*client));
        client = std::move(next);
    }
    QCOMPARE(stage.business.connects().size(), Clients);
    QCOMPARE(stage.members("room"), Clients);
    EVENTUALLY(moves(stage, "0") > 0 && moves(stage, "1") > 0);
    QVERIFY(moves(stage) < Clients);
    // They are whole: both ways, and to the end.
    const HttpReply reply =
        stage.api().call("POST", "/send/", {{"channel", "room"}, {"qos", "2"}}, "down");
    QCOMPARE(reply.object().value(u"connections").toInt(), Clients);
    for (const ClientPtr &client : clients) {
        client->sendMessage(1, QByteArray(50'000, 'x'), QoS::ExactlyOnce);
        QVERIFY(client->waitFor(PacketCommand::Com));
        client->raw().sendFrame(RawClient::Opcode::Ping, "there?");
        EVENTUALLY(client->raw().pongs().contains("there?"));
        client->raw().sendClose();
        QVERIFY(client->raw().waitForDisconnected());
    }
    EVENTUALLY_COMPARE(stage.business.closes().size(), Clients);
}

void TestResumeWorkers::whileOldConnectionsAreOpen()
{
    QFETCH(bool, tls);
    constexpr int Clients = 20;
    TlsStage stage;
    QVERIFY(start(stage, tls));
    std::vector<ClientPtr> first;
    std::vector<ClientPtr> second;
    for (int i = 0; i < Clients; ++i) {
        first.push_back(stage.client2("room"));
        QVERIFY(first.back());
    }
    for (const ClientPtr &client : first) {
        second.push_back(stage.resumed(*client));
        QVERIFY(second.back() && second.back()->hello()->resumed);
        QVERIFY(client->raw().waitForDisconnected());
        QCOMPARE(client->raw().closeCode(), 4009);
    }
    EVENTUALLY(moves(stage, "0") > 0 && moves(stage, "1") > 0);
    QCOMPARE(stage.members("room"), Clients);
    QVERIFY(stage.business.closes().isEmpty());
}

void TestResumeWorkers::messagesOnTheWay()
{
    // Nothing is lost and nothing comes twice while clients come and go.
    QFETCH(bool, tls);
    constexpr int Rounds = 30;
    TlsStage stage;
    QVERIFY(start(stage, tls, {{"session_ttl", "60 s"}}));
    ClientPtr client = stage.client2("room");
    QVERIFY(client);
    QList<QByteArray> down;
    std::vector<PendingCall> calls;
    for (int i = 0; i < Rounds; ++i) {
        calls.push_back(stage.api().begin("POST", "/send/",
                                          {{"channel", "room"}, {"qos", "2"}, {"timeout", "60"}},
                                          QByteArray::number(i)));
        if (i % 3 != 0)
            EVENTUALLY(client->messages().size() > 0 || i % 3 == 1);
        client->raw().abort();
        for (const Packet &message : client->messages())
            down.append(message.payload);
        client = stage.resumed(*client);
        QVERIFY(client && client->hello()->resumed);
    }
    for (const PendingCall &call : calls)
        QCOMPARE(call->next().object().value(u"connections").toInt(), 1);
    for (const Packet &message : client->messages())
        down.append(message.payload);
    QCOMPARE(down.size(), Rounds);
    QCOMPARE(QSet<QByteArray>(down.cbegin(), down.cend()).size(), Rounds);
    QVERIFY(moves(stage) > 0);
}

void TestResumeWorkers::earlyPackets()
{
    // What comes with the request goes along with it.
    QFETCH(bool, tls);
    TlsStage stage;
    QVERIFY(start(stage, tls));
    const ClientPtr client = stage.client2();
    QVERIFY(client);
    QByteArray token = client->hello()->session;
    constexpr int Rounds = 12;
    for (int i = 1; i <= Rounds; ++i) {
        RawClient raw;
        QVERIFY(raw.connectTo(stage.server()));
        const QByteArray packet = serializePacket(
            RainbowClient::message(1, QByteArray(20'000, 'x'), QoS::AtLeastOnce, quint16(i)));
        raw.send(RawClient::upgradeRequest("/connect/",
                                           stage.clientHeaders()
                                               + Fields{{"Sec-WebSocket-Protocol", Rainbow2},
                                                        {"X-RAINBOW-SESSION", token}})
                 + RawClient::frame(RawClient::Opcode::Binary, packet));
        EVENTUALLY_COMPARE(raw.messages().size(), 2);
        const auto hello = parseHello(raw.messages()[0].payload.sliced(1));
        QVERIFY(hello && hello->resumed);
        QCOMPARE(raw.messages()[1].payload[0], '\x20');
        QCOMPARE(stage.business.messages().size(), i);
        token = hello->session;
    }
    QVERIFY(moves(stage) > 0);
}

void TestResumeWorkers::unknownToTheOtherWorker()
{
    TlsStage stage;
    QVERIFY(start(stage, false));
    for (int i = 0; i < 10; ++i) {
        for (const char *hub : {"0-", "1-", "2-", "77-"}) {
            const ClientPtr client = stage.clientWithToken(hub + QByteArray(64, 'c'));
            QVERIFY(client && !client->hello()->resumed);
            client->sendMessage(1, "x", QoS::AtLeastOnce);
            QVERIFY(client->waitFor(PacketCommand::Ack));
        }
    }
    QCOMPARE(stage.business.connects().size(), 40);
    QVERIFY(moves(stage) > 0);
    QCOMPARE(moves(stage, "2"), 0);
}

void TestResumeWorkers::nothingLeaks()
{
    // More than a thousand connections change hands, and there is room for a few only.
    QFETCH(bool, tls);
    constexpr int Clients = 8;
    constexpr qsizetype Moves = 1'000;
    TlsStage stage;
    QVERIFY(start(stage, tls,
                  {{"limits/max_connections", "30"}, {"limits/max_connections_per_ip", "30"}}));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
    }
    const auto round = [&] {
        for (size_t i = 0; i < clients.size(); ++i) {
            // Some are closed before, some are taken over.
            if (i % 2 == 0)
                clients[i]->raw().abort();
            ClientPtr next = stage.resumed(*clients[i]);
            QVERIFY(next && next->hello()->resumed);
            clients[i] = std::move(next);
        }
    };
    round();
    (void)holdsFor(500ms, [] { return true; });
    const int files = openFiles(stage.relay.pid());
    while (moves(stage) < Moves) {
        round();
        if (QTest::currentTestFailed())
            return;
    }
    EVENTUALLY(openFiles(stage.relay.pid()) <= files);
    QCOMPARE(stage.business.connects().size(), Clients);
    // All seats but those of the clients are free again.
    std::vector<ClientPtr> more;
    for (int i = 0; i < 30 - Clients; ++i) {
        more.push_back(stage.client());
        QVERIFY(more.back());
    }
    QVERIFY(!stage.relay.hasLogged("connection refused"));
    QCOMPARE(stage.relay.stop(), 0);
    for (const ClientPtr &client : clients)
        QCOMPARE(stage.business.closesOf(client->identity).size(), 1);
}

void TestResumeWorkers::placesPerAddressGoAlong()
{
    TlsStage stage;
    QVERIFY(start(stage, false, {{"limits/max_connections_per_ip", "6"}}));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
    }
    for (int round = 0; round < 10; ++round) {
        for (ClientPtr &client : clients) {
            // The place of the one before may take a moment to be free.
            ClientPtr next;
            EVENTUALLY((next = stage.resumed(*client)));
            QVERIFY(next->hello()->resumed);
            client = std::move(next);
        }
    }
    QVERIFY(moves(stage) > 0);
    // One place is left, and not two.
    ClientPtr last;
    EVENTUALLY((last = stage.client()));
    QVERIFY(holdsFor(500ms, [&] { return stage.tryConnect(stage.clientHeaders()).status == 429; }));
}

void TestResumeWorkers::stoppingMeanwhile()
{
    // Connections on their way between workers that end.
    QFETCH(bool, tls);
    constexpr int Clients = 60;
    TlsStage stage;
    QVERIFY(start(stage, tls));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(stage.client2());
        QVERIFY(clients.back());
    }
    std::vector<std::unique_ptr<RawClient>> next;
    for (int i = 0; i < Clients; ++i) {
        next.push_back(std::make_unique<RawClient>());
        QVERIFY(next.back()->connectTo(stage.server()));
    }
    for (int i = 0; i < Clients; ++i) {
        if (i == Clients / 2)
            stage.relay.terminate();
        next[size_t(i)]->send(RawClient::upgradeRequest(
            "/connect/",
            stage.clientHeaders()
                + Fields{{"Sec-WebSocket-Protocol", Rainbow2},
                         {"X-RAINBOW-SESSION", clients[size_t(i)]->hello()->session}}));
    }
    QCOMPARE(stage.relay.waitForExit(), 0);
    for (const auto &client : next)
        QVERIFY(client->waitForDisconnected());
    for (const ClientPtr &client : clients)
        QCOMPARE(stage.business.closesOf(client->identity).size(), 1);
}

QTEST_GUILESS_MAIN(TestResumeWorkers)
#include "tst_resume_workers.moc"
