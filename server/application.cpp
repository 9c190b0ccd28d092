// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "application.h"

#include "curl/curlnetwork.h"
#include "gate/refusal.h"
#include "gate/wiresocket.h"
#include "journal.h"
#include "logging.h"

#include <QDateTime>
#include <QSysInfo>

#include <algorithm>
#include <limits>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr char Gone[] = "the application has gone";
constexpr int MaxNotes = 1'000; ///< memberships that are being told of; beyond, they are not

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

AdmissionSettings admissionSettings(const Config &config)
{
    AdmissionSettings settings;
    settings.app = config.app;
    settings.resumeAuth = config.gate.resumeAuth;
    settings.hasConnectUrl = !config.business.connectUrl.isEmpty();
    settings.admitAll = config.dev && !settings.hasConnectUrl;
    settings.keepHeaders = config.admin.hasFeed();
    return settings;
}

HubSettings hubSettings(const Config &config)
{
    HubSettings settings = config.hub;
    settings.server = "Rainbow/" RAINBOW_VERSION;
    return settings;
}

/// Of a caller that has been let in by that name; without one it is of this machine.
MeshRights rightsOf(const QList<AccessUser> &users, const QByteArray &app, const QByteArray &name)
{
    for (const AccessUser &user : users) {
        if (user.app == app && user.name == name)
            return {user.mayRead, user.mayWrite};
    }
    return {};
}

int connectionLimit(const AppSettings &app)
{
    return app.maxConnections > 0 ? app.maxConnections : std::numeric_limits<int>::max();
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

Application::Application(HubId id, const Config &config, const QList<AccessUser> &access,
                         const Shared &shared)
    : m_config(config), m_accessUsers(access), m_dialects(shared.dialects),
      m_commons(shared.commons.of(config.app.name)), m_messageNetwork(makeNetwork(config.business)),
      m_sessionNetwork(makeNetwork(config.business)),
      m_messages(*m_messageNetwork, config.business),
      m_business(*m_sessionNetwork, config.business),
      m_hub(id, hubSettings(config), *this, m_commons.exchange.join(id, *this)),
      m_mesh(id, QSysInfo::machineHostName().toUtf8(), *this, m_commons.exchange.joinQueue(id)),
      m_guard(apiSettings(config), m_commons.nonces), m_access(access, config.app.name),
      m_sendController(apiSettings(config), m_hub), m_subscriptionController(m_hub),
      m_topicController(m_hub), m_meshController(m_mesh), m_infoController(m_hub),
      m_admission(
          admissionSettings(config), m_business, m_hub, m_commons.connections,
          [this](auto *socket, auto admitted) { onAdmitted(socket, std::move(admitted)); },
          [this](auto *socket, const auto &token, auto admitted) {
              onResumed(socket, token, std::move(admitted));
          })
{
    m_commons.connections.setLimit(connectionLimit(config.app));
    m_mesh.setMaxPayload(config.hub.maxPayload);
    m_sendController.addTo(m_router, m_guard);
    m_subscriptionController.addTo(m_router, m_guard);
    m_topicController.addTo(m_router, m_guard);
    m_meshController.addTo(m_router, m_access);
    m_infoController.addTo(m_router, config.app.isDefault() ? nullptr : &m_guard);
    m_router.setFallback(shared.elsewhere);

    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Application::onTime);
}

Application::~Application()
{
    m_commons.exchange.leave(m_hub.id());
    // Clients before what they use.
    while (!m_clients.empty())
        delete *m_clients.begin();
}

void Application::apply(const Config &config, const QList<AccessUser> &access)
{
    m_isRetired = false;
    m_config = config;
    m_commons.connections.setLimit(connectionLimit(config.app));
    m_messages.setSettings(config.business);
    m_business.setSettings(config.business);
    m_guard.setSettings(apiSettings(config));
    applyAccess(access);
    m_sendController.setSettings(apiSettings(config));
    m_admission.setSettings(admissionSettings(config));
    for (Client *client : m_clients)
        client->onSettings();
    m_hub.setSettings(hubSettings(config), Clock::now());
    m_mesh.setMaxPayload(config.hub.maxPayload);
}

void Application::applyAccess(const QList<AccessUser> &access)
{
    const auto ofThis = [this](const QList<AccessUser> &users) {
        QList<AccessUser> own;
        for (const AccessUser &user : users) {
            if (user.app == m_config.app.name)
                own.append(user);
        }
        return own;
    };
    const QList<AccessUser> before = ofThis(m_accessUsers);
    const QList<AccessUser> now = ofThis(access);
    m_accessUsers = access;
    m_access.setUsers(access, m_config.app.name);
    if (before == now)
        return;
    for (const Identity &caller : m_mesh.callers()) {
        const Session *session = m_hub.find(caller);
        const auto isOf = [&](const AccessUser &user) {
            return session && user.name == session->info().device;
        };
        const auto was = std::find_if(before.begin(), before.end(), isOf);
        const auto is = std::find_if(now.begin(), now.end(), isOf);
        if (was == before.end() || is == now.end() || *was != *is)
            (void)m_hub.dismiss(caller, CloseCode::Withdrawn, "access has changed");
    }
}

