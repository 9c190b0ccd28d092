// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/handover.h"

#include "socketpair.h"
#include "tlsfiles.h"

#include <QTest>
#include <QThread>

#include <semaphore>

using namespace Rainbow;

namespace {

/// A worker as far as connections go: takes what moves to its hub, and repeats in capitals all that
/// comes, but the request.
class Shouter {
public:
    Shouter(Handover &handover, HubId id) : m_handover(handover), m_id(id)
    {
        m_thread.reset(QThread::create([this] {
            run();
            m_ended.release();
        }));
        m_thread->start();
        m_ready.acquire();
    }
    ~Shouter()
    {
        m_thread->quit();
        m_ended.acquire(); // which the thread sanitizer sees, other than what Qt does
        m_thread->wait();
    }
    Q_DISABLE_COPY_MOVE(Shouter)

    std::atomic<int> taken = 0;
    std::atomic<int> gone = 0;

private:
    void run()
    {
        WireContext context{OutboxLimits{}};
        QObject guard; // of the thread: its end is the end of all sockets
        QObject::connect(QAbstractEventDispatcher::instance(),
                         &QAbstractEventDispatcher::aboutToBlock, &guard,
                         [&context] { context.flush(); });
        m_handover.join(m_id, [&](MovingClient &&client) {
            auto *socket = new WireSocket(std::move(client.socket), context, &guard);
            socket->consume(client.headSize);
            QObject::connect(socket, &WireSocket::readyRead, socket,
                             [socket] { socket->write(socket->readAll().toUpper()); });
            QObject::connect(socket, &WireSocket::readChannelFinished, socket, &WireSocket::close);
            QObject::connect(socket, &WireSocket::disconnected, socket, [this, socket] {
                ++gone;
                socket->deleteLater();
            });
            socket->setReading(true); // announces what came with the request
            ++taken;
        });
        m_ready.release();
        QEventLoop().exec();
        m_handover.leave(m_id);
    }

    Handover &m_handover;
    HubId m_id;
    std::unique_ptr<QThread> m_thread;
    std::binary_semaphore m_ready{0};
    std::binary_semaphore m_ended{0};
};

constexpr char Request[] = "GET /connect/ HTTP/1.1\r\n\r\n";
constexpr qsizetype RequestSize = sizeof Request - 1;

/// The other end of a connection: in the clear, or by TLS.
class Peer {
public:
    explicit Peer(SocketPair &pair, const std::shared_ptr<const TlsContext> &tls)
        : m_pair(pair), m_context(SSL_CTX_new(TLS_client_method()))
    {
        if (!tls)
            return;
        pair.socket->startTls(tls);
        m_ssl.reset(SSL_new(m_context.get()));
        SSL_set_fd(m_ssl.get(), pair.peer);
        SSL_set_connect_state(m_ssl.get());
    }

    [[nodiscard]] bool shakeHands()
    {
        return !m_ssl || until([this] {
            ERR_clear_error();
            return SSL_do_handshake(m_ssl.get()) == 1;
        });
    }
    void beginsHandshake() { SSL_do_handshake(m_ssl.get()); }
    void says(const QByteArray &text)
    {
        if (!m_ssl)
            m_pair.peerSends(text);
        else if (SSL_write(m_ssl.get(), text.constData(), int(text.size())) != text.size())
            qFatal("the peer cannot write");
    }
    [[nodiscard]] bool hears(const QByteArray &text)
    {
        QByteArray got;
        (void)until([&] {
            got += m_ssl ? decrypted() : m_pair.peerReads();
            return got.size() >= text.size() || m_pair.peerSawEnd;
        });
        return got == text;
    }

private:
    QByteArray decrypted()
    {
        char buffer[16 * 1024];
        ERR_clear_error();
        return {buffer, std::max(0, SSL_read(m_ssl.get(), buffer, sizeof buffer))};
    }

    SocketPair &m_pair;
    SslContextPtr m_context;
    SslPtr m_ssl;
};

} // namespace

/// Connections that go from one thread to another.
class TestHandover : public QObject {
    Q_OBJECT

private:
    TlsFiles m_files;
    std::shared_ptr<const TlsContext> m_tls;

    /// Moves the pair's socket to hub 0 once its request has come.
    static void move(SocketPair &pair, Handover &handover)
    {
        QVERIFY(until([&pair] { return pair.socket->bytesAvailable() >= RequestSize; }));
        handover.send(0, {pair.socket->detach(), {}, RequestSize});
        delete pair.socket;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_files.add({"localhost"}, u"a"_qs);
        m_tls = m_files.context();
    }

