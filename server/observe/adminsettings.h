// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>

#include <optional>
#include <utility>

namespace Rainbow {

/// What the bearer of a token may do.
enum class AdminRole : quint8 {
    Viewer, ///< look
    Operator, ///< and act
};

/// One who may watch the relay: `[admin]` (called admin) or `[admin:NAME]`.
struct AdminUser {
    QByteArray name; ///< as the log and the events call it
    QByteArray token; ///< a secret
    AdminRole role = AdminRole::Operator;
    QByteArray tokenFile = {}; ///< where the token was read from; empty: the configuration itself

    friend bool operator==(const AdminUser &, const AdminUser &) = default;
};

/// The sections [admin] and [admin:NAME].
struct AdminSettings {
    QList<AdminUser> users; ///< who has a token, as sections has them; none: there is no feed
    /// Where /admin/ and /metrics are; nothing: on the ports of the HTTP API, for callers of this
    /// machine.
    std::optional<std::pair<QHostAddress, quint16>> listen;
    bool metricsPublic = false; ///< /metrics needs no token, wherever it is

    /// What the file says, [admin] first, whether it is there or not.
    QList<AdminUser> sections{AdminUser{"admin", {}}};
    /// From sections.
    void gatherUsers()
    {
        users.clear();
        for (const AdminUser &user : sections) {
            if (!user.token.isEmpty())
                users.append(user);
        }
    }

    /// Whether there is a feed.
    [[nodiscard]] bool hasFeed() const { return !users.isEmpty(); }
    /// Whether anybody can ask for figures at all.
    [[nodiscard]] bool isOn() const { return hasFeed() || metricsPublic; }
};

} // namespace Rainbow