void Application::retire()
{
    m_isRetired = true;
    m_hub.dismissAll(CloseCode::Withdrawn, Gone);
}

// --- in

void Application::arrive(WireSocket *socket, const RequestHead &head, qsizetype headSize,
                         const EndpointSettings &endpoint)
{
    QByteArray caller;
    if (endpoint.dialect == EndpointDialect::Mesh) {
        const AccessGuard::Verdict verdict =
            m_access.check(head, socket->peerAddress(), AccessGuard::Right::Any, Clock::now());
        if (verdict.refusal) {
            refuse(socket, *verdict.refusal);
            return;
        }
        caller = verdict.user;
    }
    m_admission.take(socket, head, headSize, endpoint, caller);
}

void Application::onAdmitted(WireSocket *socket, Admitted admitted)
{
    SessionInfo &info = admitted.info;
    const Dialect &dialect = m_dialects.of(info.protocol);
    auto *client = new Client(socket, m_hub, dialect, m_config.gate, m_clients);
    client->setSeat(std::move(admitted.seat));
    qCDebug(lcGate, "client connected: identity=%s platform=%s address=%s",
            info.identity.bytes().constData(), info.platform.left(64).constData(),
            info.address.constData());
    if (keepsJournal())
        journal({.kind = JournalKind::Connect,
                 .identity = info.identity.bytes(),
                 .address = info.address,
                 .text = info.platform + ' ' + info.device});
    if (info.protocol == SessionProtocol::Mesh)
        m_mesh.open(info.identity, rightsOf(m_accessUsers, m_config.app.name, info.device));
    Session &session = m_hub.open(std::move(info), *client, dialect, admitted.answer);
    session.connectedAtMs = QDateTime::currentMSecsSinceEpoch();
    client->attach(session);
    sendAwayIfRetired(session);
}

/// The business server may have been thinking about it meanwhile.
void Application::sendAwayIfRetired(const Session &session)
{
    if (m_isRetired)
        (void)m_hub.dismiss(session.identity(), CloseCode::Withdrawn, Gone);
}

void Application::onResumed(WireSocket *socket, const SessionToken &token, Admitted admitted)
{
    auto *client = new Client(socket, m_hub, m_dialects.of(SessionProtocol::Version2),
                              m_config.gate, m_clients);
    client->setSeat(std::move(admitted.seat));
    Session *session = m_hub.resume(token, *client, Clock::now());
    session->connectedAtMs = QDateTime::currentMSecsSinceEpoch();
    m_hub.obey(*session, admitted.answer);
    qCDebug(lcGate, "client is back: identity=%s address=%s",
            session->identity().bytes().constData(), qPrintable(socket->peerAddress().toString()));
    if (keepsJournal())
        journal({.kind = JournalKind::Resume,
                 .identity = session->identity().bytes(),
                 .address = socket->peerAddress().toString().toLatin1()});
    client->attach(*session);
    sendAwayIfRetired(*session);
}

void Application::call(const HttpRequest &request, const Responder &responder) const
{
    if (request.body.size() > m_config.gate.maxPayload)
        responder.answer(jsonError(413, "body over max_payload"));
    else
        m_router.dispatch(request, responder);
}

// --- up

void Application::forward(const ForwardCall &call)
{
    if (!m_config.app.queue.isEmpty()) {
        m_mesh.forward(call, m_config.app.queue, call.qos, m_config.business.forwardTimeout,
                       Clock::now());
        return;
    }
    m_messages.forward(
        call, [this, identity = call.identity, number = call.number](const BusinessAnswer &answer) {
            m_hub.onForwarded(identity, number, answer, Clock::now());
        });
}

void Application::askSubscribe(const SubscribeCall &call)
{
    m_messages.askSubscribe(
        call, [this, identity = call.identity, number = call.number](const Permission &permission) {
            m_hub.onSubscribeAnswered(identity, number, permission, Clock::now());
        });
}

void Application::askPublish(const PublishCall &call)
{
    m_messages.askPublish(
        call, [this, identity = call.identity, number = call.number](const Permission &permission) {
            m_hub.onPublishAnswered(identity, number, permission, Clock::now());
        });
}

void Application::closed(const Identity &identity, const QByteArray &cookie)
{
    qCDebug(lcGate, "client gone: identity=%s", identity.bytes().constData());
    if (!m_mesh.gone(identity)) // of its own callers a business server need not be told
        m_business.closed(identity, cookie);
}

void Application::membershipChanged(const MembershipNote &note)
{
    const bool isWanted =
        !(note.joined ? m_config.business.subscribedUrl : m_config.business.unsubscribedUrl)
             .isEmpty();
    if (!isWanted || m_isLeaving)
        return;
    if (m_notes >= MaxNotes) {
        if (m_lines.ask(LogThrottle::Clock::now()).log)
            qCWarning(lcBusiness, "memberships not told of: too many at a time");
        return;
    }
    ++m_notes;
    Order count;
    count.kind = Order::Kind::Count;
    count.channel = note.channel;
    m_hub.order(count, Clock::now(), [this, note](const Receipt &receipt) {
        --m_notes;
        m_messages.tellMembership(note, receipt.matched);
    });
}

