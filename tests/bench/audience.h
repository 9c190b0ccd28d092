// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/dialect.h"
#include "bench/loop.h"
#include "bench/websockets.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace Rainbow::Bench {

/// Subscribers of one server, who speak its dialect. What goes wrong with one ends the program.
class Audience final : private MessageReader::Sink {
public:
    using ChannelOf = std::function<std::string(size_t number)>;
    /// now: when the bytes that the message is in were looked at.
    using Hearer =
        std::function<void(size_t number, std::string_view payload, Clock::time_point now)>;

    /// path: what they connect to, see Dialect::upgradeRequest().
    Audience(Loop &loop, const Dialect &dialect, uint16_t port, const std::string &path,
             const ChannelOf &channelOf);

    /// Opens so many more, and waits until all have said that they are subscribed.
    void open(size_t count);
    [[nodiscard]] size_t size() const { return m_sockets.size(); }
    void setHearer(Hearer hearer) { m_hearer = std::move(hearer); }
    void send(size_t number, std::string_view bytes) { m_sockets.send(number, bytes); }

private:
    void onSubscribed() override { m_sockets.setOpen(m_current); }
    void onMessage(std::string_view payload) override { m_hearer(m_current, payload, m_now); }
    void take(size_t number, std::string_view bytes);

    const Dialect &m_dialect;
    std::vector<std::unique_ptr<MessageReader>> m_readers;
    Hearer m_hearer = [](size_t, std::string_view, Clock::time_point) {};
    size_t m_current = 0; ///< whose bytes are being read
    Clock::time_point m_now;
    WebSockets m_sockets;
};

} // namespace Rainbow::Bench
