// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/sessiontokens.h"

#include "hub/lostsessions.h"
#include "hub/session.h"
#include "hubfakes.h"

#include <QSet>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// How sessions are found again, and in which order they were lost.
class TestSessionTokens : public QObject {
    Q_OBJECT

    FakeEncoder m_encoder;
    LostLink m_link;

    std::unique_ptr<Session> session()
    {
        return std::make_unique<Session>(SessionInfo{Identity("i"), "ios", "d", "a"}, m_link,
                                         m_encoder);
    }

private Q_SLOTS:
    void text();
    void wrongText_data();
    void wrongText();
    void unguessable();
    void foundByToken();
    void renewedByLatest();
    void renewedByTheOneBefore();
    void lostInOrder();
};

void TestSessionTokens::text()
{
    const SessionToken token{4'294'967'295U, QByteArray(32, '\xaf')};
    const QByteArray text = "4294967295-" + QByteArray("af").repeated(32);
    QCOMPARE(token.toText(), text);
    QVERIFY(SessionToken::parse(text) == token);
    QCOMPARE(SessionToken::generate(7).toText().size(), qsizetype(2 + 64));
    QVERIFY(SessionToken::parse(SessionToken::generate(7).toText())->hub == 7);
}

void TestSessionTokens::wrongText_data()
{
    const QByteArray digits = QByteArray("0f").repeated(32);
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("dash") << QByteArray("-");
    QTest::newRow("no hub") << "-" + digits;
    QTest::newRow("no secret") << QByteArray("1-");
    QTest::newRow("no dash") << "1" + digits;
    QTest::newRow("one digit less") << "1-" + digits.chopped(1);
    QTest::newRow("two digits less") << "1-" + digits.chopped(2);
    QTest::newRow("one digit more") << "1-0" + digits;
    QTest::newRow("two digits more") << "1-00" + digits;
    QTest::newRow("upper case") << "1-" + digits.toUpper();
    QTest::newRow("no digit") << "1-" + digits.chopped(1) + 'g';
    QTest::newRow("digits and others") << "1-" + digits + "gg";
    QTest::newRow("others between") << "1-g" + digits;
    QTest::newRow("leading zero") << "01-" + digits;
    QTest::newRow("sign") << "+1-" + digits;
    QTest::newRow("minus") << "-1-" + digits;
    QTest::newRow("hex") << "0x1-" + digits;
    QTest::newRow("blank before") << " 1-" + digits;
    QTest::newRow("blank behind") << "1-" + digits + ' ';
    QTest::newRow("too large") << "4294967296-" + digits;
    QTest::newRow("NUL") << QByteArray("1\0-", 3) + digits;
    QTest::newRow("long") << QByteArray(1'000'000, '1');
}

void TestSessionTokens::wrongText()
{
    QFETCH(QByteArray, text);
    QVERIFY(!SessionToken::parse(text));
}

void TestSessionTokens::unguessable()
{
    QSet<QByteArray> secrets;
    for (int i = 0; i < 1'000; ++i)
        secrets.insert(SessionToken::generate(0).secret);
    QCOMPARE(secrets.size(), 1'000);
    // No byte is the same everywhere.
    const QByteArray first = *secrets.begin();
    for (qsizetype i = 0; i < SessionToken::SecretSize; ++i) {
        QVERIFY(std::any_of(secrets.begin(), secrets.end(),
                            [&](const QByteArray &secret) { return secret[i] != first[i]; }));
    }
}

void TestSessionTokens::foundByToken()
{
    SessionTokens tokens(3);
    const auto a = session();
    const auto b = session();
    const SessionToken ofA = tokens.add(*a);
    const SessionToken ofB = tokens.add(*b);
    QCOMPARE(ofA.hub, HubId(3));
    QVERIFY(tokens.find(ofA) == a.get());
    QVERIFY(tokens.find(ofB) == b.get());
    QVERIFY(!tokens.find({4, ofA.secret})); // another hub's
    QVERIFY(!tokens.find(SessionToken::generate(3)));
    QVERIFY(!tokens.find({3, {}}));
    tokens.remove(*a);
    QVERIFY(!tokens.find(ofA));
    QVERIFY(tokens.find(ofB) == b.get());
    tokens.remove(*b);
    QVERIFY(tokens.isEmpty());
}

void TestSessionTokens::renewedByLatest()
{
    SessionTokens tokens(0);
    const auto one = session();
    SessionToken before = tokens.add(*one);
    for (int i = 0; i < 5; ++i) {
        const SessionToken next = tokens.renew(*one, before);
        QVERIFY(next != before);
        QVERIFY(tokens.find(before) == one.get()); // the client may not have heard of next
        QVERIFY(tokens.find(next) == one.get());
        const SessionToken afterNext = tokens.renew(*one, next);
        QVERIFY(!tokens.find(before)); // it has
        before = afterNext;
    }
    tokens.remove(*one);
    QVERIFY(tokens.isEmpty());
}

void TestSessionTokens::renewedByTheOneBefore()
{
    SessionTokens tokens(0);
    const auto one = session();
    const SessionToken first = tokens.add(*one);
    SessionToken unheard = tokens.renew(*one, first);
    for (int i = 0; i < 5; ++i) {
        // The client has got none of the answers, and comes with what it has.
        const SessionToken next = tokens.renew(*one, first);
        QVERIFY(!tokens.find(unheard));
        QVERIFY(tokens.find(first) == one.get());
        unheard = next;
    }
    QVERIFY(tokens.find(unheard) == one.get());
    (void)tokens.renew(*one, unheard);
    QVERIFY(!tokens.find(first));
    tokens.remove(*one);
    QVERIFY(tokens.isEmpty());
}

void TestSessionTokens::lostInOrder()
{
    LostSessions lost;
    const auto a = session();
    const auto b = session();
    const auto c = session();
    lost.remove(*a);
    QVERIFY(lost.isEmpty());
    lost.add(*b, Start + 1s);
    lost.add(*a, Start);
    lost.add(*c, Start + 1s);
    QCOMPARE(lost.count(), 3);
    QVERIFY(&lost.oldest() == a.get());
    QVERIFY(lost.oldestSince() == Start);
    lost.remove(*a);
    lost.remove(*a);
    QCOMPARE(lost.count(), 2);
    QVERIFY(lost.oldestSince() == Start + 1s);
    lost.remove(*c);
    QVERIFY(&lost.oldest() == b.get());
    lost.add(*a, Start + 2s);
    QVERIFY(&lost.oldest() == b.get());
    lost.remove(*b);
    QVERIFY(&lost.oldest() == a.get());
    lost.remove(*a);
    QVERIFY(lost.isEmpty());
}

QTEST_APPLESS_MAIN(TestSessionTokens)
#include "tst_sessiontokens.moc"
