// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/infocontroller.h"
#include "api/sendcontroller.h"
#include "api/signatureguard.h"
#include "api/subscriptioncontroller.h"
#include "business/businessclient.h"
#include "config.h"
#include "dialect/rainbowdialect.h"
#include "exchange/exchange.h"
#include "gate/admission.h"
#include "gate/client.h"
#include "gate/gate.h"
#include "gate/handover.h"
#include "gate/wiresocket.h"
#include "http/router.h"
#include "hub/hub.h"
#include "observe/metricsdesk.h"
#include "observe/workerobserver.h"
#include "observe/workerstats.h"
#include "runtime/mailbox.h"

#include <QNetworkAccessManager>
#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

namespace Rainbow {

class NonceMemory;
struct ProcessLimits;

/// One thread of the relay, and the whole way of a message: in at the gate, decoded by a
/// dialect, routed by the hub, put to the business server or shared with the other hubs, encoded
/// once, out through an outbox. A client whose session another worker has goes there before
/// anything else. Shares nothing with other workers but what is in Shared.
///
/// Made, used and ended on its own thread, whose event dispatcher must be set before; from other
/// threads only tell() may be called.
class Worker final : public QObject, private Upstream, private ExchangeMember {
    Q_OBJECT

public:
    /// Has the node answer a question for /metrics, later and on its thread. Thread-safe.
    using AskMetrics =
        std::function<void(const HttpRequest &request, const MetricsDesk::Answer &answer)>;

    /// What a worker has in common with the others of its node. All of it outlives them, and is
    /// thread-safe.
    struct Shared {
        Exchange &exchange;
        Handover &handover;
        ProcessLimits &limits;
        NonceMemory &nonces;
        Handover &toFeed; ///< to hub 0 of it: who wants to become a dashboard
        WorkerObserver::Reports reports; ///< what dashboards watch
        AskMetrics askMetrics;
    };

    Worker(HubId id, const Config &config, const Shared &shared);
    ~Worker() override;

    /// Has the worker do something on its own thread, later and in order. Thread-safe.
    void tell(std::function<void(Worker &worker)> task) { m_tasks.post(std::move(task)); }

    /// Goes by these settings from now on, for the clients there are too. HTTP connections that
    /// there are keep their limits, calls under way their timeouts.
    void apply(const Config &config);

    /// Sheds load from now on, or does not any more; returns how many clients were closed for that.
    int setPressure(Pressure pressure, const Relief &relief);

    /// What it does for dashboards; nullptr: there is no feed.
    [[nodiscard]] WorkerObserver *observer() const { return m_observer.get(); }

    /// Serves what arrives at a listening socket, which it takes over.
    void listen(int descriptor, Gate::Role role);

    /// How it is now; asked: when the node wanted to know.
    [[nodiscard]] WorkerStats stats(TimePoint asked) const;

    /// Stopping, first half: nothing new is taken; done is called once, when what was under way
    /// has ended or drain_timeout has passed.
    void drain(std::function<void()> done);
    /// Second half: clients get 1001, the business server is told of each; done is called once,
    /// when all are gone and told of or drain_timeout has passed.
    void sendAway(std::function<void()> done);

private:
    // --- in
    void onUpgrade(WireSocket *socket, const RequestHead &head, qsizetype headSize);
    [[nodiscard]] bool isFeedFor(const QHostAddress &address) const;
    void onFeed(WireSocket *socket, const RequestHead &head, qsizetype headSize);
    void onMoved(MovingClient &&moved);
    void onHttp(WireSocket *socket, Gate::Role role);
    void onMetrics(const HttpRequest &request, const Responder &responder);
    void onAdmitted(WireSocket *socket, SessionInfo info, const BusinessAnswer &answer);
    void onResumed(WireSocket *socket, const SessionToken &token, const BusinessAnswer &answer);

    // --- up
    void forward(const ForwardCall &call) override;
    void askSubscribe(const SubscribeCall &call) override;
    void askPublish(const PublishCall &call) override;
    void closed(const Identity &identity, const QByteArray &cookie) override;
    void membershipChanged(const MembershipNote &note) override;
    void overloaded(const OverloadNote &note) override;
    void called(const Identity &identity, const QByteArray &request) override;
    [[nodiscard]] qint64 wallClockMs() const override;

    // --- across
    void take(const Publication &publication) override;
    void take(const Order &order) override;
    void take(const Receipt &receipt) override;
    void take(const Tally &tally) override;

    // --- the turn of the loop
    void onAboutToBlock();
    void onHubTime();

    /// Whether there is a feed.
    void applyAdmin();
    void logTotals() const;
    void await(std::function<bool()> condition, std::function<void()> done);

    Config m_config;
    Mailbox<std::function<void(Worker &)>> m_tasks;
    Exchange &m_exchange;
    Handover &m_handover;
    Handover &m_toFeed;
    WorkerObserver::Reports m_reports;
    AskMetrics m_askMetrics;
    std::unordered_map<quint64, Responder> m_metricsAsked; ///< that the node has not answered yet
    quint64 m_lastMetrics = 0;
    WireContext m_wire; ///< before all that has sockets

    // Two transports, each with a number of connections to a server: slow answers to messages must
    // not keep others from coming in or going.
    std::unique_ptr<QNetworkAccessManager> m_messageNetwork;
    std::unique_ptr<QNetworkAccessManager> m_sessionNetwork;
    BusinessClient m_messages; ///< forward callbacks, and what clients want besides
    BusinessClient m_business; ///< connect and close callbacks
    RainbowDialect m_dialect;
    RainbowDialect m_dialect2{SessionProtocol::Version2};
    Hub m_hub;
    SignatureGuard m_guard;
    SendController m_sendController;
    SubscriptionController m_subscriptionController;
    InfoController m_infoController;
    Router m_router; ///< of a port with the HTTP API
    Router m_webSocketRouter; ///< of a port without it
    Admission m_admission;
    Gate m_gate;
    ClientSet m_clients;
    std::unique_ptr<WorkerObserver> m_observer;
    QTimer m_hubTimer;
    TimePoint m_hubDue = TimePoint::max(); ///< what m_hubTimer is set for
};

} // namespace Rainbow
