// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "camp.h"

#include "api.h"
#include "mix.h"

#include <cstdio>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

namespace Rainbow::Faults {

namespace {

constexpr int Nice = 10;

void attack(uint16_t port, std::chrono::milliseconds time, int output)
{
    Loop loop;
    const std::vector<Enemy> enemies = hostileMix(loop, port);
    Api api(loop, port);
    const Ticker feeder(loop, 20ms, [&] {
        api.send(HostileChannel, int(api.underWay() == 0), std::string(16'384, 'x'), 10s,
                 [](const Api::Answer &) {});
    });
    loop.runFor(time);
    for (const Enemy &enemy : enemies)
        ::dprintf(output, "    %-28s closed %d times (%s), first after %lld ms\n", enemy.name,
                  enemy.attacker->endCount(), endsOf(*enemy.attacker).c_str(),
                  static_cast<long long>(enemy.attacker->firstEnd().count()));
}

} // namespace

Camp::Camp(uint16_t port, std::chrono::milliseconds time)
{
    int ends[2];
    if (::pipe(ends) != 0)
        Bench::fail("pipe");
    m_process = ::fork();
    if (m_process < 0)
        Bench::fail("fork");
    if (m_process == 0) {
        ::close(ends[0]);
        if (::nice(Nice) == -1)
            Bench::fail("nice");
        attack(port, time, ends[1]);
        ::_exit(EXIT_SUCCESS);
    }
    ::close(ends[1]);
    m_output = ends[0];
}

Camp::~Camp()
{
    ::close(m_output);
    ::waitpid(m_process, nullptr, 0);
}

std::string Camp::report()
{
    std::string text;
    char piece[4'096];
    for (ssize_t size; (size = ::read(m_output, piece, sizeof piece)) > 0;)
        text.append(piece, size_t(size));
    return text;
}

} // namespace Rainbow::Faults
