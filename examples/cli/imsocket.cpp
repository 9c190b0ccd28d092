// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "imsocket.h"

#include "session.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QRegularExpression>
#include <QTcpSocket>

#include <optional>

namespace Rainbow::Cli {

namespace {

constexpr quint64 MaxFrame = 64 * 1024 * 1024;
constexpr qsizetype MaxAnswer = 64 * 1024;
constexpr std::chrono::milliseconds ConnectTime = std::chrono::seconds(10);
constexpr std::chrono::milliseconds AnswerTime = std::chrono::seconds(2);
constexpr std::chrono::milliseconds CloseTime = std::chrono::seconds(2);
constexpr int Ok = 200;
constexpr int BadRequest = 400;
constexpr int TooSlow = 1013;
const QByteArray Mark = "taken";

/// The status of a refused upgrade, which Qt tells in its error text only, and of a 400 by saying
/// that it does not know.
int statusOf(const QString &errorString)
{
    static const QRegularExpression status(u"(?<!\\d)([1-5]\\d\\d) \\("_qs);
    const QRegularExpressionMatch match = status.match(errorString);
    if (match.hasMatch())
        return match.captured(1).toInt();
    return errorString.contains(u"Unknown error condition") ? BadRequest : 0;
}

/// Code and text of a refusal of im; nothing: it is none, or not all of it.
std::optional<QString> refusalIn(const QByteArray &answer)
{
    const QJsonObject object = QJsonDocument::fromJson(answer).object();
    const int code = object.value(u"error").toInt();
    const QJsonValue message = object.value(u"message");
    if (code == 0 || !message.isString())
        return std::nullopt;
    return u"%1 %2"_qs.arg(code).arg(message.toString());
}

} // namespace

ImSocket::ImSocket(const QUrl &url, QObject *parent) : QObject(parent), m_url(url)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_socket.setMaxAllowedIncomingFrameSize(MaxFrame);
    m_socket.setMaxAllowedIncomingMessageSize(MaxFrame);
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        if (m_over)
            return;
        m_patience.stop();
        m_open = true;
        Q_EMIT opened();
    });
    connect(&m_socket, &QWebSocket::disconnected, this, &ImSocket::onDisconnected);
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &ImSocket::heard);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &ImSocket::heardBinary);
    connect(&m_socket, &QWebSocket::bytesWritten, this, &ImSocket::written);
    connect(&m_socket, &QWebSocket::pong, this, [this](quint64, const QByteArray &payload) {
        if (payload == Mark)
            Q_EMIT taken();
    });
    // By the other side's close frame, its mistake, or close().
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeFrameSeen = true; });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &ImSocket::onError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &ImSocket::onError);
#endif
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_status != 0)
            return endAnswer();
        if (m_open)
            return onDisconnected();
        end();
        const bool isBroken = m_socket.state() == QAbstractSocket::UnconnectedState;
        Q_EMIT unreachable(isBroken ? u"the connection broke during the handshake"_qs
                                    : u"no answer in time"_qs);
    });
}

ImSocket::~ImSocket()
{
    end();
    m_socket.disconnect(this);
}

void ImSocket::open()
{
    m_patience.start(ConnectTime);
    m_socket.open(m_url);
}

void ImSocket::say(const QString &text)
{
    if (isOpen())
        m_socket.sendTextMessage(text);
}

void ImSocket::askTaken()
{
    if (isOpen())
        m_socket.ping(Mark);
}

void ImSocket::close()
{
    if (m_over)
        return;
    if (!m_open) {
        end();
        m_socket.abort();
        return;
    }
    m_patience.start(CloseTime);
    m_socket.close();
}

void ImSocket::onError(QAbstractSocket::SocketError error)
{
    // With an open one disconnected() follows; an answer is reported anew as its body comes.
    if (m_over || m_open || m_status != 0)
        return;
    const QString text = m_socket.errorString();
    // Qt reports a refused upgrade as a refused connection; only the former has a local port.
    if (error == QAbstractSocket::ConnectionRefusedError && m_socket.localPort() != 0)
        m_status = statusOf(text);
    if (m_status == 0) {
        end();
        Q_EMIT unreachable(text);
        return;
    }
    // Qt reads no further than the head: the rest is where it was.
    auto *socket = m_socket.findChild<QTcpSocket *>();
    if (m_status != Ok || socket == nullptr)
        return endAnswer();
    m_patience.start(AnswerTime);
    connect(socket, &QIODevice::readyRead, this, &ImSocket::readAnswer);
    readAnswer();
}

void ImSocket::readAnswer()
{
    auto *socket = m_socket.findChild<QTcpSocket *>();
    if (m_over || socket == nullptr)
        return;
    m_answer += socket->read(MaxAnswer - m_answer.size());
    if (refusalIn(m_answer) || m_answer.size() == MaxAnswer)
        endAnswer();
}

void ImSocket::endAnswer()
{
    if (m_over)
        return;
    end();
    Q_EMIT rejected(
        refusalIn(m_answer).value_or(u"the relay answers with HTTP status %1"_qs.arg(m_status)));
}

void ImSocket::onDisconnected()
{
    if (m_over)
        return;
    if (m_status != 0) {
        readAnswer();
        endAnswer();
    } else if (!m_open) {
        // Qt says that the socket is down before it says why.
        m_patience.start(0);
    } else {
        end();
        // Qt takes codes from 1012 on for a mistake; of these a relay sends but one.
        const bool isNewer = m_socket.closeCode() == QWebSocketProtocol::CloseCodeProtocolError
            && m_socket.closeReason().contains(QString::number(m_socket.closeCode()));
        if (!m_closeFrameSeen)
            Q_EMIT closed(ClosedAbnormally, {});
        else if (isNewer)
            Q_EMIT closed(TooSlow, {});
        else
            Q_EMIT closed(m_socket.closeCode(), m_socket.closeReason());
    }
}

void ImSocket::end()
{
    m_over = true;
    m_patience.stop();
}

} // namespace Rainbow::Cli
