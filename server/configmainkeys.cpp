// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configfields.h"
#include "configtables.h"

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace ConfigFields;

namespace {

/// A key of each application.
ConfigKey app(const ConfigKey &key)
{
    return ofEach(NamedSection::App, key);
}

struct PreviousUntil {
    static auto in(const Config &config)
    {
        return TimeField<const qint64>{config.app.previousSecretUntil};
    }
    static auto in(Config &config) { return TimeField<qint64>{config.app.previousSecretUntil}; }
};

/// What is not set is not said in calls, for business servers that know of no applications.
ConfigKey appKey()
{
    ConfigKey key = ConfigFields::key<Business<&BusinessSettings::appKey>>(
        "main"_L1, "app_key"_L1, ConfigFields::name,
        "what clients and servers call the application; none: its name"_L1);
    key.set = [](Config &config, const ConfigValue &value) {
        config.business.appKey = std::get_if<QByteArray>(&value) ? std::get<QByteArray>(value) : "";
        config.app.key =
            config.business.appKey.isEmpty() ? config.app.name : config.business.appKey;
    };
    return key;
}

} // namespace

QList<ConfigKey> keysOfMain()
{
    constexpr ValueRule right = choice("dialect|deny|allow|ask"_L1);

    return {
        app(key<Business<&BusinessSettings::connectUrl>>(
            "main"_L1, "connect_url"_L1, url, "callback that authorises a new connection"_L1,
            "auth_url"_L1)),
        app(key<Business<&BusinessSettings::forwardUrl>>(
            "main"_L1, "forward_url"_L1, {ValueKind::UrlTemplate, 0, 0, {}},
            "prefix of the message callback; without {message_type} in it the type is appended"_L1)),
        app(key<App<&AppSettings::queue>>("main"_L1, "forward"_L1, {ValueKind::Queue, 0, 0, {}},
                                          "queue for messages, in place of forward_url"_L1)),
        app(key<Business<&BusinessSettings::closeUrl>>("main"_L1, "close_url"_L1, url,
                                                       "callback after a client has gone"_L1)),
        app(key<Business<&BusinessSettings::subscribeUrl>>(
            "main"_L1, "subscribe_url"_L1, url,
            "asked whether a client may join channels, when client_subscribe = ask"_L1)),
        app(key<Business<&BusinessSettings::publishUrl>>(
            "main"_L1, "publish_url"_L1, url,
            "asked whether a client may publish, when client_publish = ask"_L1)),
        app(key<Business<&BusinessSettings::subscribedUrl>>(
            "main"_L1, "subscribed_url"_L1, url,
            "callback after a client has come into a channel"_L1)),
        app(key<Business<&BusinessSettings::unsubscribedUrl>>(
            "main"_L1, "unsubscribed_url"_L1, url,
            "callback after a client has left a channel"_L1)),
        app(key<Business<&BusinessSettings::overloadUrl>>(
            "main"_L1, "overload_url"_L1, url,
            "callback about a client that says more than forward_url takes"_L1)),
        app(key<Business<&BusinessSettings::token>>(
            "main"_L1, "security_token"_L1, secret,
            "shared secret of the signature, both directions"_L1, "security_key"_L1)),
        app(key<At<&Config::tokenFile>>(
            "main"_L1, "security_token_file"_L1, path,
            "file that holds the security_token, in its first line"_L1)),
        app(appKey()),
        app(key<App<&AppSettings::secret>>(
            "main"_L1, "app_secret"_L1, secret,
            "secret of the tokens of im clients and of signed pushes"_L1)),
        app(key<App<&AppSettings::secretFile>>(
            "main"_L1, "app_secret_file"_L1, path,
            "file that holds the app_secret, in its first line"_L1)),
        app(key<App<&AppSettings::previousSecret>>(
            "main"_L1, "previous_secret"_L1, secret,
            "app_secret that counts too, until previous_secret_until"_L1)),
        app(key<App<&AppSettings::previousSecretFile>>(
            "main"_L1, "previous_secret_file"_L1, path,
            "file that holds the previous_secret, in its first line"_L1)),
        app(key<PreviousUntil>("main"_L1, "previous_secret_until"_L1,
                               {ValueKind::Time, 1, 253'402'300'799, {}},
                               "until when the previous_secret counts"_L1)),
        app(key<Business<&BusinessSettings::signature>>(
            "main"_L1, "signature"_L1, choice("sha1|hmac"_L1),
            "how calls are signed: as the original relay does, or with the body"_L1)),
        key<At<&Config::udpPorts>>(
            "main"_L1, "udp_ports"_L1, {ValueKind::Ports, 1, 65'535, {}},
            "ports on which the relays of one cluster announce themselves"_L1),
        key<At<&Config::listenAddress>>("main"_L1, "listen"_L1, {ValueKind::Address, 0, 0, {}},
                                        "address to listen on; empty: all, IPv6 and IPv4"_L1),
        key<At<&Config::port>>("main"_L1, "port"_L1, port, "port of WebSocket and HTTP"_L1,
                               "socket_port"_L1),
        key<At<&Config::httpPort>>(
            "main"_L1, "http_port"_L1, port,
            "port of the HTTP API if it has one of its own (first generation)"_L1),
        key<At<&Config::workers>>("main"_L1, "workers"_L1, count(0, 1024),
                                  "worker threads; 0: one per core"_L1),
        key<Gate<&GateSettings::trustedProxies>>(
            "main"_L1, "trusted_proxies"_L1, {ValueKind::Subnets, 0, 0, {}},
            "proxies whose X-Forwarded-For tells the client's address"_L1),
        app(key<Business<&BusinessSettings::connectTimeout>>(
            "main"_L1, "connect_timeout"_L1, duration(100ms, 10min),
            "time for the answer of connect_url"_L1)),
        app(key<Business<&BusinessSettings::forwardTimeout>>(
            "main"_L1, "forward_timeout"_L1, duration(100ms, 10min),
            "time for the answer of the other URLs"_L1)),
        app(key<Business<&BusinessSettings::forwardContentType>>(
            "main"_L1, "forward_content_type"_L1, {ValueKind::HeaderText, 0, 0, {}},
            "Content-Type of forwarded messages"_L1)),
        key<Business<&BusinessSettings::transport>>(
            "main"_L1, "http_transport"_L1, choice("curl|curl-http2|qt"_L1),
            "what carries callbacks: libcurl, or Qt's own, six connections at a time"_L1),
        key<Business<&BusinessSettings::maxConnections>>(
            "main"_L1, "callback_connections"_L1, count(1, 10'000),
            "connections of a worker to the business server at a time (curl)"_L1),
        app(key<Hub<&HubSettings::forwardConcurrency>>(
            "main"_L1, "forward_concurrency"_L1, count(1, 1000),
            "messages of one client forwarded at the same time; 1 keeps their order"_L1)),
        key<At<&Config::signatureWindow>>("main"_L1, "signature_window"_L1, duration(1s, 1h),
                                          "how far a signature's timestamp may be off"_L1),
        app(key<Hub<&HubSettings::retryInterval>>(
            "main"_L1, "retry_interval"_L1, duration(100ms, 10min),
            "time between repeats of an unanswered packet"_L1)),
        key<Hub<&HubSettings::pingInterval>>("main"_L1, "ping_interval"_L1, duration(100ms, 1h),
                                             "silence after which a client is pinged"_L1),
        key<Hub<&HubSettings::pongTimeout>>("main"_L1, "pong_timeout"_L1, duration(100ms, 1h),
                                            "silence after a ping that ends the connection"_L1),
        app(key<Hub<&HubSettings::sessionTtl>>(
            "main"_L1, "session_ttl"_L1, duration(0ms, 24h),
            "how long a session outlives its connection (rainbow.2); 0: not at all"_L1)),
        app(key<Gate<&GateSettings::resumeAuth>>(
            "main"_L1, "resume_auth"_L1, choice("false|true"_L1),
            "whether connect_url is asked before a session is taken up again"_L1)),
        app(key<Hub<&HubSettings::clientSubscribe>>(
            "main"_L1, "client_subscribe"_L1, right,
            "whether clients join and leave channels themselves; dialect: clients of im and topic do"_L1)),
        app(key<Hub<&HubSettings::clientPublish>>(
            "main"_L1, "client_publish"_L1, right,
            "whether clients publish to channels themselves; dialect: clients of im and topic do"_L1)),
        app(key<App<&AppSettings::anonymous>>(
            "main"_L1, "anonymous"_L1, choice("deny|allow"_L1),
            "whether clients of topic come in where there is no connect_url"_L1)),
        app(key<Hub<&HubSettings::presence>>(
            "main"_L1, "presence"_L1, choice("off|on"_L1),
            "whether clients of topic are told how many are in their topics"_L1)),
        app(key<Hub<&HubSettings::heartbeat>>(
            "main"_L1, "heartbeat"_L1, duration(100ms, 1h),
            "time between two heartbeats to clients of topic"_L1)),
        key<At<&Config::maxSendTimeout>>("main"_L1, "max_send_timeout"_L1, duration(1s, 1h),
                                         "longest timeout that /send/ may ask for"_L1),
        key<At<&Config::drainTimeout>>("main"_L1, "drain_timeout"_L1, duration(0ms, 10min),
                                       "time for calls in flight when the relay stops"_L1),
        key<Gate<&GateSettings::ioUring>>(
            "main"_L1, "io_uring"_L1, choice("false|true"_L1),
            "whether messages to many clients leave with one system call, on Linux 6.1 and up"_L1),
    };
}

} // namespace Rainbow
