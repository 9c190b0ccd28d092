// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/publications.h"

#include "bench/business.h"
#include "bench/net.h"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

namespace Rainbow::Bench {

size_t wholeAnswer(std::string_view text)
{
    const size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return 0;
    const std::string_view digits = fieldOf(text.substr(0, end), "content-length");
    size_t body = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), body);
    return text.size() - end - 4 < body ? 0 : end + 4 + body;
}

class Publications::Connection final : public Source {
public:
    Connection(Loop &loop, Publications &all, uint16_t port)
        : m_loop(loop), m_all(all), m_port(port)
    {
    }
    ~Connection() override { close(); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void send(std::string_view bytes)
    {
        if (m_descriptor < 0)
            open();
        if (!sendAll(m_descriptor, bytes))
            fail("the server has closed a publisher's connection");
        m_isWaiting = true;
    }

    void onReady(uint32_t) override
    {
        bool ended = false;
        const std::string_view bytes = receive(m_descriptor, ended);
        m_input += bytes;
        errno = 0;
        if (!m_all.m_dialect.publishesOverHttp()) {
            if (ended || m_input.find("-ERR") != std::string::npos)
                fail(("the server has closed a publisher's connection " + m_input).c_str());
            m_input.clear();
            return;
        }
        if (!m_isWaiting)
            close(); // It has been idle for too long.
        else if (const size_t size = wholeAnswer(m_input); size > 0)
            takeAnswer(size, ended);
        else if (ended)
            fail(("the server has not answered a publication " + m_input).c_str());
    }

private:
    void open()
    {
        m_descriptor = connectLocally(m_port, m_opened++);
        m_loop.add(m_descriptor, *this, EPOLLIN);
        if (const std::string greeting = m_all.m_dialect.publisherGreeting(); !greeting.empty())
            send(greeting);
    }
    void close()
    {
        if (m_descriptor >= 0)
            closeHard(std::exchange(m_descriptor, -1));
        m_input.clear();
    }

    void takeAnswer(size_t size, bool ended)
    {
        // The relay answers 200 to what it refuses, and says why.
        if (!m_input.starts_with("HTTP/1.1 20") || m_input.find("\"msg\"") != std::string::npos)
            fail(("a publication is refused:\n" + m_input).c_str());
        m_isWaiting = false;
        if (ended || fieldOf(m_input, "connection") == "close")
            close();
        else
            m_input.erase(0, size);
        if (m_all.m_waiting.empty()) {
            m_all.m_free.push_back(this);
            return;
        }
        send(m_all.m_waiting.front());
        m_all.m_waiting.pop_front();
    }

    Loop &m_loop;
    Publications &m_all;
    uint16_t m_port;
    unsigned m_opened = 0;
    int m_descriptor = -1;
    bool m_isWaiting = false; ///< for an answer
    std::string m_input; ///< of an answer
};

Publications::Publications(Loop &loop, const Dialect &dialect, uint16_t port, size_t connections)
    : m_dialect(dialect)
{
    const size_t count =
        dialect.publishesOverHttp() ? std::min(connections, dialect.mostPublishers()) : 1;
    for (size_t i = 0; i < count; ++i) {
        m_connections.push_back(std::make_unique<Connection>(loop, *this, port));
        m_free.push_back(m_connections.back().get());
    }
}

Publications::~Publications() = default;

void Publications::publish(const std::string &channel, std::string_view payload)
{
    std::string bytes = m_dialect.publication(channel, payload);
    if (!m_dialect.publishesOverHttp()) {
        m_connections.front()->send(bytes);
    } else if (m_free.empty()) {
        m_waiting.push_back(std::move(bytes));
    } else {
        m_free.back()->send(bytes);
        m_free.pop_back();
    }
}

} // namespace Rainbow::Bench
