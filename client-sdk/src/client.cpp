// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/client.h>
#include <rainbow/version.h>

#include "src/clientprivate.h"
#include "src/headersreply.h"
#include "src/logging.h"
#include "src/request.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// What a timer can count.
Duration bounded(Duration time)
{
    return std::clamp(time, Duration(1), Duration(std::chrono::hours(24 * 24)));
}

QUrl urlOf(const QString &host, quint16 port)
{
    QUrl url;
    url.setScheme(u"ws"_qs);
    url.setHost(host);
    url.setPort(port);
    return url;
}

Packet messageTo(PacketCommand command, quint16 type, const QByteArray &payload, QoS qos)
{
    return {.command = command, .qos = qos, .type = type, .payload = payload};
}

Packet subscription(PacketCommand command, const QStringList &channels)
{
    Packet packet{.command = command, .payload = {}};
    for (const QString &channel : channels)
        packet.channels.append(channel.toUtf8());
    return packet;
}

} // namespace

const char *version()
{
    return RAINBOW_CLIENT_VERSION;
}

Client::Client(QObject *parent) : QObject(parent), d(std::make_unique<ClientPrivate>(this))
{
}

Client::Client(const QString &host, quint16 port, QObject *parent)
    : Client(urlOf(host, port), parent)
{
}

Client::Client(const QUrl &url, QObject *parent) : Client(parent)
{
    setUrl(url);
}

Client::~Client()
{
    d->destroy();
}

QUrl Client::url() const
{
    return d->settings.url;
}

void Client::setUrl(const QUrl &url)
{
    d->settings.url = urlProblem(url).isEmpty() ? completeUrl(url) : url;
}

QString Client::deviceId() const
{
    return d->settings.deviceId;
}

void Client::setDeviceId(const QString &id)
{
    if (isGoodHeader("X-DEVICEID", id.toUtf8()))
        d->settings.deviceId = id;
    else
        qCWarning(lcClient) << "setDeviceId: ignored, it has line breaks";
}

QString Client::platform() const
{
    return d->settings.platform;
}

void Client::setPlatform(const QString &platform)
{
    if (isGoodHeader("X-CLIENT-OS", platform.toUtf8()))
        d->settings.platform = platform;
    else
        qCWarning(lcClient) << "setPlatform: ignored, it has line breaks";
}

void Client::setHeader(const QByteArray &name, const QByteArray &value)
{
    if (isGoodHeader(name, value))
        Rainbow::setHeader(d->settings.headers, name, value);
    else
        qCWarning(lcClient) << "setHeader: ignored, it cannot be sent:" << name;
}

Headers Client::headers() const
{
    return d->settings.headers;
}

void Client::setHeadersProvider(HeadersProvider provider)
{
    d->settings.headersProvider = std::move(provider);
}

void Client::setSecurityKey(const QByteArray &key)
{
    d->settings.securityKey = key;
}

void Client::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->settings.ssl = configuration;
}

void Client::setPinnedKeys(const QList<QByteArray> &sha256)
{
    d->settings.pinnedKeys = sha256;
}

void Client::setProxy(const QNetworkProxy &proxy)
{
    d->settings.proxy = proxy;
}

void Client::setConnectTimeout(std::chrono::milliseconds timeout)
{
    d->settings.connectTimeout = bounded(timeout);
}

void Client::setSendTimeout(std::chrono::milliseconds timeout)
{
    d->settings.sendTimeout = bounded(timeout);
}

std::chrono::milliseconds Client::sendTimeout() const
{
    return d->settings.sendTimeout;
}

void Client::setQueueLimits(int messages, qint64 bytes)
{
    d->settings.maxQueuedBytes = std::max(bytes, qint64(0));
    d->outgoing.setLimits(messages, bytes);
}

void Client::setMaxInFlight(int messages)
{
    d->outgoing.setMaxInFlight(std::max(messages, 1));
}

void Client::setRetryInterval(std::chrono::milliseconds interval)
{
    d->settings.retryInterval = bounded(interval);
}

