// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/delivery.h"
#include "protocol/packet.h"

#include <algorithm>

namespace Rainbow {

std::vector<Outbound::Delivery>::iterator Outbound::find(MessageId id)
{
    return std::find_if(m_deliveries.begin(), m_deliveries.end(),
                        [id](const Delivery &delivery) { return delivery.id == id; });
}

MessageId Outbound::begin(const OpenPublicationPtr &publication, TimePoint now,
                          std::chrono::milliseconds retryInterval)
{
    do {
        m_lastId = m_lastId >= MaxMessageId ? 1 : m_lastId + 1;
    } while (find(m_lastId) != m_deliveries.end());

    const auto state =
        publication->publication.qos == QoS::ExactlyOnce ? State::AwaitRec : State::AwaitAck;
    const TimePoint retryAt = now + retryInterval;
    m_deliveries.push_back(Delivery{publication, retryAt, m_lastId, state});
    m_nextDue = std::min({m_nextDue, retryAt, publication->publication.deadline});
    return m_lastId;
}

Outbound::Answered Outbound::onAnswer(AnswerKind kind, MessageId id, TimePoint now,
                                      std::chrono::milliseconds retryInterval)
{
    const auto it = find(id);
    if (it == m_deliveries.end())
        return {};
    switch (kind) {
    case AnswerKind::Ack:
        if (it->state == State::AwaitAck) {
            Answered answered{Step::Confirmed, std::move(it->publication)};
            m_deliveries.erase(it);
            return answered;
        }
        break;
    case AnswerKind::Rec:
        if (it->state == State::AwaitRec) {
            it->state = State::AwaitCom;
            it->retryAt = now + retryInterval;
            return {Step::Confirmed, it->publication};
        }
        if (it->state == State::AwaitCom)
            return {Step::Repeated, {}};
        break;
    case AnswerKind::Com:
        if (it->state == State::AwaitCom) {
            m_deliveries.erase(it);
            return {Step::Completed, {}};
        }
        break;
    case AnswerKind::Rel:
        break;
    }
    return {};
}

std::vector<Outbound::Due> Outbound::takeDue(TimePoint now, std::chrono::milliseconds retryInterval)
{
    std::vector<Due> due;
    m_nextDue = TimePoint::max();
    const auto visit = [&](Delivery &delivery) {
        const TimePoint deadline = delivery.publication->publication.deadline;
        if (deadline <= now) {
            due.push_back({Due::What::Expired, delivery.id, delivery.publication});
            return true;
        }
        if (delivery.retryAt <= now) {
            const auto what =
                delivery.state == State::AwaitCom ? Due::What::RepeatRel : Due::What::RepeatMessage;
            due.push_back({what, delivery.id, delivery.publication});
            delivery.retryAt = now + retryInterval;
        }
        m_nextDue = std::min({m_nextDue, delivery.retryAt, deadline});
        return false;
    };
    std::erase_if(m_deliveries, visit);
    return due;
}

qint64 Outbound::heldBytes() const
{
    qint64 bytes = 0;
    for (const Delivery &delivery : m_deliveries)
        bytes += delivery.publication->publication.payload.size();
    return bytes;
}

std::vector<OpenPublicationPtr> Outbound::abandon()
{
    std::vector<OpenPublicationPtr> unanswered;
    for (const Delivery &delivery : m_deliveries) {
        if (delivery.state != State::AwaitCom)
            unanswered.push_back(delivery.publication);
    }
    m_deliveries.clear();
    m_nextDue = TimePoint::max();
    return unanswered;
}

} // namespace Rainbow
