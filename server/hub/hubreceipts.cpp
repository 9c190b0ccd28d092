// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

/// How long after a publication's deadline, or an order, the receipts of all hubs may take.
constexpr auto ReceiptGrace = 1s;

using ChannelCounts = QList<std::pair<ChannelName, int>>;

/// Both are sorted by name, and so is the result.
ChannelCounts merged(const ChannelCounts &a, const ChannelCounts &b)
{
    if (a.isEmpty() || b.isEmpty())
        return a.isEmpty() ? b : a;
    ChannelCounts both;
    both.reserve(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    auto last = both.begin();
    for (auto it = last + 1; it != both.end(); ++it) {
        if (it->first == last->first)
            last->second += it->second;
        else
            *++last = *it;
    }
    both.erase(last + 1, both.end());
    return both;
}

void merge(Receipt &total, const Receipt &part)
{
    total.matched += part.matched;
    total.confirmed += part.confirmed;
    total.timedOut |= part.timedOut;
    if (total.refusal.isEmpty())
        total.refusal = part.refusal;
    if (!part.data.isEmpty() && (total.data.isEmpty() || part.dataTime >= total.dataTime)) {
        total.data = part.data;
        total.dataTime = part.dataTime;
    }
    if (total.platforms.isEmpty())
        total.platforms = part.platforms;
    for (const QByteArray &platform : part.platforms)
        total.addPlatform(platform);
    total.channels = merged(total.channels, part.channels);
}

} // namespace

/// hubs: how many are asked.
RequestId Hub::begin(Gathering gathering, int hubs)
{
    const quint64 number = ++m_lastRequest;
    gathering.missing = hubs;
    m_gatheringDeadlines.emplace(gathering.deadline, number);
    m_gatherings.emplace(number, std::move(gathering));
    return {m_id, number};
}

void Hub::publish(Publication publication, std::chrono::milliseconds timeout, TimePoint now,
                  ReceiptHandler handler)
{
    stamp(publication);
    if (publication.qos == QoS::AtMostOnce && !publication.wantsReceipt) {
        m_peers.dispatch(publication);
        handler({});
        return;
    }
    publication.deadline = now + timeout;
    publication.id =
        begin({{}, 0, publication.deadline + ReceiptGrace, std::move(handler)}, m_peers.hubCount());
    m_peers.dispatch(publication);
}

/// All that enters the exchange has one.
void Hub::stamp(Publication &publication)
{
    ++m_lastStamp.number;
    m_lastStamp.sentAtMs = m_upstream.wallClockMs();
    publication.stamp = m_lastStamp;
}

void Hub::sendTo(const Identity &identity, Publication publication,
                 std::chrono::milliseconds timeout, TimePoint now, ReceiptHandler handler)
{
    const auto it = m_sessions.find(identity);
    if (it == m_sessions.end()) {
        handler({});
        return;
    }
    stamp(publication);
    publication.audience = Audience::Client;
    publication.wantsReceipt = true;
    publication.deadline = now + timeout;
    publication.id = begin({{}, 0, publication.deadline + ReceiptGrace, std::move(handler)}, 1);
    Session *const session = it->second.get();
    if (publication.qos == QoS::AtMostOnce)
        fanOutOnce(publication, {&session, 1});
    else
        fanOut(publication, {&session, 1}, now);
}

void Hub::order(Order order, TimePoint now, ReceiptHandler handler)
{
    order.id = begin({{}, 0, now + ReceiptGrace, std::move(handler)}, m_peers.hubCount());
    m_peers.dispatch(order);
}

void Hub::take(const Receipt &receipt, TimePoint now)
{
    const auto it = m_gatherings.find(receipt.id.number);
    if (it == m_gatherings.end())
        return;
    merge(it->second.receipt, receipt);
    if (--it->second.missing == 0)
        finish(it, now);
}

void Hub::finish(Gatherings::iterator gathering, TimePoint now)
{
    m_gatheringDeadlines.erase({gathering->second.deadline, gathering->first});
    Gathering done = std::move(gathering->second);
    m_gatherings.erase(gathering);
    done.receipt.timedOut |= done.missing > 0;
    if (done.handler)
        done.handler(done.receipt);
    else
        onPublished(done.client, done.number, !done.receipt.timedOut, now);
}

} // namespace Rainbow
