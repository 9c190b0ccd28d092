// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"

#include <chrono>

namespace Rainbow {

/// How often something happens: counts by whole seconds of the clock.
class EventRate {
public:
    /// now never goes back.
    void count(TimePoint now)
    {
        const qint64 second = secondOf(now);
        if (second != m_second) {
            m_before = second == m_second + 1 ? m_inSecond : 0;
            m_inSecond = 0;
            m_second = second;
        }
        ++m_inSecond;
    }
    /// How often it happened in the second before that of now.
    [[nodiscard]] quint32 perSecond(TimePoint now) const
    {
        const qint64 second = secondOf(now);
        if (second == m_second)
            return m_before;
        return second == m_second + 1 ? m_inSecond : 0;
    }

private:
    static qint64 secondOf(TimePoint time)
    {
        return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
    }

    qint64 m_second = 0; ///< the latest in which it happened
    quint32 m_inSecond = 0; ///< how often
    quint32 m_before = 0; ///< and in the second before it
};

} // namespace Rainbow
