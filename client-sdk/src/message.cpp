// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/message.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSharedData>

namespace Rainbow {

class MessageData : public QSharedData {
public:
    quint16 type = 0;
    QoS qos = QoS::AtMostOnce;
    bool repeated = false;
    quint16 id = 0;
    QByteArray payload;
    QString channel;
};

Message::Message() : d(new MessageData)
{
}
Message::Message(const Message &other) = default;
Message &Message::operator=(const Message &other) = default;
Message::~Message() = default;

Message::Message(quint16 type, const QByteArray &payload, QoS qos, const QString &channel,
                 bool repeated, quint16 id)
    : Message()
{
    d->type = type;
    d->payload = payload;
    d->qos = qos;
    d->channel = channel;
    d->repeated = repeated;
    d->id = id;
}

quint16 Message::type() const
{
    return d->type;
}

QByteArray Message::payload() const
{
    return d->payload;
}

QoS Message::qos() const
{
    return d->qos;
}

QString Message::channel() const
{
    return d->channel;
}

bool Message::isRepeated() const
{
    return d->repeated;
}

quint16 Message::id() const
{
    return d->id;
}

QString Message::text() const
{
    return QString::fromUtf8(d->payload);
}

QJsonValue Message::json() const
{
    // As an element, since QJsonDocument reads objects and arrays only.
    const QJsonDocument document = QJsonDocument::fromJson('[' + d->payload + ']');
    const QJsonArray values = document.array();
    return values.size() == 1 ? values.first() : QJsonValue(QJsonValue::Undefined);
}

} // namespace Rainbow
