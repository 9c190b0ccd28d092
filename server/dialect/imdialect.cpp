// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/imdialect.h"

#include "dialect/jsonframe.h"
#include "json/jsonobject.h"

namespace Rainbow {

namespace {

constexpr qint64 RoomEvent = 2;

/// The `event` of a publication.
qint64 eventOf(const MessageEvent &event)
{
    if (event.audience == Audience::Channel)
        return RoomEvent;
    return event.type == 0 ? 0 : 1;
}

/// `to`; on an error, why says what it is.
QByteArray receiverIn(const JsonObject &object, const char *&why)
{
    const JsonMember to = object.find("to");
    QByteArrayView name;
    if (to.kind == JsonKind::String)
        name = to.text;
    else if (to.kind == JsonKind::Number)
        name = object.raw(to);
    else
        why = to.isAbsent() ? "no to" : "to is not a string";
    if (*why == '\0' && name.isEmpty())
        why = "to is empty";
    if (name.size() > MaxJsonName)
        why = "to is longer than 255 bytes";
    return *why == '\0' ? name.toByteArray() : QByteArray();
}

} // namespace

Dialect::Decoded ImDialect::decodeBinary(const QByteArray &message) const
{
    Q_UNUSED(message)
    return {std::nullopt, "binary frame"};
}

Dialect::Decoded ImDialect::decodeText(const QByteArray &message) const
{
    const JsonObject object(message);
    const char *why = object.error();
    if (*why != '\0')
        return {std::nullopt, why};
    QByteArray to = receiverIn(object, why);
    if (*why != '\0')
        return {std::nullopt, why};
    const JsonMember data = object.find("data");
    if (data.kind != JsonKind::Object)
        return {std::nullopt, data.isAbsent() ? "no data" : "data is not an object"};
    qint64 event = 0;
    if (const JsonMember given = object.find("event"); !given.isAbsent()) {
        event = given.integer.value_or(-1);
        if (event < 0 || event > RoomEvent)
            return {std::nullopt, "event is not 0, 1 or 2"};
    }

    PublishCommand command;
    command.message.type = event == RoomEvent ? 1 : quint16(event);
    command.message.payload = object.raw(data).toByteArray();
    command.channel = ChannelName(std::move(to));
    command.audience = event == RoomEvent ? Audience::Channel : Audience::Account;
    command.isJson = true;
    return {std::move(command), ""};
}

qsizetype ImDialect::maxMessage(qsizetype maxPayload) const
{
    return maxPayload + MaxJsonEnvelope;
}

Frame ImDialect::encode(const MessageEvent &event) const
{
    if (!hasTextNames(event))
        return {};
    const JsonData data(event);
    const Digits eventNumber(eventOf(event));
    const Digits origin(event.stamp.origin, 16);
    const Digits number(event.stamp.number, 16);
    const Digits sentAt(event.stamp.sentAtMs);
    return jsonFrame([&](auto &out) {
        out.raw("{");
        if (!event.from.isEmpty())
            out.raw(R"("from":)").string(event.from).raw(",");
        if (!event.channel.isEmpty())
            out.raw(R"("to":)").string(event.channel).raw(",");
        if (eventOf(event) != 0)
            out.raw(R"("event":)").raw(eventNumber.view()).raw(",");
        out.raw(R"("data":)");
        data.write(out);
        if (event.stamp.origin != 0)
            out.raw(R"(,"msg_id":")").raw(origin.view()).raw("-").raw(number.view()).raw(R"(")");
        if (event.stamp.sentAtMs != 0)
            out.raw(R"(,"send_at":)").raw(sentAt.view());
        if (!event.channel.isEmpty())
            out.raw(R"(,"conversation_id":)").string(event.channel);
        out.raw("}");
    });
}

Frame ImDialect::encode(const AnswerEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame ImDialect::encode(const HelloEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame ImDialect::encode(const NakEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

Frame ImDialect::encode(const TextEvent &event) const
{
    Q_UNUSED(event)
    return {};
}

} // namespace Rainbow
