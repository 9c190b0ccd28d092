// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/outbound.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Start{1'000'000s};
constexpr auto Retry = 3'000ms;

using Step = Outbound::Step;
using What = Outbound::Due::What;

OpenPublicationPtr message(QoS qos, TimePoint deadline = Start + 10s, int size = 100)
{
    Publication publication;
    publication.qos = qos;
    publication.deadline = deadline;
    publication.payload = QByteArray(size, 'x');
    return std::make_shared<OpenPublication>(publication);
}

/// "message 1", "rel 2", "expired 3", "late 4".
QByteArrayList texts(const std::vector<Outbound::Due> &list)
{
    constexpr const char *Names[] = {"message ", "rel ", "expired ", "late "};
    QByteArrayList result;
    for (const Outbound::Due &due : list)
        result.append(Names[int(due.what)] + QByteArray::number(due.id));
    return result;
}

} // namespace

/// Messages to clients whose session may outlive their connection.
class TestOutbound2 : public QObject {
    Q_OBJECT

    Outbound m_outbound{Outbound::Patience::Endless};

    MessageId begin(const OpenPublicationPtr &open) { return m_outbound.begin(open, Start, Retry); }
    Step answer(AnswerKind kind, MessageId id)
    {
        return m_outbound.onAnswer(kind, id, Start, Retry).step;
    }
    QByteArrayList due(TimePoint now) { return texts(m_outbound.takeDue(now, Retry)); }

private Q_SLOTS:
    void init() { m_outbound = Outbound(Outbound::Patience::Endless); }

    void neverExpires()
    {
        (void)begin(message(QoS::AtLeastOnce, Start + 1s));
        QVERIFY(m_outbound.nextDue() <= Start + 1s);
        QCOMPARE(due(Start + 1s), QByteArrayList{"late 1"});
        QCOMPARE(due(Start + 1s), QByteArrayList());
        QVERIFY(m_outbound.nextDue() == Start + 3s);
        QCOMPARE(due(Start + 3s), QByteArrayList{"message 1"});
        QCOMPARE(due(Start + 24h), QByteArrayList{"message 1"});
        QCOMPARE(answer(AnswerKind::Ack, 1), Step::Confirmed);
        QCOMPARE(due(Start + 25h), QByteArrayList());
        QVERIFY(m_outbound.nextDue() == TimePoint::max());
    }

    void lateAndDueTogether()
    {
        (void)begin(message(QoS::ExactlyOnce, Start + 1s));
        (void)begin(message(QoS::ExactlyOnce, Start + 1h));
        const QByteArrayList expected{"late 1", "message 1", "message 2"};
        QCOMPARE(due(Start + 5s), expected);
    }

    void onceAnsweredIsNotLate()
    {
        (void)begin(message(QoS::ExactlyOnce, Start + 1s));
        (void)answer(AnswerKind::Rec, 1);
        QCOMPARE(due(Start + 2s), QByteArrayList());
        QCOMPARE(due(Start + 3s), QByteArrayList{"rel 1"});
        QCOMPARE(due(Start + 24h), QByteArrayList{"rel 1"});
        QCOMPARE(answer(AnswerKind::Com, 1), Step::Completed);
        QCOMPARE(m_outbound.inFlight(), 0);
    }

    void repeatAll()
    {
        for (const QoS qos : {QoS::ExactlyOnce, QoS::AtLeastOnce, QoS::ExactlyOnce})
            (void)begin(message(qos, Start + 1s));
        (void)answer(AnswerKind::Rec, 3);
        const QByteArrayList all{"message 1", "message 2", "rel 3"};
        QCOMPARE(texts(m_outbound.repeatAll(Start + 2s, Retry)), all); // late or not
        QCOMPARE(due(Start + 4'999ms), QByteArrayList());
        QVERIFY(m_outbound.nextDue() == Start + 5s);
        QCOMPARE(due(Start + 5s), all);
        m_outbound = Outbound(Outbound::Patience::Endless);
        QVERIFY(m_outbound.repeatAll(Start, Retry).empty());
    }

    void refused()
    {
        const auto one = message(QoS::AtLeastOnce);
        const auto two = message(QoS::ExactlyOnce);
        (void)begin(one);
        (void)begin(two);
        QVERIFY(!m_outbound.onRefused(3));
        QVERIFY(m_outbound.onRefused(1) == one);
        QVERIFY(!m_outbound.onRefused(1));
        (void)answer(AnswerKind::Rec, 2);
        QVERIFY(!m_outbound.onRefused(2)); // too late
        QCOMPARE(m_outbound.inFlight(), 1);
        QCOMPARE(answer(AnswerKind::Ack, 1), Step::Unknown);
    }

    void heldBytes_data()
    {
        QTest::addColumn<Outbound::Patience>("patience");
        QTest::newRow("until the deadline") << Outbound::Patience::UntilDeadline;
        QTest::newRow("endless") << Outbound::Patience::Endless;
    }

    void heldBytes()
    {
        QFETCH(Outbound::Patience, patience);
        const bool isEndless = patience == Outbound::Patience::Endless;
        m_outbound = Outbound(patience);
        for (int i = 0; i < 4; ++i)
            (void)begin(message(i == 0 ? QoS::AtLeastOnce : QoS::ExactlyOnce));
        QCOMPARE(m_outbound.heldBytes(), qint64(400));
        (void)answer(AnswerKind::Ack, 1);
        QCOMPARE(m_outbound.heldBytes(), qint64(300));
        (void)answer(AnswerKind::Rec, 2);
        QCOMPARE(m_outbound.heldBytes(), qint64(isEndless ? 200 : 300));
        (void)answer(AnswerKind::Com, 2);
        QCOMPARE(m_outbound.heldBytes(), qint64(200));
        (void)m_outbound.onRefused(3);
        QCOMPARE(m_outbound.heldBytes(), qint64(100));
        (void)due(Start + 10s);
        QCOMPARE(m_outbound.heldBytes(), qint64(isEndless ? 100 : 0));
        (void)m_outbound.abandon();
        QCOMPARE(m_outbound.heldBytes(), qint64(0));
    }

    void abandonGivesWhatIsUnanswered()
    {
        const auto one = message(QoS::ExactlyOnce);
        const auto two = message(QoS::ExactlyOnce);
        (void)begin(one);
        (void)begin(two);
        (void)answer(AnswerKind::Rec, 1);
        const auto unanswered = m_outbound.abandon();
        QCOMPARE(unanswered.size(), size_t(1));
        QVERIFY(unanswered.front() == two);
    }

    void repeatedRec()
    {
        (void)begin(message(QoS::ExactlyOnce));
        const auto confirmed = m_outbound.onAnswer(AnswerKind::Rec, 1, Start, Retry);
        QCOMPARE(confirmed.step, Step::Confirmed);
        QVERIFY(confirmed.publication);
        QCOMPARE(answer(AnswerKind::Rec, 1), Step::Repeated);
    }
};

QTEST_APPLESS_MAIN(TestOutbound2)
#include "tst_outbound2.moc"
