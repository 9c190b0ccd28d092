// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/packet.h"

#include <QTest>

#include <random>

using namespace Rainbow;

namespace {

Packet send(QoS qos, bool dup, quint16 type, quint16 id, const QByteArray &payload)
{
    return {PacketCommand::Send, qos, dup, type, id, payload};
}

Packet answer(PacketCommand command, quint16 id, const QByteArray &payload = {}, bool dup = false)
{
    return {command, QoS::AtMostOnce, dup, 0, id, payload};
}

/// What rainbow.md §4 says about the bytes, in as few words as possible.
PacketError expectedError(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return PacketError::Empty;
    const int first = quint8(bytes[0]);
    const int command = first / 16;
    const int qos = first / 2 % 4;
    if (command < 1 || command > 5)
        return PacketError::UnknownCommand;
    if (command == 1 && qos == 3)
        return PacketError::BadQoS;
    const int needed = command != 1 ? 3 : qos == 0 ? 3 : 5;
    return bytes.size() < needed ? PacketError::Short : PacketError::None;
}

} // namespace

class TestPacket : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vectors_data()
    {
        QTest::addColumn<Packet>("packet");
        QTest::addColumn<QByteArray>("hex");
        const QByteArray hi("hi");

        QTest::newRow("SEND QoS 0")
            << send(QoS::AtMostOnce, false, 1, 0, hi) << QByteArray("1000016869");
        QTest::newRow("SEND QoS 0 DUP")
            << send(QoS::AtMostOnce, true, 1, 0, hi) << QByteArray("1800016869");
        QTest::newRow("SEND QoS 1")
            << send(QoS::AtLeastOnce, false, 0x0102, 0x0304, hi) << QByteArray("12010203046869");
        QTest::newRow("SEND QoS 1 DUP")
            << send(QoS::AtLeastOnce, true, 0x0102, 0x0304, hi) << QByteArray("1a010203046869");
        QTest::newRow("SEND QoS 2")
            << send(QoS::ExactlyOnce, false, 0xffff, 65534, hi) << QByteArray("14fffffffe6869");
        QTest::newRow("SEND QoS 2 DUP")
            << send(QoS::ExactlyOnce, true, 0, 1, hi) << QByteArray("1c000000016869");
        QTest::newRow("SEND QoS 0 empty")
            << send(QoS::AtMostOnce, false, 7, 0, {}) << QByteArray("100007");
        QTest::newRow("SEND QoS 2 empty")
            << send(QoS::ExactlyOnce, false, 7, 9, {}) << QByteArray("1400070009");
        QTest::newRow("SEND id 0")
            << send(QoS::AtLeastOnce, false, 1, 0, hi) << QByteArray("12000100006869");
        QTest::newRow("SEND id 65535")
            << send(QoS::ExactlyOnce, false, 1, 65535, hi) << QByteArray("140001ffff6869");
        QTest::newRow("SEND payload of NULs")
            << send(QoS::AtMostOnce, false, 1, 0, QByteArray(3, '\0'))
            << QByteArray("100001000000");
        QTest::newRow("ACK") << answer(PacketCommand::Ack, 0x1234, hi) << QByteArray("2012346869");
        QTest::newRow("ACK empty") << answer(PacketCommand::Ack, 1) << QByteArray("200001");
        QTest::newRow("ACK DUP") << answer(PacketCommand::Ack, 1, {}, true) << QByteArray("280001");
        QTest::newRow("REC") << answer(PacketCommand::Rec, 0xfffe, hi) << QByteArray("30fffe6869");
        QTest::newRow("REC id 0") << answer(PacketCommand::Rec, 0) << QByteArray("300000");
        QTest::newRow("REL") << answer(PacketCommand::Rel, 258) << QByteArray("400102");
        QTest::newRow("REL DUP") << answer(PacketCommand::Rel, 258, {}, true)
                                 << QByteArray("480102");
        QTest::newRow("COM") << answer(PacketCommand::Com, 65535) << QByteArray("50ffff");
    }

    void vectors()
    {
        QFETCH(Packet, packet);
        QFETCH(QByteArray, hex);
        const QByteArray bytes = QByteArray::fromHex(hex);

        QCOMPARE(serializePacket(packet).toHex(), hex);
        const PacketResult parsed = parsePacket(bytes);
        QCOMPARE(parsed.error, PacketError::None);
        QVERIFY(parsed.packet == packet);

        QByteArray appended("before");
        appendPacket(appended, packet);
        QCOMPARE(appended, "before" + bytes);
    }

    void everyPrefix_data() { vectors_data(); }

    void everyPrefix()
    {
        QFETCH(Packet, packet);
        QFETCH(QByteArray, hex);
        const QByteArray bytes = QByteArray::fromHex(hex);
        const qsizetype header =
            packet.command == PacketCommand::Send ? sendHeaderSize(packet.qos) : 3;
        for (qsizetype size = 0; size < bytes.size(); ++size) {
            // A buffer of its own: reading beyond it is seen by the address sanitizer.
            const QByteArray prefix(bytes.constData(), size);
            const PacketResult parsed = parsePacket(prefix);
            if (size == 0) {
                QCOMPARE(parsed.error, PacketError::Empty);
            } else if (size < header) {
                QCOMPARE(parsed.error, PacketError::Short);
            } else {
                Packet expected = packet;
                expected.payload = packet.payload.first(size - header);
                QCOMPARE(parsed.error, PacketError::None);
                QVERIFY(parsed.packet == expected);
            }
        }
    }

    void wrongInput_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<PacketError>("error");
        QTest::newRow("nothing") << QByteArray() << PacketError::Empty;
        QTest::newRow("command 0") << QByteArray("00000168") << PacketError::UnknownCommand;
        QTest::newRow("command 0 alone") << QByteArray("00") << PacketError::UnknownCommand;
        QTest::newRow("command 6") << QByteArray("60000168") << PacketError::UnknownCommand;
        QTest::newRow("command 15") << QByteArray("f0000168") << PacketError::UnknownCommand;
        QTest::newRow("SEND QoS 3") << QByteArray("160001000168") << PacketError::BadQoS;
        QTest::newRow("SEND QoS 3 DUP, short") << QByteArray("1e") << PacketError::BadQoS;
        QTest::newRow("SEND without type") << QByteArray("10") << PacketError::Short;
        QTest::newRow("SEND half a type") << QByteArray("1000") << PacketError::Short;
        QTest::newRow("SEND without id") << QByteArray("120001") << PacketError::Short;
        QTest::newRow("SEND half an id") << QByteArray("14000101") << PacketError::Short;
        QTest::newRow("ACK half an id") << QByteArray("2001") << PacketError::Short;
        QTest::newRow("COM alone") << QByteArray("50") << PacketError::Short;
    }

    void wrongInput()
    {
        QFETCH(QByteArray, hex);
        QFETCH(PacketError, error);
        QCOMPARE(parsePacket(QByteArray::fromHex(hex)).error, error);
    }

    void errorsHaveNames()
    {
        QList<QByteArray> names;
        for (const PacketError error :
             {PacketError::None, PacketError::Empty, PacketError::UnknownCommand,
              PacketError::BadQoS, PacketError::Short}) {
            const QByteArray name = toString(error);
            QVERIFY(!name.isEmpty());
            QVERIFY(!names.contains(name));
            names.append(name);
        }
    }

    void toleranceTowardsClients()
    {
        // The reserved bit.
        QVERIFY(parsePacket(QByteArray::fromHex("1100016869")).packet
                == send(QoS::AtMostOnce, false, 1, 0, "hi"));
        QVERIFY(parsePacket(QByteArray::fromHex("1d000100026869")).packet
                == send(QoS::ExactlyOnce, true, 1, 2, "hi"));
        QVERIFY(parsePacket(QByteArray::fromHex("310001")).packet == answer(PacketCommand::Rec, 1));
        // QoS bits where they mean nothing, 3 included.
        QVERIFY(parsePacket(QByteArray::fromHex("26000168")).packet
                == answer(PacketCommand::Ack, 1, "h"));
        // Bytes behind REL and COM.
        QVERIFY(parsePacket(QByteArray::fromHex("4000016869")).packet
                == answer(PacketCommand::Rel, 1));
        QVERIFY(parsePacket(QByteArray::fromHex("50000168")).packet
                == answer(PacketCommand::Com, 1));
    }

    void everyFirstByte()
    {
        for (int first = 0; first < 256; ++first) {
            for (qsizetype size = 1; size < 8; ++size) {
                QByteArray bytes(size, '\x55');
                bytes[0] = char(first);
                QCOMPARE(parsePacket(bytes).error, expectedError(bytes));
            }
        }
    }

    void largePayload()
    {
        const Packet packet = send(QoS::ExactlyOnce, false, 3, 4, QByteArray(1 << 20, 'x'));
        const QByteArray bytes = serializePacket(packet);
        QCOMPARE(bytes.size(), packet.payload.size() + 5);
        QVERIFY(parsePacket(bytes).packet == packet);
    }

    void randomRoundTrip()
    {
        std::mt19937 random(20260101);
        int good = 0;
        for (int i = 0; i < 100'000; ++i) {
            QByteArray bytes(qsizetype(random() % 12), '\0');
            for (char &byte : bytes)
                byte = char(random());
            // Half of them with a first byte that has a chance.
            if (!bytes.isEmpty() && random() % 2)
                bytes[0] = char((1 + random() % 5) << 4 | random() % 16);

            const PacketResult parsed = parsePacket(bytes);
            if (parsed.error != expectedError(bytes))
                QFAIL(("wrong verdict on " + bytes.toHex()).constData());
            if (parsed.error != PacketError::None)
                continue;
            ++good;
            const QByteArray again = serializePacket(parsed.packet);
            const PacketResult reparsed = parsePacket(again);
            if (reparsed.error != PacketError::None || !(reparsed.packet == parsed.packet))
                QFAIL(("no round trip for " + bytes.toHex()).constData());
            const bool isSend = parsed.packet.command == PacketCommand::Send;
            const bool carriesPayload = parsed.packet.command < PacketCommand::Rel;
            QByteArray canonical = carriesPayload ? bytes : bytes.first(3);
            canonical[0] = char(quint8(canonical[0]) & (isSend ? 0xfe : 0xf8));
            if (again != canonical)
                QFAIL(
                    ("other bytes than came: " + bytes.toHex() + " " + again.toHex()).constData());
        }
        QVERIFY(good > 20'000);
    }
};

QTEST_APPLESS_MAIN(TestPacket)
#include "tst_packet.moc"
