// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/session.h"

#include <algorithm>

namespace Rainbow {

Session::Session(SessionInfo info, Link &link, const Encoder &encoder)
    : m_link(&link), m_encoder(encoder),
      outbound(info.protocol == SessionProtocol::Version2 ? Outbound::Patience::Endless
                                                          : Outbound::Patience::UntilDeadline),
      inbound(info.protocol == SessionProtocol::Version2 ? Inbound::IdPolicy::Refuse
                                                         : Inbound::IdPolicy::Reuse),
      m_info(std::move(info))
{
}

Session::~Session()
{
    while (!m_memberships.empty())
        leave(*m_memberships.back().channel);
}

void Session::attach(Link &link, State newState)
{
    if (m_watcher) {
        m_link->setWatcher(nullptr);
        link.setWatcher(m_watcher);
    }
    m_link = &link;
    state = newState;
    m_pingedAt = TimePoint::min();
}

void Session::setWatcher(PacketWatcher *watcher)
{
    m_watcher = watcher;
    m_link->setWatcher(watcher);
}

std::vector<Session::Membership>::iterator Session::membership(const Channel &channel)
{
    return std::find_if(m_memberships.begin(), m_memberships.end(),
                        [&channel](const Membership &m) { return m.channel == &channel; });
}

bool Session::isIn(const Channel &channel) const
{
    return std::any_of(m_memberships.begin(), m_memberships.end(),
                       [&channel](const Membership &m) { return m.channel == &channel; });
}

std::vector<Channel *> Session::channels() const
{
    std::vector<Channel *> channels;
    channels.reserve(m_memberships.size());
    for (const Membership &m : m_memberships)
        channels.push_back(m.channel);
    return channels;
}

void Session::join(Channel &channel)
{
    if (isIn(channel))
        return;
    m_memberships.push_back({&channel, channel.m_members.size()});
    channel.m_members.push_back(this);
}

void Session::leave(Channel &channel)
{
    const auto mine = membership(channel);
    if (mine == m_memberships.end())
        return;
    // The last member takes the place of this one, and is told so.
    Session *last = channel.m_members.back();
    channel.m_members[mine->index] = last;
    last->membership(channel)->index = mine->index;
    channel.m_members.pop_back();
    m_memberships.erase(mine);
}

qint64 Session::heldBytes() const
{
    return m_link->heldBytes() + backlogBytes + outbound.heldBytes() + inbound.heldBytes();
}

Session::Pulse Session::beat(TimePoint now, const HubSettings &settings, bool pingNow)
{
    // What a paused client says stays unread, its pong too: it is not silent.
    if (readingPaused) {
        m_pingedAt = TimePoint::min();
        return Pulse::Alive;
    }
    const TimePoint heard = m_link->lastHeard();
    if (m_pingedAt != TimePoint::min()) {
        if (heard <= m_pingedAt)
            return now >= m_pingedAt + settings.pongTimeout ? Pulse::Lost : Pulse::Alive;
        m_pingedAt = TimePoint::min();
    }
    if (pingNow || now >= heard + settings.pingInterval) {
        m_pingedAt = now;
        m_link->ping();
    }
    return Pulse::Alive;
}

TimePoint Session::nextDue(const HubSettings &settings) const
{
    if (readingPaused)
        return outbound.nextDue();
    const TimePoint heard = m_link->lastHeard();
    const bool awaitsPong = m_pingedAt != TimePoint::min() && heard <= m_pingedAt;
    const TimePoint pulse =
        awaitsPong ? m_pingedAt + settings.pongTimeout : heard + settings.pingInterval;
    return std::min(pulse, outbound.nextDue());
}

} // namespace Rainbow
