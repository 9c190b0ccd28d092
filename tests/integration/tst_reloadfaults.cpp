// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace Rainbow;
using namespace Rainbow::Test;

/// SIGHUP when it is not easy: with a file that is wrong, under traffic, at the wrong moment.
class TestReloadFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void brokenFileKeepsTheOldSettings_data();
    void brokenFileKeepsTheOldSettings();
    void missingFileKeepsTheOldSettings_data();
    void missingFileKeepsTheOldSettings();
    void fiftyReloadsUnderTrafficLoseNothing();
    void manySignalsAtOnce();
    void ignoredWhileStopping();
    void settingsThatCameByAPipe();

private:
    /// Has it read a file that is wrong, and checks that it goes on as before.
    static void checkKept(Stage &stage, RainbowClient &client);
};

void TestReloadFaults::checkKept(Stage &stage, RainbowClient &client)
{
    stage.relay.signal(SIGHUP);
    EVENTUALLY(stage.relay.hasLogged("settings not reloaded: the old settings stay"));
    QVERIFY(!stage.relay.hasLogged("settings reloaded"));
    client.sendMessage(7, QByteArray(2'000, 'x'), QoS::AtLeastOnce);
    QVERIFY(client.waitFor(PacketCommand::Ack));
    QCOMPARE(stage.api().send({{"channel", "room"}}, "x"),
             canonical(R"({"status":0,"connections":1,"data":""})"));
    QCOMPARE(client.raw().pingCount(), 0);
    // The next one is read all the same.
    if (QFileInfo(stage.relay.fileName()).isDir())
        QVERIFY(QDir().rmdir(stage.relay.fileName()));
    QVERIFY(stage.reload({{"ping_interval", "100 ms"}}));
    EVENTUALLY(client.raw().pingCount() > 0);
}

void TestReloadFaults::brokenFileKeepsTheOldSettings_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("syntax") << QByteArray("what is this")
                            << QByteArray("neither a [section], nor a comment, nor key = value");
    QTest::newRow("range") << QByteArray("connect_timeout = 0")
                           << QByteArray("connect_timeout = 0: must be 100 ms to 10 min");
    QTest::newRow("unknown key") << QByteArray("conect_timeout = 1 s")
                                 << QByteArray("unknown key \"conect_timeout\"; did you mean");
    QTest::newRow("unknown section") << QByteArray("[man]") << QByteArray("unknown section [man]");
    QTest::newRow("not UTF-8") << QByteArray("listen = \xe4") << QByteArray("not valid UTF-8");
    QTest::newRow("choice") << QByteArray("signature = md5")
                            << QByteArray("signature = md5: must be sha1 or hmac");
}

void TestReloadFaults::brokenFileKeepsTheOldSettings()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, problem);
    Stage stage;
    QVERIFY(stage.start({}, 2));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    // All that comes before and behind the mistake would do harm.
    QVERIFY(stage.relay.writeFile("[main]\nping_interval = 100 ms\nsecurity_token = new\n" + line
                                  + "\n[limits]\nmax_payload = 1 KiB\n"));
    checkKept(stage, *client);
    const QByteArray where = stage.relay.fileName().toUtf8() + ":4: ";
    QVERIFY2(stage.relay.hasLogged(" ERROR rainbow.node " + where + problem),
             stage.relay.err().constData());
    QVERIFY(!stage.relay.hasLogged(".ini:3:") && !stage.relay.hasLogged(".ini:6:"));
}

void TestReloadFaults::missingFileKeepsTheOldSettings_data()
{
    QTest::addColumn<bool>("makeDirectory");
    QTest::newRow("missing") << false;
    QTest::newRow("cannot be read") << true; // a directory: whoever runs the test
}

void TestReloadFaults::missingFileKeepsTheOldSettings()
{
    QFETCH(bool, makeDirectory);
    Stage stage;
    QVERIFY(stage.start({}, 2));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    QVERIFY(QFile::remove(stage.relay.fileName()));
    if (makeDirectory)
        QVERIFY(QDir().mkdir(stage.relay.fileName()));
    checkKept(stage, *client);
    QVERIFY(stage.relay.hasLogged(" ERROR rainbow.node " + stage.relay.fileName().toUtf8()
                                  + ":0: cannot be read: "));
}

