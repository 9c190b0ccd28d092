// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Rainbow {

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
};

} // namespace Rainbow
