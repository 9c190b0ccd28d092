// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/accessguard.h"
#include "api/infocontroller.h"
#include "api/meshcontroller.h"
#include "api/sendcontroller.h"
#include "api/signatureguard.h"
#include "api/subscriptioncontroller.h"
#include "api/topiccontroller.h"
#include "appcommons.h"
#include "business/businessclient.h"
#include "config.h"
#include "dialect/dialects.h"
#include "gate/admission.h"
#include "gate/client.h"
#include "http/router.h"
#include "hub/hub.h"
#include "mesh/meshservice.h"
#include "observe/workerstats.h"

#include <QNetworkAccessManager>
#include <QTimer>

#include <memory>

namespace Rainbow {

class NonceMemory;

/// One application at one worker: who is let in, its sessions and channels, its business server,
/// its part of the HTTP API. With other applications it shares nothing but the worker's thread.
/// Thread: its worker's.
class Application final : public QObject,
                          private Upstream,
                          private ExchangeMember,
                          private MeshPort {
    Q_OBJECT

public:
    /// What all applications of a worker have in common; outlives them.
    struct Shared {
        const Dialects &dialects;
        NonceMemory &nonces;
        AllCommons &commons;
        Router::Handler elsewhere; ///< answers calls that are no part of the HTTP API
    };

    /// config: of this application, see Config::apps; access: who may call the mesh API, of all.
    Application(HubId id, const Config &config, const QList<AccessUser> &access,
                const Shared &shared);
    ~Application() override;

    [[nodiscard]] const AppSettings &settings() const { return m_config.app; }
    [[nodiscard]] Hub &hub() { return m_hub; }

    /// Goes by these settings from now on, for the clients there are too. Calls under way keep
    /// their timeouts.
    void apply(const Config &config, const QList<AccessUser> &access);
    /// It is in the configuration no more: its clients are closed, and told not to come again.
    void retire();
    [[nodiscard]] bool isRetired() const { return m_isRetired; }

    // --- in
    /// A client asks to come in by that endpoint, see Admission::take().
    void arrive(WireSocket *socket, const RequestHead &head, qsizetype headSize,
                const EndpointSettings &endpoint);
    /// A call of the HTTP API that is for one application.
    void call(const HttpRequest &request, const Responder &responder) const
    {
        m_router.dispatch(request, responder);
    }

    /// Both are to be called before the loop blocks: what has gathered in this turn is done; hub
    /// and queues have said when they want to be woken.
    void finishTurn();
    void rest();

    // --- stopping
    void drain();
    /// Nothing is under way any more.
    [[nodiscard]] bool isQuiet() const
    {
        return m_hub.underWay() == 0 && m_admission.pending() == 0;
    }
    void sendAway();
    /// All are gone, and told of.
    [[nodiscard]] bool isEmpty() const
    {
        return m_clients.empty() && m_admission.pending() == 0 && m_business.closingCount() == 0;
    }

    [[nodiscard]] AppStats stats() const;
    /// What its clients have not taken yet. Goes through all of them.
    [[nodiscard]] qint64 waitingBytes() const;
    void logTotals() const;

private:
    // --- in
    void onAdmitted(WireSocket *socket, Admitted admitted);
    void onResumed(WireSocket *socket, const SessionToken &token, Admitted admitted);

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
    void take(const QueueItem &item) override;

    // --- business servers that call by mesh
    void publish(Publication publication, std::chrono::milliseconds timeout,
                 MeshPort::ReceiptHandler handler) override;
    void order(Order order, MeshPort::ReceiptHandler handler) override;
    bool tell(const Identity &caller, const QByteArray &text) override;
    [[nodiscard]] bool isBlocked(const Identity &caller) const override;
    void forwarded(const Identity &client, quint64 number, const BusinessAnswer &answer) override;

    void onTime();

    Config m_config;
    GateSettings m_callerGate; ///< of business servers that call by mesh
    QList<AccessUser> m_accessUsers;
    const Dialects &m_dialects;
    AppCommons &m_commons;
    bool m_isRetired = false;

    // Two transports, each with a number of connections to a server: slow answers to messages must
    // not keep others from coming in or going.
    std::unique_ptr<QNetworkAccessManager> m_messageNetwork;
    std::unique_ptr<QNetworkAccessManager> m_sessionNetwork;
    BusinessClient m_messages; ///< forward callbacks, and what clients want besides
    BusinessClient m_business; ///< connect and close callbacks
    Hub m_hub;
    MeshService m_mesh;
    SignatureGuard m_guard;
    AccessGuard m_access;
    SendController m_sendController;
    SubscriptionController m_subscriptionController;
    TopicController m_topicController;
    MeshController m_meshController;
    InfoController m_infoController;
    Router m_router;
    Admission m_admission;
    ClientSet m_clients;
    QTimer m_timer;
    TimePoint m_due = TimePoint::max(); ///< what the timer is set for
};

} // namespace Rainbow
