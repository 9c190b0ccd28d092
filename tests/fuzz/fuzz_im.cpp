// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/imdialect.h"
#include "fuzz/fuzz.h"
#include "json/jsonobject.h"

using namespace Rainbow;

namespace {

/// What goes out of a relay is JSON, whatever it is about.
QByteArray encoded(const MessageEvent &event)
{
    const Frame frame = ImDialect().encode(event);
    const QByteArray text = frame.bytes.last(frame.payloadSize());
    MUST(frame.idOffset == -1);
    MUST(isJson(text));
    return text;
}

} // namespace

// What clients of im send: what is taken goes out again as it came, and nothing else does.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    // Of its own memory, so that reading on would be noticed.
    const QByteArray message = Fuzz::bytesOf(data, size).toByteArray();
    MUST(!ImDialect().decodeBinary(message).command);
    const Dialect::Decoded decoded = ImDialect().decodeText(message);
    MUST(decoded.command.has_value() == (*decoded.why == '\0'));

    // A business server may say it, too; if not so deep that a frame around it is too much.
    if (isJson(message) == isJson('[' + message + ']')) {
        MessageEvent any;
        any.payload = message;
        any.channel = "room";
        const QByteArray said = encoded(any);
        const JsonObject object(said);
        const JsonMember member = object.find("data");
        MUST(isJson(message) ? object.raw(member) == message.trimmed()
                             : member.kind == JsonKind::String);
    }
    if (!decoded.command)
        return 0;

    const auto *publish = std::get_if<PublishCommand>(&*decoded.command);
    MUST(publish && publish->isJson);
    MUST(!publish->channel.isEmpty() && publish->channel.bytes().size() <= 255);
    MUST(QByteArrayView(publish->channel.bytes()).isValidUtf8());
    MUST(JsonObject(publish->message.payload).isValid());
    MUST(publish->message.payload.size() < message.size());
    MUST(message.contains(publish->message.payload));
    MUST(publish->message.type <= 1);

    MessageEvent event;
    event.type = publish->message.type;
    event.payload = publish->message.payload;
    event.channel = publish->channel.bytes();
    event.audience = publish->audience;
    event.from = publish->channel.bytes();
    event.isJson = true;
    event.stamp = {quint64(size), 1, -1};
    const Dialect::Decoded again = ImDialect().decodeText(encoded(event));
    MUST(again.command);
    const auto &same = std::get<PublishCommand>(*again.command);
    MUST(same.channel == publish->channel);
    MUST(same.audience == publish->audience);
    MUST(same.message.type == publish->message.type);
    MUST(same.message.payload == publish->message.payload);
    return 0;
}
