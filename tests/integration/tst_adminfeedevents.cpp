// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"

#include <QTest>

#include <csignal>

using namespace Rainbow;
using namespace Rainbow::Test;

/// What happens to a relay, as dashboards find it in its journal.
class TestAdminFeedEvents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellOfConnections();
    void tellOfRefusals();
    void tellOfLimits();
    void tellOfCallbacks();
    void tellOfActions();
    void tellOfErrors();
    void page();

private:
    static BusinessReply replyOf(int status)
    {
        BusinessReply reply;
        reply.status = status;
        return reply;
    }
    /// Rows of that kind, oldest first; of that identity, if there is one.
    static QList<QJsonObject> rows(DashboardClient &dashboard, const QString &kind,
                                   const QByteArray &identity = {})
    {
        QJsonObject filter{{u"kinds"_qs, QJsonArray{kind}}};
        if (!identity.isEmpty())
            filter.insert(u"identity"_qs, QString::fromUtf8(identity));
        QList<QJsonObject> found;
        const QJsonArray answer =
            dashboard.ask(u"events"_qs, {{u"filter"_qs, filter}, {u"after"_qs, 0}})
                .value(u"rows")
                .toArray();
        for (const QJsonValue &row : answer)
            found.append(row.toObject());
        return found;
    }
};

void TestAdminFeedEvents::tellOfConnections()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto dashboard = stage.dashboard(FeedStage::ViewerToken);
    const auto client = stage.client2();
    QVERIFY(dashboard && client);
    QVERIFY(FeedStage::lose(*client, *dashboard));
    const auto back = stage.resumed(*client);
    QVERIFY(back);
    back->raw().sendClose(1000, "so long");
    EVENTUALLY(rows(*dashboard, u"close"_qs, client->identity).size() == 2);

    const auto connects = rows(*dashboard, u"connect"_qs, client->identity);
    QCOMPARE(connects.size(), 1);
    QCOMPARE(connects[0].value(u"address"), u"127.0.0.1"_qs);
    QVERIFY(connects[0].value(u"text").toString().contains(u"ios"_qs));
    QVERIFY(connects[0].value(u"worker").toInt() >= 0);
    QVERIFY(qAbs(connects[0].value(u"at").toInteger() - QDateTime::currentMSecsSinceEpoch())
            < 60'000);
    QCOMPARE(rows(*dashboard, u"resume"_qs, client->identity).size(), 1);
    const auto closes = rows(*dashboard, u"close"_qs, client->identity);
    QCOMPARE(closes[0].value(u"code"), 0);
    QCOMPARE(closes[1].value(u"code"), 1000);
    QCOMPARE(closes[1].value(u"text"), u"by the client: so long"_qs);
}

void TestAdminFeedEvents::tellOfRefusals()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    stage.business.onConnect([](const BusinessRequest &) { return replyOf(403); });
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 401);
    QCOMPARE(stage.tryConnect({}).status, 401);
    QCOMPARE(stage.tryConnect(stage.clientHeaders() + Fields{{"Origin", "null"}}).status, 403);
    QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer("wrong")).status, 401);
    EVENTUALLY(rows(*dashboard, u"refusal"_qs).size() == 4);
    QSet<QString> texts;
    for (const QJsonObject &row : rows(*dashboard, u"refusal"_qs)) {
        QCOMPARE(row.value(u"address"), u"127.0.0.1"_qs);
        QVERIFY(row.value(u"code").toInt() >= 400);
        texts.insert(row.value(u"text").toString());
    }
    QCOMPARE(texts.size(), 4);
    QVERIFY(texts.contains(u"Origin not allowed"_qs));
    QVERIFY(texts.contains(u"dashboard refused"_qs));
}

void TestAdminFeedEvents::tellOfLimits()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"limits/max_channels_per_client", "1"}}));
    const auto dashboard = stage.dashboard();
    const auto client = stage.client("room,hall");
    QVERIFY(dashboard && client);
    EVENTUALLY(rows(*dashboard, u"limit"_qs, client->identity).size() == 1);
    const QJsonObject row = rows(*dashboard, u"limit"_qs, client->identity).first();
    QVERIFY(row.value(u"text").toString().startsWith(u"max_channels_per_client"_qs));
}

