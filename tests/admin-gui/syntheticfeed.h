// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "admin-gui/syntheticrelay.h"

#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

class QTcpSocket;

namespace Rainbow::Test {

/// The feed of a relay that there is not (docs/admin-feed.md), for dashboards under test: answers
/// from a SyntheticRelay, and does whatever else a test wants of it. Thread: the test's.
class SyntheticFeed : public QObject {
    Q_OBJECT

public:
    static constexpr char Token[] = "operator-token";
    static constexpr char ViewerToken[] = "viewer-token";

    explicit SyntheticFeed(QObject *parent = nullptr);
    ~SyntheticFeed() override;

    /// Listens on a free port of the loopback, and after stop() on the same one again; or on that
    /// port. False: it cannot.
    [[nodiscard]] bool start(quint16 port = 0);
    /// As if the relay had ended: connections break, the port refuses. code: they are closed with
    /// it.
    void stop(int code = 0);
    [[nodiscard]] quint16 port() const { return m_port; }
    /// ws://127.0.0.1:port
    [[nodiscard]] QUrl url() const;

    SyntheticRelay relay;
    QString node = QStringLiteral("relay-1");
    /// HTTP status for whoever comes next and all after, whatever the token; 0: as it ought to be.
    int refuseWith = 0;
    /// Comes before each answer; questions are read all the same.
    std::chrono::milliseconds delay{0};
    /// Questions and actions get no answer until it is off again; then all do.
    void setMute(bool on);
    /// The clock it tells is so much ahead.
    std::chrono::milliseconds clockAhead{0};

    /// Off: stats come by tick() only, and nothing happens of itself. On from the beginning: once
    /// per second, and a watched connection has some packets.
    void setAlive(bool on);
    /// Stats to all dashboards.
    void tick();

    /// Says of a watched connection that a packet passed: seq, at, event and identity are added.
    /// Not watched: nothing.
    void emitPacket(const QString &identity, QJsonObject packet);
    /// As emitPacket(), but leaves out so many before it.
    void skipPackets(const QString &identity, int count);
    void endSession(const QString &identity, const QString &reason);
    void sendEvent(const QJsonObject &event);

    [[nodiscard]] int dashboards() const { return int(m_dashboards.size()); }
    /// Upgrade requests so far, refused ones too.
    [[nodiscard]] int attempts() const { return m_attempts; }
    /// Frames that came, and how many of them wait for setMute(false).
    [[nodiscard]] const QList<QJsonObject> &requests() const { return m_requests; }
    [[nodiscard]] QList<QJsonObject> requests(const QString &verb, const QString &name) const;
    [[nodiscard]] int unanswered() const { return int(m_held.size()); }
    void clearRequests() { m_requests.clear(); }
    [[nodiscard]] bool isWatched(const QString &identity) const;
    /// Instead of what it would answer to that action.
    QHash<QString, std::function<QJsonObject(const QJsonObject &action)>> actions;

private:
    struct Dashboard {
        std::unique_ptr<QWebSocket> socket;
        bool mayAct = false;
        QHash<QString, qint64> watches; ///< identity, last seq
    };
    struct Held {
        QPointer<QWebSocket> socket;
        QJsonObject answer;
    };

    void onPending(QTcpSocket *socket);
    void onUpgraded();
    void onFrame(Dashboard &dashboard, const QString &text);
    [[nodiscard]] QJsonObject answerTo(Dashboard &dashboard, const QJsonObject &frame);
    [[nodiscard]] QJsonObject act(const QJsonObject &frame);
    [[nodiscard]] QJsonObject statsNow();
    void liveOn();
    void makeTraffic(const QString &identity);
    static void send(QWebSocket *socket, const QJsonObject &frame);
    [[nodiscard]] qint64 now() const;

    QTcpServer m_listener;
    QWebSocketServer m_server;
    QTimer m_second;
    quint16 m_port = 0;
    QHash<quint16, bool> m_mayAct; ///< by the port of who is being upgraded
    std::vector<std::unique_ptr<Dashboard>> m_dashboards;
    QList<QJsonObject> m_requests;
    QList<Held> m_held;
    bool m_mute = false;
    int m_attempts = 0;
    int m_nextMessageId = 1;
};

} // namespace Rainbow::Test
