// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/wiresocket.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QTimer>

#include <functional>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Rainbow {

/// Turns the loop, as a worker does it, until the condition holds; false: it did not, for long.
inline bool until(const std::function<bool()> &condition)
{
    QTimer tick; // so that waiting for events ends now and then
    tick.start(2);
    const QDeadlineTimer deadline(10'000);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
    return true;
}

/// Turns the loop so often that whatever is on its way has happened: on the loopback nothing
/// takes time.
inline void settle()
{
    for (int i = 0; i < 10; ++i) {
        bool woken = false;
        QTimer::singleShot(0, QCoreApplication::instance(), [&woken] { woken = true; });
        while (!woken)
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }
}

/// A WireSocket and its peer, a plain descriptor, connected over the loopback; and the context,
/// flushed before the loop blocks.
class SocketPair {
public:
    /// sendBuffer: of the kernel, on our side; 0: as it is.
    explicit SocketPair(const OutboxLimits &limits = {}, int sendBuffer = 0) : context(limits)
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (sendBuffer > 0) {
            // Inherited by what is accepted; the peer takes little at a time too.
            ::setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &sendBuffer, sizeof sendBuffer);
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener, reinterpret_cast<sockaddr *>(&address), size);
        ::listen(listener, 1);
        ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
        peer = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (sendBuffer > 0)
            ::setsockopt(peer, SOL_SOCKET, SO_RCVBUF, &sendBuffer, sizeof sendBuffer);
        if (::connect(peer, reinterpret_cast<sockaddr *>(&address), size) != 0)
            qFatal("no loopback");
        ::fcntl(peer, F_SETFL, O_NONBLOCK);
        const int accepted = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        ::close(listener);
        socket = new WireSocket(accepted, context);

        QObject::connect(QAbstractEventDispatcher::instance(),
                         &QAbstractEventDispatcher::aboutToBlock, &m_guard,
                         [this] { context.flush(); });
        QObject::connect(socket, &QObject::destroyed, &m_guard, [this] { socket = nullptr; });
        QObject::connect(socket, &WireSocket::disconnected, &m_guard, [this] { ++disconnects; });
        QObject::connect(socket, &WireSocket::readChannelFinished, &m_guard, [this] { ++ends; });
        QObject::connect(socket, &WireSocket::readyRead, &m_guard, [this] { ++readyReads; });
        QObject::connect(socket, &WireSocket::bytesWritten, &m_guard, [this](qint64 written) {
            ++writeReports;
            reported += written;
        });
    }
    ~SocketPair()
    {
        delete socket;
        closePeer();
    }
    Q_DISABLE_COPY_MOVE(SocketPair)

    void peerSends(const QByteArray &bytes)
    {
        qsizetype done = 0;
        const bool all = until([&] {
            const ssize_t sent =
                ::send(peer, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL);
            done += qMax<ssize_t>(sent, 0);
            return done == bytes.size();
        });
        if (!all)
            qFatal("nobody takes what the peer sends");
    }
    /// What has arrived at the peer, at most so much; an end or a reset is noted.
    QByteArray peerReads(qsizetype most = 1 << 20)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        const ssize_t size = ::recv(peer, bytes.data(), size_t(most), 0);
        if (size == 0 || (size < 0 && errno != EAGAIN))
            peerSawEnd = true;
        bytes.truncate(qMax<ssize_t>(size, 0));
        return bytes;
    }
    /// Reads at the peer until so much has come.
    QByteArray peerReadsAll(qsizetype size)
    {
        QByteArray all;
        until([&] {
            all += peerReads();
            return all.size() >= size || peerSawEnd;
        });
        return all;
    }
    bool peerSeesEnd()
    {
        return until([this] {
            (void)peerReads();
            return peerSawEnd;
        });
    }
    void closePeer()
    {
        if (peer >= 0)
            ::close(peer);
        peer = -1;
    }
    void resetPeer()
    {
        const linger hard{1, 0};
        ::setsockopt(peer, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        closePeer();
    }

    WireContext context;
    WireSocket *socket = nullptr; ///< null once it is destroyed
    int peer = -1;
    bool peerSawEnd = false;
    int disconnects = 0;
    int ends = 0; ///< readChannelFinished()
    int readyReads = 0;
    int writeReports = 0;
    qint64 reported = 0; ///< by bytesWritten()

private:
    QObject m_guard;
};

} // namespace Rainbow
