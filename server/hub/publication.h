// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"
#include "protocol/qos.h"

#include <QList>

#include <utility>

namespace Rainbow {

/// Whom a message is for.
enum class Audience : quint8 {
    Channel, ///< who is in the channel
    Account, ///< every connection of an account
    Client, ///< the connection of an identity
};

/// What tells publications apart in the whole cluster, and when they were made.
struct PublicationStamp {
    quint64 origin = 0; ///< of the hub, random; 0: there is no stamp
    quint64 number = 0;
    qint64 sentAtMs = 0; ///< since 1970

    /// `<origin>-<number>`, both in hex.
    [[nodiscard]] QByteArray toText() const;
};

/// A message on its way to everybody in a channel, on every hub.
struct Publication {
    /// What a hub's receipt for QoS > 0 waits for.
    enum class Awaits : quint8 {
        Clients, ///< until they have answered or left, or the deadline has passed
        Nobody, ///< it says only that the hub has the message, which goes on its way all the same
    };

    RequestId id;
    ChannelName channel; ///< or, as the audience has it, the account's name or the identity
    quint16 type = 1;
    QoS qos = QoS::AtMostOnce;
    QByteArray payload;
    TimePoint deadline; ///< QoS > 0: when to stop repeating, for clients whose session cannot last
    bool wantsReceipt = false; ///< QoS 0 is told of only when somebody asks
    Awaits awaits = Awaits::Clients;
    Audience audience = Audience::Channel;
    AccountName from = {}; ///< of the client that published it; empty: the business server
    bool isJson = false; ///< the payload is known to be a JSON value, in strict UTF-8
    PublicationStamp stamp = {}; ///< given by the hub that publishes
};

/// What all hubs are asked to do besides passing a message on.
struct Order {
    enum class Kind : quint8 {
        Locate, ///< who has this identity, and could it join the channel?
        Subscribe, ///< the identity joins the channel; occupy: everybody else leaves it
        Unsubscribe, ///< the identity leaves the channel
        Survey, ///< which channels are there, with how many members?
        Count, ///< how many are in the channel? They are in matched
        Kick, ///< the account leaves the channel; no account: everybody does; no channel: the
              ///< account's connections are closed (4501). matched: how many that were
        Close, ///< the identity's connection is closed (4501)
        JoinAccount, ///< every connection of the account joins the channel; matched: how many the
                     ///< account has
        LeaveAccount, ///< likewise leaves it
        SetContext, ///< the identity's context gets data as the member key; no key: becomes data
    };

    RequestId id;
    Kind kind = Kind::Survey;
    Identity identity;
    ChannelName channel;
    bool occupy = false;
    AccountName account = {};
    QByteArray key = {}; ///< SetContext
    QByteArray data = {}; ///< SetContext: a JSON value; without a key an object
};

/// How many are in channels at one hub: what it tells all hubs while presence is on.
struct Tally {
    HubId origin = 0;
    QList<std::pair<ChannelName, int>> members; ///< of channels where that has changed; 0: none
    bool isAll = false; ///< there are no others: what this hub has told before is void
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