    void ways_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("clear") << false;
        QTest::newRow("TLS") << true;
    }

    void goesOn_data() { ways_data(); }
    void goesOn()
    {
        QFETCH(bool, tls);
        Handover handover(1);
        Shouter shouter(handover, 0);
        SocketPair pair;
        Peer peer(pair, tls ? m_tls : nullptr);
        QVERIFY(peer.shakeHands());
        peer.says(Request);
        move(pair, handover);
        peer.says("hello");
        QVERIFY(peer.hears("HELLO"));
        peer.says("again");
        QVERIFY(peer.hears("AGAIN"));
        QCOMPARE(pair.disconnects, 0);
        pair.closePeer();
        QVERIFY(until([&] { return shouter.gone == 1; }));
    }

    void whatCameWithTheRequest_data() { ways_data(); }
    void whatCameWithTheRequest()
    {
        QFETCH(bool, tls);
        Handover handover(1);
        Shouter shouter(handover, 0);
        SocketPair pair;
        Peer peer(pair, tls ? m_tls : nullptr);
        QVERIFY(peer.shakeHands());
        peer.says(Request + QByteArray("early"));
        move(pair, handover);
        QVERIFY(peer.hears("EARLY"));
    }

    void inTheMiddleOfReading_data() { ways_data(); }
    void inTheMiddleOfReading()
    {
        // As the gate does it: from within readyRead(), while the kernel, or TLS, has more.
        QFETCH(bool, tls);
        Handover handover(1);
        Shouter shouter(handover, 0);
        SocketPair pair;
        Peer peer(pair, tls ? m_tls : nullptr);
        QVERIFY(peer.shakeHands());
        connect(pair.socket, &WireSocket::readyRead, this, [&pair, &handover] {
            WireSocket *socket = pair.socket;
            handover.send(0, {socket->detach(), {}, RequestSize});
            socket->deleteLater();
        });
        const QByteArray rest(100'000, 'x');
        pair.socket->blockSignals(true); // so that all of it has come at the first look
        peer.says(Request);
        for (qsizetype at = 0; at < rest.size(); at += 10'000)
            peer.says(rest.mid(at, 10'000));
        pair.socket->blockSignals(false);
        QVERIFY(peer.hears(rest.toUpper()));
    }

    void addressOfTheClient()
    {
        SocketPair pair;
        pair.socket->setClientAddress(QHostAddress(u"1.2.3.4"_qs));
        const quint16 port = pair.socket->peerPort();
        const TimePoint heard = pair.socket->lastHeard();
        WireSocket moved(pair.socket->detach(), pair.context);
        QCOMPARE(moved.peerAddress(), QHostAddress(u"1.2.3.4"_qs));
        QCOMPARE(moved.peerPort(), port);
        QCOMPARE(moved.lastHeard(), heard);
    }

    void handshakeUnderWay()
    {
        // With a certificate that the kernel does not take at once: some of it waits in TLS.
        TlsFiles files;
        QList<QByteArray> names;
        for (int i = 0; i < 1'000; ++i)
            names.append("name-" + QByteArray::number(i) + ".example");
        files.add(names, u"many"_qs);
        SocketPair pair({}, 4'096);
        Peer peer(pair, files.context());
        peer.beginsHandshake();
        QVERIFY(until([&pair] { return pair.socket->isBlocked(); }));
        Handover handover(1);
        Shouter shouter(handover, 0);
        handover.send(0, {pair.socket->detach(), {}, 0});
        delete pair.socket;
        QVERIFY(peer.shakeHands());
        peer.says("hello");
        QVERIFY(peer.hears("HELLO"));
    }

    void nobodyThere()
    {
        // A worker that has ended: the connection does too, and its seat is free again.
        Handover handover(1);
        ConnectionBudget budget(1, 1);
        SocketPair pair;
        QVERIFY(budget.take());
        Seat seat(budget);
        QVERIFY(seat.takeOf(addressKey(pair.socket->peerAddress())));
        pair.socket->setSeat(std::move(seat));
        pair.peerSends(Request);
        move(pair, handover);
        QVERIFY(pair.peerSeesEnd());
        QCOMPARE(budget.taken(), 0);
        QCOMPARE(budget.addressCount(), size_t(0));
    }

    void seatGoesAlong()
    {
        Handover handover(1);
        ConnectionBudget budget(1);
        SocketPair pair;
        {
            Shouter shouter(handover, 0);
            QVERIFY(budget.take());
            pair.socket->setSeat(Seat(budget));
            pair.peerSends(Request);
            move(pair, handover);
            QVERIFY(until([&] { return shouter.taken == 1; }));
            QCOMPARE(budget.taken(), 1);
        }
        QVERIFY(pair.peerSeesEnd());
        QCOMPARE(budget.taken(), 0);
    }

    void manyBothWays()
    {
        constexpr int Connections = 200;
        Handover handover(1);
        ConnectionBudget budget(Connections);
        Shouter shouter(handover, 0);
        for (int i = 0; i < Connections; ++i) {
            SocketPair pair;
            Peer peer(pair, i % 2 ? m_tls : nullptr);
            QVERIFY(budget.take());
            pair.socket->setSeat(Seat(budget));
            QVERIFY(peer.shakeHands());
            peer.says(Request);
            move(pair, handover);
            peer.says("hello");
            QVERIFY(peer.hears("HELLO"));
        }
        QVERIFY(until([&] { return shouter.gone == Connections; }));
        QVERIFY(until([&] { return budget.taken() == 0; }));
    }
};

QTEST_GUILESS_MAIN(TestHandover)
#include "tst_handover.moc"
