// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/imsignature.h"

#include <QTest>

#include <algorithm>

using namespace Rainbow;

class TestImSignature : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vectors_data();
    void vectors();
    void orderAndSignDoNotCount();
    void everythingElseCounts();
    void anyOfTheSecrets();
    void nothingElseMatches_data();
    void nothingElseMatches();

private:
    const SignedParameters m_push = {{"app_key", "demo"},
                                     {"message", R"({"text":"hello"})"},
                                     {"nonce", "8f3a"},
                                     {"send_to", "user_2"}};
    const QByteArray m_sign = "A46E1946154547AF261358C04665DF94"; // by another MD5
};

void TestImSignature::vectors_data()
{
    QTest::addColumn<SignedParameters>("parameters");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("sign");
    QTest::newRow("push") << m_push << QByteArray("topsecret") << m_sign;
    QTest::newRow("raw values")
        << SignedParameters{{"d", "\xc3\xa9"}, {"c", "x y"}, {"a", ""}, {"b", "1"}}
        << QByteArray("k") << QByteArray("D6C742D69E303968417EEABAD8401A45");
}

void TestImSignature::vectors()
{
    QFETCH(SignedParameters, parameters);
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, sign);
    QCOMPARE(imSignature(parameters, secret), sign);
    QVERIFY(imSignatureMatches(parameters, sign, {secret}));
}

void TestImSignature::orderAndSignDoNotCount()
{
    SignedParameters parameters = m_push;
    parameters.emplaceBack("sign", "anything");
    std::reverse(parameters.begin(), parameters.end());
    QCOMPARE(imSignature(parameters, "topsecret"), m_sign);
}

void TestImSignature::everythingElseCounts()
{
    for (qsizetype i = 0; i < m_push.size(); ++i) {
        SignedParameters other = m_push;
        other[i].second += 'x';
        QVERIFY(!imSignatureMatches(other, m_sign, {"topsecret"}));
        other = m_push;
        other[i].first += 'x';
        QVERIFY(!imSignatureMatches(other, m_sign, {"topsecret"}));
        other = m_push;
        other.removeAt(i);
        QVERIFY(!imSignatureMatches(other, m_sign, {"topsecret"}));
    }
    SignedParameters more = m_push;
    more.emplaceBack("event", "0");
    QVERIFY(!imSignatureMatches(more, m_sign, {"topsecret"}));
    QVERIFY(!imSignatureMatches(m_push, m_sign, {"topsecre"}));
}

void TestImSignature::anyOfTheSecrets()
{
    QVERIFY(imSignatureMatches(m_push, m_sign, {"new", "topsecret"}));
    QVERIFY(imSignatureMatches(m_push, m_sign, {"topsecret", "old"}));
    QVERIFY(!imSignatureMatches(m_push, m_sign, {"new", "old"}));
    QVERIFY(!imSignatureMatches(m_push, m_sign, {}));
    // Anybody could sign without a secret.
    QVERIFY(!imSignatureMatches(m_push, imSignature(m_push, ""), {""}));
    QVERIFY(!imSignatureMatches(m_push, imSignature(m_push, ""), {"topsecret", ""}));
}

void TestImSignature::nothingElseMatches_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("lower case") << m_sign.toLower();
    QTest::newRow("short") << m_sign.chopped(1);
    QTest::newRow("long") << m_sign + '0';
    QTest::newRow("blank") << ' ' + m_sign;
    QTest::newRow("NUL") << m_sign + QByteArray(1, '\0');
    for (qsizetype i = 0; i < m_sign.size(); ++i) {
        QByteArray other = m_sign;
        other[i] = char(other[i] ^ 1);
        QTest::addRow("digit %d", int(i)) << other;
    }
}

void TestImSignature::nothingElseMatches()
{
    QFETCH(QByteArray, given);
    QVERIFY(!imSignatureMatches(m_push, given, {"topsecret"}));
}

QTEST_APPLESS_MAIN(TestImSignature)
#include "tst_imsignature.moc"
