// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/certificates.h"

#include <QFile>
#include <QHostAddress>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace Rainbow::Test {

namespace {

template <auto Free>
struct Freed {
    template <typename Object>
    void operator()(Object *object) const
    {
        Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

void check(bool ok, const char *what)
{
    if (!ok)
        qFatal("OpenSSL: %s", what);
}

Key makeKey()
{
    Key key(EVP_EC_gen("P-256"));
    check(key != nullptr, "no key");
    return key;
}

template <typename Write>
QByteArray pem(Write write)
{
    const Memory memory(BIO_new(BIO_s_mem()));
    check(write(memory.get()) == 1, "cannot write PEM");
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return {data, qsizetype(size)};
}

QByteArray pemOf(X509 *certificate)
{
    return pem([=](BIO *out) { return PEM_write_bio_X509(out, certificate); });
}

QByteArray pemOf(EVP_PKEY *key)
{
    return pem([=](BIO *out) {
        return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

void setName(X509_NAME *name, const QByteArray &text)
{
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(text.constData()),
                               int(text.size()), -1, 0);
}

void addExtension(X509 *certificate, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    check(extension != nullptr, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// Without signature, issuer and extensions.
Certificate bareCertificate(EVP_PKEY *key, const QByteArray &name, int fromDay, int toDay)
{
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    static long serial = 0;
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_time_adj_ex(X509_getm_notBefore(certificate.get()), fromDay, 0, nullptr);
    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), toDay, 0, nullptr);
    X509_set_pubkey(certificate.get(), key);
    setName(X509_get_subject_name(certificate.get()), name);
    return certificate;
}

QByteArray alternativeNames(const QList<QByteArray> &names)
{
    QList<QByteArray> fields;
    for (const QByteArray &name : names) {
        const bool isAddress = !QHostAddress(QString::fromLatin1(name)).isNull();
        fields.append((isAddress ? "IP:" : "DNS:") + name);
    }
    return fields.join(',');
}

} // namespace

bool Credentials::write(const QString &directory, const QString &name) const
{
    const auto writeFile = [](const QString &path, const QByteArray &text, auto permissions) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate)
            && file.setPermissions(permissions) && file.write(text) == text.size();
    };
    constexpr auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    const QString path = directory + u'/' + name;
    return writeFile(path + u".pem"_qs, certificate, owner | QFileDevice::ReadOther)
        && writeFile(path + u".key"_qs, key, owner);
}

struct CertificateAuthority::Private {
    Key key = makeKey();
    Certificate certificate = bareCertificate(key.get(), "Test authority", -400, 400);
};

CertificateAuthority::CertificateAuthority() : d(std::make_unique<Private>())
{
    X509 *own = d->certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(own));
    addExtension(own, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(own, NID_key_usage, "critical,keyCertSign,cRLSign");
    check(X509_sign(own, d->key.get(), EVP_sha256()) > 0, "cannot sign");
}

CertificateAuthority::~CertificateAuthority() = default;

QByteArray CertificateAuthority::certificate() const
{
    return pemOf(d->certificate.get());
}

Credentials CertificateAuthority::issue(const QList<QByteArray> &names, int fromDay,
                                        int toDay) const
{
    const Key key = makeKey();
    const Certificate made = bareCertificate(key.get(), names.value(0, "nobody"), fromDay, toDay);
    X509_set_issuer_name(made.get(), X509_get_subject_name(d->certificate.get()));
    addExtension(made.get(), NID_basic_constraints, "CA:FALSE");
    addExtension(made.get(), NID_ext_key_usage, "serverAuth");
    if (!names.isEmpty())
        addExtension(made.get(), NID_subject_alt_name, alternativeNames(names));
    check(X509_sign(made.get(), d->key.get(), EVP_sha256()) > 0, "cannot sign");
    return {pemOf(made.get()), pemOf(key.get())};
}

QByteArray encryptedKey(const QByteArray &key, const QByteArray &passphrase)
{
    const Memory in(BIO_new_mem_buf(key.constData(), int(key.size())));
    const Key read(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    check(read != nullptr, "no key to encrypt");
    return pem([&](BIO *out) {
        return PEM_write_bio_PKCS8PrivateKey(out, read.get(), EVP_aes_256_cbc(),
                                             passphrase.constData(), int(passphrase.size()),
                                             nullptr, nullptr);
    });
}

} // namespace Rainbow::Test
