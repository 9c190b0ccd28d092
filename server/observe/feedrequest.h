// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "appsettings.h"
#include "hub/ids.h"
#include "journal.h"
#include "logging.h"
#include "protocol/qos.h"

#include <QByteArray>
#include <QList>

#include <chrono>
#include <optional>
#include <utility>
#include <variant>

namespace Rainbow {

// What dashboards want (docs/admin-feed.md), as values. Pure.

/// Which rows of a table.
struct TableFilter {
    QByteArray text; ///< found in one of the members that are searched, whatever its case
    struct Match {
        QByteArray member;
        std::variant<QByteArray, double> value;
    };
    QList<Match> matches; ///< all of them; the members are those of the rows
};

struct TableQuery {
    qint64 offset = 0;
    int limit = 100;
    QByteArray sort; ///< a member of the rows
    bool descending = false;
    TableFilter filter;
};
inline constexpr int MaxPage = 500; ///< rows

struct ConnectionsQuestion {
    TableQuery query;
    ChannelName channel; ///< its members only; empty: everybody
    QByteArray app = AppSettings::Default; ///< the channel's
    bool withChannel = false; ///< asked as "channel": its own row too
};
struct ChannelsQuestion {
    TableQuery query;
};
struct NodesQuestion { };
struct ConnectionQuestion {
    Identity identity;
};
struct EventsQuestion {
    qint64 offset = 0;
    int limit = 100;
    std::optional<quint64> after; ///< only newer ones
    QByteArray text; ///< whatever its case
    QByteArray identity; ///< empty: anybody
    QList<JournalKind> kinds; ///< none: all
};
struct ConfigQuestion { };
struct TimeQuestion { };

struct WatchRequest {
    Identity identity;
    bool on = true;
};

struct KickAction {
    Identity identity;
    QByteArray reason;
};
struct SubscribeAction {
    bool join = true;
    Identity identity;
    ChannelName channel;
    bool occupy = false;
};
struct SendAction {
    ChannelName channel; ///< empty: to identity
    QByteArray app = AppSettings::Default; ///< the channel's
    Identity identity;
    quint16 type = 1;
    QoS qos = QoS::AtMostOnce;
    QByteArray payload;
    std::chrono::milliseconds timeout{5'000};
};
struct DrainAction {
    QByteArray node;
};
struct LogLevelAction {
    LogLevel level = LogLevel::Info;
};
struct ReloadAction { };

using FeedWish =
    std::variant<TimeQuestion, ConnectionsQuestion, ChannelsQuestion, NodesQuestion,
                 ConnectionQuestion, EventsQuestion, ConfigQuestion, WatchRequest, KickAction,
                 SubscribeAction, SendAction, DrainAction, LogLevelAction, ReloadAction>;

/// Why a request is not done.
struct FeedError {
    int code = 400; ///< as HTTP's
    QByteArray text; ///< names the member that is wrong, and says what it should be
};

struct FeedRequest {
    QByteArray id; ///< as JSON, for the answer; empty: there is none that could be answered
    QByteArray action; ///< its name, when it is one; also of one that is wrong
    std::variant<FeedWish, FeedError> wish;

    [[nodiscard]] const FeedError *error() const { return std::get_if<FeedError>(&wish); }
};

/// Reads one frame of a dashboard.
[[nodiscard]] FeedRequest parseFeedRequest(const QByteArray &text);

/// `connect`, `resume` … as in the document.
[[nodiscard]] const char *nameOf(JournalKind kind);

} // namespace Rainbow
