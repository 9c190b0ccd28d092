// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QHostAddress>

namespace Rainbow {

struct SocketAddress {
    QHostAddress host; ///< IPv4 where IPv6 stands for it; null: not known
    quint16 port = 0;
};

/// The two ends of a connected descriptor.
[[nodiscard]] SocketAddress peerAddressOf(int descriptor);
[[nodiscard]] SocketAddress localAddressOf(int descriptor);

} // namespace Rainbow
