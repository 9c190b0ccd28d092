// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "node.h"

#include "gate/listener.h"
#include "logging.h"
#include "worker.h"
#include "workerthread.h"

#include <sys/resource.h>
#include <unistd.h>

namespace Rainbow {

namespace {

/// Descriptors that are not clients' connections: listeners, callbacks, files.
constexpr int ReservedDescriptors = 500;

/// As many connections as wanted, as far as the file limit, raised to what is allowed, goes.
int connectionLimit(int wanted)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const auto files = qint64(std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<int>::max()));
    const int possible = int(std::max<qint64>(files - ReservedDescriptors, 1));
    if (possible < wanted) {
        qCWarning(lcNode, "max_connections is %d, not %d: the limit of open files is %lld",
                  possible, wanted, static_cast<long long>(files));
    }
    return std::min(wanted, possible);
}

} // namespace

Node::Node(const Config &config, QObject *parent)
    : QObject(parent), m_config(config),
      m_memory([this](Pressure pressure, const Relief &relief) { onPressure(pressure, relief); })
{
    m_tasks.open([](const Task &task) { task(); });
}

Node::~Node() = default;

QByteArray Node::start()
{
    const int workers = m_config.workers > 0 ? m_config.workers : QThread::idealThreadCount();
    const GateSettings &gate = m_config.gate;
    m_limits = std::make_unique<ProcessLimits>(connectionLimit(gate.maxConnections),
                                               gate.maxConnectionsPerIp, gate.handshakeRate);
    QByteArray error = openPorts(workers);
    if (!error.isEmpty())
        return error;
    m_exchange = std::make_unique<LocalExchange>(workers);
    m_handover = std::make_unique<Handover>(workers);
    startWorkers(workers);
    m_memory.setBudget(m_config.memoryBudget);
    return {};
}

QByteArray Node::openPorts(int workers)
{
    if (!m_config.httpPort || *m_config.httpPort == m_config.port)
        return openPort(m_config.port, Gate::Role::Both, workers);
    QByteArray error = openPort(m_config.port, Gate::Role::WebSocket, workers);
    return error.isEmpty() ? openPort(*m_config.httpPort, Gate::Role::Http, workers) : error;
}

QByteArray Node::openPort(quint16 port, Gate::Role role, int workers)
{
    const Listeners listeners = openListeners(m_config.listenAddress, port, workers);
    if (!listeners.ok()) {
        for (const Listening &opened : m_listening) {
            for (const int descriptor : opened.descriptors)
                ::close(descriptor);
        }
        return listeners.error;
    }
    m_listening.push_back({role, listeners.descriptors});

    QByteArray address = m_config.listenAddress.toString().toLatin1();
    if (m_config.listenAddress == QHostAddress::Any)
        address = "[::]";
    else if (m_config.listenAddress.protocol() == QAbstractSocket::IPv6Protocol)
        address = '[' + address + ']';
    qCInfo(lcNode, "listening%s on %s:%d%s", role == Gate::Role::Http ? " for HTTP" : "",
           address.constData(), listeners.port, m_config.tlsContext ? " with TLS" : "");
    return {};
}

void Node::startWorkers(int workers)
{
    for (int i = 0; i < workers; ++i) {
        m_threads.push_back(std::make_unique<WorkerThread>(u"worker-%1"_qs.arg(i), [this, i] {
            const Worker::Shared shared{*m_exchange, *m_handover, *m_limits, m_nonces};
            return std::make_unique<Worker>(HubId(i), m_config, shared);
        }));
    }
    // Only now: a hub must not ask the others before they are there.
    for (const Listening &listening : m_listening) {
        for (int i = 0; i < workers; ++i) {
            m_threads[size_t(i)]->worker().tell(
                [descriptor = listening.descriptors[i], role = listening.role](Worker &worker) {
                    worker.listen(descriptor, role);
                });
        }
    }
}

void Node::onPressure(Pressure pressure, const Relief &relief)
{
    for (const auto &thread : m_threads) {
        thread->worker().tell([this, pressure, relief](Worker &worker) {
            const int closed = worker.setPressure(pressure, relief);
            if (closed > 0)
                m_tasks.post([this, closed] { m_memory.relieved(closed); });
        });
    }
}

void Node::stop()
{
    qCInfo(lcNode, "stopping");
    const Step drain = [](Worker &worker, Task done) { worker.drain(std::move(done)); };
    const Step sendAway = [](Worker &worker, Task done) { worker.sendAway(std::move(done)); };
    inAllWorkers(drain, [this, sendAway] { inAllWorkers(sendAway, [this] { Q_EMIT stopped(); }); });
}

QByteArray Node::reload(const Config &config, std::function<void()> done)
{
    // What can go wrong, such as reading certificates, goes here, before anything is changed.
    m_config = config;
    m_limits->connections.setLimit(connectionLimit(config.gate.maxConnections));
    m_limits->connections.setLimitPerAddress(config.gate.maxConnectionsPerIp);
    m_limits->handshakes.setRate(config.gate.handshakeRate);
    m_memory.setBudget(config.memoryBudget);
    inAllWorkers(
        [config](Worker &worker, const Task &applied) {
            worker.apply(config);
            applied();
        },
        std::move(done));
    return {};
}

void Node::askWorkers(std::function<void()> answered)
{
    inAllWorkers([](Worker &, const Task &answer) { answer(); }, std::move(answered));
}

int Node::connectionCount() const
{
    return m_limits->connections.taken();
}

void Node::inAllWorkers(const Step &step, Task next)
{
    const auto left = std::make_shared<size_t>(m_threads.size());
    const Task countDown = [left, next = std::move(next)] {
        if (--*left == 0)
            next();
    };
    for (const auto &thread : m_threads) {
        thread->worker().tell([this, step, countDown](Worker &worker) {
            step(worker, [this, countDown] { m_tasks.post(countDown); });
        });
    }
}

} // namespace Rainbow
