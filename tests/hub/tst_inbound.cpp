// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/inbound.h"

#include <QTest>

using namespace Rainbow;

namespace {

using What = Inbound::Taken::What;

SendCommand send(QoS qos, MessageId id, const QByteArray &payload, bool dup = false)
{
    return {1, qos, dup, id, payload};
}

constexpr Inbound::Limits Wide{1'000, 1024 * 1024};

} // namespace

class TestInbound : public QObject {
    Q_OBJECT

    Inbound *m_inbound = nullptr;

    What take(QoS qos, MessageId id, const QByteArray &payload, bool dup = false)
    {
        return m_inbound->onSend(send(qos, id, payload, dup), Wide).what;
    }
    /// The payload of the next message, with its number: "number:payload"; "-": none.
    QByteArray next(int concurrency = 1)
    {
        const auto forward = m_inbound->next(concurrency);
        return forward ? QByteArray::number(forward->number) + ':' + forward->payload : "-";
    }
    /// What the client is told: "rec 5", or "-".
    QByteArray answered(quint64 number, bool ok, const QByteArray &body = {})
    {
        const auto reply = m_inbound->onForwarded(number, ok, body);
        if (!reply)
            return "-";
        const char *kind = reply->kind == AnswerKind::Ack ? "ack "
            : reply->kind == AnswerKind::Rec              ? "rec "
                                                          : "? ";
        return kind + QByteArray::number(reply->id);
    }

private Q_SLOTS:
    void init() { m_inbound = new Inbound; }
    void cleanup() { delete m_inbound; }

    // --- rules 1 and 2

    void answersByQos()
    {
        QCOMPARE(take(QoS::AtMostOnce, 9, "a"), What::Queued);
        QCOMPARE(take(QoS::AtLeastOnce, 0, "b"), What::Queued);
        QCOMPARE(take(QoS::ExactlyOnce, 65535, "c"), What::Queued);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(answered(1, true, "body"), QByteArray("-"));
        QCOMPARE(next(), QByteArray("2:b"));
        QCOMPARE(answered(2, true, "body"), QByteArray("ack 0"));
        QCOMPARE(next(), QByteArray("3:c"));
        QCOMPARE(answered(3, true, "body"), QByteArray("rec 65535"));
        QCOMPARE(next(), QByteArray("-"));
        QCOMPARE(m_inbound->running(), 0);
        QCOMPARE(m_inbound->waiting(), 0);
    }

    void typeAndPayloadGoThrough()
    {
        const QByteArray payload(1000, 'p');
        (void)m_inbound->onSend({40000, QoS::AtMostOnce, false, 0, payload}, Wide);
        const auto forward = m_inbound->next(1);
        QVERIFY(forward);
        QCOMPARE(forward->type, quint16(40000));
        QCOMPARE(forward->payload, payload);
        QCOMPARE(static_cast<const void *>(forward->payload.constData()),
                 static_cast<const void *>(payload.constData()));
    }

    // --- rule 3

    void failureIsSilent_data()
    {
        QTest::addColumn<QoS>("qos");
        QTest::newRow("0") << QoS::AtMostOnce;
        QTest::newRow("1") << QoS::AtLeastOnce;
        QTest::newRow("2") << QoS::ExactlyOnce;
    }

    void failureIsSilent()
    {
        QFETCH(QoS, qos);
        QCOMPARE(take(qos, 5, "a"), What::Queued);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(answered(1, false), QByteArray("-"));
        QCOMPARE(m_inbound->running(), 0);
        if (qos == QoS::AtMostOnce)
            return;
        // The repeat is forwarded again, under the same number.
        QCOMPARE(take(qos, 5, "a", true), What::Queued);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(answered(1, false), QByteArray("-"));
        QCOMPARE(take(qos, 5, "a", true), What::Queued);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(answered(1, true), QByteArray(qos == QoS::AtLeastOnce ? "ack 5" : "rec 5"));
    }

    // --- rule 4: QoS 2

