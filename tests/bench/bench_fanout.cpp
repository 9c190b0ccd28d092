// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// One message to N subscribers: deliveries per second at saturation, and what each costs the
// server. The server runs on one core, this program on another.

#include "bench/business.h"
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
constexpr size_t PacketHead = 3; ///< of a SEND, QoS 0

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

/// Keeps a window of publications on their way: one more whenever all have got the oldest. At most
/// half of the window is not being delivered yet, so that the server has always some waiting, but
/// does not get them all in one go.
class FanOut {
public:
    FanOut(WebSockets &subscribers, Publisher &publisher, const Settings &settings)
        : m_publisher(publisher), m_window(settings.window),
          m_frame(serverFrameSize(PacketHead + settings.size)), m_received(subscribers.size(), 0),
          m_missing(settings.window, subscribers.size())
    {
        subscribers.setReceiver(
            [this](size_t number, std::string_view bytes) { take(number, bytes.size()); });
    }

    void publish()
    {
        const uint64_t until = std::min(m_complete + m_window, m_begun + (m_window + 1) / 2);
        if (until <= m_sent)
            return;
        m_publisher.publish(until - m_sent);
        m_sent = until;
    }
    [[nodiscard]] uint64_t deliveries() const { return m_deliveries; }

private:
    void take(size_t number, size_t size)
    {
        uint64_t &received = m_received[number];
        const uint64_t before = received / m_frame;
        received += size;
        const uint64_t after = received / m_frame;
        if (after > m_sent) {
            errno = 0;
            fail("more came than was published");
        }
        m_deliveries += after - before;
        m_begun = std::max(m_begun, after);
        for (uint64_t i = before; i < after; ++i) {
            size_t &missing = m_missing[i % m_window];
            if (--missing > 0)
                continue;
            missing = m_received.size();
            ++m_complete;
        }
        publish();
    }

    Publisher &m_publisher;
    size_t m_window;
    size_t m_frame;
    std::vector<uint64_t> m_received; ///< bytes, by subscriber
    std::vector<size_t> m_missing; ///< subscribers that have not got it, by message of the window
    uint64_t m_sent = 0;
    uint64_t m_begun = 0; ///< what the fastest subscriber has got
    uint64_t m_complete = 0; ///< what all have got
    uint64_t m_deliveries = 0;
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
    FanOut fanOut(subscribers, publisher, settings);
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
