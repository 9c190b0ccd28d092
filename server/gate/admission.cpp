// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/admission.h"

#include "business/businessclient.h"
#include "gate/refusal.h"
#include "gate/shownheaders.h"
#include "gate/upgrade.h"
#include "gate/wiresocket.h"
#include "hub/hub.h"
#include "journal.h"
#include "limit.h"
#include "logging.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QRandomGenerator>

namespace Rainbow {

namespace {

/// What of an early client's frames is kept while the business server thinks.
constexpr qsizetype MaxEarlyBytes = 64 * 1024;

/// How many the business server may be asked about at a time, those that have left included.
constexpr int MaxPending = 20'000;

constexpr qsizetype MaxLoggedOrigin = 200;

Identity makeIdentity(const SessionInfo &info)
{
    quint64 random[4];
    QRandomGenerator::system()->fillRange(random);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part :
         {info.platform, info.device, info.account.bytes(), info.address,
          QByteArray::number(qint64(Clock::now().time_since_epoch().count()))}) {
        hash.addData(part);
        hash.addData(QByteArrayView("\0", 1));
    }
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(random), sizeof random));
    return Identity(hash.result().toHex());
}

/// The business server need not see what the relay has checked.
RequestHead withoutSecrets(RequestHead head, EndpointDialect dialect)
{
    if (dialect == EndpointDialect::Im)
        head.query.removeIf([](const auto &parameter) { return parameter.first == "token"; });
    return head;
}

void journalRefusal(const WireSocket *socket, int status, const QByteArray &why)
{
    if (keepsJournal())
        journal({.kind = JournalKind::Refusal,
                 .address = socket->peerAddress().toString().toLatin1(),
                 .code = status,
                 .text = why});
}

} // namespace

Admission::Admission(AdmissionSettings settings, BusinessClient &business, const Hub &hub,
                     ConnectionBudget &seats, AdmittedHandler admitted, ResumedHandler resumed,
                     QObject *parent)
    : QObject(parent), m_settings(std::move(settings)), m_business(business), m_hub(hub),
      m_seats(seats), m_admitted(std::move(admitted)), m_resumed(std::move(resumed))
{
}

void Admission::turnAway(WireSocket *socket, const HttpResponse &response, const QByteArray &why)
{
    journalRefusal(socket, response.status, why);
    refuse(socket, response);
}

void Admission::take(WireSocket *socket, const RequestHead &head, qsizetype headSize,
                     const EndpointSettings &endpoint, const QByteArray &caller)
{
    socket->setParent(this);
    const HttpResponse later = refusalOf(endpoint.dialect, Verdict::Kind::NoVerdict);
    if (m_stopped) {
        refuse(socket, later);
        return;
    }
    if (pending() >= MaxPending) {
        qCWarning(lcGate, "client refused: the business server has too many to think about");
        refuse(socket, later);
        return;
    }
    if (const auto problem = upgradeProblem(head))
        return turnAway(socket, *problem, "no handshake of WebSocket");
    if (const auto problem = originProblem(head, endpoint.origins)) {
        qCInfo(lcGate, "client refused: Origin not allowed, origin=%s address=%s",
               head.header("Origin").value_or(QByteArray()).left(MaxLoggedOrigin).constData(),
               qPrintable(socket->peerAddress().toString()));
        return turnAway(socket, *problem, "Origin not allowed");
    }
    auto found =
        applicantOf(head, endpoint.dialect,
                    {m_settings.app, m_settings.hasConnectUrl, m_settings.admitAll,
                     endpoint.isDefault, QDateTime::currentSecsSinceEpoch(), Clock::now()});
    if (const auto *problem = std::get_if<ApplicantProblem>(&found)) {
        qCInfo(lcGate, "client refused: %s, address=%s", problem->reason.constData(),
               qPrintable(socket->peerAddress().toString()));
        return turnAway(socket, problem->response, problem->reason);
    }
    // Business servers are not among those who are limited.
    const bool needsSeat = endpoint.dialect != EndpointDialect::Mesh;
    if (needsSeat && !m_seats.take()) {
        if (limitReached(Limit::MaxConnections)) {
            qCWarning(lcGate, "client refused: max_connections of the application reached, app=%s",
                      m_settings.app.name.constData());
        }
        return turnAway(socket, later, "max_connections of the application reached");
    }

    const quint64 ticket = ++m_lastTicket;
    socket->setReadBufferSize(headSize + MaxEarlyBytes);
    Applicant applicant = std::move(std::get<Applicant>(found));
    applicant.info.address = socket->peerAddress().toString().toLatin1();
    applicant.info.device = applicant.info.device.isEmpty() ? caller : applicant.info.device;
    applicant.info.identity = makeIdentity(applicant.info);
    if (m_settings.keepHeaders)
        applicant.info.headers = shownHeaders(head);
    m_candidates.emplace(ticket,
                         Candidate{socket, withoutSecrets(head, endpoint.dialect), headSize,
                                   endpoint.dialect, std::move(applicant),
                                   needsSeat ? std::optional<Seat>(m_seats) : std::nullopt});

    connect(socket, &WireSocket::readChannelFinished, this, [this, ticket] { onLeft(ticket); });
    connect(socket, &WireSocket::disconnected, this, [this, ticket] { onLeft(ticket); });

    decide(ticket);
}

