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
    if (session.channelCount() != before) {
        ++m_memberships;
        onMembership(session, name, true);
    }
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
    if (session.channelCount() != before) {
        --m_memberships;
        onMembership(session, name, false);
    }
    if (it->second->occupant == session.identity())
        it->second->occupant = {};
    if (it->second->isEmpty())
        m_channels.erase(it);
}

void Hub::onMembership(const Session &session, const ChannelName &name, bool joined)
{
    if (m_settings.presence) {
        if (joined && session.info().protocol == SessionProtocol::Topic)
            m_presence.onNewcomer(name);
        else
            m_presence.onChanged(name);
    }
    if (m_settings.tellsMemberships) {
        m_upstream.membershipChanged(
            {session.identity(), session.info().account, session.cookie, name, joined});
    }
}

int Hub::evictOthers(const ChannelName &name, const Identity &occupant)
{
    const auto it = m_channels.find(name);
    if (it == m_channels.end())
        return 0;
    const auto members = it->second->members();
    const std::vector<Session *> before(members.begin(), members.end());
    int evicted = 0;
    for (Session *member : before) {
        if (member->identity() == occupant)
            continue;
        leave(*member, name);
        ++evicted;
    }
    return evicted;
}

} // namespace Rainbow
