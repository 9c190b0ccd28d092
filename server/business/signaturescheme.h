// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace Rainbow {

/// How calls between the relay and the business server are signed, in both directions.
enum class SignatureScheme : quint8 {
    Sha1, ///< SHA-1 over token, timestamp and nonce: the original one (rainbow.md §2)
    Hmac, ///< HMAC-SHA256 over method, path, query and body; no nonce is taken twice
};

} // namespace Rainbow
