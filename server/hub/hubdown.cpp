// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "journal.h"
#include "logging.h"

namespace Rainbow {

namespace {

/// What an entry of a session's backlog costs besides its payload.
constexpr qsizetype BacklogOverhead = 64;

} // namespace

void Hub::take(const Publication &publication, TimePoint now)
{
    Channel *channel = nullptr;
    Session *client = nullptr;
    std::span<Session *const> members;
    switch (publication.audience) {
    case Audience::Channel:
        if (const auto it = m_channels.find(publication.channel); it != m_channels.end()) {
            channel = it->second.get();
            members = channel->members();
        }
        break;
    case Audience::Account:
        members = connectionsOf(AccountName(publication.channel.bytes()));
        break;
    case Audience::Client:
        if (const auto it = m_sessions.find(Identity(publication.channel.bytes()));
            it != m_sessions.end()) {
            client = it->second.get();
            members = {&client, 1};
        }
        break;
    }
    const int delivered = publication.qos == QoS::AtMostOnce ? fanOutOnce(publication, members)
                                                             : fanOut(publication, members, now);
    if (channel)
        channel->count(delivered, now);
}

int Hub::fanOutOnce(const Publication &publication, std::span<Session *const> members)
{
    Receipt receipt;
    receipt.id = publication.id;
    SharedFrames frames(publication, false, &m_counters.framesEncoded);
    qint64 bytes = 0;
    for (Session *session : members) {
        if (!session->isAttached()) [[unlikely]] {
            receipt.matched += dropFor(*session);
            continue;
        }
        ++receipt.matched;
        if (m_pressure >= Pressure::DropQos0) {
            drop(*session, Limit::MemoryBudget);
            continue;
        }
        const Frame &frame = frames.of(session->encoder());
        if (frame.bytes.isEmpty()) [[unlikely]]
            continue;
        switch (session->link().send(frame, 0, false)) {
        case SendResult::Sent:
            ++receipt.confirmed;
            ++session->traffic.messagesOut;
            session->traffic.bytesOut += quint64(frame.payloadSize());
            bytes += frame.payloadSize();
            if (publication.wantsReceipt)
                receipt.addPlatform(session->info().platform);
            break;
        case SendResult::Dropped:
            drop(*session, Limit::MaxBacklog);
            break;
        case SendResult::Closed:
            break;
        }
    }
    m_counters.messagesOut += quint64(receipt.confirmed);
    m_counters.bytesOut += quint64(bytes);
    if (publication.wantsReceipt)
        m_peers.dispatch(receipt);
    return receipt.confirmed;
}

/// The message comes while the client is away; 0: it will not come back.
int Hub::dropFor(const Session &session)
{
    if (!canBeResumed(session))
        return 0;
    ++m_counters.messagesDropped;
    return 1;
}

void Hub::drop(const Session &session, Limit limit)
{
    ++m_counters.messagesDropped;
    if (limitReached(limit)) {
        qCInfo(lcHub, "message of QoS 0 dropped: %s reached, identity=%s", keyOf(limit),
               session.identity().bytes().constData());
        journalLimit(limit, "message of QoS 0 dropped", session.identity().bytes());
    }
}

int Hub::fanOut(const Publication &publication, std::span<Session *const> members, TimePoint now)
{
    const auto open =
        std::make_shared<OpenPublication>(publication, now, &m_counters.framesEncoded);
    // This call itself counts as one that waits, so that nothing is settled before its end.
    open->waiting = 1;
    const bool awaitsClients = publication.awaits == Publication::Awaits::Clients;
    if (awaitsClients)
        m_open.emplace(publication.deadline, open);
    else
        open->reported = true;

    int reached = 0;
    for (Session *session : members) {
        if (!isReachable(*session))
            continue;
        ++open->receipt.matched;
        if (!session->canAnswer()) {
            reached += putOnce(*session, *open) ? 1 : 0;
            continue;
        }
        ++reached;
        ++open->waiting;
        deliver(*session, open, now);
    }
    if (!awaitsClients)
        m_peers.dispatch(open->receipt);
    settle(open);
    return reached;
}

/// Its client cannot answer: what was put out counts as confirmed.
bool Hub::putOnce(Session &session, OpenPublication &open)
{
    if (!put(session, open.frames.of(session.encoder()), 0))
        return false;
    ++m_counters.messagesOut;
    ++session.traffic.messagesOut;
    if (!open.reported) {
        ++open.receipt.confirmed;
        open.receipt.addPlatform(session.info().platform);
    }
    return true;
}

/// One more message may be in flight. Where they are not given up in time, their bytes count too.
bool Hub::hasRoom(const Session &session, const OpenPublication &open) const
{
    const Outbound &outbound = session.outbound;
    if (outbound.inFlight() >= m_settings.maxInflight)
        return false;
    return !outbound.isEndless() || outbound.inFlight() == 0
        || outbound.heldBytes() + open.publication.payload.size() <= m_settings.maxBacklog;
}

void Hub::deliver(Session &session, const OpenPublicationPtr &open, TimePoint now)
{
    if (session.backlog.isEmpty() && session.isAttached() && hasRoom(session, *open))
        start(session, open, now);
    else
        putBack(session, open);
}

void Hub::putBack(Session &session, const OpenPublicationPtr &open)
{
    session.backlog.append(open);
    const qsizetype cost = open->publication.payload.size() + BacklogOverhead;
    session.backlogBytes += cost;
    m_backlogBytes += cost;
    if (session.isAttached() && limitReached(Limit::MaxInflight)) {
        qCDebug(lcHub, "message queued: max_inflight are not answered, identity=%s",
                session.identity().bytes().constData());
    }
    if (session.backlogBytes > 2 * m_settings.maxBacklog) {
        if (limitReached(Limit::MaxBacklog)) {
            qCWarning(lcHub, "client too slow: more than twice max_backlog waits, identity=%s",
                      session.identity().bytes().constData());
            journalLimit(Limit::MaxBacklog, "client too slow", session.identity().bytes());
        }
        cutOff(session, CloseCode::TooSlow, "too slow");
    }
}

OpenPublicationPtr Hub::takeBacklog(Session &session)
{
    OpenPublicationPtr open = session.backlog.takeFirst();
    const qsizetype cost = open->publication.payload.size() + BacklogOverhead;
    session.backlogBytes -= cost;
    m_backlogBytes -= cost;
    return open;
}

void Hub::start(Session &session, const OpenPublicationPtr &open, TimePoint now)
{
    const MessageId id = session.outbound.begin(open, now, m_settings.retryInterval);
    put(session, open->frames.of(session.encoder()), id);
    ++m_counters.messagesOut;
    ++session.traffic.messagesOut;
    schedule(session);
}

/// False: it did not get out, or there was nothing to say.
bool Hub::put(Session &session, const Frame &frame, MessageId id)
{
    if (!session.isAttached() || frame.bytes.isEmpty())
        return false;
    if (session.link().send(frame, id, true) == SendResult::Closed) {
        session.state = Session::State::Closing;
        return false;
    }
    session.traffic.bytesOut += quint64(frame.payloadSize());
    m_counters.bytesOut += quint64(frame.payloadSize());
    return true;
}

void Hub::deliverBacklog(Session &session, TimePoint now)
{
    while (!session.backlog.isEmpty() && session.isAttached()
           && hasRoom(session, *session.backlog.first())) {
        const OpenPublicationPtr open = takeBacklog(session);
        if (session.outbound.isEndless() || open->publication.deadline > now)
            start(session, open, now);
    }
}

/// Once more what a client has not answered.
void Hub::repeatMessage(Session &session, const Outbound::Due &due)
{
    if (due.what == Outbound::Due::What::RepeatRel) {
        sendAnswer(session, AnswerKind::Rel, due.id, {});
        return;
    }
    put(session, due.publication->repeats.of(session.encoder()), due.id);
    ++m_counters.messagesRepeated;
}

void Hub::sendAnswer(Session &session, AnswerKind kind, MessageId id, const QByteArray &payload)
{
    if (session.isAttached())
        put(session, session.encoder().encode(AnswerEvent{kind, id, payload}), id);
}

/// The original protocol has none: there, who gets no answer repeats.
void Hub::sendNak(Session &session, MessageId id, NakCode code, const QByteArray &reason)
{
    if (!session.isAttached() || !session.speaksRainbow2())
        return;
    ++m_counters.naksSent;
    put(session, session.encoder().encode(NakEvent{id, code, reason}), id);
}

void Hub::confirm(const Session &session, const OpenPublicationPtr &open, const QByteArray &payload,
                  TimePoint now)
{
    m_deliveryLatency.add(now - open->begunAt);
    if (open->reported)
        return;
    Receipt &receipt = open->receipt;
    ++receipt.confirmed;
    receipt.addPlatform(session.info().platform);
    if (!payload.isEmpty()) {
        receipt.data = payload;
        receipt.dataTime = now;
    }
    settle(open);
}

void Hub::settle(const OpenPublicationPtr &open)
{
    if (--open->waiting == 0 && !open->reported) {
        m_open.erase({open->publication.deadline, open});
        report(open);
    }
}

void Hub::report(const OpenPublicationPtr &open)
{
    open->reported = true;
    open->receipt.timedOut = open->waiting > 0;
    m_peers.dispatch(open->receipt);
}

} // namespace Rainbow
