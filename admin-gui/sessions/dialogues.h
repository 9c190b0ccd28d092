// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "sessions/timelinepacket.h"

#include <QHash>
#include <QList>

#include <chrono>
#include <map>
#include <optional>

namespace Rainbow::Admin {

/// Finds out which packets of a connection belong together: a message, its repetitions, and what
/// answers it (rainbow.md §4). Ids are counted per direction and used again, packets are repeated,
/// and some were never seen: before it began to look, or in a gap.
/// Pure; packets are named by ordinals that rise.
class Dialogues {
public:
    /// What a packet is to its dialogue.
    enum class Part : quint8 {
        None, ///< it is in no dialogue: QoS 0, HELLO, CLOSE
        Message, ///< begins it
        Retry, ///< a message, answer, REL or COM once more
        Answer, ///< ACK, REC, PONG
        Release, ///< REL
        Completion, ///< COM
        Refusal, ///< NAK
        Stray, ///< an answer to what was not seen
    };

    enum class State : quint8 {
        Waiting, ///< for the first answer
        Received, ///< QoS 2: REC came, COM has not
        Done,
        Refused, ///< by NAK
        Overtaken, ///< no answer came before the id was used for another message, or the end
        Unknown, ///< packets were lost to us that may have been the answer
    };

    struct Dialogue {
        qint64 number = 0;
        PacketDirection direction = PacketDirection::In; ///< of its message
        PacketKind kind = PacketKind::Send;
        int qos = 0;
        int id = 0;
        State state = State::Waiting;
        bool isStartKnown = true; ///< its first packet was the message itself, not a repetition
        qint64 startedAt = 0; ///< ms since 1970
        qint64 answeredAt = 0; ///< first answer; 0: none
        bool isReleased = false; ///< REL was seen
        int retries = 0; ///< of the message
        QList<qint64> packets; ///< ordinals

        /// From the message to its first answer; nothing: not known.
        [[nodiscard]] std::optional<std::chrono::milliseconds> took() const;
        [[nodiscard]] bool isOpen() const
        {
            return state == State::Waiting || state == State::Received;
        }
    };

    struct Place {
        qint64 dialogue = 0; ///< number; 0: none
        Part part = Part::None;
        qint64 overtaken = 0; ///< number of the dialogue whose state this changed besides; 0: none
    };

    /// Takes the next packet; ordinal is greater than those before.
    Place add(qint64 ordinal, const TimelinePacket &packet);
    /// Packets are missing here. Gives the numbers of the dialogues that may have gone on in them.
    QList<qint64> addGap();
    /// Nothing more comes. Gives the numbers of those that were open.
    QList<qint64> end();

    /// Null: there is none, or no more.
    [[nodiscard]] const Dialogue *find(qint64 number) const;
    /// Forgets packets before that one, and dialogues with no other.
    void forgetBefore(qint64 ordinal);
    void clear();
    [[nodiscard]] qsizetype size() const { return qsizetype(m_dialogues.size()); }

private:
    struct Key {
        PacketDirection direction; ///< of the message
        int id; ///< -1: a ping
        friend bool operator==(const Key &, const Key &) = default;
        friend size_t qHash(const Key &key, size_t seed = 0) noexcept
        {
            return qHashMulti(seed, int(key.direction), key.id);
        }
    };

    Place addMessage(qint64 ordinal, const TimelinePacket &packet, const Key &key);
    Place addAnswer(qint64 ordinal, const TimelinePacket &packet, const Key &key);
    Dialogue &begin(const TimelinePacket &packet, const Key &key);
    [[nodiscard]] Dialogue *current(const Key &key);
    QList<qint64> turnOpen(State state);

    std::map<qint64, Dialogue> m_dialogues; ///< by number
    QHash<Key, qint64> m_current; ///< the latest with that id
    qint64 m_last = 0;
};

} // namespace Rainbow::Admin
