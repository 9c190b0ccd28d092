// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/timelinepacket.h"

#include <array>

namespace Rainbow::Admin {

namespace {

constexpr std::array<const char16_t *, 13> Names{u"SEND", u"ACK",  u"REC",   u"REL", u"COM",
                                                 u"PUB",  u"SUB",  u"UNSUB", u"NAK", u"HELLO",
                                                 u"PING", u"PONG", u"CLOSE"};

PacketKind kindOf(const QString &name)
{
    for (size_t i = 0; i < Names.size(); ++i) {
        if (name == QStringView(Names[i]))
            return PacketKind(i);
    }
    return PacketKind::Other;
}

std::optional<int> numberOf(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

} // namespace

TimelinePacket TimelinePacket::fromJson(const QJsonObject &packet)
{
    TimelinePacket result;
    result.seq = packet[u"seq"].toInteger();
    result.at = packet[u"at"].toInteger();
    result.direction =
        packet[u"direction"].toString() == u"out" ? PacketDirection::Out : PacketDirection::In;
    result.name = packet[u"packet"].toString();
    result.kind = kindOf(result.name);
    result.qos = numberOf(packet[u"qos"]);
    result.dup = packet[u"dup"].toBool();
    result.id = numberOf(packet[u"messageId"]);
    result.type = numberOf(packet[u"type"]);
    result.channel = packet[u"channel"].toString();
    result.code = numberOf(packet[u"code"]);
    result.size = packet[u"size"].toInteger();
    result.payload = packet[u"payload"].toString().toUtf8();
    if (packet[u"encoding"].toString() == u"base64")
        result.payload = QByteArray::fromBase64(result.payload);
    result.cut = packet[u"cut"].toBool();
    return result;
}

QString TimelinePacket::payloadLine(int maximum) const
{
    QString line = QString::fromUtf8(payload).simplified();
    for (QChar &character : line) {
        if (!character.isPrint() && !character.isSurrogate())
            character = u'\u00B7';
    }
    if (line.size() > maximum)
        return line.left(maximum) + u'\u2026';
    return cut ? line + u'\u2026' : line;
}

} // namespace Rainbow::Admin
