// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api.h"

#include "bench/business.h"
#include "bench/server.h"
#include "business/signature.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace Rainbow::Faults {

class Api::Line final : public Wire {
public:
    Line(Loop &loop, uint16_t port) : Wire(loop, port, GoodAddress) { }

    [[nodiscard]] bool isBusy() const { return m_handler != nullptr; }
    void call(const std::string &request, Handler handler)
    {
        m_handler = std::move(handler);
        send(request);
    }

private:
    void onBytes(std::string_view bytes) override
    {
        m_in += bytes;
        const size_t head = m_in.find("\r\n\r\n");
        if (head == std::string::npos)
            return;
        const std::string_view length =
            Bench::fieldOf(std::string_view(m_in).substr(0, head + 2), "content-length");
        const auto size = size_t(std::atoi(std::string(length).c_str()));
        if (m_in.size() < head + 4 + size || !isBusy())
            return;
        Answer answer;
        answer.body = m_in.substr(head + 4, size);
        m_in.clear();
        const std::string &body = answer.body;
        constexpr std::string_view mark = "\"connections\":";
        if (const size_t at = body.find(mark); at != std::string::npos)
            answer.connections = std::atoi(body.c_str() + at + mark.size());
        answer.isDone = body.find("\"msg\"") == std::string::npos && !body.empty();
        std::exchange(m_handler, nullptr)(answer);
    }
    void onEnd() override
    {
        if (isBusy())
            std::exchange(m_handler, nullptr)({});
    }

    Handler m_handler;
    std::string m_in;
};

Api::Api(Loop &loop, uint16_t port) : m_loop(loop), m_port(port)
{
}

Api::~Api() = default;

void Api::send(const std::string &channel, int qos, std::string_view payload,
               std::chrono::seconds timeout, Handler handler)
{
    for (auto &line : m_lines) {
        if (line->hasEnded() && !line->isBusy())
            m_loop.retire(std::move(line));
    }
    std::erase(m_lines, nullptr);
    auto line = std::find_if(m_lines.begin(), m_lines.end(),
                             [](const auto &candidate) { return !candidate->isBusy(); });
    if (line == m_lines.end())
        line = m_lines.insert(m_lines.end(), std::make_unique<Line>(m_loop, m_port));
    const std::string request = "POST /send/?channel=" + channel + "&qos=" + std::to_string(qos)
        + "&timeout=" + std::to_string(timeout.count()) + '&'
        + signedQuery(Bench::Token, std::time(nullptr)).toStdString()
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + std::to_string(payload.size())
        + "\r\n\r\n";
    (*line)->call(request + std::string(payload), std::move(handler));
}

size_t Api::underWay() const
{
    return size_t(std::count_if(m_lines.begin(), m_lines.end(),
                                [](const auto &line) { return line->isBusy(); }));
}

} // namespace Rainbow::Faults
