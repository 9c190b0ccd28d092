// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/wiresocket.h"

#include <QHostAddress>
#include <QPointer>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace Rainbow {

using namespace std::chrono_literals;

namespace {

constexpr size_t ReadBufferSize = 64 * 1024;
constexpr size_t MaxPieces = 64;
constexpr auto DrainPatience = 15s; ///< for a peer that takes what we still have to say
constexpr auto ShutDownPatience = 1s; ///< for a peer to end its side after ours
constexpr auto CutOffPatience = 1s;
constexpr auto PausedCheckInterval = 5s;

} // namespace

// --- WireContext

WireContext::WireContext(const OutboxLimits &limits)
    : m_limits(limits), m_readBuffer(ReadBufferSize)
{
}

void WireContext::flush()
{
    // By index: a flushed socket may end, and its end may give others something to send.
    for (size_t i = 0; i < m_dirty.size(); ++i) {
        if (WireSocket *socket = m_dirty[i]) {
            socket->m_dirty = false;
            socket->flushNow();
        }
    }
    m_dirty.clear();
}

// --- life

WireSocket::WireSocket(int descriptor, WireContext &context, QObject *parent)
    : QTcpSocket(parent), m_context(context), m_lastHeard(Clock::now()),
      m_readNotifier(new QSocketNotifier(descriptor, QSocketNotifier::Read, this)),
      m_descriptor(descriptor)
{
    readAddresses();
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite | Unbuffered);
    connect(m_readNotifier, &QSocketNotifier::activated, this, &WireSocket::onReadable);
}

WireSocket::~WireSocket()
{
    if (m_dirty)
        std::replace(m_context.m_dirty.begin(), m_context.m_dirty.end(), this,
                     static_cast<WireSocket *>(nullptr));
    if (m_descriptor >= 0)
        closeDescriptor();
    setSocketState(UnconnectedState);
}

void WireSocket::readAddresses()
{
    const auto portOf = [](const sockaddr_storage &address) {
        // sin_port and sin6_port stand at the same place.
        in_port_t port;
        std::memcpy(&port,
                    reinterpret_cast<const char *>(&address) + offsetof(sockaddr_in, sin_port),
                    sizeof port);
        return ntohs(port);
    };
    const auto addressOf = [](const sockaddr_storage &address) {
        QHostAddress host(reinterpret_cast<const sockaddr *>(&address));
        bool mapped = false;
        const quint32 v4 = host.toIPv4Address(&mapped);
        return mapped ? QHostAddress(v4) : host;
    };
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (getpeername(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size) == 0) {
        setPeerAddress(addressOf(address));
        setPeerPort(portOf(address));
    }
    size = sizeof address;
    if (getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size) == 0) {
        setLocalAddress(addressOf(address));
        setLocalPort(portOf(address));
    }
}

// --- reading

void WireSocket::onReadable()
{
    std::vector<char> &buffer = m_context.m_readBuffer;
    const ssize_t size = ::recv(m_descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0) {
        onEndOfStream();
        return;
    }
    if (size < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
            setSocketError(RemoteHostClosedError);
            tearDown();
        }
        return;
    }
    m_lastHeard = Clock::now();
    if (m_phase != Phase::Open)
        return;
    const QPointer<WireSocket> alive(this);
    m_fresh = QByteArrayView(buffer.data(), size);
    Q_EMIT readyRead();
    if (!alive)
        return;
    keepFresh();
    updateReadNotification();
}

void WireSocket::onEndOfStream()
{
    m_endOfStream = true;
    updateReadNotification();
    if (m_phase == Phase::ShutDown) {
        tearDown();
        return;
    }
    Q_EMIT readChannelFinished();
}

void WireSocket::checkPausedPeer()
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (m_descriptor < 0 || m_endOfStream
        || ::getsockopt(m_descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return;
    if (info.tcpi_state != TCP_ESTABLISHED)
        onEndOfStream();
}

void WireSocket::keepFresh()
{
    if (m_keptAt > 0) {
        m_kept.remove(0, m_keptAt);
        m_keptAt = 0;
    }
    if (m_kept.isEmpty() && m_fresh.isEmpty())
        m_kept = {};
    else
        m_kept.append(m_fresh);
    m_fresh = {};
}

qsizetype WireSocket::readable() const
{
    return m_kept.size() - m_keptAt + m_fresh.size();
}

qint64 WireSocket::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + readable();
}

qint64 WireSocket::readData(char *data, qint64 maxSize)
{
    const QByteArrayView bytes = unread();
    const qsizetype size = std::min<qsizetype>(maxSize, bytes.size());
    std::memcpy(data, bytes.data(), size_t(size));
    consume(size);
    return size;
}

void WireSocket::updateReadNotification()
{
    if (m_descriptor < 0)
        return;
    const bool full = readBufferSize() > 0 && readable() >= readBufferSize();
    const bool held = m_paused || full;
    const bool wanted = !m_endOfStream && (m_phase != Phase::Open || !held);
    if (m_readNotifier->isEnabled() != wanted)
        m_readNotifier->setEnabled(wanted);
}

QByteArrayView WireSocket::unread()
{
    if (m_kept.size() == m_keptAt)
        return m_fresh;
    keepFresh();
    return m_kept;
}

void WireSocket::consume(qsizetype size)
{
    const qsizetype ofKept = std::min(size, m_kept.size() - m_keptAt);
    m_keptAt += ofKept;
    m_fresh = m_fresh.sliced(size - ofKept);
    updateReadNotification();
}

