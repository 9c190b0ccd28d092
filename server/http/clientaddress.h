// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/requesthead.h"

#include <QHostAddress>
#include <QList>

#include <utility>

namespace Rainbow {

/// An address and how many of its leading bits count, as QHostAddress::parseSubnet() gives it.
using Networks = QList<std::pair<QHostAddress, int>>;

/// Whether address lies in one of the networks. An IPv4-mapped IPv6 address is the IPv4 address
/// that it holds, on both sides.
[[nodiscard]] bool isIn(const Networks &networks, const QHostAddress &address);

/// Who has sent a request that came from peer: peer itself, unless that is a trusted proxy. Then
/// X-Forwarded-For, all lines of it in order, is read from the right, where each proxy has put the
/// address that it was called from: the first one that is no trusted proxy is the client. What lies
/// further left may be the client's invention. Where an entry is no address (`unknown`, garbage, a
/// name), or all are trusted, the last trusted one that was read counts.
///
/// Entries are IPv4, IPv6 or [IPv6], the first and the last also with a port. Never IPv4-mapped.
/// Pure: may be called from any thread.
[[nodiscard]] QHostAddress clientAddress(const QHostAddress &peer, const RequestHead &head,
                                         const Networks &trustedProxies);

} // namespace Rainbow
