// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <memory>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace Rainbow {

/// Owning pointers to what OpenSSL makes.
template <auto Free>
struct OpenSslDeleter {
    template <typename Object>
    void operator()(Object *object) const
    {
        Free(object);
    }
};
using SslContextPtr = std::unique_ptr<SSL_CTX, OpenSslDeleter<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, OpenSslDeleter<SSL_free>>;
using BioPtr = std::unique_ptr<BIO, OpenSslDeleter<BIO_free>>;
using BioMethodPtr = std::unique_ptr<BIO_METHOD, OpenSslDeleter<BIO_meth_free>>;
using CertificatePtr = std::unique_ptr<X509, OpenSslDeleter<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpenSslDeleter<EVP_PKEY_free>>;

/// What OpenSSL says of the last thing that went wrong on this thread; forgets all of it.
[[nodiscard]] inline QByteArray takeOpenSslError()
{
    const unsigned long code = ERR_peek_last_error();
    const char *reason = ERR_reason_error_string(code);
    QByteArray text = reason ? reason : "error " + QByteArray::number(qulonglong(code), 16);
    ERR_clear_error();
    return text;
}

} // namespace Rainbow
