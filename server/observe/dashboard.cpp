// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/dashboard.h"

#include "dialect/websocketframe.h"
#include "gate/wiresocket.h"
#include "logging.h"

#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace Rainbow {

using namespace std::chrono_literals;

namespace {

/// Connections of which rates are known.
constexpr size_t MaxSeen = 64;

} // namespace

Dashboard::Dashboard(WireSocket *socket, AdminUser user, const Timing &timing, Handler onText,
                     QObject *parent)
    : QObject(parent), m_socket(socket), m_user(std::move(user)),
      m_address(socket->peerAddress().toString().toLatin1()), m_timing(timing),
      m_onText(std::move(onText))
{
    socket->setParent(this);
    connect(socket, &WireSocket::readyRead, this, &Dashboard::read);
    connect(socket, &WireSocket::stateChanged, this, &Dashboard::onSocketState);
    connect(socket, &WireSocket::readChannelFinished, socket, &WireSocket::abortSoon);
    checkPulse();
    // What has come behind the handshake.
    QMetaObject::invokeMethod(this, &Dashboard::read, Qt::QueuedConnection);
}

Dashboard::~Dashboard()
{
    if (m_socket)
        m_socket->disconnect(this);
}

bool Dashboard::isOpen() const
{
    return m_socket && m_socket->state() == QAbstractSocket::ConnectedState;
}

// --- reading

void Dashboard::read()
{
    if (!isOpen())
        return;
    QByteArrayView bytes = m_socket->unread();
    const qsizetype size = bytes.size();
    while (isOpen()) {
        const FrameReader::Result result = m_reader.next(bytes, MaxFrame);
        if (result.kind == FrameReader::Kind::NeedMore)
            break;
        handle(result);
    }
    if (isOpen())
        m_socket->consume(size - bytes.size());
}

void Dashboard::handle(const FrameReader::Result &result)
{
    switch (result.kind) {
    case FrameReader::Kind::Text:
        m_onText(*this, result.payload);
        break;
    case FrameReader::Kind::Binary:
        // As a frame that is no JSON.
        m_onText(*this, {});
        break;
    case FrameReader::Kind::Ping:
        m_socket->write(controlFrame(Opcode::Pong, result.payload));
        break;
    case FrameReader::Kind::Close:
        m_socket->write(controlFrame(Opcode::Close, result.payload));
        m_socket->disconnectFromHost();
        break;
    case FrameReader::Kind::Violation:
        close(CloseCode(result.code), result.reason);
        break;
    case FrameReader::Kind::Fragment:
    case FrameReader::Kind::Pong:
    case FrameReader::Kind::NeedMore:
        break;
    }
}

// --- writing

void Dashboard::send(const QByteArray &json)
{
    if (!isOpen())
        return;
    QByteArray bytes;
    bytes.reserve(MaxFrameHeader + json.size());
    appendFrameHeader(bytes, Opcode::Text, json.size());
    bytes += json;
    if (m_socket->send({bytes, -1}, 0, true) != Outbox::PushResult::TooSlow)
        return;
    qCWarning(lcAudit, "dashboard cut off: it does not read, who=%s address=%s",
              m_user.name.constData(), m_address.constData());
    m_socket->cutOff(closeFrame(quint16(CloseCode::TooSlow), "too slow"));
}

void Dashboard::close(CloseCode code, const QByteArray &reason)
{
    if (!isOpen())
        return;
    const QByteArray frame = closeFrame(quint16(code), reason);
    // Who takes what waits gets it; from others nothing more is hoped for.
    if (m_socket->isBlocked()) {
        m_socket->cutOff(frame);
    } else {
        m_socket->write(frame);
        m_socket->disconnectFromHost();
    }
}

bool Dashboard::beginRequest()
{
    if (m_unanswered < MaxUnanswered) {
        ++m_unanswered;
        return true;
    }
    qCWarning(lcAudit, "dashboard cut off: too many requests unanswered, who=%s address=%s",
              m_user.name.constData(), m_address.constData());
    close(CloseCode::PolicyViolation, "too many requests unanswered");
    return false;
}

void Dashboard::answer(const QByteArray &json)
{
    --m_unanswered;
    send(json);
}

Rates Dashboard::ratesSince(const ConnectionRow &row, TimePoint now)
{
    Rates rates;
    const auto before = std::find_if(m_seen.begin(), m_seen.end(), [&row](const Seen &seen) {
        return seen.identity == row.identity;
    });
    if (before != m_seen.end()) {
        const double seconds = std::chrono::duration<double>(now - before->at).count();
        if (seconds > 0) {
            rates.in = double(row.messagesIn - before->messagesIn) / seconds;
            rates.out = double(row.messagesOut - before->messagesOut) / seconds;
        }
        m_seen.erase(before);
    }
    m_seen.push_back({row.identity, row.messagesIn, row.messagesOut, now});
    if (m_seen.size() > MaxSeen)
        m_seen.pop_front();
    return rates;
}

// --- time, and the end

void Dashboard::checkPulse()
{
    const TimePoint now = Clock::now();
    const TimePoint heard = m_socket->lastHeard();
    if (heard > m_pingedAt)
        m_pingedAt = TimePoint::min();
    if (m_pingedAt != TimePoint::min() && now >= m_pingedAt + m_timing.patience) {
        qCInfo(lcAudit, "dashboard lost: no sign of life, who=%s address=%s",
               m_user.name.constData(), m_address.constData());
        m_socket->abortSoon();
        return;
    }
    if (m_pingedAt == TimePoint::min() && now >= heard + m_timing.silence) {
        m_pingedAt = now;
        m_socket->write(controlFrame(Opcode::Ping, {}));
    }
    // Once pinged, an answer may come at any time, after which it can be silent again.
    const TimePoint due = m_pingedAt != TimePoint::min()
        ? std::min(m_pingedAt + m_timing.patience, now + m_timing.silence)
        : heard + m_timing.silence;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - now);
    m_pulse.start(int(std::max(wait, 1ms).count()), Qt::CoarseTimer, this);
}

void Dashboard::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_pulse.timerId())
        return;
    m_pulse.stop();
    if (isOpen())
        checkPulse();
}

void Dashboard::onSocketState()
{
    m_pulse.stop();
    if (!std::exchange(m_ended, true))
        Q_EMIT ended();
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        deleteLater();
}

} // namespace Rainbow
