// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace Rainbow::Faults {

using Bench::Clock;
using Bench::Loop;
using Bench::Source;
using namespace std::chrono_literals;

/// Calls an action at an interval, from the loop; a tick that comes late stands for those that it
/// has missed.
class Ticker final : public Source {
public:
    Ticker(Loop &loop, std::chrono::milliseconds interval, std::function<void()> action)
        : m_descriptor(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
          m_action(std::move(action))
    {
        const timespec time{interval.count() / 1'000, interval.count() % 1'000 * 1'000'000};
        const itimerspec both{time, time};
        if (m_descriptor < 0 || timerfd_settime(m_descriptor, 0, &both, nullptr) != 0)
            Bench::fail("timerfd");
        loop.add(m_descriptor, *this, EPOLLIN);
    }
    ~Ticker() override { close(m_descriptor); }
    Ticker(const Ticker &) = delete;
    Ticker &operator=(const Ticker &) = delete;

    void onReady(uint32_t) override
    {
        uint64_t ticks = 0;
        if (read(m_descriptor, &ticks, sizeof ticks) == sizeof ticks)
            m_action();
    }

private:
    int m_descriptor;
    std::function<void()> m_action;
};

} // namespace Rainbow::Faults
