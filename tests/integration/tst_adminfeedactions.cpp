// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// What operators have the relay do, and viewers may not.
class TestAdminFeedActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areNotForViewers();
    void sayWhatIsWrong_data();
    void sayWhatIsWrong();
    void kick();
    void kickALostSession();
    void subscribe();
    void occupy();
    void sendToAChannel();
    void sendToOne();
    void sendToNobody();
    void drain();
    void logLevel();
    void reload();
    void reloadWhatIsWrong();

private:
    static QString text(const QByteArray &bytes) { return QString::fromUtf8(bytes); }
};

void TestAdminFeedActions::areNotForViewers()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client("room");
    const auto viewer = stage.dashboard(FeedStage::ViewerToken);
    QVERIFY(client && viewer);
    const QString identity = text(client->identity);
    const std::pair<const char *, QJsonObject> actions[] = {
        {"kick", {{u"identity"_qs, identity}}},
        {"subscribe", {{u"identity"_qs, identity}, {u"channel"_qs, u"hall"_qs}}},
        {"unsubscribe", {{u"identity"_qs, identity}, {u"channel"_qs, u"room"_qs}}},
        {"send", {{u"identity"_qs, identity}}},
        {"drain", {{u"node"_qs, viewer->frames().first().value(u"node")}}},
        {"log_level", {{u"level"_qs, u"debug"_qs}}},
        {"reload", {}},
        {"whatever", {}}};
    for (const auto &[name, members] : actions) {
        const QJsonObject answer = viewer->act(QString::fromLatin1(name), members);
        QCOMPARE(answer.value(u"code"), 403);
        const QByteArray line = QByteArray("rainbow.audit ") + name + " by vera: not done";
        EVENTUALLY(stage.relay.hasLogged(line));
    }
    QCOMPARE(stage.members("room"), 1);
    QCOMPARE(stage.members("hall"), 0);
    QCOMPARE(client->packets().size(), 0);
    QVERIFY(client->isOpen());
    QVERIFY(!stage.relay.hasLogged("settings reloaded"));
}

void TestAdminFeedActions::sayWhatIsWrong_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QJsonObject>("members");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("error"); // begins so
    const auto row = [](const char *name, const QString &action, const QJsonObject &members,
                        int code, const QString &error) {
        QTest::newRow(name) << action << members << code << error;
    };
    row("kick nobody", u"kick"_qs, {{u"identity"_qs, u"x"_qs}}, 404,
        u"there is no connection x"_qs);
    row("long reason", u"kick"_qs, {{u"identity"_qs, u"x"_qs}, {u"reason"_qs, QString(121, u'x')}},
        400, u"reason must"_qs);
    row("no channel", u"subscribe"_qs, {{u"identity"_qs, u"x"_qs}}, 400, u"channel must"_qs);
    row("occupy", u"subscribe"_qs,
        {{u"identity"_qs, u"x"_qs}, {u"channel"_qs, u"c"_qs}, {u"occupy"_qs, 1}}, 400,
        u"occupy must"_qs);
    row("unknown", u"subscribe"_qs, {{u"identity"_qs, u"x"_qs}, {u"channel"_qs, u"c"_qs}}, 404,
        u"there is no connection x"_qs);
    row("send", u"send"_qs, {}, 400, u"channel or identity"_qs);
    row("send to both", u"send"_qs, {{u"identity"_qs, u"x"_qs}, {u"channel"_qs, u"c"_qs}}, 400,
        u"channel or identity"_qs);
    row("type", u"send"_qs, {{u"channel"_qs, u"c"_qs}, {u"type"_qs, 0}}, 400, u"type must"_qs);
    row("qos", u"send"_qs, {{u"channel"_qs, u"c"_qs}, {u"qos"_qs, 3}}, 400, u"qos must"_qs);
    row("payload", u"send"_qs, {{u"channel"_qs, u"c"_qs}, {u"payload"_qs, 3}}, 400,
        u"payload must"_qs);
    row("base64", u"send"_qs, {{u"channel"_qs, u"c"_qs}, {u"payloadBase64"_qs, u"!"_qs}}, 400,
        u"payloadBase64 must"_qs);
    row("timeout", u"send"_qs, {{u"channel"_qs, u"c"_qs}, {u"timeoutMs"_qs, 0}}, 400,
        u"timeoutMs must"_qs);
    row("send to nobody", u"send"_qs, {{u"identity"_qs, u"x"_qs}}, 404,
        u"there is no connection x"_qs);
    row("drain", u"drain"_qs, {}, 400, u"node must"_qs);
    row("drain another", u"drain"_qs, {{u"node"_qs, u"not this one"_qs}}, 404,
        u"there is no node not this one"_qs);
    row("level", u"log_level"_qs, {{u"level"_qs, u"loud"_qs}}, 400, u"level must"_qs);
}

