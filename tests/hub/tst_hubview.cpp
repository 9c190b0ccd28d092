// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include "hub/subscribing.h"

#include <QTest>

using namespace Rainbow;

namespace {

/// Notes what it is told of.
class NotingWatcher final : public PacketWatcher {
public:
    void onFrame(Direction, Kind, QByteArrayView) override { }
    void onEnded(const char *why) override { ends.append(why); }

    QByteArrayList ends;
};

} // namespace

/// A hub as people look at it from outside, and what they have it do.
class TestHubView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void walksAll();
    void walksWhileItChanges();
    void finds();
    void dismisses();
    void dismissesTheLost();
    void sendsToOne_data();
    void sendsToOne();
    void sendsToNobody();
    void sendsOnceTimeIsUp();
    void tellsWatchersOfTheEnd();
    void keepsWatchersThroughAResume();

private:
    static Publication message(QoS qos)
    {
        Publication publication;
        publication.type = 7;
        publication.qos = qos;
        publication.payload = "hello";
        return publication;
    }
};

void TestHubView::walksAll()
{
    World world;
    for (int i = 0; i < 1'000; ++i)
        world.connect(QByteArray::number(i), {QByteArray::number(i % 10)});
    for (const int count : {1, 7, 5'000}) {
        std::set<QByteArray> met;
        int steps = 1;
        TableWalk walk;
        const std::function<void(const Session &)> visit = [&](const Session &session) {
            QVERIFY(met.insert(session.identity().bytes()).second);
        };
        while (world.hub().walk(walk, count, visit) == TableWalk::Step::More)
            ++steps;
        QCOMPARE(met.size(), 1'000u);
        QCOMPARE(steps == 1, count == 5'000);
    }
    int channels = 0;
    TableWalk walk;
    const std::function<void(const Channel &)> count = [&](const Channel &) { ++channels; };
    QCOMPARE(world.hub().walk(walk, 100, count), TableWalk::Step::Done);
    QCOMPARE(channels, 10);
}

void TestHubView::walksWhileItChanges()
{
    World world;
    std::vector<World::Client *> there;
    for (int i = 0; i < 200; ++i)
        there.push_back(&world.connect("there" + QByteArray::number(i)));
    std::set<QByteArray> met;
    const std::function<void(const Session &)> visit = [&](const Session &session) {
        QVERIFY(met.insert(session.identity().bytes()).second);
    };
    TableWalk walk;
    int added = 0;
    int anew = 0;
    for (auto step = TableWalk::Step::More; step != TableWalk::Step::Done;
         step = world.hub().walk(walk, 10, visit)) {
        if (step == TableWalk::Step::Anew) {
            ++anew;
            met.clear();
        }
        if (added < 2'000) {
            for (int i = 0; i < 20; ++i)
                world.connect("new" + QByteArray::number(++added));
            world.leave(*there.back());
            there.pop_back();
        }
    }
    QVERIFY(anew > 0);
    for (const World::Client *client : there)
        QVERIFY(met.contains(client->session->identity().bytes()));
}

void TestHubView::finds()
{
    World world;
    auto &client = world.connect("a", {"room"});
    QCOMPARE(world.hub().find(Identity("a")), client.session);
    QVERIFY(!world.hub().find(Identity("b")));
    QCOMPARE(world.hub().findChannel(ChannelName("room"))->members().size(), 1u);
    QVERIFY(!world.hub().findChannel(ChannelName("hall")));
    world.leave(client);
    QVERIFY(!world.hub().find(Identity("a")));
}

void TestHubView::dismisses()
{
    World world;
    auto &client = world.connect("a");
    QVERIFY(!world.hub().dismiss(Identity("b"), CloseCode::KickedByAdministrator, "x"));
    QVERIFY(world.hub().dismiss(Identity("a"), CloseCode::KickedByAdministrator, "enough"));
    QCOMPARE(client.link.closes, (QByteArrayList{"4500 enough"}));
    // Nothing more is taken from it; once is enough.
    world.send(client, QoS::AtMostOnce, 0, "x");
    QCOMPARE(world.upstream().calls.size(), 0u);
    QVERIFY(world.hub().dismiss(Identity("a"), CloseCode::KickedByAdministrator, "again"));
    QCOMPARE(client.link.closes.size(), 1);
}

void TestHubView::dismissesTheLost()
{
    World world;
    auto &client = world.connect2("a");
    world.lose(client);
    QVERIFY(world.hub().dismiss(Identity("a"), CloseCode::KickedByAdministrator, "enough"));
    QVERIFY(!world.resume(client));
    QVERIFY(world.hub().nextDue() <= world.now);
    world.hub().onTime(world.now);
    QCOMPARE(world.upstream().closes.size(), 1);
    QVERIFY(!world.hub().find(Identity("a")));
}

void TestHubView::sendsToOne_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("0") << 0 << QByteArray("SEND0 type=7 hello droppable");
    QTest::newRow("1") << 1 << QByteArray("SEND1 type=7 hello #1");
    QTest::newRow("2") << 2 << QByteArray("SEND2 type=7 hello #1");
}

void TestHubView::sendsToOne()
{
    QFETCH(int, qos);
    QFETCH(QByteArray, frame);
    // Only its hub is asked, and only it gets the message.
    World world(3);
    auto &client = world.connect("a", {"room"}, 1);
    auto &other = world.connect("b", {"room"}, 1);
    world.hub(1).sendTo(Identity("a"), message(QoS(qos)), std::chrono::seconds(5), world.now,
                        [&](const Receipt &r) { world.receipts.append(r); });
    world.run();
    QCOMPARE(client.take(), (QByteArrayList{frame}));
    QVERIFY(other.take().isEmpty());
    if (qos == 1)
        world.answer(client, AnswerKind::Ack, 1, "yes");
    if (qos == 2)
        world.answer(client, AnswerKind::Rec, 1, "yes");
    const Receipt receipt = world.receipt();
    QCOMPARE(receipt.matched, 1);
    QCOMPARE(receipt.confirmed, 1);
    QVERIFY(!receipt.timedOut);
    QCOMPARE(receipt.data, qos == 0 ? "" : "yes");
    QCOMPARE(receipt.platforms, (QByteArrayList{"ios"}));
}

void TestHubView::sendsToNobody()
{
    World world(2);
    world.hub().sendTo(Identity("a"), message(QoS::AtLeastOnce), std::chrono::seconds(5), world.now,
                       [&](const Receipt &r) { world.receipts.append(r); });
    QCOMPARE(world.receipt().matched, 0);
    QCOMPARE(world.hub().underWay(), 0);
}

void TestHubView::sendsOnceTimeIsUp()
{
    World world;
    auto &client = world.connect("a");
    world.hub().sendTo(Identity("a"), message(QoS::AtLeastOnce), std::chrono::seconds(5), world.now,
                       [&](const Receipt &r) { world.receipts.append(r); });
    world.run();
    QVERIFY(world.receipts.isEmpty());
    world.now += std::chrono::seconds(5);
    world.hub().onTime(world.now);
    world.run();
    const Receipt receipt = world.receipt();
    QVERIFY(receipt.timedOut);
    QCOMPARE(receipt.confirmed, 0);
    QVERIFY(client.take().size() >= 1);
    QCOMPARE(world.hub().underWay(), 0);
}

void TestHubView::tellsWatchersOfTheEnd()
{
    World world;
    NotingWatcher watcher;
    auto &client = world.connect("a");
    QVERIFY(!world.hub().watch(Identity("b"), &watcher));
    QVERIFY(world.hub().watch(Identity("a"), &watcher));
    world.leave(client);
    QCOMPARE(watcher.ends.size(), 1);

    auto &other = world.connect("c");
    QVERIFY(world.hub().watch(Identity("c"), &watcher));
    QVERIFY(world.hub().watch(Identity("c"), nullptr));
    world.leave(other);
    QCOMPARE(watcher.ends.size(), 1);
}

void TestHubView::keepsWatchersThroughAResume()
{
    World world;
    NotingWatcher watcher;
    auto &client = world.connect2("a");
    QVERIFY(world.hub().watch(Identity("a"), &watcher));
    world.lose(client);
    QVERIFY(watcher.ends.isEmpty());
    auto *back = world.resume(client);
    QVERIFY(back);
    QCOMPARE(back->session->watcher(), &watcher);
    world.lose(*back);
    world.now += std::chrono::hours(1);
    world.hub().onTime(world.now);
    QCOMPARE(watcher.ends, (QByteArrayList{"not resumed in time"}));
}

QTEST_APPLESS_MAIN(TestHubView)
#include "tst_hubview.moc"
