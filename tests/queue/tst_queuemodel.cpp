// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "lanefakes.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr int LaneCount = 3;
constexpr int Window = 9; // 3 for each lane

/// Clients, consumers and an exchange that do anything in any order, and what has to hold all the
/// same.
class Schedule {
public:
    explicit Schedule(quint32 seed) : m_random(seed), m_lanes(LaneCount, limits())
    {
        m_lanes.onOutcome = [this](const Lanes::Outcome &outcome) { onOutcome(outcome); };
        m_lanes.timeout = 300ms;
    }

    void run(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            step();
            look();
        }
        // What is left comes to an end, with consumers or without.
        m_lanes.blocked.clear();
        m_lanes.run();
        look();
        for (int i = 0; i < 1'000; ++i)
            m_lanes.pass(1ms);
        look();
    }

    /// Empty: all is well.
    QByteArray problem()
    {
        for (const auto &[mid, message] : m_messages) {
            if (message.calls != message.ends)
                return mid + ": not every call has ended";
        }
        QueueCounters all;
        for (int i = 0; i < LaneCount; ++i) {
            all += m_lanes.lane(i).counters();
            for (const QueueFigures &figures : m_lanes.lane(i).figures()) {
                if (figures.waiting != 0 || figures.inHand != 0 || figures.bytes != 0)
                    return "something is left";
            }
            if (m_lanes.lane(i).nextDue() != TimePoint::max())
                return "something is due";
        }
        if (all.enqueued != all.answered + all.expired)
            return "what came is not what was done";
        return m_problem;
    }
    [[nodiscard]] quint64 delivered() const { return m_delivered; }
    [[nodiscard]] quint64 repeated() const { return m_repeated; }
    [[nodiscard]] quint64 answered() const { return m_answered; }

private:
    struct Message {
        QoS qos = QoS::AtMostOnce;
        int lane = 0;
        int calls = 0;
        int ends = 0;
        bool isOpen = false; ///< some call has not ended
        /// Since it was open: deliveries, and those of them whose consumer has gone since.
        int deliveries = 0;
        int lost = 0;
        bool wasBack = false;
        QByteArray answer; ///< given by a consumer, since it was open
    };
    struct Consumer {
        int lane = 0;
        QSet<QByteArray> topics;
        QSet<QByteArray> inHand; ///< QoS > 0, as it sees it
        std::map<QByteArray, quint64> last; ///< by client and topic: number of its last message
    };

    static QueueLimits limits()
    {
        QueueLimits limits;
        limits.maxWaiting = 40;
        limits.window = Window;
        return limits;
    }
    int upTo(int count) { return int(m_random() % quint32(count)); }
    static QByteArray topic(int i) { return "t" + QByteArray::number(i); }

    void step()
    {
        switch (upTo(16)) {
        case 0:
        case 1:
        case 2:
        case 3:
            forward();
            break;
        case 4:
            repeat();
            break;
        case 5:
            pop();
            break;
        case 6:
            if (upTo(4) == 0)
                unpop();
            break;
        case 7:
            if (upTo(6) == 0)
                goAway();
            break;
        case 8:
        case 9:
        case 10:
            answer();
            break;
        case 11:
        case 12:
            for (int i = upTo(6); i >= 0; --i)
                m_lanes.carryOne(m_random());
            break;
        case 13:
        case 14:
            m_lanes.lane(upTo(LaneCount)).onTime(m_lanes.now);
            break;
        default:
            m_lanes.now += std::chrono::milliseconds(upTo(12));
            break;
        }
    }

    void forward()
    {
        const int lane = upTo(LaneCount);
        const QByteArray client = "x" + QByteArray::number(lane) + QByteArray::number(upTo(3));
        const QByteArray name = topic(client.back() % 2); // a client has one topic
        const auto qos = QoS(upTo(3));
        const quint64 number = m_lanes.forward(client, qos, "p", lane, name);
        Message &message = m_messages[Lanes::midOf(client, number)];
        message.qos = qos;
        message.lane = lane;
        message.calls = 1;
        message.isOpen = true;
    }

    void repeat()
    {
        if (m_messages.empty())
            return;
        auto it = m_messages.begin();
        std::advance(it, upTo(int(m_messages.size())));
        auto &[mid, message] = *it;
        if (message.qos == QoS::AtMostOnce)
            return;
        const QByteArray client = mid.left(mid.indexOf('-'));
        ++message.calls;
        if (!message.isOpen) {
            message.isOpen = true;
            message.deliveries = 0;
            message.lost = 0;
            message.answer.clear();
            message.wasBack = true; // it may overtake
        }
        m_lanes.forwardAgain(client, mid.mid(mid.indexOf('-') + 1).toULongLong(), message.qos, "p",
                             message.lane, topic(client.back() % 2));
    }

    Consumer *anyConsumer(QByteArray &name)
    {
        if (m_consumers.empty())
            return nullptr;
        auto it = m_consumers.begin();
        std::advance(it, upTo(int(m_consumers.size())));
        name = it->first;
        return &it->second;
    }

