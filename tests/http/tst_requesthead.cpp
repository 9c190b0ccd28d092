// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/requesthead.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Rainbow;
using Status = RequestHeadResult::Status;

namespace {

constexpr qsizetype MaxHead = 16 * 1024;

const QByteArray Typical =
    "POST /send/?msgtype=1&channel=caf%C3%A9+bar&qos=2&&flag&x=a%3Db HTTP/1.1\r\n"
    "Host: relay.example:1984\r\n"
    "User-Agent: test/1.0\r\n"
    "Accept: */*\r\n"
    "Empty:\r\n"
    "X-Blank: \t two  words \t\r\n"
    "Connection: Keep-Alive, Upgrade\r\n"
    "connection: , x-one\r\n"
    "Content-Length: 42\r\n"
    "\r\n";

/// A head whose Host is there, with lines between.
QByteArray withLines(const QByteArray &lines)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

QByteArray withTarget(const QByteArray &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

/// What every accepted head must be, judged without the parser's help; empty: all is well.
QByteArray complaint(const QByteArray &bytes, const RequestHeadResult &result)
{
    QByteArray head = bytes.first(result.size);
    if (head.startsWith("\r\n"))
        head = head.mid(2);
    if (!head.endsWith("\r\n\r\n") || head.indexOf("\r\n\r\n") != head.size() - 4)
        return "does not end where it ends";
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    QByteArray rest = head.chopped(4);
    rest.replace("\r\n", "\x01");
    if (rest.contains('\r') || rest.contains('\n') || rest.contains('\0'))
        return "stray CR, LF or NUL";
    QByteArrayList lines = rest.split('\x01');
    const QByteArray version = lines.takeFirst().split(' ').last();
    if (!version.startsWith("HTTP/1."))
        return "version";
    for (const QByteArray &line : lines) {
        const QByteArray name = line.split(':').first().toLower();
        if (name.isEmpty() || name.contains(' ') || name.contains('\t') || !line.contains(':'))
            return "header name";
        hosts += name == "host" ? 1 : 0;
        lengths += name == "content-length" ? 1 : 0;
        codings += name == "transfer-encoding" ? 1 : 0;
        const QByteArray value = line.mid(line.indexOf(':') + 1).trimmed();
        if (name == "content-length") {
            for (const char c : value) {
                if (c < '0' || c > '9')
                    return "Content-Length is no number";
            }
            if (value.toLongLong() != result.head.contentLength.value_or(-1))
                return "Content-Length is another";
        }
        if (name == "transfer-encoding" && value.toLower() != "chunked")
            return "Transfer-Encoding";
    }
    if (hosts > 1 || (hosts == 0 && version != "HTTP/1.0"))
        return "Host";
    if (lengths + codings > 1 || (codings == 1) != result.head.chunked
        || (lengths == 1) != result.head.contentLength.has_value())
        return "framing";
    if (lines.size() != result.head.headers.size() || !result.head.path.startsWith('/'))
        return "headers or path";
    return {};
}

} // namespace

class TestRequestHead : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesApart();
    void everyPrefixIsIncomplete();
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void targets_data();
    void targets();
    void limits();
    void mutationsAreNeverMisread();
    void parsesTypicalHead();
};

