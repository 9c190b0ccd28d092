// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/eventlog.h"

#include "observe/table.h"

#include <algorithm>
#include <utility>

namespace Rainbow {

void EventLog::add(int worker, Journal::Fetched &&fetched)
{
    m_lost += fetched.lost;
    for (JournalEntry &entry : fetched.entries)
        m_new.push_back({0, worker, std::move(entry)});
}

void EventLog::sort()
{
    std::vector<Event> added = std::exchange(m_new, {});
    std::stable_sort(added.begin(), added.end(),
                     [](const Event &a, const Event &b) { return a.entry.at < b.entry.at; });
    for (Event &event : added) {
        event.seq = ++m_lastSeq;
        m_events.push_back(std::move(event));
    }
    while (m_events.size() > MaxEvents)
        m_events.pop_front();
}

EventLog::Found EventLog::find(const EventsQuestion &question) const
{
    const TextSearch search(question.text);
    const auto isWanted = [&](const Event &event) {
        const JournalEntry &entry = event.entry;
        return (!question.after || event.seq > *question.after)
            && (question.kinds.isEmpty() || question.kinds.contains(entry.kind))
            && (question.identity.isEmpty() || entry.identity == question.identity)
            && (search.isEmpty() || search.isFoundIn(entry.text) || search.isFoundIn(entry.identity)
                || search.isFoundIn(entry.address));
    };
    Found found;
    found.total = qsizetype(m_events.size());
    found.lost = m_lost;
    if (!m_events.empty()) {
        found.first = m_events.front().seq;
        found.last = m_events.back().seq;
    }
    const auto take = [&](const Event &event) {
        if (!isWanted(event))
            return;
        if (found.matched >= question.offset && found.matched < question.offset + question.limit)
            found.events.push_back(&event);
        ++found.matched;
    };
    if (question.after)
        std::for_each(m_events.begin(), m_events.end(), take);
    else
        std::for_each(m_events.rbegin(), m_events.rend(), take);
    return found;
}

} // namespace Rainbow
