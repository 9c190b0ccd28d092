// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/qos.h"

#include <QByteArray>
#include <QByteArrayView>

namespace Rainbow {

/// The command of a packet: the high nibble of its first byte.
enum class PacketCommand : quint8 {
    Send = 1, ///< a message
    Ack = 2, ///< answer to SEND QoS 1
    Rec = 3, ///< answer to SEND QoS 2: received
    Rel = 4, ///< answer to REC: released
    Com = 5, ///< answer to REL: complete
};

/// One packet of the Rainbow protocol: the content of one binary WebSocket message.
///
///     byte 0      command << 4 | DUP 0x08 | QoS << 1 | reserved 0x01
///     SEND        type u16, message id u16 when QoS > 0, payload
///     ACK, REC    message id u16, payload
///     REL, COM    message id u16
///
/// Integers are big-endian. Members that a command does not carry keep their defaults.
struct Packet {
    PacketCommand command = PacketCommand::Send;
    QoS qos = QoS::AtMostOnce;
    bool dup = false;
    quint16 type = 0; ///< of the message: SEND only
    quint16 id = 0; ///< 1…65534 from this side; 0 and 65535 are accepted from a client
    QByteArray payload;

    friend bool operator==(const Packet &, const Packet &) = default;
};

/// Why bytes are not a packet.
enum class PacketError : quint8 {
    None,
    Empty, ///< no byte at all
    UnknownCommand, ///< command 0 or above 5
    BadQoS, ///< a SEND with QoS 3
    Short, ///< ends before its message id or type
};

/// The English name of an error, for logs.
[[nodiscard]] const char *toString(PacketError error);

/// What parsePacket() found: packet is valid when error is None.
struct PacketResult {
    Packet packet;
    PacketError error = PacketError::None;
};

/// Reads one packet. Never fails otherwise than by PacketResult::error. The reserved bit and,
/// for commands other than SEND, the QoS bits are ignored; bytes behind the message id of REL
/// and COM likewise.
[[nodiscard]] PacketResult parsePacket(QByteArrayView bytes);

/// Bytes before the payload of a SEND packet: 3 for QoS 0, otherwise 5.
[[nodiscard]] constexpr qsizetype sendHeaderSize(QoS qos)
{
    return qos == QoS::AtMostOnce ? 3 : 5;
}

/// Appends the packet to out; the inverse of parsePacket().
void appendPacket(QByteArray &out, const Packet &packet);

/// The packet as bytes of their own.
[[nodiscard]] QByteArray serializePacket(const Packet &packet);

/// The largest message id that a sender chooses; after it comes 1.
inline constexpr quint16 MaxMessageId = 65534;

} // namespace Rainbow
