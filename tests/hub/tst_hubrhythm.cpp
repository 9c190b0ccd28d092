// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Im = SessionProtocol::Im;
constexpr auto Topic = SessionProtocol::Topic;
const QByteArrayList Beat{"TEXT heartbeat droppable"};

} // namespace

/// What time asks for where a dialect has a rhythm, and where an authorisation ends.
class TestHubRhythm : public QObject {
    Q_OBJECT

    static HubSettings beating(std::chrono::milliseconds interval)
    {
        HubSettings settings;
        settings.heartbeat = interval;
        return settings;
    }
    static SessionInfo until(TimePoint end, SessionProtocol protocol)
    {
        SessionInfo info{Identity("a"), "ios", "device", "::1", protocol};
        info.expiresAt = end;
        return info;
    }

private Q_SLOTS:
    // --- topic

    void heartbeats()
    {
        World world;
        auto &client = world.connectAs(Topic, "a");
        auto &other = world.connectAs(SessionProtocol::Original, "b");
        QVERIFY(world.pass(29'999ms));
        QVERIFY(client.take().isEmpty());
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.take(), Beat);
        for (int i = 0; i < 100; ++i) {
            QVERIFY(world.pass(30s));
            QCOMPARE(client.take(), Beat);
        }
        QVERIFY(client.link.pings > 100); // on silence, as ever
        QVERIFY(other.take().isEmpty());
        QCOMPARE(client.link.aborts, 0);
        QCOMPARE(client.session->traffic.messagesOut, quint64(0)); // it is no message
        QVERIFY(client.session->traffic.bytesOut > 0);
    }

    void noDriftAndNoBurst()
    {
        World world(1, beating(10s));
        auto &client = world.connectAs(Topic, "a");
        const TimePoint begun = world.now;
        for (const auto late : {3ms, 900ms, 9'999ms}) { // woken late, again and again
            world.now = std::max(world.now, world.hub().nextDue()) + late;
            client.link.heard = world.now;
            world.hub().onTime(world.now);
        }
        QCOMPARE(client.take().size(), 3);
        QCOMPARE(world.now, begun + 30s + 9'999ms);
        world.now += 75s; // a long sleep: one word is enough
        client.link.heard = world.now;
        world.hub().onTime(world.now);
        QCOMPARE(client.take(), Beat);
        QCOMPARE(world.hub().nextDue(), begun + 120s);
    }

    void encodedOnceForAll()
    {
        World world;
        for (int i = 0; i < 50; ++i)
            world.connectAs(Topic, QByteArray::number(i));
        QVERIFY(world.pass(30s));
        QCOMPARE(world.topicEncoder.texts, 1);
    }

    void anotherHeartbeat()
    {
        World world(1, beating(1h));
        auto &client = world.connectAs(Topic, "a");
        QVERIFY(world.pass(100s));
        world.hub().setSettings(beating(30s), world.now);
        QVERIFY(world.pass(0s)); // what would have been due comes once
        QCOMPARE(client.take(), Beat);
        QVERIFY(world.pass(20s));
        QCOMPARE(client.take(), Beat);
        world.hub().setSettings(beating(0s), world.now);
        QVERIFY(world.pass(10min));
        QVERIFY(client.take().isEmpty());
    }

    void oneThatIsNotReadFromIsTold()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connectAs(Topic, "a");
        world.send(client, QoS::AtMostOnce, 0, "one");
        world.send(client, QoS::AtMostOnce, 0, "two");
        QVERIFY(client.session->readingPaused);
        client.link.answersPings = false;
        QVERIFY(world.pass(90s));
        QCOMPARE(client.take().size(), 3);
        QCOMPARE(client.link.pings, 0);
        QCOMPARE(client.link.aborts, 0);
    }

    void aSlowOneIsNotTold()
    {
        World world;
        auto &client = world.connectAs(Topic, "a");
        client.link.result = SendResult::Dropped;
        QVERIFY(world.pass(30s));
        QVERIFY(client.session->isAttached());
        QCOMPARE(client.session->traffic.bytesOut, quint64(0));
        client.link.result = SendResult::Closed;
        QVERIFY(world.pass(30s));
        QVERIFY(!client.session->isAttached());
    }

    // --- im

    void pingsWhateverElsePasses()
    {
        World world;
        auto &client = world.connectAs(Im, "a", "anna");
        auto &other = world.connectAs(Topic, "b");
        for (int second = 1; second <= 90; ++second) {
            QVERIFY(world.pass(1s));
            client.link.heard = other.link.heard = world.now;
            QCOMPARE(client.link.pings, second / 9);
        }
        QCOMPARE(other.link.pings, 0);
        QVERIFY(client.take().isEmpty());
        QCOMPARE(client.link.aborts, 0);
    }

    void silence()
    {
        World world;
        auto &client = world.connectAs(Im, "a", "anna");
        QVERIFY(world.pass(18s));
        QCOMPARE(client.link.pings, 2);
        client.link.answersPings = false; // heard a moment after 18 s
        QVERIFY(world.pass(10s));
        QCOMPARE(client.link.pings, 3);
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.aborts, 1);
        QCOMPARE(world.hub().counters().sessionsLost, quint64(1));
        QVERIFY(!client.session->isAttached());
    }

    void aSecondPingDoesNotPutItOff()
    {
        World world;
        auto &client = world.connectAs(Im, "a", "anna");
        client.link.answersPings = false;
        QVERIFY(world.pass(8s));
        client.link.heard = world.now;
        QVERIFY(world.pass(9'999ms));
        QCOMPARE(client.link.pings, 1);
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(1ms)); // 10 s after it was heard, as the ping is due
        QCOMPARE(client.link.aborts, 1);
        QCOMPARE(client.link.pings, 1);
    }

    void aLateWakeUpCostsNobody()
    {
        World world;
        auto &client = world.connectAs(Im, "a", "anna");
        client.link.answersPings = false;
        world.now += 14s; // nobody has pinged meanwhile
        world.hub().onTime(world.now);
        QCOMPARE(client.link.pings, 1);
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(999ms));
        QCOMPARE(client.link.aborts, 0);
        client.link.heard = world.now;
        QVERIFY(world.pass(3s)); // in step with the first: 18 s
        QCOMPARE(client.link.pings, 1);
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.pings, 2);
        QCOMPARE(client.link.aborts, 0);
    }

