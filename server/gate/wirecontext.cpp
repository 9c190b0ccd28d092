// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/wirecontext.h"

#include "gate/wiresocket.h"
#include "logging.h"

namespace Rainbow {

namespace {

constexpr size_t ReadBufferSize = 64 * 1024;
constexpr size_t WorthARing = 3; ///< sockets

} // namespace

WireContext::WireContext(const OutboxLimits &limits, bool together)
    : m_limits(limits), m_readBuffer(ReadBufferSize), m_ring(together ? SendRing::make() : nullptr)
{
    if (together && !m_ring)
        qCInfo(lcGate, "no io_uring: clients are sent to one by one");
}

void WireContext::flush()
{
    // By index: a flushed socket may end, and its end may give others something to send.
    for (size_t i = 0; i < m_dirty.size();) {
        if (m_ring && m_dirty.size() - i >= WorthARing) {
            i = flushTogether(i);
            continue;
        }
        if (WireSocket *socket = m_dirty[i]) {
            socket->m_dirty = false;
            socket->flushNow();
        }
        ++i;
    }
    m_dirty.clear();
}

/// As many as fit into the ring; returns which one is next.
size_t WireContext::flushTogether(size_t first)
{
    // Until all know what is sent, nothing may happen that others hear of: they could want to send.
    m_added.clear();
    size_t end = first;
    for (; end < m_dirty.size() && !m_ring->isFull(); ++end) {
        if (m_dirty[end] && m_dirty[end]->addTo(*m_ring))
            m_added.push_back(end);
    }
    const auto results = m_ring->send();
    for (size_t i = 0; i < m_added.size(); ++i)
        m_dirty[m_added[i]]->onSent(results[i]);
    if (m_ring->isBroken())
        m_ring.reset();
    for (size_t i = first; i < end; ++i) {
        if (WireSocket *socket = m_dirty[i]) {
            socket->m_dirty = false;
            socket->flushNow();
        }
    }
    return end;
}

} // namespace Rainbow
