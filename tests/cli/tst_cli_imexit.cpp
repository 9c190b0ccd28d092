// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "fakerelay.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace Rainbow;

// How rainbow-cli im ends: every exit code but 1, every wrong option.
class TestCliImExit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rejected_data();
    void rejected();
    void unreachable();
    void noAnswer();
    void closedByRelay_data();
    void closedByRelay();
    void connectionLost();
    void listenedLongEnough();
    void interrupted();
    void outputGone();
    void badOptions_data();
    void badOptions();
    void help();

private:
    static QStringList im(const QString &url, const QStringList &more = {})
    {
        return QStringList{u"im"_qs,   u"--url"_qs,   url,        u"--app"_qs,
                           u"shop"_qs, u"--token"_qs, u"t0ken"_qs}
        + more;
    }
    static QString urlOf(const QTcpServer &server)
    {
        return u"ws://127.0.0.1:%1/"_qs.arg(server.serverPort());
    }
};

void TestCliImExit::rejected_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QList<QByteArray>>("body"); // in pieces; none: the connection stays
    QTest::addColumn<QByteArray>("says");
    using Pieces = QList<QByteArray>;
    const QByteArray none = "the relay answers with HTTP status ";
    QTest::newRow("im") << QByteArray("200 OK")
                        << Pieces{R"({"error":1000,"message":"token \"x\" invalid"})"}
                        << QByteArray("1000 token \"x\" invalid");
    QTest::newRow("behind the head")
        << QByteArray("200 OK") << Pieces{"", R"({"error":1001,"message":"app_id unknown"})"}
        << QByteArray("1001 app_id unknown");
    QTest::newRow("in pieces") << QByteArray("200 OK")
                               << Pieces{R"({"error":400,)", R"("message":)", R"("no token"})"}
                               << QByteArray("400 no token");
    QTest::newRow("steers a terminal")
        << QByteArray("200 OK") << Pieces{R"({"error":1,"message":"a\u001b[2J\nb"})"}
        << QByteArray("1 a\\u001b[2J\\nb");
    QTest::newRow("not JSON") << QByteArray("200 OK") << Pieces{"<html>"} << none + "200";
    QTest::newRow("cut off") << QByteArray("200 OK") << Pieces{R"({"error":1000,"mess)"}
                             << none + "200";
    QTest::newRow("no message") << QByteArray("200 OK") << Pieces{R"({"error":1000})"}
                                << none + "200";
    QTest::newRow("error 0") << QByteArray("200 OK") << Pieces{R"({"error":0,"message":""})"}
                             << none + "200";
    QTest::newRow("without end") << QByteArray("200 OK") << Pieces{QByteArray(200'000, '{')}
                                 << none + "200";
    QTest::newRow("nothing behind the head") << QByteArray("200 OK") << Pieces{} << none + "200";
    for (const char *status : {"400 Bad Request", "401 Unauthorized", "403 Forbidden",
                               "404 Not Found", "503 Service Unavailable"})
        QTest::newRow(status) << QByteArray(status) << Pieces{"no"}
                              << none + QByteArray(status).left(3);
}

void TestCliImExit::rejected()
{
    QFETCH(QByteArray, status);
    QFETCH(QList<QByteArray>, body);
    QFETCH(QByteArray, says);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&server, status, body] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, status, body] {
            if (!socket->peek(16 * 1024).endsWith("\r\n\r\n"))
                return;
            const qsizetype size = body.isEmpty() ? 100 : body.join().size();
            socket->write("HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(size)
                          + "\r\n\r\n" + body.value(0));
            for (qsizetype i = 1; i < body.size(); ++i)
                QTimer::singleShot(100 * i, socket,
                                   [socket, piece = body[i]] { socket->write(piece); });
            if (!body.isEmpty())
                QTimer::singleShot(100 * body.size(), socket, &QTcpSocket::disconnectFromHost);
        });
    });
    Cli cli;
    cli.start(im(urlOf(server), {u"--to"_qs, u"bob"_qs, u"hi"_qs}));
    FINISHES(cli, 4);
    QCOMPARE(cli.err(), "rainbow-cli: rejected: " + says + '\n');
    QCOMPARE(cli.out(), QByteArray());
}

