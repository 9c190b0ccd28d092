// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/callback.h"
#include "hub/ports.h"

namespace Rainbow {

// The pure half of the questions whether a client may subscribe or publish (session.md), and of
// what the business server is told besides (endpoints.md).

/// {"identity": …, "channels": [ … ]}. Names of channels are UTF-8, here and below.
[[nodiscard]] QByteArray subscribeBody(const SubscribeCall &call);

/// {"identity": …, "channel": …, "type": …, "qos": …, "data": …}, with "account" in the place of
/// "channel" where it is for an account; data is the payload as a string,
/// or, where that is not UTF-8, in base64, and "encoding": "base64" says so.
[[nodiscard]] QByteArray publishBody(const PublishCall &call);

/// Yes: 2xx, {"status": "success"}. Otherwise why not: 403 for any other status there, and for HTTP
/// 401 and 403, 404 for 404, 408 when the time was over, 502 for anything else.
[[nodiscard]] Permission subscribePermission(const CallbackReply &reply);

/// The same; a yes may have "data", which replaces the payload: a string (with "encoding":
/// "base64" bytes in base64, whose failure is 502), or another JSON value as its compact text.
[[nodiscard]] Permission publishPermission(const CallbackReply &reply);

/// {"identity": …, "channel": …, "connections": members}, and "account" where there is one.
[[nodiscard]] QByteArray membershipBody(const MembershipNote &note, int members);
/// {"identity": …, "queued": …, "oldest_ms": …}.
[[nodiscard]] QByteArray overloadBody(const OverloadNote &note);

} // namespace Rainbow
