// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "fakerelay.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Rainbow;

// How rainbow-cli ends: every exit code, every wrong option.
class TestCliExit : public QObject {
    Q_OBJECT

private Q_SLOTS:
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

void TestCliExit::exitUnanswered()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-q2"_qs, u"-m"_qs, u"x"_qs, u"-m"_qs, u"y"_qs, u"-W"_qs, u"2.5"_qs});
    FINISHES(cli, 1);
    QVERIFY(cli.err().contains("not answered in time: 2"));
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCliExit::exitCountNotReached()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-C"_qs, u"2"_qs, u"-W"_qs, u"2.5"_qs});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.send(message(1, QoS::AtMostOnce, 0, "one"));
    FINISHES(cli, 5);
    QVERIFY(cli.err().contains("1 of 2 messages"));
}

void TestCliExit::exitListenedLongEnough()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-W"_qs, u"2.5"_qs});
    FINISHES(cli, 0);
}

void TestCliExit::exitUnreachable()
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

void TestCliExit::exitNoAnswer()
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

void TestCliExit::exitRejected_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status : {"401 Unauthorized", "403 Forbidden", "404 Not Found",
                               "400 Bad Request", "503 Service Unavailable", "200 OK"})
        QTest::newRow(status) << QByteArray(status);
}

void TestCliExit::exitRejected()
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
    QVERIFY2(cli.err().startsWith("rainbow-cli: rejected: "), cli.err().constData());
    QVERIFY2(cli.err().endsWith(' ' + status.left(3) + '\n'), cli.err().constData());
}

void TestCliExit::exitClosedByRelay()
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

void TestCliExit::exitConnectionLost()
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

void TestCliExit::exitInterrupted_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestCliExit::exitInterrupted()
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

void TestCliExit::exitOutputGone()
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

void TestCliExit::closesNormally()
{
    FakeRelay relay;
    Cli cli;
    cli.start({relay.url(), u"-m"_qs, u"x"_qs});
    FINISHES(cli, 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
    QCOMPARE(relay.packets().size(), 1);
}

void TestCliExit::quietSaysNothing()
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

void TestCliExit::verboseShowsPackets()
{
    FakeRelay relay;
    relay.answerWith("ok");
    Cli cli;
    cli.start({relay.url(), u"-v"_qs, u"-q2"_qs, u"-m"_qs, u"abc"_qs});
    FINISHES(cli, 0);
    QVERIFY(cli.err().contains("> SEND type=1 qos=2 id=1 (3 bytes)\n< REC id=1 (2 bytes)\n"
                               "> REL id=1 (0 bytes)\n< COM id=1 (0 bytes)\n"));
}

void TestCliExit::badOptions_data()
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

void TestCliExit::badOptions()
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

void TestCliExit::helpAndVersion()
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

QTEST_GUILESS_MAIN(TestCliExit)
#include "tst_cli_exit.moc"
