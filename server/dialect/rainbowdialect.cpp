// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/rainbowdialect.h"

#include "dialect/websocketframe.h"
#include "protocol/packet.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// A packet with more channels than fit in here is refused before they are taken apart.
constexpr qsizetype MaxSubscription = 64 * 1024;

/// Its bytes before them.
constexpr qsizetype SubscriptionHeader = 3;

/// How much too large a message may be and is still answered, rather than the client cut off.
constexpr qsizetype OversizeSlack = 64 * 1024;

/// Channels that have names as they must be: business servers read them in JSON.
bool hasNames(const Packet &packet)
{
    const auto isName = [](const QByteArray &name) { return QByteArrayView(name).isValidUtf8(); };
    return isName(packet.channel)
        && std::all_of(packet.channels.begin(), packet.channels.end(), isName);
}

PacketResult parseRainbow2(QByteArrayView bytes)
{
    if (bytes.size() > MaxSubscription) {
        const auto command = PacketCommand(quint8(bytes[0]) >> 4);
        if (command == PacketCommand::Sub || command == PacketCommand::Unsub)
            bytes = bytes.first(SubscriptionHeader); // has no channels then, which is wrong
    }
    return parsePacket(bytes, PacketSet::FromClient);
}

SendCommand toMessage(Packet &&packet)
{
    return {packet.type, packet.qos, packet.dup, packet.id, std::move(packet.payload)};
}

SubscribeCommand toSubscription(const Packet &packet)
{
    SubscribeCommand command{packet.command == PacketCommand::Sub, packet.dup, packet.id, {}};
    command.channels.reserve(packet.channels.size());
    for (const QByteArray &name : packet.channels)
        command.channels.append(ChannelName(name));
    return command;
}

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
    case PacketCommand::Nak:
        return RefuseCommand{packet.id, packet.code, std::move(packet.payload)};
    case PacketCommand::Sub:
    case PacketCommand::Unsub:
        return toSubscription(packet);
    case PacketCommand::Pub: {
        ChannelName channel(std::move(packet.channel));
        return PublishCommand{toMessage(std::move(packet)), std::move(channel)};
    }
    case PacketCommand::Send:
    case PacketCommand::Hello: // a client sends none
        break;
    }
    return toMessage(std::move(packet));
}

/// A packet whose channels are wrong is answered, if it has an id to be answered under.
Dialect::Decoded malformed(const Packet &packet, const char *why)
{
    if (packet.command == PacketCommand::Pub && packet.qos == QoS::AtMostOnce)
        return {std::nullopt, why};
    return {MalformedCommand{packet.id, why}, why};
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
    PacketResult result = isRainbow2() ? parseRainbow2(message) : parsePacket(message);
    if (result.error == PacketError::BadChannel)
        return malformed(result.packet, toString(result.error));
    if (result.error != PacketError::None)
        return {std::nullopt, toString(result.error)};
    if (!hasNames(result.packet))
        return malformed(result.packet, "channel not UTF-8");
    return {toCommand(std::move(result.packet)), ""};
}

Dialect::Decoded RainbowDialect::decodeText(const QByteArray &message) const
{
    Q_UNUSED(message)
    return {std::nullopt, "text frame"};
}

qsizetype RainbowDialect::maxMessage(qsizetype maxPayload) const
{
    const qsizetype original = maxPayload + sendHeaderSize(QoS::ExactlyOnce);
    return isRainbow2() ? original + 1 + MaxPacketChannel + OversizeSlack : original;
}

Frame RainbowDialect::encode(const MessageEvent &event) const
{
    Packet packet{PacketCommand::Send, event.qos, event.dup, event.type, event.id, event.payload};
    qsizetype size = sendHeaderSize(event.qos) + event.payload.size();
    if (isRainbow2() && event.audience == Audience::Channel
        && event.channel.size() <= MaxPacketChannel) {
        packet.channel = event.channel;
        size += packet.channel.isEmpty() ? 0 : 1 + packet.channel.size();
    }
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

Frame RainbowDialect::encode(const HelloEvent &event) const
{
    Packet packet;
    packet.command = PacketCommand::Hello;
    packet.payload = toPayload(event);
    return {frameOf(packet, 1 + packet.payload.size()), -1};
}

Frame RainbowDialect::encode(const NakEvent &event) const
{
    constexpr qsizetype HeaderSize = 5;
    Packet packet;
    packet.command = PacketCommand::Nak;
    packet.id = event.id;
    packet.code = event.code;
    packet.payload = event.reason;
    return {frameOf(packet, HeaderSize + event.reason.size()), -1};
}

Frame RainbowDialect::encode(const TextEvent &event) const
{
    Q_UNUSED(event) // all it knows are packets
    return {};
}

} // namespace Rainbow
