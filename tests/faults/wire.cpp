// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "wire.h"

#include "bench/net.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace Rainbow::Faults {

Wire::Wire(Loop &loop, uint16_t port, uint32_t address)
    : m_loop(loop), m_descriptor(Bench::connectFrom(address, port)), m_watched(EPOLLOUT)
{
    loop.add(m_descriptor, *this, m_watched);
}

void Wire::send(std::string_view bytes)
{
    if (hasEnded())
        return;
    m_out += bytes;
    if (m_isConnected)
        flush();
}

void Wire::setReading(bool on)
{
    m_isReading = on;
    watch();
}

void Wire::close()
{
    if (!hasEnded())
        Bench::closeHard(std::exchange(m_descriptor, -1));
}

void Wire::finish()
{
    if (!hasEnded())
        shutdown(m_descriptor, SHUT_WR);
}

void Wire::flush()
{
    while (m_sent < m_out.size()) {
        const ssize_t sent =
            ::send(m_descriptor, m_out.data() + m_sent, m_out.size() - m_sent, MSG_NOSIGNAL);
        if (sent < 0)
            break; // for want of room; or the end, which reading tells of
        m_sent += size_t(sent);
    }
    if (m_sent == m_out.size()) {
        m_out.clear();
        m_sent = 0;
    }
    watch();
}

void Wire::watch()
{
    if (hasEnded() || !m_isConnected)
        return;
    const uint32_t wanted =
        (m_isReading ? uint32_t(EPOLLIN) : 0) | (unsent() > 0 ? uint32_t(EPOLLOUT) : 0);
    if (wanted != m_watched)
        m_loop.modify(m_descriptor, *this, wanted);
    m_watched = wanted;
}

void Wire::end()
{
    close();
    onEnd();
}

void Wire::onReady(uint32_t events)
{
    if (hasEnded())
        return;
    if (!m_isConnected) {
        if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
            end();
            return;
        }
        m_isConnected = true;
        onConnected();
        if (!hasEnded())
            flush();
        return;
    }
    if ((events & EPOLLOUT) != 0)
        flush();
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) == 0)
        return;
    bool ended = !m_isReading;
    const std::string_view bytes =
        m_isReading ? Bench::receive(m_descriptor, ended) : std::string_view();
    if (!bytes.empty())
        onBytes(bytes);
    if (ended && !hasEnded())
        end();
}

} // namespace Rainbow::Faults
