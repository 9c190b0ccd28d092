// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/signature.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Rainbow {

/// The time that timestamp says, a decimal integer, if it lies within ±window seconds of now.
[[nodiscard]] std::optional<qint64> freshTime(QByteArrayView timestamp, qint64 now, qint64 window);

/// Whether text is a decimal integer, of any length.
[[nodiscard]] bool isDecimalInteger(QByteArrayView text);

/// Whether given is the signature of the other three and timestamp lies within ±window seconds
/// of now. Compares in constant time. timestamp and nonce must be decimal integers.
[[nodiscard]] bool signatureMatches(QByteArrayView token, QByteArrayView timestamp,
                                    QByteArrayView nonce, QByteArrayView given, qint64 now,
                                    qint64 window);

// The scheme `hmac` (docs/signature.md).

/// What is signed: method, path, query parameters but for `signature`, sorted by their bytes, and
/// the lower-case hex SHA-256 of the body, a line each. target is that of the request line and is
/// taken as it is, percent-encoding and all: nobody has to agree on how to decode it, and since no
/// part of it can hold a line feed, and no parameter an '&', requests that differ in anything but
/// the order of their parameters never give the same text. Whoever checks must therefore refuse a
/// parameter that comes twice.
[[nodiscard]] QByteArray textToSign(QByteArrayView method, QByteArrayView target,
                                    QByteArrayView body);

/// Lower-case hex HMAC-SHA256 of textToSign() under token.
[[nodiscard]] QByteArray hmacSignature(QByteArrayView token, QByteArrayView method,
                                       QByteArrayView target, QByteArrayView body);

/// Whether given is that. Compares in constant time; says nothing of time and nonce.
[[nodiscard]] bool hmacMatches(QByteArrayView token, QByteArrayView method, QByteArrayView target,
                               QByteArrayView body, QByteArrayView given);

} // namespace Rainbow
