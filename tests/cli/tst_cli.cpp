// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "fakerelay.h"

#include <QTest>

using namespace Rainbow;

// How rainbow-cli connects, prints what comes, and answers it.
class TestCli : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headersArrive();
    void headersCanBeReplacedAndRemoved();
    void randomDevicePerRun();
    void printsText_data();
    void printsText();
    void printsJson();
    void answersWithPayload();
    void countLeavesLaterMessagesAlone();
    void qos2IsPrintedOnce();
    void qos2IdIsFreeAfterRelease();
    void unknownReleaseIsCompleted();
    void badFramesAreIgnored();
};

void TestCli::headersArrive()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url() + u"?room=7"_qs, u"-d"_qs, u"phone"_qs, u"-o"_qs, u"ios"_qs, u"-H"_qs,
               u"Authorization: Bearer a:b"_qs, u"--header=X-Name: Zoë"_qs, u"-C"_qs, u"1"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    QCOMPARE(relay.header("X-DEVICEID"), QByteArray("phone"));
    QCOMPARE(relay.header("X-CLIENT-OS"), QByteArray("ios"));
    QCOMPARE(relay.header("Authorization"), QByteArray("Bearer a:b"));
    QCOMPARE(relay.header("X-Name"), QByteArray("Zo\xc3\xab"));
    QCOMPARE(relay.resource(), u"/connect/?room=7"_qs);
    relay.send(message(1, QoS::AtMostOnce, 0, "x"));
    FINISHES(cli, 0);
    QVERIFY(cli.err().contains("connected to ws://127.0.0.1:"));
}

void TestCli::headersCanBeReplacedAndRemoved()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-H"_qs, u"X-DEVICEID: mine"_qs, u"-H"_qs, u"X-CLIENT-OS:"_qs,
               u"-m"_qs, u"x"_qs});
    FINISHES(cli, 0);
    QCOMPARE(relay.header("X-DEVICEID"), QByteArray("mine"));
    QCOMPARE(relay.header("X-CLIENT-OS"), QByteArray());
}

void TestCli::randomDevicePerRun()
{
    QByteArray devices[2];
    for (QByteArray &device : devices) {
        FakeRelay relay;
        Cli cli;
        cli.start({relay.url(), u"-m"_qs, u"x"_qs});
        FINISHES(cli, 0);
        device = relay.header("X-DEVICEID");
        QCOMPARE(relay.header("X-CLIENT-OS"), QByteArray("cli"));
    }
    QVERIFY(devices[0].startsWith("cli-"));
    QCOMPARE_NE(devices[0], devices[1]);
}

void TestCli::printsText_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("printed");
    QTest::newRow("json") << QByteArray(R"({"a": "b\n"})") << QByteArray(R"({"a": "b\n"})");
    QTest::newRow("empty") << QByteArray("") << QByteArray("");
    QTest::newRow("utf-8") << QByteArray("Grüße 彩虹 🌈") << QByteArray("Grüße 彩虹 🌈");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf!") << QByteArray("\xef\xbb\xbf!");
    QTest::newRow("lines") << QByteArray("a\r\nb\tc") << QByteArray("a\\r\\nb\tc");
    QTest::newRow("terminal") << QByteArray("\x1b[2J\0!", 6) << QByteArray("\\u001b[2J\\u0000!");
    QTest::newRow("c1 control") << QByteArray("\xc2\x9b!") << QByteArray("\\u009b!");
    QTest::newRow("binary") << QByteArray("\xff\x00\x01", 3) << QByteArray("base64 /wAB");
    QTest::newRow("cut character") << QByteArray("\xc3") << QByteArray("base64 ww==");
}

void TestCli::printsText()
{
    QFETCH(QByteArray, payload);
    QFETCH(QByteArray, printed);
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"2"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(65535, QoS::AtMostOnce, 0, payload));
    // Each line is there at once, not when the program ends.
    QTRY_COMPARE_WITH_TIMEOUT(cli.out(), "< type=65535 qos=0 " + printed + '\n', Wait);
    relay.send(message(0, QoS::AtLeastOnce, 65534, payload));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(),
             "< type=65535 qos=0 " + printed + "\n< type=0 qos=1 id=65534 " + printed + '\n');
}

