// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queuedesk.h"
#include "queue/queueorigin.h"

namespace Rainbow {

/// The queues of an application at one worker. Messages of the worker's clients wait in a queue per
/// topic and are handed to consumers, wherever these have their connections, in turn; a message
/// goes to one consumer.
///
/// * Order: a message is never handed over while one waits that came before it in its topic.
/// * QoS 0 is done when it was put out to a consumer, which is: taken by its connection while
/// nothing
///   that was put out earlier was stuck there. What the connection then loses is lost. QoS 1 and 2
///   are done when the consumer has answered. What is not done within its timeout fails as timed
///   out, in whosever hand it is, and a late answer finds nothing.
/// * When a consumer goes, what it has in hand and is not done goes to others, before what waits
/// and
///   in order; it may then be seen twice. A consumer that only unpops keeps what it has seen.
/// * A message that is forwarded again while it is under way is not handed out again; both are told
///   what becomes of it.
/// * Nothing here knows of sessions: what a client has sent goes its way when the client has gone.
///
/// Pure: time comes in as an argument, `now` never goes back. Thread: one, its worker's. The port
/// is called from onTime() alone, so that all else may be called from wherever it is convenient,
/// and the owner must call onTime() when nextDue() has come, looking at it at the end of each turn.
class QueueLane {
public:
    /// port and peers must outlive the lane, and peers carry to take() by now: the others are asked
    /// who consumes there.
    QueueLane(HubId id, QueuePort &port, QueuePeers &peers, const QueueLimits &limits = {});
    ~QueueLane();
    Q_DISABLE_COPY_MOVE(QueueLane)

    // --- clients
    /// Ends in exactly one QueuePort::forwarded(). Where there is no room it fails, not as timed
    /// out.
    void forward(const ForwardCall &call, const QByteArray &topic, QoS qos,
                 std::chrono::milliseconds timeout, TimePoint now)
    {
        m_origin.forward(call, topic, qos, timeout, now);
    }

    // --- consumers, which have their connections at this worker
    /// From now on it takes messages of these topics: of all of them, or the verdict says why not.
    [[nodiscard]] QueueVerdict pop(const Identity &consumer, const QByteArrayList &topics);
    /// It takes none of these any more; what it has been shown it may still answer.
    [[nodiscard]] QueueVerdict unpop(const Identity &consumer, const QByteArrayList &topics)
    {
        return m_desk.unpop(consumer, topics);
    }
    /// Its answer to a message of QoS 1 or 2. False: it has no such message in hand.
    [[nodiscard]] bool answer(const Identity &consumer, const QByteArray &mid,
                              const QByteArray &data)
    {
        return m_desk.answer(consumer, mid, data);
    }
    /// Its connection has ended. Of one that is no consumer: nothing happens.
    void gone(const Identity &consumer) { m_desk.gone(consumer); }

    // --- from the exchange
    void take(const QueueItem &item);

    // --- time
    /// When onTime() is due; TimePoint::min(): at once.
    [[nodiscard]] TimePoint nextDue() const;
    void onTime(TimePoint now);

    [[nodiscard]] const QueueCounters &counters() const { return m_origin.counters(); }
    [[nodiscard]] QList<QueueFigures> figures() const; ///< sorted by topic

private:
    void send(HubId to, const QueueItem &item);
    void sendToAll(const QueueItem &item);

    HubId m_id;
    QueuePort &m_port;
    QueuePeers &m_peers;
    QueueOrigin m_origin;
    QueueDesk m_desk;
};

} // namespace Rainbow
