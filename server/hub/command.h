// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"
#include "protocol/qos.h"

#include <variant>

namespace Rainbow {

/// The four answers of the QoS dialogues (rainbow.md §4).
enum class AnswerKind : quint8 {
    Ack, ///< to a message of QoS 1
    Rec, ///< to a message of QoS 2: received
    Rel, ///< to Rec: released
    Com, ///< to Rel: complete
};

/// A client sends a message up to the business server.
struct SendCommand {
    quint16 type = 0;
    QoS qos = QoS::AtMostOnce;
    bool dup = false;
    MessageId id = 0; ///< any value; QoS 0: unused
    QByteArray payload;
};

/// A client answers, in either direction's dialogue. Rel and Com carry no payload.
struct AnswerCommand {
    AnswerKind kind = AnswerKind::Ack;
    MessageId id = 0;
    QByteArray payload;
};

/// What a dialect made of a client's frame.
using Command = std::variant<SendCommand, AnswerCommand>;

} // namespace Rainbow
