// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "logging.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

/// Clients that have gone while messages of theirs still wait; each is bounded by the limits.
constexpr size_t MaxDeparted = 10'000;

} // namespace

Hub::Hub(HubId id, const HubSettings &settings, Upstream &upstream, Peers &peers)
    : m_id(id), m_settings(settings), m_upstream(upstream), m_peers(peers), m_tokens(id)
{
    m_lastStamp.origin = std::max<quint64>(QRandomGenerator::system()->generate64(), 1);
}

Hub::~Hub() = default;

void Hub::setSettings(const HubSettings &settings, TimePoint now)
{
    const bool hasPresence = m_settings.presence;
    const bool hasRate = m_settings.publishRate == settings.publishRate
        && m_settings.publishBurst == settings.publishBurst;
    m_settings = settings;
    if (hasPresence != settings.presence)
        setPresence(settings.presence);
    // What the old settings held back may go on.
    for (const auto &[identity, session] : m_sessions) {
        if (!hasRate)
            session->publishRate.setRate(settings.publishRate, settings.publishBurst);
        pump(*session, now);
        pace(*session, now);
        deliverBacklog(*session, now);
        schedule(*session);
    }
}

// --- coming

Session &Hub::open(SessionInfo info, Link &link, const Encoder &encoder,
                   const BusinessAnswer &answer)
{
    const Identity identity = info.identity;
    auto owned = std::make_unique<Session>(std::move(info), link, encoder);
    Session &session = *owned;
    session.publishRate.setRate(m_settings.publishRate, m_settings.publishBurst);
    m_sessions.insert_or_assign(identity, std::move(owned));
    ++m_counters.sessionsOpened;
    if (!joinAccount(session)) {
        session.cookie = answer.cookie.value_or(QByteArray()); // that it has gone is told with it
        return session;
    }
    if (session.speaksRainbow2())
        sayHello(session, m_tokens.add(session), false);
    obey(session, answer);
    schedule(session);
    return session;
}

void Hub::sayHello(Session &session, const SessionToken &token, bool resumed)
{
    HelloEvent hello;
    hello.identity = session.identity().bytes();
    hello.session = token.toText();
    hello.resumed = resumed;
    hello.sessionTtl = m_settings.sessionTtl;
    hello.pingInterval = m_settings.pingInterval;
    hello.retryInterval = m_settings.retryInterval;
    hello.maxPayload = m_settings.maxPayload;
    hello.server = m_settings.server;
    put(session, session.encoder().encode(hello), 0);
}

bool Hub::canBeResumed(const Session &session) const
{
    return session.speaksRainbow2() && !session.isOver && m_settings.sessionTtl.count() > 0
        && !m_sendingAway;
}

const Session *Hub::findResumable(const SessionToken &token) const
{
    const Session *session = m_tokens.find(token);
    return session && canBeResumed(*session) ? session : nullptr;
}

Session *Hub::resume(const SessionToken &token, Link &link, TimePoint now)
{
    if (!findResumable(token))
        return nullptr;
    Session &session = *m_tokens.find(token);
    if (session.state == Session::State::Lost) {
        m_lost.remove(session);
    } else {
        session.link().takenOver();
        ++m_counters.connectionsEnded;
    }
    ++m_counters.sessionsResumed;
    session.attach(link, Session::State::Attached);
    if (session.readingPaused)
        link.setReading(false);
    sayHello(session, m_tokens.renew(session, token), true);
    for (const Outbound::Due &due : session.outbound.repeatAll(now, m_settings.retryInterval))
        repeatMessage(session, due);
    deliverBacklog(session, now);
    schedule(session);
    return &session;
}

// --- going

void Hub::close(Session &session, Ending ending, TimePoint now)
{
    ++m_counters.connectionsEnded;
    if (ending == Ending::Lost && canBeResumed(session))
        keep(session, now);
    else
        end(session, "its connection has ended", now);
}

void Hub::keep(Session &session, TimePoint now)
{
    unschedule(session);
    session.attach(m_noLink, Session::State::Lost);
    m_lost.add(session, now);
    ++m_counters.sessionsKept;
    schedule(session);
    if (m_lost.count() > m_settings.maxLostSessions) {
        qCWarning(lcHub, "session ends: too many have lost their connection, identity=%s",
                  m_lost.oldest().identity().bytes().constData());
        end(m_lost.oldest(), "too many sessions have lost their connection", now);
    }
}

void Hub::end(Session &session, const char *why, TimePoint now)
{
    ++m_counters.sessionsClosed;
    if (PacketWatcher *watcher = session.watcher()) {
        session.setWatcher(nullptr);
        watcher->onEnded(why);
    }
    unschedule(session);
    m_lost.remove(session);
    m_tokens.remove(session);
    session.attach(m_noLink, Session::State::Departed);
    for (Channel *channel : session.channels())
        leave(session, channel->name());
    leaveAccount(session);
    for (const OpenPublicationPtr &open : session.outbound.abandon())
        settle(open);
    while (!session.backlog.isEmpty())
        settle(takeBacklog(session));

    const auto it = m_sessions.find(session.identity());
    const Identity identity = it->first;
    if (m_departed.size() >= MaxDeparted) {
        qCWarning(lcHub, "messages of a client that has gone are lost: too many such clients");
        (void)dropQueue(session);
    }
    m_departed.insert(m_sessions.extract(it));
    seeOff(identity, now);
}

void Hub::seeOff(const Identity &identity, TimePoint now)
{
    const auto it = m_departed.find(identity);
    if (it == m_departed.end())
        return;
    Session &session = *it->second;
    pump(session, now);
    if (session.inbound.running() > 0 && !m_sendingAway)
        return;
    const QByteArray cookie = session.cookie;
    (void)dropQueue(session);
    m_departed.erase(it);
    m_upstream.closed(identity, cookie);
}

/// The relay has had enough of it. A session without a connection ends when time is looked at the
/// next time: whoever calls this may be going through the sessions.
void Hub::cutOff(Session &session, CloseCode code, const QByteArray &reason)
{
    session.isOver = true;
    switch (session.state) {
    case Session::State::Attached:
        session.state = Session::State::Closing;
        session.link().close(quint16(code), reason);
        break;
    case Session::State::Lost:
        m_lost.remove(session);
        m_lost.add(session, TimePoint()); // before all others
        break;
    case Session::State::Closing:
    case Session::State::Departed:
        break;
    }
}

// --- stopping

void Hub::drain()
{
    m_draining = true;
    for (const auto &[identity, session] : m_sessions)
        refuseQueue(*session);
}

void Hub::closeAll(quint16 code, const QByteArray &reason, TimePoint now)
{
    m_sendingAway = true;
    for (const auto &[identity, session] : m_sessions) {
        unschedule(*session);
        if (session->state != Session::State::Lost) {
            session->state = Session::State::Closing;
            session->link().close(code, reason);
        }
    }
    while (!m_lost.isEmpty())
        end(m_lost.oldest(), "the relay is going away", now);
    while (!m_departed.empty())
        seeOff(Identity(m_departed.begin()->first), now);
}

} // namespace Rainbow
