// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <cstdint>
#include <string>
#include <vector>

namespace Rainbow::Bench {

/// How long each of many things took, all kept.
class Durations {
public:
    void add(std::chrono::nanoseconds time) { m_values.push_back(uint32_t(time.count() / 100)); }
    void clear() { m_values.clear(); }
    [[nodiscard]] size_t count() const { return m_values.size(); }
    /// The least value that the share (0…1) of all does not exceed; up to 400 s. None: 0.
    [[nodiscard]] std::chrono::nanoseconds quantile(double share);
    /// "p50 / p99", in milliseconds.
    [[nodiscard]] std::string text();

private:
    std::vector<uint32_t> m_values; ///< in units of 100 ns
};

} // namespace Rainbow::Bench
