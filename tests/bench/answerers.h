// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/websockets.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace Rainbow::Bench {

/// Clients that answer what they get, with empty answers: SEND by ACK or REC, REL by COM. In the
/// clear only.
class Answerers {
public:
    /// clients must be open, and no more be opened.
    explicit Answerers(WebSockets &clients);

    /// Messages that have come.
    [[nodiscard]] uint64_t messages() const { return m_messages; }

private:
    void take(size_t number, std::string_view bytes);
    [[nodiscard]] size_t takeFrame(std::string_view bytes);

    WebSockets &m_clients;
    std::vector<std::string> m_begun; ///< of a frame that is not whole, by client
    std::string m_answers; ///< to what one client has got at once
    uint64_t m_messages = 0;
};

} // namespace Rainbow::Bench