void TestAdminFeedActions::sayWhatIsWrong()
{
    QFETCH(QString, action);
    QFETCH(QJsonObject, members);
    QFETCH(int, code);
    QFETCH(QString, error);
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject answer = dashboard->act(action, members);
    QCOMPARE(answer.value(u"ok"), false);
    QCOMPARE(answer.value(u"code"), code);
    QVERIFY2(answer.value(u"error").toString().startsWith(error),
             qUtf8Printable(answer.value(u"error").toString()));
    EVENTUALLY(stage.relay.hasLogged("by admin: not done, " + error.toUtf8()));
}

// --- clients

void TestAdminFeedActions::kick()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client2();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard
                ->act(u"kick"_qs,
                      {{u"identity"_qs, text(client->identity)}, {u"reason"_qs, u"enough"_qs}})
                .value(u"ok")
                .toBool());
    EVENTUALLY_COMPARE(client->raw().closeCode(), 4500);
    QCOMPARE(client->raw().closeReason(), QByteArray("enough"));
    // The session is over, and the business server is told.
    EVENTUALLY(stage.business.closesOf(client->identity).size() == 1);
    const auto back = stage.resumed(*client);
    QVERIFY(back && !back->hello()->resumed);
    EVENTUALLY(stage.relay.hasLogged("kick (enough) by admin: done, identity=" + client->identity
                                     + " address=127.0.0.1"));
}

void TestAdminFeedActions::kickALostSession()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client2();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    QVERIFY(FeedStage::lose(*client, *dashboard));
    QVERIFY(dashboard->act(u"kick"_qs, {{u"identity"_qs, text(client->identity)}})
                .value(u"ok")
                .toBool());
    QVERIFY(dashboard->waitFor(u"end"_qs));
    EVENTUALLY(stage.business.closesOf(client->identity).size() == 1);
}

void TestAdminFeedActions::subscribe()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"limits/max_channels_per_client", "2"}}, 2));
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    const auto toRoom = [&](const QString &action, const QString &channel) {
        return dashboard->act(action,
                              {{u"identity"_qs, text(client->identity)}, {u"channel"_qs, channel}});
    };
    QVERIFY(toRoom(u"subscribe"_qs, u"room"_qs).value(u"ok").toBool());
    QCOMPARE(stage.members("room"), 1);
    QVERIFY(toRoom(u"subscribe"_qs, u"hall"_qs).value(u"ok").toBool());
    QCOMPARE(toRoom(u"subscribe"_qs, u"loft"_qs).value(u"code"), 409);
    QVERIFY(toRoom(u"unsubscribe"_qs, u"room"_qs).value(u"ok").toBool());
    QCOMPARE(stage.members("room"), 0);
    EVENTUALLY(stage.relay.hasLogged("unsubscribe room by admin: done"));
}

