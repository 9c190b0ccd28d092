// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using Opcode = RawClient::Opcode;

/// What one client may send, and how fast.
class TestClientLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void frameThatDoesNotEnd_data();
    void frameThatDoesNotEnd();
    void slowFramesAreFine();
    void pauseWithinAFrame();
    void messagesOverTheRate();
    void fragmentsCountAsMessages();
    void pingsOverTheRate();
    void heldBackIsNotLate();
    void announcedIsNotBuffered();
    void sameSegmentAsTheHandshake();
};

namespace {

/// The packet that this message is.
QByteArray packetOf(int number)
{
    return serializePacket(
        RainbowClient::message(1, QByteArray::number(number), QoS::AtMostOnce, 0));
}

} // namespace

void TestClientLimits::frameThatDoesNotEnd_data()
{
    const QByteArray frame = RawClient::frame(Opcode::Binary, packetOf(1));
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("its first byte") << frame.first(1);
    QTest::newRow("within its header") << frame.first(4);
    QTest::newRow("its header") << frame.first(6);
    QTest::newRow("all but a byte") << frame.chopped(1);
    QTest::newRow("behind a whole one") << frame + frame.first(3);
    QTest::newRow("within a ping") << RawClient::frame(Opcode::Ping, "abc").chopped(1);
}

