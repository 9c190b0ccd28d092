// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr int Messages = 300; // of each QoS, each way
constexpr size_t MaxInFlight = 8;

/// A relay as session.md has it, on a line that breaks before and after any packet.
class StormyRelay {
public:
    StormyRelay(ScriptedRelay &relay, quint32 seed) : m_relay(relay), m_random(seed)
    {
        relay.onPacket = [this](const Packet &packet) { onPacket(packet); };
        relay.onOpen = [this] { onOpen(); };
        for (int i = 0; i < 2 * Messages; ++i)
            m_queue.append(i);
    }

    /// How often each of the client's messages was forwarded.
    std::map<QByteArray, int> forwarded;
    int drops = 0;
    [[nodiscard]] bool isDone() const { return m_queue.isEmpty() && m_inFlight.empty(); }
    [[nodiscard]] bool hasForgottenAll() const { return m_unreleased.isEmpty(); }

private:
    struct InFlight {
        Packet packet;
        bool released = false;
    };

    bool breaks()
    {
        if (m_random.bounded(60) != 0)
            return false;
        ++drops;
        m_relay.hello.session = "1-" + QByteArray::number(drops);
        m_relay.drop();
        return true;
    }
    void write(const Packet &packet)
    {
        if (m_relay.isConnected())
            m_relay.send(packet);
    }
    void onOpen()
    {
        m_relay.hello.resumed = true;
        for (auto &[id, entry] : m_inFlight) {
            entry.packet.dup = true;
            write(entry.released
                      ? Packet{.command = PacketCommand::Rel, .dup = true, .id = id, .payload = {}}
                      : entry.packet);
        }
        sendMore();
    }
    void sendMore()
    {
        while (!m_queue.isEmpty() && m_inFlight.size() < MaxInFlight) {
            const int number = m_queue.takeFirst();
            const Packet packet{.qos = number % 2 == 0 ? QoS::AtLeastOnce : QoS::ExactlyOnce,
                                .type = 1,
                                .id = ++m_lastId,
                                .payload = QByteArray::number(number)};
            m_inFlight[packet.id].packet = packet;
            write(packet);
        }
    }
    void onPacket(const Packet &packet)
    {
        if (breaks())
            return; // it has not come
        const std::optional<Packet> answer = answerTo(packet);
        if (answer && !breaks())
            write(*answer);
        if (m_relay.isConnected())
            sendMore();
    }
    std::optional<Packet> answerTo(const Packet &packet)
    {
        switch (packet.command) {
        case PacketCommand::Send: {
            const bool exactly = packet.qos == QoS::ExactlyOnce;
            if (!exactly || !m_unreleased.contains(packet.id))
                ++forwarded[packet.payload];
            if (exactly)
                m_unreleased.insert(packet.id);
            return Packet{.command = exactly ? PacketCommand::Rec : PacketCommand::Ack,
                          .id = packet.id,
                          .payload = packet.payload};
        }
        case PacketCommand::Rel:
            m_unreleased.remove(packet.id);
            return Packet{.command = PacketCommand::Com, .id = packet.id, .payload = {}};
        case PacketCommand::Rec:
            if (const auto found = m_inFlight.find(packet.id); found != m_inFlight.end())
                found->second.released = true;
            return Packet{.command = PacketCommand::Rel, .id = packet.id, .payload = {}};
        default: // ACK and COM
            m_inFlight.erase(packet.id);
            return std::nullopt;
        }
    }

    ScriptedRelay &m_relay;
    QRandomGenerator m_random;
    QList<int> m_queue;
    std::map<quint16, InFlight> m_inFlight;
    QSet<quint16> m_unreleased;
    quint16 m_lastId = 0;
};

} // namespace

/// Both QoS, both ways, on a line that breaks everywhere: at least once and exactly once hold.
class tst_ClientStorm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losesNothingAndDoublesNothing_data();
    void losesNothingAndDoublesNothing();
};

void tst_ClientStorm::losesNothingAndDoublesNothing_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 4U, 5U})
        QTest::addRow("seed %u", seed) << seed;
}

void tst_ClientStorm::losesNothingAndDoublesNothing()
{
    QFETCH(quint32, seed);
    ClientScene scene;
    scene.client.setReconnectDelays(1ms, 1ms);
    scene.client.setQueueLimits(2 * Messages, 1024 * 1024);
    scene.client.setSendTimeout(10min);
    StormyRelay storm(scene.relay, seed);
    std::map<QByteArray, int> handled;
    QRandomGenerator random(seed);
    scene.client.onMessage(1, this, [&](const Message &message, Reply reply) {
        ++handled[message.payload()];
        if (random.bounded(4) != 0)
            reply.answer(message.payload());
        else // a slow one
            QTimer::singleShot(random.bounded(5), this,
                               [reply]() mutable { reply.answer("slow"); });
    });
    QList<std::shared_ptr<Ending>> endings;
    for (int i = 0; i < 2 * Messages; ++i) {
        endings.append(watch(scene.client.send(1, QByteArray::number(i), QoS(1 + i % 2))));
    }
    scene.client.bloom();
    QVERIFY(waitUntil(
        [&] {
            return scene.client.pendingCount() == 0 && storm.isDone() && storm.hasForgottenAll();
        },
        60s));
    QVERIFY2(storm.drops >= 50, qPrintable(QString::number(storm.drops)));
    for (int i = 0; i < 2 * Messages; ++i) {
        const QByteArray payload = QByteArray::number(i);
        QVERIFY(endings[i]->succeeded());
        QCOMPARE(endings[i]->answer, payload);
        if (i % 2 == 0) {
            QVERIFY(handled[payload] >= 1 && storm.forwarded[payload] >= 1);
        } else {
            QCOMPARE(handled[payload], 1);
            QCOMPARE(storm.forwarded[payload], 1);
        }
    }
    QCOMPARE(scene.client.statistics().resumes, scene.client.statistics().connects - 1);
}

QTEST_GUILESS_MAIN(tst_ClientStorm)
#include "tst_clientstorm.moc"
