// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/handover.h"
#include "gate/wirecontext.h"
#include "http/httpmessage.h"
#include "observe/adminaccess.h"
#include "observe/dashboard.h"
#include "observe/eventlog.h"
#include "observe/feedactions.h"
#include "observe/feedrequest.h"
#include "observe/feedtables.h"
#include "observe/feedwatches.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <vector>

namespace Rainbow {

class FeedHost;
class FeedReply;
class Steering;

/// Where it is.
inline constexpr char FeedPath[] = "/admin/";

/// What a request there is answered with that does not want to become a WebSocket, or may not.
[[nodiscard]] HttpResponse answerAtFeed(bool isThere);

struct FeedSettings {
    AdminSettings admin;
    QList<QByteArray> origins; ///< see originProblem()
    std::chrono::milliseconds maxSendTimeout{120'000};
};

/// The feed (docs/admin-feed.md): lets dashboards in, tells them what happens, and does what they
/// want. Thread: the node's, whose event dispatcher must be set before.
class Feed final : public QObject {
    Q_OBJECT

public:
    static constexpr size_t MaxDashboards = 100;

    /// Both must outlive it.
    Feed(FeedHost &host, Steering &steering, QObject *parent = nullptr);
    ~Feed() override;

    /// From now on; at first nobody is let in. Dashboards of users that are gone, or have another
    /// token or role, are closed (1008).
    void setSettings(const FeedSettings &settings);

    /// Somebody wants to become a dashboard: nothing of the connection has been read.
    void arrive(MovingClient &&client);
    /// The same, over a socket of context(), which it takes over.
    void arrive(WireSocket *socket, const RequestHead &head, qsizetype headSize);
    [[nodiscard]] WireContext &context() { return m_wire; }

    /// Who may come in.
    [[nodiscard]] AdminAccess &access() { return m_access; }

    /// The event `stats`.
    void tellStats(const QJsonObject &event);
    /// What workers say of the connections that are watched.
    [[nodiscard]] FeedWatches &watches() { return m_watches; }
    [[nodiscard]] int dashboardCount() const { return int(m_dashboards.size()); }

    /// The node goes: dashboards get 1001, and no more are let in.
    void stop();

private:
    [[nodiscard]] std::optional<HttpResponse> refusalOf(const RequestHead &head,
                                                        const QHostAddress &address,
                                                        AdminUser &user);
    void welcome(WireSocket *socket, AdminUser user);
    void onText(Dashboard &dashboard, const QByteArray &text);
    void collectEvents();

    void answer(const TimeQuestion &question, const FeedReply &reply);
    void answer(const NodesQuestion &question, const FeedReply &reply);
    void answer(const ConnectionsQuestion &question, const FeedReply &reply);
    void answer(const ChannelsQuestion &question, const FeedReply &reply);
    void answer(const ConnectionQuestion &question, const FeedReply &reply);
    void answer(const EventsQuestion &question, const FeedReply &reply);
    void answer(const ConfigQuestion &question, const FeedReply &reply);
    void answer(const WatchRequest &request, const FeedReply &reply);
    template <typename Action>
    void answer(const Action &action, const FeedReply &reply);

    FeedHost &m_host;
    Steering &m_steering;
    FeedSettings m_settings;
    AdminAccess m_access;
    WireContext m_wire; ///< before all that has sockets
    FeedTables m_tables;
    FeedWatches m_watches;
    FeedActions m_actions;
    Journal m_journal; ///< of the node's thread
    EventLog m_events;
    int m_journalsAsked = 0; ///< workers that have not given theirs yet
    QTimer m_collecting;
    std::vector<Dashboard *> m_dashboards; ///< those that are open
    QJsonObject m_stats; ///< the event, as last told
    bool m_stopped = false;
};

} // namespace Rainbow
