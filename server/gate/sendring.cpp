// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/sendring.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <liburing.h>
#include <sys/socket.h>

namespace Rainbow {

void SendRing::Closer::operator()(io_uring *ring) const
{
    io_uring_queue_exit(ring);
    delete ring;
}

std::unique_ptr<SendRing> SendRing::make()
{
    auto ring = std::make_unique<io_uring>();
    const unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    if (io_uring_queue_init(Size, ring.get(), flags) != 0)
        return nullptr;
    return std::unique_ptr<SendRing>(new SendRing(RingPtr(ring.release())));
}

SendRing::SendRing(RingPtr ring) : m_ring(std::move(ring)), m_copies(Size * MaxCopied)
{
}

void SendRing::add(int descriptor, std::span<const QByteArrayView> pieces)
{
    const char *data = pieces[0].data();
    size_t size = size_t(pieces[0].size());
    if (pieces.size() > 1) {
        char *copy = m_copies.data() + m_count * MaxCopied;
        data = copy;
        size = 0;
        for (const QByteArrayView piece : pieces) {
            std::memcpy(copy + size, piece.data(), size_t(piece.size()));
            size += size_t(piece.size());
        }
    }
    io_uring_sqe *request = io_uring_get_sqe(m_ring.get()); // there is one: it was not full
    io_uring_prep_send(request, descriptor, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    io_uring_sqe_set_data64(request, m_count++);
}

std::span<const int> SendRing::send()
{
    const unsigned count = std::exchange(m_count, 0);
    // Of what gets no answer it is not known how much is sent: such a connection is lost.
    std::fill_n(m_results.begin(), count, -ECONNABORTED);
    for (unsigned done = 0; done < count && !m_broken;) {
        const int submitted = io_uring_submit_and_wait(m_ring.get(), count - done);
        m_broken = submitted < 0 && submitted != -EINTR && submitted != -EAGAIN;
        done += collect();
    }
    return {m_results.data(), count};
}

/// How many answers there were.
unsigned SendRing::collect()
{
    std::array<io_uring_cqe *, Size> answers;
    const unsigned count = io_uring_peek_batch_cqe(m_ring.get(), answers.data(), Size);
    for (unsigned i = 0; i < count; ++i)
        m_results[size_t(io_uring_cqe_get_data64(answers[i]))] = answers[i]->res;
    io_uring_cq_advance(m_ring.get(), count);
    return count;
}

} // namespace Rainbow
