// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace Rainbow {

/// The kinds of WebSocket frame (RFC 6455 §5.2).
enum class Opcode : quint8 {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xa,
};

/// The longest header of an unmasked frame.
inline constexpr qsizetype MaxFrameHeader = 10;

/// Bytes of the header of an unmasked frame with that much payload.
[[nodiscard]] constexpr qsizetype frameHeaderSize(qsizetype payloadSize)
{
    return payloadSize < 126 ? 2 : payloadSize <= 0xffff ? 4 : MaxFrameHeader;
}

/// Appends the header of one final, unmasked frame (RFC 6455 §5.2: a server does not mask).
void appendFrameHeader(QByteArray &out, Opcode opcode, qsizetype payloadSize);

/// A control frame with so much payload, at most 125 bytes (RFC 6455 §5.5).
[[nodiscard]] QByteArray controlFrame(Opcode opcode, QByteArrayView payload);

/// A close frame (RFC 6455 §5.5.1); of reason, what fits into 123 bytes.
[[nodiscard]] QByteArray closeFrame(quint16 code, const QByteArray &reason);

} // namespace Rainbow
