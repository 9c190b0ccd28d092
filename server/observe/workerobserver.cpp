// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/workerobserver.h"

#include <QDateTime>
#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr int BetweenSlices = 1; ///< ms

ConnectionRow rowOf(const Session &session, HubId worker, const QByteArray &app)
{
    const SessionInfo &info = session.info();
    ConnectionRow row;
    row.identity = info.identity.bytes();
    row.app = app;
    row.account = info.account.bytes();
    row.platform = info.platform;
    row.device = info.device;
    row.address = info.address;
    row.worker = worker;
    row.protocol = info.protocol;
    row.state = session.state;
    row.connectedAt = session.connectedAtMs;
    row.channels = session.channelCount();
    row.messagesIn = session.traffic.messagesIn;
    row.messagesOut = session.traffic.messagesOut;
    row.bytesIn = session.traffic.bytesIn;
    row.bytesOut = session.traffic.bytesOut;
    row.unanswered = session.outbound.inFlight() + int(session.backlog.size());
    row.backlog = session.backlogBytes + session.link().heldBytes();
    if (const auto roundTrip = session.link().roundTrip())
        row.roundTrip = roundTrip->count();
    return row;
}

ChannelRow rowOf(const Channel &channel, TimePoint now, const QByteArray &app)
{
    ChannelRow row;
    row.app = app;
    row.name = channel.name().bytes();
    row.occupant = channel.occupant.bytes();
    row.members = int(channel.members().size());
    row.rate = channel.rate(now);
    row.published = channel.published;
    row.delivered = channel.delivered;
    return row;
}

} // namespace

/// One session that is watched.
class WorkerObserver::Watch final : public PacketWatcher {
public:
    Watch(WorkerObserver &observer, const Identity &identity, SessionProtocol protocol)
        : m_observer(observer), m_identity(identity), m_protocol(protocol)
    {
    }

    [[nodiscard]] quint64 seq() const { return m_seq; }

    void onFrame(Direction direction, Kind kind, QByteArrayView payload) override
    {
        ++m_seq;
        if (!mayTell(Clock::now()))
            return;
        auto view = viewOf(direction, kind, payload, m_protocol);
        if (!view)
            return;
        view->seq = m_seq;
        view->at = QDateTime::currentMSecsSinceEpoch();
        m_observer.m_reports.packet(m_identity, *view);
    }

    void onEnded(const char *why) override
    {
        WorkerObserver &observer = m_observer;
        observer.m_reports.end(m_identity, why);
        observer.m_watches.erase(Identity(m_identity)); // this is gone from here on
    }

private:
    [[nodiscard]] bool mayTell(TimePoint now)
    {
        if (now - m_second >= 1s) {
            m_second = now;
            m_told = 0;
        }
        return ++m_told <= MaxPacketsPerSecond;
    }

    WorkerObserver &m_observer;
    Identity m_identity;
    SessionProtocol m_protocol;
    quint64 m_seq = 0;
    TimePoint m_second; ///< when the current one began
    int m_told = 0; ///< within it
};

WorkerObserver::WorkerObserver(Reports reports) : m_reports(std::move(reports))
{
}

WorkerObserver::~WorkerObserver()
{
    for (const auto &[identity, watch] : m_watches) {
        if (const Observed *observed = find(identity))
            observed->hub->watch(identity, nullptr);
    }
}

void WorkerObserver::observe(const QByteArray &app, Hub &hub)
{
    if (!hubOf(app))
        m_hubs.push_back({app, &hub});
}

Hub *WorkerObserver::hubOf(const QByteArray &app)
{
    const auto found = std::find_if(m_hubs.begin(), m_hubs.end(), [&app](const Observed &observed) {
        return observed.app == app;
    });
    return found == m_hubs.end() ? nullptr : found->hub;
}

Hub *WorkerObserver::hubWith(const Identity &identity)
{
    const Observed *observed = find(identity);
    return observed ? observed->hub : nullptr;
}

const WorkerObserver::Observed *WorkerObserver::find(const Identity &identity) const
{
    const auto found =
        std::find_if(m_hubs.begin(), m_hubs.end(), [&identity](const Observed &observed) {
            return observed.hub->find(identity) != nullptr;
        });
    return found == m_hubs.end() ? nullptr : &*found;
}

// --- tables

void WorkerObserver::begin(Listing listing)
{
    m_listings.push_back(std::move(listing));
    if (!m_turn.isActive())
        m_turn.start(BetweenSlices, this);
}

void WorkerObserver::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_turn.timerId())
        return;
    if (m_listings.front()())
        m_listings.pop_front();
    if (m_listings.empty())
        m_turn.stop();
}

