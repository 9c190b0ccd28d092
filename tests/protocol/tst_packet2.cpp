// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/packet.h"

#include <QTest>

using namespace Rainbow;

Q_DECLARE_METATYPE(Rainbow::Packet)

/// The packets that session.md adds.
class TestPacket2 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vectors_data();
    void vectors();
    void wrong_data();
    void wrong();
    void wrongButAnswerable();
    void setsOfPackets();
    void originalStaysTheSame();
    void everyPrefix();
    void longNames();
    void retryable();
};

void TestPacket2::vectors_data()
{
    QTest::addColumn<PacketSet>("set");
    QTest::addColumn<Packet>("packet");
    QTest::addColumn<QByteArray>("hex");
    const auto add = [](const char *name, PacketSet set, const Packet &packet, const char *hex) {
        QTest::newRow(name) << set << packet << QByteArray(hex);
    };
    Packet packet;
    packet.command = PacketCommand::Hello;
    packet.payload = "{}";
    add("HELLO", PacketSet::FromRelay, packet, "607b7d");

    packet = {};
    packet.command = PacketCommand::Nak;
    packet.id = 0x0102;
    packet.code = NakCode::NotAllowed;
    packet.payload = "no";
    add("NAK from relay", PacketSet::FromRelay, packet, "70010201936e6f");
    add("NAK from client", PacketSet::FromClient, packet, "70010201936e6f");
    packet.payload.clear();
    packet.code = NakCode(0xffff);
    add("NAK, unknown code", PacketSet::FromClient, packet, "700102ffff");

    packet = {};
    packet.command = PacketCommand::Sub;
    packet.id = 0xfffe;
    packet.channels = {"a", "bc"};
    add("SUB", PacketSet::FromClient, packet, "80fffe0161026263");
    packet.dup = true;
    add("SUB DUP", PacketSet::FromClient, packet, "88fffe0161026263");
    packet.dup = false;
    packet.command = PacketCommand::Unsub;
    packet.channels = {"a"};
    add("UNSUB", PacketSet::FromClient, packet, "90fffe0161");

    packet = {};
    packet.command = PacketCommand::Pub;
    packet.type = 0x0304;
    packet.channel = "c";
    packet.payload = "hi";
    add("PUB QoS 0", PacketSet::FromClient, packet, "a0030401636869");
    packet.qos = QoS::AtLeastOnce;
    packet.id = 5;
    add("PUB QoS 1", PacketSet::FromClient, packet, "a20304000501636869");
    packet.qos = QoS::ExactlyOnce;
    packet.dup = true;
    packet.payload.clear();
    add("PUB QoS 2 DUP", PacketSet::FromClient, packet, "ac030400050163");

    packet = {};
    packet.type = 0x0304;
    packet.channel = "c";
    packet.payload = "hi";
    add("SEND QoS 0", PacketSet::FromRelay, packet, "11030401636869");
    packet.qos = QoS::AtLeastOnce;
    packet.id = 5;
    add("SEND QoS 1", PacketSet::FromRelay, packet, "130304000501636869");
    packet.qos = QoS::ExactlyOnce;
    packet.dup = true;
    add("SEND QoS 2 DUP", PacketSet::FromRelay, packet, "1d0304000501636869");
    packet.channel.clear();
    add("SEND without channel", PacketSet::FromRelay, packet, "1c030400056869");
    add("SEND from client", PacketSet::FromClient, packet, "1c030400056869");
}

void TestPacket2::vectors()
{
    QFETCH(PacketSet, set);
    QFETCH(Packet, packet);
    QFETCH(QByteArray, hex);
    QCOMPARE(serializePacket(packet).toHex(), hex);
    const PacketResult result = parsePacket(QByteArray::fromHex(hex), set);
    QCOMPARE(result.error, PacketError::None);
    QVERIFY(result.packet == packet);
}

void TestPacket2::wrong_data()
{
    QTest::addColumn<PacketSet>("set");
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<PacketError>("error");
    const auto add = [](const char *name, PacketSet set, const char *hex, PacketError error) {
        QTest::newRow(name) << set << QByteArray(hex) << error;
    };
    const auto client = PacketSet::FromClient;
    const auto relay = PacketSet::FromRelay;
    add("NAK without code", client, "70010201", PacketError::Short);
    add("NAK without id", client, "7001", PacketError::Short);
    add("SUB without id", client, "8001", PacketError::Short);
    add("SUB without channel", client, "800102", PacketError::BadChannel);
    add("SUB, empty name", client, "80010200", PacketError::BadChannel);
    add("SUB, second name empty", client, "800102016100", PacketError::BadChannel);
    add("SUB, name too short", client, "8001020261", PacketError::BadChannel);
    add("UNSUB without channel", client, "900102", PacketError::BadChannel);
    add("PUB without type", client, "a003", PacketError::Short);
    add("PUB without id", client, "a2030400", PacketError::Short);
    add("PUB without channel", client, "a00304", PacketError::BadChannel);
    add("PUB, empty name", client, "a0030400", PacketError::BadChannel);
    add("PUB, name too short", client, "a003040568", PacketError::BadChannel);
    add("PUB QoS 3", client, "a60304000501636869", PacketError::BadQoS);
    add("SEND, channel missing", relay, "110304", PacketError::BadChannel);
    add("SEND, channel too short", relay, "1303040005ff63", PacketError::BadChannel);
    add("command 11", client, "b00102", PacketError::UnknownCommand);
    add("command 15", relay, "f00102", PacketError::UnknownCommand);
    add("command 0", client, "000102", PacketError::UnknownCommand);
}

