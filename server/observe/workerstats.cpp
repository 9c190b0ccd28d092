// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/workerstats.h"

#include <array>
#include <bit>

namespace Rainbow {

namespace {

/// Whatever it counts.
HubCounters sumOf(const HubCounters &a, const HubCounters &b)
{
    using Numbers = std::array<quint64, sizeof(HubCounters) / sizeof(quint64)>;
    auto sum = std::bit_cast<Numbers>(a);
    const auto more = std::bit_cast<Numbers>(b);
    for (size_t i = 0; i < sum.size(); ++i)
        sum[i] += more[i];
    return std::bit_cast<HubCounters>(sum);
}

} // namespace

ClientStats &ClientStats::operator+=(const ClientStats &other)
{
    hub = sumOf(hub, other.hub);
    deliveryLatency += other.deliveryLatency;
    callbacks += other.callbacks;
    connections += other.connections;
    gauges += other.gauges;
    backlogBytes += other.backlogBytes;
    return *this;
}

} // namespace Rainbow
