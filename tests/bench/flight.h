// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/durations.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace Rainbow::Bench {

/// A payload of that size (at least 8) that begins with a number.
[[nodiscard]] std::string numberedPayload(uint32_t number, size_t size);
/// That number; none: the payload does not begin with one.
[[nodiscard]] std::optional<uint32_t> numberOf(std::string_view payload);

/// Publications on their way: counts what has arrived of each. Pure; time is handed in.
class Flight {
public:
    /// receivers: how many get each publication.
    explicit Flight(size_t receivers) : m_receivers(receivers), m_ring(RingSize) { }

    /// Another one is on its way, due at that time: its number.
    uint32_t depart(Clock::time_point due);
    /// A receiver has got it; false: it was not expected (any more).
    bool arrive(uint32_t number, Clock::time_point now);
    /// Nothing more of what is on its way will come.
    void giveUp();
    /// Times from when it was due are kept from now on; null: no more.
    void setDurations(Durations *durations) { m_durations = durations; }

    [[nodiscard]] uint64_t departed() const { return m_departed; }
    [[nodiscard]] uint64_t complete() const { return m_complete; }
    /// Publications of which anybody has got one, or a later one.
    [[nodiscard]] uint64_t begun() const { return m_begun; }
    [[nodiscard]] uint64_t arrivals() const { return m_arrivals; }
    [[nodiscard]] uint64_t lost() const { return m_lost; }
    [[nodiscard]] bool isIdle() const { return m_complete == m_departed; }
    [[nodiscard]] bool isFull() const { return m_departed - m_complete >= RingSize; }

private:
    static constexpr size_t RingSize = 1 << 16;
    struct Publication {
        uint32_t number = 0;
        size_t missing = 0;
        Clock::time_point due;
    };

    size_t m_receivers;
    std::vector<Publication> m_ring;
    Durations *m_durations = nullptr;
    uint64_t m_departed = 0;
    uint64_t m_complete = 0;
    uint64_t m_begun = 0;
    uint64_t m_arrivals = 0;
    uint64_t m_lost = 0;
};

} // namespace Rainbow::Bench
