// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/openssl.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace Rainbow {

/// A server's certificate, those that lead from it to its authority, and what it is made out for.
struct TlsChain {
    CertificatePtr certificate;
    std::vector<CertificatePtr> others;
    QList<QByteArray> names; ///< dNSNames of its subjectAltName, lower case
    QByteArray problem; ///< empty: all is well
};

/// Reads the PEM certificates of a file.
[[nodiscard]] TlsChain readChain(const QByteArray &path);
/// What is odd about its dates, as of now; empty: nothing.
[[nodiscard]] QByteArray validityWarning(X509 *certificate);

struct TlsKey {
    KeyPtr key;
    QByteArray problem; ///< empty: all is well
};

/// Reads the PEM key of a file, which must be neither encrypted nor readable by others.
[[nodiscard]] TlsKey readKey(const QByteArray &path);

} // namespace Rainbow
