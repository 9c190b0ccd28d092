// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/rainbowclient.h"

namespace Rainbow {

char *toString(const Packet &packet)
{
    static constexpr const char *Names[] = {"?", "SEND", "ACK", "REC", "REL", "COM"};
    const QByteArray text = QByteArray(Names[quint8(packet.command)]) + (packet.dup ? " DUP" : "")
        + " qos=" + QByteArray::number(int(packet.qos)) + " type=" + QByteArray::number(packet.type)
        + " id=" + QByteArray::number(packet.id) + " \"" + packet.payload.left(100) + '"';
    return qstrdup(text.constData());
}

} // namespace Rainbow

namespace Rainbow::Test {

RainbowClient::RainbowClient(QObject *parent) : QObject(parent)
{
    m_raw.onMessage = [this](const RawClient::Message &received) {
        if (received.opcode == RawClient::Opcode::Binary)
            take(received.payload);
    };
}

bool RainbowClient::open(const Server &server, const Fields &headers)
{
    return m_raw.open(server, "/connect/", headers);
}

quint16 RainbowClient::sendMessage(quint16 type, const QByteArray &payload, QoS qos, bool dup)
{
    const quint16 id = qos == QoS::AtMostOnce ? quint16(0) : ++m_lastId;
    send(message(type, payload, qos, id, dup));
    return id;
}

void RainbowClient::send(const Packet &packet)
{
    m_raw.sendBinary(serializePacket(packet));
}

void RainbowClient::send(const QList<Packet> &packets)
{
    QByteArray bytes;
    for (const Packet &packet : packets)
        bytes += RawClient::frame(RawClient::Opcode::Binary, serializePacket(packet));
    m_raw.send(bytes);
}

Packet RainbowClient::message(quint16 type, const QByteArray &payload, QoS qos, quint16 id,
                              bool dup)
{
    return {PacketCommand::Send, qos, dup, type, id, payload};
}

Packet RainbowClient::answer(PacketCommand command, quint16 id, const QByteArray &payload)
{
    return {command, QoS::AtMostOnce, false, 0, id, payload};
}

QList<Packet> RainbowClient::packets(PacketCommand command) const
{
    QList<Packet> result;
    for (const Packet &packet : m_packets) {
        if (packet.command == command)
            result.append(packet);
    }
    return result;
}

bool RainbowClient::waitFor(PacketCommand command, int number, std::chrono::milliseconds timeout)
{
    return waitUntil([this, command, number] { return count(command) >= number; }, timeout);
}

void RainbowClient::clear()
{
    m_packets.clear();
    m_messages.clear();
}

void RainbowClient::take(const QByteArray &bytes)
{
    const PacketResult result = parsePacket(bytes);
    if (result.error != PacketError::None) {
        qWarning("a packet of the relay is wrong: %s (%s)", toString(result.error),
                 bytes.toHex().constData());
        return;
    }
    const Packet packet = result.packet;
    m_packets.append(packet);
    switch (packet.command) {
    case PacketCommand::Send: {
        const bool again = packet.qos == QoS::ExactlyOnce && m_unreleased.contains(packet.id);
        if (!again)
            m_messages.append(packet);
        if (packet.qos == QoS::ExactlyOnce && !again)
            m_unreleased.append(packet.id);
        if (packet.qos == QoS::AtMostOnce || !m_answersMessages)
            return;
        send(answer(packet.qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Rec,
                    packet.id, answerPayload ? answerPayload(packet) : QByteArray()));
        return;
    }
    case PacketCommand::Rec:
        if (m_answersRec)
            send(answer(PacketCommand::Rel, packet.id));
        return;
    case PacketCommand::Rel:
        m_unreleased.removeAll(packet.id);
        if (m_answersRel)
            send(answer(PacketCommand::Com, packet.id));
        return;
    case PacketCommand::Ack:
    case PacketCommand::Com:
    default: // none of the original protocol
        return;
    }
}

} // namespace Rainbow::Test
