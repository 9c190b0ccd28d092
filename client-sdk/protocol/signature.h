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

/// `timestamp=…&nonce=…`, the same without a signature.
[[nodiscard]] QByteArray unsignedQuery(qint64 unixSeconds);

} // namespace Rainbow
