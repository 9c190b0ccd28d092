// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "logging.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

/// How long after a publication's deadline, or an order, the receipts of all hubs may take.
constexpr auto ReceiptGrace = 1s;

/// Clients that have gone while messages of theirs still wait; each is bounded by the limits.
constexpr size_t MaxDeparted = 10'000;

/// What an entry of a session's backlog costs besides its payload.
constexpr qsizetype BacklogOverhead = 64;

void addPlatform(QList<QByteArray> &platforms, const QByteArray &platform)
{
    const auto it = std::lower_bound(platforms.begin(), platforms.end(), platform);
    if (it == platforms.end() || *it != platform)
        platforms.insert(it, platform);
}

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
    for (const QByteArray &platform : part.platforms)
        addPlatform(total.platforms, platform);
    total.channels = merged(total.channels, part.channels);
}

} // namespace

Hub::Hub(HubId id, const HubSettings &settings, Upstream &upstream, Peers &peers)
    : m_id(id), m_settings(settings), m_upstream(upstream), m_peers(peers)
{
}

void Hub::setSettings(const HubSettings &settings, TimePoint now)
{
    m_settings = settings;
    // What the old settings held back may go on.
    for (const auto &[identity, session] : m_sessions) {
        pump(*session);
        pace(*session);
        deliverBacklog(*session, now);
        schedule(*session);
    }
}

Hub::~Hub() = default;

// --- clients

Session &Hub::open(SessionInfo info, Link &link, const Encoder &encoder,
                   const BusinessAnswer &answer)
{
    const Identity identity = info.identity;
    auto owned = std::make_unique<Session>(std::move(info), link, encoder);
    Session &session = *owned;
    m_sessions.insert_or_assign(identity, std::move(owned));
    ++m_counters.sessionsOpened;
    obey(session, answer);
    schedule(session);
    return session;
}

void Hub::close(Session &session)
{
    ++m_counters.sessionsClosed;
    unschedule(session);
    session.isClosing = true;
    for (Channel *channel : session.channels())
        leave(session, channel->name());
    for (const OpenPublicationPtr &open : session.outbound.abandon())
        settle(open);
    for (const OpenPublicationPtr &open : std::exchange(session.backlog, {}))
        settle(open);

    const auto it = m_sessions.find(session.identity());
    const Identity identity = it->first;
    if (m_departed.size() >= MaxDeparted) {
        qCWarning(lcHub, "messages of a client that has gone are lost: too many such clients");
        session.inbound.dropQueue();
    }
    m_departed.insert(m_sessions.extract(it));
    seeOff(identity);
}

void Hub::seeOff(const Identity &identity)
{
    const auto it = m_departed.find(identity);
    if (it == m_departed.end())
        return;
    Session &session = *it->second;
    pump(session);
    if (session.inbound.running() > 0 && !m_sendingAway)
        return;
    const QByteArray cookie = session.cookie;
    m_departed.erase(it);
    m_upstream.closed(identity, cookie);
}

void Hub::ignore(const Session &session, const char *why)
{
    ++m_counters.framesIgnored;
    qCDebug(lcHub, "frame ignored: %s, identity=%s", why, session.identity().bytes().constData());
}

void Hub::handle(Session &session, const Command &command, TimePoint now)
{
    if (session.isClosing)
        return;
    if (const auto *send = std::get_if<SendCommand>(&command))
        handleSend(session, *send);
    else if (const auto *answer = std::get_if<AnswerCommand>(&command))
        handleAnswer(session, *answer, now);
}

// --- up

Inbound::Limits Hub::inboundLimits() const
{
    // A burst's answers are there before its first Rel can be: they need room.
    return {m_settings.maxInflight, m_settings.maxBacklog, 4 * m_settings.maxBacklog};
}

void Hub::handleSend(Session &session, const SendCommand &command)
{
    if (command.payload.size() > m_settings.maxPayload) {
        if (limitReached(Limit::MaxPayload)) {
            qCInfo(lcHub, "client closed: message over max_payload, identity=%s",
                   session.identity().bytes().constData());
        }
        session.isClosing = true;
        session.link().close(1009, "payload over max_payload");
        return;
    }
    ++m_counters.messagesIn;
    const Inbound::Taken taken = session.inbound.onSend(command, inboundLimits());
    switch (taken.what) {
    case Inbound::Taken::What::Queued:
        pump(session);
        pace(session);
        break;
    case Inbound::Taken::What::AnswerAgain:
        sendAnswer(session, AnswerKind::Rec, command.id, taken.answer);
        break;
    case Inbound::Taken::What::Waits:
        break;
    case Inbound::Taken::What::Refused:
        ++m_counters.messagesRefused;
        if (limitReached(Limit::MaxBacklog)) {
            qCInfo(lcHub,
                   "message refused: answers to QoS 2 messages, not released, take more than 4 "
                   "times max_backlog, identity=%s",
                   session.identity().bytes().constData());
        }
        break;
    }
}