void TestRequestHead::takesApart()
{
    const RequestHeadResult result = parseRequestHead(Typical + "rest", MaxHead);
    QCOMPARE(result.status, Status::Ok);
    QCOMPARE(result.size, Typical.size());
    const RequestHead &head = result.head;
    QCOMPARE(head.method, QByteArray("POST"));
    QCOMPARE(head.path, QByteArray("/send/"));
    QVERIFY(head.target.startsWith("/send/?msgtype=1&channel=caf%C3%A9+bar"));
    QCOMPARE(head.minorVersion, 1);
    QCOMPARE(head.query.size(), 5);
    QCOMPARE(head.queryValue("channel"), QByteArray("caf\xC3\xA9 bar"));
    QCOMPARE(head.queryValue("flag"), QByteArray(""));
    QCOMPARE(head.queryValue("x"), QByteArray("a=b"));
    QVERIFY(!head.queryValue("nothing"));
    QCOMPARE(head.headers.size(), 8);
    QCOMPARE(head.headers.at(1), (HeaderField{"User-Agent", "test/1.0"}));
    QCOMPARE(head.header("x-blank"), QByteArray("two  words"));
    QCOMPARE(head.header("empty"), QByteArray(""));
    QVERIFY(!head.header("Missing"));
    QCOMPARE(head.headerCount("CONNECTION"), 2);
    QCOMPARE(head.headerCount("Missing"), 0);
    QVERIFY(head.headerHasToken("Connection", "keep-alive"));
    QVERIFY(head.headerHasToken("Connection", "upgrade"));
    QVERIFY(head.headerHasToken("Connection", "X-One"));
    QVERIFY(!head.headerHasToken("Connection", "keep"));
    QCOMPARE(head.contentLength, std::optional<qint64>(42));
    QVERIFY(!head.chunked);
}

void TestRequestHead::everyPrefixIsIncomplete()
{
    for (const QByteArray &head : {Typical, "\r\n" + Typical}) {
        for (qsizetype size = 0; size < head.size(); ++size)
            QCOMPARE(parseRequestHead(head.first(size), MaxHead).status, Status::Incomplete);
        const RequestHeadResult result = parseRequestHead(head, MaxHead);
        QCOMPARE(result.status, Status::Ok);
        QCOMPARE(result.size, head.size());
    }
}

