// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"
#include "bench/server.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace Rainbow::Bench {

/// Many WebSocket connections to the relay, as bare as can be: of what comes after the handshake
/// only the size is looked at.
class WebSockets {
public:
    /// Called with what has arrived on a connection, by its number.
    using Receiver = std::function<void(size_t number, std::string_view bytes)>;

    /// Over TLS when the server speaks it.
    WebSockets(Loop &loop, const Server &server);
    ~WebSockets();
    WebSockets(const WebSockets &) = delete;
    WebSockets &operator=(const WebSockets &) = delete;

    /// Opens so many more, some hundred at a time, and waits until all are open.
    void open(size_t count);
    [[nodiscard]] size_t size() const { return m_sockets.size(); }
    void setReceiver(Receiver receiver) { m_receiver = std::move(receiver); }
    void send(size_t number, std::string_view bytes);

private:
    class Socket;

    void openNext();

    Loop &m_loop;
    const Server &m_server;
    std::vector<std::unique_ptr<Socket>> m_sockets;
    size_t m_wanted = 0;
    size_t m_opened = 0;
    Receiver m_receiver;
};

} // namespace Rainbow::Bench
