// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/apisettings.h"
#include "http/router.h"

namespace Rainbow {

class Hub;
class SignatureGuard;

/// `/send/`: a message to everybody in a channel (rainbow.md §5). Called on its worker's thread.
class SendController {
public:
    /// hub must outlive this.
    SendController(const ApiSettings &settings, Hub &hub);
    void setSettings(const ApiSettings &settings) { m_settings = settings; }
    /// The controller and the guard must outlive the router.
    void addTo(Router &router, const SignatureGuard &guard);

private:
    void send(const HttpRequest &request, const Responder &responder);

    ApiSettings m_settings;
    Hub &m_hub;
};

} // namespace Rainbow
