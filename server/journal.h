// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "limit.h"

#include <QByteArray>
#include <QtGlobal>

#include <vector>

namespace Rainbow {

/// What happened, for people who watch the relay (docs/admin-feed.md, "events").
enum class JournalKind : quint8 {
    Connect,
    Resume, ///< a session has a connection again
    Close, ///< a connection ended; code, if there was one, and why
    Refusal, ///< by the business server, or for what the request was
    Limit, ///< a limit was reached; text begins with its key
    Callback, ///< a callback failed
    Action, ///< somebody acted through the feed
    Error,
};

struct JournalEntry {
    qint64 at = 0; ///< ms since 1970; 0: now
    JournalKind kind = JournalKind::Error;
    QByteArray identity = {};
    QByteArray address = {}; ///< of the client
    int code = 0; ///< of WebSocket or HTTP; 0: none
    QByteArray text = {}; ///< English, without secrets and payloads; capped at 512 bytes
};

/// What happened on one thread and nobody has fetched yet, at most MaxEntries: the oldest go.
class Journal {
public:
    static constexpr size_t MaxEntries = 10'000;

    /// From here on journal() of this thread writes to it; one per thread, on that thread.
    Journal();
    ~Journal();
    Q_DISABLE_COPY_MOVE(Journal)

    void add(JournalEntry entry);

    struct Fetched {
        std::vector<JournalEntry> entries; ///< in order
        quint64 lost = 0; ///< that went before they were fetched
    };
    [[nodiscard]] Fetched fetch();

private:
    std::vector<JournalEntry> m_entries; ///< a ring once it is full
    size_t m_next = 0;
    quint64 m_lost = 0;
};

/// Whether this thread keeps a journal: where not, making an entry is in vain.
[[nodiscard]] bool keepsJournal();
/// Writes to this thread's journal; there is none: nothing happens.
void journal(JournalEntry entry);
/// That a limit was reached, for those of whom limitReached() lets the log speak. what comes behind
/// its key; empty: nothing does.
void journalLimit(Limit limit, const QByteArray &what, const QByteArray &identity,
                  const QByteArray &address = {});

} // namespace Rainbow
