// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "outgoinglog.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using namespace std::chrono_literals;

class tst_OutgoingSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resumesInTheOrderOfSending();
    void startsAnewInANewSession();
    void knowsEveryCombination_data();
    void knowsEveryCombination();
};

void tst_OutgoingSession::resumesInTheOrderOfSending()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce);
    add(outgoing, QoS::AtLeastOnce);
    add(outgoing, QoS::ExactlyOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start);
    outgoing.disconnect();
    add(outgoing);
    log.take();
    outgoing.connectTo(Rainbow2Peer, true, Start + 1s);
    QCOMPARE(log.take(),
             (QStringList{u"REL 1 dup"_qs, u"SEND 2 dup"_qs, u"SEND 3 dup"_qs, u"SEND 4"_qs}));
    QCOMPARE(outgoing.nextDue(), Start + 4s);
}

void tst_OutgoingSession::startsAnewInANewSession()
{
    OutgoingLog log;
    Outgoing outgoing(log);
    add(outgoing, QoS::ExactlyOnce);
    add(outgoing, QoS::ExactlyOnce);
    add(outgoing, QoS::AtLeastOnce);
    outgoing.connectTo(Rainbow2Peer, false, Start);
    outgoing.onPacket(answer(PacketCommand::Rec, 1), Start);
    outgoing.disconnect();
    add(outgoing, QoS::ExactlyOnce);
    log.take();
    outgoing.connectTo(Rainbow2Peer, false, Start + 1s);
    QCOMPARE(log.take(), (QStringList{u"2 failed 604"_qs, u"SEND 1"_qs, u"SEND 2"_qs}));
    QVERIFY(!log.packets.last().dup);
    QCOMPARE(outgoing.pending(), 2U);
}

void tst_OutgoingSession::knowsEveryCombination_data()
{
    QTest::addColumn<QString>("states");
    // Of three messages: a: QoS 1 unanswered, b: with ACK, c: QoS 2 unanswered, d: with REC,
    // e: with COM.
    const QString all = u"abcde"_qs;
    for (const QChar one : all) {
        for (const QChar two : all) {
            for (const QChar three : all) {
                const QString states = QString(one) + two + three;
                QTest::newRow(qPrintable(states)) << states;
            }
        }
    }
}

void tst_OutgoingSession::knowsEveryCombination()
{
    QFETCH(QString, states);
    for (const bool resumed : {true, false}) {
        OutgoingLog log;
        Outgoing outgoing(log);
        for (const QChar state : states)
            add(outgoing, state < u'c' ? QoS::AtLeastOnce : QoS::ExactlyOnce);
        outgoing.connectTo(Rainbow2Peer, false, Start);
        QStringList repeats, losses, anew;
        for (quint16 id = 1; id <= 3; ++id) {
            const QChar state = states[id - 1];
            if (state == u'b')
                outgoing.onPacket(answer(PacketCommand::Ack, id), Start);
            if (state == u'd' || state == u'e')
                outgoing.onPacket(answer(PacketCommand::Rec, id), Start);
            if (state == u'e')
                outgoing.onPacket(answer(PacketCommand::Com, id), Start);
            if (state == u'a' || state == u'c')
                repeats.append(u"SEND %1 dup"_qs.arg(id));
            if (state == u'd')
                repeats.append(u"REL %1 dup"_qs.arg(id));
            if (state == u'c')
                losses.append(u"%1 failed 604"_qs.arg(id));
            if (state == u'a')
                anew.append(u"SEND %1"_qs.arg(anew.size() + 1));
        }
        outgoing.disconnect();
        log.take();
        outgoing.connectTo(Rainbow2Peer, resumed, Start);
        QCOMPARE(log.take(), resumed ? repeats : losses + anew);
    }
}

QTEST_APPLESS_MAIN(tst_OutgoingSession)
#include "tst_outgoingsession.moc"