void TestAdminFeedEvents::tellOfCallbacks()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    stage.business.onMessage([](const BusinessRequest &) { return replyOf(500); });
    const auto dashboard = stage.dashboard();
    const auto client = stage.client();
    QVERIFY(dashboard && client);
    client->sendMessage(1, "secret payload", QoS::AtMostOnce);
    EVENTUALLY(rows(*dashboard, u"callback"_qs, client->identity).size() == 1);
    const QJsonObject row = rows(*dashboard, u"callback"_qs).first();
    QCOMPARE(row.value(u"code"), 500);
    QVERIFY(row.value(u"text").toString().startsWith(u"forward callback failed"_qs));
    QVERIFY(!row.value(u"text").toString().contains(u"secret"_qs));
}

void TestAdminFeedEvents::tellOfActions()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto admin = stage.dashboard();
    const auto viewer = stage.dashboard(FeedStage::ViewerToken);
    const auto client = stage.client("room");
    QVERIFY(admin && viewer && client);
    (void)viewer->act(u"reload"_qs);
    (void)admin->act(u"send"_qs, {{u"channel"_qs, u"room"_qs}, {u"payload"_qs, u"secret"_qs}});
    (void)admin->act(u"kick"_qs, {{u"identity"_qs, QString::fromUtf8(client->identity)}});
    EVENTUALLY(rows(*viewer, u"action"_qs).size() == 3);
    const auto found = rows(*viewer, u"action"_qs);
    QCOMPARE(found[0].value(u"code"), 403);
    QVERIFY(found[0].value(u"text").toString().startsWith(u"reload by vera: not done"_qs));
    QCOMPARE(found[0].value(u"worker"), -1);
    QCOMPARE(found[0].value(u"address"), u"127.0.0.1"_qs);
    QCOMPARE(found[1].value(u"code"), 0);
    QVERIFY(!found[1].value(u"text").toString().contains(u"secret"_qs));
    QCOMPARE(found[2].value(u"identity"), QString::fromUtf8(client->identity));
}

void TestAdminFeedEvents::tellOfErrors()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QVERIFY(stage.relay.writeFile("[main]\nport = 99999\n"));
    stage.relay.signal(SIGHUP);
    EVENTUALLY(rows(*dashboard, u"error"_qs).size() >= 2);
    QVERIFY(rows(*dashboard, u"error"_qs)[0].value(u"text").toString().contains(u"port"_qs));
}

void TestAdminFeedEvents::page()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    for (int i = 0; i < 10; ++i)
        QVERIFY(stage.client());
    EVENTUALLY(rows(*dashboard, u"close"_qs).size() == 10);
    const auto ask = [&](const QJsonObject &question) {
        return dashboard->ask(u"events"_qs, question);
    };
    const QJsonObject all = ask({});
    QCOMPARE(all.value(u"total"), 20);
    QCOMPARE(all.value(u"matched"), 20);
    QCOMPARE(all.value(u"first"), 1);
    QCOMPARE(all.value(u"last"), 20);
    QCOMPARE(all.value(u"lost"), 0);
    QCOMPARE(column(all, u"seq"_qs).first(), 20); // the newest
    QCOMPARE(column(ask({{u"limit"_qs, 3}, {u"offset"_qs, 2}}), u"seq"_qs),
             (QJsonArray{18, 17, 16}));
    QCOMPARE(column(ask({{u"after"_qs, 17}}), u"seq"_qs), (QJsonArray{18, 19, 20}));
    QCOMPARE(ask({{u"after"_qs, 20}}).value(u"matched"), 0);
    QCOMPARE(column(ask({{u"after"_qs, 0}, {u"limit"_qs, 2}}), u"seq"_qs), (QJsonArray{1, 2}));
    QCOMPARE(ask({{u"filter"_qs, u"IOS"_qs}}).value(u"matched"), 10);
    QCOMPARE(ask({{u"filter"_qs, u"127.0.0.1"_qs}}).value(u"matched"), 20);
    QCOMPARE(ask({{u"limit"_qs, 501}}).value(u"code"), 413);
    QCOMPARE(ask({{u"after"_qs, -1}}).value(u"code"), 400);
    QCOMPARE(ask({{u"filter"_qs, QJsonObject{{u"kinds"_qs, QJsonArray{u"x"_qs}}}}}).value(u"code"),
             400);
    QCOMPARE(ask({{u"filter"_qs, QJsonObject{{u"x"_qs, 1}}}}).value(u"code"), 400);
}

QTEST_GUILESS_MAIN(TestAdminFeedEvents)
#include "tst_adminfeedevents.moc"
