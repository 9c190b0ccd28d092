// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/durations.h"
#include "bench/server.h"

#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

namespace Rainbow::Bench {

/// Business servers that publish with POST /send/, signed, as fast as they are answered: so many
/// keep-alive connections, each with so many calls on their way. The channels `c0`, `c1` … take
/// turns.
class Callers {
public:
    struct Settings {
        size_t connections = 16;
        size_t window = 4; ///< calls on their way, per connection
        size_t channels = 1;
        int qos = 0;
        size_t size = 64; ///< bytes of a message
    };

    /// Begins at once. With QoS > 0 every call must be confirmed by one client.
    Callers(Loop &loop, const Server &server, const Settings &settings);
    ~Callers();
    Callers(const Callers &) = delete;
    Callers &operator=(const Callers &) = delete;

    /// Calls no more.
    void stop() { m_stopped = true; }
    /// All calls are answered.
    [[nodiscard]] bool isQuiet() const { return m_answered == m_called; }
    /// Calls that were answered.
    [[nodiscard]] uint64_t answered() const { return m_answered; }
    /// From a call to its answer.
    [[nodiscard]] Durations &latencies() { return m_latencies; }

private:
    class Connection;

    void appendRequests(std::string &out, size_t count);
    void sign();
    void check(std::string_view answer) const;

    Settings m_settings;
    std::string m_behindChannel; ///< of a request
    std::time_t m_signedAt = 0;
    size_t m_nextChannel = 0;
    uint64_t m_called = 0;
    uint64_t m_answered = 0;
    bool m_stopped = false;
    Durations m_latencies;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

} // namespace Rainbow::Bench
