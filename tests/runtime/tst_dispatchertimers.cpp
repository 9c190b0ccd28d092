// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dispatchertest.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <atomic>

namespace Rainbow {

class TestDispatcherTimers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void neverEarly_data();
    void neverEarly();
    void singleShotChain();
    void zeroTimerDoesNotStarve();
    void idleDoesNotSpin();
    void killedInOwnSlot();
    void killedInOtherSlot();
    void restartedInSlot();
    void ownerDeletedInSlot();
    void thousandsFireInOrder();
    void nestedLoop();
    void notDeliveredRecursively();
    void remainingTime();
    void registeredTimers();
    void moveToThread();
    void excluded();
};

void TestDispatcherTimers::neverEarly_data()
{
    QTest::addColumn<Qt::TimerType>("type");
    QTest::addColumn<int>("interval");
    QTest::addColumn<int>("late");
    for (const int interval : {0, 1, 7, 20, 50, 123, 400})
        QTest::addRow("precise %d", interval) << Qt::PreciseTimer << interval << 500;
    for (const int interval : {0, 1, 21, 50, 123, 400})
        QTest::addRow("coarse %d", interval) << Qt::CoarseTimer << interval << 500;
    for (const int interval : {1, 700, 1000})
        QTest::addRow("very coarse %d", interval) << Qt::VeryCoarseTimer << interval << 1500;
}

void TestDispatcherTimers::neverEarly()
{
    QFETCH(Qt::TimerType, type);
    QFETCH(int, interval);
    QFETCH(int, late);
    if (comparesWithQt() && type != Qt::PreciseTimer)
        QSKIP("Qt rounds to both sides");

    QElapsedTimer clock;
    QTimer timer;
    timer.setTimerType(type);
    timer.setSingleShot(true);
    QEventLoop loop;
    connect(&timer, &QTimer::timeout, &loop, &QEventLoop::quit);
    clock.start();
    timer.start(interval);
    loop.exec();
    const qint64 elapsed = clock.nsecsElapsed();
    QVERIFY2(elapsed >= interval * 1000000LL, qPrintable(QString::number(elapsed)));
    QVERIFY2(elapsed <= (interval + late) * 1000000LL, qPrintable(QString::number(elapsed)));
}

void TestDispatcherTimers::singleShotChain()
{
    QElapsedTimer clock;
    clock.start();
    int links = 0;
    std::function<void()> next = [&] {
        if (++links < 50)
            QTimer::singleShot(links % 3, Qt::PreciseTimer, this, next);
    };
    QTimer::singleShot(0, this, next);
    QTRY_COMPARE(links, 50);
    QVERIFY(clock.elapsed() >= 49); // each third link takes 0, 1, 2 ms
}

