// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/listener.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Rainbow {

namespace {

constexpr int Backlog = 4096;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    int family = AF_INET6;
};

SocketAddress socketAddress(const QHostAddress &address, bool ipv4, quint16 port)
{
    SocketAddress result;
    if (ipv4) {
        auto *v4 = reinterpret_cast<sockaddr_in *>(&result.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        v4->sin_addr.s_addr = htonl(address.toIPv4Address());
        result.size = sizeof *v4;
        result.family = AF_INET;
    } else {
        auto *v6 = reinterpret_cast<sockaddr_in6 *>(&result.storage);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        if (address.protocol() == QAbstractSocket::IPv6Protocol)
            std::memcpy(&v6->sin6_addr, &bytes, sizeof bytes);
        result.size = sizeof *v6;
    }
    return result;
}

bool setOption(int descriptor, int level, int option, int value)
{
    return ::setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

/// A bound socket, or -1 and errno.
int openBound(const SocketAddress &address, bool shared)
{
    const int descriptor = ::socket(address.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (shared)
        setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
    if (address.family == AF_INET6)
        setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    const auto *raw = reinterpret_cast<const sockaddr *>(&address.storage);
    if (::bind(descriptor, raw, address.size) != 0) {
        const int error = errno;
        ::close(descriptor);
        errno = error;
        return -1;
    }
    return descriptor;
}

bool listenOn(int descriptor)
{
    constexpr int KeepIdle = 30; // seconds
    constexpr int KeepInterval = 10; // seconds
    constexpr int UserTimeout = 30 * 1000; // ms that sent data may stay unacknowledged
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, KeepIdle);
    setOption(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, KeepInterval);
    setOption(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, UserTimeout);
    return ::listen(descriptor, Backlog) == 0;
}

quint16 boundPort(int descriptor)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    return address.ss_family == AF_INET
        ? ntohs(reinterpret_cast<sockaddr_in *>(&address)->sin_port)
        : ntohs(reinterpret_cast<sockaddr_in6 *>(&address)->sin6_port);
}

/// The inodes of the sockets that listen on port, from one of the kernel's tables.
QList<QByteArray> listeningInodes(const QString &table, quint16 port)
{
    constexpr qsizetype LocalAddress = 1;
    constexpr qsizetype State = 3;
    constexpr qsizetype Inode = 9;
    QList<QByteArray> inodes;
    QFile file(table);
    if (!file.open(QIODevice::ReadOnly))
        return inodes;
    const QByteArray suffix = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() > Inode && fields[LocalAddress].endsWith(suffix) && fields[State] == "0A")
            inodes.append(fields[Inode]);
    }
    return inodes;
}

/// `nginx, pid 42`, or empty when the system does not tell.
QByteArray programOn(quint16 port)
{
    const QList<QByteArray> inodes = listeningInodes(QStringLiteral("/proc/net/tcp"), port)
        + listeningInodes(QStringLiteral("/proc/net/tcp6"), port);
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &pid : processes) {
        const QDir descriptors(QStringLiteral("/proc/%1/fd").arg(pid));
        const QStringList entries = descriptors.entryList(QDir::AllEntries | QDir::System);
        for (const QString &entry : entries) {
            char target[64];
            const QByteArray path = QFile::encodeName(descriptors.filePath(entry));
            const ssize_t size = ::readlink(path.constData(), target, sizeof target);
            if (size <= 0)
                continue;
            const QByteArray link(target, size);
            for (const QByteArray &inode : inodes) {
                if (link != "socket:[" + inode + ']')
                    continue;
                QFile name(QStringLiteral("/proc/%1/comm").arg(pid));
                const bool known = name.open(QIODevice::ReadOnly);
                return (known ? name.readAll().trimmed() : QByteArray("a program")) + ", pid "
                    + pid.toLatin1();
            }
        }
    }
    return {};
}

QByteArray describe(const QHostAddress &address, quint16 port, int error)
{
    QByteArray text = "cannot listen on "
        + (address == QHostAddress::Any ? QByteArray("port")
                                        : address.toString().toLatin1() + " port")
        + ' ' + QByteArray::number(port) + ": ";
    if (error != EADDRINUSE)
        return text + std::strerror(error);
    text += "it is taken by another program";
    const QByteArray program = programOn(port);
    return program.isEmpty() ? text : text + " (" + program + ')';
}

} // namespace

Listeners openListeners(const QHostAddress &address, quint16 port, int count)
{
    Listeners listeners;
    bool ipv4 = address.protocol() == QAbstractSocket::IPv4Protocol;
    // Alone first: with SO_REUSEPORT the kernel would let us in beside another program.
    int alone = openBound(socketAddress(address, ipv4, port), false);
    if (alone < 0 && errno == EAFNOSUPPORT && address == QHostAddress::Any) {
        ipv4 = true;
        alone = openBound(socketAddress(QHostAddress(QHostAddress::AnyIPv4), ipv4, port), false);
    }
    if (alone < 0) {
        listeners.error = describe(address, port, errno);
        return listeners;
    }
    listeners.port = boundPort(alone);
    ::close(alone);

    for (int i = 0; i < count; ++i) {
        const int descriptor = openBound(socketAddress(address, ipv4, listeners.port), true);
        if (descriptor < 0 || !listenOn(descriptor)) {
            listeners.error = describe(address, listeners.port, errno);
            if (descriptor >= 0)
                ::close(descriptor);
            for (const int opened : std::as_const(listeners.descriptors))
                ::close(opened);
            listeners.descriptors.clear();
            return listeners;
        }
        listeners.descriptors.append(descriptor);
    }
    return listeners;
}

} // namespace Rainbow
