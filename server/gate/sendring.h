// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <memory>
#include <span>
#include <vector>

struct io_uring;

namespace Rainbow {

/// Sends to many sockets with one system call (io_uring). Nothing goes on behind the caller's back:
/// what was added is sent, or refused, when send() returns. Thread: the one that made it.
class SendRing {
public:
    /// Null: the kernel has no such thing (Linux 6.1 has), or does not let us use it.
    [[nodiscard]] static std::unique_ptr<SendRing> make();

    static constexpr unsigned Size = 256;
    /// Bytes in pieces are copied, and so must be no more than this.
    static constexpr qsizetype MaxCopied = 4 * 1024;

    [[nodiscard]] bool isFull() const { return m_count == Size; }
    /// The kernel has refused: must not be used any more.
    [[nodiscard]] bool isBroken() const { return m_broken; }
    /// To be sent through a connected socket, without waiting for room. Several pieces: at most
    /// MaxCopied bytes in all; one piece must be there until send() returns.
    void add(int descriptor, std::span<const QByteArrayView> pieces);
    /// For each of add(), in order: how many bytes are sent, or the negative errno. Valid until the
    /// next add().
    [[nodiscard]] std::span<const int> send();

private:
    struct Closer {
        void operator()(io_uring *ring) const;
    };
    using RingPtr = std::unique_ptr<io_uring, Closer>;

    explicit SendRing(RingPtr ring);
    unsigned collect();

    RingPtr m_ring;
    std::vector<char> m_copies;
    std::array<int, Size> m_results{};
    unsigned m_count = 0; ///< added
    bool m_broken = false;
};

} // namespace Rainbow
