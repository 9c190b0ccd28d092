// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "framestream.h"

#include <QRandomGenerator>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Headers, lengths, masks and limits. What messages are made of is in tst_framemessages.
class TestFrameReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySize()
    {
        for (const int size : {0,   1,   3,   7,   8,   9,      15,     16,     17,     124,   125,
                               126, 127, 128, 255, 256, 65'534, 65'535, 65'536, 65'537, 70'000}) {
            const QByteArray payload = QByteArray("0123456789").repeated(size / 10 + 1).left(size);
            READS(frame(Binary, payload) + frame(Ping), {Kind::Binary, payload}, {Kind::Ping, {}});
            READS(frame(Text, payload) + frame(Pong), {Kind::Text, payload}, {Kind::Pong, {}});
        }
    }

    void everyMaskAtEveryCut()
    {
        QByteArray payload;
        for (int i = 0; i < 40; ++i)
            payload.append(char(i * 37));
        for (const char *mask : {"00000000", "ffffffff", "37fa213d", "01000080", "00ff00ff"}) {
            for (qsizetype size = 0; size <= payload.size(); ++size) {
                const QByteArray part = payload.left(size);
                const QByteArray bytes = frame(Binary, part, QByteArray::fromHex(mask));
                for (qsizetype cut = 1; cut <= bytes.size(); ++cut) {
                    const Events events = readPieces(bytes, [cut] { return cut; });
                    QCOMPARE(events, (Events{{Kind::Binary, part}}));
                }
            }
        }
    }

    void everyFirstByte()
    {
        const auto expected = [](int first, bool isWithinMessage) -> Event {
            const int opcode = first & 0x0f;
            const bool isFinal = (first & 0x80) != 0;
            if ((first & 0x70) != 0)
                return violation(1002);
            if (opcode == 8 || opcode == 9 || opcode == 10) {
                const Kind kind = opcode == 8 ? Kind::Close : opcode == 9 ? Kind::Ping : Kind::Pong;
                return isFinal ? Event{kind, {}} : violation(1002);
            }
            if (opcode > 2 || (opcode == 0) != isWithinMessage)
                return violation(1002);
            if (!isFinal)
                return {Kind::Fragment, {}};
            return {opcode == 1 ? Kind::Text : Kind::Binary, {}};
        };
        for (int first = 0; first < 256; ++first) {
            READS(frame(quint8(first)), expected(first, false));
            READS(frame(MoreBinary) + frame(quint8(first)), {Kind::Fragment, {}},
                  expected(first, true));
        }
    }

    void everySecondByte()
    {
        for (int second = 0; second < 256; ++second) {
            for (const First first : {Text, Binary, MoreBinary, Close, Ping, Pong}) {
                const QByteArray bytes{QByteArray(1, char(first)) + char(second)};
                const bool isControl = first >= Close;
                const bool isRefused = second < 0x80 || (isControl && (second & 0x7f) > 125);
                const Events expected = isRefused ? Events{violation(1002)} : Events{};
                QCOMPARE(readWhole(bytes), expected);
                QCOMPARE(readBytes(bytes), expected);
            }
        }
    }

    void unmasked()
    {
        for (const int size : {0, 5, 126, 300, 66'000})
            READS(frame(Binary, "good") + frame(Binary, QByteArray(size, 'x'), {}),
                  {Kind::Binary, "good"}, violation(1002));
        READS(frame(Ping, {}, {}), violation(1002));
        READS(frame(Close, closePayload(1000), {}), violation(1002));
    }

    void lengthForms_data()
    {
        QTest::addColumn<quint64>("size");
        QTest::addColumn<Length>("form");
        QTest::addColumn<int>("code"); // 0: it is in order, and its payload is waited for
        const auto row = [](const char *name, quint64 size, Length form, int code) {
            QTest::newRow(name) << size << form << code;
        };
        row("0 in 16 bits", 0, Length::Bits16, 1002);
        row("1 in 16 bits", 1, Length::Bits16, 1002);
        row("125 in 16 bits", 125, Length::Bits16, 1002);
        row("126 in 16 bits", 126, Length::Bits16, 0);
        row("65535 in 16 bits", 65'535, Length::Bits16, 0);
        row("0 in 64 bits", 0, Length::Bits64, 1002);
        row("125 in 64 bits", 125, Length::Bits64, 1002);
        row("126 in 64 bits", 126, Length::Bits64, 1002);
        row("65535 in 64 bits", 65'535, Length::Bits64, 1002);
        row("65536 in 64 bits", 65'536, Length::Bits64, 0);
        row("at the limit", Limit, Length::Bits64, 0);
        row("over the limit", Limit + 1, Length::Bits64, 1009);
        row("2 GiB", quint64(1) << 31, Length::Bits64, 1009);
        row("4 GiB", quint64(1) << 32, Length::Bits64, 1009);
        row("the largest", ~quint64(0) >> 1, Length::Bits64, 1009);
        row("the top bit", quint64(1) << 63, Length::Bits64, 1002);
        row("all bits", ~quint64(0), Length::Bits64, 1002);
    }

    void lengthForms()
    {
        QFETCH(quint64, size);
        QFETCH(Length, form);
        QFETCH(int, code);
        // Told from the header alone, by its last byte at the latest.
        const Events expected = code == 0 ? Events{} : Events{violation(code)};
        for (const First first : {Text, Binary, MoreText, MoreBinary}) {
            QCOMPARE(readWhole(header(first, size, form)), expected);
            QCOMPARE(readBytes(header(first, size, form)), expected);
        }
    }

    void limits_data()
    {
        QTest::addColumn<int>("limit");
        for (const int limit : {0, 1, 100, 125, 126, 1'000, 65'535, 65'536})
            QTest::addRow("%d", limit) << limit;
    }

    void limits()
    {
        QFETCH(int, limit);
        const QByteArray most(limit, 'x');
        const Events taken{{Kind::Binary, most}, {Kind::Text, most}};
        QCOMPARE(readWhole(frame(Binary, most) + frame(Text, most), limit), taken);
        QCOMPARE(readBytes(frame(Binary, most) + frame(Text, most), limit), taken);
        for (const First first : {Text, Binary, MoreText, MoreBinary})
            QCOMPARE(readBytes(header(first, quint64(limit) + 1), limit), Events{violation(1009)});
    }

    void limitIsOfTheSumOfFragments()
    {
        const QByteArray begun = frame(MoreBinary, "12345") + frame(MoreContinuation, "678");
        const Event fragment{Kind::Fragment, {}};
        QCOMPARE(readBytes(begun + frame(Continuation, "90"), 10),
                 (Events{fragment, fragment, {Kind::Binary, "1234567890"}}));
        QCOMPARE(readBytes(begun + header(Continuation, 3), 10),
                 (Events{fragment, fragment, violation(1009)}));
        QCOMPARE(readBytes(begun + header(MoreContinuation, ~quint64(0) >> 1), 10),
                 (Events{fragment, fragment, violation(1009)}));
        // A message that is full may still end, and the next has all the room again.
        QCOMPARE(readBytes(begun + frame(MoreContinuation, "90") + frame(Continuation)
                               + frame(Binary, "0123456789"),
                           10),
                 (Events{fragment,
                         fragment,
                         fragment,
                         {Kind::Binary, "1234567890"},
                         {Kind::Binary, "0123456789"}}));
    }

    void limitIsNotForControlFrames()
    {
        const QByteArray ping(125, 'p');
        const Events expected{{Kind::Fragment, {}}, {Kind::Ping, ping}, {Kind::Binary, "0123"}};
        const QByteArray bytes =
            frame(MoreBinary, "012") + frame(Ping, ping) + frame(Continuation, "3");
        QCOMPARE(readWhole(bytes, 4), expected);
        QCOMPARE(readBytes(bytes, 4), expected);
    }

    void limitMayBeLoweredMeanwhile()
    {
        FrameReader reader;
        Events events;
        readInto(events, reader, frame(MoreBinary, "0123456789"), 20);
        readInto(events, reader, frame(MoreContinuation), 10);
        readInto(events, reader, header(Continuation, 1), 5);
        QCOMPARE(events, (Events{{Kind::Fragment, {}}, {Kind::Fragment, {}}, violation(1009)}));
    }

    void knowsWhetherAFrameHasBegun()
    {
        FrameReader reader;
        Events events;
        QVERIFY(!reader.isMidFrame());
        const QByteArray bytes = frame(MoreBinary, "abc");
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            readInto(events, reader, QByteArrayView(bytes).sliced(i, 1));
            QCOMPARE(reader.isMidFrame(), i + 1 < bytes.size());
        }
        QCOMPARE(events.size(), 1);
        readInto(events, reader, frame(Ping));
        QVERIFY(!reader.isMidFrame());
        readInto(events, reader, header(Continuation, 1));
        QVERIFY(reader.isMidFrame());
    }

    void stopsBehindEachEvent()
    {
        const QByteArray first = frame(Binary, "a");
        const QByteArray second = frame(Ping, "b");
        const QByteArray bytes = first + second + "\x82";
        QByteArrayView left = bytes;
        FrameReader reader;
        QCOMPARE(reader.next(left, Limit).payload, QByteArray("a"));
        QCOMPARE(left.size(), second.size() + 1);
        QCOMPARE(reader.next(left, Limit).payload, QByteArray("b"));
        QCOMPARE(left.size(), 1);
        QVERIFY(reader.next(left, Limit).kind == Kind::NeedMore);
        QVERIFY(left.isEmpty());
        QVERIFY(reader.next(left, Limit).kind == Kind::NeedMore);
    }

    void anyCutGivesTheSame()
    {
        QRandomGenerator random(7);
        constexpr quint8 likely[] = {Text,         Binary,       Ping,       Pong,
                                     MoreText,     MoreBinary,   MoreBinary, MoreContinuation,
                                     Continuation, Continuation, Close};
        for (int round = 0; round < 3'000; ++round) {
            QByteArray bytes;
            const int frames = random.bounded(1, 12);
            for (int i = 0; i < frames; ++i) {
                QByteArray payload(random.bounded(160), 'a');
                if (random.bounded(20) == 0)
                    payload.append(char(random.bounded(256)));
                bytes +=
                    frame(random.bounded(25) == 0 ? quint8(random.bounded(256))
                                                  : likely[random.bounded(int(std::size(likely)))],
                          payload);
            }
            const Events whole = readWhole(bytes, 500);
            QCOMPARE(readBytes(bytes, 500), whole);
            QCOMPARE(readPieces(
                         bytes, [&random] { return random.bounded(1, 90); }, 500),
                     whole);
        }
    }
};

QTEST_APPLESS_MAIN(TestFrameReader)
#include "tst_framereader.moc"
