// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using State = Client::State;

/// Which states a Client goes through, and what it tells of them.
class tst_ClientState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesThroughAllStates();
    void tellsNothingFromWithinACall();
    void speaksTheOriginalProtocol();
    void resumes();
    void noticesAnUnknownSession();
    void doesNotBelieveAResumeItDidNotAskFor();
    void fightsNobodyForASession();
    void staysFadedWhereItIsTold_data();
    void staysFadedWhereItIsTold();
    void comesBackAfterAClose_data();
    void comesBackAfterAClose();
    void takesANoForANo_data();
    void takesANoForANo();
    void fadesInEveryState_data();
    void fadesInEveryState();
    void bloomsAgain();
    void refusesBadUrls_data();
    void refusesBadUrls();
    void wakesUp();
    void backsOffUntilStable();
    void letsItselfBeDeletedInASlot();
};

void tst_ClientState::goesThroughAllStates()
{
    ClientScene scene;
    QCOMPARE(scene.client.state(), State::Faded);
    QVERIFY(scene.connect());
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    scene.client.fade();
    EVENTUALLY_COMPARE(scene.relay.closeCode(), 1000);
    EVENTUALLY_COMPARE(scene.fades.size(), 2);
    QCOMPARE(
        scene.states,
        (QList{State::Blooming, State::Bloomed, State::Withering, State::Bloomed, State::Faded}));
    QCOMPARE(scene.fades[0].first.code(), Error::Code::Unreachable);
    QCOMPARE(scene.fades[0].second, false);
    QCOMPARE(scene.fades[1].first.code(), Error::Code::None);
    QCOMPARE(scene.fades[1].second, true);
    QCOMPARE(scene.errors.size(), 1);
    QCOMPARE(scene.client.statistics().connects, 2U);
}

void tst_ClientState::tellsNothingFromWithinACall()
{
    ClientScene scene;
    scene.client.bloom();
    QCOMPARE(scene.client.state(), State::Blooming);
    QVERIFY(scene.states.isEmpty());
    QVERIFY(scene.blooming());
    const auto ending = watch(scene.client.send(1, "x", QoS::AtMostOnce));
    scene.client.fade();
    QCOMPARE(scene.client.state(), State::Faded);
    QVERIFY(scene.fades.isEmpty());
    QVERIFY(!ending->isOver());
    EVENTUALLY_COMPARE(scene.fades.size(), 1);
    QVERIFY(ending->succeeded());
}

void tst_ClientState::speaksTheOriginalProtocol()
{
    ClientScene scene;
    scene.relay.script.rainbow2 = false;
    QVERIFY(scene.connect());
    QCOMPARE(scene.client.identity(), QByteArray());
    const auto subscribed = watch(scene.client.subscribe({u"room"_qs}));
    const auto published = watch(scene.client.publish(u"room"_qs, 1, "x", QoS::AtMostOnce));
    const auto sent = watch(scene.client.send(1, "x"));
    QCOMPARE(scene.relay.take(),
             (Packet{.qos = QoS::AtLeastOnce, .type = 1, .id = 1, .payload = "x"}));
    scene.relay.send({.command = PacketCommand::Ack, .id = 1, .payload = "y"});
    EVENTUALLY(sent->succeeded() && subscribed->isOver() && published->isOver());
    QVERIFY(subscribed->failed(Error::Code::Unsupported));
    QVERIFY(published->failed(Error::Code::Unsupported));
    // No NAK and no channel there: bit 0x01 has no meaning.
    scene.relay.sendFrame(2, QByteArray::fromHex("70000101900000"));
    scene.relay.sendFrame(2, QByteArray::fromHex("11000741"));
    EVENTUALLY_COMPARE(scene.messages.size(), 1);
    QCOMPARE(scene.messages[0].payload(), "A");
    QCOMPARE(scene.messages[0].channel(), QString());
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.blooms, (QList{false, false}));
    QVERIFY(scene.relay.header("X-RAINBOW-SESSION").isEmpty());
}

void tst_ClientState::resumes()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    QVERIFY(scene.relay.header("X-RAINBOW-SESSION").isEmpty());
    QCOMPARE(scene.relay.header("Sec-WebSocket-Protocol"), "rainbow.2");
    scene.relay.hello.resumed = true;
    scene.relay.hello.session = "1-second";
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.relay.header("X-RAINBOW-SESSION"), "1-token");
    scene.relay.drop();
    QVERIFY(scene.blooming(3));
    QCOMPARE(scene.relay.header("X-RAINBOW-SESSION"), "1-second");
    QCOMPARE(scene.blooms, (QList{false, true, true}));
    QCOMPARE(scene.client.statistics().resumes, 2U);
}

