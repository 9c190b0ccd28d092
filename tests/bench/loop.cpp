// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace Rainbow::Bench {

void fail(const char *what)
{
    if (errno != 0)
        std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
    else
        std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

Loop::Loop() : m_epoll(epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        fail("epoll_create1");
}

Loop::~Loop()
{
    close(m_epoll);
}

void Loop::add(int descriptor, Source &source, uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &source;
    if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
        fail("epoll_ctl");
}

void Loop::modify(int descriptor, Source &source, uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &source;
    if (epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event) != 0)
        fail("epoll_ctl");
}

bool Loop::runUntil(const std::function<bool()> &done, std::chrono::milliseconds timeout)
{
    const auto end = Clock::now() + timeout;
    std::array<epoll_event, 512> events;
    while (!done()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left <= 0ms)
            return false;
        const int wait = int(std::min<int64_t>(left.count(), 100));
        const int count = epoll_wait(m_epoll, events.data(), int(events.size()), wait);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; ++i)
            static_cast<Source *>(events[size_t(i)].data.ptr)->onReady(events[size_t(i)].events);
        m_retired.clear();
    }
    return true;
}

void Loop::runFor(std::chrono::milliseconds time)
{
    const auto end = Clock::now() + time;
    (void)runUntil([end] { return Clock::now() >= end; }, time);
}

} // namespace Rainbow::Bench
