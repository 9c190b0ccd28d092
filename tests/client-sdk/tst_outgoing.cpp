// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "outgoinglog.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using namespace std::chrono_literals;

class tst_Outgoing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitsForAConnection();
    void writesWholePackets();
    void keepsItsOrder();
    void boundsWhatWaits();
    void boundsWhatIsInFlight();
    void endsQos1ByAck();
    void endsQos2ByRec();
    void answersStrangeRecs();
    void ignoresWhatDoesNotFit();
    void repeatsUntilAnswered();
    void repeatsRel();
    void givesUpRel();
    void endsAtTheDeadline();
    void endsAtOnceByNak_data();
    void endsAtOnceByNak();
    void outlastsARetryableNak_data();
    void outlastsARetryableNak();
    void failsWithTheNakAtTheDeadline();
    void cancels();
    void failsAll();
    void refusesWhatTheRelayDoesNotTake();
    void wrapsIdsAndSkipsThoseInUse();
};

void tst_Outgoing::waitsForAConnection()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    QCOMPARE(add(outgoing), SendKey(1));
    outgoing.flush(Start);
    QCOMPARE(log.take(), QStringList());
    QCOMPARE(outgoing.pending(), 1U);
    QCOMPARE(outgoing.nextDue(), Far);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    QCOMPARE(log.take(), QStringList{u"SEND 1"_qs});
    QCOMPARE(outgoing.nextDue(), Start + 3s);
    QCOMPARE(log.attemptsOf[1], 1);
}

void tst_Outgoing::writesWholePackets()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    Packet publication = message(QoS::ExactlyOnce);
    publication.command = PacketCommand::Pub;
    publication.channel = "room";
    QVERIFY(outgoing.add(publication, Far));
    outgoing.flush(Start);
    publication.id = 1;
    QCOMPARE(log.packets, QList{publication});
    QVERIFY(!outgoing.onTime(Start + 2999ms));
    QVERIFY(outgoing.onTime(Start + 3s));
    publication.dup = true;
    QCOMPARE(log.packets.value(1), publication);
}

void tst_Outgoing::keepsItsOrder()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(outgoing.add(message(QoS(1 + i % 2), QByteArray::number(i)), Far));
    }
    outgoing.connectTo(Rainbow2Peer, false, Start);
    QCOMPARE(log.packets.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(log.packets[i].payload, QByteArray::number(i));
        QCOMPARE(log.packets[i].id, quint16(i + 1));
    }
}

void tst_Outgoing::boundsWhatWaits()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    outgoing.setLimits(2, 10);
    QVERIFY(outgoing.add(message(QoS::AtLeastOnce, "1234"), Far));
    QVERIFY(!outgoing.add(message(QoS::AtLeastOnce, "1234567"), Far));
    QVERIFY(outgoing.add(message(QoS::AtLeastOnce, "123456"), Far));
    QVERIFY(!outgoing.add(message(QoS::AtLeastOnce, ""), Far));
    // What has left makes room.
    outgoing.connectTo(Rainbow2Peer, false, Start);
    QVERIFY(outgoing.add(message(QoS::AtLeastOnce, "12345678901"), Far));
    outgoing.flush(Start);
    outgoing.disconnect();
    QVERIFY(outgoing.add(message(QoS::AtLeastOnce, "1234567890"), Far));
    QVERIFY(!outgoing.add(message(QoS::AtLeastOnce, "1"), Far));
}

void tst_Outgoing::boundsWhatIsInFlight()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    for (size_t i = 0; i < Outgoing::MaxInFlight + 2; ++i)
        add(outgoing);
    outgoing.flush(Start);
    QCOMPARE(size_t(log.take().size()), Outgoing::MaxInFlight);
    outgoing.onPacket(answer(PacketCommand::Ack, 7), Start);
    QCOMPARE(log.take(), (QStringList{u"7 done "_qs, u"SEND 33"_qs}));
}

void tst_Outgoing::endsQos1ByAck()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Ack, 1, "yes"), Start);
    outgoing.onPacket(answer(PacketCommand::Ack, 1, "again"), Start);
    QCOMPARE(log.take(), (QStringList{u"SEND 1"_qs, u"1 done yes"_qs}));
    QCOMPARE(outgoing.nextDue(), Never);
    QCOMPARE(outgoing.pending(), 0U);
}

