// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/imsignature.h"

#include <QCryptographicHash>

#include <algorithm>
#include <vector>

#include <openssl/crypto.h>

namespace Rainbow {

QByteArray imSignature(const SignedParameters &parameters, QByteArrayView secret)
{
    std::vector<const SignedParameters::value_type *> sorted;
    for (const auto &parameter : parameters) {
        if (parameter.first != "sign")
            sorted.push_back(&parameter);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto *a, const auto *b) { return *a < *b; });

    QCryptographicHash hash(QCryptographicHash::Md5);
    for (const auto *parameter : sorted) {
        hash.addData(parameter->first);
        hash.addData(QByteArrayView("="));
        hash.addData(parameter->second);
        hash.addData(QByteArrayView("&"));
    }
    hash.addData(QByteArrayView("key="));
    hash.addData(secret);
    return hash.result().toHex().toUpper();
}

bool imSignatureMatches(const SignedParameters &parameters, QByteArrayView given,
                        const QList<QByteArray> &secrets)
{
    bool matches = false;
    for (const QByteArray &secret : secrets) {
        const QByteArray right = imSignature(parameters, secret);
        matches |= !secret.isEmpty() && given.size() == right.size()
            && CRYPTO_memcmp(given.data(), right.constData(), size_t(right.size())) == 0;
    }
    return matches;
}

} // namespace Rainbow
