// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace Rainbow::Faults {

/// How long things took, in milliseconds.
class RoundTrips {
public:
    void add(std::chrono::steady_clock::duration time)
    {
        m_times.push_back(std::chrono::duration<double, std::milli>(time).count());
    }
    [[nodiscard]] size_t count() const { return m_times.size(); }
    [[nodiscard]] double p50() const { return percentile(0.5); }
    [[nodiscard]] double p99() const { return percentile(0.99); }
    [[nodiscard]] double percentile(double part) const
    {
        if (m_times.empty())
            return 0;
        std::vector<double> sorted = m_times;
        const auto at = sorted.begin() + std::ptrdiff_t(part * double(sorted.size() - 1));
        std::nth_element(sorted.begin(), at, sorted.end());
        return *at;
    }

private:
    std::vector<double> m_times;
};

} // namespace Rainbow::Faults
