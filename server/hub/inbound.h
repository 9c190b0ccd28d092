// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/command.h"
#include "protocol/recentids.h"

#include <QHash>
#include <QList>

#include <algorithm>
#include <optional>

namespace Rainbow {

/// Client → relay: what clients want done, in order, and what has to be known of what was
/// answered (rainbow.md §4, session.md), as a pure state machine: what comes in is told to it, what
/// is to be done comes back as a value.
class Inbound {
public:
    struct Limits {
        int maxInflight = 1'000; ///< requests waiting
        qsizetype maxBytes = 1024 * 1024; ///< of payloads waiting
        qsizetype maxAnswers = 4 * 1024 * 1024; ///< of answers kept until their Rel, with overhead
    };
    /// What a kept answer counts besides its bytes.
    static constexpr qsizetype AnswerOverhead = 64;
    /// What each channel of a subscription counts besides its name.
    static constexpr qsizetype ChannelOverhead = 64;

    /// What an id that is still known may be used for.
    enum class IdPolicy : quint8 {
        Reuse, ///< a message without DUP is a new one. The original protocol
        Refuse, ///< it must be over with the one before. Every request is answered: rainbow.2
    };

    explicit Inbound(IdPolicy policy = IdPolicy::Reuse) : m_policy(policy) { }

    /// What is to be done with a request that came.
    struct Taken {
        enum class What : quint8 {
            Queued, ///< it will come out of next()
            AnswerAgain, ///< QoS 2, answered before: send Rec with answer again
            Waits, ///< a repeat whose first copy is on its way: nothing to do
            Refused, ///< over the limits: ignore it, the client will repeat it
            IdInUse, ///< IdPolicy::Refuse: what had the id before is not over
        };

        What what = What::Queued;
        QByteArray answer;
    };

    /// What a client wants done. A subscription is answered as a message of QoS 1.
    struct Request {
        enum class Kind : quint8 { Forward, Publish, Subscribe, Unsubscribe };

        quint64 number = 0; ///< in this session, the same for every repeat
        Kind kind = Kind::Forward;
        QoS qos = QoS::AtMostOnce;
        quint16 type = 0;
        MessageId id = 0;
        QByteArray payload = {};
        ChannelName channel = {}; ///< Publish: or, as the audience has it, an account's name
        QList<ChannelName> channels = {}; ///< Subscribe, Unsubscribe
        Audience audience = Audience::Channel; ///< Publish
        bool isJson = false; ///< Publish
        TimePoint cameAt = {};
    };

    /// What to tell the client once its request is done.
    struct Reply {
        AnswerKind kind = AnswerKind::Ack;
        MessageId id = 0;
    };

    Taken onSend(const SendCommand &command, const Limits &limits, TimePoint now = {});
    Taken onPublish(const PublishCommand &command, const Limits &limits, TimePoint now = {});
    Taken onSubscribe(const SubscribeCommand &command, const Limits &limits, TimePoint now = {});
    /// A repeat of what was taken and is not lost: nothing more will be done for it.
    [[nodiscard]] bool isKnown(const SendCommand &command) const;

    /// The next request, when fewer than concurrency are under way; one Subscribe or Unsubscribe
    /// at a time. Until onForwarded() or onFailed() it is under way.
    [[nodiscard]] std::optional<Request> next(int concurrency);
    /// A Publish, Subscribe or Unsubscribe that is under way; nullptr: there is none.
    [[nodiscard]] const Request *underWay(quint64 number) const;
    /// The request is done, with that answer; not ok: as onFailed(). Nothing: the client is told
    /// nothing.
    std::optional<Reply> onForwarded(quint64 number, bool ok, const QByteArray &body);
    /// The request was not done. Its id, if it has one, and if the id is still its own. mayRepeat:
    /// the client may want the same once more, and its repeat will have the same number.
    std::optional<MessageId> onFailed(quint64 number, bool mayRepeat);
    /// The client has got our Rec: its id is forgotten. It is answered with Com in any case.
    void onRel(MessageId id);

    /// Forgets what waits, and returns it; what is under way is not affected.
    QList<Request> dropQueue();

    [[nodiscard]] int running() const { return int(m_running.size()); }
    [[nodiscard]] int waiting() const { return int(m_queue.size()); }
    /// When the first of those came; nothing: none waits.
    [[nodiscard]] std::optional<TimePoint> waitingSince() const
    {
        return m_queue.isEmpty() ? std::nullopt : std::optional(m_queue.first().cameAt);
    }
    [[nodiscard]] qint64 queuedBytes() const { return m_queuedBytes; }
    /// Bytes of the payloads waiting, and of the answers kept.
    [[nodiscard]] qint64 heldBytes() const { return m_queuedBytes + m_answerCost; }
    /// To QoS 2 messages that are not released.
    [[nodiscard]] int answersKept() const
    {
        return int(std::count_if(m_known.begin(), m_known.end(), [](const Known &known) {
            return known.state == Known::State::Answered;
        }));
    }
    /// More waits than limits allow: reading should pause until isRelaxed().
    [[nodiscard]] bool isCrowded(const Limits &limits) const;
    [[nodiscard]] bool isRelaxed(const Limits &limits) const;

private:
    /// A QoS 2 message until its Rel.
    struct Known {
        enum class State : quint8 { UnderWay, Failed, Answered };

        quint64 number = 0;
        State state = State::UnderWay;
        QByteArray answer;
    };

    /// A request of QoS 1, in case it is repeated; the latest max_inflight of them are remembered.
    struct Recent {
        quint64 number = 0;
        quint64 order = 0; ///< among the requests of QoS 1
    };

    Taken take(Request &&request, bool dup, const Limits &limits);
    Taken takeQos1(Request &&request, bool dup, const Limits &limits);
    Taken takeQos2(Request &&request, bool dup, const Limits &limits);
    Taken enqueue(Request &&request, quint64 number);
    void forget(QHash<MessageId, Known>::iterator known);
    quint64 numberOfQos1(MessageId id, bool dup, const Limits &limits);
    [[nodiscard]] bool isInUse(MessageId id) const;
    [[nodiscard]] bool isQueued(quint64 number) const;
    [[nodiscard]] bool waitsFor(quint64 number) const;
    [[nodiscard]] QList<Request>::const_iterator findRunning(quint64 number) const;

    IdPolicy m_policy;
    QList<Request> m_queue;
    QList<Request> m_running; ///< Forward: without payload
    QHash<MessageId, Known> m_known; ///< QoS 2
    QHash<MessageId, Recent> m_recent; ///< QoS 1: an id's last request
    RecentIds m_released; ///< IdPolicy::Refuse
    qsizetype m_queuedBytes = 0;
    /// Only the answered ones are limited: those under way are in the queue, which has its own
    /// bound, and those that failed may have been given up, and must not be in the way of others.
    qsizetype m_answerCost = 0;
    quint64 m_lastNumber = 0;
    quint64 m_qos1Count = 0;
};

} // namespace Rainbow
