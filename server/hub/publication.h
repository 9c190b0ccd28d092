// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"
#include "protocol/qos.h"

#include <QList>

#include <utility>

namespace Rainbow {

/// A message on its way to everybody in a channel, on every hub.
struct Publication {
    /// What a hub's receipt for QoS > 0 waits for.
    enum class Awaits : quint8 {
        Clients, ///< until they have answered or left, or the deadline has passed
        Nobody, ///< it says only that the hub has the message, which goes on its way all the same
    };

    RequestId id;
    ChannelName channel;
    quint16 type = 1;
    QoS qos = QoS::AtMostOnce;
    QByteArray payload;
    TimePoint deadline; ///< QoS > 0: when to stop repeating, for clients whose session cannot last
    bool wantsReceipt = false; ///< QoS 0 is told of only when somebody asks
    Awaits awaits = Awaits::Clients;
};

/// What all hubs are asked to do besides passing a message on.
struct Order {
    enum class Kind : quint8 {
        Locate, ///< who has this identity, and could it join the channel?
        Subscribe, ///< the identity joins the channel; occupy: everybody else leaves it
        Unsubscribe, ///< the identity leaves the channel
        Survey, ///< which channels are there, with how many members?
    };

    RequestId id;
    Kind kind = Kind::Survey;
    Identity identity;
    ChannelName channel;
    bool occupy = false;
};

/// What became of a Publication or an Order at one hub; gathered, at all of them.
struct Receipt {
    RequestId id;
    int matched = 0; ///< clients the message was for; hubs that had the identity
    int confirmed = 0; ///< clients that answered; QoS 0: clients it was put out to
    bool timedOut = false; ///< some client had not answered when time was up
    QByteArray refusal; ///< of an Order: why it was not done; empty: it was
    QByteArray data; ///< the last non-empty payload a client answered with
    TimePoint dataTime; ///< when that one came
    QList<QByteArray> platforms; ///< of the confirmed clients, sorted, unique
    QList<std::pair<ChannelName, int>> channels; ///< Survey: members by channel, sorted

    void addPlatform(const QByteArray &platform);
};

} // namespace Rainbow
