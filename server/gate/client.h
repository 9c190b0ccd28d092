// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"
#include "hub/ports.h"

#include <QObject>
#include <QPointer>

#include <unordered_set>

class QWebSocket;

namespace Rainbow {

class Hub;
class Session;
class WireSocket;

class Client;

/// The clients of a worker. No QObject tree: leaving one of a hundred thousand siblings is slow.
using ClientSet = std::unordered_set<Client *>;

/// One client's connection, seen from its session: reads through QWebSocket, which also does the
/// control frames, and writes straight to the wire socket beneath it.
///
/// Owner: whoever has the set of clients, which it enters and leaves by itself. It owns both
/// sockets, and deletes itself once they have disconnected.
/// From the first sign of an end (either side closes, the socket breaks) the session is over;
/// that is told to the hub from the event loop, never from within a call of the hub.
class Client final : public QObject, public Link {
    Q_OBJECT

public:
    Client(QWebSocket *webSocket, WireSocket *socket, Hub &hub, const Dialect &dialect,
           ClientSet &clients);
    ~Client() override;

    /// From here on what comes goes to that session. Before, nothing may be read.
    void attach(Session &session);

    // --- Link
    SendResult send(const Frame &frame, MessageId id, bool essential) override;
    void ping() override;
    void close(quint16 code, const QByteArray &reason) override;
    void abort() override;
    void setReading(bool on) override;
    [[nodiscard]] bool isBlocked() const override;
    [[nodiscard]] TimePoint lastHeard() const override;

private:
    void onBinaryMessage(const QByteArray &message);
    void onTextMessage(const QString &message);
    void handle(const Dialect::Decoded &decoded);
    void onSocketState();
    void endSession();

    QWebSocket *m_webSocket;
    QPointer<WireSocket> m_socket;
    Hub &m_hub;
    const Dialect &m_dialect;
    ClientSet &m_clients;
    Session *m_session = nullptr;
    TimePoint m_lastHeard; ///< when the socket is gone
};

} // namespace Rainbow
