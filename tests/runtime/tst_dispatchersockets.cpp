// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dispatchertest.h"

#include <QRandomGenerator>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryFile>
#include <QTimer>

#include <algorithm>
#include <fcntl.h>
#include <memory>
#include <sys/resource.h>
#include <vector>

namespace Rainbow {

class TestDispatcherSockets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void read();
    void readAndWrite();
    void urgentData();
    void disabledAndEnabled();
    void hangUp();
    void brokenPipe();
    void deletedInTheSameBatch_data();
    void deletedInTheSameBatch();
    void deletedBySameDescriptor();
    void deletedAroundNestedLoop();
    void nestedLoopTakesOver();
    void numberUsedAgain();
    void numberUsedAgainWhileEnabled();
    void numberUsedAgainInTheSameBatch();
    void copyOutlivesDescriptor();
    void alwaysReady();
    void notOpen();
    void onlyActiveOnes();
    void moreThanOneBatch();
    void excluded();

private:
    bool turn(QEventLoop::ProcessEventsFlags flags = QEventLoop::AllEvents)
    {
        return QCoreApplication::eventDispatcher()->processEvents(flags);
    }
    std::unique_ptr<QSocketNotifier> notifier(int fd, QSocketNotifier::Type type,
                                              std::function<void()> slot)
    {
        auto made = std::make_unique<QSocketNotifier>(fd, type);
        connect(made.get(), &QSocketNotifier::activated, this, std::move(slot));
        return made;
    }
    std::unique_ptr<QSocketNotifier> counter(int fd, QSocketNotifier::Type type, int &count)
    {
        return notifier(fd, type, [&count] { ++count; });
    }
    // Lets a loop run for a while and returns how often it turned.
    qsizetype turnsIn(int milliseconds)
    {
        QSignalSpy awake(QCoreApplication::eventDispatcher(), &QAbstractEventDispatcher::awake);
        QEventLoop loop;
        QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
        return awake.size();
    }
};

// What the test before has left behind is no event of this one.
void TestDispatcherSockets::init()
{
    while (turn()) { }
}

void TestDispatcherSockets::read()
{
    SocketPair pair;
    int count = 0;
    const auto reader = counter(pair.fds[0], QSocketNotifier::Read, count);
    turn();
    QCOMPARE(count, 0);
    QVERIFY(pair.send(1));
    QVERIFY(turn());
    QCOMPARE(count, 1);
    QVERIFY(turn()); // level-triggered: there still is something to read
    QCOMPARE(count, 2);
    QVERIFY(pair.receive(0));
    QVERIFY(!turn());
    QCOMPARE(count, 2);
}

void TestDispatcherSockets::readAndWrite()
{
    SocketPair pair;
    QStringList order;
    const auto writer =
        notifier(pair.fds[0], QSocketNotifier::Write, [&] { order.append(u"write"_qs); });
    const auto reader =
        notifier(pair.fds[0], QSocketNotifier::Read, [&] { order.append(u"read"_qs); });
    QVERIFY(turn());
    QCOMPARE(order, QStringList{u"write"_qs});
    order.clear();
    QVERIFY(pair.send(1));
    QVERIFY(turn());
    QCOMPARE(order, (QStringList{u"read"_qs, u"write"_qs}));
    writer->setEnabled(false);
    order.clear();
    QVERIFY(turn());
    QCOMPARE(order, QStringList{u"read"_qs});
}

void TestDispatcherSockets::urgentData()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTcpSocket client;
    client.connectToHost(server.serverAddress(), server.serverPort());
    QTRY_VERIFY(server.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> accepted(server.nextPendingConnection());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);

    // A notifier of Qt's own may watch each socket: ours watches a copy.
    const int fd = ::fcntl(int(accepted->socketDescriptor()), F_DUPFD_CLOEXEC, 0);
    int urgent = 0;
    std::unique_ptr<QSocketNotifier> exception;
    exception = notifier(fd, QSocketNotifier::Exception, [&] {
        ++urgent;
        exception->setEnabled(false);
    });
    turn();
    QCOMPARE(urgent, 0);
    QCOMPARE(::send(int(client.socketDescriptor()), "!", 1, MSG_OOB), 1);
    QTRY_COMPARE(urgent, 1);
    exception.reset();
    ::close(fd);
}

