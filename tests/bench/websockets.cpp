// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/websockets.h"

#include "bench/net.h"
#include "bench/tlsclient.h"

#include <sys/epoll.h>

#include <cerrno>
#include <utility>

namespace Rainbow::Bench {

namespace {

constexpr size_t OpeningAtOnce = 256;
/// A handshake is waited for, and meanwhile nobody answers for the business server.
constexpr size_t OpeningAtOnceTls = 16;

std::string upgradeRequest(size_t number, const std::string &headers)
{
    return "GET /connect/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-CLIENT-OS: bench\r\nX-DEVICEID: "
        + std::to_string(number) + "\r\n" + headers + "\r\n";
}

} // namespace

class WebSockets::Socket final : public Source {
public:
    Socket(WebSockets &all, size_t number)
        : m_all(all), m_number(number),
          m_descriptor(connectLocally(all.m_target.port, unsigned(number)))
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
        if (m_hasShakenHands) {
            bool ended = false;
            const std::string_view bytes =
                m_tls ? m_tls->skim(ended) : receive(m_descriptor, ended);
            if (ended) {
                errno = 0;
                fail("the server has closed a connection");
            }
            m_all.m_receiver(m_number, bytes);
        } else if ((events & EPOLLOUT) != 0) {
            if (m_all.m_target.speaksTls)
                m_tls = std::make_unique<TlsClient>(m_descriptor);
            send(m_all.m_target.upgrade(m_number));
            m_all.m_loop.modify(m_descriptor, *this, EPOLLIN);
        } else {
            readHead();
        }
    }

    void setOpen()
    {
        if (std::exchange(m_isOpen, true))
            return;
        ++m_all.m_opened;
        m_all.openNext();
    }

private:
    void readHead()
    {
        bool ended = false;
        m_head += m_tls ? m_tls->receive(ended) : receive(m_descriptor, ended);
        const size_t end = m_head.find("\r\n\r\n");
        if (end == std::string::npos && !ended)
            return;
        if (!m_head.starts_with("HTTP/1.1 101") || end == std::string::npos) {
            errno = 0;
            fail(("a connection is refused:\n" + m_head).c_str());
        }
        const std::string behind = std::exchange(m_head, {}).substr(end + 4);
        m_hasShakenHands = true;
        if (m_all.m_target.greeting)
            send(m_all.m_target.greeting(m_number));
        else
            setOpen();
        if (!behind.empty())
            m_all.m_receiver(m_number, behind);
    }

    WebSockets &m_all;
    size_t m_number;
    int m_descriptor;
    std::unique_ptr<TlsClient> m_tls; ///< null: in the clear
    bool m_hasShakenHands = false;
    bool m_isOpen = false;
    std::string m_head;
};

WebSockets::WebSockets(Loop &loop, Target target) : m_loop(loop), m_target(std::move(target))
{
}

WebSockets::WebSockets(Loop &loop, const Server &server, const std::string &headers)
    : WebSockets(loop,
                 Target{server.port(),
                        server.speaksTls(),
                        server.speaksTls() ? OpeningAtOnceTls : OpeningAtOnce,
                        [headers](size_t number) { return upgradeRequest(number, headers); },
                        {}})
{
}

WebSockets::~WebSockets() = default;

void WebSockets::open(size_t count)
{
    m_wanted += count;
    while (m_sockets.size() < m_wanted && m_sockets.size() - m_opened < m_target.openingAtOnce)
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

void WebSockets::setOpen(size_t number)
{
    m_sockets[number]->setOpen();
}

void WebSockets::breakAll()
{
    for (auto &socket : m_sockets)
        m_loop.retire(std::move(socket));
    m_sockets.clear();
    m_wanted = 0;
    m_opened = 0;
}

void WebSockets::send(size_t number, std::string_view bytes)
{
    m_sockets[number]->send(bytes);
}

} // namespace Rainbow::Bench
