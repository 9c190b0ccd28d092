// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "limit.h"
#include "pressure.h"
#include "runtime/processmemory.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace Rainbow {

/// What to shed with so many bytes resident: each step begins at 90 %, 95 % and 100 % of the
/// budget, and ends 5 % of it below, so that nothing flaps. `before` is the step so far. Pure.
[[nodiscard]] Pressure pressureOf(qint64 resident, qint64 budget, Pressure before);

/// Compares the resident memory of the process with a budget, four times a second, more often from
/// half of it on. Thread: its own.
class MemoryWatch final : public QObject {
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;
    /// Called when the pressure changes, and again and again while clients are to be closed.
    using Handler = std::function<void(Pressure pressure, const Relief &relief)>;

    explicit MemoryWatch(Handler handler, ProcessMemory memory = ProcessMemory::own(),
                         QObject *parent = nullptr);

    /// In bytes; 0: nothing is watched, and what was shed is not any more.
    void setBudget(qint64 bytes);
    /// So many clients were closed for the relief that the handler was called with. When nobody
    /// was, next time those for whom half as much is kept are taken too.
    void relieved(int clients) { m_relieved += clients; }

    /// One look; done by itself while there is a budget. `now` never goes back.
    void check(Clock::time_point now);

private:
    [[nodiscard]] qint64 look(Clock::time_point now);
    void trim(Clock::time_point now);
    void enter(Pressure pressure, qint64 resident);
    [[nodiscard]] Relief nextRelief(qint64 resident);

    Handler m_handler;
    ProcessMemory m_memory;
    QTimer m_timer;
    LogThrottle m_lines{10};
    qint64 m_budget = 0;
    qint64 m_atLeast = 0; ///< of the last relief; 0: there was none
    Clock::time_point m_trimDue{}; ///< earliest: trimming takes its time, and holds up all threads
    int m_relieved = 0; ///< since the last relief
    Pressure m_pressure = Pressure::None;
};

} // namespace Rainbow
