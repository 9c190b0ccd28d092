// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/connection.h"

#include "protocol/packet.h"
#include "src/logging.h"
#include "src/platform.h"
#include "src/publickey.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QSslSocket>
#include <QTimer>
#include <QWebSocketHandshakeOptions>

#include <utility>

namespace Rainbow {

namespace {

/// Of a packet. Beyond it QWebSocket closes with 1009.
constexpr quint64 MaxFrame = 64 * 1024 * 1024;
constexpr int BadRequest = 400;
constexpr int Unauthorized = 401;
constexpr int Forbidden = 403;

/// The status of a refused upgrade, which Qt tells in its error text only; 0: it does not.
int statusOf(const QString &errorString)
{
    static const QRegularExpression status(u"(?<!\\d)([1-5]\\d\\d) \\("_qs);
    const QRegularExpressionMatch match = status.match(errorString);
    if (match.hasMatch())
        return match.captured(1).toInt();
    // Of a 400 Qt says nothing else.
    if (errorString.contains(u"Unknown error condition"))
        return BadRequest;
    // Qt 6.5 and later, of a 401.
    return errorString.contains(u"authenticat", Qt::CaseInsensitive) ? Unauthorized : 0;
}

/// Qt takes codes 1012 to 1014, which are newer than it, for a mistake, and says "Invalid close
/// code 1002" of any. Of these a relay sends but one.
int closeCodeOf(const QWebSocket &socket)
{
    const int code = socket.closeCode();
    const bool isNewer = code == QWebSocketProtocol::CloseCodeProtocolError
        && socket.closeReason().contains(QString::number(code));
    return isNewer ? int(CloseCode::TooSlow) : code;
}

bool isTlsError(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::SslHandshakeFailedError
        || error == QAbstractSocket::SslInternalError
        || error == QAbstractSocket::SslInvalidUserDataError;
}

/// Qt closes with 1001 when half a frame is all that has come for 5 s, which would end the session
/// along with the connection. What is alive and what is not is for the heartbeat to say.
void allowHalfFrames(QWebSocket &socket)
{
    for (QTimer *timer : socket.findChildren<QTimer *>()) {
        if (timer->parent()->inherits("QWebSocketDataProcessor"))
            timer->setInterval(std::chrono::hours(24));
    }
}

} // namespace

Connection::Connection(Options options, QObject *parent)
    : QObject(parent), m_options(std::move(options))
{
    m_socket.setMaxAllowedIncomingFrameSize(MaxFrame);
    m_socket.setMaxAllowedIncomingMessageSize(MaxFrame);
    connect(&m_socket, &QWebSocket::connected, this, &Connection::onConnected);
    connect(&m_socket, &QWebSocket::disconnected, this, &Connection::onDisconnected);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &Connection::received);
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &Connection::receivedText);
    connect(&m_socket, &QWebSocket::pong, this,
            [this](quint64, const QByteArray &payload) { Q_EMIT ponged(payload); });
    // Qt closes by itself for two reasons only: the other side's close frame, or its mistake.
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeFrameSeen = true; });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &Connection::onError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &Connection::onError);
#endif
}

Connection::~Connection()
{
    m_over = true;
    m_socket.disconnect(this);
}

void Connection::open()
{
    const bool tls = m_options.request.url().scheme() == u"wss";
    if (IsBrowser && !m_options.pinnedKeys.isEmpty())
        return lose({Error::Code::Tls, u"keys cannot be pinned in a browser"_qs});
    if (!tls && !m_options.pinnedKeys.isEmpty())
        return lose({Error::Code::Tls, u"keys are pinned, but the URL is not wss"_qs});
    if (tls) {
        QSslConfiguration configuration =
            m_options.ssl.value_or(QSslConfiguration::defaultConfiguration());
        configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
        m_socket.setSslConfiguration(configuration);
        connect(&m_socket, &QWebSocket::sslErrors, this, &Connection::onSslErrors);
    }
    if (m_options.proxy)
        m_socket.setProxy(*m_options.proxy);
    QWebSocketHandshakeOptions handshake;
    handshake.setSubprotocols({QString::fromLatin1(Rainbow2)});
    m_socket.open(m_options.request, handshake);
    if (m_over)
        return;
    allowHalfFrames(m_socket);
    watchSocket();
    if (tls && !m_options.pinnedKeys.isEmpty())
        watchTls();
}

void Connection::watchSocket()
{
    // A large frame may take longer than a pong, which comes behind it.
    if (const auto *socket = m_socket.findChild<QTcpSocket *>())
        connect(socket, &QIODevice::readyRead, this, &Connection::alive);
    else
        connect(this, &Connection::received, this, &Connection::alive);
}

