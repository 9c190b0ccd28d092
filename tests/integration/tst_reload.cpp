// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// SIGHUP: every key that can be changed is changed on a running relay, and the clients that are
/// there stay (rainbow.md §1).
class TestReload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callbacksGoElsewhere();
    void tokenChanges();
    void pingInterval();
    void retryInterval();
    void forwardConcurrency();
    void callbackTimeouts();
    void signatureWindow();
    void drainTimeout();
    void logLevelAndFormat();
    void changedKeysAreNamedAndSecretsAreNot();
    void portsNeedARestart();
    void commandLineStandsAboveTheFile();

private:
    [[nodiscard]] static const QByteArray &sent()
    {
        static const QByteArray answer = canonical(R"({"status":0,"connections":1,"data":""})");
        return answer;
    }
    [[nodiscard]] static BusinessReply hanging(const BusinessRequest &)
    {
        BusinessReply reply;
        reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    }
};

void TestReload::callbacksGoElsewhere()
{
    Stage stage;
    QVERIFY(stage.start({}, 2));
    FakeBusiness other;
    QVERIFY(other.start());
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    QVERIFY(stage.reload(other.settings(Stage::Token)));
    stage.business.clear();

    client->sendMessage(7, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QCOMPARE(other.messages().size(), 1);
    RawClient later;
    QVERIFY(later.open(stage.relay.port(), "/connect/", stage.clientHeaders()));
    QCOMPARE(other.connects().size(), 1);
    later.sendClose();
    EVENTUALLY(other.closes().size() == 1);
    QVERIFY(stage.business.requests().isEmpty());
    QCOMPARE(stage.members("room"), 1);
}

void TestReload::tokenChanges()
{
    Stage stage;
    QVERIFY(stage.start({}, 2));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    QVERIFY(stage.reload({{"security_token", "another one"}}));

    const ApiCaller withNew(stage.relay.port(), "another one");
    for (int i = 0; i < 4; ++i) { // whichever worker it comes to
        QCOMPARE(stage.api().send({{"channel", "room"}}, "x"),
                 canonical(R"({"status":1,"msg":"signature error"})"));
        QCOMPARE(withNew.send({{"channel", "room"}}, "x"), sent());
    }
    client->sendMessage(7, "x", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(isSigned(stage.business.messages().constLast().query, "another one"));
}

void TestReload::pingInterval()
{
    Stage stage;
    QVERIFY(stage.start({{"ping_interval", "1 h"}}, 2));
    const ClientPtr client = stage.client();
    const ClientPtr second = stage.client();
    QVERIFY(client && second);
    QVERIFY(stage.reload({{"ping_interval", "100 ms"}, {"pong_timeout", "2 s"}}));
    EVENTUALLY(client->raw().pingCount() >= 2 && second->raw().pingCount() >= 2);

    QVERIFY(stage.reload({{"ping_interval", "100 ms"}, {"pong_timeout", "1 h"}}));
    client->raw().setAnswersPings(false);
    const int pings = client->raw().pingCount();
    EVENTUALLY(client->raw().pingCount() > pings);
    QVERIFY(holdsFor(700ms, [&] { return client->isOpen(); }));
    QVERIFY(stage.reload({{"ping_interval", "100 ms"}, {"pong_timeout", "2 s"}}));
    EVENTUALLY(client->raw().isDisconnected());
    QVERIFY(second->isOpen());
}

void TestReload::retryInterval()
{
    Stage stage;
    QVERIFY(stage.start({{"retry_interval", "10 min"}}));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    client->setAnswersMessages(false);
    QVERIFY(stage.reload({{"retry_interval", "100 ms"}}));
    const PendingCall call =
        stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}}, "x");
    QVERIFY(client->waitFor(PacketCommand::Send, 3));
}

void TestReload::forwardConcurrency()
{
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "60 s"}}));
    stage.business.onMessage(hanging);
    const ClientPtr client = stage.client();
    QVERIFY(client);
    for (int i = 0; i < 3; ++i)
        client->sendMessage(7, "x", QoS::AtMostOnce);
    EVENTUALLY(stage.business.messages().size() == 1);
    QVERIFY(stage.reload({{"forward_timeout", "60 s"}, {"forward_concurrency", "3"}}));
    EVENTUALLY(stage.business.messages().size() == 3);
}

