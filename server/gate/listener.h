// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>

namespace Rainbow {

/// Listening sockets for one address and port, one per worker: the kernel spreads connections
/// over them (SO_REUSEPORT). Owned by the caller, non-blocking, close-on-exec.
struct Listeners {
    QList<int> descriptors;
    quint16 port = 0;
    QByteArray error; ///< empty: all is well; otherwise names address, port and what is wrong

    [[nodiscard]] bool ok() const { return error.isEmpty(); }
};

/// Opens count sockets on address (Any: IPv6 and IPv4, or IPv4 alone where there is no IPv6)
/// and port (0: one that is free). A port another program listens on is an error, although
/// SO_REUSEPORT would let us share it; the error names that program where it can be known.
/// Connections inherit TCP_NODELAY, keepalive and TCP_USER_TIMEOUT (hardening.md §2).
[[nodiscard]] Listeners openListeners(const QHostAddress &address, quint16 port, int count);

} // namespace Rainbow
