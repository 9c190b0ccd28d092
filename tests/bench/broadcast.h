// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/audience.h"
#include "bench/flight.h"
#include "bench/loop.h"
#include "bench/publications.h"

#include <functional>
#include <string>

namespace Rainbow::Bench {

/// Publishes numbered messages to an audience, as fast as they get through or at a fixed rate.
class Broadcast {
public:
    using ChannelOf = std::function<std::string(uint32_t number)>;

    /// receivers: how many get each message.
    Broadcast(Loop &loop, Audience &audience, Publications &publications, ChannelOf channelOf,
              size_t receivers);

    /// Bytes of a message.
    void setSize(size_t size) { m_size = size; }
    [[nodiscard]] const Flight &flight() const { return m_flight; }
    /// Publishes one at a time until one reaches everybody; false: none does.
    [[nodiscard]] bool isHeard();

    /// Keeps so many on their way, from now on. evenly: at most half of them have not begun to
    /// arrive, so that the server has always some waiting, but does not get them all in one go.
    void keep(size_t window, bool evenly);
    /// Serves the loop for that time; what has not arrived for seconds is given up.
    void run(std::chrono::milliseconds time);
    /// Publishes so many per second for that time, keeping how long each took.
    void runAt(double rate, std::chrono::milliseconds time, Durations &durations);
    /// Publishes no more, and waits for what is on its way.
    void settle();

private:
    void publish(Clock::time_point due);
    void refill();

    Loop &m_loop;
    Publications &m_publications;
    ChannelOf m_channelOf;
    Flight m_flight;
    size_t m_size = 64;
    size_t m_window = 0; ///< 0: nothing is published by arrivals
    bool m_evenly = true;
};

} // namespace Rainbow::Bench
