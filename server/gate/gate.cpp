// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/gate.h"

#include "gate/connectionbudget.h"
#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "gate/wiresocket.h"
#include "logging.h"

#include <QSocketNotifier>
#include <QTimer>

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
};

Gate::Gate(const GateSettings &settings, WireContext &context, ConnectionBudget &budget,
           UpgradeHandler onUpgrade, HttpHandler onHttp, QObject *parent)
    : QObject(parent), m_settings(settings), m_context(context), m_budget(budget),
      m_onUpgrade(std::move(onUpgrade)), m_onHttp(std::move(onHttp))
{
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

void Gate::stop()
{
    m_stopped = true;
    for (const Listener &listener : std::as_const(m_listeners)) {
        listener.notifier->setEnabled(false);
        ::close(listener.descriptor);
    }
    m_listeners.clear();
    const auto sockets = findChildren<WireSocket *>(Qt::FindDirectChildrenOnly);
    for (WireSocket *socket : sockets)
        socket->close();
}

void Gate::accept(const Listener &listener)
{
    for (int i = 0; i < AcceptBatch && !m_stopped; ++i) {
        const int descriptor =
            ::accept4(listener.descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                pauseAccepting();
            return;
        }
        auto *socket = new WireSocket(descriptor, m_context, this);
        if (!m_budget.take()) {
            qCWarning(lcGate, "connection refused: max_connections reached, address=%s",
                      qPrintable(socket->peerAddress().toString()));
            refuse(socket, jsonError(503, "too many connections"));
            continue;
        }
        new Seat(m_budget, socket);
        await(socket, listener.role);
    }
}

void Gate::await(WireSocket *socket, Role role)
{
    auto *arrival = new Arrival(socket, m_settings.headTimeout);
    connect(socket, &WireSocket::readyRead, arrival, [this, socket, arrival, role] {
        // Nothing new is known before the next line ends.
        const QByteArrayView bytes = socket->unread();
        const qsizetype known = std::exchange(arrival->scanned, bytes.size());
        if (bytes.size() <= m_settings.maxHead && !bytes.sliced(known).contains('\n'))
            return;
        const auto result = parseRequestHead(bytes, m_settings.maxHead);
        if (result.status == RequestHeadResult::Status::Incomplete)
            return;
        // Handover: nothing has been read, and from here on the receiver owns the socket.
        delete arrival;
        const bool upgrade = result.status == RequestHeadResult::Status::Ok && role != Role::Http
            && isUpgradeRequest(result.head);
        if (upgrade)
            m_onUpgrade(socket, result.head, result.size);
        else
            m_onHttp(socket, role);
    });
    connect(socket, &WireSocket::readChannelFinished, arrival, [socket] { socket->close(); });
    connect(socket, &WireSocket::disconnected, arrival, [socket] { socket->deleteLater(); });
    connect(&arrival->timer, &QTimer::timeout, arrival, [socket, arrival] {
        qCInfo(lcGate, "connection ended: no request head within head_timeout, address=%s",
               qPrintable(socket->peerAddress().toString()));
        arrival->deleteLater();
        refuse(socket, jsonError(408, "no request head within head_timeout"));
    });
}

void Gate::pauseAccepting()
{
    qCWarning(lcGate, "accepting pauses: %s", std::strerror(errno));
    for (const Listener &listener : std::as_const(m_listeners))
        listener.notifier->setEnabled(false);
    QTimer::singleShot(AcceptPause, this, [this] {
        for (const Listener &listener : std::as_const(m_listeners))
            listener.notifier->setEnabled(true);
    });
}

} // namespace Rainbow
