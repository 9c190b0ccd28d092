// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/reply.h>

#include "src/clientprivate.h"
#include "src/replyprivate.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Rainbow {

void ReplyPrivate::answer(const QByteArray &payload)
{
    if (m_answered)
        return;
    m_answered = true;
    if (const auto client = m_client.lock())
        (*client)->answer(m_ticket, payload);
}

Reply::Reply(std::shared_ptr<ReplyPrivate> data) : d(std::move(data))
{
}
Reply::Reply(const Reply &other) = default;
Reply &Reply::operator=(const Reply &other) = default;
Reply::~Reply() = default;

void Reply::answer(const QByteArray &payload)
{
    d->answer(payload);
}

void Reply::answer(const QJsonValue &payload)
{
    d->answer(toPayload(payload));
}

void Reply::answer(const QString &text)
{
    d->answer(text.toUtf8());
}

bool Reply::isAnswered() const
{
    return d->isAnswered();
}

QByteArray toPayload(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (value.isObject())
        return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
    if (value.isArray())
        return QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact);
    // QJsonDocument writes objects and arrays only.
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

} // namespace Rainbow
