// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/meshdialect.h"

#include "jsondialects.h"

#include <QTest>

using namespace Rainbow;

class TestMeshDialect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callsArePassedOn_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"ping", "", "{", R"({"m":"mesh.send","p":{},"i":1})"})
            QTest::newRow(text) << QByteArray(text);
    }

    void callsArePassedOn()
    {
        QFETCH(QByteArray, text);
        const Dialect::Decoded decoded = MeshDialect().decodeText(text);
        QCOMPARE(decoded.why, "");
        QVERIFY(decoded.command);
        const auto *call = std::get_if<CallCommand>(&*decoded.command);
        QVERIFY(call);
        QCOMPARE(call->request, text);
        QCOMPARE(call->request.constData(), text.constData()); // shared
    }

    void binaryIsIgnored()
    {
        const Dialect::Decoded decoded = MeshDialect().decodeBinary("ping");
        QVERIFY(!decoded.command);
        QCOMPARE(decoded.why, "binary frame");
    }

    void payloads_data() { addPayloads(); }

    void payloads()
    {
        QFETCH(QByteArray, payload);
        QFETCH(bool, isJson);
        QFETCH(QByteArray, data);
        MessageEvent event = channelMessage(payload, "a\"b");
        event.isJson = isJson;
        QCOMPARE(textOf(MeshDialect().encode(event)),
                 R"({"e":"mesh.publish","p":{"c":"a\"b","d":)" + data + "}}");
    }

    void sizes() { framesOfAnySize(MeshDialect(), 43); }

    void says()
    {
        hasNoWordForAnswers(MeshDialect());
        hasNoWordForBadNames(MeshDialect());
        QCOMPARE(textOf(MeshDialect().encode(TextEvent{"pong"})), QByteArray("pong"));
    }

    void allowance()
    {
        // Base64 of a payload as long as may be, in a request.
        const QByteArray base64 = QByteArray(100'000, 'x').toBase64();
        const QByteArray text = R"({"m":"mesh.publish","p":{"c":")" + QByteArray(255, 'c')
            + R"(","d":")" + base64 + R"(","t":"binary"},"i":18446744073709551615})";
        QVERIFY(text.size() <= MeshDialect().maxMessage(100'000));
        QVERIFY(MeshDialect().maxMessage(0) > 0);
    }
};

QTEST_APPLESS_MAIN(TestMeshDialect)
#include "tst_meshdialect.moc"
