// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "appcommons.h"
#include "config.h"
#include "gate/gate.h"
#include "gate/handover.h"
#include "gate/processlimits.h"
#include "observe/feedhost.h"
#include "observe/metricsdesk.h"
#include "observe/observatory.h"
#include "runtime/heaptrim.h"
#include "runtime/mailbox.h"
#include "runtime/memorywatch.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace Rainbow {

class AdminPort;
class Feed;
class Steering;
class Worker;
class WorkerThread;

/// The relay of this process: its workers, each on a thread of its own, and what their applications
/// have in common. Thread: the main one.
class Node final : public QObject, private FeedHost {
    Q_OBJECT

public:
    /// steering: what people may have the whole relay do. It must outlive the node.
    Node(const Config &config, Steering &steering, QObject *parent = nullptr);
    /// Ends the workers at once, without farewell.
    ~Node() override;

    /// Listens and serves. Returns why not, naming the port; empty: all is well.
    [[nodiscard]] QByteArray start();
    /// Stops as rainbow.md §6 says; stopped() follows within twice drain_timeout.
    void stop();
    /// Serves by these settings from now on; listening address, ports and number of workers stay.
    /// done is called when every worker has them. Returns why the old ones stay instead, all of
    /// them; empty: all is well.
    [[nodiscard]] QByteArray reload(const Config &config, std::function<void()> done);

    /// Calls answered when every worker has come round to answering.
    void askWorkers(std::function<void()> answered);
    /// Connections at the moment, of all kinds.
    [[nodiscard]] int connectionCount() const;

Q_SIGNALS:
    void stopped();

private:
    struct Listening {
        Gate::Role role = Gate::Role::Both;
        QList<int> descriptors; ///< one per worker
    };

    [[nodiscard]] QByteArray openPorts(int workers);
    /// Unless it is there already, or not wanted.
    [[nodiscard]] QByteArray openAdminPort(const AdminSettings &admin);
    [[nodiscard]] QByteArray openPort(quint16 port, Gate::Role role, int workers);
    void startWorkers(int workers);

    // --- the feed
    [[nodiscard]] QByteArray nodeName() const override;
    [[nodiscard]] int workerCount() const override { return int(m_threads.size()); }
    void tell(int worker, std::function<void(WorkerObserver &)> task) override;
    void post(std::function<void()> task) override { m_tasks.post(std::move(task)); }
    void applyAdmin();

    /// The memory of the process: has the workers shed load.
    void onPressure(Pressure pressure, const Relief &relief);

    // What those see who watch over the node.
    void askForStats(int worker, TimePoint asked);
    [[nodiscard]] NodeState state() const;

    using Task = std::function<void()>;
    /// Something for a worker to do, on its thread; done is to be called once, there.
    using Step = std::function<void(Worker &worker, Task done)>;
    /// Has every worker do step; when all are done, calls next, on this thread.
    void inAllWorkers(const Step &step, Task next);

    Config m_config;
    Steering &m_steering;
    std::vector<Listening> m_listening;
    Mailbox<Task> m_tasks; ///< what workers have to say
    MemoryWatch m_memory;
    HeapTrim m_heapTrim;
    std::unique_ptr<ProcessLimits> m_limits;
    const TimePoint m_startedAt = Clock::now();
    const ProcessMemory m_processMemory = ProcessMemory::own();
    Pressure m_pressure = Pressure::None;
    bool m_draining = false;
    Observatory m_observatory;
    MetricsDesk m_metrics;
    std::unique_ptr<AllCommons> m_commons;
    std::unique_ptr<Handover> m_handover;
    Handover m_toFeed{1}; ///< who wants to become a dashboard
    std::unique_ptr<AdminPort> m_adminPort; ///< [admin] listen; null: there is none
    std::unique_ptr<Feed> m_feed; ///< from when on there is one
    std::vector<std::unique_ptr<WorkerThread>> m_threads; ///< end before what they use
};

} // namespace Rainbow
