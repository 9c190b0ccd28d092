// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/admission.h"

#include "business/businessclient.h"
#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "gate/wiresocket.h"
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

} // namespace

Admission::Admission(const GateSettings &settings, BusinessClient &business,
                     AdmittedHandler admitted, QObject *parent)
    : QObject(parent), m_settings(settings), m_business(business), m_admitted(std::move(admitted))
{
}

void Admission::take(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    socket->setParent(this);
    if (pending() >= MaxPending) {
        qCWarning(lcGate, "client refused: the business server has too many to think about");
        refuse(socket, unavailable());
        return;
    }
    if (const auto problem = upgradeProblem(head)) {
        refuse(socket, *problem);
        return;
    }
    if (const auto problem = originProblem(head, m_settings.origins)) {
        qCInfo(lcGate, "client refused: Origin not allowed, origin=%s address=%s",
               head.header("Origin").value_or(QByteArray()).left(MaxLoggedOrigin).constData(),
               qPrintable(socket->peerAddress().toString()));
        refuse(socket, *problem);
        return;
    }
    const std::optional<ClientName> name = clientName(head);
    if (!name) {
        qCInfo(lcGate, "client refused: X-DEVICEID or X-CLIENT-OS missing, address=%s",
               qPrintable(socket->peerAddress().toString()));
        refuse(socket, unauthorized());
        return;
    }

    const QByteArray address = socket->peerAddress().toString().toLatin1();
    const quint64 ticket = ++m_lastTicket;
    socket->setReadBufferSize(headSize + MaxEarlyBytes);
    SessionInfo info{makeIdentity(*name, address), name->platform, name->device, address};
    const Identity identity = info.identity;
    m_candidates.emplace(ticket, Candidate{socket, head, headSize, std::move(info)});

    connect(socket, &WireSocket::readChannelFinished, this, [this, ticket] { onLeft(ticket); });
    connect(socket, &WireSocket::disconnected, this, [this, ticket] { onLeft(ticket); });

    if (m_settings.admitAll) {
        BusinessAnswer answer;
        answer.ok = true;
        admit(ticket, answer);
        return;
    }
    m_business.askConnect(head, identity,
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
    if (candidate.socket) {
        candidate.socket->disconnect(this);
        refuse(candidate.socket,
               verdict.kind == Verdict::Kind::No ? unauthorized() : unavailable());
    }
    m_candidates.erase(ticket);
}

void Admission::admit(quint64 ticket, const BusinessAnswer &answer)
{
    const auto it = m_candidates.find(ticket);
    Candidate candidate = std::move(it->second);
    m_candidates.erase(it);
    WireSocket *socket = candidate.socket;
    if (!socket) {
        qCInfo(lcGate, "client left before it was admitted, identity=%s",
               candidate.info.identity.bytes().constData());
        m_business.closed(candidate.info.identity, answer.cookie.value_or(QByteArray()));
        return;
    }
    // Handover: the receiver owns the socket, whose head is read and answered.
    socket->disconnect(this);
    socket->consume(candidate.headSize);
    socket->setReadBufferSize(0);
    socket->write(handshakeAnswer(candidate.head));
    m_admitted(socket, std::move(candidate.info), answer);
}

void Admission::stop()
{
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
