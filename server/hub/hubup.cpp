// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "journal.h"
#include "logging.h"

namespace Rainbow {

using namespace std::chrono_literals;

void Hub::ignore(const Session &session, const char *why)
{
    ++m_counters.framesIgnored;
    qCDebug(lcHub, "frame ignored: %s, identity=%s", why, session.identity().bytes().constData());
}

void Hub::handle(Session &session, const Command &command, TimePoint now)
{
    if (!session.isAttached())
        return;
    const auto *call = std::get_if<CallCommand>(&command);
    const bool calls = session.info().protocol == SessionProtocol::Mesh;
    if (calls != (call != nullptr)) {
        ignore(session, calls ? "not a call" : "a call of a client that may not");
    } else if (call) {
        handleCall(session, *call);
    } else if (const auto *send = std::get_if<SendCommand>(&command)) {
        handleSend(session, *send, now);
    } else if (const auto *answer = std::get_if<AnswerCommand>(&command)) {
        handleAnswer(session, *answer, now);
    } else if (const auto *subscribe = std::get_if<SubscribeCommand>(&command)) {
        handleSubscribe(session, *subscribe, now);
    } else if (const auto *publish = std::get_if<PublishCommand>(&command)) {
        handlePublish(session, *publish, now);
    } else if (const auto *refuse = std::get_if<RefuseCommand>(&command)) {
        handleRefusal(session, *refuse, now);
    } else if (const auto *malformed = std::get_if<MalformedCommand>(&command)) {
        ignore(session, malformed->why.constData());
        sendNak(session, malformed->id, NakCode::Malformed, malformed->why);
    }
}

Inbound::Limits Hub::inboundLimits() const
{
    // A burst's answers are there before its first Rel can be: they need room.
    return {m_settings.maxInflight, m_settings.maxBacklog, 4 * m_settings.maxBacklog};
}

// --- messages to the business server

void Hub::handleSend(Session &session, const SendCommand &command, TimePoint now)
{
    if (command.payload.size() > m_settings.maxPayload) {
        handleTooLarge(session, command);
        return;
    }
    ++m_counters.messagesIn;
    ++session.traffic.messagesIn;
    handleTaken(session, session.inbound.onSend(command, inboundLimits(), now), command.id, now);
}

void Hub::handleTooLarge(Session &session, const SendCommand &command)
{
    const bool log = limitReached(Limit::MaxPayload);
    if (session.speaksRainbow2()) {
        if (log) {
            qCInfo(lcHub, "message refused: over max_payload, identity=%s",
                   session.identity().bytes().constData());
            journalLimit(Limit::MaxPayload, "message refused", session.identity().bytes());
        }
        ++m_counters.messagesRefused;
        if (command.qos != QoS::AtMostOnce)
            sendNak(session, command.id, NakCode::TooLarge, "payload over max_payload");
        return;
    }
    if (log) {
        qCInfo(lcHub, "client closed: message over max_payload, identity=%s",
               session.identity().bytes().constData());
        journalLimit(Limit::MaxPayload, "client closed", session.identity().bytes());
    }
    cutOff(session, CloseCode::TooBig, "payload over max_payload");
}

void Hub::handleTaken(Session &session, const Inbound::Taken &taken, MessageId id, TimePoint now)
{
    switch (taken.what) {
    case Inbound::Taken::What::Queued:
        ++m_waiting;
        pump(session, now);
        pace(session, now);
        break;
    case Inbound::Taken::What::AnswerAgain:
        sendAnswer(session, AnswerKind::Rec, id, taken.answer);
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
            journalLimit(Limit::MaxBacklog, "message refused", session.identity().bytes());
        }
        sendNak(session, id, NakCode::TooFast, "too many messages are not released");
        break;
    case Inbound::Taken::What::IdInUse:
        ++m_counters.messagesRefused;
        sendNak(session, id, NakCode::IdInUse, "message id in use");
        break;
    }
}

void Hub::pump(Session &session, TimePoint now)
{
    if (m_draining) {
        refuseQueue(session);
        return;
    }
    while (auto request = session.inbound.next(m_settings.forwardConcurrency)) {
        --m_waiting;
        switch (request->kind) {
        case Inbound::Request::Kind::Forward:
            forward(session, std::move(*request));
            break;
        case Inbound::Request::Kind::Publish:
            publish(session, *request, now);
            break;
        case Inbound::Request::Kind::Subscribe:
        case Inbound::Request::Kind::Unsubscribe:
            subscribe(session, *request);
            break;
        }
    }
}

