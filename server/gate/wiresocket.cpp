// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/wiresocket.h"

#include "gate/socketaddresses.h"
#include "limit.h"
#include "logging.h"

#include <QPointer>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <numeric>
#include <utility>

#include <sys/socket.h>

namespace Rainbow {

using namespace std::chrono_literals;

namespace {

constexpr size_t MaxPieces = 64;
constexpr auto DrainPatience = 15s; ///< for a peer that takes what we still have to say
constexpr auto ShutDownPatience = 1s; ///< for a peer to end its side after ours
constexpr auto CutOffPatience = 1s;
constexpr auto PausedCheckInterval = 5s;
constexpr int TlsFailureLines = 5; ///< of the log, per second and thread

qsizetype sizeOf(std::span<const QByteArrayView> pieces)
{
    return std::accumulate(
        pieces.begin(), pieces.end(), qsizetype(0),
        [](qsizetype size, QByteArrayView piece) { return size + piece.size(); });
}

} // namespace

// --- life

WireSocket::WireSocket(Wire &&wire, WireContext &context, QObject *parent)
    : QTcpSocket(parent), m_context(context), m_limits(context.limits()), m_wire(std::move(wire)),
      m_lastHeard(Clock::now()),
      m_readNotifier(new QSocketNotifier(m_wire.descriptor(), QSocketNotifier::Read, this))
{
    readAddresses();
    setSocketState(ConnectedState);
    setOpenMode(ReadWrite | Unbuffered);
    connect(m_readNotifier, &QSocketNotifier::activated, this, &WireSocket::onReadable);
}

WireSocket::WireSocket(int descriptor, WireContext &context, QObject *parent)
    : WireSocket(Wire(descriptor), context, parent)
{
}

void WireSocket::startTls(std::shared_ptr<const TlsContext> context)
{
    m_wire.startTls(std::move(context));
}

WireSocket::~WireSocket()
{
    if (m_dirty)
        std::replace(m_context.m_dirty.begin(), m_context.m_dirty.end(), this,
                     static_cast<WireSocket *>(nullptr));
    if (m_wire.isOpen())
        closeDescriptor();
    m_blocked = false;
    countWaiting();
    setSocketState(UnconnectedState);
}

void WireSocket::readAddresses()
{
    const SocketAddress peer = peerAddressOf(m_wire.descriptor());
    setPeerAddress(peer.host);
    setPeerPort(peer.port);
    const SocketAddress local = localAddressOf(m_wire.descriptor());
    setLocalAddress(local.host);
    setLocalPort(local.port);
}

// --- reading

void WireSocket::onReadable()
{
    std::vector<char> &buffer = m_context.m_readBuffer;
    const auto room = qsizetype(buffer.size());
    const auto [status, size] = m_phase == Phase::Open ? m_wire.receive(buffer.data(), room)
                                                       : m_wire.receiveRaw(buffer.data(), room);
    if (m_wire.wantsWrite())
        setWriteNotification(true);
    if (status != Wire::Status::Ok && status != Wire::Status::Blocked) {
        onReadingOver(status);
        return;
    }
    m_lastHeard = Clock::now();
    if (m_phase != Phase::Open || size == 0)
        return;
    const QPointer<WireSocket> alive(this);
    m_inbox.arrive({buffer.data(), size});
    Q_EMIT readyRead();
    if (!alive)
        return;
    m_inbox.keep();
    updateReadNotification();
}

void WireSocket::onReadingOver(Wire::Status status)
{
    switch (status) {
    case Wire::Status::End:
        onEndOfStream();
        return;
    case Wire::Status::PlainHttp:
        m_wire.stopTls();
        write(TlsStream::plainHttpAnswer());
        close();
        return;
    case Wire::Status::Failed:
        logTlsFailure();
        // The peer is to learn why, so the end is no reset; but there is nothing more to say.
        m_outbox.clear();
        cutOff({});
        return;
    case Wire::Status::Lost:
    case Wire::Status::Ok:
    case Wire::Status::Blocked:
        setSocketError(RemoteHostClosedError);
        tearDown();
    }
}

void WireSocket::logTlsFailure()
{
    // Whoever scans the network must not fill the disk.
    thread_local LogThrottle throttle(TlsFailureLines);
    const auto [log, left] = throttle.ask(LogThrottle::Clock::now());
    if (left > 0)
        qCInfo(lcGate, "%llu more failures of TLS", static_cast<unsigned long long>(left));
    if (log)
        qCInfo(lcGate, "TLS failed: %s, address=%s", m_wire.error().constData(),
               qPrintable(peerAddress().toString()));
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
    if (m_wire.isOpen() && !m_endOfStream && !m_wire.hasPeer())
        onEndOfStream();
}

qint64 WireSocket::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + m_inbox.size();
}

