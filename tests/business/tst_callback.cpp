// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/callback.h"
#include "business/signature.h"

#include <QRandomGenerator>
#include <QTest>
#include <QUrlQuery>

using namespace Rainbow;
using namespace Qt::Literals::StringLiterals;
using Kind = Verdict::Kind;
using Query = QList<std::pair<QByteArray, QByteArray>>;

Q_DECLARE_METATYPE(Rainbow::Verdict::Kind)

class TestCallback : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signedUrls_data();
    void signedUrls();
    void forwardTargets_data();
    void forwardTargets();
    void verdicts_data();
    void verdicts();
    void uids_data();
    void uids();
    void answers();
    void cookies_data();
    void cookies();
    void randomAnswersAreNoYes();
};

static QByteArray text(const QList<ChannelName> &channels)
{
    QByteArrayList names;
    for (const ChannelName &channel : channels)
        names.append('<' + channel.bytes() + '>');
    return names.join();
}

static CallbackReply reply(int status, const QByteArray &body, QList<HeaderField> headers = {},
                           const QByteArray &error = {})
{
    return {status, std::move(headers), body, error, {}};
}

void TestCallback::signedUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("plain") << QByteArray("http://h/c/") << QByteArray("http://h/c/?");
    QTest::newRow("no path") << QByteArray("http://h") << QByteArray("http://h?");
    QTest::newRow("query") << QByteArray("http://h/c?a=b") << QByteArray("http://h/c?a=b&");
    QTest::newRow("query ends in &")
        << QByteArray("http://h/c?a=b&") << QByteArray("http://h/c?a=b&");
    QTest::newRow("empty query") << QByteArray("http://h/c?") << QByteArray("http://h/c?");
    QTest::newRow("escaped query") << QByteArray("http://h/c?a=%26%2B%20%25&b=1+2")
                                   << QByteArray("http://h/c?a=%26%2B%20%25&b=1+2&");
    QTest::newRow("fragment") << QByteArray("https://h/c#x") << QByteArray("https://h/c?");
}

