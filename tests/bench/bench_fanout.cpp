// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// One message to N subscribers: deliveries per second at saturation, and what each costs the
// server. The server runs on one core, this program on another.

#include "bench/business.h"
#include "bench/fanout.h"
#include "bench/net.h"
#include "bench/options.h"
#include "bench/publisher.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <vector>

using namespace Rainbow::Bench;

namespace {

constexpr char Channel[] = "bench";

struct Settings {
    std::string server;
    std::vector<long> subscribers;
    size_t size = 64;
    size_t window = 8;
    long seconds = 3;
    long rounds = 5;
    int serverCore = 0;
    int ownCore = 1;
    bool tls = false;
};

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

void measure(const Settings &settings, size_t count)
{
    Loop loop;
    Business business(loop, Channel);
    Server server(loop, settings.server, business.port(), settings.serverCore, settings.tls);
    WebSockets subscribers(loop, server);
    const auto connecting = Clock::now();
    subscribers.open(count);
    const double connects = double(count) / seconds(Clock::now() - connecting);
    Publisher publisher(loop, server, Channel, settings.size);
    FanOut fanOut(subscribers, publisher, settings.size, settings.window);
    fanOut.publish();
    loop.runFor(1s);

    Series rate;
    Series cost;
    Series serverLoad;
    Series ownLoad;
    for (long round = 0; round < settings.rounds; ++round) {
        const auto time = Clock::now();
        const auto cpu = server.cpuTime();
        const auto ownCpu = ownCpuTime();
        const uint64_t deliveries = fanOut.deliveries();
        loop.runFor(std::chrono::seconds(settings.seconds));
        const double elapsed = seconds(Clock::now() - time);
        const double used = seconds(server.cpuTime() - cpu);
        const auto done = double(fanOut.deliveries() - deliveries);
        if (done == 0) {
            errno = 0;
            fail("nothing was delivered");
        }
        rate.add(done / elapsed / 1'000);
        cost.add(used / done * 1e6);
        serverLoad.add(used / elapsed * 100);
        ownLoad.add(seconds(ownCpuTime() - ownCpu) / elapsed * 100);
    }
    std::printf("%11zu  %22s  %22s  %11.0f  %13.0f  %10.0f\n", count, rate.text(0).c_str(),
                cost.text(2).c_str(), serverLoad.median(), ownLoad.median(), connects);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    settings.subscribers = options.numbers("subscribers", "100,1000,10000", "how many, a list");
    settings.size = size_t(options.number("size", 64, "bytes of a message"));
    settings.window = size_t(std::max(1L, options.number("window", 8, "messages on their way")));
    settings.seconds = std::max(1L, options.number("seconds", 3, "of a round"));
    settings.rounds = std::max(1L, options.number("rounds", 5, "measured"));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    settings.ownCore = int(options.number("own-core", 1, "of this program"));
    settings.tls = options.number("tls", 0, "1: everybody speaks TLS") != 0;
    options.check();

    pinToCore(settings.ownCore);
    std::printf("%s, %zu-byte messages, QoS 0, %zu on their way, %ld rounds of %ld s; median "
                "(least-most)\n",
                settings.tls ? "TLS" : "plain", settings.size, settings.window, settings.rounds,
                settings.seconds);
    std::printf("%11s  %22s  %22s  %11s  %13s  %10s\n", "subscribers", "1000 deliveries/s",
                "server us/delivery", "server busy", "load gen busy", "connects/s");
    std::fflush(stdout);
    for (const long count : settings.subscribers)
        measure(settings, size_t(count));
    return 0;
}