void TestCli::printsJson()
{
    FakeRelay relay;
    relay.answerWith("fine");
    Cli cli;
    cli.start({relay.url(), u"--json"_qs, u"-C2"_qs, u"-q"_qs, u"1"_qs, u"-t"_qs, u"9"_qs, u"-m"_qs,
               u"up"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(cli.events().size(), 1, Wait);
    relay.send(message(7, QoS::AtMostOnce, 0, "Zo\xc3\xab\n"));
    relay.send(message(8, QoS::AtLeastOnce, 5, QByteArray("\xff\x00", 2)));
    FINISHES(cli, 0);

    const QList<QByteArray> lines = cli.out().trimmed().split('\n');
    QCOMPARE(lines.size(), 5);
    const auto object = [&lines](int index) {
        return QJsonDocument::fromJson(lines.at(index)).object();
    };
    QCOMPARE(object(0), QJsonObject({{u"event"_qs, u"connected"_qs}, {u"url"_qs, relay.url()}}));
    QCOMPARE(object(1),
             QJsonObject({{u"event"_qs, u"answer"_qs},
                          {u"type"_qs, 9},
                          {u"qos"_qs, 1},
                          {u"id"_qs, 1},
                          {u"data"_qs, u"fine"_qs}}));
    QCOMPARE(object(2),
             QJsonObject({{u"event"_qs, u"message"_qs},
                          {u"type"_qs, 7},
                          {u"qos"_qs, 0},
                          {u"data"_qs, u"Zoë\n"_qs}}));
    QCOMPARE(object(3),
             QJsonObject({{u"event"_qs, u"message"_qs},
                          {u"type"_qs, 8},
                          {u"qos"_qs, 1},
                          {u"id"_qs, 5},
                          {u"data"_qs, u"/wA="_qs},
                          {u"encoding"_qs, u"base64"_qs}}));
    QCOMPARE(
        object(4),
        QJsonObject({{u"event"_qs, u"closed"_qs}, {u"code"_qs, 1000}, {u"reason"_qs, QString()}}));
}

void TestCli::answersWithPayload()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-a"_qs, u"{\"seen\": true}"_qs, u"-C"_qs, u"3"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::AtMostOnce, 0, "zero"));
    relay.send(message(1, QoS::AtLeastOnce, 1, "one"));
    relay.send(message(1, QoS::ExactlyOnce, 2, "two"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 2, Wait);
    QCOMPARE(relay.packets().at(0), control(PacketCommand::Ack, 1, "{\"seen\": true}"));
    QCOMPARE(relay.packets().at(1), control(PacketCommand::Rec, 2, "{\"seen\": true}"));
    // It has all it waits for, and yet completes the QoS 2 message before it goes.
    relay.send(control(PacketCommand::Rel, 2));
    FINISHES(cli, 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 3, Wait);
    QCOMPARE(relay.packets().at(2), control(PacketCommand::Com, 2));
}

void TestCli::countLeavesLaterMessagesAlone()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"1"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::ExactlyOnce, 1, "first"));
    relay.send(message(1, QoS::ExactlyOnce, 2, "second"));
    // One that is repeated before it was answered gets one answer.
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 1, Wait);
    relay.send(message(1, QoS::ExactlyOnce, 1, "first", true));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 2, Wait);
    relay.send(control(PacketCommand::Rel, 1));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(), QByteArray("< type=1 qos=2 id=1 first\n"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 3, Wait);
    QCOMPARE(relay.packets().at(0), control(PacketCommand::Rec, 1));
    QCOMPARE(relay.packets().at(1), control(PacketCommand::Rec, 1));
    QCOMPARE(relay.packets().at(2), control(PacketCommand::Com, 1));
}

void TestCli::qos2IsPrintedOnce()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"2"_qs, u"-a"_qs, u"ok"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::ExactlyOnce, 4, "once"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 1, Wait);
    relay.send(message(1, QoS::ExactlyOnce, 4, "once", true));
    relay.send(message(1, QoS::ExactlyOnce, 4, "once", true));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 3, Wait);
    for (const Packet &packet : relay.packets())
        QCOMPARE(packet, control(PacketCommand::Rec, 4, "ok"));
    relay.send(control(PacketCommand::Rel, 4));
    relay.send(control(PacketCommand::Rel, 4, {}, true));
    relay.send(message(1, QoS::AtMostOnce, 0, "end"));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(), QByteArray("< type=1 qos=2 id=4 once\n< type=1 qos=0 end\n"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 5, Wait);
}

void TestCli::qos2IdIsFreeAfterRelease()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"3"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::ExactlyOnce, 4, "first"));
    relay.send(control(PacketCommand::Rel, 4));
    // Released, so even a DUP is a message that was not seen yet: its first copy got lost.
    relay.send(message(1, QoS::ExactlyOnce, 4, "second", true));
    relay.send(control(PacketCommand::Rel, 4));
    relay.send(message(1, QoS::ExactlyOnce, 4, "third"));
    relay.send(control(PacketCommand::Rel, 4));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(),
             QByteArray("< type=1 qos=2 id=4 first\n< type=1 qos=2 id=4 second\n"
                        "< type=1 qos=2 id=4 third\n"));
}

void TestCli::unknownReleaseIsCompleted()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url()});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(control(PacketCommand::Rel, 77));
    relay.send(control(PacketCommand::Com, 78));
    relay.send(control(PacketCommand::Ack, 79, "?"));
    relay.send(control(PacketCommand::Rec, 80, "?"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 2, Wait);
    QCOMPARE(relay.packets().at(0), control(PacketCommand::Com, 77));
    QCOMPARE(relay.packets().at(1), control(PacketCommand::Rel, 80));
    QCOMPARE(cli.out(), QByteArray());
}

void TestCli::badFramesAreIgnored()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"1"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    const QList<QByteArray> frames = {QByteArray(1, '\0'), QByteArray("\x16\0\1\0\1", 5),
                                      QByteArray("\x60\0\1", 3), QByteArray("\x12\0", 2)};
    for (const QByteArray &frame : frames)
        relay.sendBytes(frame);
    relay.sendText(u"text"_qs);
    relay.send(message(1, QoS::AtMostOnce, 0, "good"));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(), QByteArray("< type=1 qos=0 good\n"));
    QCOMPARE(cli.err().count("ignored a frame: "), frames.size() + 1);
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
