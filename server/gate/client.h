// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"

#include <QObject>
#include <QPointer>

class QWebSocket;

namespace Rainbow {

class Dialect;
class Hub;
class Session;
class WireSocket;

/// One client's connection, seen from its session: reads through QWebSocket, which also does the
/// control frames, and writes straight to the wire socket beneath it.
///
/// Owner: its parent; it owns the QWebSocket and deletes itself once the socket has
/// disconnected. The wire socket is QWebSocketServer's to delete, which it does at that moment.
/// From the first sign of an end (either side closes, the socket breaks) the session is over;
/// that is told to the hub from the event loop, never from within a call of the hub.
class Client final : public QObject, public Link {
    Q_OBJECT

public:
    Client(QWebSocket *webSocket, WireSocket *socket, Hub &hub, const Dialect &dialect,
           QObject *parent);
    ~Client() override;

    /// From here on what comes goes to that session. Before, nothing may be read.
    void attach(Session &session);

    // --- Link
    SendResult send(const Frame &frame, MessageId id, bool essential) override;
    void ping() override;
    void close(quint16 code, const QByteArray &reason) override;
    void abort() override;
    void setReading(bool on) override;
    [[nodiscard]] TimePoint lastHeard() const override;

private:
    void onBinaryMessage(const QByteArray &message);
    void onTextMessage(const QString &message);
    void onSocketState();
    void endSession();

    QWebSocket *m_webSocket;
    QPointer<WireSocket> m_socket;
    Hub &m_hub;
    const Dialect &m_dialect;
    Session *m_session = nullptr;
    TimePoint m_lastHeard; ///< when the socket is gone
};

} // namespace Rainbow
