// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticfeed.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QPointer>
#include <QTcpSocket>
#include <QWebSocket>

#include <algorithm>
#include <utility>

namespace Rainbow::Test {

namespace {

constexpr std::chrono::seconds StatsInterval{1};

QByteArray bearerOf(const QByteArray &head)
{
    const QList<QByteArray> lines = head.split('\n');
    for (const QByteArray &line : lines) {
        if (line.toLower().startsWith("authorization: bearer "))
            return line.trimmed().mid(qstrlen("authorization: bearer "));
    }
    return {};
}

void refuse(QTcpSocket *socket, int status)
{
    socket->write("HTTP/1.1 " + QByteArray::number(status)
                  + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    socket->disconnectFromHost();
}

} // namespace

SyntheticFeed::SyntheticFeed(QObject *parent)
    : QObject(parent), m_server(u"synthetic"_qs, QWebSocketServer::NonSecureMode)
{
    relay.isStaying = [this](const QString &identity) { return isWatched(identity); };
    connect(&m_listener, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_listener.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { onPending(socket); });
        }
    });
    connect(&m_server, &QWebSocketServer::newConnection, this, &SyntheticFeed::onUpgraded);
    connect(&m_second, &QTimer::timeout, this, &SyntheticFeed::liveOn);
    m_second.start(StatsInterval);
}

SyntheticFeed::~SyntheticFeed()
{
    stop();
}

bool SyntheticFeed::start(quint16 port)
{
    if (!m_listener.listen(QHostAddress::LocalHost, port == 0 ? m_port : port))
        return false;
    m_port = m_listener.serverPort();
    return true;
}

void SyntheticFeed::stop(int code)
{
    m_listener.close();
    const auto dashboards = std::exchange(m_dashboards, {});
    for (const auto &dashboard : dashboards) {
        dashboard->socket->disconnect(this);
        if (code == 0)
            dashboard->socket->abort();
        else
            dashboard->socket->close(QWebSocketProtocol::CloseCode(code));
        dashboard->socket.release()->deleteLater();
    }
    m_held.clear();
}

QUrl SyntheticFeed::url() const
{
    return QUrl(u"ws://127.0.0.1:%1"_qs.arg(m_port));
}

qint64 SyntheticFeed::now() const
{
    return QDateTime::currentMSecsSinceEpoch() + clockAhead.count();
}

void SyntheticFeed::onPending(QTcpSocket *socket)
{
    const QByteArray head = socket->peek(16 * 1024);
    if (!head.contains("\r\n\r\n"))
        return;
    socket->disconnect(this);
    ++m_attempts;
    const QByteArray token = bearerOf(head);
    if (refuseWith != 0)
        return refuse(socket, refuseWith);
    if (!head.startsWith("GET /admin/ "))
        return refuse(socket, 404);
    if (token != Token && token != ViewerToken)
        return refuse(socket, 401);
    m_mayAct.insert(socket->peerPort(), token == Token);
    m_server.handleConnection(socket);
}

void SyntheticFeed::onUpgraded()
{
    while (QWebSocket *socket = m_server.nextPendingConnection()) {
        auto made = std::make_unique<Dashboard>();
        Dashboard *dashboard = made.get();
        dashboard->socket.reset(socket);
        dashboard->mayAct = m_mayAct.take(socket->peerPort());
        connect(socket, &QWebSocket::textMessageReceived, this,
                [this, dashboard](const QString &text) { onFrame(*dashboard, text); });
        connect(socket, &QWebSocket::disconnected, this, [this, dashboard] {
            const auto gone =
                std::find_if(m_dashboards.begin(), m_dashboards.end(),
                             [dashboard](const auto &each) { return each.get() == dashboard; });
            if (gone == m_dashboards.end())
                return;
            (*gone)->socket.release()->deleteLater();
            m_dashboards.erase(gone);
        });
        m_dashboards.push_back(std::move(made));
        send(socket,
             {{u"event"_qs, u"hello"_qs},
              {u"feed"_qs, 1},
              {u"who"_qs, dashboard->mayAct ? u"admin"_qs : u"alice"_qs},
              {u"role"_qs, dashboard->mayAct ? u"operator"_qs : u"viewer"_qs},
              {u"node"_qs, node},
              {u"version"_qs, u"0.1.0"_qs},
              {u"at"_qs, now()}});
        send(socket, statsNow());
    }
}

