// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "socketpair.h"
#include "tlsfiles.h"

#include <QTest>

#include <sys/ioctl.h>

using namespace Rainbow;
using Result = Outbox::PushResult;

namespace {

/// A SocketPair whose socket speaks TLS, and whose peer has a client of OpenSSL on its descriptor.
class TlsSocketPair : public SocketPair {
public:
    explicit TlsSocketPair(const std::shared_ptr<const TlsContext> &tls,
                           const OutboxLimits &limits = {}, int sendBuffer = 0)
        : SocketPair(limits, sendBuffer), m_context(SSL_CTX_new(TLS_client_method())),
          client(SSL_new(m_context.get()))
    {
        socket->startTls(tls);
        SSL_set_fd(client.get(), peer);
        SSL_set_connect_state(client.get());
    }

    [[nodiscard]] bool shakeHands()
    {
        const bool done = until([this] {
            (void)clientReads();
            return SSL_is_init_finished(client.get()) || sawError;
        });
        // The server has to take the end of it, and sends a ticket.
        settle();
        (void)clientReads();
        return done && !sawError;
    }
    /// What has come, decrypted.
    QByteArray clientReads(int most = 1 << 20)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        ERR_clear_error();
        const int size = SSL_read(client.get(), bytes.data(), most);
        const int error = SSL_get_error(client.get(), size);
        sawGoodbye = sawGoodbye || error == SSL_ERROR_ZERO_RETURN;
        sawError = sawError || error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL;
        bytes.truncate(std::max(size, 0));
        return bytes;
    }
    /// Everything up to the end.
    QByteArray clientReadsToTheEnd()
    {
        QByteArray all;
        (void)until([&] {
            all += clientReads();
            return sawGoodbye || sawError;
        });
        return all;
    }
    void clientWrites(const QByteArray &bytes)
    {
        QVERIFY(SSL_write(client.get(), bytes.constData(), int(bytes.size())) == bytes.size());
    }

    /// So many bytes are there, whole, when the socket gets to read: more than it reads in one
    /// turn. With the last record taken from the kernel, no event tells of what is left.
    void arrivesAtOnce(qsizetype size)
    {
        const int room = 4 * int(size);
        ::setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        socket->setReading(false);
        constexpr qsizetype record = 10'000;
        for (qsizetype i = 0; i < size / record; ++i)
            clientWrites(QByteArray(record, char('a' + i)));
        int waiting = 0;
        QVERIFY(until([&] {
            ::ioctl(int(socket->socketDescriptor()), FIONREAD, &waiting);
            return waiting > size;
        }));
        socket->setReading(true);
    }

    bool sawGoodbye = false;
    bool sawError = false;

private:
    SslContextPtr m_context;

public:
    SslPtr client;
};

} // namespace

/// WireSocket with TLS.
class TestWireTls : public QObject {
    Q_OBJECT

private:
    TlsFiles m_files;
    std::shared_ptr<const TlsContext> m_tls;

private Q_SLOTS:
    void initTestCase()
    {
        m_files.add({"localhost"}, u"a"_qs);
        m_tls = m_files.context();
    }