void TestCallback::signedUrls()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, before);
    const QByteArray encoded =
        signedUrl(QUrl::fromEncoded(url).toEncoded(QUrl::RemoveFragment), "s3cret", 1'700'000'000);
    const QUrl made = QUrl::fromEncoded(encoded);
    QVERIFY2(encoded.startsWith(before + "timestamp=1700000000&nonce="), encoded.constData());
    QVERIFY(!encoded.contains("s3cret"));
    const QUrlQuery query(made);
    QVERIFY(signatureMatches("s3cret", query.queryItemValue(u"timestamp"_s).toLatin1(),
                             query.queryItemValue(u"nonce"_s).toLatin1(),
                             query.queryItemValue(u"signature"_s).toLatin1(), 1'700'000'000, 0));
}

void TestCallback::forwardTargets_data()
{
    QTest::addColumn<QByteArray>("forwardUrl");
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const QByteArray &url, int type, const QByteArray &expected) {
        QTest::newRow(url.constData()) << url << type << expected;
    };
    row("http://h/m/", 1, "http://h/m/1/");
    row("http://h/m", 7, "http://h/m7/"); // a prefix is a prefix
    row("http://h/m_", 65535, "http://h/m_65535/");
    row("http://h", 2, "http://h/2/");
    row("http://h:8080", 2, "http://h:8080/2/");
    row("http://h/", 0, "http://h/0/");
    row("http://h?a=/b", 2, "http://h/2/?a=/b");
    row("http://h/m/?a=b", 2, "http://h/m/2/?a=b");
    row("http://h/m/#f", 2, "http://h/m/2/#f");
    row("http://h/{message_type}", 1001, "http://h/1001");
    row("http://h/{message_type}/", 1001, "http://h/1001/");
    row("http://h/{{message_type}}/x", 5, "http://h/5/x");
    row("http://h/x?type={message_type}&y=1", 5, "http://h/x?type=5&y=1");
    row("http://h/x?type={{message_type}}", 5, "http://h/x?type=5");
    row("http://h/{message_type}?t={{message_type}}", 6, "http://h/6?t=6");
    row("http://t{message_type}.h/", 6, "http://t6.h/");
    row("http://h/{type}/", 6, "http://h/%7Btype%7D/6/");
    row("http://h/%7Bmessage_type%7D/", 6, "http://h/%7Bmessage_type%7D/6/");
    row("http://h/a%2Fb/", 6, "http://h/a%2Fb/6/");
    row("http://h/m/?a=%26", 6, "http://h/m/6/?a=%26");
}

void TestCallback::forwardTargets()
{
    QFETCH(QByteArray, forwardUrl);
    QFETCH(int, type);
    QFETCH(QByteArray, expected);
    QCOMPARE(forwardTarget(forwardUrl, quint16(type)).toEncoded(), expected);
}

void TestCallback::verdicts_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    const QByteArray good = R"({"status": "success"})";
    const auto row = [](const char *name, int status, const QByteArray &body, Kind kind) {
        QTest::newRow(name) << status << body << kind;
    };
    for (const int status : {200, 201, 202, 203, 206, 226, 299})
        row(("success " + QByteArray::number(status)).constData(), status, good, Kind::Yes);
    row("more fields", 200, R"({"x": [1, {}], "status": "success", "y": null})", Kind::Yes);
    row("blanks around", 200, "\r\n \t" + good + "\n", Kind::Yes);
    row("escaped", 200, R"({"\u0073tatus": "s\u0075ccess"})", Kind::Yes);

    row("fail", 200, R"({"status": "fail"})", Kind::No);
    row("upper case", 200, R"({"status": "SUCCESS"})", Kind::No);
    row("blank", 200, R"({"status": "success "})", Kind::No);
    row("number", 200, R"({"status": 0})", Kind::No);
    row("true", 200, R"({"status": true})", Kind::No);
    row("null", 200, R"({"status": null})", Kind::No);
    row("array", 200, R"({"status": ["success"]})", Kind::No);
    row("missing", 200, R"({"ok": "success"})", Kind::No);
    row("other case of the key", 200, R"({"Status": "success"})", Kind::No);
    row("empty object", 200, "{}", Kind::No);
    row("nested", 200, R"({"data": {"status": "success"}})", Kind::No);

    row("empty", 200, "", Kind::NoVerdict);
    row("204", 204, "", Kind::NoVerdict);
    row("text", 200, "success", Kind::NoVerdict);
    row("string", 200, R"("success")", Kind::NoVerdict);
    row("array of it", 200, '[' + good + ']', Kind::NoVerdict);
    row("a number", 200, "1", Kind::NoVerdict);
    row("JSON null", 200, "null", Kind::NoVerdict);
    row("HTML", 200, "<html>success</html>", Kind::NoVerdict);
    row("trailing garbage", 200, good + "x", Kind::NoVerdict);
    row("two of them", 200, good + good, Kind::NoVerdict);
    row("single quotes", 200, "{'status': 'success'}", Kind::NoVerdict);
    row("trailing comma", 200, R"({"status": "success",})", Kind::NoVerdict);
    row("bad UTF-8", 200, "{\"status\": \"success\", \"x\": \"\xff\"}", Kind::NoVerdict);
    row("deep", 200, QByteArray(100'000, '['), Kind::NoVerdict);
    for (qsizetype i = 0; i < good.size(); ++i) {
        row(("cut at " + QByteArray::number(i)).constData(), 200, good.left(i), Kind::NoVerdict);
    }

    for (const int status : {401, 403}) {
        const QByteArray name = QByteArray::number(status);
        row(name.constData(), status, "", Kind::No);
        row((name + " with success").constData(), status, good, Kind::No);
    }
    for (const int status : {100, 101, 199, 300, 301, 302, 303, 304, 307, 308, 400,
                             402, 404, 405, 408, 429, 500, 502, 503, 504, 599, 999})
        row(QByteArray::number(status).constData(), status, good, Kind::NoVerdict);
    row("none", 0, good, Kind::NoVerdict);
}

void TestCallback::verdicts()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(Kind, kind);
    const QList<HeaderField> headers{{"RAINBOWCLIENTCHANNEL", "c"}};
    const Verdict verdict = verdictOf(reply(status, body, headers));
    QCOMPARE(verdict.kind, kind);
    QCOMPARE(verdict.answer.ok, kind == Kind::Yes);
    QCOMPARE(text(verdict.answer.join), kind == Kind::Yes ? QByteArray("<c>") : QByteArray());
    QCOMPARE(verdict.reason.isEmpty(), kind == Kind::Yes);

    // Whatever it looked like before the transport gave up, it is none.
    const Verdict broken = verdictOf(reply(status, body, headers, "RemoteHostClosedError"));
    QCOMPARE(broken.kind, Kind::NoVerdict);
    QCOMPARE(broken.reason, QByteArray("RemoteHostClosedError"));
    QVERIFY(!broken.answer.ok);
}

void TestCallback::uids_data()
{
    QTest::addColumn<QByteArray>("uid");
    QTest::addColumn<QByteArray>("joined");
    const auto row = [](const QByteArray &uid, const QByteArray &joined) {
        QTest::newRow(uid.constData()) << uid << joined;
    };
    row(R"("u1")", "<u1>");
    row(R"("42")", "<42>");
    row("42", "<42>");
    row("0", "<0>");
    row("-7", "<-7>");
    row("4200000000", "<4200000000>");
    row("9223372036854775807", "<9223372036854775807>");
    row("9007199254740993", "<9007199254740993>"); // more than a double holds
    row("18446744073709551616", "");
    row("1.5", "");
    row(R"("")", "");
    row(R"("  ")", "");
    row(R"(" u ")", "<u>");
    row(R"("a,b")", "<a,b>");
    row(R"("\u4f60")", "<\xe4\xbd\xa0>");
    row("null", "");
    row("true", "");
    row("[1]", "");
    row("{}", "");
}

void TestCallback::uids()
{
    QFETCH(QByteArray, uid);
    QFETCH(QByteArray, joined);
    const QByteArray body = R"({"status": "success", "uid": )" + uid + '}';
    const Verdict verdict = verdictOf(reply(200, body, {{"RainbowClientChannel", "a"}}));
    QCOMPARE(verdict.kind, Kind::Yes);
    QCOMPARE(verdict.account.isEmpty() ? QByteArray() : '<' + verdict.account.bytes() + '>',
             joined);
    QCOMPARE(text(verdict.answer.join), QByteArray("<a>"));
    QCOMPARE(text(businessAnswerOf(reply(200, body)).join), QByteArray());
}

void TestCallback::answers()
{
    const QList<HeaderField> headers{{"rainbowclientchannel", " a, b b ,,\t, \xe4\xbd\xa0 "},
                                     {"X-Other", "z"},
                                     {"RAINBOWCLIENTCHANNEL", "c,a"},
                                     {"RainbowClientChannelUnsub", "d ,e"},
                                     {"RAINBOWCLIENTCHANNELUNSUB", ""},
                                     {"RAINBOW-CLIENT-CHANNEL", "not"},
                                     {"RAINBOWCLIENTCHANNELX", "not"}};
    const BusinessAnswer answer = businessAnswerOf(reply(204, "body", headers));
    QVERIFY(answer.ok);
    QCOMPARE(answer.body, QByteArray("body"));
    QCOMPARE(text(answer.join), QByteArray("<a><b b><\xe4\xbd\xa0><c><a>"));
    QCOMPARE(text(answer.leave), QByteArray("<d><e>"));
    QVERIFY(!answer.cookie);

    for (const int status : {0, 100, 199, 300, 302, 400, 401, 404, 500}) {
        const BusinessAnswer none = businessAnswerOf(reply(status, "body", headers));
        QVERIFY(!none.ok);
        QVERIFY(none.body.isEmpty() && none.join.isEmpty() && none.leave.isEmpty());
    }
    QVERIFY(!businessAnswerOf(reply(200, "body", headers, "broken")).ok);
}

void TestCallback::cookies_data()
{
    QTest::addColumn<QList<HeaderField>>("headers");
    QTest::addColumn<bool>("present");
    QTest::addColumn<QByteArray>("cookie");
    using Headers = QList<HeaderField>;
    QTest::newRow("absent") << Headers{{"Cookie", "x"}} << false << QByteArray();
    QTest::newRow("empty") << Headers{{"RAINBOWCLIENTCOOKIE", ""}} << true << QByteArray();
    QTest::newRow("null") << Headers{{"RAINBOWCLIENTCOOKIE", {}}} << true << QByteArray();
    QTest::newRow("blank") << Headers{{"RAINBOWCLIENTCOOKIE", "  "}} << true << QByteArray();
    QTest::newRow("value") << Headers{{"rainbowclientcookie", "eyJhIjoxfQ=="}} << true
                           << QByteArray("eyJhIjoxfQ==");
    QTest::newRow("commas stay") << Headers{{"RAINBOWCLIENTCOOKIE", "a, b;c"}} << true
                                 << QByteArray("a, b;c");
    QTest::newRow("last wins") << Headers{{"RAINBOWCLIENTCOOKIE", "a"},
                                          {"RainbowClientCookie", "b"}}
                               << true << QByteArray("b");
}

void TestCallback::cookies()
{
    QFETCH(QList<HeaderField>, headers);
    QFETCH(bool, present);
    QFETCH(QByteArray, cookie);
    const BusinessAnswer answer = businessAnswerOf(reply(200, "", headers));
    QCOMPARE(answer.cookie.has_value(), present);
    QCOMPARE(answer.cookie.value_or(""), cookie);
}

void TestCallback::randomAnswersAreNoYes()
{
    // Any one byte of a good answer changed: Yes only if it still says success.
    const QByteArray good = R"({"status":"success"})";
    QRandomGenerator random(11);
    for (int i = 0; i < 20'000; ++i) {
        QByteArray body = good;
        const int at = random.bounded(int(body.size()));
        body[at] = char(random.bounded(256));
        const bool expected = body == good;
        QCOMPARE(verdictOf(reply(200, body)).kind == Kind::Yes, expected);
    }
}

QTEST_APPLESS_MAIN(TestCallback)
#include "tst_callback.moc"
