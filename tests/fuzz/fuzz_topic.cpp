// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/topicdialect.h"
#include "fuzz/fuzz.h"
#include "json/jsonobject.h"

using namespace Rainbow;

namespace {

bool isTopic(const ChannelName &name)
{
    const QByteArray &bytes = name.bytes();
    return !bytes.isEmpty() && bytes.size() <= 255 && QByteArrayView(bytes).isValidUtf8()
        && bytes == bytes.trimmed();
}

void publishes(const PublishCommand &publish, const QByteArray &message)
{
    MUST(isTopic(publish.channel) && publish.isJson && publish.audience == Audience::Channel);
    MUST(isJson(publish.message.payload));
    MUST(message.contains(publish.message.payload) || publish.message.payload == "null");

    MessageEvent event;
    event.payload = publish.message.payload;
    event.channel = publish.channel.bytes();
    event.isJson = true;
    const Frame frame = TopicDialect().encode(event);
    const Dialect::Decoded again = TopicDialect().decodeText(frame.bytes.last(frame.payloadSize()));
    MUST(again.command);
    const auto &same = std::get<PublishCommand>(*again.command);
    MUST(same.channel == publish.channel);
    MUST(same.message.payload == publish.message.payload);
}

} // namespace

// What clients of topic send.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray message = Fuzz::bytesOf(data, size).toByteArray();
    const Dialect::Decoded decoded = TopicDialect().decodeText(message);
    MUST(decoded.command.has_value() == (*decoded.why == '\0'));
    MUST(TopicDialect().decodeBinary(message).command.has_value() == decoded.command.has_value());
    MUST(!decoded.command || isJson(message));
    if (!decoded.command)
        return 0;
    if (const auto *publish = std::get_if<PublishCommand>(&*decoded.command)) {
        publishes(*publish, message);
    } else {
        const auto *subscribe = std::get_if<SubscribeCommand>(&*decoded.command);
        MUST(subscribe && !subscribe->channels.isEmpty());
        MUST(std::all_of(
            subscribe->channels.begin(), subscribe->channels.end(),
            [](const auto &name) { return isTopic(name) && !name.bytes().contains(','); }));
    }
    return 0;
}
