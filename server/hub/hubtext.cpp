// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include <utility>

namespace Rainbow {

// --- calls of business servers

void Hub::handleCall(Session &session, const CallCommand &command)
{
    ++m_counters.messagesIn;
    ++session.traffic.messagesIn;
    m_upstream.called(session.identity(), command.request);
}

bool Hub::tell(const Identity &identity, const QByteArray &text, bool essential)
{
    const auto it = m_sessions.find(identity);
    if (it == m_sessions.end())
        return false;
    Session &session = *it->second;
    if (!essential && m_pressure >= Pressure::DropQos0) {
        drop(session, Limit::MemoryBudget);
        return false;
    }
    return say(session, session.encoder().encode(TextEvent{text}), essential);
}

/// What is no message, and not counted as one. False: it did not get out.
bool Hub::say(Session &session, const Frame &frame, bool essential)
{
    if (!session.isAttached() || frame.bytes.isEmpty())
        return false;
    switch (session.link().send(frame, 0, essential)) {
    case SendResult::Sent:
        session.traffic.bytesOut += quint64(frame.payloadSize());
        m_counters.bytesOut += quint64(frame.payloadSize());
        return true;
    case SendResult::Dropped:
        break;
    case SendResult::Closed:
        session.state = Session::State::Closing;
        break;
    }
    return false;
}

// --- presence

void Hub::setPresence(bool on)
{
    m_presence.reset();
    Tally tally;
    tally.origin = m_id;
    tally.isAll = true;
    if (on) {
        tally.members.reserve(qsizetype(m_channels.size()));
        for (const auto &[name, channel] : m_channels)
            tally.members.append({name, int(channel->members().size())});
    }
    m_peers.dispatch(tally);
}

void Hub::tellPresence(TimePoint now)
{
    const Presence::Channels changed = m_presence.takeChanged(now);
    if (!changed.empty()) {
        Tally tally;
        tally.origin = m_id;
        tally.members.reserve(qsizetype(changed.size()));
        for (const ChannelName &name : changed) {
            const Channel *channel = findChannel(name);
            tally.members.append({name, channel ? int(channel->members().size()) : 0});
        }
        m_peers.dispatch(tally);
    }
    tellNews(m_presence.takeNews(now, newsFilter()));
}

void Hub::take(const Tally &tally, TimePoint now)
{
    // Kept also while this hub tells nobody: it may later.
    tellNews(m_presence.take(tally, now, newsFilter()));
}

/// Of what somebody here wants to hear.
Presence::Filter Hub::newsFilter() const
{
    return [this](const ChannelName &name) {
        const Channel *channel = m_settings.presence ? findChannel(name) : nullptr;
        return channel && channel->listeners() > 0;
    };
}

void Hub::tellNews(const QList<Presence::News> &news)
{
    for (const Presence::News &one : news) {
        SharedText text(TextEvent{one.toText()});
        for (Session *member : findChannel(one.channel)->members()) {
            if (member->info().protocol == SessionProtocol::Topic)
                say(*member, text.of(member->encoder()), false);
        }
    }
}

} // namespace Rainbow
