// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What a delivery, a call to one client and a forward cost the server, by the number of connections
// there are: flat, but for what the kernel does.

#include "bench/answerers.h"
#include "bench/business.h"
#include "bench/callers.h"
#include "bench/fanout.h"
#include "bench/forwards.h"
#include "bench/options.h"
#include "bench/publisher.h"
#include "bench/rounds.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

using namespace Rainbow::Bench;

namespace {

constexpr char Everybody[] = "everybody";

struct Settings {
    std::string server;
    size_t size = 64;
    size_t window = 4;
    size_t active = 64;
    long seconds = 2;
    long rounds = 3;
    int serverCore = 0;
};

/// Into the channel of all and into one of their own; messages are answered with nothing.
Business::Answer answer(std::string_view head, std::string_view)
{
    if (!head.starts_with("GET "))
        return {Business::ok({}), false};
    std::string channels = "RAINBOWCLIENTCHANNEL: everybody, c";
    channels += fieldOf(head, "x-deviceid");
    return {Business::yes(channels + "\r\n"), false};
}

/// Microseconds of the server for each of what count() counts, after half a second of it.
std::string costOf(Loop &loop, const Server &server, const Settings &settings,
                   const std::function<uint64_t()> &count)
{
    loop.runFor(500ms);
    const auto length = std::chrono::seconds(settings.seconds);
    return measureRounds(loop, server, settings.rounds, length, {count}).cost.text(2);
}

void measure(const Settings &settings, size_t connections)
{
    Loop loop;
    Business business(loop, Everybody);
    business.setHandler(answer);
    Server server(loop, settings.server, business.port(), settings.serverCore);
    WebSockets clients(loop, server);
    clients.open(connections);

    std::string delivery;
    {
        Publisher publisher(loop, server, Everybody, settings.size);
        FanOut fanOut(clients, publisher, settings.size, settings.window);
        fanOut.publish();
        delivery = costOf(loop, server, settings, [&] { return fanOut.deliveries(); });
        fanOut.stop();
        if (!loop.runUntil([&fanOut] { return fanOut.isQuiet(); }, 10s))
            fail("not all was delivered");
    }
    std::string call;
    {
        Answerers answerers(clients);
        Callers callers(loop, server, {.channels = connections, .qos = 1, .size = settings.size});
        call = costOf(loop, server, settings, [&] { return callers.answered(); });
        callers.stop();
        if (!loop.runUntil([&callers] { return callers.isQuiet(); }, 10s))
            fail("not all was answered");
    }
    Forwards forwards(clients, std::min(settings.active, connections), settings.size);
    const std::string forward = costOf(loop, server, settings, [&] { return forwards.answered(); });
    std::printf("%11zu  %20s  %20s  %20s\n", connections, delivery.c_str(), call.c_str(),
                forward.c_str());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const auto counts =
        options.numbers("connections", "100,1000,5000,10000,18000", "how many, a list");
    settings.size = size_t(options.number("size", 64, "bytes of a message"));
    settings.window = size_t(std::max(1L, options.number("window", 4, "to all, on their way")));
    settings.active = size_t(std::max(1L, options.number("active", 64, "clients that send")));
    settings.seconds = std::max(1L, options.number("seconds", 2, "of a round"));
    settings.rounds = std::max(1L, options.number("rounds", 3, "measured"));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    const int ownCore = int(options.number("own-core", 1, "of this program"));
    options.check();

    pinToCore(ownCore);
    std::printf("%zu-byte messages; microseconds of server CPU for: a delivery of one to all (QoS "
                "0, %zu on their way), a call to one of them (QoS 1, 64 on their way), a forward "
                "of one of %zu clients; median (least-most)\n",
                settings.size, settings.window, settings.active);
    std::printf("%11s  %20s  %20s  %20s\n", "connections", "delivery", "call", "forward");
    std::fflush(stdout);
    for (const long count : counts)
        measure(settings, size_t(count));
    return 0;
}
