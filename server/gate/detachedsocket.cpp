// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/detachedsocket.h"

#include "gate/wiresocket.h"

#include <utility>

namespace Rainbow {

WireSocket::WireSocket(DetachedSocket &&detached, WireContext &context, QObject *parent)
    : WireSocket(std::move(detached.wire), context, parent)
{
    if (detached.seat)
        setSeat(std::move(*detached.seat));
    setPeerAddress(detached.clientAddress);
    m_lastHeard = detached.lastHeard;
    m_inbox.arrive(detached.unread);
    m_inbox.keep();
    // What TLS has taken from the kernel makes the descriptor neither readable nor writable.
    if (m_wire.wantsWrite())
        setWriteNotification(true);
    updateReadNotification();
}

DetachedSocket WireSocket::detach()
{
    Q_ASSERT(m_phase == Phase::Open && m_outbox.isEmpty());
    unwatch();
    m_blocked = false;
    DetachedSocket detached{std::exchange(m_seat, std::nullopt), std::move(m_wire),
                            m_inbox.unread().toByteArray(), peerAddress(), m_lastHeard};
    m_inbox.clear();
    setSocketState(UnconnectedState);
    return detached;
}

} // namespace Rainbow
