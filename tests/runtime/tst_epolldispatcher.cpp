// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dispatchertest.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <thread>

namespace Rainbow {

namespace {

constexpr auto EventType = QEvent::Type(QEvent::User + 1);

// Counts the events it gets and checks the order of those of each sender.
class Receiver : public QObject {
public:
    class Event : public QEvent {
    public:
        Event(std::size_t from, int which) : QEvent(EventType), sender(from), number(which) { }
        const std::size_t sender;
        const int number;
    };

    explicit Receiver(std::size_t senders) : next(senders, 0) { }

    void post(std::size_t sender, int number)
    {
        auto *event = new Event(sender, number); // Qt deletes it
        m_posted.fetch_add(1);
        QCoreApplication::postEvent(this, event);
    }

    std::vector<int> next;
    int count = 0;
    bool ordered = true;
    std::function<void(const Event &)> then = [](const Event &) {};

protected:
    bool event(QEvent *event) override
    {
        // Shows ThreadSanitizer the order of things, since it cannot see the locks inside Qt.
        m_posted.load();
        if (event->type() != EventType)
            return QObject::event(event);
        const auto &mine = static_cast<const Event &>(*event);
        ordered = ordered && next[mine.sender]++ == mine.number;
        ++count;
        then(mine);
        return true;
    }

private:
    std::atomic<int> m_posted = 0;
};

// Runs a loop until done() holds, which is asked in each turn after waking and before blocking.
// The only timer is a guard far away, so a wake-up that is lost is not made good by another.
bool runUntil(const std::function<bool()> &done)
{
    QEventLoop loop;
    QTimer guard;
    guard.setSingleShot(true);
    bool inTime = true;
    QObject::connect(&guard, &QTimer::timeout, &loop, [&] {
        inTime = false;
        loop.quit();
    });
    const auto ask = [&] {
        if (done())
            loop.quit();
    };
    auto *dispatcher = QCoreApplication::eventDispatcher();
    QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &loop, ask);
    QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &loop, ask);
    guard.start(30000);
    loop.exec();
    return inTime;
}

} // namespace

class TestEpollDispatcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isInstalled();
    void doesNotBlockUnasked();
    void signalsOncePerTurn();
    void workInAboutToBlock();
    void wakeUpFromOwnThread();
    void interrupt();
    void interruptedLoops();
    void overtakenByNestedCall();
    void postedEventsFromThreads();
    void noPostedEventIsLost();
    void noWakeUpIsLost();
    void quitFromThreads();
    void deleteLaterAndQueuedSignals();
    void threads();
    void echo();
    void echoInThread();
    void process();

private:
    QAbstractEventDispatcher *dispatcher() const { return QCoreApplication::eventDispatcher(); }
};

void TestEpollDispatcher::isInstalled()
{
    QCOMPARE(dynamic_cast<EpollDispatcher *>(dispatcher()) != nullptr, !comparesWithQt());
}

void TestEpollDispatcher::doesNotBlockUnasked()
{
    QCoreApplication::processEvents();
    QSignalSpy block(dispatcher(), &QAbstractEventDispatcher::aboutToBlock);
    QVERIFY(!dispatcher()->processEvents(QEventLoop::AllEvents));
    QVERIFY(!dispatcher()->processEvents(QEventLoop::AllEvents));
    QCOMPARE(block.size(), 0);
}

void TestEpollDispatcher::signalsOncePerTurn()
{
    QCoreApplication::processEvents();
    QStringList order;
    QObject context;
    connect(dispatcher(), &QAbstractEventDispatcher::awake, &context,
            [&] { order.append(u"awake"_qs); });
    connect(dispatcher(), &QAbstractEventDispatcher::aboutToBlock, &context,
            [&] { order.append(u"block"_qs); });
    const auto post = [&] {
        QMetaObject::invokeMethod(
            &context, [&] { order.append(u"posted"_qs); }, Qt::QueuedConnection);
    };

    post();
    QVERIFY(dispatcher()->processEvents(QEventLoop::AllEvents));
    QCOMPARE(order, (QStringList{u"awake"_qs, u"posted"_qs}));
    if (comparesWithQt())
        QSKIP("Qt tells only when it is going to block");

    // Also when there is something to do already and the wait will not block.
    order.clear();
    post();
    QVERIFY(dispatcher()->processEvents(QEventLoop::WaitForMoreEvents));
    QCOMPARE(order, (QStringList{u"awake"_qs, u"posted"_qs, u"block"_qs}));

    order.clear();
    QEventLoop loop;
    QTimer::singleShot(0, &loop, [&] { order.append(u"timer"_qs); });
    QTimer::singleShot(5, &loop, &QEventLoop::quit);
    loop.exec();
    QCOMPARE(order.count(u"awake"_qs), order.count(u"block"_qs));
    QCOMPARE(order.count(u"timer"_qs), 1);
    QVERIFY(order.size() < 20);
}

