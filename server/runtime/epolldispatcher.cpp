// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/epolldispatcher.h"

#ifdef Q_OS_LINUX
#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <sys/eventfd.h>
#include <unistd.h>
#endif

namespace Rainbow {

std::unique_ptr<QAbstractEventDispatcher> makeEventDispatcher()
{
#ifdef Q_OS_LINUX
    return std::make_unique<EpollDispatcher>();
#else
    return nullptr;
#endif
}

#ifdef Q_OS_LINUX

namespace {

int makeEventFd()
{
    const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (fd < 0)
        qFatal("EpollDispatcher: cannot continue without an eventfd: %s",
               qPrintable(qt_error_string(errno)));
    return fd;
}

} // namespace

EpollDispatcher::EpollDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent), m_wakeFd(makeEventFd()), m_sockets(m_wakeFd)
{
}

EpollDispatcher::~EpollDispatcher()
{
    // Whoever is still in wakeUp() gets through it first. (Qt's own lock sees to that where it
    // calls us; this one can be seen by tools, too.)
    m_state.exchange(State::Awake);
    const std::lock_guard lock(m_wakeMutex);
    ::close(m_wakeFd);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    const bool withSockets = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    const bool withTimers = !flags.testFlag(QEventLoop::X11ExcludeTimers);
    const bool mayBlock = flags.testFlag(QEventLoop::WaitForMoreEvents);
    const quint64 call = ++m_calls;
    m_interrupted = false;

    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    if (mayBlock)
        Q_EMIT aboutToBlock();
    if (m_interrupted)
        return false;

    // Whoever calls wakeUp() after the exchange below succeeds sees Blocking and writes to the
    // eventfd; if it was called before, the exchange fails and there is no blocking.
    auto deadline = TimerQueue::TimePoint::min();
    auto state = State::Awake;
    if (mayBlock && call == m_calls && m_state.compare_exchange_strong(state, State::Blocking))
        deadline = withTimers ? m_timers.nextDeadline() : TimerQueue::TimePoint::max();
    m_sockets.wait(deadline, withSockets ? EpollSet::Watch::Sockets : EpollSet::Watch::WakeUpsOnly);

    int events = m_state.exchange(State::Awake) == State::Woken ? 1 : 0;
    if (withSockets)
        events += m_sockets.activate();
    if (withTimers) {
        events += m_timers.fire(TimerQueue::Clock::now(), [](QObject *object, int id) {
            QTimerEvent event(id);
            QCoreApplication::sendEvent(object, &event);
        });
    }
    return events > 0;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    m_sockets.add(notifier);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    m_sockets.remove(notifier);
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                                    QObject *object)
{
    m_timers.start(timerId, TimerQueue::Milliseconds(interval), timerType, object,
                   TimerQueue::Clock::now());
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    return m_timers.stop(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.stopAll(object);
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    return m_timers.timersOf(object);
}

int EpollDispatcher::remainingTime(int timerId)
{
    const auto deadline = m_timers.deadlineOf(timerId);
    if (deadline == TimerQueue::TimePoint::max())
        return -1;
    const auto left = deadline - TimerQueue::Clock::now();
    const auto milliseconds = std::chrono::ceil<TimerQueue::Milliseconds>(left).count();
    return int(std::clamp<qint64>(milliseconds, 0, std::numeric_limits<int>::max()));
}

void EpollDispatcher::wakeUp()
{
    if (m_state.exchange(State::Woken) != State::Blocking)
        return;
    const std::lock_guard lock(m_wakeMutex);
    const quint64 one = 1;
    while (::write(m_wakeFd, &one, sizeof(one)) < 0 && errno == EINTR) { }
}

void EpollDispatcher::interrupt()
{
    m_interrupted = true;
    wakeUp();
}

#endif

} // namespace Rainbow
