// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/net.h"

#include "bench/loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace Rainbow::Bench {

namespace {

constexpr unsigned SourceAddresses = 16;

sockaddr_in localAddress(uint32_t address, uint16_t port)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(port);
    result.sin_addr.s_addr = htonl(address);
    return result;
}

void setOption(int descriptor, int level, int option)
{
    const int on = 1;
    setsockopt(descriptor, level, option, &on, sizeof on);
}

} // namespace

int listenLocally(uint16_t &port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address = localAddress(INADDR_LOOPBACK, 0);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(descriptor, generic, size) != 0 || listen(descriptor, 1024) != 0
        || getsockname(descriptor, generic, &size) != 0)
        fail("listen");
    port = ntohs(address.sin_port);
    return descriptor;
}

int connectLocally(uint16_t port, unsigned number)
{
    return connectFrom(INADDR_LOOPBACK + 1 + number % SourceAddresses, port);
}

int connectFrom(uint32_t address, uint16_t port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        fail("socket");
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY);
    setOption(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    const sockaddr_in from = localAddress(address, 0);
    if (bind(descriptor, reinterpret_cast<const sockaddr *>(&from), sizeof from) != 0)
        fail("bind");
    const sockaddr_in to = localAddress(INADDR_LOOPBACK, port);
    if (connect(descriptor, reinterpret_cast<const sockaddr *>(&to), sizeof to) != 0
        && errno != EINPROGRESS)
        fail("connect");
    return descriptor;
}

void closeHard(int descriptor)
{
    const linger reset{1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(descriptor);
}

bool sendAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(size_t(sent));
        } else if (errno == EAGAIN) {
            pollfd waiting{descriptor, POLLOUT, 0};
            poll(&waiting, 1, 1'000);
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return false;
        } else if (errno != EINTR) {
            fail("send");
        }
    }
    return true;
}

std::string_view receive(int descriptor, bool &ended)
{
    static std::vector<char> buffer(256 * 1024);
    const ssize_t size = recv(descriptor, buffer.data(), buffer.size(), 0);
    ended = size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
    return size > 0 ? std::string_view(buffer.data(), size_t(size)) : std::string_view();
}

std::string clientFrame(std::string_view payload)
{
    std::string frame(1, char(0x82));
    if (payload.size() < 126) {
        frame += char(0x80 | payload.size());
    } else {
        frame += char(0x80 | 126);
        frame += char(payload.size() >> 8);
        frame += char(payload.size() & 0xff);
    }
    return frame.append(4, '\0').append(payload);
}

size_t serverFrameSize(size_t payload)
{
    return payload + (payload < 126 ? 2 : payload < 65'536 ? 4 : 10);
}

} // namespace Rainbow::Bench
