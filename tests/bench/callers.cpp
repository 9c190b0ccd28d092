// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/callers.h"

#include "bench/business.h"
#include "bench/net.h"
#include "business/signature.h"

#include <sys/epoll.h>

#include <cerrno>
#include <cstdlib>
#include <deque>

namespace Rainbow::Bench {

class Callers::Connection final : public Source {
public:
    Connection(Callers &all, Loop &loop, const Server &server, size_t number)
        : m_all(all), m_descriptor(connectLocally(server.port(), unsigned(number)))
    {
        loop.add(m_descriptor, *this, EPOLLIN);
        call(all.m_settings.window);
    }
    ~Connection() override { closeHard(m_descriptor); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void onReady(uint32_t) override
    {
        bool ended = false;
        m_input += receive(m_descriptor, ended);
        errno = 0;
        if (ended)
            fail("the server has closed a connection of the API");
        size_t answers = 0;
        size_t at = 0;
        for (size_t size = 0; (size = answerSize(at)) > 0; at += size, ++answers)
            m_all.check(std::string_view(m_input).substr(at, size));
        m_input.erase(0, at);
        const auto now = Clock::now();
        for (size_t i = 0; i < answers; ++i) {
            m_all.m_latencies.add(now - m_calledAt.front());
            m_calledAt.pop_front();
        }
        m_all.m_answered += answers;
        call(answers);
    }

private:
    void call(size_t count)
    {
        if (count == 0 || m_all.m_stopped)
            return;
        m_all.m_called += count;
        std::string requests;
        m_all.appendRequests(requests, count);
        m_calledAt.insert(m_calledAt.end(), count, Clock::now());
        if (!sendAll(m_descriptor, requests))
            fail("the server has closed a connection of the API");
    }

    /// 0: it is not all there.
    [[nodiscard]] size_t answerSize(size_t at) const
    {
        const size_t end = m_input.find("\r\n\r\n", at);
        if (end == std::string::npos)
            return 0;
        const std::string_view head = std::string_view(m_input).substr(at, end - at);
        const size_t length = size_t(std::atol(fieldOf(head, "content-length").data()));
        const size_t size = head.size() + 4 + length;
        return m_input.size() - at < size ? 0 : size;
    }

    Callers &m_all;
    int m_descriptor;
    std::string m_input;
    std::deque<Clock::time_point> m_calledAt; ///< calls on their way
};

Callers::Callers(Loop &loop, const Server &server, const Settings &settings) : m_settings(settings)
{
    for (size_t i = 0; i < settings.connections; ++i)
        m_connections.push_back(std::make_unique<Connection>(*this, loop, server, i));
}

Callers::~Callers() = default;

void Callers::sign()
{
    const std::time_t now = std::time(nullptr);
    if (now == m_signedAt)
        return;
    m_signedAt = now;
    m_behindChannel = "&qos=" + std::to_string(m_settings.qos) + '&'
        + signedQuery(Token, now).toStdString() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
        + std::to_string(m_settings.size) + "\r\n\r\n" + std::string(m_settings.size, 'x');
}

void Callers::appendRequests(std::string &out, size_t count)
{
    sign();
    for (size_t i = 0; i < count; ++i) {
        out += "POST /send/?channel=c" + std::to_string(m_nextChannel);
        out += m_behindChannel;
        m_nextChannel = (m_nextChannel + 1) % m_settings.channels;
    }
}

void Callers::check(std::string_view answer) const
{
    const bool isDone = answer.find("\"msg\"") == std::string_view::npos;
    const bool isConfirmed =
        m_settings.qos == 0 || answer.find("\"connections\":1") != std::string_view::npos;
    if (!isDone || !isConfirmed) {
        errno = 0;
        fail(("a call is not done:\n" + std::string(answer)).c_str());
    }
}

} // namespace Rainbow::Bench
