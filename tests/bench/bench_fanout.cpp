// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// One message to N subscribers: deliveries per second at saturation, and what each costs the
// server; then, at half of that rate, how long they take. The server runs on one core, this program
// on another; several workers run on any.

#include "bench/business.h"
#include "bench/fanout.h"
#include "bench/net.h"
#include "bench/options.h"
#include "bench/pacedfanout.h"
#include "bench/publisher.h"
#include "bench/rounds.h"
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
    long seconds = 3;
    long rounds = 5;
    int serverCore = 0;
    int ownCore = 1;
    bool tls = false;
};

/// A line of the table.
struct Line {
    size_t subscribers = 0;
    size_t size = 0;
    size_t window = 0;
    int workers = 1;
};

/// Milliseconds from publishing to delivery, at so many deliveries per second.
std::string latencies(Loop &loop, WebSockets &subscribers, Publisher &publisher,
                      const Settings &settings, const Line &line, double rate)
{
    PacedFanOut paced(loop, subscribers, publisher, FanOut::frameSize(line.size),
                      rate / double(line.subscribers));
    loop.runFor(500ms);
    paced.latencies().clear();
    loop.runFor(std::chrono::seconds(settings.seconds));
    return paced.latencies().text();
}

void measure(const Settings &settings, const Line &line)
{
    Loop loop;
    Business business(loop, Channel);
    Server server(loop, settings.server, business.port(),
                  line.workers > 1 ? -1 : settings.serverCore, settings.tls, Server::Quiet,
                  line.workers);
    WebSockets subscribers(loop, server);
    const auto connecting = Clock::now();
    subscribers.open(line.subscribers);
    const double connects = double(line.subscribers) / seconds(Clock::now() - connecting);
    Publisher publisher(loop, server, Channel, line.size);
    FanOut fanOut(subscribers, publisher, line.size, line.window);
    fanOut.publish();
    loop.runFor(1s);

    const Rounds rounds =
        measureRounds(loop, server, settings.rounds, std::chrono::seconds(settings.seconds),
                      {[&fanOut] { return fanOut.deliveries(); }});
    fanOut.stop();
    errno = 0;
    if (!loop.runUntil([&fanOut] { return fanOut.isQuiet(); }, 10s))
        fail("not all was delivered");
    const std::string delays =
        latencies(loop, subscribers, publisher, settings, line, rounds.rate.median() * 1'000 / 2);
    std::printf("%11zu  %5zu  %6zu  %7d  %18s  %18s  %6.0f  %8.0f  %13s  %10.0f\n",
                line.subscribers, line.size, line.window, line.workers, rounds.rate.text(0).c_str(),
                rounds.cost.text(2).c_str(), rounds.serverLoad.median(), rounds.ownLoad.median(),
                delays.c_str(), connects);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const auto counts = options.numbers("subscribers", "100,1000,10000", "how many, a list");
    const auto sizes = options.numbers("size", "64", "bytes of a message, a list");
    const auto windows = options.numbers("window", "8", "messages on their way, a list");
    const auto workers = options.numbers("workers", "1", "of the server, a list");
    settings.seconds = std::max(1L, options.number("seconds", 3, "of a round"));
    settings.rounds = std::max(1L, options.number("rounds", 5, "measured"));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    settings.ownCore = int(options.number("own-core", 1, "of this program"));
    settings.tls = options.number("tls", 0, "1: everybody speaks TLS") != 0;
    options.check();

    pinToCore(settings.ownCore);
    std::printf("%s, QoS 0, %ld rounds of %ld s; median (least-most); CPU in %% of a core; "
                "milliseconds, p50 / p99, at half of the rate\n",
                settings.tls ? "TLS" : "plain", settings.rounds, settings.seconds);
    std::printf("%11s  %5s  %6s  %7s  %18s  %18s  %6s  %8s  %13s  %10s\n", "subscribers", "bytes",
                "window", "workers", "1000 deliveries/s", "server us each", "server", "load gen",
                "ms", "connects/s");
    std::fflush(stdout);
    for (const long count : counts) {
        for (const long size : sizes) {
            for (const long window : windows) {
                for (const long each : workers)
                    measure(settings, {size_t(count), size_t(size), size_t(window), int(each)});
            }
        }
    }
    return 0;
}
