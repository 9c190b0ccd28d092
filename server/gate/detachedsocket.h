// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/connectionbudget.h"
#include "gate/wire.h"
#include "hub/ids.h"

#include <QByteArray>
#include <QHostAddress>

#include <optional>

namespace Rainbow {

/// A WireSocket without its thread: all that is the connection's own, as a value that may go to
/// another one. Nobody takes it up: the connection is closed, and its seat given back.
struct DetachedSocket {
    std::optional<Seat> seat; ///< given back when the wire is closed
    Wire wire; ///< and the state of TLS, with what of a record has come
    QByteArray unread; ///< has come, as text
    QHostAddress clientAddress; ///< of the client behind a proxy, or else of the peer
    TimePoint lastHeard;
};

} // namespace Rainbow
