// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"

#include <QTest>
#include <QTimer>

#include <vector>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The packets of one connection, as a dashboard sees them.
class TestAdminFeedWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsMessagesUp_data();
    void showsMessagesUp();
    void showsMessagesDown_data();
    void showsMessagesDown();
    void showsRepeats();
    void showsWhatIsNew();
    void showsControlFrames();
    void cutsPayloads();
    void countsWhatIsLeftOut();
    void numbersEachWatchByItself();
    void endsWhenAskedTo();
    void endsWithTheSession();
    void survivesAResume();
    void survivesItsDashboard();
    void hasALimit();

private:
    /// `in SEND`, `out ACK` …
    static QStringList steps(const DashboardClient &dashboard)
    {
        QStringList texts;
        for (const QJsonObject &packet : dashboard.events(u"packet"_qs)) {
            texts.append(packet.value(u"direction").toString() + u' '
                         + packet.value(u"packet").toString()
                         + (packet.value(u"dup").toBool() ? u" dup"_qs : QString()));
        }
        return texts;
    }
};

void TestAdminFeedWatch::showsMessagesUp_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("0") << 0 << QStringList{u"in SEND"_qs};
    QTest::newRow("1") << 1 << QStringList{u"in SEND"_qs, u"out ACK"_qs};
    QTest::newRow("2") << 2
                       << QStringList{u"in SEND"_qs, u"out REC"_qs, u"in REL"_qs, u"out COM"_qs};
}

void TestAdminFeedWatch::showsMessagesUp()
{
    QFETCH(int, qos);
    QFETCH(QStringList, expected);
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client();
    const auto other = stage.client();
    const auto dashboard = stage.dashboard(FeedStage::ViewerToken);
    QVERIFY(client && other && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    other->sendMessage(1, "not seen", QoS::AtMostOnce);
    const quint16 id = client->sendMessage(7, "hello", QoS(qos));
    EVENTUALLY_COMPARE(steps(*dashboard), expected);
    const QJsonObject packet = dashboard->events(u"packet"_qs).first();
    QCOMPARE(packet.value(u"identity"), QString::fromUtf8(client->identity));
    QCOMPARE(packet.value(u"seq"), 1);
    QCOMPARE(packet.value(u"qos"), qos);
    QCOMPARE(packet.value(u"type"), 7);
    QCOMPARE(packet.value(u"size"), 5);
    QCOMPARE(packet.value(u"payload"), u"hello"_qs);
    QCOMPARE(packet.value(u"encoding"), u"utf-8"_qs);
    QVERIFY(!packet.contains(u"cut"));
    QCOMPARE(packet.contains(u"messageId"), qos > 0);
    for (const QJsonObject &one : dashboard->events(u"packet"_qs)) {
        if (qos > 0)
            QCOMPARE(one.value(u"messageId"), int(id));
        QVERIFY(qAbs(one.value(u"at").toInteger() - QDateTime::currentMSecsSinceEpoch()) < 60'000);
    }
}

void TestAdminFeedWatch::showsMessagesDown_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("0") << 0 << QStringList{u"out SEND"_qs};
    QTest::newRow("1") << 1 << QStringList{u"out SEND"_qs, u"in ACK"_qs};
    QTest::newRow("2") << 2
                       << QStringList{u"out SEND"_qs, u"in REC"_qs, u"out REL"_qs, u"in COM"_qs};
}

void TestAdminFeedWatch::showsMessagesDown()
{
    QFETCH(int, qos);
    QFETCH(QStringList, expected);
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client("room");
    const auto other = stage.client("room");
    const auto dashboard = stage.dashboard();
    QVERIFY(client && other && dashboard);
    client->answerPayload = [](const Packet &) { return "got it"; };
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    QVERIFY(!stage.api()
                 .send({{"channel", "room"}, {"qos", QByteArray::number(qos)}}, "\xff\x00")
                 .isEmpty());
    EVENTUALLY_COMPARE(steps(*dashboard), expected);
    const QList<QJsonObject> packets = dashboard->events(u"packet"_qs);
    QCOMPARE(packets[0].value(u"payload"), u"/w=="_qs);
    QCOMPARE(packets[0].value(u"encoding"), u"base64"_qs);
    QCOMPARE(packets[0].value(u"size"), 1);
    if (qos == 0)
        return;
    QCOMPARE(packets[1].value(u"payload"), u"got it"_qs);
    QCOMPARE(packets[0].value(u"messageId"), 1);
    QCOMPARE(packets[1].value(u"messageId"), 1);
}

void TestAdminFeedWatch::showsRepeats()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"retry_interval", "100 ms"}}));
    const auto client = stage.client("room");
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    client->setAnswersMessages(false);
    const PendingCall call =
        stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}}, "x");
    EVENTUALLY(steps(*dashboard).size() >= 3);
    QCOMPARE(steps(*dashboard).mid(0, 3),
             (QStringList{u"out SEND"_qs, u"out SEND dup"_qs, u"out SEND dup"_qs}));
}

