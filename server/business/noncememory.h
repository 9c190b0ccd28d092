// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <unordered_set>

namespace Rainbow {

/// Which nonces were used of late: none is taken twice. One memory for an application, at all
/// workers of a node.
///
/// A nonce is kept until twice the window has passed and its timestamp has left the window, so
/// that neither a timestamp that was ahead nor a clock that is set brings it back. Bounded: where
/// there is no room for one more it is refused, never an older one forgotten. Thread-safe.
class NonceMemory {
public:
    using Clock = std::chrono::steady_clock;

    /// Of a node: 52 000 signed calls per second with the default window; some 90 MB when full.
    static constexpr size_t DefaultCapacity = 1 << 20;

    /// capacity is spread over shards: a multiple of ShardCount, or it is rounded up to one.
    explicit NonceMemory(size_t capacity = DefaultCapacity);

    enum class Verdict {
        New, ///< not seen before; from now on it is
        Seen,
        Full, ///< nobody can tell: to be refused
    };
    /// nonce comes with timestamp, which is fresh: within ±window seconds of now, the wall clock.
    /// To be asked only about calls whose signature is right, so that nobody else can fill it.
    [[nodiscard]] Verdict take(QByteArrayView nonce, qint64 timestamp, qint64 now, qint64 window,
                               Clock::time_point steady);

    /// How many are kept.
    [[nodiscard]] size_t size() const;

    static constexpr size_t ShardCount = 16;

private:
    /// Of the nonce's SHA-256, so that all are of one size.
    struct Key {
        std::array<quint64, 2> words{};

        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash {
        size_t operator()(const Key &key) const { return size_t(key.words[0]); }
    };
    struct Use {
        Key key;
        qint64 timestamp = 0;
        Clock::time_point when;
    };
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_set<Key, KeyHash> seen;
        std::deque<Use> uses; ///< in the order they came

        void forget(qint64 now, qint64 window, Clock::time_point steady);
    };

    const size_t m_shardCapacity;
    std::array<Shard, ShardCount> m_shards;
};

} // namespace Rainbow
