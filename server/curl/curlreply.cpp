// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlreply.h"

#include "curl/curlsite.h"

#include <QPointer>
#include <QSslError>

#include <algorithm>
#include <cstring>

namespace Rainbow {

namespace {

using namespace Qt::Literals::StringLiterals;

using Error = QNetworkReply::NetworkError;

/// The error that goes with an answer's status, as Qt's own HTTP has it.
Error errorOf(int status)
{
    switch (status) {
    case 400:
        return Error::ProtocolInvalidOperationError;
    case 401:
        return Error::AuthenticationRequiredError;
    case 403:
        return Error::ContentAccessDenied;
    case 404:
        return Error::ContentNotFoundError;
    case 405:
        return Error::ContentOperationNotPermittedError;
    case 407:
        return Error::ProxyAuthenticationRequiredError;
    case 409:
        return Error::ContentConflictError;
    case 410:
        return Error::ContentGoneError;
    case 500:
        return Error::InternalServerError;
    case 501:
        return Error::OperationNotImplementedError;
    case 503:
        return Error::ServiceUnavailableError;
    default:
        break;
    }
    if (status >= 500)
        return Error::UnknownServerError;
    return status >= 400 ? Error::UnknownContentError : Error::NoError;
}

Error errorOf(CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return Error::HostNotFoundError;
    case CURLE_COULDNT_RESOLVE_PROXY:
        return Error::ProxyNotFoundError;
    case CURLE_COULDNT_CONNECT:
        return Error::ConnectionRefusedError;
    case CURLE_PROXY:
        return Error::ProxyConnectionRefusedError;
    case CURLE_OPERATION_TIMEDOUT:
        return Error::TimeoutError;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return Error::SslHandshakeFailedError;
    case CURLE_ABORTED_BY_CALLBACK: // it was to be sent once more: the connection had been closed
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return Error::RemoteHostClosedError;
    case CURLE_UNSUPPORTED_PROTOCOL: // as libcurl calls an answer that is no HTTP
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_WRITE_ERROR: // refused by onHeader()
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_BAD_CONTENT_ENCODING:
        return Error::ProtocolFailure;
    default:
        return Error::UnknownNetworkError;
    }
}

QSslError sslErrorOf(CURL *handle)
{
    long code = 0;
    curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &code);
    switch (code) { // X509_V_ERR_…
    case 9:
        return QSslError(QSslError::CertificateNotYetValid);
    case 10:
        return QSslError(QSslError::CertificateExpired);
    case 18:
        return QSslError(QSslError::SelfSignedCertificate);
    case 19:
        return QSslError(QSslError::SelfSignedCertificateInChain);
    case 20:
        return QSslError(QSslError::UnableToGetLocalIssuerCertificate);
    case 23:
        return QSslError(QSslError::CertificateRevoked);
    case 0: // the chain is fine
    case 1: // it was not looked at
        return QSslError(QSslError::HostNameMismatch);
    default:
        return QSslError(QSslError::CertificateUntrusted);
    }
}

bool isSameName(QByteArrayView a, const char *b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

CurlReply::CurlReply(CurlMulti &multi, std::shared_ptr<CurlSite> site,
                     QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
                     const QByteArray &url, const QByteArray &body, QObject *parent)
    : QNetworkReply(parent), m_multi(multi), m_site(std::move(site)), m_handle(m_site->take()),
      m_requestBody(body)
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    open(ReadOnly | Unbuffered);
    prepare(url);
    prepareHeaders();
    prepareBody();
    m_site->start(m_handle, *this);
}

CurlReply::~CurlReply()
{
    release();
}

// --- the request

void CurlReply::prepare(const QByteArray &url)
{
    QByteArray target = url.sliced(m_site->way().origin.size());
    if (!target.startsWith('/'))
        target.prepend('/');
    if (m_site->namesUrl())
        target.prepend(QUrl::fromEncoded(m_site->way().origin).toEncoded(QUrl::RemoveUserInfo));
    curl_easy_setopt(m_handle, CURLOPT_REQUEST_TARGET, target.constData());
    curl_easy_setopt(m_handle, CURLOPT_HEADERFUNCTION, &CurlReply::onHeader);
    curl_easy_setopt(m_handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_handle, CURLOPT_WRITEFUNCTION, &CurlReply::onBody);
    curl_easy_setopt(m_handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_handle, CURLOPT_PREREQFUNCTION, &CurlReply::onRequest);
    curl_easy_setopt(m_handle, CURLOPT_PREREQDATA, this);
}

