// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// Loads a server that runs already, the relay or one of its peers, and prints what it measured as
// one line of JSON. tests/bench/compare starts both.

#include "bench/audience.h"
#include "bench/broadcast.h"
#include "bench/net.h"
#include "bench/options.h"
#include "bench/processes.h"
#include "bench/publications.h"
#include "bench/server.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

using namespace Rainbow::Bench;

namespace {

constexpr char Channel[] = "bench1";

/// As long as the other one: somebody counts on it.
std::string channelOfPair(size_t number)
{
    std::string digits = std::to_string(number % 100'000);
    return digits.insert(0, 6 - digits.size(), '0');
}

struct Settings {
    std::string measure;
    uint16_t port = 0;
    uint16_t publishPort = 0;
    std::string path;
    size_t clients = 0;
    size_t first = 0;
    std::vector<long> sizes;
    size_t window = 0;
    std::chrono::milliseconds time{};
    double equalRate = 0;
    Processes server{{}};
    Processes business{{}};
};

using Report = std::vector<std::pair<std::string, double>>;

void print(const Report &report)
{
    const char *separator = "{";
    for (const auto &[name, value] : report) {
        std::printf("%s\"%s\": %.6g", separator, name.c_str(), value);
        separator = ", ";
    }
    std::printf("}\n");
}

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

double microseconds(std::chrono::nanoseconds time)
{
    return seconds(time) * 1e6;
}

/// What is used and done between its making and its report.
class Meter {
public:
    Meter(const Settings &settings, const std::function<uint64_t()> &done)
        : m_settings(settings), m_done(done), m_doneBefore(done()), m_time(Clock::now()),
          m_server(settings.server.cpuTime()), m_business(settings.business.cpuTime()),
          m_own(ownCpuTime())
    {
    }

    /// name.rate per second, name.cpu in µs of the server for each, name.busy, name.load and
    /// name.business: shares of a core of the server, of this program, of the business server.
    double report(Report &report, const std::string &name) const
    {
        const double elapsed = seconds(Clock::now() - m_time);
        const double used = seconds(m_settings.server.cpuTime() - m_server);
        const auto done = double(m_done() - m_doneBefore);
        errno = 0;
        if (done == 0)
            fail("nothing has arrived");
        report.emplace_back(name + ".rate", done / elapsed);
        report.emplace_back(name + ".cpu", used / done * 1e6);
        report.emplace_back(name + ".busy", used / elapsed);
        report.emplace_back(name + ".load", seconds(ownCpuTime() - m_own) / elapsed);
        report.emplace_back(name + ".business",
                            seconds(m_settings.business.cpuTime() - m_business) / elapsed);
        return done / elapsed;
    }

private:
    const Settings &m_settings;
    std::function<uint64_t()> m_done;
    uint64_t m_doneBefore;
    Clock::time_point m_time;
    std::chrono::nanoseconds m_server;
    std::chrono::nanoseconds m_business;
    std::chrono::nanoseconds m_own;
};

/// name.p50 and name.p99 in µs.
void reportTimes(Report &report, const std::string &name, Durations &durations)
{
    report.emplace_back(name + ".p50", microseconds(durations.quantile(0.5)));
    report.emplace_back(name + ".p99", microseconds(durations.quantile(0.99)));
}

/// Runs for that time; for a server so slow that nothing would be seen, until some publications are
/// through, or patience is at its end.
void runLongEnough(Broadcast &broadcast, std::chrono::milliseconds time)
{
    constexpr uint64_t enough = 3;
    const auto end = Clock::now() + 6s;
    const uint64_t before = broadcast.flight().complete();
    do
        broadcast.run(time);
    while (broadcast.flight().complete() - before < enough && Clock::now() < end);
}

double measurePeak(const Settings &settings, Broadcast &broadcast, size_t window, bool evenly,
                   std::chrono::milliseconds time, Report &report, const std::string &name)
{
    broadcast.keep(window, evenly);
    broadcast.run(time / 3);
    const Meter meter(settings, [&] { return broadcast.flight().arrivals(); });
    runLongEnough(broadcast, time);
    const double rate = meter.report(report, name);
    broadcast.settle();
    return rate;
}

/// At so many deliveries per second: name.p50, name.p99, and name.rate, which came of it.
void measureTimes(const Settings &settings, Broadcast &broadcast, double deliveries, Report &report,
                  const std::string &name)
{
    const double rate = deliveries / double(settings.clients);
    const auto time =
        std::clamp(std::chrono::milliseconds(int64_t(3'000 / rate)), settings.time, 5'000ms);
    Durations times;
    broadcast.runAt(rate, settings.time / 3, times);
    times.clear();
    const uint64_t before = broadcast.flight().arrivals();
    broadcast.runAt(rate, time, times);
    if (times.count() == 0)
        return;
    reportTimes(report, name, times);
    report.emplace_back(name + ".rate",
                        double(broadcast.flight().arrivals() - before) / seconds(time));
}

void fanOut(const Settings &settings, const Dialect &dialect, Report &report)
{
    Loop loop;
    Audience audience(loop, dialect, settings.port, settings.path,
                      [](size_t) { return std::string(Channel); });
    audience.open(settings.clients);
    Publications publications(loop, dialect, settings.publishPort, settings.window);
    Broadcast broadcast(
        loop, audience, publications, [](uint32_t) { return std::string(Channel); },
        settings.clients);
    errno = 0;
    if (!broadcast.isHeard())
        fail("a message does not reach all subscribers");
    const uint64_t lost = broadcast.flight().lost();
    for (const long size : settings.sizes) {
        const std::string name = std::to_string(size);
        broadcast.setSize(size_t(size));
        const double peak = measurePeak(settings, broadcast, settings.window, true, settings.time,
                                        report, name + ".peak");
        measureTimes(settings, broadcast, peak / 2, report, name + ".half");
        if (size != settings.sizes.front())
            continue;
        // Who is this slow has nothing to put together anyway.
        if (peak > 3 * double(settings.clients))
            measurePeak(settings, broadcast, 1, true, settings.time / 2, report, name + ".single");
        // Who can hardly do it would show nothing but its queue.
        if (settings.equalRate > 0 && settings.equalRate < 0.75 * peak)
            measureTimes(settings, broadcast, settings.equalRate, report, name + ".equal");
    }
    report.emplace_back("lost", double(broadcast.flight().lost() - lost));
}

/// One channel each.
void pairs(const Settings &settings, const Dialect &dialect, Report &report)
{
    const auto channelOf = [count = settings.clients](size_t number) {
        return channelOfPair(number % count);
    };
    Loop loop;
    Audience audience(loop, dialect, settings.port, settings.path, channelOf);
    audience.open(settings.clients);
    Publications publications(loop, dialect, settings.publishPort, settings.window);
    Broadcast broadcast(loop, audience, publications, channelOf, 1);
    broadcast.setSize(size_t(settings.sizes.front()));
    errno = 0;
    if (!broadcast.isHeard())
        fail("a message does not reach its subscriber");
    const uint64_t lost = broadcast.flight().lost();
    measurePeak(settings, broadcast, settings.window, false, settings.time, report, "pairs");
    report.emplace_back("lost", double(broadcast.flight().lost() - lost));
}

void connects(const Settings &settings, const Dialect &dialect, Report &report)
{
    Loop loop;
    Audience audience(loop, dialect, settings.port, settings.path,
                      [](size_t) { return std::string(Channel); });
    audience.open(settings.first);
    loop.runFor(500ms);
    const long before = settings.server.residentKiB();
    const Meter meter(settings, [&] { return uint64_t(audience.size()); });
    audience.open(settings.clients);
    meter.report(report, "connects");
    loop.runFor(settings.time);
    report.emplace_back("memory",
                        double(settings.server.residentKiB() - before) / double(settings.clients));
}

void forwards(const Settings &settings, const Dialect &dialect, Report &report)
{
    const std::string question = dialect.question(std::string(size_t(settings.sizes.front()), 'x'));
    errno = 0;
    if (question.empty())
        fail("this server puts no messages to a business server");
    Loop loop;
    Audience audience(loop, dialect, settings.port, settings.path,
                      [](size_t) { return std::string(Channel); });
    audience.open(settings.clients);
    std::vector<Clock::time_point> asked(settings.clients);
    Durations times;
    uint64_t answers = 0;
    const auto ask = [&](size_t number) {
        asked[number] = Clock::now();
        audience.send(number, question);
    };
    audience.setHearer([&](size_t number, std::string_view, Clock::time_point now) {
        ++answers;
        times.add(now - asked[number]);
        ask(number);
    });
    for (size_t i = 0; i < audience.size(); ++i)
        ask(i);
    loop.runFor(settings.time / 3);
    times.clear();
    const Meter meter(settings, [&] { return answers; });
    loop.runFor(settings.time);
    meter.report(report, "forwards");
    reportTimes(report, "forwards", times);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    const std::string name = options.text(
        "dialect", "rainbow", "of the server: rainbow, nchan, mosquitto, nats or pushpin");
    Settings settings;
    settings.measure = options.text("measure", "fanout", "fanout, pairs, connects or forwards");
    settings.port = uint16_t(options.number("port", 1984, "of the server, for WebSockets"));
    settings.publishPort = uint16_t(options.number("publish-port", 1984, "of the server"));
    settings.path = options.text("path", "/connect/", "of the WebSockets; {channel} in it");
    settings.clients = size_t(std::max(1L, options.number("clients", 1'000, "how many")));
    settings.first = size_t(
        std::max(1L, options.number("first", 100, "connections before memory is looked at")));
    settings.sizes = options.numbers("sizes", "64", "bytes of a message, a list");
    settings.window = size_t(std::max(1L, options.number("window", 8, "messages on their way")));
    settings.time = std::chrono::milliseconds(
        std::max(30L, options.number("time", 2'000, "ms of a measurement")));
    settings.equalRate = double(options.number(
        "equal-rate", 0, "deliveries/s at which every server's latency is looked at, too"));
    settings.server = Processes(options.numbers("server", "", "ids of its processes, a list"));
    settings.business =
        Processes(options.numbers("business", "", "ids of the business server's processes"));
    const int core = int(options.number("own-core", 1, "of this program"));
    options.check();

    const auto dialect = Dialect::of(name);
    errno = 0;
    if (!dialect)
        fail("no such dialect");
    raiseFileLimit();
    pinToCore(core);
    Report report;
    if (settings.measure == "fanout")
        fanOut(settings, *dialect, report);
    else if (settings.measure == "pairs")
        pairs(settings, *dialect, report);
    else if (settings.measure == "connects")
        connects(settings, *dialect, report);
    else if (settings.measure == "forwards")
        forwards(settings, *dialect, report);
    else
        fail("no such measure");
    print(report);
    return 0;
}
