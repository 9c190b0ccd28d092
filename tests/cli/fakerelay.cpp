// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fakerelay.h"

#include <QHostAddress>
#include <QNetworkRequest>

namespace Rainbow {

FakeRelay::FakeRelay(QObject *parent)
    : QObject(parent), m_server(u"fake"_qs, QWebSocketServer::NonSecureMode)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &FakeRelay::onConnection);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("the fake relay cannot listen");
}

QString FakeRelay::url() const
{
    return u"ws://127.0.0.1:%1/connect/"_qs.arg(m_server.serverPort());
}

QByteArray FakeRelay::header(const QByteArray &name) const
{
    return m_request.rawHeader(name);
}

void FakeRelay::answerWith(const QByteArray &payload, int silentSends, int silentRels)
{
    m_answering = true;
    m_answer = payload;
    m_silentSends = silentSends;
    m_silentRels = silentRels;
}

void FakeRelay::send(const Packet &packet)
{
    sendBytes(serializePacket(packet));
}

void FakeRelay::sendBytes(const QByteArray &frame)
{
    m_client->sendBinaryMessage(frame);
}

void FakeRelay::sendText(const QString &text)
{
    m_client->sendTextMessage(text);
}

void FakeRelay::close(quint16 code, const QString &reason)
{
    m_client->close(QWebSocketProtocol::CloseCode(code), reason);
}

FakeRelay::~FakeRelay()
{
    // Before what its end would be told to.
    if (m_client)
        m_client->disconnect(this);
    delete m_client;
}

void FakeRelay::drop()
{
    m_client->abort();
}

void FakeRelay::onConnection()
{
    QWebSocket *client = m_server.nextPendingConnection();
    client->setParent(this);
    m_client = client;
    m_request = client->request();
    m_resource = client->requestUrl().toString(QUrl::RemoveScheme | QUrl::RemoveAuthority
                                               | QUrl::FullyEncoded);
    connect(client, &QWebSocket::binaryMessageReceived, this, &FakeRelay::onFrame);
    connect(client, &QWebSocket::textMessageReceived, this,
            [this](const QString &text) { m_texts.append(text); });
    connect(client, &QWebSocket::disconnected, this, [this, client] {
        m_closeCode = client->closeCode();
        m_client.clear();
        client->deleteLater();
    });
    Q_EMIT connected();
}

void FakeRelay::onFrame(const QByteArray &frame)
{
    const PacketResult result = parsePacket(frame);
    if (result.error != PacketError::None)
        qFatal("the client sent what is not a packet: %s", toString(result.error));
    const Packet &packet = result.packet;
    m_packets.append(packet);
    if (!m_answering)
        return;
    if (packet.command == PacketCommand::Send && packet.qos != QoS::AtMostOnce) {
        if (m_silentSends-- > 0)
            return;
        const bool exactlyOnce = packet.qos == QoS::ExactlyOnce;
        send({.command = exactlyOnce ? PacketCommand::Rec : PacketCommand::Ack,
              .id = packet.id,
              .payload = m_answer});
    } else if (packet.command == PacketCommand::Rel) {
        if (m_silentRels-- > 0)
            return;
        send({.command = PacketCommand::Com, .id = packet.id, .payload = {}});
    }
}

} // namespace Rainbow
