// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"

#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace Rainbow;
using namespace Rainbow::Test;

/// What dashboards see of a relay: figures, connections, channels, its settings.
class TestAdminFeedTables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsFigures();
    void listsConnections();
    void pages();
    void sorts();
    void filters();
    void listsMembers();
    void listsChannels();
    void showsOneConnection();
    void hidesSecretHeaders();
    void showsLostSessions();
    void showsTheConfiguration();

private:
    /// So many clients, of which every second is an Android.
    static std::vector<ClientPtr> crowd(FeedStage &stage, int count)
    {
        std::vector<ClientPtr> clients;
        for (int i = 0; i < count; ++i) {
            clients.push_back(
                stage.client(i % 3 == 0 ? "thirds,all" : "all", i % 2 == 0 ? "ios" : "Android"));
        }
        return clients;
    }
    /// Pictures are kept for a second.
    static void waitForNewPicture(DashboardClient &dashboard)
    {
        const auto at = dashboard.ask(u"connections"_qs, {{u"limit"_qs, 0}}).value(u"at");
        EVENTUALLY(dashboard.ask(u"connections"_qs, {{u"limit"_qs, 0}}).value(u"at") != at);
    }
};

void TestAdminFeedTables::tellsFigures()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto clients = crowd(stage, 6);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    // Right after hello, and then every second.
    QVERIFY(dashboard->waitFor(u"stats"_qs));
    QVERIFY(dashboard->waitFor(u"stats"_qs, 3));
    const QJsonObject node =
        dashboard->events(u"stats"_qs).last().value(u"nodes").toArray().first().toObject();
    QCOMPARE(node.value(u"node"), dashboard->frames().first().value(u"node"));
    QCOMPARE(node.value(u"dashboards"), 1);
    QCOMPARE(node.value(u"total").toObject().value(u"connections"), 6);
    QCOMPARE(node.value(u"workers").toArray().size(), 2);
    QCOMPARE(node.value(u"pid"), stage.relay.pid());

    const QJsonObject nodes = dashboard->ask(u"nodes"_qs);
    QCOMPARE(nodes.value(u"total"), 1);
    QCOMPARE(nodes.value(u"rows").toArray().first().toObject().value(u"pid"), stage.relay.pid());
}

void TestAdminFeedTables::listsConnections()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client("room,hall", "ios");
    const auto other = stage.client2({}, "web");
    QVERIFY(client && other);
    client->sendMessage(1, "abc", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject answer = dashboard->ask(
        u"connections"_qs, {{u"sort"_qs, u"protocol"_qs}, {u"order"_qs, u"desc"_qs}});
    QVERIFY(answer.value(u"ok").toBool());
    QCOMPARE(answer.value(u"total"), 2);
    QCOMPARE(answer.value(u"matched"), 2);
    QCOMPARE(answer.value(u"offset"), 0);
    const QJsonObject second = answer.value(u"rows").toArray().first().toObject();
    QCOMPARE(second.value(u"identity"), QString::fromUtf8(other->identity));
    QCOMPARE(second.value(u"protocol"), u"rainbow.2"_qs);
    const QJsonObject row = answer.value(u"rows").toArray().last().toObject();
    QCOMPARE(row.value(u"identity"), QString::fromUtf8(client->identity));
    QCOMPARE(row.value(u"platform"), u"ios"_qs);
    QCOMPARE(row.value(u"device"), u"device-1"_qs);
    QCOMPARE(row.value(u"address"), u"127.0.0.1"_qs);
    QCOMPARE(row.value(u"app"), u"default"_qs);
    QCOMPARE(row.value(u"protocol"), u"rainbow"_qs);
    QCOMPARE(row.value(u"state"), u"attached"_qs);
    QCOMPARE(row.value(u"channels"), 2);
    QCOMPARE(row.value(u"messagesIn"), 1);
    QCOMPARE(row.value(u"messagesOut"), 0);
    QCOMPARE(row.value(u"bytesIn"), 8);
    QVERIFY(row.value(u"bytesOut").toInt() > 0);
    QCOMPARE(row.value(u"unanswered"), 0);
    QCOMPARE(row.value(u"backlog"), 0);
    QVERIFY(row.value(u"roundTripMs").isNull());
    QVERIFY(qAbs(row.value(u"connectedAt").toInteger() - QDateTime::currentMSecsSinceEpoch())
            < 60'000);
}

void TestAdminFeedTables::pages()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto clients = crowd(stage, 25);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject sorted{{u"sort"_qs, u"identity"_qs}};
    QStringList expected;
    for (const ClientPtr &client : clients) {
        QVERIFY(client);
        expected.append(QString::fromUtf8(client->identity));
    }
    expected.sort();

    QStringList all;
    for (int offset = 0; offset < 25; offset += 10) {
        QJsonObject question = sorted;
        question.insert(u"offset"_qs, offset);
        question.insert(u"limit"_qs, 10);
        const QJsonObject answer = dashboard->ask(u"connections"_qs, question);
        QCOMPARE(answer.value(u"total"), 25);
        QCOMPARE(answer.value(u"matched"), 25);
        QCOMPARE(answer.value(u"offset"), offset);
        for (const QJsonValue &value : column(answer, u"identity"_qs))
            all.append(value.toString());
    }
    QCOMPARE(all, expected);

    const auto sizeOf = [&](int offset, int limit) {
        const QJsonObject answer =
            dashboard->ask(u"connections"_qs, {{u"offset"_qs, offset}, {u"limit"_qs, limit}});
        return answer.value(u"ok").toBool() ? int(answer.value(u"rows").toArray().size())
                                            : -answer.value(u"code").toInt();
    };
    QCOMPARE(sizeOf(0, 0), 0);
    QCOMPARE(sizeOf(0, 1), 1);
    QCOMPARE(sizeOf(24, 500), 1);
    QCOMPARE(sizeOf(25, 500), 0);
    QCOMPARE(sizeOf(1'000'000, 500), 0);
    QCOMPARE(sizeOf(0, 501), -413);
    QCOMPARE(sizeOf(0, -1), -400);
    QCOMPARE(sizeOf(-1, 1), -400);
}

