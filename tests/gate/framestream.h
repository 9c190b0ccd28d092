// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/framereader.h"

#include <QList>
#include <QTest>
#include <QtEndian>

namespace Rainbow::Test {

// For the tests of FrameReader: streams of frames, and what is read of them.

using Kind = FrameReader::Kind;

/// First bytes of frames.
enum First : quint8 {
    Continuation = 0x80,
    Text = 0x81,
    Binary = 0x82,
    Close = 0x88,
    Ping = 0x89,
    Pong = 0x8a,
    MoreContinuation = 0x00, ///< no final bit: the message goes on
    MoreText = 0x01,
    MoreBinary = 0x02,
};

/// How a frame's length is written.
enum class Length : quint8 { Shortest, Bits7, Bits16, Bits64 };

/// A header that announces so many bytes, with the mask.
inline QByteArray header(quint8 first, quint64 size, Length form = Length::Shortest,
                         const QByteArray &mask = "\x37\xfa\x21\x3d")
{
    if (form == Length::Shortest)
        form = size < 126 ? Length::Bits7 : size <= 0xffff ? Length::Bits16 : Length::Bits64;
    const quint8 maskBit = mask.isEmpty() ? 0 : 0x80;
    QByteArray bytes(1, char(first));
    if (form == Length::Bits7) {
        bytes.append(char(maskBit | size));
    } else if (form == Length::Bits16) {
        bytes.append(char(maskBit | 126)).append(2, '\0');
        qToBigEndian(quint16(size), bytes.data() + 2);
    } else {
        bytes.append(char(maskBit | 127)).append(8, '\0');
        qToBigEndian(size, bytes.data() + 2);
    }
    return bytes + mask;
}

inline QByteArray frame(quint8 first, const QByteArray &payload = {},
                        const QByteArray &mask = "\x37\xfa\x21\x3d")
{
    QByteArray bytes = header(first, quint64(payload.size()), Length::Shortest, mask);
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes.append(mask.isEmpty() ? payload[i] : char(payload[i] ^ mask[i % mask.size()]));
    return bytes;
}

inline QByteArray closePayload(quint16 code, const QByteArray &reason = {})
{
    char bytes[2];
    qToBigEndian(code, bytes);
    return QByteArray(bytes, 2) + reason;
}

struct Event {
    Kind kind = Kind::NeedMore;
    QByteArray payload;
    int code = 0;

    friend bool operator==(const Event &, const Event &) = default;
};
using Events = QList<Event>;

inline Event violation(int code)
{
    return {Kind::Violation, {}, code};
}

/// For the messages of QCOMPARE, which finds it by the type.
inline char *toString(const Event &event)
{
    static constexpr const char *names[] = {"NeedMore", "Text", "Binary", "Fragment",
                                            "Ping",     "Pong", "Close",  "Violation"};
    return QTest::toString(names[int(event.kind)] + QByteArray(" ") + QByteArray::number(event.code)
                           + " [" + event.payload.left(40).toPercentEncoding(" ") + "]");
}

inline constexpr qsizetype Limit = 70'000;

/// Takes everything out of bytes; ends behind a violation.
inline void readInto(Events &events, FrameReader &reader, QByteArrayView bytes,
                     qsizetype limit = Limit)
{
    for (;;) {
        const FrameReader::Result result = reader.next(bytes, limit);
        if (result.kind == Kind::NeedMore)
            return;
        events.append({result.kind, result.payload, result.code});
        if (result.kind == Kind::Violation)
            return;
    }
}

/// What the reader makes of bytes in pieces of the lengths that next gives.
template <typename Next>
Events readPieces(const QByteArray &bytes, Next next, qsizetype limit = Limit)
{
    FrameReader reader;
    Events events;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = std::min<qsizetype>(next(), bytes.size() - at);
        readInto(events, reader, QByteArrayView(bytes).sliced(at, size), limit);
        if (!events.isEmpty() && events.last().kind == Kind::Violation)
            break;
        at += size;
    }
    return events;
}

inline Events readWhole(const QByteArray &bytes, qsizetype limit = Limit)
{
    return readPieces(
        bytes, [&bytes] { return bytes.size(); }, limit);
}

inline Events readBytes(const QByteArray &bytes, qsizetype limit = Limit)
{
    return readPieces(
        bytes, [] { return 1; }, limit);
}

} // namespace Rainbow::Test

/// Read at once and byte by byte, bytes give these events.
#define READS(bytes, ...)                                                                          \
    do {                                                                                           \
        QCOMPARE(readWhole(bytes), (Events{__VA_ARGS__}));                                         \
        QCOMPARE(readBytes(bytes), (Events{__VA_ARGS__}));                                         \
    } while (false)
