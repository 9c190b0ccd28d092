// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/noncememory.h"
#include "config.h"
#include "exchange/localexchange.h"
#include "gate/gate.h"
#include "gate/handover.h"
#include "gate/processlimits.h"
#include "runtime/heaptrim.h"
#include "runtime/mailbox.h"
#include "runtime/memorywatch.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace Rainbow {

class Worker;
class WorkerThread;

/// The relay of this process: its workers, each on a thread of its own, and the exchange between
/// them. Thread: the main one.
class Node final : public QObject {
    Q_OBJECT

public:
    explicit Node(const Config &config, QObject *parent = nullptr);
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
    [[nodiscard]] QByteArray openPort(quint16 port, Gate::Role role, int workers);
    void startWorkers(int workers);

    /// The memory of the process: has the workers shed load.
    void onPressure(Pressure pressure, const Relief &relief);

    using Task = std::function<void()>;
    /// Something for a worker to do, on its thread; done is to be called once, there.
    using Step = std::function<void(Worker &worker, Task done)>;
    /// Has every worker do step; when all are done, calls next, on this thread.
    void inAllWorkers(const Step &step, Task next);

    Config m_config;
    std::vector<Listening> m_listening;
    Mailbox<Task> m_tasks; ///< what workers have to say
    MemoryWatch m_memory;
    HeapTrim m_heapTrim;
    std::unique_ptr<ProcessLimits> m_limits;
    NonceMemory m_nonces;
    std::unique_ptr<LocalExchange> m_exchange;
    std::unique_ptr<Handover> m_handover;
    std::vector<std::unique_ptr<WorkerThread>> m_threads; ///< end before what they use
};

} // namespace Rainbow
