// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/gate.h"

#include "gate/processlimits.h"
#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "gate/wiresocket.h"
#include "http/clientaddress.h"
#include "journal.h"
#include "logging.h"

#include <QSocketNotifier>

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace Rainbow {

using namespace std::chrono_literals;

namespace {

/// Connections taken per wake-up, so that those that are there are served in between.
constexpr int AcceptBatch = 64;
/// How long accepting rests when the process has no descriptor left.
constexpr auto AcceptPause = 100ms;

/// A refusal that tells when it is worth to try again.
HttpResponse comeAgain(int status, QByteArrayView why, std::chrono::seconds wait = 1s)
{
    HttpResponse response = jsonError(status, why);
    response.headers = {{"Retry-After", QByteArray::number(qint64(wait.count()))}};
    return response;
}

HttpResponse tooManyOfAddress()
{
    return jsonError(429, "too many connections from this address (max_connections_per_ip)");
}

void logRefusal(Limit limit, const WireSocket *socket)
{
    if (limitReached(limit)) {
        const QByteArray address = socket->peerAddress().toString().toLatin1();
        qCWarning(lcGate, "connection refused: %s reached, address=%s", keyOf(limit),
                  address.constData());
        journalLimit(limit, "connection refused", {}, address);
    }
}

} // namespace

struct Gate::Listener {
    int descriptor = -1;
    Role role = Role::Both;
    QSocketNotifier *notifier = nullptr;
};

/// A connection of which it is not known yet what it wants. Lives as a child of its socket.
class Arrival final : public QObject {
public:
    Arrival(WireSocket *socket, std::chrono::milliseconds timeout) : QObject(socket)
    {
        timer.setSingleShot(true);
        timer.start(timeout);
    }

    QTimer timer;
    qsizetype scanned = 0; ///< bytes of the head that were looked at
    bool viaProxy = false; ///< the client's address is not known before the head is
};

struct Gate::Refusal {
    Limit limit;
    HttpResponse response;
};

Gate::Gate(const GateSettings &settings, WireContext &context, ProcessLimits &limits,
           UpgradeHandler onUpgrade, HttpHandler onHttp, QObject *parent)
    : QObject(parent), m_settings(settings), m_context(context), m_limits(limits),
      m_onUpgrade(std::move(onUpgrade)), m_onHttp(std::move(onHttp))
{
    m_resume.setSingleShot(true);
    m_resume.setInterval(AcceptPause);
    connect(&m_resume, &QTimer::timeout, this, &Gate::resumeAccepting);
}

Gate::~Gate()
{
    stop();
}

void Gate::listen(int descriptor, Role role)
{
    auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, this);
    const Listener listener{descriptor, role, notifier};
    connect(notifier, &QSocketNotifier::activated, this, [this, listener] { accept(listener); });
    m_listeners.append(listener);
}

void Gate::setFeed(const QByteArray &path, UpgradeHandler handler)
{
    m_feedPath = path;
    m_onFeed = std::move(handler);
}

void Gate::stop()
{
    m_stopped = true;
    for (const Listener &listener : std::as_const(m_listeners)) {
        listener.notifier->setEnabled(false);
        ::close(listener.descriptor);
    }
    m_resume.stop();
    m_listeners.clear();
    const auto sockets = findChildren<WireSocket *>(Qt::FindDirectChildrenOnly);
    for (WireSocket *socket : sockets)
        socket->close();
}

void Gate::accept(const Listener &listener)
{
    for (int i = 0; i < AcceptBatch && !m_stopped && !m_resume.isActive(); ++i) {
        const int descriptor =
            ::accept4(listener.descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                pauseAccepting(std::strerror(errno));
            return;
        }
        auto *socket = new WireSocket(descriptor, m_context, this);
        if (m_tls)
            socket->startTls(m_tls);
        admit(socket, listener.role);
    }
}

void Gate::admit(WireSocket *socket, Role role)
{
    if (m_pressure >= Pressure::RefuseNew) {
        turnAway(socket, Limit::MemoryBudget, comeAgain(503, "short of memory (memory_budget)"));
        return;
    }
    if (!m_limits.connections.take()) {
        turnAway(socket, Limit::MaxConnections,
                 comeAgain(503, "too many connections (max_connections)"));
        return;
    }
    Seat seat(m_limits.connections);
    const bool viaProxy = isIn(m_settings.trustedProxies, socket->peerAddress());
    if (!viaProxy && !seat.takeOf(addressKey(socket->peerAddress()))) {
        turnAway(socket, Limit::MaxConnectionsPerIp, tooManyOfAddress());
        return;
    }
    socket->setSeat(std::move(seat));
    auto *arrival = new Arrival(socket, m_settings.headTimeout);
    arrival->viaProxy = viaProxy;
    await(socket, arrival, role);
}

