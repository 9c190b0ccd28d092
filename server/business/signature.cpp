// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/signature.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace Rainbow {

namespace {

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

bool sameInConstantTime(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), size_t(a.size())) == 0;
}

const unsigned char *octets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

QByteArray hex(const Digest &digest, unsigned int size)
{
    return QByteArray::fromRawData(reinterpret_cast<const char *>(digest.data()), size).toHex();
}

QByteArray sha256(QByteArrayView bytes)
{
    Digest digest;
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), size_t(bytes.size()), digest.data(), &size, EVP_sha256(), nullptr)
        != 1) {
        qFatal("OpenSSL has no SHA-256");
    }
    return hex(digest, size);
}

/// The target of a request line in origin form: without scheme and authority.
QByteArrayView originForm(QByteArrayView target)
{
    if (target.startsWith('/'))
        return target;
    const qsizetype scheme = target.indexOf("://");
    if (scheme < 0)
        return target;
    const auto end = std::find_if(target.begin() + scheme + 3, target.end(),
                                  [](char c) { return c == '/' || c == '?'; });
    return target.sliced(end - target.begin());
}

} // namespace

bool isDecimalInteger(QByteArrayView text)
{
    if (text.startsWith('-'))
        text = text.sliced(1);
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<qint64> freshTime(QByteArrayView timestamp, qint64 now, qint64 window)
{
    const std::optional<qint64> time = toInteger(timestamp);
    if (!time || window < 0 || distance(*time, now) > quint64(window))
        return std::nullopt;
    return time;
}

bool signatureMatches(QByteArrayView token, QByteArrayView timestamp, QByteArrayView nonce,
                      QByteArrayView given, qint64 now, qint64 window)
{
    return freshTime(timestamp, now, window) && isDecimalInteger(nonce)
        && sameInConstantTime(given, signature(token, timestamp, nonce));
}

QByteArray textToSign(QByteArrayView method, QByteArrayView target, QByteArrayView body)
{
    target = originForm(target);
    const qsizetype mark = target.indexOf('?');
    const QByteArrayView path = mark < 0 ? target : target.first(mark);
    QByteArrayView query = mark < 0 ? QByteArrayView() : target.sliced(mark + 1);

    std::vector<QByteArrayView> parameters;
    for (bool more = !query.isEmpty(); more;) {
        const qsizetype end = query.indexOf('&');
        more = end >= 0;
        const QByteArrayView parameter = more ? query.first(end) : query;
        query = more ? query.sliced(end + 1) : QByteArrayView();
        if (!parameter.startsWith("signature="))
            parameters.push_back(parameter);
    }
    std::sort(parameters.begin(), parameters.end());

    QByteArray text;
    text.reserve(method.size() + target.size() + 2 * 32 + 4);
    text.append(method).append('\n');
    text.append(path.isEmpty() ? QByteArrayView("/") : path).append('\n');
    for (const QByteArrayView parameter : parameters)
        text.append(parameter).append('\n');
    text.append(sha256(body));
    return text;
}

QByteArray hmacSignature(QByteArrayView token, QByteArrayView method, QByteArrayView target,
                         QByteArrayView body)
{
    const QByteArray text = textToSign(method, target, body);
    Digest digest;
    unsigned int size = 0;
    // Not null where it is empty: OpenSSL would go on with the key of the last time.
    const auto *key = token.isEmpty() ? octets("") : octets(token);
    if (!HMAC(EVP_sha256(), key, int(token.size()), octets(text), size_t(text.size()),
              digest.data(), &size)) {
        qFatal("OpenSSL has no HMAC-SHA256");
    }
    return hex(digest, size);
}

bool hmacMatches(QByteArrayView token, QByteArrayView method, QByteArrayView target,
                 QByteArrayView body, QByteArrayView given)
{
    return sameInConstantTime(given, hmacSignature(token, method, target, body));
}

} // namespace Rainbow