void CurlReply::prepareHeaders()
{
    constexpr char Codings[] = "gzip, deflate";
    int lines = 0;
    const auto add = [this, &lines](const auto &...parts) {
        (m_requestLines.append(parts), ...);
        m_requestLines.append('\0');
        ++lines;
    };
    bool hasType = false;
    bool hasCoding = false;
    bool hasAccept = false;
    const QNetworkRequest asked = request();
    const QList<QByteArray> names = asked.rawHeaderList();
    for (const QByteArray &name : names) {
        if (isSameName(name, "Content-Length"))
            continue;
        hasType = hasType || isSameName(name, "Content-Type");
        hasCoding = hasCoding || isSameName(name, "Accept-Encoding");
        hasAccept = hasAccept || isSameName(name, "Accept");
        // A semicolon is how libcurl wants to be told of a header without a value.
        if (const QByteArray value = asked.rawHeader(name); value.isEmpty())
            add(name, ';');
        else
            add(name, ": ", value);
    }
    if (!hasCoding)
        add("Accept-Encoding: ", Codings);
    curl_easy_setopt(m_handle, CURLOPT_ACCEPT_ENCODING, hasCoding ? nullptr : Codings);
    // What libcurl would add by itself.
    add("Expect:");
    if (!hasType)
        add("Content-Type:");
    if (!hasAccept)
        add("Accept:");

    m_requestList.resize(size_t(lines));
    char *line = m_requestLines.data();
    for (curl_slist &entry : m_requestList) {
        entry.data = line;
        entry.next = &entry == &m_requestList.back() ? nullptr : &entry + 1;
        line += std::strlen(line) + 1;
    }
    curl_easy_setopt(m_handle, CURLOPT_HTTPHEADER, m_requestList.data());
}