void TestDispatcherTimers::zeroTimerDoesNotStarve()
{
    QTimer zero;
    int zeroes = 0;
    connect(&zero, &QTimer::timeout, this, [&] { ++zeroes; });
    zero.start(0);

    SocketPair pair;
    int reads = 0;
    QSocketNotifier notifier(pair.fds[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, this, [&] {
        QVERIFY(pair.receive(0));
        ++reads;
        QVERIFY(pair.send(1));
    });
    int posted = 0;
    std::function<void()> post = [&] {
        ++posted;
        QMetaObject::invokeMethod(this, post, Qt::QueuedConnection);
    };
    int precise = 0;
    QTimer other;
    other.setTimerType(Qt::PreciseTimer);
    connect(&other, &QTimer::timeout, this, [&] { ++precise; });
    other.start(1);
    QVERIFY(pair.send(1));
    post();

    QTRY_VERIFY(reads > 50 && posted > 50 && precise > 5 && zeroes > 50);
    QCoreApplication::removePostedEvents(this);

    // Once per turn.
    zeroes = 0;
    QCoreApplication::eventDispatcher()->processEvents(QEventLoop::AllEvents);
    QCOMPARE(zeroes, 1);

    // "Until there are no more events" has an end, although the zero timer never ends.
    notifier.setEnabled(false);
    other.stop();
    QCoreApplication::removePostedEvents(this);
    QElapsedTimer clock;
    clock.start();
    QCoreApplication::processEvents(QEventLoop::AllEvents, 60000);
    QVERIFY(clock.elapsed() < 30000);
}

void TestDispatcherTimers::idleDoesNotSpin()
{
    QSignalSpy awake(QCoreApplication::eventDispatcher(), &QAbstractEventDispatcher::awake);
    QEventLoop loop;
    QTimer::singleShot(300, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
    QVERIFY2(awake.size() < 20, qPrintable(QString::number(awake.size())));
}

void TestDispatcherTimers::killedInOwnSlot()
{
    QTimer timer;
    QTimer guard;
    int count = 0;
    connect(&timer, &QTimer::timeout, this, [&] {
        ++count;
        timer.stop();
        guard.start(20);
    });
    timer.start(1);
    QSignalSpy spy(&guard, &QTimer::timeout);
    QVERIFY(spy.wait());
    QCOMPARE(count, 1);
}

void TestDispatcherTimers::killedInOtherSlot()
{
    QTimer first;
    auto second = std::make_unique<QTimer>();
    int firsts = 0;
    int seconds = 0;
    for (QTimer *timer : {&first, second.get()})
        timer->setTimerType(Qt::PreciseTimer);
    connect(&first, &QTimer::timeout, this, [&] {
        ++firsts;
        second.reset();
    });
    connect(second.get(), &QTimer::timeout, this, [&] {
        ++seconds;
        first.stop();
    });
    first.start(5);
    second->start(5);
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 10) { } // so that both are due in the same turn
    QTRY_VERIFY(firsts + seconds > 0);
    QCOMPARE(seconds, 0);
    QVERIFY(!second);
    QTRY_VERIFY(firsts >= 3);
}

void TestDispatcherTimers::restartedInSlot()
{
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QElapsedTimer clock;
    QList<qint64> gaps;
    connect(&timer, &QTimer::timeout, this, [&] {
        gaps.append(clock.nsecsElapsed() / 1000000);
        clock.start();
        timer.start(gaps.size() % 2 == 0 ? 5 : 15);
    });
    clock.start();
    timer.start(5);
    QTRY_VERIFY(gaps.size() >= 6);
    timer.stop();
    for (qsizetype i = 0; i < 6; ++i)
        QVERIFY2(gaps.at(i) >= (i % 2 == 0 ? 5 : 15), qPrintable(QString::number(gaps.at(i))));
}

void TestDispatcherTimers::ownerDeletedInSlot()
{
    class Owner : public QObject {
    public:
        int *count = nullptr;

    protected:
        void timerEvent(QTimerEvent *) override
        {
            ++*count;
            delete this;
        }
    };
    int count = 0;
    for (int i = 0; i < 10; ++i) {
        auto *owner = new Owner; // deletes itself
        owner->count = &count;
        owner->startTimer(1);
        owner->startTimer(1);
    }
    QTRY_COMPARE(count, 10);
    QTimer later;
    QSignalSpy spy(&later, &QTimer::timeout);
    later.start(10);
    QVERIFY(spy.wait());
    QCOMPARE(count, 10);
}

void TestDispatcherTimers::thousandsFireInOrder()
{
    class Owner : public QObject {
    public:
        QList<int> fired;

    protected:
        void timerEvent(QTimerEvent *event) override
        {
            fired.append(event->timerId());
            killTimer(event->timerId());
        }
    };
    constexpr int Count = 10000;
    struct Due {
        qint64 earliest;
        qint64 latest;
    };
    QRandomGenerator random(5);
    Owner owner;
    QHash<int, Due> due;
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < Count; ++i) {
        const int delay = random.bounded(2000);
        const qint64 before = clock.nsecsElapsed();
        const int id = owner.startTimer(delay, Qt::PreciseTimer);
        const qint64 after = clock.nsecsElapsed();
        due.insert(id, {before + delay * 1000000LL, after + delay * 1000000LL});
    }
    QTRY_COMPARE_WITH_TIMEOUT(owner.fired.size(), Count, 30000);
    for (qsizetype i = 1; i < Count; ++i)
        QVERIFY(due.value(owner.fired.at(i - 1)).earliest <= due.value(owner.fired.at(i)).latest);
}

