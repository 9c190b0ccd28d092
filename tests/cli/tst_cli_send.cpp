// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "fakerelay.h"

#include <QTemporaryFile>
#include <QTest>

using namespace Rainbow;

// What rainbow-cli sends, and what it prints of the answers.
class TestCliSend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sends_data();
    void sends();
    void sendsFileAndWholeInput();
    void sendsLines();
    void sendsManyLines();
    void retriesWithDup();
    void retriesRelease();
    void lateRecIsReleasedButNotPrintedAgain();
    void oneInFlightByDefault();
    void severalInFlight();
    void listenStays();
    void countWithSend();
};

void TestCliSend::sends_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<QList<Packet>>("packets");
    QTest::addColumn<QByteArray>("printed");
    QTest::newRow("0") << 0
                       << QList<Packet>{message(7, QoS::AtMostOnce, 0, "a"),
                                        message(7, QoS::AtMostOnce, 0, "\xc3\xab")}
                       << QByteArray();
    QTest::newRow("1") << 1
                       << QList<Packet>{message(7, QoS::AtLeastOnce, 1, "a"),
                                        message(7, QoS::AtLeastOnce, 2, "\xc3\xab")}
                       << QByteArray("= type=7 qos=1 id=1 yes\n= type=7 qos=1 id=2 yes\n");
    QTest::newRow("2") << 2
                       << QList<Packet>{message(7, QoS::ExactlyOnce, 1, "a"),
                                        control(PacketCommand::Rel, 1),
                                        message(7, QoS::ExactlyOnce, 2, "\xc3\xab"),
                                        control(PacketCommand::Rel, 2)}
                       << QByteArray("= type=7 qos=2 id=1 yes\n= type=7 qos=2 id=2 yes\n");
}

void TestCliSend::sends()
{
    QFETCH(int, qos);
    QFETCH(QList<Packet>, packets);
    QFETCH(QByteArray, printed);
    FakeRelay relay;
    relay.answerWith("yes");
    Cli cli;
    cli.start({relay.url(), u"-t"_qs, u"7"_qs, u"-q"_qs, QString::number(qos), u"-m"_qs, u"a"_qs,
               u"-m"_qs, u"ë"_qs});
    FINISHES(cli, 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), packets.size(), Wait);
    QCOMPARE(relay.packets(), packets);
    QCOMPARE(cli.out(), printed);
}

void TestCliSend::sendsFileAndWholeInput()
{
    const QByteArray binary("\0\xff\n\n\x80", 5);
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(binary);
    file.close();

    FakeRelay relay;
    relay.answerWith({});
    Cli cli;
    cli.start({relay.url(), u"-q1"_qs, u"-f"_qs, file.fileName(), u"-m"_qs, u"first"_qs,
               u"--stdin-whole"_qs});
    cli.write("a\n\n");
    cli.write(binary);
    cli.endInput();
    FINISHES(cli, 0);
    QCOMPARE(relay.packets(),
             (QList<Packet>{message(1, QoS::AtLeastOnce, 1, "first"),
                            message(1, QoS::AtLeastOnce, 2, binary),
                            message(1, QoS::AtLeastOnce, 3, "a\n\n" + binary)}));
}

void TestCliSend::sendsLines()
{
    FakeRelay relay;
    relay.answerWith("ok");
    Cli cli;
    cli.start({relay.url(), u"-s"_qs, u"-q"_qs, u"2"_qs});
    cli.write("one\n\ntw");
    // A line is sent as soon as it is there.
    QTRY_COMPARE_WITH_TIMEOUT(cli.out(), QByteArray("= type=1 qos=2 id=1 ok\n"), Wait);
    QVERIFY(cli.isRunning());
    cli.write("o\nthree");
    cli.endInput();
    FINISHES(cli, 0);
    QList<QByteArray> sent;
    for (const Packet &packet : relay.packets()) {
        if (packet.command == PacketCommand::Send)
            sent.append(packet.payload);
    }
    QCOMPARE(sent, (QList<QByteArray>{"one", "two", "three"}));
}

void TestCliSend::sendsManyLines()
{
    constexpr int Lines = 20'000;
    QByteArray input;
    for (int i = 0; i < Lines; ++i)
        input += QByteArray::number(i) + ' ' + QByteArray(i % 300, '.') + '\n';
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-s"_qs});
    cli.write(input);
    cli.endInput();
    FINISHES(cli, 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), Lines, Wait);
    QByteArray received;
    for (const Packet &packet : relay.packets())
        received += packet.payload + '\n';
    QVERIFY(received == input);
}

