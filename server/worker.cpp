// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "worker.h"

#include "api/apianswer.h"
#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "http/httpconnection.h"
#include "journal.h"
#include "limit.h"
#include "logging.h"
#include "observe/feed.h"
#include "runtime/cputime.h"

#include <QAbstractEventDispatcher>

#include <algorithm>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto DrainCheckInterval = 10ms;

/// The application whose part of the HTTP API is called: by parameter or header; none: default.
constexpr char AppParameter[] = "app";
constexpr char AppHeader[] = "RAINBOWAPP";
constexpr char MeshPath[] = "/v1/mesh/";

std::optional<QByteArray> appKeyOf(const RequestHead &head)
{
    if (auto key = head.queryValue(AppParameter))
        return key;
    return head.header(AppHeader);
}

} // namespace

Worker::Worker(HubId id, const Config &config, const Shared &shared)
    : m_id(id), m_config(config), m_handover(shared.handover), m_toFeed(shared.toFeed),
      m_reports(shared.reports), m_askMetrics(shared.askMetrics),
      m_wire({config.gate.maxBacklog}, config.gate.ioUring),
      m_forApplications{m_dialects, shared.commons,
                        [this](const auto &request, const auto &responder) {
                            responder.answer(answerElsewhere(request.head));
                        }},
      m_imController([this](const QByteArray &key) { return imApp(key); }),
      m_gate(
          config.gate, m_wire, shared.limits,
          [this](auto *socket, const auto &head, auto headSize) {
              onUpgrade(socket, head, headSize);
          },
          [this](auto *socket, auto role) { onHttp(socket, role); })
{
    m_gate.setTls(config.tlsContext);
    m_gate.setFeed(FeedPath, [this](auto *socket, const auto &head, auto headSize) {
        onFeed(socket, head, headSize);
    });
    m_tasks.open([this](const auto &task) { task(*this); });
    applyApplications();
    m_handover.join(id, [this](MovingClient &&moved) { onMoved(std::move(moved)); });
    m_router.add("GET", FeedPath, [this](const HttpRequest &request, const Responder &responder) {
        responder.answer(answerAtFeed(isFeedFor(request.peerAddress)));
    });
    m_router.add("GET", MetricsPath, [this](const auto &request, const auto &responder) {
        onMetrics(request, responder);
    });
    m_imController.addTo(m_router);
    m_router.setFallback(
        [this](const auto &request, const auto &responder) { onCall(request, responder); });
    m_webSocketRouter.setFallback(m_forApplications.elsewhere);
    applyAdmin();
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            &Worker::onAboutToBlock);
}

Worker::~Worker()
{
    logTotals();
    m_tasks.shut();
    m_handover.leave(m_id);
    m_gate.stop();
    m_observer.reset();
    // HTTP connections before what they use, and the clients of all before the wire.
    qDeleteAll(findChildren<QObject *>(Qt::FindDirectChildrenOnly));
    m_applications.clear();
}

void Worker::apply(const Config &config)
{
    m_config = config;
    m_wire.setLimits({config.gate.maxBacklog});
    m_gate.setSettings(config.gate);
    m_gate.setTls(config.tlsContext);
    applyApplications();
    applyAdmin();
}

// --- applications

void Worker::applyApplications()
{
    const auto apply = [this](const Config &config) {
        for (const auto &application : m_applications) {
            if (application->settings().name == config.app.name)
                return application->apply(config, m_config.access);
        }
        m_applications.push_back(
            std::make_unique<Application>(m_id, config, m_config.access, m_forApplications));
        m_applications.back()->hub().setPressure(m_pressure);
    };
    apply(m_config);
    for (const auto &config : std::as_const(m_config.apps))
        apply(*config);
    for (const auto &application : m_applications) {
        const QByteArray &name = application->settings().name;
        const bool isThere = application->settings().isDefault()
            || std::any_of(m_config.apps.cbegin(), m_config.apps.cend(),
                           [&name](const auto &config) { return config->app.name == name; });
        if (!isThere && !application->isRetired())
            application->retire();
    }
}

Application *Worker::findApplication(QByteArray AppSettings::*member, const QByteArray &value) const
{
    for (const auto &application : m_applications) {
        if (application->settings().*member == value && !application->isRetired())
            return application.get();
    }
    return nullptr;
}