void Hub::handleAnswer(Session &session, const AnswerCommand &command, TimePoint now)
{
    if (command.kind == AnswerKind::Rel) {
        session.inbound.onRel(command.id);
        sendAnswer(session, AnswerKind::Com, command.id, {});
        return;
    }
    const Outbound::Answered answered =
        session.outbound.onAnswer(command.kind, command.id, now, m_settings.retryInterval);
    // A Rec is answered whether we know it or not, or its sender would repeat it for ever.
    if (command.kind == AnswerKind::Rec)
        sendAnswer(session, AnswerKind::Rel, command.id, {});
    switch (answered.step) {
    case Outbound::Step::Confirmed:
        confirm(session, answered.publication, command.payload, now);
        deliverBacklog(session, now);
        break;
    case Outbound::Step::Completed:
        deliverBacklog(session, now);
        break;
    case Outbound::Step::Repeated:
        break;
    case Outbound::Step::Unknown:
        ignore(session, "answer to a message that is not waited for");
        break;
    }
    schedule(session);
}

void Hub::pump(Session &session)
{
    while (!m_draining) {
        std::optional<Inbound::Forward> next = session.inbound.next(m_settings.forwardConcurrency);
        if (!next)
            return;
        ++m_counters.forwards;
        ++m_forwarding;
        m_upstream.forward({session.identity(), session.cookie, next->number,
                            session.identity().bytes() + '-' + QByteArray::number(next->number),
                            next->type, std::move(next->payload)});
    }
}

void Hub::pace(Session &session)
{
    if (!session.readingPaused && session.inbound.isCrowded(inboundLimits())) {
        const bool many = session.inbound.waiting() >= m_settings.maxInflight;
        if (limitReached(many ? Limit::MaxInflight : Limit::MaxBacklog)) {
            qCDebug(lcHub, "reading pauses: %s of messages wait, identity=%s",
                    many ? "max_inflight" : "max_backlog", session.identity().bytes().constData());
        }
        session.readingPaused = true;
        session.link().setReading(false);
    } else if (session.readingPaused && session.inbound.isRelaxed(inboundLimits())) {
        session.readingPaused = false;
        session.link().setReading(true);
        schedule(session);
    }
}

void Hub::onForwarded(const Identity &identity, quint64 number, const BusinessAnswer &answer)
{
    --m_forwarding;
    if (!answer.ok)
        ++m_counters.forwardsFailed;
    if (const auto it = m_departed.find(identity); it != m_departed.end()) {
        (void)it->second->inbound.onForwarded(number, answer.ok, answer.body);
        if (answer.cookie)
            it->second->cookie = *answer.cookie;
        seeOff(identity);
        return;
    }
    const auto it = m_sessions.find(identity);
    if (it == m_sessions.end())
        return;
    Session &session = *it->second;
    if (answer.ok)
        obey(session, answer);
    const auto reply = session.inbound.onForwarded(number, answer.ok, answer.body);
    if (reply)
        sendAnswer(session, reply->kind, reply->id, answer.body);
    pump(session);
    pace(session);
}

void Hub::obey(Session &session, const BusinessAnswer &answer)
{
    for (const ChannelName &name : answer.join)
        logUnjoined(session, name, join(session, name));
    for (const ChannelName &name : answer.leave)
        leave(session, name);
    if (answer.cookie)
        session.cookie = *answer.cookie;
}

// --- channels

Hub::JoinProblem Hub::joinProblem(const Session &session, const ChannelName &name) const
{
    if (name.isEmpty())
        return {"channel miss", {}};
    if (name.bytes().size() > m_settings.maxChannelName)
        return {"channel name too long", Limit::MaxChannelName};
    const auto it = m_channels.find(name);
    const bool isMember = it != m_channels.end() && session.isIn(*it->second);
    if (!isMember && session.channelCount() >= m_settings.maxChannelsPerClient)
        return {"too many channels", Limit::MaxChannelsPerClient};
    return {};
}

void Hub::logUnjoined(const Session &session, const ChannelName &name, const JoinProblem &problem)
{
    if (problem.text.isEmpty() || (problem.limit && !limitReached(*problem.limit)))
        return;
    qCWarning(lcHub, "channel not joined: %s%s%s, channel=%s identity=%s", problem.text.constData(),
              problem.limit ? " for " : "", problem.limit ? keyOf(*problem.limit) : "",
              name.bytes().left(m_settings.maxChannelName).constData(),
              session.identity().bytes().constData());
}

