// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/sendring.h"
#include "socketpair.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace Rainbow;
using Result = Outbox::PushResult;

namespace {

/// Many sockets of one context, and their peers.
class Crowd {
public:
    /// sendBuffer: of the kernel; 0: as it is.
    Crowd(int count, bool together, int sendBuffer = 0) : context({}, together)
    {
        for (int i = 0; i < count; ++i) {
            int ends[2];
            if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
                qFatal("no socketpair");
            if (sendBuffer > 0)
                ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &sendBuffer, sizeof sendBuffer);
            sockets.push_back(std::make_unique<WireSocket>(ends[0], context));
            peers.push_back(ends[1]);
        }
    }
    ~Crowd()
    {
        sockets.clear();
        for (const int peer : peers)
            ::close(peer);
    }
    Q_DISABLE_COPY_MOVE(Crowd)

    [[nodiscard]] QByteArray peerReads(size_t number) const
    {
        QByteArray all;
        char bytes[64 * 1024];
        for (ssize_t size; (size = ::recv(peers[number], bytes, sizeof bytes, 0)) > 0;)
            all.append(bytes, size);
        return all;
    }

    WireContext context;
    std::vector<std::unique_ptr<WireSocket>> sockets; ///< before their context
    std::vector<int> peers;
};

} // namespace

