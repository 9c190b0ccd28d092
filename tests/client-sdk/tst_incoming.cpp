// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/incoming.h"

#include <QTest>

using namespace Rainbow;

namespace {

Packet message(QoS qos, quint16 id, bool dup = false)
{
    return {.qos = qos, .dup = dup, .type = 1, .id = id, .payload = "payload"};
}

Packet ack(quint16 id, const QByteArray &payload)
{
    return {.command = PacketCommand::Ack, .id = id, .payload = payload};
}

Packet rec(quint16 id, const QByteArray &payload)
{
    return {.command = PacketCommand::Rec, .id = id, .payload = payload};
}

Packet com(quint16 id)
{
    return {.command = PacketCommand::Com, .id = id, .payload = {}};
}

bool isNothing(const Incoming::Arrival &arrival)
{
    return !arrival.deliver && !arrival.answer;
}

} // namespace

class tst_Incoming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deliversQos0WithoutAnAnswer();
    void answersQos1();
    void deliversQos1AgainAfterItsAck();
    void waitsForASlowHandler_data();
    void waitsForASlowHandler();
    void keepsTheAnswerOfQos2UntilRel();
    void completesWhatItDoesNotKnow();
    void takesAnIdWithoutDupAsNew_data();
    void takesAnIdWithoutDupAsNew();
    void takesAKnownIdOfRainbow2AsARepeat();
    void knowsLateRepeatsOfRainbow2();
    void keepsAnswersGivenWithoutAConnection_data();
    void keepsAnswersGivenWithoutAConnection();
    void forgetsAnotherSession();
    void releasesWhatIsBeingHandled();
    void tellsQosApart();
};

void tst_Incoming::deliversQos0WithoutAnAnswer()
{
    Incoming incoming;
    const auto arrival = incoming.onSend(message(QoS::AtMostOnce, 0));
    QVERIFY(arrival.deliver);
    QVERIFY(!arrival.answer);
    QVERIFY(!incoming.isOpen(*arrival.deliver));
    QVERIFY(!incoming.answer(*arrival.deliver, "no", true));
    QCOMPARE(incoming.size(), 0U);
}

void tst_Incoming::answersQos1()
{
    Incoming incoming;
    const auto arrival = incoming.onSend(message(QoS::AtLeastOnce, 5));
    QVERIFY(arrival.deliver && !arrival.answer);
    QVERIFY(incoming.isOpen(*arrival.deliver));
    QCOMPARE(incoming.answer(*arrival.deliver, "yes", true), ack(5, "yes"));
    QVERIFY(!incoming.answer(*arrival.deliver, "again", true));
    QCOMPARE(incoming.size(), 0U);
}

void tst_Incoming::deliversQos1AgainAfterItsAck()
{
    Incoming incoming;
    const auto first = incoming.onSend(message(QoS::AtLeastOnce, 5));
    QVERIFY(incoming.answer(*first.deliver, "yes", true));
    const auto second = incoming.onSend(message(QoS::AtLeastOnce, 5, true));
    QVERIFY(second.deliver && !second.answer);
    QVERIFY(!incoming.isOpen(*first.deliver));
    QVERIFY(incoming.isOpen(*second.deliver));
}

void tst_Incoming::waitsForASlowHandler_data()
{
    QTest::addColumn<QoS>("qos");
    QTest::newRow("QoS 1") << QoS::AtLeastOnce;
    QTest::newRow("QoS 2") << QoS::ExactlyOnce;
}

void tst_Incoming::waitsForASlowHandler()
{
    QFETCH(QoS, qos);
    Incoming incoming;
    const auto arrival = incoming.onSend(message(qos, 5));
    QVERIFY(isNothing(incoming.onSend(message(qos, 5, true))));
    QVERIFY(isNothing(incoming.onSend(message(qos, 5, true))));
    QCOMPARE(incoming.answer(*arrival.deliver, "late", true),
             qos == QoS::AtLeastOnce ? ack(5, "late") : rec(5, "late"));
}

void tst_Incoming::keepsTheAnswerOfQos2UntilRel()
{
    Incoming incoming;
    const auto arrival = incoming.onSend(message(QoS::ExactlyOnce, 65534));
    QCOMPARE(incoming.answer(*arrival.deliver, "yes", true), rec(65534, "yes"));
    for (int i = 0; i < 3; ++i) {
        const auto repeated = incoming.onSend(message(QoS::ExactlyOnce, 65534, true));
        QVERIFY(!repeated.deliver);
        QCOMPARE(repeated.answer, rec(65534, "yes"));
    }
    QCOMPARE(incoming.onRel(65534), com(65534));
    QCOMPARE(incoming.size(), 0U);
    QCOMPARE(incoming.onRel(65534), com(65534));
}

