// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Sessions that nobody takes up again, and what ends them.
class TestHubLost : public QObject {
    Q_OBJECT

    static HubSettings small(qsizetype maxBacklog)
    {
        HubSettings settings;
        settings.maxBacklog = maxBacklog;
        return settings;
    }

private Q_SLOTS:
    void ttlExpires();
    void ttlBeginsAnew();
    void ttlOff();
    void ttlChanges();
    void ttlSettlesWhatWaits();
    void clientSaysGoodbye();
    void relayHasClosedIt();
    void requestsUnderWayAtTheEnd();
    void backlogOverItsBound();
    void backlogOverItsBoundBeforeTheLossIsNoticed();
    void maxLostSessions();
    void closeAllEndsThem();
    void closeAllThenLost();
    void drainKeepsThem();
    void memory();
    void occupiedByAnother();
};

void TestHubLost::ttlExpires()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    client.session->cookie = "cookie";
    world.lose(client);
    QVERIFY(world.hub().nextDue() == Start + 60s);
    QVERIFY(world.pass(59'999ms));
    QCOMPARE(world.members("c"), 1);
    QVERIFY(world.hub().findResumable(*SessionToken::parse(client.token)));
    QVERIFY(world.pass(1ms));
    QCOMPARE(world.members("c"), 0);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id cookie"});
    QVERIFY(!world.resume(client));
    QCOMPARE(world.hub().sessionCount(), 0);
    QVERIFY(world.hub().nextDue() == TimePoint::max());
    QCOMPARE(world.hub().counters().sessionsExpired, quint64(1));
    QCOMPARE(world.hub().counters().sessionsClosed, quint64(1));
}

void TestHubLost::ttlBeginsAnew()
{
    World world;
    auto *client = &world.connect2("id");
    for (int i = 0; i < 3; ++i) {
        world.lose(*client);
        QVERIFY(world.pass(59s));
        client = world.resume(*client);
        QVERIFY(client);
        QVERIFY(world.pass(5min));
    }
    world.lose(*client);
    QVERIFY(world.pass(60s));
    QVERIFY(!world.resume(*client));
}

void TestHubLost::ttlOff()
{
    HubSettings settings;
    settings.sessionTtl = 0s;
    World world(1, settings);
    auto &client = world.connect2("id");
    QVERIFY(!world.resume(client)); // nor taken over
    world.lose(client);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QCOMPARE(world.hub().sessionCount(), 0);
    QCOMPARE(world.hub().counters().sessionsKept, quint64(0));
}

void TestHubLost::ttlChanges()
{
    World world;
    auto &a = world.connect2("a");
    auto &b = world.connect2("b", {"c"});
    world.lose(a);
    QVERIFY(world.pass(10s));
    world.lose(b);
    HubSettings settings;
    settings.sessionTtl = 15s;
    world.hub().setSettings(settings, world.now);
    QVERIFY(world.pass(5s));
    QCOMPARE(world.upstream().closes, QByteArrayList{"a "});
    settings.sessionTtl = 0s;
    world.hub().setSettings(settings, world.now);
    QVERIFY(!world.resume(b));
    world.publish("c", QoS::ExactlyOnce, "x");
    QCOMPARE(world.receipt().matched, 0);
    QVERIFY(world.pass(0s));
    QCOMPARE(world.upstream().closes.size(), 2);
}

void TestHubLost::ttlSettlesWhatWaits()
{
    HubSettings settings;
    settings.sessionTtl = 5s;
    World world(1, settings);
    auto &client = world.connect2("id", {"c"});
    world.publish("c", QoS::ExactlyOnce, "in flight", 20s);
    world.lose(client);
    world.publish("c", QoS::AtLeastOnce, "in the backlog", 20s);
    QVERIFY(world.pass(5s));
    QCOMPARE(world.receipts.size(), 2);
    for (const Receipt &receipt : world.receipts) {
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 0);
        QCOMPARE(receipt.timedOut, false); // it has left
    }
    QCOMPARE(world.hub().underWay(), 0);
}

