// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/clientprivate.h"

#include "src/headersreply.h"
#include "src/logging.h"
#include "src/platform.h"
#include "src/request.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr Duration LeastRetryInterval(10);
/// An attempt that was begun so long before the network came back is not worth waiting for.
constexpr Duration StaleAttempt(1'000);

/// What a relay that goes down or has too much to do tells to many at once.
bool isToldToMany(const Error &error)
{
    return error.closeCode() == int(CloseCode::GoingAway)
        || error.closeCode() == int(CloseCode::TooSlow) || error.code() == Error::Code::Refused;
}

bool isFinalError(const Error &error)
{
    return error.code() == Error::Code::Unauthorized || isFinal(quint16(error.closeCode()));
}

/// For logs: a query may hold secrets, and so may user name and password.
QString toLog(const QUrl &url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

} // namespace

ClientPrivate::ClientPrivate(Client *client)
    : QObject(client), q(client), m_self(std::make_shared<ClientPrivate *>(this)), m_timer(this)
{
    settings.deviceId = QUuid::createUuid().toString(QUuid::WithoutBraces);
    settings.platform = platformName();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ClientPrivate::onTimer);
}

ClientPrivate::~ClientPrivate() = default;

void ClientPrivate::bloom()
{
    if (m_state != Client::State::Faded || m_destroyed)
        return;
    if (const QString problem = urlProblem(settings.url); !problem.isEmpty()) {
        lastError = Error(Error::Code::Unreachable, problem);
        notify([this, error = lastError] { Q_EMIT q->errorOccurred(error); });
        notify([this, error = lastError] { Q_EMIT q->faded(error, true); });
        return;
    }
    if (!m_wakeups) {
        m_wakeups = std::make_unique<Wakeups>();
        connect(m_wakeups.get(), &Wakeups::wokenUp, this, &ClientPrivate::wakeUp);
    }
    backoff.reset();
    setState(Client::State::Blooming);
    m_phase = Phase::Waiting;
    m_due = now();
    arm();
}

void ClientPrivate::fade()
{
    if (m_state == Client::State::Faded)
        return;
    if (m_connection)
        std::exchange(m_connection, nullptr)->leave(CloseCode::Normal, timing.linger);
    end({});
}

void ClientPrivate::destroy()
{
    m_destroyed = true;
    m_self.reset();
    m_timer.stop();
    if (m_connection) {
        m_connection->leave(CloseCode::Normal, timing.linger);
        delete std::exchange(m_connection, nullptr);
    }
    m_phase = Phase::Idle;
    outgoing.disconnect();
    outgoing.failAll({Error::Code::Destroyed, u"the client was destroyed"_qs});
    // What fails may be sent again by those who hear of it, and fail again: not for ever.
    for (int round = 0; round < 16 && !m_notices.empty(); ++round) {
        for (const Notice &notice : std::exchange(m_notices, {})) {
            if (notice.isEnd)
                notice.tell();
        }
    }
}

void ClientPrivate::wakeUp()
{
    if (m_phase == Phase::Waiting) {
        backoff.reset();
        m_due = now();
    } else if (m_phase == Phase::Opening && now() - m_openedAt >= StaleAttempt) {
        dropConnection();
        attempt();
    } else if (m_phase == Phase::Up) {
        m_heartbeat.probe(now());
    }
    arm();
}

void ClientPrivate::setState(Client::State state)
{
    if (m_state == state)
        return;
    m_state = state;
    notify([this, state] { Q_EMIT q->stateChanged(state); });
}

void ClientPrivate::attempt()
{
    ++m_attempt;
    m_due = now() + settings.connectTimeout;
    if (!settings.headersProvider)
        return open({});
    m_phase = Phase::AskingHeaders;
    notify([this, attempt = m_attempt, provider = settings.headersProvider] {
        if (attempt == m_attempt && m_phase == Phase::AskingHeaders)
            provider(Client::HeadersReply(
                std::make_shared<Client::HeadersReply::Private>(m_self, attempt)));
    });
}