void TestDispatcherSockets::disabledAndEnabled()
{
    SocketPair pair;
    int count = 0;
    const auto reader = counter(pair.fds[0], QSocketNotifier::Read, count);
    QVERIFY(pair.send(1));
    reader->setEnabled(false);
    QVERIFY(!turn());
    QCOMPARE(count, 0);
    reader->setEnabled(true);
    reader->setEnabled(false);
    reader->setEnabled(true);
    QVERIFY(turn());
    QCOMPARE(count, 1);
    reader->setEnabled(false);
    reader->setEnabled(true);
    QVERIFY(turn());
    QCOMPARE(count, 2);
    reader->setEnabled(false);
    QVERIFY(!turn());
    QCOMPARE(count, 2);
}

void TestDispatcherSockets::hangUp()
{
    SocketPair pair;
    int reads = 0;
    int writes = 0;
    int exceptions = 0;
    const auto reader = counter(pair.fds[0], QSocketNotifier::Read, reads);
    const auto writer = counter(pair.fds[0], QSocketNotifier::Write, writes);
    const auto exception = counter(pair.fds[0], QSocketNotifier::Exception, exceptions);
    turn();
    QCOMPARE(exceptions, 0);
    pair.close(1);
    reads = writes = 0;
    QVERIFY(turn());
    QCOMPARE(reads, 1);
    QCOMPARE(writes, 1);
    QCOMPARE(exceptions, 1);
    reader->setEnabled(false);
    exception->setEnabled(false);
    QVERIFY(turn());
    QCOMPARE(reads, 1);
    QCOMPARE(writes, 2);
    writer->setEnabled(false);
    QVERIFY(!turn());
}

void TestDispatcherSockets::brokenPipe()
{
    int fds[2];
    QCOMPARE(::pipe2(fds, O_NONBLOCK | O_CLOEXEC), 0);
    ::close(fds[0]);
    int writes = 0;
    {
        const auto writer = counter(fds[1], QSocketNotifier::Write, writes);
        QVERIFY(turn());
        QCOMPARE(writes, 1);
    }
    ::close(fds[1]);
}

void TestDispatcherSockets::deletedInTheSameBatch_data()
{
    QTest::addColumn<bool>("firstMadeFirst");
    QTest::addColumn<bool>("firstReadyFirst");
    QTest::addColumn<bool>("disableOnly");
    for (const bool made : {false, true})
        for (const bool ready : {false, true})
            for (const bool disable : {false, true})
                QTest::addRow("%d%d%d", made, ready, disable) << made << ready << disable;
}

void TestDispatcherSockets::deletedInTheSameBatch()
{
    QFETCH(bool, firstMadeFirst);
    QFETCH(bool, firstReadyFirst);
    QFETCH(bool, disableOnly);

    SocketPair pairs[2];
    std::unique_ptr<QSocketNotifier> readers[2];
    int count = 0;
    const int made = firstMadeFirst ? 0 : 1;
    const int ready = firstReadyFirst ? 0 : 1;
    for (const int i : {made, 1 - made}) {
        readers[i] = notifier(pairs[i].fds[0], QSocketNotifier::Read, [&, i] {
            ++count;
            if (disableOnly)
                readers[1 - i]->setEnabled(false);
            else
                readers[1 - i].reset();
        });
    }
    turn();
    QVERIFY(pairs[ready].send(1));
    QVERIFY(pairs[1 - ready].send(1));
    QVERIFY(turn());
    QCOMPARE(count, 1);
}

