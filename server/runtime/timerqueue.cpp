// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/timerqueue.h"

#include <algorithm>
#include <array>
#include <limits>

using namespace std::chrono_literals;

namespace Rainbow {

namespace {

constexpr TimerQueue::Milliseconds MaxInterval = std::chrono::hours(24 * 365 * 100);

TimerQueue::TimePoint ceilTo(TimerQueue::TimePoint time, TimerQueue::Milliseconds step)
{
    const auto over = time.time_since_epoch() % step;
    return over == over.zero() ? time : time - over + step;
}

// The roundest moment at or after expected that the type of the timer allows.
TimerQueue::TimePoint roundUp(TimerQueue::TimePoint expected, TimerQueue::Milliseconds interval,
                              Qt::TimerType type)
{
    constexpr std::array steps{1000ms, 500ms, 250ms, 100ms, 50ms, 25ms, 10ms, 5ms, 2ms, 1ms};

    if (type == Qt::PreciseTimer)
        return expected;
    const TimerQueue::Milliseconds slack = type == Qt::VeryCoarseTimer ? 1000ms : interval / 20;
    for (const auto step : steps) {
        const auto rounded = ceilTo(expected, step);
        if (rounded - expected <= slack)
            return rounded;
    }
    return expected;
}

} // namespace

void TimerQueue::start(int id, Milliseconds interval, Qt::TimerType type, QObject *object,
                       TimePoint now)
{
    stop(id);
    interval = std::clamp(interval, 0ms, MaxInterval);
    const TimePoint expected = now + interval;
    Timer &timer = m_timers[id];
    timer = {.interval = interval,
             .type = type,
             .object = object,
             .expected = expected,
             .deadline = roundUp(expected, interval, type),
             .sequence = 0,
             .serial = ++m_lastSerial,
             .delivering = false};
    m_idsByObject.insert(object, id);
    enqueue(id, timer);
}

bool TimerQueue::stop(int id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return false;
    const Timer &timer = found->second;
    if (!timer.delivering)
        m_queue.erase({timer.deadline, timer.sequence, id});
    m_idsByObject.remove(timer.object, id);
    m_timers.erase(found);
    return true;
}

bool TimerQueue::stopAll(QObject *object)
{
    const QList<int> ids = m_idsByObject.values(object);
    for (const int id : ids)
        stop(id);
    return !ids.isEmpty();
}

QList<TimerQueue::TimerInfo> TimerQueue::timersOf(QObject *object) const
{
    QList<TimerInfo> timers;
    for (auto [it, end] = m_idsByObject.equal_range(object); it != end; ++it) {
        const Timer &timer = m_timers.at(*it);
        const auto interval =
            std::min<qint64>(timer.interval.count(), std::numeric_limits<int>::max());
        timers.append({*it, int(interval), timer.type});
    }
    return timers;
}

TimerQueue::TimePoint TimerQueue::deadlineOf(int id) const
{
    const auto found = m_timers.find(id);
    return found == m_timers.end() ? TimePoint::max() : found->second.deadline;
}

TimerQueue::TimePoint TimerQueue::nextDeadline() const
{
    return m_queue.empty() ? TimePoint::max() : m_queue.begin()->deadline;
}

int TimerQueue::fire(TimePoint now, const Deliver &deliver)
{
    int delivered = 0;
    const quint64 lastSequence = m_lastSequence;

    // What is queued from here on is due at now or later, so it comes after all that fires here.
    while (!m_queue.empty()) {
        const Entry first = *m_queue.begin();
        if (first.deadline > now || first.sequence > lastSequence)
            break;
        m_queue.erase(m_queue.begin());

        Timer &due = m_timers.at(first.id);
        due.expected += due.interval;
        if (due.expected < now)
            due.expected = now + due.interval;
        due.deadline = roundUp(due.expected, due.interval, due.type);
        due.delivering = true;
        if (due.interval > 0ms)
            ++delivered;

        const quint64 serial = due.serial;
        deliver(due.object, first.id);

        const auto found = m_timers.find(first.id);
        if (found != m_timers.end() && found->second.serial == serial) {
            found->second.delivering = false;
            enqueue(first.id, found->second);
        }
    }
    return delivered;
}

void TimerQueue::enqueue(int id, Timer &timer)
{
    timer.sequence = ++m_lastSequence;
    m_queue.insert({timer.deadline, timer.sequence, id});
}

} // namespace Rainbow
