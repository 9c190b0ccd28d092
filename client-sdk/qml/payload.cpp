// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "payload.h"

#include <rainbow/message.h>
#include <rainbow/reply.h>

#include <QJSEngine>
#include <QJsonValue>
#include <QLoggingCategory>
#include <QVariant>

namespace Rainbow {

QByteArray payloadOf(const QJSValue &value)
{
    if (value.isUndefined())
        return {};
    if (value.isString())
        return value.toString().toUtf8();
    const QVariant variant = value.toVariant();
    if (variant.metaType() == QMetaType::fromType<QByteArray>())
        return variant.toByteArray();
    return toPayload(QJsonValue::fromVariant(variant));
}

QJSValue valueOf(const QByteArray &payload, QJSEngine &engine)
{
    const Message message(0, payload);
    const QJsonValue json = message.json();
    return json.isUndefined() ? QJSValue(message.text()) : engine.toScriptValue(json);
}

QJSValue callBack(const QJSValue &function, const QJSValueList &arguments)
{
    if (!function.isCallable())
        return {};
    QJSValue result = function.call(arguments);
    if (!result.isError())
        return result;
    qWarning("%s:%d: %s", qUtf8Printable(result.property(QStringLiteral("fileName")).toString()),
             result.property(QStringLiteral("lineNumber")).toInt(),
             qUtf8Printable(result.toString()));
    return {};
}

} // namespace Rainbow
