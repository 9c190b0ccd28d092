// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/imcontroller.h"
#include "application.h"
#include "gate/gate.h"
#include "gate/handover.h"
#include "gate/wiresocket.h"
#include "observe/metricsdesk.h"
#include "observe/workerobserver.h"
#include "runtime/mailbox.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace Rainbow {

struct ProcessLimits;

/// One thread of the relay: connections come in at the gate and go on to the application whose
/// endpoint they ask for, calls of the HTTP API to the one they name. There (application.h) is the
/// way of a message: decoded by a dialect, routed by the hub, put to the business server or shared
/// with the other hubs, encoded once, out through an outbox. A client whose session another worker
/// has goes there before anything else. Shares nothing with other workers but what is in Shared.
///
/// Made, used and ended on its own thread, whose event dispatcher must be set before; from other
/// threads only tell() may be called.
class Worker final : public QObject {
    Q_OBJECT

public:
    /// Has the node answer a question for /metrics, later and on its thread. Thread-safe.
    using AskMetrics =
        std::function<void(const HttpRequest &request, const MetricsDesk::Answer &answer)>;

    /// What a worker has in common with the others of its node. All of it outlives them, and is
    /// thread-safe.
    struct Shared {
        AllCommons &commons; ///< of each application
        Handover &handover;
        ProcessLimits &limits;
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
    void onCall(const HttpRequest &request, const Responder &responder);
    [[nodiscard]] Application *ownerOf(const RequestHead &head) const;
    [[nodiscard]] std::optional<ImController::App> imApp(const QByteArray &key) const;
    /// To who asks for what is no part of the HTTP API.
    [[nodiscard]] HttpResponse answerElsewhere(const RequestHead &head) const;

    // --- applications
    /// Those of the configuration, made anew or with new settings.
    void applyApplications();
    [[nodiscard]] Application &defaultApplication() const { return *m_applications.front(); }
    /// nullptr: there is none, or none any more.
    [[nodiscard]] Application *findApplication(QByteArray AppSettings::*member,
                                               const QByteArray &value) const;
    [[nodiscard]] Application *findByName(const QByteArray &name) const;
    [[nodiscard]] Application *findByKey(const QByteArray &key) const;
    [[nodiscard]] const EndpointSettings *findEndpoint(const QByteArray &path) const;
    /// Where a client asks to come in.
    struct Entrance {
        const EndpointSettings *endpoint = nullptr;
        Application *application = nullptr; ///< null: it cannot
    };
    [[nodiscard]] Entrance entranceOf(const RequestHead &head) const;

    // --- the turn of the loop
    void onAboutToBlock();

    /// Whether there is a feed.
    void applyAdmin();
    void logTotals() const;
    void await(std::function<bool()> condition, std::function<void()> done);

    const HubId m_id;
    Config m_config;
    Mailbox<std::function<void(Worker &)>> m_tasks;
    Handover &m_handover;
    Handover &m_toFeed;
    WorkerObserver::Reports m_reports;
    AskMetrics m_askMetrics;
    std::unordered_map<quint64, Responder> m_metricsAsked; ///< that the node has not answered yet
    quint64 m_lastMetrics = 0;
    WireContext m_wire; ///< before all that has sockets

    Dialects m_dialects;
    const Application::Shared m_forApplications;
    Pressure m_pressure = Pressure::None;
    std::vector<std::unique_ptr<Application>> m_applications; ///< default first; retired ones stay
    ImController m_imController;
    Router m_router; ///< of a port with the HTTP API
    Router m_webSocketRouter; ///< of a port without it
    Gate m_gate;
    std::unique_ptr<WorkerObserver> m_observer;
};

} // namespace Rainbow