void TestEpollDispatcher::workInAboutToBlock()
{
    // What a slot posts, starts or writes there is not slept over.
    QCoreApplication::processEvents();
    int posted = 0;
    int timeouts = 0;
    int reads = 0;
    SocketPair pair;
    QSocketNotifier notifier(pair.fds[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, this, [&] { reads += pair.receive(0); });
    QTimer timer;
    timer.setSingleShot(true);
    timer.callOnTimeout(this, [&] { ++timeouts; });

    QObject context;
    int step = 0;
    connect(dispatcher(), &QAbstractEventDispatcher::aboutToBlock, &context, [&] {
        switch (step++) {
        case 0:
            QMetaObject::invokeMethod(
                this, [&] { ++posted; }, Qt::QueuedConnection);
            break;
        case 2:
            timer.start(1);
            break;
        case 4:
            pair.send(1);
            break;
        default:
            dispatcher()->wakeUp();
        }
    });
    QVERIFY(runUntil([&] { return posted == 1 && timeouts == 1 && reads == 1; }));
}

void TestEpollDispatcher::wakeUpFromOwnThread()
{
    QCoreApplication::processEvents();
    dispatcher()->wakeUp();
    dispatcher()->wakeUp();
    QVERIFY(dispatcher()->processEvents(QEventLoop::WaitForMoreEvents));
    QVERIFY(!dispatcher()->processEvents(QEventLoop::AllEvents));

    dispatcher()->wakeUp();
    QVERIFY(dispatcher()->processEvents(QEventLoop::WaitForMoreEvents
                                        | QEventLoop::ExcludeSocketNotifiers));

    // It does not stay awake.
    bool timedOut = false;
    QTimer::singleShot(20, this, [&] { timedOut = true; });
    dispatcher()->wakeUp();
    QSignalSpy awake(dispatcher(), &QAbstractEventDispatcher::awake);
    QVERIFY(runUntil([&] { return timedOut; }));
    QVERIFY(awake.size() < 10);
}

void TestEpollDispatcher::interrupt()
{
    QCoreApplication::processEvents();
    int timeouts = 0;
    QTimer timer;
    timer.callOnTimeout(this, [&] { ++timeouts; });
    timer.start(0);
    QMetaObject::invokeMethod(
        this, [&] { dispatcher()->interrupt(); }, Qt::QueuedConnection);
    QVERIFY(!dispatcher()->processEvents(QEventLoop::WaitForMoreEvents));
    QCOMPARE(timeouts, 0);
    timer.stop();

    // From another thread, while this one is blocked or about to be.
    for (int i = 0; i < 200; ++i) {
        std::thread other([&] { dispatcher()->interrupt(); });
        dispatcher()->processEvents(QEventLoop::WaitForMoreEvents);
        other.join();
        QCoreApplication::processEvents();
    }
}

void TestEpollDispatcher::interruptedLoops()
{
    QStringList order;
    QEventLoop outer;
    QMetaObject::invokeMethod(
        &outer,
        [&] {
            QEventLoop inner;
            QMetaObject::invokeMethod(
                &inner,
                [&] {
                    outer.quit();
                    inner.quit();
                },
                Qt::QueuedConnection);
            inner.exec();
            order.append(u"inner"_qs);
        },
        Qt::QueuedConnection);
    outer.exec();
    order.append(u"outer"_qs);
    QCOMPARE(order, (QStringList{u"inner"_qs, u"outer"_qs}));
}

void TestEpollDispatcher::overtakenByNestedCall()
{
    if (comparesWithQt())
        QSKIP("Qt's dispatcher blocks here");
    // The nested call uses up the wake-up of quit(): the outer one must not block all the same.
    for (const bool posted : {true, false}) {
        QEventLoop loop;
        QObject context;
        const auto quit = [&] {
            loop.quit();
            QCoreApplication::processEvents();
            QCoreApplication::processEvents();
        };
        if (posted)
            QMetaObject::invokeMethod(&context, quit, Qt::QueuedConnection);
        else
            connect(dispatcher(), &QAbstractEventDispatcher::aboutToBlock, &context, quit);
        bool late = false;
        QTimer::singleShot(30000, &context, [&] {
            late = true;
            loop.quit();
        });
        loop.exec();
        QVERIFY(!late);
    }
}

void TestEpollDispatcher::postedEventsFromThreads()
{
    constexpr std::size_t Threads = 8;
    constexpr int Events = 2000;
    Receiver receiver(Threads);
    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < Threads; ++i) {
        threads.emplace_back([&receiver, i] {
            for (int number = 0; number < Events; ++number)
                receiver.post(i, number);
        });
    }
    std::thread noise([&] {
        while (!stop)
            dispatcher()->wakeUp();
    });
    const bool inTime = runUntil([&] { return receiver.count == int(Threads) * Events; });
    stop = true;
    for (auto &thread : threads)
        thread.join();
    noise.join();
    QVERIFY(inTime);
    QVERIFY(receiver.ordered);
}

