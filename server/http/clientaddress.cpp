// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/clientaddress.h"

#include "http/octets.h"

#include <algorithm>
#include <optional>

#include <arpa/inet.h>

namespace Rainbow {

namespace {

constexpr int MappedPrefix = 96; ///< bits of ::ffff:0:0, behind which an IPv4 address stands
constexpr qsizetype MaxPortDigits = 5;

/// An IPv4-mapped address as the IPv4 address that it is.
QHostAddress plain(const QHostAddress &address)
{
    bool mapped = false;
    const quint32 v4 = address.toIPv4Address(&mapped);
    return mapped ? QHostAddress(v4) : address;
}

/// Strict, unlike QHostAddress: no `1.2`, no octal numbers, no scope; nor 0.0.0.0 or ::, which is
/// nobody's.
std::optional<QHostAddress> parsed(int family, QByteArrayView text)
{
    const QByteArray terminated = text.toByteArray();
    std::optional<QHostAddress> address;
    in_addr v4{};
    in6_addr v6{};
    if (family == AF_INET && ::inet_pton(AF_INET, terminated.constData(), &v4) == 1)
        address = QHostAddress(ntohl(v4.s_addr));
    else if (family == AF_INET6 && ::inet_pton(AF_INET6, terminated.constData(), &v6) == 1)
        address = plain(QHostAddress(v6.s6_addr));
    if (address && *address == QHostAddress(QHostAddress::AnyIPv4))
        return std::nullopt;
    return address;
}

/// `:` and digits, or nothing.
bool isPortSuffix(QByteArrayView text)
{
    return text.isEmpty()
        || (text.size() > 1 && text.size() <= 1 + MaxPortDigits && text.front() == ':'
            && std::all_of(text.begin() + 1, text.end(), isDigit));
}

std::optional<QHostAddress> addressIn(QByteArrayView entry)
{
    if (entry.size() > INET6_ADDRSTRLEN + MaxPortDigits + 3 || entry.contains('\0'))
        return std::nullopt;
    if (entry.startsWith('[')) {
        const qsizetype end = entry.indexOf(']');
        if (end < 0 || !isPortSuffix(entry.sliced(end + 1)))
            return std::nullopt;
        return parsed(AF_INET6, entry.sliced(1, end - 1));
    }
    const qsizetype colon = entry.indexOf(':');
    if (colon >= 0 && colon != entry.lastIndexOf(':'))
        return parsed(AF_INET6, entry);
    const QByteArrayView host = colon < 0 ? entry : entry.first(colon);
    if (!isPortSuffix(entry.sliced(host.size())))
        return std::nullopt;
    return parsed(AF_INET, host);
}

/// Whether address is in the network, neither of them IPv4-mapped unless the network is shorter
/// than the mapping.
bool isIn(const std::pair<QHostAddress, int> &network, const QHostAddress &address)
{
    const auto &[base, length] = network;
    const bool mapped = base.protocol() == QAbstractSocket::IPv6Protocol && length >= MappedPrefix
        && plain(base).protocol() == QAbstractSocket::IPv4Protocol;
    return mapped ? address.isInSubnet(plain(base), length - MappedPrefix)
                  : address.isInSubnet(base, length);
}

} // namespace

bool isIn(const Networks &networks, const QHostAddress &address)
{
    if (networks.isEmpty())
        return false;
    const QHostAddress host = plain(address);
    return std::any_of(networks.begin(), networks.end(),
                       [&host](const auto &network) { return isIn(network, host); });
}

QHostAddress clientAddress(const QHostAddress &peer, const RequestHead &head,
                           const Networks &trustedProxies)
{
    QHostAddress last = plain(peer);
    if (!isIn(trustedProxies, last))
        return last;
    for (auto field = head.headers.crbegin(); field != head.headers.crend(); ++field) {
        if (!equalsIgnoringCase(field->name, "X-Forwarded-For"))
            continue;
        QByteArrayView left = field->value;
        while (!left.isEmpty()) {
            const qsizetype comma = left.lastIndexOf(',');
            const QByteArrayView entry = left.sliced(comma + 1).trimmed();
            left = left.first(std::max<qsizetype>(comma, 0));
            if (entry.isEmpty()) // a list may have empty elements (RFC 9110 §5.6.1)
                continue;
            const std::optional<QHostAddress> hop = addressIn(entry);
            if (!hop)
                return last;
            last = *hop;
            if (!isIn(trustedProxies, last))
                return last;
        }
    }
    return last;
}

} // namespace Rainbow
