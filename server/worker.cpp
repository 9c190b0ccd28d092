// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "worker.h"

#include "curl/curlnetwork.h"
#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "http/httpconnection.h"
#include "journal.h"
#include "limit.h"
#include "logging.h"
#include "observe/feed.h"
#include "runtime/cputime.h"

#include <QAbstractEventDispatcher>
#include <QDateTime>

#include <algorithm>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto ConnectPath = "/connect/";
constexpr auto DrainCheckInterval = 10ms;

ApiSettings apiSettings(const Config &config)
{
    ApiSettings settings;
    settings.token = config.business.token;
    settings.signature = config.business.signature;
    settings.signatureWindow = std::chrono::ceil<std::chrono::seconds>(config.signatureWindow);
    settings.maxSendTimeout = config.maxSendTimeout;
    settings.openWithoutToken = config.dev;
    return settings;
}

GateSettings gateSettings(const Config &config)
{
    GateSettings settings = config.gate;
    settings.keepHeaders = config.admin.hasFeed();
    settings.admitAll = config.dev && config.business.connectUrl.isEmpty();
    return settings;
}

HubSettings hubSettings(const Config &config)
{
    HubSettings settings = config.hub;
    settings.server = "Rainbow/" RAINBOW_VERSION;
    return settings;
}

std::unique_ptr<QNetworkAccessManager> makeNetwork(const BusinessSettings &settings)
{
    if (settings.transport == HttpTransport::Qt)
        return std::make_unique<QNetworkAccessManager>();
    auto network = std::make_unique<CurlNetwork>(settings.maxConnections);
    network->setHttp2(settings.transport == HttpTransport::CurlHttp2);
    return network;
}

} // namespace

Worker::Worker(HubId id, const Config &config, const Shared &shared)
    : m_config(config), m_exchange(shared.exchange), m_handover(shared.handover),
      m_toFeed(shared.toFeed), m_reports(shared.reports), m_askMetrics(shared.askMetrics),
      m_wire({config.gate.maxBacklog}, config.gate.ioUring),
      m_messageNetwork(makeNetwork(config.business)),
      m_sessionNetwork(makeNetwork(config.business)),
      m_messages(*m_messageNetwork, config.business),
      m_business(*m_sessionNetwork, config.business),
      m_hub(id, hubSettings(config), *this, m_exchange.join(id, *this)),
      m_guard(apiSettings(config), shared.nonces), m_sendController(apiSettings(config), m_hub),
      m_subscriptionController(m_hub), m_infoController(m_hub),
      m_admission(
          gateSettings(config), m_business, m_hub,
          [this](auto *socket, auto info, const auto &answer) {
              onAdmitted(socket, std::move(info), answer);
          },
          [this](auto *socket, const auto &token, const auto &answer) {
              onResumed(socket, token, answer);
          }),
      m_gate(
          gateSettings(config), m_wire, shared.limits,
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
    m_handover.join(id, [this](MovingClient &&moved) { onMoved(std::move(moved)); });
    for (Router *router : {&m_router, &m_webSocketRouter}) {
        router->add("GET", ConnectPath, [](const auto &, const auto &responder) {
            responder.answer(upgradeRequired("this path speaks WebSocket"));
        });
    }
    m_router.add("GET", FeedPath, [this](const HttpRequest &request, const Responder &responder) {
        responder.answer(answerAtFeed(isFeedFor(request.peerAddress)));
    });
    m_router.add("GET", MetricsPath, [this](const auto &request, const auto &responder) {
        onMetrics(request, responder);
    });
    m_sendController.addTo(m_router, m_guard);
    m_subscriptionController.addTo(m_router, m_guard);
    m_infoController.addTo(m_router);
    applyAdmin();

    m_hubTimer.setSingleShot(true);
    m_hubTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_hubTimer, &QTimer::timeout, this, &Worker::onHubTime);
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            &Worker::onAboutToBlock);
}

Worker::~Worker()
{
    logTotals();
    m_tasks.shut();
    m_handover.leave(m_hub.id());
    m_exchange.leave(m_hub.id());
    m_gate.stop();
    m_observer.reset();
    // Clients and HTTP connections before what they use.
    while (!m_clients.empty())
        delete *m_clients.begin();
    qDeleteAll(findChildren<QObject *>(Qt::FindDirectChildrenOnly));
}

