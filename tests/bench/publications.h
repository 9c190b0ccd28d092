// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/dialect.h"
#include "bench/loop.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace Rainbow::Bench {

/// Publishes as a dialect does: by HTTP over connections with one request at a time on each, kept
/// open unless the server closes them, or down one connection of the server's own protocol. A
/// refusal ends the program.
class Publications {
public:
    /// connections: for HTTP; what cannot be sent at once waits for one of them.
    Publications(Loop &loop, const Dialect &dialect, uint16_t port, size_t connections);
    ~Publications();
    Publications(const Publications &) = delete;
    Publications &operator=(const Publications &) = delete;

    void publish(const std::string &channel, std::string_view payload);
    /// Requests that wait for a connection.
    [[nodiscard]] size_t waiting() const { return m_waiting.size(); }

private:
    class Connection;

    const Dialect &m_dialect;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<Connection *> m_free;
    std::deque<std::string> m_waiting;
};

/// Bytes of the HTTP answer that text begins with; 0: it is not whole yet. Content-Length and no
/// other length is understood.
[[nodiscard]] size_t wholeAnswer(std::string_view text);

} // namespace Rainbow::Bench
