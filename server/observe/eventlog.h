// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "journal.h"
#include "observe/feedrequest.h"

#include <deque>
#include <vector>

namespace Rainbow {

/// The last events of a node, from the journals of its threads, in order and numbered. Pure.
class EventLog {
public:
    static constexpr size_t MaxEvents = 10'000;
    static constexpr int OfNode = -1; ///< as a worker

    struct Event {
        quint64 seq = 0; ///< from 1
        int worker = OfNode;
        JournalEntry entry;
    };

    /// What a thread's journal had; part of the log from the next sort() on.
    void add(int worker, Journal::Fetched &&fetched);
    /// What has been added becomes part of the log, by time.
    void sort();

    struct Found {
        qsizetype total = 0;
        qsizetype matched = 0;
        std::vector<const Event *> events; ///< those of the page
        quint64 first = 0; ///< seqs that are kept; 0: none
        quint64 last = 0;
        quint64 lost = 0; ///< entries that came too fast to be kept, since the node began
    };
    [[nodiscard]] Found find(const EventsQuestion &question) const;

private:
    std::deque<Event> m_events;
    std::vector<Event> m_new;
    quint64 m_lastSeq = 0;
    quint64 m_lost = 0;
};

} // namespace Rainbow
