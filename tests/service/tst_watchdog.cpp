// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "watchdog.h"

#include <QSignalSpy>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

class TestWatchdog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void livesWhileAllAnswer();
    void isSilentWhileSomebodyHangs();
    void lateAnswerCounts();
    void answerAfterTheEnd();
    void zeroIsOff();
};

void TestWatchdog::livesWhileAllAnswer()
{
    int asked = 0;
    Watchdog watchdog(30ms, [&asked](const auto &answered) {
        ++asked;
        answered();
    });
    const QSignalSpy alive(&watchdog, &Watchdog::alive);
    QTRY_VERIFY(alive.size() >= 5);
    QCOMPARE(asked, int(alive.size()));
}

void TestWatchdog::isSilentWhileSomebodyHangs()
{
    int asked = 0;
    std::function<void()> answer;
    Watchdog watchdog(30ms, [&](const auto &answered) {
        // It hangs when it is asked for the third time.
        if (++asked == 3)
            answer = answered;
        else
            answered();
    });
    const QSignalSpy alive(&watchdog, &Watchdog::alive);
    QTRY_COMPARE(asked, 3);
    QTest::qWait(200); // many rounds
    QCOMPARE(asked, 3);
    QCOMPARE(alive.size(), 2);
    answer();
    QCOMPARE(alive.size(), 3);
    QTRY_VERIFY(alive.size() > 5);
}

void TestWatchdog::lateAnswerCounts()
{
    Watchdog watchdog(30ms, [this](const auto &answered) {
        QTimer::singleShot(50, this, answered); // longer than a round
    });
    const QSignalSpy alive(&watchdog, &Watchdog::alive);
    QTRY_VERIFY(alive.size() >= 3);
}

void TestWatchdog::answerAfterTheEnd()
{
    std::function<void()> answer;
    {
        const Watchdog watchdog(30ms, [&answer](const auto &answered) { answer = answered; });
        QTRY_VERIFY(answer);
    }
    answer();
}

void TestWatchdog::zeroIsOff()
{
    bool asked = false;
    const Watchdog watchdog(0us, [&asked](const auto &) { asked = true; });
    QTest::qWait(50);
    QVERIFY(!asked);
}

QTEST_GUILESS_MAIN(TestWatchdog)
#include "tst_watchdog.moc"