void tst_Incoming::completesWhatItDoesNotKnow()
{
    Incoming incoming;
    QCOMPARE(incoming.onRel(7), com(7));
    const auto arrival = incoming.onSend(message(QoS::ExactlyOnce, 7, true));
    QVERIFY(arrival.deliver && !arrival.answer);
}

void tst_Incoming::takesAnIdWithoutDupAsNew_data()
{
    waitsForASlowHandler_data();
}

void tst_Incoming::takesAnIdWithoutDupAsNew()
{
    QFETCH(QoS, qos);
    Incoming incoming;
    const auto first = incoming.onSend(message(qos, 5));
    const auto second = incoming.onSend(message(qos, 5));
    QVERIFY(second.deliver);
    QVERIFY(!incoming.answer(*first.deliver, "old", true));
    QVERIFY(incoming.answer(*second.deliver, "new", true));
}

void tst_Incoming::takesAKnownIdOfRainbow2AsARepeat()
{
    Incoming incoming;
    const auto slow = incoming.onSend(message(QoS::AtLeastOnce, 4), true);
    QVERIFY(isNothing(incoming.onSend(message(QoS::AtLeastOnce, 4), true)));
    QVERIFY(incoming.isOpen(*slow.deliver));
    const auto first = incoming.onSend(message(QoS::ExactlyOnce, 5), true);
    QVERIFY(incoming.answer(*first.deliver, "yes", true));
    const auto second = incoming.onSend(message(QoS::ExactlyOnce, 5), true);
    QVERIFY(!second.deliver);
    QCOMPARE(second.answer, rec(5, "yes"));
    QCOMPARE(incoming.onRel(5), com(5));
    QVERIFY(incoming.onSend(message(QoS::ExactlyOnce, 5), true).deliver); // free again
}

void tst_Incoming::knowsLateRepeatsOfRainbow2()
{
    for (const bool rainbow2 : {true, false}) {
        Incoming incoming;
        const auto arrival = incoming.onSend(message(QoS::ExactlyOnce, 5), rainbow2);
        QVERIFY(incoming.answer(*arrival.deliver, "yes", true));
        QCOMPARE(incoming.onRel(5), com(5));
        const auto late = incoming.onSend(message(QoS::ExactlyOnce, 5, true), rainbow2);
        QCOMPARE(late.deliver.has_value(), !rainbow2);
        QCOMPARE(late.answer.has_value(), rainbow2);
        incoming.forgetAll();
        QVERIFY(incoming.onSend(message(QoS::ExactlyOnce, 5, true), rainbow2).deliver);
    }
}

void tst_Incoming::keepsAnswersGivenWithoutAConnection_data()
{
    waitsForASlowHandler_data();
}

void tst_Incoming::keepsAnswersGivenWithoutAConnection()
{
    QFETCH(QoS, qos);
    Incoming incoming;
    const auto arrival = incoming.onSend(message(qos, 5));
    QVERIFY(incoming.answer(*arrival.deliver, "kept", false));
    const auto repeated = incoming.onSend(message(qos, 5, true));
    QVERIFY(!repeated.deliver);
    QCOMPARE(repeated.answer, qos == QoS::AtLeastOnce ? ack(5, "kept") : rec(5, "kept"));
    QCOMPARE(incoming.size(), qos == QoS::AtLeastOnce ? 0U : 1U);
}

void tst_Incoming::forgetsAnotherSession()
{
    Incoming incoming;
    const auto arrival = incoming.onSend(message(QoS::ExactlyOnce, 5));
    incoming.forgetAll();
    QVERIFY(!incoming.answer(*arrival.deliver, "void", true));
    const auto other = incoming.onSend(message(QoS::ExactlyOnce, 5, true));
    QVERIFY(other.deliver);
    QVERIFY(!incoming.answer(*arrival.deliver, "void", true));
    QVERIFY(incoming.answer(*other.deliver, "good", true));
}

void tst_Incoming::releasesWhatIsBeingHandled()
{
    Incoming incoming;
    const auto arrival = incoming.onSend(message(QoS::ExactlyOnce, 5));
    QCOMPARE(incoming.onRel(5), com(5));
    QVERIFY(!incoming.answer(*arrival.deliver, "void", true));
}

void tst_Incoming::tellsQosApart()
{
    Incoming incoming;
    const auto first = incoming.onSend(message(QoS::AtLeastOnce, 5));
    QCOMPARE(incoming.onRel(5), com(5));
    QVERIFY(incoming.isOpen(*first.deliver));
    const auto second = incoming.onSend(message(QoS::ExactlyOnce, 5, true));
    QVERIFY(second.deliver);
    QCOMPARE(incoming.answer(*second.deliver, "", true), rec(5, ""));
}

QTEST_APPLESS_MAIN(tst_Incoming)
#include "tst_incoming.moc"
