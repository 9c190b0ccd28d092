// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ticker.h"
#include "wsclient.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace Rainbow::Faults {

/// A hostile client. It acts while the loop runs, from its construction on.
class Attacker {
public:
    Attacker() = default;
    virtual ~Attacker() = default;
    Attacker(const Attacker &) = delete;
    Attacker &operator=(const Attacker &) = delete;

    /// How often it was closed, by close code or HTTP status; 0: without either.
    [[nodiscard]] const std::map<int, int> &ends() const { return m_ends; }
    [[nodiscard]] int endCount() const;
    /// From the begin of its connection to the first end.
    [[nodiscard]] std::chrono::milliseconds firstEnd() const { return m_firstEnd; }

protected:
    void note(int code, Clock::time_point begun);

private:
    std::map<int, int> m_ends;
    std::chrono::milliseconds m_firstEnd{0};
};

/// Sends the same over and over, as fast as it is taken; comes back half a second after it was
/// closed.
class Flooder final : public Attacker {
public:
    /// bytes: frames, as large as can be worth a system call.
    Flooder(Loop &loop, uint16_t port, uint32_t address, std::string bytes,
            std::string path = "/connect/");

private:
    void open();
    void pour();

    Loop &m_loop;
    uint16_t m_port;
    uint32_t m_address;
    std::string m_bytes;
    std::string m_path;
    std::unique_ptr<WsClient> m_client;
    Clock::time_point m_pouringSince;
    Clock::time_point m_backAt;
    Ticker m_ticker;
};

/// Many short connections, so many per second: each sends its bytes, and goes when it has an
/// answer or after a second.
class Shooter final : public Attacker {
public:
    /// bytes: all that is sent, an upgrade request first where one is needed.
    Shooter(Loop &loop, uint16_t port, uint32_t address, int perSecond, std::string bytes);
    ~Shooter() override;

    [[nodiscard]] int shots() const { return m_shots; }

private:
    class Shot;

    void shoot();

    Loop &m_loop;
    uint16_t m_port;
    uint32_t m_address;
    double m_perSecond;
    std::string m_bytes;
    std::deque<std::unique_ptr<Shot>> m_live;
    int m_shots = 0;
    Clock::time_point m_begin = Clock::now();
    Ticker m_ticker;
};

/// Some connections that begin something, and then say a byte at a time, without end; each comes
/// back when it was closed.
class Holder final : public Attacker {
public:
    Holder(Loop &loop, uint16_t port, uint32_t address, size_t connections, std::string begin,
           std::string drop);
    ~Holder() override;

private:
    class Grip;

    void hold();

    Loop &m_loop;
    uint16_t m_port;
    uint32_t m_address;
    std::string m_begin;
    std::string m_drop;
    std::vector<std::unique_ptr<Grip>> m_grips;
    Ticker m_ticker;
};

/// In a channel, and reading nothing; as it cannot see that it was closed it looks after eight
/// seconds, and then comes back.
class SlowReader final : public Attacker {
public:
    SlowReader(Loop &loop, uint16_t port, uint32_t address, std::string headers);

private:
    void open();

    Loop &m_loop;
    uint16_t m_port;
    uint32_t m_address;
    std::string m_headers;
    std::unique_ptr<WsClient> m_client;
    Ticker m_ticker;
};

/// Calls of the HTTP API with a wrong signature, so many per second on one connection.
class Forger final : public Attacker {
public:
    Forger(Loop &loop, uint16_t port, uint32_t address, int perSecond);
    ~Forger() override;

private:
    class Line;

    Loop &m_loop;
    std::unique_ptr<Line> m_line;
    Ticker m_ticker;
};

} // namespace Rainbow::Faults
