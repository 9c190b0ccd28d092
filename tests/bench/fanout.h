// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/net.h"
#include "bench/publisher.h"
#include "bench/websockets.h"

#include <algorithm>
#include <cerrno>
#include <vector>

namespace Rainbow::Bench {

/// Keeps a window of publications on their way: one more whenever all have got the oldest. At most
/// half of the window is not being delivered yet, so that the server has always some waiting, but
/// does not get them all in one go.
class FanOut {
public:
    /// size: of a message; window: how many are on their way.
    FanOut(WebSockets &subscribers, Publisher &publisher, size_t size, size_t window)
        : m_publisher(publisher), m_window(window), m_frame(frameSize(size)),
          m_received(subscribers.size(), 0), m_missing(window, subscribers.size())
    {
        subscribers.setReceiver(
            [this](size_t number, std::string_view bytes) { take(number, bytes.size()); });
    }

    void publish()
    {
        const uint64_t until = std::min(m_complete + m_window, m_begun + (m_window + 1) / 2);
        if (until <= m_sent || m_stopped)
            return;
        m_publisher.publish(until - m_sent);
        m_sent = until;
    }
    /// Publishes no more.
    void stop() { m_stopped = true; }
    /// All that was published has arrived.
    [[nodiscard]] bool isQuiet() const { return m_complete == m_sent; }
    [[nodiscard]] uint64_t deliveries() const { return m_deliveries; }
    /// Bytes of a delivery, from the size of the message.
    [[nodiscard]] static size_t frameSize(size_t size)
    {
        constexpr size_t PacketHead = 3; // of a SEND, QoS 0
        return serverFrameSize(PacketHead + size);
    }

private:
    void take(size_t number, size_t size)
    {
        uint64_t &received = m_received[number];
        const uint64_t before = received / m_frame;
        received += size;
        const uint64_t after = received / m_frame;
        if (after > m_sent) {
            errno = 0;
            fail("more came than was published");
        }
        m_deliveries += after - before;
        m_begun = std::max(m_begun, after);
        for (uint64_t i = before; i < after; ++i) {
            size_t &missing = m_missing[i % m_window];
            if (--missing > 0)
                continue;
            missing = m_received.size();
            ++m_complete;
        }
        publish();
    }

    Publisher &m_publisher;
    size_t m_window;
    size_t m_frame;
    std::vector<uint64_t> m_received; ///< bytes, by subscriber
    std::vector<size_t> m_missing; ///< subscribers that have not got it, by message of the window
    uint64_t m_sent = 0;
    uint64_t m_begun = 0; ///< what the fastest subscriber has got
    uint64_t m_complete = 0; ///< what all have got
    uint64_t m_deliveries = 0;
    bool m_stopped = false;
};

} // namespace Rainbow::Bench
