// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/outbox.h"

#include <QtEndian>

namespace Rainbow {

namespace {

// An idle client keeps room for a few entries, not for the burst it once got.
constexpr size_t KeptCapacity = 4;

/// Small pieces are gathered in entries of up to this size.
constexpr qsizetype OwnEntrySize = 4096;

} // namespace

Outbox::PushResult Outbox::push(const Frame &frame, MessageId id, bool essential,
                                const OutboxLimits &limits)
{
    const qsizetype after = cost() + frame.bytes.size();
    // A client with nothing waiting takes any single frame, however large.
    if (m_bytes > 0 && after > limits.maxBacklog) {
        if (!essential)
            return PushResult::Dropped;
        if (after > 2 * limits.maxBacklog)
            return PushResult::TooSlow;
    }
    Entry &entry = m_entries.emplace_back(Entry{frame.bytes, frame.idOffset, {}, false});
    if (entry.idOffset >= 0)
        qToBigEndian<quint16>(id, entry.id.data());
    m_bytes += frame.bytes.size();
    return PushResult::Queued;
}

void Outbox::pushBytes(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    m_bytes += bytes.size();
    if (m_head < m_entries.size() && m_entries.back().isOwn
        && m_entries.back().bytes.size() + bytes.size() <= OwnEntrySize)
        m_entries.back().bytes.append(bytes);
    else
        m_entries.push_back(Entry{bytes, -1, {}, true});
}

qsizetype Outbox::cost() const
{
    return m_bytes + qsizetype(m_entries.size() - m_head) * EntryOverhead;
}

size_t Outbox::gather(std::span<QByteArrayView> pieces) const
{
    size_t count = 0;
    qsizetype skip = m_sent;
    const auto add = [&](QByteArrayView piece) {
        const qsizetype skipped = std::min(skip, piece.size());
        skip -= skipped;
        piece = piece.sliced(skipped);
        if (!piece.isEmpty())
            pieces[count++] = piece;
    };
    constexpr size_t PiecesPerEntry = 3;
    for (size_t i = m_head; i < m_entries.size() && count + PiecesPerEntry <= pieces.size(); ++i) {
        const Entry &entry = m_entries[i];
        const QByteArrayView bytes(entry.bytes);
        if (entry.idOffset < 0) {
            add(bytes);
        } else {
            add(bytes.first(entry.idOffset));
            add(QByteArrayView(entry.id.data(), qsizetype(entry.id.size())));
            add(bytes.sliced(entry.idOffset + qsizetype(entry.id.size())));
        }
    }
    return count;
}

void Outbox::consume(qsizetype size)
{
    m_bytes -= size;
    m_sent += size;
    while (m_head < m_entries.size() && m_sent >= m_entries[m_head].bytes.size()) {
        m_sent -= m_entries[m_head].bytes.size();
        m_entries[m_head].bytes = {};
        ++m_head;
    }
    if (m_head == m_entries.size()) {
        if (m_entries.capacity() > KeptCapacity)
            std::vector<Entry>().swap(m_entries);
        else
            m_entries.clear();
        m_head = 0;
    } else if (m_head > 64 && m_head * 2 > m_entries.size()) {
        m_entries.erase(m_entries.begin(), m_entries.begin() + qsizetype(m_head));
        m_head = 0;
    }
}

void Outbox::discardUnsent()
{
    if (m_sent == 0) {
        clear();
        return;
    }
    Entry started = std::move(m_entries[m_head]);
    const qsizetype sent = m_sent;
    clear();
    m_bytes = started.bytes.size() - sent;
    m_sent = sent;
    m_entries.push_back(std::move(started));
}

void Outbox::clear()
{
    std::vector<Entry>().swap(m_entries);
    m_head = 0;
    m_sent = 0;
    m_bytes = 0;
}

} // namespace Rainbow
