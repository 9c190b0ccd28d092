// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/sendring.h"
#include "hub/outbox.h"

#include <memory>
#include <vector>

namespace Rainbow {

class WireSocket;

/// What the sockets of one worker share: the buffer that every read goes to, and the list of
/// sockets with something to send, flushed once per turn of the loop. One per thread.
class WireContext {
public:
    /// together: to many sockets with one system call, where the kernel lets.
    explicit WireContext(const OutboxLimits &limits, bool together = true);
    Q_DISABLE_COPY_MOVE(WireContext)

    /// For what is written from now on; what waits already stays.
    void setLimits(const OutboxLimits &limits) { m_limits = limits; }

    [[nodiscard]] const OutboxLimits &limits() const { return m_limits; }

    /// Sends what has gathered; to be called before the loop blocks (aboutToBlock).
    void flush();
    /// What peers are slow to take.
    [[nodiscard]] qint64 waitingBytes() const { return m_waitingBytes; }

private:
    friend class WireSocket;

    [[nodiscard]] size_t flushTogether(size_t first);

    OutboxLimits m_limits;
    std::vector<char> m_readBuffer;
    std::vector<WireSocket *> m_dirty; ///< null: it is gone
    std::unique_ptr<SendRing> m_ring; ///< null: they send one by one
    std::vector<size_t> m_added; ///< to the ring, by their place in m_dirty
    qint64 m_waitingBytes = 0; ///< in the outboxes of blocked sockets
};

} // namespace Rainbow