void TestAdminFeedTables::sorts()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto clients = crowd(stage, 12);
    for (int i = 0; i < 12; ++i) {
        for (int n = 0; n < i % 4; ++n)
            clients[size_t(i)]->sendMessage(1, "x", QoS::AtLeastOnce);
        QVERIFY(clients[size_t(i)]->waitFor(PacketCommand::Ack, i % 4));
    }
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    for (const char *member : {"identity", "worker", "platform", "device", "address", "protocol",
                               "state", "connectedAt", "channels", "messagesIn", "messagesOut",
                               "bytesIn", "bytesOut", "unanswered", "backlog", "roundTripMs"}) {
        for (const bool descending : {false, true}) {
            const QString name = QString::fromLatin1(member);
            const QJsonObject answer = dashboard->ask(
                u"connections"_qs,
                {{u"sort"_qs, name}, {u"order"_qs, descending ? u"desc"_qs : u"asc"_qs}});
            const QJsonArray values = column(answer, name);
            const QJsonArray names = column(answer, u"identity"_qs);
            QCOMPARE(values.size(), 12);
            for (int i = 1; i < values.size(); ++i) {
                const QJsonValue a = values[descending ? i : i - 1];
                const QJsonValue b = values[descending ? i - 1 : i];
                QVERIFY2(a.isString() ? a.toString() <= b.toString() : a.toDouble() <= b.toDouble(),
                         member);
                // Those of one rank by name, whatever the order.
                QVERIFY2(a != b || names[i - 1].toString() < names[i].toString(), member);
            }
        }
    }
}

void TestAdminFeedTables::filters()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto clients = crowd(stage, 12);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const auto matched = [&](const QJsonValue &filter) {
        const QJsonObject answer =
            dashboard->ask(u"connections"_qs, {{u"filter"_qs, filter}, {u"limit"_qs, 1}});
        return answer.value(u"ok").toBool() ? answer.value(u"matched").toInt()
                                            : -answer.value(u"code").toInt();
    };
    QCOMPARE(matched(QString()), 12);
    QCOMPARE(matched(u"android"_qs), 6);
    QCOMPARE(matched(u"ANDROID"_qs), 6);
    QCOMPARE(matched(u"device-1"_qs), 4); // 1, 10, 11, 12
    QCOMPARE(matched(QString::fromUtf8(clients[3]->identity).toUpper()), 1);
    QCOMPARE(matched(u"127.0.0."_qs), 12);
    QCOMPARE(matched(u"nobody"_qs), 0);
    QCOMPARE(matched(u"ändroid"_qs), 0);
    QCOMPARE(matched(u"attached"_qs), 0); // is not searched
    QCOMPARE(matched(QJsonObject{{u"platform"_qs, u"Android"_qs}}), 6);
    QCOMPARE(matched(QJsonObject{{u"platform"_qs, u"android"_qs}}), 0);
    QCOMPARE(matched(QJsonObject{{u"platform"_qs, u"ios"_qs}, {u"text"_qs, u"device-1"_qs}}), 2);
    QCOMPARE(matched(QJsonObject{{u"channels"_qs, 2}}), 4);
    QCOMPARE(matched(QJsonObject{{u"channel"_qs, u"thirds"_qs}}), 4);
    QCOMPARE(matched(QJsonObject{{u"channel"_qs, u"thirds"_qs}, {u"platform"_qs, u"ios"_qs}}), 2);
    QCOMPARE(matched(QJsonObject{{u"channel"_qs, u"nowhere"_qs}}), 0);
    QCOMPARE(matched(QJsonObject{}), 12);
    QCOMPARE(matched(QJsonObject{{u"colour"_qs, u"red"_qs}}), -400);
    QCOMPARE(matched(QJsonObject{{u"channels"_qs, u"2"_qs}}), -400);
    QCOMPARE(matched(QJsonObject{{u"platform"_qs, 2}}), -400);
    QCOMPARE(matched(7), -400);
}

