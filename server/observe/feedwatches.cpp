// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feedwatches.h"

#include "observe/askworkers.h"
#include "observe/feedreply.h"
#include "observe/workerobserver.h"

#include <algorithm>

namespace Rainbow {

FeedWatches::FeedWatches(FeedHost &host, QObject *parent) : QObject(parent), m_host(host)
{
}

// --- requests

void FeedWatches::answer(const WatchRequest &request, const FeedReply &reply)
{
    const Dashboard &dashboard = *reply.dashboard();
    if (!request.on) {
        if (!findViewer(request.identity, dashboard))
            return reply.refuse({404, "that connection is not watched"});
        end(request.identity, dashboard);
        return reply.done();
    }
    if (findViewer(request.identity, dashboard))
        return reply.done();
    if (countOf(dashboard) >= MaxWatches)
        return reply.refuse({413, "too many connections are watched"});
    begin(request.identity, reply);
}

void FeedWatches::begin(const Identity &identity, const FeedReply &reply)
{
    ++m_asked[identity];
    askWorkers<std::optional<Found>>(
        m_host, this,
        [identity](WorkerObserver &observer, const auto &answer) {
            const auto seq = observer.watch(identity);
            const Hub *hub = observer.hubWith(identity);
            answer(seq && hub ? std::optional(Found{int(hub->id()), *seq}) : std::nullopt);
        },
        [this, identity, reply](const auto &answers) {
            if (--m_asked[identity] == 0)
                m_asked.erase(identity);
            if (!answers) {
                // One that answers too late is not to watch for nobody.
                for (int worker = 0; worker < m_host.workerCount(); ++worker)
                    release(identity, worker);
                return reply.refuse(noAnswer());
            }
            const auto found = std::find_if(answers->begin(), answers->end(),
                                            [](const auto &one) { return one.has_value(); });
            if (found == answers->end())
                reply.refuse(noConnection(identity));
            else
                onFound(identity, **found, reply);
        },
        [](const auto &one) { return one.has_value(); });
}

void FeedWatches::onFound(const Identity &identity, const Found &found, const FeedReply &reply)
{
    Dashboard *dashboard = reply.dashboard();
    if (!dashboard || !dashboard->isOpen())
        return release(identity, found.worker);
    if (!findViewer(identity, *dashboard)) {
        Watched &watched = m_watched[identity];
        watched.worker = found.worker;
        watched.viewers.push_back({dashboard, found.seq});
    }
    reply.done();
}

void FeedWatches::end(const Identity &identity, const Dashboard &dashboard)
{
    const auto it = m_watched.find(identity);
    std::erase_if(it->second.viewers,
                  [&](const Viewer &viewer) { return viewer.dashboard == &dashboard; });
    const int worker = it->second.worker;
    if (it->second.viewers.empty())
        m_watched.erase(it);
    release(identity, worker);
}

void FeedWatches::release(const Identity &identity, int worker)
{
    if (!m_watched.contains(identity) && !m_asked.contains(identity))
        m_host.tell(worker, [identity](WorkerObserver &observer) { observer.unwatch(identity); });
}

void FeedWatches::forget(const Dashboard &dashboard)
{
    std::vector<Identity> identities;
    for (const auto &[identity, watched] : m_watched) {
        if (findViewer(identity, dashboard))
            identities.push_back(identity);
    }
    for (const Identity &identity : identities)
        end(identity, dashboard);
}

// --- what workers say

void FeedWatches::onPacket(const Identity &identity, PacketView packet)
{
    const auto it = m_watched.find(identity);
    if (it == m_watched.end())
        return;
    const quint64 seq = packet.seq;
    // One that does not read is cut off, and leaves the list.
    for (const Viewer &viewer : std::vector(it->second.viewers)) {
        packet.seq = seq - viewer.before;
        if (viewer.dashboard)
            viewer.dashboard->send(packetEvent(identity, packet));
    }
}

void FeedWatches::onEnd(const Identity &identity, const QByteArray &why)
{
    const auto node = m_watched.extract(identity);
    if (node.empty())
        return;
    const QByteArray event = JsonText()
                                 .text("event", "end")
                                 .text("identity", identity.bytes())
                                 .text("reason", why)
                                 .end();
    for (const Viewer &viewer : node.mapped().viewers) {
        if (viewer.dashboard)
            viewer.dashboard->send(event);
    }
}

// --- looking up

int FeedWatches::countOf(const Dashboard &dashboard) const
{
    return int(std::count_if(m_watched.begin(), m_watched.end(), [&](const auto &entry) {
        const auto &viewers = entry.second.viewers;
        return std::any_of(viewers.begin(), viewers.end(),
                           [&](const Viewer &v) { return v.dashboard == &dashboard; });
    }));
}

FeedWatches::Viewer *FeedWatches::findViewer(const Identity &identity, const Dashboard &dashboard)
{
    const auto it = m_watched.find(identity);
    if (it == m_watched.end())
        return nullptr;
    auto &viewers = it->second.viewers;
    const auto viewer = std::find_if(viewers.begin(), viewers.end(),
                                     [&](const Viewer &v) { return v.dashboard == &dashboard; });
    return viewer == viewers.end() ? nullptr : &*viewer;
}

} // namespace Rainbow
