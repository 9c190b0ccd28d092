// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/permission.h"

#include "json/jsonstring.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Rainbow {

namespace {

using namespace Qt::Literals::StringLiterals;

QByteArray bodyFor(const Identity &identity)
{
    QByteArray body = "{\"identity\":";
    appendJsonString(body, identity.bytes());
    return body;
}

Permission refused(NakCode code, const QByteArray &reason)
{
    return {code, reason, {}};
}

Permission failed()
{
    return refused(NakCode::BusinessFailed, "the business server failed");
}

/// What an answer that is not 2xx means; nothing: it is.
std::optional<Permission> refusalOf(const CallbackReply &reply)
{
    if (reply.isSuccess())
        return std::nullopt;
    if (reply.timedOut)
        return refused(NakCode::BusinessTimeout, "the business server did not answer in time");
    if (reply.error.isEmpty() && (reply.status == 401 || reply.status == 403))
        return refused(NakCode::NotAllowed, "not allowed");
    if (reply.error.isEmpty() && reply.status == 404)
        return refused(NakCode::NoSuchChannel, "no such channel");
    return failed();
}

/// The answer's object where it says yes; otherwise why not.
struct Answer {
    QJsonObject object;
    std::optional<Permission> refusal;
};

Answer answerOf(const CallbackReply &reply)
{
    if (auto refusal = refusalOf(reply))
        return {{}, std::move(refusal)};
    const QJsonDocument document = QJsonDocument::fromJson(reply.body);
    if (!document.isObject())
        return {{}, failed()};
    if (document.object().value("status"_L1) != "success"_L1)
        return {{}, refused(NakCode::NotAllowed, "not allowed")};
    return {document.object(), {}};
}

QByteArray textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toUtf8();
    // There is no document of a bare number.
    const QByteArray array =
        QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).trimmed();
    return array.sliced(1, array.size() - 2);
}

} // namespace

QByteArray subscribeBody(const SubscribeCall &call)
{
    QByteArray body = bodyFor(call.identity) + ",\"channels\":[";
    for (const ChannelName &name : call.channels) {
        if (!body.endsWith('['))
            body.append(',');
        appendJsonString(body, name.bytes());
    }
    return body + "]}";
}

QByteArray publishBody(const PublishCall &call)
{
    QByteArray body = bodyFor(call.identity)
        + (call.audience == Audience::Account ? ",\"account\":" : ",\"channel\":");
    appendJsonString(body, call.channel.bytes());
    body += ",\"type\":" + QByteArray::number(call.type)
        + ",\"qos\":" + QByteArray::number(int(call.qos));
    if (QByteArrayView(call.payload).isValidUtf8()) {
        body += ",\"data\":";
        appendJsonString(body, call.payload);
        return body + '}';
    }
    return body + ",\"encoding\":\"base64\",\"data\":\"" + call.payload.toBase64() + "\"}";
}

QByteArray membershipBody(const MembershipNote &note, int members)
{
    QByteArray body = bodyFor(note.identity);
    if (!note.account.isEmpty()) {
        body += ",\"account\":";
        appendJsonString(body, note.account.bytes());
    }
    body += ",\"channel\":";
    appendJsonString(body, note.channel.bytes());
    return body + ",\"connections\":" + QByteArray::number(members) + '}';
}

QByteArray overloadBody(const OverloadNote &note)
{
    return bodyFor(note.identity) + ",\"queued\":" + QByteArray::number(note.queued)
        + ",\"oldest_ms\":" + QByteArray::number(qint64(note.oldest.count())) + '}';
}

Permission subscribePermission(const CallbackReply &reply)
{
    return answerOf(reply).refusal.value_or(Permission());
}

Permission publishPermission(const CallbackReply &reply)
{
    const auto [object, refusal] = answerOf(reply);
    if (refusal)
        return *refusal;
    const QJsonValue data = object.value("data"_L1);
    if (data.isUndefined() || data.isNull())
        return {};
    const QByteArray text = textOf(data);
    if (object.value("encoding"_L1) != "base64"_L1)
        return {{}, {}, text};
    const auto bytes =
        QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    return bytes ? Permission{{}, {}, bytes.decoded} : failed();
}

} // namespace Rainbow
