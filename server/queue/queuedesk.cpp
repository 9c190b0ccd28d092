// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "queue/queuedesk.h"

#include <algorithm>
#include <map>

namespace Rainbow {

QueueDesk::QueueDesk(HubId id, Send send, SendToAll sendToAll)
    : m_id(id), m_send(std::move(send)), m_sendToAll(std::move(sendToAll))
{
}

QueueDesk::~QueueDesk() = default;

// --- what consumers want

QueueVerdict QueueDesk::pop(const Identity &identity, const QByteArrayList &topics)
{
    const auto found = m_consumers.find(identity);
    if (found != m_consumers.end()
        && std::any_of(topics.begin(), topics.end(), [&found](const QByteArray &topic) {
               return found->second.topics.contains(topic);
           }))
        return QueueVerdict::Already;
    if (topics.isEmpty())
        return QueueVerdict::Done;

    Consumer &consumer = m_consumers[identity];
    consumer.identity = identity;
    QByteArrayList added; // each once
    for (const QByteArray &topic : topics) {
        if (consumer.topics.contains(topic))
            continue;
        consumer.topics.insert(topic);
        added.append(topic);
        ++m_topics[topic];
    }
    m_sendToAll(QueuePop{m_id, identity, added});
    return QueueVerdict::Done;
}

QueueVerdict QueueDesk::unpop(const Identity &identity, const QByteArrayList &topics)
{
    const auto found = m_consumers.find(identity);
    if (found == m_consumers.end()
        || !std::all_of(topics.begin(), topics.end(), [&found](const QByteArray &topic) {
               return found->second.topics.contains(topic);
           }))
        return QueueVerdict::NotPopped;

    Consumer &consumer = found->second;
    for (const QByteArray &topic : topics) {
        if (consumer.topics.remove(topic))
            leaveTopic(topic);
    }
    m_sendToAll(QueueUnpop{m_id, identity, topics});
    std::map<HubId, QByteArrayList> unseen;
    for (auto it = consumer.pending.begin(); it != consumer.pending.end();) {
        Held &held = *it++;
        if (!consumer.topics.contains(held.message.topic)) {
            unseen[held.origin].append(held.message.mid);
            forget(held);
        }
    }
    for (const auto &[origin, mids] : unseen)
        m_send(origin, QueueReturn{m_id, identity, mids});
    dropIfUnused(consumer);
    return QueueVerdict::Done;
}

void QueueDesk::gone(const Identity &identity)
{
    const auto found = m_consumers.find(identity);
    if (found == m_consumers.end())
        return;
    Consumer &consumer = found->second;
    for (const QByteArray &topic : std::as_const(consumer.topics))
        leaveTopic(topic);
    consumer.topics.clear();
    while (!consumer.pending.empty())
        forget(consumer.pending.front());
    while (!consumer.out.empty())
        forget(consumer.out.front());
    dropIfUnused(consumer);
    m_sendToAll(QueueGone{m_id, identity});
}

bool QueueDesk::answer(const Identity &consumer, const QByteArray &mid, const QByteArray &data)
{
    const auto found = m_held.find(mid);
    if (found == m_held.end() || !found->second.out || found->second.consumer->identity != consumer)
        return false;
    Held &held = found->second;
    Consumer &one = *held.consumer;
    m_send(held.origin, QueueAnswer{m_id, consumer, mid, data});
    forget(held);
    dropIfUnused(one);
    return true;
}

void QueueDesk::leaveTopic(const QByteArray &topic)
{
    const auto found = m_topics.find(topic);
    if (--found->second == 0)
        m_topics.erase(found);
}

// --- what comes from origins

void QueueDesk::take(const QueueHand &hand)
{
    const auto found = m_consumers.find(hand.consumer);
    if (found == m_consumers.end() || !found->second.topics.contains(hand.message.topic)) {
        // Of one that has gone the origin will know by itself; of others it has to be told, also
        // where a connection is known no more because it has unpopped everything.
        m_send(hand.from, QueueReturn{m_id, hand.consumer, {hand.message.mid}});
        return;
    }
    const auto [it, isNew] = m_held.try_emplace(hand.message.mid);
    if (!isNew)
        return;
    Consumer &consumer = found->second;
    Held &held = it->second;
    held.message = hand.message;
    held.origin = hand.from;
    held.consumer = &consumer;
    consumer.pending.push_back(held);
    if (!consumer.busy) {
        consumer.busy = true;
        m_busy.push_back(&consumer);
        m_due = TimePoint::min();
    }
}

void QueueDesk::take(const QueueExpire &expire)
{
    for (const QByteArray &mid : expire.mids) {
        const auto found = m_held.find(mid);
        if (found == m_held.end() || found->second.origin != expire.from)
            continue;
        Consumer &consumer = *found->second.consumer;
        forget(found->second);
        dropIfUnused(consumer);
    }
}

void QueueDesk::take(const QueueRollCall &call)
{
    for (const auto &[identity, consumer] : m_consumers) {
        if (!consumer.topics.isEmpty())
            m_send(call.from, QueuePop{m_id, identity, consumer.topics.values()});
    }
}

// --- out to consumers

TimePoint QueueDesk::nextDue() const
{
    return m_busy.empty() ? TimePoint::max() : m_due;
}

void QueueDesk::deliver(QueuePort &port, TimePoint now)
{
    std::vector<Consumer *> busy = std::exchange(m_busy, {});
    bool more = false;
    for (Consumer *consumer : busy) {
        deliver(*consumer, port);
        consumer->busy = !consumer->pending.empty();
        if (consumer->busy) {
            m_busy.push_back(consumer);
            more = more || !port.isBlocked(consumer->identity);
        }
    }
    m_due = more ? TimePoint::min() : now + BlockedPoll;
}

void QueueDesk::deliver(Consumer &consumer, QueuePort &port)
{
    qsizetype bytes = 0;
    std::map<HubId, QByteArrayList> left;
    // Each time anew: what is put out may be what its connection does not take at once.
    while (!consumer.pending.empty() && !port.isBlocked(consumer.identity)) {
        Held &held = consumer.pending.front();
        const qsizetype size = held.message.payload.size();
        // What was put out may have filled what there was of room.
        if (bytes > 0 && (bytes + size > MaxTurn || port.isBlocked(consumer.identity)))
            break;
        bytes += size + 1; // one without a payload is one, too
        consumer.pending.pop_front();
        consumer.out.push_back(held);
        held.out = true;
        if (!port.deliver(consumer.identity, held.message)) {
            // Its end will be told of; until then it may as well have all.
            held.message.payload.clear();
            continue;
        }
        held.message.payload.clear();
        if (held.message.qos == QoS::AtMostOnce) {
            left[held.origin].append(held.message.mid);
            forget(held);
        }
    }
    for (const auto &[origin, mids] : left)
        m_send(origin, QueueLeft{m_id, consumer.identity, mids});
}

void QueueDesk::forget(Held &held)
{
    HeldList &list = held.out ? held.consumer->out : held.consumer->pending;
    list.erase(list.iterator_to(held));
    m_held.erase(QByteArray(held.message.mid));
}

void QueueDesk::dropIfUnused(Consumer &consumer)
{
    if (!consumer.topics.isEmpty() || !consumer.pending.empty() || !consumer.out.empty())
        return;
    if (consumer.busy)
        m_busy.erase(std::find(m_busy.begin(), m_busy.end(), &consumer));
    m_consumers.erase(Identity(consumer.identity));
}

} // namespace Rainbow
