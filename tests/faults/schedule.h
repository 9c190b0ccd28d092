// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/hubfakes.h"

#include <QHash>
#include <QSet>

#include <deque>
#include <random>

namespace Rainbow {

/// One client and one business server around a hub, with everything going wrong between them that
/// a seed says: answers get lost, come twice, overtake each other or belong to nothing; messages
/// get lost and are repeated; the business server fails; ids wrap. What each side says of its own
/// dialogues keeps its order, as on a stream; without that no QoS 2 could hold.
/// In the end the weather clears up, so that all that can come through does.
class Schedule {
public:
    struct Figures {
        qint64 messages = 0;
        qint64 repeats = 0; ///< SENDs with DUP, both directions
        qint64 lost = 0; ///< packets
        qint64 strays = 0; ///< answers that were sent twice or belong to nothing
    };

    /// The same seed gives the same schedule. fresh: what a session begins with that has used
    /// most of its ids.
    Schedule(quint32 seed, const Outbound &fresh);

    /// What went wrong; empty: nothing.
    QByteArray run();
    [[nodiscard]] const Figures &figures() const { return m_figures; }

private:
    /// A message in either direction, by its number, which is its payload.
    struct Fate {
        QoS qos = QoS::AtMostOnce;
        int handled = 0;
        int answered = 0; ///< up: 2xx of the business server
        bool isDone = false; ///< its sender knows
    };
    /// A message of the client that is not through.
    struct Open {
        int number = 0;
        QoS qos = QoS::AtMostOnce;
        bool released = false;
        TimePoint repeatAt;
    };

    static HubSettings settings(std::mt19937 &random);
    bool chance(int percent) { return int(m_random() % 100) < percent; }
    size_t below(size_t end) { return m_random() % end; }
    [[nodiscard]] bool isCalm() const { return m_steps > m_stormSteps; }
    bool loses();

    void step();
    [[nodiscard]] bool isDone() const;
    [[nodiscard]] QByteArray verdict() const;
    void beginUp();
    void beginDown();
    void clientRepeats();
    void relayReads();
    void strayAnswer();
    void businessAnswers();
    void collect();
    void clientReads(const QByteArray &frame);
    void clientReadsMessage(const QByteArray &frame);
    void clientReadsAnswer(const QByteArray &kind, MessageId id, const QByteArray &payload);
    void answer(AnswerKind kind, MessageId id, const QByteArray &payload = {});

    std::mt19937 m_random;
    World m_world;
    World::Client &m_client;
    int m_steps = 0;
    int m_stormSteps;
    int m_loss;
    int m_failure;
    int m_toSendUp;
    int m_toSendDown;
    QHash<int, Fate> m_up;
    QHash<int, Fate> m_down;
    std::deque<Command> m_stream; ///< what the client says of its own dialogues, in order
    std::vector<AnswerCommand> m_answers; ///< and what it answers, in any order
    std::deque<QByteArray> m_frames; ///< to the client, in order
    std::vector<QByteArray> m_loose; ///< answers to the client, in any order
    QHash<MessageId, Open> m_open; ///< of the client, by id
    QHash<MessageId, int> m_known; ///< QoS 2 messages the client knows until REL
    QHash<MessageId, QoS> m_inFlight; ///< ids of the relay that it may still wait for
    MessageId m_lastId;
    int m_receipts = 0;
    Figures m_figures;
};

} // namespace Rainbow
