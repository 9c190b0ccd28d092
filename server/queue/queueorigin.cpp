// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "queue/queueorigin.h"

#include <algorithm>

namespace Rainbow {

QueueOrigin::QueueOrigin(HubId id, int lanes, const QueueLimits &limits, Send send)
    : m_id(id), m_limits(limits), m_window(size_t(std::max(1, limits.window / std::max(1, lanes)))),
      m_send(std::move(send))
{
}

QueueOrigin::~QueueOrigin() = default;

// --- what comes from clients

void QueueOrigin::forward(const ForwardCall &call, const QByteArray &name, QoS qos,
                          std::chrono::milliseconds timeout, TimePoint now)
{
    if (const auto known = m_entries.find(call.messageId); known != m_entries.end()) {
        ++known->second.askers;
        return;
    }
    const auto found = m_topics.find(name);
    const bool isNew = found == m_topics.end();
    const size_t waiting = isNew ? 0 : found->second.waiting.size();
    const qint64 bytes = isNew ? 0 : found->second.bytes;
    if (waiting >= size_t(m_limits.maxWaiting) || bytes + call.payload.size() > m_limits.maxBytes
        || (isNew && m_topics.size() >= size_t(m_limits.maxTopics))) {
        ++m_counters.refused;
        m_refused.push_back({call.identity, call.number, {}});
        return;
    }

    ++m_counters.enqueued;
    Topic &topic = isNew ? topicOf(name) : found->second;
    Entry &entry = m_entries[call.messageId];
    entry.message = {topic.name, call.identity, call.type, qos, call.messageId, call.payload};
    entry.order = ++m_lastOrder;
    entry.number = call.number;
    entry.deadline = now + timeout;
    entry.topic = &topic;
    topic.waiting.push_back(entry);
    topic.bytes += call.payload.size();
    m_deadlines[timeout].push_back(entry);
    if (!topic.ready.empty())
        stir(topic);
}

QueueOrigin::Topic &QueueOrigin::topicOf(const QByteArray &name)
{
    Topic &topic = m_topics[name];
    topic.name = name;
    return topic;
}

bool QueueOrigin::hasRoomFor(const QByteArrayList &topics) const
{
    const auto unknown = std::count_if(topics.begin(), topics.end(), [this](const auto &name) {
        return !m_topics.contains(name);
    });
    return qsizetype(m_topics.size()) + unknown <= m_limits.maxTopics;
}

// --- who takes them

void QueueOrigin::take(const QueuePop &pop)
{
    Consumer &consumer = m_consumers[pop.consumer];
    consumer.hub = pop.from;
    consumer.identity = pop.consumer;
    for (const QByteArray &name : pop.topics) {
        Topic &topic = topicOf(name);
        const bool isKnown =
            std::any_of(consumer.topics.begin(), consumer.topics.end(),
                        [&topic](const Subscription &s) { return s.topic == &topic; });
        if (isKnown)
            continue;
        ++topic.consumers;
        makeReady(consumer, consumer.topics.emplace_back(Subscription{&topic, false}));
    }
    dropIfUnused(consumer);
}

void QueueOrigin::take(const QueueUnpop &unpop)
{
    const auto found = m_consumers.find(unpop.consumer);
    if (found == m_consumers.end())
        return;
    for (const QByteArray &name : unpop.topics)
        unsubscribe(found->second, name);
    dropIfUnused(found->second);
}

void QueueOrigin::take(const QueueGone &gone)
{
    const auto found = m_consumers.find(gone.consumer);
    if (found == m_consumers.end())
        return;
    Consumer &consumer = found->second;
    while (!consumer.topics.empty())
        unsubscribe(consumer, QByteArray(consumer.topics.back().topic->name));
    std::vector<Entry *> entries;
    entries.reserve(consumer.inHand.size());
    for (Entry &entry : consumer.inHand)
        entries.push_back(&entry);
    requeue(std::move(entries));
    m_consumers.erase(found);
}

void QueueOrigin::unsubscribe(Consumer &consumer, const QByteArray &name)
{
    const auto found = std::find_if(consumer.topics.begin(), consumer.topics.end(),
                                    [&name](const auto &s) { return s.topic->name == name; });
    if (found == consumer.topics.end())
        return;
    Topic &topic = *found->topic;
    if (found->ready)
        topic.ready.erase(std::find(topic.ready.begin(), topic.ready.end(), &consumer));
    --topic.consumers;
    consumer.topics.erase(found);
    dropIfUnused(topic);
}

void QueueOrigin::makeReady(Consumer &consumer, Subscription &subscription)
{
    if (!subscription.ready) {
        subscription.ready = true;
        subscription.topic->ready.push_back(&consumer);
    }
    stir(*subscription.topic);
}

void QueueOrigin::stir(Topic &topic)
{
    if (topic.stirred || topic.waiting.empty())
        return;
    topic.stirred = true;
    m_stirred.push_back(&topic);
}

// --- over to them

void QueueOrigin::handOver()
{
    for (Topic *topic : std::exchange(m_stirred, {})) {
        topic->stirred = false;
        handOver(*topic);
    }
}

void QueueOrigin::handOver(Topic &topic)
{
    while (!topic.waiting.empty() && !topic.ready.empty()) {
        Consumer &consumer = *topic.ready.front();
        topic.ready.pop_front();
        if (consumer.inHand.size() < m_window) {
            topic.ready.push_back(&consumer);
            hand(topic, consumer);
            continue;
        }
        // It has its hands full; release() brings it back.
        for (Subscription &subscription : consumer.topics) {
            if (subscription.topic == &topic)
                subscription.ready = false;
        }
    }
}

void QueueOrigin::hand(Topic &topic, Consumer &consumer)
{
    Entry &entry = topic.waiting.front();
    topic.waiting.pop_front();
    consumer.inHand.push_back(entry);
    entry.consumer = &consumer;
    ++topic.inHand;
    ++m_counters.handed;
    m_send(consumer.hub, QueueHand{m_id, consumer.identity, entry.message});
}

// --- and back

QueueOrigin::Entry *QueueOrigin::inHandOf(const Identity &consumer, const QByteArray &mid)
{
    const auto found = m_entries.find(mid);
    if (found == m_entries.end() || !found->second.consumer
        || found->second.consumer->identity != consumer)
        return nullptr;
    return &found->second;
}

void QueueOrigin::take(const QueueLeft &left)
{
    for (const QByteArray &mid : left.mids) {
        if (Entry *entry = inHandOf(left.consumer, mid)) {
            ++m_counters.answered;
            finish(*entry, {true, {}, {}, {}, {}});
        }
    }
}

void QueueOrigin::take(const QueueAnswer &answer)
{
    if (Entry *entry = inHandOf(answer.consumer, answer.mid)) {
        ++m_counters.answered;
        finish(*entry, {true, answer.data, {}, {}, {}});
    }
}

void QueueOrigin::take(const QueueReturn &returned)
{
    std::vector<Entry *> entries;
    for (const QByteArray &mid : returned.mids) {
        if (Entry *entry = inHandOf(returned.consumer, mid))
            entries.push_back(entry);
    }
    requeue(std::move(entries));
    if (const auto found = m_consumers.find(returned.consumer); found != m_consumers.end())
        dropIfUnused(found->second);
}

void QueueOrigin::release(Entry &entry)
{
    Topic &topic = *entry.topic;
    if (!entry.consumer) {
        topic.waiting.erase(topic.waiting.iterator_to(entry));
        return;
    }
    Consumer &consumer = *entry.consumer;
    const bool wasFull = consumer.inHand.size() >= m_window;
    consumer.inHand.erase(consumer.inHand.iterator_to(entry));
    entry.consumer = nullptr;
    --topic.inHand;
    if (wasFull) {
        // The room is for another topic each time, where there is none for all.
        if (!consumer.topics.empty())
            std::rotate(consumer.topics.begin(), consumer.topics.begin() + 1,
                        consumer.topics.end());
        for (Subscription &subscription : consumer.topics)
            makeReady(consumer, subscription);
    }
}

/// They had their turn before those that wait now, but for others that came back: each goes to
/// where it was.
void QueueOrigin::requeue(std::vector<Entry *> entries)
{
    std::sort(entries.begin(), entries.end(),
              [](const Entry *a, const Entry *b) { return a->order < b->order; });
    std::unordered_map<Topic *, Entries::iterator> places;
    for (Entry *entry : entries) {
        release(*entry);
        ++m_counters.requeued;
        Entries &waiting = entry->topic->waiting;
        auto place = places.try_emplace(entry->topic, waiting.begin()).first;
        while (place->second != waiting.end() && place->second->order < entry->order)
            ++place->second;
        waiting.insert(place->second, *entry);
        stir(*entry->topic);
    }
}

void QueueOrigin::finish(Entry &entry, const BusinessAnswer &answer)
{
    Topic &topic = *entry.topic;
    Consumer *consumer = entry.consumer;
    release(entry);
    topic.bytes -= entry.message.payload.size();
    entry.message.payload.clear();
    entry.due.unlink();
    entry.topic = nullptr;
    m_ended.push_back({&entry, answer});
    if (consumer)
        dropIfUnused(*consumer);
    dropIfUnused(topic);
}

std::vector<QueueOrigin::Outcome> QueueOrigin::takeOutcomes()
{
    std::vector<Outcome> outcomes = std::exchange(m_refused, {});
    for (const auto &[entry, answer] : std::exchange(m_ended, {})) {
        for (int i = 0; i < entry->askers; ++i)
            outcomes.push_back({entry->message.identity, entry->number, answer});
        m_entries.erase(QByteArray(entry->message.mid));
    }
    return outcomes;
}

void QueueOrigin::dropIfUnused(Topic &topic)
{
    if (!topic.waiting.empty() || topic.inHand > 0 || topic.consumers > 0)
        return;
    if (topic.stirred)
        m_stirred.erase(std::find(m_stirred.begin(), m_stirred.end(), &topic));
    m_topics.erase(QByteArray(topic.name));
}

void QueueOrigin::dropIfUnused(Consumer &consumer)
{
    if (consumer.topics.empty() && consumer.inHand.empty())
        m_consumers.erase(Identity(consumer.identity));
}

// --- time

TimePoint QueueOrigin::nextDue() const
{
    if (!m_ended.empty() || !m_refused.empty() || !m_stirred.empty())
        return TimePoint::min();
    TimePoint due = TimePoint::max();
    for (const auto &[timeout, entries] : m_deadlines) {
        if (!entries.empty())
            due = std::min(due, entries.front().deadline);
    }
    return due;
}

void QueueOrigin::expire(TimePoint now)
{
    std::map<HubId, QByteArrayList> forgotten;
    for (auto list = m_deadlines.begin(); list != m_deadlines.end();) {
        Deadlines &entries = list->second;
        while (!entries.empty() && entries.front().deadline <= now) {
            Entry &entry = entries.front();
            if (entry.consumer)
                forgotten[entry.consumer->hub].append(entry.message.mid);
            ++m_counters.expired;
            BusinessAnswer answer;
            answer.timedOut = true;
            finish(entry, answer);
        }
        // The list of today's timeout is made again with the next message.
        list = entries.empty() ? m_deadlines.erase(list) : std::next(list);
    }
    for (const auto &[hub, mids] : forgotten)
        m_send(hub, QueueExpire{m_id, mids});
}

// --- figures

QList<QueueFigures> QueueOrigin::figures() const
{
    QList<QueueFigures> all;
    for (const auto &[name, topic] : m_topics)
        all.append({name, int(topic.waiting.size()), topic.inHand, topic.bytes, 0});
    std::sort(all.begin(), all.end(),
              [](const auto &a, const auto &b) { return a.topic < b.topic; });
    return all;
}

} // namespace Rainbow