void TestAdminFeedActions::occupy()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto before = stage.client("room");
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(before && client && dashboard);
    const auto occupy = [&](const QString &identity) {
        return dashboard->act(
            u"subscribe"_qs,
            {{u"identity"_qs, identity}, {u"channel"_qs, u"room"_qs}, {u"occupy"_qs, true}});
    };
    // Nobody leaves for one that does not exist.
    QCOMPARE(occupy(u"nobody"_qs).value(u"code"), 404);
    QCOMPARE(stage.members("room"), 1);
    QVERIFY(occupy(text(client->identity)).value(u"ok").toBool());
    const QJsonObject channel =
        dashboard->ask(u"channel"_qs, {{u"name"_qs, u"room"_qs}}).value(u"channel").toObject();
    QCOMPARE(channel.value(u"members"), 1);
    QCOMPARE(channel.value(u"occupant"), text(client->identity));
}

void TestAdminFeedActions::sendToAChannel()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto ios = stage.client("room", "ios");
    const auto web = stage.client("room", "web");
    const auto dashboard = stage.dashboard();
    QVERIFY(ios && web && dashboard);
    ios->answerPayload = [](const Packet &) { return "\xfeok"; };
    for (int qos = 0; qos <= 2; ++qos) {
        const QJsonObject answer = dashboard->act(u"send"_qs,
                                                  {{u"channel"_qs, u"room"_qs},
                                                   {u"type"_qs, 9},
                                                   {u"qos"_qs, qos},
                                                   {u"payload"_qs, u"häll"_qs}});
        QVERIFY(answer.value(u"ok").toBool());
        QCOMPARE(answer.value(u"matched"), 2);
        QCOMPARE(answer.value(u"confirmed"), 2);
        QCOMPARE(answer.value(u"timedOut"), false);
        QCOMPARE(answer.value(u"platforms"), (QJsonArray{u"ios"_qs, u"web"_qs}));
        QVERIFY(answer.value(u"tookMs").toDouble() > 0);
        QCOMPARE(answer.value(u"answer"), qos == 0 ? u""_qs : u"\ufffdok"_qs);
        QCOMPARE(answer.value(u"answerBase64").toString(), qos == 0 ? u""_qs : u"/m9r"_qs);
        EVENTUALLY_COMPARE(web->messages().size(), qos + 1);
        QCOMPARE(web->messages().last().type, quint16(9));
        QCOMPARE(web->messages().last().payload, QByteArray("häll"));
    }
    // The log tells of it, not of what was said.
    EVENTUALLY(stage.relay.hasLogged("send type=9 qos=2 channel=room by admin: done"));
    QVERIFY(!stage.relay.hasLogged("häll"));
}

void TestAdminFeedActions::sendToOne()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"retry_interval", "100 ms"}}, 2));
    const auto client = stage.client("room");
    const auto other = stage.client("room");
    const auto dashboard = stage.dashboard();
    QVERIFY(client && other && dashboard);
    client->answerPayload = [](const Packet &) { return "yes"; };
    const auto send = [&](int qos) {
        return dashboard->act(u"send"_qs,
                              {{u"identity"_qs, text(client->identity)},
                               {u"qos"_qs, qos},
                               {u"payloadBase64"_qs, u"AP8="_qs},
                               {u"timeoutMs"_qs, 1'000}});
    };
    for (int qos = 0; qos <= 2; ++qos) {
        const QJsonObject answer = send(qos);
        QCOMPARE(answer.value(u"matched"), 1);
        QCOMPARE(answer.value(u"confirmed"), 1);
        QCOMPARE(answer.value(u"answer"), qos == 0 ? u""_qs : u"yes"_qs);
        EVENTUALLY_COMPARE(client->messages().size(), qos + 1);
        QCOMPARE(client->messages().last().payload, QByteArray("\0\xff", 2));
        QCOMPARE(client->messages().last().qos, QoS(qos));
    }
    // One that does not answer gets it again, until time is up.
    client->setAnswersMessages(false);
    const QJsonObject late = send(1);
    QVERIFY(late.value(u"ok").toBool());
    QCOMPARE(late.value(u"timedOut"), true);
    QCOMPARE(late.value(u"confirmed"), 0);
    QVERIFY(late.value(u"tookMs").toDouble() >= 900);
    QVERIFY(client->packets(PacketCommand::Send).last().dup);
    QCOMPARE(other->packets().size(), 0);
}

void TestAdminFeedActions::sendToNobody()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject answer =
        dashboard->act(u"send"_qs, {{u"channel"_qs, u"empty"_qs}, {u"qos"_qs, 2}});
    QVERIFY(answer.value(u"ok").toBool());
    QCOMPARE(answer.value(u"matched"), 0);
    QCOMPARE(answer.value(u"timedOut"), false);
}

// --- the relay

void TestAdminFeedActions::drain()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    const QJsonObject answer =
        dashboard->act(u"drain"_qs, {{u"node"_qs, dashboard->frames().first().value(u"node")}});
    QVERIFY(answer.value(u"ok").toBool());
    EVENTUALLY_COMPARE(dashboard->raw().closeCode(), 1001);
    EVENTUALLY_COMPARE(client->raw().closeCode(), 1001);
    QCOMPARE(stage.relay.waitForExit(), 0);
    QVERIFY(stage.relay.hasLogged("by admin: done"));
}