    void bothWays()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        QCOMPARE(pair.readyReads, 0); // a handshake is nothing to read
        pair.clientWrites("hello");
        QVERIFY(until([&] { return pair.readyReads > 0; }));
        QCOMPARE(pair.socket->readAll(), "hello");
        QCOMPARE(pair.socket->write("written"), 7);
        QCOMPARE(pair.socket->send({" ##", 1}, 0x4142, true), Result::Queued);
        QByteArray got;
        QVERIFY(until([&] { return (got += pair.clientReads()).size() == 10; }));
        QCOMPARE(got, "written AB");
        QCOMPARE(pair.writeReports, 1);
        QCOMPARE(pair.reported, 7);
    }

    void moreThanOneTurnReads()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        QByteArray got;
        connect(pair.socket, &WireSocket::readyRead, this, [&] { got += pair.socket->readAll(); });
        pair.arrivesAtOnce(70'000);
        QVERIFY(until([&] { return got.size() == 70'000; }));
        QVERIFY(pair.readyReads > 1);
        for (qsizetype i = 0; i < got.size(); ++i)
            QVERIFY(got[i] == char('a' + i / 10'000));
    }

    void pausedWithMore()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        QByteArray got;
        connect(pair.socket, &WireSocket::readyRead, this, [&] {
            got += pair.socket->readAll();
            pair.socket->setReading(false);
        });
        pair.arrivesAtOnce(70'000);
        QVERIFY(until([&] { return !got.isEmpty(); }));
        settle();
        QCOMPARE(pair.readyReads, 1);
        QVERIFY(got.size() < 70'000);
        pair.socket->setReading(true);
        QVERIFY(until([&] { return got.size() == 70'000; }));
    }

    void largeWritesArriveWhole()
    {
        TlsSocketPair pair(m_tls, {}, 8 * 1024);
        QVERIFY(pair.shakeHands());
        QByteArray sent;
        for (int i = 0; sent.size() < 3'000'000; ++i)
            sent += QByteArray::number(i) + ' ';
        QCOMPARE(pair.socket->write(sent), sent.size());
        QByteArray got;
        QVERIFY(until([&] {
            got += pair.clientReads(20'000);
            if (got.size() < sent.size() / 2 && pair.writeReports > 0)
                return true; // told too early
            return got.size() == sent.size();
        }));
        QVERIFY(got == sent);
        QVERIFY(until([&] { return pair.writeReports > 0; }));
        QCOMPARE(pair.reported, sent.size());
    }

    void cutOffLeavesTheStreamWhole()
    {
        TlsSocketPair pair(m_tls, {10'000'000}, 4 * 1024);
        QVERIFY(pair.shakeHands());
        for (int i = 0; i < 5'000; ++i)
            QCOMPARE(pair.socket->send({QByteArray(1'000, char('a' + i % 26)), -1}, 0, true),
                     Result::Queued);
        pair.context.flush();
        QVERIFY(pair.socket->isBlocked());
        pair.socket->cutOff("CLOSE");
        QByteArray stream = pair.clientReadsToTheEnd();
        QVERIFY(pair.sawGoodbye && !pair.sawError);
        QVERIFY(stream.endsWith("CLOSE"));
        stream.chop(5);
        QVERIFY(stream.size() > 0 && stream.size() < 5'000'000);
        QCOMPARE(stream.size() % 1'000, 0);
        for (qsizetype i = 0; i < stream.size(); ++i)
            QVERIFY(stream[i] == char('a' + i / 1'000 % 26));
    }

    void cutOffOfADeafPeer()
    {
        TlsSocketPair pair(m_tls, {}, 4 * 1024);
        QVERIFY(pair.shakeHands());
        pair.socket->write(QByteArray(10'000'000, 'x'));
        pair.context.flush();
        pair.socket->cutOff("CLOSE");
        QVERIFY(until([&] { return pair.disconnects > 0; }));
        settle();
        QCOMPARE(pair.disconnects, 1);
    }

    void closeSaysGoodbye()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        pair.socket->write("bye");
        pair.socket->close();
        pair.clientWrites("what still arrives is thrown away");
        QCOMPARE(pair.clientReadsToTheEnd(), "bye");
        QVERIFY(pair.sawGoodbye && !pair.sawError);
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
        QCOMPARE(pair.readyReads, 0);
    }

    void closeBeforeTheHandshake()
    {
        TlsSocketPair pair(m_tls);
        pair.socket->write("nobody could read it");
        pair.socket->close();
        QVERIFY(pair.peerSeesEnd());
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
    }

    void plainHttp()
    {
        TlsSocketPair pair(m_tls);
        pair.peerSends("GET / HTTP/1.1\r\n\r\n");
        QByteArray answer;
        QVERIFY(until([&] {
            answer += pair.peerReads();
            return pair.peerSawEnd;
        }));
        QCOMPARE(answer, TlsStream::plainHttpAnswer());
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
        QCOMPARE(pair.readyReads, 0);
    }

    void failureIsTold()
    {
        TlsSocketPair pair(m_tls);
        pair.peerSends(QByteArray::fromHex("1603030005") + "wrong" + QByteArray(1'000, 'x'));
        QByteArray answer;
        QVERIFY(until([&] {
            answer += pair.peerReads();
            return pair.peerSawEnd;
        }));
        QCOMPARE(answer.size(), 7); // an alert, and no reset that would eat it
        QVERIFY(answer.startsWith(QByteArray::fromHex("1503")));
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
    }

    void forgedRecord()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        pair.socket->write("never said");
        pair.peerSends(QByteArray::fromHex("1703030020") + QByteArray(32, 'x'));
        QVERIFY(until([&] {
            (void)pair.clientReads();
            return pair.sawError;
        }));
        pair.closePeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
    }

    void peerSaysGoodbye()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        SSL_shutdown(pair.client.get());
        QVERIFY(until([&] { return pair.ends == 1; }));
        // The owner decides: there may be an answer yet.
        QCOMPARE(pair.disconnects, 0);
        pair.socket->write("answer");
        QByteArray got;
        QVERIFY(until([&] { return (got += pair.clientReads()).size() == 6; }));
    }

    void peerResets()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        pair.resetPeer();
        QVERIFY(until([&] { return pair.disconnects == 1; }));
    }

    void deleteInReadyRead()
    {
        TlsSocketPair pair(m_tls);
        QVERIFY(pair.shakeHands());
        connect(pair.socket, &WireSocket::readyRead, this, [&] { delete pair.socket; });
        for (int i = 0; i < 7; ++i)
            pair.clientWrites(QByteArray(10'000, 'x'));
        QVERIFY(until([&] { return !pair.socket; }));
        settle();
    }
};

QTEST_GUILESS_MAIN(TestWireTls)
#include "tst_wiretls.moc"
