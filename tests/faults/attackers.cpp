// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "attackers.h"

#include <cstdlib>
#include <utility>

namespace Rainbow::Faults {

namespace {

constexpr auto Tick = 10ms;
constexpr auto Absence = 500ms;
constexpr size_t PourAhead = 64 * 1024;

/// The HTTP status that an answer begins with; 0: it does not.
int statusOf(std::string_view answer)
{
    constexpr std::string_view version = "HTTP/1.1 ";
    return answer.starts_with(version) ? std::atoi(std::string(answer.substr(9, 3)).c_str()) : 0;
}

/// The code of a close frame that a server's bytes end with; 0: they do not.
int closeCodeOf(std::string_view bytes)
{
    const size_t at = bytes.rfind('\x88');
    if (at == std::string_view::npos || bytes.size() < at + 4)
        return 0;
    return uint8_t(bytes[at + 2]) << 8 | uint8_t(bytes[at + 3]);
}

int verdictOf(std::string_view answer)
{
    const int status = statusOf(answer);
    const int code = status == 101 || status == 0 ? closeCodeOf(answer) : 0;
    return code != 0 ? code : status;
}

} // namespace

int Attacker::endCount() const
{
    int count = 0;
    for (const auto &[code, times] : m_ends)
        count += times;
    return count;
}

void Attacker::note(int code, Clock::time_point begun)
{
    ++m_ends[code];
    if (m_firstEnd == 0ms)
        m_firstEnd = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
}

// --- Flooder

Flooder::Flooder(Loop &loop, uint16_t port, uint32_t address, std::string bytes, std::string path)
    : m_loop(loop), m_port(port), m_address(address), m_bytes(std::move(bytes)),
      m_path(std::move(path)), m_ticker(loop, Tick, [this] { pour(); })
{
    open();
}

void Flooder::open()
{
    m_client = std::make_unique<WsClient>(m_loop, m_port, m_address, "flooder", "", m_path);
    m_client->onOpen = [this] { m_pouringSince = Clock::now(); };
    m_client->onGone = [this] {
        note(m_client->status() == 101 ? m_client->closeCode() : m_client->status(),
             m_pouringSince);
        m_backAt = Clock::now() + Absence;
    };
}

void Flooder::pour()
{
    if (m_client->hasEnded() && Clock::now() >= m_backAt)
        open();
    if (m_client->isOpen() && m_client->closeCode() == 0) {
        while (m_client->unsent() < PourAhead && !m_client->hasEnded())
            m_client->send(m_bytes);
    }
}

// --- Shooter

class Shooter::Shot final : public Wire {
public:
    Shot(Shooter &owner) : Wire(owner.m_loop, owner.m_port, owner.m_address), m_owner(owner) { }

private:
    void onConnected() override { send(m_owner.m_bytes); }
    void onBytes(std::string_view bytes) override
    {
        m_answer += bytes;
        // A handshake that succeeds is not the answer yet.
        if (statusOf(m_answer) != 101 || closeCodeOf(m_answer) != 0)
            finishShot();
    }
    void onEnd() override { finishShot(); }
    void finishShot()
    {
        m_owner.note(verdictOf(m_answer), startedAt());
        close();
    }

    Shooter &m_owner;
    std::string m_answer;
};

Shooter::Shooter(Loop &loop, uint16_t port, uint32_t address, int perSecond, std::string bytes)
    : m_loop(loop), m_port(port), m_address(address), m_perSecond(perSecond),
      m_bytes(std::move(bytes)), m_ticker(loop, Tick, [this] { shoot(); })
{
}

Shooter::~Shooter() = default;

void Shooter::shoot()
{
    const auto now = Clock::now();
    while (!m_live.empty()
           && (m_live.front()->hasEnded() || now > m_live.front()->startedAt() + 1s)) {
        m_live.front()->close();
        m_loop.retire(std::move(m_live.front()));
        m_live.pop_front();
    }
    const auto passed = std::chrono::duration<double>(now - m_begin).count();
    for (; double(m_shots) < passed * m_perSecond; ++m_shots)
        m_live.push_back(std::make_unique<Shot>(*this));
}

// --- Holder

class Holder::Grip final : public Wire {
public:
    explicit Grip(Holder &owner) : Wire(owner.m_loop, owner.m_port, owner.m_address), m_owner(owner)
    {
    }

private:
    void onConnected() override { send(m_owner.m_begin); }
    void onBytes(std::string_view bytes) override { m_answer += bytes; }
    void onEnd() override { m_owner.note(verdictOf(m_answer), startedAt()); }

    Holder &m_owner;
    std::string m_answer;
};

Holder::Holder(Loop &loop, uint16_t port, uint32_t address, size_t connections, std::string begin,
               std::string drop)
    : m_loop(loop), m_port(port), m_address(address), m_begin(std::move(begin)),
      m_drop(std::move(drop)), m_grips(connections), m_ticker(loop, 200ms, [this] { hold(); })
{
}

Holder::~Holder() = default;

void Holder::hold()
{
    for (auto &grip : m_grips) {
        if (grip && !grip->hasEnded()) {
            grip->send(m_drop);
            continue;
        }
        if (grip)
            m_loop.retire(std::move(grip));
        grip = std::make_unique<Grip>(*this);
    }
}

// --- SlowReader

SlowReader::SlowReader(Loop &loop, uint16_t port, uint32_t address, std::string headers)
    : m_loop(loop), m_port(port), m_address(address), m_headers(std::move(headers)),
      m_ticker(loop, 1s, [this] {
          if (m_client->hasEnded())
              open();
          else if (Clock::now() > m_client->startedAt() + 8s)
              m_client->setReading(true);
      })
{
    open();
}

void SlowReader::open()
{
    m_client = std::make_unique<WsClient>(m_loop, m_port, m_address, "slow", m_headers);
    m_client->onOpen = [this] { m_client->setReading(false); };
    m_client->onGone = [this] { note(m_client->closeCode(), m_client->startedAt()); };
}

// --- Forger

class Forger::Line final : public Wire {
public:
    Line(Forger &owner, uint16_t port, uint32_t address)
        : Wire(owner.m_loop, port, address), m_owner(owner)
    {
    }

private:
    void onBytes(std::string_view bytes) override
    {
        for (size_t at = bytes.find("signature error"); at != std::string_view::npos;
             at = bytes.find("signature error", at + 1))
            m_owner.note(200, startedAt());
    }

    Forger &m_owner;
};

Forger::Forger(Loop &loop, uint16_t port, uint32_t address, int perSecond)
    : m_loop(loop), m_line(std::make_unique<Line>(*this, port, address)),
      m_ticker(loop, Tick, [this, port, address, calls = perSecond / 100] {
          if (m_line->hasEnded()) {
              m_loop.retire(std::move(m_line));
              m_line = std::make_unique<Line>(*this, port, address);
          }
          const std::string call = "POST /send/?channel=c&timestamp="
              + std::to_string(std::time(nullptr)) + "&nonce=1&signature=" + std::string(40, 'a')
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nnope";
          for (int i = 0; i < calls && m_line->unsent() < PourAhead; ++i)
              m_line->send(call);
      })
{
}

Forger::~Forger() = default;

} // namespace Rainbow::Faults
