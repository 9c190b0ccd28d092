// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/broadcast.h"

#include "bench/ticker.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace Rainbow::Bench {

namespace {

constexpr auto Patience = 2s; ///< without anything arriving, though it should
constexpr int Attempts = 10;

} // namespace

Broadcast::Broadcast(Loop &loop, Audience &audience, Publications &publications,
                     ChannelOf channelOf, size_t receivers)
    : m_loop(loop), m_publications(publications), m_channelOf(std::move(channelOf)),
      m_flight(receivers)
{
    audience.setHearer([this](size_t, std::string_view payload, Clock::time_point now) {
        const auto number = numberOf(payload);
        errno = 0;
        if (!number)
            fail("a message has arrived that was never published");
        (void)m_flight.arrive(*number, now);
        refill();
    });
}

bool Broadcast::isHeard()
{
    for (int i = 0; i < Attempts; ++i) {
        const uint64_t lost = m_flight.lost();
        publish(Clock::now());
        settle();
        if (m_flight.lost() == lost)
            return true;
    }
    return false;
}

void Broadcast::publish(Clock::time_point due)
{
    const uint32_t number = m_flight.depart(due);
    m_publications.publish(m_channelOf(number), numberedPayload(number, m_size));
}

void Broadcast::refill()
{
    if (m_window == 0)
        return;
    uint64_t until = m_flight.complete() + m_window;
    if (m_evenly)
        until = std::min(until, m_flight.begun() + (m_window + 1) / 2);
    while (m_flight.departed() < until)
        publish(Clock::now());
}

void Broadcast::keep(size_t window, bool evenly)
{
    m_window = window;
    m_evenly = evenly;
    refill();
}

void Broadcast::run(std::chrono::milliseconds time)
{
    const auto end = Clock::now() + time;
    auto lastArrival = Clock::now();
    uint64_t arrivals = m_flight.arrivals();
    (void)m_loop.runUntil(
        [&] {
            const auto now = Clock::now();
            if (std::exchange(arrivals, m_flight.arrivals()) != m_flight.arrivals()
                || m_flight.isIdle())
                lastArrival = now;
            if (now - lastArrival > Patience) {
                m_flight.giveUp();
                lastArrival = now;
                refill();
            }
            return now >= end;
        },
        time + 1s);
}

void Broadcast::runAt(double rate, std::chrono::milliseconds time, Durations &durations)
{
    m_flight.setDurations(&durations);
    {
        const Ticker ticker(m_loop, std::chrono::nanoseconds(int64_t(1e9 / std::max(1e-3, rate))),
                            [this](Clock::time_point due) {
                                if (!m_flight.isFull())
                                    publish(due);
                            });
        run(time);
    }
    settle();
    m_flight.setDurations(nullptr);
}

void Broadcast::settle()
{
    m_window = 0;
    uint64_t arrivals = 0;
    do {
        arrivals = m_flight.arrivals();
        (void)m_loop.runUntil([this] { return m_flight.isIdle(); }, Patience);
    } while (!m_flight.isIdle() && arrivals != m_flight.arrivals());
    if (!m_flight.isIdle())
        m_flight.giveUp();
}

} // namespace Rainbow::Bench
