// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <functional>

namespace Rainbow::Bench {

/// Calls at a fixed rate, however late the calls before were; each with the time it was due.
class Ticker final : public Source {
public:
    using Tick = std::function<void(Clock::time_point due)>;

    Ticker(Loop &loop, std::chrono::nanoseconds period, Tick tick);
    ~Ticker() override;
    Ticker(const Ticker &) = delete;
    Ticker &operator=(const Ticker &) = delete;

    void onReady(uint32_t events) override;

private:
    void arm();

    int m_descriptor;
    std::chrono::nanoseconds m_period;
    Clock::time_point m_next;
    Tick m_tick;
};

} // namespace Rainbow::Bench
