// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/business.h"

#include "bench/net.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

namespace Rainbow::Bench {

namespace {

size_t contentLength(std::string_view head)
{
    const std::string_view digits = fieldOf(head, "content-length");
    size_t length = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    return length;
}

} // namespace

std::string_view fieldOf(std::string_view head, std::string_view name)
{
    const std::string line = "\r\n" + std::string(name) + ": ";
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    const auto at = std::search(head.begin(), head.end(), line.begin(), line.end(), same);
    if (at == head.end())
        return {};
    const std::string_view value = head.substr(size_t(at - head.begin()) + line.size());
    return value.substr(0, value.find("\r\n"));
}

class Business::Connection final : public Source {
public:
    Connection(int descriptor, const Handler &handler)
        : m_descriptor(descriptor), m_handler(handler)
    {
    }
    ~Connection() override { end(); }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    [[nodiscard]] bool hasEnded() const { return m_descriptor < 0; }
    void end()
    {
        if (m_descriptor >= 0)
            close(std::exchange(m_descriptor, -1));
    }

    void onReady(uint32_t) override
    {
        bool ended = false;
        m_input += receive(m_descriptor, ended);
        while (!hasEnded() && answerNext()) { }
        if (ended)
            end();
    }

private:
    bool answerNext()
    {
        const size_t headSize = m_input.find("\r\n\r\n");
        if (headSize == std::string::npos)
            return false;
        const std::string_view head = std::string_view(m_input).substr(0, headSize);
        const size_t bodySize = contentLength(head);
        if (m_input.size() < headSize + 4 + bodySize)
            return false;
        const Answer answer =
            m_handler(head, std::string_view(m_input).substr(headSize + 4, bodySize));
        m_input.erase(0, headSize + 4 + bodySize);
        if (!sendAll(m_descriptor, answer.bytes) || answer.closes)
            end();
        return true;
    }

    int m_descriptor;
    const Handler &m_handler;
    std::string m_input;
};

std::string Business::yes(const std::string &headers)
{
    const std::string body = R"({"status":"success"})";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

std::string Business::ok(const std::string &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Business::Business(Loop &loop, const std::string &channel)
    : m_loop(loop), m_listener(listenLocally(m_port))
{
    m_handler = [yes = yes("RAINBOWCLIENTCHANNEL: " + channel + "\r\n"),
                 empty = ok({})](std::string_view head, std::string_view) {
        return Answer{head.starts_with("GET ") ? yes : empty, false};
    };
    m_loop.add(m_listener, *this, EPOLLIN);
}

Business::~Business()
{
    close(m_listener);
}

void Business::breakAll()
{
    for (auto &connection : m_connections) {
        connection->end();
        m_loop.retire(std::move(connection));
    }
    m_connections.clear();
}

void Business::onReady(uint32_t)
{
    for (auto &connection : m_connections) {
        if (connection->hasEnded())
            m_loop.retire(std::move(connection));
    }
    std::erase(m_connections, nullptr);
    for (;;) {
        const int descriptor = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_connections.push_back(std::make_unique<Connection>(descriptor, m_handler));
        m_loop.add(descriptor, *m_connections.back(), EPOLLIN);
    }
}

} // namespace Rainbow::Bench
