// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/incoming.h"

namespace Rainbow {

Incoming::Arrival Incoming::onSend(const Packet &packet, bool ownIds)
{
    if (packet.qos == QoS::AtMostOnce)
        return {.deliver = Ticket(), .answer = {}};
    if (packet.dup || ownIds) {
        const auto found = m_entries.find(packet.id);
        if (found != m_entries.end() && found->second.qos == packet.qos) {
            if (!found->second.answered)
                return {};
            const Packet answer = toPacket(packet.id, found->second);
            if (packet.qos == QoS::AtLeastOnce)
                m_entries.erase(found);
            return {.deliver = {}, .answer = answer};
        }
    }
    // Late: its answer has been taken.
    if (ownIds && packet.dup && packet.qos == QoS::ExactlyOnce && m_released.contains(packet.id))
        return {.deliver = {},
                .answer = Packet{.command = PacketCommand::Rec, .id = packet.id, .payload = {}}};
    // New, also without DUP under a known id: the relay is done with what had it before.
    const Ticket ticket{packet.id, ++m_lastSerial};
    m_entries[packet.id] = {.serial = ticket.serial, .qos = packet.qos};
    return {.deliver = ticket, .answer = {}};
}

Packet Incoming::onRel(quint16 id)
{
    const auto found = m_entries.find(id);
    // Released while its handler is at work: the relay has no use for the answer.
    if (found != m_entries.end() && found->second.qos == QoS::ExactlyOnce) {
        m_entries.erase(found);
        m_released.remember(id);
    }
    return {.command = PacketCommand::Com, .id = id, .payload = {}};
}

std::optional<Packet> Incoming::answer(Ticket ticket, const QByteArray &payload, bool connected)
{
    if (!isOpen(ticket))
        return std::nullopt;
    const auto found = m_entries.find(ticket.id);
    Entry &entry = found->second;
    entry.answered = true;
    entry.answer = payload;
    Packet packet = toPacket(ticket.id, entry);
    if (connected && entry.qos == QoS::AtLeastOnce)
        m_entries.erase(found);
    return packet;
}

bool Incoming::isOpen(Ticket ticket) const
{
    const auto found = m_entries.find(ticket.id);
    return found != m_entries.end() && found->second.serial == ticket.serial
        && !found->second.answered;
}

void Incoming::forgetAll()
{
    m_entries.clear();
    m_released.clear();
}

Packet Incoming::toPacket(quint16 id, const Entry &entry)
{
    return {.command = entry.qos == QoS::ExactlyOnce ? PacketCommand::Rec : PacketCommand::Ack,
            .id = id,
            .payload = entry.answer};
}

} // namespace Rainbow
