// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/requestreader.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QTest>

using namespace Rainbow;
using Status = RequestReader::Status;

namespace {

/// What a reader made of some bytes.
struct Outcome {
    QByteArrayList paths;
    QByteArrayList bodies;
    int code = 0; ///< of the Bad that ended it
    RequestReader::Phase phase = RequestReader::Phase::Idle;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// Reads bytes in pieces of the sizes that nextSize says.
template <typename NextSize>
Outcome readIn(const QByteArray &bytes, const HttpSettings &settings, NextSize nextSize)
{
    Outcome outcome;
    RequestReader reader(settings);
    qsizetype at = 0;
    for (;;) {
        switch (reader.next()) {
        case Status::Request:
            outcome.paths.append(reader.head().path);
            outcome.bodies.append(reader.body());
            break;
        case Status::Bad:
            outcome.code = reader.code();
            return outcome;
        case Status::More: {
            if (at == bytes.size()) {
                outcome.phase = reader.phase();
                return outcome;
            }
            QByteArray piece = bytes.mid(at, nextSize());
            at += piece.size();
            QBuffer device(&piece);
            device.open(QIODevice::ReadOnly);
            if (!reader.readFrom(device) || device.bytesAvailable() > 0)
                at -= device.bytesAvailable();
            break;
        }
        }
    }
}

Outcome readAtOnce(const QByteArray &bytes, const HttpSettings &settings = {})
{
    return readIn(bytes, settings, [&bytes] { return bytes.size(); });
}

Outcome readByByte(const QByteArray &bytes, const HttpSettings &settings = {})
{
    return readIn(bytes, settings, [] { return qsizetype(1); });
}

QByteArray chunked(const QByteArray &body, const QByteArray &path = "/c")
{
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

QByteArray withBody(const QByteArray &body, const QByteArray &path = "/b")
{
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

class TestRequestReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bodies();
    void chunkedAnywhereSplit();
    void wrongChunks_data();
    void wrongChunks();
    void bodyLimit();
    void expectations();
    void boundedInput();
    void clearForgets();
    void piecesDoNotMatter();
};

void TestRequestReader::bodies()
{
    const QByteArray bytes = withBody("one", "/1") + withBody("", "/2")
        + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n" + chunked("0\r\n\r\n", "/4")
        + withBody(QByteArray(100'000, 'x'), "/5") + withBody("six", "/6");
    const Outcome outcome = readAtOnce(bytes);
    QCOMPARE(outcome.paths, (QByteArrayList{"/1", "/2", "/3", "/4", "/5", "/6"}));
    QCOMPARE(outcome.bodies, (QByteArrayList{"one", "", "", "", QByteArray(100'000, 'x'), "six"}));
    QCOMPARE(outcome.phase, RequestReader::Phase::Idle);
    QCOMPARE(readByByte(bytes), outcome);
}

void TestRequestReader::chunkedAnywhereSplit()
{
    const QByteArray bytes =
        chunked("5;name=value;flag;quoted=\"a;b\"\r\nhello\r\n"
                "00000A\r\n, chunked \r\n3\r\n\r\n!\r\n0;last\r\nTrailer: x\r\nX-Other: y\r\n\r\n")
        + withBody("next");
    const Outcome whole = readAtOnce(bytes);
    QCOMPARE(whole.bodies, (QByteArrayList{"hello, chunked \r\n!", "next"}));
    QCOMPARE(readByByte(bytes), whole);
    for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
        qsizetype size = cut;
        QCOMPARE(readIn(bytes, {}, [&] { return std::exchange(size, bytes.size()); }), whole);
    }
}

void TestRequestReader::wrongChunks_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no size") << QByteArray("\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("size is no hex") << QByteArray("g\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("size with a sign") << QByteArray("+5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("negative size") << QByteArray("-5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("size with 0x") << QByteArray("0x5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("blank before the size") << QByteArray(" 5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("two sizes") << QByteArray("5 5\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("size overflows") << QByteArray("10000000000000005\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("bare LF after the size") << QByteArray("5\nhello\r\n0\r\n\r\n");
    QTest::newRow("bare CR after the size") << QByteArray("5\rhello\r\n0\r\n\r\n");
    QTest::newRow("bare LF after the data") << QByteArray("5\r\nhello\n0\r\n\r\n");
    QTest::newRow("chunk too long") << QByteArray("5\r\nhello!\r\n0\r\n\r\n");
    QTest::newRow("chunk too short") << QByteArray("6\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("malformed extension") << QByteArray("5;=x\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("LF in an extension") << QByteArray("5;a\nb\r\nhello\r\n0\r\n\r\n");
    QTest::newRow("NUL in an extension") << QByteArray("5;a\0\r\nhello\r\n0\r\n\r\n", 18);
    QTest::newRow("malformed trailer") << QByteArray("0\r\nno colon\r\n\r\n");
    QTest::newRow("length in the trailers") << QByteArray("0\r\nContent-Length: 5\r\n\r\n");
    QTest::newRow("coding in the trailers")
        << QByteArray("0\r\nTransfer-Encoding: chunked\r\n\r\n");
    QTest::newRow("endless extension") << QByteArray("5;a=" + QByteArray(20'000, 'x'));
    QTest::newRow("endless size") << QByteArray(20'000, '0');
    QTest::newRow("endless trailer") << QByteArray("0\r\nX: " + QByteArray(20'000, 'x'));
    QTest::newRow("endless trailers") << "0\r\n" + QByteArray("X: y\r\n").repeated(4'000);
}

void TestRequestReader::wrongChunks()
{
    QFETCH(const QByteArray, body);
    QCOMPARE(readAtOnce(chunked(body)).code, 400);
    const Outcome outcome = readByByte(chunked(body));
    QCOMPARE(outcome.code, 400);
    QVERIFY(outcome.paths.isEmpty());
}

void TestRequestReader::bodyLimit()
{
    HttpSettings settings;
    settings.maxBody = 10;
    QCOMPARE(readAtOnce(withBody("0123456789"), settings).bodies, QByteArrayList{"0123456789"});
    const QByteArray over = withBody("0123456789x");
    QCOMPARE(readAtOnce(over, settings).code, 413);
    // The declared length is enough: nothing of the body need have come.
    QCOMPARE(readAtOnce(over.first(over.indexOf("\r\n\r\n") + 4), settings).code, 413);
    QCOMPARE(readAtOnce(withBody("").replace(": 0", ": 9223372036854775807"), settings).code, 413);

    QCOMPARE(readAtOnce(chunked("4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"), settings).bodies,
             QByteArrayList{"0123456789"});
    QCOMPARE(readAtOnce(chunked("4\r\n0123\r\n7\r\nx"), settings).code, 413);
    QCOMPARE(readAtOnce(chunked("b\r\nxx"), settings).code, 413);
    QCOMPARE(readAtOnce(chunked("ffffffffffffffff\r\n"), settings).code, 413);

    settings.maxBody = 0;
    QCOMPARE(readAtOnce(withBody(""), settings).code, 0);
    QCOMPARE(readAtOnce(chunked("0\r\n\r\n"), settings).code, 0);
    QCOMPARE(readAtOnce(withBody("x"), settings).code, 413);
}

void TestRequestReader::expectations()
{
    const auto head = [](const QByteArray &version, const QByteArray &lines) {
        return "POST / HTTP/" + version + "\r\nHost: a\r\n" + lines + "\r\n";
    };
    const auto expectsAfter = [](QByteArray bytes) {
        RequestReader reader({});
        QBuffer device(&bytes);
        device.open(QIODevice::ReadOnly);
        reader.readFrom(device);
        const Status status = reader.next();
        return status == Status::More && reader.expectsContinue();
    };
    QVERIFY(expectsAfter(head("1.1", "Expect: 100-Continue\r\nContent-Length: 3\r\n")));
    QVERIFY(expectsAfter(head("1.1", "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n")));
    QVERIFY(!expectsAfter(head("1.1", "Expect: 100-continue\r\nContent-Length: 3\r\n") + "a"));
    QVERIFY(!expectsAfter(head("1.0", "Expect: 100-continue\r\nContent-Length: 3\r\n")));
    QVERIFY(!expectsAfter(head("1.1", "Content-Length: 3\r\n")));

    QCOMPARE(readAtOnce(head("1.1", "Expect: 100-continue\r\n")).paths.size(), 1);
    QCOMPARE(readAtOnce(head("1.0", "Expect: tea\r\n")).paths.size(), 1);
    QCOMPARE(readAtOnce(head("1.1", "Expect: tea\r\n")).code, 417);
    QCOMPARE(readAtOnce(head("1.1", "Expect: 100-continue, tea\r\n")).code, 417);
    QCOMPARE(readAtOnce(head("1.1", "Expect: 100-continue\r\nExpect: tea\r\n")).code, 417);
    QCOMPARE(readAtOnce(head("1.1", "Expect: 100-continue\r\nContent-Length: 9999999\r\n")).code,
             413);
}

void TestRequestReader::boundedInput()
{
    QByteArray bytes = withBody("x").repeated(10'000);
    QBuffer device(&bytes);
    device.open(QIODevice::ReadOnly);
    RequestReader reader({});
    QVERIFY(reader.readFrom(device));
    QVERIFY(!reader.readFrom(device));
    QCOMPARE(bytes.size() - device.bytesAvailable(), 64 * 1024);
    QCOMPARE(reader.next(), Status::Request);
    QVERIFY(reader.readFrom(device));
    QVERIFY(!reader.readFrom(device));
}

void TestRequestReader::clearForgets()
{
    RequestReader reader({});
    QByteArray bytes = chunked("5;x\r\nhel");
    QBuffer device(&bytes);
    device.open(QIODevice::ReadOnly);
    QVERIFY(reader.readFrom(device));
    QCOMPARE(reader.next(), Status::More);
    QCOMPARE(reader.phase(), RequestReader::Phase::Body);
    reader.clear();
    QCOMPARE(reader.phase(), RequestReader::Phase::Idle);
    QCOMPARE(reader.next(), Status::More);
}

void TestRequestReader::piecesDoNotMatter()
{
    // However the bytes are cut, right or wrong, the same requests and the same error come out.
    QRandomGenerator random(1984);
    const QByteArray base = withBody("hello", "/1")
        + chunked("5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n", "/2") + "GET /3 HTTP/1.0\r\n\r\n"
        + withBody(QByteArray(50, 'z'), "/4");
    const QByteArrayList pieces = {"\r\n",
                                   "\n",
                                   "0",
                                   "5",
                                   ";",
                                   "\r\n0\r\n\r\n",
                                   "chunked",
                                   "Content-Length: 3\r\n",
                                   "Transfer-Encoding: chunked\r\n",
                                   " "};
    int wrong = 0;
    for (int round = 0; round < 5'000; ++round) {
        QByteArray bytes = base;
        for (int change = random.bounded(3); change > 0; --change) {
            const qsizetype at = random.bounded(bytes.size());
            if (random.bounded(2) == 0)
                bytes[at] = char(random.bounded(256));
            else
                bytes.insert(at, pieces.at(random.bounded(pieces.size())));
        }
        const Outcome whole = readAtOnce(bytes);
        const Outcome cut =
            readIn(bytes, {}, [&random] { return qsizetype(1 + random.bounded(30)); });
        QCOMPARE(cut.paths, whole.paths);
        QCOMPARE(cut.bodies, whole.bodies);
        // In pieces an error may show only with bytes that are still missing.
        if (cut.code != 0 || cut.phase == RequestReader::Phase::Idle)
            QCOMPARE(cut.code, whole.code);
        wrong += whole.code != 0 ? 1 : 0;
    }
    QVERIFY(wrong > 500);
    QVERIFY(wrong < 4'500);
}

QTEST_APPLESS_MAIN(TestRequestReader)
#include "tst_requestreader.moc"
