// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/jsontext.h"
#include "observe/packetview.h"
#include "protocol/packet.h"

#include <QTest>

using namespace Rainbow;

using Direction = PacketWatcher::Direction;
using Kind = PacketWatcher::Kind;

/// Packets as dashboards are told of them.
class TestPacketView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textOfOtherDialects();
    void showsMessages();
    void showsAnswers();
    void showsControlFrames();
    void hidesTokens();
    void ignoresGarbage();
    void writesJson();

private:
    static QByteArray eventOf(const PacketView &view) { return packetEvent(Identity("id"), view); }
    static QByteArray eventOf(Direction direction, const Packet &packet, SessionProtocol protocol)
    {
        const auto view = viewOf(direction, Kind::Packet, serializePacket(packet), protocol);
        return view ? eventOf(*view) : QByteArray();
    }
};

void TestPacketView::showsMessages()
{
    Packet packet{PacketCommand::Send, QoS::AtLeastOnce, true, 3, 12, "abc"};
    QCOMPARE(eventOf(Direction::In, packet, SessionProtocol::Original),
             R"({"event":"packet","identity":"id","seq":0,"at":0,"direction":"in",)"
             R"("packet":"SEND","qos":1,"dup":true,"messageId":12,"type":3,"size":3,)"
             R"("payload":"abc","encoding":"utf-8"})");
    packet = {PacketCommand::Send, QoS::AtMostOnce, false, 3, 0, {}};
    packet.channel = "room";
    QCOMPARE(eventOf(Direction::Out, packet, SessionProtocol::Version2),
             R"({"event":"packet","identity":"id","seq":0,"at":0,"direction":"out",)"
             R"("packet":"SEND","qos":0,"dup":false,"type":3,"channel":"room","size":0})");
    packet.payload = QByteArray(1'022, 'x') + "\xe6\x89\x8b";
    QVERIFY(eventOf(Direction::Out, packet, SessionProtocol::Version2)
                .endsWith(R"(xxx","encoding":"utf-8","cut":true})"));
    packet.payload = QByteArray(2'000, '\xff');
    QVERIFY(eventOf(Direction::Out, packet, SessionProtocol::Version2)
                .endsWith(R"(","encoding":"base64","cut":true})"));
}

void TestPacketView::showsAnswers()
{
    Packet packet;
    packet.command = PacketCommand::Nak;
    packet.id = 7;
    packet.code = NakCode::TooFast;
    packet.payload = "slowly";
    QCOMPARE(eventOf(Direction::Out, packet, SessionProtocol::Version2),
             R"({"event":"packet","identity":"id","seq":0,"at":0,"direction":"out",)"
             R"("packet":"NAK","messageId":7,"code":429,"size":6,"payload":"slowly",)"
             R"("encoding":"utf-8"})");
    packet = {};
    packet.command = PacketCommand::Unsub;
    packet.id = 8;
    packet.channels = {"a", "b"};
    QVERIFY(eventOf(Direction::In, packet, SessionProtocol::Version2)
                .contains(R"("packet":"UNSUB","messageId":8,"channel":"a,b","size":0})"));
}

void TestPacketView::showsControlFrames()
{
    const auto close = viewOf(Direction::Out, Kind::Close, QByteArrayView("\x03\xe8so", 4),
                              SessionProtocol::Original);
    QVERIFY(close);
    QCOMPARE(close->code, quint16(1000));
    QCOMPARE(close->payload, "so");
    QVERIFY(eventOf(*close).contains(R"("direction":"out","packet":"CLOSE","code":1000,"size":2)"));
    const auto bare = viewOf(Direction::In, Kind::Close, {}, SessionProtocol::Original);
    QVERIFY(!bare->code);
    QVERIFY(eventOf(*viewOf(Direction::In, Kind::Pong, {}, SessionProtocol::Original))
                .contains(R"("packet":"PONG","size":0})"));
}

void TestPacketView::hidesTokens()
{
    Packet packet;
    packet.command = PacketCommand::Hello;
    packet.payload = R"({"identity":"i","session":"0-secret","resumed":false})";
    const QByteArray event = eventOf(Direction::Out, packet, SessionProtocol::Version2);
    QVERIFY(event.contains("***") && !event.contains("secret"));
    packet.payload = "0-secret";
    QVERIFY(!eventOf(Direction::Out, packet, SessionProtocol::Version2).contains("secret"));
}

void TestPacketView::ignoresGarbage()
{
    QVERIFY(!viewOf(Direction::In, Kind::Packet, {}, SessionProtocol::Original));
    QVERIFY(!viewOf(Direction::In, Kind::Packet, "\xff\xff", SessionProtocol::Original));
    // One of rainbow.2, from a client that does not speak it.
    Packet packet;
    packet.command = PacketCommand::Sub;
    packet.channels = {"a"};
    QVERIFY(eventOf(Direction::In, packet, SessionProtocol::Original).isEmpty());
}

void TestPacketView::writesJson()
{
    QCOMPARE(JsonText().end(), "{}");
    QCOMPARE(JsonList().end(), "[]");
    JsonText json;
    json.text("a", "\"\\\n\xff").number("b", 1.23456).number("c", quint64(-1)).flag("d", false);
    json.null("e").number("f", 1e15).number("g", std::numeric_limits<double>::infinity());
    json.raw("h", JsonList().text("x").raw("1").end());
    QCOMPARE(json.end(),
             "{\"a\":\"\\\"\\\\\\u000a\xef\xbf\xbd\",\"b\":1.235,\"c\":18446744073709551615,"
             "\"d\":false,\"e\":null,\"f\":1e+15,\"g\":null,\"h\":[\"x\",1]}");
}

void TestPacketView::textOfOtherDialects()
{
    for (const auto protocol :
         {SessionProtocol::Im, SessionProtocol::Topic, SessionProtocol::Mesh}) {
        const auto view =
            viewOf(Direction::Out, Kind::Packet, R"({"type":1,"topic":"t"})", protocol);
        QVERIFY(view);
        QCOMPARE(QByteArray(view->packet), QByteArray("TEXT"));
        QCOMPARE(view->payload, QByteArray(R"({"type":1,"topic":"t"})"));
        QVERIFY(view->direction == Direction::Out && !view->qos && !view->messageId);
    }
}

QTEST_APPLESS_MAIN(TestPacketView)
#include "tst_packetview.moc"
