// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Rainbow {

/// Lower-case hex SHA-1 of token, timestamp and nonce, sorted by their bytes and joined without
/// a separator (rainbow.md §2).
[[nodiscard]] QByteArray signature(QByteArrayView token, QByteArrayView timestamp,
                                   QByteArrayView nonce);

/// `timestamp=…&nonce=…&signature=…` for a call at unixSeconds, with a nonce from the system's
/// random generator.
[[nodiscard]] QByteArray signedQuery(QByteArrayView token, qint64 unixSeconds);

/// Whether given is the signature of the other three and timestamp lies within ±window seconds
/// of now. Compares in constant time. timestamp and nonce must be decimal integers.
[[nodiscard]] bool signatureMatches(QByteArrayView token, QByteArrayView timestamp,
                                    QByteArrayView nonce, QByteArrayView given, qint64 now,
                                    qint64 window);

} // namespace Rainbow
