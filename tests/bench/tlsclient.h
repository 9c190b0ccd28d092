// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace Rainbow::Bench {

/// The client's side of TLS 1.3 over a connected descriptor. Believes any certificate.
class TlsClient {
public:
    /// Shakes hands, and waits for it.
    explicit TlsClient(int descriptor);
    ~TlsClient();
    TlsClient(const TlsClient &) = delete;
    TlsClient &operator=(const TlsClient &) = delete;

    /// Sends all of it.
    void send(std::string_view bytes);
    /// What is there; see receive() of net.h.
    std::string_view receive(bool &ended);
    /// As many bytes as are there, but not those: they stay encrypted. A generator of load has no
    /// time for that. From then on receive() must not be called.
    std::string_view skim(bool &ended);

private:
    void wait(int result);

    std::unique_ptr<ssl_st, void (*)(ssl_st *)> m_ssl;
    int m_descriptor;
    std::string m_header; ///< of a record, as far as it has come
    size_t m_left = 0; ///< of a record, bytes to come
};

} // namespace Rainbow::Bench