void CurlReply::prepareBody()
{
    if (operation() == QNetworkAccessManager::GetOperation) {
        curl_easy_setopt(m_handle, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(m_handle, CURLOPT_POST, 1L);
    curl_easy_setopt(m_handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_requestBody.size()));
    curl_easy_setopt(m_handle, CURLOPT_POSTFIELDS, m_requestBody.constData());
}

// --- libcurl calls

int CurlReply::onRequest(void *reply, char *, char *, int, int)
{
    // libcurl repeats a request when a connection it had kept turns out to be closed, even one that
    // has been sent whole, and that may have been carried out.
    const bool isRepeat = std::exchange(static_cast<CurlReply *>(reply)->m_sent, true);
    return isRepeat ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

size_t CurlReply::onHeader(char *data, size_t one, size_t size, void *reply)
{
    const size_t bytes = one * size;
    auto *self = static_cast<CurlReply *>(reply);
    return self->takeHeaderLine(QByteArrayView(data, qsizetype(bytes))) ? bytes : 0;
}

bool CurlReply::takeHeaderLine(QByteArrayView line)
{
    m_headSize += line.size();
    if (m_headSize > MaxHead)
        return false;
    if (line.startsWith("HTTP/")) {
        // An interim answer (RFC 9110 §15.2), or that of a proxy, is not the one.
        m_headers.clear();
        m_headIsWhole = false;
        long status = 0;
        curl_easy_getinfo(m_handle, CURLINFO_RESPONSE_CODE, &status);
        m_status = int(status);
        const QByteArrayView text = line.trimmed();
        const qsizetype code = text.indexOf(' ');
        const qsizetype reason = code < 0 ? -1 : text.indexOf(' ', code + 1);
        m_reason = reason < 0 ? QByteArray() : text.sliced(reason + 1).toByteArray();
        return true;
    }
    if (m_headIsWhole)
        return true; // a trailer (RFC 9110 §6.5)
    const QByteArrayView text = line.trimmed();
    if (line.startsWith(' ') || line.startsWith('\t')) {
        // A folded line (RFC 9112 §5.2).
        if (!m_headers.isEmpty() && !text.isEmpty())
            m_headers.last().second += ' ' + text.toByteArray();
        return true;
    }
    if (text.isEmpty()) {
        m_headIsWhole = m_status >= 200;
        m_multi.progressed(m_handle);
        return true;
    }
    const qsizetype colon = text.indexOf(':');
    if (colon > 0) {
        m_headers.append(
            {text.first(colon).toByteArray(), text.sliced(colon + 1).trimmed().toByteArray()});
    }
    return true;
}

size_t CurlReply::onBody(char *data, size_t one, size_t size, void *reply)
{
    auto *self = static_cast<CurlReply *>(reply);
    const size_t bytes = one * size;
    const qint64 room = self->readBufferSize();
    if (room > 0 && self->m_body.size() - self->m_read >= room) {
        self->m_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    self->m_body.append(data, qsizetype(bytes));
    self->m_multi.progressed(self->m_handle);
    return bytes;
}

// --- the answer

void CurlReply::onProgress()
{
    const QPointer<CurlReply> alive(this);
    takeHeaders();
    if (alive && m_handle && m_body.size() > m_read)
        Q_EMIT readyRead();
}

void CurlReply::takeHeaders()
{
    if (m_headIsTold || !m_headIsWhole)
        return;
    m_headIsTold = true;
    for (const auto &[name, value] : std::as_const(m_headers)) {
        // A field that comes twice is a list (RFC 9110 §5.3), but for one (§5.3 too).
        if (!hasRawHeader(name))
            setRawHeader(name, value.isNull() ? QByteArray("") : value);
        else
            setRawHeader(name,
                         rawHeader(name) + (isSameName(name, "Set-Cookie") ? "\n" : ", ") + value);
    }
    m_headers.clear();
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_status);
    setAttribute(QNetworkRequest::HttpReasonPhraseAttribute, QString::fromLatin1(m_reason));
    Q_EMIT metaDataChanged();
}

void CurlReply::onDone(CURLcode result)
{
    const QPointer<CurlReply> alive(this);
    if (result == CURLE_PEER_FAILED_VERIFICATION)
        Q_EMIT sslErrors({sslErrorOf(m_handle)});
    if (!alive)
        return;
    release();
    takeHeaders();
    if (!alive)
        return;
    if (result == CURLE_OK && !m_headIsWhole)
        finish(Error::RemoteHostClosedError, u"the answer ends in its head"_qs);
    else if (result == CURLE_OK)
        finish(errorOf(m_status), QString::fromLatin1(m_reason));
    else
        finish(errorOf(result), QString::fromLatin1(curl_easy_strerror(result)));
}

void CurlReply::finish(NetworkError error, const QString &text)
{
    if (isFinished())
        return;
    const QPointer<CurlReply> alive(this);
    setFinished(true);
    if (error != Error::NoError) {
        setError(error, text);
        Q_EMIT errorOccurred(error);
    }
    if (alive && m_body.size() > m_read)
        Q_EMIT readyRead();
    if (alive)
        Q_EMIT finished();
}

void CurlReply::abort()
{
    if (isFinished())
        return;
    release();
    finish(Error::OperationCanceledError, u"aborted"_qs);
}

void CurlReply::release()
{
    if (CURL *const handle = std::exchange(m_handle, nullptr))
        m_site->giveBack(handle);
}

// --- reading

qint64 CurlReply::bytesAvailable() const
{
    return m_body.size() - m_read + QNetworkReply::bytesAvailable();
}

qint64 CurlReply::readData(char *data, qint64 maxSize)
{
    const qsizetype size = std::min<qsizetype>(maxSize, m_body.size() - m_read);
    if (size == 0)
        return isFinished() ? -1 : 0;
    std::memcpy(data, m_body.constData() + m_read, size_t(size));
    m_read += size;
    if (m_read == m_body.size()) {
        m_body.clear();
        m_read = 0;
    }
    if (m_paused && m_handle && m_body.size() - m_read < readBufferSize()) {
        m_paused = false;
        m_multi.resume(m_handle);
    }
    return size;
}

} // namespace Rainbow