    void qos2RepeatWhileWaiting()
    {
        QCOMPARE(take(QoS::ExactlyOnce, 5, "a"), What::Queued);
        QCOMPARE(take(QoS::ExactlyOnce, 5, "a", true), What::Waits);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(take(QoS::ExactlyOnce, 5, "a", true), What::Waits);
        QCOMPARE(next(2), QByteArray("-"));
        QCOMPARE(answered(1, true), QByteArray("rec 5"));
    }

    void qos2RepeatAfterAnswer()
    {
        (void)take(QoS::ExactlyOnce, 5, "a");
        (void)next();
        QCOMPARE(answered(1, true, "the answer"), QByteArray("rec 5"));
        for (int i = 0; i < 3; ++i) {
            const auto taken = m_inbound->onSend(send(QoS::ExactlyOnce, 5, "a", true), Wide);
            QCOMPARE(taken.what, What::AnswerAgain);
            QCOMPARE(taken.answer, QByteArray("the answer"));
        }
        QCOMPARE(next(), QByteArray("-"));
        m_inbound->onRel(5);
        // Released: the id is free, whoever uses it.
        QCOMPARE(take(QoS::ExactlyOnce, 5, "b", true), What::Queued);
        QCOMPARE(next(), QByteArray("2:b"));
    }

    void qos2SameIdWithoutDupIsNew()
    {
        (void)take(QoS::ExactlyOnce, 5, "a");
        QCOMPARE(take(QoS::ExactlyOnce, 5, "b"), What::Queued);
        QCOMPARE(next(), QByteArray("1:a"));
        // The first one's answer is not the second one's.
        QCOMPARE(answered(1, true, "to a"), QByteArray("-"));
        QCOMPARE(take(QoS::ExactlyOnce, 5, "b", true), What::Waits);
        QCOMPARE(next(), QByteArray("2:b"));
        QCOMPARE(answered(2, true, "to b"), QByteArray("rec 5"));
        QCOMPARE(m_inbound->onSend(send(QoS::ExactlyOnce, 5, "b", true), Wide).answer,
                 QByteArray("to b"));
        // Also once it was answered.
        QCOMPARE(take(QoS::ExactlyOnce, 5, "c"), What::Queued);
        QCOMPARE(next(), QByteArray("3:c"));
        QCOMPARE(answered(3, true), QByteArray("rec 5"));
    }

    void relBeforeTheAnswerReleasesNothing()
    {
        (void)take(QoS::ExactlyOnce, 5, "a");
        m_inbound->onRel(5);
        QCOMPARE(take(QoS::ExactlyOnce, 5, "a", true), What::Waits);
        (void)next();
        m_inbound->onRel(5);
        QCOMPARE(answered(1, true), QByteArray("rec 5"));
        m_inbound->onRel(6);
        QCOMPARE(take(QoS::ExactlyOnce, 5, "a", true), What::AnswerAgain);
        m_inbound->onRel(5);
        m_inbound->onRel(5);
        QCOMPARE(take(QoS::ExactlyOnce, 5, "a"), What::Queued);
    }

    void idsOfQos1And2AreApart()
    {
        (void)take(QoS::AtLeastOnce, 5, "one");
        (void)take(QoS::ExactlyOnce, 5, "two");
        QCOMPARE(next(2), QByteArray("1:one"));
        QCOMPARE(next(2), QByteArray("2:two"));
        QCOMPARE(answered(2, true), QByteArray("rec 5"));
        QCOMPARE(answered(1, true), QByteArray("ack 5"));
        QCOMPARE(take(QoS::ExactlyOnce, 5, "two", true), What::AnswerAgain);
        QCOMPARE(take(QoS::AtLeastOnce, 5, "one", true), What::Queued);
    }

    // --- rule 5: QoS 1

    void qos1RepeatIsForwardedAgain()
    {
        (void)take(QoS::AtLeastOnce, 5, "a");
        // Still waiting here: one forwarding serves both.
        QCOMPARE(take(QoS::AtLeastOnce, 5, "a", true), What::Waits);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(take(QoS::AtLeastOnce, 5, "a", true), What::Queued);
        QCOMPARE(next(2), QByteArray("1:a"));
        QCOMPARE(answered(1, true), QByteArray("ack 5"));
        QCOMPARE(answered(1, true), QByteArray("ack 5"));
        QCOMPARE(take(QoS::AtLeastOnce, 5, "a", true), What::Queued);
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(answered(1, true), QByteArray("ack 5"));
        QCOMPARE(m_inbound->running(), 0);
    }

