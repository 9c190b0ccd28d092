// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "logging.h"

#include <algorithm>

namespace Rainbow {

void Hub::schedule(Session &session)
{
    const bool isKept = session.state == Session::State::Lost && !session.isOver;
    if (!session.isAttached() && !isKept) {
        unschedule(session);
        return;
    }
    // A check that comes too early only finds that nothing is due.
    const TimePoint due = isKept ? session.info().expiresAt : session.nextDue(m_settings);
    if (session.m_scheduledAt <= due)
        return;
    unschedule(session);
    session.m_scheduledAt = due;
    m_schedule.emplace(due, &session);
}

void Hub::unschedule(Session &session)
{
    if (session.m_scheduledAt == TimePoint::max())
        return;
    m_schedule.erase({session.m_scheduledAt, &session});
    session.m_scheduledAt = TimePoint::max();
}

void Hub::check(Session &session, TimePoint now, SharedText &heartbeat)
{
    if (now >= session.info().expiresAt)
        cutOff(session, CloseCode::Withdrawn, "the authorisation has ended");
    if (!session.isAttached())
        return;
    if (session.takeHeartbeat(now, m_settings))
        say(session, heartbeat.of(session.encoder()), false);
    bool pingNow = false;
    // What has not left need not be repeated: the client is slow, not deaf.
    const bool blocked = session.link().isBlocked();
    for (const Outbound::Due &due : session.outbound.takeDue(now, m_settings.retryInterval)) {
        switch (due.what) {
        case Outbound::Due::What::RepeatMessage:
        case Outbound::Due::What::RepeatRel:
            if (!blocked)
                repeatMessage(session, due);
            break;
        case Outbound::Due::What::Expired:
            ++m_counters.deliveriesExpired;
            pingNow = true;
            break;
        case Outbound::Due::What::Late:
            pingNow = true;
            break;
        }
    }
    deliverBacklog(session, now);
    if (session.isAttached() && session.beat(now, m_settings, pingNow) == Session::Pulse::Lost) {
        qCInfo(lcHub, "client lost: no sign of life within pong_timeout, identity=%s",
               session.identity().bytes().constData());
        ++m_counters.sessionsLost;
        session.state = Session::State::Closing;
        session.link().abort();
    }
    schedule(session);
}

/// When the session that was lost first has waited long enough.
TimePoint Hub::nextLostDue() const
{
    if (m_lost.isEmpty())
        return TimePoint::max();
    if (m_lost.oldest().isOver)
        return TimePoint(); // long ago
    return m_lost.oldestSince() + m_settings.sessionTtl;
}

void Hub::endLost(TimePoint now)
{
    while (nextLostDue() <= now) {
        Session &session = m_lost.oldest();
        if (!session.isOver)
            ++m_counters.sessionsExpired;
        end(session, session.isOver ? "the relay has closed it" : "not resumed in time", now);
    }
}

TimePoint Hub::nextDue() const
{
    TimePoint due = nextLostDue();
    if (!m_schedule.empty())
        due = std::min(due, m_schedule.begin()->first);
    if (!m_open.empty())
        due = std::min(due, m_open.begin()->first);
    if (!m_gatheringDeadlines.empty())
        due = std::min(due, m_gatheringDeadlines.begin()->first);
    return std::min(due, m_presence.nextDue());
}

void Hub::onTime(TimePoint now)
{
    while (!m_open.empty() && m_open.begin()->first <= now) {
        const OpenPublicationPtr open = m_open.begin()->second;
        m_open.erase(m_open.begin());
        report(open);
    }
    // Taken out first: what a check puts back is due later, or it would go on for ever.
    std::vector<Session *> due;
    while (!m_schedule.empty() && m_schedule.begin()->first <= now) {
        due.push_back(m_schedule.begin()->second);
        unschedule(*due.back());
    }
    SharedText heartbeat(TextEvent{"heartbeat"});
    for (Session *session : due)
        check(*session, now, heartbeat);
    endLost(now);
    while (!m_gatheringDeadlines.empty() && m_gatheringDeadlines.begin()->first <= now)
        finish(m_gatherings.find(m_gatheringDeadlines.begin()->second), now);
    tellPresence(now);
}

} // namespace Rainbow
