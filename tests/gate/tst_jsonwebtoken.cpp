// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "madetoken.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Who comes with a token to im, and with which tricks.
class TestJsonWebToken : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownTokens();
    void accepted_data();
    void accepted();
    void times_data();
    void times();
    void secrets();
    void badHeaders_data();
    void badHeaders();
    void badClaims_data();
    void badClaims();
    void otherAlgorithms();
    void everyChangedCharacter();
    void everyPart();
    void notBase64_data();
    void notBase64();
    void huge();
    void saysNothingOfTheToken();
};

void TestJsonWebToken::knownTokens()
{
    // Made by another HMAC.
    const TokenVerdict verdict =
        check("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c2VyXzEiLCJleHAiOjE3MDAwMDA2MDB9."
              "wJhYocUW7kmw-FToo5clDR1T6WkOPrNTX1IG85d4ii0");
    QCOMPARE(verdict.why, "");
    QCOMPARE(verdict.account.bytes(), QByteArray("user_1"));
    QCOMPARE(verdict.expiresAt, qint64(1'700'000'600));

    // RFC 7515, A.1: rightly signed, and nobody's.
    const QByteArray rfc = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                           "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN"
                           "vbS9pc19yb290Ijp0cnV"
                           "lfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const QByteArray key = QByteArray::fromBase64(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        QByteArray::Base64UrlEncoding);
    QCOMPARE(check(rfc, {key}, 1'300'819'000).why, "no sub");
    QCOMPARE(check(rfc, {key}).why, "expired");
    QCOMPARE(check(rfc, {"key"}).why, "wrong signature");
}

void TestJsonWebToken::accepted_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("account");
    const auto row = [](const char *name, const QByteArray &token, const QByteArray &account) {
        QTest::newRow(name) << token << account;
    };
    const auto sub = [](const QByteArray &value) {
        return made(Header, "{\"exp\":1700000600,\"sub\":" + value + '}');
    };
    row("plain", made(Header, claims()), "user_1");
    row("only alg", made(R"({"alg":"HS256"})", claims()), "user_1");
    row("kid", made(R"({"kid":"1","alg":"HS256"})", claims()), "user_1");
    row("blanks", made(" { \"alg\" : \"HS256\" }\n", ' ' + claims() + '\n'), "user_1");
    row("more claims", made(Header, claims(R"("iss":"x","aud":["y"],"n":{"exp":1,"sub":2})")),
        "user_1");
    row("integer", sub("42"), "42");
    row("negative", sub("-1"), "-1");
    row("largest", sub("9223372036854775807"), "9223372036854775807");
    row("UTF-8", sub("\"\\u5f69虹\""), "彩虹");
    row("longest", sub('"' + QByteArray(255, 'a') + '"'), QByteArray(255, 'a'));
}

void TestJsonWebToken::accepted()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, account);
    const TokenVerdict verdict = check(token);
    QCOMPARE(verdict.why, "");
    QVERIFY(verdict.isAccepted());
    QCOMPARE(verdict.account.bytes(), account);
    QCOMPARE(verdict.expiresAt, qint64(1'700'000'600));
}

void TestJsonWebToken::times_data()
{
    QTest::addColumn<QByteArray>("times");
    QTest::addColumn<QByteArray>("why");
    QTest::addColumn<qint64>("expiresAt");
    const auto row = [](const QByteArray &times, const char *why, qint64 expiresAt = 0) {
        QTest::newRow(times.constData()) << times << QByteArray(why) << expiresAt;
    };
    const auto exp = [](qint64 shift) { return "\"exp\":" + QByteArray::number(Now + shift); };
    const auto nbf = [&exp](qint64 shift) {
        return exp(60) + ",\"nbf\":" + QByteArray::number(Now + shift);
    };
    row(exp(1), "", Now + 1);
    row(exp(0), "", Now);
    row(exp(-9), "", Now - 9);
    row(exp(-10), "expired");
    row(exp(-11), "expired");
    row(exp(-1'000'000), "expired");
    row(nbf(-5), "", Now + 60);
    row(nbf(0), "", Now + 60);
    row(nbf(10), "", Now + 60);
    row(nbf(11), "not valid yet");
    row(nbf(1'000'000), "not valid yet");
    row("\"exp\":0", "expired");
    row("\"exp\":-1", "expired");
    row("\"exp\":-9223372036854775808", "expired");
    row("\"exp\":253402300799", "", 253'402'300'799);
    row("\"exp\":1700000600000", "", 253'402'300'799); // somebody's milliseconds
    row("\"exp\":9223372036854775807", "", 253'402'300'799);
    row(exp(60) + ",\"nbf\":9223372036854775807", "not valid yet");
    row(exp(60) + ",\"nbf\":-9223372036854775808", "", Now + 60);
}

void TestJsonWebToken::times()
{
    QFETCH(QByteArray, times);
    QFETCH(QByteArray, why);
    QFETCH(qint64, expiresAt);
    const TokenVerdict verdict = check(made(Header, "{\"sub\":\"u\"," + times + '}'));
    QCOMPARE(verdict.why, why.constData());
    QCOMPARE(verdict.expiresAt, expiresAt);
    QCOMPARE(verdict.account.bytes(), why.isEmpty() ? QByteArray("u") : QByteArray());
}

void TestJsonWebToken::secrets()
{
    const QByteArray current = made(Header, claims(), "current");
    const QByteArray previous = made(Header, claims(), "previous");
    QVERIFY(check(current, {"current", "previous"}).isAccepted());
    QVERIFY(check(previous, {"current", "previous"}).isAccepted());
    QCOMPARE(check(previous, {"current"}).why, "wrong signature");
    QCOMPARE(check(current, {"Current"}).why, "wrong signature");
    QCOMPARE(check(current, {}).why, "there is no secret");
    // Anybody could sign without one.
    const QByteArray nobodys = made(Header, claims(), "");
    QCOMPARE(check(nobodys, {""}).why, "wrong signature");
    QCOMPARE(check(nobodys, {"current", ""}).why, "wrong signature");
    // A secret longer than a block of the hash, and one of bytes.
    const QByteArray secret = QByteArray(200, 'k') + QByteArray("\0\xff", 2);
    QVERIFY(check(made(Header, claims(), secret), {secret}).isAccepted());
    QCOMPARE(check(made(Header, claims(), secret), {secret.chopped(2)}).why, "wrong signature");
}

void TestJsonWebToken::badHeaders_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("why");
    const auto row = [](const char *header, const char *why) {
        QTest::newRow(header) << QByteArray(header) << QByteArray(why);
    };
    for (const char *algorithm :
         {"\"none\"", "\"None\"", "\"NONE\"", "\"nOnE\"", "\"\"", "\"hs256\"", "\"HS256 \"",
          "\"HS256\\u0000\"", "\"HS384\"", "\"HS512\"", "\"RS256\"", "\"ES256\"", "\"PS256\"",
          "\"EdDSA\"", "null", "true", "256", "[\"HS256\"]", "{\"HS256\":1}"}) {
        const QByteArray header = QByteArray("{\"alg\":") + algorithm + ",\"typ\":\"JWT\"}";
        row(header.constData(), "header: alg is not HS256");
    }
    row("{}", "header: alg is not HS256");
    row(R"({"typ":"JWT"})", "header: alg is not HS256");
    row(R"({"ALG":"HS256"})", "header: alg is not HS256");
    row(R"({"alg":"HS256","alg":"none"})", "header: alg comes twice");
    row(R"({"alg":"none","a\u006cg":"HS256"})", "header: alg comes twice");
    row(R"({"alg":"HS256","crit":["exp"]})", "header: crit is not understood");
    row(R"({"alg":"HS256","crit":[]})", "header: crit is not understood");
    row(R"({"alg":"HS256","crit":null})", "header: crit is not understood");
    row(R"({"alg":"HS256","jku":"https://a.example/keys"})", "header: names a key");
    row(R"({"alg":"HS256","x5u":"https://a.example/key"})", "header: names a key");
    row(R"({"alg":"HS256","jwk":{"kty":"oct","k":"dG9wc2VjcmV0"}})", "header: names a key");
    row(R"({"alg":"HS256","x5c":[]})", "header: names a key");
    row(R"({"alg":"HS256","j\u006bu":""})", "header: names a key");
    row("HS256", "header: not a JSON object");
    row(R"([{"alg":"HS256"}])", "header: not a JSON object");
    row(R"({"alg":"HS256"} {})", "header: not a JSON object");
    row(R"({"alg":"HS256")", "header: not a JSON object");
    row("{\"alg\":\"HS256\",\"x\":\"\xff\"}", "header: not a JSON object");
}

void TestJsonWebToken::badHeaders()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, why);
    // Signed rightly all the same, not signed, and signed with what the header gives away.
    QCOMPARE(check(made(header, claims())).why, why.constData());
    QCOMPARE(check(made(header, claims(), "")).why, why.constData());
    const QByteArray toSign = base64(header) + '.' + base64(claims());
    QCOMPARE(check(toSign + ".AA").why, why.constData());
    QCOMPARE(check(toSign + '.').why, "not three parts");
    QCOMPARE(check(toSign).why, "not three parts");
}

void TestJsonWebToken::badClaims_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("why");
    const auto row = [](const char *name, const QByteArray &claims, const char *why) {
        QTest::newRow(name) << claims << QByteArray(why);
    };
    const auto exp = [](const QByteArray &value) {
        return "{\"sub\":\"u\",\"exp\":" + value + '}';
    };
    row("no exp", R"({"sub":"u"})", "no exp");
    row("Exp", R"({"sub":"u","Exp":1700000600})", "no exp");
    row("exp within", R"({"sub":"u","x":{"exp":1700000600}})", "no exp");
    for (const char *value :
         {"\"1700000600\"", "1700000600.0", "1700000600.5", "17e8", "1e999", "null", "true",
          "[1700000600]", "{\"exp\":1700000600}", "9223372036854775808", "18446744073709551616"})
        QTest::addRow("exp %s", value) << exp(value) << QByteArray("exp is not an integer");
    for (const char *value : {"\"1\"", "1.0", "1e3", "null", "false", "[]", "1e999"})
        QTest::addRow("nbf %s", value)
            << claims(QByteArray("\"nbf\":") + value) << QByteArray("nbf is not an integer");
    row("exp twice", claims(R"("exp":1)"), "claims: sub, exp or nbf comes twice");
    row("sub twice", claims(R"("s\u0075b":"admin")"), "claims: sub, exp or nbf comes twice");
    row("nbf twice", claims(R"("nbf":1,"nbf":9999999999)"), "claims: sub, exp or nbf comes twice");

    const auto sub = [](const QByteArray &value) {
        return "{\"exp\":1700000600,\"sub\":" + value + '}';
    };
    row("no sub", R"({"exp":1700000600})", "no sub");
    row("sub within", R"({"exp":1700000600,"x":{"sub":"u"}})", "no sub");
    for (const char *value : {"null", "true", "1.0", "1e3", "[\"u\"]", "{\"sub\":\"u\"}",
                              "9223372036854775808", "1e999"})
        QTest::addRow("sub %s", value)
            << sub(value) << QByteArray("sub is neither a string nor an integer");
    const char *const noAccount = "sub is empty, longer than 255 bytes or has a control character";
    row("empty", sub(R"("")"), noAccount);
    row("long", sub('"' + QByteArray(256, 'a') + '"'), noAccount);
    row("long in UTF-8", sub('"' + QByteArray("\xc3\xa9").repeated(128) + '"'), noAccount);
    row("NUL", sub(R"("u\u0000")"), noAccount);
    row("line feed", sub(R"("u\nx")"), noAccount);
    row("DEL", sub("\"\x7f\""), noAccount);

    const char *const noObject = "claims: not a JSON object";
    row("word", "user_1", noObject);
    row("string", R"("{}")", noObject);
    row("array", '[' + claims() + ']', noObject);
    row("two", claims() + claims(), noObject);
    row("cut", claims().chopped(1), noObject);
    row("not UTF-8", claims("\"x\":\"\xff\""), noObject);
    row("deep", claims("\"x\":" + QByteArray(600, '[') + QByteArray(600, ']')), noObject);
    row("byte order mark", "\xef\xbb\xbf" + claims(), noObject);
    row("another token", made(Header, claims()), noObject);
}

void TestJsonWebToken::badClaims()
{
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, why);
    const TokenVerdict verdict = check(made(Header, claims));
    QCOMPARE(verdict.why, why.constData());
    QVERIFY(!verdict.isAccepted());
    QVERIFY(verdict.account.isEmpty());
    QCOMPARE(verdict.expiresAt, qint64(0));
    // Of claims nothing is read before it is known whose they are.
    QCOMPARE(check(made(Header, claims, "other")).why, "wrong signature");
}

void TestJsonWebToken::otherAlgorithms()
{
    // The right key and the right header, another hash.
    const QByteArray toSign = base64(Header) + '.' + base64(claims());
    for (const auto algorithm :
         {QCryptographicHash::Sha1, QCryptographicHash::Sha384, QCryptographicHash::Sha512,
          QCryptographicHash::Sha3_256, QCryptographicHash::Md5}) {
        QCOMPARE(check(toSign + '.' + base64(macOf(toSign, Secret, algorithm))).why,
                 "wrong signature");
    }
    const QByteArray mac = macOf(toSign, Secret);
    QVERIFY(check(toSign + '.' + base64(mac)).isAccepted());
    QCOMPARE(check(toSign + '.' + base64(mac.first(16))).why, "wrong signature");
    QCOMPARE(check(toSign + '.' + base64(mac + mac)).why, "wrong signature");
    QCOMPARE(check(toSign + '.' + mac.toHex()).why, "wrong signature");
    QCOMPARE(check(toSign + '.' + base64(mac.toHex())).why, "wrong signature");
}

void TestJsonWebToken::everyChangedCharacter()
{
    const QByteArray token = made(Header, claims());
    QVERIFY(check(token).isAccepted());
    for (qsizetype i = 0; i < token.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray changed = token;
            changed[i] = char(changed[i] ^ (1 << bit));
            QVERIFY2(!check(changed).isAccepted(), changed.constData());
        }
        QVERIFY(!check(token.first(i)).isAccepted());
        QVERIFY(!check(token.sliced(i + 1)).isAccepted());
        QByteArray removed = token;
        QVERIFY(!check(removed.remove(i, 1)).isAccepted());
        QByteArray inserted = token;
        QVERIFY(!check(inserted.insert(i, 'A')).isAccepted());
    }
}

void TestJsonWebToken::everyPart()
{
    const QList<QByteArray> parts = made(Header, claims()).split('.');
    const QByteArray all = parts.join('.');
    for (const QByteArray &token :
         {QByteArray(), QByteArray("."), QByteArray(".."), QByteArray("..."), parts[0],
          parts[0] + '.' + parts[1], all + '.', '.' + all, all + '.' + parts[2],
          parts[0] + ".." + parts[2], '.' + parts[1] + '.' + parts[2],
          parts[0] + '.' + parts[1] + '.', parts[0] + ".." + parts[1] + '.' + parts[2], all + "..",
          QByteArray("Bearer ") + parts[0]})
        QCOMPARE(check(token).why, "not three parts");
    QCOMPARE(check(parts[1] + '.' + parts[0] + '.' + parts[2]).why, "header: alg is not HS256");
    QCOMPARE(check(parts[0] + '.' + parts[1] + '.' + parts[1]).why, "wrong signature");
}

void TestJsonWebToken::notBase64_data()
{
    QTest::addColumn<QByteArray>("part");
    for (const char *part : {"e", "e30=", "e30 ", " e30", "e3\n0", "e30\r\n", "e31", "e30+", "e30/",
                             "e30%", "{}", "\xff\xff", "e3=0", "e30e3"})
        QTest::newRow(part) << QByteArray(part);
    QTest::newRow("NUL") << QByteArray("e30\0", 4);
}

void TestJsonWebToken::notBase64()
{
    QFETCH(QByteArray, part);
    const auto signedAs = [](const QByteArray &toSign) {
        return toSign + '.' + base64(macOf(toSign, Secret));
    };
    QCOMPARE(check(signedAs(part + '.' + base64(claims()))).why, "not Base64url");
    QCOMPARE(check(signedAs(base64(Header) + '.' + part)).why, "not Base64url");
    QCOMPARE(check(base64(Header) + '.' + base64(claims()) + '.' + part).why, "wrong signature");
    // The right one, with what a lenient reader would not mind.
    const QByteArray token = made(Header, claims());
    for (const char *end : {"=", " ", "\n", "A", "\r\n"})
        QVERIFY(!check(token + end).isAccepted());
}

void TestJsonWebToken::huge()
{
    const QByteArray rest = made(Header, claims(R"("x":"")"));
    const auto ofSize = [](qsizetype filling) {
        return made(Header, claims("\"x\":\"" + QByteArray(filling, 'x') + '"'));
    };
    qsizetype filling = (8'192 - rest.size()) / 4 * 3;
    while (ofSize(filling + 1).size() <= 8'192)
        ++filling;
    QVERIFY(ofSize(filling).size() >= 8'190);
    QVERIFY(check(ofSize(filling)).isAccepted());
    QCOMPARE(check(ofSize(filling + 3)).why, "longer than 8 KiB");
    QCOMPARE(check(QByteArray(50'000'000, '.')).why, "longer than 8 KiB");
    QCOMPARE(check(QByteArray(8'192, '.')).why, "not three parts");
}

void TestJsonWebToken::saysNothingOfTheToken()
{
    for (const QByteArray &token :
         {made(Header, R"({"sub":"mallory","exp":1})"), made(Header, claims(), "mallory"),
          made(R"({"alg":"mallory"})", claims()), QByteArray("mallory"),
          QByteArray("mallory.mallory.mallory")}) {
        const QByteArray why = check(token).why;
        QVERIFY(!why.isEmpty());
        QVERIFY(!why.contains("mallory"));
    }
}

QTEST_APPLESS_MAIN(TestJsonWebToken)
#include "tst_jsonwebtoken.moc"
