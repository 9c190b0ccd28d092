// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/packet.h"

#include <QtEndian>

namespace Rainbow {

namespace {

constexpr quint8 DupBit = 0x08;
constexpr quint8 ChannelBit = 0x01;
constexpr int QosShift = 1;
constexpr quint8 QosMask = 0x03;

void appendU16(QByteArray &out, quint16 value)
{
    const char bytes[2] = {char(value >> 8), char(value & 0xff)};
    out.append(bytes, 2);
}

void appendName(QByteArray &out, const QByteArray &name)
{
    out.append(char(quint8(name.size())));
    out.append(name);
}

/// What a command carries behind its first byte, in this order: type, id, channel(s), payload.
bool isMessage(PacketCommand command)
{
    return command == PacketCommand::Send || command == PacketCommand::Pub;
}

bool hasId(const Packet &packet)
{
    return isMessage(packet.command) ? packet.qos != QoS::AtMostOnce
                                     : packet.command != PacketCommand::Hello;
}

bool hasChannels(PacketCommand command)
{
    return command == PacketCommand::Sub || command == PacketCommand::Unsub;
}

bool hasPayload(PacketCommand command)
{
    return command != PacketCommand::Rel && command != PacketCommand::Com && !hasChannels(command);
}

bool isIn(PacketCommand command, PacketSet set)
{
    switch (command) {
    case PacketCommand::Send:
    case PacketCommand::Ack:
    case PacketCommand::Rec:
    case PacketCommand::Rel:
    case PacketCommand::Com:
        return true;
    case PacketCommand::Hello:
        return set == PacketSet::FromRelay;
    case PacketCommand::Nak:
        return set != PacketSet::Original;
    case PacketCommand::Sub:
    case PacketCommand::Unsub:
    case PacketCommand::Pub:
        return set == PacketSet::FromClient;
    }
    return false;
}

/// Takes values from the front of bytes; false: they end too early.
class Reader {
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes) { }

    bool readU16(quint16 &value)
    {
        if (m_bytes.size() < 2)
            return false;
        value = qFromBigEndian<quint16>(m_bytes.data());
        m_bytes = m_bytes.sliced(2);
        return true;
    }
    /// A length and as many bytes, one at least.
    bool readName(QByteArray &name)
    {
        const qsizetype size = m_bytes.isEmpty() ? 0 : quint8(m_bytes[0]);
        if (size == 0 || m_bytes.size() < 1 + size)
            return false;
        name = m_bytes.sliced(1, size).toByteArray();
        m_bytes = m_bytes.sliced(1 + size);
        return true;
    }
    [[nodiscard]] QByteArrayView rest() const { return m_bytes; }

private:
    QByteArrayView m_bytes;
};

} // namespace

const char *toString(PacketCommand command)
{
    switch (command) {
    case PacketCommand::Send:
        return "SEND";
    case PacketCommand::Ack:
        return "ACK";
    case PacketCommand::Rec:
        return "REC";
    case PacketCommand::Rel:
        return "REL";
    case PacketCommand::Com:
        return "COM";
    case PacketCommand::Hello:
        return "HELLO";
    case PacketCommand::Nak:
        return "NAK";
    case PacketCommand::Sub:
        return "SUB";
    case PacketCommand::Unsub:
        return "UNSUB";
    case PacketCommand::Pub:
        return "PUB";
    }
    return "?";
}

const char *toString(PacketError error)
{
    switch (error) {
    case PacketError::None:
        return "none";
    case PacketError::Empty:
        return "empty frame";
    case PacketError::UnknownCommand:
        return "unknown command";
    case PacketError::BadQoS:
        return "QoS 3";
    case PacketError::Short:
        return "packet too short";
    case PacketError::BadChannel:
        return "channel missing, empty or too short";
    }
    return "unknown";
}

PacketResult parsePacket(QByteArrayView bytes, PacketSet set)
{
    PacketResult result;
    Packet &packet = result.packet;
    const auto fail = [&result](PacketError error) {
        result.error = error;
        return result;
    };

    if (bytes.isEmpty())
        return fail(PacketError::Empty);
    const auto first = quint8(bytes[0]);
    packet.command = PacketCommand(first >> 4);
    if (!isIn(packet.command, set))
        return fail(PacketError::UnknownCommand);
    packet.dup = (first & DupBit) != 0;

    Reader reader(bytes.sliced(1));
    if (isMessage(packet.command)) {
        const quint8 qos = (first >> QosShift) & QosMask;
        if (qos > quint8(QoS::ExactlyOnce))
            return fail(PacketError::BadQoS);
        packet.qos = QoS(qos);
        if (!reader.readU16(packet.type))
            return fail(PacketError::Short);
    }
    if (hasId(packet) && !reader.readU16(packet.id))
        return fail(PacketError::Short);
    if (packet.command == PacketCommand::Nak) {
        quint16 code = 0;
        if (!reader.readU16(code))
            return fail(PacketError::Short);
        packet.code = NakCode(code);
    }
    const bool hasChannel = packet.command == PacketCommand::Pub
        || (packet.command == PacketCommand::Send && set == PacketSet::FromRelay
            && (first & ChannelBit) != 0);
    if (hasChannel && !reader.readName(packet.channel))
        return fail(PacketError::BadChannel);
    if (hasChannels(packet.command)) {
        do {
            QByteArray name;
            if (!reader.readName(name))
                return fail(PacketError::BadChannel);
            packet.channels.append(name);
        } while (!reader.rest().isEmpty());
    }
    if (hasPayload(packet.command))
        packet.payload = reader.rest().toByteArray();
    return result;
}

void appendPacket(QByteArray &out, const Packet &packet)
{
    const bool hasChannel = isMessage(packet.command) && !packet.channel.isEmpty();
    const quint8 first = quint8(quint8(packet.command) << 4) | (packet.dup ? DupBit : 0)
        | quint8(quint8(packet.qos) << QosShift)
        | (hasChannel && packet.command == PacketCommand::Send ? ChannelBit : 0);
    out.append(char(first));
    if (isMessage(packet.command))
        appendU16(out, packet.type);
    if (hasId(packet))
        appendU16(out, packet.id);
    if (packet.command == PacketCommand::Nak)
        appendU16(out, quint16(packet.code));
    if (hasChannel)
        appendName(out, packet.channel);
    for (const QByteArray &channel : packet.channels)
        appendName(out, channel);
    if (hasPayload(packet.command))
        out.append(packet.payload);
}

QByteArray serializePacket(const Packet &packet)
{
    QByteArray out;
    out.reserve(sendHeaderSize(QoS::ExactlyOnce) + 1 + packet.channel.size()
                + packet.payload.size());
    appendPacket(out, packet);
    return out;
}

} // namespace Rainbow
