// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/addresskey.h"
#include "http/httpmessage.h"
#include "observe/adminsettings.h"

#include <QByteArrayView>

#include <chrono>
#include <deque>
#include <optional>
#include <unordered_map>

namespace Rainbow {

/// Knows who may watch the relay by the token they show, and keeps those from trying who have shown
/// wrong ones: the fifth failure of one address (IPv6: of one /64) within a minute, and every
/// attempt of it until a minute after its first failure, right token or not, is TooMany. Remembers
/// at most MaxAddresses; when they are all taken, the oldest goes.
/// Pure but for time, which is an argument and never goes back. Thread: one, the node's.
class AdminAccess {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr int MaxFailures = 5;
    static constexpr std::chrono::minutes Window{1};
    static constexpr size_t MaxAddresses = 10'000;

    void setUsers(const QList<AdminUser> &users) { m_users = users; }

    struct Outcome {
        enum class Kind : quint8 { Admitted, Unauthorized, TooMany };
        Kind kind = Kind::Unauthorized;
        AdminUser user; ///< Admitted: without the token
    };
    /// authorization is the value of the request's Authorization header (RFC 6750 §2.1: `Bearer` in
    /// any case, one token); nothing: there is none. Tokens are compared in constant time, with all
    /// users.
    [[nodiscard]] Outcome check(const std::optional<QByteArray> &authorization,
                                const QHostAddress &address, TimePoint now);
    /// Addresses it remembers.
    [[nodiscard]] size_t addressCount() const { return m_failures.size(); }

private:
    [[nodiscard]] const AdminUser *userWith(QByteArrayView token) const;
    /// How many failures that makes.
    int fail(AddressKey address, TimePoint now);
    void forgetOld(TimePoint now);

    QList<AdminUser> m_users;
    std::unordered_map<AddressKey, int> m_failures; ///< how many within their minute
    std::deque<std::pair<TimePoint, AddressKey>> m_firsts; ///< the first of each, in order
};

/// Asks access about who sends that request: user is set. Otherwise it is to be answered with this,
/// 401 or 429. More than one Authorization header is as good as none.
[[nodiscard]] std::optional<HttpResponse> accessProblem(AdminAccess &access,
                                                        const RequestHead &head,
                                                        const QHostAddress &address,
                                                        AdminUser &user);

} // namespace Rainbow