Application *Worker::findByName(const QByteArray &name) const
{
    return findApplication(&AppSettings::name, name);
}

Application *Worker::findByKey(const QByteArray &key) const
{
    return findApplication(&AppSettings::key, key);
}

Worker::Entrance Worker::entranceOf(const RequestHead &head) const
{
    const EndpointSettings *endpoint = findEndpoint(head.path);
    return {endpoint, endpoint ? findByName(endpoint->app) : nullptr};
}

const EndpointSettings *Worker::findEndpoint(const QByteArray &path) const
{
    for (const EndpointSettings &endpoint : m_config.endpoints) {
        if (endpoint.path == path)
            return &endpoint;
    }
    return nullptr;
}

/// Without a port of its own the feed is there for this machine only.
bool Worker::isFeedFor(const QHostAddress &address) const
{
    return m_config.admin.hasFeed() && !m_config.admin.listen && address.isLoopback();
}

void Worker::applyAdmin()
{
    if (!m_config.admin.hasFeed()) {
        m_observer.reset();
        return;
    }
    if (!m_observer)
        m_observer = std::make_unique<WorkerObserver>(m_reports);
    for (const auto &application : m_applications)
        m_observer->observe(application->settings().name, application->hub());
}

int Worker::setPressure(Pressure pressure, const Relief &relief)
{
    m_gate.setPressure(pressure);
    m_pressure = pressure;
    std::vector<Hub *> hubs;
    for (const auto &application : m_applications) {
        application->hub().setPressure(pressure);
        hubs.push_back(&application->hub());
    }
    if (pressure != Pressure::CloseBiggest)
        return 0;
    // The one that holds most gives first; the next time it may be another.
    std::sort(hubs.begin(), hubs.end(), [](const Hub *a, const Hub *b) {
        return a->gauges().backlogBytes > b->gauges().backlogBytes;
    });
    int closed = 0;
    for (Hub *hub : hubs) {
        if (closed == 0)
            closed = hub->relieve(relief);
    }
    return closed;
}

void Worker::listen(int descriptor, Gate::Role role)
{
    m_gate.listen(descriptor, role);
}

// --- in

void Worker::onUpgrade(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    const auto [endpoint, application] = entranceOf(head);
    if (!application) {
        refuse(socket, jsonError(404, "not found"));
        return;
    }
    const auto token =
        endpoint->dialect == EndpointDialect::Rainbow ? sessionToken(head) : std::nullopt;
    if (token && token->hub != m_id && m_handover.hasHub(token->hub)) {
        // Handover: the worker that has the session owns the connection; nothing has been read of
        // it, or written. The empty socket may still be within its readyRead().
        qCDebug(lcGate, "client moves to worker %u", token->hub);
        m_handover.send(token->hub, {socket->detach(), head, headSize});
        socket->deleteLater();
        return;
    }
    application->arrive(socket, head, headSize, *endpoint);
}

void Worker::onFeed(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    if (!isFeedFor(socket->peerAddress())) {
        refuse(socket, answerAtFeed(false));
        return;
    }
    // Handover: the node's thread owns the connection from here on; see onUpgrade().
    m_toFeed.send(0, {socket->detach(), head, headSize});
    socket->deleteLater();
}

void Worker::onMoved(MovingClient &&moved)
{
    // Handover: from another worker; see onUpgrade().
    auto *socket = new WireSocket(std::move(moved.socket), m_wire);
    const auto [endpoint, application] = entranceOf(moved.head);
    if (application)
        application->arrive(socket, moved.head, moved.headSize, *endpoint);
    else // a reload has come in between
        refuse(socket, jsonError(404, "not found"));
}

void Worker::onHttp(WireSocket *socket, Gate::Role role)
{
    const Router &router = role == Gate::Role::WebSocket ? m_webSocketRouter : m_router;
    new HttpConnection(socket, router, httpSettings(m_config), this);
}

void Worker::onMetrics(const HttpRequest &request, const Responder &responder)
{
    if (!hasMetrics(m_config.admin, request.peerAddress, false)) {
        responder.answer(jsonError(404, "not found"));
        return;
    }
    // The responder stays on this thread.
    const quint64 number = ++m_lastMetrics;
    m_metricsAsked.emplace(number, responder);
    m_askMetrics(request, [this, number](const HttpResponse &answer) {
        tell([number, answer](Worker &worker) {
            if (const auto asked = worker.m_metricsAsked.extract(number))
                asked.mapped().answer(answer);
        });
    });
}

