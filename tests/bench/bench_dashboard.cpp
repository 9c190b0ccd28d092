// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What a dashboard costs the clients: one message to N subscribers over and over, in turn with
// nobody who looks on and with one dashboard that does what rainbow-admin does. The server runs on
// one core, this program on another.

#include "bench/business.h"
#include "bench/fanout.h"
#include "bench/net.h"
#include "bench/options.h"
#include "bench/publisher.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <sys/epoll.h>

#include <cerrno>
#include <cstdio>
#include <string>

using namespace Rainbow::Bench;

namespace {

constexpr char Channel[] = "bench";
constexpr char AdminToken[] = "bench-admin-token";

struct Settings {
    std::string server;
    size_t subscribers = 10'000;
    size_t size = 64;
    size_t window = 8;
    long seconds = 3;
    long rounds = 10;
    long asksEach = 2;
    int serverCore = 0;
    int ownCore = 1;
};

/// A dashboard with its page of connections open: takes stats as they come, and asks for the first
/// page of the table every so many seconds.
class Dashboard final : public Source {
public:
    Dashboard(Loop &loop, uint16_t port) : m_loop(loop), m_descriptor(connectLocally(port, 0))
    {
        m_loop.add(m_descriptor, *this, EPOLLIN | EPOLLOUT);
        if (!m_loop.runUntil([this] { return m_bytes > 0; }, 60s)) {
            errno = 0;
            fail("the feed does not answer");
        }
    }
    ~Dashboard() override { closeHard(m_descriptor); }
    Dashboard(const Dashboard &) = delete;
    Dashboard &operator=(const Dashboard &) = delete;

    void ask()
    {
        const std::string request = R"({"id": )" + std::to_string(++m_asked)
            + R"(, "ask": "connections", "limit": 100, "sort": "messagesOut"})";
        std::string frame = clientFrame(request);
        frame[0] = char(0x81); // text
        if (!sendAll(m_descriptor, frame)) {
            errno = 0;
            fail("the feed has ended");
        }
    }
    [[nodiscard]] size_t bytes() const { return m_bytes; }

    void onReady(uint32_t events) override
    {
        if ((events & EPOLLOUT) != 0 && !m_isConnected) {
            m_isConnected = true;
            m_loop.modify(m_descriptor, *this, EPOLLIN);
            const std::string request =
                "GET /admin/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer "
                + std::string(AdminToken) + "\r\n\r\n";
            (void)sendAll(m_descriptor, request);
        }
        if ((events & EPOLLIN) == 0)
            return;
        bool ended = false;
        const std::string_view bytes = receive(m_descriptor, ended);
        if (ended || (m_bytes == 0 && bytes.substr(0, 12) != "HTTP/1.1 101")) {
            errno = 0;
            fail("the feed lets nobody in, or has ended");
        }
        m_bytes += bytes.size();
    }

private:
    Loop &m_loop;
    int m_descriptor;
    bool m_isConnected = false;
    size_t m_bytes = 0;
    unsigned m_asked = 0;
};

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

struct Round {
    double rate = 0; ///< deliveries per second
    double cost = 0; ///< seconds of CPU per delivery, all threads
    double busy = 0; ///< share of a core
};

Round measure(Loop &loop, const Server &server, const FanOut &fanOut, long length,
              const std::function<void()> &everySecond)
{
    const auto time = Clock::now();
    const auto cpu = server.cpuTime();
    const uint64_t deliveries = fanOut.deliveries();
    for (long second = 0; second < length; ++second) {
        everySecond();
        loop.runFor(1s);
    }
    const auto done = double(fanOut.deliveries() - deliveries);
    if (done == 0) {
        errno = 0;
        fail("nothing was delivered");
    }
    const double elapsed = seconds(Clock::now() - time);
    const double used = seconds(server.cpuTime() - cpu);
    return {done / elapsed, used / done, used / elapsed};
}

void print(const char *name, const Series &rate, const Series &cost, const Series &busy)
{
    std::printf("%16s  %22s  %22s  %11.0f\n", name, rate.text(0).c_str(), cost.text(3).c_str(),
                busy.median());
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    settings.subscribers = size_t(options.number("subscribers", 10'000, "how many"));
    settings.size = size_t(options.number("size", 64, "bytes of a message"));
    settings.window = size_t(std::max(1L, options.number("window", 8, "messages on their way")));
    settings.seconds = std::max(1L, options.number("seconds", 3, "of a round"));
    settings.rounds = std::max(1L, options.number("rounds", 10, "pairs of them measured"));
    settings.asksEach =
        std::max(1L, options.number("asks-each", 2, "seconds between two questions for a page"));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    settings.ownCore = int(options.number("own-core", 1, "of this program"));
    options.check();

    pinToCore(settings.ownCore);
    Loop loop;
    Business business(loop, Channel);
    const std::string configuration =
        std::string(Server::Quiet) + "[admin]\ntoken = " + AdminToken + '\n';
    Server server(loop, settings.server, business.port(), settings.serverCore, false,
                  configuration);
    WebSockets subscribers(loop, server);
    subscribers.open(settings.subscribers);
    Publisher publisher(loop, server, Channel, settings.size);
    FanOut fanOut(subscribers, publisher, settings.size, settings.window);
    fanOut.publish();
    loop.runFor(2s);

    struct Figures {
        Series rate;
        Series cost;
        Series busy;
        void add(const Round &round)
        {
            rate.add(round.rate / 1'000);
            cost.add(round.cost * 1e6);
            busy.add(round.busy * 100);
        }
    } without, with;
    Series lessRate;
    Series moreCost;
    for (long i = 0; i < settings.rounds; ++i) {
        const Round quiet = measure(loop, server, fanOut, settings.seconds, [] {});
        Dashboard dashboard(loop, server.port());
        long second = 0;
        const Round watched = measure(loop, server, fanOut, settings.seconds, [&] {
            if (second++ % settings.asksEach == 0)
                dashboard.ask();
        });
        without.add(quiet);
        with.add(watched);
        lessRate.add((1 - watched.rate / quiet.rate) * 100);
        moreCost.add((watched.cost / quiet.cost - 1) * 100);
    }
    std::printf("%zu subscribers, %zu-byte messages, QoS 0, %zu on their way, %ld pairs of rounds "
                "of %ld s, a page of connections asked for every %ld s; median (least-most)\n",
                settings.subscribers, settings.size, settings.window, settings.rounds,
                settings.seconds, settings.asksEach);
    std::printf("%16s  %22s  %22s  %11s\n", "", "1000 deliveries/s", "server us/delivery",
                "server busy");
    print("nobody looks on", without.rate, without.cost, without.busy);
    print("one dashboard", with.rate, with.cost, with.busy);
    std::printf("by pairs: throughput falls by %s %%, CPU per delivery rises by %s %%\n",
                lessRate.text(2).c_str(), moreCost.text(2).c_str());
    return 0;
}
