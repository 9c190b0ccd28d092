// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// Messages of clients, QoS 1, to the business server and back: calls per second, and what each
// costs the server.

#include "bench/business.h"
#include "bench/forwards.h"
#include "bench/options.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <algorithm>
#include <cstdio>

using namespace Rainbow::Bench;

int main(int argc, char **argv)
{
    Options options(argc, argv);
    const std::string program = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const long clientCount = options.number("clients", 64, "each with one message on its way");
    const size_t size = size_t(options.number("size", 64, "bytes of a message"));
    const long seconds = std::max(1L, options.number("seconds", 3, "of a round"));
    const long rounds = std::max(1L, options.number("rounds", 5, "measured"));
    const int serverCore = int(options.number("server-core", 0, "of the server"));
    const std::string transport = options.text("transport", "curl", "of callbacks: curl or qt");
    const int ownCore = int(options.number("own-core", 1, "of this program"));
    const auto other = uint16_t(options.number("business-port", 0, "of another business server"));
    options.check();

    pinToCore(ownCore);
    Loop loop;
    Business business(loop, "forward");
    Server server(loop, program, other ? other : business.port(), serverCore, false,
                  "http_transport = " + transport + '\n');
    WebSockets clients(loop, server);
    clients.open(size_t(clientCount));
    Forwards forwards(clients, clients.size(), size);
    loop.runFor(1s);

    Series rate;
    Series cost;
    for (long round = 0; round < rounds; ++round) {
        const auto time = Clock::now();
        const auto cpu = server.cpuTime();
        const uint64_t before = forwards.answered();
        loop.runFor(std::chrono::seconds(seconds));
        const auto done = double(std::max<uint64_t>(1, forwards.answered() - before));
        const auto used = std::chrono::duration<double, std::micro>(server.cpuTime() - cpu).count();
        rate.add(done / std::chrono::duration<double>(Clock::now() - time).count());
        cost.add(used / done);
    }
    std::printf("%ld clients, %zu-byte messages, QoS 1, %ld rounds of %ld s; median (least-most)\n"
                "calls/s              %s\n"
                "server us per call   %s\n",
                clientCount, size, rounds, seconds, rate.text(0).c_str(), cost.text(0).c_str());
    return 0;
}
