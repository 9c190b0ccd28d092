// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// Messages to one client each, over the API: a call, its delivery, what the client answers, the
// answer to the call. All to one client, or each to another that has a channel of its own. Calls
// per second, and what each costs the server.

#include "bench/answerers.h"
#include "bench/business.h"
#include "bench/callers.h"
#include "bench/options.h"
#include "bench/rounds.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

using namespace Rainbow::Bench;

namespace {

struct Settings {
    std::string server;
    Callers::Settings callers;
    long seconds = 3;
    long rounds = 5;
    int serverCore = 0;
    int workers = 1;
};

void measure(const Settings &settings)
{
    Loop loop;
    Business business(loop, {});
    business.setHandler([](std::string_view head, std::string_view) {
        std::string channel = "RAINBOWCLIENTCHANNEL: c";
        channel += fieldOf(head, "x-deviceid");
        return Business::Answer{Business::yes(channel + "\r\n"), false};
    });
    Server server(loop, settings.server, business.port(), settings.serverCore, false, Server::Quiet,
                  settings.workers);
    WebSockets clients(loop, server);
    clients.open(settings.callers.channels);
    Answerers answerers(clients);
    Callers callers(loop, server, settings.callers);
    loop.runFor(1s);

    callers.latencies().clear();
    const Rounds rounds = measureRounds(
        loop, server, settings.rounds, std::chrono::seconds(settings.seconds),
        {[&callers] { return callers.answered(); }, [&answerers] { return answerers.messages(); }});
    std::printf("%3d  %8zu  %20s  %20s  %11.0f  %13.0f  %14s\n", settings.callers.qos,
                settings.callers.channels, rounds.rate.text(1).c_str(), rounds.cost.text(1).c_str(),
                rounds.serverLoad.median(), rounds.ownLoad.median(),
                callers.latencies().text().c_str());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const auto qos = options.text("qos", "0,1,2", "of the messages, a list");
    const auto clients = options.numbers("clients", "1,10000", "each with its channel, a list");
    Callers::Settings &callers = settings.callers;
    callers.connections = size_t(options.number("connections", 16, "of the API"));
    callers.window =
        size_t(std::max(1L, options.number("window", 4, "calls on their way in each")));
    callers.size = size_t(options.number("size", 64, "bytes of a message"));
    settings.seconds = std::max(1L, options.number("seconds", 3, "of a round"));
    settings.rounds = std::max(1L, options.number("rounds", 5, "measured"));
    settings.workers = int(std::max(1L, options.number("workers", 1, "of the server")));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    const int ownCore = int(options.number("own-core", 1, "of this program"));
    options.check();

    pinToCore(ownCore);
    std::printf("%zu-byte messages, %zu connections with %zu calls on their way, %ld rounds of %ld "
                "s; median (least-most)\n",
                callers.size, callers.connections, callers.window, settings.rounds,
                settings.seconds);
    std::printf("QoS  channels  %20s  %20s  %11s  %13s  %14s\n", "1000 calls/s", "server us/call",
                "server busy", "load gen busy", "ms p50 / p99");
    std::fflush(stdout);
    for (const long count : clients) {
        for (const char level : {'0', '1', '2'}) {
            if (qos.find(level) == std::string::npos)
                continue;
            callers.channels = size_t(count);
            callers.qos = level - '0';
            measure(settings);
        }
    }
    return 0;
}
