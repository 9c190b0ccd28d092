// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "scene.h"

#include <QTest>

using namespace Rainbow::Faults;

/// One client in a channel of a thousand reads nothing.
class TestFaultSlowReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void amongAThousandFastOnes();
};

namespace {

constexpr size_t Fast = 1'000;
constexpr size_t Payload = 4'096;
constexpr size_t Publications = 40;
constexpr auto Pause = 40ms;
/// What goes to the slow one besides: the kernel takes some MiB before anything waits.
constexpr size_t Big = 128 * 1'024;

/// Publishes to everybody, the next one when all have the last one, and times each message at each
/// of the fast clients.
RoundTrips publish(Scene &scene)
{
    RoundTrips times;
    std::vector<Clock::time_point> sentAt;
    scene.fleet->onMessage = [&](size_t, const Parcel &parcel) {
        times.add(Clock::now() - sentAt[size_t(std::atoi(std::string(parcel.payload).c_str()))]);
    };
    const Ticker ticker(scene.loop, Pause, [&] {
        if (sentAt.size() == Publications || times.count() < sentAt.size() * Fast)
            return;
        std::string payload = std::to_string(sentAt.size()) + ' ';
        payload.resize(Payload, 'x');
        sentAt.push_back(Clock::now());
        scene.api->send("room", 1, payload, 30s, [](const Api::Answer &) {});
    });
    (void)scene.loop.runUntil([&] { return times.count() == Publications * Fast; }, 60s);
    scene.fleet->onMessage = nullptr;
    return times;
}

std::chrono::milliseconds since(Clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

} // namespace

void TestFaultSlowReader::amongAThousandFastOnes()
{
    constexpr long MaxBacklog = 32;
    Scene scene("ping_interval = 1 h\n[limits]\nmax_backlog = " + std::to_string(MaxBacklog)
                + " KiB\n");
    QVERIFY(scene.fleet->open(Fast, "X-Channel: room\r\n"));
    (void)publish(scene);
    RoundTrips idle;
    RoundTrips disturbed;
    long grown = 0;
    size_t sent = 0; // KiB to the slow one alone
    std::chrono::milliseconds closed{0};
    for (int attempt = 0; attempt < Attempts; ++attempt) {
        idle = publish(scene);
        QCOMPARE(idle.count(), Publications * Fast);
        WsClient slow(scene.loop, scene.relay->port(), HostileAddress, "slow",
                      "X-Channel: room,slow\r\n");
        slow.onOpen = [&slow] { slow.setReading(false); };
        QVERIFY(scene.loop.runUntil([&] { return slow.isOpen(); }, 10s));
        const auto begin = Clock::now();
        const long before = scene.relay->residentKiB();
        sent = 0;
        closed = 0ms;
        const Ticker more(scene.loop, Pause, [&] {
            if (closed > 0ms)
                return;
            if (scene.relay->output().find("client too slow") != std::string::npos) {
                closed = since(begin);
                return;
            }
            sent += Big / 1'024;
            scene.api->send("slow", 1, std::string(Big, 'x'), 30s, [](const Api::Answer &) {});
        });
        disturbed = publish(scene);
        grown = scene.relay->residentKiB() - before;
        QCOMPARE(disturbed.count(), Publications * Fast);
        QVERIFY(scene.loop.runUntil([&] { return closed > 0ms; }, 10s));
        // Nothing of it is kept but what the kernel has taken.
        slow.setReading(true);
        QVERIFY(scene.loop.runUntil([&] { return slow.hasEnded(); }, 10s));
        scene.relay->forgetOutput();
        if (disturbed.p99() <= allowed(idle.p99()))
            break;
    }
    qInfo("slow reader among 1 000 fast ones | expected: closed at its cap (2 x max_backlog, %ld "
          "KiB), others' p99 <= 2 x idle | closed %lld ms after it stopped to read, after %zu KiB; "
          "p99 %.1f ms, idle %.1f ms; resident memory %+ld KiB",
          2 * MaxBacklog, static_cast<long long>(closed.count()), sent, disturbed.p99(), idle.p99(),
          grown);
    QVERIFY(disturbed.p99() <= allowed(idle.p99()));
    QCOMPARE(scene.fleet->openCount(), Fast);
    QCOMPARE(scene.relay->stop(30s), 0);
}

QTEST_APPLESS_MAIN(TestFaultSlowReader)
#include "tst_fault_slowreader.moc"
