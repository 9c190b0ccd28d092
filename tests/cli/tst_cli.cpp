// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fakerelay.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QTest>

#include <csignal>

using namespace Rainbow;

namespace {

constexpr int Wait = 15'000;

Packet message(quint16 type, QoS qos, quint16 id, const QByteArray &payload, bool dup = false)
{
    return {.command = PacketCommand::Send,
            .qos = qos,
            .dup = dup,
            .type = type,
            .id = id,
            .payload = payload};
}

Packet control(PacketCommand command, quint16 id, const QByteArray &payload = {}, bool dup = false)
{
    return {.command = command, .dup = dup, .id = id, .payload = payload};
}

// The program under test, run against a relay.
class Cli {
public:
    ~Cli()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    void start(const QStringList &arguments)
    {
        m_process.start(QStringLiteral(RAINBOW_CLI), arguments);
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] int exitCode() const
    {
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void write(const QByteArray &bytes) { m_process.write(bytes); }
    void endInput() { m_process.closeWriteChannel(); }
    void signal(int number) { ::kill(pid_t(m_process.processId()), number); }
    QByteArray out()
    {
        m_out += m_process.readAllStandardOutput();
        return m_out;
    }
    QByteArray err()
    {
        m_err += m_process.readAllStandardError();
        return m_err;
    }
    // The JSON lines so far, without connected and closed.
    QList<QJsonObject> events()
    {
        QList<QJsonObject> events;
        for (const QByteArray &line : out().split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            const QString name = event.value(u"event").toString();
            if (name == u"message" || name == u"answer")
                events.append(event);
        }
        return events;
    }

private:
    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

} // namespace

// gcc counts the macro's failure return as an exit from the test, as QVERIFY does.
#define FINISHES(cli, code)                                                                        \
    do {                                                                                           \
        QTRY_VERIFY2_WITH_TIMEOUT(!(cli).isRunning(), (cli).err().constData(), Wait);              \
        if ((cli).exitCode() != (code))                                                            \
            qWarning() << (cli).out() << (cli).err();                                              \
        QCOMPARE((cli).exitCode(), (code));                                                        \
    } while (false)

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
    void exitUnanswered();
    void exitCountNotReached();
    void exitListenedLongEnough();
    void exitUnreachable();
    void exitNoAnswer();
    void exitRejected_data();
    void exitRejected();
    void exitClosedByRelay();
    void exitConnectionLost();
    void exitInterrupted_data();
    void exitInterrupted();
    void exitOutputGone();
    void closesNormally();
    void quietSaysNothing();
    void verboseShowsPackets();
    void badOptions_data();
    void badOptions();
    void helpAndVersion();
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

void TestCli::sends_data()
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

void TestCli::sends()
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

void TestCli::sendsFileAndWholeInput()
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

void TestCli::sendsLines()
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

void TestCli::sendsManyLines()
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

void TestCli::retriesWithDup()
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

void TestCli::retriesRelease()
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

void TestCli::lateRecIsReleasedButNotPrintedAgain()
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

void TestCli::oneInFlightByDefault()
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

void TestCli::severalInFlight()
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

void TestCli::listenStays()
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

void TestCli::countWithSend()
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

void TestCli::exitUnanswered()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-q2"_qs, u"-m"_qs, u"x"_qs, u"-m"_qs, u"y"_qs, u"-W"_qs, u"2.5"_qs});
    FINISHES(cli, 1);
    QVERIFY(cli.err().contains("not answered in time: 2"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCli::exitCountNotReached()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"2"_qs, u"-W"_qs, u"2.5"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::AtMostOnce, 0, "one"));
    FINISHES(cli, 5);
    QVERIFY(cli.err().contains("1 of 2 messages"));
}

void TestCli::exitListenedLongEnough()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-W"_qs, u"2.5"_qs});
    FINISHES(cli, 0);
}

void TestCli::exitUnreachable()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    Cli refused;
    refused.start({u"ws://127.0.0.1:%1/"_qs.arg(port)});
    FINISHES(refused, 3);
    QVERIFY(refused.err().contains("Connection refused"));

    Cli unknown;
    unknown.start({u"ws://no-such-host.invalid/"_qs, u"-W"_qs, u"10"_qs});
    FINISHES(unknown, 3);
    QVERIFY(unknown.err().contains("rainbow-cli: no connection"));
}

