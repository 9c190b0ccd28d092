// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/gatesettings.h"
#include "http/requesthead.h"
#include "hub/businessanswer.h"
#include "hub/session.h"

#include <QObject>
#include <QWebSocketServer>

#include <functional>
#include <unordered_map>

namespace Rainbow {

class BusinessClient;
class Dialect;
class WireSocket;
struct Verdict;

/// Lets clients in: who are you → ask the business server → yes or no → Qt's handshake.
/// Nobody waits for anybody: each candidate goes its own way.
///
/// Owner: owns the sockets it is given until they are refused or admitted. A client that leaves
/// while the business server thinks is forgotten; if the answer is yes after all, the business
/// server is told that the connection has ended.
class Admission : public QObject {
    Q_OBJECT

public:
    /// What is admitted: the QWebSocket is the receiver's, and so is the handover: once it has
    /// connected to what it needs it calls socket->revealRest().
    using AdmittedHandler = std::function<void(QWebSocket *webSocket, WireSocket *socket,
                                               SessionInfo info, const BusinessAnswer &answer)>;

    /// business and dialect must outlive this.
    Admission(const GateSettings &settings, BusinessClient &business, const Dialect &dialect,
              AdmittedHandler admitted, QObject *parent = nullptr);

    /// A client asks to come in: head is its request, headSize its length in socket->unread().
    /// Takes over the socket (owner, thread: this); nothing of it has been read.
    void take(WireSocket *socket, const RequestHead &head, qsizetype headSize);

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
        SessionInfo info;
        BusinessAnswer answer;
    };

    void onVerdict(quint64 ticket, const Verdict &verdict);
    void admit(quint64 ticket, const BusinessAnswer &answer);
    void onLeft(quint64 ticket);
    void onHandshake();

    GateSettings m_settings;
    BusinessClient &m_business;
    const Dialect &m_dialect;
    AdmittedHandler m_admitted;
    QWebSocketServer m_server;
    std::unordered_map<quint64, Candidate> m_candidates; ///< by ticket
    quint64 m_lastTicket = 0;
};

} // namespace Rainbow