void TestReload::callbackTimeouts()
{
    Stage stage;
    QVERIFY(stage.start({{"forward_timeout", "10 min"}, {"connect_timeout", "10 min"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    stage.business.onMessage(hanging);
    stage.business.onConnect(hanging);
    QVERIFY(stage.reload({{"forward_timeout", "200 ms"}, {"connect_timeout", "200 ms"}}));
    QVERIFY(stage.tryConnect(stage.clientHeaders()).status >= 500);
    // The second is forwarded only once the first has failed.
    client->sendMessage(7, "x", QoS::AtMostOnce);
    client->sendMessage(7, "y", QoS::AtMostOnce);
    EVENTUALLY(stage.business.messages().size() == 2);
}

void TestReload::signatureWindow()
{
    Stage stage;
    QVERIFY(stage.start());
    QVERIFY(stage.reload({{"signature_window", "1 h"}}));
    const auto callFromThePast = [&stage] {
        return HttpClient::get(stage.relay.port(), "GET",
                               HttpClient::target("/send/", signatureFields(Stage::Token, -1'000)))
            .body;
    };
    QCOMPARE(callFromThePast(), QByteArray("ok"));
    QVERIFY(stage.reload({}));
    QVERIFY(callFromThePast().contains("signature error"));
}

void TestReload::drainTimeout()
{
    Stage stage;
    QVERIFY(stage.start({{"drain_timeout", "10 min"}, {"forward_timeout", "10 min"}}));
    stage.business.onMessage(hanging);
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    EVENTUALLY(stage.business.messages().size() == 1);
    QVERIFY(stage.reload({{"drain_timeout", "100 ms"}, {"forward_timeout", "10 min"}}));
    QCOMPARE(stage.relay.stop(), 0);
}

void TestReload::logLevelAndFormat()
{
    Stage stage;
    QVERIFY(stage.start({}, 2));
    QVERIFY(stage.client());
    QVERIFY(!stage.relay.hasLogged("client connected"));
    QVERIFY(stage.reload({{"log/level", "debug"}, {"log/format", "json"}}));
    QVERIFY(stage.client());
    EVENTUALLY(stage.relay.hasLogged("\"level\":\"debug\""));
    EVENTUALLY(stage.relay.hasLogged("\"message\":\"client connected"));
    QVERIFY(canonical(stage.relay.errLines().constLast()).startsWith('{'));
    QVERIFY(stage.reload({}));
    const qsizetype before = stage.relay.err().size();
    QVERIFY(stage.client());
    EVENTUALLY(stage.business.closes().size() == 3);
    QVERIFY(!stage.relay.err().mid(before).contains("client connected"));
}

void TestReload::changedKeysAreNamedAndSecretsAreNot()
{
    Stage stage;
    QVERIFY(stage.start());
    QVERIFY(stage.reload({}));
    QVERIFY(stage.relay.hasLogged("settings reloaded: nothing has changed"));
    QVERIFY(stage.reload({{"security_token", "hunter2"},
                          {"ping_interval", "3 s"},
                          {"limits/max_head", "2 KiB"},
                          {"close_url", "http://127.0.0.1:1/hunter3"}}));
    QVERIFY(stage.relay.hasLogged(
        "settings reloaded: changed close_url, security_token, ping_interval, max_head\n"));
    QVERIFY(!stage.relay.hasLogged("hunter"));
    QVERIFY(!stage.relay.hasLogged("needs a restart"));
}

void TestReload::portsNeedARestart()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client();
    QVERIFY(client);
    const Fields changed{{"http_port", "1"}, {"udp_ports", "[1984]"}, {"ping_interval", "7 s"}};
    for (int round = 1; round <= 2; ++round) {
        QVERIFY(stage.reload(changed));
        for (const QByteArray key : {"http_port", "udp_ports"})
            QCOMPARE(stage.relay.err().count(key + " has changed and needs a restart"), round);
    }
    QVERIFY(stage.relay.hasLogged("settings reloaded: changed ping_interval\n"));
    QVERIFY(stage.isHealthy());
    QVERIFY(client->isOpen());
    QVERIFY(stage.client());
}

void TestReload::commandLineStandsAboveTheFile()
{
    Stage stage; // started with -p, -l and --workers
    QVERIFY(stage.start());
    QVERIFY(stage.reload({{"port", "1"}, {"listen", "::1"}, {"workers", "7"}}));
    QVERIFY(stage.relay.hasLogged("settings reloaded: nothing has changed"));
    QVERIFY(!stage.relay.hasLogged("needs a restart"));
    QVERIFY(stage.isHealthy());
}

QTEST_GUILESS_MAIN(TestReload)
#include "tst_reload.moc"
