// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <string>

#include <sys/types.h>

namespace Rainbow::Faults {

/// The hostile mix in a process of its own, on the same core as the caller and of lower priority:
/// what its clients cost themselves is not felt by those that are measured beside them.
class Camp {
public:
    /// Attacks from now on, for that long. Ends the program when there is no process to be had.
    Camp(uint16_t port, std::chrono::milliseconds time);
    /// Waits for the end.
    ~Camp();
    Camp(const Camp &) = delete;
    Camp &operator=(const Camp &) = delete;

    /// Waits for the end. A line for each kind: how often it was closed, with which codes, when
    /// first.
    [[nodiscard]] std::string report();

private:
    pid_t m_process = -1;
    int m_output = -1; ///< what the process writes, and then its end
};

} // namespace Rainbow::Faults