void TestCli::exitNoAnswer()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString url = u"ws://127.0.0.1:%1/"_qs.arg(server.serverPort());
    Cli silent;
    silent.start({url, u"-W"_qs, u"0.5"_qs});
    FINISHES(silent, 3);

    Cli hungUp;
    hungUp.start({url});
    QTRY_VERIFY_WITH_TIMEOUT(server.hasPendingConnections(), Wait);
    while (QTcpSocket *socket = server.nextPendingConnection())
        socket->abort();
    // The first of the two may be the silent one's connection.
    connect(&server, &QTcpServer::newConnection, &server,
            [&server] { server.nextPendingConnection()->abort(); });
    FINISHES(hungUp, 3);
}

void TestCli::exitRejected_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status : {"401 Unauthorized", "403 Forbidden", "404 Not Found",
                               "400 Bad Request", "503 Service Unavailable", "200 OK"})
        QTest::newRow(status) << QByteArray(status);
}

void TestCli::exitRejected()
{
    QFETCH(QByteArray, status);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server, status] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, status] {
            if (!socket->peek(16 * 1024).endsWith("\r\n\r\n"))
                return;
            socket->write("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno");
            socket->disconnectFromHost();
        });
    });
    Cli cli;
    cli.start({u"ws://127.0.0.1:%1/"_qs.arg(server.serverPort()), u"-m"_qs, u"x"_qs});
    FINISHES(cli, 4);
    QCOMPARE(cli.err(), "rainbow-cli: rejected: " + status + '\n');
}

void TestCli::exitClosedByRelay()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-q1"_qs, u"-m"_qs, u"x"_qs});
    QTRY_COMPARE_WITH_TIMEOUT(relay.packets().size(), 1, Wait);
    relay.close(1001, u"going away"_qs);
    FINISHES(cli, 5);
    QVERIFY(cli.err().contains("closed: 1001 going away\n"));
    QVERIFY(cli.err().contains("closed by the relay: 1001\n"));

    FakeRelay other;
    Cli listener;
    listener.start({other.url(), u"--json"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(other.isConnected(), Wait);
    other.close(1000, {});
    FINISHES(listener, 5);
    QVERIFY(listener.out().contains("\"code\":1000"));
}

void TestCli::exitConnectionLost()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url()});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.drop();
    FINISHES(cli, 5);
    QVERIFY(cli.err().contains("the connection was lost\n"));
    QVERIFY(cli.err().contains("closed: 1006\n"));
}

void TestCli::exitInterrupted_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestCli::exitInterrupted()
{
    QFETCH(int, number);
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url()});
    QTRY_VERIFY_WITH_TIMEOUT(cli.err().contains("connected"), Wait);
    cli.signal(number);
    FINISHES(cli, 130);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCli::exitOutputGone()
{
    FakeRelay relay;
    QProcess shell;
    shell.start(u"sh"_qs,
                {u"-c"_qs, u"\"$0\" --quiet \"$1\" | head -n 1"_qs, QStringLiteral(RAINBOW_CLI),
                 relay.url()});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::AtMostOnce, 0, "read"));
    // The shell waits for both, so it ends only if the client notices that head has gone.
    const auto ended = [&] {
        if (relay.isConnected())
            relay.send(message(1, QoS::AtMostOnce, 0, "not read"));
        return shell.state() == QProcess::NotRunning;
    };
    QTRY_VERIFY_WITH_TIMEOUT(ended(), Wait);
    QCOMPARE(shell.readAllStandardOutput(), QByteArray("< type=1 qos=0 read\n"));
}

void TestCli::closesNormally()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-m"_qs, u"x"_qs});
    FINISHES(cli, 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
    QCOMPARE(relay.packets().size(), 1);
}

void TestCli::quietSaysNothing()
{
    FakeRelay relay;
    relay.answerWith("ok");
    Cli cli;
    cli.start({relay.url(), u"--quiet"_qs, u"--json"_qs, u"-q1"_qs, u"-m"_qs, u"x"_qs});
    FINISHES(cli, 0);
    QCOMPARE(cli.out().count('\n'), 1);
    QCOMPARE(cli.events().size(), 1);
    QCOMPARE(cli.err(), QByteArray());

    Cli failing;
    failing.start({u"ws://127.0.0.1:1/"_qs, u"--quiet"_qs});
    FINISHES(failing, 3);
    QCOMPARE(failing.err(), QByteArray());
}

