// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"
#include "protocol/qos.h"

#include <QByteArrayList>

#include <variant>

namespace Rainbow {

/// A client's message in a queue.
struct QueueMessage {
    QByteArray topic;
    Identity identity; ///< of the client
    quint16 type = 0;
    QoS qos = QoS::AtMostOnce;
    QByteArray mid; ///< ForwardCall::messageId: unique in the cluster, the same for every repeat
    QByteArray payload;
};

// What lanes tell each other, each about what is its own: the lane with the client's messages (the
// origin) and the one with the consumer's connection (the desk). `from` is the lane that says it,
// `consumer` the connection's identity, which is unique in the cluster.

/// To all: who consumes where you are? Each answers with its QueuePops.
struct QueueRollCall {
    HubId from = 0;
};

/// To all: the consumer takes messages of these topics too.
struct QueuePop {
    HubId from = 0;
    Identity consumer;
    QByteArrayList topics;
};

/// To all: it takes no more of these. What it has in hand stays with it.
struct QueueUnpop {
    HubId from = 0;
    Identity consumer;
    QByteArrayList topics;
};

/// To all: its connection has ended; what it had in hand goes to others.
struct QueueGone {
    HubId from = 0;
    Identity consumer;
};

/// To a desk: a message for the consumer.
struct QueueHand {
    HubId from = 0;
    Identity consumer;
    QueueMessage message;
};

/// To a desk: these were not answered in time, and are not wanted any more.
struct QueueExpire {
    HubId from = 0;
    QByteArrayList mids;
};

/// To an origin: these, of QoS 0, were put out to the consumer.
struct QueueLeft {
    HubId from = 0;
    Identity consumer;
    QByteArrayList mids;
};

/// To an origin: these came when the consumer did not want them any more; it has not seen them.
struct QueueReturn {
    HubId from = 0;
    Identity consumer;
    QByteArrayList mids;
};

/// To an origin: the consumer's answer to a message.
struct QueueAnswer {
    HubId from = 0;
    Identity consumer;
    QByteArray mid;
    QByteArray data;
};

/// What crosses between lanes. What one says to another comes once, in the order it was said.
using QueueItem = std::variant<QueueRollCall, QueuePop, QueueUnpop, QueueGone, QueueHand,
                               QueueExpire, QueueLeft, QueueReturn, QueueAnswer>;

} // namespace Rainbow
