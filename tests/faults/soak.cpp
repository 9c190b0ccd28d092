// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// A relay with very many clients, messages both ways and everything going wrong at random, for
// minutes: nothing acknowledged may get lost, nothing of QoS 2 may come twice, and what it took
// must be given back.

#include "api.h"
#include "attackers.h"
#include "soakclient.h"

#include "bench/options.h"
#include "bench/server.h"

#include <algorithm>
#include <csignal>
#include <cstdio>

using namespace Rainbow::Faults;
using Rainbow::Bench::Business;
using Rainbow::Bench::Options;
using Rainbow::Bench::Server;

namespace {

constexpr size_t ClientsPerChannel = 20;
constexpr size_t OpeningAtOnce = 100;
constexpr long MostMoreKiB = 32 * 1'024;
constexpr long MostMoreDescriptors = 16;

const char *const Settings = "ping_interval = 10 s\n"
                             "pong_timeout = 20 s\n"
                             "retry_interval = 1 s\n"
                             "forward_timeout = 5 s\n"
                             "[limits]\n"
                             "client_rate = 200\n"
                             "handshake_rate = 200\n"
                             "max_backlog = 256 KiB\n";

class Soak {
public:
    Soak(const std::string &program, size_t clients, uint32_t seed, bool reloads, int core)
        : m_random(seed), m_ledger(seed), m_business(m_loop, "all"), m_reloads(reloads)
    {
        m_business.setHandler([this](std::string_view head, std::string_view body) {
            return m_ledger.answer(head, body);
        });
        m_relay =
            std::make_unique<Server>(m_loop, program, m_business.port(), core, false, Settings);
        m_api = std::make_unique<Api>(m_loop, m_relay->port());
        for (size_t i = 0; i < clients; ++i) {
            const std::string channel = "c" + std::to_string(i / ClientsPerChannel);
            m_clients.push_back(
                std::make_unique<SoakClient>(m_loop, m_relay->port(), i, channel, m_ledger));
        }
    }

    bool run(std::chrono::seconds time);

private:
    size_t count(bool (SoakClient::*is)() const) const
    {
        return size_t(std::count_if(m_clients.begin(), m_clients.end(),
                                    [is](const auto &client) { return ((*client).*is)(); }));
    }
    SoakClient &any() { return *m_clients[m_random() % m_clients.size()]; }
    bool openAll();
    bool allGone();
    void refill();
    void speak();
    void publish();
    void mischief();
    void report(std::chrono::seconds since);
    bool verdict();

