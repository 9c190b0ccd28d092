// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/rawclient.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <sys/socket.h>

namespace Rainbow::Test {

namespace {

constexpr char Key[] = "dGhlIHNhbXBsZSBub25jZQ==";

} // namespace

RawClient::RawClient(QObject *parent) : QObject(parent), m_socket(makeSocket(0))
{
}

RawClient::~RawClient()
{
    m_socket->disconnect(this);
}

QByteArray RawClient::upgradeRequest(const QByteArray &target, const Fields &headers,
                                     const QByteArray &host)
{
    QByteArray request = "GET " + target + " HTTP/1.1\r\nHost: " + host
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + Key + "\r\n";
    for (const auto &[name, value] : headers)
        request += name + ": " + value + "\r\n";
    return request + "\r\n";
}

QByteArray RawClient::frame(Opcode opcode, const QByteArray &payload, bool fin, bool masked)
{
    const quint8 maskBit = masked ? 0x80 : 0;
    QByteArray out;
    out.append(char((fin ? 0x80 : 0) | quint8(opcode)));
    const qsizetype size = payload.size();
    if (size < 126) {
        out.append(char(maskBit | quint8(size)));
    } else if (size < 65'536) {
        out.append(char(maskBit | 126)).append(char(size >> 8)).append(char(size & 0xff));
    } else {
        out.append(char(maskBit | 127));
        for (int shift = 56; shift >= 0; shift -= 8)
            out.append(char((quint64(size) >> shift) & 0xff));
    }
    if (!masked)
        return out + payload;
    const QByteArray mask = QByteArray::fromHex("37fa213d");
    out += mask;
    const qsizetype start = out.size();
    out.resize(start + size);
    char *bytes = out.data() + start;
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = char(payload[i] ^ mask[i % 4]);
    return out;
}

bool RawClient::connectTo(const Server &server)
{
    m_socket = makeSocket(server);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &RawClient::read);
    return connectSocket(*m_socket, server);
}

bool RawClient::adopt(qintptr descriptor)
{
    m_socket = std::make_unique<QTcpSocket>();
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &RawClient::read);
    return m_socket->setSocketDescriptor(descriptor);
}

bool RawClient::open(const Server &server, const QByteArray &target, const Fields &headers)
{
    if (!connectTo(server))
        return false;
    send(upgradeRequest(target, headers));
    return waitForAnswer() && m_answer.status == 101;
}

bool RawClient::waitForAnswer(std::chrono::milliseconds timeout)
{
    return waitUntil([this] { return m_answered || isDisconnected(); }, timeout)
        && m_answer.status != 0;
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket->write(bytes);
    m_socket->flush();
}

void RawClient::sendFrame(Opcode opcode, const QByteArray &payload)
{
    send(frame(opcode, payload));
}

void RawClient::sendClose(quint16 code, const QByteArray &reason)
{
    char bytes[2];
    qToBigEndian(code, bytes);
    m_closeSent = true;
    sendFrame(Opcode::Close, QByteArray(bytes, 2) + reason);
}

void RawClient::abort()
{
    const linger reset{1, 0};
    setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    m_socket->abort();
}

void RawClient::finish()
{
    m_socket->disconnectFromHost();
}

bool RawClient::isDisconnected() const
{
    return m_socket->state() == QAbstractSocket::UnconnectedState;
}

bool RawClient::waitForDisconnected(std::chrono::milliseconds timeout)
{
    return waitUntil([this] { return isDisconnected(); }, timeout);
}

void RawClient::setReads(bool on)
{
    constexpr qint64 few = 4'096;
    m_reads = on;
    m_socket->setReadBufferSize(on ? 0 : few);
    if (on)
        read();
}

void RawClient::read()
{
    if (!m_reads)
        return;
    m_input += m_socket->readAll();
    if (m_state == State::Head && !readHead())
        return;
    if (m_state == State::Body) {
        m_answer.body += m_input;
        m_input.clear();
        const auto length = fieldValue(m_answer.headers, "Content-Length");
        m_answered = length && m_answer.body.size() >= length->toLongLong();
        return;
    }
    while (readFrame()) { }
}

bool RawClient::readHead()
{
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const HttpHead head = splitHead(m_input.left(end));
    m_input.remove(0, end + 4);
    m_answer.status = head.startLine.split(' ').value(1).toInt();
    m_answer.headers = head.headers;
    if (m_answer.status == 100) {
        m_answer = {};
        return readHead();
    }
    m_state = m_answer.status == 101 ? State::Open : State::Body;
    m_answered = m_state == State::Open;
    if (m_state == State::Open) {
        const QByteArray expected =
            QCryptographicHash::hash(QByteArray(Key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                     QCryptographicHash::Sha1)
                .toBase64();
        if (fieldValue(m_answer.headers, "Sec-WebSocket-Accept") != expected)
            m_violation = "wrong Sec-WebSocket-Accept";
    }
    return true;
}

bool RawClient::readFrame()
{
    if (m_input.size() < 2)
        return false;
    const auto first = quint8(m_input[0]);
    const auto second = quint8(m_input[1]);
    qsizetype at = 2;
    quint64 size = second & 0x7f;
    if (size == 126) {
        at = 4;
        if (m_input.size() < at)
            return false;
        size = qFromBigEndian<quint16>(m_input.constData() + 2);
    } else if (size == 127) {
        at = 10;
        if (m_input.size() < at)
            return false;
        size = qFromBigEndian<quint64>(m_input.constData() + 2);
    }
    if ((second & 0x80) != 0)
        m_violation = "a masked frame from the server";
    if ((first & 0x70) != 0)
        m_violation = "reserved bits set";
    if (quint64(m_input.size() - at) < size)
        return false;
    const QByteArray payload = m_input.mid(at, qsizetype(size));
    m_input.remove(0, at + qsizetype(size));
    take(first, payload);
    return true;
}

void RawClient::take(quint8 first, const QByteArray &payload)
{
    if (m_closeCode != 0)
        m_violation = "a frame behind the close frame";
    switch (const auto opcode = Opcode(first & 0x0f)) {
    case Opcode::Ping:
        ++m_pings;
        if (m_answersPings)
            sendFrame(Opcode::Pong, payload);
        return;
    case Opcode::Pong:
        m_pongs.append(payload);
        return;
    case Opcode::Close:
        m_closeCode = payload.size() < 2 ? 1005 : qFromBigEndian<quint16>(payload.constData());
        m_closeReason = payload.mid(2);
        if (!m_closeSent)
            sendFrame(Opcode::Close, payload.left(2));
        m_closeSent = true;
        return;
    case Opcode::Text:
    case Opcode::Binary:
    case Opcode::Continuation:
        if (opcode != Opcode::Continuation)
            m_partial = {opcode, {}};
        m_partial.payload += payload;
        if ((first & 0x80) == 0)
            return;
        if (onMessage)
            onMessage(m_partial);
        else
            m_messages.append(m_partial);
        return;
    }
    m_violation = "unknown opcode";
}

} // namespace Rainbow::Test
