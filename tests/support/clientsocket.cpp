// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/clientsocket.h"

#include <QHostAddress>
#include <QSslConfiguration>

namespace Rainbow::Test {

namespace {

QSslConfiguration configurationOf(const ClientTls &tls)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(tls.authorities);
    configuration.setProtocol(tls.protocol);
    configuration.setPeerVerifyMode(tls.verifies ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
    configuration.setAllowedNextProtocols(tls.alpn);
    return configuration;
}

bool isOver(const QTcpSocket &socket)
{
    return socket.state() == QAbstractSocket::UnconnectedState;
}

} // namespace

std::unique_ptr<QTcpSocket> makeSocket(const Server &server)
{
    if (!server.tls)
        return std::make_unique<QTcpSocket>();
    auto socket = std::make_unique<QSslSocket>();
    socket->setSslConfiguration(configurationOf(*server.tls));
    return socket;
}

bool connectSocket(QTcpSocket &socket, const Server &server, std::chrono::milliseconds timeout)
{
    auto *encrypted = qobject_cast<QSslSocket *>(&socket);
    if (!encrypted) {
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port);
    } else {
        encrypted->connectToHostEncrypted(u"127.0.0.1"_qs, server.port,
                                          QString::fromLatin1(server.tls->serverName));
    }
    const auto isReady = [&] {
        return encrypted ? encrypted->isEncrypted()
                         : socket.state() == QAbstractSocket::ConnectedState;
    };
    if (!waitUntil([&] { return isReady() || isOver(socket); }, timeout) || !isReady())
        return false;
    socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    return true;
}

} // namespace Rainbow::Test