void TestAdminFeedActions::logLevel()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QVERIFY(stage.client());
    QVERIFY(!stage.relay.hasLogged("client connected: "));
    QVERIFY(dashboard->act(u"log_level"_qs, {{u"level"_qs, u"debug"_qs}}).value(u"ok").toBool());
    const auto client = stage.client();
    QVERIFY(client);
    EVENTUALLY(stage.relay.hasLogged("client connected: identity=" + client->identity));
    // Until the settings are read again.
    QVERIFY(stage.reload(FeedStage::feedSettings()));
    const auto other = stage.client();
    QVERIFY(other);
    QVERIFY(stage.isHealthy());
    QVERIFY(!stage.relay.hasLogged("client connected: identity=" + other->identity));
    QVERIFY(stage.relay.hasLogged("log_level debug by admin: done"));
}

void TestAdminFeedActions::reload()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject nothing = dashboard->act(u"reload"_qs);
    QVERIFY(nothing.value(u"ok").toBool());
    QCOMPARE(nothing.value(u"changed"), QJsonArray());
    QVERIFY(stage.relay.writeFile(RelayProcess::iniText(stage.complete(
        FeedStage::feedSettings({{"retry_interval", "300 ms"}, {"limits/max_inflight", "7"}})))));
    // Several at once: each is told what came of the file as it is.
    const int first = dashboard->send({{u"do"_qs, u"reload"_qs}});
    const int second = dashboard->send({{u"do"_qs, u"reload"_qs}});
    const int third = dashboard->send({{u"do"_qs, u"reload"_qs}});
    const QJsonArray changed = dashboard->answerTo(first).value(u"changed").toArray();
    QCOMPARE(changed.size(), 2);
    QVERIFY(changed.contains(u"retry_interval"_qs));
    QVERIFY(changed.contains(u"max_inflight"_qs));
    QVERIFY(dashboard->answerTo(second).value(u"ok").toBool());
    QVERIFY(dashboard->answerTo(third).value(u"ok").toBool());
    QVERIFY(
        dashboard->ask(u"config"_qs).value(u"config").toString().contains(u"max_inflight = 7"_qs));
}

void TestAdminFeedActions::reloadWhatIsWrong()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QVERIFY(stage.relay.writeFile("[main]\nport = 99999\nretry_interval = soon\n"));
    const QJsonObject answer = dashboard->act(u"reload"_qs);
    QCOMPARE(answer.value(u"code"), 409);
    const QString error = answer.value(u"error").toString();
    QVERIFY2(error.contains(u"port"_qs) && error.contains(u"retry_interval"_qs),
             qUtf8Printable(error));
    QVERIFY(dashboard->ask(u"time"_qs).value(u"ok").toBool());
}

QTEST_GUILESS_MAIN(TestAdminFeedActions)
#include "tst_adminfeedactions.moc"