    void oneThatIsNotReadFromIsPinged()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connectAs(Im, "a", "anna");
        client.link.answersPings = false; // they are there, and not read
        world.send(client, QoS::AtMostOnce, 0, "one");
        world.send(client, QoS::AtMostOnce, 0, "two");
        QVERIFY(client.session->readingPaused);
        QVERIFY(world.pass(28s));
        QCOMPARE(client.link.pings, 3);
        QCOMPARE(client.link.aborts, 0);
        world.businessAnswers(World::yes());
        world.businessAnswers(World::yes());
        QVERIFY(!client.session->readingPaused);
        QVERIFY(world.pass(8'999ms)); // 36 s, and a second after it
        QCOMPARE(client.link.pings, 4);
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.aborts, 1);
    }

    // --- the end of an authorisation

    void expires_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::newRow("rainbow") << int(SessionProtocol::Original);
        QTest::newRow("rainbow.2") << int(SessionProtocol::Version2);
        QTest::newRow("im") << int(Im);
        QTest::newRow("topic") << int(Topic);
        QTest::newRow("mesh") << int(SessionProtocol::Mesh);
    }
    void expires()
    {
        QFETCH(int, protocol);
        World world;
        auto &client = world.connectAs(until(world.now + 100s, SessionProtocol(protocol)));
        QVERIFY(world.pass(99'999ms));
        QVERIFY(client.link.closes.isEmpty());
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.closes, (QByteArrayList{"4401 the authorisation has ended"}));
        QCOMPARE(world.hub().nextDue(), TimePoint::max()); // the rest is up to the link
        world.lose(client);
        QVERIFY(!world.hub().find(Identity("a")));
    }

    void expiresWhileItIsNotReadFrom()
    {
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connectAs(until(world.now + 100s, SessionProtocol::Original));
        world.send(client, QoS::AtMostOnce, 0, "one");
        world.send(client, QoS::AtMostOnce, 0, "two");
        QVERIFY(client.session->readingPaused);
        QVERIFY(world.pass(100s));
        QCOMPARE(client.link.closes.size(), 1);
    }

    void expiresWhileItIsLost()
    {
        World world;
        auto &client = world.connectAs(until(world.now + 10s, SessionProtocol::Version2), {"room"});
        world.lose(client);
        QVERIFY(world.pass(9'999ms));
        QVERIFY(world.hub().find(Identity("a")));
        QVERIFY(world.pass(1ms));
        QVERIFY(!world.hub().find(Identity("a")));
        QCOMPARE(world.upstream().closes, (QByteArrayList{"a "}));
        QCOMPARE(world.members("room"), 0);
        QVERIFY(!world.resume(client));
        QCOMPARE(world.hub().nextDue(), TimePoint::max());
    }

    void expiresAfterItIsBack()
    {
        World world;
        auto &client = world.connectAs(until(world.now + 10s, SessionProtocol::Version2));
        world.lose(client);
        QVERIFY(world.pass(5s));
        auto *back = world.resume(client);
        QVERIFY(back);
        QVERIFY(world.pass(4'999ms));
        QVERIFY(back->link.closes.isEmpty());
        QVERIFY(world.pass(1ms));
        QCOMPARE(back->link.closes.size(), 1);
        QVERIFY(!world.resume(*back));
    }

    void hasExpiredAlready()
    {
        World world;
        auto &client = world.connectAs(until(world.now - 1s, Im));
        QVERIFY(world.pass(0s));
        QCOMPARE(client.link.closes, (QByteArrayList{"4401 the authorisation has ended"}));
    }
};

QTEST_GUILESS_MAIN(TestHubRhythm)
#include "tst_hubrhythm.moc"
