// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/gatesettings.h"
#include "http/requesthead.h"

#include <QObject>

#include <functional>

namespace Rainbow {

class ConnectionBudget;
class WireContext;
class WireSocket;

/// Where connections arrive: accepts them, peeks at the request head (consuming nothing), and
/// hands each over as what it is, a client that wants a WebSocket or a caller of the HTTP API.
/// A head that does not come within head_timeout ends the connection.
///
/// Thread: its worker's. The receiver of a socket owns it.
class Gate : public QObject {
    Q_OBJECT

public:
    /// What a port serves.
    enum class Role : quint8 { WebSocket, Http, Both };

    using UpgradeHandler =
        std::function<void(WireSocket *socket, const RequestHead &head, qsizetype headSize)>;
    /// role tells which port it came by. The head may be malformed: the HTTP side says so.
    using HttpHandler = std::function<void(WireSocket *socket, Role role)>;

    /// context and budget must outlive the gate and its sockets.
    Gate(const GateSettings &settings, WireContext &context, ConnectionBudget &budget,
         UpgradeHandler onUpgrade, HttpHandler onHttp, QObject *parent = nullptr);
    ~Gate() override;

    /// For connections that come from now on.
    void setSettings(const GateSettings &settings) { m_settings = settings; }

    /// Accepts on a listening socket, which it takes over.
    void listen(int descriptor, Role role);
    /// Closes the listening sockets and turns away who has not told what it wants.
    void stop();

private:
    struct Listener;

    void accept(const Listener &listener);
    void pauseAccepting();
    void await(WireSocket *socket, Role role);

    GateSettings m_settings;
    WireContext &m_context;
    ConnectionBudget &m_budget;
    UpgradeHandler m_onUpgrade;
    HttpHandler m_onHttp;
    QList<Listener> m_listeners;
    bool m_stopped = false;
};

} // namespace Rainbow
