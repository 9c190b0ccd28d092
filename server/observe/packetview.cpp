// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/packetview.h"

#include "observe/jsontext.h"
#include "protocol/hello.h"
#include "protocol/packet.h"

#include <QtEndian>

namespace Rainbow {

namespace {

using Direction = PacketWatcher::Direction;
using Kind = PacketWatcher::Kind;

constexpr qsizetype CloseCodeSize = 2;

void setPayload(PacketView &view, QByteArrayView payload)
{
    view.size = payload.size();
    view.payload = payload.first(std::min(payload.size(), PacketView::MaxPayload)).toByteArray();
}

PacketView viewOfControl(Kind kind, QByteArrayView payload)
{
    PacketView view;
    view.packet = kind == Kind::Ping ? "PING" : kind == Kind::Pong ? "PONG" : "CLOSE";
    if (kind == Kind::Close && payload.size() >= CloseCodeSize) {
        view.code = qFromBigEndian<quint16>(payload.data());
        payload = payload.sliced(CloseCodeSize);
    }
    setPayload(view, payload);
    return view;
}

/// With the token of HELLO whoever reads it could take up the session.
QByteArray withoutToken(const QByteArray &payload)
{
    std::optional<Hello> hello = parseHello(payload);
    if (!hello)
        return {};
    hello->session = "***";
    return toPayload(*hello);
}

/// How many bytes of a text there are without a character that its end has cut.
qsizetype wholeCharacters(QByteArrayView text)
{
    constexpr int MaxCharacter = 4; // bytes
    const auto continues = [](char c) { return (quint8(c) & 0xc0) == 0x80; };
    qsizetype start = text.size() - 1;
    while (start > 0 && text.size() - start < MaxCharacter && continues(text[start]))
        --start;
    return text.sliced(start).isValidUtf8() ? text.size() : start;
}

bool speaksText(SessionProtocol protocol)
{
    return protocol != SessionProtocol::Original && protocol != SessionProtocol::Version2;
}

bool isMessage(PacketCommand command)
{
    return command == PacketCommand::Send || command == PacketCommand::Pub;
}

} // namespace

std::optional<PacketView> viewOf(Direction direction, Kind kind, QByteArrayView payload,
                                 SessionProtocol protocol)
{
    if (kind != Kind::Packet) {
        PacketView view = viewOfControl(kind, payload);
        view.direction = direction;
        return view;
    }
    if (speaksText(protocol)) {
        PacketView view;
        view.direction = direction;
        view.packet = "TEXT";
        setPayload(view, payload);
        return view;
    }
    const PacketSet set = protocol == SessionProtocol::Original ? PacketSet::Original
        : direction == Direction::In                            ? PacketSet::FromClient
                                                                : PacketSet::FromRelay;
    const PacketResult parsed = parsePacket(payload, set);
    if (parsed.error != PacketError::None)
        return std::nullopt;
    const Packet &packet = parsed.packet;
    PacketView view;
    view.direction = direction;
    view.packet = toString(packet.command);
    if (isMessage(packet.command)) {
        view.qos = packet.qos;
        view.type = packet.type;
    }
    view.dup = packet.dup;
    const bool hasId = packet.command != PacketCommand::Hello
        && !(isMessage(packet.command) && packet.qos == QoS::AtMostOnce);
    if (hasId)
        view.messageId = packet.id;
    view.channel = packet.channels.isEmpty()
        ? packet.channel
        : packet.channels.join(',').left(PacketView::MaxPayload);
    if (packet.command == PacketCommand::Nak)
        view.code = quint16(packet.code);
    setPayload(view,
               packet.command == PacketCommand::Hello ? withoutToken(packet.payload)
                                                      : packet.payload);
    return view;
}

QByteArray packetEvent(const Identity &identity, const PacketView &view)
{
    JsonText json;
    json.text("event", "packet").text("identity", identity.bytes()).number("seq", view.seq);
    json.number("at", view.at).text("direction", view.direction == Direction::In ? "in" : "out");
    json.text("packet", view.packet);
    if (view.qos)
        json.number("qos", int(*view.qos));
    if (view.qos || view.dup)
        json.flag("dup", view.dup);
    if (view.messageId)
        json.number("messageId", *view.messageId);
    if (view.type)
        json.number("type", *view.type);
    if (!view.channel.isEmpty())
        json.text("channel", view.channel);
    if (view.code)
        json.number("code", *view.code);
    json.number("size", view.size);
    const bool isCut = view.size > view.payload.size();
    if (view.size > 0) {
        // What was cut within a character is text all the same.
        const qsizetype whole = isCut ? wholeCharacters(view.payload) : view.payload.size();
        const QByteArrayView text = QByteArrayView(view.payload).first(whole);
        if (text.isValidUtf8())
            json.text("payload", text).text("encoding", "utf-8");
        else
            json.text("payload", view.payload.toBase64()).text("encoding", "base64");
    }
    if (isCut)
        json.flag("cut", true);
    return json.end();
}

} // namespace Rainbow
