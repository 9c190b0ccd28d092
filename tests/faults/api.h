// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "wire.h"

#include <functional>
#include <memory>
#include <vector>

namespace Rainbow::Faults {

/// The HTTP API of a relay as a business server uses it: signed calls of /send/, over as many
/// connections as there are calls at a time.
class Api {
public:
    struct Answer {
        bool isDone = false; ///< status 0; false also when the connection has ended
        int connections = 0;
        std::string body;
    };
    using Handler = std::function<void(const Answer &)>;

    Api(Loop &loop, uint16_t port);
    ~Api();
    Api(const Api &) = delete;
    Api &operator=(const Api &) = delete;

    /// handler is called once.
    void send(const std::string &channel, int qos, std::string_view payload,
              std::chrono::seconds timeout, Handler handler);
    /// Calls without an answer.
    [[nodiscard]] size_t underWay() const;

private:
    class Line;

    Loop &m_loop;
    uint16_t m_port;
    std::vector<std::unique_ptr<Line>> m_lines;
};

} // namespace Rainbow::Faults
