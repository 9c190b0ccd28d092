// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/rounds.h"

#include "bench/net.h"

#include <cerrno>
#include <vector>

namespace Rainbow::Bench {

Rounds measureRounds(Loop &loop, const Server &server, long rounds, std::chrono::seconds length,
                     std::initializer_list<std::function<uint64_t()>> counters)
{
    Rounds result;
    for (long round = 0; round < rounds; ++round) {
        const auto time = Clock::now();
        const auto cpu = server.cpuTime();
        const auto ownCpu = ownCpuTime();
        std::vector<uint64_t> before;
        for (const auto &counter : counters)
            before.push_back(counter());
        loop.runFor(length);
        const double elapsed = seconds(Clock::now() - time);
        const double used = seconds(server.cpuTime() - cpu);
        const auto done = double((*counters.begin())() - before.front());
        auto was = before.begin();
        for (const auto &counter : counters) {
            errno = 0;
            if (counter() == *was++)
                fail("nothing happens");
        }
        result.rate.add(done / elapsed / 1'000);
        result.cost.add(used / done * 1e6);
        result.serverLoad.add(used / elapsed * 100);
        result.ownLoad.add(seconds(ownCpuTime() - ownCpu) / elapsed * 100);
    }
    return result;
}

} // namespace Rainbow::Bench
