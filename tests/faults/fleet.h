// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "roundtrips.h"
#include "ticker.h"
#include "wsclient.h"

#include <memory>
#include <vector>

namespace Rainbow::Faults {

/// Well-behaved clients whose messages of QoS 1 go to the business server and come back as ACK:
/// what others do to the relay shows in how long that takes. Messages to them are answered.
class Fleet {
public:
    Fleet(Loop &loop, uint16_t port) : m_loop(loop), m_port(port) { }

    /// Opens so many more; false: not all were let in within the time. headers: see
    /// upgradeRequest().
    [[nodiscard]] bool open(size_t count, const std::string &headers = {},
                            std::chrono::milliseconds timeout = 60s);
    /// Runs the loop for that time, in which each client sends a message at this interval, one
    /// after the other, for that long. What has no answer in the end counts with its age.
    [[nodiscard]] RoundTrips measure(std::chrono::milliseconds time,
                                     std::chrono::milliseconds interval);
    /// As measure(), but from now on, whatever runs the loop; null: no more.
    void send(std::chrono::milliseconds interval);
    void rest() { m_sender.reset(); }
    [[nodiscard]] size_t size() const { return m_clients.size(); }
    /// Those that are open.
    [[nodiscard]] size_t openCount() const;
    [[nodiscard]] const WsClient &client(size_t number) const { return *m_clients[number]->wire; }

    /// Called for each message that was answered, with its payload, which no two have in common.
    std::function<void(const std::string &payload)> onAck;
    /// Called for each message that comes to a client, before it is answered.
    std::function<void(size_t number, const Parcel &)> onMessage;

private:
    struct Member {
        std::unique_ptr<WsClient> wire;
        uint16_t id = 0;
        bool waits = false;
        Clock::time_point sentAt;
    };

    void add(const std::string &headers);
    void take(size_t number, const Parcel &parcel);
    void sendNext();

    Loop &m_loop;
    uint16_t m_port;
    std::vector<std::unique_ptr<Member>> m_clients;
    size_t m_opened = 0;
    size_t m_next = 0;
    size_t m_sent = 0;
    std::unique_ptr<Ticker> m_sender;
    RoundTrips m_times;
};

} // namespace Rainbow::Faults
