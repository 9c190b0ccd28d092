// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"
#include "hub/session.h"

#include <optional>

namespace Rainbow {

// The pure half of the gate: what a request to become a WebSocket says, and what is wrong
// with it (RFC 6455 §4.2.1).

/// Whether the request wants to become a WebSocket at all.
[[nodiscard]] bool isUpgradeRequest(const RequestHead &head);

/// Why such a request is refused: 400, or 426 with the version this side speaks. Nothing: it is
/// in order.
[[nodiscard]] std::optional<HttpResponse> upgradeProblem(const RequestHead &head);

/// Why a browser may not come in from where its page is from: 403 whose body names the Origin as
/// the reason. Nothing: it may, or there is no Origin, as with apps.
///
/// origins are lower-case, scheme://host[:port] or *, which is any. None at all: only pages of the
/// host that is asked for, by its Host header; the scheme may differ, a port that is not said is
/// the default one of the origin's scheme. `null`, which sandboxed and local pages send, is
/// refused whatever the list says, and so is what is no single origin.
[[nodiscard]] std::optional<HttpResponse> originProblem(const RequestHead &head,
                                                        const QList<QByteArray> &origins);

/// 426, with the version this side speaks.
[[nodiscard]] HttpResponse upgradeRequired(QByteArrayView reason);

/// What the client is to be spoken to in: Version2 where it offers rainbow.2 among the subprotocols
/// (RFC 6455 §4.2.2; case counts). A list with anything in it that is no token is ignored.
[[nodiscard]] SessionProtocol protocolOf(const RequestHead &head);

/// The session that a client of rainbow.2 wants to take up: X-RAINBOW-SESSION, found as the names
/// below. Nothing: none, or no token of a relay.
[[nodiscard]] std::optional<SessionToken> sessionToken(const RequestHead &head);

/// The answer that makes a WebSocket of such a request in which there is no problem: 101
/// (RFC 6455 §4.2.2), with the subprotocol rainbow.2 for that protocol.
[[nodiscard]] QByteArray handshakeAnswer(const RequestHead &head, SessionProtocol protocol);

/// Who a client says it is.
struct ClientName {
    QByteArray platform; ///< X-CLIENT-OS
    QByteArray device; ///< X-DEVICEID
};

/// By header or query parameter, in any case, with '-' or '_'; a header counts before a
/// parameter. Nothing where either is missing or empty.
[[nodiscard]] std::optional<ClientName> clientName(const RequestHead &head);

} // namespace Rainbow
