// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace Rainbow {

/// What all that waits goes by: it never jumps, whatever is done to the time of day.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Duration = std::chrono::milliseconds;

inline constexpr TimePoint Never = TimePoint::max();

} // namespace Rainbow
