// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/clientaddress.h"

#include <chrono>

namespace Rainbow {

/// Limits of the HTTP side.
struct HttpSettings {
    qsizetype maxHead = 16 * 1024; ///< bytes of a request head: 431 beyond
    qsizetype maxBody = 1024 * 1024; ///< bytes of a body: 413 beyond
    std::chrono::milliseconds headTimeout{5'000}; ///< from the first byte of a head to its end
    std::chrono::milliseconds bodyTimeout{15'000}; ///< from the head to the end of the body
    std::chrono::milliseconds idleTimeout{75'000}; ///< between two requests
    int maxPipelined = 64; ///< requests waiting for their answer; beyond it reading pauses
    Networks trustedProxies; ///< whose X-Forwarded-For is believed, request by request
    qsizetype maxUnsent = 256 * 1024; ///< bytes of answers not sent yet; beyond it reading pauses
};

} // namespace Rainbow
