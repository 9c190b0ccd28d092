// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configkeys.h"

#include "config.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QLatin1StringView AdminSection = "admin"_L1;

// How a field of the settings takes a value of the file, and gives it back.

void assign(std::chrono::milliseconds &field, const ConfigValue &value)
{
    field = std::chrono::milliseconds(std::get<qint64>(value));
}

template <std::integral Number>
void assign(Number &field, const ConfigValue &value)
{
    field = Number(std::get<qint64>(value));
}

template <typename Enum>
requires std::is_enum_v<Enum>
void assign(Enum &field, const ConfigValue &value)
{
    field = Enum(std::get<qint64>(value));
}

void assign(QHostAddress &field, const ConfigValue &value)
{
    const auto *address = std::get_if<QHostAddress>(&value);
    field = address ? *address : QHostAddress(QHostAddress::Any);
}

void assign(std::optional<quint16> &field, const ConfigValue &value)
{
    const auto *number = std::get_if<qint64>(&value);
    field = number ? std::optional<quint16>(quint16(*number)) : std::nullopt;
}

void assign(std::optional<Endpoint> &field, const ConfigValue &value)
{
    const auto *endpoint = std::get_if<Endpoint>(&value);
    field = endpoint ? std::optional<Endpoint>(*endpoint) : std::nullopt;
}

template <typename Optional> // an empty one means: not set
void assign(Optional &field, const ConfigValue &value)
{
    const auto *given = std::get_if<Optional>(&value);
    field = given ? *given : Optional();
}

ConfigValue valueOf(const std::chrono::milliseconds &field)
{
    return qint64(field.count());
}

template <std::integral Number>
ConfigValue valueOf(const Number &field)
{
    return qint64(field);
}

template <typename Enum>
requires std::is_enum_v<Enum> ConfigValue valueOf(const Enum &field)
{
    return qint64(field);
}

ConfigValue valueOf(const QHostAddress &field)
{
    if (field.protocol() == QAbstractSocket::AnyIPProtocol || field.isNull())
        return {};
    return field;
}

ConfigValue valueOf(const std::optional<quint16> &field)
{
    return field ? ConfigValue(qint64(*field)) : ConfigValue();
}

ConfigValue valueOf(const std::optional<Endpoint> &field)
{
    return field ? ConfigValue(*field) : ConfigValue();
}

template <typename Optional>
ConfigValue valueOf(const Optional &field)
{
    return field.isEmpty() ? ConfigValue() : ConfigValue(field);
}

// Where a key's value lives: a field of Config, or of one of its parts.
template <auto Part, auto Field = nullptr>
struct At {
    template <typename Settings>
    static auto &in(Settings &config)
    {
        if constexpr (Field == nullptr)
            return (config.*Part);
        else
            return ((config.*Part).*Field);
    }
};

template <auto Field>
using Hub = At<&Config::hub, Field>;
template <auto Field>
using Gate = At<&Config::gate, Field>;
template <auto Field>
using Http = At<&Config::http, Field>;
template <auto Field>
using Business = At<&Config::business, Field>;

/// What [admin] says of the one who has its token.
template <auto Field>
struct Admin {
    static const auto &in(const Config &config) { return config.admin.sections.first().*Field; }
    static auto &in(Config &config) { return config.admin.sections.first().*Field; }
};

/// A key that sets First and More, which are kept the same.
template <typename First, typename... More>
ConfigKey key(QLatin1StringView section, QLatin1StringView name, const ValueRule &rule,
              QLatin1StringView meaning, QLatin1StringView alias = {})
{
    return {section,
            name,
            alias,
            rule,
            meaning,
            [](Config &config, const ConfigValue &value) {
                assign(First::in(config), value);
                (assign(More::in(config), value), ...);
                config.admin.gatherUsers();
            },
            [](const Config &config) { return valueOf(First::in(config)); }};
}

