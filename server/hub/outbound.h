// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/command.h"
#include "hub/publication.h"
#include "hub/sharedframes.h"

#include <memory>
#include <vector>

namespace Rainbow {

/// A publication with QoS > 0 at one hub, while some of its clients have not answered.
struct OpenPublication {
    /// encoded: see SharedEvent.
    explicit OpenPublication(const Publication &p, TimePoint now = {}, quint64 *encoded = nullptr)
        : publication(p), begunAt(now), frames(p, false, encoded), repeats(p, true, encoded)
    {
        receipt.id = p.id;
    }

    Publication publication;
    TimePoint begunAt; ///< when it came to this hub
    SharedFrames frames; ///< of the first sending
    SharedFrames repeats; ///< with DUP
    Receipt receipt;
    int waiting = 0; ///< clients that have neither answered, refused nor left
    bool reported = false; ///< the receipt is out; later answers change nothing
};
using OpenPublicationPtr = std::shared_ptr<OpenPublication>;

/// Relay → client: messages that were sent with QoS > 0 and are not through (rainbow.md §4), as a
/// pure state machine: what comes in is told to it, what is to be done comes back as a value.
class Outbound {
public:
    /// How long a message is repeated.
    enum class Patience : quint8 {
        UntilDeadline, ///< of its publication: then it is forgotten
        Endless, ///< until it is answered, or all dialogues end
    };

    explicit Outbound(Patience patience = Patience::UntilDeadline) : m_patience(patience) { }

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
            Late, ///< Endless: the deadline has passed. Told once
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
    /// The client will not take the message: it is forgotten. nullptr: it is not waited for.
    OpenPublicationPtr onRefused(MessageId id);
    /// The client is back: all that is unanswered is due, in the order the messages were sent.
    [[nodiscard]] std::vector<Due> repeatAll(TimePoint now,
                                             std::chrono::milliseconds retryInterval);
    /// Everything that is due by now, in the order the messages were sent.
    [[nodiscard]] std::vector<Due> takeDue(TimePoint now, std::chrono::milliseconds retryInterval);
    /// When takeDue() has something next, or earlier; TimePoint::max(): never.
    [[nodiscard]] TimePoint nextDue() const { return m_nextDue; }
    [[nodiscard]] int inFlight() const { return int(m_deliveries.size()); }
    /// Bytes of the messages in flight; other clients may be waiting for the same messages.
    [[nodiscard]] qint64 heldBytes() const { return m_heldBytes; }
    [[nodiscard]] bool isEndless() const { return m_patience == Patience::Endless; }
    /// Ends all dialogues; gives those publications whose message was not answered.
    [[nodiscard]] std::vector<OpenPublicationPtr> abandon();

private:
    enum class State : quint8 { AwaitAck, AwaitRec, AwaitCom };

    struct Delivery {
        OpenPublicationPtr publication;
        TimePoint retryAt;
        MessageId id = 0;
        State state = State::AwaitAck;
        bool isLate = false; ///< and that has been told
    };

    std::vector<Delivery>::iterator find(MessageId id);
    /// Its payload is not needed any more.
    OpenPublicationPtr release(Delivery &delivery)
    {
        m_heldBytes -= delivery.publication->publication.payload.size();
        return std::move(delivery.publication);
    }
    [[nodiscard]] TimePoint deadlineOf(const Delivery &delivery) const;

    Patience m_patience;
    std::vector<Delivery> m_deliveries; ///< in the order they were begun
    TimePoint m_nextDue = TimePoint::max();
    qint64 m_heldBytes = 0;
    MessageId m_lastId = 0;
};

} // namespace Rainbow
