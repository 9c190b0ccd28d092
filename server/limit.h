// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <array>
#include <chrono>

namespace Rainbow {

/// The limits of the section [limits], each called what its key is called there.
enum class Limit : quint8 {
    MaxConnections,
    MaxConnectionsPerIp,
    HandshakeRate,
    HeadTimeout,
    MaxHead,
    BodyTimeout,
    IdleTimeout,
    MaxPayload,
    FrameTimeout,
    ClientRate,
    PingRate,
    MaxBacklog,
    MaxChannelsPerClient,
    MaxChannelName,
    MaxInflight,
    MaxAnswer,
    MemoryBudget,
    ForwardTimeout,
    PublishRate,
    MaxConnectionsPerAccount,
};
inline constexpr int LimitCount = int(Limit::MaxConnectionsPerAccount) + 1;

/// The key of the limit in the configuration.
[[nodiscard]] const char *keyOf(Limit limit);

/// Counts, for this thread, that a limit was reached. True: the caller is to log it, in a line
/// that names the key. At most MaxLimitLines per second, thread and limit are to be logged, so that
/// a flood cannot fill the disk; how many were left out is logged by this function later on. For
/// what is no refusal (idle_timeout, max_inflight) those lines are debug lines.
[[nodiscard]] bool limitReached(Limit limit);
inline constexpr int MaxLimitLines = 5;

/// How often each limit was reached on this thread, by Limit.
using LimitCounts = std::array<quint64, LimitCount>;
[[nodiscard]] const LimitCounts &limitCounts();
/// Those that were reached, as `max_head=3 max_payload=1`; empty: none.
[[nodiscard]] QByteArray formatLimits(const LimitCounts &counts);

/// Lets the first few lines of every second through. For one thread, or guarded by the caller.
class LogThrottle {
public:
    using Clock = std::chrono::steady_clock;

    explicit LogThrottle(int linesPerSecond) : m_perSecond(linesPerSecond) { }

    struct Verdict {
        bool log = false; ///< say it
        quint64 left = 0; ///< and that so many were left out before, if not 0
    };
    [[nodiscard]] Verdict ask(Clock::time_point now);

private:
    int m_perSecond;
    int m_said = 0;
    quint64 m_left = 0;
    Clock::time_point m_second{}; ///< when the current second began
};

} // namespace Rainbow
