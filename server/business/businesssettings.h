// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/signaturescheme.h"

#include <QByteArray>
#include <QUrl>

#include <chrono>

namespace Rainbow {

/// What carries callbacks.
enum class HttpTransport : quint8 {
    Curl, ///< libcurl: HTTP/1.1
    CurlHttp2, ///< the same, and HTTP/2 over TLS where the business server agrees
    Qt, ///< QNetworkAccessManager's own: HTTP/1.1, six connections to a host
};

/// Where the business server is and how long it may take. An empty URL: no such callback.
struct BusinessSettings {
    QUrl connectUrl;
    QByteArray forwardUrl; ///< a prefix or a template, see forwardTarget()
    QUrl closeUrl;
    QUrl subscribeUrl; ///< asked where client_subscribe = ask
    QUrl publishUrl; ///< asked where client_publish = ask
    QUrl subscribedUrl; ///< told after a client has come into a channel
    QUrl unsubscribedUrl; ///< told after a client has left one
    QUrl overloadUrl; ///< told of a client that says more than is taken
    QByteArray appKey; ///< RAINBOWAPP of every call; empty: there is no such header
    QByteArray token; ///< shared secret; never logged
    SignatureScheme signature = SignatureScheme::Sha1;
    QByteArray forwardContentType = "application/json";
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds forwardTimeout{10'000}; ///< of those two also
    HttpTransport transport = HttpTransport::Curl;
    /// Curl: of a worker to one host, for messages, and as many for what else is asked.
    int maxConnections = 256;
    qsizetype maxAnswer = 1024 * 1024; ///< bytes of an answer's body
};

} // namespace Rainbow
