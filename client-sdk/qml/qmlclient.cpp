// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "qmlclient.h"

#include "payload.h"

#include <QJSEngine>

#include <algorithm>
#include <chrono>

namespace Rainbow {

QmlClient::QmlClient(QObject *parent) : QObject(parent)
{
    connect(&m_client, &Client::stateChanged, this, &QmlClient::stateChanged);
    connect(&m_client, &Client::bloomed, this, [this](bool resumed) {
        setError({});
        Q_EMIT bloomed(resumed);
    });
    connect(&m_client, &Client::errorOccurred, this, &QmlClient::setError);
    connect(&m_client, &Client::faded, this, [this](const Error &reason, bool last) {
        if (last && m_client.state() == Client::State::Faded && m_active) {
            m_active = false;
            Q_EMIT activeChanged();
        }
        Q_EMIT faded(reason, last);
    });
    connect(&m_client, &Client::messageReceived, this, &QmlClient::messageReceived);
}

void QmlClient::setUrl(const QUrl &url)
{
    if (url == m_url)
        return;
    m_url = url;
    m_client.setUrl(url);
    Q_EMIT urlChanged();
    apply();
}

void QmlClient::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    Q_EMIT activeChanged();
    apply();
}

void QmlClient::setDeviceId(const QString &id)
{
    if (id == deviceId())
        return;
    m_client.setDeviceId(id);
    Q_EMIT deviceIdChanged();
}

void QmlClient::setHeaders(const QVariantMap &headers)
{
    if (headers == m_headers)
        return;
    for (auto old = m_headers.cbegin(); old != m_headers.cend(); ++old)
        m_client.setHeader(old.key().toUtf8(), {});
    m_headers = headers;
    for (auto header = m_headers.cbegin(); header != m_headers.cend(); ++header)
        m_client.setHeader(header.key().toUtf8(), header->toString().toUtf8());
    Q_EMIT headersChanged();
}

void QmlClient::setSecurityKey(const QString &key)
{
    if (key == m_securityKey)
        return;
    m_securityKey = key;
    m_client.setSecurityKey(key.toUtf8());
    Q_EMIT securityKeyChanged();
}

int QmlClient::sendTimeout() const
{
    return int(m_client.sendTimeout().count());
}

void QmlClient::setSendTimeout(int milliseconds)
{
    milliseconds = std::max(milliseconds, 1);
    if (milliseconds == sendTimeout())
        return;
    m_client.setSendTimeout(std::chrono::milliseconds(milliseconds));
    Q_EMIT sendTimeoutChanged();
}

QString QmlClient::identity() const
{
    return QString::fromUtf8(m_client.identity());
}

QmlDelivery *QmlClient::send(int type, const QJSValue &payload, QualityOfService qos)
{
    if (!isType(type))
        return nullptr;
    return deliver(m_client.send(quint16(type), payloadOf(payload), QoS(qos)));
}

QmlDelivery *QmlClient::subscribe(const QStringList &channels)
{
    return deliver(m_client.subscribe(channels));
}

QmlDelivery *QmlClient::unsubscribe(const QStringList &channels)
{
    return deliver(m_client.unsubscribe(channels));
}

QmlDelivery *QmlClient::publish(const QString &channel, int type, const QJSValue &payload,
                                QualityOfService qos)
{
    if (!isType(type))
        return nullptr;
    return deliver(m_client.publish(channel, quint16(type), payloadOf(payload), QoS(qos)));
}

void QmlClient::onMessage(int type, const QJSValue &handler)
{
    if (!isType(type))
        return;
    if (!handler.isCallable()) {
        m_handlers.remove(type);
        m_client.removeHandler(quint16(type));
        return;
    }
    m_handlers.insert(type, handler);
    m_client.onMessage(quint16(type), this, [this, type](const Message &message) -> QByteArray {
        QJSEngine *engine = qjsEngine(this);
        if (!engine)
            return {};
        return payloadOf(callBack(m_handlers.value(type), {engine->toScriptValue(message)}));
    });
}

void QmlClient::componentComplete()
{
    m_complete = true;
    apply();
}

void QmlClient::apply()
{
    if (!m_complete)
        return;
    if (!m_active)
        m_client.fade();
    else if (m_url.isEmpty())
        qWarning("RainbowClient: there is no url to connect to");
    else
        m_client.bloom();
}

void QmlClient::setError(const Error &error)
{
    m_error = error;
    Q_EMIT errorChanged();
}

bool QmlClient::isType(int type)
{
    if (type >= 0 && type <= 0xffff)
        return true;
    if (QJSEngine *engine = qjsEngine(this))
        engine->throwError(QJSValue::RangeError,
                           QStringLiteral("a message's type is 0 to 65535, not %1").arg(type));
    return false;
}

} // namespace Rainbow
