// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "settings/keychain.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace Rainbow::Admin {

/// The tokens of relays: in a keychain, or, where there is none, in memory until the program ends;
/// nowhere else. Thread: the GUI's.
class TokenStore : public QObject {
    Q_OBJECT

public:
    explicit TokenStore(std::unique_ptr<Keychain> keychain, QObject *parent = nullptr);
    ~TokenStore() override;

    /// handler is called exactly once, later, unless context is gone by then. Empty: none is known,
    /// so ask for it.
    void read(const QString &relay, QObject *context, std::function<void(const QString &)> handler);
    /// Known for this run from now on; with remember also in the keychain, without it no longer.
    void write(const QString &relay, const QString &token, bool remember = true);
    void remove(const QString &relay);

    /// Whether tokens outlast the program; false once the keychain has proved absent.
    [[nodiscard]] bool isLasting() const { return m_lasting; }
    /// Whether the token last read or written is meant for the keychain.
    [[nodiscard]] bool isRemembered(const QString &relay) const;

Q_SIGNALS:
    /// For people, translated: no keychain runs (said once), or it has refused something.
    void problem(const QString &text);

private:
    /// False: it has not done it, which has been said.
    bool judge(const Keychain::Result &result);

    struct Token {
        QString text;
        bool remembered = false;
    };
    const std::unique_ptr<Keychain> m_keychain;
    QHash<QString, Token> m_known;
    bool m_lasting = true;
};

} // namespace Rainbow::Admin