void TestDispatcherSockets::deletedBySameDescriptor()
{
    SocketPair pair;
    QVERIFY(pair.send(1));
    int writes = 0;
    auto writer = counter(pair.fds[0], QSocketNotifier::Write, writes);
    std::unique_ptr<QSocketNotifier> reader;
    reader = notifier(pair.fds[0], QSocketNotifier::Read, [&] {
        writer.reset();
        reader.release()->deleteLater();
        pair.close(0);
    });
    QVERIFY(turn());
    QCOMPARE(writes, 0);
    QCOMPARE(pair.fds[0], -1);
    QVERIFY(!reader);
}

void TestDispatcherSockets::deletedAroundNestedLoop()
{
    // Whichever of the three comes first deletes the second, nests, then deletes the third.
    SocketPair pairs[3];
    std::unique_ptr<QSocketNotifier> readers[3];
    QList<int> order;
    bool nested = false;
    for (int i = 0; i < 3; ++i) {
        readers[i] = notifier(pairs[i].fds[0], QSocketNotifier::Read, [&, i] {
            order.append(i);
            QVERIFY(pairs[i].receive(0));
            if (nested)
                return;
            nested = true;
            readers[(i + 1) % 3].reset();
            turn();
            readers[(i + 2) % 3].reset();
        });
    }
    for (const auto &pair : pairs)
        QVERIFY(pair.send(1));
    QVERIFY(turn());
    QCOMPARE(order.size(), 2);
    QCOMPARE(order.at(1), (order.at(0) + 2) % 3);
    QVERIFY(!turn());
}

void TestDispatcherSockets::nestedLoopTakesOver()
{
    SocketPair pairs[20];
    std::vector<std::unique_ptr<QSocketNotifier>> readers;
    int count = 0;
    int depth = 0;
    for (const auto &pair : pairs) {
        readers.push_back(notifier(pair.fds[0], QSocketNotifier::Read, [&] {
            QVERIFY(pair.receive(0));
            ++count;
            ++depth;
            if (depth < 5) {
                QEventLoop loop;
                QTimer::singleShot(1, &loop, &QEventLoop::quit);
                loop.exec();
                QCOMPARE(count, 20);
            }
            --depth;
        }));
        QVERIFY(pair.send(1));
    }
    QTRY_COMPARE(count, 20);
    QCOMPARE(depth, 0);
}

void TestDispatcherSockets::numberUsedAgain()
{
    SocketPair first;
    SocketPair second;
    int firsts = 0;
    int seconds = 0;
    auto old = counter(first.fds[0], QSocketNotifier::Read, firsts);
    turn();
    const int number = first.fds[0];
    first.close(0);
    old.reset(); // on a descriptor that is closed
    QVERIFY(!turn());

    QCOMPARE(::dup2(second.fds[0], number), number);
    {
        const auto reader = counter(number, QSocketNotifier::Read, seconds);
        QVERIFY(second.send(1));
        QVERIFY(turn());
    }
    ::close(number);
    QCOMPARE(seconds, 1);
    QCOMPARE(firsts, 0);
}

void TestDispatcherSockets::numberUsedAgainWhileEnabled()
{
    SocketPair first;
    SocketPair second;
    int firsts = 0;
    int reads = 0;
    int writes = 0;
    auto old = counter(first.fds[0], QSocketNotifier::Read, firsts);
    turn();
    const int number = first.fds[0];
    QCOMPARE(::dup2(second.fds[0], number), number);

    auto writer = counter(number, QSocketNotifier::Write, writes);
    QVERIFY(turn());
    QCOMPARE(writes, 1);
    writer.reset();
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"(Multiple|more than one) socket notifier"_qs));
    auto reader = counter(number, QSocketNotifier::Read, reads);
    if (comparesWithQt())
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Multiple socket notifier"_qs));
    old.reset();
    QVERIFY(!turn());
    QVERIFY(second.send(1));
    QVERIFY(turn());
    QCOMPARE(reads, 1);
    QCOMPARE(firsts, 0);
    reader.reset();
    QVERIFY(!turn());
}

