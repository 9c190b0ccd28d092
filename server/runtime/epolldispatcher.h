// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractEventDispatcher>

#include <memory>

#ifdef Q_OS_LINUX
#include "runtime/epollset.h"
#include "runtime/timerqueue.h"

#include <atomic>
#include <mutex>
#endif

namespace Rainbow {

// The event dispatcher the relay wants for each of its threads: an EpollDispatcher on Linux,
// nullptr elsewhere, which means "keep Qt's own". Hand it to QCoreApplication::setEventDispatcher()
// before the application object is made, or to QThread::setEventDispatcher() before the thread is
// started; both take ownership.
[[nodiscard]] std::unique_ptr<QAbstractEventDispatcher> makeEventDispatcher();

#ifdef Q_OS_LINUX

// An event dispatcher over epoll. Qt's own calls poll() with every socket on each turn of the
// loop; here a turn costs what happens in it. Otherwise it does what QEventDispatcherUNIX does,
// except for these:
//
// * aboutToBlock() comes exactly once in every processEvents() with WaitForMoreEvents, after
//   awake() and the posted events and just before the wait, even if that will not block because
//   something is due already. It is the place for work that is done once per turn, such as
//   flushing what was written. What slots post, start or enable there is taken into account.
// * A timer never fires early (see TimerQueue).
// * A call that nested calls have overtaken does not block, for they may have used up the
//   wake-up that was meant for it.
//
// Only wakeUp() and interrupt() may be called from other threads.
class EpollDispatcher final : public QAbstractEventDispatcher {
public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    // One turn: awake(), posted events, aboutToBlock(), the wait, then the socket notifiers that
    // are ready (up to 256 sockets) and each timer that is due, once. Returns whether there were
    // any notifiers, timers of an interval over zero, or wake-ups (a posted event is one). False
    // at once after an interrupt() during this call. Honours ExcludeSocketNotifiers and
    // X11ExcludeTimers.
    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    using QAbstractEventDispatcher::registerTimer;
    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                       QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    // Intervals and types are those asked for, not what rounding makes of them.
    [[nodiscard]] QList<TimerInfo> registeredTimers(QObject *object) const override;
    // In milliseconds, rounded up; 0 for overdue, -1 for no such timer.
    [[nodiscard]] int remainingTime(int timerId) override;

    // Makes the wait of the current processEvents(), or else of the next, end at once. A system
    // call is made only if the dispatcher's thread is blocked in it.
    void wakeUp() override;
    void interrupt() override;

private:
    enum class State { Awake, Blocking, Woken };

    int m_wakeFd;
    EpollSet m_sockets;
    TimerQueue m_timers;
    quint64 m_calls = 0;
    std::atomic<State> m_state = State::Awake;
    std::mutex m_wakeMutex; ///< held while writing to m_wakeFd
    std::atomic<bool> m_interrupted = false;
};

#endif

} // namespace Rainbow
