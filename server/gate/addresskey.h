// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QHostAddress>
#include <QtEndian>

namespace Rainbow {

/// What counts as one address where limits are per address: an IPv4 address, or the /64 of an IPv6
/// address, all of which one subscriber has at will.
enum class AddressKey : quint64 {};

[[nodiscard]] inline AddressKey addressKey(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    // 0:ffff::/32 is nobody's, so that no IPv6 address gets in the way of these.
    if (isV4)
        return AddressKey(quint64(0xffff) << 32 | v4);
    return AddressKey(qFromBigEndian<quint64>(address.toIPv6Address().c));
}

} // namespace Rainbow
