// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queueports.h"

#include <QSet>

#include <boost/intrusive/list.hpp>

#include <functional>
#include <unordered_map>
#include <vector>

namespace Rainbow {

/// What became of a wish of a consumer. Nothing is done unless it is Done.
enum class QueueVerdict : quint8 {
    Done,
    NoRoom, ///< too many topics
    Already, ///< takes one of the topics already
    NotPopped, ///< does not take one of the topics
};

/// The consumers whose connections are at one lane, and what they have in hand. A consumer is given
/// more only when what it was given has left, so that its connection never gets too much at once.
/// Part of QueueLane, whose header says what holds; what it wants said to origins it gives to the
/// sender.
class QueueDesk {
public:
    using Send = std::function<void(HubId to, const QueueItem &item)>;
    using SendToAll = std::function<void(const QueueItem &item)>;

    /// Payload put out to a consumer in one turn, unless a single message is bigger.
    static constexpr qsizetype MaxTurn = 256 * 1024;
    /// How often a connection is looked at whose last bytes have not left.
    static constexpr std::chrono::milliseconds BlockedPoll{5};

    QueueDesk(HubId id, Send send, SendToAll sendToAll);
    ~QueueDesk();
    Q_DISABLE_COPY_MOVE(QueueDesk)

    [[nodiscard]] QueueVerdict pop(const Identity &consumer, const QByteArrayList &topics);
    [[nodiscard]] QueueVerdict unpop(const Identity &consumer, const QByteArrayList &topics);
    void gone(const Identity &consumer);
    [[nodiscard]] bool answer(const Identity &consumer, const QByteArray &mid,
                              const QByteArray &data);

    void take(const QueueHand &hand);
    void take(const QueueExpire &expire);
    void take(const QueueRollCall &call);

    /// TimePoint::min(): there is something to put out.
    [[nodiscard]] TimePoint nextDue() const;
    void deliver(QueuePort &port, TimePoint now);

    /// Consumers here, by topic.
    [[nodiscard]] const std::unordered_map<QByteArray, int> &consumers() const { return m_topics; }

private:
    using Hook = boost::intrusive::list_member_hook<
        boost::intrusive::link_mode<boost::intrusive::normal_link>>;
    struct Consumer;

    struct Held {
        QueueMessage message; ///< without payload once it was put out
        HubId origin = 0;
        Consumer *consumer = nullptr;
        bool out = false; ///< was put out
        Hook place; ///< in consumer->pending or consumer->out
    };
    using HeldList =
        boost::intrusive::list<Held, boost::intrusive::member_hook<Held, Hook, &Held::place>>;

    struct Consumer {
        Identity identity;
        QSet<QByteArray> topics;
        HeldList pending; ///< to be put out, in order
        HeldList out; ///< not answered
        bool busy = false; ///< is in m_busy
    };

    void deliver(Consumer &consumer, QueuePort &port);
    void forget(Held &held);
    void leaveTopic(const QByteArray &topic);
    void dropIfUnused(Consumer &consumer);

    HubId m_id;
    Send m_send;
    SendToAll m_sendToAll;
    std::unordered_map<QByteArray, Held> m_held; ///< by mid
    std::unordered_map<Identity, Consumer> m_consumers;
    std::unordered_map<QByteArray, int> m_topics;
    std::vector<Consumer *> m_busy; ///< something waits to be put out
    /// When to try it; min(): now. Holds while there are busy ones.
    TimePoint m_due = TimePoint::min();
};

} // namespace Rainbow
