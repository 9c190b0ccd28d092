// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <chrono>
#include <vector>

namespace Rainbow::Bench {

/// The processes of a server, looked at from outside. One that has ended ends this program.
class Processes {
public:
    explicit Processes(const std::vector<long> &ids) : m_ids(ids.begin(), ids.end()) { }

    /// CPU time of all their threads so far, user and system.
    [[nodiscard]] std::chrono::nanoseconds cpuTime() const;
    /// Resident memory in KiB; pages that several of them share count once (PSS).
    [[nodiscard]] long residentKiB() const;

private:
    std::vector<pid_t> m_ids;
};

} // namespace Rainbow::Bench
