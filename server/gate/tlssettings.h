// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace Rainbow {

/// TLS on the listening ports (section [tls]). No certificates: no TLS.
struct TlsSettings {
    QList<QByteArray> certificates; ///< paths of PEM chains; the first is the default one
    QList<QByteArray> keys; ///< paths of their PEM keys, in the same order

    [[nodiscard]] bool isOn() const { return !certificates.isEmpty(); }
};

} // namespace Rainbow
