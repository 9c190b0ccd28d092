// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "sessions/dialogues.h"

#include <QTest>

using namespace Rainbow::Admin;

using Part = Dialogues::Part;
using State = Dialogues::State;
using Kind = PacketKind;

class TestDialogues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void qos0IsNoDialogue();
    void qos1_data();
    void qos1();
    void qos2_data();
    void qos2();
    void subscriptions_data();
    void subscriptions();
    void directionsHaveTheirOwnIds();
    void refusal();
    void refusalThatIsTriedAgain();
    void repeatedMessage();
    void repeatedAfterTheAnswer();
    void repeatedReceipt();
    void repeatedRelease();
    void idIsUsedAgain();
    void idIsUsedAgainWithoutAnswer();
    void repetitionOfWhatWasNotSeen();
    void answerToWhatWasNotSeen();
    void releaseWithoutReceipt();
    void completionWithoutRelease();
    void gapLeavesOpenOnesUnknown();
    void answerAfterAGap();
    void repetitionAfterAGapIsOfAnother();
    void endLeavesOpenOnesUnanswered();
    void pings();
    void whatHasNoDialogue_data();
    void whatHasNoDialogue();
    void forgets();
    void clockGoesBack();

private:
    static constexpr auto In = PacketDirection::In;
    static constexpr auto Out = PacketDirection::Out;

    static PacketDirection other(PacketDirection direction) { return direction == In ? Out : In; }
    /// The next packet, 10 ms after the one before.
    Dialogues::Place add(PacketDirection direction, Kind kind, std::optional<int> id,
                         std::optional<int> qos = {}, bool dup = false)
    {
        TimelinePacket packet;
        packet.direction = direction;
        packet.kind = kind;
        packet.id = id;
        packet.qos = qos;
        packet.dup = dup;
        packet.at = m_at += 10;
        return m_dialogues.add(++m_ordinal, packet);
    }
    [[nodiscard]] const Dialogues::Dialogue &at(qint64 number) const
    {
        static const Dialogues::Dialogue none;
        const Dialogues::Dialogue *found = m_dialogues.find(number);
        return found ? *found : none;
    }

    Dialogues m_dialogues;
    qint64 m_ordinal = 0;
    qint64 m_at = 1'000'000;
};

void TestDialogues::init()
{
    m_dialogues = Dialogues();
    m_ordinal = 0;
    m_at = 1'000'000;
}

void TestDialogues::qos0IsNoDialogue()
{
    const Dialogues::Place place = add(In, Kind::Send, {}, 0);
    QCOMPARE(place.dialogue, 0);
    QCOMPARE(place.part, Part::None);
    QCOMPARE(add(Out, Kind::Send, 7, 0).part, Part::None);
    QCOMPARE(m_dialogues.size(), 0);
}

void TestDialogues::qos1_data()
{
    QTest::addColumn<int>("direction");
    QTest::addColumn<int>("kind");
    QTest::newRow("from the client") << int(In) << int(Kind::Send);
    QTest::newRow("to the client") << int(Out) << int(Kind::Send);
    QTest::newRow("published") << int(In) << int(Kind::Pub);
}

void TestDialogues::qos1()
{
    QFETCH(int, direction);
    QFETCH(int, kind);
    const auto from = PacketDirection(direction);
    const Dialogues::Place message = add(from, Kind(kind), 12, 1);
    QCOMPARE(message.part, Part::Message);
    QVERIFY(message.dialogue > 0);
    QCOMPARE(at(message.dialogue).state, State::Waiting);
    QVERIFY(!at(message.dialogue).took());
    const Dialogues::Place answer = add(other(from), Kind::Ack, 12);
    QCOMPARE(answer.dialogue, message.dialogue);
    QCOMPARE(answer.part, Part::Answer);
    QCOMPARE(at(message.dialogue).state, State::Done);
    QCOMPARE(at(message.dialogue).took(), std::chrono::milliseconds(10));
    QCOMPARE(at(message.dialogue).packets, QList<qint64>({1, 2}));
    QCOMPARE(at(message.dialogue).direction, from);
    QCOMPARE(at(message.dialogue).retries, 0);
}

void TestDialogues::qos2_data()
{
    qos1_data();
}

