// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/presence.h"

#include <algorithm>
#include <utility>

namespace Rainbow {

QByteArray Presence::News::toText() const
{
    return (grew ? R"({"type":"onSubscribe","data":)" : R"({"type":"onUnsubscribe","data":)")
        + QByteArray::number(total) + '}';
}

void Presence::reset()
{
    m_changed.clear();
    m_newcomers.clear();
    m_told.clear();
    m_quiet.clear();
}

Presence::Channels Presence::takeChanged(TimePoint now)
{
    if (m_changed.empty() || now < m_talliedAt + Interval)
        return {};
    m_talliedAt = now;
    return std::exchange(m_changed, {});
}

QList<Presence::News> Presence::take(const Tally &tally, TimePoint now, const Filter &isWanted)
{
    QList<News> news;
    if (tally.isAll && tally.members.isEmpty()) {
        // It tells no more: that nobody is there is not said.
        m_hubs.erase(tally.origin);
        return news;
    }
    Counts &counts = m_hubs[tally.origin];
    if (tally.isAll) {
        Channels gone;
        for (const auto &[channel, count] : counts)
            gone.insert(channel);
        for (const auto &[channel, count] : tally.members)
            gone.erase(channel);
        for (const ChannelName &channel : gone)
            change(counts, channel, 0, news, now, isWanted);
    }
    for (const auto &[channel, count] : tally.members)
        change(counts, channel, count, news, now, isWanted);
    if (counts.empty())
        m_hubs.erase(tally.origin);
    return news;
}

void Presence::change(Counts &counts, const ChannelName &channel, int count, QList<News> &news,
                      TimePoint now, const Filter &isWanted)
{
    const bool wanted = isWanted(channel);
    const bool hasNewcomers = m_newcomers.erase(channel) > 0;
    const int before = wanted ? total(channel) : 0;
    set(counts, channel, count);
    if (!wanted)
        return;
    const int after = total(channel);
    if (after == before && !hasNewcomers)
        return;
    const auto [told, isFirst] = m_told.try_emplace(channel, Told{after});
    if (!isFirst) {
        told->second.owesNewcomers = told->second.owesNewcomers || hasNewcomers;
        return;
    }
    m_quiet.emplace_back(now + Interval, channel);
    news.append({channel, after, after >= before});
}

void Presence::set(Counts &counts, const ChannelName &channel, int count) const
{
    if (count <= 0) {
        counts.erase(channel);
        return;
    }
    const auto it = counts.find(channel);
    if (it != counts.end())
        it->second = count;
    else if (counts.size() < m_maxChannels)
        counts.emplace(channel, count);
}

QList<Presence::News> Presence::takeNews(TimePoint now, const Filter &isWanted)
{
    QList<News> news;
    while (!m_quiet.empty() && m_quiet.front().first <= now) {
        const ChannelName channel = std::move(m_quiet.front().second);
        m_quiet.pop_front();
        const auto told = m_told.find(channel);
        const int after = total(channel);
        const Told before = std::exchange(told->second, Told{after});
        if ((after == before.total && !before.owesNewcomers) || !isWanted(channel)) {
            m_told.erase(told);
            continue;
        }
        news.append({channel, after, after >= before.total});
        m_quiet.emplace_back(now + Interval, channel);
    }
    return news;
}

int Presence::total(const ChannelName &channel) const
{
    int total = 0;
    for (const auto &[hub, counts] : m_hubs) {
        if (const auto it = counts.find(channel); it != counts.end())
            total += it->second;
    }
    return total;
}

TimePoint Presence::nextDue() const
{
    TimePoint due = TimePoint::max();
    if (!m_changed.empty())
        due = m_talliedAt + Interval;
    if (!m_quiet.empty())
        due = std::min(due, m_quiet.front().first);
    return due;
}

} // namespace Rainbow