void Worker::apply(const Config &config)
{
    m_config = config;
    m_wire.setLimits({config.gate.maxBacklog});
    m_messages.setSettings(config.business);
    m_business.setSettings(config.business);
    m_guard.setSettings(apiSettings(config));
    m_sendController.setSettings(apiSettings(config));
    m_admission.setSettings(gateSettings(config));
    m_gate.setSettings(gateSettings(config));
    m_gate.setTls(config.tlsContext);
    applyAdmin();
    for (Client *client : m_clients)
        client->onSettings();
    m_hub.setSettings(hubSettings(config), Clock::now());
}

/// Without a port of its own the feed is there for this machine only.
bool Worker::isFeedFor(const QHostAddress &address) const
{
    return m_config.admin.hasFeed() && !m_config.admin.listen && address.isLoopback();
}

void Worker::applyAdmin()
{
    if (!m_config.admin.hasFeed())
        m_observer.reset();
    else if (!m_observer)
        m_observer = std::make_unique<WorkerObserver>(m_hub, m_reports);
}

int Worker::setPressure(Pressure pressure, const Relief &relief)
{
    m_gate.setPressure(pressure);
    m_hub.setPressure(pressure);
    return pressure == Pressure::CloseBiggest ? m_hub.relieve(relief) : 0;
}

void Worker::listen(int descriptor, Gate::Role role)
{
    m_gate.listen(descriptor, role);
}

// --- in

void Worker::onUpgrade(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    if (head.path != ConnectPath) {
        refuse(socket, jsonError(404, "not found"));
        return;
    }
    const auto token = sessionToken(head);
    if (token && token->hub != m_hub.id() && m_handover.hasHub(token->hub)) {
        // Handover: the worker that has the session owns the connection; nothing has been read of
        // it, or written. The empty socket may still be within its readyRead().
        qCDebug(lcGate, "client moves to worker %u", token->hub);
        m_handover.send(token->hub, {socket->detach(), head, headSize});
        socket->deleteLater();
        return;
    }
    m_admission.take(socket, head, headSize);
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
    m_admission.take(socket, moved.head, moved.headSize);
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

void Worker::onAdmitted(WireSocket *socket, SessionInfo info, const BusinessAnswer &answer)
{
    const Dialect &dialect = info.protocol == SessionProtocol::Original ? m_dialect : m_dialect2;
    auto *client = new Client(socket, m_hub, dialect, m_config.gate, m_clients);
    qCDebug(lcGate, "client connected: identity=%s platform=%s address=%s",
            info.identity.bytes().constData(), info.platform.left(64).constData(),
            info.address.constData());
    if (keepsJournal())
        journal({.kind = JournalKind::Connect,
                 .identity = info.identity.bytes(),
                 .address = info.address,
                 .text = info.platform + ' ' + info.device});
    Session &session = m_hub.open(std::move(info), *client, dialect, answer);
    session.connectedAtMs = QDateTime::currentMSecsSinceEpoch();
    client->attach(session);
}

void Worker::onResumed(WireSocket *socket, const SessionToken &token, const BusinessAnswer &answer)
{
    auto *client = new Client(socket, m_hub, m_dialect2, m_config.gate, m_clients);
    Session *session = m_hub.resume(token, *client, Clock::now());
    session->connectedAtMs = QDateTime::currentMSecsSinceEpoch();
    m_hub.obey(*session, answer);
    qCDebug(lcGate, "client is back: identity=%s address=%s",
            session->identity().bytes().constData(), qPrintable(socket->peerAddress().toString()));
    if (keepsJournal())
        journal({.kind = JournalKind::Resume,
                 .identity = session->identity().bytes(),
                 .address = socket->peerAddress().toString().toLatin1()});
    client->attach(*session);
}

// --- up

void Worker::forward(const ForwardCall &call)
{
    m_messages.forward(
        call, [this, identity = call.identity, number = call.number](const BusinessAnswer &answer) {
            m_hub.onForwarded(identity, number, answer, Clock::now());
        });
}

void Worker::askSubscribe(const SubscribeCall &call)
{
    m_messages.askSubscribe(
        call, [this, identity = call.identity, number = call.number](const Permission &permission) {
            m_hub.onSubscribeAnswered(identity, number, permission, Clock::now());
        });
}

void Worker::askPublish(const PublishCall &call)
{
    m_messages.askPublish(
        call, [this, identity = call.identity, number = call.number](const Permission &permission) {
            m_hub.onPublishAnswered(identity, number, permission, Clock::now());
        });
}

void Worker::closed(const Identity &identity, const QByteArray &cookie)
{
    qCDebug(lcGate, "client gone: identity=%s", identity.bytes().constData());
    m_business.closed(identity, cookie);
}

void Worker::membershipChanged(const MembershipNote &) { }
void Worker::overloaded(const OverloadNote &) { }
void Worker::called(const Identity &, const QByteArray &) { }
qint64 Worker::wallClockMs() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

// --- across

void Worker::take(const Publication &publication)
{
    m_hub.take(publication, Clock::now());
}

void Worker::take(const Order &order)
{
    m_hub.take(order);
}

void Worker::take(const Receipt &receipt)
{
    m_hub.take(receipt, Clock::now());
}

void Worker::take(const Tally &tally)
{
    m_hub.take(tally, Clock::now());
}

// --- the turn of the loop

void Worker::onAboutToBlock()
{
    m_wire.flush();

    // Moved forward only: looking too early costs less than a timer moved with every message.
    const TimePoint due = m_hub.nextDue();
    if (m_hubDue <= due)
        return;
    m_hubDue = due;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now());
    m_hubTimer.start(std::max(wait, 0ms));
}

