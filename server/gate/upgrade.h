// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"

#include <optional>

namespace Rainbow {

// The pure half of the gate: what a request to become a WebSocket says, and what is wrong
// with it (RFC 6455 §4.2.1).

/// Whether the request wants to become a WebSocket at all.
[[nodiscard]] bool isUpgradeRequest(const RequestHead &head);

/// Why such a request is refused: 400, or 426 with the version this side speaks. Nothing: it is
/// in order.
[[nodiscard]] std::optional<HttpResponse> upgradeProblem(const RequestHead &head);

/// 426, with the version this side speaks.
[[nodiscard]] HttpResponse upgradeRequired(QByteArrayView reason);

/// The answer that makes a WebSocket of such a request in which there is no problem: 101
/// (RFC 6455 §4.2.2).
[[nodiscard]] QByteArray handshakeAnswer(const RequestHead &head);

/// Who a client says it is.
struct ClientName {
    QByteArray platform; ///< X-CLIENT-OS
    QByteArray device; ///< X-DEVICEID
};

/// By header or query parameter, in any case, with '-' or '_'; a header counts before a
/// parameter. Nothing where either is missing or empty.
[[nodiscard]] std::optional<ClientName> clientName(const RequestHead &head);

} // namespace Rainbow