void ClientPrivate::onHeaders(quint64 attempt, const Headers &headers)
{
    if (attempt != m_attempt || m_phase != Phase::AskingHeaders)
        return;
    for (const auto &[name, value] : headers) {
        if (!isGoodHeader(name, value)) {
            return lose({Error::Code::HeadersFailed,
                         u"the headers provider gave a header that cannot be sent: "_qs
                             + QString::fromLatin1(name)});
        }
    }
    m_due = now() + settings.connectTimeout;
    open(headers);
    arm();
}

void ClientPrivate::onHeadersFailed(quint64 attempt, const QString &why)
{
    if (attempt == m_attempt && m_phase == Phase::AskingHeaders)
        lose({Error::Code::HeadersFailed, why});
}

void ClientPrivate::open(const Headers &more)
{
    m_phase = Phase::Opening;
    m_openedAt = now();
    m_offeredSession = !m_session.isEmpty();
    RequestParts parts;
    parts.url = settings.url;
    parts.deviceId = settings.deviceId;
    parts.platform = settings.platform;
    parts.headers = settings.headers + more;
    parts.session = m_session;
    parts.securityKey = settings.securityKey;
    parts.unixSeconds = QDateTime::currentSecsSinceEpoch();
    parts.inQuery = IsBrowser;
    qCDebug(lcClient) << "connecting to" << toLog(settings.url);
    m_connection = new Connection({.request = makeRequest(parts),
                                   .ssl = settings.ssl,
                                   .pinnedKeys = settings.pinnedKeys,
                                   .proxy = settings.proxy},
                                  this);
    connect(m_connection, &Connection::opened, this, &ClientPrivate::onOpened);
    connect(m_connection, &Connection::received, this, &ClientPrivate::onFrame);
    connect(m_connection, &Connection::alive, this, &ClientPrivate::onAlive);
    connect(m_connection, &Connection::receivedText, this, &ClientPrivate::onTextFrame);
    connect(m_connection, &Connection::ponged, this, &ClientPrivate::onPong);
    connect(m_connection, &Connection::lost, this, &ClientPrivate::lose);
    m_connection->open();
}

void ClientPrivate::onOpened()
{
    if (m_connection->isRainbow2())
        m_phase = Phase::AwaitingHello;
    else
        comeUp(std::nullopt);
}

void ClientPrivate::onHello(const QByteArray &frame)
{
    const PacketResult result = parsePacket(frame, PacketSet::FromRelay);
    std::optional<Hello> hello;
    if (result.error == PacketError::None && result.packet.command == PacketCommand::Hello) {
        trace(Trace::Direction::Received, result.packet);
        hello = parseHello(result.packet.payload);
    }
    if (hello)
        return comeUp(hello);
    std::exchange(m_connection, nullptr)->leave(CloseCode::ProtocolError, timing.linger);
    lose({Error::Code::ProtocolError, u"the relay's first packet is not a good HELLO"_qs});
}

void ClientPrivate::comeUp(const std::optional<Hello> &hello)
{
    const bool resumed = hello && hello->resumed && m_offeredSession;
    Peer peer;
    if (hello) {
        peer.rainbow2 = true;
        peer.retryInterval = std::max(hello->retryInterval, LeastRetryInterval);
        peer.maxPayload = hello->maxPayload;
    }
    peer.retryInterval = settings.retryInterval.value_or(peer.retryInterval);
    m_packetSet = hello ? PacketSet::FromRelay : PacketSet::Original;
    m_session = hello ? hello->session : QByteArray();
    identity = hello ? hello->identity : QByteArray();
    ++statistics.connects;
    statistics.resumes += resumed ? 1 : 0;
    if (!resumed)
        m_incoming.forgetAll();

    m_phase = Phase::Up;
    m_due = Never;
    m_upSince = now();
    if (!IsBrowser)
        m_heartbeat.start(hello ? hello->pingInterval : timing.pingInterval, m_upSince);
    m_heartbeat.setPongTimeout(timing.pongTimeout);
    m_heartbeat.probe(m_upSince); // to know the round trip from the start
    qCDebug(lcClient) << "connected;" << (hello ? "rainbow.2" : "original protocol")
                      << (resumed ? "resumed" : "new session");
    setState(Client::State::Bloomed);
    notify([this, resumed] { Q_EMIT q->bloomed(resumed); });
    outgoing.connectTo(peer, resumed, m_upSince);
    arm();
}

