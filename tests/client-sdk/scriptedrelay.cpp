// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "scriptedrelay.h"

#include "support/testing.h"

#include <QCryptographicHash>
#include <QSslSocket>
#include <QtEndian>

#include <utility>

namespace Rainbow::Test {

namespace {

constexpr quint8 Binary = 2;
constexpr quint8 Close = 8;
constexpr quint8 Ping = 9;
constexpr quint8 Pong = 10;

} // namespace

void ScriptedRelay::Server::incomingConnection(qintptr descriptor)
{
    if (!tls) {
        QTcpServer::incomingConnection(descriptor);
        return;
    }
    auto *socket = new QSslSocket(this);
    socket->setSslConfiguration(*tls);
    socket->setSocketDescriptor(descriptor);
    socket->startServerEncryption();
    addPendingConnection(socket);
}

ScriptedRelay::ScriptedRelay(QObject *parent) : QObject(parent)
{
    hello.identity = "someone";
    hello.session = "1-token";
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedRelay::onConnection);
    listen();
}

ScriptedRelay::ScriptedRelay(const QSslConfiguration &tls, QObject *parent) : ScriptedRelay(parent)
{
    m_server.tls = tls;
}

ScriptedRelay::~ScriptedRelay()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void ScriptedRelay::listen()
{
    if (!m_server.listen(QHostAddress::LocalHost, m_port))
        qFatal("the scripted relay cannot listen");
    m_port = m_server.serverPort();
}

QUrl ScriptedRelay::url(const QString &host) const
{
    return QUrl(
        u"%1://%2:%3/connect/"_qs
            .arg(m_server.tls ? u"wss"_qs : u"ws"_qs, host.isEmpty() ? u"127.0.0.1"_qs : host)
            .arg(m_port));
}

QByteArray ScriptedRelay::header(const QByteArray &name) const
{
    return fieldValue(splitHead(m_head).headers, name).value_or(QByteArray());
}

std::optional<Packet> ScriptedRelay::take()
{
    if (!waitUntil([this] { return !m_packets.isEmpty(); }))
        return std::nullopt;
    return m_packets.takeFirst();
}

void ScriptedRelay::onConnection()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        if (m_socket)
            m_socket->disconnect(this);
        m_socket = socket;
        m_current = script;
        m_open = false;
        m_pings = 0;
        m_closeCode = 0;
        m_bytes.clear();
        m_allBytes.clear();
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::disconnected, this, [this] { m_open = false; });
        connect(socket, &QTcpSocket::readyRead, this, &ScriptedRelay::onBytes);
    }
}

void ScriptedRelay::onBytes()
{
    const QByteArray more = m_socket->readAll();
    m_bytes += more;
    m_allBytes += more;
    if (!m_open)
        onRequest();
    while (m_open && takeFrame()) { }
}

void ScriptedRelay::onRequest()
{
    const qsizetype end = m_bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    m_head = m_bytes.first(end + 4);
    m_bytes = m_bytes.sliced(end + 4);
    m_target = splitHead(m_head).startLine.split(' ').value(1);
    ++m_requests;
    if (m_current.silent)
        return;
    if (!m_current.refusal.isEmpty()) {
        sendBytes("HTTP/1.1 " + m_current.refusal
                  + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        m_socket->disconnectFromHost();
        return;
    }
    const QByteArray accept = QCryptographicHash::hash(header("Sec-WebSocket-Key")
                                                           + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                                       QCryptographicHash::Sha1)
                                  .toBase64();
    sendBytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Accept: "
              + accept + "\r\n"
              + (m_current.rainbow2 ? "Sec-WebSocket-Protocol: rainbow.2\r\n" : "") + "\r\n");
    m_open = true;
    ++m_connections;
    if (m_current.rainbow2 && m_current.hello)
        sendHello();
    if (onOpen)
        onOpen();
}

bool ScriptedRelay::takeFrame()
{
    if (m_bytes.size() < 2)
        return false;
    qsizetype header = 2;
    quint64 size = quint8(m_bytes[1]) & 0x7f;
    if (size == 126)
        header += 2;
    else if (size == 127)
        header += 8;
    if (m_bytes.size() < header + 4)
        return false;
    if (size == 126)
        size = qFromBigEndian<quint16>(m_bytes.constData() + 2);
    else if (size == 127)
        size = qFromBigEndian<quint64>(m_bytes.constData() + 2);
    const QByteArray mask = m_bytes.sliced(header, 4);
    header += 4;
    if (quint64(m_bytes.size() - header) < size)
        return false;
    QByteArray payload = m_bytes.sliced(header, qsizetype(size));
    for (qsizetype i = 0; i < payload.size(); ++i)
        payload[i] = char(payload[i] ^ mask[i % 4]);
    const auto opcode = quint8(m_bytes[0] & 0x0f);
    m_bytes = m_bytes.sliced(header + qsizetype(size));
    onFrame(opcode, payload);
    return !m_bytes.isEmpty();
}

void ScriptedRelay::onFrame(quint8 opcode, const QByteArray &payload)
{
    switch (opcode) {
    case Binary: {
        const PacketResult result = parsePacket(payload, PacketSet::FromClient);
        if (result.error != PacketError::None)
            qFatal("the client sent what is not a packet: %s", toString(result.error));
        if (onPacket)
            onPacket(result.packet);
        else
            m_packets.append(result.packet);
        break;
    }
    case Close:
        m_closeCode = payload.size() < 2 ? 1005 : qFromBigEndian<quint16>(payload.constData());
        sendFrame(Close, payload);
        m_socket->disconnectFromHost();
        break;
    case Ping:
        ++m_pings;
        if (m_current.pongs)
            sendFrame(Pong, payload);
        break;
    default:
        break;
    }
}

void ScriptedRelay::send(const Packet &packet)
{
    sendFrame(Binary, serializePacket(packet));
}

void ScriptedRelay::sendHello()
{
    send({.command = PacketCommand::Hello, .payload = toPayload(hello)});
}

void ScriptedRelay::sendFrame(quint8 opcode, const QByteArray &payload)
{
    QByteArray frame;
    frame += char(0x80 | opcode);
    if (payload.size() < 126) {
        frame += char(payload.size());
    } else if (payload.size() < 65536) {
        frame += char(126);
        frame += char(payload.size() >> 8);
        frame += char(payload.size());
    } else {
        frame += char(127);
        const quint64 size = qToBigEndian(quint64(payload.size()));
        frame += QByteArray(reinterpret_cast<const char *>(&size), 8);
    }
    sendBytes(frame + payload);
}

void ScriptedRelay::sendBytes(const QByteArray &bytes)
{
    if (!m_socket)
        qFatal("the scripted relay has no connection");
    m_socket->write(bytes);
}

void ScriptedRelay::close(quint16 code, const QByteArray &reason)
{
    const quint16 octets = qToBigEndian(code);
    sendFrame(Close, QByteArray(reinterpret_cast<const char *>(&octets), 2) + reason);
    m_socket->disconnectFromHost();
}

void ScriptedRelay::drop()
{
    m_open = false;
    if (m_socket)
        std::exchange(m_socket, nullptr)->abort();
}

} // namespace Rainbow::Test
