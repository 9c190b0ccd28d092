// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/apisettings.h"
#include "http/router.h"

namespace Rainbow {

/// Lets only signed calls through to a handler (rainbow.md §2).
class SignatureGuard {
public:
    explicit SignatureGuard(ApiSettings settings) : m_settings(std::move(settings)) { }

    void setSettings(const ApiSettings &settings) { m_settings = settings; }

    /// handler, behind the check; a call that fails it is answered with `signature error`. The
    /// guard must outlive what it returns.
    [[nodiscard]] Router::Handler protect(Router::Handler handler) const;

private:
    [[nodiscard]] bool isSigned(const RequestHead &head) const;

    ApiSettings m_settings;
};

} // namespace Rainbow
