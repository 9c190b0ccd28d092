// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using State = Client::State;

class tst_ClientState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void connectsSendsReceivesReconnects();
};

void tst_ClientState::connectsSendsReceivesReconnects()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    QCOMPARE(scene.client.state(), State::Bloomed);
    QCOMPARE(scene.client.identity(), "someone");
    QVERIFY(scene.relay.header("X-RAINBOW-SESSION").isEmpty());

    const auto sent = watch(scene.client.send(7, "hello"));
    const auto packet = scene.relay.take();
    QVERIFY(packet);
    QCOMPARE(*packet, (Packet{.qos = QoS::AtLeastOnce, .type = 7, .id = 1, .payload = "hello"}));
    scene.relay.send({.command = PacketCommand::Ack, .id = 1, .payload = "world"});
    EVENTUALLY(sent->isOver());
    QVERIFY(sent->succeeded());
    QCOMPARE(sent->answer, "world");

    scene.client.onMessage(3, nullptr,
                           [](const Message &message) { return message.payload() + '!'; });
    scene.relay.send(
        {.qos = QoS::ExactlyOnce, .type = 3, .id = 9, .payload = "hey", .channel = "c"});
    const auto rec = scene.relay.take();
    QVERIFY(rec);
    QCOMPARE(*rec, (Packet{.command = PacketCommand::Rec, .id = 9, .payload = "hey!"}));
    QCOMPARE(scene.messages.size(), 1);

    scene.relay.hello.resumed = true;
    scene.relay.drop();
    QVERIFY(scene.blooming(2));
    QCOMPARE(scene.relay.header("X-RAINBOW-SESSION"), "1-token");
    QCOMPARE(scene.blooms, (QList{false, true}));
    scene.client.fade();
    EVENTUALLY(scene.relay.closeCode() == 1000);
    EVENTUALLY(scene.fades.size() == 2);
    QCOMPARE(
        scene.states,
        (QList{State::Blooming, State::Bloomed, State::Withering, State::Bloomed, State::Faded}));
}

QTEST_GUILESS_MAIN(tst_ClientState)
#include "tst_clientstate.moc"
