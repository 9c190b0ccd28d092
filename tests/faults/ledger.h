// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/business.h"

#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace Rainbow::Faults {

/// What each side of a soak has seen, and what of it must not be.
class Ledger {
public:
    explicit Ledger(uint32_t seed) : m_random(seed) { }

    /// The business server's part: answers as chance will have it, and notes what it has said.
    [[nodiscard]] Bench::Business::Answer answer(std::string_view head, std::string_view body);
    /// From here on it does not fail any more.
    void clearUp() { m_fails = false; }

    /// A client has the ACK or REC for a message.
    void onAcknowledged(const std::string &payload);
    /// A client has handled a publication. connection: unique.
    void onHandled(uint64_t connection, uint32_t publication, int qos);
    /// The API has confirmed a publication at so many clients.
    void onConfirmed(uint32_t publication, int connections);

    struct Figures {
        size_t forwards = 0;
        size_t failed = 0; ///< by the business server
        size_t acknowledged = 0;
        size_t lostUp = 0; ///< acknowledged, but never answered with 2xx
        size_t twiceUp = 0; ///< QoS 2, forwarded after its acknowledgement, or under two ids
        size_t handled = 0;
        size_t confirmed = 0;
        size_t lostDown = 0; ///< confirmed at more clients than have handled it
        size_t twiceDown = 0; ///< QoS 0 or 2, handled twice by a connection
    };
    [[nodiscard]] const Figures &figures() const { return m_figures; }
    [[nodiscard]] bool isClean() const
    {
        const Figures &f = m_figures;
        return f.lostUp + f.twiceUp + f.lostDown + f.twiceDown == 0;
    }

private:
    std::mt19937 m_random;
    bool m_fails = true;
    Figures m_figures;
    std::unordered_set<std::string> m_answered;
    std::unordered_map<std::string, std::string> m_messageIds; ///< of QoS 2, by payload
    std::unordered_set<std::string> m_settled; ///< QoS 2, the client has its REC
    std::unordered_map<uint32_t, int> m_handlings; ///< by publication
    std::unordered_set<uint64_t> m_once; ///< connection and publication
};

} // namespace Rainbow::Faults
