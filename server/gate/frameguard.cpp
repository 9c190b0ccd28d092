// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/frameguard.h"

#include <QtEndian>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr quint8 MaskBit = 0x80;
constexpr quint8 LengthMask = 0x7f;
constexpr quint8 Length16 = 126;
constexpr quint8 Length64 = 127;
constexpr quint8 MaskSize = 4;

/// Bytes of a header, from its second byte.
quint8 headerSize(quint8 second)
{
    const quint8 length = second & LengthMask;
    return quint8(2 + (length == Length16 ? 2 : length == Length64 ? 8 : 0) + MaskSize);
}

} // namespace

FrameGuard::Scan FrameGuard::scan(QByteArrayView bytes)
{
    Scan result;
    qsizetype at = 0;
    while (at < bytes.size()) {
        if (m_payloadLeft > 0) {
            const auto size = std::min<quint64>(m_payloadLeft, quint64(bytes.size() - at));
            m_payloadLeft -= size;
            at += qsizetype(size);
        } else {
            m_header[m_headerSize++] = quint8(bytes[at++]);
            if (m_headerSize == BasicHeader) {
                if ((m_header[1] & MaskBit) == 0) {
                    result.violation = {1002, "frame without a mask"};
                    return result;
                }
                m_headerWanted = headerSize(m_header[1]);
            }
            if (m_headerSize < m_headerWanted)
                continue;
            result.violation = checkHeader();
            if (result.violation)
                return result;
            m_headerSize = 0;
            m_headerWanted = BasicHeader;
        }
        if (m_payloadLeft == 0)
            result.complete = at;
    }
    return result;
}

std::optional<FrameGuard::Violation> FrameGuard::checkHeader()
{
    const quint8 length = m_header[1] & LengthMask;
    m_payloadLeft = length;
    if (length == Length16)
        m_payloadLeft = qFromBigEndian<quint16>(&m_header[2]);
    else if (length == Length64)
        m_payloadLeft = qFromBigEndian<quint64>(&m_header[2]);
    if (m_payloadLeft > m_maxPayload)
        return Violation{1009, "frame over max_payload"};
    return std::nullopt;
}

} // namespace Rainbow
