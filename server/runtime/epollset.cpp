// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/epollset.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <limits>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace Rainbow {

namespace {

constexpr int BatchSize = 256;
constexpr quint64 WakeKey = std::numeric_limits<quint64>::max();
constexpr quint32 Broken = EPOLLHUP | EPOLLERR;
constexpr std::array<quint32, 3> EventOfType{EPOLLIN, EPOLLOUT, EPOLLPRI};

static_assert(QSocketNotifier::Read == 0 && QSocketNotifier::Write == 1
              && QSocketNotifier::Exception == 2);

// In whole milliseconds, rounded up: rounding down would spin until the deadline.
int timeoutUntil(EpollSet::TimePoint deadline)
{
    if (deadline == EpollSet::TimePoint::max())
        return -1;
    if (deadline == EpollSet::TimePoint::min())
        return 0;
    const auto left = deadline - std::chrono::steady_clock::now();
    const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return int(std::clamp<qint64>(timeout, 0, std::numeric_limits<int>::max()));
}

} // namespace

EpollSet::EpollSet(int wakeFd) : m_wakeFd(wakeFd)
{
    open();
}

EpollSet::~EpollSet()
{
    ::close(m_epoll);
}

void EpollSet::open()
{
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = WakeKey;
    if (m_epoll < 0 || ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeFd, &event) < 0)
        qFatal("EpollSet: cannot continue without epoll: %s", qPrintable(qt_error_string(errno)));
}

// The only way to be rid of a registration whose descriptor is closed here but lives on as a copy,
// in a child process for example.
void EpollSet::reopen()
{
    ::close(m_epoll);
    open();
    for (std::size_t fd = 0; fd < m_sockets.size(); ++fd) {
        Socket &socket = m_sockets[fd];
        if (socket.registered == 0)
            continue;
        socket.registered = 0;
        ++socket.generation;
        note(int(fd));
    }
}

void EpollSet::add(QSocketNotifier *notifier)
{
    const int fd = int(notifier->socket());
    const auto type = notifier->type();
    if (fd < 0)
        return;
    if (std::size_t(fd) >= m_sockets.size())
        m_sockets.resize(std::size_t(fd) + 1);

    QSocketNotifier *&place = m_sockets[std::size_t(fd)].notifiers[type];
    if (place != nullptr && place != notifier) {
        qWarning("EpollSet: more than one socket notifier for descriptor %d and type %d", fd, type);
        m_sockets[std::size_t(fd)].ready &= quint8(~(1U << type));
        drop(fd); // perhaps the number was closed and means another file now
    }
    place = notifier;
    note(fd);
}

void EpollSet::remove(QSocketNotifier *notifier)
{
    const int fd = int(notifier->socket());
    const auto type = notifier->type();
    if (fd < 0 || std::size_t(fd) >= m_sockets.size())
        return;
    Socket &socket = m_sockets[std::size_t(fd)];
    if (socket.notifiers[type] != notifier)
        return;

    socket.notifiers[type] = nullptr;
    socket.ready &= quint8(~(1U << type));
    if (wanted(socket) == 0)
        drop(fd);
    else
        note(fd);
}

void EpollSet::wait(TimePoint deadline, Watch watch)
{
    std::array<epoll_event, BatchSize> events;
    pollfd wakeUps{m_wakeFd, POLLIN, 0};
    int count = 0;

    if (watch == Watch::Sockets) {
        applyChanges();
        if (!m_alwaysReady.empty())
            deadline = TimePoint::min();
    }
    do {
        const int timeout = timeoutUntil(deadline);
        count = watch == Watch::Sockets ? ::epoll_wait(m_epoll, events.data(), BatchSize, timeout)
                                        : ::poll(&wakeUps, 1, timeout);
    } while (count < 0 && errno == EINTR);
    if (count < 0)
        qWarning("EpollSet: cannot wait for events: %s", qPrintable(qt_error_string(errno)));

    if (watch == Watch::WakeUpsOnly) {
        if (count > 0)
            drainWakeFd();
        return;
    }

    bool stale = false;
    for (int i = 0; i < count; ++i) {
        const quint64 key = events[std::size_t(i)].data.u64;
        const int fd = int(quint32(key));
        if (key == WakeKey)
            drainWakeFd();
        else if (m_sockets[std::size_t(fd)].generation == quint32(key >> 32))
            markReady(fd, events[std::size_t(i)].events);
        else
            stale = true;
    }
    for (const int fd : m_alwaysReady)
        markReady(fd, EPOLLIN | EPOLLOUT);
    if (stale)
        reopen();
}