void TestDispatcherSockets::numberUsedAgainInTheSameBatch()
{
    SocketPair pairs[2];
    SocketPair fresh;
    std::unique_ptr<QSocketNotifier> readers[2];
    std::unique_ptr<QSocketNotifier> newcomer;
    int reads = 0;
    for (int i = 0; i < 2; ++i) {
        readers[i] = notifier(pairs[i].fds[0], QSocketNotifier::Read, [&, i] {
            QVERIFY(pairs[i].receive(0));
            const int other = pairs[1 - i].fds[0];
            readers[1 - i].reset();
            QCOMPARE(::dup2(fresh.fds[0], other), other);
            newcomer = counter(other, QSocketNotifier::Read, reads);
        });
        QVERIFY(pairs[i].send(1));
    }
    QVERIFY(turn());
    QVERIFY(newcomer);
    QCOMPARE(reads, 0); // the other had something to read, this one has not
    QVERIFY(!turn());
    QVERIFY(fresh.send(1));
    QVERIFY(turn());
    QCOMPARE(reads, 1);
}

void TestDispatcherSockets::copyOutlivesDescriptor()
{
    // As when a child process has inherited it: epoll still reports what nobody can remove.
    SocketPair pair;
    SocketPair other;
    int reads = 0;
    int others = 0;
    const auto bystander = counter(other.fds[0], QSocketNotifier::Read, others);
    auto reader = counter(pair.fds[0], QSocketNotifier::Read, reads);
    turn();
    const int number = pair.fds[0];
    const int copy = ::fcntl(number, F_DUPFD_CLOEXEC, 0);
    pair.close(0);
    reader.reset();
    QVERIFY(pair.send(1));
    QVERIFY2(turnsIn(50) < 15, "spins on a stale registration");

    QVERIFY(other.send(1));
    QVERIFY(turn());
    QCOMPARE(others, 1);
    QVERIFY(other.receive(0));

    // The same, with the number in use again.
    QCOMPARE(::dup2(copy, number), number);
    reader = counter(number, QSocketNotifier::Read, reads);
    QVERIFY(turn());
    QCOMPARE(reads, 1);
    ::close(number);
    reader.reset();
    SocketPair fresh;
    QCOMPARE(::dup2(fresh.fds[0], number), number);
    reader = counter(number, QSocketNotifier::Read, reads);
    QVERIFY2(turnsIn(50) < 15, "spins on a stale registration");
    QCOMPARE(reads, 1);
    QVERIFY(fresh.send(1));
    QVERIFY(turn());
    QCOMPARE(reads, 2);
    reader.reset();
    ::close(number);
    ::close(copy);
}

void TestDispatcherSockets::alwaysReady()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    int reads = 0;
    int writes = 0;
    int exceptions = 0;
    auto reader = counter(file.handle(), QSocketNotifier::Read, reads);
    auto writer = counter(file.handle(), QSocketNotifier::Write, writes);
    const auto exception = counter(file.handle(), QSocketNotifier::Exception, exceptions);
    QVERIFY(turn());
    QCOMPARE(reads, 1);
    QVERIFY(turn(QEventLoop::WaitForMoreEvents));
    QCOMPARE(reads, 2);
    QCOMPARE(writes, 2);
    writer->setEnabled(false);
    QVERIFY(turn());
    QCOMPARE(reads, 3);
    QCOMPARE(writes, 2);
    QCOMPARE(exceptions, 0);
    exception->setEnabled(false);
    reader.reset();
    QVERIFY(!turn());

    // The number can mean a socket next.
    reader = counter(file.handle(), QSocketNotifier::Read, reads);
    turn();
    SocketPair pair;
    QCOMPARE(::dup2(pair.fds[0], file.handle()), file.handle());
    writer->setEnabled(true);
    reads = writes = 0;
    QVERIFY(turn());
    QCOMPARE(writes, 1);
    QCOMPARE(reads, 0);
}

