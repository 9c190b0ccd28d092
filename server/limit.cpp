// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "limit.h"

#include "logging.h"

#include <utility>
#include <vector>

namespace Rainbow {

namespace {

constexpr const char *Keys[LimitCount] = {
    "max_connections",
    "max_connections_per_ip",
    "handshake_rate",
    "head_timeout",
    "max_head",
    "body_timeout",
    "idle_timeout",
    "max_payload",
    "frame_timeout",
    "client_rate",
    "ping_rate",
    "max_backlog",
    "max_channels_per_client",
    "max_channel_name",
    "max_inflight",
    "max_answer",
    "memory_budget",
    "forward_timeout",
    "publish_rate",
    "max_connections_per_account",
};

/// Reached by clients that do nothing wrong, and nothing is refused them.
bool isQuiet(Limit limit)
{
    return limit == Limit::IdleTimeout || limit == Limit::MaxInflight;
}

struct Reached {
    LimitCounts counts{};
    std::vector<LogThrottle> throttles =
        std::vector<LogThrottle>(LimitCount, LogThrottle(MaxLimitLines));
};

thread_local Reached reached;

} // namespace

const char *keyOf(Limit limit)
{
    return Keys[size_t(limit)];
}

bool limitReached(Limit limit)
{
    ++reached.counts[size_t(limit)];
    const LogThrottle::Verdict verdict =
        reached.throttles[size_t(limit)].ask(LogThrottle::Clock::now());
    if (verdict.left > 0) {
        if (isQuiet(limit))
            qCDebug(lcLimits, "%s was reached %llu times more", keyOf(limit), verdict.left);
        else
            qCWarning(lcLimits, "%s was reached %llu times more", keyOf(limit), verdict.left);
    }
    return verdict.log;
}

const LimitCounts &limitCounts()
{
    return reached.counts;
}

QByteArray formatLimits(const LimitCounts &counts)
{
    QByteArray text;
    for (size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0)
            continue;
        if (!text.isEmpty())
            text += ' ';
        text += Keys[i];
        text += '=' + QByteArray::number(counts[i]);
    }
    return text;
}

LogThrottle::Verdict LogThrottle::ask(Clock::time_point now)
{
    Verdict verdict;
    if (now - m_second >= std::chrono::seconds(1)) {
        m_second = now;
        m_said = 0;
        verdict.left = std::exchange(m_left, 0);
    }
    verdict.log = m_said < m_perSecond;
    if (verdict.log)
        ++m_said;
    else
        ++m_left;
    return verdict;
}

} // namespace Rainbow