void TestDialogues::qos2()
{
    QFETCH(int, direction);
    QFETCH(int, kind);
    const auto from = PacketDirection(direction);
    const qint64 number = add(from, Kind(kind), 65534, 2).dialogue;
    const Dialogues::Place receipt = add(other(from), Kind::Rec, 65534);
    QCOMPARE(receipt.dialogue, number);
    QCOMPARE(receipt.part, Part::Answer);
    QCOMPARE(at(number).state, State::Received);
    const Dialogues::Place release = add(from, Kind::Rel, 65534);
    QCOMPARE(release.dialogue, number);
    QCOMPARE(release.part, Part::Release);
    QCOMPARE(at(number).state, State::Received);
    const Dialogues::Place completion = add(other(from), Kind::Com, 65534);
    QCOMPARE(completion.dialogue, number);
    QCOMPARE(completion.part, Part::Completion);
    QCOMPARE(at(number).state, State::Done);
    QCOMPARE(at(number).took(), std::chrono::milliseconds(10));
    QCOMPARE(at(number).packets.size(), 4);
}

void TestDialogues::subscriptions_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("join") << int(Kind::Sub);
    QTest::newRow("leave") << int(Kind::Unsub);
}

void TestDialogues::subscriptions()
{
    QFETCH(int, kind);
    const qint64 number = add(In, Kind(kind), 3).dialogue;
    QVERIFY(number > 0);
    QCOMPARE(add(Out, Kind::Ack, 3).dialogue, number);
    QCOMPARE(at(number).state, State::Done);
}

void TestDialogues::directionsHaveTheirOwnIds()
{
    const qint64 in = add(In, Kind::Send, 5, 2).dialogue;
    const qint64 out = add(Out, Kind::Send, 5, 2).dialogue;
    QVERIFY(in != out);
    QCOMPARE(add(Out, Kind::Rec, 5).dialogue, in);
    QCOMPARE(add(In, Kind::Rec, 5).dialogue, out);
    QCOMPARE(add(Out, Kind::Rel, 5).dialogue, out);
    QCOMPARE(add(In, Kind::Rel, 5).dialogue, in);
    QCOMPARE(add(In, Kind::Com, 5).dialogue, out);
    QCOMPARE(at(out).state, State::Done);
    QCOMPARE(at(in).state, State::Received);
    QCOMPARE(add(Out, Kind::Com, 5).dialogue, in);
    QCOMPARE(at(in).state, State::Done);
}

void TestDialogues::refusal()
{
    const qint64 number = add(In, Kind::Send, 8, 1).dialogue;
    const Dialogues::Place refusal = add(Out, Kind::Nak, 8);
    QCOMPARE(refusal.dialogue, number);
    QCOMPARE(refusal.part, Part::Refusal);
    QCOMPARE(at(number).state, State::Refused);
    QCOMPARE(at(number).took(), std::chrono::milliseconds(10));
    QCOMPARE(add(Out, Kind::Nak, 8).part, Part::Retry);
}

void TestDialogues::refusalThatIsTriedAgain()
{
    const qint64 number = add(In, Kind::Send, 8, 1).dialogue;
    add(Out, Kind::Nak, 8);
    QCOMPARE(add(In, Kind::Send, 8, 1, true).dialogue, number);
    QCOMPARE(at(number).state, State::Waiting);
    QCOMPARE(add(Out, Kind::Ack, 8).part, Part::Answer);
    QCOMPARE(at(number).state, State::Done);
}

void TestDialogues::repeatedMessage()
{
    const qint64 number = add(Out, Kind::Send, 1, 1).dialogue;
    for (int i = 0; i < 3; ++i) {
        const Dialogues::Place again = add(Out, Kind::Send, 1, 1, true);
        QCOMPARE(again.dialogue, number);
        QCOMPARE(again.part, Part::Retry);
    }
    add(In, Kind::Ack, 1);
    QCOMPARE(at(number).retries, 3);
    QCOMPARE(at(number).took(), std::chrono::milliseconds(40)); // from the first one
}

void TestDialogues::repeatedAfterTheAnswer()
{
    // The answer was lost on its way: the client says it once more, and so does the relay.
    const qint64 number = add(In, Kind::Send, 1, 1).dialogue;
    add(Out, Kind::Ack, 1);
    QCOMPARE(add(In, Kind::Send, 1, 1, true).dialogue, number);
    const Dialogues::Place again = add(Out, Kind::Ack, 1);
    QCOMPARE(again.dialogue, number);
    QCOMPARE(again.part, Part::Retry);
    QCOMPARE(at(number).took(), std::chrono::milliseconds(10));
    QCOMPARE(at(number).state, State::Done);
}

