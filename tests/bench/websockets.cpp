// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/websockets.h"

#include "bench/net.h"
#include "bench/tlsclient.h"

#include <sys/epoll.h>

#include <cerrno>

namespace Rainbow::Bench {

namespace {

constexpr size_t OpeningAtOnce = 256;
/// A handshake is waited for, and meanwhile nobody answers for the business server.
constexpr size_t OpeningAtOnceTls = 16;

std::string upgradeRequest(size_t number)
{
    return "GET /connect/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-CLIENT-OS: bench\r\nX-DEVICEID: "
        + std::to_string(number) + "\r\n\r\n";
}

} // namespace

class WebSockets::Socket final : public Source {
public:
    Socket(WebSockets &all, size_t number)
        : m_all(all), m_number(number),
          m_descriptor(connectLocally(all.m_server.port(), unsigned(number)))
    {
        m_all.m_loop.add(m_descriptor, *this, EPOLLOUT);
    }
    ~Socket() override { closeHard(m_descriptor); }
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;

    void send(std::string_view bytes)
    {
        if (m_tls)
            m_tls->send(bytes);
        else if (!sendAll(m_descriptor, bytes))
            fail("the server has closed a connection");
    }

    void onReady(uint32_t events) override
    {
        if (m_isOpen) {
            bool ended = false;
            const std::string_view bytes =
                m_tls ? m_tls->skim(ended) : receive(m_descriptor, ended);
            if (ended) {
                errno = 0;
                fail("the server has closed a connection");
            }
            m_all.m_receiver(m_number, bytes);
        } else if ((events & EPOLLOUT) != 0) {
            if (m_all.m_server.speaksTls())
                m_tls = std::make_unique<TlsClient>(m_descriptor);
            send(upgradeRequest(m_number));
            m_all.m_loop.modify(m_descriptor, *this, EPOLLIN);
        } else {
            readHead();
        }
    }

private:
    void readHead()
    {
        bool ended = false;
        m_head += m_tls ? m_tls->receive(ended) : receive(m_descriptor, ended);
        if (!m_head.ends_with("\r\n\r\n") && !ended)
            return;
        if (!m_head.starts_with("HTTP/1.1 101")) {
            errno = 0;
            fail(("a connection is refused:\n" + m_head).c_str());
        }
        m_head = {};
        m_isOpen = true;
        ++m_all.m_opened;
        m_all.openNext();
    }

    WebSockets &m_all;
    size_t m_number;
    int m_descriptor;
    std::unique_ptr<TlsClient> m_tls; ///< null: in the clear
    bool m_isOpen = false;
    std::string m_head;
};

WebSockets::WebSockets(Loop &loop, const Server &server) : m_loop(loop), m_server(server)
{
}

WebSockets::~WebSockets() = default;

void WebSockets::open(size_t count)
{
    m_wanted += count;
    const size_t atOnce = m_server.speaksTls() ? OpeningAtOnceTls : OpeningAtOnce;
    while (m_sockets.size() < m_wanted && m_sockets.size() - m_opened < atOnce)
        openNext();
    errno = 0;
    if (!m_loop.runUntil([this] { return m_opened == m_wanted; }, 120s))
        fail("not all connections could be opened");
}

void WebSockets::openNext()
{
    if (m_sockets.size() < m_wanted)
        m_sockets.push_back(std::make_unique<Socket>(*this, m_sockets.size()));
}

void WebSockets::send(size_t number, std::string_view bytes)
{
    m_sockets[number]->send(bytes);
}

} // namespace Rainbow::Bench