void TestCliImExit::unreachable()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString url = urlOf(server);
    server.close();
    Cli refused;
    refused.start(im(url));
    FINISHES(refused, 3);
    QCOMPARE(refused.err(), QByteArray("rainbow-cli: no connection: Connection refused\n"));

    Cli unknown;
    unknown.start(im(u"ws://no-such-host.invalid/"_qs));
    FINISHES(unknown, 3);
    QVERIFY(unknown.err().startsWith("rainbow-cli: no connection: "));
}

void TestCliImExit::noAnswer()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    Cli silent;
    silent.start(im(urlOf(server), {u"--timeout"_qs, u"0.5"_qs}));
    FINISHES(silent, 3);
    QCOMPARE(silent.err(), QByteArray("rainbow-cli: no connection in time\n"));
    Cli patient;
    patient.start(im(urlOf(server)));
    FINISHES(patient, 3);
    QCOMPARE(patient.err(), QByteArray("rainbow-cli: no connection: no answer in time\n"));

    Cli hungUp;
    const auto hangUp = [&server] {
        while (QTcpSocket *socket = server.nextPendingConnection())
            socket->abort();
    };
    hangUp();
    connect(&server, &QTcpServer::newConnection, &server, hangUp);
    hungUp.start(im(urlOf(server)));
    FINISHES(hungUp, 3);
    QVERIFY2(hungUp.err().startsWith("rainbow-cli: no connection: "), hungUp.err().constData());
    QCOMPARE(hungUp.err().count('\n'), 1);
}

void TestCliImExit::closedByRelay_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("normal") << 1000 << QString() << QByteArray("1000");
    QTest::newRow("reason") << 1001 << u"going\naway"_qs << QByteArray("1001 going\\naway");
    QTest::newRow("newer than Qt") << 1013 << u"too slow"_qs << QByteArray("1013");
    QTest::newRow("kicked") << 4501 << QString() << QByteArray("4501");
}

void TestCliImExit::closedByRelay()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QFETCH(QByteArray, shown);
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay.url(), {u"--to"_qs, u"bob"_qs}));
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.close(quint16(code), reason);
    FINISHES(cli, 5);
    QVERIFY2(cli.err().endsWith("\nclosed: " + shown + "\nrainbow-cli: closed by the relay: "
                                + QByteArray::number(code) + '\n'),
             cli.err().constData());
}

void TestCliImExit::connectionLost()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay.url()));
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.drop();
    FINISHES(cli, 5);
    QVERIFY(cli.err().endsWith("closed: 1006\nrainbow-cli: the connection was lost\n"));
}

void TestCliImExit::listenedLongEnough()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay.url(), {u"--listen"_qs, u"--to"_qs, u"bob"_qs, u"-W"_qs, u"2.5"_qs}));
    FINISHES(cli, 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCliImExit::interrupted()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay.url(), {u"--to"_qs, u"bob"_qs}));
    QTRY_VERIFY_WITH_TIMEOUT(cli.err().contains("connected"), Wait);
    cli.signal(SIGINT);
    FINISHES(cli, 130);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCliImExit::outputGone()
{
    FakeRelay relay;
    QProcess shell;
    shell.start(u"sh"_qs,
                {u"-c"_qs, u"\"$0\" im --json --url \"$1\" --app shop --token t | head -n 1"_qs,
                 QStringLiteral(RAINBOW_CLI), relay.url()});
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    // The shell waits for both, so it ends only if the client notices that head has gone.
    const auto ended = [&] {
        if (relay.isConnected())
            relay.sendText(u"{\"data\":{}}"_qs);
        return shell.state() == QProcess::NotRunning;
    };
    QTRY_VERIFY_WITH_TIMEOUT(ended(), Wait);
    QCOMPARE(shell.readAllStandardOutput(), QByteArray("{\"data\":{}}\n"));
}

