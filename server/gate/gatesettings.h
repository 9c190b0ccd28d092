// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Rainbow {

/// Limits of what arrives at a listening port.
struct GateSettings {
    std::chrono::milliseconds headTimeout{5'000}; ///< for a request head to be complete
    qsizetype maxHead = 16 * 1024; ///< bytes of a request head
    qsizetype maxPayload = 1024 * 1024; ///< bytes of a message's payload
    qsizetype maxBacklog = 1024 * 1024; ///< bytes waiting for one client
    int maxConnections = 100'000; ///< of the whole process
    bool admitAll = false; ///< --dev: nobody is asked
};

} // namespace Rainbow
