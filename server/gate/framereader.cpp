// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/framereader.h"

#include "dialect/websocketframe.h"
#include "protocol/closecode.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <utility>

namespace Rainbow {

namespace {

constexpr quint8 FinalBit = 0x80;
constexpr quint8 ReservedBits = 0x70;
constexpr quint8 OpcodeBits = 0x0f;
constexpr quint8 ControlBit = 0x08;
constexpr quint8 MaskBit = 0x80;
constexpr quint8 LengthBits = 0x7f;
constexpr quint8 Length16 = 126;
constexpr quint8 Length64 = 127;
constexpr quint8 MaskSize = 4;
constexpr quint8 MaxControlPayload = 125;
constexpr qsizetype CodeSize = 2;

constexpr auto ProtocolError = quint16(CloseCode::ProtocolError);
constexpr auto NotUtf8 = quint16(CloseCode::NotUtf8);
constexpr auto TooBig = quint16(CloseCode::TooBig);

FrameReader::Result violation(quint16 code, const char *reason)
{
    return {FrameReader::Kind::Violation, {}, code, reason};
}

/// Bytes of a header, from its second byte.
quint8 headerSize(quint8 second)
{
    const quint8 length = second & LengthBits;
    return quint8(2 + (length == Length16 ? 2 : length == Length64 ? 8 : 0) + MaskSize);
}

/// Appends bytes to out without their mask, of which the byte at maskAt is the next to use.
void appendUnmasked(QByteArray &out, QByteArrayView bytes, const quint8 *mask, quint8 maskAt)
{
    const qsizetype before = out.size();
    out.append(bytes);
    char *data = out.data() + before;
    char turned[sizeof(quint64)];
    for (size_t i = 0; i < sizeof turned; ++i)
        turned[i] = char(mask[(maskAt + i) % MaskSize]);
    quint64 wide;
    std::memcpy(&wide, turned, sizeof wide);
    qsizetype at = 0;
    for (quint64 eight; at + qsizetype(sizeof eight) <= bytes.size(); at += sizeof eight) {
        std::memcpy(&eight, data + at, sizeof eight);
        eight ^= wide;
        std::memcpy(data + at, &eight, sizeof eight);
    }
    for (qsizetype i = 0; at < bytes.size(); ++at, ++i)
        data[at] ^= turned[i];
}

/// Whether a close frame may carry the code (RFC 6455 §7.4, and the registry of codes).
bool isCloseCode(quint16 code)
{
    constexpr quint16 LastOfRfc = 1003;
    constexpr quint16 FirstAfterReserved = 1007; // 1004 to 1006 are never sent
    constexpr quint16 LastRegistered = 1014;
    constexpr quint16 FirstOfLibraries = 3000;
    constexpr quint16 LastOfApplications = 4999;
    return (code >= 1000 && code <= LastOfRfc)
        || (code >= FirstAfterReserved && code <= LastRegistered)
        || (code >= FirstOfLibraries && code <= LastOfApplications);
}

} // namespace

FrameReader::Result FrameReader::next(QByteArrayView &bytes, qsizetype maxMessage)
{
    while (!bytes.isEmpty()) {
        if (!headerIsWhole()) {
            Result refused = takeHeader(bytes, maxMessage);
            if (refused.kind == Kind::Violation)
                return refused;
            if (!headerIsWhole())
                break;
        }
        Result refused = takePayload(bytes);
        if (refused.kind == Kind::Violation)
            return refused;
        if (m_payloadLeft > 0)
            break;
        m_headerSize = 0;
        m_headerWanted = BasicHeader;
        return endFrame();
    }
    return {};
}

FrameReader::Result FrameReader::takeHeader(QByteArrayView &bytes, qsizetype maxMessage)
{
    while (!bytes.isEmpty() && !headerIsWhole()) {
        m_header[m_headerSize++] = quint8(bytes.front());
        bytes = bytes.sliced(1);
        if (m_headerSize != BasicHeader)
            continue;
        if (const char *problem = headerProblem())
            return violation(ProtocolError, problem);
        m_headerWanted = headerSize(m_header[1]);
    }
    if (!headerIsWhole())
        return {};

    const quint8 length = m_header[1] & LengthBits;
    m_payloadLeft = length;
    if (length == Length16)
        m_payloadLeft = qFromBigEndian<quint16>(&m_header[2]);
    else if (length == Length64)
        m_payloadLeft = qFromBigEndian<quint64>(&m_header[2]);
    if ((length == Length16 && m_payloadLeft < Length16)
        || (length == Length64 && (m_payloadLeft <= 0xffff || m_payloadLeft >> 63 != 0)))
        return violation(ProtocolError, "length not in its shortest form");
    m_maskAt = 0;
    if ((m_header[0] & ControlBit) != 0)
        return {};

    if (m_messageOpcode == 0)
        m_messageOpcode = m_header[0] & OpcodeBits;
    if (m_payloadLeft > quint64(std::max<qsizetype>(0, maxMessage - m_message.size())))
        return violation(TooBig, "message over max_payload");
    return {};
}

/// What is wrong with the first two bytes; nothing: nullptr.
const char *FrameReader::headerProblem() const
{
    const quint8 first = m_header[0];
    if ((first & ReservedBits) != 0)
        return "reserved bit set";
    switch (Opcode(first & OpcodeBits)) {
    case Opcode::Continuation:
        if (m_messageOpcode == 0)
            return "continuation of no message";
        break;
    case Opcode::Text:
    case Opcode::Binary:
        if (m_messageOpcode != 0)
            return "new message within a fragmented one";
        break;
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
        if ((first & FinalBit) == 0)
            return "fragmented control frame";
        if ((m_header[1] & LengthBits) > MaxControlPayload)
            return "control frame over 125 bytes";
        break;
    default:
        return "reserved opcode";
    }
    return (m_header[1] & MaskBit) == 0 ? "frame without a mask" : nullptr;
}

FrameReader::Result FrameReader::takePayload(QByteArrayView &bytes)
{
    const auto size = qsizetype(std::min<quint64>(m_payloadLeft, quint64(bytes.size())));
    const bool isControl = (m_header[0] & ControlBit) != 0;
    QByteArray &out = isControl ? m_control : m_message;
    const qsizetype before = out.size();
    appendUnmasked(out, bytes.first(size), &m_header[m_headerSize - MaskSize], m_maskAt);
    bytes = bytes.sliced(size);
    m_payloadLeft -= quint64(size);
    m_maskAt = quint8((m_maskAt + size) % MaskSize);
    if (!isControl && Opcode(m_messageOpcode) == Opcode::Text
        && !m_text.take(QByteArrayView(out).sliced(before)))
        return violation(NotUtf8, "text is not UTF-8");
    return {};
}

FrameReader::Result FrameReader::endFrame()
{
    switch (Opcode(m_header[0] & OpcodeBits)) {
    case Opcode::Close:
        return endClose();
    case Opcode::Ping:
        return {Kind::Ping, std::exchange(m_control, {}), 0, ""};
    case Opcode::Pong:
        return {Kind::Pong, std::exchange(m_control, {}), 0, ""};
    default:
        break;
    }
    if ((m_header[0] & FinalBit) == 0)
        return {Kind::Fragment, {}, 0, ""};
    const bool isText = Opcode(std::exchange(m_messageOpcode, quint8(0))) == Opcode::Text;
    if (isText && !m_text.isComplete())
        return violation(NotUtf8, "text ends within a character");
    return {isText ? Kind::Text : Kind::Binary, std::exchange(m_message, {}), 0, ""};
}

FrameReader::Result FrameReader::endClose()
{
    if (m_control.size() == 1)
        return violation(ProtocolError, "half a close code");
    if (!m_control.isEmpty()) {
        if (!isCloseCode(qFromBigEndian<quint16>(m_control.constData())))
            return violation(ProtocolError, "close code not allowed");
        Utf8Check reason;
        if (!reason.take(QByteArrayView(m_control).sliced(CodeSize)) || !reason.isComplete())
            return violation(NotUtf8, "close reason is not UTF-8");
    }
    return {Kind::Close, std::exchange(m_control, {}), 0, ""};
}

} // namespace Rainbow