void tst_Outgoing::endsQos2ByRec()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 1, "yes"), Start);
    QCOMPARE(log.take(), (QStringList{u"SEND 1"_qs, u"REL 1"_qs, u"1 done yes"_qs}));
    QCOMPARE(outgoing.pending(), 0U);
    // The relay has not seen REL.
    outgoing.onPacket(answer(PacketCommand::Rec, 1, "yes"), Start);
    QCOMPARE(log.take(), QStringList{u"REL 1"_qs});
    outgoing.onPacket(answer(PacketCommand::Com, 1), Start);
    outgoing.onPacket(answer(PacketCommand::Com, 1), Start);
    QCOMPARE(log.take(), QStringList());
    QCOMPARE(outgoing.nextDue(), Never);
}

void tst_Outgoing::answersStrangeRecs()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 77), Start);
    QCOMPARE(log.take(), QStringList{u"REL 77"_qs});
}

void tst_Outgoing::ignoresWhatDoesNotFit()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::AtLeastOnce);
    add(outgoing, QoS::ExactlyOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    log.take();
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start);
    outgoing.onPacket(answer(PacketCommand::Com, 1), Start);
    outgoing.onPacket(answer(PacketCommand::Ack, 2), Start);
    outgoing.onPacket(answer(PacketCommand::Com, 2), Start);
    outgoing.onPacket(answer(PacketCommand::Ack, 3), Start);
    outgoing.onPacket(nak(3, 400), Start);
    QCOMPARE(log.take(), QStringList());
    outgoing.onPacket(answer(PacketCommand::Rec, 2), Start);
    log.take();
    outgoing.onPacket(nak(2, 400), Start);
    QCOMPARE(log.take(), QStringList());
    QCOMPARE(outgoing.pending(), 1U);
}

void tst_Outgoing::repeatsUntilAnswered()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    log.take();
    for (int i = 1; i < 5; ++i) {
        QVERIFY(!outgoing.onTime(Start + i * 3s - 1ms));
        QVERIFY(outgoing.onTime(Start + i * 3s));
        QCOMPARE(log.take(), QStringList{u"SEND 1 dup"_qs});
        QCOMPARE(log.attemptsOf[1], i + 1);
        QCOMPARE(outgoing.nextDue(), Start + (i + 1) * 3s);
    }
    // Not without a connection.
    outgoing.disconnect();
    QCOMPARE(outgoing.nextDue(), Far);
    QVERIFY(!outgoing.onTime(Start + 1h));
    QCOMPARE(log.take(), QStringList());
}

void tst_Outgoing::repeatsRel()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start + 1s);
    log.take();
    QVERIFY(!outgoing.onTime(Start + 3s));
    QVERIFY(outgoing.onTime(Start + 4s));
    QVERIFY(outgoing.onTime(Start + 7s));
    QCOMPARE(log.take(), (QStringList{u"REL 1 dup"_qs, u"REL 1 dup"_qs}));
}

void tst_Outgoing::givesUpRel()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce, Start + 5s);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start + 4s);
    log.take();
    outgoing.onTime(Start + 5s);
    QCOMPARE(outgoing.nextDue(), Start + 7s);
    outgoing.onTime(Start + 4s + Outgoing::ReleaseTimeout);
    QCOMPARE(log.take(), QStringList());
    QCOMPARE(outgoing.nextDue(), Never);
}

void tst_Outgoing::endsAtTheDeadline()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::AtLeastOnce, Start + 2s);
    add(outgoing, QoS::ExactlyOnce, Start + 1s);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.disconnect();
    add(outgoing, QoS::AtLeastOnce, Start + 3s);
    log.take();
    QCOMPARE(outgoing.nextDue(), Start + 1s);
    outgoing.onTime(Start + 1s - 1ms);
    QCOMPARE(log.take(), QStringList());
    outgoing.onTime(Start + 1s);
    QCOMPARE(log.take(), QStringList{u"2 failed 602"_qs});
    outgoing.onTime(Start + 10s);
    QCOMPARE(log.take(), (QStringList{u"1 failed 602"_qs, u"3 failed 602"_qs}));
    QCOMPARE(outgoing.pending(), 0U);
    // Its answer comes late.
    outgoing.connectTo(Rainbow2Peer, true, Start + 10s);
    outgoing.onPacket(answer(PacketCommand::Ack, 1), Start + 10s);
    outgoing.onPacket(answer(PacketCommand::Rec, 2), Start + 10s);
    QCOMPARE(log.take(), QStringList{u"REL 2"_qs});
}

void tst_Outgoing::endsAtOnceByNak_data()
{
    QTest::addColumn<quint16>("nakCode");
    QTest::addColumn<int>("errorCode");
    for (const int code : {400, 403, 404, 413})
        QTest::addRow("%d", code) << quint16(code) << code;
    QTest::addRow("unknown") << quint16(418) << 400;
}

