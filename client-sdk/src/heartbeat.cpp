// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/heartbeat.h"

#include <algorithm>

namespace Rainbow {

void Heartbeat::start(Duration interval, TimePoint now)
{
    m_interval = interval;
    m_isWanted = false;
    m_pingedAt = {};
    onReceived(now);
}

void Heartbeat::stop()
{
    m_interval = Duration(0);
    m_awaitsPong = false;
    m_isWanted = false;
    m_pingedAt = {};
    m_due = Never;
}

void Heartbeat::onReceived(TimePoint now)
{
    m_awaitsPong = false;
    if (!m_isWanted)
        m_due = m_interval > Duration(0) ? now + m_interval : Never;
}

void Heartbeat::probe(TimePoint now)
{
    if (m_interval == Duration(0) || m_awaitsPong)
        return;
    m_isWanted = true;
    m_due = std::min(m_due, now);
}

Heartbeat::Action Heartbeat::onTime(TimePoint now)
{
    if (now < m_due)
        return Action::None;
    if (m_awaitsPong)
        return Action::Lose;
    m_awaitsPong = true;
    m_isWanted = false;
    m_pingedAt = now;
    m_due = now + m_pongTimeout;
    ++m_serial;
    return Action::Ping;
}

QByteArray Heartbeat::payload() const
{
    return QByteArray::number(m_serial);
}

std::optional<std::chrono::microseconds> Heartbeat::onPong(const QByteArray &payload, TimePoint now)
{
    onReceived(now);
    if (m_pingedAt == TimePoint() || payload != this->payload())
        return std::nullopt;
    const auto roundTrip = std::chrono::duration_cast<std::chrono::microseconds>(now - m_pingedAt);
    m_pingedAt = {};
    return roundTrip;
}

} // namespace Rainbow
