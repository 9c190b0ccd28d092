// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <optional>

namespace Rainbow {

/// Reads the frame headers of what a client sends before QWebSocket does, and refuses what that
/// would let through: frames without a mask (RFC 6455 §5.1), and frames too large, of which
/// nothing must be buffered. What else a frame can be wrong in is left to QWebSocket. It also
/// tells where frames end, so that QWebSocket need never see half a one: it would close the
/// connection 5 s later if nothing more came, be it because we do not read.
///
/// Pure. The stream may be cut anywhere; the result is the same.
class FrameGuard {
public:
    /// Why a client is to be cut off, as a close code (RFC 6455 §7.4.1).
    struct Violation {
        quint16 code = 0;
        const char *reason = "";
    };

    struct Scan {
        qsizetype complete = -1; ///< where the last frame ends that ends in these bytes; -1: none
        std::optional<Violation> violation; ///< behind complete nothing is worth keeping
    };

    /// maxPayload: bytes a frame may carry.
    explicit FrameGuard(qsizetype maxPayload) : m_maxPayload(quint64(maxPayload)) { }

    /// Looks at the bytes that come next. After a violation it must not be called again.
    [[nodiscard]] Scan scan(QByteArrayView bytes);

private:
    static constexpr quint8 BasicHeader = 2;

    [[nodiscard]] std::optional<Violation> checkHeader();

    quint64 m_maxPayload;
    quint64 m_payloadLeft = 0; ///< of the frame whose header is complete
    std::array<quint8, 14> m_header{}; ///< as far as it has come
    quint8 m_headerSize = 0; ///< bytes of it that have come
    quint8 m_headerWanted = BasicHeader; ///< bytes it has, as far as is known
};

} // namespace Rainbow
