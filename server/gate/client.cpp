// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/client.h"

#include "dialect/dialect.h"
#include "dialect/websocketframe.h"
#include "gate/gatesettings.h"
#include "gate/wiresocket.h"
#include "journal.h"
#include "logging.h"
#include "protocol/closecode.h"

#include <QTimerEvent>
#include <QtEndian>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto PolicyViolation = quint16(CloseCode::PolicyViolation);
constexpr auto TooBig = quint16(CloseCode::TooBig);
constexpr auto TooSlow = quint16(CloseCode::TooSlow);

/// How long a client may stay over a rate.
constexpr auto OverRatePatience = 10s;

/// What a close of the relay means to the session (session.md, "Close codes").
Ending endingOfOurs(quint16 code)
{
    switch (CloseCode(code)) {
    case CloseCode::GoingAway:
    case CloseCode::PolicyViolation:
    case CloseCode::TooBig:
    case CloseCode::TooSlow:
    case CloseCode::Withdrawn:
    case CloseCode::TooManyOfAccount:
        return Ending::Over;
    default:
        return isFinal(code) ? Ending::Over : Ending::Lost;
    }
}

/// And one of the client, with the payload of its close frame.
Ending endingOfTheirs(const QByteArray &payload)
{
    if (payload.size() < 2)
        return Ending::Lost;
    const auto code = CloseCode(qFromBigEndian<quint16>(payload.constData()));
    return code == CloseCode::Normal || code == CloseCode::GoingAway ? Ending::Over : Ending::Lost;
}

} // namespace

Client::Client(WireSocket *socket, Hub &hub, const Dialect &dialect, const GateSettings &settings,
               ClientSet &clients)
    : m_socket(socket), m_hub(hub), m_dialect(dialect), m_settings(settings), m_clients(clients)
{
    m_clients.insert(this);
    m_socket->setParent(nullptr);
    onSettings();
    connect(socket, &WireSocket::readyRead, this, &Client::read);
    connect(socket, &WireSocket::stateChanged, this, &Client::onSocketState);
    // A client that just goes has nothing more to say, and nobody listens there.
    connect(socket, &WireSocket::readChannelFinished, socket, &WireSocket::abortSoon);
}

Client::~Client()
{
    m_clients.erase(this);
    m_socket->disconnect(this);
    delete m_socket;
}

void Client::attach(Session &session)
{
    m_session = &session;
    updateReading();
}

void Client::onSettings()
{
    m_messages.rate.setRate(m_dialect.isOfServers() ? 0 : m_settings.clientRate,
                            m_settings.clientBurst);
    m_socket->setLimits({m_settings.maxBacklog});
    m_pings.rate.setRate(m_settings.pingRate);
}

// --- reading

bool Client::isReading() const
{
    return m_session && !m_held && !m_throttleTimer.isActive() && m_socket->isOpenToBoth();
}

void Client::read()
{
    if (!isReading())
        return;
    QByteArrayView bytes = m_socket->unread();
    const qsizetype size = bytes.size();
    const qsizetype maxMessage = m_dialect.maxMessage(m_settings.maxPayload);
    bool frameEnded = false;
    while (isReading()) {
        const FrameReader::Result result = m_reader.next(bytes, maxMessage);
        if (result.kind == FrameReader::Kind::NeedMore)
            break;
        frameEnded = true;
        handle(result);
    }
    if (!m_socket->isOpenToBoth())
        return; // what was unread is forgotten
    m_socket->consume(size - bytes.size());
    watchFrame(frameEnded);
}

