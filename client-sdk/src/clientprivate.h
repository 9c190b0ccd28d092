// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/hello.h"
#include "src/backoff.h"
#include "src/clock.h"
#include "src/connection.h"
#include "src/heartbeat.h"
#include "src/incoming.h"
#include "src/outgoing.h"

#include <rainbow/client.h>

#include <QHash>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace Rainbow {

class Wakeups;

/// Times that no app has to choose; tests do.
struct Timing {
    Duration pongTimeout{10'000};
    Duration pingInterval{25'000}; ///< with a relay that does not say
    Duration stableTime{30'000}; ///< a connection that lived so long was no failed attempt
    Duration linger{2'000}; ///< for the relay's answer to a close frame
};

struct ClientSettings {
    QUrl url;
    QString deviceId;
    QString platform;
    Headers headers;
    Client::HeadersProvider headersProvider;
    QByteArray securityKey;
    std::optional<QSslConfiguration> ssl; ///< none: the application's
    QList<QByteArray> pinnedKeys;
    std::optional<QNetworkProxy> proxy;
    Duration connectTimeout{10'000};
    Duration sendTimeout{30'000};
    std::optional<Duration> retryInterval; ///< none: the relay's
    qint64 maxQueuedBytes = 4 * 1024 * 1024;
};

/// What is behind a Client: connects, and lets Outgoing, Incoming, Heartbeat and Backoff talk to
/// the connection. The app is told of anything from deliverNotices() only, which the event loop
/// calls: whatever it does from there finds nothing half done.
class ClientPrivate : public QObject, private OutgoingPort {
    Q_OBJECT

public:
    explicit ClientPrivate(Client *q);
    ~ClientPrivate() override;

    [[nodiscard]] static ClientPrivate *of(const Client &client) { return client.d.get(); }

    void bloom();
    void fade();
    /// The client's destructor.
    void destroy();
    /// It is worth to try now, or to see whether the connection lives.
    void wakeUp();

    Delivery *send(Packet packet);
    void cancel(Delivery *delivery);
    /// Deleted by the app.
    void forget(Delivery *delivery);
    void answer(Incoming::Ticket ticket, const QByteArray &payload);
    void setHandler(quint16 type, QObject *context, Client::AsyncHandler handler);
    void removeHandler(quint16 type) { m_handlers.remove(type); }
    void onHeaders(quint64 attempt, const Headers &headers);
    void onHeadersFailed(quint64 attempt, const QString &why);

    [[nodiscard]] Client::State state() const { return m_state; }
    [[nodiscard]] int pendingCount() const { return m_pending; }
    [[nodiscard]] qint64 bytesToWrite() const
    {
        return m_connection ? m_connection->bytesToWrite() : 0;
    }

    ClientSettings settings;
    Timing timing;
    Statistics statistics;
    Error lastError;
    QByteArray identity;
    Client::Tracer tracer;
    Backoff backoff;
    Outgoing outgoing{*this};

protected:
    void customEvent(QEvent *event) override;

private:
    /// What is done about a connection.
    enum class Phase : quint8 {
        Idle, ///< nothing: Faded
        Waiting, ///< the next attempt is at m_due
        AskingHeaders, ///< the provider has until m_due
        Opening, ///< the WebSocket has until m_due
        AwaitingHello, ///< HELLO has until m_due
        Up,
    };
    struct Handler {
        QPointer<QObject> context;
        bool hasContext = false;
        Client::AsyncHandler function;
    };
    /// Something that the app is to be told.
    struct Notice {
        std::function<void()> tell;
        bool isEnd = false; ///< of a send: told in any case
    };

    // Connection
    void attempt();
    void open(const Headers &more);
    void onOpened();
    void onFrame(const QByteArray &frame);
    void onTextFrame();
    void onPong(const QByteArray &payload);
    void onAlive();
    void onHello(const QByteArray &frame);
    void comeUp(const std::optional<Hello> &hello);
    void lose(const Error &error);
    void end(const Error &reason);
    void dropConnection();
    void setState(Client::State state);

    // Messages
    void onPacket(const Packet &packet);
    void onMessage(const Packet &packet);
    void handle(const Message &message, Incoming::Ticket ticket);
    void sendAtMostOnce(Delivery *delivery, const Packet &packet);
    void write(const Packet &packet) override;
    void trace(Trace::Direction direction, const Packet &packet) const;
    void traceIgnored(const QString &why) const;
    void onSent(SendKey key, int attempts) override;
    void onSucceeded(SendKey key, const QByteArray &answer) override;
    void onFailed(SendKey key, const Error &error) override;

    // Deliveries and notices
    void finish(Delivery *delivery, const QByteArray &answer, const Error &error);
    void tellEnd(Delivery *delivery);
    void notify(std::function<void()> tell, bool isEnd = false);
    void deliverNotices();

    // Time
    [[nodiscard]] static TimePoint now() { return Clock::now(); }
    [[nodiscard]] TimePoint nextDue() const;
    void arm();
    void onTimer();
    void onPhaseTimeout();
    void beat();

    Client *q;
    std::shared_ptr<ClientPrivate *> m_self;
    std::unique_ptr<Wakeups> m_wakeups; ///< from the first bloom() on
    Client::State m_state = Client::State::Faded;
    Phase m_phase = Phase::Idle;
    TimePoint m_due = Never; ///< of the phase
    TimePoint m_upSince;
    quint64 m_attempt = 0;
    TimePoint m_openedAt;
    Connection *m_connection = nullptr;
    PacketSet m_packetSet = PacketSet::Original;
    QByteArray m_session; ///< token to resume with
    bool m_offeredSession = false;
    Heartbeat m_heartbeat;
    Incoming m_incoming;
    QHash<quint16, std::shared_ptr<Handler>> m_handlers;
    QHash<SendKey, Delivery *> m_deliveries; ///< with Outgoing
    int m_pending = 0;
    quint16 m_writtenId = 0; ///< of the last packet
    bool m_destroyed = false;
    bool m_noticesPosted = false;
    std::deque<Notice> m_notices;
    QTimer m_timer;
    TimePoint m_armedFor = Never;
};

} // namespace Rainbow
