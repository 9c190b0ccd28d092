// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "journal.h"
#include "logging.h"

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

/// How long all hubs may take for a client's message, and clients of the original protocol to
/// answer it.
constexpr auto PublishPatience = 10s;

constexpr char NotAllowed[] = "not allowed";

/// What clients may do where nothing is said.
ClientRight rightOf(const SessionInfo &info)
{
    const bool isRainbow =
        info.protocol == SessionProtocol::Original || info.protocol == SessionProtocol::Version2;
    return isRainbow || !info.hasDialectRights ? ClientRight::Deny : ClientRight::Allow;
}

} // namespace

ClientRight Hub::subscribeRight(const Session &session) const
{
    const ClientRight right = m_settings.clientSubscribe;
    return right == ClientRight::Dialect ? rightOf(session.info()) : right;
}

ClientRight Hub::publishRight(const Session &session) const
{
    const ClientRight right = m_settings.clientPublish;
    return right == ClientRight::Dialect ? rightOf(session.info()) : right;
}

// --- join and leave

void Hub::handleSubscribe(Session &session, const SubscribeCommand &command, TimePoint now)
{
    if (subscribeRight(session) == ClientRight::Deny) {
        sendNak(session, command.id, NakCode::NotAllowed, NotAllowed);
        return;
    }
    if (command.channels.size() > m_settings.maxChannelsPerClient) {
        (void)limitReached(Limit::MaxChannelsPerClient);
        sendNak(session, command.id, NakCode::NotAllowed, "too many channels");
        return;
    }
    handleTaken(session, session.inbound.onSubscribe(command, inboundLimits(), now), command.id,
                now);
}

void Hub::subscribe(Session &session, const Inbound::Request &request)
{
    const ClientRight right = subscribeRight(session);
    // Who has gone is in no channel.
    if (right == ClientRight::Deny || session.state == Session::State::Departed) {
        fail(session, request.number, NakCode::NotAllowed, NotAllowed);
    } else if (request.kind == Inbound::Request::Kind::Unsubscribe) {
        for (const ChannelName &name : request.channels)
            leave(session, name);
        succeed(session, request.number, {});
    } else if (right == ClientRight::Allow) {
        joinFor(session, request.number);
    } else {
        ++m_calls;
        m_upstream.askSubscribe(
            {session.identity(), session.cookie, request.number, request.channels});
    }
}

void Hub::joinFor(Session &session, quint64 number)
{
    const Inbound::Request *request = session.inbound.underWay(number);
    if (!request)
        return;
    const JoinProblem problem = joinAll(session, request->channels);
    logUnjoined(session, problem);
    if (problem.text.isEmpty())
        succeed(session, number, {});
    else
        fail(session, number, NakCode::NotAllowed, problem.text);
}

void Hub::onSubscribeAnswered(const Identity &identity, quint64 number,
                              const Permission &permission, TimePoint now)
{
    --m_calls;
    Session *session = findRequester(identity);
    if (!session)
        return;
    if (permission.refusal)
        fail(*session, number, *permission.refusal, permission.reason);
    else if (session->state == Session::State::Departed)
        fail(*session, number, NakCode::NotAllowed, NotAllowed);
    else
        joinFor(*session, number);
    goOn(*session, now);
}

// --- publish

void Hub::handlePublish(Session &session, const PublishCommand &command, TimePoint now)
{
    const SendCommand &message = command.message;
    if (message.payload.size() > m_settings.maxPayload) {
        handleTooLarge(session, message);
        return;
    }
    ++m_counters.messagesIn;
    ++session.traffic.messagesIn;
    // A repeat may be of one that was allowed, and has its answer.
    if (publishRight(session) == ClientRight::Deny && !message.dup) {
        ++m_counters.messagesRefused;
        if (message.qos != QoS::AtMostOnce)
            sendNak(session, message.id, NakCode::NotAllowed, NotAllowed);
        return;
    }
    if (!isWithinRate(session, message, now)) {
        ++m_counters.messagesRefused;
        if (message.qos != QoS::AtMostOnce)
            sendNak(session, message.id, NakCode::TooFast, "over publish_rate");
        return;
    }
    handleTaken(session, session.inbound.onPublish(command, inboundLimits(), now), message.id, now);
}

