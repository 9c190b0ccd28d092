// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/signature.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <limits>

using namespace Rainbow;
using namespace Qt::Literals::StringLiterals;

class TestSignature : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownVectors_data();
    void knownVectors();
    void agreesWithPlainDefinition();
    void queryIsAccepted();
    void nonceVaries();
    void window_data();
    void window();
    void malformed_data();
    void malformed();
    void everyWrongByteIsRefused();
};

/// All six orders, the one that is sorted byte by byte picked by hand.
static QByteArray plainSignature(const QByteArray &a, const QByteArray &b, const QByteArray &c)
{
    const auto less = [](const QByteArray &x, const QByteArray &y) {
        const qsizetype common = qMin(x.size(), y.size());
        for (qsizetype i = 0; i < common; ++i) {
            const auto left = static_cast<unsigned char>(x[i]);
            const auto right = static_cast<unsigned char>(y[i]);
            if (left != right)
                return left < right;
        }
        return x.size() < y.size();
    };
    const QList<QList<QByteArray>> orders{{a, b, c}, {a, c, b}, {b, a, c},
                                          {b, c, a}, {c, a, b}, {c, b, a}};
    for (const QList<QByteArray> &order : orders) {
        if (!less(order[1], order[0]) && !less(order[2], order[1])) {
            const QByteArray joined = order[0] + order[1] + order[2];
            return QCryptographicHash::hash(joined, QCryptographicHash::Sha1).toHex();
        }
    }
    return {};
}

void TestSignature::knownVectors_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("timestamp");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("expected");
    // printf '%s' <joined> | sha1sum
    QTest::newRow("plain") << QByteArray("secret") << QByteArray("1400000000")
                           << QByteArray("12345")
                           << QByteArray("ea9bac44b8cd81fb4b842717f444f2ffdb8d0ab4");
    QTest::newRow("token first") << QByteArray("000") << QByteArray("1400000000")
                                 << QByteArray("12345")
                                 << QByteArray("f58f5f202b50271b0ae3091f25d26f5dec05d149");
    QTest::newRow("token in the middle")
        << QByteArray("13") << QByteArray("1400000000") << QByteArray("12345")
        << QByteArray("68e688d9e5265c4df22e9eb1be73551fbd86d64d");
    QTest::newRow("empty token") << QByteArray("") << QByteArray("1400000000") << QByteArray("1")
                                 << QByteArray("168088ac024dc842f5dc23d97b10e0cd0f51fa75");
    QTest::newRow("nonce is a prefix")
        << QByteArray("x") << QByteArray("1400000000") << QByteArray("140")
        << QByteArray("2f5000f3a41b8cc844145d7660e2d97be6825995");
    QTest::newRow("upper before lower")
        << QByteArray("Zebra") << QByteArray("1400000000") << QByteArray("99")
        << QByteArray("8d0cc414e72fbbb18d2837eda71a3a859a4efce2");
    QTest::newRow("bytes above 0x7f")
        << QByteArray("жетон") << QByteArray("1400000000") << QByteArray("99")
        << QByteArray("42f1baf03a26e9c71a4c712f1830c3ede0b60f3d");
    QTest::newRow("percent and quotes")
        << QByteArray("%;#\"\\,=") << QByteArray("1400000000") << QByteArray("7")
        << QByteArray("09976ea3b92b7d25aa65b5ccd5cecc0ffdc93c87");
}

void TestSignature::knownVectors()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, timestamp);
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, expected);
    QCOMPARE(signature(token, timestamp, nonce), expected);
    QVERIFY(signatureMatches(token, timestamp, nonce, expected, timestamp.toLongLong(), 0));
}