void Gate::turnAway(WireSocket *socket, Limit limit, const HttpResponse &response)
{
    logRefusal(limit, socket);
    if (m_limits.refusals.take())
        socket->setSeat(Seat(m_limits.refusals));
    else
        pauseAccepting("too many connections are being refused");
    refuse(socket, response);
}

void Gate::await(WireSocket *socket, Arrival *arrival, Role role)
{
    connect(socket, &WireSocket::readyRead, arrival,
            [this, socket, arrival, role] { onBytes(socket, arrival, role); });
    connect(socket, &WireSocket::readChannelFinished, arrival, [socket] { socket->close(); });
    connect(socket, &WireSocket::disconnected, arrival, [socket] { socket->deleteLater(); });
    connect(&arrival->timer, &QTimer::timeout, arrival,
            [this, socket, arrival] { onHeadTimeout(socket, arrival); });
}

void Gate::onBytes(WireSocket *socket, Arrival *arrival, Role role)
{
    // Nothing new is known before the next line ends.
    const QByteArrayView bytes = socket->unread();
    const qsizetype known = std::exchange(arrival->scanned, bytes.size());
    if (bytes.size() <= m_settings.maxHead && !bytes.sliced(known).contains('\n'))
        return;
    const auto result = parseRequestHead(bytes, m_settings.maxHead);
    if (result.status == RequestHeadResult::Status::Incomplete)
        return;
    const bool wantsUpgrade =
        result.status == RequestHeadResult::Status::Ok && isUpgradeRequest(result.head);
    const bool feed = wantsUpgrade && role != Role::WebSocket && result.head.path == m_feedPath;
    const bool upgrade = feed || (wantsUpgrade && role != Role::Http);
    std::optional<Refusal> refusal;
    if (upgrade) {
        if (arrival->viaProxy)
            socket->setClientAddress(
                clientAddress(socket->peerAddress(), result.head, m_settings.trustedProxies));
        refusal = refusalOf(socket, arrival->viaProxy);
    }
    // Handover: nothing has been read, and from here on the receiver owns the socket.
    delete arrival;
    if (refusal) {
        logRefusal(refusal->limit, socket);
        refuse(socket, refusal->response);
    } else if (upgrade) {
        (feed ? m_onFeed : m_onUpgrade)(socket, result.head, result.size);
    } else {
        m_onHttp(socket, role);
    }
}

std::optional<Gate::Refusal> Gate::refusalOf(WireSocket *socket, bool viaProxy)
{
    const AddressKey address = addressKey(socket->peerAddress());
    if (viaProxy && !socket->seat().takeOf(address))
        return Refusal{Limit::MaxConnectionsPerIp, tooManyOfAddress()};
    const auto wait = m_limits.handshakes.take(address, HandshakeRate::TimePoint::clock::now());
    if (wait > 0ms)
        return Refusal{Limit::HandshakeRate,
                       comeAgain(429, "too many handshakes from this address (handshake_rate)",
                                 std::chrono::ceil<std::chrono::seconds>(wait))};
    return std::nullopt;
}

void Gate::onHeadTimeout(WireSocket *socket, Arrival *arrival)
{
    if (limitReached(Limit::HeadTimeout)) {
        qCInfo(lcGate, "connection ended: no request head within head_timeout, address=%s",
               qPrintable(socket->peerAddress().toString()));
        journalLimit(Limit::HeadTimeout, "connection ended", {},
                     socket->peerAddress().toString().toLatin1());
    }
    arrival->deleteLater();
    refuse(socket, jsonError(408, "no request head within head_timeout"));
}

void Gate::pauseAccepting(const char *why)
{
    const LogThrottle::Verdict verdict = m_pauses.ask(LogThrottle::Clock::now());
    if (verdict.log)
        qCWarning(lcGate, "accepting pauses: %s", why);
    for (const Listener &listener : std::as_const(m_listeners))
        listener.notifier->setEnabled(false);
    m_resume.start();
}

void Gate::resumeAccepting()
{
    for (const Listener &listener : std::as_const(m_listeners))
        listener.notifier->setEnabled(true);
}

} // namespace Rainbow
