// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Thousands of wrong inputs: the relay ends every such connection by itself, stays up, and goes
/// on serving those who behave.
class TestBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();

    void randomBytes();
    void mutatedUpgrades();
    void cutUpgrades();
    void mutatedHttpRequests();
    void randomFrames();
    void randomBytesBehindTheUpgrade();
    void randomPackets();
    void randomBusinessAnswers();

private:
    static constexpr quint32 Seed = 20'261'121;

    QByteArray randomText(int atMost);
    /// Flips, inserts, removes or repeats some bytes.
    QByteArray mutated(QByteArray bytes);
    /// Sends each input on a connection of its own; true when the relay has ended every one that
    /// it has not upgraded.
    [[nodiscard]] bool survives(int number, const std::function<QByteArray()> &input);

    Stage m_stage;
    ClientPtr m_bystander;
    QRandomGenerator m_random;
};

void TestBadInput::initTestCase()
{
    QVERIFY(m_stage.start({{"limits/head_timeout", "500 ms"},
                           {"limits/body_timeout", "500 ms"},
                           {"limits/idle_timeout", "500 ms"}},
                          2));
    m_bystander = m_stage.client("bystanders");
    QVERIFY(m_bystander);
}

void TestBadInput::cleanupTestCase()
{
    m_bystander.reset();
    QCOMPARE(m_stage.relay.stop(), 0);
}

void TestBadInput::init()
{
    m_random.seed(Seed);
    m_stage.business.reset();
    m_stage.business.clear();
}

void TestBadInput::cleanup()
{
    QVERIFY(m_stage.relay.isRunning());
    QVERIFY(m_stage.isHealthy());
    QVERIFY(m_bystander->isOpen());
    QCOMPARE(m_stage.api().send({{"channel", "bystanders"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":1,"data":""})"));
}

QByteArray TestBadInput::randomText(int atMost)
{
    QByteArray bytes(m_random.bounded(1, atMost), Qt::Uninitialized);
    const bool any = m_random.bounded(2) == 0;
    static constexpr char Likely[] = "GET POST /:\r\n HTTP/1.1 %0a;=,\"chunked";
    for (char &byte : bytes) {
        byte = any ? char(m_random.bounded(256)) : Likely[m_random.bounded(int(sizeof Likely) - 1)];
    }
    return bytes;
}

QByteArray TestBadInput::mutated(QByteArray bytes)
{
    const int changes = m_random.bounded(1, 6);
    for (int i = 0; i < changes && !bytes.isEmpty(); ++i) {
        const auto at = qsizetype(m_random.bounded(int(bytes.size())));
        switch (m_random.bounded(5)) {
        case 0:
            bytes[at] = char(bytes[at] ^ (1 << m_random.bounded(8)));
            break;
        case 1:
            bytes.remove(at, m_random.bounded(1, 12));
            break;
        case 2:
            bytes.insert(at, randomText(8));
            break;
        case 3:
            bytes.insert(at, bytes.mid(at, m_random.bounded(1, 40)));
            break;
        default:
            bytes[at] = char(m_random.bounded(256));
            break;
        }
    }
    return bytes;
}

bool TestBadInput::survives(int number, const std::function<QByteArray()> &input)
{
    constexpr int batch = 100;
    for (int done = 0; done < number; done += batch) {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < batch; ++i) {
            clients.push_back(std::make_unique<RawClient>());
            if (!clients.back()->connectTo(m_stage.relay.port()))
                return false;
            clients.back()->send(input());
        }
        const bool over = waitUntil([&clients] {
            return std::all_of(clients.begin(), clients.end(), [](const auto &client) {
                return client->isDisconnected() || client->answer().status == 101;
            });
        });
        if (!over || !m_stage.isHealthy())
            return false;
    }
    return true;
}

void TestBadInput::randomBytes()
{
    QVERIFY(survives(1'000, [this] { return randomText(600); }));
}

void TestBadInput::mutatedUpgrades()
{
    QVERIFY(survives(1'500, [this] {
        return mutated(RawClient::upgradeRequest(
            "/connect/?a=b&c=%20d", {{"X-DEVICEID", "mutant"}, {"X-CLIENT-OS", "ios"}}));
    }));
}

void TestBadInput::cutUpgrades()
{
    const QByteArray whole =
        RawClient::upgradeRequest("/connect/", {{"X-DEVICEID", "cut"}, {"X-CLIENT-OS", "ios"}});
    qsizetype size = 0;
    QVERIFY(survives(int(whole.size()), [&whole, &size] {
        size = (size + 1) % whole.size();
        return whole.left(size);
    }));
}

void TestBadInput::mutatedHttpRequests()
{
    QVERIFY(survives(1'500, [this] {
        const Fields query = Fields{{"channel", "mutants"}} + signatureFields(Stage::Token);
        QByteArray request;
        switch (m_random.bounded(4)) {
        case 0:
            request = HttpClient::request("POST", HttpClient::target("/send/", query), "payload");
            break;
        case 1:
            request = HttpClient::request("POST", HttpClient::target("/sub/", query),
                                          R"({"identity":"a","channel":"b","occupy":[{}]})");
            break;
        case 2:
            request = "POST " + HttpClient::target("/send/", query)
                + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "4;x=\"y\"\r\nabcd\r\n0\r\nTrailer: 1\r\n\r\n";
            break;
        default:
            request = HttpClient::request("GET", "/serverinfo/?cluster=1");
            break;
        }
        return mutated(request + (m_random.bounded(3) == 0 ? request : QByteArray()));
    }));
}

void TestBadInput::randomFrames()
{
    for (int round = 0; round < 20; ++round) {
        std::vector<std::unique_ptr<RawClient>> clients;
        QList<bool> wellFormed;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(std::make_unique<RawClient>());
            QVERIFY(clients.back()->connectTo(m_stage.relay.port()));
            QByteArray bytes = RawClient::upgradeRequest("/connect/", m_stage.clientHeaders());
            const int frames = m_random.bounded(1, 30);
            for (int f = 0; f < frames; ++f) {
                // Mostly what the RFC allows, so that the wrong one comes after some state.
                const int opcode = m_random.bounded(12) == 0
                    ? m_random.bounded(16)
                    : QList{1, 2, 2, 2, 9, 10}.at(m_random.bounded(6));
                bytes += RawClient::frame(RawClient::Opcode(opcode), randomText(150),
                                          m_random.bounded(8) != 0, m_random.bounded(60) != 0);
            }
            // A mutant's handshake may be about another key than the client believes.
            wellFormed.append(m_random.bounded(3) != 0);
            clients.back()->send(wellFormed.last() ? bytes : mutated(bytes));
        }
        QVERIFY(waitUntil([&clients] {
            return std::all_of(clients.begin(), clients.end(), [](const auto &client) {
                return client->isDisconnected() || client->answer().status == 101;
            });
        }));
        for (size_t i = 0; i < clients.size(); ++i) {
            if (wellFormed.at(qsizetype(i)))
                QCOMPARE(clients[i]->violation(), QByteArray());
            if (i % 2 == 0)
                clients[i]->abort();
        }
    }
    EVENTUALLY(m_stage.isHealthy());
}

