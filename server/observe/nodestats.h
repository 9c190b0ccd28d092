// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/workerstats.h"
#include "pressure.h"

#include <QByteArray>
#include <QJsonObject>

#include <chrono>
#include <vector>

namespace Rainbow {

/// What does not change while a node runs.
struct NodeFacts {
    QByteArray node; ///< what it is called: the name of its machine
    QByteArray version;
    qint64 pid = 0;
    qint64 startedAtMs = 0; ///< since 1970

    /// Of this process, as if it began now.
    [[nodiscard]] static NodeFacts own();
};

/// A node at one moment, without its workers.
struct NodeState {
    qint64 memory = 0; ///< resident bytes
    qint64 memoryBudget = 0; ///< 0: none
    std::chrono::nanoseconds cpuTime{0}; ///< of the process, since it began
    std::chrono::milliseconds uptime{0};
    int maxConnections = 0;
    Pressure pressure = Pressure::None;
    bool draining = false;
    int dashboards = 0;
};

/// A node with its workers, all at about the same moment.
struct NodeSample {
    TimePoint at;
    qint64 atMs = 0; ///< since 1970
    NodeState state;
    std::vector<WorkerStats> workers; ///< by number
};

/// none, refuse, drop or close.
[[nodiscard]] const char *nameOf(Pressure pressure);
/// timeout, network, status4xx, status5xx or answer.
[[nodiscard]] const char *nameOf(CallbackFailure failure);

/// The event `stats` (docs/admin-feed.md): what there is now, and what has happened since the
/// sample before, per second of each worker's own time. before without workers: nothing is known of
/// that, and all rates are 0. Pure.
[[nodiscard]] QJsonObject statsEvent(const NodeFacts &facts, const NodeSample &before,
                                     const NodeSample &now);

} // namespace Rainbow
