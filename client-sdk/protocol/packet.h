// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/qos.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace Rainbow {

/// What a client offers as Sec-WebSocket-Protocol to get what session.md adds.
inline constexpr char Rainbow2[] = "rainbow.2";

/// Which packets there are, and what their bits mean.
enum class PacketSet : quint8 {
    Original, ///< those of the original relay, in both directions: Send to Com
    FromClient, ///< rainbow.2, what a relay takes: Nak, Sub, Unsub and Pub too
    FromRelay, ///< rainbow.2, what a client takes: Hello and Nak too, and the channel of a Send
};

/// The command of a packet: the high nibble of its first byte.
enum class PacketCommand : quint8 {
    Send = 1, ///< a message
    Ack = 2, ///< answer to SEND QoS 1
    Rec = 3, ///< answer to SEND QoS 2: received
    Rel = 4, ///< answer to REC: released
    Com = 5, ///< answer to REL: complete
    Hello = 6, ///< the relay's first packet: see Hello
    Nak = 7, ///< answer to SEND, SUB, UNSUB, PUB: it will not be done
    Sub = 8, ///< join channels; answered by ACK or NAK
    Unsub = 9, ///< leave channels; likewise
    Pub = 10, ///< publish to a channel; answered as SEND
};

/// Why a packet is answered with NAK. Others than these may come from a newer relay.
enum class NakCode : quint16 {
    Malformed = 400,
    NotAllowed = 403,
    NoSuchChannel = 404,
    BusinessTimeout = 408, ///< the business server did not answer in time
    IdInUse = 409,
    TooLarge = 413,
    TooFast = 429,
    BusinessFailed = 502,
    Draining = 503,
};

/// The same packet may be sent again and succeed.
[[nodiscard]] constexpr bool isRetryable(NakCode code)
{
    return code == NakCode::BusinessTimeout || code == NakCode::TooFast
        || code == NakCode::BusinessFailed || code == NakCode::Draining;
}

/// One packet of the Rainbow protocol: the content of one binary WebSocket message.
///
///     byte 0      command << 4 | DUP 0x08 | QoS << 1 | channel 0x01
///     SEND        type u16, message id u16 when QoS > 0, [length u8, channel,] payload
///     ACK, REC    message id u16, payload
///     REL, COM    message id u16
///     HELLO       payload (JSON)
///     NAK         message id u16, code u16, payload (the reason, UTF-8)
///     SUB, UNSUB  message id u16, then per channel: length u8, name
///     PUB         type u16, message id u16 when QoS > 0, length u8, channel, payload
///
/// The channel bit, and with it the channel of a SEND, is there in PacketSet::FromRelay only.
/// Integers are big-endian. Members that a command does not carry keep their defaults.
struct Packet {
    PacketCommand command = PacketCommand::Send;
    QoS qos = QoS::AtMostOnce;
    bool dup = false;
    quint16 type = 0; ///< of the message: SEND and PUB
    quint16 id = 0; ///< 1…65534 from this side; 0 and 65535 are accepted from a client
    QByteArray payload;
    QByteArray channel = {}; ///< SEND: empty, or where it was sent to; PUB: not empty. ≤ 255 bytes
    QList<QByteArray> channels = {}; ///< SUB, UNSUB: one or more, each of 1…255 bytes
    NakCode code = NakCode::Malformed; ///< NAK

    friend bool operator==(const Packet &, const Packet &) = default;
};

/// Why bytes are not a packet.
enum class PacketError : quint8 {
    None,
    Empty, ///< no byte at all
    UnknownCommand, ///< or none of the set
    BadQoS, ///< a SEND or PUB with QoS 3
    Short, ///< ends before its message id, type or code
    BadChannel, ///< a channel's name ends early or is empty, or SUB or UNSUB name none
};

/// The name of a command in upper case, as in SEND; "?" for others.
[[nodiscard]] const char *toString(PacketCommand command);

/// The English name of an error, for logs.
[[nodiscard]] const char *toString(PacketError error);

/// What parsePacket() found: packet is valid when error is None. With BadChannel, command, qos,
/// type and id are.
struct PacketResult {
    Packet packet;
    PacketError error = PacketError::None;
};

/// Reads one packet. Never fails otherwise than by PacketResult::error. Bits without a meaning
/// and bytes behind the message id of REL and COM are ignored.
[[nodiscard]] PacketResult parsePacket(QByteArrayView bytes, PacketSet set = PacketSet::Original);

/// Bytes before the payload of a SEND packet without a channel: 3 for QoS 0, otherwise 5.
[[nodiscard]] constexpr qsizetype sendHeaderSize(QoS qos)
{
    return qos == QoS::AtMostOnce ? 3 : 5;
}

/// The longest name of a channel in a packet.
inline constexpr qsizetype MaxPacketChannel = 255;

/// Appends the packet to out; the inverse of parsePacket(). A SEND with a channel gets the channel
/// bit, which is for clients that asked for rainbow.2.
void appendPacket(QByteArray &out, const Packet &packet);

/// The packet as bytes of their own.
[[nodiscard]] QByteArray serializePacket(const Packet &packet);

/// The largest message id that a sender chooses; after it comes 1.
inline constexpr quint16 MaxMessageId = 65534;

} // namespace Rainbow
