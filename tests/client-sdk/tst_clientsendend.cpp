// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"
#include "sendpackets.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using State = Client::State;

/// How sends end that are not answered well and in time.
class tst_ClientSendEnd : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsByNak();
    void outlastsNaks();
    void failsAtTheDeadline();
    void failsAtTheDeadlineWithoutAConnection();
    void failsWhenFaded();
    void failsWhenDestroyed();
    void survivesResendingWhileDestroyed();
    void cancels();
    void forgetsDeletedDeliveries();
};

void tst_ClientSendEnd::endsByNak()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto ending = watch(scene.client.send(1, "a", Exactly));
    QVERIFY(scene.relay.take());
    scene.relay.send(nak(1, NakCode::NotAllowed));
    EVENTUALLY(ending->isOver());
    QVERIFY(ending->failed(Error::Code::NotAllowed));
    QVERIFY(ending->error.message().contains(u"why"));
}

void tst_ClientSendEnd::outlastsNaks()
{
    ClientScene scene;
    scene.relay.hello.retryInterval = 15ms;
    QVERIFY(scene.connect());
    const auto ending = watch(scene.client.send(1, "a", Once));
    QVERIFY(scene.relay.take());
    for (const NakCode code :
         {NakCode::Draining, NakCode::BusinessFailed, NakCode::BusinessTimeout, NakCode::TooFast}) {
        scene.relay.send(nak(1, code));
        QCOMPARE(scene.relay.take(), sent(Once, 1, "a", true));
    }
    scene.relay.send(answer(PacketCommand::Ack, 1, "at last"));
    EVENTUALLY(ending->isOver());
    QVERIFY(ending->succeeded());
}

void tst_ClientSendEnd::failsAtTheDeadline()
{
    ClientScene scene;
    scene.client.setSendTimeout(50ms);
    QVERIFY(scene.connect());
    const auto silent = watch(scene.client.send(1, "a", Exactly));
    const auto refused = watch(scene.client.send(1, "b", Once));
    QVERIFY(scene.relay.take());
    QVERIFY(scene.relay.take());
    scene.relay.send(nak(2, NakCode::BusinessFailed));
    EVENTUALLY(silent->isOver() && refused->isOver());
    QVERIFY(silent->failed(Error::Code::Timeout));
    // The NAK may come after the deadline on a machine that is very slow.
    QVERIFY(refused->failed(Error::Code::BusinessFailed) || refused->failed(Error::Code::Timeout));
}

void tst_ClientSendEnd::failsAtTheDeadlineWithoutAConnection()
{
    ClientScene scene;
    scene.client.setSendTimeout(5ms);
    const auto ending = watch(scene.client.send(1, "a"));
    EVENTUALLY(ending->isOver());
    QVERIFY(ending->failed(Error::Code::Timeout));
}

void tst_ClientSendEnd::failsWhenFaded()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    const auto inFlight = watch(scene.client.send(1, "a", Exactly));
    QVERIFY(scene.relay.take());
    scene.client.fade();
    EVENTUALLY(inFlight->isOver());
    QVERIFY(inFlight->failed(Error::Code::Faded));
    // What is sent from now on waits for another bloom().
    const auto later = watch(scene.client.send(1, "b", Exactly));
    QVERIFY(scene.connect());
    QVERIFY(scene.relay.take());
    QVERIFY(!later->isOver());
}

void tst_ClientSendEnd::failsWhenDestroyed()
{
    ScriptedRelay relay;
    auto client = std::make_unique<Client>(relay.url());
    bool bloomed = false;
    connect(client.get(), &Client::bloomed, this, [&bloomed] { bloomed = true; });
    const auto answered = watch(client->send(1, "a"));
    const auto unanswered = watch(client->send(1, "b"));
    client->bloom();
    EVENTUALLY(bloomed);
    QVERIFY(relay.take() && relay.take());
    const auto atMostOnce = watch(client->send(1, "c", QoS::AtMostOnce));
    const auto unsent = watch(client->send(1, "d"));
    const QFuture<QByteArray> future = client->send(1, "e")->future();
    relay.send(answer(PacketCommand::Ack, 1));
    EVENTUALLY(answered->isOver());
    const auto cancelled = watch(client->send(1, "f"));
    client->findChildren<Delivery *>().last()->cancel();
    client.reset();
    QVERIFY(answered->succeeded() && atMostOnce->succeeded());
    QVERIFY(unanswered->failed(Error::Code::Destroyed));
    QVERIFY(unsent->failed(Error::Code::Destroyed));
    QVERIFY(cancelled->failed(Error::Code::Cancelled));
    QVERIFY(unsent->finishes == 1);
    QVERIFY(future.isFinished());
    EVENTUALLY_COMPARE(relay.closeCode(), 1000);
}

void tst_ClientSendEnd::survivesResendingWhileDestroyed()
{
    auto client = std::make_unique<Client>(u"127.0.0.1"_qs);
    int failures = 0;
    Client *raw = client.get();
    std::function<void()> send = [&] {
        raw->send(1, "a", Once, nullptr, {}, [&](const Error &) {
            ++failures;
            raw->bloom();
            raw->fade();
            send();
        });
    };
    send();
    client.reset();
    QVERIFY(failures >= 1 && failures < 100);
}

void tst_ClientSendEnd::cancels()
{
    ClientScene scene;
    Delivery *queued = scene.client.send(1, "a", Exactly);
    const auto first = watch(queued);
    queued->cancel();
    queued->cancel();
    QVERIFY(scene.connect());
    EVENTUALLY(first->isOver());
    QVERIFY(first->failed(Error::Code::Cancelled));
    Delivery *inFlight = scene.client.send(1, "b", Exactly);
    const auto second = watch(inFlight);
    QCOMPARE(scene.relay.take(), sent(Exactly, 1, "b"));
    inFlight->cancel();
    EVENTUALLY(second->isOver());
    QVERIFY(second->failed(Error::Code::Cancelled));
    scene.relay.send(answer(PacketCommand::Rec, 1));
    QCOMPARE(scene.relay.take(), answer(PacketCommand::Rel, 1));
    // Too late: it is over.
    Delivery *atMostOnce = scene.client.send(1, "c", QoS::AtMostOnce);
    const auto third = watch(atMostOnce);
    atMostOnce->cancel();
    EVENTUALLY(third->isOver());
    QVERIFY(third->succeeded());
}

void tst_ClientSendEnd::forgetsDeletedDeliveries()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    Delivery *delivery = scene.client.send(1, "a");
    const QFuture<QByteArray> future = delivery->future();
    QVERIFY(scene.relay.take());
    delete delivery;
    QCOMPARE(scene.client.pendingCount(), 0);
    QVERIFY(future.isFinished());
    delete scene.client.send(1, "b", QoS::AtMostOnce);
    QVERIFY(scene.relay.take());
    scene.relay.send(answer(PacketCommand::Ack, 1));
    const auto next = watch(scene.client.send(1, "c"));
    QVERIFY(scene.relay.take());
    scene.relay.send(answer(PacketCommand::Ack, 2));
    EVENTUALLY(next->succeeded());
    QCOMPARE(scene.client.pendingCount(), 0);
}

QTEST_GUILESS_MAIN(tst_ClientSendEnd)
#include "tst_clientsendend.moc"
