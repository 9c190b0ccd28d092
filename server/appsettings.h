// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace Rainbow {

/// Who an application is: [main], which is the application `default`, or [app:NAME]. Secrets are
/// never logged.
struct AppSettings {
    static constexpr char Default[] = "default";

    QByteArray name = Default;
    QByteArray key = Default; ///< app_key, with which clients and servers name it; unique
    QByteArray secret; ///< app_secret, of JWTs and of signed pushes; empty: there are none
    QByteArray secretFile; ///< where it was read from; empty: the configuration itself
    QByteArray previousSecret; ///< counts too, until that time
    QByteArray previousSecretFile;
    qint64 previousSecretUntil = 0; ///< Unix seconds
    int maxConnections = 0; ///< of all workers; 0: any number, as it always is of default
    QByteArray queue; ///< forward = queue:TOPIC; empty: messages go to forward_url
    bool anonymous = false; ///< who comes by topic is let in where nobody can be asked

    [[nodiscard]] bool isDefault() const { return name == Default; }
    /// The secrets that count at that time, the current one first.
    [[nodiscard]] QList<QByteArray> secretsAt(qint64 unixSeconds) const
    {
        QList<QByteArray> secrets;
        if (!secret.isEmpty())
            secrets.append(secret);
        if (!previousSecret.isEmpty() && unixSeconds < previousSecretUntil)
            secrets.append(previousSecret);
        return secrets;
    }
};

} // namespace Rainbow
