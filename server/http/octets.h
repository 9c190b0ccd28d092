// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <array>

namespace Rainbow {

// The alphabet of HTTP/1.1, for the parts of http/ that read or write it.

/// Classes of octets; one octet may be in several.
namespace Octet {
enum : quint8 {
    Token = 1, ///< RFC 9110 §5.6.2
    Target = 2, ///< visible, but no '#'; beyond ASCII too, since clients send it unencoded
    Text = 4, ///< a field value: visible, blanks, beyond ASCII (RFC 9110 §5.5)
    Host = 8, ///< uri-host and port (RFC 3986 §3.2.2), beyond ASCII too
};
} // namespace Octet

namespace Detail {
constexpr std::array<quint8, 256> octetClasses()
{
    std::array<quint8, 256> classes{};
    const auto add = [&classes](const char *octets, quint8 octetClass) {
        for (; *octets; ++octets)
            classes[quint8(*octets)] |= octetClass;
    };
    for (int c = 0x21; c <= 0xff; ++c)
        classes[size_t(c)] = c == 0x7f ? 0 : Octet::Target | Octet::Text;
    classes[quint8('#')] = Octet::Text;
    classes[quint8(' ')] = classes[quint8('\t')] = Octet::Text;
    for (int c = 0x80; c <= 0xff; ++c)
        classes[size_t(c)] |= Octet::Host;
    constexpr const char *alphanumeric =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    add(alphanumeric, Octet::Token | Octet::Host);
    add("!#$%&'*+-.^_`|~", Octet::Token);
    add("-._~!$&'()*+;=:[]%", Octet::Host);
    return classes;
}
inline constexpr std::array<quint8, 256> OctetClasses = octetClasses();
} // namespace Detail

constexpr bool isOctet(char c, quint8 octetClass)
{
    return (Detail::OctetClasses[quint8(c)] & octetClass) != 0;
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The value of a hex digit, -1: it is none.
constexpr int hexValue(char c)
{
    const char lower = char(c | 0x20);
    return isDigit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// ASCII only, as header names and tokens are compared.
inline bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

inline bool isToken(QByteArrayView text)
{
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return isOctet(c, Octet::Token); });
}

/// No byte in it could end the header line.
inline bool isFieldValue(QByteArrayView value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return isOctet(c, Octet::Text); });
}

/// text without the blanks (SP, HTAB) around it.
inline QByteArrayView trimmedBlanks(QByteArrayView text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

/// Calls use with each element of a comma-separated list that is not empty (RFC 9110 §5.6.1).
template <typename Use>
void forEachToken(QByteArrayView list, Use use)
{
    for (;;) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView one = trimmedBlanks(comma < 0 ? list : list.first(comma));
        if (!one.isEmpty())
            use(one);
        if (comma < 0)
            return;
        list = list.sliced(comma + 1);
    }
}

} // namespace Rainbow