void Client::handle(const FrameReader::Result &result)
{
    if (m_watcher) [[unlikely]]
        showIn(result);
    switch (result.kind) {
    case FrameReader::Kind::Text:
        handle(m_dialect.decodeText(result.payload), result.payload.size());
        spend(m_messages, Limit::ClientRate);
        break;
    case FrameReader::Kind::Binary:
        handle(m_dialect.decodeBinary(result.payload), result.payload.size());
        spend(m_messages, Limit::ClientRate);
        break;
    case FrameReader::Kind::Fragment:
        spend(m_messages, Limit::ClientRate);
        break;
    case FrameReader::Kind::Ping:
        writeControl(Opcode::Pong, result.payload);
        spend(m_pings, Limit::PingRate);
        break;
    case FrameReader::Kind::Pong:
        // As a sign of life it has been seen; unasked for it is as good as a ping.
        onPong();
        spend(m_pings, Limit::PingRate);
        break;
    case FrameReader::Kind::Close:
        onClose(result.payload);
        break;
    case FrameReader::Kind::Violation:
        logViolation(result);
        fail(result.code, result.reason);
        break;
    case FrameReader::Kind::NeedMore:
        break;
    }
}

void Client::logViolation(const FrameReader::Result &result)
{
    thread_local LogThrottle throttle(MaxLimitLines);
    const bool say =
        result.code == TooBig ? limitReached(Limit::MaxPayload) : throttle.ask(Clock::now()).log;
    if (say) {
        qCInfo(lcGate, "client cut off: %s, address=%s", result.reason, addressText().constData());
        if (result.code == TooBig)
            journalLimit(Limit::MaxPayload, "client cut off", identityText(), addressText());
    }
}

void Client::handle(const Dialect::Decoded &decoded, qsizetype size)
{
    m_hub.countIn(*m_session, size);
    if (decoded.command)
        m_hub.handle(*m_session, *decoded.command, Clock::now());
    else
        m_hub.ignore(*m_session, decoded.why);
}

void Client::onPong()
{
    const TimePoint pinged = std::exchange(m_pingedAt, TimePoint::max());
    if (pinged != TimePoint::max())
        m_roundTrip = std::chrono::floor<std::chrono::microseconds>(Clock::now() - pinged);
}

/// A frame that has begun must end in time; that we do not read is not the client's fault.
void Client::watchFrame(bool ended)
{
    if (!m_reader.isMidFrame() || !isReading())
        m_frameTimer.stop();
    else if (ended || !m_frameTimer.isActive())
        m_frameTimer.start(int(m_settings.frameTimeout.count()), Qt::CoarseTimer, this);
}

void Client::spend(Quota &quota, Limit limit)
{
    const TimePoint now = Clock::now();
    if (quota.rate.spend(now)) {
        quota.brokenSince = TimePoint::max();
        return;
    }
    if (quota.brokenSince == TimePoint::max()) {
        quota.brokenSince = now;
        if (limitReached(limit)) {
            qCInfo(lcGate, "client slowed down: %s reached, address=%s", keyOf(limit),
                   addressText().constData());
            journalLimit(limit, "client slowed down", identityText(), addressText());
        }
    }
    if (now - quota.brokenSince >= OverRatePatience) {
        qCInfo(lcGate, "client cut off: over %s for 10 s, address=%s", keyOf(limit),
               addressText().constData());
        fail(PolicyViolation, limit == Limit::PingRate ? "too many pings" : "too many messages");
        return;
    }
    m_throttleTimer.start(int(quota.rate.debt().count()), Qt::PreciseTimer, this);
    updateReading();
}

void Client::updateReading()
{
    m_socket->setReading(isReading());
    watchFrame(false);
}

void Client::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_throttleTimer.timerId()) {
        m_throttleTimer.stop();
        updateReading();
    } else if (event->timerId() == m_frameTimer.timerId()) {
        m_frameTimer.stop();
        if (limitReached(Limit::FrameTimeout)) {
            qCInfo(lcGate, "client cut off: frame not complete within frame_timeout, address=%s",
                   addressText().constData());
            journalLimit(Limit::FrameTimeout, "client cut off", identityText(), addressText());
        }
        fail(PolicyViolation, "frame not complete in time");
    }
}

// --- ending

