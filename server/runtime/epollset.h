// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <array>
#include <chrono>
#include <vector>

class QSocketNotifier;

namespace Rainbow {

// The socket notifiers of one event dispatcher, watched by epoll, level-triggered: the cost of a
// turn grows with the sockets that are active, not with those that are open. One thread only.
//
// Each descriptor has one registration for up to three notifiers. The last notifier to go takes it
// out of epoll at once, so that the descriptor can be closed then; every other change waits for
// the next wait(), so that a notifier that is switched on and off again costs no system call.
//
// Descriptors that epoll refuses because they never block (regular files, /dev/null) are always
// readable and writable, as with poll(). A descriptor that was closed before its notifiers were
// disabled does no harm, even if its number is in use again. One that is not open is reported
// and its notifiers are disabled.
class EpollSet {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class Watch { WakeUpsOnly, Sockets };

    // wakeFd is a non-blocking eventfd that ends a wait() and is emptied by it; it is the caller's
    // and outlives the set. Without epoll no program can run: qFatal().
    explicit EpollSet(int wakeFd);
    ~EpollSet();
    Q_DISABLE_COPY_MOVE(EpollSet)

    // A second notifier of the same type for the same descriptor replaces the first, with a
    // warning.
    void add(QSocketNotifier *notifier);
    // The notifier will not be touched again, even if it is ready. Unknown notifiers are ignored.
    void remove(QSocketNotifier *notifier);

    // Waits until a socket is ready (Watch::Sockets), wakeFd is written or the deadline has passed:
    // TimePoint::min() does not block, TimePoint::max() has no end. At most 256 sockets become
    // ready in one call; the others have their turn in the next.
    void wait(TimePoint deadline, Watch watch);

    // Sends QEvent::SockAct to the notifiers that wait() found ready: reading for what can be read,
    // writing for what can be written, exception for urgent data, and all three for an error or a
    // hang-up. A nested call, from a slot, goes on where this one is and leaves it nothing to do.
    // Returns how many were activated.
    int activate();

private:
    struct Socket {
        std::array<QSocketNotifier *, 3> notifiers{}; // by QSocketNotifier::Type
        quint32 registered = 0; // what epoll watches, 0 for not registered
        quint32 generation = 0; // tells this registration from those before
        quint8 ready = 0; // bit per type: found ready, not yet activated
        bool changed = false; // is in m_changed
        bool alwaysReady = false; // is in m_alwaysReady
    };

    void open();
    void reopen();
    void note(int fd);
    void drop(int fd);
    void applyChanges();
    void apply(int fd);
    [[nodiscard]] bool control(int operation, int fd, quint32 events);
    void markReady(int fd, quint32 events);
    void drainWakeFd();
    static quint32 wanted(const Socket &socket);

    int m_wakeFd;
    int m_epoll = -1;
    std::vector<Socket> m_sockets; // by descriptor
    std::vector<int> m_changed;
    std::vector<int> m_alwaysReady;
    std::vector<int> m_ready;
    std::size_t m_nextReady = 0;
};

} // namespace Rainbow