void tst_Outgoing::endsAtOnceByNak()
{
    QFETCH(quint16, nakCode);
    QFETCH(int, errorCode);
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        OutgoingLog log;
        Outgoing outgoing(log);
        add(outgoing, qos);
        outgoing.connectTo(Rainbow2Peer, false, Start);
        outgoing.onPacket(nak(1, nakCode), Start);
        QCOMPARE(log.take(), (QStringList{u"SEND 1"_qs, u"1 failed %1"_qs.arg(errorCode)}));
        QVERIFY(log.lastError.message().contains(QString::number(nakCode) + u" why"_qs));
        QCOMPARE(outgoing.nextDue(), Never);
    }
}

void tst_Outgoing::outlastsARetryableNak_data()
{
    QTest::addColumn<quint16>("code");
    for (const int code : {408, 409, 429, 502, 503})
        QTest::addRow("%d", code) << quint16(code);
}

void tst_Outgoing::outlastsARetryableNak()
{
    QFETCH(quint16, code);
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(nak(1, code), Start + 2s);
    QVERIFY(!outgoing.onTime(Start + 5s - 1ms));
    QVERIFY(outgoing.onTime(Start + 5s));
    outgoing.onPacket(answer(PacketCommand::Rec, 1, "yes"), Start + 6s);
    QCOMPARE(log.take(),
             (QStringList{u"SEND 1"_qs, u"SEND 1 dup"_qs, u"REL 1"_qs, u"1 done yes"_qs}));
}

void tst_Outgoing::failsWithTheNakAtTheDeadline()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::AtLeastOnce, Start + 4s);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(nak(1, 502, "broken"), Start + 1s);
    outgoing.onTime(Start + 4s);
    QCOMPARE(log.take(), (QStringList{u"SEND 1"_qs, u"1 failed 502"_qs}));
    QVERIFY(log.lastError.message().contains(u"broken"));
}

void tst_Outgoing::cancels()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    const SendKey queued = add(outgoing);
    QVERIFY(outgoing.cancel(queued));
    QVERIFY(!outgoing.cancel(queued));
    const SendKey sent = add(outgoing, QoS::ExactlyOnce);
    const SendKey received = add(outgoing, QoS::ExactlyOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 2), Start);
    QVERIFY(outgoing.cancel(sent));
    QVERIFY(!outgoing.cancel(received));
    QVERIFY(!outgoing.cancel(0));
    log.take();
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start);
    QCOMPARE(log.take(), QStringList{u"REL 1"_qs});
    QCOMPARE(outgoing.pending(), 0U);
}

void tst_Outgoing::failsAll()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce);
    add(outgoing);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start);
    outgoing.disconnect();
    add(outgoing);
    log.take();
    outgoing.failAll({Error::Code::Faded, u"over"_qs});
    QCOMPARE(log.take(), (QStringList{u"2 failed 603"_qs, u"3 failed 603"_qs}));
    QCOMPARE(outgoing.nextDue(), Never);
    outgoing.setLimits(1, 7);
    QVERIFY(add(outgoing) != 0);
}

void tst_Outgoing::refusesWhatTheRelayDoesNotTake()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    QVERIFY(outgoing.add(message(QoS::AtLeastOnce, QByteArray(1001, 'x')), Far));
    QVERIFY(outgoing.add(message(QoS::AtLeastOnce, QByteArray(1000, 'x')), Far));
    QVERIFY(outgoing.add({.command = PacketCommand::Sub, .payload = {}, .channels = {"c"}}, Far));
    outgoing.connectTo(Rainbow2Peer, false, Start);
    QCOMPARE(log.take(), (QStringList{u"1 failed 413"_qs, u"SEND 1"_qs, u"SUB 2"_qs}));
    outgoing.disconnect();
    outgoing.connectTo({}, false, Start);
    QCOMPARE(log.take(), (QStringList{u"SEND 1"_qs, u"3 failed 606"_qs}));
}

void tst_Outgoing::wrapsIdsAndSkipsThoseInUse()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    add(outgoing);
    add(outgoing);
    outgoing.flush(Start);
    outgoing.onPacket(answer(PacketCommand::Ack, 1), Start);
    for (int id = 3; id <= 65534; ++id) {
        add(outgoing);
        outgoing.flush(Start);
        QCOMPARE(log.packets.last().id, quint16(id));
        outgoing.onPacket(answer(PacketCommand::Ack, quint16(id)), Start);
    }
    add(outgoing);
    add(outgoing);
    outgoing.flush(Start);
    QCOMPARE(log.packets.last().id, quint16(3)); // 2 is in flight still
    QCOMPARE(log.packets[log.packets.size() - 2].id, quint16(1));
}

QTEST_APPLESS_MAIN(tst_Outgoing)
#include "tst_outgoing.moc"
