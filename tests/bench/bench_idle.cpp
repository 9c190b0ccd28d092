// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What an idle connection costs the server in memory: admitted by the business server and in one
// channel. At first without a message ever; then after a burst to all, some time after it, and,
// as a session, when all connections have broken.

#include "bench/business.h"
#include "bench/fanout.h"
#include "bench/options.h"
#include "bench/publisher.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

using namespace Rainbow::Bench;

namespace {

constexpr char Channel[] = "idle";
constexpr auto SessionTtl = 20s;
/// The relay gives back twice a minute what it has no use for.
constexpr auto UntilTrimmed = 35s;

struct Settings {
    std::string server;
    long first = 100;
    size_t burst = 0;
    size_t size = 0;
    int serverCore = 0;
    uint16_t businessPort = 0; ///< 0: its own
    bool tls = false;
    bool feed = false;
    bool sessions = false;
};

std::string serverSettings(const Settings &settings)
{
    std::string text = Server::Quiet;
    text += "session_ttl = " + std::to_string(SessionTtl.count()) + " s\n";
    if (settings.feed)
        text += "[admin]\ntoken = " + std::string(32, 'b') + '\n';
    return text;
}

/// Memory above what there was before.
class Memory {
public:
    explicit Memory(const Server &server)
        : m_server(server), m_resident(server.residentKiB()),
          m_proportional(server.proportionalKiB())
    {
    }

    void print(const char *when, long connections) const
    {
        const long resident = m_server.residentKiB();
        std::printf("%7ld  %-22s  %12ld  %13.2f  %13.2f\n", connections, when, resident,
                    double(resident - m_resident) / double(connections),
                    double(m_server.proportionalKiB() - m_proportional) / double(connections));
        std::fflush(stdout);
    }

private:
    const Server &m_server;
    long m_resident;
    long m_proportional;
};

/// All get all of it, without a pause.
void burst(Loop &loop, const Server &server, WebSockets &clients, const Settings &settings)
{
    Publisher publisher(loop, server, Channel, settings.size);
    constexpr size_t Window = 8;
    FanOut fanOut(clients, publisher, settings.size, Window);
    const uint64_t wanted = settings.burst * clients.size();
    fanOut.publish();
    errno = 0;
    if (!loop.runUntil([&] { return fanOut.deliveries() >= wanted; }, 120s))
        fail("the burst does not come through");
    fanOut.stop();
    (void)loop.runUntil([&fanOut] { return fanOut.isQuiet(); }, 10s);
    clients.setReceiver([](size_t, std::string_view) {});
}

void measure(const Settings &settings, long connections)
{
    Loop loop;
    Business business(loop, Channel);
    Server server(loop, settings.server,
                  settings.businessPort ? settings.businessPort : business.port(),
                  settings.serverCore, settings.tls, serverSettings(settings));
    WebSockets clients(loop, server,
                       settings.sessions ? "Sec-WebSocket-Protocol: rainbow.2\r\n" : "");
    clients.setReceiver([](size_t, std::string_view) {});
    clients.open(size_t(settings.first));
    loop.runFor(500ms);
    const Memory memory(server);
    const auto time = Clock::now();
    const auto cpu = server.cpuTime();
    clients.open(size_t(connections));
    const auto elapsed = std::chrono::duration<double>(Clock::now() - time).count();
    const auto used = std::chrono::duration<double, std::micro>(server.cpuTime() - cpu).count();
    loop.runFor(2s);
    memory.print("admitted", connections);

    const auto idleCpu = server.cpuTime();
    loop.runFor(5s);
    const auto idle = std::chrono::duration<double>(server.cpuTime() - idleCpu).count();

    if (settings.burst > 0) {
        burst(loop, server, clients, settings);
        memory.print("after a burst", connections);
        loop.runFor(UntilTrimmed);
        memory.print("35 s later", connections);
    }
    if (settings.sessions) {
        clients.breakAll();
        loop.runFor(5s);
        memory.print("connections lost", connections);
        loop.runFor(SessionTtl + UntilTrimmed);
        memory.print("sessions ended", connections);
    }
    std::printf(
        "%7ld  %.0f connects/s, %.0f us server CPU each; %.2f %% CPU when nothing happens\n",
        connections, double(connections) / elapsed, used / double(connections), idle / 5 * 100);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const auto counts = options.numbers("connections", "10000,18000", "how many, a list");
    settings.first = options.number("first", 100, "connections before memory is looked at");
    settings.burst = size_t(options.number("burst", 0, "messages to everybody, later"));
    settings.size = size_t(options.number("size", 1024, "bytes of each"));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    const int ownCore = int(options.number("own-core", 1, "of this program"));
    settings.businessPort =
        uint16_t(options.number("business-port", 0, "of another business server"));
    settings.tls = options.number("tls", 0, "1: clients speak TLS") != 0;
    settings.feed = options.number("feed", 0, "1: with the feed for dashboards") != 0;
    settings.sessions =
        options.number("sessions", 0, "1: clients have sessions, which break (no burst)") != 0;
    options.check();
    if (settings.sessions)
        settings.burst = 0;

    pinToCore(ownCore);
    std::printf("%s%s%s\n%7s  %-22s  %12s  %13s  %13s\n", settings.tls ? "TLS" : "plain",
                settings.feed ? ", with the feed" : "", settings.sessions ? ", sessions" : "",
                "clients", "when", "resident KiB", "KiB each, RSS", "KiB each, PSS");
    for (const long count : counts)
        measure(settings, count);
    return 0;
}
