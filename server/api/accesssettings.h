// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace Rainbow {

/// One who may call the mesh API: [access:NAME].
struct AccessUser {
    QByteArray name;
    QByteArray password; ///< a secret
    QByteArray passwordFile = {}; ///< where it was read from; empty: the configuration itself
    bool mayRead = true; ///< take messages out of queues
    bool mayWrite = true; ///< publish, send, steer connections
    /// Addresses it may call from, with "*" for any run of characters; none: any address.
    QList<QByteArray> hosts = {};
    QByteArray app; ///< whose it is: the application's name

    friend bool operator==(const AccessUser &, const AccessUser &) = default;
};

} // namespace Rainbow