void Admission::decide(quint64 ticket)
{
    Candidate &candidate = m_candidates.at(ticket);
    Applicant &applicant = candidate.applicant;
    Identity identity = applicant.info.identity;
    const bool isAsked = m_settings.hasConnectUrl && candidate.dialect != EndpointDialect::Mesh;
    bool mayEnter = m_settings.admitAll || (applicant.isKnown && !isAsked);
    if (applicant.token) {
        if (const Session *session = m_hub.findResumable(*applicant.token)) {
            identity = session->identity();
            mayEnter = mayEnter || !m_settings.resumeAuth;
        } else {
            applicant.token.reset();
        }
    }
    if (mayEnter) {
        BusinessAnswer answer;
        answer.ok = true;
        admit(ticket, answer);
        return;
    }
    m_business.askConnect(candidate.head, identity, applicant.info.account,
                          [this, ticket](const Verdict &verdict) { onVerdict(ticket, verdict); });
}

void Admission::onVerdict(quint64 ticket, const Verdict &verdict)
{
    Candidate &candidate = m_candidates.at(ticket);
    SessionInfo &info = candidate.applicant.info;
    if (verdict.kind == Verdict::Kind::Yes) {
        if (info.account.isEmpty())
            info.account = verdict.account;
        BusinessAnswer answer = verdict.answer;
        // As the first generation has it; in other dialects an account is no channel.
        if (candidate.dialect == EndpointDialect::Rainbow && !verdict.account.isEmpty())
            answer.join.append(ChannelName(verdict.account.bytes()));
        admit(ticket, answer);
        return;
    }
    qCInfo(lcGate, "client refused: %s, identity=%s address=%s", verdict.reason.constData(),
           info.identity.bytes().constData(), info.address.constData());
    const HttpResponse response = refusalOf(candidate.dialect, verdict.kind);
    journal({.kind = JournalKind::Refusal,
             .identity = info.identity.bytes(),
             .address = info.address,
             .code = response.status,
             .text = verdict.reason});
    if (candidate.socket) {
        candidate.socket->disconnect(this);
        refuse(candidate.socket, response);
    }
    m_candidates.erase(ticket);
}

void Admission::admit(quint64 ticket, const BusinessAnswer &answer)
{
    const auto it = m_candidates.find(ticket);
    if (!it->second.socket) {
        forget(it, answer);
        return;
    }
    const std::optional<SessionToken> &token = it->second.applicant.token;
    if (token && !m_hub.findResumable(*token)) {
        // Its session has ended while the business server thought: it is a new client.
        decide(ticket);
        return;
    }
    Candidate candidate = std::move(it->second);
    m_candidates.erase(it);
    Applicant &applicant = candidate.applicant;
    WireSocket *socket = candidate.socket;
    // Handover: the receiver owns the socket, whose head is read and answered.
    socket->disconnect(this);
    socket->consume(candidate.headSize);
    socket->setReadBufferSize(0);
    socket->write(handshakeAnswer(candidate.head, applicant.info.protocol));
    Admitted admitted{std::move(applicant.info), answer, std::move(candidate.seat)};
    if (applicant.token)
        m_resumed(socket, *applicant.token, std::move(admitted));
    else
        m_admitted(socket, std::move(admitted));
}

void Admission::forget(Candidates::iterator candidate, const BusinessAnswer &answer)
{
    const Identity identity = candidate->second.applicant.info.identity;
    const bool isNew = !candidate->second.applicant.token;
    m_candidates.erase(candidate);
    qCInfo(lcGate, "client left before it was admitted, identity=%s", identity.bytes().constData());
    // A session that it wanted to take up goes on waiting for it.
    if (isNew)
        m_business.closed(identity, answer.cookie.value_or(QByteArray()));
}

void Admission::stop()
{
    m_stopped = true;
    for (auto &[ticket, candidate] : m_candidates) {
        if (WireSocket *socket = std::exchange(candidate.socket, nullptr)) {
            socket->disconnect(this);
            refuse(socket, refusalOf(candidate.dialect, Verdict::Kind::NoVerdict));
        }
    }
}

void Admission::onLeft(quint64 ticket)
{
    const auto it = m_candidates.find(ticket);
    if (it == m_candidates.end() || !it->second.socket)
        return;
    WireSocket *socket = std::exchange(it->second.socket, nullptr);
    socket->disconnect(this);
    socket->abortSoon();
    socket->deleteLater();
}

} // namespace Rainbow
