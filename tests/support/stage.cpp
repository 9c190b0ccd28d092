// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QJsonArray>

namespace Rainbow::Test {

bool Stage::start(const Fields &settings, int workers, const QStringList &arguments)
{
    return business.start() && relay.start(complete(settings), workers, arguments);
}

bool Stage::reload(const Fields &settings)
{
    return relay.reload(complete(settings));
}

Fields Stage::complete(const Fields &settings) const
{
    Fields all = settings;
    const Fields defaults = business.settings(Token)
        + Fields{{"retry_interval", "200 ms"},
                 {"pong_timeout", "500 ms"},
                 {"forward_timeout", "1 s"},
                 {"connect_timeout", "1 s"}};
    for (const auto &field : defaults) {
        if (!fieldValue(settings, field.first))
            all.append(field);
    }
    // An empty value takes a default away.
    all.removeIf([](const auto &field) { return field.second.isEmpty(); });
    return all;
}

Fields Stage::clientHeaders(const QByteArray &channels, const QByteArray &platform)
{
    Fields headers{{"X-DEVICEID", "device-" + QByteArray::number(++m_lastDevice)},
                   {"X-CLIENT-OS", platform}};
    if (!channels.isEmpty())
        headers.append({"X-Channels", channels});
    return headers;
}

ClientPtr Stage::client(const QByteArray &channels, const QByteArray &platform)
{
    const Fields headers = clientHeaders(channels, platform);
    auto result = std::make_unique<RainbowClient>();
    if (!result->open(server(), headers))
        return nullptr;
    result->identity = identityOf(headers.first().second);
    return result;
}

ClientPtr Stage::client2(const QByteArray &channels, const QByteArray &platform)
{
    auto result = std::make_unique<RainbowClient>();
    if (!result->open2(server(), clientHeaders(channels, platform)))
        return nullptr;
    result->identity = result->hello()->identity;
    return result;
}

ClientPtr Stage::clientWithToken(const QByteArray &token)
{
    auto result = std::make_unique<RainbowClient>();
    return takeUp(*result, token) ? std::move(result) : nullptr;
}

ClientPtr Stage::resumed(const RainbowClient &client)
{
    auto result = std::make_unique<RainbowClient>();
    result->inherit(client);
    return takeUp(*result, client.hello()->session) ? std::move(result) : nullptr;
}

bool Stage::takeUp(RainbowClient &client, const QByteArray &token)
{
    if (!client.open2(server(), clientHeaders() + Fields{{"X-RAINBOW-SESSION", token}}))
        return false;
    client.identity = client.hello()->identity;
    return true;
}

RawClient::Answer Stage::tryConnect(const Fields &headers, const QByteArray &target)
{
    RawClient client;
    (void)client.open(server(), target, headers);
    return client.answer();
}

QByteArray Stage::identityOf(const QByteArray &device) const
{
    const QList<BusinessRequest> connects = business.connects();
    for (const BusinessRequest &request : connects) {
        if (request.header("X-DEVICEID") == device)
            return request.identity();
    }
    return {};
}

int Stage::members(const QByteArray &channel) const
{
    const HttpReply reply = HttpClient::get(httpServer(), "GET", "/serverinfo/?cluster=1");
    const QJsonArray channels = reply.object().value(u"channels").toArray();
    for (const QJsonValue &entry : channels) {
        const QJsonArray pair = entry.toArray();
        if (pair.at(0).toString().toUtf8() == channel)
            return pair.at(1).toInt();
    }
    return 0;
}

bool Stage::isHealthy() const
{
    const HttpReply reply = HttpClient::get(httpServer(), "GET", "/hello/");
    return reply.status == 200 && reply.body == "ok";
}

} // namespace Rainbow::Test
