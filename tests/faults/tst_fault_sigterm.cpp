// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "scene.h"

#include <QTest>

#include <csignal>
#include <unordered_set>

using namespace Rainbow::Faults;

/// SIGTERM while thousands of clients are busy.
class TestFaultSigterm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void manyClients();
};

namespace {

constexpr size_t Clients = 5'000;
constexpr auto Drain = 3s;
/// Of this machine, for thousands of closing handshakes and close callbacks.
constexpr auto Slack = 27s;

using Payloads = std::unordered_set<std::string>;

size_t missing(const Payloads &acknowledged, const Payloads &seen)
{
    return size_t(std::count_if(acknowledged.begin(), acknowledged.end(),
                                [&seen](const auto &payload) { return !seen.contains(payload); }));
}

} // namespace

void TestFaultSigterm::manyClients()
{
    Scene scene(
        "ping_interval = 1 h\ndrain_timeout = 3 s\nclose_url = http://127.0.0.1:%1/close/\n");
    Payloads forwarded;
    size_t closes = 0;
    scene.business.setHandler([&](std::string_view head, std::string_view body) {
        using Rainbow::Bench::Business;
        if (head.starts_with("GET /close"))
            ++closes;
        if (!head.starts_with("GET /connect")) {
            forwarded.emplace(body);
            return Business::Answer{Business::ok({}), false};
        }
        // Each is in a channel of its own.
        const std::string device(Rainbow::Bench::fieldOf(head, "x-deviceid"));
        return Business::Answer{Business::yes("RAINBOWCLIENTCHANNEL: " + device + "\r\n"), false};
    });
    QVERIFY(scene.fleet->open(Clients, {}, 120s));

    Payloads acknowledged;
    Payloads delivered;
    Payloads confirmed;
    scene.fleet->onAck = [&](const std::string &payload) { acknowledged.insert(payload); };
    scene.fleet->onMessage = [&](size_t, const Parcel &p) { delivered.emplace(p.payload); };
    scene.fleet->send(10s); // each client; 500 a second
    size_t calls = 0;
    size_t broken = 0;
    auto sender = std::make_unique<Ticker>(scene.loop, 5ms, [&] {
        const std::string payload = std::to_string(++calls);
        scene.api->send("good-" + std::to_string(calls % Clients), 1, payload, 10s,
                        [&, payload](const Api::Answer &answer) {
                            broken += answer.body.empty();
                            if (answer.isDone && answer.connections == 1)
                                confirmed.insert(payload);
                        });
    });
    scene.loop.runFor(2s);
    QVERIFY(!acknowledged.empty() && !confirmed.empty());

    const auto begin = Clock::now();
    scene.relay->signal(SIGTERM);
    scene.loop.runFor(50ms);
    scene.fleet->rest(); // the port refuses connections by now
    sender.reset();
    const int exitCode = scene.relay->stop(Drain + Slack);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
    (void)scene.loop.runUntil([&] { return scene.fleet->openCount() == 0; }, 10s);
    size_t told = 0;
    for (size_t i = 0; i < Clients; ++i)
        told += scene.fleet->client(i).closeCode() == 1001;
    qInfo("SIGTERM with 5 000 clients | expected: all get 1001, exit 0 within the drain limit, no "
          "acknowledged message lost | %zu got 1001, exit code %d after %lld ms (drain_timeout 3 "
          "s), %zu close callbacks; up: %zu acknowledged, %zu of them lost; down: %zu confirmed, "
          "%zu of them lost; %zu calls broken off",
          told, exitCode, static_cast<long long>(took), closes, acknowledged.size(),
          missing(acknowledged, forwarded), confirmed.size(), missing(confirmed, delivered),
          broken);
    QCOMPARE(exitCode, 0);
    QCOMPARE(told, Clients);
    QCOMPARE(missing(acknowledged, forwarded), size_t(0));
    QCOMPARE(missing(confirmed, delivered), size_t(0));
}

QTEST_APPLESS_MAIN(TestFaultSigterm)
#include "tst_fault_sigterm.moc"