void ClientPrivate::lose(const Error &error)
{
    const bool wasUp = m_phase == Phase::Up;
    const bool isCrowd = isToldToMany(error) || (m_connection && m_connection->isNobodyThere());
    dropConnection();
    m_heartbeat.stop();
    outgoing.disconnect();
    if (wasUp && now() - m_upSince >= timing.stableTime)
        backoff.reset();
    qCDebug(lcClient).noquote() << "no connection to" << toLog(settings.url) << "-"
                                << error.message();
    lastError = error;
    notify([this, error] { Q_EMIT q->errorOccurred(error); });
    if (isFinalError(error))
        return end(error);

    // Two who share a session would take it from each other for ever.
    if (error.closeCode() == int(CloseCode::TakenOver))
        m_session.clear();
    if (isCrowd)
        backoff.expectCrowd();
    m_phase = Phase::Waiting;
    m_due = now() + backoff.next();
    if (wasUp) {
        setState(Client::State::Withering);
        notify([this, error] { Q_EMIT q->faded(error, false); });
    }
    arm();
}

void ClientPrivate::end(const Error &reason)
{
    m_phase = Phase::Idle;
    m_due = Never;
    m_heartbeat.stop();
    m_session.clear();
    m_incoming.forgetAll();
    outgoing.disconnect();
    outgoing.failAll({Error::Code::Faded,
                      reason ? u"the connection has ended for good: "_qs + reason.message()
                             : u"fade() was called"_qs});
    setState(Client::State::Faded);
    notify([this, reason] { Q_EMIT q->faded(reason, true); });
}

void ClientPrivate::dropConnection()
{
    if (m_connection)
        std::exchange(m_connection, nullptr)->drop();
}

TimePoint ClientPrivate::nextDue() const
{
    return std::min({m_due, m_heartbeat.nextDue(), outgoing.nextDue()});
}

void ClientPrivate::arm()
{
    const TimePoint due = nextDue();
    // One that is armed too early finds nothing to do and arms again: cheaper than to arm the timer
    // with each message.
    if (due == Never || (m_timer.isActive() && m_armedFor <= due) || m_destroyed)
        return;
    m_armedFor = due;
    m_timer.start(std::max(std::chrono::ceil<Duration>(due - now()), Duration(0)));
}

void ClientPrivate::onTimer()
{
    m_armedFor = Never;
    if (m_due <= now())
        onPhaseTimeout();
    if (outgoing.onTime(now()))
        m_heartbeat.probe(now()); // what got no answer may have got nowhere
    beat();
    arm();
}

void ClientPrivate::onPhaseTimeout()
{
    switch (m_phase) {
    case Phase::Waiting:
        attempt();
        break;
    case Phase::AskingHeaders:
        lose({Error::Code::HeadersFailed, u"the headers provider did not answer in time"_qs});
        break;
    case Phase::Opening:
        lose({Error::Code::HandshakeTimeout, u"no answer to the upgrade request in time"_qs});
        break;
    case Phase::AwaitingHello:
        lose({Error::Code::HandshakeTimeout, u"no HELLO in time"_qs});
        break;
    case Phase::Idle:
    case Phase::Up:
        break;
    }
}

void ClientPrivate::beat()
{
    switch (m_heartbeat.onTime(now())) {
    case Heartbeat::Action::None:
        break;
    case Heartbeat::Action::Ping:
        m_connection->ping(m_heartbeat.payload());
        break;
    case Heartbeat::Action::Lose:
        lose({Error::Code::HeartbeatLost, u"no pong in time"_qs});
        break;
    }
}

void ClientPrivate::onAlive()
{
    if (m_phase == Phase::Up)
        m_heartbeat.onReceived(now());
}

void ClientPrivate::onPong(const QByteArray &payload)
{
    if (const auto roundTrip = m_heartbeat.onPong(payload, now()))
        statistics.roundTrip = *roundTrip;
    arm();
}

} // namespace Rainbow
