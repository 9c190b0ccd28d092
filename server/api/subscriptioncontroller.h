// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/router.h"

namespace Rainbow {

class Hub;
class SignatureGuard;

/// `/sub/` and `/unsub/`: who is in which channel (rainbow.md §5). Called on its worker's thread.
class SubscriptionController {
public:
    /// hub must outlive this.
    explicit SubscriptionController(Hub &hub) : m_hub(hub) { }
    /// The controller and the guard must outlive the router.
    void addTo(Router &router, const SignatureGuard &guard);

private:
    void subscribe(const HttpRequest &request, const Responder &responder);
    void unsubscribe(const HttpRequest &request, const Responder &responder);

    Hub &m_hub;
};

} // namespace Rainbow
