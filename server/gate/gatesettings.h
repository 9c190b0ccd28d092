// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>

#include <chrono>
#include <utility>

namespace Rainbow {

/// Limits of what arrives at a listening port.
struct GateSettings {
    std::chrono::milliseconds headTimeout{5'000}; ///< for a request head to be complete
    qsizetype maxHead = 16 * 1024; ///< bytes of a request head
    qsizetype maxPayload = 1024 * 1024; ///< bytes of a message's payload
    qsizetype maxBacklog = 1024 * 1024; ///< bytes waiting for one client
    int maxConnections = 100'000; ///< of the whole process
    int maxConnectionsPerIp = 0; ///< of one address (IPv6: of one /64); 0: any number
    int handshakeRate = 0; ///< WebSocket handshakes per second and address; 0: any number
    std::chrono::milliseconds frameTimeout{30'000}; ///< for a frame that has begun to be complete
    int clientRate = 0; ///< messages per second and client, each fragment counts; 0: any number
    int clientBurst = 0; ///< how many of them at once; 0: what a second allows
    int pingRate = 10; ///< pings per second and client; 0: any number
    /// Proxies whose X-Forwarded-For is believed.
    QList<std::pair<QHostAddress, int>> trustedProxies;
    /// Whence a browser may come, lower case, "*" any; empty: only from the host it asks for. Those
    /// of the endpoint /connect/.
    QList<QByteArray> origins;
    bool resumeAuth = false; ///< the business server is asked before a session is taken up again
    bool ioUring = true; ///< sends to many clients with one system call, where the kernel lets
};

} // namespace Rainbow
