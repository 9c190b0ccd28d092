// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What an idle connection costs the server in resident memory: admitted by the business server
// and in one channel, without a message ever.

#include "bench/business.h"
#include "bench/options.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <cstdio>

using namespace Rainbow::Bench;

int main(int argc, char **argv)
{
    Options options(argc, argv);
    const std::string program = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const long connections = options.number("connections", 18'000, "how many");
    const long first = options.number("first", 100, "connections before memory is looked at");
    const int serverCore = int(options.number("server-core", 0, "of the server"));
    const int ownCore = int(options.number("own-core", 1, "of this program"));
    const bool tls = options.number("tls", 0, "1: clients speak TLS") != 0;
    const auto other = uint16_t(options.number("business-port", 0, "of another business server"));
    options.check();

    pinToCore(ownCore);
    Loop loop;
    Business business(loop, "idle");
    Server server(loop, program, other ? other : business.port(), serverCore, tls);
    WebSockets clients(loop, server);
    clients.setReceiver([](size_t, std::string_view) {});
    clients.open(size_t(first));
    loop.runFor(500ms);
    const long before = server.residentKiB();
    const auto time = Clock::now();
    const auto cpu = server.cpuTime();
    clients.open(size_t(connections));
    const auto elapsed = std::chrono::duration<double>(Clock::now() - time).count();
    const auto used = std::chrono::duration<double, std::micro>(server.cpuTime() - cpu).count();
    loop.runFor(2s);
    const long after = server.residentKiB();

    std::printf("%ld connections: %ld KiB -> %ld KiB resident, %.2f KiB per connection\n",
                connections, before, after, double(after - before) / double(connections));
    std::printf("%.0f connects/s, %.0f us server CPU per connect\n", double(connections) / elapsed,
                used / double(connections));
    const auto idleCpu = server.cpuTime();
    loop.runFor(5s);
    const auto idle = std::chrono::duration<double>(server.cpuTime() - idleCpu).count();
    std::printf("%.2f %% CPU when nothing happens\n", idle / 5 * 100);
    return 0;
}