qint64 WireSocket::readData(char *data, qint64 maxSize)
{
    const QByteArrayView bytes = unread();
    const qsizetype size = std::min<qsizetype>(maxSize, bytes.size());
    if (size == 0)
        return 0; // there may be no data at all to copy from
    std::memcpy(data, bytes.data(), size_t(size));
    consume(size);
    return size;
}

void WireSocket::updateReadNotification()
{
    if (!m_wire.isOpen())
        return;
    const bool full = readBufferSize() > 0 && m_inbox.size() >= readBufferSize();
    const bool held = m_paused || full;
    const bool wanted = !m_endOfStream && (m_phase != Phase::Open || !held);
    if (m_readNotifier->isEnabled() != wanted)
        m_readNotifier->setEnabled(wanted);
    if (wanted && m_wire.mayHaveMore() && !m_readingAgain) {
        m_readingAgain = true;
        QMetaObject::invokeMethod(this, &WireSocket::readAgain, Qt::QueuedConnection);
    }
}

void WireSocket::readAgain()
{
    m_readingAgain = false;
    if (m_readNotifier->isEnabled())
        onReadable();
}

QByteArrayView WireSocket::unread()
{
    return m_inbox.unread();
}

void WireSocket::consume(qsizetype size)
{
    m_inbox.consume(size);
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
    if (on && m_inbox.size() > 0) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_phase == Phase::Open && m_inbox.size() > 0)
                    Q_EMIT readyRead();
            },
            Qt::QueuedConnection);
    }
}

// --- writing

void WireSocket::markDirty()
{
    if (m_dirty || m_blocked || !m_wire.isOpen())
        return;
    m_dirty = true;
    m_context.m_dirty.push_back(this);
}

Outbox::PushResult WireSocket::send(const Frame &frame, MessageId id, bool essential)
{
    // A burst within one turn of the loop does not make the client a slow one.
    if (!m_blocked && m_outbox.cost() + frame.bytes.size() > m_limits.maxBacklog)
        flushNow();
    const auto result = m_outbox.push(frame, id, essential, m_limits);
    if (result == Outbox::PushResult::Queued)
        markDirty();
    if (m_blocked)
        countWaiting();
    return result;
}

qint64 WireSocket::writeData(const char *data, qint64 size)
{
    if (m_phase != Phase::Open || !m_wire.isOpen())
        return -1;
    // What Qt writes by itself, such as answers to pings, is bounded too.
    if (m_outbox.cost() > 4 * m_limits.maxBacklog) {
        abortSoon();
        return -1;
    }
    m_outbox.pushBytes(QByteArray(data, size));
    m_unreported += size;
    markDirty();
    if (m_blocked)
        countWaiting();
    return size;
}

void WireSocket::flushNow()
{
    if (!m_wire.isOpen())
        return;
    // A peer that takes what waited is alive, however slow: its pong may be far behind.
    if (m_blocked)
        m_lastHeard = Clock::now();
    if (m_wire.wantsWrite() && !mayGoOn(m_wire.flush()))
        return;
    while (!m_outbox.isEmpty()) {
        QByteArrayView pieces[MaxPieces];
        const size_t count = m_outbox.gather(pieces);
        if (!take(m_wire.transmit({pieces, count}), sizeOf({pieces, count})))
            return;
    }
    if (m_phase == Phase::Draining)
        m_wire.sayGoodbye();
    setWriteNotification(m_wire.wantsWrite());
    if (m_blocked)
        return;
    if (m_phase == Phase::Draining)
        shutDown();
    if (m_unreported > 0)
        Q_EMIT bytesWritten(std::exchange(m_unreported, 0));
}

