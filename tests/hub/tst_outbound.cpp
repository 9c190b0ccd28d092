// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/outbound.h"

#include <QSet>
#include <QTest>

#include <random>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint Start{1'000'000s};
constexpr auto Retry = 3'000ms;

OpenPublicationPtr message(QoS qos, TimePoint deadline = Start + 10s)
{
    Publication publication;
    publication.qos = qos;
    publication.deadline = deadline;
    return std::make_shared<OpenPublication>(publication);
}

using Step = Outbound::Step;
using What = Outbound::Due::What;

} // namespace

class TestOutbound : public QObject {
    Q_OBJECT

    Outbound *m_outbound = nullptr;

    MessageId begin(const OpenPublicationPtr &open, TimePoint now = Start)
    {
        return m_outbound->begin(open, now, Retry);
    }
    Step answer(AnswerKind kind, MessageId id, TimePoint now = Start)
    {
        return m_outbound->onAnswer(kind, id, now, Retry).step;
    }
    /// What is due, as text: "message 1", "rel 2", "expired 3".
    QByteArrayList due(TimePoint now)
    {
        QByteArrayList list;
        for (const auto &due : m_outbound->takeDue(now, Retry)) {
            const char *what = due.what == What::RepeatMessage ? "message "
                : due.what == What::RepeatRel                  ? "rel "
                                                               : "expired ";
            list.append(what + QByteArray::number(due.id));
        }
        return list;
    }

private Q_SLOTS:
    void init() { m_outbound = new Outbound; }
    void cleanup() { delete m_outbound; }

    void qos1()
    {
        const auto open = message(QoS::AtLeastOnce);
        const MessageId id = begin(open);
        QCOMPARE(id, MessageId(1));
        QCOMPARE(m_outbound->inFlight(), 1);
        const auto answered = m_outbound->onAnswer(AnswerKind::Ack, id, Start, Retry);
        QCOMPARE(answered.step, Step::Confirmed);
        QVERIFY(answered.publication == open);
        QCOMPARE(m_outbound->inFlight(), 0);
        QCOMPARE(answer(AnswerKind::Ack, id), Step::Unknown);
    }

    void qos2()
    {
        const auto open = message(QoS::ExactlyOnce);
        const MessageId id = begin(open);
        const auto answered = m_outbound->onAnswer(AnswerKind::Rec, id, Start, Retry);
        QCOMPARE(answered.step, Step::Confirmed);
        QVERIFY(answered.publication == open);
        QCOMPARE(m_outbound->inFlight(), 1);
        const auto again = m_outbound->onAnswer(AnswerKind::Rec, id, Start, Retry);
        QCOMPARE(again.step, Step::Repeated);
        QVERIFY(!again.publication);
        QCOMPARE(answer(AnswerKind::Com, id), Step::Completed);
        QCOMPARE(m_outbound->inFlight(), 0);
        QCOMPARE(answer(AnswerKind::Com, id), Step::Unknown);
        QCOMPARE(answer(AnswerKind::Rec, id), Step::Unknown);
    }

