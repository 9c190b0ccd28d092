// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/utf8check.h"

#include <cstring>

namespace Rainbow {

namespace {

/// The length of the ASCII text that bytes begin with.
qsizetype asciiPrefix(QByteArrayView bytes)
{
    constexpr quint64 HighBits = 0x8080808080808080;
    qsizetype at = 0;
    for (quint64 eight; at + qsizetype(sizeof eight) <= bytes.size(); at += sizeof eight) {
        std::memcpy(&eight, bytes.data() + at, sizeof eight);
        if ((eight & HighBits) != 0)
            break;
    }
    while (at < bytes.size() && quint8(bytes[at]) < 0x80)
        ++at;
    return at;
}

} // namespace

bool Utf8Check::take(QByteArrayView piece)
{
    while (!piece.isEmpty()) {
        if (m_missing == 0) {
            piece = piece.sliced(asciiPrefix(piece));
            if (piece.isEmpty())
                return true;
            if (!begin(quint8(piece.front())))
                return false;
        } else {
            const auto byte = quint8(piece.front());
            if (byte < m_lowest || byte > m_highest)
                return false;
            m_lowest = 0x80;
            m_highest = 0xbf;
            --m_missing;
        }
        piece = piece.sliced(1);
    }
    return true;
}

bool Utf8Check::begin(quint8 lead)
{
    if (lead < 0xc2 || lead > 0xf4)
        return false;
    m_missing = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    // What would be an overlong form, a surrogate, or beyond U+10FFFF.
    if (lead == 0xe0)
        m_lowest = 0xa0;
    else if (lead == 0xf0)
        m_lowest = 0x90;
    else if (lead == 0xed)
        m_highest = 0x9f;
    else if (lead == 0xf4)
        m_highest = 0x8f;
    return true;
}

} // namespace Rainbow
