// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/rainbowdialect.h"
#include "dialect/websocketframe.h"
#include "protocol/packet.h"

#include <QTest>

using namespace Rainbow;

/// What session.md adds to the dialect, and that nobody else sees it.
class TestRainbow2Dialect : public QObject {
    Q_OBJECT

    const RainbowDialect m_dialect{SessionProtocol::Version2};

    Dialect::Decoded decode(const char *hex) const
    {
        return m_dialect.decodeBinary(QByteArray::fromHex(hex));
    }
    template <typename T>
    static T as(const Dialect::Decoded &decoded)
    {
        const T *command = decoded.command ? std::get_if<T>(&*decoded.command) : nullptr;
        if (!command)
            qFatal("another command");
        return *command;
    }

private Q_SLOTS:
    void messageExactly();
    void messageSizes_data();
    void messageSizes();
    void channelsThatDoNotFit();
    void helloExactly();
    void nakExactly();
    void answersAreTheSame();
    void decodeSend();
    void decodeSubscriptions();
    void decodePublish();
    void decodeRefusal();
    void decodeMalformed_data();
    void decodeMalformed();
    void decodeWrong();
    void manyChannels();
    void originalDialectKnowsNoneOfIt();
    void largestMessage();
};

void TestRainbow2Dialect::messageExactly()
{
    const Frame once = m_dialect.encode(MessageEvent{1, QoS::AtMostOnce, false, 0, "hi", "c"});
    QCOMPARE(once.bytes.toHex(),
             QByteArray("8207"
                        "11000101636869"));
    QCOMPARE(once.idOffset, -1);
    const Frame two = m_dialect.encode(MessageEvent{1, QoS::ExactlyOnce, true, 0x0304, "hi", "c"});
    QCOMPARE(two.bytes.toHex(),
             QByteArray("8209"
                        "1d0001030401636869"));
    QCOMPARE(two.idOffset, 5);
    const Frame without = m_dialect.encode(MessageEvent{1, QoS::AtLeastOnce, false, 0, "hi", {}});
    QCOMPARE(without.bytes.toHex(),
             QByteArray("8207"
                        "12000100006869"));
}

void TestRainbow2Dialect::messageSizes_data()
{
    QTest::addColumn<int>("channelSize");
    QTest::addColumn<int>("payloadSize");
    for (const int channel : {1, 100, 255}) {
        for (const int packet : {125, 126, 65535, 65536}) {
            for (const int more : {-1, 0, 1}) {
                const int payload = packet - 6 - channel + more;
                if (payload >= 0)
                    QTest::addRow("%d and %d", channel, payload) << channel << payload;
            }
        }
    }
}

void TestRainbow2Dialect::messageSizes()
{
    QFETCH(int, channelSize);
    QFETCH(int, payloadSize);
    const QByteArray channel(channelSize, 'c');
    const QByteArray payload(payloadSize, 'p');
    const Frame frame =
        m_dialect.encode(MessageEvent{9, QoS::ExactlyOnce, false, 0xabcd, payload, channel});
    const Packet packet{PacketCommand::Send, QoS::ExactlyOnce, false, 9, 0xabcd, payload, channel};
    const QByteArray bytes = serializePacket(packet);
    QByteArray expected;
    appendFrameHeader(expected, Opcode::Binary, bytes.size());
    QVERIFY(frame.bytes == expected + bytes);
    QCOMPARE(frame.bytes.sliced(frame.idOffset, 2).toHex(), QByteArray("abcd"));
}

void TestRainbow2Dialect::channelsThatDoNotFit()
{
    const QByteArray channel(256, 'c');
    const Frame frame = m_dialect.encode(MessageEvent{1, QoS::AtMostOnce, false, 0, "hi", channel});
    QCOMPARE(frame.bytes.toHex(),
             QByteArray("8205"
                        "1000016869"));
}

void TestRainbow2Dialect::helloExactly()
{
    HelloEvent hello;
    hello.identity = "id";
    hello.session = "0-ab";
    const Frame frame = m_dialect.encode(hello);
    const QByteArray payload = toPayload(hello);
    QByteArray expected;
    appendFrameHeader(expected, Opcode::Binary, 1 + payload.size());
    QCOMPARE(frame.bytes, expected + '\x60' + payload);
    QCOMPARE(frame.idOffset, -1);
}

void TestRainbow2Dialect::nakExactly()
{
    const Frame frame = m_dialect.encode(NakEvent{0x0102, NakCode::NotAllowed, "no"});
    QCOMPARE(frame.bytes.toHex(),
             QByteArray("8207"
                        "70010201936e6f"));
    QCOMPARE(frame.idOffset, -1);
}

void TestRainbow2Dialect::answersAreTheSame()
{
    const RainbowDialect original;
    for (const AnswerKind kind :
         {AnswerKind::Ack, AnswerKind::Rec, AnswerKind::Rel, AnswerKind::Com}) {
        const AnswerEvent event{kind, 0x0102, "ok"};
        QCOMPARE(m_dialect.encode(event).bytes, original.encode(event).bytes);
    }
}

void TestRainbow2Dialect::decodeSend()
{
    // The bit of the channel means nothing from a client.
    const auto send = as<SendCommand>(decode("1d010203046869"));
    QCOMPARE(send.type, quint16(0x0102));
    QCOMPARE(send.qos, QoS::ExactlyOnce);
    QCOMPARE(send.dup, true);
    QCOMPARE(send.id, MessageId(0x0304));
    QCOMPARE(send.payload, QByteArray("hi"));
    QCOMPARE(as<AnswerCommand>(decode("3001026f6b")).payload, QByteArray("ok"));
}

