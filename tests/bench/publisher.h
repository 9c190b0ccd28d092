// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"
#include "bench/server.h"
#include "bench/tlsclient.h"

#include <ctime>
#include <memory>
#include <string>

namespace Rainbow::Bench {

/// One keep-alive connection to the relay's API that publishes with POST /send/, QoS 0, signed.
class Publisher final : public Source {
public:
    /// Over TLS when the server speaks it.
    Publisher(Loop &loop, const Server &server, std::string channel, size_t payload);
    ~Publisher() override;

    /// Publishes so many messages, in one write.
    void publish(size_t count);
    void onReady(uint32_t events) override;

private:
    void sign();

    int m_descriptor;
    std::unique_ptr<TlsClient> m_tls; ///< null: in the clear
    std::string m_channel;
    std::string m_payload;
    std::string m_request;
    std::time_t m_signedAt = 0;
};

} // namespace Rainbow::Bench
