// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Other settings for a hub that has sessions.
class TestHubSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heartbeatOfSessionsThatAreThere()
    {
        HubSettings settings;
        settings.pingInterval = 1h;
        World world(1, settings);
        auto &client = world.connect("a");
        QVERIFY(world.pass(10min));
        QCOMPARE(client.link.pings, 0);
        settings.pingInterval = 20s; // it has been silent for longer
        world.hub().setSettings(settings, world.now);
        QCOMPARE(client.link.pings, 0); // nothing happens from within the call
        QVERIFY(world.pass(1ms));
        QCOMPARE(client.link.pings, 1);
        QVERIFY(world.pass(100s));
        QVERIFY(client.link.pings >= 5);
        settings.pingInterval = 1h;
        world.hub().setSettings(settings, world.now);
        const int before = client.link.pings;
        QVERIFY(world.pass(30min));
        QCOMPARE(client.link.pings, before);
    }

    void pongTimeoutOfAPingThatIsOut()
    {
        HubSettings settings;
        settings.pongTimeout = 1h;
        World world(1, settings);
        auto &client = world.connect("a");
        client.link.answersPings = false;
        QVERIFY(world.pass(1min));
        QCOMPARE(client.link.pings, 1);
        settings.pongTimeout = 50s;
        world.hub().setSettings(settings, world.now);
        QVERIFY(world.pass(10s));
        QCOMPARE(client.link.aborts, 0);
        QVERIFY(world.pass(10s));
        QCOMPARE(client.link.aborts, 1);
    }

    void windowAndBacklog()
    {
        HubSettings settings;
        settings.maxInflight = 3;
        World world(1, settings);
        auto &client = world.connect("a", {"c"});
        for (int i = 1; i <= 6; ++i)
            world.publish("c", QoS::AtLeastOnce, QByteArray::number(i));
        QCOMPARE(client.take().size(), 3);
        // Below what is under way: that goes on, and nothing new starts.
        settings.maxInflight = 1;
        settings.maxBacklog = 1;
        world.hub().setSettings(settings, world.now);
        QCOMPARE(client.link.closes, QByteArrayList());
        world.answer(client, AnswerKind::Ack, 1);
        world.answer(client, AnswerKind::Ack, 2);
        QCOMPARE(client.take(), QByteArrayList());
        world.answer(client, AnswerKind::Ack, 3);
        QCOMPARE(client.take().size(), 1);
        settings.maxInflight = 10;
        settings.maxBacklog = 1'000'000;
        world.hub().setSettings(settings, world.now);
        QCOMPARE(client.take().size(), 2);
        QCOMPARE(client.session->backlogBytes, 0);
    }

    void readingThatIsPaused()
    {
        HubSettings settings;
        settings.maxInflight = 2;
        World world(1, settings);
        auto &client = world.connect("a");
        for (MessageId id = 1; id <= 4; ++id)
            world.send(client, QoS::AtLeastOnce, id, "x");
        QVERIFY(!client.link.reading);
        settings.maxInflight = 100;
        world.hub().setSettings(settings, world.now);
        QVERIFY(client.link.reading);
        settings.maxInflight = 2;
        world.hub().setSettings(settings, world.now);
        QVERIFY(!client.link.reading);
    }

    void concurrency()
    {
        World world;
        auto &client = world.connect("a");
        for (MessageId id = 1; id <= 4; ++id)
            world.send(client, QoS::AtLeastOnce, id, "x");
        QCOMPARE(world.upstream().calls.size(), size_t(1));
        HubSettings settings;
        settings.forwardConcurrency = 3;
        world.hub().setSettings(settings, world.now);
        QCOMPARE(world.upstream().calls.size(), size_t(3));
        settings.forwardConcurrency = 1;
        world.hub().setSettings(settings, world.now);
        for (int left = 3; left > 0; --left) { // the fourth starts when the others are through
            QCOMPARE(world.upstream().calls.size(), size_t(left));
            world.businessAnswers(World::yes());
        }
        QCOMPARE(world.upstream().calls.size(), size_t(1));
    }

    void nothingStartsWhileDraining()
    {
        World world;
        auto &client = world.connect("a");
        for (MessageId id = 1; id <= 2; ++id)
            world.send(client, QoS::AtLeastOnce, id, "x");
        world.hub().drain();
        HubSettings settings;
        settings.forwardConcurrency = 2;
        world.hub().setSettings(settings, world.now);
        QCOMPARE(world.upstream().calls.size(), size_t(1));
    }
};

QTEST_APPLESS_MAIN(TestHubSettings)
#include "tst_hubsettings.moc"
