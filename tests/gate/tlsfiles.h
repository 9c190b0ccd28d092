// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlscontext.h"
#include "support/certificates.h"

#include <QTemporaryDir>

namespace Rainbow {

/// Certificates in files, and the settings that name them.
class TlsFiles {
public:
    Test::CertificateAuthority authority;
    TlsSettings settings;

    /// Adds a certificate for these names, in NAME.pem and NAME.key.
    void add(const QList<QByteArray> &names, const QString &name, int fromDay = -1, int toDay = 30)
    {
        addPair(authority.issue(names, fromDay, toDay), name);
    }
    void addPair(const Test::Credentials &credentials, const QString &name)
    {
        if (!credentials.write(m_directory.path(), name))
            qFatal("cannot write certificates");
        settings.certificates.append(path(name + u".pem"_qs));
        settings.keys.append(path(name + u".key"_qs));
    }
    [[nodiscard]] QByteArray path(const QString &name) const
    {
        return m_directory.filePath(name).toUtf8();
    }
    [[nodiscard]] std::shared_ptr<const TlsContext> context() const
    {
        auto result = TlsContext::make(settings);
        if (!result.context)
            qFatal("no context: %s", result.problems.first().text.constData());
        return result.context;
    }

private:
    QTemporaryDir m_directory;
};

} // namespace Rainbow