void TestAdminFeedTables::listsMembers()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto clients = crowd(stage, 9);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QCOMPARE(stage.api().send({{"channel", "thirds"}, {"qos", "1"}}, "x"),
             canonical(R"({"status":0,"connections":3,"data":""})"));
    const QJsonObject answer = dashboard->ask(u"channel"_qs, {{u"name"_qs, u"thirds"_qs}});
    QCOMPARE(answer.value(u"total"), 3);
    QCOMPARE(answer.value(u"rows").toArray().size(), 3);
    const QJsonObject channel = answer.value(u"channel").toObject();
    QCOMPARE(channel.value(u"name"), u"thirds"_qs);
    QCOMPARE(channel.value(u"members"), 3);
    QCOMPARE(channel.value(u"published"), 1);
    QCOMPARE(channel.value(u"delivered"), 3);
    const QJsonObject some =
        dashboard->ask(u"channel"_qs, {{u"name"_qs, u"thirds"_qs}, {u"filter"_qs, u"android"_qs}});
    QCOMPARE(some.value(u"matched"), 1);
    QCOMPARE(dashboard->ask(u"channel"_qs, {{u"name"_qs, u"nowhere"_qs}}).value(u"code"), 404);
}

void TestAdminFeedTables::listsChannels()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto clients = crowd(stage, 9);
    QCOMPARE(stage.api().sub(clients[0]->identity, "mine", 1), canonical(R"({"status":0})"));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const QJsonObject answer = dashboard->ask(u"channels"_qs);
    QCOMPARE(answer.value(u"total"), 3);
    // The fullest first; a channel on two workers is one.
    QCOMPARE(column(answer, u"name"_qs), (QJsonArray{u"all"_qs, u"thirds"_qs, u"mine"_qs}));
    QCOMPARE(column(answer, u"members"_qs), (QJsonArray{9, 3, 1}));
    const QString identity = QString::fromUtf8(clients[0]->identity);
    QCOMPARE(column(answer, u"occupant"_qs), (QJsonArray{u""_qs, u""_qs, identity}));
    const auto named = [&](const QJsonObject &question) {
        return column(dashboard->ask(u"channels"_qs, question), u"name"_qs);
    };
    QCOMPARE(named({{u"sort"_qs, u"name"_qs}}), (QJsonArray{u"all"_qs, u"mine"_qs, u"thirds"_qs}));
    QCOMPARE(named({{u"filter"_qs, u"I"_qs}}), (QJsonArray{u"thirds"_qs, u"mine"_qs}));
    QCOMPARE(named({{u"filter"_qs, QJsonObject{{u"occupant"_qs, identity}}}}),
             (QJsonArray{u"mine"_qs}));
    QCOMPARE(dashboard->ask(u"channels"_qs, {{u"sort"_qs, u"platform"_qs}}).value(u"code"), 400);
}

