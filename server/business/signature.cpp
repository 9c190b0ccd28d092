// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/signature.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <openssl/crypto.h>

namespace Rainbow {

namespace {

bool isDecimalInteger(QByteArrayView text)
{
    if (text.startsWith('-'))
        text = text.sliced(1);
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<qint64> toInteger(QByteArrayView text)
{
    qint64 value = 0;
    if (!isDecimalInteger(text)
        || std::from_chars(text.begin(), text.end(), value).ec != std::errc())
        return std::nullopt;
    return value;
}

/// |a - b|, for any two.
quint64 distance(qint64 a, qint64 b)
{
    return a > b ? quint64(a) - quint64(b) : quint64(b) - quint64(a);
}

} // namespace

QByteArray signature(QByteArrayView token, QByteArrayView timestamp, QByteArrayView nonce)
{
    std::array parts{token, timestamp, nonce};
    std::sort(parts.begin(), parts.end());
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const QByteArrayView part : parts)
        hash.addData(part);
    return hash.result().toHex();
}

QByteArray signedQuery(QByteArrayView token, qint64 unixSeconds)
{
    // 53 bits: a business server may read the nonce as a double.
    const QByteArray nonce = QByteArray::number(QRandomGenerator::system()->generate64() >> 11);
    const QByteArray timestamp = QByteArray::number(unixSeconds);
    return "timestamp=" + timestamp + "&nonce=" + nonce
        + "&signature=" + signature(token, timestamp, nonce);
}

bool signatureMatches(QByteArrayView token, QByteArrayView timestamp, QByteArrayView nonce,
                      QByteArrayView given, qint64 now, qint64 window)
{
    const std::optional<qint64> time = toInteger(timestamp);
    if (!time || !isDecimalInteger(nonce))
        return false;
    if (window < 0 || distance(*time, now) > quint64(window))
        return false;
    const QByteArray expected = signature(token, timestamp, nonce);
    return given.size() == expected.size()
        && CRYPTO_memcmp(given.data(), expected.constData(), size_t(expected.size())) == 0;
}

} // namespace Rainbow