void TestHubLost::clientSaysGoodbye()
{
    World world;
    auto &client = world.connect2("id");
    world.leave(client);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QVERIFY(!world.resume(client));
}

void TestHubLost::relayHasClosedIt()
{
    // Whatever the link makes of it.
    World world(1, small(100));
    auto &client = world.connect2("id", {"c"});
    client.link.blocked = true;
    for (int i = 0; i < 4; ++i)
        world.publish("c", QoS::AtLeastOnce, QByteArray(100, 'x'));
    QCOMPARE(client.link.closes, QByteArrayList{"1013 too slow"});
    QVERIFY(!world.resume(client));
    world.lose(client);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
}

void TestHubLost::requestsUnderWayAtTheEnd()
{
    World world;
    auto &client = world.connect2("id");
    world.send(client, QoS::ExactlyOnce, 1, "one");
    world.send(client, QoS::ExactlyOnce, 2, "two");
    world.lose(client);
    QVERIFY(world.pass(60s));
    QVERIFY(!world.resume(client));
    QVERIFY(world.upstream().closes.isEmpty()); // all of it first
    world.businessAnswers(World::yes());
    world.businessAnswers(World::yes());
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QCOMPARE(world.hub().underWay(), 0);
}

void TestHubLost::backlogOverItsBound()
{
    World world(1, small(1'000));
    auto &client = world.connect2("id", {"c"});
    auto &stays = world.connect2("stays", {"c"});
    auto &other = world.connect("other", {"c"});
    world.lose(client);
    const QByteArray payload(400 - 64, 'x'); // 64: what an entry costs besides
    MessageId id = 0;
    const auto publish = [&] {
        world.publish("c", QoS::AtLeastOnce, payload);
        for (auto *one : {&stays, &other})
            world.answer(*one, AnswerKind::Ack, MessageId(id + 1));
        ++id;
    };
    for (int i = 0; i < 5; ++i)
        publish();
    QVERIFY(world.pass(1s));
    QCOMPARE(world.members("c"), 3);
    publish(); // over twice max_backlog, in the middle of a fan-out
    QVERIFY(!world.resume(client));
    QCOMPARE(stays.take().size(), 6);
    QCOMPARE(other.take().size(), 6);
    QVERIFY(world.pass(0s));
    QCOMPARE(world.members("c"), 2);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QCOMPARE(world.hub().counters().sessionsExpired, quint64(0));
    QCOMPARE(world.hub().underWay(), 0);
    for (const Receipt &receipt : std::as_const(world.receipts))
        QVERIFY(!receipt.timedOut);
}

void TestHubLost::backlogOverItsBoundBeforeTheLossIsNoticed()
{
    World world(1, small(100));
    auto &client = world.connect2("id", {"c"});
    client.link.result = SendResult::Closed;
    for (int i = 0; i < 10; ++i)
        world.publish("c", QoS::AtLeastOnce, QByteArray(100, 'x'));
    QVERIFY(client.session->backlogBytes < 400);
    world.lose(client);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
}

void TestHubLost::maxLostSessions()
{
    HubSettings settings;
    settings.maxLostSessions = 2;
    World world(1, settings);
    std::vector<World::Client *> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(&world.connect2("id" + QByteArray::number(i)));
        QVERIFY(world.pass(1s));
    }
    for (World::Client *client : clients) {
        world.lose(*client);
        QVERIFY(world.pass(1s));
    }
    const QByteArrayList ended{"id0 ", "id1 "};
    QCOMPARE(world.upstream().closes, ended);
    QVERIFY(!world.resume(*clients[1]));
    QVERIFY(world.resume(*clients[2]));
    QVERIFY(world.resume(*clients[3]));
    settings.maxLostSessions = 0;
    world.hub().setSettings(settings, world.now);
    auto &last = world.connect2("last");
    world.lose(last);
    QCOMPARE(world.upstream().closes.last(), QByteArray("last "));
}

void TestHubLost::closeAllEndsThem()
{
    World world;
    auto &lost = world.connect2("lost", {"c"});
    auto &busy = world.connect2("busy", {"c"});
    auto &here = world.connect2("here", {"c"});
    world.publish("c", QoS::ExactlyOnce, "x");
    world.send(busy, QoS::ExactlyOnce, 1, "under way");
    world.lose(lost);
    world.lose(busy);
    world.hub().drain();
    world.hub().closeAll(1001, "going away", world.now);
    std::sort(world.upstream().closes.begin(), world.upstream().closes.end());
    const QByteArrayList ended{"busy ", "lost "};
    QCOMPARE(world.upstream().closes, ended);
    QCOMPARE(here.link.closes, QByteArrayList{"1001 going away"});
    QVERIFY(!world.resume(lost));
    world.lose(here);
    QCOMPARE(world.upstream().closes.size(), 3);
    world.run();
    QCOMPARE(world.receipt().matched, 3);
    QCOMPARE(world.hub().sessionCount(), 0);
    world.businessAnswers(World::yes()); // nobody waits for it
}

void TestHubLost::closeAllThenLost()
{
    World world;
    auto &client = world.connect2("id");
    world.hub().closeAll(1001, "going away", world.now);
    QVERIFY(!world.resume(client));
    world.lose(client);
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
}

void TestHubLost::drainKeepsThem()
{
    World world;
    auto &client = world.connect2("id");
    world.send(client, QoS::ExactlyOnce, 1, "under way");
    world.send(client, QoS::ExactlyOnce, 2, "waits");
    world.lose(client);
    world.hub().drain();
    world.businessAnswers(World::yes("body"));
    auto &back = *world.resume(client);
    world.send(back, QoS::ExactlyOnce, 1, "under way", true);
    world.send(back, QoS::ExactlyOnce, 2, "waits", true);
    const QByteArrayList answers{"REC 1 body", "NAK 2 503 the relay is going away"};
    QCOMPARE(back.take(), answers);
    QVERIFY(world.upstream().calls.empty());
}

void TestHubLost::memory()
{
    World world;
    auto &client = world.connect2("id", {"c"});
    auto &empty = world.connect2("empty");
    world.publish("c", QoS::ExactlyOnce, QByteArray(5'000, 'x'));
    world.send(client, QoS::ExactlyOnce, 1, "under way");
    world.send(client, QoS::ExactlyOnce, 2, QByteArray(5'000, 'x'));
    world.lose(client);
    world.lose(empty);
    world.publish("c", QoS::ExactlyOnce, QByteArray(5'000, 'x'));
    QCOMPARE(world.hub().relieve({1'000'000, 15'100}), 0);
    QCOMPARE(world.hub().relieve({1'000'000, 15'000}), 1);
    QVERIFY(!world.resume(client));
    QCOMPARE(world.hub().relieve({1'000'000, 1'000}), 0); // it is as good as gone
    QVERIFY(world.pass(0s));
    QCOMPARE(world.hub().sessionCount(), 1);
    world.businessAnswers(World::yes());
    QVERIFY(world.upstream().calls.empty()); // what waited is given up
    QCOMPARE(world.upstream().closes, QByteArrayList{"id "});
    QVERIFY(world.resume(empty));
}

void TestHubLost::occupiedByAnother()
{
    World world(2);
    auto &client = world.connect2("id", {"c"});
    auto &other = world.connect2("other", QByteArrayList(), 1);
    world.lose(client);
    world.order({{}, Order::Kind::Subscribe, Identity("other"), ChannelName("c"), true});
    QCOMPARE(world.members("c"), 1);
    world.publish("c", QoS::AtLeastOnce, "x");
    QCOMPARE(other.take().size(), 1);
    QCOMPARE(world.resume(client)->take(), QByteArrayList());
}

QTEST_APPLESS_MAIN(TestHubLost)
#include "tst_hublost.moc"