/// Nothing is begun any more. Clients of the original protocol are told nothing, and repeat.
void Hub::refuseQueue(Session &session)
{
    if (!session.speaksRainbow2())
        return;
    for (const Inbound::Request &request : dropQueue(session)) {
        if (request.qos != QoS::AtMostOnce)
            sendNak(session, request.id, NakCode::Draining, "the relay is going away");
    }
}

QList<Inbound::Request> Hub::dropQueue(Session &session)
{
    QList<Inbound::Request> dropped = session.inbound.dropQueue();
    m_waiting -= int(dropped.size());
    return dropped;
}

void Hub::forward(const Session &session, Inbound::Request &&request)
{
    ++m_counters.forwards;
    ++m_calls;
    m_upstream.forward({session.identity(), session.cookie, request.number,
                        messageIdOf(session, request.number), request.type,
                        std::move(request.payload), request.qos});
}

QByteArray Hub::messageIdOf(const Session &session, quint64 number)
{
    return session.identity().bytes() + '-' + QByteArray::number(number);
}

Session *Hub::findRequester(const Identity &identity) const
{
    auto it = m_sessions.find(identity);
    if (it == m_sessions.end()) {
        it = m_departed.find(identity);
        if (it == m_departed.end())
            return nullptr;
    }
    return it->second.get();
}

void Hub::onForwarded(const Identity &identity, quint64 number, const BusinessAnswer &answer,
                      TimePoint now)
{
    --m_calls;
    if (!answer.ok)
        ++m_counters.forwardsFailed;
    Session *session = findRequester(identity);
    if (!session)
        return;
    if (answer.ok) {
        obey(*session, answer);
        succeed(*session, number, answer.body);
    } else if (answer.timedOut) {
        fail(*session, number, NakCode::BusinessTimeout, "no answer in time");
    } else {
        fail(*session, number, NakCode::BusinessFailed, "the business server failed");
    }
    goOn(*session, now);
}

void Hub::obey(Session &session, const BusinessAnswer &answer)
{
    if (answer.cookie)
        session.cookie = *answer.cookie;
    if (session.state == Session::State::Departed)
        return;
    for (const ChannelName &name : answer.join)
        logUnjoined(session, join(session, name));
    for (const ChannelName &name : answer.leave)
        leave(session, name);
}

// --- what becomes of a request

void Hub::succeed(Session &session, quint64 number, const QByteArray &body)
{
    if (const auto reply = session.inbound.onForwarded(number, true, body))
        sendAnswer(session, reply->kind, reply->id, body);
}

void Hub::fail(Session &session, quint64 number, NakCode code, const QByteArray &reason)
{
    if (const auto id = session.inbound.onFailed(number, isRetryable(code)))
        sendNak(session, *id, code, reason);
}

void Hub::goOn(Session &session, TimePoint now)
{
    if (session.state == Session::State::Departed) {
        seeOff(Identity(session.identity()), now);
        return;
    }
    pump(session, now);
    pace(session, now);
}

void Hub::pace(Session &session, TimePoint now)
{
    if (!session.readingPaused && session.inbound.isCrowded(inboundLimits())) {
        const bool many = session.inbound.waiting() >= m_settings.maxInflight;
        if (limitReached(many ? Limit::MaxInflight : Limit::MaxBacklog)) {
            qCDebug(lcHub, "reading pauses: %s of messages wait, identity=%s",
                    many ? "max_inflight" : "max_backlog", session.identity().bytes().constData());
        }
        session.readingPaused = true;
        session.link().setReading(false);
        tellOverload(session, now);
    } else if (session.readingPaused && session.inbound.isRelaxed(inboundLimits())) {
        session.readingPaused = false;
        session.link().setReading(true);
        schedule(session);
    }
}

/// Not more often than people, or scaling, could make use of.
void Hub::tellOverload(Session &session, TimePoint now)
{
    const auto since = session.inbound.waitingSince();
    if (!since || now < session.m_overloadedAt + 1s)
        return;
    session.m_overloadedAt = now;
    m_upstream.overloaded({session.identity(), session.cookie, session.inbound.waiting(),
                           std::chrono::floor<std::chrono::milliseconds>(now - *since)});
}

// --- answers to messages of the relay

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

void Hub::handleRefusal(Session &session, const RefuseCommand &command, TimePoint now)
{
    ++m_counters.naksReceived;
    const OpenPublicationPtr open = session.outbound.onRefused(command.id);
    if (!open) {
        ignore(session, "refusal of a message that is not waited for");
        return;
    }
    settle(open);
    deliverBacklog(session, now);
    schedule(session);
}

} // namespace Rainbow