void Worker::onHubTime()
{
    m_hubDue = TimePoint::max();
    m_hub.onTime(Clock::now());
}

// --- stopping

void Worker::drain(std::function<void()> done)
{
    m_gate.stop();
    m_hub.drain();
    const auto connections = findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly);
    for (HttpConnection *connection : connections)
        connection->drain();
    await(
        [this] {
            const auto open = findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly);
            return m_hub.underWay() == 0 && m_admission.pending() == 0
                && std::none_of(open.begin(), open.end(), [](const HttpConnection *connection) {
                       return connection->pending() > 0;
                   });
        },
        std::move(done));
}

void Worker::sendAway(std::function<void()> done)
{
    m_admission.stop();
    m_hub.closeAll(quint16(CloseCode::GoingAway), "going away", Clock::now());
    await(
        [this] {
            return m_clients.empty() && m_admission.pending() == 0
                && m_business.closingCount() == 0;
        },
        std::move(done));
}

WorkerStats Worker::stats(TimePoint asked) const
{
    WorkerStats stats;
    stats.worker = m_hub.id();
    stats.at = Clock::now();
    stats.loopDelay = stats.at - asked;
    stats.hub = m_hub.counters();
    stats.deliveryLatency = m_hub.deliveryLatency();
    stats.callbacks = m_messages.counters();
    stats.callbacks += m_business.counters();
    stats.limits = limitCounts();
    stats.connections = int(m_clients.size());
    stats.gauges = m_hub.gauges();
    stats.backlogBytes = stats.gauges.backlogBytes + m_wire.waitingBytes();
    stats.cpuTime = threadCpuTime();
    return stats;
}

void Worker::logTotals() const
{
    const HubCounters &c = m_hub.counters();
    qCInfo(lcNode,
           "worker %u served: sessions=%llu lost=%llu kept=%llu resumed=%llu not-resumed=%llu "
           "messages-in=%llu refused=%llu frames-ignored=%llu published=%llu forwards=%llu "
           "failed=%llu messages-out=%llu repeated=%llu dropped=%llu expired=%llu naks-out=%llu "
           "naks-in=%llu bytes-in=%llu bytes-out=%llu",
           m_hub.id(), c.sessionsOpened, c.sessionsLost, c.sessionsKept, c.sessionsResumed,
           c.sessionsExpired, c.messagesIn, c.messagesRefused, c.framesIgnored, c.messagesPublished,
           c.forwards, c.forwardsFailed, c.messagesOut, c.messagesRepeated, c.messagesDropped,
           c.deliveriesExpired, c.naksSent, c.naksReceived, c.bytesIn, c.bytesOut);
    const QByteArray limits = formatLimits(limitCounts());
    if (!limits.isEmpty())
        qCInfo(lcNode, "worker %u reached limits: %s", m_hub.id(), limits.constData());
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