    std::mt19937 m_random;
    Ledger m_ledger;
    Loop m_loop;
    Business m_business;
    std::unique_ptr<Server> m_relay;
    std::unique_ptr<Api> m_api;
    std::vector<std::unique_ptr<SoakClient>> m_clients;
    std::unique_ptr<Attacker> m_flood;
    bool m_reloads;
    uint32_t m_published = 0;
    size_t m_vanished = 0;
    size_t m_slowed = 0;
    int m_restarts = 0;
    int m_floods = 0;
    int m_hups = 0;
    long m_baseKiB = 0;
    long m_baseDescriptors = 0;
    long m_mostKiB = 0;
};

void Soak::refill()
{
    size_t opening = 0;
    for (const auto &client : m_clients)
        opening += !client->isOpen() && !client->hasEnded();
    for (const auto &client : m_clients) {
        if (opening >= OpeningAtOnce)
            return;
        if (client->hasEnded()) {
            client->connect();
            ++opening;
        }
    }
}

bool Soak::openAll()
{
    const Ticker filler(m_loop, 20ms, [this] { refill(); });
    return m_loop.runUntil([this] { return count(&SoakClient::isOpen) == m_clients.size(); }, 180s);
}

bool Soak::allGone()
{
    for (const auto &client : m_clients)
        client->disconnect();
    m_flood.reset();
    m_api = std::make_unique<Api>(m_loop, m_relay->port());
    const long files = m_baseDescriptors > 0 ? m_baseDescriptors + MostMoreDescriptors : 100;
    const bool gone = m_loop.runUntil([&] { return m_relay->openDescriptors() <= files; }, 30s);
    m_loop.runFor(1s);
    return gone;
}

/// One client in fifty each second.
void Soak::speak()
{
    for (size_t i = 0; i < m_clients.size() / 500; ++i)
        any().send(int(m_random() % 3));
}

void Soak::publish()
{
    const uint32_t number = ++m_published;
    const int qos = int(number % 3);
    const std::string channel =
        "c" + std::to_string(m_random() % (m_clients.size() / ClientsPerChannel));
    std::string payload = std::to_string(number) + ' ';
    payload.resize(20 + m_random() % 2'000, 'x');
    m_api->send(channel, qos, payload, 15s, [this, number, qos](const Api::Answer &answer) {
        if (qos > 0)
            m_ledger.onConfirmed(number, answer.connections);
    });
}

void Soak::mischief()
{
    const auto happens = [this](int oneIn) { return m_random() % unsigned(oneIn) == 0; };
    for (int i = 0; i < 2; ++i) {
        SoakClient &client = any();
        if (!client.isOpen())
            continue;
        ++m_vanished;
        if (happens(2))
            client.disconnect();
        else
            client.wire().finish();
    }
    if (SoakClient &client = any(); client.isOpen() && happens(2)) {
        ++m_slowed;
        client.wire().setReading(false);
    }
    if (SoakClient &client = any(); client.isOpen())
        client.wire().setReading(true);
    if (happens(70)) {
        ++m_restarts;
        m_business.breakAll();
    }
    if (m_reloads && happens(100)) {
        ++m_hups;
        m_relay->signal(SIGHUP);
    }
    if (happens(50)) {
        ++m_floods;
        const uint16_t port = m_relay->port();
        std::string frames;
        while (frames.size() < 1'000)
            frames += frame(Opcode::Binary, packed({Verb::Send, 0, false, 0, "flood"}));
        if (m_floods % 3 == 0)
            m_flood.reset();
        else if (m_floods % 3 == 1)
            m_flood = std::make_unique<Flooder>(m_loop, port, HostileAddress, frames);
        else
            m_flood = std::make_unique<Shooter>(m_loop, port, HostileAddress, 300,
                                                upgradeRequest("shot"));
    }
}

void Soak::report(std::chrono::seconds since)
{
    const Ledger::Figures &f = m_ledger.figures();
    m_mostKiB = std::max(m_mostKiB, m_relay->residentKiB());
    std::printf("%5lld s  open %zu  up %zu acknowledged (%zu of %zu forwards failed)  down %zu "
                "handled, %zu confirmed  wrong %zu  %ld MiB, %ld descriptors\n",
                static_cast<long long>(since.count()), count(&SoakClient::isOpen), f.acknowledged,
                f.failed, f.forwards, f.handled, f.confirmed,
                f.lostUp + f.twiceUp + f.lostDown + f.twiceDown, m_relay->residentKiB() / 1'024,
                m_relay->openDescriptors());
    std::fflush(stdout);
}

bool Soak::run(std::chrono::seconds time)
{
    // Once up and down before: what the relay keeps of that it keeps.
    if (!openAll() || !allGone())
        Rainbow::Bench::fail("the clients cannot all come and go");
    m_baseKiB = m_relay->residentKiB();
    m_baseDescriptors = m_relay->openDescriptors();
    std::printf("%zu clients came and went: %ld MiB, %ld descriptors\n", m_clients.size(),
                m_baseKiB / 1'024, m_baseDescriptors);
    if (!openAll())
        Rainbow::Bench::fail("the clients cannot come back");

    const auto begin = Clock::now();
    const auto since = [begin] {
        return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin);
    };
    {
        const Ticker filler(m_loop, 50ms, [this] { refill(); });
        const Ticker repeater(m_loop, 500ms, [this] {
            for (const auto &client : m_clients)
                client->tick(Clock::now());
        });
        const Ticker reporter(m_loop, 10s, [&] { report(since()); });
        {
            const Ticker speaker(m_loop, 100ms, [this] { speak(); });
            const Ticker publisher(m_loop, 50ms, [this] { publish(); });
            const Ticker mischiefMaker(m_loop, 100ms, [this] { mischief(); });
            m_loop.runFor(time);
        }
        // The weather clears up: what is under way comes through.
        m_flood.reset();
        m_ledger.clearUp();
        for (const auto &client : m_clients) {
            if (client->isOpen())
                client->wire().setReading(true);
        }
        const bool quiet = m_loop.runUntil(
            [this] { return m_api->underWay() == 0 && count(&SoakClient::waits) == 0; }, 60s);
        if (!quiet)
            std::printf("%zu clients wait for an answer, %zu calls are under way\n",
                        count(&SoakClient::waits), m_api->underWay());
        report(since());
        if (!quiet)
            return false;
    }
    return verdict();
}

bool Soak::verdict()
{
    const bool gone = allGone();
    // The relay gives back twice a minute what a burst has left behind.
    (void)m_loop.runUntil([this] { return m_relay->residentKiB() - m_baseKiB <= MostMoreKiB; },
                          70s);
    const long moreKiB = m_relay->residentKiB() - m_baseKiB;
    const long moreDescriptors = m_relay->openDescriptors() - m_baseDescriptors;
    const int exitCode = m_relay->stop(30s);
    const Ledger::Figures &f = m_ledger.figures();
    std::printf("\nfaults: %zu clients vanished, %zu stopped reading, %d restarts of the business "
                "server, %zu of %zu forwards failed, %d floods begun or ended, %d reloads\n"
                "up:   %zu acknowledged, %zu of them lost; QoS 2 twice: %zu\n"
                "down: %u publications, %zu handled, %zu confirmed, %zu of them lost; QoS 0 or 2 "
                "twice: %zu\n"
                "resident memory: %ld MiB before, %ld MiB at most, %+ld KiB after (at most %+ld)\n"
                "descriptors: %ld before, %+ld after (at most %+ld)\n"
                "exit code of the relay: %d\n",
                m_vanished, m_slowed, m_restarts, f.failed, f.forwards, m_floods, m_hups,
                f.acknowledged, f.lostUp, f.twiceUp, m_published, f.handled, f.confirmed,
                f.lostDown, f.twiceDown, m_baseKiB / 1'024, m_mostKiB / 1'024, moreKiB, MostMoreKiB,
                m_baseDescriptors, moreDescriptors, MostMoreDescriptors, exitCode);
    return gone && m_ledger.isClean() && moreKiB <= MostMoreKiB
        && moreDescriptors <= MostMoreDescriptors && exitCode == 0;
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    const std::string program = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const long seconds = options.number("seconds", 600, "of faults");
    const auto clients = size_t(options.number("clients", 10'000, "connections"));
    const auto seed = uint32_t(options.number("seed", 1, "of what goes wrong, and when"));
    const bool reloads = options.number("reloads", 1, "1: the relay gets SIGHUP now and then") != 0;
    const int serverCore = int(options.number("server-core", 0, "of the relay"));
    const int ownCore = int(options.number("own-core", 1, "of everything else"));
    options.check();

    Rainbow::Bench::pinToCore(ownCore);
    std::printf("soak: %zu clients, %ld s, seed %u\n", clients, seconds, seed);
    Soak soak(program, std::max(clients, ClientsPerChannel), seed, reloads, serverCore);
    const bool good = soak.run(std::chrono::seconds(seconds));
    std::printf("soak: %s\n", good ? "passed" : "FAILED");
    return good ? 0 : 1;
}
