// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/accesssettings.h"
#include "gate/addresskey.h"
#include "http/router.h"
#include "limit.h"

#include <chrono>
#include <deque>
#include <optional>
#include <unordered_map>

namespace Rainbow {

/// The name in a request's Basic credentials, whether they count or not; nothing: there are none.
[[nodiscard]] std::optional<QByteArray> basicUser(const RequestHead &head);

/// Knows who may call the mesh API of an application: users with HTTP Basic (RFC 7617), or, where
/// the application has none, callers of this machine that are neither browsers (a page of any site
/// could make one call otherwise) nor behind a proxy.
///
/// Who has shown a wrong name or password MaxFailures times within a minute, counted per address
/// (of IPv6: per /64), gets 429 until a minute after the first, whatever it shows. At most
/// MaxAddresses are remembered; when they are all taken, the oldest goes. Names and passwords are
/// compared in constant time, with all users. Thread: one, its worker's.
class AccessGuard {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    static constexpr int MaxFailures = 5;
    static constexpr std::chrono::minutes Window{1};
    static constexpr size_t MaxAddresses = 10'000;
    static constexpr int MaxLines = 5; ///< per second, of the log

    enum class Right : quint8 { Read, Write, Any };

    /// Those of users who are of that application.
    AccessGuard(const QList<AccessUser> &users, const QByteArray &app) { setUsers(users, app); }
    void setUsers(const QList<AccessUser> &users, const QByteArray &app);

    struct Verdict {
        bool mayRead = false;
        bool mayWrite = false;
        QByteArray user; ///< for the log; empty: a caller of this machine
        std::optional<HttpResponse> refusal; ///< to be answered with this: 401, 403 or 429
    };
    /// Who sends that request, which came from address (as HttpRequest has it), and may it?
    [[nodiscard]] Verdict check(const RequestHead &head, const QHostAddress &address, Right right,
                                TimePoint now);

    /// handler, behind the check. The guard must outlive what it returns.
    [[nodiscard]] Router::Handler protect(Right right, Router::Handler handler);

    [[nodiscard]] size_t addressCount() const { return m_failures.size(); }

private:
    struct User {
        AccessUser user; ///< without the password
        QByteArray digest; ///< of `name:password`
    };

    [[nodiscard]] Verdict checkUser(const RequestHead &head, const QHostAddress &address,
                                    TimePoint now);
    [[nodiscard]] const User *userWith(QByteArrayView credentials) const;
    [[nodiscard]] Verdict refuse(int status, const char *why, const QHostAddress &address,
                                 const QByteArray &user = {});
    void fail(AddressKey address, TimePoint now);
    void forgetOld(TimePoint now);

    QList<User> m_users;
    std::unordered_map<AddressKey, int> m_failures; ///< how many within their minute
    std::deque<std::pair<TimePoint, AddressKey>> m_firsts; ///< the first of each, in order
    LogThrottle m_lines{MaxLines};
};

} // namespace Rainbow