Hub::JoinProblem Hub::join(Session &session, const ChannelName &name)
{
    JoinProblem problem = joinProblem(session, name);
    if (!problem.text.isEmpty())
        return problem;
    auto &channel = m_channels[name];
    if (!channel)
        channel = std::make_unique<Channel>(name);
    session.join(*channel);
    return {};
}

void Hub::leave(Session &session, const ChannelName &name)
{
    const auto it = m_channels.find(name);
    if (it == m_channels.end())
        return;
    session.leave(*it->second);
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

// --- down

void Hub::take(const Publication &publication, TimePoint now)
{
    const auto it = m_channels.find(publication.channel);
    const auto members =
        it == m_channels.end() ? std::span<Session *const>() : it->second->members();
    if (publication.qos == QoS::AtMostOnce)
        fanOutOnce(publication, members);
    else
        fanOut(publication, members, now);
}

void Hub::fanOutOnce(const Publication &publication, std::span<Session *const> members)
{
    Receipt receipt;
    receipt.id = publication.id;
    SharedFrames frames(publication, false);
    for (Session *session : members) {
        if (session->isClosing)
            continue;
        ++receipt.matched;
        if (m_pressure >= Pressure::DropQos0) {
            drop(*session, Limit::MemoryBudget);
            continue;
        }
        switch (session->link().send(frames.of(session->encoder()), 0, false)) {
        case SendResult::Sent:
            ++receipt.confirmed;
            if (publication.wantsReceipt)
                addPlatform(receipt.platforms, session->info().platform);
            break;
        case SendResult::Dropped:
            drop(*session, Limit::MaxBacklog);
            break;
        case SendResult::Closed:
            break;
        }
    }
    m_counters.messagesOut += quint64(receipt.confirmed);
    if (publication.wantsReceipt)
        m_peers.dispatch(receipt);
}

void Hub::drop(const Session &session, Limit limit)
{
    ++m_counters.messagesDropped;
    if (limitReached(limit)) {
        qCInfo(lcHub, "message of QoS 0 dropped: %s reached, identity=%s", keyOf(limit),
               session.identity().bytes().constData());
    }
}

void Hub::fanOut(const Publication &publication, std::span<Session *const> members, TimePoint now)
{
    const auto open = std::make_shared<OpenPublication>(publication);
    // This call itself counts as one that waits, so that nothing is settled before its end.
    open->waiting = 1;
    m_open.emplace(publication.deadline, open);

    for (Session *session : members) {
        if (session->isClosing)
            continue;
        ++open->receipt.matched;
        ++open->waiting;
        deliver(*session, open, now);
    }
    settle(open);
}

void Hub::deliver(Session &session, const OpenPublicationPtr &open, TimePoint now)
{
    if (session.outbound.inFlight() >= m_settings.maxInflight || !session.backlog.isEmpty()) {
        session.backlog.append(open);
        session.backlogBytes += open->publication.payload.size() + BacklogOverhead;
        if (limitReached(Limit::MaxInflight)) {
            qCDebug(lcHub, "message queued: max_inflight are not answered, identity=%s",
                    session.identity().bytes().constData());
        }
        if (session.backlogBytes > 2 * m_settings.maxBacklog) {
            if (limitReached(Limit::MaxBacklog)) {
                qCWarning(lcHub, "client too slow: more than twice max_backlog waits, identity=%s",
                          session.identity().bytes().constData());
            }
            session.isClosing = true;
            session.link().close(1013, "too slow");
        }
        return;
    }
    start(session, open, now);
}

void Hub::start(Session &session, const OpenPublicationPtr &open, TimePoint now)
{
    const MessageId id = session.outbound.begin(open, now, m_settings.retryInterval);
    put(session, open->frames.of(session.encoder()), id);
    ++m_counters.messagesOut;
    schedule(session);
}

void Hub::put(Session &session, const Frame &frame, MessageId id)
{
    if (!session.isClosing && session.link().send(frame, id, true) == SendResult::Closed)
        session.isClosing = true;
}

void Hub::deliverBacklog(Session &session, TimePoint now)
{
    while (!session.backlog.isEmpty() && !session.isClosing
           && session.outbound.inFlight() < m_settings.maxInflight) {
        const OpenPublicationPtr open = session.backlog.takeFirst();
        session.backlogBytes -= open->publication.payload.size() + BacklogOverhead;
        if (!open->reported)
            start(session, open, now);
    }
}

void Hub::sendAnswer(Session &session, AnswerKind kind, MessageId id, const QByteArray &payload)
{
    if (!session.isClosing)
        put(session, session.encoder().encode(AnswerEvent{kind, id, payload}), id);
}

void Hub::confirm(const Session &session, const OpenPublicationPtr &open, const QByteArray &payload,
                  TimePoint now)
{
    if (open->reported)
        return;
    Receipt &receipt = open->receipt;
    ++receipt.confirmed;
    addPlatform(receipt.platforms, session.info().platform);
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
    }
    if (session)
        logUnjoined(*session, order.channel, problem);
    receipt.refusal = problem.text;
    m_peers.dispatch(receipt);
}

