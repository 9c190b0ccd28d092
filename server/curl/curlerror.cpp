// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlerror.h"

namespace Rainbow {

using Error = QNetworkReply::NetworkError;

Error networkErrorOf(int status)
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

Error networkErrorOf(CURLcode result)
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

} // namespace Rainbow
