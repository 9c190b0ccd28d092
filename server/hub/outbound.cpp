// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/outbound.h"

#include "protocol/packet.h"

#include <algorithm>

namespace Rainbow {

std::vector<Outbound::Delivery>::iterator Outbound::find(MessageId id)
{
    return std::find_if(m_deliveries.begin(), m_deliveries.end(),
                        [id](const Delivery &delivery) { return delivery.id == id; });
}

/// When the dialogue is given up, or is late; max(): never (any more).
TimePoint Outbound::deadlineOf(const Delivery &delivery) const
{
    return delivery.isLate || !delivery.publication ? TimePoint::max()
                                                    : delivery.publication->publication.deadline;
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
    m_heldBytes += publication->publication.payload.size();
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
            Answered answered{Step::Confirmed, release(*it)};
            m_deliveries.erase(it);
            return answered;
        }
        break;
    case AnswerKind::Rec:
        if (it->state == State::AwaitRec) {
            it->state = State::AwaitCom;
            it->retryAt = now + retryInterval;
            if (m_patience == Patience::UntilDeadline)
                return {Step::Confirmed, it->publication};
            return {Step::Confirmed, release(*it)};
        }
        if (it->state == State::AwaitCom)
            return {Step::Repeated, {}};
        break;
    case AnswerKind::Com:
        if (it->state == State::AwaitCom) {
            if (it->publication)
                (void)release(*it);
            m_deliveries.erase(it);
            return {Step::Completed, {}};
        }
        break;
    case AnswerKind::Rel:
        break;
    }
    return {};
}

OpenPublicationPtr Outbound::onRefused(MessageId id)
{
    const auto it = find(id);
    if (it == m_deliveries.end() || it->state == State::AwaitCom)
        return {};
    OpenPublicationPtr publication = release(*it);
    m_deliveries.erase(it);
    return publication;
}

std::vector<Outbound::Due> Outbound::repeatAll(TimePoint now,
                                               std::chrono::milliseconds retryInterval)
{
    for (Delivery &delivery : m_deliveries)
        delivery.retryAt = now;
    std::vector<Due> due = takeDue(now, retryInterval);
    std::erase_if(due, [](const Due &d) { return d.what == Due::What::Late; });
    return due;
}

std::vector<Outbound::Due> Outbound::takeDue(TimePoint now, std::chrono::milliseconds retryInterval)
{
    std::vector<Due> due;
    m_nextDue = TimePoint::max();
    const auto visit = [&](Delivery &delivery) {
        if (deadlineOf(delivery) <= now) {
            if (m_patience == Patience::UntilDeadline) {
                due.push_back({Due::What::Expired, delivery.id, release(delivery)});
                return true;
            }
            delivery.isLate = true;
            due.push_back({Due::What::Late, delivery.id, delivery.publication});
        }
        if (delivery.retryAt <= now) {
            const auto what =
                delivery.state == State::AwaitCom ? Due::What::RepeatRel : Due::What::RepeatMessage;
            due.push_back({what, delivery.id, delivery.publication});
            delivery.retryAt = now + retryInterval;
        }
        m_nextDue = std::min({m_nextDue, delivery.retryAt, deadlineOf(delivery)});
        return false;
    };
    std::erase_if(m_deliveries, visit);
    return due;
}

std::vector<OpenPublicationPtr> Outbound::abandon()
{
    std::vector<OpenPublicationPtr> unanswered;
    for (const Delivery &delivery : m_deliveries) {
        if (delivery.state != State::AwaitCom)
            unanswered.push_back(delivery.publication);
    }
    m_deliveries.clear();
    m_heldBytes = 0;
    m_nextDue = TimePoint::max();
    return unanswered;
}

} // namespace Rainbow
