// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/feedrequest.h"
#include "observe/packetview.h"

#include <QObject>
#include <QPointer>

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace Rainbow {

class Dashboard;
class FeedHost;
class FeedReply;

/// Who watches which connection. A worker watches a session once, for however many dashboards.
/// Thread: the node's.
class FeedWatches final : public QObject {
    Q_OBJECT

public:
    static constexpr int MaxWatches = 64; ///< of one dashboard

    /// host must outlive it.
    explicit FeedWatches(FeedHost &host, QObject *parent = nullptr);

    void answer(const WatchRequest &request, const FeedReply &reply);
    /// It watches nothing any more.
    void forget(const Dashboard &dashboard);

    /// What workers say of watched sessions.
    void onPacket(const Identity &identity, PacketView packet);
    void onEnd(const Identity &identity, const QByteArray &why);

private:
    struct Viewer {
        QPointer<Dashboard> dashboard;
        quint64 before = 0; ///< the seq after which its own begins
    };
    struct Watched {
        int worker = 0;
        std::vector<Viewer> viewers;
    };
    struct Found {
        int worker = 0;
        quint64 seq = 0;
    };

    void begin(const Identity &identity, const FeedReply &reply);
    void onFound(const Identity &identity, const Found &found, const FeedReply &reply);
    void end(const Identity &identity, const Dashboard &dashboard);
    /// Has the worker watch no more if nobody is left who wants it.
    void release(const Identity &identity, int worker);
    [[nodiscard]] int countOf(const Dashboard &dashboard) const;
    [[nodiscard]] Viewer *findViewer(const Identity &identity, const Dashboard &dashboard);

    FeedHost &m_host;
    std::unordered_map<Identity, Watched> m_watched;
    /// Questions under way whether there is such a session; it is watched from then on.
    std::unordered_map<Identity, int> m_asked;
};

} // namespace Rainbow
