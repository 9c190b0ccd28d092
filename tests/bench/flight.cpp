// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/flight.h"

#include <algorithm>
#include <charconv>

namespace Rainbow::Bench {

namespace {

constexpr size_t Digits = 8;

} // namespace

std::string numberedPayload(uint32_t number, size_t size)
{
    std::string payload(std::max(size, Digits), 'x');
    for (size_t i = 0; i < Digits; ++i)
        payload[i] = "0123456789abcdef"[number >> (28 - 4 * i) & 0xf];
    return payload;
}

std::optional<uint32_t> numberOf(std::string_view payload)
{
    uint32_t number = 0;
    if (payload.size() < Digits)
        return {};
    const char *end = payload.data() + Digits;
    const auto [at, error] = std::from_chars(payload.data(), end, number, 16);
    if (error != std::errc{} || at != end)
        return {};
    return number;
}

uint32_t Flight::depart(Clock::time_point due)
{
    const auto number = uint32_t(m_departed++);
    m_ring[number % RingSize] = {number, m_receivers, due};
    return number;
}

bool Flight::arrive(uint32_t number, Clock::time_point now)
{
    Publication &publication = m_ring[number % RingSize];
    if (publication.number != number || publication.missing == 0)
        return false;
    ++m_arrivals;
    // Those of one flight are far fewer than 2^32.
    m_begun = std::max(m_begun, uint64_t(number) + 1);
    if (m_durations != nullptr)
        m_durations->add(std::max(Clock::duration(0), now - publication.due));
    if (--publication.missing == 0)
        ++m_complete;
    return true;
}

void Flight::giveUp()
{
    for (Publication &publication : m_ring) {
        m_lost += publication.missing;
        publication.missing = 0;
    }
    m_complete = m_begun = m_departed;
}

} // namespace Rainbow::Bench