void TestCliImExit::badOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &arguments, const char *says) {
        QTest::newRow(name) << arguments << QByteArray(says);
    };
    const QStringList app = {u"--app=shop"_qs};
    const QStringList good = app + QStringList{u"--token=t0ken"_qs};
    const char *who = "either --token, or --secret-file and --sub must be given";
    row("nothing", {}, "--app must be given");
    row("empty app", {u"--app="_qs, u"--token=t0ken"_qs}, "--app must be given");
    row("no token", app, who);
    row("token and file", good + QStringList{u"--secret-file=/dev/null"_qs, u"--sub=a"_qs}, who);
    row("token and account", good + QStringList{u"--sub=a"_qs}, who);
    row("file without account", app + QStringList{u"--secret-file=/dev/null"_qs}, who);
    row("account without file", app + QStringList{u"--sub=a"_qs}, who);
    row("empty token", app + QStringList{u"--token="_qs}, "--token is empty");
    row("no such file", app + QStringList{u"--secret-file=/no/such/file"_qs, u"--sub=a"_qs},
        "cannot read /no/such/file");
    row("empty file", app + QStringList{u"--secret-file=/dev/null"_qs, u"--sub=a"_qs},
        "the secret is empty");
    row("empty account", app + QStringList{u"--secret-file=/dev/null"_qs, u"--sub="_qs},
        "--sub must be 1 to 255 bytes");
    row("http url", good + QStringList{u"--url=http://a/?token=t0ken"_qs}, "--url is not a ws://");
    row("no host", good + QStringList{u"--url=ws:///ws/connect"_qs}, "--url is not a ws://");
    row("bad port", good + QStringList{u"--url=ws://127.0.0.1:99999/"_qs}, "--url is not a ws://");
    row("empty url", good + QStringList{u"--url="_qs}, "--url is not a ws://");
    row("text to nobody", good + QStringList{u"hi"_qs}, "--to says to whom");
    row("empty text", good + QStringList{u"--to=bob"_qs, QString()}, "the text is empty");
    row("room of no name", good + QStringList{u"--room"_qs}, "--to says to whom");
    row("empty to", good + QStringList{u"--to="_qs}, "--to must be 1 to 255 bytes");
    row("long to", good + QStringList{u"--to="_qs + QString(128, u'é')},
        "--to must be 1 to 255 bytes");
    row("timeout negative", good + QStringList{u"--timeout=-1"_qs}, "--timeout cannot be '-1'");
    row("timeout nan", good + QStringList{u"--timeout=nan"_qs}, "--timeout cannot be 'nan'");
    row("timeout huge", good + QStringList{u"--timeout=1e300"_qs}, "--timeout cannot be");
    row("timeout word", good + QStringList{u"--timeout=soon"_qs}, "--timeout cannot be 'soon'");
    row("unknown option", good + QStringList{u"--quiet"_qs}, "quiet");
    row("misspelt", app + QStringList{u"--tokens=t0ken"_qs}, "tokens");
}

void TestCliImExit::badOptions()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    Cli cli;
    cli.start(QStringList{u"im"_qs} + arguments);
    FINISHES(cli, 2);
    QVERIFY2(cli.err().contains(says), cli.err().constData());
    QVERIFY(cli.err().startsWith("rainbow-cli im: "));
    QVERIFY(!cli.err().contains("t0ken"));
    QCOMPARE(cli.out(), QByteArray());
}

void TestCliImExit::help()
{
    Cli help;
    help.start({u"im"_qs, u"--help"_qs});
    FINISHES(help, 0);
    for (const char *text :
         {"rainbow-cli [options] im [text...]", "--secret-file", "--room", "130  interrupted"})
        QVERIFY2(help.out().contains(text), help.out().constData());
    Cli program;
    program.start({u"--help"_qs});
    FINISHES(program, 0);
    QVERIFY(program.out().contains("rainbow-cli im --help"));
}

QTEST_GUILESS_MAIN(TestCliImExit)
#include "tst_cli_imexit.moc"
