// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/fakebusiness.h"

#include <QTcpSocket>
#include <QTimer>

namespace Rainbow::Test {

struct FakeBusiness::Peer {
    QTcpSocket *socket = nullptr;
    QByteArray input;
    QByteArray dripping;
    bool busy = false; ///< a request is being answered: the next one waits
};

BusinessReply BusinessReply::success(const Fields &headers)
{
    BusinessReply reply;
    reply.body = R"({"status":"success"})";
    reply.headers = headers;
    return reply;
}

FakeBusiness::FakeBusiness()
{
    reset();
    m_server.setListenBacklogSize(4'096);
    m_server.setMaxPendingConnections(10'000);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection())
            accept(socket);
    });
}

FakeBusiness::~FakeBusiness()
{
    stop();
}

bool FakeBusiness::start(quint16 port)
{
    const bool ok = m_server.listen(QHostAddress::LocalHost, port != 0 ? port : m_port);
    m_port = m_server.serverPort();
    return ok;
}

void FakeBusiness::stop()
{
    m_server.close();
    const auto peers = std::exchange(m_peers, {});
    for (const auto &[socket, peer] : peers) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

QByteArray FakeBusiness::url(const QByteArray &path) const
{
    return "http://127.0.0.1:" + QByteArray::number(m_port) + path;
}

Fields FakeBusiness::settings(const QByteArray &token) const
{
    return {{"connect_url", url("/connect")},
            {"forward_url", url("/message/")},
            {"close_url", url("/close")},
            {"security_token", token}};
}

void FakeBusiness::handle(const QByteArray &prefix, Handler handler)
{
    m_handlers[prefix] = std::move(handler);
}

void FakeBusiness::reset()
{
    m_handlers.clear();
    handle("/", [](const BusinessRequest &) { return BusinessReply(); });
    onConnect([](const BusinessRequest &request) {
        const QByteArray channels = request.header("X-Channels");
        return BusinessReply::success(
            channels.isEmpty() ? Fields() : Fields{{"RAINBOWCLIENTCHANNEL", channels}});
    });
    onMessage([](const BusinessRequest &request) {
        BusinessReply reply;
        reply.body = request.body;
        return reply;
    });
}

QList<BusinessRequest> FakeBusiness::requests(const QByteArray &prefix) const
{
    QList<BusinessRequest> result;
    for (const BusinessRequest &request : m_requests) {
        if (request.path.startsWith(prefix))
            result.append(request);
    }
    return result;
}

QList<BusinessRequest> FakeBusiness::closesOf(const QByteArray &identity) const
{
    QList<BusinessRequest> result = closes();
    result.removeIf([&](const BusinessRequest &request) { return request.identity() != identity; });
    return result;
}

void FakeBusiness::accept(QTcpSocket *socket)
{
    auto peer = std::make_unique<Peer>();
    peer->socket = socket;
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    Peer *raw = peer.get();
    m_peers[socket] = std::move(peer);
    connect(socket, &QTcpSocket::readyRead, this, [this, raw] {
        raw->input += raw->socket->readAll();
        serve(*raw);
    });
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
        m_peers.erase(socket);
        socket->deleteLater();
    });
}

void FakeBusiness::serve(Peer &peer)
{
    if (peer.busy)
        return;
    const qsizetype end = peer.input.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const HttpHead head = splitHead(peer.input.left(end));
    const qsizetype length = fieldValue(head.headers, "Content-Length").value_or("0").toLongLong();
    if (peer.input.size() < end + 4 + length)
        return;

    BusinessRequest request;
    const QList<QByteArray> parts = head.startLine.split(' ');
    request.method = parts.value(0);
    request.target = parts.value(1);
    const QByteArray &target = request.target;
    const qsizetype mark = target.indexOf('?');
    request.path = mark < 0 ? target : target.left(mark);
    request.query = mark < 0 ? Fields() : splitQuery(target.mid(mark + 1));
    request.headers = head.headers;
    request.body = peer.input.mid(end + 4, length);
    request.time = std::chrono::steady_clock::now();
    peer.input.remove(0, end + 4 + length);
    peer.busy = true;

    const Handler *handler = nullptr;
    for (const auto &[prefix, candidate] : m_handlers) {
        // Prefixes of one path come in ascending length in a sorted map.
        if (request.path.startsWith(prefix))
            handler = &candidate;
    }
    m_requests.append(request);
    const BusinessReply reply = handler != nullptr ? (*handler)(request) : BusinessReply();
    if (reply.delay.count() == 0) {
        answer(peer, reply);
        return;
    }
    QTcpSocket *socket = peer.socket;
    QTimer::singleShot(reply.delay, socket, [this, socket, reply] {
        if (Peer *still = find(socket))
            answer(*still, reply);
    });
}

void FakeBusiness::answer(Peer &peer, const BusinessReply &reply)
{
    using Behaviour = BusinessReply::Behaviour;
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(reply.status) + " Whatever\r\n";
    for (const auto &[name, value] : reply.headers)
        bytes += name + ": " + value + "\r\n";
    const bool hasBody = reply.status != 204 && reply.status != 304; // RFC 9110 §6.4.1
    if (hasBody)
        bytes += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
    bytes += "\r\n" + (hasBody ? reply.body : QByteArray());

    QTcpSocket *socket = peer.socket;
    switch (reply.behaviour) {
    case Behaviour::Hang:
        return;
    case Behaviour::CloseAtOnce:
        socket->disconnectFromHost();
        return;
    case Behaviour::Cut:
        socket->write(bytes.left(reply.cutAfter));
        socket->disconnectFromHost();
        return;
    case Behaviour::Garbage:
        socket->write(QByteArray::fromHex("00ff1603010200") + "this is not HTTP\r\n\r\n");
        socket->disconnectFromHost();
        return;
    case Behaviour::Drip: {
        socket->write(bytes.left(reply.dripAfter));
        peer.dripping = bytes.sliced(reply.dripAfter);
        auto *timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [this, socket, timer] {
            Peer *still = find(socket);
            if (still == nullptr)
                return;
            socket->write(still->dripping.left(1));
            still->dripping.remove(0, 1);
            if (still->dripping.isEmpty()) {
                timer->stop();
                finish(*still);
            }
        });
        timer->start(reply.dripInterval);
        return;
    }
    case Behaviour::Endless: {
        constexpr qint64 block = 64 * 1024;
        const auto more = [socket] {
            if (socket->bytesToWrite() < block)
                socket->write(QByteArray(block, 'x'));
        };
        connect(socket, &QTcpSocket::bytesWritten, socket, more);
        socket->write("HTTP/1.1 200 OK\r\n\r\n");
        return;
    }
    case Behaviour::Answer:
        socket->write(bytes);
        finish(peer);
        return;
    }
}

FakeBusiness::Peer *FakeBusiness::find(QTcpSocket *socket) const
{
    const auto it = m_peers.find(socket);
    return it == m_peers.end() ? nullptr : it->second.get();
}

void FakeBusiness::finish(Peer &peer)
{
    peer.busy = false;
    serve(peer);
}

} // namespace Rainbow::Test
