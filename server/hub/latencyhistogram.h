// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <array>
#include <chrono>
#include <span>

namespace Rainbow {

/// Counts how long things took: buckets that each end a quarter of an octave above the one before,
/// from 16 µs to about 70 s, and one for all that is longer. Adding is a few instructions; plain
/// numbers, of one thread; copied to look at it elsewhere.
class LatencyHistogram {
public:
    using Duration = std::chrono::nanoseconds;
    static constexpr int BucketCount = 90; ///< the last has no upper end

    void add(Duration duration);

    [[nodiscard]] quint64 count() const { return m_count; }
    [[nodiscard]] Duration sum() const { return m_sum; }
    /// How many were at most that long; exact for the upper ends of buckets.
    [[nodiscard]] quint64 countUpTo(Duration duration) const;
    /// The duration that the share (0…1) of all did not exceed, interpolated within its bucket: at
    /// most 19 % off. No count: 0.
    [[nodiscard]] Duration quantile(double share) const;
    /// The upper end of the highest bucket with anything in it; of the last, its lower end.
    [[nodiscard]] Duration highest() const;

    LatencyHistogram &operator+=(const LatencyHistogram &other);
    /// What has been added since earlier, a copy of this one.
    [[nodiscard]] LatencyHistogram since(const LatencyHistogram &earlier) const;

    /// The upper ends of those buckets that stand in the exposition of /metrics, rising.
    [[nodiscard]] static std::span<const Duration> exposedEnds();

private:
    std::array<quint64, BucketCount> m_buckets{};
    quint64 m_count = 0;
    Duration m_sum{0};
};

} // namespace Rainbow