void Client::setReconnectDelays(std::chrono::milliseconds first, std::chrono::milliseconds most)
{
    d->backoff.setDelays(bounded(first), bounded(most));
}

Client::State Client::state() const
{
    return d->state();
}

QByteArray Client::identity() const
{
    return d->identity;
}

Error Client::error() const
{
    return d->lastError;
}

Statistics Client::statistics() const
{
    return d->statistics;
}

int Client::pendingCount() const
{
    return d->pendingCount();
}

qint64 Client::bytesToWrite() const
{
    return d->bytesToWrite();
}

void Client::setTracer(Tracer tracer)
{
    d->tracer = std::move(tracer);
}

Delivery *Client::send(quint16 type, const QByteArray &payload, QoS qos)
{
    return d->send(messageTo(PacketCommand::Send, type, payload, qos));
}

Delivery *Client::send(quint16 type, const QString &text, QoS qos)
{
    return send(type, text.toUtf8(), qos);
}

Delivery *Client::send(quint16 type, const QJsonValue &json, QoS qos)
{
    return send(type, toPayload(json), qos);
}

Delivery *Client::send(quint16 type, const QJsonObject &json, QoS qos)
{
    return send(type, toPayload(json), qos);
}

Delivery *Client::send(quint16 type, const QByteArray &payload, QoS qos, QObject *context,
                       OnSuccess onSuccess, OnFail onFail)
{
    Delivery *delivery = send(type, payload, qos);
    QObject *receiver = context ? context : delivery;
    if (onSuccess)
        connect(delivery, &Delivery::success, receiver, std::move(onSuccess));
    if (onFail)
        connect(delivery, &Delivery::fail, receiver, std::move(onFail));
    return delivery;
}

Delivery *Client::send(quint16 type, const QString &text, QoS qos, QObject *context,
                       OnSuccess onSuccess, OnFail onFail)
{
    return send(type, text.toUtf8(), qos, context, std::move(onSuccess), std::move(onFail));
}

Delivery *Client::send(quint16 type, const QJsonValue &json, QoS qos, QObject *context,
                       OnSuccess onSuccess, OnFail onFail)
{
    return send(type, toPayload(json), qos, context, std::move(onSuccess), std::move(onFail));
}

Delivery *Client::subscribe(const QStringList &channels)
{
    return d->send(subscription(PacketCommand::Sub, channels));
}

Delivery *Client::unsubscribe(const QStringList &channels)
{
    return d->send(subscription(PacketCommand::Unsub, channels));
}

Delivery *Client::publish(const QString &channel, quint16 type, const QByteArray &payload, QoS qos)
{
    Packet packet = messageTo(PacketCommand::Pub, type, payload, qos);
    packet.channel = channel.toUtf8();
    return d->send(std::move(packet));
}

void Client::setHandler(quint16 type, QObject *context, AsyncHandler handler)
{
    d->setHandler(type, context, std::move(handler));
}

void Client::removeHandler(quint16 type)
{
    d->removeHandler(type);
}

void Client::bloom()
{
    d->bloom();
}

void Client::fade()
{
    d->fade();
}

Client::HeadersReply::HeadersReply(std::shared_ptr<Private> data) : d(std::move(data))
{
}
Client::HeadersReply::HeadersReply(const HeadersReply &other) = default;
Client::HeadersReply &Client::HeadersReply::operator=(const HeadersReply &other) = default;
Client::HeadersReply::~HeadersReply() = default;

Client::HeadersReply::Private::~Private()
{
    if (ClientPrivate *asker = take())
        asker->onHeadersFailed(attempt, u"the headers provider did not answer"_qs);
}

ClientPrivate *Client::HeadersReply::Private::take()
{
    const auto asker = client.lock();
    return std::exchange(used, true) || !asker ? nullptr : *asker;
}

void Client::HeadersReply::succeed(const Headers &headers) const
{
    if (ClientPrivate *asker = d->take())
        asker->onHeaders(d->attempt, headers);
}

void Client::HeadersReply::fail(const QString &why) const
{
    if (ClientPrivate *asker = d->take())
        asker->onHeadersFailed(d->attempt, why);
}

} // namespace Rainbow
