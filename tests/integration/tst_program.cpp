// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QFile>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The command line, the configuration and the start (rainbow.md §1).
class TestProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpNamesTheOptions();
    void versionIsPrinted();
    void unknownOptionExitsWith2_data();
    void unknownOptionExitsWith2();
    void checkConfigAcceptsAGoodFile();
    void everyProblemIsPrintedWithFileAndLine_data();
    void everyProblemIsPrintedWithFileAndLine();
    void missingFileExitsWith2_data();
    void missingFileExitsWith2();
    void printConfigHasEveryKeyAndMasksTheSecret();
    void keysInAnyCaseAndWithColon();
    void portOfTheCommandLineWins();
    void portTakenByAnotherProgram();
    void firstGenerationFile();
    void firstGenerationFileHasHttpOn2501();
    void noConnectUrlRefusesWith503();
    void devLetsEverybodyInAndSaysSo();
    void noSecretInTheLog();
    void jsonLogLinesAreJson();

private:
    [[nodiscard]] QString write(const QByteArray &text);

    QTemporaryDir m_directory;
};

QString TestProgram::write(const QByteArray &text)
{
    const QString name = m_directory.filePath(u"server.ini"_qs);
    QFile file(name);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? name : QString();
}

void TestProgram::helpNamesTheOptions()
{
    for (const QString &option : {u"--help"_qs, u"-h"_qs}) {
        const auto outcome = RelayProcess::run({option});
        QCOMPARE(outcome.exitCode, 0);
        for (const char *word : {"--file", "--port", "--check-config", "--print-config", "--dev",
                                 "--workers", "--version"}) {
            QVERIFY2(outcome.out.contains(word), word);
        }
    }
}

void TestProgram::versionIsPrinted()
{
    const auto outcome = RelayProcess::run({u"--version"_qs});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.out.contains(RAINBOW_VERSION), outcome.out.constData());
}

void TestProgram::unknownOptionExitsWith2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("long") << QStringList{u"--no-such-option"_qs};
    QTest::newRow("short") << QStringList{u"-Z"_qs};
    QTest::newRow("port is no number") << QStringList{u"-p"_qs, u"many"_qs};
    QTest::newRow("port out of range") << QStringList{u"-p"_qs, u"65536"_qs};
    QTest::newRow("port negative") << QStringList{u"--port=-1"_qs};
    QTest::newRow("workers") << QStringList{u"--workers"_qs, u"-3"_qs};
}

void TestProgram::unknownOptionExitsWith2()
{
    QFETCH(QStringList, arguments);
    const QString file = write("[main]\nsecurity_token = t\n");
    const auto outcome = RelayProcess::run(QStringList{u"-f"_qs, file} + arguments);
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY(!outcome.err.isEmpty());
}

void TestProgram::checkConfigAcceptsAGoodFile()
{
    const QString file = write("# a comment\n; another\n[main]\n"
                               "connect_url = http://127.0.0.1:8000/connect\n"
                               "forward_url: http://127.0.0.1:8000/message/{message_type}/\n"
                               "close_url=https://example.org/close?a=b\n"
                               "security_token = a%b;c#d\"e\\f,g=h\n"
                               "udp_ports = [1984, 1985]\n");
    const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--check-config"_qs});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    QVERIFY(!outcome.err.contains("listening"));
}

void TestProgram::everyProblemIsPrintedWithFileAndLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("--check-config") << QStringList{u"--check-config"_qs};
    QTest::newRow("start") << QStringList{u"-p"_qs, u"0"_qs};
}

void TestProgram::everyProblemIsPrintedWithFileAndLine()
{
    QFETCH(QStringList, arguments);
    const QString file = write("[main]\n" // 1
                               "security_token = topsecret\n" // 2
                               "conect_url = http://a/\n" // 3: unknown key
                               "forward_url = ftp://a/\n" // 4: no http
                               "\n" // 5
                               "close_url = http://[::1/x\n" // 6: does not parse
                               "socket_port = 70000\n" // 7: out of range
                               "udp_ports = [1984, 0]\n" // 8: out of range
                               "retry_interval = soon\n" // 9: no time
                               "forward_concurrency = 0\n" // 10: out of range
                               "this is no setting\n"); // 11
    const auto outcome = RelayProcess::run(QStringList{u"-f"_qs, file} + arguments);
    QCOMPARE(outcome.exitCode, 2);
    for (const int line : {3, 4, 6, 7, 8, 9, 10, 11}) {
        const QByteArray start = file.toUtf8() + ':' + QByteArray::number(line) + ": ";
        QVERIFY2(outcome.err.startsWith(start) || outcome.err.contains('\n' + start),
                 (start + " not in:\n" + outcome.err).constData());
    }
    for (const int line : {1, 2, 5})
        QVERIFY(!outcome.err.contains(file.toUtf8() + ':' + QByteArray::number(line) + ": "));
    QVERIFY(!outcome.err.contains("listening"));
    QVERIFY(!outcome.err.contains("topsecret"));
}