void TestSignature::agreesWithPlainDefinition()
{
    QRandomGenerator random(20260101);
    for (int i = 0; i < 5000; ++i) {
        QByteArray token(random.bounded(12), '\0');
        for (char &c : token)
            c = char(random.bounded(256));
        if (random.bounded(3) == 0) // digits compete with timestamp and nonce
            token = QByteArray::number(random.generate());
        const QByteArray timestamp = QByteArray::number(random.bounded(2'000'000'000));
        const QByteArray nonce = QByteArray::number(random.generate64() >> random.bounded(64));
        const QByteArray made = signature(token, timestamp, nonce);
        QCOMPARE(made, plainSignature(token, timestamp, nonce));
        QVERIFY(signatureMatches(token, timestamp, nonce, made, timestamp.toLongLong(), 10));
        QVERIFY(!signatureMatches(token + 'x', timestamp, nonce, made, timestamp.toLongLong(), 10));
    }
}

void TestSignature::queryIsAccepted()
{
    const QByteArray query = signedQuery("secret", 1'700'000'000);
    const QRegularExpression form(
        u"^timestamp=1700000000&nonce=([0-9]+)&signature=([0-9a-f]{40})$"_s);
    const QRegularExpressionMatch match = form.match(QString::fromLatin1(query));
    QVERIFY2(match.hasMatch(), query.constData());
    const QByteArray nonce = match.captured(1).toLatin1();
    const QByteArray given = match.captured(2).toLatin1();
    QVERIFY(signatureMatches("secret", "1700000000", nonce, given, 1'700'000'000, 10));
    QVERIFY(!signatureMatches("Secret", "1700000000", nonce, given, 1'700'000'000, 10));
    QVERIFY(!query.contains("secret"));
}

void TestSignature::nonceVaries()
{
    QSet<QByteArray> queries;
    for (int i = 0; i < 1000; ++i)
        queries.insert(signedQuery("t", 1));
    QCOMPARE(queries.size(), 1000);
}

void TestSignature::window_data()
{
    QTest::addColumn<qint64>("timestamp");
    QTest::addColumn<qint64>("now");
    QTest::addColumn<qint64>("window");
    QTest::addColumn<bool>("matches");
    constexpr qint64 now = 1'700'000'000;
    constexpr qint64 min = std::numeric_limits<qint64>::min();
    constexpr qint64 max = std::numeric_limits<qint64>::max();
    QTest::newRow("now") << now << now << qint64(10) << true;
    QTest::newRow("10 s old") << now - 10 << now << qint64(10) << true;
    QTest::newRow("11 s old") << now - 11 << now << qint64(10) << false;
    QTest::newRow("10 s ahead") << now + 10 << now << qint64(10) << true;
    QTest::newRow("11 s ahead") << now + 11 << now << qint64(10) << false;
    QTest::newRow("window 0") << now << now << qint64(0) << true;
    QTest::newRow("window 0, 1 s old") << now - 1 << now << qint64(0) << false;
    QTest::newRow("window negative") << now << now << qint64(-1) << false;
    QTest::newRow("epoch") << qint64(0) << now << qint64(10) << false;
    QTest::newRow("largest") << max << now << qint64(10) << false;
    QTest::newRow("smallest") << min << now << qint64(10) << false;
    QTest::newRow("far apart") << min << max << max << false;
    QTest::newRow("smallest now") << max << min << qint64(10) << false;
    QTest::newRow("before the epoch") << qint64(-5) << qint64(3) << qint64(10) << true;
}

void TestSignature::window()
{
    QFETCH(qint64, timestamp);
    QFETCH(qint64, now);
    QFETCH(qint64, window);
    QFETCH(bool, matches);
    const QByteArray text = QByteArray::number(timestamp);
    const QByteArray given = signature("token", text, "42");
    QCOMPARE(signatureMatches("token", text, "42", given, now, window), matches);
}

void TestSignature::malformed_data()
{
    QTest::addColumn<QByteArray>("timestamp");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<bool>("matches");
    const QByteArray good = "1700000000";
    QTest::newRow("good") << good << QByteArray("1") << true;
    QTest::newRow("long nonce") << good << QByteArray(100, '9') << true;
    QTest::newRow("negative nonce") << good << QByteArray("-17") << true;
    QTest::newRow("leading zeros") << ("000" + good) << QByteArray("007") << true;
    const QList<QByteArray> bad{"",
                                " ",
                                "+1700000000",
                                " 1700000000",
                                "1700000000 ",
                                "1.7e9",
                                "0x1",
                                "1700000000.0",
                                "1700000000a",
                                "-",
                                "--1",
                                "1-700",
                                "１７",
                                "1_700",
                                "nan",
                                QByteArray("17\0", 3)};
    for (qsizetype i = 0; i < bad.size(); ++i) {
        QTest::addRow("timestamp %d", int(i)) << bad[i] << QByteArray("1") << false;
        QTest::addRow("nonce %d", int(i)) << good << bad[i] << false;
    }
    QTest::newRow("2^63") << QByteArray("9223372036854775808") << QByteArray("1") << false;
    QTest::newRow("2^64 + now") << QByteArray("18446744075409551616") << QByteArray("1") << false;
    QTest::newRow("-2^63 - 1") << QByteArray("-9223372036854775809") << QByteArray("1") << false;
    QTest::newRow("40 digits") << QByteArray(40, '1') << QByteArray("1") << false;
}

void TestSignature::malformed()
{
    QFETCH(QByteArray, timestamp);
    QFETCH(QByteArray, nonce);
    QFETCH(bool, matches);
    const QByteArray given = signature("token", timestamp, nonce);
    QCOMPARE(signatureMatches("token", timestamp, nonce, given, 1'700'000'000, 10), matches);
}

void TestSignature::everyWrongByteIsRefused()
{
    const QByteArray good = signature("token", "1000", "7");
    const auto matches = [](const QByteArray &given) {
        return signatureMatches("token", "1000", "7", given, 1000, 10);
    };
    QVERIFY(matches(good));
    for (qsizetype i = 0; i < good.size(); ++i) {
        QByteArray bad = good;
        bad[i] = char(bad[i] ^ 1);
        QVERIFY(!matches(bad));
        QVERIFY(!matches(good.left(i)));
    }
    QVERIFY(!matches(good + '0'));
    QVERIFY(!matches(good.toUpper()));
    QVERIFY(!matches(QByteArray()));
    QVERIFY(!matches(QByteArray(40, '\0')));
}

QTEST_APPLESS_MAIN(TestSignature)
#include "tst_signature.moc"
