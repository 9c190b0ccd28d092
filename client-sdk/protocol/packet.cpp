// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/packet.h"

#include <QtEndian>

namespace Rainbow {

namespace {

constexpr quint8 DupBit = 0x08;
constexpr int QosShift = 1;
constexpr quint8 QosMask = 0x03;

void appendU16(QByteArray &out, quint16 value)
{
    const char bytes[2] = {char(value >> 8), char(value & 0xff)};
    out.append(bytes, 2);
}

} // namespace

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
    }
    return "unknown";
}

PacketResult parsePacket(QByteArrayView bytes)
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
    const quint8 command = first >> 4;
    if (command < quint8(PacketCommand::Send) || command > quint8(PacketCommand::Com))
        return fail(PacketError::UnknownCommand);
    packet.command = PacketCommand(command);
    packet.dup = (first & DupBit) != 0;

    qsizetype at = 1;
    const auto readU16 = [&bytes, &at](quint16 &value) {
        if (bytes.size() < at + 2)
            return false;
        value = qFromBigEndian<quint16>(bytes.data() + at);
        at += 2;
        return true;
    };

    if (packet.command == PacketCommand::Send) {
        const quint8 qos = (first >> QosShift) & QosMask;
        if (qos > quint8(QoS::ExactlyOnce))
            return fail(PacketError::BadQoS);
        packet.qos = QoS(qos);
        if (!readU16(packet.type))
            return fail(PacketError::Short);
    }
    if (packet.command != PacketCommand::Send || packet.qos != QoS::AtMostOnce) {
        if (!readU16(packet.id))
            return fail(PacketError::Short);
    }
    if (packet.command != PacketCommand::Rel && packet.command != PacketCommand::Com)
        packet.payload = bytes.sliced(at).toByteArray();
    return result;
}

void appendPacket(QByteArray &out, const Packet &packet)
{
    const quint8 first = quint8(quint8(packet.command) << 4) | (packet.dup ? DupBit : 0)
        | quint8(quint8(packet.qos) << QosShift);
    out.append(char(first));
    if (packet.command == PacketCommand::Send)
        appendU16(out, packet.type);
    if (packet.command != PacketCommand::Send || packet.qos != QoS::AtMostOnce)
        appendU16(out, packet.id);
    if (packet.command != PacketCommand::Rel && packet.command != PacketCommand::Com)
        out.append(packet.payload);
}

QByteArray serializePacket(const Packet &packet)
{
    QByteArray out;
    out.reserve(sendHeaderSize(QoS::ExactlyOnce) + packet.payload.size());
    appendPacket(out, packet);
    return out;
}

} // namespace Rainbow
