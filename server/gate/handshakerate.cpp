// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/handshakerate.h"

#include "logging.h"

#include <utility>

namespace Rainbow {

using namespace std::chrono_literals;

namespace {

/// What it takes to fill an empty bucket, whatever the rate.
constexpr auto RefillTime = 1s;

} // namespace

void HandshakeRate::setRate(int perSecond)
{
    const std::lock_guard lock(m_mutex);
    if (m_perSecond.exchange(perSecond) == perSecond)
        return;
    m_recent = {};
    m_before = {};
}

std::chrono::milliseconds HandshakeRate::take(AddressKey address, TimePoint now)
{
    if (m_perSecond.load(std::memory_order_relaxed) == 0)
        return 0ms;
    const std::lock_guard lock(m_mutex);
    turn(now);
    RateLimit *bucket = bucketOf(address);
    if (!bucket) {
        if (!std::exchange(m_warned, true))
            qCWarning(lcGate, "handshake_rate: more than %zu addresses, not all are counted",
                      MaxAddresses);
        return 0ms;
    }
    if (bucket->take(now))
        return 0ms;
    return std::max(bucket->wait(now), 1ms);
}

void HandshakeRate::turn(TimePoint now)
{
    if (now - m_turned < RefillTime)
        return;
    m_before = std::exchange(m_recent, {});
    m_turned = now;
    m_warned = false;
}

RateLimit *HandshakeRate::bucketOf(AddressKey address)
{
    if (const auto it = m_recent.find(address); it != m_recent.end())
        return &it->second;
    if (auto known = m_before.extract(address))
        return &m_recent.insert(std::move(known)).position->second;
    if (m_recent.size() + m_before.size() >= MaxAddresses)
        return nullptr;
    return &m_recent.emplace(address, RateLimit(m_perSecond)).first->second;
}

size_t HandshakeRate::addressCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_recent.size() + m_before.size();
}

} // namespace Rainbow
