// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/memorywatch.h"

#include "logging.h"

#include <algorithm>
#include <utility>

namespace Rainbow {

using namespace std::chrono_literals;

namespace {

constexpr auto CalmInterval = 250ms;
constexpr auto NearInterval = 50ms;
constexpr int NearPercent = 50;
constexpr int StepPercent[] = {0, 90, 95, 100}; ///< by Pressure: where it begins
constexpr int Hysteresis = 5; ///< percent below that, where it ends
constexpr int ReliefPercent = 97; ///< what closing clients aims at
constexpr int TrimShare = 10; ///< of the time, one in so many parts may go into trimming
constexpr qint64 MinRelief = 1024 * 1024;
constexpr qint64 MinHeld = 1024; ///< a client for whom less is kept is not worth closing
constexpr int FirstShare = 16; ///< of the budget, for one client: those are closed first

const char *describe(Pressure pressure)
{
    switch (pressure) {
    case Pressure::None:
        return "nothing is shed any more";
    case Pressure::RefuseNew:
        return "new connections are refused";
    case Pressure::DropQos0:
        return "new connections are refused, messages of QoS 0 dropped";
    case Pressure::CloseBiggest:
        return "new connections are refused, messages of QoS 0 dropped, the clients with the "
               "biggest backlogs closed";
    }
    Q_UNREACHABLE();
}

qint64 percentOf(qint64 bytes, int percent)
{
    return bytes / 100 * percent + bytes % 100 * percent / 100;
}

} // namespace

Pressure pressureOf(qint64 resident, qint64 budget, Pressure before)
{
    for (int step = int(Pressure::CloseBiggest); step > 0; --step) {
        const int percent = StepPercent[step] - (step <= int(before) ? Hysteresis : 0);
        if (resident >= percentOf(budget, percent))
            return Pressure(step);
    }
    return Pressure::None;
}

MemoryWatch::MemoryWatch(Handler handler, ProcessMemory memory, QObject *parent)
    : QObject(parent), m_handler(std::move(handler)), m_memory(std::move(memory))
{
    connect(&m_timer, &QTimer::timeout, this, [this] { check(Clock::now()); });
}

void MemoryWatch::setBudget(qint64 bytes)
{
    m_budget = bytes;
    if (m_budget > 0) {
        m_timer.start(NearInterval);
        return;
    }
    m_timer.stop();
    if (m_pressure != Pressure::None) {
        enter(Pressure::None, m_memory.resident());
        m_handler(m_pressure, {});
    }
}

void MemoryWatch::check(Clock::time_point now)
{
    const qint64 resident = look(now);
    const Pressure pressure = pressureOf(resident, m_budget, m_pressure);
    const bool changed = pressure != m_pressure;
    if (changed)
        enter(pressure, resident);
    if (changed && pressure == Pressure::None)
        m_memory.trim();
    const bool isNear = resident >= percentOf(m_budget, NearPercent);
    const auto interval = isNear ? NearInterval : CalmInterval;
    if (m_timer.intervalAsDuration() != interval)
        m_timer.setInterval(interval);
    if (pressure == Pressure::CloseBiggest) {
        m_handler(pressure, nextRelief(resident));
        return;
    }
    m_atLeast = 0;
    if (changed)
        m_handler(pressure, {});
}

/// What is resident without what the C library only keeps: nobody is to suffer for that.
qint64 MemoryWatch::look(Clock::time_point now)
{
    const qint64 resident = m_memory.resident();
    if (pressureOf(resident, m_budget, m_pressure) == Pressure::None || now < m_trimDue)
        return resident;
    trim(now);
    return m_memory.resident();
}

void MemoryWatch::trim(Clock::time_point now)
{
    const auto began = Clock::now();
    m_memory.trim();
    m_trimDue = now + TrimShare * (Clock::now() - began);
}

void MemoryWatch::enter(Pressure pressure, qint64 resident)
{
    constexpr double MiB = 1024 * 1024;
    m_pressure = pressure;
    const LogThrottle::Verdict verdict = m_lines.ask(LogThrottle::Clock::now());
    if (verdict.left > 0)
        qCWarning(lcLimits, "memory_budget: %llu changes more", verdict.left);
    if (verdict.log)
        qCWarning(lcLimits, "memory_budget: %s, resident=%.1f MiB budget=%.1f MiB",
                  describe(pressure), double(resident) / MiB, double(m_budget) / MiB);
}

Relief MemoryWatch::nextRelief(qint64 resident)
{
    if (m_atLeast == 0)
        m_atLeast = m_budget / FirstShare;
    else if (m_relieved == 0)
        m_atLeast /= 2;
    m_atLeast = std::max(m_atLeast, MinHeld);
    m_relieved = 0;
    return {std::max(resident - percentOf(m_budget, ReliefPercent), MinRelief), m_atLeast};
}

} // namespace Rainbow
