// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/jsonwebtoken.h"

#include "json/jsonobject.h"

#include <algorithm>
#include <optional>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace Rainbow {

namespace {

constexpr qsizetype MaxAccount = 255;
constexpr qint64 EndOfYear9999 = 253'402'300'799;
constexpr auto Base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

struct Parts {
    QByteArrayView header;
    QByteArrayView claims;
    QByteArrayView signature;
    QByteArrayView toSign; ///< the first two, and the dot between them
};

std::optional<Parts> split(QByteArrayView token)
{
    const qsizetype first = token.indexOf('.');
    const qsizetype last = token.lastIndexOf('.');
    if (first <= 0 || last <= first + 1 || last == token.size() - 1
        || token.indexOf('.', first + 1) != last) {
        return std::nullopt;
    }
    return Parts{token.first(first), token.sliced(first + 1, last - first - 1),
                 token.sliced(last + 1), token.first(last)};
}

/// Only the one text that encodes these bytes: no blanks, no `=`, no bits left over.
std::optional<QByteArray> decodeBase64(QByteArrayView text)
{
    const QByteArray bytes = QByteArray::fromBase64(
        QByteArray::fromRawData(text.data(), text.size()), QByteArray::Base64UrlEncoding);
    if (bytes.toBase64(Base64Url) != text)
        return std::nullopt;
    return bytes;
}

bool isSigned(const Parts &parts, const QByteArray &secret)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    const QByteArrayView text = parts.toSign;
    if (secret.isEmpty()
        || !HMAC(EVP_sha256(), secret.constData(), int(secret.size()),
                 reinterpret_cast<const unsigned char *>(text.data()), size_t(text.size()), mac,
                 &size)) {
        return false;
    }
    const QByteArray right =
        QByteArray::fromRawData(reinterpret_cast<const char *>(mac), size).toBase64(Base64Url);
    return parts.signature.size() == right.size()
        && CRYPTO_memcmp(parts.signature.data(), right.constData(), size_t(right.size())) == 0;
}

/// What is wrong with the header; empty: nothing.
const char *headerError(const QByteArray &json)
{
    const JsonObject header(json);
    if (!header.isValid())
        return "header: not a JSON object";
    if (header.isRepeated("alg"))
        return "header: alg comes twice";
    const JsonMember algorithm = header.find("alg");
    if (algorithm.kind != JsonKind::String || algorithm.text != "HS256")
        return "header: alg is not HS256";
    if (!header.find("crit").isAbsent())
        return "header: crit is not understood";
    for (const char *key : {"jku", "jwk", "x5u", "x5c"}) {
        if (!header.find(key).isAbsent())
            return "header: names a key";
    }
    return "";
}

bool isAccount(QByteArrayView name)
{
    const auto isControl = [](char c) { return quint8(c) < 0x20 || c == 0x7f; };
    return !name.isEmpty() && name.size() <= MaxAccount
        && std::none_of(name.begin(), name.end(), isControl);
}

TokenVerdict refused(const char *why)
{
    return {{}, 0, why};
}

TokenVerdict readClaims(const QByteArray &json, qint64 now)
{
    const JsonObject claims(json);
    if (!claims.isValid())
        return refused("claims: not a JSON object");
    for (const char *name : {"sub", "exp", "nbf"}) {
        if (claims.isRepeated(name))
            return refused("claims: sub, exp or nbf comes twice");
    }

    const JsonMember expiry = claims.find("exp");
    if (expiry.isAbsent())
        return refused("no exp");
    if (!expiry.integer)
        return refused("exp is not an integer");
    if (*expiry.integer <= now - TokenLeeway)
        return refused("expired");
    const JsonMember begin = claims.find("nbf");
    if (!begin.isAbsent() && !begin.integer)
        return refused("nbf is not an integer");
    if (begin.integer && *begin.integer > now + TokenLeeway)
        return refused("not valid yet");

    const JsonMember subject = claims.find("sub");
    const QByteArrayView account = subject.integer ? claims.raw(subject) : subject.text;
    if (subject.isAbsent())
        return refused("no sub");
    if (subject.kind != JsonKind::String && !subject.integer)
        return refused("sub is neither a string nor an integer");
    if (!isAccount(account))
        return refused("sub is empty, longer than 255 bytes or has a control character");
    return {AccountName(account.toByteArray()), std::min(*expiry.integer, EndOfYear9999), ""};
}

} // namespace

TokenVerdict checkToken(QByteArrayView token, const QList<QByteArray> &secrets, qint64 now)
{
    if (token.size() > MaxToken)
        return refused("longer than 8 KiB");
    const std::optional<Parts> parts = split(token);
    if (!parts)
        return refused("not three parts");
    const std::optional<QByteArray> header = decodeBase64(parts->header);
    const std::optional<QByteArray> claims = decodeBase64(parts->claims);
    if (!header || !claims)
        return refused("not Base64url");
    if (const char *why = headerError(*header); *why != '\0')
        return refused(why);
    bool isRight = false;
    for (const QByteArray &secret : secrets)
        isRight |= isSigned(*parts, secret);
    if (!isRight)
        return refused(secrets.isEmpty() ? "there is no secret" : "wrong signature");
    return readClaims(*claims, now);
}

} // namespace Rainbow
