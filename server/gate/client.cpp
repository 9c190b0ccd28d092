// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/client.h"

#include "dialect/dialect.h"
#include "dialect/websocketframe.h"
#include "gate/wiresocket.h"
#include "hub/hub.h"
#include "logging.h"

#include <QWebSocket>

namespace Rainbow {

namespace {

constexpr quint16 TooSlow = 1013;

} // namespace

Client::Client(QWebSocket *webSocket, WireSocket *socket, Hub &hub, const Dialect &dialect,
               ClientSet &clients)
    : m_webSocket(webSocket), m_socket(socket), m_hub(hub), m_dialect(dialect), m_clients(clients),
      m_lastHeard(socket->lastHeard())
{
    m_clients.insert(this);
    m_webSocket->setParent(this);
    m_socket->setParent(nullptr);
    connect(webSocket, &QWebSocket::binaryMessageReceived, this, &Client::onBinaryMessage);
    connect(webSocket, &QWebSocket::textMessageReceived, this, &Client::onTextMessage);
    connect(socket, &WireSocket::stateChanged, this, &Client::onSocketState);
    // A client that just goes has nothing more to say, and nobody listens there.
    connect(socket, &WireSocket::readChannelFinished, socket, &WireSocket::abortSoon);
}

Client::~Client()
{
    m_clients.erase(this);
    // The socket first: QWebSocket's destructor would cut all its connections to others.
    if (m_socket) {
        m_socket->disconnect(this);
        delete m_socket.data();
    }
}

void Client::attach(Session &session)
{
    m_session = &session;
}

void Client::onBinaryMessage(const QByteArray &message)
{
    if (m_session)
        handle(m_dialect.decodeBinary(message));
}

void Client::onTextMessage(const QString &message)
{
    if (m_session)
        handle(m_dialect.decodeText(message));
}

void Client::handle(const Dialect::Decoded &decoded)
{
    if (decoded.command)
        m_hub.handle(*m_session, *decoded.command, Clock::now());
    else
        m_hub.ignore(*m_session, decoded.why);
}

void Client::onSocketState()
{
    // In this order: what is queued for a deleted object is never called.
    QMetaObject::invokeMethod(this, &Client::endSession, Qt::QueuedConnection);
    if (m_socket->state() == QAbstractSocket::UnconnectedState) {
        m_lastHeard = m_socket->lastHeard();
        deleteLater();
    }
}

void Client::endSession()
{
    if (Session *session = std::exchange(m_session, nullptr))
        m_hub.close(*session);
}

SendResult Client::send(const Frame &frame, MessageId id, bool essential)
{
    if (!m_socket || m_socket->state() != QAbstractSocket::ConnectedState)
        return SendResult::Closed;
    switch (m_socket->send(frame, id, essential)) {
    case Outbox::PushResult::Queued:
        return SendResult::Sent;
    case Outbox::PushResult::Dropped:
        return SendResult::Dropped;
    case Outbox::PushResult::TooSlow:
        break;
    }
    qCInfo(lcGate, "client too slow: more than twice max_backlog waits, address=%s",
           qPrintable(m_socket->peerAddress().toString()));
    close(TooSlow, "too slow");
    return SendResult::Closed;
}

void Client::ping()
{
    if (m_socket)
        m_webSocket->ping();
}

void Client::close(quint16 code, const QByteArray &reason)
{
    if (!m_socket)
        return;
    // A slow client would get the close after all it has not taken: what waits is given up.
    if (code == TooSlow)
        m_socket->cutOff(closeFrame(code, reason));
    else
        m_webSocket->close(QWebSocketProtocol::CloseCode(code), QString::fromUtf8(reason));
}

void Client::abort()
{
    if (m_socket)
        m_socket->abortSoon();
}

void Client::setReading(bool on)
{
    if (m_socket)
        m_socket->setReading(on);
}

bool Client::isBlocked() const
{
    return m_socket && m_socket->isBlocked();
}

TimePoint Client::lastHeard() const
{
    return m_socket ? m_socket->lastHeard() : m_lastHeard;
}

} // namespace Rainbow