template <typename Row, typename Value>
void WorkerObserver::list(
    const std::function<void(std::vector<Row> &, const Observed &hub, const Value &)> &add,
    Done<Row> done)
{
    struct Work {
        size_t hub = 0;
        TableWalk walk;
        size_t before = 0; ///< rows of the hubs that are done
        std::vector<Row> rows;
    };
    begin([this, add, done = std::move(done), work = std::make_shared<Work>()] {
        const Observed &observed = m_hubs[work->hub];
        const auto visit = [&](const Value &value) { add(work->rows, observed, value); };
        switch (observed.hub->walk(work->walk, Slice, std::function<void(const Value &)>(visit))) {
        case TableWalk::Step::More:
            return false;
        case TableWalk::Step::Anew:
            work->rows.resize(work->before);
            return false;
        case TableWalk::Step::Done:
            break;
        }
        work->before = work->rows.size();
        work->walk = {};
        if (++work->hub < m_hubs.size())
            return false;
        done(std::move(work->rows));
        return true;
    });
}

void WorkerObserver::listConnections(const std::optional<ChannelId> &wanted,
                                     Done<ConnectionRow> done)
{
    if (!wanted) {
        list<ConnectionRow, Session>(
            [](std::vector<ConnectionRow> &rows, const Observed &in, const Session &session) {
                rows.push_back(rowOf(session, in.hub->id(), in.app));
            },
            std::move(done));
        return;
    }
    const Hub *hub = hubOf(wanted->app);
    const Channel *channel = hub ? hub->findChannel(wanted->name) : nullptr;
    if (!hub || !channel)
        return done({});
    if (channel->members().size() <= size_t(Slice)) {
        std::vector<ConnectionRow> rows;
        for (const Session *member : channel->members())
            rows.push_back(rowOf(*member, hub->id(), wanted->app));
        done(std::move(rows));
        return;
    }
    list<ConnectionRow, Session>(
        [wanted](std::vector<ConnectionRow> &rows, const Observed &in, const Session &session) {
            // Looked up anew: the channel may come and go between slices.
            const bool isOfApp = in.app == wanted->app;
            const Channel *now = isOfApp ? in.hub->findChannel(wanted->name) : nullptr;
            if (now && session.isIn(*now))
                rows.push_back(rowOf(session, in.hub->id(), in.app));
        },
        std::move(done));
}

void WorkerObserver::listChannels(Done<ChannelRow> done)
{
    list<ChannelRow, Channel>(
        [](std::vector<ChannelRow> &rows, const Observed &in, const Channel &channel) {
            rows.push_back(rowOf(channel, Clock::now(), in.app));
        },
        std::move(done));
}

std::optional<ConnectionDetail> WorkerObserver::inspect(const Identity &identity) const
{
    const Observed *in = find(identity);
    if (!in)
        return std::nullopt;
    const Session *session = in->hub->find(identity);
    ConnectionDetail detail;
    detail.row = rowOf(*session, in->hub->id(), in->app);
    detail.cookie = session->cookie;
    detail.headers = session->info().headers;
    detail.context = session->context;
    for (const Channel *channel : session->channels()) {
        if (detail.channelNames.size() == ConnectionDetail::MaxChannelNames)
            break;
        detail.channelNames.push_back(channel->name().bytes());
    }
    std::sort(detail.channelNames.begin(), detail.channelNames.end());
    detail.inFlight = session->outbound.inFlight();
    detail.queued = int(session->backlog.size());
    detail.forwardsWaiting = session->inbound.waiting();
    detail.forwardsUnderWay = session->inbound.running();
    detail.answersKept = session->inbound.answersKept();
    detail.pingedAt = session->pingedAt();
    detail.lastHeardAt = session->link().lastHeard();
    if (session->state == Session::State::Lost)
        detail.lostAt = session->lostAt();
    return detail;
}

std::optional<ChannelRow> WorkerObserver::inspect(const ChannelId &wanted) const
{
    for (const Observed &in : m_hubs) {
        const Channel *channel = in.app == wanted.app ? in.hub->findChannel(wanted.name) : nullptr;
        if (channel)
            return rowOf(*channel, Clock::now(), in.app);
    }
    return std::nullopt;
}

// --- watching

std::optional<quint64> WorkerObserver::watch(const Identity &identity)
{
    const auto known = m_watches.find(identity);
    if (known != m_watches.end())
        return known->second->seq();
    const Observed *in = find(identity);
    if (!in)
        return std::nullopt;
    auto watch = std::make_unique<Watch>(*this, identity, in->hub->find(identity)->info().protocol);
    in->hub->watch(identity, watch.get());
    m_watches.emplace(identity, std::move(watch));
    return 0;
}

void WorkerObserver::unwatch(const Identity &identity)
{
    const Observed *in = m_watches.contains(identity) ? find(identity) : nullptr;
    if (in)
        in->hub->watch(identity, nullptr);
    m_watches.erase(identity);
}

} // namespace Rainbow
