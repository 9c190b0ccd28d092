// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "client.h"

#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QRegularExpression>

#include <utility>

namespace Rainbow::Cli {

namespace {

constexpr qsizetype BusyQueue = 100;
constexpr qint64 BusyBytes = 1024 * 1024;
constexpr std::chrono::milliseconds SettleTime = std::chrono::seconds(1);
constexpr std::chrono::milliseconds CloseTime = std::chrono::seconds(2);

// Qt tells the status of a refused upgrade in its error text only, and that of a 400 not at all.
QString rejection(const QString &errorString)
{
    static const QRegularExpression status(u"status code: (\\d{3}) \\((.*)\\)\\.?$"_qs);
    const QRegularExpressionMatch match = status.match(errorString);
    if (match.hasMatch())
        return (match.captured(1) + u' ' + match.captured(2)).trimmed();
    if (errorString.contains(u"Unknown error condition"))
        return u"400 Bad Request"_qs;
    return errorString;
}

} // namespace

Client::Client(ClientSettings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings))
{
    m_connectTimer.setSingleShot(true);
    m_closeTimer.setSingleShot(true);
    m_socket.setProxy(QNetworkProxy::NoProxy);

    connect(&m_connectTimer, &QTimer::timeout, this, [this] {
        fail(Failure::Unreachable,
             u"no answer within %1 s"_qs.arg(double(m_settings.connectTimeout.count()) / 1000));
    });
    connect(&m_closeTimer, &QTimer::timeout, this, [this] {
        if (m_socket.state() == QAbstractSocket::ConnectedState) {
            m_unreleased.clear();
            closeWhenSettled();
        } else {
            m_socket.abort();
            onDisconnected();
        }
    });
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_connectTimer.stop();
        m_connected = true;
        Q_EMIT connected();
        sendQueued();
        Q_EMIT progressed();
    });
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &Client::onError);
    // Qt closes by itself for two reasons only: the other side's close frame, or its mistake.
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeFrameSeen = true; });
    connect(&m_socket, &QWebSocket::disconnected, this, &Client::onDisconnected);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &Client::onFrame);
    connect(&m_socket, &QWebSocket::textMessageReceived, this,
            [this] { Q_EMIT frameIgnored(u"a text message"_qs); });
    // Queued, since Qt may write within a call of ours that is half done.
    connect(&m_socket, &QWebSocket::bytesWritten, this, &Client::progressed, Qt::QueuedConnection);
}

Client::~Client()
{
    m_over = true;
    m_socket.disconnect(this);
}

void Client::open()
{
    QNetworkRequest request(m_settings.url);
    for (const auto &[name, value] : m_settings.headers)
        request.setRawHeader(name, value.isEmpty() ? QByteArray() : value);
    m_connectTimer.start(m_settings.connectTimeout);
    m_socket.open(request);
}

bool Client::isConnected() const
{
    return m_connected && !m_over;
}

void Client::send(quint16 type, QoS qos, const QByteArray &payload)
{
    Packet packet;
    packet.qos = qos;
    packet.type = type;
    packet.payload = payload;
    m_queue.append(packet);
    sendQueued();
}

qsizetype Client::pending() const
{
    return m_queue.size() + qsizetype(m_inFlight.size());
}

bool Client::isBusy() const
{
    return m_queue.size() >= BusyQueue || m_socket.bytesToWrite() >= BusyBytes;
}

void Client::stopReceiving()
{
    m_receiving = false;
}

void Client::close()
{
    if (m_closing || m_over)
        return;
    m_closing = true;
    m_receiving = false;
    if (!m_connected) {
        m_over = true;
        m_connectTimer.stop();
        m_socket.abort();
        return;
    }
    m_closeTimer.start(SettleTime);
    closeWhenSettled();
}

void Client::closeWhenSettled()
{
    if (!m_unreleased.isEmpty() || m_socket.state() != QAbstractSocket::ConnectedState)
        return;
    m_closeTimer.start(CloseTime);
    m_socket.close();
}

void Client::onError(QAbstractSocket::SocketError error)
{
    if (m_connected)
        return; // disconnected() follows
    // Qt reports a refused upgrade as a refused connection; only the former has a local port.
    if (error == QAbstractSocket::ConnectionRefusedError && m_socket.localPort() != 0)
        fail(Failure::Rejected, rejection(m_socket.errorString()));
    else
        fail(Failure::Unreachable, m_socket.errorString());
}

void Client::fail(Failure failure, const QString &why)
{
    if (m_over)
        return;
    m_over = true;
    m_connectTimer.stop();
    m_socket.abort();
    Q_EMIT failed(failure, why);
}

