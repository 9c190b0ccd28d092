// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;

/// A hub that sheds load.
class TestHubPressure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void qos0IsDropped();
    void biggestAreClosed();
    void fewAtATime();
    void closedOnce();
    void allThatIsKeptCounts();
    void queuedMessagesAreGivenUp();
    void goneClientsMessagesAreGivenUp();
};

void TestHubPressure::qos0IsDropped()
{
    World world;
    auto &a = world.connect("a", {"c"});
    auto &b = world.connect("b", {"c"});
    for (const Pressure pressure : {Pressure::None, Pressure::RefuseNew}) {
        world.hub().setPressure(pressure);
        world.publish("c", QoS::AtMostOnce, "hi");
        QCOMPARE(a.take().size(), 1);
        QCOMPARE(b.take().size(), 1);
    }
    QCOMPARE(world.hub().counters().messagesDropped, quint64(0));
    world.receipts.clear();
    quint64 dropped = 0;
    for (const Pressure pressure : {Pressure::DropQos0, Pressure::CloseBiggest}) {
        world.hub().setPressure(pressure);
        world.publish("c", QoS::AtMostOnce, "hi", std::chrono::seconds(10), 0, true);
        QCOMPARE(a.take().size(), 0);
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.confirmed, 0);
        QCOMPARE(world.hub().counters().messagesDropped, dropped += 2);
        // The others go on.
        world.publish("c", QoS::AtLeastOnce, "hi");
        world.publish("c", QoS::ExactlyOnce, "hi");
        QCOMPARE(a.take().size(), 2);
        QCOMPARE(b.take().size(), 2);
    }
    world.hub().setPressure(Pressure::None);
    world.publish("c", QoS::AtMostOnce, "hi");
    QCOMPARE(a.take().size(), 1);
}

void TestHubPressure::biggestAreClosed()
{
    World world;
    auto &small = world.connect("small");
    auto &big = world.connect("big");
    auto &biggest = world.connect("biggest");
    small.link.held = 99;
    big.link.held = 1'000;
    biggest.link.held = 2'000;
    QCOMPARE(world.hub().relieve({1'000, 5'000}), 0); // nobody has so much
    QCOMPARE(world.hub().relieve({1'000, 100}), 1);
    QCOMPARE(biggest.link.closes, QByteArrayList{"1013 short of memory"});
    QVERIFY(big.link.closes.isEmpty());
    QCOMPARE(world.hub().relieve({10'000, 100}), 1);
    QCOMPARE(big.link.closes, QByteArrayList{"1013 short of memory"});
    QCOMPARE(world.hub().relieve({10'000, 100}), 0);
    QVERIFY(small.link.closes.isEmpty());
}

void TestHubPressure::fewAtATime()
{
    World world;
    std::vector<World::Client *> clients;
    for (int i = 0; i < 3 * Hub::MaxRelieved; ++i) {
        clients.push_back(&world.connect("client-" + QByteArray::number(i)));
        clients.back()->link.held = 1'000 + (i * 7) % 13;
    }
    QCOMPARE(world.hub().relieve({1'000'000, 1}), Hub::MaxRelieved);
    // No one who is left has more than any who is closed.
    qsizetype leastClosed = 1'000'000;
    qsizetype mostLeft = 0;
    for (const World::Client *client : clients) {
        if (client->link.closes.isEmpty())
            mostLeft = std::max(mostLeft, client->link.held);
        else
            leastClosed = std::min(leastClosed, client->link.held);
    }
    QVERIFY(leastClosed >= mostLeft);
}

void TestHubPressure::closedOnce()
{
    World world;
    auto &a = world.connect("a", {"c"});
    a.link.held = 1'000;
    QCOMPARE(world.hub().relieve({1'000, 1}), 1);
    QCOMPARE(world.hub().relieve({1'000, 1}), 0);
    QCOMPARE(a.link.closes.size(), 1);
    world.publish("c", QoS::AtLeastOnce, "hi");
    QCOMPARE(a.take().size(), 0);
    world.leave(a);
    QCOMPARE(world.hub().relieve({1'000, 1}), 0);
    QCOMPARE(world.upstream().closes.size(), 1);
}

void TestHubPressure::allThatIsKeptCounts()
{
    HubSettings settings;
    settings.maxInflight = 1;
    World world(1, settings);
    const auto held = [](const World::Client &client) { return client.session->heldBytes(); };
    auto &deaf = world.connect("deaf", {"c"});
    QCOMPARE(held(deaf), 0);
    world.publish("c", QoS::AtLeastOnce, QByteArray(1'000, 'x')); // in flight
    QCOMPARE(held(deaf), 1'000);
    world.publish("c", QoS::AtLeastOnce, QByteArray(3'000, 'x')); // queued behind it
    QVERIFY(held(deaf) >= 4'000 && held(deaf) < 4'200);
    world.answer(deaf, AnswerKind::Ack, 1);
    QCOMPARE(held(deaf), 3'000);

    auto &talker = world.connect("talker");
    world.send(talker, QoS::ExactlyOnce, 1, "first"); // under way: not the client's any more
    QCOMPARE(held(talker), 0);
    world.send(talker, QoS::AtLeastOnce, 2, QByteArray(500, 'x'));
    QCOMPARE(held(talker), 500);
    world.businessAnswers(World::yes(QByteArray(200, 'y'))); // kept until its Rel
    QVERIFY(held(talker) >= 200 && held(talker) < 300);
    world.answer(talker, AnswerKind::Rel, 1);
    QCOMPARE(held(talker), 0);

    talker.link.held = 77;
    QCOMPARE(held(talker), 77);
}

void TestHubPressure::queuedMessagesAreGivenUp()
{
    World world;
    auto &talker = world.connect("talker");
    for (MessageId id = 1; id <= 3; ++id)
        world.send(talker, QoS::AtLeastOnce, id, QByteArray(1'000, 'x'));
    QCOMPARE(world.upstream().calls.size(), size_t(1));
    QCOMPARE(world.hub().relieve({1'000, 1'500}), 1);
    world.leave(talker);
    // What was under way ends as always; what waited has not been confirmed, and goes nowhere.
    QVERIFY(world.upstream().closes.isEmpty());
    world.businessAnswers(World::yes());
    QCOMPARE(world.upstream().calls.size(), size_t(0));
    QCOMPARE(world.upstream().closes.size(), 1);
}

void TestHubPressure::goneClientsMessagesAreGivenUp()
{
    World world;
    auto &talker = world.connect("talker");
    auto &other = world.connect("other");
    other.link.held = 2'500;
    for (MessageId id = 1; id <= 4; ++id)
        world.send(talker, QoS::AtLeastOnce, id, QByteArray(1'000, 'x'));
    world.leave(talker);
    QCOMPARE(world.hub().relieve({3'000, 2'000}), 0); // that was enough
    QVERIFY(other.link.closes.isEmpty());
    world.businessAnswers(World::yes());
    QCOMPARE(world.upstream().calls.size(), size_t(0));
    QCOMPARE(world.upstream().closes.size(), 1);
    QCOMPARE(world.hub().relieve({3'000, 2'000}), 1);
}

QTEST_APPLESS_MAIN(TestHubPressure)
#include "tst_hubpressure.moc"
