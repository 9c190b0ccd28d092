// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "scene.h"

#include <QTest>

using namespace Rainbow::Faults;

/// One hostile client of each kind, all at once: a short and soft form of bench_hostile, which is
/// strict and needs a release build and a quiet machine.
class TestFaultHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mix();
};

void TestFaultHostile::mix()
{
    constexpr size_t clients = 100;
    constexpr auto interval = 1s;
    constexpr double factor = 10;
    constexpr double floor = 300; // ms
    constexpr long mostMiB = 64;
    // What the address sanitizer keeps of freed memory is not what is measured.
    const QByteArray options = qgetenv("ASAN_OPTIONS");
    qputenv("ASAN_OPTIONS", options + ":quarantine_size_mb=1");
    Scene scene(mixSettings());
    qputenv("ASAN_OPTIONS", options);
    QVERIFY(scene.fleet->open(clients));
    (void)scene.fleet->measure(1s, interval);
    for (int attempt = 1;; ++attempt) {
        const RoundTrips idle = scene.fleet->measure(3s, interval);
        const long before = scene.relay->residentKiB();
        std::vector<Enemy> enemies = hostileMix(scene.loop, scene.relay->port());
        const Ticker feeder(scene.loop, 20ms, [&] {
            scene.api->send(HostileChannel, int(scene.api->underWay() == 0),
                            std::string(16'384, 'x'), 10s, [](const Api::Answer &) {});
        });
        const RoundTrips attacked = scene.fleet->measure(8s, interval);
        const long grown = (scene.relay->residentKiB() - before) / 1'024;
        for (const Enemy &enemy : enemies)
            qInfo("    %s: closed or refused %d times (%s)", enemy.name, enemy.attacker->endCount(),
                  endsOf(*enemy.attacker).c_str());
        qInfo("hostile mix, %zu good clients | expected here: p99 <= %.0f x idle or %.0f ms, at "
              "most %ld MiB more | p99 %.1f ms, idle %.1f ms; %+ld MiB",
              clients, factor, floor, mostMiB, attacked.p99(), idle.p99(), grown);
        QCOMPARE(scene.fleet->openCount(), clients);
        if (attacked.p99() <= std::max(factor * idle.p99(), floor) && grown <= mostMiB)
            break;
        QVERIFY(attempt < Attempts);
        enemies.clear();
        scene.loop.runFor(2s);
    }
    QCOMPARE(scene.relay->stop(20s), 0);
}

QTEST_APPLESS_MAIN(TestFaultHostile)
#include "tst_fault_hostile.moc"
