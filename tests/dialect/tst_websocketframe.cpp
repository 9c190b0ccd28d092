// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/websocketframe.h"

#include <QTest>

using namespace Rainbow;

class TestWebSocketFrame : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void header_data()
    {
        QTest::addColumn<Opcode>("opcode");
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("0") << Opcode::Binary << qsizetype(0) << QByteArray("8200");
        QTest::newRow("1") << Opcode::Binary << qsizetype(1) << QByteArray("8201");
        QTest::newRow("125") << Opcode::Binary << qsizetype(125) << QByteArray("827d");
        QTest::newRow("126") << Opcode::Binary << qsizetype(126) << QByteArray("827e007e");
        QTest::newRow("127") << Opcode::Binary << qsizetype(127) << QByteArray("827e007f");
        QTest::newRow("255") << Opcode::Binary << qsizetype(255) << QByteArray("827e00ff");
        QTest::newRow("65535") << Opcode::Binary << qsizetype(65535) << QByteArray("827effff");
        QTest::newRow("65536") << Opcode::Binary << qsizetype(65536)
                               << QByteArray("827f0000000000010000");
        QTest::newRow("5 GiB") << Opcode::Binary << qsizetype(5) * 1024 * 1024 * 1024
                               << QByteArray("827f0000000140000000");
        QTest::newRow("text") << Opcode::Text << qsizetype(5) << QByteArray("8105");
        QTest::newRow("close") << Opcode::Close << qsizetype(2) << QByteArray("8802");
    }

    void header()
    {
        QFETCH(Opcode, opcode);
        QFETCH(qsizetype, size);
        QFETCH(QByteArray, hex);
        QByteArray out("x");
        appendFrameHeader(out, opcode, size);
        QCOMPARE(out.toHex(), "78" + hex);
        QCOMPARE(frameHeaderSize(size), out.size() - 1);
        QVERIFY(frameHeaderSize(size) <= MaxFrameHeader);
    }

    void close()
    {
        QCOMPARE(closeFrame(1001, "going away").toHex(),
                 QByteArray("880c03e9676f696e672061776179"));
        QCOMPARE(closeFrame(1013, {}).toHex(), QByteArray("880203f5"));
        QCOMPARE(closeFrame(4999, "x").toHex(), QByteArray("8803138778"));
    }

    void closeReasonIsCut()
    {
        const QByteArray fits(123, 'r');
        QCOMPARE(closeFrame(1000, fits), QByteArray::fromHex("887d03e8") + fits);
        QCOMPARE(closeFrame(1000, fits + 'r'), QByteArray::fromHex("887d03e8") + fits);
        // A control frame has at most 125 bytes (RFC 6455 §5.5).
        QCOMPARE(closeFrame(1000, QByteArray(5000, 'r')).size(), 127);
    }

    void cutReasonStaysUtf8()
    {
        // RFC 6455 §5.5.1: the reason is UTF-8, so no half character may be left at its end.
        const QByteArray reason = QByteArray(122, 'r') + QByteArray::fromHex("c3a4");
        const QByteArray frame = closeFrame(1000, reason);
        QCOMPARE(frame, QByteArray::fromHex("887c03e8") + QByteArray(122, 'r'));
    }
};

QTEST_APPLESS_MAIN(TestWebSocketFrame)
#include "tst_websocketframe.moc"