void TestEpollDispatcher::noPostedEventIsLost()
{
    // Each thread posts one event and waits for it to arrive before it posts the next, so that
    // the dispatcher falls asleep all the time.
    constexpr std::size_t Threads = 3;
    constexpr int Rounds = 5000;
    Receiver receiver(Threads);
    std::vector<std::atomic<int>> arrived(Threads);
    std::atomic<bool> stop = false;
    receiver.then = [&](const Receiver::Event &event) {
        arrived[event.sender] = event.number + 1;
        arrived[event.sender].notify_one();
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < Threads; ++i) {
        threads.emplace_back([&, i] {
            for (int number = 0; number < Rounds && !stop; ++number) {
                receiver.post(i, number);
                arrived[i].wait(number);
            }
        });
    }
    const bool inTime = runUntil([&] { return receiver.count == int(Threads) * Rounds; });
    stop = true;
    for (auto &number : arrived) {
        number = Rounds;
        number.notify_one();
    }
    for (auto &thread : threads)
        thread.join();
    QVERIFY(inTime);
    QVERIFY(receiver.ordered);
}

void TestEpollDispatcher::noWakeUpIsLost()
{
    // The same with bare wake-ups.
    constexpr int Rounds = 20000;
    std::atomic<int> asked = 0;
    std::atomic<int> seen = 0;
    std::atomic<bool> stop = false;
    std::thread thread([&] {
        for (int round = 1; round <= Rounds && !stop; ++round) {
            asked = round;
            dispatcher()->wakeUp();
            seen.wait(round - 1);
        }
    });
    const bool inTime = runUntil([&] {
        seen = asked.load();
        seen.notify_one();
        return seen == Rounds;
    });
    stop = true;
    seen = -1;
    seen.notify_one();
    thread.join();
    QVERIFY(inTime);
}

void TestEpollDispatcher::quitFromThreads()
{
    for (int i = 0; i < 300; ++i) {
        QEventLoop loop;
        bool late = false;
        QTimer::singleShot(30000, &loop, [&] {
            late = true;
            loop.quit();
        });
        std::thread other([&] { QMetaObject::invokeMethod(&loop, "quit", Qt::QueuedConnection); });
        loop.exec();
        other.join();
        QVERIFY(!late);
    }
}

void TestEpollDispatcher::deleteLaterAndQueuedSignals()
{
    QPointer<QObject> object = new QObject; // deleted below
    bool queued = false;
    connect(
        object, &QObject::objectNameChanged, this, [&] { queued = true; }, Qt::QueuedConnection);
    object->setObjectName(u"name"_qs);
    QVERIFY(!queued);
    object->deleteLater();
    QVERIFY(object);
    QVERIFY(runUntil([&] { return queued && !object; }));
}

