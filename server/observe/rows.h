// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/session.h"

#include <QByteArray>
#include <QJsonObject>

#include <tuple>
#include <vector>

namespace Rainbow {

// What dashboards see of sessions and channels (docs/admin-feed.md, "Questions"): copies, made on
// the workers' threads. Bytes are as clients sent them.

/// A channel of an application.
struct ChannelId {
    QByteArray app;
    ChannelName name;

    friend bool operator<(const ChannelId &a, const ChannelId &b)
    {
        return std::tie(a.app, a.name) < std::tie(b.app, b.name);
    }
};

/// A session.
struct ConnectionRow {
    QByteArray identity;
    QByteArray app; ///< its name
    QByteArray account; ///< empty: none
    QByteArray platform;
    QByteArray device;
    QByteArray address;
    HubId worker = 0;
    SessionProtocol protocol = SessionProtocol::Original;
    Session::State state = Session::State::Attached;
    qint64 connectedAt = 0; ///< ms since 1970
    int channels = 0;
    quint64 messagesIn = 0;
    quint64 messagesOut = 0;
    quint64 bytesIn = 0;
    quint64 bytesOut = 0;
    int unanswered = 0; ///< messages to the client
    qint64 backlog = 0; ///< bytes
    qint64 roundTrip = -1; ///< µs; -1: not known
};

/// A channel, at one hub or at all of them.
struct ChannelRow {
    QByteArray name;
    QByteArray app; ///< its name
    QByteArray occupant; ///< identity; empty: nobody
    int members = 0;
    quint32 rate = 0; ///< publications per second
    quint64 published = 0;
    quint64 delivered = 0;
};

/// A session in full.
struct ConnectionDetail {
    ConnectionRow row;
    QByteArray cookie;
    QByteArray headers; ///< see SessionInfo
    QJsonObject context; ///< what the business server keeps there by mesh
    std::vector<QByteArray> channelNames; ///< at most MaxChannelNames
    int inFlight = 0;
    int queued = 0; ///< behind those in flight
    int forwardsWaiting = 0;
    int forwardsUnderWay = 0;
    int answersKept = 0;
    TimePoint pingedAt = TimePoint::min(); ///< min(): no ping is unanswered
    TimePoint lastHeardAt = TimePoint::min();
    TimePoint lostAt = TimePoint::min(); ///< min(): it is not

    static constexpr size_t MaxChannelNames = 1'000;
};

/// Adds what another hub says of the same channel: each publication comes to every hub.
void add(ChannelRow &row, const ChannelRow &other);

/// As in the document: `rainbow`, `rainbow.2`, `im`, `topic`, `mesh`; `attached`, `closing`,
/// `lost`.
[[nodiscard]] const char *nameOf(SessionProtocol protocol);
[[nodiscard]] const char *nameOf(Session::State state);
} // namespace Rainbow
