// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/applicant.h"
#include "gate/connectionbudget.h"
#include "http/requesthead.h"
#include "hub/businessanswer.h"
#include "hub/session.h"

#include <QObject>

#include <functional>
#include <optional>
#include <unordered_map>

namespace Rainbow {

class BusinessClient;
class Hub;
class WireSocket;

/// By what admission goes.
struct AdmissionSettings {
    AppSettings app; ///< who may come in to what
    bool resumeAuth = false; ///< the business server is asked before a session is taken up again
    bool hasConnectUrl = false; ///< there is one that can be asked
    bool admitAll = false; ///< --dev: nobody is asked
    bool keepHeaders = false; ///< with which clients came, for people who look on
};

/// A client that has been let in.
struct Admitted {
    SessionInfo info;
    BusinessAnswer answer; ///< what the business server said, if it was asked
    std::optional<Seat> seat; ///< its place among the clients of the application
};

/// Lets clients in: who are you → ask the business server → yes or no → the handshake's answer.
/// Nobody waits for anybody: each candidate goes its own way. One that has a session here takes it
/// up again without a question, unless resume_auth is set; a no ends nothing then.
///
/// Owner: owns the sockets it is given until they are refused or admitted. A client that leaves
/// while the business server thinks is forgotten; if the answer is yes after all, the business
/// server is told that the connection has ended.
class Admission : public QObject {
    Q_OBJECT

public:
    /// What is admitted: the socket is the receiver's (owner, thread: this one). The handshake is
    /// answered; what has come behind it is unread.
    using AdmittedHandler = std::function<void(WireSocket *socket, Admitted admitted)>;

    /// The same for a client whose session is there: Hub::resume() will find it now.
    using ResumedHandler =
        std::function<void(WireSocket *socket, const SessionToken &token, Admitted admitted)>;

    /// business, hub and seats must outlive this.
    Admission(AdmissionSettings settings, BusinessClient &business, const Hub &hub,
              ConnectionBudget &seats, AdmittedHandler admitted, ResumedHandler resumed,
              QObject *parent = nullptr);

    /// For candidates that come from now on, and for what comes next for those that are there.
    void setSettings(const AdmissionSettings &settings) { m_settings = settings; }

    /// A client asks to come in by that endpoint: head is its request, headSize its length in
    /// socket->unread(). Takes over the socket (owner, thread: this); nothing of it has been read.
    /// caller: of mesh, which user it is; empty: one of this machine.
    void take(WireSocket *socket, const RequestHead &head, qsizetype headSize,
              const EndpointSettings &endpoint, const QByteArray &caller = {});

    /// Nobody is let in any more: who waits is told to come again, and the business server that
    /// they have gone, should it still say yes.
    void stop();

    /// Candidates that are neither in nor refused.
    [[nodiscard]] int pending() const { return int(m_candidates.size()); }

private:
    struct Candidate {
        WireSocket *socket = nullptr; ///< null: the client has left
        RequestHead head;
        qsizetype headSize = 0;
        EndpointDialect dialect = EndpointDialect::Rainbow;
        Applicant applicant;
        std::optional<Seat> seat; ///< of Mesh: none
    };
    using Candidates = std::unordered_map<quint64, Candidate>; ///< by ticket

    /// The answer has been sent; why is for the log.
    void turnAway(WireSocket *socket, const HttpResponse &response, const QByteArray &why);
    void decide(quint64 ticket);
    void onVerdict(quint64 ticket, const Verdict &verdict);
    void admit(quint64 ticket, const BusinessAnswer &answer);
    void forget(Candidates::iterator candidate, const BusinessAnswer &answer);
    void onLeft(quint64 ticket);

    AdmissionSettings m_settings;
    BusinessClient &m_business;
    const Hub &m_hub;
    ConnectionBudget &m_seats;
    AdmittedHandler m_admitted;
    ResumedHandler m_resumed;
    Candidates m_candidates;
    quint64 m_lastTicket = 0;
    bool m_stopped = false;
};

} // namespace Rainbow