/// Whether all that was handed to the kernel is sent.
bool WireSocket::take(Wire::Result result, qsizetype handed)
{
    if (!mayGoOn(result.status))
        return false;
    m_outbox.consume(result.size);
    if (result.size < handed)
        setWriteNotification(true);
    return result.size == handed;
}

/// What waits, if the ring takes it all; false: flushNow() does it.
bool WireSocket::addTo(SendRing &ring)
{
    if (!m_wire.isPlain() || m_blocked || m_outbox.isEmpty())
        return false;
    QByteArrayView pieces[MaxPieces];
    const size_t count = m_outbox.gather(pieces);
    if (count > 1 && m_outbox.bytes() > SendRing::MaxCopied)
        return false;
    ring.add(m_wire.descriptor(), {pieces, count});
    return true;
}

/// Of what addTo() has added; flushNow() is to follow.
void WireSocket::onSent(int result)
{
    if (result == -ECONNABORTED) {
        m_outbox.clear(); // nobody knows how much of it is sent
        abortSoon();
    } else if (result > 0) {
        m_outbox.consume(result);
    }
}

bool WireSocket::mayGoOn(Wire::Status status)
{
    if (status == Wire::Status::Blocked) {
        setWriteNotification(true);
    } else if (status != Wire::Status::Ok) {
        setSocketError(RemoteHostClosedError);
        abortSoon();
    }
    return status == Wire::Status::Ok;
}

void WireSocket::shutDown()
{
    m_phase = Phase::ShutDown;
    ::shutdown(m_wire.descriptor(), SHUT_WR);
    if (m_endOfStream)
        abortSoon();
    else
        QTimer::singleShot(ShutDownPatience, this, &WireSocket::tearDown);
}

/// To be called when what waits changes while the socket is blocked, or when that changes.
void WireSocket::countWaiting()
{
    const qsizetype waiting = m_blocked ? m_outbox.bytes() : 0;
    m_context.m_waitingBytes += waiting - m_waiting;
    m_waiting = waiting;
}

void WireSocket::setWriteNotification(bool on)
{
    const bool was = std::exchange(m_blocked, on);
    if (was || on)
        countWaiting();
    if (was == on)
        return;
    if (!m_writeNotifier) {
        m_writeNotifier = new QSocketNotifier(m_wire.descriptor(), QSocketNotifier::Write, this);
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
    if (m_phase == Phase::ShutDown || !m_wire.isOpen())
        return;
    m_outbox.discardUnsent();
    m_outbox.pushBytes(last);
    beginClosing(CutOffPatience);
}

void WireSocket::beginClosing(std::chrono::milliseconds patience)
{
    if (!m_wire.isOpen())
        return;
    m_phase = Phase::Draining;
    if (!m_wire.isReady())
        m_outbox.clear(); // nothing can be said
    m_inbox.clear();
    countWaiting();
    updateReadNotification();
    QTimer::singleShot(patience, this, &WireSocket::tearDown);
    markDirty();
    if (state() != ClosingState) {
        setSocketState(ClosingState);
        Q_EMIT stateChanged(ClosingState);
    }
}

void WireSocket::abortSoon()
{
    QMetaObject::invokeMethod(this, &WireSocket::tearDown, Qt::QueuedConnection);
}

void WireSocket::unwatch()
{
    m_readNotifier->setEnabled(false);
    if (m_writeNotifier)
        m_writeNotifier->setEnabled(false);
}

void WireSocket::closeDescriptor()
{
    // The notifiers first: they must not watch a number that may soon be another's.
    unwatch();
    m_wire.close();
}

void WireSocket::tearDown()
{
    if (!m_wire.isOpen())
        return;
    closeDescriptor();
    m_outbox.clear();
    m_inbox.clear();
    m_blocked = false;
    countWaiting();
    setSocketState(UnconnectedState);
    Q_EMIT stateChanged(UnconnectedState);
    if (!m_endOfStream) {
        m_endOfStream = true;
        Q_EMIT readChannelFinished();
    }
    Q_EMIT disconnected();
}

} // namespace Rainbow