void Worker::onCall(const HttpRequest &request, const Responder &responder)
{
    // Who has no applications may have parameters of that name for something else.
    const bool hasSeveral = !m_config.apps.isEmpty() || m_config.app.key != AppSettings::Default;
    const auto key = hasSeveral ? appKeyOf(request.head) : std::nullopt;
    if (const Application *application = key ? findByKey(*key) : ownerOf(request.head))
        application->call(request, responder);
    else
        responder.answer(refusedAnswer("unknown app"));
}

/// Of a call that names no application: by who calls, as far as that is a user of one.
Application *Worker::ownerOf(const RequestHead &head) const
{
    const auto name = head.path.startsWith(MeshPath) ? basicUser(head) : std::nullopt;
    for (const AccessUser &user : m_config.access) {
        if (name && user.name == *name)
            return findByName(user.app);
    }
    return &defaultApplication();
}

std::optional<ImController::App> Worker::imApp(const QByteArray &key) const
{
    Application *application = findByKey(key);
    if (!application)
        return std::nullopt;
    return ImController::App{application->settings(), application->hub()};
}

HttpResponse Worker::answerElsewhere(const RequestHead &head) const
{
    if (!findEndpoint(head.path))
        return jsonError(404, "not found");
    return head.method == "GET" || head.method == "HEAD"
        ? upgradeRequired("this path speaks WebSocket")
        : methodNotAllowed({"GET", "HEAD"});
}

// --- the turn of the loop

void Worker::onAboutToBlock()
{
    for (const auto &application : m_applications)
        application->finishTurn();
    m_wire.flush();
    for (const auto &application : m_applications)
        application->rest();
}

// --- stopping

void Worker::drain(std::function<void()> done)
{
    m_gate.stop();
    for (const auto &application : m_applications)
        application->drain();
    const auto connections = findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly);
    for (HttpConnection *connection : connections)
        connection->drain();
    await(
        [this] {
            const auto open = findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly);
            return std::all_of(m_applications.begin(), m_applications.end(),
                               [](const auto &application) { return application->isQuiet(); })
                && std::none_of(open.begin(), open.end(), [](const HttpConnection *connection) {
                       return connection->pending() > 0;
                   });
        },
        std::move(done));
}

void Worker::sendAway(std::function<void()> done)
{
    for (const auto &application : m_applications)
        application->sendAway();
    await(
        [this] {
            return std::all_of(m_applications.begin(), m_applications.end(),
                               [](const auto &application) { return application->isEmpty(); });
        },
        std::move(done));
}

WorkerStats Worker::stats(TimePoint asked) const
{
    WorkerStats stats;
    stats.worker = m_id;
    stats.at = Clock::now();
    stats.loopDelay = stats.at - asked;
    stats.limits = limitCounts();
    stats.cpuTime = threadCpuTime();
    for (const auto &application : m_applications)
        stats.apps.push_back(application->stats());
    // Whose it is, is looked up only where there is any doubt.
    if (m_applications.size() == 1) {
        stats.apps.front().backlogBytes += m_wire.waitingBytes();
    } else if (m_wire.waitingBytes() > 0) {
        for (size_t i = 0; i < m_applications.size(); ++i)
            stats.apps[i].backlogBytes += m_applications[i]->waitingBytes();
    }
    for (const AppStats &app : stats.apps)
        stats += app;
    return stats;
}

void Worker::logTotals() const
{
    for (const auto &application : m_applications)
        application->logTotals();
    const QByteArray limits = formatLimits(limitCounts());
    if (!limits.isEmpty())
        qCInfo(lcNode, "worker %u reached limits: %s", m_id, limits.constData());
}

void Worker::await(std::function<bool()> condition, std::function<void()> done)
{
    auto *timer = new QTimer(this);
    const TimePoint deadline = Clock::now() + m_config.drainTimeout;
    connect(timer, &QTimer::timeout, this,
            [timer, deadline, condition = std::move(condition), done = std::move(done)] {
                if (!condition() && Clock::now() < deadline)
                    return;
                timer->stop();
                timer->deleteLater();
                done();
            });
    timer->start(DrainCheckInterval);
}

} // namespace Rainbow
