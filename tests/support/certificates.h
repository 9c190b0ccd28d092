// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

namespace Rainbow::Test {

/// A certificate and its key, both PEM.
struct Credentials {
    QByteArray certificate;
    QByteArray key;

    /// Writes DIRECTORY/NAME.pem and DIRECTORY/NAME.key, the key for its owner's eyes only.
    [[nodiscard]] bool write(const QString &directory, const QString &name) const;
};

/// A certificate authority for the length of a test: makes certificates that clients believe
/// which trust certificate(). Keys are P-256.
class CertificateAuthority {
public:
    CertificateAuthority();
    ~CertificateAuthority();
    Q_DISABLE_COPY_MOVE(CertificateAuthority)

    /// Its own certificate, PEM.
    [[nodiscard]] QByteArray certificate() const;
    /// A server's certificate for these names: host names, *.wildcards, IP addresses. Valid from
    /// so many days from now until so many days from now.
    [[nodiscard]] Credentials issue(const QList<QByteArray> &names, int fromDay = -1,
                                    int toDay = 30) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// The key, encrypted with a passphrase; PEM.
[[nodiscard]] QByteArray encryptedKey(const QByteArray &key, const QByteArray &passphrase);

} // namespace Rainbow::Test
