// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "immessage.h"

#include "lines.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Rainbow::Cli {

namespace {

constexpr int OneToOneEvent = 1;
constexpr int RoomEvent = 2;

std::optional<QJsonObject> objectOf(const QByteArray &frame)
{
    const QJsonDocument document = QJsonDocument::fromJson(frame);
    if (!document.isObject() || !document.object().contains(u"data"))
        return std::nullopt;
    return document.object();
}

QString textOf(const QJsonValue &data)
{
    if (data.isString())
        return data.toString();
    if (const QJsonValue text = data.toObject().value(u"text"); text.isString())
        return text.toString();
    // A document is of an object or an array only.
    const QByteArray array = QJsonDocument(QJsonArray{data}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(1, array.size() - 2));
}

} // namespace

QString imFrame(const QString &to, bool isRoom, const QString &text)
{
    const QJsonObject frame{{u"to"_qs, to},
                            {u"event"_qs, isRoom ? RoomEvent : OneToOneEvent},
                            {u"data"_qs, QJsonObject{{u"text"_qs, text}}}};
    return QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact));
}

std::optional<QString> imLine(const QString &frame, const QDateTime &now)
{
    const std::optional<QJsonObject> object = objectOf(frame.toUtf8());
    if (!object)
        return std::nullopt;
    QDateTime at = QDateTime::fromMSecsSinceEpoch(object->value(u"send_at").toInteger());
    if (object->value(u"send_at").toInteger() <= 0 || !at.isValid())
        at = now;
    const QString from = object->value(u"from").toString();
    QString line = at.toString(u"HH:mm:ss ") + (from.isEmpty() ? u"*"_qs : from);
    if (object->value(u"event").toInt() == RoomEvent)
        line += u'@' + object->value(u"to").toString();
    return escaped(line + u": "_qs + textOf(object->value(u"data")));
}

std::optional<QByteArray> imJsonLine(const QString &frame)
{
    QByteArray line = frame.toUtf8();
    if (!objectOf(line))
        return std::nullopt;
    // In JSON they are blanks: strings have them escaped.
    return line.replace('\n', ' ').replace('\r', ' ');
}

} // namespace Rainbow::Cli
