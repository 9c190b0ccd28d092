// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"
#include "queue/queueports.h"

namespace Rainbow {

/// A hub as an exchange reaches it. Called on the hub's own thread.
class ExchangeMember {
public:
    virtual ~ExchangeMember() = default;
    virtual void take(const Publication &publication) = 0;
    virtual void take(const Order &order) = 0;
    virtual void take(const Receipt &receipt) = 0;
    virtual void take(const Tally &tally) = 0;
    virtual void take(const QueueItem &item) = 0;
};

/// Carries publications, orders and receipts between hubs, and between their lanes what is in
/// queues. What one hub dispatches reaches each hub once, and in the order it was dispatched.
class Exchange {
public:
    virtual ~Exchange() = default;

    /// Joins a hub; to be called on the hub's thread. Ids are 0, 1, 2 …, below the number the
    /// exchange was made for; the member must leave before it ends.
    virtual Peers &join(HubId id, ExchangeMember &member) = 0;
    /// The same way, for the lane beside the hub; the hub has joined.
    virtual QueuePeers &joinQueue(HubId id) = 0;
    /// From here on nothing reaches the member. On the hub's thread.
    virtual void leave(HubId id) = 0;
};

} // namespace Rainbow
