// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace Rainbow::Bench {

/// A business server that says yes to everybody and puts them into one channel; messages it
/// answers with an empty body. A handler may have it do otherwise.
class Business final : public Source {
public:
    /// What is done with a request.
    struct Answer {
        std::string bytes; ///< of the answer, head and body; none: the caller is left hanging
        bool closes = false; ///< the connection, behind them
    };
    /// head: of the request, with its request line, without its empty line.
    using Handler = std::function<Answer(std::string_view head, std::string_view body)>;

    Business(Loop &loop, const std::string &channel);
    ~Business() override;

    [[nodiscard]] uint16_t port() const { return m_port; }
    void setHandler(Handler handler) { m_handler = std::move(handler); }
    /// Yes, with these header lines, each with its line end.
    [[nodiscard]] static std::string yes(const std::string &headers);
    [[nodiscard]] static std::string ok(const std::string &body);
    /// Breaks all connections; it goes on listening.
    void breakAll();
    void onReady(uint32_t events) override;

private:
    class Connection;

    Loop &m_loop;
    uint16_t m_port = 0;
    int m_listener; // behind the port, which it sets
    Handler m_handler;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

/// The value of a field of a head; empty: it has none. name in lower case.
[[nodiscard]] std::string_view fieldOf(std::string_view head, std::string_view name);

} // namespace Rainbow::Bench
