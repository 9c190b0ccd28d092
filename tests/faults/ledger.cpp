// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "ledger.h"

#include <algorithm>

namespace Rainbow::Faults {

namespace {

using Answer = Bench::Business::Answer;

/// Payloads begin with their QoS.
bool isOnce(std::string_view payload)
{
    return payload.starts_with('2');
}

} // namespace

Answer Ledger::answer(std::string_view head, std::string_view body)
{
    if (head.starts_with("GET /connect")) {
        const std::string channel(Bench::fieldOf(head, "x-channel"));
        return {Bench::Business::yes("RAINBOWCLIENTCHANNEL: " + channel + "\r\n"), false};
    }
    if (head.starts_with("GET "))
        return {Bench::Business::ok({}), false};
    const std::string payload(body);
    ++m_figures.forwards;
    if (isOnce(payload)) {
        const std::string id(Bench::fieldOf(head, "rainbowmessageid"));
        const bool sameId = m_messageIds.try_emplace(payload, id).first->second == id;
        m_figures.twiceUp += !sameId || m_settled.contains(payload);
    }
    const uint32_t die = m_fails ? m_random() % 1'000 : 1'000;
    m_figures.failed += die < 120;
    if (die < 80)
        return {"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", false};
    if (die < 100)
        return {std::string(Bench::Business::ok("cut off")).substr(0, m_random() % 40), true};
    if (die < 119)
        return {"this is not HTTP\r\n\r\n", true};
    if (die < 120)
        return {{}, false};
    m_answered.insert(payload);
    return {Bench::Business::ok("ok"), false};
}

void Ledger::onAcknowledged(const std::string &payload)
{
    ++m_figures.acknowledged;
    m_figures.lostUp += !m_answered.contains(payload);
    if (isOnce(payload))
        m_settled.insert(payload);
}

void Ledger::onHandled(uint64_t connection, uint32_t publication, int qos)
{
    ++m_figures.handled;
    ++m_handlings[publication];
    if (qos != 1)
        m_figures.twiceDown += !m_once.insert(connection << 32 | publication).second;
}

void Ledger::onConfirmed(uint32_t publication, int connections)
{
    m_figures.confirmed += size_t(connections);
    const int handlings = m_handlings[publication];
    m_figures.lostDown += size_t(std::max(0, connections - handlings));
}

} // namespace Rainbow::Faults