void TestAdminFeedWatch::showsWhatIsNew()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"client_subscribe", "allow"}, {"client_publish", "allow"}}, 2));
    const auto client = stage.client2();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    client->sendSubscription(PacketCommand::Sub, {"a", "b"});
    QVERIFY(client->waitFor(PacketCommand::Ack));
    client->publish("a", "to all", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack, 2));
    const auto find = [&](const QString &direction, const QString &name) {
        for (const QJsonObject &packet : dashboard->events(u"packet"_qs)) {
            if (packet.value(u"packet") == name && packet.value(u"direction") == direction)
                return packet;
        }
        return QJsonObject();
    };
    EVENTUALLY(!find(u"out"_qs, u"SEND"_qs).isEmpty());
    QCOMPARE(find(u"in"_qs, u"SUB"_qs).value(u"channel"), u"a,b"_qs);
    QCOMPARE(find(u"in"_qs, u"PUB"_qs).value(u"channel"), u"a"_qs);
    QCOMPARE(find(u"in"_qs, u"PUB"_qs).value(u"payload"), u"to all"_qs);
    QCOMPARE(find(u"out"_qs, u"SEND"_qs).value(u"channel"), u"a"_qs);
    client->sendSubscription(PacketCommand::Sub, {QByteArray(255, 'x'), "y"});
    client->send(RainbowClient::answer(PacketCommand::Ack, 999));
    EVENTUALLY(!find(u"in"_qs, u"ACK"_qs).isEmpty());
}

void TestAdminFeedWatch::showsControlFrames()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({{"ping_interval", "1 s"}}));
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    client->raw().sendFrame(RawClient::Opcode::Ping, "abc");
    EVENTUALLY((steps(*dashboard).contains(u"out PONG"_qs)));
    EVENTUALLY((steps(*dashboard).contains(u"in PONG"_qs)));
    client->raw().sendClose(1000, "bye");
    QVERIFY(dashboard->waitFor(u"end"_qs));
    const QJsonObject close = dashboard->events(u"packet"_qs).at(4);
    QCOMPARE(steps(*dashboard),
             (QStringList{u"in PING"_qs, u"out PONG"_qs, u"out PING"_qs, u"in PONG"_qs,
                          u"in CLOSE"_qs, u"out CLOSE"_qs}));
    QCOMPARE(close.value(u"code"), 1000);
    QCOMPARE(close.value(u"payload"), u"bye"_qs);
}

void TestAdminFeedWatch::cutsPayloads()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    // 1 024 bytes end within a character.
    const QString text = u'x' + QString(1'000, u'ä');
    client->sendMessage(1, text.toUtf8(), QoS::AtMostOnce);
    QVERIFY(dashboard->waitFor(u"packet"_qs));
    const QJsonObject packet = dashboard->events(u"packet"_qs).first();
    QCOMPARE(packet.value(u"size"), 2'001);
    QCOMPARE(packet.value(u"cut"), true);
    QCOMPARE(packet.value(u"encoding"), u"utf-8"_qs);
    QCOMPARE(packet.value(u"payload"), text.left(1 + 511));
}

void TestAdminFeedWatch::countsWhatIsLeftOut()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    constexpr int Burst = 500;
    QList<Packet> burst;
    for (int i = 0; i < Burst; ++i)
        burst.append(RainbowClient::message(1, QByteArray::number(i), QoS::AtMostOnce, 0));
    client->send(burst);
    // Now and then one more: some second has room again.
    QTimer ticker;
    connect(&ticker, &QTimer::timeout, this,
            [&] { client->sendMessage(2, "last", QoS::AtMostOnce); });
    ticker.start(100);
    const auto last = [&] {
        const QList<QJsonObject> packets = dashboard->events(u"packet"_qs);
        return !packets.isEmpty() && packets.last().value(u"type") == 2
            && packets.last().value(u"seq").toInt() > Burst;
    };
    EVENTUALLY(last());
    const QList<QJsonObject> packets = dashboard->events(u"packet"_qs);
    QVERIFY(packets.size() < Burst);
    int before = 0;
    for (const QJsonObject &packet : packets) {
        QVERIFY(packet.value(u"seq").toInt() > before);
        before = packet.value(u"seq").toInt();
    }
}

