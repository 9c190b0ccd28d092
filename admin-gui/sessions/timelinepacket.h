// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace Rainbow::Admin {

enum class PacketDirection : quint8 {
    In, ///< from the client to the relay
    Out, ///< from the relay to the client
};

enum class PacketKind : quint8 {
    Send,
    Ack,
    Rec,
    Rel,
    Com,
    Pub,
    Sub,
    Unsub,
    Nak,
    Hello,
    Ping,
    Pong,
    Close,
    Other
};

/// One packet of a watched connection, as the feed has it (docs/admin-feed.md, "packet").
struct TimelinePacket {
    qint64 seq = 0;
    qint64 at = 0; ///< the relay's clock, ms since 1970
    PacketDirection direction = PacketDirection::In;
    PacketKind kind = PacketKind::Other;
    QString name; ///< SEND, …; of a newer relay, maybe another
    std::optional<int> qos;
    bool dup = false;
    std::optional<int> id; ///< messageId
    std::optional<int> type;
    QString channel;
    std::optional<int> code;
    qint64 size = 0; ///< of all of it
    QByteArray payload; ///< the first 1 KiB
    bool cut = false; ///< there is more of it

    /// Leniently: what is missing or odd has its default.
    [[nodiscard]] static TimelinePacket fromJson(const QJsonObject &packet);
    /// The payload in one line, for a table: white space runs are one blank, what is no text shows
    /// as dots; at most that many characters, then an ellipsis.
    [[nodiscard]] QString payloadLine(int maximum) const;
};

} // namespace Rainbow::Admin
