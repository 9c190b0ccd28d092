// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/testing.h"

#include <QSslCertificate>
#include <QSslSocket>

#include <memory>

namespace Rainbow::Test {

/// How a client speaks TLS.
struct ClientTls {
    QList<QSslCertificate> authorities; ///< whom it believes
    QByteArray serverName = "localhost"; ///< asked for by SNI, and what the certificate must say
    QSsl::SslProtocol protocol = QSsl::TlsV1_2OrLater;
    QList<QByteArray> alpn; ///< protocols it offers; none: it does not say
    bool verifies = true; ///< off: any certificate will do
};

/// A port of 127.0.0.1, spoken to in the clear unless there is tls.
struct Server {
    Server(quint16 thePort, std::shared_ptr<const ClientTls> theTls = {})
        : port(thePort), tls(std::move(theTls))
    {
    }

    quint16 port;
    std::shared_ptr<const ClientTls> tls;
};

/// A socket of the kind that this server needs, not connected yet.
[[nodiscard]] std::unique_ptr<QTcpSocket> makeSocket(const Server &server);
/// Starts connecting a socket that makeSocket() has made for that server, and waits until it is
/// connected, with TLS until the handshake is over and the certificate checked; false: in vain.
[[nodiscard]] bool connectSocket(QTcpSocket &socket, const Server &server,
                                 std::chrono::milliseconds timeout = Patience);

} // namespace Rainbow::Test