void Application::overloaded(const OverloadNote &note)
{
    m_messages.tellOverload(note);
}

void Application::called(const Identity &identity, const QByteArray &request)
{
    m_mesh.call(identity, request);
}

qint64 Application::wallClockMs() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

// --- across

void Application::take(const Publication &publication)
{
    m_hub.take(publication, Clock::now());
}

void Application::take(const Order &order)
{
    m_hub.take(order);
}

void Application::take(const Receipt &receipt)
{
    m_hub.take(receipt, Clock::now());
}

void Application::take(const Tally &tally)
{
    m_hub.take(tally, Clock::now());
}

void Application::take(const QueueItem &item)
{
    m_mesh.take(item);
}

// --- business servers that call by mesh

void Application::publish(Publication publication, std::chrono::milliseconds timeout,
                          MeshPort::ReceiptHandler handler)
{
    m_hub.publish(std::move(publication), timeout, Clock::now(), std::move(handler));
}

void Application::order(Order order, MeshPort::ReceiptHandler handler)
{
    m_hub.order(std::move(order), Clock::now(), std::move(handler));
}

bool Application::tell(const Identity &caller, const QByteArray &text)
{
    return m_hub.tell(caller, text, true);
}

bool Application::isBlocked(const Identity &caller) const
{
    const Session *session = m_hub.find(caller);
    return session && session->link().isBlocked();
}

void Application::forwarded(const Identity &client, quint64 number, const BusinessAnswer &answer)
{
    m_hub.onForwarded(client, number, answer, Clock::now());
}

// --- time

void Application::finishTurn()
{
    // What that brings about may be something more to do.
    constexpr int MaxRounds = 3;
    for (int i = 0; i < MaxRounds && m_mesh.nextDue() == TimePoint::min(); ++i)
        m_mesh.onTime(Clock::now());
}

void Application::rest()
{
    // Moved forward only: looking too early costs less than a timer moved with every message.
    const TimePoint due = std::min(m_hub.nextDue(), m_mesh.nextDue());
    if (m_due <= due)
        return;
    m_due = due;
    const TimePoint now = Clock::now();
    const auto wait = due <= now ? 0ms : std::chrono::ceil<std::chrono::milliseconds>(due - now);
    m_timer.start(wait);
}

void Application::onTime()
{
    m_due = TimePoint::max();
    m_hub.onTime(Clock::now());
    m_mesh.onTime(Clock::now());
}

// --- stopping

void Application::drain()
{
    m_hub.drain();
}

void Application::sendAway()
{
    m_isLeaving = true;
    m_admission.stop();
    m_hub.closeAll(quint16(CloseCode::GoingAway), "going away", Clock::now());
}

AppStats Application::stats() const
{
    AppStats stats;
    stats.app = m_config.app.name;
    stats.hub = m_hub.counters();
    stats.deliveryLatency = m_hub.deliveryLatency();
    stats.callbacks = m_messages.counters();
    stats.callbacks += m_business.counters();
    stats.connections = int(m_clients.size());
    stats.gauges = m_hub.gauges();
    stats.backlogBytes = stats.gauges.backlogBytes;
    stats.queues = m_mesh.counters();
    for (const QueueFigures &queue : m_mesh.figures()) {
        stats.queueMessages += queue.waiting;
        stats.queueInHand += queue.inHand;
        stats.queueConsumers += queue.consumers;
    }
    return stats;
}

qint64 Application::waitingBytes() const
{
    qint64 bytes = 0;
    for (const Client *client : m_clients)
        bytes += client->heldBytes();
    return bytes;
}

void Application::logTotals() const
{
    const HubCounters &c = m_hub.counters();
    qCInfo(lcNode,
           "worker %u served%s%s: sessions=%llu lost=%llu kept=%llu resumed=%llu not-resumed=%llu "
           "messages-in=%llu refused=%llu frames-ignored=%llu published=%llu forwards=%llu "
           "failed=%llu messages-out=%llu repeated=%llu dropped=%llu expired=%llu naks-out=%llu "
           "naks-in=%llu bytes-in=%llu bytes-out=%llu",
           m_hub.id(), m_config.app.isDefault() ? "" : " ",
           m_config.app.isDefault() ? "" : m_config.app.name.constData(), c.sessionsOpened,
           c.sessionsLost, c.sessionsKept, c.sessionsResumed, c.sessionsExpired, c.messagesIn,
           c.messagesRefused, c.framesIgnored, c.messagesPublished, c.forwards, c.forwardsFailed,
           c.messagesOut, c.messagesRepeated, c.messagesDropped, c.deliveriesExpired, c.naksSent,
           c.naksReceived, c.bytesIn, c.bytesOut);
}

} // namespace Rainbow
