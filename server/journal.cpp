// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "journal.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

constexpr qsizetype MaxText = 512; ///< bytes

thread_local Journal *kept = nullptr;

} // namespace

Journal::Journal()
{
    Q_ASSERT(!kept);
    kept = this;
}

Journal::~Journal()
{
    kept = nullptr;
}

void Journal::add(JournalEntry entry)
{
    if (entry.at == 0)
        entry.at = QDateTime::currentMSecsSinceEpoch();
    entry.text.truncate(MaxText);
    if (m_entries.size() < MaxEntries) {
        m_entries.push_back(std::move(entry));
        return;
    }
    m_entries[m_next] = std::move(entry);
    m_next = (m_next + 1) % MaxEntries;
    ++m_lost;
}

Journal::Fetched Journal::fetch()
{
    std::rotate(m_entries.begin(), m_entries.begin() + std::ptrdiff_t(m_next), m_entries.end());
    m_next = 0;
    return {std::exchange(m_entries, {}), std::exchange(m_lost, 0)};
}

bool keepsJournal()
{
    return kept != nullptr;
}

void journal(JournalEntry entry)
{
    if (kept)
        kept->add(std::move(entry));
}

void journalLimit(Limit limit, const QByteArray &what, const QByteArray &identity,
                  const QByteArray &address)
{
    if (!kept)
        return;
    kept->add({.kind = JournalKind::Limit,
               .identity = identity,
               .address = address,
               .text = what.isEmpty() ? QByteArray(keyOf(limit)) : keyOf(limit) + (": " + what)});
}

} // namespace Rainbow
