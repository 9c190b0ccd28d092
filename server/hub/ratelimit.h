// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

namespace Rainbow {

/// So many events per second, and so many of them at once: a token bucket. Pure; `now` never goes
/// back.
class RateLimit {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// perSecond 0: any number. burst: how many at once; 0: a second's worth. A bucket is full at
    /// first.
    explicit RateLimit(int perSecond = 0, int burst = 0) { setRate(perSecond, burst); }
    /// For what comes from now on.
    void setRate(int perSecond, int burst = 0)
    {
        m_perSecond = perSecond;
        m_burst = float(burst > 0 ? burst : perSecond);
        m_left = m_burst;
    }

    /// Counts one event. False: it is over the limit, and was not counted.
    [[nodiscard]] bool take(TimePoint now)
    {
        if (m_perSecond == 0)
            return true;
        refill(now);
        if (m_left < 1)
            return false;
        m_left -= 1;
        return true;
    }

    /// Counts one event whether it is over the limit or not; false: it is. Then debt() tells how
    /// long to take no more.
    [[nodiscard]] bool spend(TimePoint now)
    {
        if (m_perSecond == 0)
            return true;
        refill(now);
        const bool within = m_left >= 1;
        m_left -= 1;
        return within;
    }
    /// From the last spend() on, until the bucket is no longer overdrawn.
    [[nodiscard]] std::chrono::milliseconds debt() const
    {
        if (m_perSecond == 0 || m_left >= 0)
            return {};
        const std::chrono::duration<float> debt(-m_left / float(m_perSecond));
        return std::chrono::ceil<std::chrono::milliseconds>(debt);
    }

    /// How long from now until take() says yes again; 0: it does now.
    [[nodiscard]] std::chrono::milliseconds wait(TimePoint now)
    {
        if (m_perSecond == 0)
            return {};
        refill(now);
        if (m_left >= 1)
            return {};
        const std::chrono::duration<float> wait((1 - m_left) / float(m_perSecond));
        return std::chrono::ceil<std::chrono::milliseconds>(wait);
    }

    /// Nothing was taken for so long that all is forgotten.
    [[nodiscard]] bool isFull(TimePoint now)
    {
        refill(now);
        return m_left >= m_burst;
    }

private:
    void refill(TimePoint now)
    {
        const std::chrono::duration<float> passed = now - m_at;
        m_left = std::min(m_left + passed.count() * float(m_perSecond), m_burst);
        m_at = now;
    }

    int m_perSecond = 0;
    float m_burst = 0;
    float m_left = 0;
    TimePoint m_at{};
};

} // namespace Rainbow
