// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/accessguard.h"

#include "logging.h"

#include <QCryptographicHash>

#include <openssl/crypto.h>

#include <algorithm>

namespace Rainbow {

namespace {

/// Of one size, so that comparing says nothing about what it is of.
QByteArray digestOf(QByteArrayView text)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(text);
    return hash.result();
}

/// `name:password` of `Basic BASE64`; nothing: it is none.
std::optional<QByteArray> basicCredentials(const QByteArray &authorization)
{
    constexpr QByteArrayView Scheme = "Basic ";
    if (authorization.size() < Scheme.size()
        || QByteArrayView(authorization).first(Scheme.size()).compare(Scheme, Qt::CaseInsensitive)
            != 0)
        return std::nullopt;
    auto decoded = QByteArray::fromBase64Encoding(authorization.mid(Scheme.size()).trimmed(),
                                                  QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || !decoded.decoded.contains(':'))
        return std::nullopt;
    return std::move(decoded.decoded);
}

/// By a proxy, which may be of this machine while its client is not.
bool isPassedOn(const RequestHead &head)
{
    for (const char *name : {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"}) {
        if (head.headerCount(name) > 0)
            return true;
    }
    return false;
}

/// An IPv4 address in IPv6 clothes is one of IPv4.
QHostAddress plain(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

/// "*" stands for any run of characters, letters are of any case.
bool matches(QByteArrayView pattern, QByteArrayView text)
{
    const auto same = [](char a, char b) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; };
        return lower(a) == lower(b);
    };
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1; // the last one, and where what it stands for ends so far
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && same(pattern[p], text[t])) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    return std::all_of(pattern.begin() + p, pattern.end(), [](char c) { return c == '*'; });
}

bool mayComeFrom(const AccessUser &user, const QHostAddress &address)
{
    const QByteArray text = plain(address).toString().toLatin1();
    return user.hosts.isEmpty()
        || std::any_of(user.hosts.begin(), user.hosts.end(),
                       [&text](const QByteArray &host) { return matches(host, text); });
}

} // namespace

std::optional<QByteArray> basicUser(const RequestHead &head)
{
    const auto authorization = head.header("Authorization");
    const auto credentials = authorization ? basicCredentials(*authorization) : std::nullopt;
    if (!credentials)
        return std::nullopt;
    return credentials->first(credentials->indexOf(':'));
}

void AccessGuard::setUsers(const QList<AccessUser> &users, const QByteArray &app)
{
    m_users.clear();
    for (AccessUser user : users) {
        if (user.app != app)
            continue;
        const QByteArray digest = digestOf(user.name + ':' + user.password);
        user.password.clear();
        m_users.append({user, digest});
    }
}

AccessGuard::Verdict AccessGuard::check(const RequestHead &head, const QHostAddress &address,
                                        Right right, TimePoint now)
{
    if (m_users.isEmpty()) {
        if (!plain(address).isLoopback())
            return refuse(403, "without users only this machine may call", address);
        if (head.headerCount("Origin") > 0)
            return refuse(403, "without users a browser may not call", address);
        if (isPassedOn(head))
            return refuse(403, "without users nobody may call through a proxy", address);
        return {true, true, {}, {}};
    }
    Verdict verdict = checkUser(head, address, now);
    if (verdict.refusal)
        return verdict;
    if (right == Right::Read && !verdict.mayRead)
        return refuse(403, "the user may not read", address, verdict.user);
    if (right == Right::Write && !verdict.mayWrite)
        return refuse(403, "the user may not write", address, verdict.user);
    return verdict;
}

AccessGuard::Verdict AccessGuard::checkUser(const RequestHead &head, const QHostAddress &address,
                                            TimePoint now)
{
    forgetOld(now);
    const AddressKey key = addressKey(address);
    const auto failures = m_failures.find(key);
    if (failures != m_failures.end() && failures->second >= MaxFailures)
        return refuse(429, "too many wrong passwords from this address", address);

    const auto authorization =
        head.headerCount("Authorization") == 1 ? head.header("Authorization") : std::nullopt;
    const auto credentials = authorization ? basicCredentials(*authorization) : std::nullopt;
    const User *found = credentials ? userWith(*credentials) : nullptr;
    if (!found) {
        // Who shows nothing has guessed nothing: a client may ask first what is wanted.
        if (head.headerCount("Authorization") > 0)
            fail(key, now);
        Verdict verdict = refuse(401, "a name and a password are needed", address);
        verdict.refusal->headers = {{"WWW-Authenticate", "Basic realm=\"Rainbow\""}};
        return verdict;
    }
    const AccessUser &user = found->user;
    if (!mayComeFrom(user, address))
        return refuse(403, "the user may not call from this address", address, user.name);
    return {user.mayRead, user.mayWrite, user.name, {}};
}

const AccessGuard::User *AccessGuard::userWith(QByteArrayView credentials) const
{
    const QByteArray digest = digestOf(credentials);
    const User *found = nullptr;
    for (const User &user : m_users) {
        if (CRYPTO_memcmp(user.digest.constData(), digest.constData(), size_t(digest.size())) == 0)
            found = &user;
    }
    return found;
}

AccessGuard::Verdict AccessGuard::refuse(int status, const char *why, const QHostAddress &address,
                                         const QByteArray &user)
{
    const LogThrottle::Verdict line = m_lines.ask(std::chrono::steady_clock::now());
    if (line.log) {
        if (line.left > 0)
            qCInfo(lcApi, "%llu more calls refused", line.left);
        qCInfo(lcApi, "call refused: %d %s, user=%s address=%s", status, why, user.constData(),
               qPrintable(address.toString()));
    }
    Verdict verdict;
    verdict.user = user;
    verdict.refusal = jsonError(status, why);
    return verdict;
}

void AccessGuard::fail(AddressKey address, TimePoint now)
{
    const auto [failures, isFirst] = m_failures.try_emplace(address, 0);
    ++failures->second;
    if (!isFirst)
        return;
    m_firsts.emplace_back(now, address);
    if (m_firsts.size() > MaxAddresses) {
        m_failures.erase(m_firsts.front().second);
        m_firsts.pop_front();
    }
}

void AccessGuard::forgetOld(TimePoint now)
{
    while (!m_firsts.empty() && now - m_firsts.front().first >= Window) {
        m_failures.erase(m_firsts.front().second);
        m_firsts.pop_front();
    }
}

Router::Handler AccessGuard::protect(Right right, Router::Handler handler)
{
    return [this, right, handler = std::move(handler)](const HttpRequest &request,
                                                       const Responder &responder) {
        const Verdict verdict =
            check(request.head, request.peerAddress, right, std::chrono::steady_clock::now());
        if (verdict.refusal)
            responder.answer(*verdict.refusal);
        else
            handler(request, responder);
    };
}

} // namespace Rainbow