void TestDialogues::repeatedReceipt()
{
    const qint64 number = add(In, Kind::Send, 1, 2).dialogue;
    QCOMPARE(add(Out, Kind::Rec, 1).part, Part::Answer);
    add(In, Kind::Send, 1, 2, true);
    QCOMPARE(add(Out, Kind::Rec, 1).part, Part::Retry);
    QCOMPARE(at(number).state, State::Received);
    add(In, Kind::Rel, 1);
    QCOMPARE(add(Out, Kind::Com, 1).part, Part::Completion);
    QCOMPARE(at(number).state, State::Done);
}

void TestDialogues::repeatedRelease()
{
    const qint64 number = add(Out, Kind::Send, 1, 2).dialogue;
    add(In, Kind::Rec, 1);
    QCOMPARE(add(Out, Kind::Rel, 1).part, Part::Release);
    QCOMPARE(add(Out, Kind::Rel, 1).part, Part::Retry);
    QCOMPARE(add(In, Kind::Com, 1).part, Part::Completion);
    QCOMPARE(add(In, Kind::Com, 1).part, Part::Retry);
    QCOMPARE(at(number).packets.size(), 6);
    QCOMPARE(at(number).retries, 0); // of the message
}

void TestDialogues::idIsUsedAgain()
{
    const qint64 first = add(In, Kind::Send, 1, 1).dialogue;
    add(Out, Kind::Ack, 1);
    const Dialogues::Place second = add(In, Kind::Send, 1, 1);
    QVERIFY(second.dialogue != first);
    QCOMPARE(second.part, Part::Message);
    QCOMPARE(second.overtaken, 0);
    QCOMPARE(add(Out, Kind::Ack, 1).dialogue, second.dialogue);
    QCOMPARE(at(first).state, State::Done);
    QCOMPARE(at(first).packets.size(), 2);
}

void TestDialogues::idIsUsedAgainWithoutAnswer()
{
    const qint64 first = add(Out, Kind::Send, 1, 1).dialogue;
    const Dialogues::Place second = add(Out, Kind::Send, 1, 2);
    QCOMPARE(second.overtaken, first);
    QCOMPARE(at(first).state, State::Overtaken);
    QCOMPARE(add(In, Kind::Rec, 1).dialogue, second.dialogue);
    QVERIFY(!at(first).took());
}

void TestDialogues::repetitionOfWhatWasNotSeen()
{
    const Dialogues::Place again = add(Out, Kind::Send, 9, 1, true);
    QCOMPARE(again.part, Part::Retry);
    QVERIFY(again.dialogue > 0);
    QVERIFY(!at(again.dialogue).isStartKnown);
    add(In, Kind::Ack, 9);
    QCOMPARE(at(again.dialogue).state, State::Done);
    QVERIFY(!at(again.dialogue).took()); // nobody knows since when
    QCOMPARE(at(again.dialogue).retries, 1);
}

void TestDialogues::answerToWhatWasNotSeen()
{
    for (const Kind kind : {Kind::Ack, Kind::Rec, Kind::Rel, Kind::Com, Kind::Nak, Kind::Pong}) {
        const Dialogues::Place stray = add(In, kind, 77);
        QCOMPARE(stray.dialogue, 0);
        QCOMPARE(stray.part, Part::Stray);
    }
    QCOMPARE(m_dialogues.size(), 0);
}

void TestDialogues::releaseWithoutReceipt()
{
    // REC was lost to us, so how long it took is not known; the rest is.
    const qint64 number = add(Out, Kind::Send, 1, 2).dialogue;
    QCOMPARE(add(Out, Kind::Rel, 1).dialogue, number);
    QCOMPARE(at(number).state, State::Received);
    add(In, Kind::Com, 1);
    QCOMPARE(at(number).state, State::Done);
    QVERIFY(!at(number).took());
}

void TestDialogues::completionWithoutRelease()
{
    const qint64 number = add(Out, Kind::Send, 1, 2).dialogue;
    add(In, Kind::Rec, 1);
    QCOMPARE(add(In, Kind::Com, 1).part, Part::Completion);
    QCOMPARE(at(number).state, State::Done);
}

