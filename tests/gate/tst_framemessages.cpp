// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "framestream.h"

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

const Event Fragment{Kind::Fragment, {}, 0};

} // namespace

/// What FrameReader makes of frames: fragments, text, control frames in between, closes.
class TestFrameMessages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fragmentsAreJoined()
    {
        READS(frame(MoreBinary, "a") + frame(MoreContinuation, "bc") + frame(Continuation, "def"),
              Fragment, Fragment, {Kind::Binary, "abcdef"});
        READS(frame(MoreText, "a") + frame(Continuation, "b") + frame(Text, "c"), Fragment,
              {Kind::Text, "ab"}, {Kind::Text, "c"});
        READS(frame(MoreBinary) + frame(MoreContinuation) + frame(Continuation), Fragment, Fragment,
              {Kind::Binary, {}});
        READS(frame(MoreText) + frame(MoreContinuation, "x") + frame(Continuation), Fragment,
              Fragment, {Kind::Text, "x"});
    }

    void aThousandFragments()
    {
        QByteArray bytes = frame(MoreBinary, "x");
        for (int i = 0; i < 1'000; ++i)
            bytes += frame(MoreContinuation, "y");
        const Events events = readWhole(bytes + frame(Continuation, "z"));
        QCOMPARE(events.size(), 1'002);
        QCOMPARE(events.count(Fragment), 1'001);
        QCOMPARE(events.last(), (Event{Kind::Binary, 'x' + QByteArray(1'000, 'y') + 'z'}));
    }

    void continuationOfNothing()
    {
        READS(frame(Continuation, "x"), violation(1002));
        READS(frame(MoreContinuation, "x"), violation(1002));
        READS(frame(Binary, "a") + frame(Continuation, "x"), {Kind::Binary, "a"}, violation(1002));
        READS(frame(MoreText, "a") + frame(Continuation, "b") + frame(Continuation, "c"), Fragment,
              {Kind::Text, "ab"}, violation(1002));
        READS(frame(Ping) + frame(Continuation), {Kind::Ping, {}}, violation(1002));
    }

    void messageWithinAMessage()
    {
        for (const First first : {Text, Binary, MoreText, MoreBinary})
            READS(frame(MoreText, "a") + frame(first, "b"), Fragment, violation(1002));
        // Even one that has not got a byte yet.
        READS(frame(MoreBinary) + frame(Binary), Fragment, violation(1002));
    }

    void controlFramesBetweenFragments()
    {
        READS(frame(MoreText, "a") + frame(Ping, "1") + frame(MoreContinuation, "b")
                  + frame(Pong, "2") + frame(Ping) + frame(Continuation, "c"),
              Fragment, {Kind::Ping, "1"}, Fragment, {Kind::Pong, "2"}, {Kind::Ping, {}},
              {Kind::Text, "abc"});
        READS(frame(MoreBinary, "a") + frame(Close, closePayload(1000)), Fragment,
              {Kind::Close, closePayload(1000)});
    }

    void controlFramesWithinACharacter()
    {
        READS(frame(MoreText, "\xf0\x9f") + frame(Ping, "\xff\xfe")
                  + frame(Continuation, "\x98\x80"),
              Fragment, {Kind::Ping, "\xff\xfe"}, {Kind::Text, "\xf0\x9f\x98\x80"});
    }

    void controlFramesOfEverySize()
    {
        for (int size = 0; size <= 125; ++size) {
            const QByteArray payload(size, '\xfe');
            READS(frame(Ping, payload) + frame(Pong, payload), {Kind::Ping, payload},
                  {Kind::Pong, payload});
        }
        for (const First first : {Ping, Pong, Close}) {
            READS(header(first, 126), violation(1002));
            READS(header(first, 5, Length::Bits16), violation(1002));
            READS(header(first, 70'000), violation(1002));
        }
    }

    void fragmentedControlFrames()
    {
        for (const First first : {Ping, Pong, Close}) {
            READS(frame(first & 0x7f, "x"), violation(1002));
            READS(frame(MoreText, "a") + frame(first & 0x7f), Fragment, violation(1002));
        }
    }

    void textCutAnywhere()
    {
        const QByteArray text = "\u03ba\u1f79\u03c3\u03bc\u03b5 \U0001f600 and ASCII";
        for (qsizetype first = 0; first <= text.size(); ++first) {
            for (qsizetype second = first; second <= text.size(); ++second) {
                READS(frame(MoreText, text.left(first))
                          + frame(MoreContinuation, text.mid(first, second - first))
                          + frame(Continuation, text.mid(second)),
                      Fragment, Fragment, {Kind::Text, text});
            }
        }
    }

    void byteOrderMarkAndNulAreKept()
    {
        const QByteArray text("\xef\xbb\xbf\0a\0", 6);
        READS(frame(Text, text), {Kind::Text, text});
    }

    void binaryMayBeAnything()
    {
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all.append(char(i));
        READS(frame(Binary, all), {Kind::Binary, all});
        READS(frame(MoreBinary, "\xff") + frame(Continuation, "\xc0"), Fragment,
              {Kind::Binary, "\xff\xc0"});
    }

    void wrongTextIsRefusedAtItsFirstWrongByte_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("goodBytes");
        QTest::newRow("surrogate") << QByteArray("ok \xed\xa0\x80 more") << 4;
        QTest::newRow("overlong") << QByteArray("ok \xc0\xaf more") << 3;
        QTest::newRow("beyond") << QByteArray("ok \xf4\x90\x80\x80 more") << 4;
        QTest::newRow("ff") << QByteArray("\xff more") << 0;
        QTest::newRow("cut character") << QByteArray("\xe2\x82 more") << 2;
    }

    void wrongTextIsRefusedAtItsFirstWrongByte()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, goodBytes);
        READS(frame(Text, text), violation(1007));
        READS(frame(MoreText, text), violation(1007));
        // The header's six bytes come first.
        const QByteArray bytes = frame(MoreText, text);
        READS(bytes.left(6 + goodBytes));
        READS(bytes.left(6 + goodBytes + 1), violation(1007));
        // Split over fragments it is the same.
        READS(frame(MoreText, text.left(goodBytes)) + frame(Continuation, text.mid(goodBytes, 1)),
              Fragment, violation(1007));
    }

    void textMayNotEndWithinACharacter()
    {
        for (const char *text : {"\xc3", "\xe2\x82", "\xf0\x9f\x98", "a\xf0"}) {
            READS(frame(Text, text), violation(1007));
            READS(frame(MoreText, text) + frame(Continuation), Fragment, violation(1007));
        }
        READS(frame(MoreText, "\xe2\x82") + frame(MoreContinuation) + frame(Continuation, "\xac"),
              Fragment, Fragment, {Kind::Text, "\u20ac"});
    }

    void everyCloseCode()
    {
        for (int code = 0; code <= 0xffff; ++code) {
            const bool isAllowed = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
                || (code >= 3000 && code <= 4999);
            const QByteArray payload = closePayload(quint16(code));
            const Events events = readWhole(frame(Close, payload));
            const Events expected{isAllowed ? Event{Kind::Close, payload} : violation(1002)};
            if (events != expected)
                QFAIL(qPrintable(QString::number(code)));
        }
    }

    void closeReasons()
    {
        READS(frame(Close), {Kind::Close, {}});
        READS(frame(Close, "\x03"), violation(1002));
        for (const QByteArray &reason :
             {QByteArray(), QByteArray("bye"), QByteArray("\u20ac"), QByteArray(123, 'x')}) {
            READS(frame(Close, closePayload(1000, reason)),
                  {Kind::Close, closePayload(1000, reason)});
        }
        READS(frame(Close, closePayload(1000, QByteArray(124, 'x'))), violation(1002));
        for (const char *reason : {"\xff", "\xc3", "ok \xed\xa0\x80", "\xce\xba\xe1"})
            READS(frame(Close, closePayload(1000, reason)), violation(1007));
        // A code that is not allowed is the worse fault.
        READS(frame(Close, closePayload(1005, "\xff")), violation(1002));
    }

    void everyRefusalSaysWhy()
    {
        for (const QByteArray &bytes :
             {frame(0xc1), frame(0x83), frame(Continuation), frame(Ping & 0x7f), header(Ping, 126),
              frame(Text, {}, {}), header(Text, 1, Length::Bits16), header(Text, Limit + 1),
              frame(Text, "\xff"), frame(Text, "\xc3"), frame(Close, "x"),
              frame(Close, closePayload(999)), frame(Close, closePayload(1000, "\xff"))}) {
            FrameReader reader;
            QByteArrayView view = bytes;
            const FrameReader::Result result = reader.next(view, Limit);
            QVERIFY(result.kind == Kind::Violation);
            QVERIFY(qstrlen(result.reason) > 0);
            QVERIFY(result.payload.isEmpty());
        }
    }
};

QTEST_APPLESS_MAIN(TestFrameMessages)
#include "tst_framemessages.moc"