/// What a worker's sockets send in one turn of the loop: one by one, and together.
class TestWireContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everybodyGetsTheirs_data() { ways(); }
    void everybodyGetsTheirs()
    {
        QFETCH(bool, together);
        constexpr int Count = 2 * int(SendRing::Size) + 44; // more than go at once
        Crowd crowd(Count, together);
        const QByteArray large(10'000, 'x');
        for (int turn = 0; turn < 3; ++turn) {
            for (int i = 0; i < Count; ++i) {
                WireSocket &socket = *crowd.sockets[size_t(i)];
                QCOMPARE(socket.send({"one", -1}, 0, false), Result::Queued);
                QCOMPARE(socket.send({"<##>", 1}, MessageId(i), true), Result::Queued);
                if (i % 7 == turn) // too much to be copied
                    QCOMPARE(socket.send({large, -1}, 0, false), Result::Queued);
            }
            crowd.context.flush();
            for (int i = 0; i < Count; ++i) {
                QByteArray expected = "one<";
                expected.append(char(i >> 8)).append(char(i & 0xff)).append('>');
                if (i % 7 == turn)
                    expected += large;
                QCOMPARE(crowd.peerReads(size_t(i)), expected);
                QCOMPARE(crowd.sockets[size_t(i)]->bytesToWrite(), 0);
            }
        }
    }

    void slowPeersGetTheRestLater_data() { ways(); }
    void slowPeersGetTheRestLater()
    {
        QFETCH(bool, together);
        Crowd crowd(5, together, 4 * 1024);
        const QByteArray large(300'000, 'y');
        for (const auto &socket : crowd.sockets)
            QCOMPARE(socket->send({large, -1}, 0, false), Result::Queued);
        crowd.context.flush();
        for (size_t i = 0; i < crowd.sockets.size(); ++i) {
            WireSocket &socket = *crowd.sockets[i];
            QVERIFY(socket.isBlocked());
            QVERIFY(socket.bytesToWrite() > 0);
            QCOMPARE(socket.send({"end", -1}, 0, true), Result::Queued);
        }
        QVERIFY(crowd.context.waitingBytes() > 0);
        for (size_t i = 0; i < crowd.sockets.size(); ++i) {
            QByteArray all;
            QVERIFY(until([&] {
                all += crowd.peerReads(i);
                return all.size() >= large.size() + 3;
            }));
            QVERIFY(all == large + "end");
        }
        QVERIFY(until([&] { return crowd.context.waitingBytes() == 0; }));
    }

    void whoHasGoneHarmsNobody_data() { ways(); }
    void whoHasGoneHarmsNobody()
    {
        QFETCH(bool, together);
        Crowd crowd(6, together);
        int disconnects = 0;
        connect(crowd.sockets[2].get(), &WireSocket::disconnected, this, [&] { ++disconnects; });
        ::shutdown(crowd.peers[2], SHUT_RDWR);
        for (const auto &socket : crowd.sockets)
            QCOMPARE(socket->send({"hello", -1}, 0, false), Result::Queued);
        crowd.context.flush();
        for (const size_t i : {0U, 1U, 3U, 4U, 5U})
            QCOMPARE(crowd.peerReads(i), QByteArray("hello"));
        QVERIFY(until([&] { return disconnects == 1; }));
    }

    /// What one socket says of itself may make others send, or go.
    void othersMayActMeanwhile_data() { ways(); }
    void othersMayActMeanwhile()
    {
        QFETCH(bool, together);
        Crowd crowd(6, together);
        connect(crowd.sockets[1].get(), &WireSocket::bytesWritten, this, [&] {
            crowd.sockets[0]->write("again"); // is done already
            crowd.sockets[3]->send({QByteArray(2'000'000, 'z'), -1}, 0, true); // flushes by itself
            crowd.sockets[4].reset();
            crowd.sockets[5]->cutOff("last");
        });
        for (const auto &socket : crowd.sockets)
            QCOMPARE(socket->write("first"), 5);
        crowd.context.flush();
        QCOMPARE(crowd.peerReads(0), QByteArray("firstagain"));
        QCOMPARE(crowd.peerReads(1), QByteArray("first"));
        QCOMPARE(crowd.peerReads(2), QByteArray("first"));
        QByteArray all;
        QVERIFY(until([&] {
            crowd.context.flush();
            all += crowd.peerReads(3);
            return all.size() >= 5 + 2'000'000;
        }));
        QVERIFY(all == "first" + QByteArray(2'000'000, 'z'));
        const QByteArray cut = crowd.peerReads(5);
        QVERIFY(cut == (together && hasRing() ? "firstlast" : "last"));
    }

    void ringTellsOfEach()
    {
        const auto ring = SendRing::make();
        if (!ring)
            QSKIP("no io_uring here");
        int good[2];
        int gone[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, good), 0);
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, gone), 0);
        ::close(gone[1]);
        const QByteArrayView pieces[] = {"ab", "", "cde"};
        for (int turn = 0; turn < 2; ++turn) {
            ring->add(good[0], {pieces, 1});
            ring->add(gone[0], {pieces, 1});
            ring->add(good[0], pieces);
            ring->add(-1, {pieces, 1});
            const auto results = ring->send();
            QCOMPARE(std::vector<int>(results.begin(), results.end()),
                     (std::vector<int>{2, -EPIPE, 5, -EBADF}));
            char bytes[16];
            QCOMPARE(::recv(good[1], bytes, sizeof bytes, 0), 7);
            QCOMPARE(QByteArray(bytes, 7), QByteArray("ababcde"));
        }
        QVERIFY(ring->send().empty());
        for (unsigned i = 0; i < SendRing::Size; ++i) {
            QVERIFY(!ring->isFull());
            ring->add(good[0], {pieces, 1});
        }
        QVERIFY(ring->isFull());
        const QByteArray more(10'000'000, 'm'); // than there is room for
        QCOMPARE(ring->send().size(), size_t(SendRing::Size));
        const QByteArrayView large(more);
        ring->add(good[0], {&large, 1});
        ring->add(good[0], {&large, 1});
        const auto results = ring->send();
        QVERIFY(results[0] > 0 && results[0] < more.size());
        QCOMPARE(results[1], -EAGAIN);
        QVERIFY(!ring->isBroken());
        for (const int descriptor : {good[0], good[1], gone[0]})
            ::close(descriptor);
    }

private:
    static void ways()
    {
        QTest::addColumn<bool>("together");
        QTest::newRow("one by one") << false;
        QTest::newRow("together") << true;
    }
    static bool hasRing() { return SendRing::make() != nullptr; }
};

QTEST_GUILESS_MAIN(TestWireContext)
#include "tst_wirecontext.moc"
