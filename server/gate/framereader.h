// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/utf8check.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace Rainbow {

/// Reads what a client sends over its WebSocket (RFC 6455 §5): unmasks frames, joins the fragments
/// of a message, and refuses what the RFC forbids or the limit does not allow, at the first byte
/// that shows it: of a frame that is refused nothing is kept.
///
/// Pure. The stream may be cut anywhere; the result is the same. Memory is taken for what has come,
/// never for what a header announces.
class FrameReader {
public:
    enum class Kind : quint8 {
        NeedMore, ///< all bytes are read, and no more can be said
        Text, ///< a message: payload, which is UTF-8
        Binary, ///< a message: payload
        Fragment, ///< a frame of a message has ended, but not the message; no payload
        Ping, ///< payload is what the pong is to carry
        Pong, ///< payload as it came
        Close, ///< payload: empty, or a code that is allowed and a reason in UTF-8
        Violation, ///< code and reason; must not be called again
    };

    struct Result {
        Kind kind = Kind::NeedMore;
        QByteArray payload;
        quint16 code = 0; ///< of a Violation, for the close frame (RFC 6455 §7.4.1)
        const char *reason = ""; ///< of a Violation, in English
    };

    /// Reads from the start of bytes, up to the end of the next message, fragment or control
    /// frame, and shortens bytes by that. maxMessage: bytes that a message may have; 1009 beyond.
    [[nodiscard]] Result next(QByteArrayView &bytes, qsizetype maxMessage);

    /// A frame has begun and not ended.
    [[nodiscard]] bool isMidFrame() const { return m_headerSize > 0; }
    /// Bytes of a message that is not whole.
    [[nodiscard]] qsizetype heldBytes() const { return m_message.size(); }

private:
    static constexpr quint8 BasicHeader = 2;

    [[nodiscard]] Result takeHeader(QByteArrayView &bytes, qsizetype maxMessage);
    [[nodiscard]] const char *headerProblem() const;
    [[nodiscard]] bool headerIsWhole() const { return m_headerSize == m_headerWanted; }
    [[nodiscard]] Result takePayload(QByteArrayView &bytes);
    [[nodiscard]] Result endFrame();
    [[nodiscard]] Result endClose();

    QByteArray m_message; ///< of its data frames so far
    QByteArray m_control; ///< of a control frame, which may come between fragments
    Utf8Check m_text; ///< of a text message
    quint64 m_payloadLeft = 0;
    std::array<quint8, 14> m_header{}; ///< as far as it has come
    quint8 m_headerSize = 0; ///< bytes of it that have come; 0: no frame has begun
    quint8 m_headerWanted = BasicHeader; ///< bytes it has, as far as is known
    quint8 m_maskAt = 0; ///< of the mask's four bytes, the next to use
    quint8 m_messageOpcode = 0; ///< of the message whose fragments come; 0: none
};

} // namespace Rainbow
