// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace Rainbow {

/// What a JSON Web Token says.
struct TokenVerdict {
    AccountName account; ///< `sub`
    qint64 expiresAt = 0; ///< `exp`, without leeway, in Unix seconds, at most of the year 9999
    /// Why it does not count, for the log; empty: it does. Says nothing of what is in the token.
    const char *why = "";

    [[nodiscard]] bool isAccepted() const { return *why == '\0'; }
};

/// By how much the clocks of relay and business server may differ, in seconds.
inline constexpr qint64 TokenLeeway = 10;

/// A longer token is refused, unread.
inline constexpr qsizetype MaxToken = 8 * 1024;

/// Whether token (RFC 7519, compact form) was made by somebody who has one of the secrets, and
/// counts at now (Unix seconds): HS256 only, compared in constant time, and before anything but
/// the header is read. `sub`, a string or an integer, is the account: 1 to 255 bytes without
/// control characters. `exp` is required; it and `nbf` are integers. Refused as well: more than
/// three parts, Base64 that is not as RFC 7515 has it to the last bit, a header that asks for more
/// than is understood (`crit`) or says where keys are (`jku`, `jwk`, `x5u`, `x5c`), members that
/// count and come twice. Without a secret nothing is accepted.
[[nodiscard]] TokenVerdict checkToken(QByteArrayView token, const QList<QByteArray> &secrets,
                                      qint64 now);

} // namespace Rainbow
