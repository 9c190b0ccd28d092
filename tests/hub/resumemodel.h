// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hubfakes.h"

#include <QMap>

#include <deque>
#include <memory>
#include <random>

namespace Rainbow {

/// A client of rainbow.2 whose connection breaks at any point, again and again, on one side of two
/// hubs, and on the other a business server that fails and publishes, and another client that hears
/// what this one publishes. Within a connection nothing is lost or overtaken, as on TCP; when it
/// breaks, all that is on its way is lost, HELLO too, and the hub hears of it sooner or later, or
/// not before the client is back. In the end the weather clears up, so that all that can come
/// through does.
class ResumeModel {
public:
    struct Figures {
        qint64 messages = 0; ///< with QoS > 0, of all three ways
        qint64 breaks = 0;
        qint64 resumes = 0;
        qint64 takeovers = 0;
        qint64 lostFrames = 0; ///< either direction
        qint64 repeats = 0; ///< of the client
    };

    /// The same seed gives the same story.
    explicit ResumeModel(quint32 seed);

    /// What went wrong; empty: nothing.
    QByteArray run();
    [[nodiscard]] const Figures &figures() const { return m_figures; }

private:
    enum class Way : quint8 {
        Up, ///< SEND of the client, to the business server
        Publish, ///< PUB of the client, to the witness
        Down, ///< published by the business server, to the client
    };
    /// A message, by its number, which is its payload.
    struct Fate {
        Way way = Way::Up;
        QoS qos = QoS::AtMostOnce;
        bool isRefused = false; ///< whoever gets it says no, always
        int handled = 0;
        QByteArray messageId; ///< under which the business server heard of it
    };
    /// A message of the client that is not through, in the order of their numbers.
    struct Open {
        MessageId id = 0;
        bool released = false;
        TimePoint repeatAt;
    };
    /// A message to the client that its application is busy with, or, QoS 2, has answered.
    struct Known {
        int number = 0;
        QoS qos = QoS::AtMostOnce;
        bool isAnswered = false;
    };

    static HubSettings settings(std::mt19937 &random);
    bool chance(int percent) { return int(m_random() % 100) < percent; }
    size_t below(size_t end) { return m_random() % end; }
    [[nodiscard]] bool isCalm() const { return m_steps > m_stormSteps; }
    [[nodiscard]] bool isDone() const;
    void fail(const QByteArray &problem, int number);
    int newMessage(Way way, QoS qos);

    void step();
    // the connection
    void breakConnection();
    void hubNotices();
    void connect();
    // the client
    void clientBegins();
    void clientSays(int number, bool dup);
    void clientRepeats(bool everything);
    void clientReads(const QByteArray &frame);
    void clientReadsMessage(const QByteArray &frame);
    void clientReadsAnswer(const QByteArrayList &words);
    void applicationAnswers();
    void relayReads();
    [[nodiscard]] int numberOf(MessageId id) const;
    // the others
    void businessAnswers();
    void businessPermits();
    void businessPublishes();
    void witnessReads();
    void judge();

    std::mt19937 m_random;
    World m_world;
    World::Client &m_witness;
    std::vector<std::unique_ptr<FakeLink>> m_links;
    FakeLink *m_link = nullptr; ///< of the connection the client believes in; nullptr: none
    FakeLink *m_hubLink = nullptr; ///< of the one the hub believes in
    Session *m_session = nullptr;
    QByteArray m_token;
    bool m_greeted = false; ///< HELLO has been read on this connection
    std::deque<Command> m_stream; ///< on its way to the relay
    QByteArrayList m_frames; ///< on their way to the client
    QMap<int, Fate> m_fates; ///< by number
    QMap<int, Open> m_open; ///< likewise
    QMap<MessageId, Known> m_known;
    int m_lastNumber = 0;
    int m_lastHeard = 0; ///< the client: the latest message that was new to it, QoS > 0
    int m_lastForwarded = 0; ///< the business server, likewise
    MessageId m_lastId = 0;
    int m_toBegin;
    int m_toPublish;
    int m_published = 0; ///< that a receipt is due for
    int m_steps = 0;
    int m_stormSteps;
    int m_breakage;
    int m_failure;
    QByteArray m_problem;
    Figures m_figures;
};

} // namespace Rainbow
