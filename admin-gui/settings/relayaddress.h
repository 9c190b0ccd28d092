// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QUrl>

namespace Rainbow::Admin {

/// What somebody has typed as the address of a relay: a host, host:port, or a URL of ws, wss, http
/// or https.
class RelayAddress {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::RelayAddress)

public:
    /// Where a relay listens unless it is told otherwise; for a host without a port. In a URL it is
    /// the scheme's.
    static constexpr int DefaultPort = 1984;

    [[nodiscard]] static RelayAddress parse(const QString &text);

    [[nodiscard]] bool isValid() const { return m_problem.isEmpty(); }
    /// ws or wss, with a path ("/admin/" when none was given). Empty: not valid.
    [[nodiscard]] QUrl url() const { return m_url; }
    /// What is wrong with it; translated. Empty: nothing.
    [[nodiscard]] QString problem() const { return m_problem; }
    /// Whether a token sent there can be read on the way: not encrypted, and not this machine.
    [[nodiscard]] bool isExposed() const;

    /// As people write it: host and port.
    [[nodiscard]] static QString shortText(const QUrl &url);

private:
    [[nodiscard]] static RelayAddress bad(const QString &problem);

    QUrl m_url;
    QString m_problem;
};

} // namespace Rainbow::Admin
