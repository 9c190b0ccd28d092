// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/nodestats.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QSysInfo>

#include <algorithm>
#include <cmath>
#include <map>

namespace Rainbow {

namespace {

/// FIGURES of docs/admin-feed.md, of one worker or of several, or of an application.
struct Figures {
    ClientStats now; ///< what there is; its counters are not looked at

    // Per second:
    double connects = 0;
    double closes = 0;
    double messagesIn = 0;
    double messagesOut = 0;
    double bytesIn = 0;
    double bytesOut = 0;
    double forwards = 0;
    double retries = 0;
    double dropped = 0;
    double refused = 0;
    double expired = 0;
    std::array<double, CallbackFailureCount> failures{};
    double cpu = 0; ///< per cent
    std::chrono::nanoseconds loopDelay{0};

    LatencyHistogram forwardLatency;
    LatencyHistogram deliveryLatency;

    Figures &operator+=(const Figures &other);
};

Figures &Figures::operator+=(const Figures &other)
{
    now.connections += other.now.connections;
    now.gauges += other.now.gauges;
    now.backlogBytes += other.now.backlogBytes;
    loopDelay = std::max(loopDelay, other.loopDelay);
    for (const auto rate :
         {&Figures::connects, &Figures::closes, &Figures::messagesIn, &Figures::messagesOut,
          &Figures::bytesIn, &Figures::bytesOut, &Figures::forwards, &Figures::retries,
          &Figures::dropped, &Figures::refused, &Figures::expired, &Figures::cpu}) {
        this->*rate += other.*rate;
    }
    for (size_t i = 0; i < failures.size(); ++i)
        failures[i] += other.failures[i];
    forwardLatency += other.forwardLatency;
    deliveryLatency += other.deliveryLatency;
    return *this;
}

double secondsOf(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

double msOf(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Three places are enough for people, and short in JSON.
double rounded(double value)
{
    return std::round(value * 1'000) / 1'000;
}

const WorkerStats *find(const std::vector<WorkerStats> &workers, quint32 number)
{
    const auto found =
        std::find_if(workers.begin(), workers.end(),
                     [number](const WorkerStats &stats) { return stats.worker == number; });
    return found == workers.end() ? nullptr : &*found;
}

const AppStats *find(const std::vector<AppStats> &apps, const QByteArray &name)
{
    const auto found = std::find_if(apps.begin(), apps.end(),
                                    [&name](const AppStats &stats) { return stats.app == name; });
    return found == apps.end() ? nullptr : &*found;
}

/// before: nullptr: nothing is known of it. seconds: between the two.
Figures figuresOf(const ClientStats *before, const ClientStats &now, double seconds)
{
    Figures figures;
    figures.now = now;
    if (!before || seconds <= 0)
        return figures;
    const auto rate = [seconds](quint64 earlier, quint64 later) {
        return double(later - earlier) / seconds;
    };
    const auto hubRate = [&](quint64 HubCounters::*counter) {
        return rate(before->hub.*counter, now.hub.*counter);
    };
    figures.connects =
        hubRate(&HubCounters::sessionsOpened) + hubRate(&HubCounters::sessionsResumed);
    figures.closes = hubRate(&HubCounters::connectionsEnded);
    figures.messagesIn = hubRate(&HubCounters::messagesIn);
    figures.messagesOut = hubRate(&HubCounters::messagesOut);
    figures.bytesIn = hubRate(&HubCounters::bytesIn);
    figures.bytesOut = hubRate(&HubCounters::bytesOut);
    figures.retries = hubRate(&HubCounters::messagesRepeated);
    figures.dropped = hubRate(&HubCounters::messagesDropped);
    figures.refused = hubRate(&HubCounters::messagesRefused);
    figures.expired = hubRate(&HubCounters::deliveriesExpired);
    for (size_t i = 0; i < figures.failures.size(); ++i)
        figures.failures[i] = rate(before->callbacks.failures[i], now.callbacks.failures[i]);
    figures.forwardLatency = now.callbacks.forwardLatency.since(before->callbacks.forwardLatency);
    figures.forwards = double(figures.forwardLatency.count()) / seconds;
    figures.deliveryLatency = now.deliveryLatency.since(before->deliveryLatency);
    return figures;
}

double secondsBetween(const WorkerStats *before, const WorkerStats &now)
{
    return before ? secondsOf(now.at - before->at) : 0;
}

Figures figuresOf(const WorkerStats *before, const WorkerStats &now)
{
    const double seconds = secondsBetween(before, now);
    Figures figures = figuresOf(static_cast<const ClientStats *>(before), now, seconds);
    if (seconds > 0)
        figures.cpu = 100 * secondsOf(now.cpuTime - before->cpuTime) / seconds;
    figures.loopDelay = now.loopDelay;
    return figures;
}

/// Of each application, over all workers.
std::map<QByteArray, Figures> figuresOfApps(const NodeSample &before, const NodeSample &now)
{
    std::map<QByteArray, Figures> figures;
    for (const WorkerStats &worker : now.workers) {
        const WorkerStats *earlier = find(before.workers, worker.worker);
        for (const AppStats &app : worker.apps) {
            const AppStats *same = earlier ? find(earlier->apps, app.app) : nullptr;
            figures[app.app] += figuresOf(same, app, secondsBetween(earlier, worker));
        }
    }
    return figures;
}

QJsonValue asJson(const LatencyHistogram &latency)
{
    if (latency.count() == 0)
        return QJsonValue::Null;
    return QJsonObject{{u"count"_qs, qint64(latency.count())},
                       {u"p50Ms"_qs, rounded(msOf(latency.quantile(0.5)))},
                       {u"p99Ms"_qs, rounded(msOf(latency.quantile(0.99)))},
                       {u"maxMs"_qs, rounded(msOf(latency.highest()))}};
}

QJsonObject asJson(const Figures &figures)
{
    QJsonObject failures;
    for (size_t i = 0; i < figures.failures.size(); ++i) {
        failures.insert(QLatin1StringView(nameOf(CallbackFailure(i))),
                        rounded(figures.failures[i]));
    }
    const ClientStats &now = figures.now;
    return {{u"connections"_qs, now.connections},
            {u"lost"_qs, now.gauges.lostSessions},
            {u"channels"_qs, now.gauges.channels},
            {u"memberships"_qs, now.gauges.memberships},
            {u"connects"_qs, rounded(figures.connects)},
            {u"closes"_qs, rounded(figures.closes)},
            {u"messagesIn"_qs, rounded(figures.messagesIn)},
            {u"messagesOut"_qs, rounded(figures.messagesOut)},
            {u"bytesIn"_qs, rounded(figures.bytesIn)},
            {u"bytesOut"_qs, rounded(figures.bytesOut)},
            {u"forwards"_qs, rounded(figures.forwards)},
            {u"forwardLatency"_qs, asJson(figures.forwardLatency)},
            {u"deliveryLatency"_qs, asJson(figures.deliveryLatency)},
            {u"failures"_qs, failures},
            {u"forwardsWaiting"_qs, now.gauges.forwardsWaiting},
            {u"sendsWaiting"_qs, now.gauges.sendsWaiting},
            {u"retries"_qs, rounded(figures.retries)},
            {u"dropped"_qs, rounded(figures.dropped)},
            {u"refused"_qs, rounded(figures.refused)},
            {u"expired"_qs, rounded(figures.expired)},
            {u"backlog"_qs, now.backlogBytes}};
}

/// And what only workers have.
QJsonObject workerJson(const Figures &figures)
{
    QJsonObject row = asJson(figures);
    row.insert(u"cpu"_qs, rounded(figures.cpu));
    row.insert(u"loopDelayMs"_qs, rounded(msOf(figures.loopDelay)));
    return row;
}

double nodeCpu(const NodeSample &before, const NodeSample &now)
{
    const double seconds = before.workers.empty() ? 0 : secondsOf(now.at - before.at);
    return seconds > 0 ? 100 * secondsOf(now.state.cpuTime - before.state.cpuTime) / seconds : 0;
}

} // namespace

NodeFacts NodeFacts::own()
{
    return {QSysInfo::machineHostName().toUtf8(), RAINBOW_VERSION,
            QCoreApplication::applicationPid(), QDateTime::currentMSecsSinceEpoch()};
}

const char *nameOf(Pressure pressure)
{
    switch (pressure) {
    case Pressure::None:
        break;
    case Pressure::RefuseNew:
        return "refuse";
    case Pressure::DropQos0:
        return "drop";
    case Pressure::CloseBiggest:
        return "close";
    }
    return "none";
}

const char *nameOf(CallbackFailure failure)
{
    switch (failure) {
    case CallbackFailure::Timeout:
        return "timeout";
    case CallbackFailure::Network:
        return "network";
    case CallbackFailure::Status4xx:
        return "status4xx";
    case CallbackFailure::Status5xx:
        return "status5xx";
    case CallbackFailure::Answer:
        break;
    }
    return "answer";
}

QJsonObject statsEvent(const NodeFacts &facts, const NodeSample &before, const NodeSample &now)
{
    Figures total;
    QJsonArray workers;
    for (const WorkerStats &stats : now.workers) {
        const Figures figures = figuresOf(find(before.workers, stats.worker), stats);
        total += figures;
        QJsonObject row = workerJson(figures);
        row.insert(u"worker"_qs, qint64(stats.worker));
        workers.append(row);
    }
    QJsonArray apps;
    for (const auto &[name, figures] : figuresOfApps(before, now)) {
        QJsonObject row = asJson(figures);
        row.insert(u"app"_qs, QString::fromUtf8(name));
        apps.append(row);
    }
    const NodeState &state = now.state;
    const QJsonObject node{{u"node"_qs, QString::fromUtf8(facts.node)},
                           {u"version"_qs, QString::fromUtf8(facts.version)},
                           {u"pid"_qs, facts.pid},
                           {u"startedAt"_qs, facts.startedAtMs},
                           {u"uptimeMs"_qs, qint64(state.uptime.count())},
                           {u"memory"_qs, state.memory},
                           {u"memoryBudget"_qs, state.memoryBudget},
                           {u"cpu"_qs, rounded(nodeCpu(before, now))},
                           {u"maxConnections"_qs, state.maxConnections},
                           {u"pressure"_qs, QLatin1StringView(nameOf(state.pressure))},
                           {u"draining"_qs, state.draining},
                           {u"dashboards"_qs, state.dashboards},
                           {u"total"_qs, workerJson(total)},
                           {u"workers"_qs, workers},
                           {u"apps"_qs, apps}};
    return {{u"event"_qs, u"stats"_qs}, {u"at"_qs, now.atMs}, {u"nodes"_qs, QJsonArray{node}}};
}

} // namespace Rainbow