    void everyStateAndAnswer_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<AnswerKind>("kind");
        QTest::addColumn<Step>("step");
        const auto row = [](const char *state, const char *name, AnswerKind kind, Step step) {
            QTest::addRow("%s, %s", state, name) << QByteArray(state) << kind << step;
        };
        row("await ACK", "ACK", AnswerKind::Ack, Step::Confirmed);
        row("await ACK", "REC", AnswerKind::Rec, Step::Unknown);
        row("await ACK", "REL", AnswerKind::Rel, Step::Unknown);
        row("await ACK", "COM", AnswerKind::Com, Step::Unknown);
        row("await REC", "ACK", AnswerKind::Ack, Step::Unknown);
        row("await REC", "REC", AnswerKind::Rec, Step::Confirmed);
        row("await REC", "REL", AnswerKind::Rel, Step::Unknown);
        row("await REC", "COM", AnswerKind::Com, Step::Unknown);
        row("await COM", "ACK", AnswerKind::Ack, Step::Unknown);
        row("await COM", "REC", AnswerKind::Rec, Step::Repeated);
        row("await COM", "REL", AnswerKind::Rel, Step::Unknown);
        row("await COM", "COM", AnswerKind::Com, Step::Completed);
        row("none", "ACK", AnswerKind::Ack, Step::Unknown);
        row("none", "REC", AnswerKind::Rec, Step::Unknown);
        row("none", "REL", AnswerKind::Rel, Step::Unknown);
        row("none", "COM", AnswerKind::Com, Step::Unknown);
    }

    void everyStateAndAnswer()
    {
        QFETCH(QByteArray, state);
        QFETCH(AnswerKind, kind);
        QFETCH(Step, step);
        MessageId id = 77;
        if (state != "none")
            id = begin(message(state == "await ACK" ? QoS::AtLeastOnce : QoS::ExactlyOnce));
        if (state == "await COM")
            QCOMPARE(answer(AnswerKind::Rec, id), Step::Confirmed);
        const int before = m_outbound->inFlight();

        QCOMPARE(answer(kind, id), step);

        // What is not waited for disturbs nothing: the dialogue goes on as it would have.
        if (step == Step::Unknown || step == Step::Repeated)
            QCOMPARE(m_outbound->inFlight(), before);
        if (step == Step::Unknown && state == "await ACK")
            QCOMPARE(answer(AnswerKind::Ack, id), Step::Confirmed);
        if (step == Step::Unknown && state == "await REC")
            QCOMPARE(answer(AnswerKind::Rec, id), Step::Confirmed);
        if (before > 0 && state == "await COM" && step != Step::Completed)
            QCOMPARE(answer(AnswerKind::Com, id), Step::Completed);
    }

    void answersInAnyOrder()
    {
        const auto a = message(QoS::ExactlyOnce);
        const auto b = message(QoS::AtLeastOnce);
        const auto c = message(QoS::ExactlyOnce);
        const MessageId ids[] = {begin(a), begin(b), begin(c)};
        QCOMPARE(answer(AnswerKind::Rec, ids[2]), Step::Confirmed);
        QVERIFY(m_outbound->onAnswer(AnswerKind::Ack, ids[1], Start, Retry).publication == b);
        QCOMPARE(answer(AnswerKind::Com, ids[2]), Step::Completed);
        QCOMPARE(answer(AnswerKind::Com, ids[0]), Step::Unknown);
        QVERIFY(m_outbound->onAnswer(AnswerKind::Rec, ids[0], Start, Retry).publication == a);
        QCOMPARE(answer(AnswerKind::Com, ids[0]), Step::Completed);
        QCOMPARE(m_outbound->inFlight(), 0);
    }

    void idsWrapAndSkip()
    {
        const MessageId kept = begin(message(QoS::ExactlyOnce)); // 1
        QCOMPARE(kept, MessageId(1));
        const MessageId alsoKept = begin(message(QoS::AtLeastOnce));
        QCOMPARE(alsoKept, MessageId(2));
        for (int expected = 3; expected <= 65534; ++expected) {
            const MessageId id = begin(message(QoS::AtLeastOnce));
            QCOMPARE(int(id), expected);
            QCOMPARE(answer(AnswerKind::Ack, id), Step::Confirmed);
        }
        // 65535 and 0 are no ids of ours; 1 and 2 are still in flight.
        QCOMPARE(begin(message(QoS::AtLeastOnce)), MessageId(3));
        // An id that waits for COM is in flight too.
        QCOMPARE(answer(AnswerKind::Rec, kept), Step::Confirmed);
        QCOMPARE(answer(AnswerKind::Ack, alsoKept), Step::Confirmed);
        for (int expected = 4; expected <= 65534; ++expected)
            QCOMPARE(answer(AnswerKind::Ack, begin(message(QoS::AtLeastOnce))), Step::Confirmed);
        QCOMPARE(begin(message(QoS::AtLeastOnce)), MessageId(2));
    }

    void retriesToTheMillisecond()
    {
        QVERIFY(m_outbound->nextDue() == TimePoint::max());
        const MessageId id = begin(message(QoS::AtLeastOnce));
        QVERIFY(m_outbound->nextDue() == Start + 3s);
        QCOMPARE(due(Start + 2'999ms), QByteArrayList());
        QVERIFY(m_outbound->nextDue() == Start + 3s);
        QCOMPARE(due(Start + 3s), QByteArrayList{"message 1"});
        QCOMPARE(due(Start + 3s), QByteArrayList());
        QVERIFY(m_outbound->nextDue() == Start + 6s);
        // The interval counts from the repeat, however late that one was.
        QCOMPARE(due(Start + 6'500ms), QByteArrayList{"message 1"});
        QCOMPARE(due(Start + 9'499ms), QByteArrayList());
        QCOMPARE(due(Start + 9'500ms), QByteArrayList{"message 1"});
        QVERIFY(m_outbound->nextDue() == Start + 10s);
        QCOMPARE(due(Start + 9'999ms), QByteArrayList());
        QCOMPARE(due(Start + 10s), QByteArrayList{"expired 1"});
        QCOMPARE(m_outbound->inFlight(), 0);
        QVERIFY(m_outbound->nextDue() == TimePoint::max());
        QCOMPARE(answer(AnswerKind::Ack, id, Start + 10s), Step::Unknown);
    }

    void relIsRepeatedLikewise()
    {
        begin(message(QoS::ExactlyOnce));
        QCOMPARE(due(Start + 3s), QByteArrayList{"message 1"});
        QCOMPARE(answer(AnswerKind::Rec, 1, Start + 4s), Step::Confirmed);
        QCOMPARE(due(Start + 6'999ms), QByteArrayList());
        QCOMPARE(due(Start + 7s), QByteArrayList{"rel 1"});
        QCOMPARE(due(Start + 9s), QByteArrayList());
        // The deadline holds for REL as well.
        QCOMPARE(due(Start + 10s), QByteArrayList{"expired 1"});
        QCOMPARE(answer(AnswerKind::Com, 1, Start + 10s), Step::Unknown);
    }

    void dueComesInOrder()
    {
        for (int i = 0; i < 4; ++i)
            begin(message(i % 2 ? QoS::AtLeastOnce : QoS::ExactlyOnce));
        begin(message(QoS::AtLeastOnce, Start + 1s));
        QVERIFY(m_outbound->nextDue() == Start + 1s);
        QCOMPARE(answer(AnswerKind::Rec, 3), Step::Confirmed);
        const QByteArrayList expected{"message 1", "message 2", "rel 3", "message 4", "expired 5"};
        QCOMPARE(due(Start + 5s), expected);
        QVERIFY(m_outbound->nextDue() == Start + 8s);
    }

    void nextDueIsNeverLate()
    {
        begin(message(QoS::AtLeastOnce), Start);
        begin(message(QoS::AtLeastOnce), Start + 1s);
        QCOMPARE(answer(AnswerKind::Ack, 1), Step::Confirmed);
        QVERIFY(m_outbound->nextDue() <= Start + 4s);
        QCOMPARE(due(Start + 3s), QByteArrayList());
        QVERIFY(m_outbound->nextDue() == Start + 4s);
    }

    void dueSaysWhose()
    {
        const auto open = message(QoS::AtLeastOnce, Start + 4s);
        begin(open);
        QVERIFY(m_outbound->takeDue(Start + 3s, Retry).at(0).publication == open);
        QVERIFY(m_outbound->takeDue(Start + 4s, Retry).at(0).publication == open);
        QCOMPARE(open.use_count(), 1L);
    }

    void abandon()
    {
        const auto a = message(QoS::AtLeastOnce);
        const auto b = message(QoS::ExactlyOnce);
        const auto c = message(QoS::ExactlyOnce);
        begin(a);
        begin(b);
        begin(c);
        QCOMPARE(answer(AnswerKind::Rec, 2), Step::Confirmed);
        const std::vector<OpenPublicationPtr> unanswered{a, c};
        QVERIFY(m_outbound->abandon() == unanswered);
        QCOMPARE(m_outbound->inFlight(), 0);
        QVERIFY(m_outbound->nextDue() == TimePoint::max());
        QVERIFY(m_outbound->abandon().empty());
    }

    /// A client that loses, repeats, delays and invents answers: ids in flight are unique, each
    /// message is confirmed at most once, and all end before their deadline.
    void randomClients()
    {
        for (quint32 seed = 1; seed <= 50; ++seed) {
            std::mt19937 random(seed);
            Outbound outbound;
            struct Message {
                OpenPublicationPtr open;
                int confirmed = 0;
                bool over = false;
            };
            QHash<MessageId, Message> flying;
            TimePoint now = Start;
            int confirmedTotal = 0;
            for (int step = 0; step < 2'000; ++step) {
                now += std::chrono::milliseconds(random() % 400);
                const bool begins = random() % 4 == 0 && step < 1'800;
                if (begins) {
                    const auto open =
                        message(random() % 2 ? QoS::ExactlyOnce : QoS::AtLeastOnce,
                                now + std::chrono::milliseconds(random() % 12'000 + 1));
                    const MessageId id = outbound.begin(open, now, Retry);
                    QVERIFY(id >= 1 && id <= 65534);
                    QVERIFY(!flying.contains(id));
                    flying.insert(id, {open, 0, false});
                } else {
                    const auto kind = AnswerKind(random() % 4);
                    const auto id = MessageId(random() % 600);
                    const auto answered = outbound.onAnswer(kind, id, now, Retry);
                    if (answered.step == Step::Unknown)
                        continue;
                    QVERIFY(flying.contains(id));
                    if (answered.step == Step::Confirmed) {
                        QVERIFY(answered.publication == flying[id].open);
                        QCOMPARE(++flying[id].confirmed, 1);
                        ++confirmedTotal;
                    }
                    const QoS qos = flying[id].open->publication.qos;
                    if (answered.step == Step::Completed
                        || (answered.step == Step::Confirmed && qos == QoS::AtLeastOnce)) {
                        QCOMPARE(flying[id].confirmed, 1);
                        flying.remove(id);
                    }
                }
                const TimePoint promised = outbound.nextDue();
                const auto due = outbound.takeDue(now, Retry);
                if (!due.empty())
                    QVERIFY(promised <= now);
                for (const auto &one : due) {
                    QVERIFY(flying.contains(one.id));
                    const Message &told = flying[one.id];
                    QVERIFY(told.open == one.publication);
                    QCOMPARE(one.what == What::Expired, told.open->publication.deadline <= now);
                    if (one.what == What::Expired)
                        flying.remove(one.id);
                    else
                        QCOMPARE(one.what == What::RepeatRel, told.confirmed == 1);
                }
                QCOMPARE(outbound.inFlight(), int(flying.size()));
            }
            QVERIFY(confirmedTotal > 0);
            (void)outbound.takeDue(now + 1h, Retry);
            QCOMPARE(outbound.inFlight(), 0);
        }
    }
};

QTEST_APPLESS_MAIN(TestOutbound)
#include "tst_outbound.moc"
