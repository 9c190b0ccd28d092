// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/addresskey.h"
#include "hub/ratelimit.h"

#include <atomic>
#include <mutex>
#include <unordered_map>

namespace Rainbow {

/// How many WebSocket handshakes per second each address may begin: shared by all workers.
/// Thread-safe. `now` never goes back by more than what threads differ.
///
/// Bounded: an address is forgotten once it has been quiet for one to two seconds, since by then
/// its bucket is full again. When MaxAddresses were heard of within such a time, further ones are
/// let through uncounted until the next second: so many addresses are not what a limit per address
/// can hold back (max_connections does), and turning away whoever is new would let one attacker
/// with a large network lock out everybody.
class HandshakeRate {
public:
    using TimePoint = RateLimit::TimePoint;
    static constexpr size_t MaxAddresses = 100'000;

    /// perSecond 0: any number, at no cost.
    explicit HandshakeRate(int perSecond = 0) : m_perSecond(perSecond) { }
    Q_DISABLE_COPY_MOVE(HandshakeRate)

    /// For what comes from now on; what was counted is forgotten.
    void setRate(int perSecond);

    /// Counts one handshake. 0: it may go on; else it is over the limit, and how long it should
    /// wait before it tries again.
    [[nodiscard]] std::chrono::milliseconds take(AddressKey address, TimePoint now);

    /// How many addresses are remembered.
    [[nodiscard]] size_t addressCount() const;

private:
    using Buckets = std::unordered_map<AddressKey, RateLimit>;

    void turn(TimePoint now);
    /// Null: there is no room for one more.
    RateLimit *bucketOf(AddressKey address);

    std::atomic<int> m_perSecond;
    mutable std::mutex m_mutex;
    Buckets m_recent; ///< guarded, as all below: heard of since m_turned
    Buckets m_before; ///< heard of in the second or more before that, not since
    TimePoint m_turned{};
    bool m_warned = false; ///< since m_turned: that not all can be counted
};

} // namespace Rainbow
