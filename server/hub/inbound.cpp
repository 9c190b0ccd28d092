// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/delivery.h"

#include <algorithm>

namespace Rainbow {

bool Inbound::isQueued(quint64 number) const
{
    return std::any_of(m_queue.begin(), m_queue.end(),
                       [number](const Pending &pending) { return pending.number == number; });
}

Inbound::Taken Inbound::enqueue(const SendCommand &command, quint64 number)
{
    m_queue.append(Pending{number, command.type, command.qos, command.id, command.payload});
    m_queuedBytes += command.payload.size();
    return {Taken::What::Queued, {}};
}

quint64 Inbound::numberOfQos1(const SendCommand &command, const Limits &limits)
{
    if (command.dup) {
        const auto it = m_recent.constFind(command.id);
        if (it != m_recent.constEnd())
            return it->number;
    }
    const quint64 number = ++m_lastNumber;
    m_recent.insert(command.id, Recent{number, ++m_qos1Count});
    // Only the latest are worth keeping: a repeat follows its message within a few others.
    const auto kept = quint64(limits.maxInflight);
    if (quint64(m_recent.size()) > 2 * kept)
        m_recent.removeIf(
            [&](const auto &entry) { return entry.value().order + kept <= m_qos1Count; });
    return number;
}

Inbound::Taken Inbound::onSend(const SendCommand &command, const Limits &limits)
{
    switch (command.qos) {
    case QoS::AtMostOnce:
        return enqueue(command, ++m_lastNumber);
    case QoS::AtLeastOnce: {
        const quint64 number = numberOfQos1(command, limits);
        if (command.dup && isQueued(number))
            return {Taken::What::Waits, {}};
        return enqueue(command, number);
    }
    case QoS::ExactlyOnce:
        break;
    }

    const auto known = m_known.find(command.id);
    if (known != m_known.end() && command.dup) {
        switch (known->state) {
        case Known::State::UnderWay:
            return {Taken::What::Waits, {}};
        case Known::State::Answered:
            return {Taken::What::AnswerAgain, known->answer};
        case Known::State::Failed:
            known->state = Known::State::UnderWay;
            return enqueue(command, known->number);
        }
    }
    if (known != m_known.end()) {
        forget(known);
    } else if (m_answerCost > limits.maxAnswers) {
        return {Taken::What::Refused, {}};
    }
    const quint64 number = ++m_lastNumber;
    m_known.insert(command.id, Known{number, Known::State::UnderWay, {}});
    return enqueue(command, number);
}

std::optional<Inbound::Forward> Inbound::next(int concurrency)
{
    if (m_queue.isEmpty() || m_running.size() >= concurrency)
        return std::nullopt;
    Pending pending = m_queue.takeFirst();
    m_queuedBytes -= pending.payload.size();
    Forward forward{pending.number, pending.type, std::move(pending.payload)};
    pending.payload = {};
    m_running.append(std::move(pending));
    return forward;
}

std::optional<Inbound::Reply> Inbound::onForwarded(quint64 number, bool ok, const QByteArray &body)
{
    const auto it = std::find_if(m_running.begin(), m_running.end(),
                                 [number](const Pending &p) { return p.number == number; });
    if (it == m_running.end())
        return std::nullopt;
    const Pending done = *it;
    m_running.erase(it);

    switch (done.qos) {
    case QoS::AtMostOnce:
        return std::nullopt;
    case QoS::AtLeastOnce:
        return ok ? std::optional(Reply{AnswerKind::Ack, done.id}) : std::nullopt;
    case QoS::ExactlyOnce:
        break;
    }
    const auto known = m_known.find(done.id);
    // A new message may have taken the id meanwhile: then nobody waits for this answer.
    if (known == m_known.end() || known->number != number)
        return std::nullopt;
    if (!ok) {
        known->state = Known::State::Failed;
        return std::nullopt;
    }
    known->state = Known::State::Answered;
    known->answer = body;
    m_answerCost += AnswerOverhead + body.size();
    return Reply{AnswerKind::Rec, done.id};
}

void Inbound::onRel(MessageId id)
{
    const auto known = m_known.find(id);
    // Before there was a Rec there is nothing to release: the message still has to go through.
    if (known == m_known.end() || known->state != Known::State::Answered)
        return;
    forget(known);
}

void Inbound::forget(QHash<MessageId, Known>::iterator known)
{
    if (known->state == Known::State::Answered)
        m_answerCost -= AnswerOverhead + known->answer.size();
    m_known.erase(known);
}

void Inbound::dropQueue()
{
    m_queue.clear();
    m_queuedBytes = 0;
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
