// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/businessanswer.h"
#include "hub/publication.h"

#include <chrono>
#include <functional>

namespace Rainbow {

/// The hub, as the mesh API needs it. Called from within MeshService::onTime() and the functions
/// for HTTP only; of the service it calls forward() at most, and handlers.
class MeshPort {
public:
    using ReceiptHandler = std::function<void(const Receipt &)>;

    virtual ~MeshPort() = default;
    /// As Hub::publish(): handler is called once, at once or later, but not when the hub ends
    /// first.
    virtual void publish(Publication publication, std::chrono::milliseconds timeout,
                         ReceiptHandler handler) = 0;
    /// As Hub::order(), likewise.
    virtual void order(Order order, ReceiptHandler handler) = 0;
    /// Puts text out to a caller's connection. False: it is closing, or there is none.
    virtual bool tell(const Identity &caller, const QByteArray &text) = 0;
    /// Something put out to the caller earlier has not left yet.
    [[nodiscard]] virtual bool isBlocked(const Identity &caller) const = 0;
    /// What became of MeshService::forward(): for Hub::onForwarded().
    virtual void forwarded(const Identity &client, quint64 number,
                           const BusinessAnswer &answer) = 0;
};

} // namespace Rainbow
