// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "node.h"

#include "gate/listener.h"
#include "logging.h"
#include "observe/adminport.h"
#include "observe/feed.h"
#include "runtime/cputime.h"
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

/// As before a port.
QByteArray hostText(const QHostAddress &address)
{
    if (address == QHostAddress::Any)
        return "[::]";
    const QByteArray text = address.toString().toLatin1();
    return address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + text + ']' : text;
}

} // namespace

Node::Node(const Config &config, Steering &steering, QObject *parent)
    : QObject(parent), m_config(config), m_steering(steering),
      m_memory([this](Pressure pressure, const Relief &relief) { onPressure(pressure, relief); }),
      m_observatory(
          NodeFacts::own(), [this](int worker, TimePoint asked) { askForStats(worker, asked); },
          [this] { return state(); }),
      m_metrics(m_observatory, [this] { return m_feed ? &m_feed->access() : nullptr; })
{
    m_tasks.open([](const Task &task) { task(); });
    m_toFeed.join(0, [this](MovingClient &&client) {
        if (m_feed)
            m_feed->arrive(std::move(client));
    });
    connect(&m_observatory, &Observatory::sampled, this, [this] {
        if (m_feed)
            m_feed->tellStats(m_observatory.latestEvent());
    });
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
    m_commons = std::make_unique<AllCommons>(workers);
    m_handover = std::make_unique<Handover>(workers);
    error = openAdminPort(m_config.admin);
    if (!error.isEmpty())
        return error;
    applyAdmin();
    startWorkers(workers);
    m_observatory.setOn(m_config.admin.isOn(), workerCount());
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

    qCInfo(lcNode, "listening%s on %s:%d%s", role == Gate::Role::Http ? " for HTTP" : "",
           hostText(m_config.listenAddress).constData(), listeners.port,
           m_config.tlsContext ? " with TLS" : "");
    return {};
}

QByteArray Node::openAdminPort(const AdminSettings &admin)
{
    if (m_adminPort || !admin.isOn() || !admin.listen)
        return {};
    const auto &[address, port] = *admin.listen;
    const Listeners listeners = openListeners(address, port, 1);
    if (!listeners.ok())
        return listeners.error;
    m_adminPort =
        std::make_unique<AdminPort>(listeners.descriptors.first(), [this] { return m_feed.get(); });
    m_adminPort->router().add(
        "GET", MetricsPath, [this](const auto &request, const auto &responder) {
            m_metrics.ask(request, true,
                          [responder](const auto &answer) { responder.answer(answer); });
        });
    qCInfo(lcNode, "listening for dashboards on %s:%d%s", hostText(address).constData(),
           listeners.port, m_config.tlsContext ? " with TLS" : "");
    return {};
}

void Node::startWorkers(int workers)
{
    const WorkerObserver::Reports reports{
        [this](const Identity &identity, const PacketView &packet) {
            m_tasks.post([this, identity, packet] {
                if (m_feed)
                    m_feed->watches().onPacket(identity, packet);
            });
        },
        [this](const Identity &identity, const QByteArray &why) {
            m_tasks.post([this, identity, why] {
                if (m_feed)
                    m_feed->watches().onEnd(identity, why);
            });
        }};
    const Worker::AskMetrics askMetrics = [this](const HttpRequest &request,
                                                 const MetricsDesk::Answer &answer) {
        m_tasks.post([this, request, answer] { m_metrics.ask(request, false, answer); });
    };
    for (int i = 0; i < workers; ++i) {
        m_threads.push_back(
            std::make_unique<WorkerThread>(u"worker-%1"_qs.arg(i), [this, i, reports, askMetrics] {
                const Worker::Shared shared{*m_commons, *m_handover, *m_limits,
                                            m_toFeed,   reports,     askMetrics};
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
    m_pressure = pressure;
    for (const auto &thread : m_threads) {
        thread->worker().tell([this, pressure, relief](Worker &worker) {
            const int closed = worker.setPressure(pressure, relief);
            if (closed > 0)
                m_tasks.post([this, closed] { m_memory.relieved(closed); });
        });
    }
}

void Node::askForStats(int worker, TimePoint asked)
{
    m_threads[size_t(worker)]->worker().tell([this, asked](const Worker &it) {
        m_tasks.post([this, stats = it.stats(asked)] { m_observatory.tell(stats); });
    });
}

NodeState Node::state() const
{
    NodeState state;
    state.memory = m_processMemory.resident();
    state.memoryBudget = m_config.memoryBudget;
    state.cpuTime = processCpuTime();
    state.uptime = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - m_startedAt);
    state.maxConnections = m_limits->connections.limit();
    state.pressure = m_pressure;
    state.draining = m_draining;
    state.dashboards = m_feed ? m_feed->dashboardCount() : 0;
    return state;
}

void Node::stop()
{
    m_draining = true;
    qCInfo(lcNode, "stopping");
    const Step drain = [](Worker &worker, Task done) { worker.drain(std::move(done)); };
    const Step sendAway = [](Worker &worker, Task done) { worker.sendAway(std::move(done)); };
    inAllWorkers(drain, [this, sendAway] {
        if (m_feed)
            m_feed->stop();
        if (m_adminPort)
            m_adminPort->stop();
        inAllWorkers(sendAway, [this] { Q_EMIT stopped(); });
    });
}

QByteArray Node::reload(const Config &config, std::function<void()> done)
{
    // What can go wrong, such as reading certificates, goes here, before anything is changed.
    QByteArray error = openAdminPort(config.admin);
    if (!error.isEmpty())
        return error;
    m_config = config;
    m_limits->connections.setLimit(connectionLimit(config.gate.maxConnections));
    m_limits->connections.setLimitPerAddress(config.gate.maxConnectionsPerIp);
    m_limits->handshakes.setRate(config.gate.handshakeRate);
    m_memory.setBudget(config.memoryBudget);
    applyAdmin();
    m_observatory.setOn(config.admin.isOn(), workerCount());
    inAllWorkers(
        [config](Worker &worker, const Task &applied) {
            worker.apply(config);
            applied();
        },
        std::move(done));
    return {};
}

// --- the feed

void Node::applyAdmin()
{
    const AdminSettings &admin = m_config.admin;
    m_metrics.setSettings(admin);
    FeedHost &host = *this;
    if (admin.hasFeed() && !m_feed)
        m_feed = std::make_unique<Feed>(host, m_steering);
    if (m_feed)
        m_feed->setSettings({admin, m_config.gate.origins, m_config.maxSendTimeout});
    if (m_adminPort)
        m_adminPort->setSettings(m_config.gate, httpSettings(m_config), m_config.tlsContext);
}

QByteArray Node::nodeName() const
{
    return m_observatory.facts().node;
}

void Node::tell(int worker, std::function<void(WorkerObserver &)> task)
{
    m_threads[size_t(worker)]->worker().tell([task = std::move(task)](Worker &w) {
        if (WorkerObserver *observer = w.observer())
            task(*observer);
    });
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
