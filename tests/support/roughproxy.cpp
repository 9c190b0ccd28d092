// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/roughproxy.h"

#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

namespace Rainbow::Test {

namespace {

constexpr qint64 Piece = 64 * 1024;
/// How long a connection whose bytes were repeated, or that is closed by half, may go on.
constexpr auto Agony = 200ms;

} // namespace

/// One connection of a client and the one to the relay that belongs to it.
class RoughProxy::Passage : public QObject {
public:
    Passage(RoughProxy &proxy, QTcpSocket *client) : m_proxy(proxy), m_client(client)
    {
        m_proxy.m_passages.insert(this);
        m_client->setParent(this);
        for (QTcpSocket *socket : {m_client, &m_relay}) {
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(socket, &QTcpSocket::readyRead, this, &Passage::passAll);
            connect(socket, &QTcpSocket::disconnected, this, &Passage::end);
            connect(socket, &QTcpSocket::errorOccurred, this, &Passage::end);
        }
        connect(&m_relay, &QTcpSocket::connected, this, &Passage::passAll);
        m_relay.connectToHost(QHostAddress::LocalHost, m_proxy.m_target);
    }
    ~Passage() override { m_proxy.m_passages.erase(this); }

    void cut()
    {
        if (m_over)
            return;
        ++m_proxy.m_ended;
        m_client->abort();
        m_relay.abort();
        end();
    }

private:
    void passAll()
    {
        if (m_relay.state() == QAbstractSocket::ConnectedState) {
            pass(*m_client, m_relay);
            pass(m_relay, *m_client);
        }
    }

    void pass(QTcpSocket &from, QTcpSocket &to)
    {
        while (!m_over && !m_stalled && from.bytesAvailable() > 0) {
            const Weather &weather = m_proxy.m_weather;
            if (m_proxy.chance(weather.cut)) {
                cut();
                return;
            }
            if (m_proxy.chance(weather.stall)) {
                stall();
                return;
            }
            const QByteArray bytes = from.read(Piece);
            if (m_closedTo == &to)
                continue;
            to.write(bytes);
            if (m_proxy.chance(weather.duplicate)) {
                ++m_proxy.m_duplicates;
                to.write(bytes);
                QTimer::singleShot(Agony, this, &Passage::cut);
            }
            if (m_proxy.chance(weather.halfClose)) {
                closeHalf(to);
                return;
            }
        }
    }

    /// Nothing more goes to that side, as if the other had shut down its sending.
    void closeHalf(QTcpSocket &to)
    {
        ++m_proxy.m_halfCloses;
        m_closedTo = &to;
        to.flush();
        ::shutdown(int(to.socketDescriptor()), SHUT_WR);
        QTimer::singleShot(Agony, this, &Passage::cut);
    }

    void stall()
    {
        ++m_proxy.m_stalls;
        m_stalled = true;
        const auto longest = int(m_proxy.m_weather.longestStall.count());
        QTimer::singleShot(m_proxy.m_random.bounded(1, longest + 1), this, [this] {
            m_stalled = false;
            passAll();
        });
    }

    /// One side has gone: what came before goes to the other side still.
    void end()
    {
        if (m_over)
            return;
        m_stalled = false;
        m_over = true;
        passRest(*m_client, m_relay);
        passRest(m_relay, *m_client);
        m_relay.disconnectFromHost();
        m_client->disconnectFromHost();
        deleteLater();
    }

    static void passRest(QTcpSocket &from, QTcpSocket &to)
    {
        if (from.isReadable() && to.state() == QAbstractSocket::ConnectedState)
            to.write(from.readAll());
    }

    RoughProxy &m_proxy;
    QTcpSocket *m_client;
    QTcpSocket m_relay;
    const QTcpSocket *m_closedTo = nullptr; ///< nothing is written there any more
    bool m_stalled = false;
    bool m_over = false;
};

RoughProxy::RoughProxy(quint16 target, quint32 seed) : m_random(seed), m_target(target)
{
    m_server.setListenBacklogSize(1'000);
    m_server.setMaxPendingConnections(1'000);
    connect(&m_server, &QTcpServer::newConnection, this, &RoughProxy::accept);
}

RoughProxy::~RoughProxy()
{
    while (!m_passages.empty())
        delete *m_passages.begin();
}

bool RoughProxy::listen()
{
    const bool listens = m_server.listen(QHostAddress::LocalHost, m_port);
    m_port = m_server.serverPort();
    return listens;
}

void RoughProxy::close()
{
    m_server.close();
    cutAll();
}

void RoughProxy::cutAll()
{
    const std::vector<Passage *> all(m_passages.begin(), m_passages.end());
    for (Passage *passage : all)
        passage->cut();
}

void RoughProxy::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection())
        new Passage(*this, client);
}

} // namespace Rainbow::Test
