// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/wire.h"

#include <cerrno>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace Rainbow {

namespace {

constexpr size_t MaxPieces = 64;

Wire::Result resultOf(ssize_t size)
{
    if (size >= 0)
        return {Wire::Status::Ok, qsizetype(size)};
    const bool passing = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {passing ? Wire::Status::Blocked : Wire::Status::Lost, 0};
}

} // namespace

void Wire::startTls(std::shared_ptr<const TlsContext> context)
{
    m_tls = std::make_unique<TlsStream>(m_descriptor, std::move(context));
}

bool Wire::hasPeer() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(m_descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0
        || info.tcpi_state == TCP_ESTABLISHED;
}

Wire::Result Wire::receiveRaw(char *data, qsizetype size)
{
    const ssize_t received = ::recv(m_descriptor, data, size_t(size), MSG_DONTWAIT);
    return received == 0 ? Result{Status::End, 0} : resultOf(received);
}

Wire::Result Wire::transmit(std::span<const QByteArrayView> pieces)
{
    if (m_tls)
        return m_tls->write(pieces);
    constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    if (pieces.size() == 1)
        return resultOf(::send(m_descriptor, pieces[0].data(), size_t(pieces[0].size()), flags));
    iovec vectors[MaxPieces];
    const size_t count = std::min(pieces.size(), MaxPieces);
    for (size_t i = 0; i < count; ++i)
        vectors[i] = {const_cast<char *>(pieces[i].data()), size_t(pieces[i].size())};
    msghdr message{};
    message.msg_iov = vectors;
    message.msg_iovlen = count;
    return resultOf(::sendmsg(m_descriptor, &message, flags));
}

void Wire::sayGoodbye()
{
    if (m_tls)
        m_tls->sayGoodbye();
}

void Wire::close()
{
    // TLS first: it must not touch a number that may soon be another's.
    m_tls.reset();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

} // namespace Rainbow
