// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/apisettings.h"
#include "http/router.h"

namespace Rainbow {

class NonceMemory;

/// Lets only signed calls through to a handler (rainbow.md §2, docs/signature.md).
class SignatureGuard {
public:
    /// nonces, which all guards of a node share, must outlive this.
    SignatureGuard(ApiSettings settings, NonceMemory &nonces)
        : m_settings(std::move(settings)), m_nonces(nonces)
    {
    }

    void setSettings(const ApiSettings &settings) { m_settings = settings; }

    /// handler, behind the check; a call that fails it is answered with `signature error`. The
    /// guard must outlive what it returns.
    [[nodiscard]] Router::Handler protect(Router::Handler handler) const;

private:
    /// Why the call is refused, for the log; null: it is signed.
    [[nodiscard]] const char *problemOf(const HttpRequest &request) const;
    [[nodiscard]] const char *hmacProblem(const HttpRequest &request, const QByteArray &timestamp,
                                          const QByteArray &nonce,
                                          const QByteArray &signature) const;

    ApiSettings m_settings;
    NonceMemory &m_nonces;
};

} // namespace Rainbow
