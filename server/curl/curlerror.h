// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QNetworkReply>
#include <QSslError>

#include <curl/curl.h>

namespace Rainbow {

/// The error that goes with an answer's status, as Qt's own HTTP has it.
[[nodiscard]] QNetworkReply::NetworkError networkErrorOf(int status);

/// How Qt calls what libcurl says.
[[nodiscard]] QNetworkReply::NetworkError networkErrorOf(CURLcode result);

/// What is wrong with the certificate, behind CURLE_PEER_FAILED_VERIFICATION.
[[nodiscard]] QSslError sslErrorOf(CURL *handle);

} // namespace Rainbow
