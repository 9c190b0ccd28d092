// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/tlscredentials.h"

#include <QDateTime>

#include <cerrno>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Rainbow {

namespace {

constexpr qint64 MaxFileSize = 1024 * 1024;
constexpr mode_t ForOthers = S_IROTH | S_IWOTH | S_IXOTH;

/// The text of a file, wiped in the end.
struct FileText {
    FileText() = default;
    ~FileText() { OPENSSL_cleanse(bytes.data(), size_t(bytes.size())); }
    FileText(FileText &&) noexcept = default;
    FileText &operator=(FileText &&) = delete;

    QByteArray bytes;
    mode_t mode = 0;
    QByteArray problem;
};

QByteArray readProblem(int error)
{
    return QByteArray("cannot be read: ") + std::strerror(error);
}

void readAll(int descriptor, FileText &text)
{
    struct stat status { };
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        text.problem = "is no file";
        return;
    }
    if (status.st_size > MaxFileSize) {
        text.problem = "is larger than 1 MiB";
        return;
    }
    text.mode = status.st_mode;
    text.bytes.resize(qsizetype(status.st_size));
    const ssize_t size = ::read(descriptor, text.bytes.data(), size_t(text.bytes.size()));
    if (size < 0)
        text.problem = readProblem(errno);
    else
        text.bytes.truncate(size);
}

FileText readFile(const QByteArray &path)
{
    FileText text;
    // Not blocking: a pipe would keep us waiting for whoever writes to it.
    const int descriptor = ::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        text.problem = readProblem(errno);
        return text;
    }
    readAll(descriptor, text);
    ::close(descriptor);
    return text;
}

BioPtr reader(const FileText &text)
{
    return BioPtr(BIO_new_mem_buf(text.bytes.constData(), int(text.bytes.size())));
}

/// OpenSSL's way of asking for a passphrase: there is nobody who could tell.
int noPassphrase(char *, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return -1;
}

bool isPemAtItsEnd()
{
    return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

QList<QByteArray> namesOf(X509 *certificate)
{
    QList<QByteArray> names;
    auto *all = static_cast<GENERAL_NAMES *>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, i);
        if (name->type != GEN_DNS)
            continue;
        const auto *text = reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName));
        names.append(QByteArray(text, ASN1_STRING_length(name->d.dNSName)).toLower());
    }
    GENERAL_NAMES_free(all);
    return names;
}

QByteArray dateText(const ASN1_TIME *time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return "an unknown date";
    const auto seconds = qint64(::timegm(&parts));
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate).toLatin1();
}

} // namespace

TlsChain readChain(const QByteArray &path)
{
    TlsChain chain;
    const FileText text = readFile(path);
    if (!text.problem.isEmpty()) {
        chain.problem = text.problem;
        return chain;
    }
    const BioPtr in = reader(text);
    ERR_clear_error();
    while (CertificatePtr next{PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)}) {
        if (chain.certificate)
            chain.others.push_back(std::move(next));
        else
            chain.certificate = std::move(next);
    }
    if (!isPemAtItsEnd()) {
        const size_t number = chain.certificate ? chain.others.size() + 2 : 1;
        chain.problem = "certificate " + QByteArray::number(qulonglong(number))
            + " in it is broken: " + takeOpenSslError();
    } else if (!chain.certificate) {
        chain.problem = "holds no certificate in PEM";
    } else {
        chain.names = namesOf(chain.certificate.get());
    }
    ERR_clear_error();
    return chain;
}

QByteArray validityWarning(X509 *certificate)
{
    const ASN1_TIME *from = X509_get0_notBefore(certificate);
    const ASN1_TIME *to = X509_get0_notAfter(certificate);
    if (X509_cmp_current_time(to) < 0)
        return "expired at " + dateText(to);
    if (X509_cmp_current_time(from) > 0)
        return "not valid before " + dateText(from);
    return {};
}

TlsKey readKey(const QByteArray &path)
{
    TlsKey result;
    const FileText text = readFile(path);
    if (!text.problem.isEmpty()) {
        result.problem = text.problem;
        return result;
    }
    if ((text.mode & ForOthers) != 0) {
        result.problem = "others than its owner and group may use it (mode "
            + QByteArray::number(text.mode & 07777, 8).rightJustified(4, '0')
            + "); chmod o= takes that away";
        return result;
    }
    const BioPtr in = reader(text);
    bool encrypted = false;
    ERR_clear_error();
    result.key.reset(PEM_read_bio_PrivateKey(in.get(), nullptr, noPassphrase, &encrypted));
    if (encrypted)
        result.problem = "is encrypted; the relay takes keys without a passphrase only";
    else if (!result.key && !text.bytes.contains("PRIVATE KEY-----"))
        result.problem = "holds no private key in PEM";
    else if (!result.key)
        result.problem = "the key in it is broken: " + takeOpenSslError();
    ERR_clear_error();
    return result;
}

} // namespace Rainbow
