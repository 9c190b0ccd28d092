// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mix.h"

namespace Rainbow::Faults {

namespace {

std::string repeated(const std::string &text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

/// Every kind comes from an address of its own.
class Addresses {
public:
    uint32_t next() { return m_next++; }

private:
    uint32_t m_next = HostileAddress;
};

const char *const ClientHello = "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03";

} // namespace

std::string mixSettings()
{
    return "ping_interval = 1 h\n"
           "[limits]\n"
           "client_rate = 50\n"
           "ping_rate = 10\n"
           "handshake_rate = 50\n"
           "max_connections_per_ip = 500\n"
           "head_timeout = 2 s\n"
           "body_timeout = 2 s\n"
           "frame_timeout = 2 s\n"
           "max_backlog = 256 KiB\n";
}

void serveFleet(Bench::Business &business)
{
    business.setHandler([](std::string_view head, std::string_view body) {
        if (!head.starts_with("GET "))
            return Bench::Business::Answer{Bench::Business::ok(std::string(body)), false};
        const std::string channel(Bench::fieldOf(head, "x-channel"));
        return Bench::Business::Answer{
            Bench::Business::yes(channel.empty() ? std::string()
                                                 : "RAINBOWCLIENTCHANNEL: " + channel + "\r\n"),
            false};
    });
}

std::vector<Enemy> hostileMix(Loop &loop, uint16_t port)
{
    std::vector<Enemy> enemies;
    Addresses from;
    const auto add = [&enemies](const char *name, std::unique_ptr<Attacker> attacker) {
        enemies.push_back({name, std::move(attacker)});
    };
    const auto flood = [&](const char *name, const std::string &frames) {
        add(name, std::make_unique<Flooder>(loop, port, from.next(), repeated(frames, 64)));
    };
    const auto shoot = [&](const char *name, int perSecond, const std::string &bytes) {
        add(name, std::make_unique<Shooter>(loop, port, from.next(), perSecond, bytes));
    };
    const auto hold = [&](const char *name, const std::string &begin, const std::string &drop) {
        constexpr size_t connections = 8;
        add(name, std::make_unique<Holder>(loop, port, from.next(), connections, begin, drop));
    };
    const std::string upgrade = upgradeRequest("shot");

    flood("message flood", frame(Opcode::Binary, packed({Verb::Send, 0, false, 0, "flood"})));
    flood("ping flood", frame(Opcode::Ping, "flood"));
    flood("tiny fragments",
          frame(Opcode::Binary, "x", false) + repeated(frame(Opcode::Continuation, "x", false), 62)
              + frame(Opcode::Continuation, "x"));
    shoot("connect flood", 2'000, upgrade);
    hold("1 MiB frames never finished",
         upgrade + frameHead(Opcode::Binary, 1024 * 1024) + std::string(1024 * 1024 - 1'000, 'x'),
         "x");
    hold("slow-loris head", "GET /connect/ HTTP/1.1\r\nX-A: ", "x");
    hold("half HTTP bodies", "POST /send/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf",
         "x");
    shoot("oversize frames", 20, upgrade + frameHead(Opcode::Binary, 0x80000000));
    shoot("invalid UTF-8", 20, upgrade + frame(Opcode::Text, "\xff\xfe\xc0"));
    shoot("garbage bytes", 20, std::string(2'000, '\x01').append("\r\n\r\n"));
    shoot("TLS on the plain port", 20, std::string(ClientHello, 10));
    add("bad signatures", std::make_unique<Forger>(loop, port, from.next(), 500));
    add("slow reader",
        std::make_unique<SlowReader>(loop, port, from.next(),
                                     std::string("X-Channel: ") + HostileChannel + "\r\n"));
    return enemies;
}

std::string endsOf(const Attacker &attacker)
{
    std::string text;
    for (const auto &[code, times] : attacker.ends())
        text += (text.empty() ? "" : ", ") + std::to_string(code) + ": " + std::to_string(times);
    return text;
}

} // namespace Rainbow::Faults
