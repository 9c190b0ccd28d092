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

namespace Rainbow::Bench {

namespace {

constexpr std::string_view MessageAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

size_t contentLength(std::string_view head)
{
    constexpr std::string_view name = "\r\ncontent-length: ";
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    const auto at = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    size_t length = 0;
    if (at != head.end()) {
        const char *digits = head.data() + (at - head.begin()) + name.size();
        std::from_chars(digits, head.data() + head.size(), length);
    }
    return length;
}

} // namespace

class Business::Connection final : public Source {
public:
    Connection(int descriptor, const std::string &connectAnswer)
        : m_descriptor(descriptor), m_connectAnswer(connectAnswer)
    {
    }
    ~Connection() override
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void onReady(uint32_t) override
    {
        bool ended = false;
        m_input += receive(m_descriptor, ended);
        while (answerNext()) { }
        if (ended) {
            close(m_descriptor);
            m_descriptor = -1;
        }
    }

private:
    bool answerNext()
    {
        const size_t end = m_input.find("\r\n\r\n");
        if (end == std::string::npos)
            return false;
        const size_t size = end + 4 + contentLength(std::string_view(m_input).substr(0, end));
        if (m_input.size() < size)
            return false;
        const bool isConnect = m_input.starts_with("GET ");
        m_input.erase(0, size);
        sendAll(m_descriptor, isConnect ? std::string_view(m_connectAnswer) : MessageAnswer);
        return true;
    }

    int m_descriptor;
    const std::string &m_connectAnswer;
    std::string m_input;
};

Business::Business(Loop &loop, const std::string &channel)
    : m_loop(loop), m_listener(listenLocally(m_port))
{
    const std::string body = R"({"status":"success"})";
    m_connectAnswer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\nRAINBOWCLIENTCHANNEL: " + channel + "\r\n\r\n" + body;
    m_loop.add(m_listener, *this, EPOLLIN);
}

Business::~Business()
{
    close(m_listener);
}

void Business::onReady(uint32_t)
{
    for (;;) {
        const int descriptor = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_connections.push_back(std::make_unique<Connection>(descriptor, m_connectAnswer));
        m_loop.add(descriptor, *m_connections.back(), EPOLLIN);
    }
}

} // namespace Rainbow::Bench