    void qos1SameIdWithoutDupIsNew()
    {
        (void)take(QoS::AtLeastOnce, 5, "a");
        (void)take(QoS::AtLeastOnce, 5, "b");
        QCOMPARE(next(2), QByteArray("1:a"));
        QCOMPARE(next(2), QByteArray("2:b"));
        QCOMPARE(answered(1, true), QByteArray("ack 5"));
        QCOMPARE(answered(2, true), QByteArray("ack 5"));
        QCOMPARE(take(QoS::AtLeastOnce, 5, "b", true), What::Queued);
        QCOMPARE(next(), QByteArray("2:b"));
        // A repeat of something never seen is simply a message.
        QCOMPARE(take(QoS::AtLeastOnce, 6, "c", true), What::Queued);
        QCOMPARE(next(2), QByteArray("3:c"));
    }

    void recentNumbersAreKept()
    {
        constexpr Inbound::Limits limits{10, 1'000};
        const auto number = [this, &limits](MessageId id, bool dup) {
            (void)m_inbound->onSend(send(QoS::AtLeastOnce, id, {}, dup), limits);
            const auto forward = m_inbound->next(1);
            const quint64 found = forward->number;
            (void)m_inbound->onForwarded(found, false, {});
            return found;
        };
        for (MessageId id = 1; id <= 1'000; ++id) {
            QCOMPARE(number(id, false), quint64(id));
            // The last ten at least are remembered, always.
            if (id >= 10) {
                QCOMPARE(number(id - 9, true), quint64(id - 9));
                QCOMPARE(number(id, true), quint64(id));
            }
        }
        // But not everything for ever.
        QCOMPARE(number(1, true), quint64(1'001));
    }

    // --- rule 6: order

    void order_data()
    {
        QTest::addColumn<int>("concurrency");
        QTest::newRow("1") << 1;
        QTest::newRow("2") << 2;
        QTest::newRow("7") << 7;
    }

    void order()
    {
        QFETCH(int, concurrency);
        for (int i = 1; i <= 20; ++i)
            (void)take(QoS(i % 3), MessageId(i), QByteArray::number(i));
        QCOMPARE(m_inbound->waiting(), 20);
        int begun = 0;
        const auto begin = [&] {
            while (const auto forward = m_inbound->next(concurrency))
                QCOMPARE(forward->payload, QByteArray::number(++begun));
        };
        begin();
        QCOMPARE(begun, concurrency);
        QCOMPARE(m_inbound->running(), concurrency);
        // The latest first: whoever answers, the next in line goes.
        while (m_inbound->running() > 0) {
            const int before = begun;
            (void)m_inbound->onForwarded(quint64(begun), true, {});
            for (int i = begun - 1; m_inbound->running() == concurrency && i > 0; --i)
                (void)m_inbound->onForwarded(quint64(i), true, {});
            begin();
            if (begun == before) { // the last ones
                for (int i = 1; i <= 20; ++i)
                    (void)m_inbound->onForwarded(quint64(i), true, {});
            }
        }
        QCOMPARE(begun, 20);
        QCOMPARE(m_inbound->waiting(), 0);
    }

    void unknownNumber()
    {
        (void)take(QoS::AtLeastOnce, 1, "a");
        QCOMPARE(answered(1, true), QByteArray("-")); // not begun yet
        QCOMPARE(answered(99, true), QByteArray("-"));
        QCOMPARE(next(), QByteArray("1:a"));
        QCOMPARE(answered(1, true), QByteArray("ack 1"));
        QCOMPARE(answered(1, true), QByteArray("-"));
    }

    // --- bounds

    void refusedOverAnswersKept()
    {
        constexpr Inbound::Limits limits{3, 1'000, 3 * Inbound::AnswerOverhead - 1};
        const auto taken = [this, &limits](MessageId id, bool dup = false) {
            return m_inbound->onSend(send(QoS::ExactlyOnce, id, "x", dup), limits).what;
        };
        for (MessageId id = 1; id <= 3; ++id) {
            QCOMPARE(taken(id), What::Queued);
            QCOMPARE(next(), QByteArray::number(id) + ":x");
            QCOMPARE(answered(id, true), "rec " + QByteArray::number(id));
        }
        QCOMPARE(taken(4), What::Refused);
        QCOMPARE(taken(4, true), What::Refused);
        QCOMPARE(next(), QByteArray("-"));
        // Ids that are known go on as ever, and other QoS are not concerned.
        QCOMPARE(taken(2, true), What::AnswerAgain);
        QCOMPARE(taken(2), What::Queued);
        QCOMPARE(m_inbound->onSend(send(QoS::AtLeastOnce, 4, "x"), limits).what, What::Queued);
        m_inbound->onRel(1);
        QCOMPARE(taken(4, true), What::Queued);
        // What is only under way is not counted: id 3 alone is answered and not released.
        QCOMPARE(taken(5), What::Queued);
        QCOMPARE(taken(6), What::Queued);
        QCOMPARE(taken(7), What::Queued);
    }

    void refusedOverMaxBytesOfAnswers()
    {
        constexpr Inbound::Limits limits{1'000, 1'000, 100 + Inbound::AnswerOverhead};
        const auto taken = [this, &limits](MessageId id, bool dup = false) {
            return m_inbound->onSend(send(QoS::ExactlyOnce, id, "x", dup), limits).what;
        };
        QCOMPARE(taken(1), What::Queued);
        (void)next();
        QCOMPARE(answered(1, true, QByteArray(101, 'a')), QByteArray("rec 1"));
        QCOMPARE(taken(2), What::Refused);
        m_inbound->onRel(1);
        QCOMPARE(taken(2, true), What::Queued);
        (void)next();
        QCOMPARE(answered(2, true, QByteArray(101, 'a')), QByteArray("rec 2"));
        // Replaced by a new message, the answer counts no more.
        QCOMPARE(taken(2), What::Queued);
        QCOMPARE(taken(3), What::Queued);
    }

    void givenUpMessagesAreNoBurden()
    {
        // Messages that failed and that the client never repeated must not block its id space.
        constexpr Inbound::Limits limits{3, 1'000};
        for (MessageId id = 1; id <= 3; ++id) {
            (void)m_inbound->onSend(send(QoS::ExactlyOnce, id, "x"), limits);
            (void)next();
            QCOMPARE(answered(id, false), QByteArray("-"));
        }
        QCOMPARE(m_inbound->onSend(send(QoS::ExactlyOnce, 4, "x"), limits).what, What::Queued);
    }

    void crowdedAndRelaxed()
    {
        constexpr Inbound::Limits limits{4, 100};
        const auto put = [this, &limits](qsizetype size) {
            (void)m_inbound->onSend(send(QoS::AtMostOnce, 0, QByteArray(size, 'x')), limits);
        };
        const auto pull = [this] {
            const auto forward = m_inbound->next(100);
            (void)m_inbound->onForwarded(forward->number, true, {});
        };
        QVERIFY(!m_inbound->isCrowded(limits));
        QVERIFY(m_inbound->isRelaxed(limits));
        // By count.
        for (int i = 0; i < 3; ++i)
            put(1);
        QVERIFY(!m_inbound->isCrowded(limits));
        QVERIFY(!m_inbound->isRelaxed(limits));
        put(1);
        QVERIFY(m_inbound->isCrowded(limits));
        pull();
        QVERIFY(!m_inbound->isCrowded(limits));
        QVERIFY(!m_inbound->isRelaxed(limits));
        pull();
        QVERIFY(m_inbound->isRelaxed(limits));
        pull();
        pull();
        // By bytes.
        put(99);
        QVERIFY(!m_inbound->isCrowded(limits));
        put(1);
        QVERIFY(m_inbound->isCrowded(limits));
        pull();
        QVERIFY(m_inbound->isRelaxed(limits));
        pull();
        QVERIFY(m_inbound->isRelaxed(limits));
    }
};

QTEST_APPLESS_MAIN(TestInbound)
#include "tst_inbound.moc"
