// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/callbackcounters.h"
#include "hub/counters.h"
#include "hub/ids.h"
#include "hub/latencyhistogram.h"
#include "limit.h"
#include "queue/queuefigures.h"

#include <chrono>
#include <vector>

namespace Rainbow {

/// What clients do: what was counted since it began, and what there is now.
struct ClientStats {
    HubCounters hub;
    LatencyHistogram deliveryLatency; ///< publication to a client's first answer, QoS 1 and 2
    CallbackCounters callbacks;
    int connections = 0;
    HubGauges gauges;
    qint64 backlogBytes = 0; ///< kept for slow clients, in the hub and beyond it

    ClientStats &operator+=(const ClientStats &other);
};

/// An application at a worker.
struct AppStats : ClientStats {
    QByteArray app; ///< its name
    // Of its queues, all topics together:
    QueueCounters queues = {};
    int queueMessages = 0; ///< that wait
    int queueInHand = 0; ///< that consumers have
    int queueConsumers = 0;
};

/// A worker at one moment, with the sum of its applications. A value that goes to the node, once
/// per second while somebody may want it.
struct WorkerStats : ClientStats {
    quint32 worker = 0;
    TimePoint at; ///< when that was
    LimitCounts limits{};
    std::chrono::nanoseconds cpuTime{0}; ///< of its thread, since it began
    std::chrono::nanoseconds loopDelay{0}; ///< from the node's question to this answer
    std::vector<AppStats> apps; ///< default first
};

} // namespace Rainbow
