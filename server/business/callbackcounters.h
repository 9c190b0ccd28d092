// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/latencyhistogram.h"

#include <array>

namespace Rainbow {

/// Why a callback failed.
enum class CallbackFailure : quint8 {
    Timeout,
    Network, ///< no connection, or cut off
    Status4xx,
    Status5xx, ///< and any other status that is no success
    Answer, ///< too large, or not understood
};
inline constexpr int CallbackFailureCount = int(CallbackFailure::Answer) + 1;

/// What a worker counts of its callbacks, since it began.
struct CallbackCounters {
    quint64 calls = 0; ///< ended, of all kinds
    std::array<quint64, CallbackFailureCount> failures{}; ///< by CallbackFailure
    LatencyHistogram forwardLatency; ///< of message callbacks, failed ones too

    CallbackCounters &operator+=(const CallbackCounters &other)
    {
        calls += other.calls;
        for (size_t i = 0; i < failures.size(); ++i)
            failures[i] += other.failures[i];
        forwardLatency += other.forwardLatency;
        return *this;
    }
};

} // namespace Rainbow
