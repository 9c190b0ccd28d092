// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/callback.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Rainbow;
using namespace Qt::Literals::StringLiterals;
using Query = QList<std::pair<QByteArray, QByteArray>>;

/// Which of a client's headers reach the business server.
class TestConnectHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headersPassedOn_data();
    void headersPassedOn();
    void hostileHeadersNeverPass();
};

/// One per line, so that a failure reads well.
static QByteArray text(const QList<HeaderField> &fields)
{
    QByteArray result;
    for (const auto &[name, value] : fields)
        result += name + ": " + value + '\n';
    return result;
}

void TestConnectHeaders::headersPassedOn_data()
{
    QTest::addColumn<QList<HeaderField>>("headers");
    QTest::addColumn<Query>("query");
    QTest::addColumn<QByteArray>("expected");
    using Headers = QList<HeaderField>;
    const auto row = [](const char *name, const Headers &headers, const Query &query,
                        const QByteArray &expected) {
        QTest::newRow(name) << headers << query << expected;
    };

    row("nothing", {}, {}, "");
    row("own headers in order and case", {{"X-DEVICEID", "d"}, {"x-client-os", "ios"}}, {},
        "X-DEVICEID: d\nx-client-os: ios\n");
    row("empty value", {{"X-Empty", ""}}, {}, "X-Empty: \n");
    row("User-Agent and Cookie pass", {{"User-Agent", "app/1"}, {"Cookie", "a=b"}}, {},
        "User-Agent: app/1\nCookie: a=b\n");
    row("Authorization passes", {{"Authorization", "Bearer x"}}, {}, "Authorization: Bearer x\n");
    row("WebSocket handshake",
        {{"Host", "h"},
         {"Upgrade", "websocket"},
         {"Connection", "Upgrade"},
         {"ORIGIN", "http://o"},
         {"Sec-WebSocket-Key", "k"},
         {"sec-websocket-version", "13"},
         {"Sec-WebSocket-Extensions", "e"},
         {"Sec-WebSocket-Protocol", "p"},
         {"X-A", "1"}},
        {}, "X-A: 1\n");
    row("hop by hop and framing",
        {{"Keep-Alive", "300"},
         {"Proxy-Connection", "keep-alive"},
         {"Proxy-Authorization", "x"},
         {"Proxy-Authenticate", "x"},
         {"TE", "trailers"},
         {"Trailer", "X"},
         {"Transfer-Encoding", "chunked"},
         {"Content-Length", "5"},
         {"Accept-Encoding", "br"},
         {"Accept", "*/*"}},
        {}, "Accept: */*\n");
    row("underscored framing", {{"Content_Length", "5"}, {"TRANSFER_ENCODING", "x"}}, {}, "");
    row("named by Connection",
        {{"connection", "keep-alive, X-Hop ,,x_other"},
         {"X-HOP", "1"},
         {"X-Other", "2"},
         {"Connection", "X-Late"},
         {"X-Late", "3"},
         {"X-Stay", "4"}},
        {}, "X-Stay: 4\n");
    for (const char *name : {"RAINBOWCLIENTIDENTITY",
                             "rainbowclientidentity",
                             "Rainbow-Client-Identity",
                             "RAINBOW_CLIENT_COOKIE",
                             "-rainbow",
                             "_RainBow",
                             "R-a-i_n-b-o-w-x",
                             "rainbow",
                             "RAINBOWX",
                             "__R_A_I_N_B_O_W",
                             "RAINBOWMESSAGEID",
                             "Rainbow_Client-Identity",
                             "rainbow.client.identity",
                             "R!a#i$n%b&o'w",
                             "~rainbow~",
                             "Host",
                             "HOST",
                             "host",
                             "content-length",
                             "Content_Length",
                             "transfer-encoding",
                             "Transfer_Encoding",
                             "connection",
                             "keep_alive",
                             "TE",
                             "trailer",
                             "upgrade",
                             "origin",
                             "proxy",
                             "Proxy",
                             "PROXY_AUTHORIZATION",
                             "Proxy-Connection",
                             "Expect",
                             "Sec_WebSocket_Key",
                             "accept_encoding"}) {
        row(name, {{name, "forged"}}, {}, "");
        const QByteArray inQuery = QByteArray(name) + " in the query";
        row(inQuery.constData(), {}, {{name, "forged"}}, "");
    }
    row("session token",
        {{"X-RAINBOW-SESSION", "1"}, {"x_rainbow_session", "2"}, {"X-Rainbow-Else", "3"}},
        {{"X-Rainbow_Session", "4"}, {"x-rainbow-session", "5"}, {"X_RAINBOW_", "6"}}, "");
    row("not quite rainbow", {{"X-Rainbow", "1"}, {"Rain", "2"}, {"Rainbo-X", "3"}}, {},
        "X-Rainbow: 1\nRain: 2\nRainbo-X: 3\n");

    row("query becomes headers", {}, {{"X-DEVICEID", "d"}, {"token", "a b"}},
        "X-DEVICEID: d\ntoken: a b\n");
    row("a header wins over the query", {{"X-DeviceId", "header"}},
        {{"X-DEVICEID", "query"}, {"other", "1"}}, "X-DeviceId: header\nother: 1\n");
    row("a header wins however it is folded", {{"X-DEVICEID", "header"}, {"x_os", "header"}},
        {{"X_DEVICEID", "query"}, {"x-deviceid", "query"}, {"X-OS", "query"}, {"X-Os-2", "1"}},
        "X-DEVICEID: header\nx_os: header\nX-Os-2: 1\n");
    row("named by Connection, in the query", {{"Connection", "close, X_Secret"}},
        {{"x-secret", "1"}, {"X-SECRET", "2"}, {"x-other", "3"}}, "x-other: 3\n");
    row("the first of a parameter", {}, {{"a", "1"}, {"A", "2"}, {"a", "3"}}, "a: 1\n");
    row("names that are no token", {},
        {{"", "1"},
         {"a b", "1"},
         {"a:b", "1"},
         {"a\r\nb", "1"},
         {"\xc3\xa9", "1"},
         {"a(b)", "1"},
         {"a[0]", "1"},
         {"a\"", "1"},
         {QByteArray("a\0b", 3), "1"},
         {"fine!#$%&'*+-.^_`|~09", "2"}},
        "fine!#$%&'*+-.^_`|~09: 2\n");
    row("values that would end the line", {},
        {{"a", "1\r\nX: 2"},
         {"b", "1\n"},
         {"c", QByteArray("1\0", 2)},
         {"d", "\x7f"},
         {"e", "\t5"}},
        "e: 5\n");
    row("UTF-8 stays raw", {{"X-Name", "\xc3\xa9"}}, {{"q", "\xe4\xbd\xa0"}},
        "X-Name: \xc3\xa9\nq: \xe4\xbd\xa0\n");
    row("query of withheld names", {{"Connection", "x-hop"}},
        {{"Host", "evil"},
         {"connection", "close"},
         {"content-length", "9"},
         {"X-Hop", "1"},
         {"Sec-WebSocket-Key", "k"},
         {"Accept-Encoding", "identity"}},
        "");
    row("duplicates are joined", {{"X-A", "1"}, {"X-B", "2"}, {"x-a", "3"}, {"X-A", ""}}, {},
        "X-A: 1, 3, \nX-B: 2\n");
    row("duplicate cookies", {{"Cookie", "a=1"}, {"cookie", "b=2"}}, {}, "Cookie: a=1; b=2\n");
}

