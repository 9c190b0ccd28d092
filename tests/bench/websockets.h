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

/// Many WebSocket connections to one server, as bare as can be: what comes after the handshake is
/// not looked at.
class WebSockets {
public:
    /// Called with what has arrived on a connection, by its number.
    using Receiver = std::function<void(size_t number, std::string_view bytes)>;

    /// Who is connected to, and what is said at the beginning of the connection of that number.
    struct Target {
        uint16_t port = 0; ///< of 127.0.0.1
        bool speaksTls = false;
        size_t openingAtOnce = 0;
        std::function<std::string(size_t number)> upgrade; ///< the request
        /// Sent behind the handshake; the connection is open when setOpen() says so. Null: it is
        /// open with the handshake.
        std::function<std::string(size_t number)> greeting;
    };

    WebSockets(Loop &loop, Target target);
    /// To the relay; over TLS when it speaks it. headers: more lines of the request, each with its
    /// end.
    WebSockets(Loop &loop, const Server &server, const std::string &headers = {});
    ~WebSockets();
    WebSockets(const WebSockets &) = delete;
    WebSockets &operator=(const WebSockets &) = delete;

    /// Opens so many more, some at a time, and waits until all are open.
    void open(size_t count);
    [[nodiscard]] size_t size() const { return m_sockets.size(); }
    void setReceiver(Receiver receiver) { m_receiver = std::move(receiver); }
    void send(size_t number, std::string_view bytes);
    /// The connection of that number has had the answer to its greeting.
    void setOpen(size_t number);
    /// Breaks all connections, without a word; there are none then.
    void breakAll();

private:
    class Socket;

    void openNext();

    Loop &m_loop;
    Target m_target;
    std::vector<std::unique_ptr<Socket>> m_sockets;
    size_t m_wanted = 0;
    size_t m_opened = 0;
    Receiver m_receiver;
};

} // namespace Rainbow::Bench
