// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/event.h"

#include <QByteArrayView>

#include <array>
#include <span>
#include <vector>

namespace Rainbow {

/// How much may wait for one client.
struct OutboxLimits {
    qsizetype maxBacklog = 1024 * 1024; ///< bytes; beyond: inessential frames are dropped,
                                        ///< beyond twice as much: the client is cut off
};

/// What waits to be sent to one client: a bounded queue of shared frames. Nothing is copied but
/// the two bytes of the message id. Pure: the owner does the sending.
class Outbox {
public:
    enum class PushResult : quint8 {
        Queued,
        Dropped, ///< over max_backlog and not essential: not queued
        TooSlow, ///< over twice max_backlog: not queued
    };

    /// Queues a frame; with frame.idOffset ≥ 0 id is written there as it leaves.
    PushResult push(const Frame &frame, MessageId id, bool essential, const OutboxLimits &limits);
    /// Queues bytes that must go whatever waits: WebSocket control frames, HTTP answers.
    void pushBytes(const QByteArray &bytes);

    [[nodiscard]] bool isEmpty() const { return m_bytes == 0; }
    /// Bytes waiting.
    [[nodiscard]] qsizetype bytes() const { return m_bytes; }
    /// What the limits are about: the bytes, and what keeping them costs besides.
    [[nodiscard]] qsizetype cost() const;
    /// Of the second, per frame. Small pieces of pushBytes() share it.
    static constexpr qsizetype EntryOverhead = 64;

    /// The next pieces to send, in order, at most as many as fit (room for 3 or more is needed);
    /// returns how many were filled in. Valid until the next call of another function.
    size_t gather(std::span<QByteArrayView> pieces) const;
    /// size bytes of what gather() gave are sent.
    void consume(qsizetype size);

    /// Forgets what waits, but for the rest of an entry that is half sent: the stream must stay
    /// whole up to the next frame.
    void discardUnsent();
    /// Forgets everything and gives the memory back.
    void clear();

private:
    struct Entry {
        QByteArray bytes;
        qsizetype idOffset = -1;
        std::array<char, 2> id{};
        bool isOwn = false; ///< nobody shares the bytes: more can be appended
    };

    std::vector<Entry> m_entries;
    size_t m_head = 0; ///< the entry being sent
    qsizetype m_sent = 0; ///< bytes of it that are sent
    qsizetype m_bytes = 0;
};

} // namespace Rainbow
