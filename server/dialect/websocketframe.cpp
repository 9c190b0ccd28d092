// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/websocketframe.h"

#include <QtEndian>

namespace Rainbow {

void appendFrameHeader(QByteArray &out, Opcode opcode, qsizetype payloadSize)
{
    constexpr quint8 Final = 0x80;
    char header[MaxFrameHeader];
    header[0] = char(Final | quint8(opcode));
    const qsizetype size = frameHeaderSize(payloadSize);
    if (size == 2) {
        header[1] = char(payloadSize);
    } else if (size == 4) {
        header[1] = 126;
        qToBigEndian<quint16>(quint16(payloadSize), header + 2);
    } else {
        header[1] = 127;
        qToBigEndian<quint64>(quint64(payloadSize), header + 2);
    }
    out.append(header, size);
}

QByteArray controlFrame(Opcode opcode, QByteArrayView payload)
{
    QByteArray frame;
    frame.reserve(frameHeaderSize(payload.size()) + payload.size());
    appendFrameHeader(frame, opcode, payload.size());
    frame.append(payload);
    return frame;
}

QByteArray closeFrame(quint16 code, const QByteArray &reason)
{
    constexpr qsizetype MaxReason = 123;
    QByteArray text = reason.left(MaxReason);
    // Not in the middle of a character: a close reason must be UTF-8.
    const auto continues = [](char c) { return (quint8(c) & 0xc0) == 0x80; };
    while (text.size() < reason.size() && continues(reason[text.size()]))
        text.chop(1);
    char number[2];
    qToBigEndian<quint16>(code, number);
    return controlFrame(Opcode::Close, QByteArray(number, sizeof number) + text);
}

} // namespace Rainbow
