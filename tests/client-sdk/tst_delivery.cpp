// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include <QFutureWatcher>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using State = Delivery::State;

namespace {

Packet ack(quint16 id, const QByteArray &payload)
{
    return {.command = PacketCommand::Ack, .id = id, .payload = payload};
}

} // namespace

/// The ways to hear of a send's end.
class tst_Delivery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsItsStates();
    void tellsNothingFromWithinTheCall();
    void callsBack();
    void callsNobodyBackWhoIsGone();
    void promises();
    void breaksPromises();
    void promisesAfterTheEnd();
    void promisesBeyondTheClient();
    void mayBeDeletedAtItsEnd_data();
    void mayBeDeletedAtItsEnd();
};

void tst_Delivery::tellsItsStates()
{
    ClientScene scene;
    QPointer<Delivery> delivery = scene.client.send(7, "abc", QoS::ExactlyOnce);
    QCOMPARE(delivery->state(), State::Queued);
    QCOMPARE(delivery->type(), 7);
    QCOMPARE(delivery->qos(), QoS::ExactlyOnce);
    QCOMPARE(delivery->payload(), "abc");
    QCOMPARE(delivery->attempts(), 0);
    QList<State> states;
    QStringList order;
    connect(delivery, &Delivery::stateChanged, this, [&](State state) {
        states.append(state);
        order.append(u"state"_qs);
    });
    connect(delivery, &Delivery::success, this, [&] { order.append(u"success"_qs); });
    connect(delivery, &Delivery::finished, this, [&] { order.append(u"finished"_qs); });
    QVERIFY(scene.connect());
    QVERIFY(scene.relay.take());
    QCOMPARE(delivery->state(), State::Sent);
    QCOMPARE(delivery->attempts(), 1);
    scene.relay.send({.command = PacketCommand::Rec, .id = 1, .payload = {}});
    EVENTUALLY(delivery.isNull());
    QCOMPARE(states, (QList{State::Sent, State::Succeeded}));
    QCOMPARE(order, (QStringList{u"state"_qs, u"state"_qs, u"success"_qs, u"finished"_qs}));
}

void tst_Delivery::tellsNothingFromWithinTheCall()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    // Those that end at once do so from the event loop too.
    const auto offered = watch(scene.client.send(1, "x", QoS::AtMostOnce));
    const auto refused = watch(scene.client.subscribe({}));
    scene.client.setQueueLimits(0, 0);
    QVERIFY(!offered->isOver() && !refused->isOver());
    EVENTUALLY(offered->isOver() && refused->isOver());
}

void tst_Delivery::callsBack()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    QByteArray answer;
    Error error;
    const auto onSuccess = [&answer](const QByteArray &bytes) { answer = bytes; };
    const auto onFail = [&error](const Error &why) { error = why; };
    scene.client.send(1, QByteArray("x"), QoS::AtLeastOnce, this, onSuccess, onFail);
    QVERIFY(scene.relay.take());
    scene.relay.send(ack(1, "yes"));
    EVENTUALLY_COMPARE(answer, "yes");
    scene.client.send(1, QJsonObject{}, QoS::AtLeastOnce, nullptr, onSuccess, onFail)->cancel();
    EVENTUALLY(bool(error));
    QCOMPARE(error.code(), Error::Code::Cancelled);
}

void tst_Delivery::callsNobodyBackWhoIsGone()
{
    ClientScene scene;
    auto context = std::make_unique<QObject>();
    bool called = false;
    Delivery *delivery = scene.client.send(
        1, "x", QoS::AtLeastOnce, context.get(), [&called](const QByteArray &) { called = true; },
        [&called](const Error &) { called = true; });
    const auto ending = watch(delivery);
    context.reset();
    delivery->cancel();
    EVENTUALLY(ending->finishes == 1);
    QVERIFY(!called);
}

void tst_Delivery::promises()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    Delivery *delivery = scene.client.send(1, "x");
    const QFuture<QByteArray> future = delivery->future();
    QByteArray plain, inContext;
    delivery->future().then([&plain](const QByteArray &answer) { plain = answer; });
    delivery->future().then(this, [&inContext](const QByteArray &answer) { inContext = answer; });
    QVERIFY(scene.relay.take());
    scene.relay.send(ack(1, "yes"));
    EVENTUALLY(future.isFinished() && !inContext.isEmpty());
    QCOMPARE(future.result(), "yes");
    QCOMPARE(plain, "yes");
    QCOMPARE(inContext, "yes");
}

void tst_Delivery::breaksPromises()
{
    ClientScene scene;
    Delivery *delivery = scene.client.send(1, "x");
    std::optional<Error> caught;
    delivery->future()
        .then([](const QByteArray &) { QFAIL("it has failed"); })
        .onFailed([&caught](const SendFailed &failed) { caught = failed.error(); });
    const QFuture<QByteArray> future = delivery->future();
    delivery->cancel();
    EVENTUALLY(caught.has_value());
    QCOMPARE(caught->code(), Error::Code::Cancelled);
    try {
        (void)future.result();
        QFAIL("it has failed");
    } catch (const std::exception &exception) {
        QCOMPARE(QString::fromUtf8(exception.what()), caught->message());
    }
}

void tst_Delivery::promisesAfterTheEnd()
{
    ClientScene scene;
    QVERIFY(scene.connect());
    Delivery *delivery = scene.client.send(1, "x", QoS::AtMostOnce);
    QFuture<QByteArray> future;
    connect(delivery, &Delivery::finished, this,
            [&future, delivery] { future = delivery->future(); });
    EVENTUALLY(future.isValid());
    QVERIFY(future.isFinished());
    QCOMPARE(future.result(), "");
}

void tst_Delivery::promisesBeyondTheClient()
{
    QFuture<QByteArray> future;
    std::optional<Error::Code> code;
    {
        Client client(u"127.0.0.1"_qs);
        future = client.send(1, "x")->future();
        future.then([](const QByteArray &) {}).onFailed([&code](const SendFailed &failed) {
            code = failed.error().code();
        });
    }
    QVERIFY(future.isFinished());
    QCOMPARE(code, Error::Code::Destroyed);
}

void tst_Delivery::mayBeDeletedAtItsEnd_data()
{
    QTest::addColumn<int>("where");
    QTest::newRow("state") << 0;
    QTest::newRow("success") << 1;
    QTest::newRow("finished") << 2;
    QTest::newRow("promise") << 3;
}

void tst_Delivery::mayBeDeletedAtItsEnd()
{
    QFETCH(int, where);
    for (const bool all : {false, true}) {
        ScriptedRelay relay;
        auto *client = new Client(relay.url());
        const QPointer<Client> guard(client);
        client->bloom();
        EVENTUALLY(client->isBloomed());
        QPointer<Delivery> delivery = client->send(1, "x", QoS::AtMostOnce);
        const auto destroy = [&] { delete (all ? static_cast<QObject *>(client) : delivery); };
        if (where == 0)
            connect(delivery, &Delivery::stateChanged, this, destroy);
        else if (where == 1)
            connect(delivery, &Delivery::success, this, destroy);
        else if (where == 2)
            connect(delivery, &Delivery::finished, this, destroy);
        else
            delivery->future().then([&destroy](const QByteArray &) { destroy(); });
        EVENTUALLY(delivery.isNull());
        QCOMPARE(guard.isNull(), all);
        delete guard;
    }
}

QTEST_GUILESS_MAIN(tst_Delivery)
#include "tst_delivery.moc"
