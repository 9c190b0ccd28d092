// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/counters.h"
#include "limit.h"
#include "observe/latencyhistogram.h"

#include <QList>

#include <array>
#include <chrono>

namespace Rainbow {

/// Why a callback failed.
enum class CallbackFailure : quint8 {
    Timeout,
    Network, ///< no connection, or cut off
    Status4xx,
    Status5xx, ///< and any other status that is no success
    Answer, ///< too large, or not understood
};
inline constexpr int CallbackFailureCount = int(CallbackFailure::Answer) + 1;

/// What a worker counts of its callbacks, since it began.
struct CallbackCounters {
    quint64 calls = 0; ///< ended, of all kinds
    std::array<quint64, CallbackFailureCount> failures{}; ///< by CallbackFailure
    LatencyHistogram forwardLatency; ///< of message callbacks, failed ones too
};

/// A worker at one moment: what it has counted since it began, and what there is now. A value that
/// goes to the node, once per second while somebody may want it.
struct WorkerStats {
    quint32 worker = 0;
    HubCounters hub;
    LatencyHistogram deliveryLatency; ///< publication to a client's first answer, QoS 1 and 2
    CallbackCounters callbacks;
    LimitCounts limits{};

    int connections = 0;
    int lostSessions = 0;
    int channels = 0;
    int memberships = 0;
    int forwardsWaiting = 0; ///< client messages that wait, and callbacks under way
    int sendsWaiting = 0; ///< publications and orders of this worker that wait for receipts
    qint64 backlogBytes = 0; ///< kept for slow clients
    std::chrono::nanoseconds cpuTime{0}; ///< of its thread, since it began
    std::chrono::nanoseconds loopDelay{0}; ///< from the node's question to this answer
};

} // namespace Rainbow
