// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "json/jsonstring.h"

#include <algorithm>

namespace Rainbow {

void appendJsonString(QByteArray &out, QByteArrayView text)
{
    static constexpr char hex[] = "0123456789abcdef";
    out.reserve(out.size() + text.size() + 2);
    out.append('"');
    const auto isSpecial = [](char c) { return quint8(c) < 0x20 || c == '"' || c == '\\'; };
    for (auto at = text.begin(); at != text.end();) {
        const auto special = std::find_if(at, text.end(), isSpecial);
        out.append(QByteArrayView(at, special));
        if (special == text.end())
            break;
        const char c = *special;
        if (quint8(c) < 0x20)
            out.append("\\u00").append(hex[quint8(c) >> 4]).append(hex[quint8(c) & 15]);
        else
            out.append('\\').append(c);
        at = special + 1;
    }
    out.append('"');
}

qsizetype jsonStringSize(QByteArrayView text)
{
    qsizetype size = text.size() + 2;
    for (const char c : text)
        size += quint8(c) < 0x20 ? 5 : qsizetype(c == '"' || c == '\\');
    return size;
}

} // namespace Rainbow
