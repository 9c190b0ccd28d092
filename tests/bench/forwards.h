// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/net.h"
#include "bench/websockets.h"

#include <cstdint>
#include <string>
#include <vector>

namespace Rainbow::Bench {

/// Clients that each have one message, QoS 1, on its way to the business server: the next one
/// follows the answer, which must be empty.
class Forwards {
public:
    /// Begins at once, with the first so many of the clients; the others must get nothing.
    Forwards(WebSockets &clients, size_t active, size_t size)
        : m_clients(clients), m_frame(frame(size)), m_received(active, 0)
    {
        clients.setReceiver(
            [this](size_t number, std::string_view bytes) { take(number, bytes.size()); });
        for (size_t i = 0; i < active; ++i)
            m_clients.send(i, m_frame);
    }

    /// Messages that were answered.
    [[nodiscard]] uint64_t answered() const { return m_answered; }

private:
    static constexpr size_t AckPacket = 3;

    /// A SEND, QoS 1, message id 1, type 1.
    static std::string frame(size_t size)
    {
        const char head[] = {0x12, 0, 1, 0, 1};
        return clientFrame(std::string(head, sizeof head).append(size, 'x'));
    }

    void take(size_t number, size_t size)
    {
        m_received.at(number) += size;
        if (m_received[number] < serverFrameSize(AckPacket))
            return;
        m_received[number] = 0;
        ++m_answered;
        m_clients.send(number, m_frame);
    }

    WebSockets &m_clients;
    std::string m_frame;
    std::vector<size_t> m_received; ///< bytes of an answer
    uint64_t m_answered = 0;
};

} // namespace Rainbow::Bench
