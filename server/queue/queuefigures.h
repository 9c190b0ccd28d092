// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace Rainbow {

/// How much a lane may keep. A lane is one worker's part of an application.
struct QueueLimits {
    int maxWaiting = 2'000; ///< messages of a topic that wait; beyond: a message is refused
    qint64 maxBytes = 64 * 1024 * 1024; ///< of payloads of a topic, waiting and in hand; likewise
    int maxTopics = 100; ///< with messages or consumers, wherever these are
    /// Messages a consumer has in hand, all lanes together: each has an equal share of it, at least
    /// one. Beyond, others get them.
    int window = 1'000;
};

/// What a lane has done since it was made.
struct QueueCounters {
    quint64 enqueued = 0; ///< messages taken in, repeats not counted
    quint64 handed = 0; ///< to consumers; once more when it went back
    quint64 answered = 0; ///< done: answered, or of QoS 0 and put out to a consumer
    quint64 requeued = 0; ///< back from consumers that went, or did not want them any more
    quint64 expired = 0; ///< not done in time
    quint64 refused = 0; ///< not taken in: no room

    QueueCounters &operator+=(const QueueCounters &other)
    {
        enqueued += other.enqueued;
        handed += other.handed;
        answered += other.answered;
        requeued += other.requeued;
        expired += other.expired;
        refused += other.refused;
        return *this;
    }
    friend bool operator==(const QueueCounters &, const QueueCounters &) = default;
};

/// How it is with a topic at one lane; those of all lanes add up.
struct QueueFigures {
    QByteArray topic;
    int waiting = 0; ///< messages of this lane's clients
    int inHand = 0; ///< of them, that consumers have
    qint64 bytes = 0; ///< payloads of both
    int consumers = 0; ///< connections at this lane that take them

    friend bool operator==(const QueueFigures &, const QueueFigures &) = default;
};

} // namespace Rainbow
