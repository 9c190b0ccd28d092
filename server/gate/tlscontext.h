// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/openssl.h"
#include "gate/tlssettings.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QList>

#include <memory>
#include <vector>

namespace Rainbow {

struct TlsChain;

/// What the TLS connections of the relay have in common: certificates, keys, and the rules: TLS
/// 1.2 and up, ciphers with forward secrecy only, no renegotiation, no compression, ALPN http/1.1
/// or none at all. Resumption is by tickets, which are good for all connections of one context.
///
/// Immutable, and thread-safe: one serves all workers, and is replaced by a new one when the files
/// have changed. Connections keep theirs.
class TlsContext {
public:
    /// Something about one file of the settings.
    struct Remark {
        bool isKey = false; ///< of keys; otherwise of certificates
        QByteArray path; ///< empty: the list as a whole
        QByteArray text; ///< in English
    };

    struct Result {
        std::shared_ptr<const TlsContext> context; ///< null when there are problems
        QList<Remark> problems; ///< all that were found
        QList<Remark> warnings; ///< such as an expired certificate
    };

    /// Reads all files of settings, which must be on.
    [[nodiscard]] static Result make(const TlsSettings &settings);
    ~TlsContext();
    Q_DISABLE_COPY_MOVE(TlsContext)

    /// Of the certificate, in the order of the settings, that a server of this name shows: the one
    /// made out for it, rather for the name itself than by a wildcard; otherwise the first.
    [[nodiscard]] size_t indexFor(QByteArrayView serverName) const;

    /// A new server connection, without a transport yet.
    [[nodiscard]] SslPtr newConnection() const;

private:
    TlsContext() = default;

    void add(SslContextPtr context, const TlsChain &chain);
    static int onServerName(SSL *ssl, int *alert, void *self);

    std::vector<SslContextPtr> m_contexts; ///< one per certificate
    QHash<QByteArray, size_t> m_names; ///< index in m_contexts, by lower-case name
    QHash<QByteArray, size_t> m_wildcards; ///< by what is behind "*."
};

} // namespace Rainbow
