// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/command.h"
#include "hub/publication.h"
#include "protocol/hello.h"

#include <algorithm>

namespace Rainbow {

/// A message on its way down to one client. With QoS > 0 the id differs per client.
struct MessageEvent {
    quint16 type = 0;
    QoS qos = QoS::AtMostOnce;
    bool dup = false;
    MessageId id = 0;
    QByteArray payload;
    QByteArray channel = {}; ///< it was addressed to, see Publication; not every dialect says so
    Audience audience = Audience::Channel;
    QByteArray from = {}; ///< the account that sent it; empty: the business server
    bool isJson = false; ///< the payload is known to be a JSON value
    PublicationStamp stamp = {};
};

/// Something the relay says to a client of a dialect of text: passed on as it is.
struct TextEvent {
    QByteArray text; ///< UTF-8
};

/// An answer of the relay to a client. Rel and Com carry no payload.
struct AnswerEvent {
    AnswerKind kind = AnswerKind::Ack;
    MessageId id = 0;
    QByteArray payload;
};

/// The first a client of rainbow.2 hears.
using HelloEvent = Hello;

/// A client's message, subscription or publication will not be done.
struct NakEvent {
    MessageId id = 0;
    NakCode code = NakCode::Malformed;
    QByteArray reason; ///< UTF-8
};

/// Bytes ready for the wire, WebSocket frame header included; none: the dialect has no word for
/// that, and nothing is sent. Shared between all clients that get the same message. Where they
/// differ, in the message id, idOffset says at which byte its two bytes (big-endian) belong; -1:
/// the same for everybody.
struct Frame {
    QByteArray bytes;
    qsizetype idOffset = -1;

    /// Bytes without the frame header, which a server makes as short as it can be (RFC 6455 §5.2).
    [[nodiscard]] qsizetype payloadSize() const
    {
        const qsizetype size = bytes.size();
        if (size < 2 + 126)
            return std::max<qsizetype>(size - 2, 0);
        return size < 4 + 65'536 ? size - 4 : size - 10;
    }
};

} // namespace Rainbow