void TestProgram::missingFileExitsWith2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("--check-config") << QStringList{u"--check-config"_qs};
    QTest::newRow("start") << QStringList{u"-p"_qs, u"0"_qs};
}

void TestProgram::missingFileExitsWith2()
{
    QFETCH(QStringList, arguments);
    const QString file = m_directory.filePath(u"nobody-wrote-this.ini"_qs);
    const auto outcome = RelayProcess::run(QStringList{u"-f"_qs, file} + arguments);
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.err.contains(file.toUtf8() + ':'), outcome.err.constData());
}

void TestProgram::printConfigHasEveryKeyAndMasksTheSecret()
{
    const QString file = write("[main]\nsecurity_token = topsecret\nretry_interval = 700 ms\n"
                               "connect_url = http://127.0.0.1:8000/connect\n");
    const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--print-config"_qs});
    QCOMPARE(outcome.exitCode, 0);
    for (const char *key : {"connect_url",
                            "forward_url",
                            "close_url",
                            "security_token",
                            "udp_ports",
                            "http_port",
                            "port",
                            "connect_timeout",
                            "forward_timeout",
                            "forward_content_type",
                            "forward_concurrency",
                            "signature_window",
                            "retry_interval",
                            "ping_interval",
                            "pong_timeout",
                            "session_ttl",
                            "resume_auth",
                            "client_subscribe",
                            "client_publish",
                            "subscribe_url",
                            "publish_url",
                            "max_lost_sessions",
                            "max_send_timeout",
                            "drain_timeout",
                            "max_connections",
                            "head_timeout",
                            "max_head",
                            "body_timeout",
                            "idle_timeout",
                            "max_payload",
                            "max_backlog",
                            "max_channels_per_client",
                            "max_channel_name",
                            "max_inflight",
                            "max_answer"}) {
        QVERIFY2(outcome.out.contains(QByteArray(key) + " ="), key);
    }
    QVERIFY(outcome.out.contains("retry_interval = 700 ms"));
    QVERIFY(outcome.out.contains("connect_url = http://127.0.0.1:8000/connect"));
    QVERIFY(!outcome.out.contains("topsecret"));
    QVERIFY(!outcome.err.contains("topsecret"));
}

void TestProgram::keysInAnyCaseAndWithColon()
{
    const QString file = write("[main]\nForward_URL:   http://127.0.0.1:8000/m/  \n");
    const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--print-config"_qs});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.out.contains("forward_url = http://127.0.0.1:8000/m/\n"));
}

void TestProgram::portOfTheCommandLineWins()
{
    RelayProcess relay; // which is given -p 0
    QVERIFY(relay.start({{"port", "1"}, {"security_token", "t"}}));
    QVERIFY(relay.port() != 1);
    QCOMPARE(HttpClient::get(relay.port(), "GET", "/hello/").body, QByteArray("ok"));
    QCOMPARE(relay.stop(), 0);
}

void TestProgram::portTakenByAnotherProgram()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString port = QString::number(other.serverPort());
    const QString file = write("[main]\nsecurity_token = t\n");
    for (const QString &workers : {u"1"_qs, u"2"_qs}) {
        const auto outcome = RelayProcess::run(
            {u"-f"_qs, file, u"-p"_qs, port, u"-l"_qs, u"127.0.0.1"_qs, u"--workers"_qs, workers});
        QVERIFY2(outcome.exitCode == 1, outcome.err.constData());
        QVERIFY2(outcome.err.contains(port.toUtf8()), outcome.err.constData());
        QVERIFY(!outcome.err.contains("] listening on"));
    }
}