int EpollSet::activate()
{
    int activated = 0;
    QEvent event(QEvent::SockAct);

    // No reference is held while a slot runs: it may add and remove sockets, or nest.
    while (m_nextReady < m_ready.size()) {
        Socket &socket = m_sockets[std::size_t(m_ready[m_nextReady])];
        if (socket.ready == 0) {
            ++m_nextReady;
            continue;
        }
        const int type = std::countr_zero(socket.ready);
        socket.ready &= quint8(~(1U << type));
        QCoreApplication::sendEvent(socket.notifiers[std::size_t(type)], &event);
        ++activated;
    }
    m_ready.clear();
    m_nextReady = 0;
    return activated;
}

void EpollSet::note(int fd)
{
    Socket &socket = m_sockets[std::size_t(fd)];
    if (socket.changed)
        return;
    socket.changed = true;
    m_changed.push_back(fd);
}

void EpollSet::drop(int fd)
{
    Socket &socket = m_sockets[std::size_t(fd)];
    if (socket.alwaysReady)
        std::erase(m_alwaysReady, fd);
    socket.alwaysReady = false;
    if (socket.registered == 0)
        return;
    // This fails if the descriptor is closed already; then epoll has let go of it by itself.
    epoll_event unused{};
    ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, &unused);
    socket.registered = 0;
    ++socket.generation;
}

void EpollSet::applyChanges()
{
    for (std::size_t i = 0; i < m_changed.size(); ++i) {
        const int fd = m_changed[i];
        m_sockets[std::size_t(fd)].changed = false;
        apply(fd);
    }
    m_changed.clear();
}

void EpollSet::apply(int fd)
{
    Socket &socket = m_sockets[std::size_t(fd)];
    const quint32 events = wanted(socket);
    if (events == socket.registered)
        return;

    // epoll may know less than we do (closed and the number used again) or more (copied back).
    bool done = control(socket.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, events);
    if (!done && errno == ENOENT)
        done = control(EPOLL_CTL_ADD, fd, events);
    else if (!done && errno == EEXIST)
        done = control(EPOLL_CTL_MOD, fd, events);
    const int error = done ? 0 : errno;

    if (socket.alwaysReady != (error == EPERM)) {
        socket.alwaysReady = error == EPERM;
        if (socket.alwaysReady)
            m_alwaysReady.push_back(fd);
        else
            std::erase(m_alwaysReady, fd);
    }
    if (error == 0 || error == EPERM)
        return;

    qWarning("EpollSet: cannot watch descriptor %d, disabling its notifiers: %s", fd,
             qPrintable(qt_error_string(error)));
    const auto notifiers = socket.notifiers;
    for (QSocketNotifier *notifier : notifiers) {
        if (notifier != nullptr)
            notifier->setEnabled(false);
    }
}

bool EpollSet::control(int operation, int fd, quint32 events)
{
    Socket &socket = m_sockets[std::size_t(fd)];
    if (operation == EPOLL_CTL_ADD)
        ++socket.generation;
    epoll_event event{};
    event.events = events;
    event.data.u64 = quint64(socket.generation) << 32 | quint32(fd);
    const bool done = ::epoll_ctl(m_epoll, operation, fd, &event) == 0;
    socket.registered = done ? events : 0;
    return done;
}

void EpollSet::markReady(int fd, quint32 events)
{
    Socket &socket = m_sockets[std::size_t(fd)];
    quint8 ready = 0;
    for (std::size_t type = 0; type < EventOfType.size(); ++type) {
        if (socket.notifiers[type] != nullptr && (events & (EventOfType[type] | Broken)) != 0)
            ready |= quint8(1U << type);
    }
    if (ready != 0 && socket.ready == 0)
        m_ready.push_back(fd);
    socket.ready |= ready;
}

void EpollSet::drainWakeFd()
{
    quint64 count = 0;
    [[maybe_unused]] const auto size = ::read(m_wakeFd, &count, sizeof(count));
}

quint32 EpollSet::wanted(const Socket &socket)
{
    quint32 events = 0;
    for (std::size_t type = 0; type < EventOfType.size(); ++type) {
        if (socket.notifiers[type] != nullptr)
            events |= EventOfType[type];
    }
    return events;
}

} // namespace Rainbow