void TestCliSend::retriesWithDup()
{
    for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        FakeRelay relay;
        relay.answerWith("late", 2);
        Cli cli;
        cli.start({relay.url(), u"--retry"_qs, u"0.05"_qs, u"-q"_qs, QString::number(int(qos)),
                   u"-m"_qs, u"x"_qs});
        FINISHES(cli, 0);
        QCOMPARE_GE(relay.packets().size(), 3);
        QCOMPARE(relay.packets().at(0), message(1, qos, 1, "x"));
        QCOMPARE(relay.packets().at(1), message(1, qos, 1, "x", true));
        QCOMPARE(relay.packets().at(2), message(1, qos, 1, "x", true));
        QCOMPARE(cli.out(), "= type=1 qos=" + QByteArray::number(int(qos)) + " id=1 late\n");
    }
}

void TestCliSend::retriesRelease()
{
    FakeRelay relay;
    relay.answerWith("ok", 0, 1);
    Cli cli;
    cli.start({relay.url(), u"--retry"_qs, u"0.05"_qs, u"-q2"_qs, u"-m"_qs, u"x"_qs});
    FINISHES(cli, 0);
    QCOMPARE_GE(relay.packets().size(), 3);
    QCOMPARE(relay.packets().at(0).command, PacketCommand::Send);
    const auto rels = relay.packets().mid(relay.packets().indexOf(control(PacketCommand::Rel, 1)));
    QCOMPARE_GE(rels.size(), 2);
    QCOMPARE(rels.at(1), control(PacketCommand::Rel, 1, {}, true));
    QCOMPARE(cli.out(), QByteArray("= type=1 qos=2 id=1 ok\n"));
}

void TestCliSend::lateRecIsReleasedButNotPrintedAgain()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-l"_qs, u"-q2"_qs, u"-m"_qs, u"x"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 1, Wait);
    relay.send(control(PacketCommand::Ack, 1, "an ACK answers no QoS 2"));
    relay.send(control(PacketCommand::Com, 1));
    relay.send(control(PacketCommand::Rec, 1, "answer"));
    relay.send(control(PacketCommand::Rec, 1, "answer"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 3, Wait);
    relay.send(control(PacketCommand::Com, 1));
    relay.send(control(PacketCommand::Rec, 1, "answer"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 4, Wait);
    for (int i = 1; i < 4; ++i)
        QCOMPARE(relay.packets().at(i), control(PacketCommand::Rel, 1));
    QCOMPARE(cli.out(), QByteArray("= type=1 qos=2 id=1 answer\n"));
}

void TestCliSend::oneInFlightByDefault()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-q1"_qs, u"-m"_qs, u"a"_qs, u"-m"_qs, u"b"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 1, Wait);
    // Whatever it sends of its own accord would come before this answer.
    relay.send(control(PacketCommand::Rel, 9));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 2, Wait);
    QCOMPARE(relay.packets().at(1), control(PacketCommand::Com, 9));
    relay.send(control(PacketCommand::Ack, 1));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 3, Wait);
    QCOMPARE(relay.packets().at(2), message(1, QoS::AtLeastOnce, 2, "b"));
    relay.send(control(PacketCommand::Ack, 2));
    FINISHES(cli, 0);
}

void TestCliSend::severalInFlight()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-q1"_qs, u"--inflight"_qs, u"2"_qs, u"-m"_qs, u"a"_qs, u"-m"_qs,
               u"b"_qs, u"-m"_qs, u"c"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 2, Wait);
    relay.send(control(PacketCommand::Ack, 2, "B"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 3, Wait);
    QCOMPARE(relay.packets().at(2), message(1, QoS::AtLeastOnce, 3, "c"));
    relay.send(control(PacketCommand::Ack, 3, "C"));
    relay.send(control(PacketCommand::Ack, 1, "A"));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(),
             QByteArray("= type=1 qos=1 id=2 B\n= type=1 qos=1 id=3 C\n"
                        "= type=1 qos=1 id=1 A\n"));
}

void TestCliSend::listenStays()
{
    FakeRelay relay;
    relay.answerWith("ok");
    Cli cli;
    cli.start({relay.url(), u"-l"_qs, u"-q1"_qs, u"-m"_qs, u"x"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(cli.out(), QByteArray("= type=1 qos=1 id=1 ok\n"), Wait);
    relay.send(message(1, QoS::AtMostOnce, 0, "later"));
    QTRY_VERIFY_WITH_TIMEOUT(cli.out().endsWith("< type=1 qos=0 later\n"), Wait);
    QVERIFY(cli.isRunning());
    cli.signal(SIGINT);
    FINISHES(cli, 130);
}

void TestCliSend::countWithSend()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C1"_qs, u"-q1"_qs, u"-m"_qs, u"x"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 1, Wait);
    relay.send(message(1, QoS::AtMostOnce, 0, "enough"));
    relay.send(message(1, QoS::AtMostOnce, 0, "too much"));
    relay.send(control(PacketCommand::Ack, 1, "ok"));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(), QByteArray("< type=1 qos=0 enough\n= type=1 qos=1 id=1 ok\n"));
}

QTEST_GUILESS_MAIN(TestCliSend)
#include "tst_cli_send.moc"