void TestAdminFeedWatch::numbersEachWatchByItself()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client();
    const auto first = stage.dashboard();
    const auto second = stage.dashboard();
    QVERIFY(client && first && second);
    QVERIFY(first->watch(client->identity).value(u"ok").toBool());
    client->sendMessage(1, "one", QoS::AtMostOnce);
    QVERIFY(first->waitFor(u"packet"_qs));
    QVERIFY(second->watch(client->identity).value(u"ok").toBool());
    // Once more is as good as once.
    QVERIFY(second->watch(client->identity).value(u"ok").toBool());
    client->sendMessage(1, "two", QoS::AtMostOnce);
    QVERIFY(first->waitFor(u"packet"_qs, 2));
    QVERIFY(second->waitFor(u"packet"_qs));
    QCOMPARE(first->events(u"packet"_qs).last().value(u"seq"), 2);
    QCOMPARE(second->events(u"packet"_qs).last().value(u"seq"), 1);
    QCOMPARE(second->events(u"packet"_qs).size(), 1);
}

void TestAdminFeedWatch::endsWhenAskedTo()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    QVERIFY(dashboard->watch(client->identity, false).value(u"ok").toBool());
    QCOMPARE(dashboard->watch(client->identity, false).value(u"code"), 404);
    client->sendMessage(1, "unseen", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(dashboard->ask(u"time"_qs).value(u"ok").toBool());
    QCOMPARE(dashboard->events(u"packet"_qs).size(), 0);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    client->sendMessage(1, "seen", QoS::AtMostOnce);
    QVERIFY(dashboard->waitFor(u"packet"_qs));
    QCOMPARE(dashboard->events(u"packet"_qs).first().value(u"seq"), 1);
}

void TestAdminFeedWatch::endsWithTheSession()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    client->raw().abort();
    QVERIFY(dashboard->waitFor(u"end"_qs));
    const QJsonObject end = dashboard->events(u"end"_qs).first();
    QCOMPARE(end.value(u"identity"), QString::fromUtf8(client->identity));
    QVERIFY(!end.value(u"reason").toString().isEmpty());
    QCOMPARE(dashboard->watch(client->identity).value(u"code"), 404);
}

void TestAdminFeedWatch::survivesAResume()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client2();
    const auto dashboard = stage.dashboard();
    QVERIFY(client && dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    QVERIFY(FeedStage::lose(*client, *dashboard));
    const auto back = stage.resumed(*client);
    QVERIFY(back && back->hello()->resumed);
    back->sendMessage(5, "again", QoS::AtMostOnce);
    EVENTUALLY(steps(*dashboard).contains(u"in SEND"_qs));
    QCOMPARE(dashboard->events(u"end"_qs).size(), 0);
    const QJsonObject hello = dashboard->events(u"packet"_qs).first();
    QCOMPARE(hello.value(u"packet"), u"HELLO"_qs);
    QVERIFY(hello.value(u"payload").toString().contains(u"\"***\""_qs));
    QVERIFY(
        !hello.value(u"payload").toString().contains(QString::fromUtf8(back->hello()->session)));
    // While it is lost too; and when another connection takes it.
    const auto third = stage.resumed(*back);
    QVERIFY(third);
    dashboard->clear();
    third->sendMessage(6, "third", QoS::AtMostOnce);
    EVENTUALLY(steps(*dashboard).contains(u"in SEND"_qs));
    third->raw().sendClose(1000);
    QVERIFY(dashboard->waitFor(u"end"_qs));
}

void TestAdminFeedWatch::survivesItsDashboard()
{
    FeedStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const auto client = stage.client();
    QVERIFY(client);
    for (int i = 0; i < 5; ++i) {
        const auto dashboard = stage.dashboard();
        QVERIFY(dashboard);
        QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
        // And one that goes before it has its answer.
        dashboard->send({{u"watch"_qs, u"connection"_qs},
                         {u"identity"_qs, QString::fromUtf8(client->identity)}});
        dashboard->raw().abort();
        client->sendMessage(1, "x", QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack, i + 1));
    }
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    QVERIFY(dashboard->watch(client->identity).value(u"ok").toBool());
    client->sendMessage(1, "x", QoS::AtMostOnce);
    QVERIFY(dashboard->waitFor(u"packet"_qs));
}

void TestAdminFeedWatch::hasALimit()
{
    FeedStage stage;
    QVERIFY(stage.startFeed());
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 64; ++i) {
        QVERIFY(clients.emplace_back(stage.client()));
        QVERIFY(dashboard->watch(clients.back()->identity).value(u"ok").toBool());
    }
    const auto one = stage.client();
    QVERIFY(one);
    QCOMPARE(dashboard->watch(one->identity).value(u"code"), 413);
    QVERIFY(dashboard->watch(clients[0]->identity, false).value(u"ok").toBool());
    QVERIFY(dashboard->watch(one->identity).value(u"ok").toBool());
}

QTEST_GUILESS_MAIN(TestAdminFeedWatch)
#include "tst_adminfeedwatch.moc"