void Client::onDisconnected()
{
    if (m_over)
        return;
    if (!m_connected) {
        // Qt says that the socket is down before it says why.
        QTimer::singleShot(
            0, this, [this] { fail(Failure::Unreachable, u"closed during the handshake"_qs); });
        return;
    }
    m_over = true;
    m_closeTimer.stop();
    for (auto &[id, entry] : m_inFlight)
        entry.retry.reset();
    if (m_closeFrameSeen)
        Q_EMIT closed(m_socket.closeCode(), m_socket.closeReason());
    else
        Q_EMIT closed(ClosedAbnormally, QString());
}

void Client::onFrame(const QByteArray &frame)
{
    const PacketResult result = parsePacket(frame);
    if (result.error != PacketError::None) {
        Q_EMIT frameIgnored(QString::fromLatin1(toString(result.error)));
        return;
    }
    Q_EMIT packetReceived(result.packet);
    switch (result.packet.command) {
    case PacketCommand::Send:
        onMessage(result.packet);
        break;
    case PacketCommand::Ack:
    case PacketCommand::Rec:
    case PacketCommand::Com:
        onAnswer(result.packet);
        break;
    case PacketCommand::Rel:
        m_unreleased.remove(result.packet.id);
        write({.command = PacketCommand::Com, .id = result.packet.id, .payload = {}});
        break;
    default: // none of the original protocol
        break;
    }
    Q_EMIT progressed();
    if (m_closing)
        closeWhenSettled();
}

void Client::onMessage(const Packet &packet)
{
    const bool exactlyOnce = packet.qos == QoS::ExactlyOnce;
    const bool repeated = exactlyOnce && packet.dup && m_unreleased.contains(packet.id);
    if (!repeated) {
        if (!m_receiving)
            return;
        if (exactlyOnce)
            m_unreleased.insert(packet.id);
        Q_EMIT received(packet);
    }
    if (packet.qos == QoS::AtMostOnce)
        return;
    write({.command = exactlyOnce ? PacketCommand::Rec : PacketCommand::Ack,
           .id = packet.id,
           .payload = m_settings.answer});
}

void Client::onAnswer(const Packet &packet)
{
    const auto found = m_inFlight.find(packet.id);
    const bool known = found != m_inFlight.end();
    const bool exactlyOnce = known && found->second.message.qos == QoS::ExactlyOnce;

    if (packet.command == PacketCommand::Rec) {
        if (exactlyOnce && !found->second.released) {
            found->second.released = true;
            found->second.retry->start();
            Q_EMIT answered(found->second.message, packet.payload);
        }
        // An unknown REC is one whose COM we had already: the relay missed our REL.
        write({.command = PacketCommand::Rel, .id = packet.id, .payload = {}});
        return;
    }
    const bool completes = packet.command == PacketCommand::Ack
        ? known && !exactlyOnce
        : exactlyOnce && found->second.released;
    if (!completes)
        return;
    const Packet message = std::move(found->second.message);
    m_inFlight.erase(found);
    if (packet.command == PacketCommand::Ack)
        Q_EMIT answered(message, packet.payload);
    sendQueued();
}

void Client::sendQueued()
{
    if (!isConnected() || m_closing)
        return;
    while (!m_queue.isEmpty() && qsizetype(m_inFlight.size()) < m_settings.maxInFlight) {
        Packet packet = m_queue.takeFirst();
        if (packet.qos != QoS::AtMostOnce) {
            packet.id = nextId();
            auto retry = std::make_unique<QTimer>();
            retry->setInterval(m_settings.retryInterval);
            connect(retry.get(), &QTimer::timeout, this, [this, id = packet.id] { repeat(id); });
            retry->start();
            m_inFlight[packet.id] = {
                .message = packet, .released = false, .retry = std::move(retry)};
        }
        write(packet);
    }
}

void Client::repeat(quint16 id)
{
    const InFlight &entry = m_inFlight.at(id);
    if (entry.released) {
        write({.command = PacketCommand::Rel, .dup = true, .id = id, .payload = {}});
        return;
    }
    Packet packet = entry.message;
    packet.dup = true;
    write(packet);
}

void Client::write(const Packet &packet)
{
    if (!isConnected())
        return;
    Q_EMIT packetSent(packet);
    m_socket.sendBinaryMessage(serializePacket(packet));
}

quint16 Client::nextId()
{
    do
        m_lastId = m_lastId >= MaxMessageId ? 1 : m_lastId + 1;
    while (m_inFlight.contains(m_lastId));
    return m_lastId;
}

} // namespace Rainbow::Cli
