// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "queue/queuelane.h"

#include <algorithm>

namespace Rainbow {

QueueLane::QueueLane(HubId id, QueuePort &port, QueuePeers &peers, const QueueLimits &limits)
    : m_id(id), m_port(port), m_peers(peers),
      m_origin(id, peers.laneCount(), limits,
               [this](HubId to, const QueueItem &item) { send(to, item); }),
      m_desk(
          id, [this](HubId to, const QueueItem &item) { send(to, item); },
          [this](const QueueItem &item) { sendToAll(item); })
{
    m_peers.toOthers(QueueRollCall{m_id});
}

QueueLane::~QueueLane() = default;

QueueVerdict QueueLane::pop(const Identity &consumer, const QByteArrayList &topics)
{
    if (!m_origin.hasRoomFor(topics))
        return QueueVerdict::NoRoom;
    return m_desk.pop(consumer, topics);
}

// --- across

void QueueLane::send(HubId to, const QueueItem &item)
{
    if (to == m_id)
        take(item);
    else
        m_peers.dispatch(to, item);
}

void QueueLane::sendToAll(const QueueItem &item)
{
    take(item);
    m_peers.toOthers(item);
}

void QueueLane::take(const QueueItem &item)
{
    std::visit(
        [this](const auto &value) {
            if constexpr (requires { m_desk.take(value); })
                m_desk.take(value);
            else
                m_origin.take(value);
        },
        item);
}

// --- time

TimePoint QueueLane::nextDue() const
{
    return std::min(m_origin.nextDue(), m_desk.nextDue());
}

void QueueLane::onTime(TimePoint now)
{
    m_origin.expire(now);
    m_origin.handOver();
    m_desk.deliver(m_port, now);
    // Who is told may forward more at once: that is for the next turn.
    for (const auto &[client, number, answer] : m_origin.takeOutcomes())
        m_port.forwarded(client, number, answer);
}

QList<QueueFigures> QueueLane::figures() const
{
    QList<QueueFigures> all = m_origin.figures();
    for (QueueFigures &figures : all) {
        const auto found = m_desk.consumers().find(figures.topic);
        if (found != m_desk.consumers().end())
            figures.consumers = found->second;
    }
    return all;
}

} // namespace Rainbow
