// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/tlscontext.h"

#include "gate/tlscredentials.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// Of TLS 1.2: authenticated encryption with forward secrecy. All of TLS 1.3 is like that.
constexpr char Ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

constexpr unsigned char Protocol[] = "http/1.1";
constexpr size_t ProtocolSize = sizeof Protocol - 1;

/// offered: names, each behind a byte with its length (RFC 7301 §3.1), checked by OpenSSL.
int onProtocols(SSL *, const unsigned char **chosen, unsigned char *chosenSize,
                const unsigned char *offered, unsigned int size, void *)
{
    for (const unsigned char *at = offered; at < offered + size; at += 1 + *at) {
        if (std::equal(at + 1, at + 1 + *at, Protocol, Protocol + ProtocolSize)) {
            *chosen = at + 1;
            *chosenSize = *at;
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

SslContextPtr newContext()
{
    SslContextPtr context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX *c = context.get();
    if (!c || SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) != 1
        || SSL_CTX_set_cipher_list(c, Ciphers) != 1)
        return {};
    SSL_CTX_set_options(c,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
                            | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    // Idle connections keep no buffers.
    SSL_CTX_set_mode(c,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                         | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(c, 1);
    // Tickets do without the cache.
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(c, 1);
    SSL_CTX_set_alpn_select_cb(c, onProtocols, nullptr);
    return context;
}

/// What OpenSSL says against it; empty: all is well.
QByteArray use(SSL_CTX *context, const TlsChain &chain)
{
    if (SSL_CTX_use_certificate(context, chain.certificate.get()) != 1)
        return "is not accepted: " + takeOpenSslError();
    for (const CertificatePtr &other : chain.others) {
        if (SSL_CTX_add1_chain_cert(context, other.get()) != 1)
            return "is not accepted: " + takeOpenSslError();
    }
    return {};
}

/// Gathers remarks on one pair of files.
class PairReader {
public:
    PairReader(const QByteArray &certificate, const QByteArray &key, TlsContext::Result &result)
        : m_certificatePath(certificate), m_keyPath(key), m_result(result)
    {
    }

    /// Null when there are problems. isDefault: it needs no names.
    [[nodiscard]] SslContextPtr read(bool isDefault)
    {
        chain = readChain(m_certificatePath);
        TlsKey key = readKey(m_keyPath);
        SslContextPtr context = newContext();
        if (!context)
            problem(false, takeOpenSslError());
        if (!chain.problem.isEmpty())
            problem(false, chain.problem);
        if (!key.problem.isEmpty())
            problem(true, key.problem);
        if (m_failed)
            return {};
        remarkOnCertificate(isDefault);
        if (X509_check_private_key(chain.certificate.get(), key.key.get()) != 1)
            problem(true, "does not belong to the certificate in " + m_certificatePath);
        else if (const QByteArray text = use(context.get(), chain); !text.isEmpty())
            problem(false, text);
        else if (SSL_CTX_use_PrivateKey(context.get(), key.key.get()) != 1)
            problem(true, "is not accepted: " + takeOpenSslError());
        ERR_clear_error();
        return m_failed ? SslContextPtr() : std::move(context);
    }

    TlsChain chain;

private:
    void problem(bool isKey, const QByteArray &text)
    {
        m_failed = true;
        m_result.problems.append({isKey, isKey ? m_keyPath : m_certificatePath, text});
    }

    void remarkOnCertificate(bool isDefault)
    {
        const QByteArray validity = validityWarning(chain.certificate.get());
        if (!validity.isEmpty())
            m_result.warnings.append({false, m_certificatePath, validity});
        if (chain.names.isEmpty() && !isDefault)
            m_result.warnings.append(
                {false, m_certificatePath, "is made out for no host name, and never shown"});
    }

    const QByteArray m_certificatePath;
    const QByteArray m_keyPath;
    TlsContext::Result &m_result;
    bool m_failed = false;
};

QByteArray countProblem(const TlsSettings &settings)
{
    return QByteArray::number(settings.keys.size()) + " for "
        + QByteArray::number(settings.certificates.size())
        + " certificates; each needs its own, in the same order";
}

} // namespace

TlsContext::~TlsContext() = default;

TlsContext::Result TlsContext::make(const TlsSettings &settings)
{
    Result result;
    if (settings.keys.size() != settings.certificates.size()) {
        result.problems.append({true, {}, countProblem(settings)});
        return result;
    }
    std::shared_ptr<TlsContext> made(new TlsContext);
    for (qsizetype i = 0; i < settings.certificates.size(); ++i) {
        PairReader pair(settings.certificates[i], settings.keys[i], result);
        if (SslContextPtr context = pair.read(i == 0))
            made->add(std::move(context), pair.chain);
    }
    if (result.problems.isEmpty())
        result.context = std::move(made);
    return result;
}

void TlsContext::add(SslContextPtr context, const TlsChain &chain)
{
    const size_t index = m_contexts.size();
    // Of two certificates for one name the first counts.
    for (const QByteArray &name : chain.names) {
        auto &names = name.startsWith("*.") ? m_wildcards : m_names;
        const QByteArray key = name.startsWith("*.") ? name.mid(2) : name;
        if (!names.contains(key))
            names.insert(key, index);
    }
    SSL_CTX_set_tlsext_servername_callback(context.get(), &TlsContext::onServerName);
    SSL_CTX_set_tlsext_servername_arg(context.get(), this);
    m_contexts.push_back(std::move(context));
}

size_t TlsContext::indexFor(QByteArrayView serverName) const
{
    QByteArray name = serverName.toByteArray().toLower();
    if (name.endsWith('.'))
        name.chop(1);
    if (const auto exact = m_names.constFind(name); exact != m_names.cend())
        return *exact;
    // A wildcard stands for one label, which is not empty.
    const qsizetype dot = name.indexOf('.');
    return dot > 0 ? m_wildcards.value(name.mid(dot + 1), 0) : 0;
}

int TlsContext::onServerName(SSL *ssl, int *, void *self)
{
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    if (!name)
        return SSL_TLSEXT_ERR_NOACK;
    const auto *context = static_cast<const TlsContext *>(self);
    const size_t index = context->indexFor(QByteArrayView(name));
    if (index > 0)
        SSL_set_SSL_CTX(ssl, context->m_contexts[index].get());
    return SSL_TLSEXT_ERR_OK;
}

SslPtr TlsContext::newConnection() const
{
    SslPtr ssl(SSL_new(m_contexts.front().get()));
    if (ssl)
        SSL_set_accept_state(ssl.get());
    return ssl;
}

} // namespace Rainbow