void TestDispatcherSockets::notOpen()
{
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(fd);
    int count = 0;
    const auto reader = counter(fd, QSocketNotifier::Read, count);
    const auto writer = counter(fd, QSocketNotifier::Write, count);
    if (comparesWithQt()) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Invalid socket.*Read"_qs));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Invalid socket.*Write"_qs));
    } else {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot watch descriptor"_qs));
    }
    turn();
    QCOMPARE(count, 0);
    QVERIFY(!reader->isEnabled());
    QVERIFY(!writer->isEnabled());
    QVERIFY(!turn());
}

void TestDispatcherSockets::onlyActiveOnes()
{
    constexpr int Count = 1000;
    rlimit limit{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_cur < 2 * Count + 100)
        QSKIP("too few file descriptors allowed");

    std::vector<std::unique_ptr<SocketPair>> pairs;
    std::vector<std::unique_ptr<QSocketNotifier>> readers;
    std::vector<int> counts(Count, 0);
    for (std::size_t i = 0; i < Count; ++i) {
        pairs.push_back(std::make_unique<SocketPair>());
        readers.push_back(notifier(pairs[i]->fds[0], QSocketNotifier::Read, [&, i] {
            ++counts[i];
            QVERIFY(pairs[i]->receive(0));
        }));
    }
    QRandomGenerator random(6);
    std::vector<int> expected(Count, 0);
    for (int round = 0; round < 200; ++round) {
        const int active = random.bounded(1, round % 20 == 0 ? Count : 20);
        for (int n = 0; n < active; ++n) {
            const auto i = std::size_t(random.bounded(Count));
            QVERIFY(pairs[i]->send(1));
            ++expected[i];
        }
        while (turn()) { }
        QCOMPARE(counts, expected);
        // Some come and go.
        const auto i = std::size_t(random.bounded(Count));
        readers[i]->setEnabled(!readers[i]->isEnabled());
        readers[i]->setEnabled(true);
    }
}

void TestDispatcherSockets::moreThanOneBatch()
{
    // Many sockets that are always ready leave a turn to timers, posted events and each other.
    constexpr std::size_t Count = 400;
    std::vector<std::unique_ptr<SocketPair>> pairs;
    std::vector<std::unique_ptr<QSocketNotifier>> writers;
    std::vector<int> counts(Count, 0);
    for (std::size_t i = 0; i < Count; ++i) {
        pairs.push_back(std::make_unique<SocketPair>());
        writers.push_back(counter(pairs[i]->fds[0], QSocketNotifier::Write, counts[i]));
    }
    for (int i = 0; i < 40; ++i)
        QVERIFY(turn());
    QVERIFY(*std::min_element(counts.cbegin(), counts.cend()) >= 10);
    int timeouts = 0;
    QTimer timer;
    timer.callOnTimeout(this, [&] { ++timeouts; });
    timer.start(0);
    for (int i = 0; i < 10; ++i)
        turn();
    QCOMPARE(timeouts, 10);
}

void TestDispatcherSockets::excluded()
{
    SocketPair pair;
    int count = 0;
    const auto reader = counter(pair.fds[0], QSocketNotifier::Read, count);
    QVERIFY(pair.send(1));
    QVERIFY(!turn(QEventLoop::ExcludeSocketNotifiers));
    QCOMPARE(count, 0);

    // It still can wait, for timers and wake-ups.
    QEventLoop loop;
    QTimer::singleShot(20, &loop, &QEventLoop::quit);
    loop.exec(QEventLoop::ExcludeSocketNotifiers);
    QCOMPARE(count, 0);
    QVERIFY(turn());
    QCOMPARE(count, 1);
}

} // namespace Rainbow

RAINBOW_DISPATCHER_TEST_MAIN(Rainbow::TestDispatcherSockets)
#include "tst_dispatchersockets.moc"
