// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"
#include "hub/session.h"

#include <optional>

namespace Rainbow {

/// A packet of a watched connection (docs/admin-feed.md, "packet"), decoded; or a control frame.
struct PacketView {
    static constexpr qsizetype MaxPayload = 1'024; ///< bytes that are shown

    quint64 seq = 0; ///< from 1
    qint64 at = 0; ///< ms since 1970
    PacketWatcher::Direction direction = PacketWatcher::Direction::In;
    const char *packet = ""; ///< its name
    std::optional<QoS> qos = {}; ///< of messages
    bool dup = false;
    std::optional<MessageId> messageId = {};
    std::optional<quint16> type = {};
    QByteArray channel = {}; ///< several: with commas between them; empty: none
    std::optional<quint16> code = {};
    qsizetype size = 0; ///< of the payload
    QByteArray payload = {}; ///< its beginning; nothing that is secret
};

/// What a frame of such a session says; nothing: it is no packet.
[[nodiscard]] std::optional<PacketView> viewOf(PacketWatcher::Direction direction,
                                               PacketWatcher::Kind kind, QByteArrayView payload,
                                               SessionProtocol protocol);

/// As an event for dashboards.
[[nodiscard]] QByteArray packetEvent(const Identity &identity, const PacketView &view);

} // namespace Rainbow
