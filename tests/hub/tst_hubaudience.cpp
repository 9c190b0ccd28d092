// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Original = SessionProtocol::Original;
constexpr auto Version2 = SessionProtocol::Version2;
constexpr auto Im = SessionProtocol::Im;
constexpr auto Topic = SessionProtocol::Topic;
constexpr auto Mesh = SessionProtocol::Mesh;

Publication to(Audience audience, const QByteArray &name, QoS qos = QoS::AtMostOnce)
{
    Publication publication;
    publication.channel = ChannelName(name);
    publication.audience = audience;
    publication.qos = qos;
    publication.payload = "hello";
    publication.wantsReceipt = true;
    return publication;
}

} // namespace

/// Whom a message is for, what it carries, and what it becomes for clients that cannot answer.
class TestHubAudience : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void account()
    {
        World world(2);
        auto &a = world.connectAs(Im, "a", "anna", {}, 0);
        auto &b = world.connectAs(Original, "b", "anna", {}, 1);
        auto &c = world.connectAs(Original, "c", "bert", {"anna"}, 1);
        world.publish(to(Audience::Account, "anna"));
        QCOMPARE(a.take(), (QByteArrayList{"IM to=anna from= hello droppable"}));
        QCOMPARE(b.take(), (QByteArrayList{"SEND0 type=1 hello droppable"}));
        QVERIFY(c.take().isEmpty());
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.confirmed, 2);
        world.publish(to(Audience::Account, "nobody"));
        QCOMPARE(world.receipt().matched, 0);
    }

    void client()
    {
        World world(2);
        auto &a = world.connectAs(Original, "a", "anna", {}, 0);
        auto &b = world.connectAs(Original, "b", "anna", {"a"}, 1);
        world.publish(to(Audience::Client, "a", QoS::AtLeastOnce), 1);
        QCOMPARE(a.take(), (QByteArrayList{"SEND1 type=1 hello #1"}));
        QVERIFY(b.take().isEmpty());
        world.answer(a, AnswerKind::Ack, 1, "yes");
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 1);
        QCOMPARE(receipt.data, "yes");
        world.publish(to(Audience::Client, "c", QoS::AtLeastOnce));
        QCOMPARE(world.receipt().matched, 0);
    }

    void oneWhoIsAwayGetsItLater()
    {
        World world;
        auto &a = world.connectAs(Version2, "a", "anna");
        world.lose(a);
        world.publish(to(Audience::Account, "anna", QoS::AtLeastOnce));
        auto *back = world.resume(a);
        QVERIFY(back);
        QCOMPARE(back->take(), (QByteArrayList{"SEND1 type=1 @anna hello #1"}));
    }

    void channelsCountNothingElse()
    {
        World world;
        world.connectAs(Original, "a", "anna", {"anna"});
        world.publish(to(Audience::Account, "anna"));
        const Channel *channel = world.hub().findChannel(ChannelName("anna"));
        QVERIFY(channel);
        QCOMPARE(channel->published, quint64(0));
        world.publish(to(Audience::Channel, "anna"));
        QCOMPARE(channel->published, quint64(1));
        QCOMPARE(channel->delivered, quint64(1));
    }

    // --- stamps

    void stamps()
    {
        World world(2);
        world.connect("a", {"room"});
        world.publish(to(Audience::Channel, "room"));
        const PublicationStamp first = world.lastPublication.stamp;
        QVERIFY(first.origin != 0);
        QCOMPARE(first.number, quint64(1));
        QCOMPARE(first.sentAtMs, world.upstream().wallClock);
        QCOMPARE(world.encoder.lastMessage.stamp.toText(), first.toText());
        world.upstream().wallClock += 5;
        Publication quiet = to(Audience::Channel, "room");
        quiet.wantsReceipt = false;
        world.publish(quiet);
        const PublicationStamp second = world.lastPublication.stamp;
        QCOMPARE(second.origin, first.origin);
        QCOMPARE(second.number, quint64(2));
        QCOMPARE(second.sentAtMs, first.sentAtMs + 5);
        world.publish(to(Audience::Channel, "room", QoS::AtLeastOnce));
        QCOMPARE(world.lastPublication.stamp.number, quint64(3));
        world.publish(to(Audience::Channel, "room"), 1);
        QVERIFY(world.lastPublication.stamp.origin != first.origin);
        QCOMPARE(world.lastPublication.stamp.number, quint64(1));
        world.hub().sendTo(Identity("a"), to(Audience::Channel, "room"), 1s, world.now,
                           [](const Receipt &) {});
        QCOMPARE(world.encoder.lastMessage.stamp.number, quint64(4));
        QCOMPARE(int(world.encoder.lastMessage.audience), int(Audience::Client));
    }

    // --- what clients publish

    void fromAClient()
    {
        World world(2);
        auto &a = world.connectAs(Im, "a", "anna");
        auto &b = world.connectAs(Im, "b", "bert", {}, 1);
        PublishCommand command{SendCommand{1, QoS::AtMostOnce, false, 0, R"({"x":1})"},
                               ChannelName("bert"), Audience::Account, true};
        world.hub().handle(*a.session, command, world.now);
        world.run();
        QCOMPARE(b.take(), (QByteArrayList{R"(IM to=bert from=anna {"x":1} droppable)"}));
        QVERIFY(a.take().isEmpty());
        const MessageEvent &event = world.imEncoder.lastMessage;
        QCOMPARE(int(event.audience), int(Audience::Account));
        QCOMPARE(event.from, "anna");
        QVERIFY(event.isJson);
        QCOMPARE(event.stamp.number, quint64(1));
        QVERIFY(event.stamp.origin != 0);
        command.audience = Audience::Channel;
        command.isJson = false;
        world.hub().handle(*a.session, command, world.now);
        world.run();
        QVERIFY(b.take().isEmpty());
        QCOMPARE(int(world.lastPublication.audience), int(Audience::Channel));
        QVERIFY(!world.lastPublication.isJson);
    }

    void whatTheBusinessServerPutsInItsPlace_data()
    {
        QTest::addColumn<bool>("replaces");
        QTest::newRow("nothing") << false;
        QTest::newRow("something") << true;
    }
    void whatTheBusinessServerPutsInItsPlace()
    {
        QFETCH(bool, replaces);
        HubSettings settings;
        settings.clientPublish = ClientRight::Ask;
        World world(1, settings);
        auto &a = world.connectAs(Topic, "a", "anna");
        world.hub().handle(*a.session,
                           PublishCommand{SendCommand{1, QoS::AtMostOnce, false, 0, "1"},
                                          ChannelName("bert"), Audience::Account, true},
                           world.now);
        QCOMPARE(int(world.upstream().publishes.front().audience), int(Audience::Account));
        Permission permission;
        if (replaces)
            permission.data = "no json";
        world.permitPublish(permission);
        QCOMPARE(world.lastPublication.isJson, !replaces);
        QCOMPARE(world.lastPublication.payload, replaces ? "no json" : "1");
        QCOMPARE(int(world.lastPublication.audience), int(Audience::Account));
    }

    // --- clients that cannot answer

    void onceAndThatIsIt_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<int>("qos");
        QTest::addColumn<QByteArray>("frame");
        for (int qos = 1; qos <= 2; ++qos) {
            const auto row = [qos](const char *name) -> QTestData & {
                return QTest::addRow("%s, QoS %d", name, qos);
            };
            row("im") << int(Im) << qos << QByteArray("IM to=room from= hello");
            row("topic") << int(Topic) << qos << QByteArray("TOPIC to=room from= hello");
            row("mesh") << int(Mesh) << qos << QByteArray("MESH to=room from= hello");
        }
    }
    void onceAndThatIsIt()
    {
        QFETCH(int, protocol);
        QFETCH(int, qos);
        QFETCH(QByteArray, frame);
        HubSettings settings;
        settings.maxInflight = 1;
        World world(1, settings);
        auto &client = world.connectAs(SessionProtocol(protocol), "a", {}, {"room"});
        for (int i = 0; i < 3; ++i) { // there is no window
            world.publish(to(Audience::Channel, "room", QoS(qos)));
            QCOMPARE(client.take(), (QByteArrayList{frame})); // and none is droppable
            const Receipt receipt = world.receipt();
            QCOMPARE(receipt.matched, 1);
            QCOMPARE(receipt.confirmed, 1);
            QCOMPARE(receipt.platforms, (QByteArrayList{"ios"}));
            QVERIFY(!receipt.timedOut);
        }
        QCOMPARE(client.session->outbound.inFlight(), 0);
        QVERIFY(client.session->backlog.isEmpty());
        QCOMPARE(client.session->traffic.messagesOut, quint64(3));
        QCOMPARE(world.hub().counters().messagesOut, quint64(3));
        QVERIFY(world.pass(8s)); // nothing is repeated
        QVERIFY(client.take().isEmpty());
        QCOMPARE(world.hub().counters().messagesRepeated, quint64(0));
        QCOMPARE(world.hub().deliveryLatency().count(), quint64(0));
    }

    void besidesThoseThatCan()
    {
        World world;
        auto &a = world.connectAs(Original, "a", {}, {"room"});
        auto &b = world.connectAs(Topic, "b", {}, {"room"});
        world.publish(to(Audience::Channel, "room", QoS::AtLeastOnce));
        QCOMPARE(b.take().size(), 1);
        QVERIFY(world.receipts.isEmpty());
        world.answer(a, AnswerKind::Ack, 1);
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.confirmed, 2);
    }

    void aBrokenLinkConfirmsNothing()
    {
        World world;
        auto &a = world.connectAs(Topic, "a", {}, {"room"});
        a.link.result = SendResult::Closed;
        world.publish(to(Audience::Channel, "room", QoS::AtLeastOnce));
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 0);
        QCOMPARE(world.hub().counters().messagesOut, quint64(0));
        // It is known to be going.
        world.publish(to(Audience::Channel, "room", QoS::AtLeastOnce));
        QCOMPARE(world.receipt().matched, 0);
    }

    void noWordForIt_data()
    {
        QTest::addColumn<int>("qos");
        QTest::newRow("0") << 0;
        QTest::newRow("1") << 1;
        QTest::newRow("2") << 2;
    }
    void noWordForIt()
    {
        QFETCH(int, qos);
        World world;
        world.meshEncoder.hasNoWords = true;
        auto &a = world.connectAs(Mesh, "a", {}, {"room"});
        world.publish(to(Audience::Channel, "room", QoS(qos)));
        QVERIFY(a.take().isEmpty());
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QCOMPARE(receipt.confirmed, 0);
        QVERIFY(!receipt.timedOut);
        QCOMPARE(a.session->traffic.messagesOut, quint64(0));
        QCOMPARE(world.hub().counters().messagesOut, quint64(0));
        QCOMPARE(world.hub().counters().bytesOut, quint64(0));
        QCOMPARE(world.hub().findChannel(ChannelName("room"))->delivered, quint64(0));
    }

    void encodedOncePerDialect()
    {
        World world;
        for (int i = 0; i < 5; ++i) {
            for (const auto protocol : {Original, Version2, Im, Topic, Mesh})
                world.connectAs(protocol, QByteArray::number(10 * i + int(protocol)), {}, {"room"});
        }
        world.publish(to(Audience::Channel, "room"));
        QCOMPARE(world.hub().counters().framesEncoded, quint64(5));
        world.publish(to(Audience::Channel, "room", QoS::AtLeastOnce));
        QCOMPARE(world.hub().counters().framesEncoded, quint64(10));
        for (const auto protocol : {Original, Version2, Im, Topic, Mesh})
            QCOMPARE(world.encoderOf(protocol).messages, 2);
        // Repeats differ, for those that get any.
        QVERIFY(world.pass(3s));
        QCOMPARE(world.hub().counters().framesEncoded, quint64(12));
        world.publish(to(Audience::Channel, "nowhere"));
        QCOMPARE(world.hub().counters().framesEncoded, quint64(12));
    }
};

QTEST_GUILESS_MAIN(TestHubAudience)
#include "tst_hubaudience.moc"
