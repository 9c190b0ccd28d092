// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/businessanswer.h"
#include "hub/ports.h"
#include "queue/queuefigures.h"
#include "queue/queueitem.h"

#include <boost/intrusive/list.hpp>

#include <deque>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

namespace Rainbow {

/// The messages of one lane's clients: they wait, in order, are handed to consumers in turn, and
/// are kept until they are done. One step costs the same however many there are. Part of QueueLane,
/// whose header says what holds; what it wants said to desks it gives to the sender.
class QueueOrigin {
public:
    using Send = std::function<void(HubId to, const QueueItem &item)>;

    QueueOrigin(HubId id, int lanes, const QueueLimits &limits, Send send);
    ~QueueOrigin();
    Q_DISABLE_COPY_MOVE(QueueOrigin)

    void forward(const ForwardCall &call, const QByteArray &topic, QoS qos,
                 std::chrono::milliseconds timeout, TimePoint now);

    void take(const QueuePop &pop);
    void take(const QueueUnpop &unpop);
    void take(const QueueGone &gone);
    void take(const QueueLeft &left);
    void take(const QueueReturn &returned);
    void take(const QueueAnswer &answer);

    /// Whether as many more topics as these that it does not know fit in.
    [[nodiscard]] bool hasRoomFor(const QByteArrayList &topics) const;

    /// TimePoint::min(): there is something to hand over or to tell of.
    [[nodiscard]] TimePoint nextDue() const;
    void expire(TimePoint now);
    void handOver();

    struct Outcome {
        Identity client;
        quint64 number = 0;
        BusinessAnswer answer;
    };
    /// What has ended since the last call. Until then it is under way.
    [[nodiscard]] std::vector<Outcome> takeOutcomes();

    [[nodiscard]] const QueueCounters &counters() const { return m_counters; }
    [[nodiscard]] QList<QueueFigures> figures() const; ///< without consumers, sorted

private:
    using Hook = boost::intrusive::list_member_hook<
        boost::intrusive::link_mode<boost::intrusive::normal_link>>;
    using FreeHook = boost::intrusive::list_member_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    struct Topic;
    struct Consumer;

    struct Entry {
        QueueMessage message;
        quint64 order = 0; ///< in which they came
        quint64 number = 0; ///< ForwardCall's
        int askers = 1; ///< how often it is to be told of
        TimePoint deadline;
        Topic *topic = nullptr; ///< nullptr: it is done, and somebody has to be told of it
        Consumer *consumer = nullptr; ///< has it in hand; nullptr: it waits, or is done
        Hook place; ///< among the topic's that wait, or those in the consumer's hand
        FreeHook due; ///< among those of one timeout
    };
    using Entries =
        boost::intrusive::list<Entry, boost::intrusive::member_hook<Entry, Hook, &Entry::place>>;
    using Deadlines =
        boost::intrusive::list<Entry, boost::intrusive::member_hook<Entry, FreeHook, &Entry::due>,
                               boost::intrusive::constant_time_size<false>>;

    struct Topic {
        QByteArray name;
        Entries waiting; ///< by order
        int inHand = 0;
        qint64 bytes = 0;
        int consumers = 0;
        std::deque<Consumer *> ready; ///< with room, when last looked at; the next one first
        bool stirred = false; ///< is in m_stirred
    };
    struct Ended {
        Entry *entry = nullptr;
        BusinessAnswer answer;
    };
    struct Subscription {
        Topic *topic = nullptr;
        bool ready = false; ///< the consumer is in topic->ready
    };
    struct Consumer {
        HubId hub = 0;
        Identity identity;
        Entries inHand;
        std::vector<Subscription> topics;
    };

    [[nodiscard]] Topic &topicOf(const QByteArray &name);
    void handOver(Topic &topic);
    void hand(Topic &topic, Consumer &consumer);
    void makeReady(Consumer &consumer, Subscription &subscription);
    void stir(Topic &topic);
    void unsubscribe(Consumer &consumer, const QByteArray &topic);
    /// The entry, if that consumer has it in hand.
    [[nodiscard]] Entry *inHandOf(const Identity &consumer, const QByteArray &mid);
    /// It is in nobody's hand, and in no list, from here on.
    void release(Entry &entry);
    void requeue(std::vector<Entry *> entries);
    void finish(Entry &entry, const BusinessAnswer &answer);
    void dropIfUnused(Topic &topic);
    void dropIfUnused(Consumer &consumer);

    HubId m_id;
    QueueLimits m_limits;
    size_t m_window; ///< this lane's share of a consumer's
    Send m_send;
    quint64 m_lastOrder = 0;
    QueueCounters m_counters;
    std::unordered_map<QByteArray, Entry> m_entries; ///< by mid
    std::unordered_map<QByteArray, Topic> m_topics;
    std::unordered_map<Identity, Consumer> m_consumers;
    /// By timeout, so that each list is in order of deadline whatever the timeout becomes.
    std::map<std::chrono::milliseconds, Deadlines> m_deadlines;
    std::vector<Topic *> m_stirred; ///< something may be handed over
    std::vector<Ended> m_ended; ///< to be told of
    std::vector<Outcome> m_refused; ///< likewise, of which nothing is kept
};

} // namespace Rainbow
