// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "socketpair.h"

#include <QHostAddress>
#include <QTest>

#include <random>

using namespace Rainbow;

class TestWireReading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksConnected()
    {
        SocketPair pair;
        QCOMPARE(pair.socket->state(), QAbstractSocket::ConnectedState);
        QVERIFY(pair.socket->isOpen());
        QCOMPARE(pair.socket->peerAddress(), QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(pair.socket->localAddress(), QHostAddress(QHostAddress::LocalHost));
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(pair.peer, reinterpret_cast<sockaddr *>(&address), &size);
        QCOMPARE(pair.socket->peerPort(), ntohs(address.sin_port));
        QVERIFY(pair.socket->localPort() > 0);
        QCOMPARE(pair.socket->bytesAvailable(), 0);
        QCOMPARE(pair.socket->bytesToWrite(), 0);
        QCOMPARE(pair.socket->readAll(), QByteArray());
    }

    void readsWhatCame()
    {
        SocketPair pair;
        const TimePoint before = pair.socket->lastHeard();
        pair.peerSends("hello");
        QVERIFY(until([&] { return pair.socket->bytesAvailable() == 5; }));
        QVERIFY(pair.socket->lastHeard() > before);
        QCOMPARE(pair.socket->unread().toByteArray(), QByteArray("hello"));
        QCOMPARE(pair.socket->bytesAvailable(), 5);
        QCOMPARE(pair.socket->peek(3), QByteArray("hel"));
        QCOMPARE(pair.socket->bytesAvailable(), 5);
        QCOMPARE(pair.socket->read(2), QByteArray("he"));
        QCOMPARE(pair.socket->readAll(), QByteArray("llo"));
        QCOMPARE(pair.socket->bytesAvailable(), 0);
        QCOMPARE(pair.readyReads, 1);
    }

    void whatIsLeftIsKept()
    {
        SocketPair pair;
        QByteArray read;
        connect(pair.socket, &WireSocket::readyRead, this, [&] { read += pair.socket->read(2); });
        for (const char *part : {"abc", "def", "ghi"}) {
            pair.peerSends(part);
            const int before = pair.readyReads;
            QVERIFY(until([&] { return pair.readyReads > before; }));
        }
        QCOMPARE(read, QByteArray("abcdef"));
        QCOMPARE(pair.socket->unread().toByteArray(), QByteArray("ghi"));
        QCOMPARE(pair.socket->readAll(), QByteArray("ghi"));
    }

    void readersOfOneContextDoNotMix()
    {
        // The shared buffer is another's in the next turn.
        SocketPair pair;
        int descriptors[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, descriptors),
                 0);
        WireSocket other(descriptors[0], pair.context);
        pair.peerSends("first");
        QVERIFY(until([&] { return pair.readyReads == 1; }));
        QCOMPARE(::send(descriptors[1], "OTHER-OTHER", 11, MSG_NOSIGNAL), 11);
        QVERIFY(until([&] { return other.bytesAvailable() == 11; }));
        QCOMPARE(pair.socket->readAll(), QByteArray("first"));
        QCOMPARE(other.readAll(), QByteArray("OTHER-OTHER"));
        ::close(descriptors[1]);
    }

    void randomReads()
    {
        for (quint32 seed = 1; seed <= 10; ++seed) {
            std::mt19937 random(seed);
            SocketPair pair;
            QByteArray sent(300'000, Qt::Uninitialized);
            for (char &byte : sent)
                byte = char(random());
            QByteArray read;
            connect(pair.socket, &WireSocket::readyRead, this, [&] {
                if (random() % 3 == 0)
                    QCOMPARE(pair.socket->unread().size(), pair.socket->bytesAvailable());
                for (quint32 i = random() % 4; i > 0; --i)
                    read += pair.socket->read(qint64(random() % 40'000));
            });
            for (qsizetype at = 0; at < sent.size();) {
                const qsizetype size =
                    qMin<qsizetype>(sent.size() - at, qsizetype(random() % 30'000 + 1));
                pair.peerSends(sent.mid(at, size));
                at += size;
                settle();
            }
            QVERIFY(
                until([&] { return read.size() + pair.socket->bytesAvailable() == sent.size(); }));
            read += pair.socket->readAll();
            QVERIFY(read == sent);
        }
    }

    // --- without a copy

    void consumed()
    {
        SocketPair pair;
        pair.peerSends("HEAD\nrest");
        QVERIFY(until([&] { return pair.socket->bytesAvailable() == 9; }));
        pair.socket->consume(0);
        QCOMPARE(pair.socket->bytesAvailable(), 9);
        pair.socket->consume(5);
        QCOMPARE(pair.socket->unread().toByteArray(), QByteArray("rest"));
        pair.peerSends("-more");
        QVERIFY(until([&] { return pair.socket->bytesAvailable() == 9; }));
        QCOMPARE(pair.socket->unread().toByteArray(), QByteArray("rest-more"));
        pair.socket->consume(9);
        QCOMPARE(pair.socket->bytesAvailable(), 0);
        QCOMPARE(pair.socket->unread().size(), 0);
    }

    void consumedWithinReadyRead()
    {
        // Some of what was kept and of what is fresh, in every proportion.
        for (qsizetype first = 0; first <= 6; ++first) {
            SocketPair pair;
            QByteArray read;
            qsizetype take = 0;
            connect(pair.socket, &WireSocket::readyRead, this, [&] {
                read += pair.socket->unread().first(take);
                pair.socket->consume(take);
            });
            pair.peerSends("abc");
            QVERIFY(until([&] { return pair.readyReads == 1; }));
            take = first;
            pair.peerSends("def");
            QVERIFY(until([&] { return pair.readyReads == 2; }));
            QCOMPARE(read + pair.socket->readAll(), QByteArray("abcdef"));
        }
    }

    // --- holding back

    void pausedReading()
    {
        SocketPair pair;
        pair.socket->setReading(false);
        pair.peerSends("hello");
        settle();
        QCOMPARE(pair.readyReads, 0);
        QCOMPARE(pair.socket->bytesAvailable(), 0);
        pair.socket->setReading(true);
        QVERIFY(until([&] { return pair.socket->bytesAvailable() == 5; }));

        // What is already here when reading resumes is announced once more.
        pair.socket->setReading(false);
        const int before = pair.readyReads;
        pair.socket->setReading(true);
        QCOMPARE(pair.readyReads, before);
        QVERIFY(until([&] { return pair.readyReads == before + 1; }));
        QCOMPARE(pair.socket->readAll(), QByteArray("hello"));
    }

    void pauseDuringReadyRead()
    {
        SocketPair pair;
        connect(pair.socket, &WireSocket::readyRead, this, [&] { pair.socket->setReading(false); });
        pair.peerSends("a");
        QVERIFY(until([&] { return pair.readyReads == 1; }));
        pair.peerSends("b");
        settle();
        QCOMPARE(pair.readyReads, 1);
        QCOMPARE(pair.socket->unread().toByteArray(), QByteArray("a"));
    }

    void readBufferIsBounded()
    {
        SocketPair pair;
        pair.socket->setReadBufferSize(1'000);
        const QByteArray sent(100'000, 's');
        qsizetype put = 0;
        // The kernel takes some as well; what has not gone out when it takes no more is left.
        while (put < sent.size()) {
            const ssize_t size =
                ::send(pair.peer, sent.constData(), size_t(sent.size() - put), MSG_NOSIGNAL);
            if (size <= 0)
                break;
            put += size;
        }
        settle();
        constexpr qsizetype OneRead = 64 * 1024;
        QVERIFY(pair.socket->bytesAvailable() >= 1'000);
        QVERIFY(pair.socket->bytesAvailable() <= 1'000 + OneRead);
        // Given up, the bound lets the rest in.
        qsizetype read = pair.socket->readAll().size();
        pair.socket->setReadBufferSize(0);
        pair.socket->setReading(true);
        QVERIFY(until([&] {
            read += pair.socket->readAll().size();
            return read == put;
        }));
    }

    // --- the peer's end

    void halfClose()
    {
        SocketPair pair;
        pair.peerSends("last words");
        ::shutdown(pair.peer, SHUT_WR);
        QVERIFY(until([&] { return pair.ends == 1; }));
        settle();
        // The owner decides: nothing else happens.
        QCOMPARE(pair.disconnects, 0);
        QCOMPARE(pair.socket->state(), QAbstractSocket::ConnectedState);
        QCOMPARE(pair.socket->readAll(), QByteArray("last words"));
        QCOMPARE(pair.socket->write("answer"), 6);
        QCOMPARE(pair.peerReadsAll(6), QByteArray("answer"));
        pair.socket->setReading(false);
        pair.socket->setReading(true);
        settle();
        QCOMPARE(pair.ends, 1);

        pair.socket->close();
        QVERIFY(pair.peerSeesEnd());
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        settle();
        QCOMPARE(pair.disconnects, 1);
        QCOMPARE(pair.ends, 1);
    }

    void reset()
    {
        SocketPair pair;
        pair.resetPeer();
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        settle();
        QCOMPARE(pair.disconnects, 1);
        QCOMPARE(pair.ends, 1);
        QCOMPARE(pair.socket->state(), QAbstractSocket::UnconnectedState);
        // Nothing of it hurts any more.
        QCOMPARE(pair.socket->write("x"), -1);
        pair.socket->setReading(true);
        pair.socket->close();
        pair.socket->cutOff("x");
        pair.socket->abortSoon();
        (void)pair.socket->send({"frame", -1}, 0, true);
        settle();
        QCOMPARE(pair.disconnects, 1);
    }
};

QTEST_GUILESS_MAIN(TestWireReading)
#include "tst_wirereading.moc"