void TestPacket2::wrong()
{
    QFETCH(PacketSet, set);
    QFETCH(QByteArray, hex);
    QFETCH(PacketError, error);
    QCOMPARE(parsePacket(QByteArray::fromHex(hex), set).error, error);
}

void TestPacket2::wrongButAnswerable()
{
    const PacketResult pub =
        parsePacket(QByteArray::fromHex("ac0304000500"), PacketSet::FromClient);
    QCOMPARE(pub.error, PacketError::BadChannel);
    QCOMPARE(pub.packet.command, PacketCommand::Pub);
    QCOMPARE(pub.packet.qos, QoS::ExactlyOnce);
    QCOMPARE(pub.packet.type, quint16(0x0304));
    QCOMPARE(pub.packet.id, quint16(5));
    const PacketResult sub = parsePacket(QByteArray::fromHex("800005"), PacketSet::FromClient);
    QCOMPARE(sub.packet.command, PacketCommand::Sub);
    QCOMPARE(sub.packet.id, quint16(5));
}

void TestPacket2::setsOfPackets()
{
    // Which commands there are in which set: 1…5 everywhere.
    for (int command = 0; command < 16; ++command) {
        const QByteArray bytes = QByteArray(1, char(command << 4)) + QByteArray(4, '\1') + "aaa";
        const auto isKnown = [&bytes](PacketSet set) {
            return parsePacket(bytes, set).error != PacketError::UnknownCommand;
        };
        const bool original = command >= 1 && command <= 5;
        QCOMPARE(isKnown(PacketSet::Original), original);
        QCOMPARE(isKnown(PacketSet::FromRelay), original || command == 6 || command == 7);
        QCOMPARE(isKnown(PacketSet::FromClient), original || (command >= 7 && command <= 10));
    }
}

void TestPacket2::originalStaysTheSame()
{
    // The bit of the channel means nothing, in either direction of the original protocol, nor from
    // a client of the other.
    const QByteArray bytes = QByteArray::fromHex("130304000501636869");
    for (const PacketSet set : {PacketSet::Original, PacketSet::FromClient}) {
        const PacketResult result = parsePacket(bytes, set);
        QCOMPARE(result.error, PacketError::None);
        QCOMPARE(result.packet.channel, QByteArray());
        QCOMPARE(result.packet.payload, QByteArray("\1chi"));
    }
}

void TestPacket2::everyPrefix()
{
    const char *packets[] = {"70010201936e6f", "80fffe0161026263", "90fffe0161", "ac030400050163",
                             "1d0304000501636869"};
    for (const char *hex : packets) {
        const QByteArray whole = QByteArray::fromHex(hex);
        for (qsizetype size = 0; size <= whole.size(); ++size) {
            for (const PacketSet set :
                 {PacketSet::Original, PacketSet::FromClient, PacketSet::FromRelay}) {
                const PacketResult result = parsePacket(whole.first(size), set);
                if (result.error == PacketError::None)
                    QVERIFY(parsePacket(serializePacket(result.packet), set).packet
                            == result.packet);
            }
        }
    }
}

void TestPacket2::longNames()
{
    Packet packet;
    packet.command = PacketCommand::Sub;
    packet.id = 1;
    for (int i = 0; i < 300; ++i)
        packet.channels.append(QByteArray(MaxPacketChannel, char('a' + i % 26)));
    PacketResult result = parsePacket(serializePacket(packet), PacketSet::FromClient);
    QCOMPARE(result.error, PacketError::None);
    QVERIFY(result.packet == packet);
    // Any byte is part of a name.
    packet.channels = {QByteArray("\0\xff\x01", 3)};
    result = parsePacket(serializePacket(packet), PacketSet::FromClient);
    QVERIFY(result.packet == packet);
}

void TestPacket2::retryable()
{
    for (const NakCode code :
         {NakCode::BusinessTimeout, NakCode::TooFast, NakCode::BusinessFailed, NakCode::Draining})
        QVERIFY(isRetryable(code));
    for (const NakCode code : {NakCode::Malformed, NakCode::NotAllowed, NakCode::NoSuchChannel,
                               NakCode::IdInUse, NakCode::TooLarge, NakCode(0), NakCode(500)})
        QVERIFY(!isRetryable(code));
}

QTEST_APPLESS_MAIN(TestPacket2)
#include "tst_packet2.moc"