void TestBadInput::randomBytesBehindTheUpgrade()
{
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 200; ++i) {
        ClientPtr client = m_stage.client();
        QVERIFY(client);
        client->raw().send(randomText(2'000));
        clients.push_back(std::move(client));
    }
    // 0xff… as a first byte is a reserved opcode, whatever follows.
    for (const ClientPtr &client : clients)
        client->raw().send(QByteArray(200, '\xff'));
    QVERIFY(m_stage.isHealthy());
    for (size_t i = 0; i < clients.size(); i += 2)
        clients[i]->raw().abort();
}

void TestBadInput::randomPackets()
{
    const ClientPtr client = m_stage.client("mutants");
    QVERIFY(client);
    QByteArray bytes;
    for (int i = 0; i < 3'000; ++i) {
        QByteArray packet = randomText(20);
        packet[0] = char(m_random.bounded(256));
        bytes += RawClient::frame(RawClient::Opcode::Binary, packet);
    }
    client->raw().send(bytes);
    client->send(RainbowClient::answer(PacketCommand::Rel, 4'711));
    QVERIFY(waitUntil(
        [&client] {
            return client->packets().contains(RainbowClient::answer(PacketCommand::Com, 4'711));
        },
        30s));
    QVERIFY(client->isOpen());
    QCOMPARE(client->raw().violation(), QByteArray());
}

void TestBadInput::randomBusinessAnswers()
{
    m_stage.business.onMessage([this](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = m_random.bounded(3) == 0 ? m_random.bounded(200, 600) : 200;
        reply.body = randomText(300);
        if (m_random.bounded(4) == 0)
            reply.headers += Fields{{"RAINBOWCLIENTCHANNEL", randomText(300).toHex()}};
        if (m_random.bounded(4) == 0)
            reply.headers +=
                Fields{{"RAINBOWCLIENTCHANNELUNSUB", ",,\t, " + randomText(9).toHex()}};
        if (m_random.bounded(4) == 0)
            reply.headers += Fields{{"RAINBOWCLIENTCOOKIE", randomText(900).toHex()}};
        if (m_random.bounded(8) == 0)
            reply.headers += Fields{{"Content-Encoding", "gzip"}};
        const int behaviour = m_random.bounded(12);
        if (behaviour == 0)
            reply.behaviour = BusinessReply::Behaviour::CloseAtOnce;
        if (behaviour == 1)
            reply.behaviour = BusinessReply::Behaviour::Cut;
        if (behaviour == 2)
            reply.behaviour = BusinessReply::Behaviour::Garbage;
        reply.cutAfter = m_random.bounded(200);
        return reply;
    });
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(m_stage.client());
        QVERIFY(clients.back());
        for (int m = 0; m < 20; ++m)
            clients.back()->sendMessage(quint16(m), "x", QoS(m % 3));
    }
    EVENTUALLY(m_stage.business.messages().size() >= 300);
    m_stage.business.reset();
    for (const ClientPtr &client : clients) {
        client->send(RainbowClient::message(1, "good", QoS::AtLeastOnce, 999));
        EVENTUALLY(
            client->packets().contains(RainbowClient::answer(PacketCommand::Ack, 999, "good")));
        QVERIFY(client->isOpen());
    }
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