void TestDialogues::gapLeavesOpenOnesUnknown()
{
    const qint64 done = add(In, Kind::Send, 1, 1).dialogue;
    add(Out, Kind::Ack, 1);
    const qint64 waiting = add(In, Kind::Send, 2, 1).dialogue;
    const qint64 received = add(In, Kind::Send, 3, 2).dialogue;
    add(Out, Kind::Rec, 3);
    QCOMPARE(m_dialogues.addGap(), QList<qint64>({waiting, received}));
    QCOMPARE(at(done).state, State::Done);
    QCOMPARE(at(waiting).state, State::Unknown);
    QCOMPARE(at(received).state, State::Unknown);
    QCOMPARE(m_dialogues.addGap(), QList<qint64>());
}

void TestDialogues::answerAfterAGap()
{
    const qint64 number = add(In, Kind::Send, 2, 1).dialogue;
    m_dialogues.addGap();
    // It was open, so its id was not free.
    const Dialogues::Place answer = add(Out, Kind::Ack, 2);
    QCOMPARE(answer.dialogue, number);
    QCOMPARE(at(number).state, State::Done);
}

void TestDialogues::repetitionAfterAGapIsOfAnother()
{
    const qint64 number = add(In, Kind::Send, 2, 1).dialogue;
    add(Out, Kind::Ack, 2);
    m_dialogues.addGap();
    const Dialogues::Place again = add(In, Kind::Send, 2, 1, true);
    QVERIFY(again.dialogue != number);
    QVERIFY(!at(again.dialogue).isStartKnown);
}

void TestDialogues::endLeavesOpenOnesUnanswered()
{
    const qint64 number = add(Out, Kind::Send, 2, 1).dialogue;
    QCOMPARE(m_dialogues.end(), QList<qint64>({number}));
    QCOMPARE(at(number).state, State::Overtaken);
}

void TestDialogues::pings()
{
    const qint64 number = add(Out, Kind::Ping, {}).dialogue;
    QVERIFY(number > 0);
    QCOMPARE(add(In, Kind::Pong, {}).dialogue, number);
    QCOMPARE(at(number).took(), std::chrono::milliseconds(10));
    const qint64 lost = add(Out, Kind::Ping, {}).dialogue;
    const qint64 own = add(In, Kind::Ping, {}).dialogue; // the client may ask, too
    QCOMPARE(add(Out, Kind::Ping, {}).overtaken, lost);
    QCOMPARE(add(Out, Kind::Pong, {}).dialogue, own);
    // A message with a number is no ping.
    QVERIFY(add(Out, Kind::Send, 1, 1).dialogue != own);
}

void TestDialogues::whatHasNoDialogue_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("HELLO") << int(Kind::Hello);
    QTest::newRow("CLOSE") << int(Kind::Close);
    QTest::newRow("of another time") << int(Kind::Other);
}

void TestDialogues::whatHasNoDialogue()
{
    QFETCH(int, kind);
    QCOMPARE(add(Out, Kind(kind), {}).part, Part::None);
    QCOMPARE(add(Out, Kind(kind), 4).part, Part::None);
    QCOMPARE(add(In, Kind::Ack, {}).part, Part::None); // no id, no dialogue
    QCOMPARE(m_dialogues.size(), 0);
}

void TestDialogues::forgets()
{
    const qint64 first = add(In, Kind::Send, 1, 1).dialogue; // ordinal 1
    add(Out, Kind::Ack, 1); // 2
    const qint64 second = add(In, Kind::Send, 2, 1).dialogue; // 3
    add(In, Kind::Send, 2, 1, true); // 4
    m_dialogues.forgetBefore(4);
    QVERIFY(!m_dialogues.find(first));
    QCOMPARE(at(second).packets, QList<qint64>({4}));
    QCOMPARE(add(Out, Kind::Ack, 2).dialogue, second);
    QCOMPARE(add(Out, Kind::Ack, 1).part, Part::Stray);
    m_dialogues.forgetBefore(100);
    QCOMPARE(m_dialogues.size(), 0);
}

void TestDialogues::clockGoesBack()
{
    const qint64 number = add(In, Kind::Send, 1, 1).dialogue;
    m_at -= 60'000;
    add(Out, Kind::Ack, 1);
    QCOMPARE(at(number).took(), std::chrono::milliseconds(0));
}

QTEST_APPLESS_MAIN(TestDialogues)
#include "tst_dialogues.moc"
