// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/session.h"

#include <algorithm>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

// The rhythm of im (endpoints.md).
constexpr auto ImPing = 9s; ///< between two pings
constexpr auto ImSilence = 10s; ///< after which a client is lost

} // namespace

Session::Session(SessionInfo info, Link &link, const Encoder &encoder)
    : m_link(&link), m_encoder(encoder),
      outbound(info.protocol == SessionProtocol::Version2 ? Outbound::Patience::Endless
                                                          : Outbound::Patience::UntilDeadline),
      inbound(info.protocol == SessionProtocol::Version2 ? Inbound::IdPolicy::Refuse
                                                         : Inbound::IdPolicy::Reuse),
      m_info(std::move(info)), m_beatAt(link.lastHeard())
{
}

Session::~Session()
{
    while (!m_memberships.empty())
        leave(*m_memberships.back().channel);
    if (m_account.channel)
        leave(*m_account.channel);
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

Session::Membership *Session::membership(const Channel &channel)
{
    if (m_account.channel == &channel)
        return &m_account;
    const auto it = std::find_if(m_memberships.begin(), m_memberships.end(),
                                 [&channel](const Membership &m) { return m.channel == &channel; });
    return it == m_memberships.end() ? nullptr : &*it;
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
    enter(channel, m_memberships.emplace_back());
    channel.m_listeners += m_info.protocol == SessionProtocol::Topic;
}

void Session::joinAccount(Channel &connections)
{
    if (!m_account.channel)
        enter(connections, m_account);
}

void Session::enter(Channel &channel, Membership &membership)
{
    membership = {&channel, channel.m_members.size()};
    channel.m_members.push_back(this);
}

void Session::leave(Channel &channel)
{
    Membership *mine = membership(channel);
    if (!mine)
        return;
    // The last member takes the place of this one, and is told so.
    Session *last = channel.m_members.back();
    channel.m_members[mine->index] = last;
    last->membership(channel)->index = mine->index;
    channel.m_members.pop_back();
    if (mine == &m_account) {
        m_account = {};
        return;
    }
    channel.m_listeners -= m_info.protocol == SessionProtocol::Topic;
    m_memberships.erase(m_memberships.begin() + (mine - m_memberships.data()));
}

qint64 Session::heldBytes() const
{
    return m_link->heldBytes() + backlogBytes + outbound.heldBytes() + inbound.heldBytes();
}

Session::Pulse Session::beat(TimePoint now, const HubSettings &settings, bool pingNow)
{
    if (m_info.protocol == SessionProtocol::Im)
        return beatIm(now);
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

/// Its clients count on the pings: they come whether the client is read from or not.
Session::Pulse Session::beatIm(TimePoint now)
{
    if (readingPaused || m_link->lastHeard() > m_pingedAt)
        m_pingedAt = TimePoint::min();
    if (now >= imLostAt())
        return Pulse::Lost;
    if (takeBeat(now, ImPing)) {
        m_link->ping();
        if (!readingPaused && m_pingedAt == TimePoint::min())
            m_pingedAt = now;
    }
    return Pulse::Alive;
}

/// A ping that was late gives the client as much time as one that was not.
TimePoint Session::imLostAt() const
{
    const TimePoint heard = m_link->lastHeard();
    if (readingPaused || m_pingedAt == TimePoint::min() || heard > m_pingedAt)
        return TimePoint::max();
    return std::max(heard + ImSilence, m_pingedAt + (ImSilence - ImPing));
}

bool Session::takeHeartbeat(TimePoint now, const HubSettings &settings)
{
    return m_info.protocol == SessionProtocol::Topic && takeBeat(now, settings.heartbeat);
}

bool Session::takeBeat(TimePoint now, std::chrono::milliseconds interval)
{
    if (interval <= 0ms || now < m_beatAt + interval)
        return false;
    m_beatAt += (now - m_beatAt) / interval * interval;
    return true;
}

TimePoint Session::nextDue(const HubSettings &settings) const
{
    TimePoint due = std::min(outbound.nextDue(), m_info.expiresAt);
    if (m_info.protocol == SessionProtocol::Im)
        return std::min({due, m_beatAt + ImPing, imLostAt()});
    if (m_info.protocol == SessionProtocol::Topic && settings.heartbeat > 0ms)
        due = std::min(due, m_beatAt + settings.heartbeat);
    if (readingPaused)
        return due;
    const TimePoint heard = m_link->lastHeard();
    const bool awaitsPong = m_pingedAt != TimePoint::min() && heard <= m_pingedAt;
    const TimePoint pulse =
        awaitsPong ? m_pingedAt + settings.pongTimeout : heard + settings.pingInterval;
    return std::min(pulse, due);
}

} // namespace Rainbow
