// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/rainbowclient.h"

namespace Rainbow {

char *toString(const Packet &packet)
{
    const QByteArray text = QByteArray(toString(packet.command)) + (packet.dup ? " DUP" : "")
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

bool RainbowClient::open2(const Server &server, const Fields &headers)
{
    return open(server, headers + Fields{{"Sec-WebSocket-Protocol", Rainbow2}})
        && fieldValue(m_raw.answer().headers, "Sec-WebSocket-Protocol") == Rainbow2
        && waitUntil([this] { return m_hello.has_value() || m_raw.isDisconnected(); })
        && m_hello.has_value();
}

void RainbowClient::inherit(const RainbowClient &other)
{
    m_lastId = other.m_lastId;
    m_unreleased = other.m_unreleased;
}

quint16 RainbowClient::sendSubscription(PacketCommand command, const QList<QByteArray> &channels)
{
    Packet packet;
    packet.command = command;
    packet.id = ++m_lastId;
    packet.channels = channels;
    send(packet);
    return packet.id;
}

quint16 RainbowClient::publish(const QByteArray &channel, const QByteArray &payload, QoS qos)
{
    Packet packet{PacketCommand::Pub, qos, false, 1, 0, payload, channel};
    packet.id = qos == QoS::AtMostOnce ? quint16(0) : ++m_lastId;
    send(packet);
    return packet.id;
}

int RainbowClient::nakOf(quint16 id) const
{
    for (const Packet &packet : m_packets) {
        if (packet.command == PacketCommand::Nak && packet.id == id)
            return int(packet.code);
    }
    return 0;
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
    if (fieldValue(m_raw.answer().headers, "Sec-WebSocket-Protocol") == Rainbow2)
        m_packetSet = PacketSet::FromRelay;
    const PacketResult result = parsePacket(bytes, m_packetSet);
    if (result.error != PacketError::None) {
        qWarning("a packet of the relay is wrong: %s (%s)", toString(result.error),
                 bytes.toHex().constData());
        return;
    }
    const Packet packet = result.packet;
    if (m_packetSet == PacketSet::FromRelay && m_packets.isEmpty() && !m_hello) {
        if (packet.command != PacketCommand::Hello)
            qWarning("the first packet is no HELLO: %s", bytes.toHex().constData());
        else
            m_hello = parseHello(packet.payload);
        if (m_hello && !m_hello->resumed)
            m_unreleased.clear();
    }
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