void TestCli::verboseShowsPackets()
{
    FakeRelay relay;
    relay.answerWith("ok");
    Cli cli;
    cli.start({relay.url(), u"-v"_qs, u"-q2"_qs, u"-m"_qs, u"abc"_qs});
    FINISHES(cli, 0);
    QVERIFY(cli.err().contains("> SEND type=1 qos=2 id=1 (3 bytes)\n< REC id=1 (2 bytes)\n"
                               "> REL id=1 (0 bytes)\n< COM id=1 (0 bytes)\n"));
}

void TestCli::badOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &arguments, const char *says) {
        QTest::newRow(name) << arguments << QByteArray(says);
    };
    row("unknown option", {u"--nope"_qs}, "nope");
    row("missing value", {u"-t"_qs}, "Missing value");
    row("value for a flag", {u"--json=1"_qs}, "json");
    row("qos 3", {u"-q"_qs, u"3"_qs}, "--qos cannot be '3'");
    row("qos -1", {u"-q"_qs, u"-1"_qs}, "--qos");
    row("qos word", {u"-q"_qs, u"two"_qs}, "--qos");
    row("type too big", {u"-t"_qs, u"65536"_qs}, "--type");
    row("type negative", {u"-t"_qs, u"-1"_qs}, "--type");
    row("type empty", {u"-t"_qs, u""_qs}, "--type");
    row("count 0", {u"-C"_qs, u"0"_qs}, "--count");
    row("count word", {u"-C"_qs, u"1x"_qs}, "--count");
    row("timeout negative", {u"-W"_qs, u"-1"_qs}, "--timeout");
    row("timeout nan", {u"-W"_qs, u"nan"_qs}, "--timeout");
    row("timeout huge", {u"-W"_qs, u"1e300"_qs}, "--timeout");
    row("retry 0", {u"--retry"_qs, u"0"_qs}, "--retry");
    row("inflight 0", {u"--inflight"_qs, u"0"_qs}, "--inflight");
    row("inflight 1001", {u"--inflight"_qs, u"1001"_qs}, "--inflight");
    row("header without colon", {u"-H"_qs, u"Name"_qs}, "not a header");
    row("header without name", {u"-H"_qs, u": x"_qs}, "not a header");
    row("header name with blank", {u"-H"_qs, u"A b: x"_qs}, "not a header");
    row("header with line feed", {u"-H"_qs, u"A: x\r\nB: y"_qs}, "not a header");
    row("header host", {u"-H"_qs, u"Host: x"_qs}, "Host");
    row("header key", {u"-H"_qs, u"Sec-WebSocket-Key: x"_qs}, "Sec-WebSocket-Key");
    row("device with line feed", {u"-d"_qs, u"x\nB: y"_qs}, "not a header");
    row("http url", {u"http://127.0.0.1/"_qs}, "not a ws://");
    row("no scheme", {u"127.0.0.1:1984"_qs}, "not a ws://");
    row("no host", {u"ws:///connect/"_qs}, "not a ws://");
    row("bad port", {u"ws://127.0.0.1:99999/"_qs}, "not a ws://");
    row("empty url", {u""_qs}, "not a ws://");
    row("two urls", {u"ws://a/"_qs, u"ws://b/"_qs}, "more than one URL");
    row("no such file", {u"-f"_qs, u"/no/such/file"_qs}, "cannot read /no/such/file");
    row("stdin twice", {u"-s"_qs, u"--stdin-whole"_qs}, "exclude");
}

void TestCli::badOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    Cli cli;
    cli.start(arguments);
    FINISHES(cli, 2);
    QVERIFY2(cli.err().contains(says), cli.err().constData());
    QVERIFY(cli.err().startsWith("rainbow-cli: "));
    QCOMPARE(cli.out(), QByteArray());
}

void TestCli::helpAndVersion()
{
    Cli help;
    help.start({u"--help"_qs});
    FINISHES(help, 0);
    for (const char *text : {"--retry", "--answer", "Exit codes:", "130  interrupted"})
        QVERIFY(help.out().contains(text));
    Cli version;
    version.start({u"--version"_qs});
    FINISHES(version, 0);
    QCOMPARE(version.out(), QByteArray("rainbow-cli " RAINBOW_VERSION "\n"));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
