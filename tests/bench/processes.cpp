// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/processes.h"

#include "bench/loop.h"

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

namespace Rainbow::Bench {

std::chrono::nanoseconds Processes::cpuTime() const
{
    std::chrono::nanoseconds sum{0};
    for (const pid_t id : m_ids) {
        clockid_t clock{};
        timespec time{};
        if (const int error = clock_getcpuclockid(id, &clock);
            error != 0 || clock_gettime(clock, &time) != 0) {
            errno = 0;
            fail(("a process of the server has ended: " + std::to_string(id)).c_str());
        }
        sum += std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
    }
    return sum;
}

long Processes::residentKiB() const
{
    long sum = 0;
    for (const pid_t id : m_ids) {
        std::ifstream memory("/proc/" + std::to_string(id) + "/smaps_rollup");
        for (std::string line; std::getline(memory, line);) {
            if (line.starts_with("Pss:"))
                sum += std::atol(line.c_str() + 4);
        }
    }
    return sum;
}

} // namespace Rainbow::Bench
