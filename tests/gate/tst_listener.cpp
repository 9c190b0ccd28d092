// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/listener.h"

#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Rainbow;

namespace {

/// Closes at its end what openListeners() opened.
struct Opened {
    explicit Opened(const QHostAddress &address, quint16 port = 0, int count = 1)
        : listeners(openListeners(address, port, count))
    {
    }
    ~Opened()
    {
        for (const int descriptor : std::as_const(listeners.descriptors))
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(Opened)

    Listeners listeners;
};

quint16 portOf(int descriptor)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    return address.ss_family == AF_INET
        ? ntohs(reinterpret_cast<const sockaddr_in *>(&address)->sin_port)
        : ntohs(reinterpret_cast<const sockaddr_in6 *>(&address)->sin6_port);
}

int option(int descriptor, int level, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    ::getsockopt(descriptor, level, name, &value, &size);
    return value;
}

bool connects(const QHostAddress &address, quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(address, port);
    return socket.waitForConnected(5'000);
}

bool hasIpv6()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHostIPv6);
}

const QHostAddress Local(QHostAddress::LocalHost);

} // namespace

class TestListener : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void freePort()
    {
        Opened one(Local);
        Opened two(Local);
        QVERIFY2(one.listeners.ok(), one.listeners.error.constData());
        QVERIFY2(two.listeners.ok(), two.listeners.error.constData());
        QVERIFY(one.listeners.port > 0);
        QVERIFY(one.listeners.port != two.listeners.port);
        QCOMPARE(one.listeners.descriptors.size(), 1);
        QCOMPARE(portOf(one.listeners.descriptors[0]), one.listeners.port);
        QVERIFY(connects(Local, one.listeners.port));
    }

    void givenPort()
    {
        quint16 port = 0;
        {
            Opened first(Local);
            port = first.listeners.port;
        }
        Opened again(Local, port);
        QVERIFY2(again.listeners.ok(), again.listeners.error.constData());
        QCOMPARE(again.listeners.port, port);
    }

    void workersShare()
    {
        Opened opened(Local, 0, 4);
        QVERIFY2(opened.listeners.ok(), opened.listeners.error.constData());
        const QList<int> descriptors = opened.listeners.descriptors;
        QCOMPARE(QSet<int>(descriptors.begin(), descriptors.end()).size(), 4);
        for (const int descriptor : descriptors) {
            QCOMPARE(portOf(descriptor), opened.listeners.port);
            QVERIFY(::fcntl(descriptor, F_GETFL) & O_NONBLOCK);
            QVERIFY(::fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
        }

        constexpr int Clients = 100;
        std::vector<std::unique_ptr<QTcpSocket>> clients;
        for (int i = 0; i < Clients; ++i) {
            clients.push_back(std::make_unique<QTcpSocket>());
            clients.back()->connectToHost(Local, opened.listeners.port);
            QVERIFY(clients.back()->waitForConnected(5'000));
        }
        int accepted = 0;
        int busy = 0;
        for (const int descriptor : descriptors) {
            int here = 0;
            for (int client; (client = ::accept(descriptor, nullptr, nullptr)) >= 0; ++here) {
                QCOMPARE(option(client, IPPROTO_TCP, TCP_NODELAY), 1);
                QCOMPARE(option(client, SOL_SOCKET, SO_KEEPALIVE), 1);
                QVERIFY(option(client, IPPROTO_TCP, TCP_USER_TIMEOUT) > 0);
                ::close(client);
            }
            accepted += here;
            busy += here > 0;
        }
        QCOMPARE(accepted, Clients);
        QVERIFY(busy > 1); // the kernel spreads them
    }

    void anyAddress()
    {
        Opened opened{QHostAddress(QHostAddress::Any)};
        QVERIFY2(opened.listeners.ok(), opened.listeners.error.constData());
        QVERIFY(connects(Local, opened.listeners.port));
        if (!hasIpv6())
            QSKIP("no IPv6 on this machine");
        QVERIFY(connects(QHostAddress(QHostAddress::LocalHostIPv6), opened.listeners.port));
    }

    void anyIpv4()
    {
        Opened opened{QHostAddress(QHostAddress::AnyIPv4)};
        QVERIFY2(opened.listeners.ok(), opened.listeners.error.constData());
        QVERIFY(connects(Local, opened.listeners.port));
        if (hasIpv6())
            QVERIFY(!connects(QHostAddress(QHostAddress::LocalHostIPv6), opened.listeners.port));
    }

    void ipv6Alone()
    {
        if (!hasIpv6())
            QSKIP("no IPv6 on this machine");
        Opened opened{QHostAddress(QHostAddress::LocalHostIPv6)};
        QVERIFY2(opened.listeners.ok(), opened.listeners.error.constData());
        QVERIFY(connects(QHostAddress(QHostAddress::LocalHostIPv6), opened.listeners.port));
        QVERIFY(!connects(Local, opened.listeners.port));
    }

    void takenPortIsNamedWithItsProgram()
    {
        QTcpServer other;
        QVERIFY(other.listen(Local));
        Opened opened(Local, other.serverPort(), 2);
        QVERIFY(!opened.listeners.ok());
        QVERIFY(opened.listeners.descriptors.isEmpty());
        const QByteArray error = opened.listeners.error;
        QVERIFY2(error.contains("127.0.0.1"), error.constData());
        QVERIFY2(error.contains(QByteArray::number(other.serverPort())), error.constData());
        QVERIFY2(error.contains("tst_listener"), error.constData());
        QVERIFY2(error.contains("pid " + QByteArray::number(::getpid())), error.constData());
    }

    void takenPortThatWouldBeShared()
    {
        // SO_REUSEPORT on both sides: the kernel would let us in, and half the clients would go
        // to the wrong program.
        Opened first(Local, 0, 2);
        Opened second(Local, first.listeners.port, 2);
        QVERIFY(!second.listeners.ok());
        QVERIFY(second.listeners.descriptors.isEmpty());
        QVERIFY2(second.listeners.error.contains("pid " + QByteArray::number(::getpid())),
                 second.listeners.error.constData());
    }

    void takenPortOfAnotherFamily()
    {
        QTcpServer other;
        QVERIFY(other.listen(Local));
        Opened opened(QHostAddress(QHostAddress::Any), other.serverPort());
        QVERIFY(!opened.listeners.ok());
        QVERIFY2(opened.listeners.error.contains("pid " + QByteArray::number(::getpid())),
                 opened.listeners.error.constData());
    }

    void addressOfSomebodyElse()
    {
        Opened opened(QHostAddress(QStringLiteral("192.0.2.1")), 0);
        if (opened.listeners.ok())
            QSKIP("this machine binds foreign addresses");
        QVERIFY2(opened.listeners.error.contains("192.0.2.1"), opened.listeners.error.constData());
        QVERIFY2(!opened.listeners.error.contains("another program"),
                 opened.listeners.error.constData());
    }
};

QTEST_GUILESS_MAIN(TestListener)
#include "tst_listener.moc"