void SyntheticFeed::onFrame(Dashboard &dashboard, const QString &text)
{
    const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
    if (!frame.contains(u"id")) {
        return send(dashboard.socket.get(),
                    {{u"event"_qs, u"error"_qs}, {u"code"_qs, 400}, {u"error"_qs, u"no id"_qs}});
    }
    m_requests.append(frame);
    QJsonObject reply = answerTo(dashboard, frame);
    reply[u"id"] = frame[u"id"];
    if (m_mute) {
        m_held.append({dashboard.socket.get(), reply});
    } else if (delay.count() > 0) {
        QTimer::singleShot(delay, dashboard.socket.get(),
                           [socket = dashboard.socket.get(), reply] { send(socket, reply); });
    } else {
        send(dashboard.socket.get(), reply);
    }
}

QJsonObject SyntheticFeed::answerTo(Dashboard &dashboard, const QJsonObject &frame)
{
    if (frame.contains(u"ask"))
        return relay.answer(frame, now());
    const QString identity = frame[u"identity"].toString();
    if (frame.contains(u"watch")) {
        if (!relay.find(identity))
            return SyntheticRelay::refusal(404, u"there is no connection "_qs + identity);
        dashboard.watches.insert(identity, 0);
        return {{u"ok"_qs, true}};
    }
    if (frame.contains(u"unwatch")) {
        dashboard.watches.remove(identity);
        return {{u"ok"_qs, true}};
    }
    if (!frame.contains(u"do"))
        return SyntheticRelay::refusal(400, u"there is no ask, watch, unwatch or do"_qs);
    if (!dashboard.mayAct)
        return SyntheticRelay::refusal(403, u"a viewer may look, not act"_qs);
    return act(frame);
}

QJsonObject SyntheticFeed::act(const QJsonObject &frame)
{
    const QString what = frame[u"do"].toString();
    const QString identity = frame[u"identity"].toString();
    if (const auto special = actions.constFind(what); special != actions.constEnd())
        return (*special)(frame);
    if (!identity.isEmpty() && !relay.find(identity))
        return SyntheticRelay::refusal(404, u"there is no connection "_qs + identity);
    if (what == u"kick") {
        relay.removeConnection(identity);
        endSession(identity, u"kicked"_qs);
    } else if (what == u"subscribe" || what == u"unsubscribe") {
        relay.find(identity)->channels += what == u"subscribe" ? 1 : -1;
    } else if (what == u"send" && !relay.apps.contains(frame[u"app"].toString(u"default"_qs))) {
        return SyntheticRelay::refusal(404,
                                       u"there is no application "_qs + frame[u"app"].toString());
    } else if (what == u"send") {
        return {{u"ok"_qs, true},
                {u"matched"_qs, 3},
                {u"confirmed"_qs, 2},
                {u"timedOut"_qs, 1},
                {u"tookMs"_qs, 128.5},
                {u"platforms"_qs, QJsonArray{u"Android"_qs, u"iOS"_qs}},
                {u"answer"_qs, u"{\"read\": true}"_qs}};
    } else if (what == u"reload") {
        return {{u"ok"_qs, true}, {u"changed"_qs, QJsonArray{u"max_connections"_qs}}};
    }
    return {{u"ok"_qs, true}};
}

void SyntheticFeed::setMute(bool on)
{
    m_mute = on;
    if (on)
        return;
    const QList<Held> held = std::exchange(m_held, {});
    for (const Held &each : held) {
        if (each.socket)
            send(each.socket, each.answer);
    }
}

void SyntheticFeed::setAlive(bool on)
{
    if (on)
        m_second.start();
    else
        m_second.stop();
}

QJsonObject SyntheticFeed::statsNow()
{
    QJsonObject stats = relay.stats(now());
    QJsonArray nodes = stats[u"nodes"].toArray();
    QJsonObject first = nodes[0].toObject();
    first[u"node"] = node;
    first[u"dashboards"] = dashboards();
    nodes[0] = first;
    stats[u"nodes"] = nodes;
    return stats;
}

void SyntheticFeed::tick()
{
    sendEvent(statsNow());
}

void SyntheticFeed::liveOn()
{
    relay.liveOn(now());
    relay.churn(now());
    tick();
    QStringList watched;
    for (const auto &dashboard : m_dashboards)
        watched += dashboard->watches.keys();
    watched.removeDuplicates();
    for (const QString &identity : std::as_const(watched))
        makeTraffic(identity);
}

void SyntheticFeed::sendEvent(const QJsonObject &event)
{
    for (const auto &dashboard : m_dashboards)
        send(dashboard->socket.get(), event);
}

