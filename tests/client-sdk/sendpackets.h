// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"

namespace Rainbow::Test {

// Packets about the client's own messages.

inline Packet answer(PacketCommand command, quint16 id, const QByteArray &payload = {})
{
    return {.command = command, .id = id, .payload = payload};
}

inline Packet nak(quint16 id, NakCode code)
{
    return {.command = PacketCommand::Nak, .id = id, .payload = "why", .code = code};
}

inline Packet sent(QoS qos, quint16 id, const QByteArray &payload, bool dup = false)
{
    return {.qos = qos, .dup = dup, .type = 1, .id = id, .payload = payload};
}

inline constexpr QoS Once = QoS::AtLeastOnce;
inline constexpr QoS Exactly = QoS::ExactlyOnce;

} // namespace Rainbow::Test
