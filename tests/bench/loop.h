// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace Rainbow::Bench {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// Something with a descriptor that the loop watches.
class Source {
public:
    virtual ~Source() = default;
    virtual void onReady(uint32_t events) = 0;
};

/// Bare epoll, level-triggered: a generator of load must be faster than what it loads. Sources
/// are not owned, and must live until their descriptor is closed; one that ends during an event
/// is retired.
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    void add(int descriptor, Source &source, uint32_t events);
    void modify(int descriptor, Source &source, uint32_t events);

    /// Serves the sources until done() holds (true) or the time is over (false); done() is looked
    /// at after every batch of events.
    bool runUntil(const std::function<bool()> &done, std::chrono::milliseconds timeout);
    void runFor(std::chrono::milliseconds time);
    /// Deletes a source, whose descriptor is closed, once no event can be for it any more.
    void retire(std::unique_ptr<Source> source) { m_retired.push_back(std::move(source)); }

private:
    int m_epoll;
    std::vector<std::unique_ptr<Source>> m_retired;
};

/// Says what is wrong, with errno when it is set, and ends the program with 1.
[[noreturn]] void fail(const char *what);

} // namespace Rainbow::Bench