void TestRequestHead::accepts_data()
{
    QTest::addColumn<QByteArray>("head");

    QTest::newRow("plain") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("1.0 without Host") << QByteArray("GET / HTTP/1.0\r\n\r\n");
    QTest::newRow("1.0 with Host") << QByteArray("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
    QTest::newRow("a later minor version") << QByteArray("GET / HTTP/1.7\r\nHost: a\r\n\r\n");
    QTest::newRow("empty Host") << QByteArray("GET / HTTP/1.1\r\nHost:\r\n\r\n");
    QTest::newRow("IPv6 Host") << QByteArray("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n");
    QTest::newRow("one empty line before") << QByteArray("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("odd method") << QByteArray("M-SEARCH!' / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("value beyond ASCII") << withLines("X: \xC3\xA9\xFF\r\n");
    QTest::newRow("tab in a value") << withLines("X: a\tb\r\n");
    QTest::newRow("no blank after the colon") << withLines("X:a:b\r\n");
    QTest::newRow("chunked") << withLines("Transfer-Encoding: chunked\r\n");
    QTest::newRow("chunked, any case") << withLines("transfer-encoding: CHUNKED \r\n");
    QTest::newRow("zero length") << withLines("Content-Length: 0\r\n");
    QTest::newRow("leading zeros") << withLines("Content-Length: 007\r\n");
    QTest::newRow("greatest length") << withLines("Content-Length: 9223372036854775807\r\n");
}

void TestRequestHead::accepts()
{
    QFETCH(const QByteArray, head);
    for (qsizetype size = 0; size < head.size(); ++size)
        QCOMPARE(parseRequestHead(head.first(size), MaxHead).status, Status::Incomplete);
    const RequestHeadResult result = parseRequestHead(head, MaxHead);
    QCOMPARE(result.status, Status::Ok);
    QCOMPARE(result.size, head.size());
    QCOMPARE(complaint(head, result), QByteArray());
}

void TestRequestHead::refuses_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QByteArray &head, int code = 400) {
        QTest::newRow(name) << head << code;
    };
    const auto line = [&row](const char *name, const QByteArray &lines, int code = 400) {
        row(name, withLines(lines), code);
    };

    row("empty method", " / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("method is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("two empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("bare LF before", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("blank before", " GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("TLS hello", QByteArray::fromHex("16030100f0010000ec0303"));
    row("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n");
    row("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("two blanks behind", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n");
    row("tab for a blank", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n");
    row("blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
    row("control byte in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n");
    row("DEL in the target", "GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n");
    row("no version", "GET /\r\nHost: a\r\n\r\n");
    row("version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n");
    row("version too short", "GET / HTTP/1\r\nHost: a\r\n\r\n");
    row("version too long", "GET / HTTP/1.10\r\nHost: a\r\n\r\n");
    row("version with a letter", "GET / HTTP/1.x\r\nHost: a\r\n\r\n");
    row("blank behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n");
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/0.9", "GET / HTTP/0.9\r\n\r\n", 505);
    row("HTTP/3", "GET / HTTP/3.1\r\nHost: a\r\n\r\n", 505);

    row("bare LF in the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n");
    row("bare CR in the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n");
    row("bare LF after a header", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");
    row("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n");
    row("bare CR at the end", "GET / HTTP/1.1\r\nHost: a\r\n\rX");
    line("bare CR in a value", "X: a\rb\r\n");
    line("NUL in a value", QByteArray("X: a\0b\r\n", 8));
    line("control byte in a value", "X: a\x02\r\n");
    line("DEL in a value", "X: a\x7f\r\n");
    line("blank before the colon", "X : a\r\n");
    line("tab before the colon", "X\t: a\r\n");
    line("no name", ": a\r\n");
    line("no colon", "X\r\n");
    line("name is no token", "X(y): a\r\n");
    line("name beyond ASCII", "X\xC3\xA9: a\r\n");
    line("NUL in a name", QByteArray("X\0: a\r\n", 7));
    line("folded line", "X: a\r\n b\r\n");
    line("folded line with a tab", "X: a\r\n\tb: c\r\n");
    row("first header folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");

    row("1.1 without Host", "GET / HTTP/1.1\r\n\r\n");
    line("two Hosts", "Host: b\r\n");
    line("the same Host twice", "hOST: a\r\n");
    row("1.0 with two Hosts", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n");
    row("Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    row("Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
    row("Host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n");
    row("Hosts in a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n");

    line("conflicting lengths", "Content-Length: 5\r\nContent-Length: 6\r\n");
    line("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n");
    line("lengths in a list", "Content-Length: 5, 5\r\n");
    line("empty length", "Content-Length:\r\n");
    line("length with a plus", "Content-Length: +5\r\n");
    line("length with a minus", "Content-Length: -5\r\n");
    line("length in hex", "Content-Length: 0x5\r\n");
    line("length with a point", "Content-Length: 5.0\r\n");
    line("length with a blank", "Content-Length: 5 5\r\n");
    line("length overflows", "Content-Length: 9223372036854775808\r\n");
    line("length overflows by far", "Content-Length: 99999999999999999999999999\r\n");
    line("length wraps round", "Content-Length: 18446744073709551621\r\n");
    line("coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
    line("length and coding", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    line("coding below chunked", "Transfer-Encoding: gzip, chunked\r\n", 501);
    line("coding below, two lines", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
         501);
    line("chunked is not last", "Transfer-Encoding: chunked, gzip\r\n");
    line("not chunked at all", "Transfer-Encoding: gzip\r\n");
    line("identity", "Transfer-Encoding: identity\r\n");
    line("chunked twice", "Transfer-Encoding: chunked, chunked\r\n");
    line("chunked in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
    line("chunked and a comma", "Transfer-Encoding: chunked,\r\n");
    line("chunked and an empty line", "Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n");
    line("chunked with a parameter", "Transfer-Encoding: chunked;q=1\r\n");
    line("nearly chunked", "Transfer-Encoding: xchunked\r\n");
    line("chunked in quotes", "Transfer-Encoding: \"chunked\"\r\n");
    line("empty coding", "Transfer-Encoding:\r\n");
    row("1.0 with a coding", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");

    row("asterisk", withTarget("*"));
    row("authority", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n");
    row("relative", withTarget("a/b"));
    row("another scheme", withTarget("ftp://a/b"));
    row("URL without host", withTarget("http:///b"));
    row("URL with a user", withTarget("http://u@a/b"));
    row("fragment", withTarget("/a#b"));
    row("malformed escape", withTarget("/%zz"));
    row("escape cut off", withTarget("/a%4"));
    row("escape missing", withTarget("/a%"));
    row("malformed escape in the query", withTarget("/?a=%g1"));
    row("escape cut off in the query", withTarget("/?a%2&b=c"));
    row("NUL in the path", withTarget("/%00"));
    row("CR in the path", withTarget("/%0d"));
    row("LF in the path", withTarget("/%0A"));
    row("NUL in the query", withTarget("/?a=%00"));
    row("CR LF in the query", withTarget("/?a=b%0d%0aX:c"));
    row("LF in a query name", withTarget("/?a%0A=b"));
}

void TestRequestHead::refuses()
{
    QFETCH(const QByteArray, head);
    QFETCH(const int, code);
    // However much has arrived, a wrong head is never taken for a right one.
    for (qsizetype size = 0; size < head.size(); ++size)
        QVERIFY(parseRequestHead(head.first(size), MaxHead).status != Status::Ok);
    const RequestHeadResult result = parseRequestHead(head, MaxHead);
    QCOMPARE(result.status, Status::Bad);
    QCOMPARE(result.code, code);
    QVERIFY(!result.reason.isEmpty());
}

void TestRequestHead::targets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("a");

    QTest::newRow("root") << QByteArray("/") << QByteArray("/") << QByteArray();
    QTest::newRow("query") << QByteArray("/b?a=1") << QByteArray("/b") << QByteArray("1");
    QTest::newRow("escaped") << QByteArray("/%7eb%2Fc+?a=%2B+") << QByteArray("/~b/c+")
                             << QByteArray("+ ");
    QTest::newRow("mark twice") << QByteArray("/b?a=?x") << QByteArray("/b") << QByteArray("?x");
    QTest::newRow("first counts") << QByteArray("/?a=1&a=2") << QByteArray("/") << QByteArray("1");
    QTest::newRow("escaped name") << QByteArray("/?%61=1") << QByteArray("/") << QByteArray("1");
    QTest::newRow("escaped separators")
        << QByteArray("/?a=1%262%3D3") << QByteArray("/") << QByteArray("1&2=3");
    QTest::newRow("URL") << QByteArray("http://h:80/b?a=1") << QByteArray("/b") << QByteArray("1");
    QTest::newRow("URL in capitals")
        << QByteArray("HTTPS://h/b") << QByteArray("/b") << QByteArray();
    QTest::newRow("URL without path") << QByteArray("http://h") << QByteArray("/") << QByteArray();
    QTest::newRow("URL, query only")
        << QByteArray("http://h?a=1") << QByteArray("/") << QByteArray("1");
    QTest::newRow("beyond ASCII") << QByteArray("/\xC3\xA9?a=\xC3\xA9") << QByteArray("/\xC3\xA9")
                                  << QByteArray("\xC3\xA9");
}

void TestRequestHead::targets()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, a);
    const RequestHeadResult result = parseRequestHead(withTarget(target), MaxHead);
    QCOMPARE(result.status, Status::Ok);
    QCOMPARE(result.head.target, target);
    QCOMPARE(result.head.path, path);
    QCOMPARE(result.head.queryValue("a").value_or(QByteArray()), a);
}

void TestRequestHead::limits()
{
    constexpr qsizetype limit = 300;
    const QByteArray empty = withLines("X: \r\n");
    const QByteArray exact = withLines("X: " + QByteArray(limit - empty.size(), 'x') + "\r\n");
    QCOMPARE(exact.size(), limit);
    QCOMPARE(parseRequestHead(exact, limit).status, Status::Ok);
    QCOMPARE(parseRequestHead(exact + "more", limit).status, Status::Ok);
    QCOMPARE(parseRequestHead(exact, limit - 1).code, 431);
    QCOMPARE(parseRequestHead(exact.chopped(1), limit - 1).status, Status::Incomplete);

    const QByteArray endless = "GET /" + QByteArray(limit, 'x');
    QCOMPARE(parseRequestHead(endless.first(limit), limit).status, Status::Incomplete);
    QCOMPARE(parseRequestHead(endless.first(limit + 1), limit).status, Status::Bad);
    QCOMPARE(parseRequestHead(endless.first(limit + 1), limit).code, 431);
}

void TestRequestHead::mutationsAreNeverMisread()
{
    QRandomGenerator random(20261121);
    const QByteArrayList pieces = {"\r\n",
                                   "\n",
                                   "\r",
                                   " ",
                                   "\t",
                                   ":",
                                   ",",
                                   "%",
                                   "%0a",
                                   "%zz",
                                   "Host: b\r\n",
                                   "Content-Length: 5\r\n",
                                   "content-length: +5\r\n",
                                   "Transfer-Encoding: chunked\r\n",
                                   "transfer-encoding: gzip\r\n",
                                   "HTTP/1.0",
                                   "\r\n\r\n",
                                   QByteArray(1, '\0')};
    const QByteArrayList heads = {Typical, withLines("Transfer-Encoding: chunked\r\n"),
                                  withLines("Content-Length: 5\r\n"), withTarget("http://a/b?c=d"),
                                  "GET / HTTP/1.0\r\n\r\n"};
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes = heads.at(random.bounded(heads.size()));
        for (int change = random.bounded(4); change >= 0; --change) {
            const qsizetype at = random.bounded(bytes.size());
            switch (random.bounded(5)) {
            case 0:
                bytes[at] = char(random.bounded(256));
                break;
            case 1:
                bytes.remove(at, 1 + random.bounded(8));
                break;
            case 2:
                bytes.insert(at, pieces.at(random.bounded(pieces.size())));
                break;
            case 3:
                bytes.insert(bytes.indexOf("\r\n") + 2, pieces.at(random.bounded(pieces.size())));
                break;
            default:
                bytes.insert(at, bytes.mid(random.bounded(bytes.size()), random.bounded(40)));
                break;
            }
            if (bytes.isEmpty())
                bytes = "x";
        }
        const RequestHeadResult result = parseRequestHead(bytes, MaxHead);
        if (result.status == Status::Bad) {
            QVERIFY(result.code == 400 || result.code == 501 || result.code == 505);
        } else if (result.status == Status::Ok) {
            ++accepted;
            const QByteArray wrong = complaint(bytes, result);
            QVERIFY2(wrong.isEmpty(),
                     (wrong + ": " + bytes.toPercentEncoding(" :/?=&")).constData());
        }
    }
    QVERIFY2(accepted > 1'000, "mutations too wild to test anything");
}

void TestRequestHead::parsesTypicalHead()
{
    const QByteArray head =
        "POST /send/?msgtype=1&channel=room&qos=0&timestamp=1760000000&nonce=123456"
        "&signature=0123456789abcdef0123456789abcdef01234567 HTTP/1.1\r\n"
        "Host: 127.0.0.1:1984\r\nUser-Agent: python-requests/2.31\r\n"
        "Accept-Encoding: gzip, deflate\r\nAccept: */*\r\n"
        "Connection: keep-alive\r\nContent-Type: application/json\r\n"
        "Content-Length: 64\r\n\r\n";
    QBENCHMARK
    {
        QCOMPARE(parseRequestHead(head, MaxHead).status, Status::Ok);
    }
}

QTEST_APPLESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
