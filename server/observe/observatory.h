// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/nodestats.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace Rainbow {

/// Asks all workers, once per second while somebody may want to know, how they are. A worker that
/// does not answer within that second is taken as it was, and its loopDelay grows.
/// Thread: one, the node's.
class Observatory final : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds Interval{1'000};

    /// Has a worker answer later, on this thread, by tell().
    using AskWorker = std::function<void(int worker, TimePoint asked)>;
    using LookAtNode = std::function<NodeState()>;

    Observatory(const NodeFacts &facts, AskWorker askWorker, LookAtNode lookAtNode,
                QObject *parent = nullptr);

    /// Off at first. On: the first sample is taken at once. Off: what is known is forgotten.
    void setOn(bool on, int workers);
    /// A worker's answer; one that was not asked for is ignored.
    void tell(const WorkerStats &stats);

    [[nodiscard]] const NodeFacts &facts() const { return m_facts; }
    /// The latest sample; nothing: there is none yet.
    [[nodiscard]] const std::optional<NodeSample> &latest() const { return m_latest; }
    /// The event `stats` of the latest sample; without one it has no nodes.
    [[nodiscard]] QJsonObject latestEvent();

Q_SIGNALS:
    /// There is a new sample.
    void sampled();

private:
    void ask();
    void finish();

    struct Asked {
        WorkerStats stats; ///< its latest
        std::optional<TimePoint> since; ///< it has not answered to that yet
        bool known = false; ///< it has answered at all
    };

    const NodeFacts m_facts;
    AskWorker m_askWorker;
    LookAtNode m_lookAtNode;
    QTimer m_timer;
    std::vector<Asked> m_workers;
    int m_missing = 0; ///< answers that the sample under way waits for
    std::optional<NodeSample> m_latest;
    NodeSample m_before; ///< the one before it; without workers: there is none
    QJsonObject m_event; ///< of m_latest; empty: not made yet
};

} // namespace Rainbow
