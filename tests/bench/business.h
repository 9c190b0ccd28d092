// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <memory>
#include <string>
#include <vector>

namespace Rainbow::Bench {

/// A business server that says yes to everybody and puts them into one channel; messages it
/// answers with an empty body.
class Business final : public Source {
public:
    Business(Loop &loop, const std::string &channel);
    ~Business() override;

    [[nodiscard]] uint16_t port() const { return m_port; }
    void onReady(uint32_t events) override;

private:
    class Connection;

    Loop &m_loop;
    uint16_t m_port = 0;
    int m_listener; // behind the port, which it sets
    std::string m_connectAnswer;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

} // namespace Rainbow::Bench
