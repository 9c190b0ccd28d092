// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/ticker.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>

namespace Rainbow::Bench {

Ticker::Ticker(Loop &loop, std::chrono::nanoseconds period, Tick tick)
    : m_descriptor(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      m_period(std::max(period, 1'000ns)), m_next(Clock::now() + m_period), m_tick(std::move(tick))
{
    if (m_descriptor < 0)
        fail("timerfd_create");
    loop.add(m_descriptor, *this, EPOLLIN);
    arm();
}

Ticker::~Ticker()
{
    close(m_descriptor);
}

void Ticker::arm()
{
    const auto time = m_next.time_since_epoch(); // the steady clock is CLOCK_MONOTONIC
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    itimerspec when{};
    when.it_value.tv_sec = whole.count();
    when.it_value.tv_nsec = std::chrono::nanoseconds(time - whole).count();
    if (timerfd_settime(m_descriptor, TFD_TIMER_ABSTIME, &when, nullptr) != 0)
        fail("timerfd_settime");
}

void Ticker::onReady(uint32_t)
{
    // Who is late for ever must come to reading, too.
    for (int i = 0; i < 64 && m_next <= Clock::now(); ++i) {
        const auto due = m_next;
        m_next += m_period;
        m_tick(due);
    }
    arm();
}

} // namespace Rainbow::Bench
