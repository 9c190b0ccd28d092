// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <chrono>

namespace Rainbow {

/// Whether clients may do something of their own accord.
enum class ClientRight : quint8 {
    Dialect, ///< as the client's dialect has it: of rainbow, Deny; of im and topic, Allow
    Deny,
    Allow,
    Ask, ///< the business server, each time
};

/// What the hub and its sessions go by. Durations are checked by the configuration.
struct HubSettings {
    std::chrono::milliseconds retryInterval{3'000}; ///< between repeats of an unanswered packet
    std::chrono::milliseconds pingInterval{25'000}; ///< silence after which a client is pinged
    std::chrono::milliseconds pongTimeout{10'000}; ///< silence after a ping that ends the session
    qsizetype maxBacklog = 1024 * 1024; ///< bytes waiting for one client
    qsizetype maxPayload = 1024 * 1024; ///< bytes of a message's payload
    int maxInflight = 1'000; ///< messages per client and direction
    int maxChannelsPerClient = 128;
    int maxChannelName = 255; ///< bytes
    int forwardConcurrency = 1; ///< callbacks in flight per client

    // Clients that speak rainbow.2:
    std::chrono::milliseconds sessionTtl{60'000}; ///< how long a session is kept; 0: not at all
    int maxLostSessions = 100'000; ///< kept for clients without a connection; then the oldest ends
    QByteArray server; ///< name and version, as told in HELLO

    // What clients do of their own accord:
    ClientRight clientSubscribe = ClientRight::Dialect; ///< Ask: to join; leaving is free then
    ClientRight clientPublish = ClientRight::Dialect;
    int publishRate = 0; ///< publications per second and client; 0: any number
    int publishBurst = 0; ///< how many at once; 0: what a second allows

    int maxConnectionsPerAccount = 0; ///< then the newest is closed (4429); 0: any number
    bool tellsMemberships = false; ///< Upstream::membershipChanged() is wanted
    bool presence = false; ///< clients of topic are told how many are in their topics
    std::chrono::milliseconds heartbeat{30'000}; ///< between two words of it, to clients of topic
};

} // namespace Rainbow
