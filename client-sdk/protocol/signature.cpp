// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/signature.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace Rainbow {

namespace {

// 53 bits: a business server may read the nonce as a double.
QByteArray makeNonce()
{
    return QByteArray::number(QRandomGenerator::system()->generate64() >> 11);
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

QByteArray unsignedQuery(qint64 unixSeconds)
{
    return "timestamp=" + QByteArray::number(unixSeconds) + "&nonce=" + makeNonce();
}

QByteArray signedQuery(QByteArrayView token, qint64 unixSeconds)
{
    const QByteArray timestamp = QByteArray::number(unixSeconds);
    const QByteArray nonce = makeNonce();
    return "timestamp=" + timestamp + "&nonce=" + nonce
        + "&signature=" + signature(token, timestamp, nonce);
}

} // namespace Rainbow