void TestEpollDispatcher::threads()
{
    for (int round = 0; round < 10; ++round) {
        std::vector<std::unique_ptr<QThread>> threads;
        std::atomic<int> ticks = 0;
        std::atomic<int> installed = 0;
        std::atomic<int> gone = 0;
        for (int i = 0; i < 4; ++i) {
            auto thread = std::make_unique<QThread>();
            installDispatcher(thread.get());
            auto *worker = new QObject; // deleted by its thread
            worker->moveToThread(thread.get());
            connect(thread.get(), &QThread::started, worker, [&, worker] {
                auto *instance = QAbstractEventDispatcher::instance();
                installed += dynamic_cast<EpollDispatcher *>(instance) != nullptr;
                auto *timer = new QTimer(worker);
                timer->callOnTimeout(worker, [&, timer] {
                    if (++ticks >= 40)
                        timer->stop();
                });
                timer->start(0);
            });
            connect(worker, &QObject::destroyed, worker, [&] { ++gone; });
            connect(thread.get(), &QThread::finished, worker, &QObject::deleteLater);
            threads.push_back(std::move(thread));
        }
        for (auto &thread : threads)
            thread->start();
        QTRY_VERIFY(ticks >= 40);
        for (auto &thread : threads)
            thread->quit();
        for (auto &thread : threads)
            QVERIFY(thread->wait(30000));
        QCOMPARE(installed.load(), comparesWithQt() ? 0 : 4);
        QCOMPARE(gone.load(), 4);
    }
}

namespace {

void echoEverything(QTcpServer *server)
{
    QObject::connect(server, &QTcpServer::newConnection, server, [server] {
        while (auto *socket = server->nextPendingConnection()) {
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [socket] { socket->write(socket->readAll()); });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

// Sends a megabyte to the server over each of a few connections and wants it back.
void expectEcho(quint16 port)
{
    const QByteArray data(1 << 20, 'r');
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    std::vector<qint64> received(10, 0);
    std::size_t closed = 0;
    for (auto &bytes : received) {
        auto client = std::make_unique<QTcpSocket>();
        auto *socket = client.get();
        QObject::connect(socket, &QTcpSocket::connected, socket,
                         [socket, &data] { socket->write(data); });
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, &bytes, &data] {
            bytes += socket->readAll().size();
            if (bytes == data.size())
                socket->disconnectFromHost();
        });
        QObject::connect(socket, &QTcpSocket::disconnected, socket, [&closed] { ++closed; });
        socket->connectToHost(QHostAddress::LocalHost, port);
        clients.push_back(std::move(client));
    }
    QVERIFY(runUntil([&] { return closed == clients.size(); }));
    for (const qint64 bytes : received)
        QCOMPARE(bytes, data.size());
}

} // namespace

void TestEpollDispatcher::echo()
{
    QTcpServer server;
    echoEverything(&server);
    QVERIFY(server.listen(QHostAddress::LocalHost));
    expectEcho(server.serverPort());

    QTcpSocket refused;
    const quint16 port = server.serverPort();
    server.close();
    QSignalSpy error(&refused, &QTcpSocket::errorOccurred);
    refused.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(runUntil([&] { return error.size() == 1; }));
    QCOMPARE(refused.error(), QAbstractSocket::ConnectionRefusedError);
}

void TestEpollDispatcher::echoInThread()
{
    QThread thread;
    installDispatcher(&thread);
    auto *server = new QTcpServer; // deleted by its thread
    server->moveToThread(&thread);
    std::atomic<quint16> port = 0;
    connect(&thread, &QThread::started, server, [server, &port] {
        echoEverything(server);
        if (server->listen(QHostAddress::LocalHost))
            port = server->serverPort();
    });
    connect(&thread, &QThread::finished, server, &QObject::deleteLater);
    thread.start();
    QTRY_VERIFY(port != 0);
    expectEcho(port);
    thread.quit();
    QVERIFY(thread.wait(30000));
}

void TestEpollDispatcher::process()
{
    QProcess process;
    QByteArray output;
    connect(&process, &QProcess::readyReadStandardOutput, this,
            [&] { output += process.readAllStandardOutput(); });
    process.start(u"cat"_qs, {});
    const QByteArray input(300000, 'p');
    process.write(input);
    QVERIFY(runUntil([&] { return output.size() == input.size(); }));
    process.closeWriteChannel();
    QVERIFY(runUntil([&] { return process.state() == QProcess::NotRunning; }));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
}

} // namespace Rainbow

RAINBOW_DISPATCHER_TEST_MAIN(Rainbow::TestEpollDispatcher)
#include "tst_epolldispatcher.moc"