void TestClientLimits::frameThatDoesNotEnd()
{
    QFETCH(QByteArray, beginning);
    Stage stage;
    QVERIFY(stage.start({{"limits/frame_timeout", "500 ms"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QElapsedTimer timer;
    timer.start();
    client->raw().send(beginning);
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1008);
    QVERIFY2(timer.elapsed() >= 450, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(stage.relay.hasLogged("frame_timeout"));
    EVENTUALLY(stage.business.closesOf(client->identity).size() == 1);
}

void TestClientLimits::slowFramesAreFine()
{
    // Frame after frame, and fragment after fragment, none of which takes long.
    Stage stage;
    QVERIFY(stage.start({{"limits/frame_timeout", "1 s"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    const QByteArray packet = packetOf(1);
    QElapsedTimer timer;
    timer.start();
    for (int round = 0; timer.elapsed() < 2'500; ++round) {
        const QByteArray first = RawClient::frame(Opcode::Binary, packet.first(1), false);
        const QByteArray rest = RawClient::frame(Opcode::Continuation, packet.sliced(1));
        client->raw().send(first.first(3));
        QVERIFY(holdsFor(50ms, [&] { return client->isOpen(); }));
        client->raw().send(first.sliced(3));
        QVERIFY(holdsFor(50ms, [&] { return client->isOpen(); }));
        client->raw().send(rest);
        EVENTUALLY_COMPARE(stage.business.messages().size(), round + 1);
    }
}

void TestClientLimits::pauseWithinAFrame()
{
    // Longer than any patience but frame_timeout, within a frame and between two fragments.
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr within = stage.client();
    const ClientPtr between = stage.client();
    QVERIFY(within && between);
    const QByteArray frame = RawClient::frame(Opcode::Binary, packetOf(1));
    within->raw().send(frame.first(8));
    between->raw().send(RawClient::frame(Opcode::Binary, packetOf(2).first(2), false));
    QVERIFY(holdsFor(5'500ms, [&] { return within->isOpen() && between->isOpen(); }));
    within->raw().send(frame.sliced(8));
    between->raw().send(RawClient::frame(Opcode::Continuation, packetOf(2).sliced(2)));
    EVENTUALLY_COMPARE(stage.business.messages().size(), 2);
}

void TestClientLimits::messagesOverTheRate()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/client_rate", "20"}}));
    const ClientPtr client = stage.client();
    const ClientPtr neighbour = stage.client();
    QVERIFY(client && neighbour);
    constexpr int Messages = 60; // 20 at once, the others in two seconds
    QByteArray flood;
    for (int i = 0; i < Messages; ++i)
        flood += RawClient::frame(Opcode::Binary, packetOf(i));
    QElapsedTimer timer;
    timer.start();
    client->raw().send(flood);
    EVENTUALLY(stage.relay.hasLogged("client_rate"));
    // The neighbour is none the worse for it.
    (void)neighbour->sendMessage(2, "quick", QoS::AtLeastOnce);
    QVERIFY(neighbour->waitFor(PacketCommand::Ack));
    QVERIFY(stage.business.messages().size() < Messages);
    EVENTUALLY_COMPARE(stage.business.messages().size(), Messages + 1);
    QVERIFY2(timer.elapsed() >= 1'900, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(client->isOpen());
    // Nothing was lost, and their order is kept.
    QByteArrayList bodies;
    for (const BusinessRequest &request : stage.business.messages()) {
        if (request.identity() == client->identity)
            bodies.append(request.body);
    }
    QCOMPARE(bodies.size(), Messages);
    for (int i = 0; i < Messages; ++i)
        QCOMPARE(bodies[i], QByteArray::number(i));
}

void TestClientLimits::fragmentsCountAsMessages()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/client_rate", "20"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QByteArray flood = RawClient::frame(Opcode::Binary, packetOf(1), false);
    for (int i = 0; i < 58; ++i)
        flood += RawClient::frame(Opcode::Continuation, {}, false);
    flood += RawClient::frame(Opcode::Continuation, {});
    QElapsedTimer timer;
    timer.start();
    client->raw().send(flood);
    EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
    QVERIFY2(timer.elapsed() >= 1'900, qPrintable(QString::number(timer.elapsed())));
}

void TestClientLimits::pingsOverTheRate()
{
    Stage stage;
    QVERIFY(stage.start()); // ping_rate is 10
    const ClientPtr client = stage.client();
    QVERIFY(client);
    constexpr int Pings = 30;
    QByteArray flood;
    QList<QByteArray> expected;
    for (int i = 0; i < Pings; ++i) {
        expected.append(QByteArray::number(i));
        flood += RawClient::frame(Opcode::Ping, expected.last());
    }
    QElapsedTimer timer;
    timer.start();
    client->raw().send(flood);
    EVENTUALLY_COMPARE(client->raw().pongs().size(), Pings);
    QVERIFY2(timer.elapsed() >= 1'900, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(client->raw().pongs(), expected);
    QVERIFY(stage.relay.hasLogged("ping_rate"));
    QVERIFY(client->isOpen());
}

void TestClientLimits::heldBackIsNotLate()
{
    // A client that is not read from cannot end its frame: that is not its fault.
    Stage stage;
    QVERIFY(stage.start({{"limits/frame_timeout", "300 ms"}, {"limits/client_rate", "1"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    const QByteArray frame = RawClient::frame(Opcode::Binary, packetOf(3));
    client->raw().send(RawClient::frame(Opcode::Binary, packetOf(1))
                       + RawClient::frame(Opcode::Binary, packetOf(2)) + frame.first(4));
    QVERIFY(holdsFor(600ms, [&] { return client->isOpen(); }));
    client->raw().send(frame.sliced(4));
    EVENTUALLY_COMPARE(stage.business.messages().size(), 3);
    QVERIFY(client->isOpen());
}

void TestClientLimits::announcedIsNotBuffered()
{
    // The header alone decides, long before there is anything to keep.
    Stage stage;
    QVERIFY(stage.start());
    for (const char *header :
         {"82ff0000000020000000", "82ff7fffffffffffffff", "81ff0000000020000000"}) {
        const ClientPtr client = stage.client();
        QVERIFY(client);
        client->raw().send(QByteArray::fromHex(header) + "mask");
        QVERIFY(client->raw().waitForDisconnected());
        QCOMPARE(client->raw().closeCode(), 1009);
    }
    // Nor do many small fragments make a large message.
    const ClientPtr client = stage.client();
    QVERIFY(client);
    const QByteArray part(64 * 1024, 'x');
    client->raw().send(RawClient::frame(Opcode::Binary, part, false));
    for (int i = 0; i < 16 && client->isOpen(); ++i)
        client->raw().send(RawClient::frame(Opcode::Continuation, part, false));
    QVERIFY(client->raw().waitForDisconnected());
    QCOMPARE(client->raw().closeCode(), 1009);
}

void TestClientLimits::sameSegmentAsTheHandshake()
{
    Stage stage;
    QVERIFY(stage.start());
    for (int i = 0; i < 20; ++i) {
        RawClient client;
        QVERIFY(client.connectTo(stage.relay.port()));
        client.send(RawClient::upgradeRequest("/connect/", stage.clientHeaders())
                    + RawClient::frame(Opcode::Binary, packetOf(i)));
        QVERIFY(client.waitForAnswer());
        EVENTUALLY_COMPARE(stage.business.messages().size(), i + 1);
    }
}

QTEST_GUILESS_MAIN(TestClientLimits)
#include "tst_clientlimits.moc"
