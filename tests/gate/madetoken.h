// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/jsonwebtoken.h"

#include <QMessageAuthenticationCode>

namespace Rainbow::Test {

inline constexpr qint64 Now = 1'700'000'000;
inline constexpr char Secret[] = "topsecret";
inline constexpr char Header[] = R"({"alg":"HS256","typ":"JWT"})";

inline QByteArray base64(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

inline QByteArray macOf(const QByteArray &text, const QByteArray &secret,
                        QCryptographicHash::Algorithm algorithm = QCryptographicHash::Sha256)
{
    return QMessageAuthenticationCode::hash(text, secret, algorithm);
}

/// A token that says this, signed rightly.
inline QByteArray made(const QByteArray &header, const QByteArray &claims,
                       const QByteArray &secret = Secret)
{
    const QByteArray toSign = base64(header) + '.' + base64(claims);
    return toSign + '.' + base64(macOf(toSign, secret));
}

/// Claims that are fine, with these.
inline QByteArray claims(const QByteArray &more = {})
{
    return R"({"sub":"user_1","exp":1700000600)" + (more.isEmpty() ? "" : ',' + more) + '}';
}

inline TokenVerdict check(const QByteArray &token, const QList<QByteArray> &secrets = {Secret},
                          qint64 now = Now)
{
    return checkToken(QByteArray(token.constData(), token.size()), secrets, now);
}

} // namespace Rainbow::Test
