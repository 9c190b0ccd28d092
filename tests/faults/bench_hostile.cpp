// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What one hostile client of each kind, all at once, does to well-behaved ones: their round trips
// to the business server and back, before and during the attack, and the memory of the relay.

#include "camp.h"
#include "fleet.h"
#include "mix.h"

#include "bench/options.h"
#include "bench/server.h"

#include <cstdio>

using namespace Rainbow::Faults;
using Rainbow::Bench::Business;
using Rainbow::Bench::Options;
using Rainbow::Bench::Server;

int main(int argc, char **argv)
{
    Options options(argc, argv);
    const std::string program = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const auto clients = size_t(options.number("clients", 1'000, "well-behaved ones"));
    const long interval = options.number("interval", 1'000, "ms between messages of one of them");
    const long seconds = options.number("seconds", 15, "of attack; two thirds of it idle before");
    const long rounds = options.number("rounds", 3, "at most; the first good one counts");
    const double factor = double(options.number("percent", 200, "of the idle p99 allowed")) / 100;
    const long memory = options.number("memory", 64, "MiB that the relay may grow");
    const int serverCore = int(options.number("server-core", 0, "of the relay"));
    const int ownCore = int(options.number("own-core", 1, "of everything else"));
    options.check();

    Rainbow::Bench::pinToCore(ownCore);
    Loop loop;
    Business business(loop, "all");
    serveFleet(business);
    Server server(loop, program, business.port(), serverCore, false, mixSettings());
    Fleet fleet(loop, server.port());
    if (!fleet.open(clients))
        Rainbow::Bench::fail("not all clients were let in");
    const std::chrono::milliseconds pause(interval);
    (void)fleet.measure(2s, pause);

    bool good = false;
    for (long round = 1; round <= rounds && !good; ++round) {
        const RoundTrips idle = fleet.measure(std::chrono::seconds(seconds) * 2 / 3, pause);
        const long before = server.residentKiB();
        const auto cpu = server.cpuTime();
        Camp camp(server.port(), std::chrono::seconds(seconds));
        long most = 0;
        const Ticker watcher(loop, 100ms, [&] { most = std::max(most, server.residentKiB()); });
        const RoundTrips attacked = fleet.measure(std::chrono::seconds(seconds), pause);
        const double load =
            std::chrono::duration<double>(server.cpuTime() - cpu).count() / double(seconds) * 100;
        const long grown = (most - before) / 1'024;
        good = attacked.p99() <= factor * idle.p99() && grown <= memory
            && fleet.openCount() == clients;
        std::printf("round %ld: %zu clients, a message every %ld ms each\n"
                    "  idle     p50 %.2f ms, p99 %.2f ms (%zu round trips)\n"
                    "  attacked p50 %.2f ms, p99 %.2f ms (%zu round trips): %.2f times the p99; at "
                    "most %.2f\n"
                    "  relay: %ld MiB more at its most, at most %ld; CPU %.0f %%; %zu of %zu "
                    "clients still there\n",
                    round, clients, interval, idle.p50(), idle.p99(), idle.count(), attacked.p50(),
                    attacked.p99(), attacked.count(), attacked.p99() / idle.p99(), factor, grown,
                    memory, load, fleet.openCount(), clients);
        std::fputs(camp.report().c_str(), stdout);
        std::fflush(stdout);
        loop.runFor(2s);
    }
    std::printf("hostile mix: %s\n", good ? "passed" : "FAILED");
    return good ? 0 : 1;
}