void SyntheticFeed::emitPacket(const QString &identity, QJsonObject packet)
{
    packet[u"event"] = u"packet"_qs;
    packet[u"identity"] = identity;
    if (!packet.contains(u"at"))
        packet[u"at"] = now();
    for (const auto &dashboard : m_dashboards) {
        if (!dashboard->watches.contains(identity))
            continue;
        packet[u"seq"] = ++dashboard->watches[identity];
        send(dashboard->socket.get(), packet);
    }
}

void SyntheticFeed::skipPackets(const QString &identity, int count)
{
    for (const auto &dashboard : m_dashboards) {
        if (dashboard->watches.contains(identity))
            dashboard->watches[identity] += count;
    }
}

void SyntheticFeed::endSession(const QString &identity, const QString &reason)
{
    for (const auto &dashboard : m_dashboards) {
        if (dashboard->watches.remove(identity) > 0) {
            send(dashboard->socket.get(),
                 {{u"event"_qs, u"end"_qs}, {u"identity"_qs, identity}, {u"reason"_qs, reason}});
        }
    }
}

QList<QJsonObject> SyntheticFeed::requests(const QString &verb, const QString &name) const
{
    QList<QJsonObject> found;
    std::copy_if(m_requests.begin(), m_requests.end(), std::back_inserter(found),
                 [&](const QJsonObject &frame) { return frame[verb].toString() == name; });
    return found;
}

bool SyntheticFeed::isWatched(const QString &identity) const
{
    return std::any_of(m_dashboards.begin(), m_dashboards.end(), [&](const auto &dashboard) {
        return dashboard->watches.contains(identity);
    });
}

void SyntheticFeed::send(QWebSocket *socket, const QJsonObject &frame)
{
    socket->sendTextMessage(QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
}

void SyntheticFeed::makeTraffic(const QString &identity)
{
    // Within the second that has passed.
    qint64 at = now() - 900;
    const auto packet = [&](const QString &direction, const QString &name, int size,
                            const QJsonObject &more) {
        QJsonObject made = more;
        made[u"direction"] = direction;
        made[u"packet"] = name;
        made[u"size"] = size;
        made[u"at"] = at += 2 + m_nextMessageId * 37 % 61;
        emitPacket(identity, made);
    };
    const auto with = [](int id, const QByteArray &payload, QJsonObject more = {}) {
        more[u"messageId"] = id;
        more[u"payload"] = QString::fromUtf8(payload);
        more[u"encoding"] = u"utf-8"_qs;
        return more;
    };
    const int id = m_nextMessageId;
    m_nextMessageId = m_nextMessageId % 65'534 + 1;
    if (id % 3 == 0) {
        packet(u"in"_qs, u"SEND"_qs, 96,
               with(id, R"({"text": "您好，请问订单什么时候发货？", "order": 20481})",
                    {{u"qos"_qs, 1}, {u"type"_qs, 3}, {u"dup"_qs, false}}));
        packet(u"out"_qs, u"ACK"_qs, 24, with(id, R"({"accepted": true})"));
    } else if (id % 3 == 1) {
        const QJsonObject send =
            with(id, R"({"event": "price", "symbol": "600519", "last": 1688.5, "volume": 2301})",
                 {{u"qos"_qs, 2},
                  {u"type"_qs, 7},
                  {u"dup"_qs, false},
                  {u"channel"_qs, u"直播间:1021"_qs}});
        packet(u"out"_qs, u"SEND"_qs, 118, send);
        if (id % 2 == 0) {
            QJsonObject again = send;
            again[u"dup"] = true;
            packet(u"out"_qs, u"SEND"_qs, 118, again);
        }
        packet(u"in"_qs, u"REC"_qs, 17, with(id, R"({"shown": 1})"));
        packet(u"out"_qs, u"REL"_qs, 3, {{u"messageId"_qs, id}});
        packet(u"in"_qs, u"COM"_qs, 3, {{u"messageId"_qs, id}});
    } else {
        packet(u"out"_qs, u"PING"_qs, 0, {});
        packet(u"in"_qs, u"PONG"_qs, 0, {});
        packet(u"in"_qs, u"SEND"_qs, 61,
               {{u"qos"_qs, 0},
                {u"type"_qs, 9},
                {u"dup"_qs, false},
                {u"payload"_qs, u"typing"_qs},
                {u"encoding"_qs, u"utf-8"_qs}});
    }
}

} // namespace Rainbow::Test