void TestConnectHeaders::headersPassedOn()
{
    QFETCH(QList<HeaderField>, headers);
    QFETCH(Query, query);
    QFETCH(QByteArray, expected);
    RequestHead head;
    head.headers = headers;
    head.query = query;
    QCOMPARE(text(connectHeaders(head)), expected);
}

void TestConnectHeaders::hostileHeadersNeverPass()
{
    QRandomGenerator random(7);
    const QByteArray alphabet("aAzZ09-_:% \r\n\0\x7f\xff", 17);
    const auto bytes = [&](int most) {
        QByteArray result(random.bounded(most), '\0');
        for (char &c : result)
            c = alphabet[random.bounded(int(alphabet.size()))];
        return result;
    };
    for (int i = 0; i < 5000; ++i) {
        RequestHead head;
        for (int n = random.bounded(6); n > 0; --n)
            head.query.append(
                {random.bounded(4) ? bytes(6) : "Rain-" + bytes(3) + "bow", bytes(8)});
        const QList<HeaderField> fields = connectHeaders(head);
        for (const auto &[name, value] : fields) {
            QVERIFY(!name.isEmpty());
            for (const char c : name)
                QVERIFY(QByteArray("aAzZ09-_%Rainbow").contains(c));
            QVERIFY(!value.contains('\r') && !value.contains('\n') && !value.contains('\0'));
            const QByteArray plain = name.toLower().replace('-', "").replace('_', "");
            QVERIFY(!plain.startsWith("rainbow"));
        }
    }
}

QTEST_APPLESS_MAIN(TestConnectHeaders)
#include "tst_connectheaders.moc"
