// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/durations.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace Rainbow::Bench {

std::chrono::nanoseconds Durations::quantile(double share)
{
    if (m_values.empty())
        return {};
    const auto rank = size_t(std::max(1.0, std::ceil(share * double(m_values.size()))));
    const auto at = m_values.begin() + std::ptrdiff_t(std::min(rank, m_values.size()) - 1);
    std::nth_element(m_values.begin(), at, m_values.end());
    return std::chrono::nanoseconds(int64_t(*at) * 100);
}

std::string Durations::text()
{
    const auto milliseconds = [this](double share) {
        return std::chrono::duration<double, std::milli>(quantile(share)).count();
    };
    char text[64];
    std::snprintf(text, sizeof text, "%.2f / %.2f", milliseconds(0.5), milliseconds(0.99));
    return text;
}

} // namespace Rainbow::Bench
