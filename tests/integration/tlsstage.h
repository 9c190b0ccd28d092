// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/certificates.h"
#include "support/stage.h"

#include <QFileInfo>
#include <QTemporaryDir>

namespace Rainbow::Test {

/// A stage whose relay speaks TLS, with three certificates: for localhost and its addresses, which
/// is the default, for second.test and for *.wild.test. Clients believe the authority of the test.
class TlsStage : public Stage {
public:
    TlsStage()
    {
        add({"localhost", "127.0.0.1"}, u"default"_qs);
        add({"second.test"}, u"second"_qs);
        add({"*.wild.test"}, u"wild"_qs);
        tls = std::make_shared<ClientTls>(clientTls());
    }

    [[nodiscard]] bool start(const Fields &settings = {}, int workers = 1)
    {
        return Stage::start(settings + tlsSettings(), workers);
    }
    [[nodiscard]] Fields tlsSettings() const
    {
        return {{"tls/certificate", certificates.join(',')}, {"tls/key", keys.join(',')}};
    }

    /// How a client believes the authority.
    [[nodiscard]] ClientTls clientTls() const
    {
        ClientTls settings;
        settings.authorities = QSslCertificate::fromData(authority.certificate());
        return settings;
    }
    /// The relay, asked for by that name.
    [[nodiscard]] Server serverNamed(const QByteArray &name) const
    {
        ClientTls settings = clientTls();
        settings.serverName = name;
        return {relay.port(), std::make_shared<ClientTls>(settings)};
    }

    /// Another certificate, in NAME.pem and NAME.key.
    void add(const QList<QByteArray> &names, const QString &name, int fromDay = -1, int toDay = 30)
    {
        write(authority.issue(names, fromDay, toDay), name);
        certificates.append(m_directory.filePath(name + u".pem"_qs).toUtf8());
        keys.append(m_directory.filePath(name + u".key"_qs).toUtf8());
    }

    /// Another certificate in the place of one that is there.
    void renew(qsizetype index, const QList<QByteArray> &names)
    {
        write(authority.issue(names),
              QFileInfo(QString::fromUtf8(certificates[index])).completeBaseName());
    }

    CertificateAuthority authority;
    QList<QByteArray> certificates; ///< paths
    QList<QByteArray> keys;

private:
    void write(const Credentials &credentials, const QString &name)
    {
        if (!credentials.write(m_directory.path(), name))
            qFatal("cannot write certificates");
    }

    QTemporaryDir m_directory;
};

} // namespace Rainbow::Test