void TestRainbow2Dialect::decodeSubscriptions()
{
    const auto join = as<SubscribeCommand>(decode("88fffe0161026263"));
    QCOMPARE(join.join, true);
    QCOMPARE(join.dup, true);
    QCOMPARE(join.id, MessageId(65534));
    const QList<ChannelName> both{ChannelName("a"), ChannelName("bc")};
    QCOMPARE(join.channels, both);
    const auto leave = as<SubscribeCommand>(decode("90000102c3a9"));
    QCOMPARE(leave.join, false);
    QCOMPARE(leave.dup, false);
    QCOMPARE(leave.channels, QList<ChannelName>{ChannelName("\xc3\xa9")});
}

void TestRainbow2Dialect::decodePublish()
{
    const auto publish = as<PublishCommand>(decode("ac0304000501636869"));
    QCOMPARE(publish.channel, ChannelName("c"));
    QCOMPARE(publish.message.type, quint16(0x0304));
    QCOMPARE(publish.message.qos, QoS::ExactlyOnce);
    QCOMPARE(publish.message.dup, true);
    QCOMPARE(publish.message.id, MessageId(5));
    QCOMPARE(publish.message.payload, QByteArray("hi"));
    QCOMPARE(as<PublishCommand>(decode("a003040163")).message.payload, QByteArray());
}

void TestRainbow2Dialect::decodeRefusal()
{
    const auto refuse = as<RefuseCommand>(decode("70010201f66e6f"));
    QCOMPARE(refuse.id, MessageId(0x0102));
    QCOMPARE(refuse.code, NakCode::BusinessFailed);
    QCOMPARE(refuse.reason, QByteArray("no"));
}

void TestRainbow2Dialect::decodeMalformed_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<bool>("answered");
    QTest::newRow("SUB without channel") << QByteArray("800005") << true;
    QTest::newRow("SUB, empty name") << QByteArray("8000050161"
                                                   "00")
                                     << true;
    QTest::newRow("SUB, not UTF-8") << QByteArray("80000502c328") << true;
    QTest::newRow("SUB, second not UTF-8") << QByteArray("800005016101ff") << true;
    QTest::newRow("UNSUB, name too short") << QByteArray("9000050561") << true;
    QTest::newRow("PUB QoS 1, empty name") << QByteArray("a20304000500") << true;
    QTest::newRow("PUB QoS 2, not UTF-8") << QByteArray("a40304000501ff6869") << true;
    QTest::newRow("PUB QoS 0, empty name") << QByteArray("a0030400") << false;
    QTest::newRow("PUB QoS 0, not UTF-8") << QByteArray("a0030401ff6869") << false;
}

void TestRainbow2Dialect::decodeMalformed()
{
    QFETCH(QByteArray, hex);
    QFETCH(bool, answered);
    const Dialect::Decoded decoded = decode(hex.constData());
    QVERIFY(*decoded.why != '\0');
    QCOMPARE(decoded.command.has_value(), answered);
    if (answered) {
        const auto malformed = as<MalformedCommand>(decoded);
        QCOMPARE(malformed.id, MessageId(5));
        QVERIFY(!malformed.why.isEmpty());
    }
}

void TestRainbow2Dialect::decodeWrong()
{
    for (const char *hex : {"", "00000168", "60000168", "160001000168", "1400", "20", "700102",
                            "8000", "a2030400", "a60304000501636869", "b00102"}) {
        const Dialect::Decoded decoded = decode(hex);
        QVERIFY2(!decoded.command, hex);
        QVERIFY2(*decoded.why != '\0', hex);
    }
    QVERIFY(!m_dialect.decodeText("hello").command);
}

void TestRainbow2Dialect::manyChannels()
{
    Packet packet;
    packet.command = PacketCommand::Sub;
    packet.id = 5;
    for (int i = 0; i < 256; ++i)
        packet.channels.append(QByteArray(200, 'c') + QByteArray::number(i));
    QCOMPARE(as<SubscribeCommand>(m_dialect.decodeBinary(serializePacket(packet))).channels.size(),
             256);
    // So many are not even taken apart.
    packet.channels = QList<QByteArray>(100'000, "c");
    const auto decoded = m_dialect.decodeBinary(serializePacket(packet));
    QCOMPARE(as<MalformedCommand>(decoded).id, MessageId(5));
}

void TestRainbow2Dialect::originalDialectKnowsNoneOfIt()
{
    const RainbowDialect original;
    for (const char *hex :
         {"607b7d", "70010201936e6f", "8000050161", "9000050161", "ac0304000501636869", "800005"}) {
        const auto decoded = original.decodeBinary(QByteArray::fromHex(hex));
        QVERIFY2(!decoded.command, hex);
        QCOMPARE(QByteArray(decoded.why), QByteArray("unknown command"));
    }
    const MessageEvent event{1, QoS::AtLeastOnce, false, 5, "hi", "c"};
    MessageEvent without = event;
    without.channel.clear();
    QCOMPARE(original.encode(event).bytes, original.encode(without).bytes);
}

void TestRainbow2Dialect::largestMessage()
{
    // The largest PUB fits, and so does one that is a little too large, to be told so.
    Packet packet{PacketCommand::Pub, QoS::ExactlyOnce, false, 1, 1, QByteArray(1'000, 'x')};
    packet.channel = QByteArray(MaxPacketChannel, 'c');
    const qsizetype largest = serializePacket(packet).size();
    QVERIFY(m_dialect.maxMessage(1'000) >= largest + 1'000);
    QVERIFY(m_dialect.maxMessage(1'000) <= largest + 100'000);
}

QTEST_APPLESS_MAIN(TestRainbow2Dialect)
#include "tst_rainbow2dialect.moc"
