// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/inbound.h"

#include <algorithm>

namespace Rainbow {

namespace {

using Kind = Inbound::Request::Kind;

bool isSubscription(const Inbound::Request &request)
{
    return request.kind == Kind::Subscribe || request.kind == Kind::Unsubscribe;
}

/// What a request counts while it waits.
qsizetype costOf(const Inbound::Request &request)
{
    qsizetype cost = request.payload.size();
    for (const ChannelName &name : request.channels)
        cost += name.bytes().size() + Inbound::ChannelOverhead;
    return cost;
}

bool hasNumber(const QList<Inbound::Request> &requests, quint64 number)
{
    return std::any_of(requests.begin(), requests.end(),
                       [number](const auto &request) { return request.number == number; });
}

} // namespace

// --- what comes

Inbound::Taken Inbound::onSend(const SendCommand &command, const Limits &limits, TimePoint now)
{
    return take({.kind = Kind::Forward,
                 .qos = command.qos,
                 .type = command.type,
                 .id = command.id,
                 .payload = command.payload,
                 .cameAt = now},
                command.dup, limits);
}

Inbound::Taken Inbound::onPublish(const PublishCommand &command, const Limits &limits,
                                  TimePoint now)
{
    const SendCommand &message = command.message;
    return take({.kind = Kind::Publish,
                 .qos = message.qos,
                 .type = message.type,
                 .id = message.id,
                 .payload = message.payload,
                 .channel = command.channel,
                 .audience = command.audience,
                 .isJson = command.isJson,
                 .cameAt = now},
                message.dup, limits);
}

Inbound::Taken Inbound::onSubscribe(const SubscribeCommand &command, const Limits &limits,
                                    TimePoint now)
{
    return take({.kind = command.join ? Kind::Subscribe : Kind::Unsubscribe,
                 .qos = QoS::AtLeastOnce,
                 .id = command.id,
                 .channels = command.channels,
                 .cameAt = now},
                command.dup, limits);
}

bool Inbound::isKnown(const SendCommand &command) const
{
    if (!command.dup)
        return false;
    if (command.qos == QoS::ExactlyOnce) {
        const auto known = m_known.constFind(command.id);
        return known == m_known.constEnd() ? m_released.contains(command.id)
                                           : known->state != Known::State::Failed;
    }
    const auto recent = m_recent.constFind(command.id);
    return command.qos == QoS::AtLeastOnce && recent != m_recent.constEnd()
        && waitsFor(recent->number);
}

Inbound::Taken Inbound::take(Request &&request, bool dup, const Limits &limits)
{
    if (request.qos == QoS::AtMostOnce)
        return enqueue(std::move(request), ++m_lastNumber);
    if (m_policy == IdPolicy::Refuse && !dup && isInUse(request.id))
        return {Taken::What::IdInUse, {}};
    return request.qos == QoS::AtLeastOnce ? takeQos1(std::move(request), dup, limits)
                                           : takeQos2(std::move(request), dup, limits);
}

Inbound::Taken Inbound::takeQos1(Request &&request, bool dup, const Limits &limits)
{
    const quint64 number = numberOfQos1(request.id, dup, limits);
    if (dup && waitsFor(number))
        return {Taken::What::Waits, {}};
    return enqueue(std::move(request), number);
}

Inbound::Taken Inbound::takeQos2(Request &&request, bool dup, const Limits &limits)
{
    const auto known = m_known.find(request.id);
    if (known != m_known.end() && dup) {
        switch (known->state) {
        case Known::State::UnderWay:
            return {Taken::What::Waits, {}};
        case Known::State::Answered:
            return {Taken::What::AnswerAgain, known->answer};
        case Known::State::Failed:
            known->state = Known::State::UnderWay;
            return enqueue(std::move(request), known->number);
        }
    }
    if (known == m_known.end() && dup && m_released.contains(request.id))
        return {Taken::What::AnswerAgain, {}}; // late: its answer has been taken
    if (known != m_known.end()) {
        forget(known);
    } else if (m_answerCost > limits.maxAnswers) {
        return {Taken::What::Refused, {}};
    }
    const quint64 number = ++m_lastNumber;
    m_known.insert(request.id, Known{number, Known::State::UnderWay, {}});
    return enqueue(std::move(request), number);
}

Inbound::Taken Inbound::enqueue(Request &&request, quint64 number)
{
    request.number = number;
    m_queuedBytes += costOf(request);
    m_queue.append(std::move(request));
    return {Taken::What::Queued, {}};
}

quint64 Inbound::numberOfQos1(MessageId id, bool dup, const Limits &limits)
{
    if (dup) {
        const auto it = m_recent.constFind(id);
        if (it != m_recent.constEnd())
            return it->number;
    }
    const quint64 number = ++m_lastNumber;
    m_recent.insert(id, Recent{number, ++m_qos1Count});
    // Only the latest are worth keeping: a repeat follows its message within a few others.
    const auto kept = quint64(limits.maxInflight);
    if (quint64(m_recent.size()) > 2 * kept)
        m_recent.removeIf(
            [&](const auto &entry) { return entry.value().order + kept <= m_qos1Count; });
    return number;
}

/// A repeat of that request of QoS 1 has nothing to do but wait. Who is told how each request ends
/// need not have it done twice to hear of it.
bool Inbound::waitsFor(quint64 number) const
{
    return isQueued(number) || (m_policy == IdPolicy::Refuse && hasNumber(m_running, number));
}

bool Inbound::isQueued(quint64 number) const
{
    return hasNumber(m_queue, number);
}

bool Inbound::isInUse(MessageId id) const
{
    const auto known = m_known.constFind(id);
    if (known != m_known.constEnd() && known->state != Known::State::Failed)
        return true;
    const auto recent = m_recent.constFind(id);
    return recent != m_recent.constEnd()
        && (hasNumber(m_running, recent->number) || isQueued(recent->number));
}

// --- what is under way

std::optional<Inbound::Request> Inbound::next(int concurrency)
{
    if (m_queue.isEmpty() || m_running.size() >= concurrency)
        return std::nullopt;
    // Joining and leaving must not overtake each other.
    if (isSubscription(m_queue.first())
        && std::any_of(m_running.begin(), m_running.end(), isSubscription))
        return std::nullopt;
    Request request = m_queue.takeFirst();
    m_queuedBytes -= costOf(request);
    if (request.kind == Kind::Forward) {
        m_running.append({.number = request.number,
                          .kind = request.kind,
                          .qos = request.qos,
                          .type = request.type,
                          .id = request.id});
    } else {
        m_running.append(request);
    }
    return request;
}

QList<Inbound::Request>::const_iterator Inbound::findRunning(quint64 number) const
{
    return std::find_if(m_running.constBegin(), m_running.constEnd(),
                        [number](const Request &request) { return request.number == number; });
}

const Inbound::Request *Inbound::underWay(quint64 number) const
{
    const auto it = findRunning(number);
    return it == m_running.constEnd() || it->kind == Kind::Forward ? nullptr : &*it;
}

std::optional<Inbound::Reply> Inbound::onForwarded(quint64 number, bool ok, const QByteArray &body)
{
    if (!ok) {
        (void)onFailed(number, true);
        return std::nullopt;
    }
    const auto it = findRunning(number);
    if (it == m_running.constEnd())
        return std::nullopt;
    const QoS qos = it->qos;
    const MessageId id = it->id;
    m_running.erase(it);

    switch (qos) {
    case QoS::AtMostOnce:
        return std::nullopt;
    case QoS::AtLeastOnce:
        return Reply{AnswerKind::Ack, id};
    case QoS::ExactlyOnce:
        break;
    }
    const auto known = m_known.find(id);
    // A new message may have taken the id meanwhile: then nobody waits for this answer.
    if (known == m_known.end() || known->number != number)
        return std::nullopt;
    known->state = Known::State::Answered;
    known->answer = body;
    m_answerCost += AnswerOverhead + body.size();
    return Reply{AnswerKind::Rec, id};
}

std::optional<MessageId> Inbound::onFailed(quint64 number, bool mayRepeat)
{
    const auto it = findRunning(number);
    if (it == m_running.constEnd())
        return std::nullopt;
    const QoS qos = it->qos;
    const MessageId id = it->id;
    m_running.erase(it);

    if (qos == QoS::AtMostOnce)
        return std::nullopt;
    if (qos == QoS::AtLeastOnce)
        return id;
    const auto known = m_known.find(id);
    if (known == m_known.end() || known->number != number)
        return std::nullopt;
    if (mayRepeat)
        known->state = Known::State::Failed;
    else
        forget(known);
    return id;
}

void Inbound::onRel(MessageId id)
{
    const auto known = m_known.find(id);
    // Before there was a Rec there is nothing to release: the message still has to go through.
    if (known == m_known.end() || known->state != Known::State::Answered)
        return;
    forget(known);
    if (m_policy == IdPolicy::Refuse)
        m_released.remember(id);
}

void Inbound::forget(QHash<MessageId, Known>::iterator known)
{
    if (known->state == Known::State::Answered)
        m_answerCost -= AnswerOverhead + known->answer.size();
    m_known.erase(known);
}

QList<Inbound::Request> Inbound::dropQueue()
{
    m_queuedBytes = 0;
    for (const Request &request : std::as_const(m_queue)) {
        const auto known = m_known.find(request.id);
        if (request.qos == QoS::ExactlyOnce && known != m_known.end()
            && known->number == request.number)
            known->state = Known::State::Failed;
    }
    return std::exchange(m_queue, {});
}

bool Inbound::isCrowded(const Limits &limits) const
{
    return m_queue.size() >= limits.maxInflight || m_queuedBytes >= limits.maxBytes;
}

bool Inbound::isRelaxed(const Limits &limits) const
{
    return m_queue.size() <= limits.maxInflight / 2 && m_queuedBytes <= limits.maxBytes / 2;
}

} // namespace Rainbow
