// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/socketpair.h"
#include "observe/dashboard.h"

#include <QPointer>
#include <QTest>

using namespace Rainbow;

/// The connection of a dashboard: its heartbeat, its bounds, its end.
class TestDashboard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pingsTheSilent();
    void givesUpTheDead();
    void isCutOffWhenItDoesNotRead();
    void knowsRates();
};

void TestDashboard::pingsTheSilent()
{
    using namespace std::chrono_literals;
    SocketPair pair;
    const QPointer<Dashboard> dashboard =
        new Dashboard(pair.socket, {}, {50ms, 10s}, [](auto &, const auto &) {});
    QCOMPARE(pair.peerReadsAll(2), QByteArray("\x89\x00", 2));
    // An answer, and it is silent again.
    pair.peerSends(QByteArray("\x8a\x80\0\0\0\0", 6));
    QCOMPARE(pair.peerReadsAll(2), QByteArray("\x89\x00", 2));
    QVERIFY(dashboard->isOpen());
    delete dashboard;
}

void TestDashboard::givesUpTheDead()
{
    using namespace std::chrono_literals;
    SocketPair pair;
    const QPointer<Dashboard> dashboard =
        new Dashboard(pair.socket, {}, {50ms, 50ms}, [](auto &, const auto &) {});
    int ends = 0;
    connect(dashboard, &Dashboard::ended, this, [&ends] { ++ends; });
    QVERIFY(pair.peerSeesEnd());
    QVERIFY(until([&] { return dashboard.isNull(); }));
    QCOMPARE(ends, 1);
}

void TestDashboard::isCutOffWhenItDoesNotRead()
{
    SocketPair pair({Dashboard::MaxWaiting / 2}, 4'096);
    const QPointer<Dashboard> dashboard =
        new Dashboard(pair.socket, {}, {}, [](auto &, const auto &) {});
    const QByteArray text(100'000, 'x');
    qsizetype sent = 0;
    while (dashboard->isOpen() && sent < 100 * text.size()) {
        dashboard->send(text);
        sent += text.size();
        settle();
    }
    QVERIFY(!dashboard->isOpen());
    QVERIFY(sent > Dashboard::MaxWaiting);
    QVERIFY(sent < Dashboard::MaxWaiting + 1'000'000);
    dashboard->send(text);
    QVERIFY(until([&] { return dashboard.isNull(); }));
}

void TestDashboard::knowsRates()
{
    using namespace std::chrono_literals;
    SocketPair pair;
    Dashboard dashboard(pair.socket, {}, {}, [](auto &, const auto &) {});
    const TimePoint start{1h};
    ConnectionRow row;
    row.identity = "a";
    row.messagesIn = 100;
    QVERIFY(!dashboard.ratesSince(row, start).in);
    row.messagesIn = 150;
    row.messagesOut = 5;
    const Rates rates = dashboard.ratesSince(row, start + 2s);
    QCOMPARE(rates.in, 25.0);
    QCOMPARE(rates.out, 2.5);
    QVERIFY(!dashboard.ratesSince(row, start + 2s).in); // no time has passed
    for (int i = 0; i < 64; ++i) {
        row.identity = QByteArray::number(i);
        (void)dashboard.ratesSince(row, start + 3s);
    }
    row.identity = "a";
    QVERIFY(!dashboard.ratesSince(row, start + 4s).in);
}

QTEST_GUILESS_MAIN(TestDashboard)
#include "tst_dashboard.moc"