void tst_ClientState::noticesAnUnknownSession()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.relay.hello.identity = "someone else";
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.blooms, (QList{false, false}));
    QCOMPARE(scene.client.identity(), "someone else");
}

void tst_ClientState::doesNotBelieveAResumeItDidNotAskFor()
{
    ClientScene scene;
    scene.relay.hello.resumed = true;
    QVERIFY(scene.connect());
    QCOMPARE(scene.blooms, QList{false});
}

void tst_ClientState::fightsNobodyForASession()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.relay.close(4009);
    QVERIFY(scene.blooming(2));
    QVERIFY(scene.relay.header("X-RAINBOW-SESSION").isEmpty());
    QCOMPARE(scene.errors.value(0).closeCode(), 4009);
}

void tst_ClientState::staysFadedWhereItIsTold_data()
{
    QTest::addColumn<quint16>("code");
    for (const int code : {4500, 4501, 4777, 4999})
        QTest::addRow("%d", code) << quint16(code);
}

void tst_ClientState::staysFadedWhereItIsTold()
{
    QFETCH(quint16, code);
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto waiting = watch(scene.client.send(1, "x"));
    scene.relay.close(code, "out");
    EVENTUALLY_COMPARE(scene.fades.size(), 1);
    QCOMPARE(scene.fades[0].second, true);
    QCOMPARE(scene.fades[0].first.code(), Error::Code::ClosedByRelay);
    QCOMPARE(scene.fades[0].first.closeCode(), int(code));
    QVERIFY(!scene.fades[0].first.isRetryable());
    QVERIFY(scene.fades[0].first.message().contains(u"out"));
    QCOMPARE(scene.states, (QList{State::Blooming, State::Bloomed, State::Faded}));
    QVERIFY(waiting->failed(Error::Code::Faded));
    QVERIFY(holdsFor(20ms, [&] { return scene.relay.requests() == 1; }));
}

void tst_ClientState::comesBackAfterAClose_data()
{
    QTest::addColumn<quint16>("code");
    for (const int code : {1000, 1001, 1008, 1009, 1011, 1013, 4000, 4009, 4401, 4499})
        QTest::addRow("%d", code) << quint16(code);
}

void tst_ClientState::comesBackAfterAClose()
{
    QFETCH(quint16, code);
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.relay.close(code);
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.fades.size(), 1);
    QCOMPARE(scene.fades[0].second, false);
    QCOMPARE(scene.fades[0].first.closeCode(), int(code));
    QCOMPARE(scene.client.error().closeCode(), int(code));
}

void tst_ClientState::takesANoForANo_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("401") << QByteArray("401 Unauthorized");
    QTest::newRow("403") << QByteArray("403 Forbidden");
    QTest::newRow("401, unusual words") << QByteArray("401 503 reasons");
}

void tst_ClientState::takesANoForANo()
{
    QFETCH(QByteArray, status);
    ClientScene scene;
    scene.relay.script.refusal = status;
    scene.client.bloom();
    const auto waiting = watch(scene.client.send(1, "x"));
    EVENTUALLY_COMPARE(scene.fades.size(), 1);
    QCOMPARE(scene.fades[0].second, true);
    QCOMPARE(scene.fades[0].first.code(), Error::Code::Unauthorized);
    QCOMPARE(scene.states, (QList{State::Blooming, State::Faded}));
    QVERIFY(waiting->failed(Error::Code::Faded));
    QVERIFY(holdsFor(20ms, [&] { return scene.relay.requests() == 1; }));
    // The same when a session was lost.
    scene.relay.script.refusal.clear();
    QVERIFY(scene.connect());
    scene.relay.script.refusal = status;
    scene.relay.drop();
    EVENTUALLY_COMPARE(scene.fades.size(), 3);
    QCOMPARE(scene.fades[2].second, true);
    QCOMPARE(scene.client.state(), State::Faded);
}

void tst_ClientState::fadesInEveryState_data()
{
    QTest::addColumn<int>("when");
    QTest::newRow("before it has begun") << 0;
    QTest::newRow("without an answer") << 1;
    QTest::newRow("without HELLO") << 2;
    QTest::newRow("between attempts") << 3;
    QTest::newRow("withering") << 4;
}

