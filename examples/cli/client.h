// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"

#include <QList>
#include <QObject>
#include <QPair>
#include <QSet>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <chrono>
#include <map>
#include <memory>

namespace Rainbow::Cli {

/// How a Client connects and answers.
struct ClientSettings {
    QUrl url; ///< ws:// or wss://
    /// Sent with the upgrade request. The last of a name counts, an empty value removes it.
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray answer; ///< payload of every ACK and REC
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(10);
    std::chrono::milliseconds retryInterval = std::chrono::seconds(3);
    qsizetype maxInFlight = 1; ///< own messages of QoS > 0 that wait for an answer; 1…1000
};

/// Close code of a connection that ended without a close frame (RFC 6455 §7.4.1).
inline constexpr quint16 ClosedAbnormally = 1006;

/// One connection to a relay: the client's side of rainbow.md §4, both directions.
///
/// Own messages are sent in the order of send() and repeated with DUP until they are answered;
/// incoming ones are answered with ClientSettings::answer, and one of QoS 2 is reported once
/// however often it is repeated. Used from one thread; never blocks.
class Client : public QObject {
    Q_OBJECT

public:
    enum class Failure : quint8 {
        Unreachable, ///< no connection: name, route, refused, TLS, connectTimeout
        Rejected, ///< something answered the upgrade with other than 101
    };
    Q_ENUM(Failure)

    explicit Client(ClientSettings settings, QObject *parent = nullptr);
    ~Client() override;

    /// Connects; connected() or failed() follows. Once per Client.
    void open();

    [[nodiscard]] bool isConnected() const;

    /// Queues a message; it leaves as soon as fewer than maxInFlight are unanswered.
    void send(quint16 type, QoS qos, const QByteArray &payload);

    /// How many own messages are not through: queued, or of QoS > 0 and not complete.
    [[nodiscard]] qsizetype pending() const;

    /// True while it is better to send() no more, because much waits to leave.
    [[nodiscard]] bool isBusy() const;

    /// From now on messages are neither reported nor answered; those begun are completed.
    void stopReceiving();

    /// Ends the connection with close code 1000, after at most a second in which messages of
    /// QoS 2 that were received are completed. closed() follows, unless there was no connection.
    void close();

Q_SIGNALS:
    void connected();
    /// There will be no connection: instead of connected(). Nothing follows.
    void failed(Client::Failure failure, const QString &why);
    /// A message came. Emitted before it is answered.
    void received(const Packet &message);
    /// The own message was answered with ACK or REC. Once per message.
    void answered(const Packet &message, const QByteArray &answer);
    /// pending(), isBusy() or what was received has changed, and nothing is half done.
    void progressed();
    /// The connection has ended, by either side; the last signal.
    void closed(quint16 code, const QString &reason);

    void packetSent(const Packet &packet);
    void packetReceived(const Packet &packet);
    void frameIgnored(const QString &why);

private:
    struct InFlight {
        Packet message;
        bool released = false; ///< QoS 2: REC has come, REL was sent, COM is awaited
        std::unique_ptr<QTimer> retry;
    };

    void onError(QAbstractSocket::SocketError error);
    void onFrame(const QByteArray &frame);
    void onMessage(const Packet &packet);
    void onAnswer(const Packet &packet);
    void onDisconnected();
    void fail(Failure failure, const QString &why);
    void sendQueued();
    void repeat(quint16 id);
    void write(const Packet &packet);
    void closeWhenSettled();
    [[nodiscard]] quint16 nextId();

    const ClientSettings m_settings;
    QWebSocket m_socket;
    QTimer m_connectTimer;
    QTimer m_closeTimer;
    QList<Packet> m_queue;
    std::map<quint16, InFlight> m_inFlight;
    QSet<quint16> m_unreleased; ///< ids of received QoS 2 messages whose REL has not come
    quint16 m_lastId = 0;
    bool m_connected = false;
    bool m_over = false;
    bool m_receiving = true;
    bool m_closing = false;
    bool m_closeFrameSeen = false;
};

} // namespace Rainbow::Cli