void Connection::watchTls()
{
    // Its own signal comes before the upgrade request, which holds the app's secrets, is written;
    // QWebSocket's come after.
    if (auto *socket = m_socket.findChild<QSslSocket *>()) {
        connect(socket, &QSslSocket::encrypted, this, [this, socket] { onEncrypted(socket); });
    } else {
        lose({Error::Code::Tls, u"the keys of this connection cannot be checked"_qs});
    }
}

void Connection::onEncrypted(QSslSocket *socket)
{
    if (m_over)
        return;
    m_pinChecked = isPinned(socket->peerCertificate());
    if (m_pinChecked)
        return;
    lose({Error::Code::Tls, u"the key of the server's certificate is not among the pinned"_qs});
    socket->abort();
}

bool Connection::isPinned(const QSslCertificate &certificate) const
{
    const QByteArray key = subjectPublicKeyInfo(certificate.toDer());
    return !key.isEmpty()
        && m_options.pinnedKeys.contains(QCryptographicHash::hash(key, QCryptographicHash::Sha256));
}

void Connection::onSslErrors(const QList<QSslError> &errors)
{
    QStringList problems;
    for (const QSslError &error : errors)
        problems.append(error.errorString());
    m_tlsProblem = problems.join(u"; ");
}

void Connection::onConnected()
{
    if (m_over)
        return;
    if (!m_options.pinnedKeys.isEmpty() && !m_pinChecked)
        return lose({Error::Code::Tls, u"the key of the server was not checked"_qs});
    m_open = true;
    Q_EMIT opened();
}

bool Connection::isRainbow2() const
{
    return m_socket.subprotocol() == QLatin1StringView(Rainbow2);
}

void Connection::send(const QByteArray &frame)
{
    if (!m_over)
        m_socket.sendBinaryMessage(frame);
}

void Connection::ping(const QByteArray &payload)
{
    if (!m_over)
        m_socket.ping(payload);
}

qint64 Connection::bytesToWrite() const
{
    return m_socket.bytesToWrite();
}

void Connection::onError(QAbstractSocket::SocketError error)
{
    // With an open one disconnected() follows.
    if (m_open)
        return;
    m_nobodyThere = error == QAbstractSocket::ConnectionRefusedError && m_socket.localPort() == 0;
    lose(whyNot(error));
}

Error Connection::whyNot(QAbstractSocket::SocketError error) const
{
    const QString text = m_socket.errorString();
    if (isTlsError(error))
        return {Error::Code::Tls, m_tlsProblem.isEmpty() ? text : m_tlsProblem};
    // Qt reports a refused upgrade as a refused connection; only the former has a local port.
    if (error != QAbstractSocket::ConnectionRefusedError || m_nobodyThere)
        return {Error::Code::Unreachable, text};
    const int status = statusOf(text);
    if (status == Unauthorized || status == Forbidden)
        return {Error::Code::Unauthorized, u"the relay refuses this client: %1"_qs.arg(status)};
    if (status != 0)
        return {Error::Code::Refused, u"the relay answers with HTTP status %1"_qs.arg(status)};
    return {Error::Code::Refused, text};
}

void Connection::onDisconnected()
{
    if (m_over)
        return;
    if (!m_open) {
        // Qt says that the socket is down before it says why.
        QTimer::singleShot(0, this, [this] {
            lose({Error::Code::Unreachable, u"the connection broke during the handshake"_qs});
        });
    } else if (m_closeFrameSeen) {
        const int code = closeCodeOf(m_socket);
        const QString reason = code == m_socket.closeCode() ? m_socket.closeReason() : QString();
        lose({Error::Code::ClosedByRelay,
              u"closed with %1%2%3"_qs.arg(code).arg(reason.isEmpty() ? u""_qs : u": "_qs, reason),
              code, reason});
    } else {
        lose({Error::Code::Unreachable, u"the connection broke: "_qs + m_socket.errorString(),
              int(CloseCode::Abnormal)});
    }
}

void Connection::lose(const Error &error)
{
    if (m_over)
        return;
    m_over = true;
    Q_EMIT lost(error);
}

void Connection::leave(CloseCode code, Duration linger)
{
    m_over = true;
    disconnect();
    if (!m_open || m_socket.state() != QAbstractSocket::ConnectedState)
        return drop();
    connect(&m_socket, &QWebSocket::disconnected, this, &QObject::deleteLater);
    QTimer::singleShot(linger, this, &QObject::deleteLater);
    m_socket.close(QWebSocketProtocol::CloseCode(code));
}

void Connection::drop()
{
    m_over = true;
    disconnect();
    m_socket.abort();
    deleteLater();
}

} // namespace Rainbow
