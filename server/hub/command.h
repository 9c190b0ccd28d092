// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/publication.h"
#include "protocol/packet.h"

#include <QList>

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

// The following come from clients that speak rainbow.2 only.

/// A client joins or leaves channels: all of them, or none.
struct SubscribeCommand {
    bool join = true;
    bool dup = false;
    MessageId id = 0;
    QList<ChannelName> channels; ///< none is empty; some may be the same
};

/// A client publishes; the message is answered as one that goes to the business server.
struct PublishCommand {
    SendCommand message;
    ChannelName channel; ///< not empty; or, as the audience has it, an account's name
    Audience audience = Audience::Channel;
    bool isJson = false; ///< the payload is known to be a JSON value, in strict UTF-8
};

/// A client will not take a message of the relay.
struct RefuseCommand {
    MessageId id = 0;
    NakCode code = NakCode::Malformed;
    QByteArray reason;
};

/// A packet that says which message it is about, and little else that makes sense.
struct MalformedCommand {
    MessageId id = 0;
    QByteArray why;
};

/// A client calls the relay itself: a business server that speaks mesh.
struct CallCommand {
    QByteArray request; ///< JSON, not looked into yet, or `ping`
};

/// What a dialect made of a client's frame.
using Command = std::variant<SendCommand, AnswerCommand, SubscribeCommand, PublishCommand,
                             RefuseCommand, MalformedCommand, CallCommand>;

} // namespace Rainbow
