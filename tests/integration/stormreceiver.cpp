// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormreceiver.h"

namespace Rainbow::Test {

StormReceiver::StormReceiver(ClientPtr client, quint32 seed)
    : m_weather(seed), m_client(std::move(client)),
      m_in([this](const Packet &packet) { take(packet); })
{
    m_client->raw().onMessage = [this](const RawClient::Message &message) {
        const PacketResult result = parsePacket(message.payload);
        if (result.error != PacketError::None) {
            m_wrongs.append("not a packet: " + message.payload.toHex());
            return;
        }
        const Packet &packet = result.packet;
        if (packet.command == PacketCommand::Send) {
            if (packet.dup != m_seen.contains(packet.id))
                m_wrongs.append(
                    packet.payload
                    + (packet.dup ? " came first with DUP" : " came again without DUP"));
            m_seen.insert(packet.id);
        }
        if (!m_weather.loses())
            m_in.push(packet, m_weather.delay());
    };
}

void StormReceiver::take(const Packet &packet)
{
    switch (packet.command) {
    case PacketCommand::Send:
        takeMessage(packet);
        return;
    case PacketCommand::Rel:
        m_known.remove(packet.id);
        transmit(RainbowClient::answer(PacketCommand::Com, packet.id));
        return;
    default:
        m_wrongs.append("command " + QByteArray::number(int(packet.command)));
    }
}

void StormReceiver::takeMessage(const Packet &packet)
{
    if (packet.qos != QoS::ExactlyOnce)
        m_wrongs.append(packet.payload + " is not QoS 2");
    const auto known = m_known.constFind(packet.id);
    if (known == m_known.constEnd()) {
        m_known.insert(packet.id, packet.payload);
        ++m_handled[packet.payload];
    } else {
        ++m_repeats;
        if (*known != packet.payload)
            m_wrongs.append("another message under the id of " + *known);
    }
    transmit(RainbowClient::answer(PacketCommand::Rec, packet.id, answerTo(packet.payload)));
}

void StormReceiver::transmit(const Packet &packet)
{
    const auto sendLater = [this, packet] {
        // Not through a pipe: the order of answers is the client's own affair.
        QTimer::singleShot(m_weather.delay(), Qt::PreciseTimer, this,
                           [this, packet] { m_client->send(packet); });
    };
    if (!m_weather.loses())
        sendLater();
    if (m_weather.repeats())
        sendLater();
}

} // namespace Rainbow::Test
