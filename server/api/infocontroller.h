// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/router.h"

namespace Rainbow {

class Hub;
class SignatureGuard;
struct Receipt;

/// `/hello/` and `/serverinfo/`: is it there, and what goes on (rainbow.md §5). Unsigned,
/// unless there is a guard. Called
/// on its worker's thread.
class InfoController {
public:
    /// hub must outlive this.
    explicit InfoController(Hub &hub) : m_hub(hub) { }
    /// guard: what goes on is told to signed calls only. The controller and the guard must outlive
    /// the router.
    void addTo(Router &router, const SignatureGuard *guard);

private:
    void serverInfo(const HttpRequest &request, const Responder &responder);

    Hub &m_hub;
};

} // namespace Rainbow
