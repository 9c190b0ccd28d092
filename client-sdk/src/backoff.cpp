// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr int CrowdFactor = 12;

} // namespace

Backoff::Backoff(Random random) : m_random(std::move(random))
{
    if (!m_random)
        m_random = [] { return QRandomGenerator::global()->generateDouble(); };
}

void Backoff::setDelays(Duration first, Duration most)
{
    m_first = std::max(first, Duration(1));
    m_most = std::max(most, m_first);
    reset();
}

Duration Backoff::next()
{
    const auto delay = Duration(qint64(m_random() * double(m_maximum.count() + 1)));
    m_maximum = m_maximum > m_most / 2 ? m_most : m_maximum * 2;
    return delay;
}

void Backoff::reset()
{
    m_maximum = m_first;
}

void Backoff::expectCrowd()
{
    const Duration crowd = m_first > m_most / CrowdFactor ? m_most : m_first * CrowdFactor;
    m_maximum = std::max(m_maximum, crowd);
}

} // namespace Rainbow