void TestDispatcherTimers::nestedLoop()
{
    QStringList order;
    QEventLoop outer;
    QTimer::singleShot(1, this, [&] {
        order.append(u"outer"_qs);
        QEventLoop inner;
        QTimer::singleShot(5, this, [&] {
            order.append(u"inner"_qs);
            outer.quit(); // takes effect when the inner loop has ended
            QCoreApplication::processEvents();
            inner.quit();
        });
        QTimer::singleShot(0, this, [&] { order.append(u"zero"_qs); });
        inner.exec();
        order.append(u"left"_qs);
    });
    outer.exec();
    QCOMPARE(order, (QStringList{u"outer"_qs, u"zero"_qs, u"inner"_qs, u"left"_qs}));
}

void TestDispatcherTimers::notDeliveredRecursively()
{
    QTimer timer;
    int depth = 0;
    int deepest = 0;
    int count = 0;
    int others = 0;
    QTimer other;
    connect(&other, &QTimer::timeout, this, [&] { ++others; });
    connect(&timer, &QTimer::timeout, this, [&] {
        ++count;
        deepest = std::max(deepest, ++depth);
        const int before = others;
        QTRY_VERIFY(others > before + 5);
        --depth;
    });
    timer.start(1);
    other.start(1);
    QTRY_VERIFY(count >= 3);
    timer.stop();
    QCOMPARE(deepest, 1);
}

void TestDispatcherTimers::remainingTime()
{
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QCOMPARE(timer.remainingTime(), -1);
    timer.start(5000);
    QVERIFY(timer.remainingTime() > 3000);
    QVERIFY(timer.remainingTime() <= 5000);
    timer.start(2);
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 4) { }
    QCOMPARE(timer.remainingTime(), 0);
    const int id = timer.timerId();
    timer.stop();
    QCOMPARE(QCoreApplication::eventDispatcher()->remainingTime(id), -1);

    int inSlot = -1;
    timer.callOnTimeout(this, [&] { inSlot = timer.remainingTime(); });
    timer.start(50);
    QTRY_VERIFY(inSlot >= 0);
    QVERIFY(inSlot <= 50);
}

void TestDispatcherTimers::registeredTimers()
{
    auto *dispatcher = QCoreApplication::eventDispatcher();
    QObject object;
    QVERIFY(dispatcher->registeredTimers(&object).isEmpty());
    const int precise = object.startTimer(1234, Qt::PreciseTimer);
    object.startTimer(3000, Qt::VeryCoarseTimer);
    auto timers = dispatcher->registeredTimers(&object);
    QCOMPARE(timers.size(), 2);
    std::sort(timers.begin(), timers.end(),
              [](const auto &a, const auto &b) { return a.interval < b.interval; });
    QCOMPARE(timers.at(0).timerId, precise);
    QCOMPARE(timers.at(0).interval, 1234);
    QCOMPARE(timers.at(0).timerType, Qt::PreciseTimer);
    QCOMPARE(timers.at(1).interval, 3000);
    QCOMPARE(timers.at(1).timerType, Qt::VeryCoarseTimer);
    object.killTimer(precise);
    QCOMPARE(dispatcher->registeredTimers(&object).size(), 1);
    QVERIFY(dispatcher->unregisterTimers(&object));
    QVERIFY(dispatcher->registeredTimers(&object).isEmpty());
}

void TestDispatcherTimers::moveToThread()
{
    QThread thread;
    installDispatcher(&thread);
    auto *timer = new QTimer; // deleted by its thread
    std::atomic<QThread *> firedIn = nullptr;
    timer->callOnTimeout(timer, [&] {
        timer->stop();
        firedIn = QThread::currentThread();
    });
    timer->start(5);
    timer->moveToThread(&thread);
    connect(&thread, &QThread::finished, timer, &QObject::deleteLater);
    thread.start();
    QTRY_VERIFY(firedIn != nullptr);
    thread.quit();
    QVERIFY(thread.wait());
    QCOMPARE(firedIn.load(), &thread);
}

void TestDispatcherTimers::excluded()
{
    int count = 0;
    QTimer timer;
    timer.callOnTimeout(this, [&] { ++count; });
    timer.start(0);
    auto *dispatcher = QCoreApplication::eventDispatcher();
    for (int i = 0; i < 5; ++i)
        dispatcher->processEvents(QEventLoop::X11ExcludeTimers);
    QCOMPARE(count, 0);
    dispatcher->processEvents(QEventLoop::AllEvents);
    QCOMPARE(count, 1);
}

} // namespace Rainbow

RAINBOW_DISPATCHER_TEST_MAIN(Rainbow::TestDispatcherTimers)
#include "tst_dispatchertimers.moc"
