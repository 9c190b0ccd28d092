// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/inbound.h"

#include <QHash>
#include <QTest>

#include <algorithm>
#include <deque>
#include <random>

using namespace Rainbow;

namespace {

using What = Inbound::Taken::What;

/// A client that loses and repeats, and a business server that fails at random and answers in
/// any order, on both sides of an Inbound. Each message has a payload of its own.
class Model {
public:
    Model(quint32 seed, int concurrency, Inbound::Limits limits)
        : m_random(seed), m_concurrency(concurrency), m_limits(limits)
    {
    }

    /// Empty: all is well.
    QByteArray run(int messages)
    {
        for (int step = 0; m_problem.isEmpty(); ++step) {
            if (step > messages * 1'000)
                return "the messages do not get through";
            if (m_begun < messages && chance(30))
                beginMessage();
            if (chance(30))
                repeatSomething();
            if (chance(60))
                relayReads();
            if (chance(60))
                businessAnswers();
            if (chance(60))
                clientReads();
            // In the end the network recovers, so that all may come through.
            if (m_begun == messages) {
                m_loss = 10;
                m_failure = 10;
                if (m_open.isEmpty() && m_up.empty() && m_down.empty() && m_calls.isEmpty()
                    && m_inbound.waiting() == 0)
                    break;
            }
        }
        for (int i = 1; i <= messages && m_problem.isEmpty(); ++i) {
            const Fate &fate = m_fates[i];
            if (fate.qos == QoS::AtMostOnce ? fate.forwards != 1 : fate.successes < 1)
                m_problem = "message lost: " + QByteArray::number(i);
            if (fate.qos == QoS::ExactlyOnce && fate.successes != 1)
                m_problem = "QoS 2 more than once: " + QByteArray::number(i);
        }
        return m_problem;
    }

private:
    static constexpr int Ids = 40;

    struct Fate {
        QoS qos = QoS::AtMostOnce;
        int forwards = 0;
        int successes = 0;
        quint64 number = 0;
    };
    struct Open {
        int message = 0;
        QoS qos = QoS::AtMostOnce;
        bool released = false; ///< REC has come, REL is repeated
    };
    using Down = AnswerCommand; ///< what the relay says to the client

    bool chance(quint32 percent) { return m_random() % 100 < percent; }
    size_t pick(size_t count) { return m_random() % count; }

    SendCommand command(MessageId id, const Open &open, bool dup)
    {
        return {1, open.qos, dup, id, QByteArray::number(open.message)};
    }

    void beginMessage()
    {
        const auto qos = QoS(m_random() % 3);
        MessageId id = 0;
        if (qos != QoS::AtMostOnce) {
            // Few ids, so that they are used again and again.
            if (m_open.size() >= Ids / 2)
                return;
            do {
                m_lastId = MessageId(m_lastId % Ids + 1);
            } while (m_open.contains(m_lastId));
            id = m_lastId;
        }
        const Open open{++m_begun, qos, false};
        m_fates[open.message].qos = qos;
        if (qos != QoS::AtMostOnce)
            m_open.insert(id, open);
        m_up.push_back(command(id, open, false));
    }

    void repeatSomething()
    {
        if (m_open.isEmpty())
            return;
        QList<MessageId> ids = m_open.keys();
        std::sort(ids.begin(), ids.end()); // a seed is to give the same run always
        const MessageId id = ids[qsizetype(pick(size_t(ids.size())))];
        const Open &open = m_open[id];
        if (chance(m_loss))
            return;
        if (open.released)
            m_up.push_back(AnswerCommand{AnswerKind::Rel, id, {}});
        else
            m_up.push_back(command(id, open, true));
    }

    void relayReads()
    {
        if (m_up.empty())
            return;
        const Command command = m_up.front();
        m_up.pop_front();
        if (const auto *answer = std::get_if<AnswerCommand>(&command)) {
            m_inbound.onRel(answer->id);
            say({AnswerKind::Com, answer->id, {}});
            return;
        }
        const auto &send = std::get<SendCommand>(command);
        const auto taken = m_inbound.onSend(send, m_limits);
        const Fate &fate = m_fates[send.payload.toInt()];
        switch (taken.what) {
        case What::Queued:
            if (fate.qos == QoS::ExactlyOnce && fate.successes > 0)
                m_problem = "taken again after its answer: " + send.payload;
            break;
        case What::AnswerAgain:
            if (taken.answer != "to " + send.payload)
                m_problem = "wrong answer to " + send.payload + ": " + taken.answer;
            say({AnswerKind::Rec, send.id, taken.answer});
            break;
        case What::Waits:
            if (!send.dup)
                m_problem = "a new message was taken for a repeat";
            break;
        case What::Refused:
            if (fate.qos != QoS::ExactlyOnce)
                m_problem = "only QoS 2 can be refused";
            break;
        case What::IdInUse:
            m_problem = "an id may be used again";
            break;
        }
        pump();
    }

    void pump()
    {
        while (const auto forward = m_inbound.next(m_concurrency)) {
            Fate &fate = m_fates[forward->payload.toInt()];
            // QoS 1 numbers are remembered for the last max_inflight messages only.
            const bool remembered = fate.qos == QoS::ExactlyOnce || m_limits.maxInflight > Ids;
            if (remembered && fate.number != 0 && fate.number != forward->number)
                m_problem = "another number for " + forward->payload;
            if (fate.number == 0 && m_payloadOf.contains(forward->number))
                m_problem = "a number used twice: " + QByteArray::number(forward->number);
            if (fate.qos == QoS::ExactlyOnce && fate.successes > 0)
                m_problem = "forwarded after its answer: " + forward->payload;
            m_payloadOf.insert(forward->number, forward->payload);
            fate.number = forward->number;
            ++fate.forwards;
            m_calls.append(forward->number);
            if (m_calls.size() > m_concurrency)
                m_problem = "more in flight than allowed";
        }
    }

    void businessAnswers()
    {
        if (m_calls.isEmpty())
            return;
        const quint64 number = m_calls.takeAt(qsizetype(pick(size_t(m_calls.size()))));
        const QByteArray payload = m_payloadOf[number];
        const bool ok = !chance(m_failure);
        if (ok)
            ++m_fates[payload.toInt()].successes;
        const QByteArray body = ok ? "to " + payload : QByteArray();
        if (const auto reply = m_inbound.onForwarded(number, ok, body))
            say({reply->kind, reply->id, body});
        else if (ok && m_fates[payload.toInt()].qos != QoS::AtMostOnce)
            m_problem = "no reply to " + payload;
        pump();
    }

    void say(const Down &down)
    {
        if (!chance(m_loss))
            m_down.push_back(down);
    }

    void clientReads()
    {
        if (m_down.empty())
            return;
        const Down down = m_down.front();
        m_down.pop_front();
        const auto it = m_open.find(down.id);
        if (it == m_open.end())
            return; // the answer to a repeat of something that is through
        if (down.kind == AnswerKind::Ack && it->qos == QoS::AtLeastOnce) {
            // With so few ids an ACK may be late and meant for the message before.
            if (down.payload == "to " + QByteArray::number(it->message))
                m_open.erase(it);
        } else if (down.kind == AnswerKind::Rec && it->qos == QoS::ExactlyOnce) {
            if (down.payload != "to " + QByteArray::number(it->message))
                m_problem = "the client takes another's answer for its own";
            it->released = true;
            if (!chance(m_loss))
                m_up.push_back(AnswerCommand{AnswerKind::Rel, down.id, {}});
        } else if (down.kind == AnswerKind::Com && it->released) {
            m_open.erase(it);
        }
    }

    std::mt19937 m_random;
    int m_concurrency;
    Inbound::Limits m_limits;
    Inbound m_inbound;
    quint32 m_loss = 40;
    quint32 m_failure = 40;
    std::deque<Command> m_up;
    std::deque<Down> m_down;
    QHash<MessageId, Open> m_open; ///< of the client, by id
    QHash<int, Fate> m_fates; ///< by message
    QHash<quint64, QByteArray> m_payloadOf;
    QList<quint64> m_calls;
    MessageId m_lastId = 0;
    int m_begun = 0;
    QByteArray m_problem;
};

} // namespace

class TestInboundModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomWorlds_data()
    {
        QTest::addColumn<int>("concurrency");
        QTest::addColumn<int>("maxInflight");
        QTest::newRow("one at a time") << 1 << 1'000;
        QTest::newRow("five at a time") << 5 << 1'000;
        QTest::newRow("refusals") << 2 << 5;
    }

    void randomWorlds()
    {
        QFETCH(int, concurrency);
        QFETCH(int, maxInflight);
        for (quint32 seed = 1; seed <= 100; ++seed) {
            Model model(seed, concurrency,
                        {maxInflight, 1024 * 1024, maxInflight * Inbound::AnswerOverhead});
            const QByteArray problem = model.run(150);
            if (!problem.isEmpty())
                QFAIL(("seed " + QByteArray::number(seed) + ": " + problem).constData());
        }
    }
};

QTEST_APPLESS_MAIN(TestInboundModel)
#include "tst_inboundmodel.moc"
