// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <string>
#include <string_view>

namespace Rainbow::Faults {

using Bench::Clock;
using Bench::Loop;
using Bench::Source;
using namespace std::chrono_literals;

/// Where good clients come from: so many addresses from 127.0.0.2 on.
inline constexpr uint32_t GoodAddress = 0x7f000002;
inline constexpr uint32_t GoodAddresses = 240;
/// Where hostile ones come from: 127.0.1.1 and following, one for each kind.
inline constexpr uint32_t HostileAddress = 0x7f000101;

/// A TCP connection to the relay that never blocks: what does not go out at once waits. Nothing is
/// called any more once it has ended.
class Wire : public Source {
public:
    /// address: where it comes from, of 127.0.0.0/8, in host byte order.
    Wire(Loop &loop, uint16_t port, uint32_t address);
    /// Closes with a reset.
    ~Wire() override { close(); }
    Wire(const Wire &) = delete;
    Wire &operator=(const Wire &) = delete;

    void send(std::string_view bytes);
    [[nodiscard]] size_t unsent() const { return m_out.size() - m_sent; }
    /// Off: nothing is taken from the relay any more.
    void setReading(bool on);
    [[nodiscard]] bool hasEnded() const { return m_descriptor < 0; }
    /// Closes with a reset; onEnd() is not called.
    void close();
    /// Sends a FIN behind what was sent.
    void finish();
    [[nodiscard]] Clock::time_point startedAt() const { return m_startedAt; }

    void onReady(uint32_t events) final;

protected:
    virtual void onConnected() { }
    virtual void onBytes(std::string_view bytes) = 0;
    /// The relay has ended the connection, or refused it.
    virtual void onEnd() { }

private:
    void flush();
    void watch();
    void end();

    Loop &m_loop;
    int m_descriptor;
    bool m_isConnected = false;
    bool m_isReading = true;
    uint32_t m_watched = 0;
    std::string m_out;
    size_t m_sent = 0;
    Clock::time_point m_startedAt = Clock::now();
};

} // namespace Rainbow::Faults