void TestReloadFaults::fiftyReloadsUnderTrafficLoseNothing()
{
    constexpr int Reloads = 50;
    Stage stage;
    QVERIFY(stage.start({}, 2));
    FakeBusiness other;
    QVERIFY(other.start());
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(stage.client("room"));
        QVERIFY(clients.back());
    }
    const Fields odd = other.settings(Stage::Token)
        + Fields{{"forward_concurrency", "8"},     {"ping_interval", "200 ms"},
                 {"pong_timeout", "5 s"},          {"limits/max_inflight", "2"},
                 {"limits/max_payload", "2 KiB"},  {"limits/max_backlog", "64 KiB"},
                 {"limits/max_connections", "20"}, {"log/level", "debug"}};
    int sentUp = 0;
    int sentDown = 0;
    for (int round = 0; round < Reloads; ++round) {
        std::vector<PendingCall> calls;
        for (const ClientPtr &client : clients)
            client->sendMessage(7, QByteArray::number(round), QoS::ExactlyOnce);
        ++sentUp;
        for (int i = 0; i < 2; ++i) {
            calls.push_back(
                stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "2"}}, "down"));
            ++sentDown;
        }
        QVERIFY(stage.reload(round % 2 == 0 ? odd : Fields()));
        for (const PendingCall &call : calls) {
            const HttpReply reply = call->next();
            QCOMPARE(reply.object().value(u"connections").toInt(), 6);
        }
    }
    for (const ClientPtr &client : clients) {
        QVERIFY(client->waitFor(PacketCommand::Com, sentUp));
        EVENTUALLY_COMPARE(client->messages().size(), qsizetype(sentDown));
        QVERIFY(client->isOpen());
    }
    EVENTUALLY_COMPARE(stage.business.messages().size() + other.messages().size(),
                       qsizetype(sentUp) * 6);
    QVERIFY(!other.messages().isEmpty() && !stage.business.messages().isEmpty());
    qInfo("%d reloads under traffic: %d messages up, %d down, none lost", Reloads, sentUp * 6,
          sentDown * 6);
}

void TestReloadFaults::manySignalsAtOnce()
{
    Stage stage;
    QVERIFY(stage.start({}, 3));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    // What is read last holds, however the signals and the changes to the file overtake each other.
    for (int i = 1; i <= 20; ++i) {
        QVERIFY(stage.relay.writeFile(RelayProcess::iniText(
            stage.complete({{"security_token", "token-" + QByteArray::number(i)}}))));
        stage.relay.signal(SIGHUP);
        stage.relay.signal(SIGHUP);
    }
    const ApiCaller api(stage.relay.port(), "token-20");
    const QByteArray expected = canonical(R"({"status":0,"connections":1,"data":""})");
    EVENTUALLY_COMPARE(api.send({{"channel", "room"}}, "x"), expected);
    QVERIFY(client->isOpen());
    QVERIFY(!stage.relay.hasLogged("ERROR"));
}

void TestReloadFaults::ignoredWhileStopping()
{
    Stage stage;
    QVERIFY(stage.start({{"drain_timeout", "60 s"}, {"forward_timeout", "60 s"}}, 2));
    BusinessReply late;
    late.delay = 800ms;
    stage.business.onMessage([late](const BusinessRequest &) { return late; });
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY(stage.business.messages().size() == 1);
    stage.relay.terminate();
    EVENTUALLY(stage.relay.hasLogged("stopping"));
    for (int i = 0; i < 3; ++i)
        stage.relay.signal(SIGHUP);
    QCOMPARE(stage.relay.waitForExit(), 0);
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->count(PacketCommand::Ack), 1);
    QCOMPARE(client->raw().closeCode(), 1001);
    QVERIFY(!stage.relay.hasLogged("settings"));
}

void TestReloadFaults::settingsThatCameByAPipe()
{
    RelayProcess relay; // the last -f holds
    QVERIFY(relay.start({}, 1, {u"--dev"_qs, u"-f"_qs, u"/dev/null"_qs}));
    relay.signal(SIGHUP);
    EVENTUALLY(relay.hasLogged("nothing to reload"));
    QCOMPARE(HttpClient::get(relay.port(), "GET", "/hello/").body, QByteArray("ok"));
}

QTEST_GUILESS_MAIN(TestReloadFaults)
#include "tst_reloadfaults.moc"
