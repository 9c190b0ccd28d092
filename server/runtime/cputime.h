// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <ctime>

namespace Rainbow {

[[nodiscard]] inline std::chrono::nanoseconds cpuTimeOf(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// What the calling thread has used of the processors since it began.
[[nodiscard]] inline std::chrono::nanoseconds threadCpuTime()
{
    return cpuTimeOf(CLOCK_THREAD_CPUTIME_ID);
}

/// And all threads of the process.
[[nodiscard]] inline std::chrono::nanoseconds processCpuTime()
{
    return cpuTimeOf(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace Rainbow
