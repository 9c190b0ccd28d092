// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/latencyhistogram.h"

#include <algorithm>
#include <bit>

namespace Rainbow {

namespace {

using Duration = LatencyHistogram::Duration;

constexpr int FirstOctave = 14; ///< the first bucket ends at 2^14 ns
constexpr int PerOctave = 4;
constexpr int Last = LatencyHistogram::BucketCount - 1;

/// The upper ends of the buckets in ns, but for the last, which has none.
constexpr std::array<quint64, Last> Ends = [] {
    // 2^62 times 2^(0/4) … 2^(3/4), rounded down.
    constexpr quint64 Roots[PerOctave] = {0x4000'0000'0000'0000, 0x4c1b'f828'c6dc'54b7,
                                          0x5a82'7999'fcef'3242, 0x6ba2'7e65'6b4e'b57a};
    std::array<quint64, Last> ends{};
    for (int i = 0; i < Last; ++i)
        ends[size_t(i)] = Roots[i % PerOctave] >> (62 - FirstOctave - i / PerOctave);
    return ends;
}();

constexpr auto Exposed = [] {
    constexpr int First = 2; ///< octaves below that are left out, 65 µs being little
    constexpr int Octaves = (Last - 1) / PerOctave;
    std::array<Duration, Octaves + 1 - First> ends{};
    for (int i = First; i <= Octaves; ++i)
        ends[size_t(i - First)] = Duration(qint64(Ends[size_t(i) * PerOctave]));
    return ends;
}();

size_t bucketOf(Duration duration)
{
    const qint64 ns = duration.count();
    if (ns <= qint64(Ends[0]))
        return 0;
    // Below the number by one, what ends at a power of two is below it too.
    const quint64 below = quint64(ns) - 1;
    const int octave = std::bit_width(below) - 1 - FirstOctave;
    const size_t first = size_t(octave) * PerOctave + 1;
    if (first >= size_t(Last))
        return Last;
    const quint64 *ends = &Ends[first];
    return first + size_t(below >= ends[0]) + size_t(below >= ends[1]) + size_t(below >= ends[2]);
}

} // namespace

void LatencyHistogram::add(Duration duration)
{
    ++m_buckets[bucketOf(duration)];
    ++m_count;
    // A sum that would overflow stays where it is: such durations are no latencies.
    qint64 sum = 0;
    if (!__builtin_add_overflow(m_sum.count(), duration.count(), &sum))
        m_sum = Duration(sum);
}

quint64 LatencyHistogram::countUpTo(Duration duration) const
{
    quint64 count = 0;
    for (size_t i = 0; i < Ends.size() && qint64(Ends[i]) <= duration.count(); ++i)
        count += m_buckets[i];
    return count;
}

Duration LatencyHistogram::quantile(double share) const
{
    if (m_count == 0)
        return Duration(0);
    const double rank = std::clamp(share, 0.0, 1.0) * double(m_count);
    double below = 0;
    for (size_t i = 0; i < Ends.size(); ++i) {
        const auto here = double(m_buckets[i]);
        if (here > 0 && below + here >= rank) {
            const double start = i == 0 ? 0 : double(Ends[i - 1]);
            const double part = (rank - below) / here;
            return Duration(qint64(start + part * (double(Ends[i]) - start)));
        }
        below += here;
    }
    return Duration(qint64(Ends.back()));
}

Duration LatencyHistogram::highest() const
{
    if (m_buckets.back() > 0)
        return Duration(qint64(Ends.back()));
    for (size_t i = Ends.size(); i > 0; --i) {
        if (m_buckets[i - 1] > 0)
            return Duration(qint64(Ends[i - 1]));
    }
    return Duration(0);
}

LatencyHistogram &LatencyHistogram::operator+=(const LatencyHistogram &other)
{
    for (size_t i = 0; i < m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
    m_sum += other.m_sum;
    return *this;
}

LatencyHistogram LatencyHistogram::since(const LatencyHistogram &earlier) const
{
    LatencyHistogram difference;
    for (size_t i = 0; i < m_buckets.size(); ++i)
        difference.m_buckets[i] = m_buckets[i] - earlier.m_buckets[i];
    difference.m_count = m_count - earlier.m_count;
    difference.m_sum = m_sum - earlier.m_sum;
    return difference;
}

std::span<const Duration> LatencyHistogram::exposedEnds()
{
    return Exposed;
}

} // namespace Rainbow
