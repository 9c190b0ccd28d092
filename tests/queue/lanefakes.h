// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queuelane.h"

#include <deque>
#include <map>
#include <memory>
#include <set>

namespace Rainbow {

/// Lanes, and an exchange that carries when a test says so: in order between any two of them, in
/// any order otherwise.
class Lanes {
public:
    static constexpr TimePoint Start{std::chrono::hours(1)};
    static constexpr std::chrono::milliseconds Timeout{10'000};

    struct Delivery {
        Identity consumer;
        QueueMessage message;
    };
    struct Outcome {
        Identity client;
        quint64 number = 0;
        BusinessAnswer answer;
    };

    explicit Lanes(int count, const QueueLimits &limits = {}) : m_count(count), m_limits(limits)
    {
        for (int i = 0; i < count; ++i)
            m_ports.push_back(std::make_unique<Port>(*this, HubId(i)));
        for (int i = 0; i < count; ++i)
            m_lanes.push_back(newLane(i));
        run();
    }

    QueueLane &lane(int index = 0) { return *m_lanes[size_t(index)]; }
    /// A worker that comes late: what was there is gone, and the others know nothing of it.
    void remake(int index)
    {
        m_lanes[size_t(index)].reset();
        m_lanes[size_t(index)] = newLane(index);
    }

    /// The client's next message; returns its number.
    quint64 forward(const QByteArray &client, QoS qos, const QByteArray &payload, int index = 0,
                    const QByteArray &topic = "orders")
    {
        const quint64 number = ++m_numbers[client];
        forwardAgain(client, number, qos, payload, index, topic);
        return number;
    }
    void forwardAgain(const QByteArray &client, quint64 number, QoS qos, const QByteArray &payload,
                      int index = 0, const QByteArray &topic = "orders")
    {
        lane(index).forward({Identity(client), {}, number, midOf(client, number), 7, payload},
                            topic, qos, timeout, now);
    }
    static QByteArray midOf(const QByteArray &client, quint64 number)
    {
        return client + '-' + QByteArray::number(number);
    }

    /// Every lane does what is due and the exchange carries all there is, until nothing is left.
    void run()
    {
        for (bool more = true; more;) {
            more = false;
            for (const auto &one : m_lanes) {
                if (one->nextDue() <= now) {
                    one->onTime(now);
                    more = true;
                }
            }
            while (carryOne(0))
                more = true;
        }
    }
    /// Carries one item, of the way chosen; false: there is none.
    bool carryOne(quint32 choice)
    {
        std::vector<std::pair<HubId, HubId>> ways;
        for (const auto &[way, items] : m_mail) {
            if (!items.empty())
                ways.push_back(way);
        }
        if (ways.empty())
            return false;
        const auto way = ways[choice % ways.size()];
        const QueueItem item = std::move(m_mail[way].front());
        m_mail[way].pop_front();
        m_lanes[way.second]->take(item);
        return true;
    }
    void pass(std::chrono::milliseconds duration)
    {
        now += duration;
        run();
    }

    /// "consumer mid", of what was delivered since the last call.
    QByteArrayList delivered()
    {
        QByteArrayList all;
        for (const Delivery &delivery : std::exchange(deliveries, {}))
            all.append(delivery.consumer.bytes() + ' ' + delivery.message.mid);
        return all;
    }
    /// "mid ok:body", "mid failed" or "mid late", of what has ended since the last call.
    QByteArrayList ended()
    {
        QByteArrayList all;
        for (const Outcome &outcome : std::exchange(outcomes, {})) {
            const BusinessAnswer &answer = outcome.answer;
            all.append(midOf(outcome.client.bytes(), outcome.number) + ' '
                       + (answer.ok             ? "ok:" + answer.body
                              : answer.timedOut ? QByteArray("late")
                                                : QByteArray("failed")));
        }
        return all;
    }

    TimePoint now = Start;
    std::chrono::milliseconds timeout = Timeout;
    std::vector<Delivery> deliveries;
    std::vector<Outcome> outcomes;
    std::set<QByteArray> blocked; ///< consumers
    std::set<QByteArray> closing; ///< consumers that nothing is put out to
    std::function<void()> onDelivery; ///< within QueuePort::deliver()
    std::function<void(const Outcome &)> onOutcome; ///< within QueuePort::forwarded()
    quint64 crossings = 0;

private:
    struct Port final : QueuePort, QueuePeers {
        Port(Lanes &owner, HubId index) : lanes(owner), id(index) { }

        bool deliver(const Identity &consumer, const QueueMessage &message) override
        {
            if (lanes.closing.contains(consumer.bytes()))
                return false;
            lanes.deliveries.push_back({consumer, message});
            if (lanes.onDelivery)
                lanes.onDelivery();
            return true;
        }
        [[nodiscard]] bool isBlocked(const Identity &consumer) const override
        {
            return lanes.blocked.contains(consumer.bytes());
        }
        void forwarded(const Identity &client, quint64 number,
                       const BusinessAnswer &answer) override
        {
            lanes.outcomes.push_back({client, number, answer});
            if (lanes.onOutcome)
                lanes.onOutcome(Outcome(lanes.outcomes.back()));
        }

        void dispatch(HubId to, const QueueItem &item) override
        {
            if (to == id)
                qFatal("an item for itself");
            ++lanes.crossings;
            lanes.m_mail[{id, to}].push_back(item);
        }
        void toOthers(const QueueItem &item) override
        {
            for (HubId to = 0; to < HubId(lanes.m_count); ++to) {
                if (to != id)
                    dispatch(to, item);
            }
        }
        [[nodiscard]] int laneCount() const override { return lanes.m_count; }

        Lanes &lanes;
        HubId id;
    };

    std::unique_ptr<QueueLane> newLane(int index)
    {
        Port &port = *m_ports[size_t(index)];
        return std::make_unique<QueueLane>(HubId(index), port, port, m_limits);
    }

    int m_count;
    QueueLimits m_limits;
    std::map<QByteArray, quint64> m_numbers;
    std::map<std::pair<HubId, HubId>, std::deque<QueueItem>> m_mail;
    std::vector<std::unique_ptr<Port>> m_ports;
    std::vector<std::unique_ptr<QueueLane>> m_lanes;
};

} // namespace Rainbow
