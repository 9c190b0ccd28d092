// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractEventDispatcher>
#include <QList>
#include <QMultiHash>

#include <chrono>
#include <functional>
#include <set>
#include <unordered_map>

namespace Rainbow {

// The timers of one event dispatcher, in order of deadline. Knows no clock: the caller says what
// time it is. Starting, stopping and firing cost O(log n); one thread only.
//
// A timer never fires early. Precise timers are due when their interval is over; the others
// later, at a round moment they share, so that fewer wake-ups serve more timers: coarse timers by
// up to 5 % of their interval, very coarse ones at the next full second of the clock. (Qt's own
// dispatchers round to both sides.) Rounding does not add up: a repeating timer keeps its pace.
class TimerQueue {
public:
    using Clock = std::chrono::steady_clock;
    using TimePoint = Clock::time_point;
    using Milliseconds = std::chrono::milliseconds;
    using TimerInfo = QAbstractEventDispatcher::TimerInfo;
    using Deliver = std::function<void(QObject *object, int id)>;

    // Starts timer id, first due interval after now. A running timer of the same id is replaced.
    // Negative intervals count as zero, those over a hundred years as a hundred years.
    void start(int id, Milliseconds interval, Qt::TimerType type, QObject *object, TimePoint now);

    // False: there is no such timer.
    bool stop(int id);
    // Stops every timer of object. False: it has none.
    bool stopAll(QObject *object);

    // The timers of object in no particular order, interval and type as given to start().
    [[nodiscard]] QList<TimerInfo> timersOf(QObject *object) const;

    // When timer id is next due; TimePoint::max() if there is no such timer.
    [[nodiscard]] TimePoint deadlineOf(int id) const;
    // When the first timer is due that is not being delivered; TimePoint::max() for never.
    [[nodiscard]] TimePoint nextDeadline() const;

    // Calls deliver once for each timer due at now, in order of deadline, then of starting. deliver
    // may start and stop timers and call fire(): a timer is not delivered again while its own
    // delivery runs, and one that is started meanwhile waits for the next fire(). Occurrences that
    // were missed are skipped.
    // Returns how many timers were delivered, without those of interval zero: as with Qt, they do
    // not count as events, or "until there are no more events" would never come.
    int fire(TimePoint now, const Deliver &deliver);

private:
    struct Timer {
        Milliseconds interval;
        Qt::TimerType type;
        QObject *object;
        TimePoint expected; // before rounding
        TimePoint deadline;
        quint64 sequence; // changes whenever the timer is queued
        quint64 serial; // one per start(): an id may be used again
        bool delivering;
    };
    struct Entry {
        TimePoint deadline;
        quint64 sequence;
        int id;
        bool operator<(const Entry &other) const
        {
            return deadline != other.deadline ? deadline < other.deadline
                                              : sequence < other.sequence;
        }
    };

    void enqueue(int id, Timer &timer);

    std::unordered_map<int, Timer> m_timers;
    QMultiHash<QObject *, int> m_idsByObject;
    std::set<Entry> m_queue; // every timer but those being delivered
    quint64 m_lastSequence = 0;
    quint64 m_lastSerial = 0;
};

} // namespace Rainbow
