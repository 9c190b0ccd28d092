// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"
#include "protocol/recentids.h"

#include <optional>
#include <unordered_map>

namespace Rainbow {

/// The receiver's side of QoS 1 and 2 (rainbow.md §4): which messages of the relay are new, and
/// what answers they get, now or later. No socket, no time.
class Incoming {
public:
    /// By which a message is answered. It dies with the message's session, and with the message
    /// when the relay gives its id to another one.
    struct Ticket {
        quint16 id = 0;
        quint64 serial = 0; ///< 0: none, of QoS 0
    };

    /// What to do with a SEND. Neither: its handler is at work still, or there is none to answer.
    struct Arrival {
        std::optional<Ticket> deliver; ///< hand it to the app
        std::optional<Packet> answer; ///< it was handled already: write this
    };

    /// ownIds: the relay gives an id to no other message before it is released (rainbow.2), so that
    /// a known one is a repeat even without DUP.
    [[nodiscard]] Arrival onSend(const Packet &packet, bool ownIds = false);
    /// The COM to write.
    [[nodiscard]] Packet onRel(quint16 id);
    /// The ACK or REC to write, or to keep to oneself while there is no connection: it is asked for
    /// again. Nothing: the ticket is dead or used.
    [[nodiscard]] std::optional<Packet> answer(Ticket ticket, const QByteArray &payload,
                                               bool connected);
    [[nodiscard]] bool isOpen(Ticket ticket) const;

    /// Another session: what was received is unknown there.
    void forgetAll();
    [[nodiscard]] size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        quint64 serial = 0;
        QoS qos = QoS::AtLeastOnce;
        bool answered = false;
        QByteArray answer = {};
    };

    static Packet toPacket(quint16 id, const Entry &entry);

    std::unordered_map<quint16, Entry> m_entries;
    RecentIds m_released;
    quint64 m_lastSerial = 0;
};

} // namespace Rainbow
