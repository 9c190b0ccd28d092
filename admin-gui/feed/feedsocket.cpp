// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "feed/feedsocket.h"

#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QSslError>
#include <QStringList>

#include <utility>

namespace Rainbow::Admin {

namespace {

/// The largest page has 500 rows of about 500 bytes.
constexpr quint64 MaxFrame = 16 * 1024 * 1024;
constexpr std::chrono::seconds CloseTimeout{2};
constexpr int BadRequest = 400;
constexpr int Unauthorized = 401;
constexpr int TooManyRequests = 429;
constexpr int TooSlow = 1013;

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

FeedProblem problemOf(int status, const QString &text)
{
    using Kind = FeedProblem::Kind;
    if (status == Unauthorized)
        return {Kind::Unauthorized, status};
    if (status == TooManyRequests)
        return {Kind::TooManyAttempts, status};
    return {status == 0 ? Kind::Unreachable : Kind::Status, status, text};
}

/// Qt takes 1013, which is newer than it, for a mistake, and says "Invalid close code 1002".
FeedProblem closedBy(const QWebSocket &socket)
{
    const int code = socket.closeCode();
    if (code == QWebSocketProtocol::CloseCodeProtocolError
        && socket.closeReason().contains(QString::number(code)))
        return {FeedProblem::Kind::Closed, TooSlow};
    return {FeedProblem::Kind::Closed, code, socket.closeReason()};
}

bool isTlsError(QAbstractSocket::SocketError error)
{
    return error == QAbstractSocket::SslHandshakeFailedError
        || error == QAbstractSocket::SslInternalError
        || error == QAbstractSocket::SslInvalidUserDataError;
}

/// Qt closes with 1001 when half a frame is all that has come for 5 s.
void allowHalfFrames(QWebSocket &socket)
{
    for (QTimer *timer : socket.findChildren<QTimer *>()) {
        if (timer->parent()->inherits("QWebSocketDataProcessor"))
            timer->setInterval(std::chrono::hours(24));
    }
}

} // namespace

FeedSocket::FeedSocket(QUrl url, QString token, QObject *parent)
    : QObject(parent), m_url(std::move(url)), m_token(std::move(token))
{
    m_socket.setMaxAllowedIncomingFrameSize(MaxFrame);
    m_socket.setMaxAllowedIncomingMessageSize(MaxFrame);
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_timeout.setObjectName(u"handshakeTimer"_qs);
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] { giveUp(FeedProblem::Kind::TimedOut); });
    connect(&m_socket, &QWebSocket::connected, this, [this] { m_open = true; });
    connect(&m_socket, &QWebSocket::disconnected, this, &FeedSocket::onDisconnected);
    // Qt closes by itself for two reasons only: the other side's close frame, or its mistake.
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeFrameSeen = true; });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        m_timeout.stop();
        Q_EMIT received(text);
    });
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        QStringList problems;
        for (const QSslError &error : errors)
            problems.append(error.errorString());
        m_tlsProblem = problems.join(u"; ");
    });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &FeedSocket::onError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &FeedSocket::onError);
#endif
}

FeedSocket::~FeedSocket()
{
    m_over = true;
    m_socket.disconnect(this);
}

void FeedSocket::open()
{
    QNetworkRequest request(m_url);
    request.setRawHeader("Authorization", "Bearer " + m_token.toUtf8());
    // Until the first frame, for Qt has no limit of its own.
    m_timeout.start(HandshakeTimeout);
    m_socket.open(request);
    allowHalfFrames(m_socket);
}

void FeedSocket::send(const QByteArray &text)
{
    if (!m_over)
        m_socket.sendTextMessage(QString::fromUtf8(text));
}

void FeedSocket::drop()
{
    m_over = true;
    m_timeout.stop();
    disconnect();
    if (!m_open || m_socket.state() != QAbstractSocket::ConnectedState) {
        m_socket.abort();
        deleteLater();
        return;
    }
    connect(&m_socket, &QWebSocket::disconnected, this, &QObject::deleteLater);
    QTimer::singleShot(CloseTimeout, this, &QObject::deleteLater);
    m_socket.close();
}

void FeedSocket::giveUp(FeedProblem::Kind kind)
{
    if (m_over)
        return;
    lose({kind});
    m_socket.abort();
}

void FeedSocket::onError(QAbstractSocket::SocketError error)
{
    // With an open one disconnected() follows.
    if (!m_open)
        lose(whyNot(error));
}

FeedProblem FeedSocket::whyNot(QAbstractSocket::SocketError error) const
{
    const QString text = m_socket.errorString();
    if (isTlsError(error))
        return {FeedProblem::Kind::Tls, 0, m_tlsProblem.isEmpty() ? text : m_tlsProblem};
    // Qt reports a refused upgrade as a refused connection; only the former has a local port.
    if (error == QAbstractSocket::ConnectionRefusedError && m_socket.localPort() != 0)
        return problemOf(statusOf(text), text);
    return {FeedProblem::Kind::Unreachable, 0, text};
}

void FeedSocket::onDisconnected()
{
    if (m_over)
        return;
    if (!m_open) {
        // Qt says that the socket is down before it says why.
        QTimer::singleShot(0, this, [this] {
            lose({FeedProblem::Kind::Unreachable, 0, m_socket.errorString()});
        });
    } else if (m_closeFrameSeen) {
        lose(closedBy(m_socket));
    } else {
        lose({FeedProblem::Kind::Unreachable, 0, m_socket.errorString()});
    }
}

void FeedSocket::lose(const FeedProblem &problem)
{
    if (m_over)
        return;
    m_over = true;
    m_timeout.stop();
    Q_EMIT lost(problem);
}

} // namespace Rainbow::Admin
