// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configfields.h"
#include "configtables.h"

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace ConfigFields;

namespace {

constexpr qint64 kib = 1024;
constexpr qint64 mib = 1024 * kib;

/// A key of each application.
ConfigKey app(const ConfigKey &key)
{
    return ofEach(NamedSection::App, key);
}

} // namespace

QList<ConfigKey> keysOfLimits()
{
    return {
        key<Gate<&GateSettings::maxConnections>>("limits"_L1, "max_connections"_L1,
                                                 count(1, 10'000'000),
                                                 "connections of the whole process"_L1),
        key<Gate<&GateSettings::maxConnectionsPerIp>>(
            "limits"_L1, "max_connections_per_ip"_L1, count(0, 10'000'000),
            "connections of one address (IPv6: of one /64); 0: any number"_L1),
        app(key<Hub<&HubSettings::maxConnectionsPerAccount>>(
            "limits"_L1, "max_connections_per_account"_L1, count(0, 10'000'000),
            "connections of one account at each worker; 0: any number"_L1)),
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
        app(key<Gate<&GateSettings::maxPayload>, Hub<&HubSettings::maxPayload>,
                Http<&HttpSettings::maxBody>>("limits"_L1, "max_payload"_L1, size(1, 256 * mib),
                                              "size of a message and of an HTTP body"_L1)),
        key<Gate<&GateSettings::frameTimeout>>(
            "limits"_L1, "frame_timeout"_L1, duration(100ms, 1h),
            "time for a WebSocket frame that has begun to be complete"_L1),
        app(key<RateAt<&Config::gate, &GateSettings::clientRate, &GateSettings::clientBurst>>(
            "limits"_L1, "client_rate"_L1, rate,
            "messages per second of one client, each fragment counts; 0: any number"_L1)),
        app(key<RateAt<&Config::hub, &HubSettings::publishRate, &HubSettings::publishBurst>>(
            "limits"_L1, "publish_rate"_L1, rate,
            "publications per second of one client; 0: any number"_L1)),
        key<Gate<&GateSettings::pingRate>>("limits"_L1, "ping_rate"_L1, count(0, 1'000'000),
                                           "pings per second of one client; 0: any number"_L1),
        app(key<Hub<&HubSettings::maxBacklog>, Gate<&GateSettings::maxBacklog>>(
            "limits"_L1, "max_backlog"_L1, size(kib, 1024 * mib),
            "bytes that may wait for one slow client"_L1)),
        key<Hub<&HubSettings::maxLostSessions>>(
            "limits"_L1, "max_lost_sessions"_L1, count(1, 10'000'000),
            "sessions without a connection that a worker keeps"_L1),
        app(key<Hub<&HubSettings::maxChannelsPerClient>>("limits"_L1, "max_channels_per_client"_L1,
                                                         count(1, 1'000'000),
                                                         "channels that one client may be in"_L1)),
        key<Hub<&HubSettings::maxChannelName>>("limits"_L1, "max_channel_name"_L1,
                                               size(1, 64 * kib),
                                               "size of a channel's name in UTF-8"_L1),
        app(key<Hub<&HubSettings::maxInflight>>("limits"_L1, "max_inflight"_L1, count(1, 65'534),
                                                "unanswered messages per client and direction"_L1)),
        key<Business<&BusinessSettings::maxAnswer>>(
            "limits"_L1, "max_answer"_L1, size(1, 256 * mib), "size of a callback's answer"_L1),
        key<At<&Config::memoryBudget>>(
            "limits"_L1, "memory_budget"_L1, size(0, 1024 * 1024 * mib),
            "resident memory from which on the relay sheds load; 0: never"_L1),
    };
}

QList<ConfigKey> keysOfTheRest()
{
    return {
        key<At<&Config::tls, &TlsSettings::certificates>>(
            "tls"_L1, "certificate"_L1, {ValueKind::Paths, 0, 0, {}},
            "PEM files with certificate chains; the first serves names that no other has"_L1),
        key<At<&Config::tls, &TlsSettings::keys>>("tls"_L1, "key"_L1, {ValueKind::Paths, 0, 0, {}},
                                                  "PEM files with their keys, in that order"_L1),
        key<At<&Config::log, &LogSettings::level>>("log"_L1, "level"_L1,
                                                   choice("debug|info|warning|error"_L1),
                                                   "least severe messages that are logged"_L1),
        key<At<&Config::log, &LogSettings::format>>("log"_L1, "format"_L1, choice("text|json"_L1),
                                                    "form of the log lines"_L1),
        ofEach(NamedSection::Admin,
               key<Admin<&AdminUser::token>>("admin"_L1, "token"_L1, secret,
                                             "lets who shows it watch the relay"_L1)),
        ofEach(
            NamedSection::Admin,
            key<Admin<&AdminUser::tokenFile>>("admin"_L1, "token_file"_L1, path,
                                              "file that holds the token, in its first line"_L1)),
        ofEach(NamedSection::Admin,
               key<Admin<&AdminUser::role>>(
                   "admin"_L1, "role"_L1, choice("viewer|operator"_L1),
                   "whether the token's bearer may look only, or act too"_L1)),
        key<At<&Config::admin, &AdminSettings::listen>>(
            "admin"_L1, "listen"_L1, {ValueKind::AddressPort, 0, 0, {}},
            "where /admin/ and /metrics are; none: on the ports of the HTTP API, for callers of "
            "this machine"_L1),
        key<At<&Config::admin, &AdminSettings::metricsPublic>>(
            "admin"_L1, "metrics_public"_L1, choice("false|true"_L1),
            "whether /metrics is for everybody"_L1),
    };
}

} // namespace Rainbow
