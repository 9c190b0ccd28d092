// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/heartbeat.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;
using Action = Heartbeat::Action;

namespace {

constexpr TimePoint Start{std::chrono::hours(1)};

} // namespace

class tst_ClientHeartbeat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pingsAfterSilence();
    void losesWithoutAPong();
    void takesAnythingAsASignOfLife();
    void measuresTheRoundTrip();
    void probes();
    void restsWithoutAConnection();
};

void tst_ClientHeartbeat::pingsAfterSilence()
{
    Heartbeat heartbeat;
    heartbeat.start(25s, Start);
    QCOMPARE(heartbeat.nextDue(), Start + 25s);
    QCOMPARE(heartbeat.onTime(Start + 25s - 1ms), Action::None);
    heartbeat.onReceived(Start + 10s);
    QCOMPARE(heartbeat.onTime(Start + 25s), Action::None);
    QCOMPARE(heartbeat.nextDue(), Start + 35s);
    QCOMPARE(heartbeat.onTime(Start + 35s), Action::Ping);
    QCOMPARE(heartbeat.nextDue(), Start + 45s);
}

void tst_ClientHeartbeat::losesWithoutAPong()
{
    Heartbeat heartbeat;
    heartbeat.start(25s, Start);
    QCOMPARE(heartbeat.onTime(Start + 25s), Action::Ping);
    QCOMPARE(heartbeat.onTime(Start + 35s - 1ms), Action::None);
    QCOMPARE(heartbeat.onTime(Start + 35s), Action::Lose);
}

void tst_ClientHeartbeat::takesAnythingAsASignOfLife()
{
    Heartbeat heartbeat;
    heartbeat.start(25s, Start);
    QCOMPARE(heartbeat.onTime(Start + 25s), Action::Ping);
    heartbeat.onReceived(Start + 34s);
    QCOMPARE(heartbeat.onTime(Start + 35s), Action::None);
    QCOMPARE(heartbeat.nextDue(), Start + 59s);
}

void tst_ClientHeartbeat::measuresTheRoundTrip()
{
    Heartbeat heartbeat;
    heartbeat.start(25s, Start);
    QVERIFY(!heartbeat.onPong("0", Start));
    QCOMPARE(heartbeat.onTime(Start + 25s), Action::Ping);
    const QByteArray payload = heartbeat.payload();
    QVERIFY(!heartbeat.onPong("other", Start + 26s));
    QCOMPARE(heartbeat.onPong(payload, Start + 25s + 1500us), 1500us);
    QVERIFY(!heartbeat.onPong(payload, Start + 27s)); // once
    QCOMPARE(heartbeat.onTime(Start + 52s), Action::Ping);
    QVERIFY(heartbeat.payload() != payload);
    QVERIFY(!heartbeat.onPong(payload, Start + 53s)); // of the ping before
}

void tst_ClientHeartbeat::probes()
{
    Heartbeat heartbeat;
    heartbeat.start(25s, Start);
    heartbeat.probe(Start + 1s);
    heartbeat.onReceived(Start + 1s); // does not make up for it
    QCOMPARE(heartbeat.nextDue(), Start + 1s);
    QCOMPARE(heartbeat.onTime(Start + 1s), Action::Ping);
    heartbeat.probe(Start + 2s); // one is on its way
    QCOMPARE(heartbeat.onTime(Start + 2s), Action::None);
    QCOMPARE(heartbeat.onTime(Start + 11s), Action::Lose);
}

void tst_ClientHeartbeat::restsWithoutAConnection()
{
    Heartbeat heartbeat;
    QCOMPARE(heartbeat.nextDue(), Never);
    heartbeat.probe(Start);
    QCOMPARE(heartbeat.onTime(Start + 1h), Action::None);
    heartbeat.start(0s, Start);
    heartbeat.probe(Start);
    QCOMPARE(heartbeat.onTime(Start + 1h), Action::None);
    heartbeat.setPongTimeout(1s);
    heartbeat.start(25s, Start);
    QCOMPARE(heartbeat.onTime(Start + 25s), Action::Ping);
    heartbeat.stop();
    QCOMPARE(heartbeat.onTime(Start + 1h), Action::None);
    heartbeat.start(25s, Start);
    QCOMPARE(heartbeat.onTime(Start + 25s), Action::Ping);
    QCOMPARE(heartbeat.onTime(Start + 26s), Action::Lose);
}

QTEST_APPLESS_MAIN(tst_ClientHeartbeat)
#include "tst_clientheartbeat.moc"
