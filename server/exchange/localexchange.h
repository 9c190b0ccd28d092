// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "exchange/exchange.h"

#include <memory>
#include <vector>

namespace Rainbow {

class Mailbox;

/// The exchange between the workers of one node: a mailbox per hub. A publication crosses to
/// another thread as one entry, whatever the number of its subscribers. Thread-safe.
class LocalExchange final : public Exchange {
public:
    explicit LocalExchange(int hubs);
    ~LocalExchange() override;

    Peers &join(HubId id, ExchangeMember &member) override;
    void leave(HubId id) override;

private:
    class HubPeers;

    std::vector<std::unique_ptr<Mailbox>> m_mailboxes; ///< by HubId
    std::vector<std::unique_ptr<HubPeers>> m_peers;
};

} // namespace Rainbow
