// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/durations.h"
#include "bench/publisher.h"
#include "bench/ticker.h"
#include "bench/websockets.h"

#include <cerrno>
#include <vector>

namespace Rainbow::Bench {

/// Publishes so many messages per second, whatever becomes of them, and takes the time from when
/// each was due to each arrival. Nothing may be on its way to the subscribers before.
class PacedFanOut {
public:
    PacedFanOut(Loop &loop, WebSockets &subscribers, Publisher &publisher, size_t frame,
                double perSecond)
        : m_publisher(publisher), m_frame(frame), m_received(subscribers.size(), 0),
          m_ticker(loop, std::chrono::nanoseconds(int64_t(1e9 / perSecond)),
                   [this](Clock::time_point due) { publish(due); })
    {
        subscribers.setReceiver(
            [this](size_t number, std::string_view bytes) { take(number, bytes.size()); });
    }

    [[nodiscard]] Durations &latencies() { return m_latencies; }

private:
    void publish(Clock::time_point due)
    {
        m_dueAt.push_back(due);
        m_publisher.publish(1);
    }

    void take(size_t number, size_t size)
    {
        uint64_t &received = m_received[number];
        const uint64_t before = received / m_frame;
        received += size;
        const uint64_t after = received / m_frame;
        errno = 0;
        if (after > m_dueAt.size())
            fail("more came than was published");
        const auto now = Clock::now();
        for (uint64_t i = before; i < after; ++i)
            m_latencies.add(now - m_dueAt[i]);
    }

    Publisher &m_publisher;
    size_t m_frame;
    std::vector<uint64_t> m_received; ///< bytes, by subscriber
    std::vector<Clock::time_point> m_dueAt;
    Durations m_latencies;
    Ticker m_ticker;
};

} // namespace Rainbow::Bench