void Client::fail(quint16 code, const char *reason)
{
    // Who takes what waits gets it; from others nothing more is hoped for.
    if (m_socket->isBlocked()) {
        foresee(endingOfOurs(code), code, reason);
        m_socket->cutOff(shownClose(code, reason));
    } else {
        close(code, reason);
    }
}

void Client::onClose(const QByteArray &payload)
{
    constexpr qsizetype CodeSize = 2;
    const bool hasCode = payload.size() >= CodeSize;
    foresee(endingOfTheirs(payload),
            hasCode ? qFromBigEndian<quint16>(payload.constData()) : quint16(0),
            hasCode ? "by the client: " + payload.sliced(CodeSize) : "by the client");
    writeControl(Opcode::Close, payload);
    m_socket->disconnectFromHost();
}

/// The first to close decides.
void Client::foresee(Ending ending, quint16 code, const QByteArray &why)
{
    if (m_ending)
        return;
    m_ending = ending;
    if (m_session && keepsJournal())
        journal({.kind = JournalKind::Close,
                 .identity = identityText(),
                 .address = addressText(),
                 .code = code,
                 .text = why});
}

QByteArray Client::identityText() const
{
    return m_session ? m_session->identity().bytes() : QByteArray();
}

QByteArray Client::addressText() const
{
    return m_socket->peerAddress().toString().toLatin1();
}

void Client::onSocketState()
{
    // In this order: what is queued for a deleted object is never called.
    QMetaObject::invokeMethod(this, &Client::endSession, Qt::QueuedConnection);
    m_frameTimer.stop();
    m_throttleTimer.stop();
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        deleteLater();
}

void Client::endSession()
{
    foresee(Ending::Lost, 0, "the connection broke");
    if (Session *session = std::exchange(m_session, nullptr))
        m_hub.close(*session, m_ending.value_or(Ending::Lost), Clock::now());
}

// --- Link

SendResult Client::send(const Frame &frame, MessageId id, bool essential)
{
    if (!m_socket->isOpenToBoth())
        return SendResult::Closed;
    switch (m_socket->send(frame, id, essential)) {
    case Outbox::PushResult::Queued:
        if (m_watcher) [[unlikely]]
            showOut(frame, id);
        return SendResult::Sent;
    case Outbox::PushResult::Dropped:
        return SendResult::Dropped;
    case Outbox::PushResult::TooSlow:
        break;
    }
    if (limitReached(Limit::MaxBacklog)) {
        qCInfo(lcGate, "client too slow: more than twice max_backlog waits, address=%s",
               addressText().constData());
        journalLimit(Limit::MaxBacklog, "client too slow", identityText(), addressText());
    }
    close(TooSlow, "too slow");
    return SendResult::Closed;
}

void Client::ping()
{
    writeControl(Opcode::Ping, {});
    m_pingedAt = Clock::now();
}

void Client::close(quint16 code, const QByteArray &reason)
{
    foresee(endingOfOurs(code), code, reason);
    // A slow client would get the close after all it has not taken: what waits is given up.
    if (code == TooSlow) {
        m_socket->cutOff(shownClose(code, reason));
        return;
    }
    m_socket->write(shownClose(code, reason));
    m_socket->disconnectFromHost();
}

void Client::abort()
{
    foresee(Ending::Lost, 0, "no sign of life");
    m_socket->abortSoon();
}

void Client::takenOver()
{
    constexpr auto Code = quint16(CloseCode::TakenOver);
    foresee(endingOfOurs(Code), Code, "taken over");
    m_session = nullptr;
    updateReading();
    fail(Code, "taken over");
}

void Client::setReading(bool on)
{
    m_held = !on;
    updateReading();
}

bool Client::isBlocked() const
{
    return m_socket->isBlocked();
}

qsizetype Client::heldBytes() const
{
    return m_socket->bytesToWrite() + m_socket->bytesAvailable() + m_reader.heldBytes();
}

TimePoint Client::lastHeard() const
{
    return m_socket->lastHeard();
}

} // namespace Rainbow
