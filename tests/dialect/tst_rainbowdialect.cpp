// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/rainbowdialect.h"

#include "dialect/websocketframe.h"
#include "protocol/packet.h"

#include <QTest>

using namespace Rainbow;

class TestRainbowDialect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messageExactly()
    {
        const RainbowDialect dialect;
        const Frame once = dialect.encode(MessageEvent{1, QoS::AtMostOnce, false, 0, "hi"});
        QCOMPARE(once.bytes.toHex(),
                 QByteArray("8205"
                            "1000016869"));
        QCOMPARE(once.idOffset, -1);
        const Frame one = dialect.encode(MessageEvent{0x0102, QoS::AtLeastOnce, false, 0, "hi"});
        QCOMPARE(one.bytes.toHex(),
                 QByteArray("8207"
                            "12010200006869"));
        QCOMPARE(one.idOffset, 5);
        const Frame two =
            dialect.encode(MessageEvent{0x0102, QoS::ExactlyOnce, true, 0x0304, "hi"});
        QCOMPARE(two.bytes.toHex(),
                 QByteArray("8207"
                            "1c010203046869"));
        QCOMPARE(two.idOffset, 5);
    }

    void answersExactly()
    {
        const RainbowDialect dialect;
        const auto hex = [&dialect](AnswerKind kind, const QByteArray &payload) {
            const Frame frame = dialect.encode(AnswerEvent{kind, 0x0102, payload});
            return frame.idOffset == -1 ? frame.bytes.toHex() : QByteArray("has an offset");
        };
        QCOMPARE(hex(AnswerKind::Ack, "ok"),
                 QByteArray("8205"
                            "2001026f6b"));
        QCOMPARE(hex(AnswerKind::Ack, {}),
                 QByteArray("8203"
                            "200102"));
        QCOMPARE(hex(AnswerKind::Rec, "ok"),
                 QByteArray("8205"
                            "3001026f6b"));
        QCOMPARE(hex(AnswerKind::Rel, {}),
                 QByteArray("8203"
                            "400102"));
        QCOMPARE(hex(AnswerKind::Com, {}),
                 QByteArray("8203"
                            "500102"));
    }

    void frameSizes_data()
    {
        QTest::addColumn<QoS>("qos");
        QTest::addColumn<qsizetype>("packetSize");
        for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            const qsizetype header = sendHeaderSize(qos);
            for (const qsizetype size : {header, header + 1, qsizetype(125), qsizetype(126),
                                         qsizetype(65535), qsizetype(65536), qsizetype(65537)})
                QTest::addRow("QoS %d, packet of %lld", int(qos), qlonglong(size)) << qos << size;
        }
    }

    void frameSizes()
    {
        QFETCH(QoS, qos);
        QFETCH(qsizetype, packetSize);
        const RainbowDialect dialect;
        const QByteArray payload(packetSize - sendHeaderSize(qos), 'p');
        const quint16 id = qos == QoS::AtMostOnce ? 0 : 0xabcd;
        const Frame frame = dialect.encode(MessageEvent{9, qos, false, id, payload});

        QByteArray expected;
        appendFrameHeader(expected, Opcode::Binary, packetSize);
        const qsizetype headerSize = expected.size();
        appendPacket(expected, Packet{PacketCommand::Send, qos, false, 9, id, payload});
        QVERIFY(frame.bytes == expected);
        QCOMPARE(frame.bytes.size(), frameHeaderSize(packetSize) + packetSize);
        if (qos == QoS::AtMostOnce) {
            QCOMPARE(frame.idOffset, -1);
        } else {
            QCOMPARE(frame.bytes.sliced(frame.idOffset, 2).toHex(), QByteArray("abcd"));
            QCOMPARE(frame.idOffset, headerSize + 3);
        }

        const Frame rec =
            dialect.encode(AnswerEvent{AnswerKind::Rec, 1, QByteArray(packetSize - 3, 'a')});
        QCOMPARE(rec.bytes.size(), frameHeaderSize(packetSize) + packetSize);
    }

    void decodeSend()
    {
        const RainbowDialect dialect;
        const auto decoded = dialect.decodeBinary(QByteArray::fromHex("1c010203046869"));
        QVERIFY(decoded.command);
        const auto *send = std::get_if<SendCommand>(&*decoded.command);
        QVERIFY(send);
        QCOMPARE(send->type, quint16(0x0102));
        QCOMPARE(send->qos, QoS::ExactlyOnce);
        QCOMPARE(send->dup, true);
        QCOMPARE(send->id, MessageId(0x0304));
        QCOMPARE(send->payload, QByteArray("hi"));
    }

    void decodeAnswers_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<AnswerKind>("kind");
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("ACK") << QByteArray("2001026f6b") << AnswerKind::Ack << QByteArray("ok");
        QTest::newRow("REC") << QByteArray("3001026f6b") << AnswerKind::Rec << QByteArray("ok");
        QTest::newRow("REL") << QByteArray("4001026f6b") << AnswerKind::Rel << QByteArray();
        QTest::newRow("COM") << QByteArray("500102") << AnswerKind::Com << QByteArray();
    }

    void decodeAnswers()
    {
        QFETCH(QByteArray, hex);
        QFETCH(AnswerKind, kind);
        QFETCH(QByteArray, payload);
        const RainbowDialect dialect;
        const auto decoded = dialect.decodeBinary(QByteArray::fromHex(hex));
        QVERIFY(decoded.command);
        const auto *answer = std::get_if<AnswerCommand>(&*decoded.command);
        QVERIFY(answer);
        QCOMPARE(answer->kind, kind);
        QCOMPARE(answer->id, MessageId(0x0102));
        QCOMPARE(answer->payload, payload);
    }

    void decodeWrong()
    {
        const RainbowDialect dialect;
        for (const char *hex : {"", "00000168", "60000168", "160001000168", "1400", "20"}) {
            const auto decoded = dialect.decodeBinary(QByteArray::fromHex(hex));
            QVERIFY2(!decoded.command, hex);
            QVERIFY2(qstrlen(decoded.why) > 0, hex);
        }
        for (const QByteArray &text : {QByteArray(), QByteArray("hello")}) {
            const auto decoded = dialect.decodeText(text);
            QVERIFY(!decoded.command);
            QVERIFY(qstrlen(decoded.why) > 0);
        }
    }

    void largestMessage()
    {
        const RainbowDialect dialect;
        const Packet packet{PacketCommand::Send,  QoS::ExactlyOnce, false, 1, 1,
                            QByteArray(1000, 'x')};
        QCOMPARE(dialect.maxMessage(1000), serializePacket(packet).size());
    }
};

QTEST_APPLESS_MAIN(TestRainbowDialect)
#include "tst_rainbowdialect.moc"
