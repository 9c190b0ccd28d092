// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/command.h"
#include "hub/publication.h"
#include "hub/sharedframes.h"

#include <QHash>
#include <QList>

#include <memory>
#include <optional>
#include <vector>

namespace Rainbow {

// The QoS dialogues of one client (rainbow.md §4), as pure state machines: what comes in is
// told to them, what is to be done comes back as a value.

/// A publication with QoS > 0 at one hub, while some of its clients have not answered.
struct OpenPublication {
    explicit OpenPublication(const Publication &p)
        : publication(p), frames(p, false), repeats(p, true)
    {
        receipt.id = p.id;
    }

    Publication publication;
    SharedFrames frames; ///< of the first sending
    SharedFrames repeats; ///< with DUP
    Receipt receipt;
    int waiting = 0; ///< clients that have neither answered nor left
    bool reported = false; ///< the receipt is out; later answers change nothing
};
using OpenPublicationPtr = std::shared_ptr<OpenPublication>;

/// Relay → client: messages that were sent with QoS > 0 and are not through.
class Outbound {
public:
    /// What an answer of the client means.
    enum class Step : quint8 {
        Unknown, ///< no such id, or not the answer it waits for
        Confirmed, ///< the first answer to the message. After Rec the caller sends Rel
        Repeated, ///< Rec once more: the caller sends Rel once more
        Completed, ///< Com: the dialogue is over
    };

    struct Answered {
        Step step = Step::Unknown;
        OpenPublicationPtr publication; ///< Confirmed: whose
    };

    /// What time asks for.
    struct Due {
        enum class What : quint8 {
            RepeatMessage, ///< send the message again, with DUP
            RepeatRel, ///< send Rel again
            Expired, ///< its time is up and it is forgotten: the client did not answer
        };

        What what = What::RepeatMessage;
        MessageId id = 0;
        OpenPublicationPtr publication;
    };

    /// Starts a dialogue under a free id, counting on from the last one: 1…65534, then 1 again,
    /// passing over ids still in flight. The caller sends the message, and keeps inFlight()
    /// below 65534.
    MessageId begin(const OpenPublicationPtr &publication, TimePoint now,
                    std::chrono::milliseconds retryInterval);
    /// Rel from a client is none of this side's answers: Unknown.
    Answered onAnswer(AnswerKind kind, MessageId id, TimePoint now,
                      std::chrono::milliseconds retryInterval);
    /// Everything that is due by now, in the order the messages were sent.
    [[nodiscard]] std::vector<Due> takeDue(TimePoint now, std::chrono::milliseconds retryInterval);
    /// When takeDue() has something next, or earlier; TimePoint::max(): never.
    [[nodiscard]] TimePoint nextDue() const { return m_nextDue; }
    [[nodiscard]] int inFlight() const { return int(m_deliveries.size()); }
    /// Bytes of the messages in flight; other clients may be waiting for the same messages.
    [[nodiscard]] qint64 heldBytes() const;
    /// Ends all dialogues; gives those publications whose message was not answered.
    [[nodiscard]] std::vector<OpenPublicationPtr> abandon();

private:
    enum class State : quint8 { AwaitAck, AwaitRec, AwaitCom };

    struct Delivery {
        OpenPublicationPtr publication;
        TimePoint retryAt;
        MessageId id = 0;
        State state = State::AwaitAck;
    };

    std::vector<Delivery>::iterator find(MessageId id);

    std::vector<Delivery> m_deliveries; ///< in the order they were begun
    TimePoint m_nextDue = TimePoint::max();
    MessageId m_lastId = 0;
};

/// Client → relay: messages on their way to the business server, in order, and what has to be
/// known of the answered ones.
class Inbound {
public:
    struct Limits {
        int maxInflight = 1'000; ///< messages waiting
        qsizetype maxBytes = 1024 * 1024; ///< of payloads waiting
        qsizetype maxAnswers = 4 * 1024 * 1024; ///< of answers kept until their Rel, with overhead
    };
    /// What a kept answer counts besides its bytes.
    static constexpr qsizetype AnswerOverhead = 64;

    /// What is to be done with a message that came.
    struct Taken {
        enum class What : quint8 {
            Queued, ///< it will come out of next()
            AnswerAgain, ///< QoS 2, answered before: send Rec with answer again
            Waits, ///< a repeat whose first copy is on its way: nothing to do
            Refused, ///< over the limits: ignore it, the client will repeat it
        };

        What what = What::Queued;
        QByteArray answer;
    };

    /// A message to forward now.
    struct Forward {
        quint64 number = 0; ///< of the message in this session, the same for every repeat
        quint16 type = 0;
        QByteArray payload;
    };

    /// What to tell the client once the business server has answered.
    struct Reply {
        AnswerKind kind = AnswerKind::Ack;
        MessageId id = 0;
    };

    Taken onSend(const SendCommand &command, const Limits &limits);
    /// The next message, when fewer than concurrency are under way.
    [[nodiscard]] std::optional<Forward> next(int concurrency);
    /// The business server has answered (ok: 2xx). Nothing: the client is told nothing.
    std::optional<Reply> onForwarded(quint64 number, bool ok, const QByteArray &body);
    /// The client has got our Rec: its id is forgotten. It is answered with Com in any case.
    void onRel(MessageId id);

    /// Forgets what waits; what is under way is not affected.
    void dropQueue();

    [[nodiscard]] int running() const { return int(m_running.size()); }
    [[nodiscard]] int waiting() const { return int(m_queue.size()); }
    [[nodiscard]] qint64 queuedBytes() const { return m_queuedBytes; }
    /// Bytes of the payloads waiting, and of the answers kept.
    [[nodiscard]] qint64 heldBytes() const { return m_queuedBytes + m_answerCost; }
    /// More waits than limits allow: reading should pause until isRelaxed().
    [[nodiscard]] bool isCrowded(const Limits &limits) const;
    [[nodiscard]] bool isRelaxed(const Limits &limits) const;

private:
    struct Pending {
        quint64 number = 0;
        quint16 type = 0;
        QoS qos = QoS::AtMostOnce;
        MessageId id = 0;
        QByteArray payload;
    };

    /// A QoS 2 message until its Rel.
    struct Known {
        enum class State : quint8 { UnderWay, Failed, Answered };

        quint64 number = 0;
        State state = State::UnderWay;
        QByteArray answer;
    };

    /// A QoS 1 message, in case it is repeated; the latest max_inflight of them are remembered.
    struct Recent {
        quint64 number = 0;
        quint64 order = 0; ///< among the messages of QoS 1
    };

    void forget(QHash<MessageId, Known>::iterator known);
    Taken enqueue(const SendCommand &command, quint64 number);
    quint64 numberOfQos1(const SendCommand &command, const Limits &limits);
    [[nodiscard]] bool isQueued(quint64 number) const;

    QList<Pending> m_queue;
    QList<Pending> m_running; ///< without payload
    QHash<MessageId, Known> m_known; ///< QoS 2
    QHash<MessageId, Recent> m_recent; ///< QoS 1: an id's last message
    qsizetype m_queuedBytes = 0;
    /// Only the answered ones are limited: those under way are in the queue, which has its own
    /// bound, and those that failed may have been given up, and must not be in the way of others.
    qsizetype m_answerCost = 0;
    quint64 m_lastNumber = 0;
    quint64 m_qos1Count = 0;
};

} // namespace Rainbow
