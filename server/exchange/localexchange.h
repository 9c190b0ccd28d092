// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "exchange/exchange.h"
#include "runtime/mailbox.h"

#include <memory>
#include <variant>
#include <vector>

namespace Rainbow {

/// The exchange between the workers of one node: a mailbox per hub. A publication crosses to
/// another thread as one entry, whatever the number of its subscribers. Thread-safe.
class LocalExchange final : public Exchange {
public:
    explicit LocalExchange(int hubs);
    ~LocalExchange() override;

    Peers &join(HubId id, ExchangeMember &member) override;
    QueuePeers &joinQueue(HubId id) override;
    void leave(HubId id) override;

private:
    class HubPeers;
    class LanePeers;
    using Crossing = std::variant<Publication, Order, Receipt, Tally, QueueItem>;

    std::vector<std::unique_ptr<Mailbox<Crossing>>> m_mailboxes; ///< by HubId
    std::vector<std::unique_ptr<HubPeers>> m_peers;
    std::vector<std::unique_ptr<LanePeers>> m_lanePeers;
};

} // namespace Rainbow
