// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/businessanswer.h"
#include "queue/queueitem.h"

namespace Rainbow {

// What a lane needs from the world around it. All calls come on its thread.

/// The other lanes of its application: the exchange. What is handed over here comes out of
/// QueueLane::take() of the other, never from within the call.
class QueuePeers {
public:
    virtual ~QueuePeers() = default;
    virtual void dispatch(HubId to, const QueueItem &item) = 0;
    virtual void toOthers(const QueueItem &item) = 0; ///< to every lane but this one
    [[nodiscard]] virtual int laneCount() const = 0; ///< this one included
};

/// The connections of this worker. Called from within QueueLane::onTime() only; calls nothing of
/// the lane in turn, but for forward() from within forwarded().
class QueuePort {
public:
    virtual ~QueuePort() = default;
    /// Puts a message out to a consumer. False: its connection is closing.
    virtual bool deliver(const Identity &consumer, const QueueMessage &message) = 0;
    /// Something that was put out to the consumer earlier has not left yet.
    [[nodiscard]] virtual bool isBlocked(const Identity &consumer) const = 0;
    /// What became of a QueueLane::forward(), once for each.
    virtual void forwarded(const Identity &client, quint64 number,
                           const BusinessAnswer &answer) = 0;
};

} // namespace Rainbow
