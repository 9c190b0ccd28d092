// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/wirecontext.h"

#include "gate/wiresocket.h"

namespace Rainbow {

namespace {

constexpr size_t ReadBufferSize = 64 * 1024;

} // namespace

WireContext::WireContext(const OutboxLimits &limits)
    : m_limits(limits), m_readBuffer(ReadBufferSize)
{
}

void WireContext::flush()
{
    // By index: a flushed socket may end, and its end may give others something to send.
    for (size_t i = 0; i < m_dirty.size(); ++i) {
        if (WireSocket *socket = m_dirty[i]) {
            socket->m_dirty = false;
            socket->flushNow();
        }
    }
    m_dirty.clear();
}

} // namespace Rainbow