// --- on behalf of the API

RequestId Hub::begin(TimePoint deadline, ReceiptHandler handler)
{
    const quint64 number = ++m_lastRequest;
    m_gatherings.emplace(number, Gathering{{}, m_peers.hubCount(), deadline, std::move(handler)});
    m_gatheringDeadlines.emplace(deadline, number);
    return {m_id, number};
}

void Hub::publish(Publication publication, std::chrono::milliseconds timeout, TimePoint now,
                  ReceiptHandler handler)
{
    if (publication.qos == QoS::AtMostOnce && !publication.wantsReceipt) {
        m_peers.dispatch(publication);
        handler({});
        return;
    }
    publication.deadline = now + timeout;
    publication.id = begin(publication.deadline + ReceiptGrace, std::move(handler));
    m_peers.dispatch(publication);
}

void Hub::order(Order order, TimePoint now, ReceiptHandler handler)
{
    order.id = begin(now + ReceiptGrace, std::move(handler));
    m_peers.dispatch(order);
}

void Hub::take(const Receipt &receipt)
{
    const auto it = m_gatherings.find(receipt.id.number);
    if (it == m_gatherings.end())
        return;
    merge(it->second.receipt, receipt);
    if (--it->second.missing == 0)
        finish(it);
}

void Hub::finish(Gatherings::iterator gathering)
{
    m_gatheringDeadlines.erase({gathering->second.deadline, gathering->first});
    Gathering done = std::move(gathering->second);
    m_gatherings.erase(gathering);
    done.receipt.timedOut |= done.missing > 0;
    done.handler(done.receipt);
}

// --- time

void Hub::schedule(Session &session)
{
    if (session.isClosing) {
        unschedule(session);
        return;
    }
    // A check that comes too early only finds that nothing is due.
    const TimePoint due = session.nextDue(m_settings);
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

void Hub::check(Session &session, TimePoint now)
{
    bool pingNow = false;
    // What has not left need not be repeated: the client is slow, not deaf.
    const bool blocked = session.link().isBlocked();
    for (const Outbound::Due &due : session.outbound.takeDue(now, m_settings.retryInterval)) {
        switch (due.what) {
        case Outbound::Due::What::RepeatMessage:
            if (blocked)
                break;
            put(session, due.publication->repeats.of(session.encoder()), due.id);
            ++m_counters.messagesRepeated;
            break;
        case Outbound::Due::What::RepeatRel:
            if (!blocked)
                sendAnswer(session, AnswerKind::Rel, due.id, {});
            break;
        case Outbound::Due::What::Expired:
            pingNow = true;
            ++m_counters.deliveriesExpired;
            break;
        }
    }
    deliverBacklog(session, now);
    if (!session.isClosing && session.beat(now, m_settings, pingNow) == Session::Pulse::Lost) {
        qCInfo(lcHub, "client lost: no sign of life within pong_timeout, identity=%s",
               session.identity().bytes().constData());
        ++m_counters.sessionsLost;
        session.isClosing = true;
        session.link().abort();
    }
    schedule(session);
}

TimePoint Hub::nextDue() const
{
    TimePoint due = TimePoint::max();
    if (!m_schedule.empty())
        due = std::min(due, m_schedule.begin()->first);
    if (!m_open.empty())
        due = std::min(due, m_open.begin()->first);
    if (!m_gatheringDeadlines.empty())
        due = std::min(due, m_gatheringDeadlines.begin()->first);
    return due;
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
    for (Session *session : due)
        check(*session, now);
    while (!m_gatheringDeadlines.empty() && m_gatheringDeadlines.begin()->first <= now)
        finish(m_gatherings.find(m_gatheringDeadlines.begin()->second));
}

// --- stopping

void Hub::closeAll(quint16 code, const QByteArray &reason)
{
    m_sendingAway = true;
    for (const auto &[identity, session] : m_sessions) {
        unschedule(*session);
        session->isClosing = true;
        session->link().close(code, reason);
    }
    while (!m_departed.empty())
        seeOff(Identity(m_departed.begin()->first));
}

} // namespace Rainbow