/// What is only answered once more costs nothing.
bool Hub::isWithinRate(Session &session, const SendCommand &message, TimePoint now)
{
    if (session.inbound.isKnown(message) || session.publishRate.take(now))
        return true;
    if (limitReached(Limit::PublishRate)) {
        qCInfo(lcHub, "message refused: publish_rate reached, identity=%s",
               session.identity().bytes().constData());
        journalLimit(Limit::PublishRate, "message refused", session.identity().bytes());
    }
    return false;
}

void Hub::publish(Session &session, const Inbound::Request &request, TimePoint now)
{
    if (request.channel.bytes().size() > m_settings.maxChannelName) {
        fail(session, request.number, NakCode::NotAllowed, "channel name too long");
        return;
    }
    switch (publishRight(session)) {
    case ClientRight::Dialect: // is none of its answers
    case ClientRight::Deny:
        fail(session, request.number, NakCode::NotAllowed, NotAllowed);
        break;
    case ClientRight::Allow:
        publishFor(session, request, request.payload, now);
        break;
    case ClientRight::Ask:
        ++m_calls;
        m_upstream.askPublish({session.identity(), session.cookie, request.number,
                               messageIdOf(session, request.number), request.channel, request.type,
                               request.qos, request.payload, request.audience});
        break;
    }
}

void Hub::onPublishAnswered(const Identity &identity, quint64 number, const Permission &permission,
                            TimePoint now)
{
    --m_calls;
    Session *session = findRequester(identity);
    if (!session)
        return;
    if (permission.refusal) {
        fail(*session, number, *permission.refusal, permission.reason);
    } else if (permission.data && permission.data->size() > m_settings.maxPayload) {
        fail(*session, number, NakCode::BusinessFailed, "answer over max_payload");
    } else if (const Inbound::Request *request = session->inbound.underWay(number)) {
        // A copy: the request may be over when this returns.
        publishFor(*session, Inbound::Request(*request), permission.data.value_or(request->payload),
                   now);
    }
    goOn(*session, now);
}

void Hub::publishFor(Session &session, const Inbound::Request &request, const QByteArray &payload,
                     TimePoint now)
{
    ++m_counters.messagesPublished;
    Publication publication;
    publication.channel = request.channel;
    publication.type = request.type;
    publication.qos = request.qos;
    publication.payload = payload;
    publication.awaits = Publication::Awaits::Nobody;
    publication.audience = request.audience;
    publication.from = session.info().account;
    // What the business server has put in its place is not known to be any.
    publication.isJson = request.isJson && payload.isSharedWith(request.payload);
    stamp(publication);
    if (request.qos == QoS::AtMostOnce) {
        m_peers.dispatch(publication);
        succeed(session, request.number, {});
        return;
    }
    publication.deadline = now + PublishPatience;
    Gathering gathering;
    gathering.deadline = publication.deadline;
    gathering.client = session.identity();
    gathering.number = request.number;
    publication.id = begin(std::move(gathering), m_peers.hubCount());
    m_peers.dispatch(publication);
}

/// everywhere: all hubs have said that they have the message. What was given to the exchange gets
/// to all of them, so that what must not come twice is not asked for again.
void Hub::onPublished(const Identity &identity, quint64 number, bool everywhere, TimePoint now)
{
    Session *session = findRequester(identity);
    const Inbound::Request *request = session ? session->inbound.underWay(number) : nullptr;
    if (!request)
        return;
    if (everywhere || request->qos == QoS::ExactlyOnce)
        succeed(*session, number, {});
    else
        fail(*session, number, NakCode::BusinessTimeout, "not every hub has answered in time");
    goOn(*session, now);
}

} // namespace Rainbow
