// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/tlsclient.h"

#include "bench/loop.h"
#include "bench/net.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace Rainbow::Bench {

namespace {

constexpr size_t HeaderSize = 5;
constexpr size_t Overhead = 17; ///< of a record: the tag, and its real type

SSL_CTX *context()
{
    static SSL_CTX *made = [] {
        SSL_CTX *result = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(result, TLS1_3_VERSION);
        SSL_CTX_set_mode(result, SSL_MODE_RELEASE_BUFFERS);
        return result;
    }();
    return made;
}

} // namespace

TlsClient::TlsClient(int descriptor) : m_ssl(SSL_new(context()), SSL_free), m_descriptor(descriptor)
{
    SSL_set_fd(m_ssl.get(), descriptor);
    SSL_set_connect_state(m_ssl.get());
    for (int result = 0; (result = SSL_do_handshake(m_ssl.get())) != 1;)
        wait(result);
}

TlsClient::~TlsClient() = default;

void TlsClient::wait(int result)
{
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        errno = 0;
        fail("TLS");
    }
    pollfd waiting{m_descriptor, short(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
    poll(&waiting, 1, 1'000);
    ERR_clear_error();
}

void TlsClient::send(std::string_view bytes)
{
    for (int result = 0; (result = SSL_write(m_ssl.get(), bytes.data(), int(bytes.size()))) <= 0;)
        wait(result);
}

std::string_view TlsClient::receive(bool &ended)
{
    static std::vector<char> buffer(256 * 1024);
    size_t size = 0;
    int result = 0;
    ERR_clear_error();
    while (size < buffer.size()
           && (result = SSL_read(m_ssl.get(), buffer.data() + size, int(buffer.size() - size))) > 0)
        size += size_t(result);
    ended = result <= 0 && SSL_get_error(m_ssl.get(), result) != SSL_ERROR_WANT_READ;
    return {buffer.data(), size};
}

std::string_view TlsClient::skim(bool &ended)
{
    std::string_view bytes = Bench::receive(m_descriptor, ended);
    const std::string_view all = bytes;
    size_t text = 0;
    while (!bytes.empty()) {
        const size_t taken =
            std::min(bytes.size(), m_left > 0 ? m_left : HeaderSize - m_header.size());
        if (m_left > 0) {
            m_left -= taken;
            // What is behind the text does not count: it is taken for the end.
            if (m_left == 0)
                m_header.clear();
        } else {
            m_header.append(bytes.substr(0, taken));
            if (m_header.size() == HeaderSize) {
                m_left = size_t(uint8_t(m_header[3])) * 256 + uint8_t(m_header[4]);
                text += m_left - Overhead;
            }
        }
        bytes.remove_prefix(taken);
    }
    return all.substr(0, text);
}

} // namespace Rainbow::Bench
