// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "socketpair.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTest>

#include <random>

using namespace Rainbow;
using Result = Outbox::PushResult;

/// Writing and ending.
class TestWireSocket : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesAtTheEndOfTheTurn()
    {
        SocketPair pair;
        for (int i = 0; i < 10; ++i)
            QCOMPARE(pair.socket->write("0123456789"), 10);
        QCOMPARE(pair.socket->send({"ab##", 2}, 0x4142, true), Result::Queued);
        QCOMPARE(pair.peerReads(), QByteArray());
        QCOMPARE(pair.socket->bytesToWrite(), 104);
        pair.context.flush();
        // At once, and whole.
        QCOMPARE(pair.peerReads(), QByteArray("0123456789").repeated(10) + "abAB");
        QCOMPARE(pair.socket->bytesToWrite(), 0);
        QCOMPARE(pair.writeReports, 1);
        QCOMPARE(pair.reported, 100); // of send() it says nothing
        pair.context.flush();
        QCOMPARE(pair.writeReports, 1);
    }

    void sendAloneReportsNothing()
    {
        SocketPair pair;
        QCOMPARE(pair.socket->send({"frame", -1}, 0, true), Result::Queued);
        QCOMPARE(pair.peerReadsAll(5), QByteArray("frame"));
        settle();
        QCOMPARE(pair.writeReports, 0);
    }

    void largeWritesArriveWhole()
    {
        SocketPair pair({}, 8 * 1024);
        std::mt19937 random(1);
        QByteArray sent(4'000'000, Qt::Uninitialized);
        for (char &byte : sent)
            byte = char(random());
        QCOMPARE(pair.socket->write(sent), sent.size());
        QByteArray read;
        QVERIFY(until([&] {
            read += pair.peerReads(qsizetype(random() % 200'000 + 1));
            if (read.size() < sent.size() / 2 && pair.writeReports > 0)
                return true; // told too early
            return read.size() == sent.size();
        }));
        QVERIFY(read == sent);
        QVERIFY(until([&] { return pair.writeReports > 0; }));
        QCOMPARE(pair.writeReports, 1);
        QCOMPARE(pair.reported, sent.size());
    }

    void manyFramesArriveWhole()
    {
        SocketPair pair({64 * 1024}, 4 * 1024);
        std::mt19937 random(2);
        QByteArray expected;
        QByteArray read;
        for (int i = 0; i < 5'000; ++i) {
            QByteArray bytes(qsizetype(random() % 300 + 2), char(i));
            const qsizetype offset = random() % 2 ? 0 : -1;
            const auto id = MessageId(random());
            const Result result = pair.socket->send({bytes, offset}, id, true);
            if (result == Result::TooSlow) {
                QVERIFY(until([&] {
                    read += pair.peerReads();
                    return pair.socket->bytesToWrite() < 1'000;
                }));
                continue;
            }
            QCOMPARE(result, Result::Queued);
            if (offset >= 0) {
                bytes[0] = char(id >> 8);
                bytes[1] = char(id & 0xff);
            }
            expected += bytes;
        }
        read += pair.peerReadsAll(expected.size() - read.size());
        QVERIFY(read == expected);
    }

    void burstIsNoSlowness()
    {
        // Far more than max_backlog in one turn, to a client that could take it.
        SocketPair pair({10'000});
        for (int i = 0; i < 100; ++i)
            QCOMPARE(pair.socket->send({QByteArray(1'000, 'x'), -1}, 0, false), Result::Queued);
        QCOMPARE(pair.peerReadsAll(100'000).size(), 100'000);
    }

    void slowPeer()
    {
        SocketPair pair({100'000}, 4 * 1024);
        const Frame frame{QByteArray(1'000, 'x'), -1};
        int queued = 0;
        while (pair.socket->send(frame, 0, false) == Result::Queued && queued < 10'000) {
            ++queued;
            settle();
        }
        QVERIFY(queued < 10'000);
        QVERIFY(pair.socket->bytesToWrite() <= 100'000);
        // Each frame counts with its overhead.
        QVERIFY(pair.socket->bytesToWrite() > 92'000);
        QCOMPARE(pair.socket->send(frame, 0, false), Result::Dropped);
        int essential = 0;
        while (pair.socket->send(frame, 0, true) == Result::Queued && essential < 10'000)
            ++essential;
        QVERIFY(essential >= 92 && essential <= 96);
        QCOMPARE(pair.socket->send(frame, 0, true), Result::TooSlow);
        QCOMPARE(pair.disconnects, 0);
        // Once it takes its share, all is well again.
        const qsizetype all = (queued + essential) * 1'000;
        QCOMPARE(pair.peerReadsAll(all).size(), all);
        QCOMPARE(pair.socket->send(frame, 0, false), Result::Queued);
    }

    void endlessWritesAreBounded()
    {
        SocketPair pair({10'000}, 4 * 1024);
        const QByteArray bytes(1'000, 'x');
        qint64 written = 0;
        while (pair.socket->write(bytes) > 0 && written < 100'000'000) {
            written += bytes.size();
            pair.context.flush();
        }
        QVERIFY(written < 10'000'000);
        QCOMPARE(pair.disconnects, 0); // later, from the loop
        QVERIFY(until([&] { return pair.disconnects == 1; }));
    }

    // --- cut off

    void cutOffLeavesTheStreamWhole()
    {
        SocketPair pair({1'000'000}, 4 * 1024);
        // Frames of 1000 bytes, each of its own letter and begun by its number.
        int queued = 0;
        for (; queued < 600; ++queued) {
            QByteArray bytes(1'000, char('a' + queued % 26));
            QCOMPARE(pair.socket->send({bytes, 0}, MessageId(queued), true), Result::Queued);
        }
        pair.context.flush();
        QVERIFY(pair.socket->bytesToWrite() > 0);
        pair.socket->cutOff("CLOSE");
        QVERIFY(pair.socket->bytesToWrite() < 1'000 + 5);
        QCOMPARE(pair.socket->state(), QAbstractSocket::ClosingState);
        QCOMPARE(pair.socket->write("late"), -1);

        QByteArray stream;
        QVERIFY(until([&] {
            stream += pair.peerReads();
            return pair.peerSawEnd;
        }));
        QVERIFY(stream.endsWith("CLOSE"));
        stream.chop(5);
        QCOMPARE(stream.size() % 1'000, 0);
        const qsizetype frames = stream.size() / 1'000;
        QVERIFY(frames > 0 && frames < queued);
        for (qsizetype i = 0; i < frames; ++i) {
            QByteArray expected(1'000, char('a' + i % 26));
            expected[0] = char(i >> 8);
            expected[1] = char(i & 0xff);
            QCOMPARE(stream.mid(i * 1'000, 1'000), expected);
        }
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        settle();
        QCOMPARE(pair.disconnects, 1);
    }

    void cutOffWaitsASecond()
    {
        SocketPair pair({100'000}, 4 * 1024);
        pair.socket->write(QByteArray(1'000'000, 'x'));
        pair.context.flush();
        QElapsedTimer timer;
        timer.start();
        pair.socket->cutOff("CLOSE");
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        QVERIFY(timer.elapsed() >= 900 && timer.elapsed() < 5'000);
    }

    // --- close

    void closeIsGraceful()
    {
        SocketPair pair({}, 8 * 1024);
        QList<QAbstractSocket::SocketState> states;
        connect(pair.socket, &WireSocket::stateChanged, this,
                [&](auto state) { states.append(state); });
        const QByteArray sent(500'000, 's');
        pair.socket->write(sent);
        pair.socket->close();
        QCOMPARE(pair.socket->write("late"), -1);
        pair.socket->close();
        QCOMPARE(pair.disconnects, 0);
        // Data in flight the other way must not lead to a reset that eats ours.
        pair.peerSends(QByteArray(50'000, 'p'));
        QByteArray read;
        QVERIFY(until([&] {
            read += pair.peerReads();
            return pair.peerSawEnd;
        }));
        QVERIFY(read == sent);
        QCOMPARE(pair.readyReads, 0); // what still arrives is thrown away
        QCOMPARE(pair.disconnects, 0);
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        settle();
        QCOMPARE(pair.disconnects, 1);
        const QList<QAbstractSocket::SocketState> expected{QAbstractSocket::ClosingState,
                                                           QAbstractSocket::UnconnectedState};
        QCOMPARE(states, expected);
    }

    void closeWaitsASecondForThePeer()
    {
        SocketPair pair;
        QElapsedTimer timer;
        timer.start();
        pair.socket->close();
        QVERIFY(pair.peerSeesEnd());
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        QVERIFY(timer.elapsed() >= 900 && timer.elapsed() < 5'000);
    }

    void closeOfAPausedSocket()
    {
        SocketPair pair;
        pair.socket->setReading(false);
        pair.peerSends("unread");
        pair.socket->write("bye");
        pair.socket->close();
        QCOMPARE(pair.peerReadsAll(3), QByteArray("bye"));
        QVERIFY(pair.peerSeesEnd());
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
    }

    void abortSoon()
    {
        SocketPair pair;
        pair.socket->write("never sent");
        pair.socket->abortSoon();
        pair.socket->abortSoon();
        QCOMPARE(pair.disconnects, 0);
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        settle();
        QCOMPARE(pair.disconnects, 1);
        QCOMPARE(pair.ends, 1);
        QCOMPARE(pair.socket->bytesToWrite(), 0);
        QVERIFY(pair.peerSeesEnd());
    }

    void peerGoneWhileWeWrite()
    {
        SocketPair pair;
        connect(pair.socket, &WireSocket::readChannelFinished, this,
                [] {}); // the owner does nothing
        pair.closePeer();
        QVERIFY(until([&] { return pair.ends == 1; }));
        QCOMPARE(pair.disconnects, 0);
        QVERIFY(until([&] {
            if (pair.disconnects == 0)
                pair.socket->write("is anybody there?");
            return pair.disconnects > 0;
        }));
        settle();
        QCOMPARE(pair.disconnects, 1);
    }

    // --- destruction wherever the owner likes

    void deleteInReadyRead()
    {
        SocketPair pair;
        connect(pair.socket, &WireSocket::readyRead, this, [&] { delete pair.socket; });
        pair.peerSends("x");
        QVERIFY(until([&] { return !pair.socket; }));
        QVERIFY(pair.peerSeesEnd());
    }

    void deleteInReadChannelFinished()
    {
        SocketPair pair;
        connect(pair.socket, &WireSocket::readChannelFinished, this, [&] { delete pair.socket; });
        ::shutdown(pair.peer, SHUT_WR);
        QVERIFY(until([&] { return !pair.socket; }));
    }

    void deleteInBytesWritten()
    {
        SocketPair pair;
        connect(pair.socket, &WireSocket::bytesWritten, this, [&] { delete pair.socket; });
        pair.socket->write("x");
        QVERIFY(until([&] { return !pair.socket; }));
        QCOMPARE(pair.peerReadsAll(1), QByteArray("x"));
    }

    void deleteInDisconnected_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("abort") << false;
        QTest::newRow("reset") << true;
    }

    void deleteInDisconnected()
    {
        QFETCH(bool, reset);
        SocketPair pair;
        connect(pair.socket, &WireSocket::disconnected, this, [&] { delete pair.socket; });
        if (reset)
            pair.resetPeer();
        else
            pair.socket->abortSoon();
        QVERIFY(until([&] { return !pair.socket; }));
        QCOMPARE(pair.disconnects, 1);
    }

    void deleteWithSomethingToSend()
    {
        SocketPair pair;
        pair.socket->write("x");
        delete pair.socket;
        pair.context.flush();
        QVERIFY(pair.peerSeesEnd());
    }

    void flushWhereOneEndsAnother()
    {
        SocketPair pair;
        int descriptors[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, descriptors),
                 0);
        QPointer<WireSocket> other = new WireSocket(descriptors[0], pair.context, this);
        connect(pair.socket, &WireSocket::bytesWritten, this, [&] { delete other; });
        pair.socket->write("first");
        other->write("never");
        pair.context.flush();
        QVERIFY(!other);
        QCOMPARE(pair.peerReads(), QByteArray("first"));
        ::close(descriptors[1]);
    }

    void writeWithinBytesWritten()
    {
        SocketPair pair;
        int left = 5;
        connect(pair.socket, &WireSocket::bytesWritten, this, [&] {
            if (--left > 0)
                pair.socket->write("x");
        });
        pair.socket->write("x");
        QCOMPARE(pair.peerReadsAll(5), QByteArray("xxxxx"));
        QCOMPARE(pair.writeReports, 5);
    }
};

QTEST_GUILESS_MAIN(TestWireSocket)
#include "tst_wiresocket.moc"
