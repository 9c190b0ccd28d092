// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "exchange/localexchange.h"

namespace Rainbow {

/// The exchange as one hub sees it.
class LocalExchange::HubPeers final : public Peers {
public:
    explicit HubPeers(const LocalExchange &exchange) : m_exchange(exchange) { }

    void dispatch(const Publication &publication) override { toAll(publication); }
    void dispatch(const Order &order) override { toAll(order); }
    void dispatch(const Receipt &receipt) override
    {
        m_exchange.m_mailboxes.at(receipt.id.origin)->post(receipt);
    }
    void dispatch(const Tally &tally) override { toAll(tally); }
    [[nodiscard]] int hubCount() const override { return int(m_exchange.m_mailboxes.size()); }

private:
    void toAll(const Crossing &item)
    {
        for (const auto &mailbox : m_exchange.m_mailboxes)
            mailbox->post(item);
    }

    const LocalExchange &m_exchange;
};

LocalExchange::LocalExchange(int hubs)
{
    for (int i = 0; i < hubs; ++i) {
        m_mailboxes.push_back(std::make_unique<Mailbox<Crossing>>());
        m_peers.push_back(std::make_unique<HubPeers>(*this));
    }
}

LocalExchange::~LocalExchange() = default;

Peers &LocalExchange::join(HubId id, ExchangeMember &member)
{
    m_mailboxes.at(id)->open([&member](const Crossing &item) {
        std::visit([&member](const auto &value) { member.take(value); }, item);
    });
    return *m_peers.at(id);
}

void LocalExchange::leave(HubId id)
{
    m_mailboxes.at(id)->shut();
}

} // namespace Rainbow
