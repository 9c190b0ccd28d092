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

/// And as a lane sees it.
class LocalExchange::LanePeers final : public QueuePeers {
public:
    LanePeers(const LocalExchange &exchange, HubId id) : m_exchange(exchange), m_id(id) { }

    void dispatch(HubId to, const QueueItem &item) override
    {
        m_exchange.m_mailboxes.at(to)->post(item);
    }
    void toOthers(const QueueItem &item) override
    {
        for (HubId to = 0; to < m_exchange.m_mailboxes.size(); ++to) {
            if (to != m_id)
                dispatch(to, item);
        }
    }
    [[nodiscard]] int laneCount() const override { return int(m_exchange.m_mailboxes.size()); }

private:
    const LocalExchange &m_exchange;
    HubId m_id;
};

LocalExchange::LocalExchange(int hubs)
{
    for (int i = 0; i < hubs; ++i) {
        m_mailboxes.push_back(std::make_unique<Mailbox<Crossing>>());
        m_peers.push_back(std::make_unique<HubPeers>(*this));
        m_lanePeers.push_back(std::make_unique<LanePeers>(*this, HubId(i)));
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

QueuePeers &LocalExchange::joinQueue(HubId id)
{
    return *m_lanePeers.at(id);
}

void LocalExchange::leave(HubId id)
{
    m_mailboxes.at(id)->shut();
}

} // namespace Rainbow
