// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/gatesettings.h"
#include "http/requesthead.h"
#include "limit.h"
#include "pressure.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace Rainbow {

class Arrival;
class TlsContext;
class WireContext;
class WireSocket;
struct HttpResponse;
struct ProcessLimits;

/// Where connections arrive: accepts them, peeks at the request head (consuming nothing), and
/// hands each over as what it is, a client that wants a WebSocket or a caller of the HTTP API.
/// A head that does not come within head_timeout ends the connection.
///
/// Turns away who comes beyond a limit (hardening.md §1), each with its answer: 503 over
/// max_connections and under memory pressure, 429 over max_connections_per_ip and handshake_rate.
/// What is counted per address is counted for the client behind a trusted proxy; of a proxy's HTTP
/// connections, which belong to no client, nothing is. Accepting goes on meanwhile, and rests a
/// little while descriptors are short, of the process or for those being turned away.
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

    /// context and limits must outlive the gate and its sockets.
    Gate(const GateSettings &settings, WireContext &context, ProcessLimits &limits,
         UpgradeHandler onUpgrade, HttpHandler onHttp, QObject *parent = nullptr);
    ~Gate() override;

    /// Accepts on a listening socket, which it takes over.
    void listen(int descriptor, Role role);
    /// Requests to become a WebSocket at path that come by a port of the HTTP API go to handler
    /// from now on; an empty path: there is none such. As for other clients, limits hold.
    void setFeed(const QByteArray &path, UpgradeHandler handler);
    /// Connections to come speak TLS; null: they do not.
    void setTls(std::shared_ptr<const TlsContext> tls) { m_tls = std::move(tls); }
    /// Closes the listening sockets and turns away who has not told what it wants.
    void stop();

    /// For what arrives from now on; max_connections, max_connections_per_ip and handshake_rate are
    /// in the limits that all gates share.
    void setSettings(const GateSettings &settings) { m_settings = settings; }
    void setPressure(Pressure pressure) { m_pressure = pressure; }

private:
    struct Listener;

    void accept(const Listener &listener);
    void admit(WireSocket *socket, Role role);
    void turnAway(WireSocket *socket, Limit limit, const HttpResponse &response);
    void pauseAccepting(const char *why);
    void resumeAccepting();
    void await(WireSocket *socket, Arrival *arrival, Role role);
    void onBytes(WireSocket *socket, Arrival *arrival, Role role);
    void onHeadTimeout(WireSocket *socket, Arrival *arrival);
    /// Why a client may not come in, and what it is told; nothing: it may.
    struct Refusal;
    [[nodiscard]] std::optional<Refusal> refusalOf(WireSocket *socket, bool viaProxy);

    GateSettings m_settings;
    WireContext &m_context;
    ProcessLimits &m_limits;
    UpgradeHandler m_onUpgrade;
    HttpHandler m_onHttp;
    QByteArray m_feedPath;
    UpgradeHandler m_onFeed;
    std::shared_ptr<const TlsContext> m_tls;
    QList<Listener> m_listeners;
    QTimer m_resume; ///< runs while accepting pauses
    LogThrottle m_pauses{1};
    Pressure m_pressure = Pressure::None;
    bool m_stopped = false;
};

} // namespace Rainbow
