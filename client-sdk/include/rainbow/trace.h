// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/qos.h>

#include <QByteArray>
#include <QString>

namespace Rainbow {

/// A packet of a Client's connection, for tools that show what happens.
struct Trace {
    /// Which way it went.
    enum class Direction {
        Sent, ///< to the relay
        Received, ///< from the relay
        Ignored, ///< from the relay, and not understood: only note says something
    };
    Direction direction = Direction::Ignored; ///< which way it went
    QByteArray command; ///< SEND, ACK, REC, …
    bool repeated = false; ///< DUP is set
    QoS qos = QoS::AtMostOnce; ///< of SEND and PUB
    quint16 type = 0; ///< of SEND and PUB
    quint16 id = 0; ///< the message's; 0: it has none
    qsizetype size = 0; ///< bytes of the payload
    QString note; ///< why it was ignored
};

} // namespace Rainbow
