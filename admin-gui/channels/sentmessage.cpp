// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/sentmessage.h"

#include "feed/feedclient.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Rainbow::Admin {

namespace {

constexpr qsizetype EnvelopeSize = 100; // bytes: id and name of the action

} // namespace

QJsonObject SentMessage::toJson() const
{
    return {{u"app"_qs, channel.app}, {u"channel"_qs, channel.name}, {u"type"_qs, type},
            {u"qos"_qs, qos},         {u"payload"_qs, payload},      {u"timeoutMs"_qs, timeoutMs}};
}

qsizetype SentMessage::frameSize() const
{
    return QJsonDocument(toJson()).toJson(QJsonDocument::Compact).size() + EnvelopeSize;
}

void SentMessage::take(const FeedAnswer &feedAnswer)
{
    state = feedAnswer.ok ? State::Done : State::Failed;
    problem = feedAnswer.error;
    const QJsonObject &object = feedAnswer.object;
    matched = object[u"matched"].toInt();
    confirmed = object[u"confirmed"].toInt();
    timedOut = object[u"timedOut"].toBool() || object[u"timedOut"].toInt() > 0;
    tookMs = object[u"tookMs"].toDouble();
    platforms.clear();
    for (const auto &platform : object[u"platforms"].toArray())
        platforms.append(platform.toString());
    isAnswerBinary = object.contains(u"answerBase64");
    answer = object[isAnswerBinary ? u"answerBase64" : u"answer"].toString();
}

} // namespace Rainbow::Admin