void tst_ClientState::fadesInEveryState()
{
    QFETCH(int, when);
    ClientScene scene;
    scene.relay.script.silent = when == 1;
    scene.relay.script.hello = when != 2;
    if (when >= 3)
        scene.client.setReconnectDelays(1h, 1h);
    if (when == 3)
        scene.relay.stopListening();
    scene.client.bloom();
    if (when == 1)
        EVENTUALLY_COMPARE(scene.relay.requests(), 1);
    if (when == 2)
        EVENTUALLY_COMPARE(scene.relay.connections(), 1);
    if (when == 3)
        EVENTUALLY_COMPARE(scene.errors.size(), 1);
    if (when == 4) {
        QVERIFY(scene.blooming());
        scene.relay.drop();
        EVENTUALLY_COMPARE(scene.fades.size(), 1);
    }
    const auto waiting = watch(scene.client.send(1, "x"));
    scene.client.fade();
    scene.client.fade();
    QCOMPARE(scene.client.state(), State::Faded);
    const qsizetype fades = when == 4 ? 2 : 1;
    EVENTUALLY_COMPARE(scene.fades.size(), fades);
    QVERIFY(waiting->failed(Error::Code::Faded));
    QCOMPARE(scene.states.last(), State::Faded);
    QVERIFY(holdsFor(
        20ms, [&] { return scene.client.state() == State::Faded && scene.fades.size() == fades; }));
}

void tst_ClientState::bloomsAgain()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    scene.client.fade();
    scene.client.bloom();
    scene.client.bloom();
    QVERIFY(scene.blooming(2));
    QVERIFY(scene.relay.header("X-RAINBOW-SESSION").isEmpty()); // fade() has ended the session
    QCOMPARE(
        scene.states,
        (QList{State::Blooming, State::Bloomed, State::Faded, State::Blooming, State::Bloomed}));
    QCOMPARE(scene.relay.connections(), 2);
}

void tst_ClientState::refusesBadUrls_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("none") << QUrl();
    QTest::newRow("http") << QUrl(u"http://host/connect/"_qs);
    QTest::newRow("no host") << QUrl(u"ws:///connect/"_qs);
    QTest::newRow("port") << QUrl(u"ws://host:99999/"_qs);
}

void tst_ClientState::refusesBadUrls()
{
    QFETCH(QUrl, url);
    ClientScene scene;
    scene.client.setUrl(url);
    scene.client.bloom();
    EVENTUALLY_COMPARE(scene.fades.size(), 1);
    QCOMPARE(scene.fades[0].second, true);
    QVERIFY(!scene.fades[0].first.message().isEmpty());
    QVERIFY(scene.states.isEmpty());
}

void tst_ClientState::wakesUp()
{
    ClientScene scene;
    scene.client.setReconnectDelays(24h, 24h);
    ClientPrivate::of(scene.client)->backoff = Backoff([] { return 0.9; });
    QVERIFY(scene.connect());
    // One that is there is looked after.
    EVENTUALLY(scene.client.statistics().roundTrip.count() >= 0);
    ClientPrivate::of(scene.client)->wakeUp();
    EVENTUALLY_COMPARE(scene.relay.pings(), 2);
    ClientPrivate::of(scene.client)->backoff.setDelays(24h, 24h);
    scene.relay.drop();
    EVENTUALLY_COMPARE(scene.client.state(), State::Withering);
    ClientPrivate::of(scene.client)->wakeUp();
    QVERIFY(scene.blooming(2));
}

void tst_ClientState::backsOffUntilStable()
{
    ClientScene scene;
    // Never less than the maximum, so that an attempt that should not be made is not.
    Backoff &backoff = ClientPrivate::of(scene.client)->backoff;
    backoff = Backoff([] { return 0.9999; });
    backoff.setDelays(1ms, 24h);
    for (int i = 1; i <= 5; ++i) {
        if (i == 1)
            QVERIFY(scene.connect());
        scene.relay.drop();
        QVERIFY(scene.blooming(i + 1));
    }
    QVERIFY(backoff.next() >= 30ms); // 1, 2, 4, 8, 16
    scene.timing().stableTime = 0ms;
    scene.relay.drop();
    QVERIFY(scene.blooming(7));
    QCOMPARE(backoff.next(), 2ms);
}

void tst_ClientState::letsItselfBeDeletedInASlot()
{
    ScriptedRelay relay;
    auto *client = new Client(relay.url());
    const QPointer<Client> guard(client);
    connect(client, &Client::bloomed, client, [client] { delete client; });
    connect(client, &Client::stateChanged, client, [](State) {});
    client->bloom();
    EVENTUALLY(guard.isNull());
    EVENTUALLY(relay.closeCode() == 1000);
}

QTEST_GUILESS_MAIN(tst_ClientState)
#include "tst_clientstate.moc"
