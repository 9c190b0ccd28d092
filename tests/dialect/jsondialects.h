// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"
#include "dialect/websocketframe.h"

#include <QTest>

namespace Rainbow {

/// What a frame says, when it is one text frame as a server sends it; else what is wrong with it.
inline QByteArray textOf(const Frame &frame)
{
    if (frame.idOffset != -1)
        return "has an offset";
    const qsizetype size = frame.payloadSize();
    QByteArray header;
    appendFrameHeader(header, Opcode::Text, size);
    if (!frame.bytes.startsWith(header) || frame.bytes.size() != header.size() + size)
        return "not a text frame: " + frame.bytes.toHex();
    return frame.bytes.sliced(header.size());
}

/// A message on its way to a channel.
inline MessageEvent channelMessage(const QByteArray &payload, const QByteArray &channel = "room")
{
    MessageEvent event;
    event.type = 1;
    event.payload = payload;
    event.channel = channel;
    return event;
}

/// Rows of payloads and what they are as JSON values in the dialects' frames.
inline void addPayloads()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("isJson");
    QTest::addColumn<QByteArray>("data");
    const auto row = [](const char *name, const QByteArray &payload, const QByteArray &data,
                        bool isJson = false) { QTest::newRow(name) << payload << isJson << data; };
    row("object", R"({"a": [1, "\u00fc"]})", R"({"a": [1, "\u00fc"]})");
    row("known object", R"({ "a":1 })", R"({ "a":1 })", true);
    row("number", "12", "12");
    row("null", "null", "null", true);
    row("big number", "1e999", "1e999");
    row("string", R"("x")", R"("x")");
    row("text", "hello \"Zo\xc3\xab\"\n", "\"hello \\\"Zo\xc3\xab\\\"\\u000a\"");
    row("nearly JSON", R"({"a":1)", R"("{\"a\":1")");
    row("surrogate", R"("\ud83c")", R"("\"\\ud83c\"")");
    row("empty", "", R"("")");
    row("bytes", QByteArray("\xff\x00\x01", 3), R"("/wAB")");
    row("bytes with padding", "\xfe", R"("/g==")");
    row("cut character", "\"\xc3\"", R"("IsMi")");
    row("too deep", QByteArray(600, '[') + QByteArray(600, ']'),
        '"' + QByteArray(600, '[') + QByteArray(600, ']') + '"');
}

/// The sizes at which the header of a frame changes: textOf() looks at it.
inline void framesOfAnySize(const Dialect &dialect, qsizetype envelope)
{
    for (const qsizetype size : {125, 126, 127, 65'535, 65'536, 65'537}) {
        const QByteArray payload = '"' + QByteArray(size - envelope - 2, 'p') + '"';
        MessageEvent event = channelMessage(payload);
        for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            event.qos = qos;
            event.id = 7;
            const Frame frame = dialect.encode(event);
            QCOMPARE(textOf(frame).size(), size);
            QVERIFY(textOf(frame).contains(payload));
            QVERIFY(frame.bytes.capacity() <= frame.bytes.size() + 32); // made in one piece
        }
    }
}

/// A dialect that can neither answer nor greet.
inline void hasNoWordForAnswers(const Dialect &dialect)
{
    for (const AnswerKind kind :
         {AnswerKind::Ack, AnswerKind::Rec, AnswerKind::Rel, AnswerKind::Com})
        QVERIFY(dialect.encode(AnswerEvent{kind, 1, "x"}).bytes.isEmpty());
    QVERIFY(dialect.encode(HelloEvent{}).bytes.isEmpty());
    QVERIFY(dialect.encode(NakEvent{1, NakCode::Malformed, "x"}).bytes.isEmpty());
}

/// Names that a text frame cannot have.
inline void hasNoWordForBadNames(const Dialect &dialect)
{
    MessageEvent event = channelMessage("{}", "room\xff");
    QVERIFY(dialect.encode(event).bytes.isEmpty());
    event.channel = "room";
    event.from = "\xc3";
    QVERIFY(dialect.encode(event).bytes.isEmpty());
}

} // namespace Rainbow