void WireSocket::setReading(bool on)
{
    m_paused = !on;
    updateReadNotification();
    if (m_paused && !m_pauseTimer) {
        m_pauseTimer = new QTimer(this);
        connect(m_pauseTimer, &QTimer::timeout, this, &WireSocket::checkPausedPeer);
    }
    if (m_paused)
        m_pauseTimer->start(PausedCheckInterval);
    else if (m_pauseTimer)
        m_pauseTimer->stop();
    if (on && readable() > 0) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_phase == Phase::Open && readable() > 0)
                    Q_EMIT readyRead();
            },
            Qt::QueuedConnection);
    }
}

// --- writing

void WireSocket::markDirty()
{
    if (m_dirty || m_blocked || m_descriptor < 0)
        return;
    m_dirty = true;
    m_context.m_dirty.push_back(this);
}

Outbox::PushResult WireSocket::send(const Frame &frame, MessageId id, bool essential)
{
    // A burst within one turn of the loop does not make the client a slow one.
    if (!m_blocked && m_outbox.cost() + frame.bytes.size() > m_context.m_limits.maxBacklog)
        flushNow();
    const auto result = m_outbox.push(frame, id, essential, m_context.m_limits);
    if (result == Outbox::PushResult::Queued)
        markDirty();
    return result;
}

qint64 WireSocket::writeData(const char *data, qint64 size)
{
    if (m_phase != Phase::Open || m_descriptor < 0)
        return -1;
    // What Qt writes by itself, such as answers to pings, is bounded too.
    if (m_outbox.cost() > 4 * m_context.m_limits.maxBacklog) {
        abortSoon();
        return -1;
    }
    m_outbox.pushBytes(QByteArray(data, size));
    m_unreported += size;
    markDirty();
    return size;
}

void WireSocket::flushNow()
{
    if (m_descriptor < 0)
        return;
    while (!m_outbox.isEmpty()) {
        QByteArrayView pieces[MaxPieces];
        const size_t count = m_outbox.gather(pieces);
        iovec vectors[MaxPieces];
        qsizetype total = 0;
        for (size_t i = 0; i < count; ++i) {
            vectors[i] = {const_cast<char *>(pieces[i].data()), size_t(pieces[i].size())};
            total += pieces[i].size();
        }
        msghdr message{};
        message.msg_iov = vectors;
        message.msg_iovlen = count;
        const ssize_t sent = count == 1
            ? ::send(m_descriptor, vectors[0].iov_base, vectors[0].iov_len,
                     MSG_DONTWAIT | MSG_NOSIGNAL)
            : ::sendmsg(m_descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK) {
                setWriteNotification(true);
            } else {
                setSocketError(RemoteHostClosedError);
                abortSoon();
            }
            return;
        }
        m_outbox.consume(sent);
        // A peer that takes what waited is alive, however slow: its pong may be far behind.
        if (m_blocked)
            m_lastHeard = Clock::now();
        if (sent < total) {
            setWriteNotification(true);
            return;
        }
    }
    setWriteNotification(false);
    if (m_phase == Phase::Draining)
        shutDown();
    if (m_unreported > 0)
        Q_EMIT bytesWritten(std::exchange(m_unreported, 0));
}

void WireSocket::shutDown()
{
    m_phase = Phase::ShutDown;
    ::shutdown(m_descriptor, SHUT_WR);
    if (m_endOfStream)
        abortSoon();
    else
        QTimer::singleShot(ShutDownPatience, this, &WireSocket::tearDown);
}

void WireSocket::setWriteNotification(bool on)
{
    if (m_blocked == on)
        return;
    m_blocked = on;
    if (!m_writeNotifier) {
        m_writeNotifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Write, this);
        connect(m_writeNotifier, &QSocketNotifier::activated, this, &WireSocket::flushNow);
    }
    m_writeNotifier->setEnabled(on);
}

// --- ending

void WireSocket::close()
{
    disconnectFromHost();
}

void WireSocket::disconnectFromHost()
{
    if (m_phase == Phase::Open)
        beginClosing(DrainPatience);
}

void WireSocket::cutOff(const QByteArray &last)
{
    if (m_phase == Phase::ShutDown || m_descriptor < 0)
        return;
    m_outbox.discardUnsent();
    m_outbox.pushBytes(last);
    beginClosing(CutOffPatience);
}

void WireSocket::beginClosing(std::chrono::milliseconds patience)
{
    if (m_descriptor < 0)
        return;
    m_phase = Phase::Draining;
    forgetInput();
    updateReadNotification();
    QTimer::singleShot(patience, this, &WireSocket::tearDown);
    markDirty();
    if (state() != ClosingState) {
        setSocketState(ClosingState);
        Q_EMIT stateChanged(ClosingState);
    }
}

void WireSocket::forgetInput()
{
    m_kept = {};
    m_keptAt = 0;
    m_fresh = {};
}

void WireSocket::abortSoon()
{
    QMetaObject::invokeMethod(this, &WireSocket::tearDown, Qt::QueuedConnection);
}

void WireSocket::closeDescriptor()
{
    // The notifiers first: they must not watch a number that may soon be another's.
    m_readNotifier->setEnabled(false);
    if (m_writeNotifier)
        m_writeNotifier->setEnabled(false);
    ::close(m_descriptor);
    m_descriptor = -1;
}

void WireSocket::tearDown()
{
    if (m_descriptor < 0)
        return;
    closeDescriptor();
    m_outbox.clear();
    forgetInput();
    m_blocked = false;
    setSocketState(UnconnectedState);
    Q_EMIT stateChanged(UnconnectedState);
    if (!m_endOfStream) {
        m_endOfStream = true;
        Q_EMIT readChannelFinished();
    }
    Q_EMIT disconnected();
}

} // namespace Rainbow
