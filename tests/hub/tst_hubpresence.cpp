// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

#include <algorithm>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Topic = SessionProtocol::Topic;

QByteArray grown(int total)
{
    return R"(TEXT {"type":"onSubscribe","data":)" + QByteArray::number(total) + "} droppable";
}
QByteArray shrunk(int total)
{
    return R"(TEXT {"type":"onUnsubscribe","data":)" + QByteArray::number(total) + "} droppable";
}

HubSettings present(bool on = true)
{
    HubSettings settings;
    settings.presence = on;
    settings.heartbeat = 0s;
    return settings;
}

} // namespace

/// Clients of topic hear how many are in their topics, on all hubs.
class TestHubPresence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void growsAndShrinks()
    {
        World world(2, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"}, 0);
        QVERIFY(world.pass(0s));
        QCOMPARE(a.take(), (QByteArrayList{grown(1)}));
        QVERIFY(world.pass(1s));
        auto &b = world.connectAs(Topic, "b", {}, {"room"}, 1);
        QVERIFY(world.pass(0s));
        QCOMPARE(a.take(), (QByteArrayList{grown(2)}));
        QCOMPARE(b.take(), (QByteArrayList{grown(2)}));
        QVERIFY(world.pass(1s));
        // Who speaks another dialect counts, and hears nothing.
        auto &c = world.connectAs(SessionProtocol::Original, "c", {}, {"room", "else"}, 1);
        QVERIFY(world.pass(0s));
        QCOMPARE(a.take(), (QByteArrayList{grown(3)}));
        QVERIFY(c.take().isEmpty());
        QVERIFY(world.pass(1s));
        b.take();
        world.leave(b);
        QVERIFY(world.pass(0s));
        QCOMPARE(a.take(), (QByteArrayList{shrunk(2)}));
        QVERIFY(world.pass(10s));
        QVERIFY(a.take().isEmpty());
        QCOMPARE(a.session->traffic.messagesOut, quint64(0));
    }

    void atMostTwicePerSecond()
    {
        World world(2, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"}, 0);
        QVERIFY(world.pass(1s));
        a.take();
        world.tallies.clear();
        for (int i = 0; i < 200; ++i) { // 2 s, on both hubs
            world.connectAs(Topic, QByteArray::number(i), {}, {"room"}, i % 2);
            QVERIFY(world.pass(10ms));
        }
        const QByteArrayList heard = a.take();
        QVERIFY2(heard.size() >= 4 && heard.size() <= 5,
                 QByteArray::number(heard.size()).constData());
        QVERIFY2(world.tallies.size() >= 8 && world.tallies.size() <= 10,
                 QByteArray::number(world.tallies.size()).constData());
        QVERIFY(world.pass(1s));
        QCOMPARE((heard + a.take()).last(), grown(201));
    }

    void encodedOnce()
    {
        World world(1, present());
        for (int i = 0; i < 20; ++i)
            world.connectAs(Topic, QByteArray::number(i), {}, {"room"});
        QVERIFY(world.pass(0s));
        QCOMPARE(world.topicEncoder.texts, 1);
    }

    void comeAndGoneBetweenTallies()
    {
        World world(1, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"});
        QVERIFY(world.pass(1s));
        a.take();
        auto &b = world.connectAs(SessionProtocol::Original, "b", {}, {"room"});
        world.leave(b);
        QVERIFY(world.pass(5s));
        QVERIFY(a.take().isEmpty());
    }

    void whoTakesAPlaceHears()
    {
        // As a page does that is loaded again.
        World world(2, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"});
        QVERIFY(world.pass(1s));
        world.leave(a);
        auto &b = world.connectAs(Topic, "b", {}, {"room"});
        QVERIFY(world.pass(1s));
        QCOMPARE(b.take(), (QByteArrayList{grown(1)}));
        QVERIFY(world.pass(5s));
        QVERIFY(b.take().isEmpty());
    }

    void off()
    {
        World world(2, present(false));
        auto &a = world.connectAs(Topic, "a", {}, {"room"});
        world.connectAs(Topic, "b", {}, {"room"}, 1);
        QVERIFY(world.pass(5s));
        QVERIFY(a.take().isEmpty());
        QVERIFY(world.tallies.isEmpty());
    }

    void turnedOn()
    {
        World world(2, present(false));
        auto &a = world.connectAs(Topic, "a", {}, {"room"}, 0);
        auto &b = world.connectAs(Topic, "b", {}, {"room", "other"}, 1);
        // Not at the same time: the second hears the first before it is on.
        world.hub(0).setSettings(present(), world.now);
        world.run();
        QCOMPARE(a.take(), (QByteArrayList{grown(1)}));
        QVERIFY(b.take().isEmpty());
        world.hub(1).setSettings(present(), world.now);
        world.run();
        QCOMPARE(world.tallies.size(), 2);
        QVERIFY(world.tallies[0].isAll && world.tallies[1].isAll);
        QCOMPARE(world.tallies[1].members.size(), 2);
        QByteArrayList heard = b.take(); // of two topics, in any order
        std::sort(heard.begin(), heard.end());
        QCOMPARE(heard, (QByteArrayList{grown(1), grown(2)}));
        QVERIFY(world.pass(1s));
        QCOMPARE(a.take(), (QByteArrayList{grown(2)}));
        // The same settings once more say nothing.
        world.hub(1).setSettings(present(), world.now);
        world.run();
        QCOMPARE(world.tallies.size(), 2);
    }

    void turnedOff()
    {
        World world(2, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"}, 0);
        world.connectAs(Topic, "b", {}, {"room"}, 1);
        QVERIFY(world.pass(1s));
        a.take();
        world.hub(1).setSettings(present(false), world.now);
        world.run();
        world.connectAs(Topic, "c", {}, {"room"}, 1);
        QVERIFY(world.pass(1s));
        QVERIFY(a.take().isEmpty()); // nobody has left
        world.hub(1).setSettings(present(), world.now);
        world.run();
        QCOMPARE(a.take(), (QByteArrayList{grown(3)}));
    }

    void whoeverCannotBeTold()
    {
        World world(1, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"});
        auto &b = world.connectAs(Topic, "b", {}, {"room"});
        a.link.result = SendResult::Closed;
        QVERIFY(world.pass(0s));
        QVERIFY(!a.session->isAttached());
        QCOMPARE(b.take(), (QByteArrayList{grown(2)}));
        world.lose(a);
        QVERIFY(world.pass(1s));
        QCOMPARE(b.take(), (QByteArrayList{shrunk(1)}));
    }

    void theEnd()
    {
        // Nothing wants to be done for ever when all have gone.
        World world(1, present());
        auto &a = world.connectAs(Topic, "a", {}, {"room"});
        world.hub().closeAll(1001, "going away", world.now);
        world.lose(a);
        QVERIFY(world.pass(5s));
        QCOMPARE(world.hub().nextDue(), TimePoint::max());
    }
};

QTEST_GUILESS_MAIN(TestHubPresence)
#include "tst_hubpresence.moc"
