// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/jsonstring.h"

namespace Rainbow {

void appendJsonString(QByteArray &out, QByteArrayView text)
{
    static constexpr char hex[] = "0123456789abcdef";
    out.reserve(out.size() + text.size() + 2);
    out.append('"');
    for (const char c : text) {
        if (quint8(c) < 0x20) {
            out.append("\\u00").append(hex[quint8(c) >> 4]).append(hex[quint8(c) & 15]);
            continue;
        }
        if (c == '"' || c == '\\')
            out.append('\\');
        out.append(c);
    }
    out.append('"');
}

} // namespace Rainbow
