// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ledger.h"
#include "wsclient.h"

#include <memory>
#include <unordered_set>

namespace Rainbow::Faults {

/// One of the clients of a soak, that loses its connection and comes back. It sends one message
/// at a time, and repeats it until it has its answer; a message whose connection ends is given up.
class SoakClient {
public:
    SoakClient(Loop &loop, uint16_t port, size_t number, std::string channel, Ledger &ledger)
        : m_loop(loop), m_port(port), m_number(number), m_channel(std::move(channel)),
          m_ledger(ledger)
    {
    }

    /// Begins a new connection, and ends the one there was, hard.
    void connect();
    void disconnect();
    [[nodiscard]] bool isOpen() const { return m_wire && m_wire->isOpen(); }
    [[nodiscard]] bool hasEnded() const { return !m_wire || m_wire->hasEnded(); }
    [[nodiscard]] WsClient &wire() { return *m_wire; }
    [[nodiscard]] bool waits() const { return isOpen() && m_state != State::Idle; }

    void send(int qos);
    /// Repeats what is due.
    void tick(Clock::time_point now);

private:
    enum class State : uint8_t { Idle, AwaitsAnswer, AwaitsCom };

    void take(const Parcel &parcel);
    void takeMessage(const Parcel &parcel);
    void put(bool dup);

    Loop &m_loop;
    uint16_t m_port;
    size_t m_number;
    std::string m_channel;
    Ledger &m_ledger;
    std::unique_ptr<WsClient> m_wire;
    uint64_t m_connection = 0;
    State m_state = State::Idle;
    int m_qos = 0;
    uint16_t m_id = 0;
    std::string m_payload;
    uint32_t m_sent = 0;
    Clock::time_point m_repeatAt;
    std::unordered_set<uint16_t> m_known; ///< QoS 2, until REL
};

} // namespace Rainbow::Faults
