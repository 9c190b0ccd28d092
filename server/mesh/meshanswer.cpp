// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mesh/meshanswer.h"

#include "json/jsonstring.h"

namespace Rainbow {

namespace {

QByteArray &appendId(QByteArray &out, QByteArrayView id)
{
    if (!id.isEmpty())
        out.append(",\"i\":").append(id);
    return out.append('}');
}

/// As a JSON string; what is not UTF-8 in it is replaced.
void appendText(QByteArray &out, QByteArrayView text)
{
    if (text.isValidUtf8())
        appendJsonString(out, text);
    else
        appendJsonString(out, QString::fromUtf8(text).toUtf8());
}

} // namespace

QByteArray meshString(QByteArrayView text)
{
    QByteArray json;
    appendJsonString(json, text);
    return json;
}

QByteArray meshResult(QByteArrayView result, QByteArrayView id)
{
    QByteArray out;
    out.reserve(32 + result.size() + id.size());
    out.append("{\"e\":null,\"r\":").append(result);
    return appendId(out, id);
}

QByteArray meshError(MeshCode code, QByteArrayView text, QByteArrayView id)
{
    QByteArray out;
    out.reserve(48 + text.size() + id.size());
    out.append("{\"e\":{\"c\":").append(QByteArray::number(int(code))).append(",\"m\":");
    appendText(out, text);
    out.append('}');
    return appendId(out, id);
}

QByteArray meshQueueEvent(QByteArrayView node, const QueueMessage &message)
{
    constexpr qsizetype Envelope = 160;
    const QByteArray &client = message.identity.bytes();
    QByteArray out;
    out.reserve(Envelope + node.size() + 2 * client.size() + message.topic.size()
                + message.mid.size() + message.payload.size() * 3 / 2);
    out.append("{\"e\":\"queue.pop\",\"p\":{\"n\":").append(node).append(",\"c\":");
    appendText(out, client);
    out.append(",\"t\":");
    appendText(out, message.topic);
    out.append(",\"d\":{\"identity\":");
    appendText(out, client);
    out.append(",\"type\":").append(QByteArray::number(message.type));
    out.append(",\"qos\":").append(char('0' + int(message.qos))).append(",\"mid\":");
    appendText(out, message.mid);
    out.append(",\"data\":");
    if (QByteArrayView(message.payload).isValidUtf8())
        appendJsonString(out, message.payload);
    else
        out.append('"').append(message.payload.toBase64()).append("\",\"base64\":true");
    return out.append("}}}");
}

} // namespace Rainbow
