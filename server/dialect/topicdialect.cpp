// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/topicdialect.h"

#include "dialect/jsonframe.h"
#include "json/jsonobject.h"

namespace Rainbow {

namespace {

enum class Kind : quint8 { Publish = 1, Subscribe = 2, Unsubscribe = 3 };

/// A longer list of topics is refused before it is taken apart.
constexpr qsizetype MaxTopicList = 64 * 1024;

constexpr char TooLong[] = "a topic is longer than 255 bytes";

Dialect::Decoded publication(const JsonObject &object, QByteArrayView topic)
{
    topic = topic.trimmed();
    if (topic.isEmpty())
        return {std::nullopt, "topic is empty"};
    if (topic.size() > MaxJsonName)
        return {std::nullopt, TooLong};
    PublishCommand command;
    command.message.type = 1;
    const JsonMember data = object.find("data");
    command.message.payload = data.isAbsent() ? "null" : object.raw(data).toByteArray();
    command.channel = ChannelName(topic.toByteArray());
    command.isJson = true;
    return {std::move(command), ""};
}

Dialect::Decoded subscription(bool join, QByteArrayView topics)
{
    if (topics.size() > MaxTopicList)
        return {std::nullopt, "topic is longer than 64 KiB"};
    SubscribeCommand command;
    command.join = join;
    for (bool more = true; more;) {
        const qsizetype comma = topics.indexOf(',');
        more = comma >= 0;
        const QByteArrayView topic = (more ? topics.first(comma) : topics).trimmed();
        topics = more ? topics.sliced(comma + 1) : QByteArrayView();
        if (topic.size() > MaxJsonName)
            return {std::nullopt, TooLong};
        if (!topic.isEmpty())
            command.channels.append(ChannelName(topic.toByteArray()));
    }
    if (command.channels.isEmpty())
        return {std::nullopt, "topic is empty"};
    return {std::move(command), ""};
}

} // namespace

Dialect::Decoded TopicDialect::decodeBinary(const QByteArray &message) const
{
    return decodeText(message);
}

Dialect::Decoded TopicDialect::decodeText(const QByteArray &message) const
{
    const JsonObject object(message);
    if (!object.isValid())
        return {std::nullopt, object.error()};
    const JsonMember topic = object.find("topic");
    if (topic.kind != JsonKind::String)
        return {std::nullopt, topic.isAbsent() ? "no topic" : "topic is not a string"};
    switch (object.find("type").integer.value_or(0)) {
    case qint64(Kind::Publish):
        return publication(object, topic.text);
    case qint64(Kind::Subscribe):
        return subscription(true, topic.text);
    case qint64(Kind::Unsubscribe):
        return subscription(false, topic.text);
    default:
        return {std::nullopt, "type is not 1, 2 or 3"};
    }
}

qsizetype TopicDialect::maxMessage(qsizetype maxPayload) const
{
    return maxPayload + MaxJsonEnvelope;
}

Frame TopicDialect::encode(const MessageEvent &event) const
{
    if (!hasTextNames(event))
        return {};
    const JsonData data(event);
    return jsonFrame([&](auto &out) {
        out.raw(R"({"type":1,"topic":)").string(event.channel).raw(R"(,"data":)");
        data.write(out);
        out.raw("}");
    });
}

Frame TopicDialect::encode(const AnswerEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame TopicDialect::encode(const HelloEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame TopicDialect::encode(const NakEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame TopicDialect::encode(const TextEvent &event) const
{
    return textFrame(event);
}

} // namespace Rainbow
