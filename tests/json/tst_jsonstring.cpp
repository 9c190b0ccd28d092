// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "json/jsonstring.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Rainbow;

class TestJsonString : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("empty") << QByteArray() << QByteArray("\"\"");
        QTest::newRow("plain") << QByteArray("user_1") << QByteArray("\"user_1\"");
        QTest::newRow("quotes") << QByteArray("a\"b\\c") << QByteArray("\"a\\\"b\\\\c\"");
        QTest::newRow("controls") << QByteArray("\0\n\x1f\x7f", 4)
                                  << QByteArray("\"\\u0000\\u000a\\u001f\x7f\"");
        QTest::newRow("UTF-8") << QByteArray("彩虹 🌈") << QByteArray("\"彩虹 🌈\"");
    }

    void exactly()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, json);
        QByteArray out("before ");
        appendJsonString(out, text);
        QCOMPARE(out, "before " + json);
        QCOMPARE(jsonStringSize(text), json.size());
    }

    void everyCharacterComesBack()
    {
        for (char32_t c = 0; c < 0x3000; ++c) {
            const QString text = u'<' + QString::fromUcs4(&c, 1) + u'>';
            QByteArray out;
            appendJsonString(out, text.toUtf8());
            QCOMPARE(jsonStringSize(text.toUtf8()), out.size());
            QCOMPARE(QJsonDocument::fromJson('[' + out + ']').array().at(0).toString(), text);
        }
    }
};

QTEST_APPLESS_MAIN(TestJsonString)
#include "tst_jsonstring.moc"