    void pop()
    {
        QByteArray name;
        Consumer *consumer = upTo(3) == 0 ? anyConsumer(name) : nullptr;
        if (!consumer) {
            if (m_consumers.size() >= 4)
                return;
            name = "c" + QByteArray::number(++m_lastConsumer);
            consumer = &m_consumers[name];
            consumer->lane = upTo(LaneCount);
        }
        const QByteArray wanted = topic(upTo(2));
        const QueueVerdict verdict = m_lanes.lane(consumer->lane).pop(Identity(name), {wanted});
        const bool isNew = !consumer->topics.contains(wanted);
        if (verdict != (isNew ? QueueVerdict::Done : QueueVerdict::Already))
            m_problem = "pop: the wrong verdict";
        consumer->topics.insert(wanted);
    }

    void unpop()
    {
        QByteArray name;
        Consumer *consumer = anyConsumer(name);
        if (!consumer)
            return;
        const QByteArray unwanted = topic(upTo(2));
        const QueueVerdict verdict = m_lanes.lane(consumer->lane).unpop(Identity(name), {unwanted});
        const bool had = consumer->topics.remove(unwanted);
        if (verdict != (had ? QueueVerdict::Done : QueueVerdict::NotPopped))
            m_problem = "unpop: the wrong verdict";
        // What comes back may come again later, out of order.
        consumer->last.clear();
        m_isBack = true;
    }

    void goAway()
    {
        QByteArray name;
        const Consumer *consumer = anyConsumer(name);
        if (!consumer)
            return;
        m_lanes.lane(consumer->lane).gone(Identity(name));
        m_lanes.blocked.erase(name);
        for (const QByteArray &mid : consumer->inHand) {
            ++m_messages[mid].lost;
            m_messages[mid].wasBack = true;
        }
        m_consumers.erase(name);
        m_isBack = true;
    }

    void answer()
    {
        QByteArray name;
        Consumer *consumer = anyConsumer(name);
        if (!consumer)
            return;
        if (upTo(8) == 0) {
            if (!m_lanes.blocked.erase(name))
                m_lanes.blocked.insert(name);
        }
        if (consumer->inHand.isEmpty())
            return;
        const QByteArray mid =
            *std::next(consumer->inHand.cbegin(), upTo(int(consumer->inHand.size())));
        const QByteArray text = name + '#' + QByteArray::number(++m_answered);
        consumer->inHand.remove(mid);
        if (m_lanes.lane(consumer->lane).answer(Identity(name), mid, text)) {
            Message &message = m_messages[mid];
            if (message.isOpen)
                message.answer = text;
        }
    }

    void onOutcome(const Lanes::Outcome &outcome)
    {
        const QByteArray mid = Lanes::midOf(outcome.client.bytes(), outcome.number);
        Message &message = m_messages[mid];
        if (++message.ends > message.calls)
            m_problem = mid + ": ended more often than it was asked for";
        if (outcome.answer.ok && message.qos != QoS::AtMostOnce
            && outcome.answer.body != message.answer)
            m_problem = mid + ": the answer of another";
        message.isOpen = message.ends < message.calls;
    }

    /// What was put out since.
    void look()
    {
        for (const auto &[consumer, given] : std::exchange(m_lanes.deliveries, {})) {
            ++m_delivered;
            Message &message = m_messages[given.mid];
            const auto found = m_consumers.find(consumer.bytes());
            if (found == m_consumers.end()) {
                m_problem = given.mid + ": to one that has gone";
                continue;
            }
            Consumer &to = found->second;
            if (!to.topics.contains(given.topic))
                m_problem = given.mid + ": not wanted";
            if (++message.deliveries > 1) {
                ++m_repeated;
                // Of one that crossed its timeout, an earlier copy may be in somebody's hand.
                if (message.deliveries > 1 + message.lost && message.calls == 1)
                    m_problem = given.mid + ": handed out twice";
            }
            quint64 &last = to.last[given.identity.bytes()];
            const quint64 number = given.mid.mid(given.mid.indexOf('-') + 1).toULongLong();
            if (number <= last && !message.wasBack && !m_isBack)
                m_problem = given.mid + ": overtaken";
            last = std::max(last, number);
            if (message.qos != QoS::AtMostOnce)
                to.inHand.insert(given.mid);
        }
    }

    std::mt19937 m_random;
    std::map<QByteArray, Message> m_messages;
    std::map<QByteArray, Consumer> m_consumers;
    int m_lastConsumer = 0;
    quint64 m_delivered = 0;
    quint64 m_repeated = 0;
    quint64 m_answered = 0;
    bool m_isBack = false; ///< some consumer has given something back: order is not told any more
    QByteArray m_problem;
    Lanes m_lanes;
};

} // namespace

class TestQueueModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anySchedule()
    {
        quint64 delivered = 0;
        quint64 repeated = 0;
        quint64 answered = 0;
        for (quint32 seed = 1; seed <= 200; ++seed) {
            Schedule schedule(seed);
            schedule.run(seed % 10 == 0 ? 3'000 : 400);
            const QByteArray problem = schedule.problem();
            QVERIFY2(problem.isEmpty(),
                     ("seed " + QByteArray::number(seed) + ": " + problem).constData());
            delivered += schedule.delivered();
            repeated += schedule.repeated();
            answered += schedule.answered();
        }
        // It was put to the test.
        QVERIFY(delivered > 5'000);
        QVERIFY(answered > 2'000);
        QVERIFY(repeated > 100);
    }
};

QTEST_GUILESS_MAIN(TestQueueModel)
#include "tst_queuemodel.moc"