void TestAdminFeedTables::showsOneConnection()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client2("hall,room");
    QVERIFY(client);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const auto shown = [&] {
        return dashboard
            ->ask(u"connection"_qs, {{u"identity"_qs, QString::fromUtf8(client->identity)}})
            .value(u"connection")
            .toObject();
    };
    const QJsonObject before = shown();
    QCOMPARE(before.value(u"identity"), QString::fromUtf8(client->identity));
    QCOMPARE(before.value(u"channelNames"), (QJsonArray{u"hall"_qs, u"room"_qs}));
    QCOMPARE(before.value(u"cookie"), u""_qs);
    QCOMPARE(before.value(u"context"), QJsonObject());
    QVERIFY(before.value(u"inRate").isNull());
    QVERIFY(before.value(u"lostAt").isNull());
    QVERIFY(before.value(u"pingedAt").isNull());
    const qint64 heard = before.value(u"lastHeardAt").toInteger();
    QVERIFY(qAbs(heard - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    QVERIFY(before.value(u"headers").toArray().contains(QJsonArray{u"X-CLIENT-OS"_qs, u"ios"_qs}));

    client->setAnswersMessages(false);
    QVERIFY(stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "2"}}, "x"));
    client->sendMessage(1, "x", QoS::AtMostOnce);
    QVERIFY(client->waitFor(PacketCommand::Send));
    EVENTUALLY(shown().value(u"messagesIn") == 1);
    const QJsonObject qos = shown().value(u"qos").toObject();
    QCOMPARE(qos.value(u"inFlight"), 1);
    QCOMPARE(qos.value(u"queued"), 0);
    for (const char *member : {"forwardsWaiting", "forwardsUnderWay", "answersKept"})
        QVERIFY(qos.value(QLatin1StringView(member)).isDouble());
    QVERIFY(shown().value(u"inRate").isDouble());
    QCOMPARE(shown().value(u"unanswered"), 1);
}

void TestAdminFeedTables::hidesSecretHeaders()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    RainbowClient client;
    const Fields secret{{"Authorization", "Bearer hidden1"},
                        {"Cookie", "hidden2"},
                        {"Proxy-Authorization", "hidden3"},
                        {"X-Api-Key", "hidden4"},
                        {"x-my-TOKEN", "hidden5"},
                        {"X-Session-Id", "hidden6"},
                        {"User-Agent", "shown"},
                        {"X-Long", QByteArray(5'000, 'x')}};
    QVERIFY(client.open(stage.server(), stage.clientHeaders() + secret));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const auto rows = dashboard->ask(u"connections"_qs).value(u"rows").toArray();
    const QJsonObject answer = dashboard->ask(
        u"connection"_qs, {{u"identity"_qs, rows.first().toObject().value(u"identity")}});
    const QJsonArray headers = answer.value(u"connection").toObject().value(u"headers").toArray();
    QVERIFY(headers.contains(QJsonArray{u"User-Agent"_qs, u"shown"_qs}));
    QVERIFY(headers.contains(QJsonArray{u"Authorization"_qs, u"***"_qs}));
    const QByteArray text = QJsonDocument(answer).toJson();
    QVERIFY(!text.contains("hidden"));
    QVERIFY(!text.contains("X-Long")); // there is no room for it
}

void TestAdminFeedTables::showsLostSessions()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    auto client = stage.client2();
    QVERIFY(client);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QVERIFY(FeedStage::lose(*client, *dashboard));
    const QJsonObject question{{u"identity"_qs, QString::fromUtf8(client->identity)}};
    const QJsonObject lost =
        dashboard->ask(u"connection"_qs, question).value(u"connection").toObject();
    QVERIFY(qAbs(lost.value(u"lostAt").toInteger() - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    QVERIFY(lost.value(u"lastHeardAt").isNull());
    waitForNewPicture(*dashboard);
    const QJsonObject filtered =
        dashboard->ask(u"connections"_qs, {{u"filter"_qs, QJsonObject{{u"state"_qs, u"lost"_qs}}}});
    QCOMPARE(filtered.value(u"matched"), 1);
    const auto back = stage.resumed(*client);
    QVERIFY(back);
    EVENTUALLY(dashboard->stateOf(client->identity) == u"attached"_qs);
}

void TestAdminFeedTables::showsTheConfiguration()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard(FeedStage::ViewerToken);
    QVERIFY(dashboard);
    const QJsonObject answer = dashboard->ask(u"config"_qs);
    const QString text = answer.value(u"config").toString();
    QVERIFY(text.contains(u"retry_interval = 200 ms"_qs));
    QVERIFY(!text.contains(QLatin1StringView(FeedStage::AdminToken)));
    QVERIFY(!text.contains(QLatin1StringView(Stage::Token)));
    QCOMPARE(answer.value(u"file"), stage.relay.fileName());
}

QTEST_GUILESS_MAIN(TestAdminFeedTables)
#include "tst_adminfeedtables.moc"
