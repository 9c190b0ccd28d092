// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/metrics.h"

#include <chrono>

namespace Rainbow {

namespace {

using Type = Exposition::Type;

struct HubCounter {
    const char *name;
    const char *help;
    quint64 HubCounters::*value;
    const char *unit = "";
};

constexpr HubCounter HubCounterTable[] = {
    {"rainbow_frames_encoded",
     "Publications that were put into the words of a dialect, once for all its clients.",
     &HubCounters::framesEncoded},
    {"rainbow_sessions_opened", "Sessions that began.", &HubCounters::sessionsOpened},
    {"rainbow_sessions_closed", "Sessions that ended.", &HubCounters::sessionsClosed},
    {"rainbow_sessions_kept", "Sessions that lost their connection and were kept.",
     &HubCounters::sessionsKept},
    {"rainbow_sessions_resumed", "Sessions that were taken up by another connection.",
     &HubCounters::sessionsResumed},
    {"rainbow_sessions_expired", "Kept sessions that nobody took up in time.",
     &HubCounters::sessionsExpired},
    {"rainbow_sessions_silent", "Connections cut off for want of a sign of life.",
     &HubCounters::sessionsLost},
    {"rainbow_connections_ended", "Connections of sessions that ended.",
     &HubCounters::connectionsEnded},
    {"rainbow_messages_in", "Messages of clients that were taken.", &HubCounters::messagesIn},
    {"rainbow_messages_out", "Messages put out, one for each client.", &HubCounters::messagesOut},
    {"rainbow_received_bytes", "Packets of clients, with their headers.", &HubCounters::bytesIn,
     "bytes"},
    {"rainbow_sent_bytes", "Packets to clients, with their headers.", &HubCounters::bytesOut,
     "bytes"},
    {"rainbow_messages_published", "Messages of clients that went to a channel.",
     &HubCounters::messagesPublished},
    {"rainbow_messages_refused", "Messages of clients that were refused.",
     &HubCounters::messagesRefused},
    {"rainbow_messages_dropped", "Messages of QoS 0 dropped: the client was slow or away.",
     &HubCounters::messagesDropped},
    {"rainbow_retries", "Messages and answers repeated for want of an answer.",
     &HubCounters::messagesRepeated},
    {"rainbow_deliveries_expired", "Deliveries that the client did not answer in time.",
     &HubCounters::deliveriesExpired},
    {"rainbow_naks_sent", "Refusals told to clients.", &HubCounters::naksSent},
    {"rainbow_naks_received", "Refusals told by clients.", &HubCounters::naksReceived},
    {"rainbow_frames_ignored", "Frames that were no packet, or out of place.",
     &HubCounters::framesIgnored},
    {"rainbow_forwards", "Messages given to the business server.", &HubCounters::forwards},
    {"rainbow_forwards_failed", "Of those, the ones that it did not take.",
     &HubCounters::forwardsFailed},
};

struct HubGauge {
    const char *name;
    const char *help;
    int HubGauges::*value;
};

constexpr HubGauge HubGaugeTable[] = {
    {"rainbow_lost_sessions", "Sessions kept without a connection.", &HubGauges::lostSessions},
    {"rainbow_channels", "Channels with members on the worker.", &HubGauges::channels},
    {"rainbow_memberships", "Members of all channels.", &HubGauges::memberships},
    {"rainbow_forwards_waiting", "Messages of clients that wait, and callbacks under way.",
     &HubGauges::forwardsWaiting},
    {"rainbow_sends_waiting", "Calls of the HTTP API that wait for clients.",
     &HubGauges::sendsWaiting},
};

double secondsOf(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// Writes the metrics of one sample.
class Writer {
public:
    Writer(const NodeFacts &facts, const NodeSample &sample, ExpositionFormat format)
        : m_facts(facts), m_sample(sample), m_node{{"node", facts.node}}, m_out(format)
    {
        for (const WorkerStats &worker : sample.workers) {
            m_workers.push_back(m_node.with("worker", QByteArray::number(worker.worker)));
            for (const AppStats &app : worker.apps)
                m_apps.push_back({m_workers.back().with("app", app.app), app});
        }
    }

    [[nodiscard]] QByteArray write()
    {
        writeNode();
        writeWorkers();
        writeHubs();
        writeCallbacks();
        writeQueues();
        writeLimits();
        return m_out.take();
    }

private:
    struct App {
        Labels labels;
        const AppStats &stats;
    };

    /// valueOf gives what is to be said of a worker, or of an application at one.
    template <typename ValueOf>
    void eachWorker(ValueOf valueOf)
    {
        for (size_t i = 0; i < m_sample.workers.size(); ++i)
            m_out.add(m_workers[i], valueOf(m_sample.workers[i]));
    }
    template <typename ValueOf>
    void eachApp(ValueOf valueOf)
    {
        for (const App &app : m_apps)
            m_out.add(app.labels, valueOf(app.stats));
    }

    void writeNode();
    void writeWorkers();
    void writeHubs();
    void writeCallbacks();
    void writeQueues();
    void writeLimits();

    const NodeFacts &m_facts;
    const NodeSample &m_sample;
    const Labels m_node;
    std::vector<Labels> m_workers;
    std::vector<App> m_apps; ///< at each worker
    Exposition m_out;
};

void Writer::writeNode()
{
    const NodeState &state = m_sample.state;
    m_out.begin(Type::Info, "rainbow_build", "The version of the relay.");
    m_out.add(m_node.with("version", m_facts.version));
    m_out.begin(Type::Gauge, "rainbow_start_time_seconds", "When the relay began, since 1970.",
                "seconds");
    m_out.add(m_node, double(m_facts.startedAtMs) / 1'000);
    m_out.begin(Type::Gauge, "rainbow_uptime_seconds", "How long the relay has been there.",
                "seconds");
    m_out.add(m_node, secondsOf(state.uptime));
    m_out.begin(Type::Counter, "rainbow_cpu_seconds", "What the process has used of processors.",
                "seconds");
    m_out.add(m_node, secondsOf(state.cpuTime));
    m_out.begin(Type::Gauge, "rainbow_memory_bytes", "Resident memory of the process.", "bytes");
    m_out.add(m_node, state.memory);
    m_out.begin(Type::Gauge, "rainbow_memory_budget_bytes",
                "Memory from which on load is shed; 0: never.", "bytes");
    m_out.add(m_node, state.memoryBudget);
    m_out.begin(Type::Gauge, "rainbow_max_connections", "Connections that there may be.");
    m_out.add(m_node, state.maxConnections);
    m_out.begin(Type::Gauge, "rainbow_pressure",
                "What is shed for want of memory: 0 nothing, 1 new connections, 2 messages of QoS "
                "0, 3 the biggest clients.");
    m_out.add(m_node, int(state.pressure));
    m_out.begin(Type::Gauge, "rainbow_draining", "Whether the relay is going away.");
    m_out.add(m_node, int(state.draining));
    m_out.begin(Type::Gauge, "rainbow_dashboards", "Who is watching through the feed.");
    m_out.add(m_node, state.dashboards);
}

void Writer::writeWorkers()
{
    m_out.begin(Type::Counter, "rainbow_worker_cpu_seconds",
                "What the worker's thread has used of a processor.", "seconds");
    eachWorker([](const WorkerStats &worker) { return secondsOf(worker.cpuTime); });
    m_out.begin(Type::Gauge, "rainbow_worker_loop_delay_seconds",
                "How long the worker took to turn to a question.", "seconds");
    eachWorker([](const WorkerStats &worker) { return secondsOf(worker.loopDelay); });
}

void Writer::writeHubs()
{
    m_out.begin(Type::Gauge, "rainbow_connections", "Clients connected now.");
    eachApp([](const AppStats &app) { return app.connections; });
    m_out.begin(Type::Gauge, "rainbow_backlog_bytes", "Kept for slow clients.", "bytes");
    eachApp([](const AppStats &app) { return app.backlogBytes; });
    for (const HubGauge &gauge : HubGaugeTable) {
        m_out.begin(Type::Gauge, gauge.name, gauge.help);
        eachApp([&](const AppStats &app) { return app.gauges.*gauge.value; });
    }
    for (const HubCounter &counter : HubCounterTable) {
        m_out.begin(Type::Counter, counter.name, counter.help, counter.unit);
        eachApp([&](const AppStats &app) { return app.hub.*counter.value; });
    }
    m_out.begin(Type::Histogram, "rainbow_delivery_latency_seconds",
                "From a publication to a client's answer, QoS 1 and 2.", "seconds");
    eachApp([](const AppStats &app) { return app.deliveryLatency; });
}

void Writer::writeCallbacks()
{
    m_out.begin(Type::Histogram, "rainbow_forward_latency_seconds",
                "How long message callbacks took, failed ones too.", "seconds");
    eachApp([](const AppStats &app) { return app.callbacks.forwardLatency; });
    m_out.begin(Type::Counter, "rainbow_callbacks", "Callbacks that ended, of all kinds.");
    eachApp([](const AppStats &app) { return app.callbacks.calls; });
    m_out.begin(Type::Counter, "rainbow_callback_failures", "Callbacks that failed, by cause.");
    for (const App &app : m_apps) {
        const auto &failures = app.stats.callbacks.failures;
        for (size_t cause = 0; cause < failures.size(); ++cause)
            m_out.add(app.labels.with("cause", nameOf(CallbackFailure(cause))), failures[cause]);
    }
}

void Writer::writeQueues()
{
    struct QueueCounter {
        const char *name;
        const char *help;
        quint64 QueueCounters::*value;
    };
    constexpr QueueCounter Counters[] = {
        {"rainbow_queue_enqueued", "Messages of clients that were put into queues.",
         &QueueCounters::enqueued},
        {"rainbow_queue_handed", "Messages given to consumers.", &QueueCounters::handed},
        {"rainbow_queue_answered", "Messages that are done.", &QueueCounters::answered},
        {"rainbow_queue_requeued", "Messages that came back from consumers that went.",
         &QueueCounters::requeued},
        {"rainbow_queue_expired", "Messages that were not done in time.", &QueueCounters::expired},
        {"rainbow_queue_refused", "Messages for which there was no room.", &QueueCounters::refused},
    };
    for (const QueueCounter &counter : Counters) {
        m_out.begin(Type::Counter, counter.name, counter.help);
        eachApp([&](const AppStats &app) { return app.queues.*counter.value; });
    }
    m_out.begin(Type::Gauge, "rainbow_queue_messages", "Messages that wait in queues.");
    eachApp([](const AppStats &app) { return app.queueMessages; });
    m_out.begin(Type::Gauge, "rainbow_queue_in_hand", "Messages that consumers have.");
    eachApp([](const AppStats &app) { return app.queueInHand; });
    m_out.begin(Type::Gauge, "rainbow_queue_consumers", "Connections that take from queues.");
    eachApp([](const AppStats &app) { return app.queueConsumers; });
}

void Writer::writeLimits()
{
    m_out.begin(Type::Counter, "rainbow_limits_reached", "How often a limit was reached.");
    for (size_t i = 0; i < m_sample.workers.size(); ++i) {
        const LimitCounts &limits = m_sample.workers[i].limits;
        for (size_t limit = 0; limit < limits.size(); ++limit)
            m_out.add(m_workers[i].with("limit", keyOf(Limit(limit))), limits[limit]);
    }
}

} // namespace

QByteArray metricsText(const NodeFacts &facts, const NodeSample &sample, ExpositionFormat format)
{
    return Writer(facts, sample, format).write();
}

} // namespace Rainbow
