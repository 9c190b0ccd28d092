// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/publisher.h"

#include "bench/net.h"
#include "bench/server.h"
#include "business/signature.h"

#include <sys/epoll.h>

#include <cerrno>

namespace Rainbow::Bench {

Publisher::Publisher(Loop &loop, const Server &server, std::string channel, size_t payload)
    : m_descriptor(connectLocally(server.port(), 0)), m_channel(std::move(channel)),
      m_payload(payload, 'x')
{
    if (server.speaksTls())
        m_tls = std::make_unique<TlsClient>(m_descriptor);
    loop.add(m_descriptor, *this, EPOLLIN);
}

Publisher::~Publisher()
{
    closeHard(m_descriptor);
}

void Publisher::sign()
{
    const std::time_t now = std::time(nullptr);
    if (now == m_signedAt)
        return;
    m_signedAt = now;
    m_request = "POST /send/?channel=" + m_channel + "&qos=0&"
        + signedQuery(Token, now).toStdString() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
        + std::to_string(m_payload.size()) + "\r\n\r\n" + m_payload;
}

void Publisher::publish(size_t count)
{
    sign();
    std::string bytes;
    for (size_t i = 0; i < count; ++i)
        bytes += m_request;
    if (m_tls)
        m_tls->send(bytes);
    else if (!sendAll(m_descriptor, bytes))
        fail("the server has closed the connection of the API");
}

void Publisher::onReady(uint32_t)
{
    bool ended = false;
    const std::string_view answers = m_tls ? m_tls->receive(ended) : receive(m_descriptor, ended);
    errno = 0;
    if (ended)
        fail("the server has closed the connection of the API");
    if (answers.find("\"msg\"") != std::string_view::npos)
        fail(("a call is refused:\n" + std::string(answers)).c_str());
}

} // namespace Rainbow::Bench
