// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/rainbowdialect.h"

#include "dialect/websocketframe.h"
#include "protocol/packet.h"

namespace Rainbow {

namespace {

Command toCommand(Packet &&packet)
{
    switch (packet.command) {
    case PacketCommand::Ack:
        return AnswerCommand{AnswerKind::Ack, packet.id, std::move(packet.payload)};
    case PacketCommand::Rec:
        return AnswerCommand{AnswerKind::Rec, packet.id, std::move(packet.payload)};
    case PacketCommand::Rel:
        return AnswerCommand{AnswerKind::Rel, packet.id, {}};
    case PacketCommand::Com:
        return AnswerCommand{AnswerKind::Com, packet.id, {}};
    case PacketCommand::Send:
    case PacketCommand::Hello: // and the following: in no PacketSet::Original
    case PacketCommand::Nak:
    case PacketCommand::Sub:
    case PacketCommand::Unsub:
    case PacketCommand::Pub:
        break;
    }
    return SendCommand{packet.type, packet.qos, packet.dup, packet.id, std::move(packet.payload)};
}

PacketCommand toPacketCommand(AnswerKind kind)
{
    switch (kind) {
    case AnswerKind::Rec:
        return PacketCommand::Rec;
    case AnswerKind::Rel:
        return PacketCommand::Rel;
    case AnswerKind::Com:
        return PacketCommand::Com;
    case AnswerKind::Ack:
        break;
    }
    return PacketCommand::Ack;
}

QByteArray frameOf(const Packet &packet, qsizetype packetSize)
{
    QByteArray bytes;
    bytes.reserve(MaxFrameHeader + packetSize);
    appendFrameHeader(bytes, Opcode::Binary, packetSize);
    appendPacket(bytes, packet);
    return bytes;
}

} // namespace

Dialect::Decoded RainbowDialect::decodeBinary(const QByteArray &message) const
{
    PacketResult result = parsePacket(message);
    if (result.error != PacketError::None)
        return {std::nullopt, toString(result.error)};
    return {toCommand(std::move(result.packet)), ""};
}

Dialect::Decoded RainbowDialect::decodeText(const QByteArray &message) const
{
    Q_UNUSED(message)
    return {std::nullopt, "text frame"};
}

qsizetype RainbowDialect::maxMessage(qsizetype maxPayload) const
{
    return maxPayload + sendHeaderSize(QoS::ExactlyOnce);
}

Frame RainbowDialect::encode(const MessageEvent &event) const
{
    const Packet packet{PacketCommand::Send, event.qos, event.dup,
                        event.type,          event.id,  event.payload};
    const qsizetype size = sendHeaderSize(event.qos) + event.payload.size();
    Frame frame{frameOf(packet, size), -1};
    if (event.qos != QoS::AtMostOnce) {
        constexpr qsizetype IdInPacket = 3;
        frame.idOffset = frameHeaderSize(size) + IdInPacket;
    }
    return frame;
}

Frame RainbowDialect::encode(const AnswerEvent &event) const
{
    constexpr qsizetype HeaderSize = 3;
    const Packet packet{
        toPacketCommand(event.kind), QoS::AtMostOnce, false, 0, event.id, event.payload};
    return {frameOf(packet, HeaderSize + event.payload.size()), -1};
}

} // namespace Rainbow
