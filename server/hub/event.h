// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/command.h"

namespace Rainbow {

/// A message on its way down to one client. With QoS > 0 the id differs per client.
struct MessageEvent {
    quint16 type = 0;
    QoS qos = QoS::AtMostOnce;
    bool dup = false;
    MessageId id = 0;
    QByteArray payload;
};

/// An answer of the relay to a client. Rel and Com carry no payload.
struct AnswerEvent {
    AnswerKind kind = AnswerKind::Ack;
    MessageId id = 0;
    QByteArray payload;
};

/// Bytes ready for the wire, WebSocket frame header included; shared between all clients that
/// get the same message. Where they differ, in the message id, idOffset says at which byte its
/// two bytes (big-endian) belong; -1: the same for everybody.
struct Frame {
    QByteArray bytes;
    qsizetype idOffset = -1;
};

} // namespace Rainbow
