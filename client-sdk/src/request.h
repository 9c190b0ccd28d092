// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/client.h>

#include <QNetworkRequest>
#include <QUrl>

namespace Rainbow {

/// What the request for a connection is made of.
struct RequestParts {
    QUrl url;
    QString deviceId;
    QString platform;
    Headers headers; ///< the app's, then the provider's
    QByteArray session; ///< token of the session to resume; empty: none
    QByteArray securityKey; ///< signs it; empty: no signature
    qint64 unixSeconds = 0; ///< for the signature
    bool inQuery = false; ///< headers travel as query parameters: for WebAssembly
};

/// With the path and the port that are meant where none is given.
[[nodiscard]] QUrl completeUrl(QUrl url);
/// What is wrong with a URL, in English; empty: nothing.
[[nodiscard]] QString urlProblem(const QUrl &url);
/// A header that an app may set: a name as RFC 9110 has it that is none of the WebSocket's own, a
/// value without line breaks.
[[nodiscard]] bool isGoodHeader(const QByteArray &name, const QByteArray &value);
/// Sets the header of that name, in any case; an empty value removes it.
void setHeader(Headers &headers, const QByteArray &name, const QByteArray &value);

[[nodiscard]] QNetworkRequest makeRequest(const RequestParts &parts);

} // namespace Rainbow
