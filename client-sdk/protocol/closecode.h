// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace Rainbow {

/// Close codes of RFC 6455 §7.4.1 and of the relay's own (4000 and above).
enum class CloseCode : quint16 {
    Normal = 1000, ///< from a client: it is over, the session too
    GoingAway = 1001, ///< from a relay: come again, here or elsewhere
    ProtocolError = 1002, ///< the other side broke a rule of the protocol
    Abnormal = 1006, ///< never sent: the connection broke
    NotUtf8 = 1007,
    PolicyViolation = 1008,
    TooBig = 1009,
    TooSlow = 1013, ///< come again later
    TakenOver = 4009, ///< another connection has the session
    Withdrawn = 4401, ///< the authorisation was
    TooManyOfAccount = 4429, ///< connections of the same account
    KickedByAdministrator = 4500,
    KickedByBusiness = 4501,
};

/// A client is not to connect again.
[[nodiscard]] constexpr bool isFinal(quint16 closeCode)
{
    return closeCode >= 4500 && closeCode <= 4999;
}

} // namespace Rainbow
