// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/hello.h"
#include "protocol/packet.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>
#include <optional>

namespace Rainbow::Test {

/// A relay for one client under test that does what the test says, packet by packet and byte by
/// byte, and keeps what comes. It talks to the connection that was made last.
class ScriptedRelay : public QObject {
    Q_OBJECT

public:
    /// What it does about a connection and its upgrade request. Counts from the next one on.
    struct Script {
        bool rainbow2 = true; ///< agree to the subprotocol
        bool hello = true; ///< send hello() at once, if it was agreed to
        bool pongs = true;
        bool silent = false; ///< never answer the upgrade
        QByteArray refusal; ///< "401 Unauthorized": the status line instead of 101
    };

    explicit ScriptedRelay(QObject *parent = nullptr);
    /// For wss.
    explicit ScriptedRelay(const QSslConfiguration &tls, QObject *parent = nullptr);
    ~ScriptedRelay() override;

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] QUrl url(const QString &host = {}) const;
    /// As if the program had ended: the port refuses; listen() opens the same port again.
    void stopListening() { m_server.close(); }
    void listen();

    Script script;
    Hello hello;

    /// Connections that were upgraded so far, and upgrade requests that came.
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int requests() const { return m_requests; }
    [[nodiscard]] bool isConnected() const { return m_open; }
    /// Of the last upgrade request.
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    [[nodiscard]] QByteArray target() const { return m_target; }
    /// All bytes that came on the last connection, TLS taken off.
    [[nodiscard]] const QByteArray &bytes() const { return m_allBytes; }

    /// Packets that came and were not taken.
    [[nodiscard]] qsizetype waiting() const { return m_packets.size(); }
    /// Gets the packets instead; the connection may be dropped from there.
    std::function<void(const Packet &packet)> onPacket;
    /// Called when a connection is open and HELLO is sent.
    std::function<void()> onOpen;
    /// The next packet, when there is one within Patience.
    [[nodiscard]] std::optional<Packet> take();
    /// Pings that came on the last connection.
    [[nodiscard]] int pings() const { return m_pings; }
    /// The code of the client's close frame; 0: none came on the last connection.
    [[nodiscard]] int closeCode() const { return m_closeCode; }

    void send(const Packet &packet);
    void sendHello();
    /// opcode as in RFC 6455 §5.2.
    void sendFrame(quint8 opcode, const QByteArray &payload);
    void sendBytes(const QByteArray &bytes);
    void close(quint16 code, const QByteArray &reason = {});
    /// Ends the TCP connection without a close frame.
    void drop();

private:
    class Server : public QTcpServer {
    public:
        std::optional<QSslConfiguration> tls;

    protected:
        void incomingConnection(qintptr descriptor) override;
    };

    void onConnection();
    void onBytes();
    void onRequest();
    bool takeFrame();
    void onFrame(quint8 opcode, const QByteArray &payload);

    Server m_server;
    quint16 m_port = 0;
    Script m_current;
    QPointer<QTcpSocket> m_socket;
    bool m_open = false;
    int m_connections = 0;
    int m_requests = 0;
    int m_pings = 0;
    int m_closeCode = 0;
    QByteArray m_head;
    QByteArray m_target;
    QByteArray m_bytes;
    QByteArray m_allBytes;
    QList<Packet> m_packets;
};

} // namespace Rainbow::Test
