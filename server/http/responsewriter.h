// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"

namespace Rainbow {

/// What the request has to say in how its answer is written.
struct ResponseFraming {
    bool headOnly = false; ///< HEAD: the head of the answer, as it were with its body
    bool keepAlive = true; ///< false: "Connection: close"
    bool oldClient = false; ///< HTTP/1.0, which is told "Connection: keep-alive"
};

/// Appends response to out as HTTP/1.1 (RFC 9112 §4), with Date and Content-Length. 1xx, 204
/// and 304 have no body.
void appendResponse(QByteArray &out, const HttpResponse &response, ResponseFraming framing);

} // namespace Rainbow
