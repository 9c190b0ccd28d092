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
#include "logging.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

namespace Rainbow {

namespace {

/// What of an early client's frames is kept while the business server thinks.
constexpr qsizetype MaxEarlyBytes = 64 * 1024;

/// How many the business server may be asked about at a time, those that have left included.
constexpr int MaxPending = 20'000;

constexpr qsizetype MaxLoggedOrigin = 200;

Identity makeIdentity(const ClientName &name, const QByteArray &address)
{
    quint64 random[4];
    QRandomGenerator::system()->fillRange(random);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part :
         {name.platform, name.device, address,
          QByteArray::number(qint64(Clock::now().time_since_epoch().count()))}) {
        hash.addData(part);
        hash.addData(QByteArrayView("\0", 1));
    }
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(random), sizeof random));
    return Identity(hash.result().toHex());
}

HttpResponse textResponse(int status, const QByteArray &body)
{
    return {status, "text/plain; charset=utf-8", body, {}};
}

HttpResponse unauthorized()
{
    return textResponse(401, "Not authenticated");
}

HttpResponse unavailable()
{
    HttpResponse response = textResponse(503, "Try again later");
    response.headers = {{"Retry-After", "1"}};
    return response;
}

void journalRefusal(const WireSocket *socket, int status, const char *why)
{
    if (keepsJournal())
        journal({.kind = JournalKind::Refusal,
                 .address = socket->peerAddress().toString().toLatin1(),
                 .code = status,
                 .text = why});
}

} // namespace

Admission::Admission(const GateSettings &settings, BusinessClient &business, const Hub &hub,
                     AdmittedHandler admitted, ResumedHandler resumed, QObject *parent)
    : QObject(parent), m_settings(settings), m_business(business), m_hub(hub),
      m_admitted(std::move(admitted)), m_resumed(std::move(resumed))
{
}

void Admission::take(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    socket->setParent(this);
    if (m_stopped) {
        refuse(socket, unavailable());
        return;
    }
    if (pending() >= MaxPending) {
        qCWarning(lcGate, "client refused: the business server has too many to think about");
        refuse(socket, unavailable());
        return;
    }
    if (const auto problem = upgradeProblem(head)) {
        journalRefusal(socket, problem->status, "no handshake of WebSocket");
        refuse(socket, *problem);
        return;
    }
    if (const auto problem = originProblem(head, m_settings.origins)) {
        qCInfo(lcGate, "client refused: Origin not allowed, origin=%s address=%s",
               head.header("Origin").value_or(QByteArray()).left(MaxLoggedOrigin).constData(),
               qPrintable(socket->peerAddress().toString()));
        journalRefusal(socket, problem->status, "Origin not allowed");
        refuse(socket, *problem);
        return;
    }
    const std::optional<ClientName> name = clientName(head);
    if (!name) {
        qCInfo(lcGate, "client refused: X-DEVICEID or X-CLIENT-OS missing, address=%s",
               qPrintable(socket->peerAddress().toString()));
        journalRefusal(socket, 401, "X-DEVICEID or X-CLIENT-OS missing");
        refuse(socket, unauthorized());
        return;
    }

    const QByteArray address = socket->peerAddress().toString().toLatin1();
    const quint64 ticket = ++m_lastTicket;
    socket->setReadBufferSize(headSize + MaxEarlyBytes);
    SessionInfo info{makeIdentity(*name, address), name->platform, name->device, address,
                     protocolOf(head)};
    if (m_settings.keepHeaders)
        info.headers = shownHeaders(head);
    m_candidates.emplace(ticket,
                         Candidate{socket, head, headSize, std::move(info), sessionToken(head)});

    connect(socket, &WireSocket::readChannelFinished, this, [this, ticket] { onLeft(ticket); });
    connect(socket, &WireSocket::disconnected, this, [this, ticket] { onLeft(ticket); });

    decide(ticket);
}

void Admission::decide(quint64 ticket)
{
    Candidate &candidate = m_candidates.at(ticket);
    Identity identity = candidate.info.identity;
    bool mayEnter = m_settings.admitAll;
    if (candidate.token) {
        if (const Session *session = m_hub.findResumable(*candidate.token)) {
            identity = session->identity();
            mayEnter = mayEnter || !m_settings.resumeAuth;
        } else {
            candidate.token.reset();
        }
    }
    if (mayEnter) {
        BusinessAnswer answer;
        answer.ok = true;
        admit(ticket, answer);
        return;
    }
    m_business.askConnect(candidate.head, identity,
                          [this, ticket](const Verdict &verdict) { onVerdict(ticket, verdict); });
}

void Admission::onVerdict(quint64 ticket, const Verdict &verdict)
{
    const Candidate &candidate = m_candidates.at(ticket);
    if (verdict.kind == Verdict::Kind::Yes) {
        admit(ticket, verdict.answer);
        return;
    }
    qCInfo(lcGate, "client refused: %s, identity=%s address=%s", verdict.reason.constData(),
           candidate.info.identity.bytes().constData(), candidate.info.address.constData());
    const bool isNo = verdict.kind == Verdict::Kind::No;
    journal({.kind = JournalKind::Refusal,
             .identity = candidate.info.identity.bytes(),
             .address = candidate.info.address,
             .code = isNo ? 401 : 503,
             .text = verdict.reason});
    if (candidate.socket) {
        candidate.socket->disconnect(this);
        refuse(candidate.socket, isNo ? unauthorized() : unavailable());
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
    if (it->second.token && !m_hub.findResumable(*it->second.token)) {
        // Its session has ended while the business server thought: it is a new client.
        decide(ticket);
        return;
    }
    const Candidate candidate = std::move(it->second);
    m_candidates.erase(it);
    WireSocket *socket = candidate.socket;
    // Handover: the receiver owns the socket, whose head is read and answered.
    socket->disconnect(this);
    socket->consume(candidate.headSize);
    socket->setReadBufferSize(0);
    socket->write(handshakeAnswer(candidate.head, candidate.info.protocol));
    if (candidate.token)
        m_resumed(socket, *candidate.token, answer);
    else
        m_admitted(socket, candidate.info, answer);
}

void Admission::forget(Candidates::iterator candidate, const BusinessAnswer &answer)
{
    const Identity identity = candidate->second.info.identity;
    const bool isNew = !candidate->second.token;
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
            refuse(socket, unavailable());
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
