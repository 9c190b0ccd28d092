// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace Rainbow {

/// What a hub counts since it began. Plain numbers, of one thread, and nothing else.
struct HubCounters {
    quint64 sessionsOpened = 0;
    quint64 sessionsClosed = 0;
    quint64 connectionsEnded = 0; ///< those of sessions, however
    quint64 sessionsLost = 0; ///< silent for too long
    quint64 sessionsKept = 0; ///< their connection was lost, they were kept to be resumed
    quint64 sessionsResumed = 0; ///< by another connection, the one before lost or not
    quint64 sessionsExpired = 0; ///< kept, and not resumed in time
    quint64 naksSent = 0;
    quint64 naksReceived = 0;
    quint64 framesIgnored = 0; ///< no packet, or one out of place
    quint64 bytesIn = 0; ///< of all packets, with their headers; not those of WebSocket
    quint64 bytesOut = 0; ///< likewise
    quint64 messagesIn = 0;
    quint64 messagesRefused = 0; ///< over max_inflight, max_backlog or publish_rate
    quint64 messagesOut = 0; ///< first sendings, per client
    quint64 messagesRepeated = 0;
    quint64 messagesDropped = 0; ///< QoS 0, the client was too slow or away
    quint64 messagesPublished = 0; ///< by clients, to a channel
    quint64 forwards = 0;
    quint64 forwardsFailed = 0;
    quint64 deliveriesExpired = 0; ///< the client did not answer in time
    quint64 framesEncoded = 0; ///< publications made into frames, repeats too: once per dialect
};

/// What there is at a hub now.
struct HubGauges {
    int lostSessions = 0;
    int channels = 0;
    int memberships = 0;
    int forwardsWaiting = 0; ///< client messages that wait, and callbacks under way
    int sendsWaiting = 0; ///< publications and orders that wait for receipts
    qint64 backlogBytes = 0; ///< of publications for which clients have no room

    HubGauges &operator+=(const HubGauges &other)
    {
        lostSessions += other.lostSessions;
        channels += other.channels;
        memberships += other.memberships;
        forwardsWaiting += other.forwardsWaiting;
        sendsWaiting += other.sendsWaiting;
        backlogBytes += other.backlogBytes;
        return *this;
    }
};

} // namespace Rainbow
