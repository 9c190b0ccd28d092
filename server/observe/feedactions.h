// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/feedrequest.h"

#include <QObject>

namespace Rainbow {

class Dashboard;
class FeedHost;
class FeedReply;
class Steering;

/// What operators have the relay do. Each action, done or not, is told to the log (rainbow.audit)
/// and the journal, with who and from where; payloads are not.
/// Thread: the node's.
class FeedActions final : public QObject {
    Q_OBJECT

public:
    /// Both must outlive it.
    FeedActions(FeedHost &host, Steering &steering, QObject *parent = nullptr);

    /// Longer timeouts of "send" become this.
    void setMaxSendTimeout(std::chrono::milliseconds timeout) { m_maxSendTimeout = timeout; }

    /// It is not even tried.
    static void refuse(const QByteArray &action, const FeedError &error, const FeedReply &reply);

    void answer(const KickAction &action, const FeedReply &reply);
    void answer(const SubscribeAction &action, const FeedReply &reply);
    void answer(const SendAction &action, const FeedReply &reply);
    void answer(const DrainAction &action, const FeedReply &reply);
    void answer(const LogLevelAction &action, const FeedReply &reply);
    void answer(const ReloadAction &action, const FeedReply &reply);

private:
    FeedHost &m_host;
    Steering &m_steering;
    std::chrono::milliseconds m_maxSendTimeout{120'000};
};

} // namespace Rainbow
