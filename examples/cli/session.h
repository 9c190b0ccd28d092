// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/client.h>

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <deque>

namespace Rainbow::Cli {

/// How a Session connects and answers.
struct SessionSettings {
    QUrl url; ///< ws:// or wss://
    /// Sent with the upgrade request. The last of a name counts, an empty value removes it.
    Headers headers;
    QByteArray answer; ///< payload of every ACK and REC
    std::chrono::milliseconds retryInterval = std::chrono::seconds(3);
    int maxInFlight = 1; ///< own messages of QoS > 0 that wait for an answer; 1…1000
};

/// Close code of a connection that ended without a close frame (RFC 6455 §7.4.1).
inline constexpr int ClosedAbnormally = 1006;

/// One connection of a Client, which does not come back, and when all that was begun on it is
/// through to the last packet. Used from one thread; never blocks.
class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(SessionSettings settings, QObject *parent = nullptr);
    ~Session() override;

    /// Connects; connected() or failed() follows. Once per Session.
    void open();

    [[nodiscard]] bool isConnected() const { return m_connected && !m_over; }

    /// Queues a message; those of QoS 0 leave as they can be written, others when their turn is.
    void send(quint16 type, QoS qos, const QByteArray &payload);

    /// How many own messages are not through: queued, or of QoS > 0 and not complete.
    [[nodiscard]] qsizetype pending() const;

    /// True while it is better to send() no more, because much waits to leave.
    [[nodiscard]] bool isBusy() const;

    /// From now on messages are neither reported nor answered; those begun are completed.
    void stopReceiving() { m_receiving = false; }

    /// Ends the connection with close code 1000, after at most some seconds in which all is written
    /// and messages of QoS 2 that were received are completed. closed() follows, unless there was
    /// no connection.
    void close();

Q_SIGNALS:
    void connected();
    /// There will be no connection: instead of connected(). Nothing follows.
    void failed(const Rainbow::Error &why);
    /// A message came. Emitted before it is answered.
    void received(const Rainbow::Message &message);
    /// The own message was answered. Once per message.
    void answered(const Rainbow::Delivery &message, const QByteArray &answer);
    /// The own message will not be answered, while the connection lives.
    void refused(const Rainbow::Error &why);
    /// pending(), isBusy() or what was received has changed, and nothing is half done.
    void progressed();
    /// The connection has ended, by either side; the last signal.
    void closed(int code, const QString &reason);
    /// A packet was sent or received, or was none.
    void traced(const Rainbow::Trace &trace);

private:
    struct Queued {
        quint16 type;
        QoS qos;
        QByteArray payload;
    };

    void onTrace(const Trace &trace);
    void onMessage(const Message &message, Reply reply);
    void onBloomed();
    void onError(const Error &error);
    void onFaded(const Error &reason);
    void sendQueued();
    void sendNow(const Queued &message);
    void step();
    [[nodiscard]] bool isSettled() const;

    const SessionSettings m_settings;
    QTimer m_step; ///< soon, or while something waits to be written
    QElapsedTimer m_closingSince;
    std::deque<Queued> m_queue;
    qsizetype m_unanswered = 0;
    QSet<quint16> m_unreleased; ///< received messages of QoS 2 whose REL has not come
    QSet<quint16> m_unreceived; ///< own ones whose REC has not come
    QSet<quint16> m_uncompleted; ///< own ones whose REC has come, and COM has not
    QSet<quint16> m_handledTypes;
    QList<Reply> m_kept; ///< that are not to be answered
    bool m_connected = false;
    bool m_over = false;
    bool m_receiving = true;
    bool m_closing = false;
    // Last: what it ends by its destruction tells the above.
    Client m_client;
};

} // namespace Rainbow::Cli
