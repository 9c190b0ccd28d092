// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "scene.h"

#include <QTest>

using namespace Rainbow::Faults;

/// Clients of one application say as much as they can: those of another hardly feel it.
class TestFaultApplications : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void floods_data();
    void floods();

private:
    static constexpr size_t Neighbours = 20;
    static constexpr uint32_t Flooders = 4;
    static constexpr auto Interval = 50ms;
    static constexpr auto Round = 1s;
    static constexpr int Rounds = 5; ///< the best counts: noise is the machine's
};

namespace {

/// The neighbours are of the application default; the floods come to another, which has no other
/// limits than these, and messages of which nobody takes out of their queue.
std::string settings(const QByteArray &limits)
{
    return "ping_interval = 1 h\n"
           "[app:flood]\n"
           "connect_url = http://127.0.0.1:%1/connect/\n"
           "forward = queue:flood\n"
        + limits.toStdString()
        + "[endpoint:/connect/]\ndialect = rainbow\n"
          "[endpoint:/flood/rainbow]\ndialect = rainbow\napp = flood\n"
          "[endpoint:/flood/topic]\ndialect = topic\napp = flood\n";
}

QByteArray text(std::string_view json)
{
    return QByteArray::fromStdString(frame(Opcode::Text, json));
}

} // namespace

void TestFaultApplications::floods_data()
{
    QTest::addColumn<QByteArray>("limits");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("frames");
    const QByteArray rate = "client_rate = 200, 20\n";
    // These hold themselves up: what is full is not read from.
    QTest::newRow("messages, no limit")
        << QByteArray() << QByteArray("/flood/rainbow")
        << QByteArray::fromStdString(
               frame(Opcode::Binary, packed({Verb::Send, 0, false, 0, "flood"})));
    QTest::newRow("publications") << rate << QByteArray("/flood/topic")
                                  << text(R"({"type":2,"topic":"t"})")
            + text(R"({"type":1,"topic":"t","data":[1,2,3]})");
    QTest::newRow("joining and leaving")
        << rate << QByteArray("/flood/topic")
        << text(R"({"type":2,"topic":"t"})") + text(R"({"type":3,"topic":"t"})");
    QTest::newRow("nonsense") << rate << QByteArray("/flood/topic") << text("[flood]");
}

void TestFaultApplications::floods()
{
    QFETCH(QByteArray, limits);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, frames);
    constexpr auto pause = 300ms; // for it to begin, and for what is left of it
    Scene scene(settings(limits));
    QVERIFY(scene.fleet->open(Neighbours));
    (void)scene.fleet->measure(pause, Interval);
    double p99 = 0;
    double idle = 0;
    for (int round = 0; round < Rounds; ++round) {
        idle = scene.fleet->measure(Round, Interval).p99();
        {
            std::vector<std::unique_ptr<Flooder>> flooders;
            for (uint32_t i = 0; i < Flooders; ++i) {
                flooders.push_back(std::make_unique<Flooder>(
                    scene.loop, scene.relay->port(), HostileAddress + i,
                    frames.repeated(32).toStdString(), path.toStdString()));
            }
            scene.loop.runFor(pause);
            p99 = scene.fleet->measure(Round, Interval).p99();
            // Or there has been no flood.
            for (const auto &flooder : flooders)
                QCOMPARE(flooder->endCount(), 0);
        }
        if (p99 <= allowed(idle))
            break;
        scene.loop.runFor(pause);
    }
    qInfo("flood in another application, %s | expected: p99 <= 2 x idle | p99 %.1f ms, idle %.1f "
          "ms",
          QTest::currentDataTag(), p99, idle);
    QVERIFY(p99 <= allowed(idle));
    QCOMPARE(scene.fleet->openCount(), Neighbours);
    QCOMPARE(scene.relay->stop(20s), 0);
}

QTEST_APPLESS_MAIN(TestFaultApplications)
#include "tst_fault_applications.moc"
