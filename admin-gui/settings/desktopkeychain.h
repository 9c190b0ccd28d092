// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "settings/keychain.h"

namespace QKeychain {
class Job;
}

namespace Rainbow::Admin {

/// The desktop's own, by QtKeychain: Secret Service, KWallet, the keychains of macOS and Windows.
/// Never in plain text.
class DesktopKeychain : public Keychain {
public:
    /// service: whose secrets they are.
    explicit DesktopKeychain(const QString &service = QStringLiteral("rainbow-admin"));

    void read(const QString &key, QObject *context, Handler handler) override;
    void write(const QString &key, const QString &secret, QObject *context,
               Handler handler) override;
    void remove(const QString &key, QObject *context, Handler handler) override;

private:
    void start(QKeychain::Job *job, const QString &key, QObject *context, Handler handler);

    QString m_service;
};

} // namespace Rainbow::Admin
