// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/audience.h"

#include <cerrno>

namespace Rainbow::Bench {

namespace {

WebSockets::Target target(const Dialect &dialect, uint16_t port, const std::string &path,
                          const Audience::ChannelOf &channelOf)
{
    WebSockets::Target result;
    result.port = port;
    result.openingAtOnce = dialect.mostConnecting();
    result.upgrade = [&dialect, path, channelOf](size_t number) {
        return dialect.upgradeRequest(path, channelOf(number));
    };
    if (!dialect.subscription(channelOf(0), 0).empty()) {
        result.greeting = [&dialect, channelOf](size_t number) {
            return dialect.subscription(channelOf(number), number);
        };
    }
    return result;
}

} // namespace

Audience::Audience(Loop &loop, const Dialect &dialect, uint16_t port, const std::string &path,
                   const ChannelOf &channelOf)
    : m_dialect(dialect), m_sockets(loop, target(dialect, port, path, channelOf))
{
    m_sockets.setReceiver([this](size_t number, std::string_view bytes) { take(number, bytes); });
}

void Audience::open(size_t count)
{
    for (size_t i = 0; i < count; ++i)
        m_readers.push_back(m_dialect.reader());
    m_sockets.open(count);
}

void Audience::take(size_t number, std::string_view bytes)
{
    m_current = number;
    m_now = Clock::now();
    if (m_readers[number]->take(bytes, *this))
        return;
    errno = 0;
    fail(m_readers[number]->error().c_str());
}

} // namespace Rainbow::Bench