constexpr ValueRule count(qint64 min, qint64 max)
{
    return {ValueKind::Count, min, max, {}};
}

constexpr ValueRule duration(std::chrono::milliseconds min, std::chrono::milliseconds max)
{
    return {ValueKind::Duration, min.count(), max.count(), {}};
}

constexpr ValueRule size(qint64 min, qint64 max)
{
    return {ValueKind::Size, min, max, {}};
}

qsizetype distance(QByteArrayView a, QByteArrayView b)
{
    std::vector<qsizetype> row(size_t(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const char c : a) {
        qsizetype diagonal = row[0]++;
        for (size_t j = 1; j < row.size(); ++j) {
            const qsizetype replaced = diagonal + (b[qsizetype(j) - 1] == c ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::span<const ConfigKey> configKeys()
{
    using namespace std::chrono_literals;
    constexpr ValueRule secret{ValueKind::Secret, 0, 0, {}};
    constexpr ValueRule path{ValueKind::Path, 0, 0, {}};
    constexpr ValueRule url{ValueKind::Url, 0, 0, {}};
    constexpr ValueRule right{ValueKind::Choice, 0, 0, "dialect|deny|allow|ask"_L1};
    constexpr ValueRule port = count(1, 65'535);
    constexpr qint64 kib = 1024;
    constexpr qint64 mib = 1024 * kib;

    static const ConfigKey keys[] = {
        key<Business<&BusinessSettings::connectUrl>>("main"_L1, "connect_url"_L1, url,
                                                     "callback that authorises a new connection"_L1,
                                                     "auth_url"_L1),
        key<Business<&BusinessSettings::forwardUrl>>(
            "main"_L1, "forward_url"_L1, {ValueKind::UrlTemplate, 0, 0, {}},
            "prefix of the message callback; without {message_type} in it the type is appended"_L1),
        key<Business<&BusinessSettings::closeUrl>>("main"_L1, "close_url"_L1, url,
                                                   "callback after a client has gone"_L1),
        key<Business<&BusinessSettings::subscribeUrl>>(
            "main"_L1, "subscribe_url"_L1, url,
            "asked whether a client may join channels, when client_subscribe = ask"_L1),
        key<Business<&BusinessSettings::publishUrl>>(
            "main"_L1, "publish_url"_L1, url,
            "asked whether a client may publish, when client_publish = ask"_L1),
        key<Business<&BusinessSettings::token>>(
            "main"_L1, "security_token"_L1, secret,
            "shared secret of the signature, both directions"_L1, "security_key"_L1),
        key<At<&Config::tokenFile>>("main"_L1, "security_token_file"_L1, path,
                                    "file that holds the security_token, in its first line"_L1),
        key<Business<&BusinessSettings::signature>>(
            "main"_L1, "signature"_L1, {ValueKind::Choice, 0, 0, "sha1|hmac"_L1},
            "how calls are signed: as the original relay does, or with the body"_L1),
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
        key<Business<&BusinessSettings::connectTimeout>>("main"_L1, "connect_timeout"_L1,
                                                         duration(100ms, 10min),
                                                         "time for the answer of connect_url"_L1),
        key<Business<&BusinessSettings::forwardTimeout>>(
            "main"_L1, "forward_timeout"_L1, duration(100ms, 10min),
            "time for the answer of the other URLs"_L1),
        key<Business<&BusinessSettings::forwardContentType>>(
            "main"_L1, "forward_content_type"_L1, {ValueKind::HeaderText, 0, 0, {}},
            "Content-Type of forwarded messages"_L1),
        key<Business<&BusinessSettings::transport>>(
            "main"_L1, "http_transport"_L1, {ValueKind::Choice, 0, 0, "curl|curl-http2|qt"_L1},
            "what carries callbacks: libcurl, or Qt's own, six connections at a time"_L1),
        key<Business<&BusinessSettings::maxConnections>>(
            "main"_L1, "callback_connections"_L1, count(1, 10'000),
            "connections of a worker to the business server at a time (curl)"_L1),
        key<Hub<&HubSettings::forwardConcurrency>>(
            "main"_L1, "forward_concurrency"_L1, count(1, 1000),
            "messages of one client forwarded at the same time; 1 keeps their order"_L1),
        key<At<&Config::signatureWindow>>("main"_L1, "signature_window"_L1, duration(1s, 1h),
                                          "how far a signature's timestamp may be off"_L1),
        key<Hub<&HubSettings::retryInterval>>("main"_L1, "retry_interval"_L1,
                                              duration(100ms, 10min),
                                              "time between repeats of an unanswered packet"_L1),
        key<Hub<&HubSettings::pingInterval>>("main"_L1, "ping_interval"_L1, duration(100ms, 1h),
                                             "silence after which a client is pinged"_L1),
        key<Hub<&HubSettings::pongTimeout>>("main"_L1, "pong_timeout"_L1, duration(100ms, 1h),
                                            "silence after a ping that ends the connection"_L1),
        key<Hub<&HubSettings::sessionTtl>>(
            "main"_L1, "session_ttl"_L1, duration(0ms, 24h),
            "how long a session outlives its connection (rainbow.2); 0: not at all"_L1),
        key<Gate<&GateSettings::resumeAuth>>(
            "main"_L1, "resume_auth"_L1, {ValueKind::Choice, 0, 0, "false|true"_L1},
            "whether connect_url is asked before a session is taken up again"_L1),
        key<Hub<&HubSettings::clientSubscribe>>(
            "main"_L1, "client_subscribe"_L1, right,
            "whether clients join and leave channels themselves (rainbow.2)"_L1),
        key<Hub<&HubSettings::clientPublish>>(
            "main"_L1, "client_publish"_L1, right,
            "whether clients publish to channels themselves (rainbow.2)"_L1),
        key<At<&Config::maxSendTimeout>>("main"_L1, "max_send_timeout"_L1, duration(1s, 1h),
                                         "longest timeout that /send/ may ask for"_L1),
        key<At<&Config::drainTimeout>>("main"_L1, "drain_timeout"_L1, duration(0ms, 10min),
                                       "time for calls in flight when the relay stops"_L1),
        key<Gate<&GateSettings::ioUring>>(
            "main"_L1, "io_uring"_L1, {ValueKind::Choice, 0, 0, "false|true"_L1},
            "whether messages to many clients leave with one system call, on Linux 6.1 and up"_L1),

        key<Gate<&GateSettings::maxConnections>>("limits"_L1, "max_connections"_L1,
                                                 count(1, 10'000'000),
                                                 "connections of the whole process"_L1),
        key<Gate<&GateSettings::maxConnectionsPerIp>>(
            "limits"_L1, "max_connections_per_ip"_L1, count(0, 10'000'000),
            "connections of one address (IPv6: of one /64); 0: any number"_L1),
        key<Gate<&GateSettings::handshakeRate>>(
            "limits"_L1, "handshake_rate"_L1, count(0, 1'000'000),
            "WebSocket handshakes per second of one address; 0: any number"_L1),
        key<Gate<&GateSettings::headTimeout>, Http<&HttpSettings::headTimeout>>(
            "limits"_L1, "head_timeout"_L1, duration(100ms, 10min),
            "time for a request head to be complete"_L1),
        key<Gate<&GateSettings::maxHead>, Http<&HttpSettings::maxHead>>(
            "limits"_L1, "max_head"_L1, size(kib, mib), "size of a request head"_L1),
        key<Http<&HttpSettings::bodyTimeout>>("limits"_L1, "body_timeout"_L1,
                                              duration(100ms, 10min),
                                              "time for a request body to be complete"_L1),
        key<Http<&HttpSettings::idleTimeout>>(
            "limits"_L1, "idle_timeout"_L1, duration(100ms, 1h),
            "time an HTTP connection stays open between two requests"_L1),
        key<Gate<&GateSettings::maxPayload>, Hub<&HubSettings::maxPayload>,
            Http<&HttpSettings::maxBody>>("limits"_L1, "max_payload"_L1, size(1, 256 * mib),
                                          "size of a message and of an HTTP body"_L1),
        key<Gate<&GateSettings::frameTimeout>>(
            "limits"_L1, "frame_timeout"_L1, duration(100ms, 1h),
            "time for a WebSocket frame that has begun to be complete"_L1),
        key<Gate<&GateSettings::clientRate>>(
            "limits"_L1, "client_rate"_L1, count(0, 1'000'000),
            "messages per second of one client, each fragment counts; 0: any number"_L1),
        key<Gate<&GateSettings::pingRate>>("limits"_L1, "ping_rate"_L1, count(0, 1'000'000),
                                           "pings per second of one client; 0: any number"_L1),
        key<Hub<&HubSettings::maxBacklog>, Gate<&GateSettings::maxBacklog>>(
            "limits"_L1, "max_backlog"_L1, size(kib, 1024 * mib),
            "bytes that may wait for one slow client"_L1),
        key<Hub<&HubSettings::maxLostSessions>>(
            "limits"_L1, "max_lost_sessions"_L1, count(1, 10'000'000),
            "sessions without a connection that a worker keeps"_L1),
        key<Hub<&HubSettings::maxChannelsPerClient>>("limits"_L1, "max_channels_per_client"_L1,
                                                     count(1, 1'000'000),
                                                     "channels that one client may be in"_L1),
        key<Hub<&HubSettings::maxChannelName>>("limits"_L1, "max_channel_name"_L1,
                                               size(1, 64 * kib),
                                               "size of a channel's name in UTF-8"_L1),
        key<Hub<&HubSettings::maxInflight>>("limits"_L1, "max_inflight"_L1, count(1, 65'534),
                                            "unanswered messages per client and direction"_L1),
        key<Business<&BusinessSettings::maxAnswer>>(
            "limits"_L1, "max_answer"_L1, size(1, 256 * mib), "size of a callback's answer"_L1),
        key<At<&Config::memoryBudget>>(
            "limits"_L1, "memory_budget"_L1, size(0, 1024 * 1024 * mib),
            "resident memory from which on the relay sheds load; 0: never"_L1),

        key<Gate<&GateSettings::origins>>(
            "endpoint:/connect/"_L1, "origins"_L1, {ValueKind::Origins, 0, 0, {}},
            "whence a browser may come; none: only from the host it asks for"_L1),

        key<At<&Config::tls, &TlsSettings::certificates>>(
            "tls"_L1, "certificate"_L1, {ValueKind::Paths, 0, 0, {}},
            "PEM files with certificate chains; the first serves names that no other has"_L1),
        key<At<&Config::tls, &TlsSettings::keys>>("tls"_L1, "key"_L1, {ValueKind::Paths, 0, 0, {}},
                                                  "PEM files with their keys, in that order"_L1),

        key<At<&Config::log, &LogSettings::level>>(
            "log"_L1, "level"_L1, {ValueKind::Choice, 0, 0, "debug|info|warning|error"_L1},
            "least severe messages that are logged"_L1),
        key<At<&Config::log, &LogSettings::format>>("log"_L1, "format"_L1,
                                                    {ValueKind::Choice, 0, 0, "text|json"_L1},
                                                    "form of the log lines"_L1),

        key<Admin<&AdminUser::token>>("admin"_L1, "token"_L1, secret,
                                      "lets who shows it watch the relay"_L1),
        key<Admin<&AdminUser::tokenFile>>("admin"_L1, "token_file"_L1, path,
                                          "file that holds the token, in its first line"_L1),
        key<Admin<&AdminUser::role>>("admin"_L1, "role"_L1,
                                     {ValueKind::Choice, 0, 0, "viewer|operator"_L1},
                                     "whether the token's bearer may look only, or act too"_L1),
        key<At<&Config::admin, &AdminSettings::listen>>(
            "admin"_L1, "listen"_L1, {ValueKind::AddressPort, 0, 0, {}},
            "where /admin/ and /metrics are; none: on the ports of the HTTP API, for callers of "
            "this machine"_L1),
        key<At<&Config::admin, &AdminSettings::metricsPublic>>(
            "admin"_L1, "metrics_public"_L1, {ValueKind::Choice, 0, 0, "false|true"_L1},
            "whether /metrics is for everybody"_L1),
    };
    return keys;
}

bool ConfigKey::isOptional() const
{
    return std::holds_alternative<std::monostate>(get(Config()));
}

bool ConfigKey::needsRestart() const
{
    const auto kept = {"listen"_L1,
                       "port"_L1,
                       "http_port"_L1,
                       "workers"_L1,
                       "udp_ports"_L1,
                       "http_transport"_L1,
                       "callback_connections"_L1,
                       "io_uring"_L1};
    return std::find(kept.begin(), kept.end(), name) != kept.end();
}

QString ConfigKey::label() const
{
    return section == AdminSection ? u"[%1] %2"_qs.arg(section, name) : QString(name);
}

bool ConfigKey::belongsIn(QByteArrayView sectionName) const
{
    return section == sectionName || (section == "limits"_L1 && sectionName == "main")
        || (name == "forward_timeout"_L1 && sectionName == "limits");
}

bool ConfigKey::isOfEachAdmin() const
{
    return section == AdminSection
        && (name == "token"_L1 || name == "token_file"_L1 || name == "role"_L1);
}

QList<const ConfigKey *> changedKeys(const Config &before, const Config &after)
{
    QList<const ConfigKey *> changed;
    for (const ConfigKey &key : configKeys()) {
        if (key.get(before) != key.get(after))
            changed += &key;
    }
    return changed;
}

QByteArrayList changedLabels(const Config &before, const Config &after)
{
    QByteArrayList changed;
    for (const ConfigKey *key : changedKeys(before, after))
        changed += key->label().toUtf8();
    // The first is [admin], whose keys have had their turn.
    const QList<AdminUser> old = before.admin.sections.sliced(1);
    const QList<AdminUser> now = after.admin.sections.sliced(1);
    for (const AdminUser &user : old + now) {
        const QByteArray label = "[admin:" + user.name + ']';
        if (old.contains(user) != now.contains(user) && !changed.contains(label))
            changed += label;
    }
    return changed;
}

const ConfigKey *findConfigKey(QByteArrayView section, QByteArrayView name)
{
    const ConfigKey *found = nullptr;
    for (const ConfigKey &key : configKeys()) {
        if (name.isEmpty() || (key.name != name && key.alias != name))
            continue;
        if (key.belongsIn(section))
            return &key;
        if (!found)
            found = &key;
    }
    return found;
}

QLatin1StringView nearestConfigKey(QByteArrayView section, QByteArrayView name)
{
    constexpr qsizetype longest = 64;
    if (name.size() > longest)
        return {};
    QLatin1StringView nearest;
    qsizetype best = std::max<qsizetype>(2, name.size() / 3) + 1;
    for (const ConfigKey &key : configKeys()) {
        if ((key.section == AdminSection) != (section == AdminSection))
            continue;
        for (const QLatin1StringView candidate : {key.name, key.alias}) {
            if (qAbs(candidate.size() - name.size()) >= best)
                continue; // no distance is below that of the lengths
            const qsizetype d = distance(name, QByteArrayView(candidate));
            if (!candidate.isEmpty() && d < best) {
                best = d;
                nearest = candidate;
            }
        }
    }
    return nearest;
}

} // namespace Rainbow
