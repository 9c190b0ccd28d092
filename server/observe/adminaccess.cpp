// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/adminaccess.h"

#include <QCryptographicHash>

#include <openssl/crypto.h>

#include <utility>

namespace Rainbow {

namespace {

/// The token of `Bearer TOKEN`; empty: it is none.
QByteArrayView bearerToken(QByteArrayView authorization)
{
    constexpr QByteArrayView Scheme = "Bearer";
    const QByteArrayView scheme =
        authorization.first(std::min(Scheme.size(), authorization.size()));
    const QByteArrayView rest = authorization.sliced(scheme.size());
    if (scheme.compare(Scheme, Qt::CaseInsensitive) != 0 || !rest.startsWith(' '))
        return {};
    const QByteArrayView token = rest.trimmed();
    return token.contains(' ') || token.contains('\t') ? QByteArrayView() : token;
}

/// Of one size, so that comparing says nothing about that of the token.
QByteArray digestOf(QByteArrayView token)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(token);
    return hash.result();
}

bool isSame(const QByteArray &a, const QByteArray &b)
{
    return CRYPTO_memcmp(a.constData(), b.constData(), size_t(a.size())) == 0;
}

} // namespace

AdminAccess::Outcome AdminAccess::check(const std::optional<QByteArray> &authorization,
                                        const QHostAddress &address, TimePoint now)
{
    forgetOld(now);
    const AddressKey key = addressKey(address);
    const auto failures = m_failures.find(key);
    if (failures != m_failures.end() && failures->second >= MaxFailures)
        return {Outcome::Kind::TooMany, {}};

    const QByteArrayView token = authorization ? bearerToken(*authorization) : QByteArrayView();
    if (const AdminUser *user = token.isEmpty() ? nullptr : userWith(token))
        return {Outcome::Kind::Admitted, {user->name, {}, user->role}};
    return {fail(key, now) < MaxFailures ? Outcome::Kind::Unauthorized : Outcome::Kind::TooMany,
            {}};
}

const AdminUser *AdminAccess::userWith(QByteArrayView token) const
{
    const QByteArray digest = digestOf(token);
    const AdminUser *found = nullptr;
    for (const AdminUser &user : m_users) {
        if (isSame(digestOf(user.token), digest))
            found = &user;
    }
    return found;
}

int AdminAccess::fail(AddressKey address, TimePoint now)
{
    const auto [failures, isFirst] = m_failures.try_emplace(address, 0);
    const int count = ++failures->second;
    if (!isFirst)
        return count;
    m_firsts.emplace_back(now, address);
    if (m_firsts.size() > MaxAddresses) {
        m_failures.erase(m_firsts.front().second);
        m_firsts.pop_front();
    }
    return count;
}

void AdminAccess::forgetOld(TimePoint now)
{
    while (!m_firsts.empty() && now - m_firsts.front().first >= Window) {
        m_failures.erase(m_firsts.front().second);
        m_firsts.pop_front();
    }
}

std::optional<HttpResponse> accessProblem(AdminAccess &access, const RequestHead &head,
                                          const QHostAddress &address, AdminUser &user)
{
    const auto authorization =
        head.headerCount("Authorization") == 1 ? head.header("Authorization") : std::nullopt;
    AdminAccess::Outcome outcome =
        access.check(authorization, address, std::chrono::steady_clock::now());
    switch (outcome.kind) {
    case AdminAccess::Outcome::Kind::Admitted:
        user = std::move(outcome.user);
        return std::nullopt;
    case AdminAccess::Outcome::Kind::TooMany:
        return jsonError(429, "too many wrong tokens from this address");
    case AdminAccess::Outcome::Kind::Unauthorized:
        break;
    }
    HttpResponse response = jsonError(401, "a token is needed");
    response.headers = {{"WWW-Authenticate", "Bearer"}};
    return response;
}

} // namespace Rainbow