void TestProgram::firstGenerationFile()
{
    quint16 httpPort = 0;
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        httpPort = probe.serverPort();
    }
    Stage stage;
    QVERIFY(stage.business.start());
    const Fields settings{{"auth_url", stage.business.url("/connect")},
                          {"forward_url", stage.business.url("/message/")},
                          {"close_url", stage.business.url("/close")},
                          {"security_key", Stage::Token},
                          {"socket_port", "1984"},
                          {"http_port", QByteArray::number(httpPort)}};
    QVERIFY(stage.relay.start(settings));
    QCOMPARE(stage.relay.httpPort(), httpPort);
    QVERIFY(stage.relay.port() != httpPort);

    QVERIFY(stage.isHealthy());
    QVERIFY(HttpClient::get(stage.relay.port(), "GET", "/hello/").body != "ok");

    const ClientPtr client = stage.client("news");
    QVERIFY(client);
    QVERIFY(isSigned(stage.business.connects().first().query, Stage::Token));
    QCOMPARE(stage.api().send({{"channel", "news"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":1,"data":""})"));

    RawClient wrongDoor;
    QVERIFY(!wrongDoor.open(httpPort, "/connect/", stage.clientHeaders()));
}

void TestProgram::firstGenerationFileHasHttpOn2501()
{
    for (const QByteArray &line :
         {QByteArray("auth_url = http://127.0.0.1:1/"), QByteArray("security_key = x"),
          QByteArray("socket_port = 1234")}) {
        const QString file = write("[main]\n" + line + '\n');
        const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--print-config"_qs});
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY2(outcome.out.contains("http_port = 2501"), line.constData());
    }
    const QString file = write("[main]\nsecurity_token = x\n");
    const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--print-config"_qs});
    QVERIFY(!outcome.out.contains("http_port = 2501"));
}

void TestProgram::noConnectUrlRefusesWith503()
{
    Stage stage;
    QVERIFY(stage.start({{"connect_url", ""}}));
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 503);
    QVERIFY(stage.business.connects().isEmpty());
}

void TestProgram::devLetsEverybodyInAndSaysSo()
{
    Stage stage;
    QVERIFY(stage.start({{"connect_url", ""}}, 1, {u"--dev"_qs}));
    QVERIFY2(stage.relay.hasLogged("--dev"), stage.relay.err().constData());
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 101);
    QVERIFY(stage.business.connects().isEmpty());
}

void TestProgram::noSecretInTheLog()
{
    Stage stage;
    QVERIFY(stage.start({{"log/level", "debug"}}, 2));
    stage.business.onClose([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 500;
        return reply;
    });
    ClientPtr client = stage.client("room");
    QVERIFY(client);
    client->sendMessage(7, "payload-of-the-client", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(stage.api().send({{"channel", "room"}}, "payload-of-the-server"),
             canonical(R"({"status":0,"connections":1,"data":""})"));
    QCOMPARE(ApiCaller(stage.relay.port(), "wrong-token").send({{"channel", "c"}}, "x"),
             canonical(R"({"status":1,"msg":"signature error"})"));
    stage.business.onMessage([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 302;
        reply.headers = {{"Location", "http://127.0.0.1:1/elsewhere"}};
        return reply;
    });
    client->sendMessage(7, "payload-of-the-client", QoS::AtLeastOnce);
    client->raw().sendBinary("\xf0ignored-frame");
    client->raw().sendClose();
    EVENTUALLY(stage.business.closes().size() >= 1);
    QCOMPARE(stage.relay.stop(), 0);

    QVERIFY(stage.relay.errLines().size() > 3);
    for (const char *secret : {Stage::Token, "payload-of-the-client", "payload-of-the-server"})
        QVERIFY2(!stage.relay.hasLogged(secret), secret);
    for (const BusinessRequest &request : stage.business.requests())
        QVERIFY(!stage.relay.hasLogged(fieldValue(request.query, "signature").value_or("?")));
}

void TestProgram::jsonLogLinesAreJson()
{
    Stage stage;
    QVERIFY(stage.start({{"log/level", "debug"}, {"log/format", "json"}}));
    const ClientPtr client = stage.client("a \"quoted\" \\ name");
    QVERIFY(client);
    client->raw().sendBinary(QByteArray("\0\"\n", 3));
    QCOMPARE(HttpClient::get(stage.relay.port(), "GET", "/no%22%0Asuch\"/").status != 200, true);
    QCOMPARE(stage.relay.stop(), 0);
    const QList<QByteArray> lines = stage.relay.errLines();
    QVERIFY(!lines.isEmpty());
    for (const QByteArray &line : lines)
        QVERIFY2(canonical(line).startsWith('{'), line.constData());
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
