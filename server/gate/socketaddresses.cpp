// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/socketaddresses.h"

#include <cstddef>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

namespace Rainbow {

namespace {

template <auto Ask>
SocketAddress askFor(int descriptor)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (Ask(descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return {};
    // sin_port and sin6_port stand at the same place.
    in_port_t port;
    std::memcpy(&port, reinterpret_cast<const char *>(&address) + offsetof(sockaddr_in, sin_port),
                sizeof port);
    const QHostAddress host(reinterpret_cast<const sockaddr *>(&address));
    bool mapped = false;
    const quint32 v4 = host.toIPv4Address(&mapped);
    return {mapped ? QHostAddress(v4) : host, ntohs(port)};
}

} // namespace

SocketAddress peerAddressOf(int descriptor)
{
    return askFor<::getpeername>(descriptor);
}

SocketAddress localAddressOf(int descriptor)
{
    return askFor<::getsockname>(descriptor);
}

} // namespace Rainbow
