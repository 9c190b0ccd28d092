// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/connectionbudget.h"
#include "gate/handshakerate.h"

namespace Rainbow {

/// What the gates of all workers count together. Thread-safe.
struct ProcessLimits {
    ProcessLimits(int maxConnections, int maxConnectionsPerIp, int handshakesPerSecond)
        : connections(maxConnections, maxConnectionsPerIp), refusals(MaxRefusals),
          handshakes(handshakesPerSecond)
    {
    }

    /// Connections that are told at once why they may not come in, and have not gone yet. They
    /// stand beside max_connections: the descriptors that are kept free for the relay itself must
    /// not all go to them.
    static constexpr int MaxRefusals = 200;

    ConnectionBudget connections;
    ConnectionBudget refusals;
    HandshakeRate handshakes;
};

} // namespace Rainbow
