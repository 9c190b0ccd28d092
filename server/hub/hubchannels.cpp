// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "journal.h"
#include "logging.h"

#include <algorithm>
#include <utility>

namespace Rainbow {

Hub::JoinProblem Hub::joinProblem(const Session &session, const ChannelName &name) const
{
    if (name.isEmpty())
        return {"channel miss", {}, name};
    if (name.bytes().size() > m_settings.maxChannelName)
        return {"channel name too long", Limit::MaxChannelName, name};
    const auto it = m_channels.find(name);
    const bool isMember = it != m_channels.end() && session.isIn(*it->second);
    if (!isMember && session.channelCount() >= m_settings.maxChannelsPerClient)
        return {"too many channels", Limit::MaxChannelsPerClient, name};
    return {};
}

void Hub::logUnjoined(const Session &session, const JoinProblem &problem)
{
    if (problem.text.isEmpty() || (problem.limit && !limitReached(*problem.limit)))
        return;
    qCWarning(lcHub, "channel not joined: %s%s%s, channel=%s identity=%s", problem.text.constData(),
              problem.limit ? " for " : "", problem.limit ? keyOf(*problem.limit) : "",
              problem.name.bytes().left(m_settings.maxChannelName).constData(),
              session.identity().bytes().constData());
    if (problem.limit)
        journalLimit(*problem.limit, "channel not joined", session.identity().bytes());
}

Hub::JoinProblem Hub::join(Session &session, const ChannelName &name)
{
    JoinProblem problem = joinProblem(session, name);
    if (!problem.text.isEmpty())
        return problem;
    auto &channel = m_channels[name];
    if (!channel)
        channel = std::make_unique<Channel>(name);
    const int before = session.channelCount();
    session.join(*channel);
    m_memberships += session.channelCount() - before;
    return {};
}

/// All of them, or none.
Hub::JoinProblem Hub::joinAll(Session &session, QList<ChannelName> names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    qsizetype added = 0;
    for (const ChannelName &name : std::as_const(names)) {
        JoinProblem problem = joinProblem(session, name);
        if (!problem.text.isEmpty())
            return problem;
        const auto it = m_channels.find(name);
        added += it == m_channels.end() || !session.isIn(*it->second);
    }
    if (session.channelCount() + added > m_settings.maxChannelsPerClient)
        return {"too many channels", Limit::MaxChannelsPerClient, names.last()};
    for (const ChannelName &name : std::as_const(names))
        (void)join(session, name);
    return {};
}

void Hub::leave(Session &session, const ChannelName &name)
{
    const auto it = m_channels.find(name);
    if (it == m_channels.end())
        return;
    const int before = session.channelCount();
    session.leave(*it->second);
    m_memberships += session.channelCount() - before;
    if (it->second->occupant == session.identity())
        it->second->occupant = {};
    if (it->second->isEmpty())
        m_channels.erase(it);
}

void Hub::evictOthers(const ChannelName &name, const Identity &occupant)
{
    const auto it = m_channels.find(name);
    if (it == m_channels.end())
        return;
    const auto members = it->second->members();
    const std::vector<Session *> before(members.begin(), members.end());
    for (Session *member : before) {
        if (member->identity() != occupant)
            leave(*member, name);
    }
}

// --- orders

void Hub::take(const Order &order)
{
    Receipt receipt;
    receipt.id = order.id;
    const auto it = m_sessions.find(order.identity);
    Session *session = it == m_sessions.end() ? nullptr : it->second.get();
    receipt.matched = session ? 1 : 0;
    JoinProblem problem;
    switch (order.kind) {
    case Order::Kind::Locate:
        if (session)
            problem = joinProblem(*session, order.channel);
        break;
    case Order::Kind::Subscribe:
        if (order.occupy)
            evictOthers(order.channel, order.identity);
        if (session)
            problem = join(*session, order.channel);
        if (session && order.occupy && problem.text.isEmpty())
            m_channels[order.channel]->occupant = order.identity;
        break;
    case Order::Kind::Unsubscribe:
        if (session)
            leave(*session, order.channel);
        break;
    case Order::Kind::Survey:
        receipt.matched = sessionCount();
        for (const auto &[name, channel] : m_channels)
            receipt.channels.append({name, int(channel->members().size())});
        std::sort(receipt.channels.begin(), receipt.channels.end());
        break;
    case Order::Kind::Count:
    case Order::Kind::Kick:
    case Order::Kind::Close:
    case Order::Kind::JoinAccount:
    case Order::Kind::LeaveAccount:
    case Order::Kind::SetContext:
        break;
    }
    if (session)
        logUnjoined(*session, problem);
    receipt.refusal = problem.text;
    m_peers.dispatch(receipt);
}

} // namespace Rainbow
