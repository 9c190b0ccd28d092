// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/detachedsocket.h"
#include "gate/inbox.h"
#include "gate/wirecontext.h"
#include "hub/ids.h"
#include "hub/outbox.h"

#include <QTcpSocket>

#include <optional>
#include <utility>

class QSocketNotifier;
class QTimer;

namespace Rainbow {

/// A connected TCP socket that carries its bytes itself: the descriptor is never given to the
/// base class, so that Qt makes no socket engine and no buffers for it. What is written gathers
/// in an outbox and leaves with one system call per turn of the loop. To HttpConnection it is a
/// QTcpSocket like any other.
///
/// Reading is by readyRead() and read(), as usual, or without a copy by unread() and consume();
/// what a reader leaves is kept, and from readBufferSize() on (0: always) no more is taken from the
/// kernel. When the peer has shut down its sending side, readChannelFinished() says so and nothing
/// else happens: the owner decides. bytesWritten() tells of what went through write(), once all of
/// it is out; of send() it says nothing. Errors end in disconnected(), exactly once; the owner
/// deletes the socket after that. Thread: that of its context.
class WireSocket final : public QTcpSocket {
    Q_OBJECT

public:
    /// Takes over descriptor, which must be connected and non-blocking.
    WireSocket(int descriptor, WireContext &context, QObject *parent = nullptr);
    /// Takes up what detach() gave, on this thread: what was unread is so again.
    WireSocket(DetachedSocket &&detached, WireContext &context, QObject *parent = nullptr);
    ~WireSocket() override;
    /// Gives the connection away, to which nothing has been written. From here on this is nothing
    /// but an object that waits for its owner to delete it: no signal comes, the descriptor is not
    /// watched any more, not even by what was on its way in this turn of the loop.
    [[nodiscard]] DetachedSocket detach();
    /// The place it takes among all connections, until it is destroyed.
    void setSeat(Seat seat) { m_seat.emplace(std::move(seat)); }
    [[nodiscard]] Seat &seat() { return *m_seat; }
    /// For what is sent from now on.
    void setLimits(const OutboxLimits &limits) { m_limits = limits; }

    /// From here on, and before anything has come: TLS. What is read and written is the text
    /// within. A peer that does not know TLS is told so, and the connection closed; what is written
    /// before the handshake is over is lost.
    void startTls(std::shared_ptr<const TlsContext> context);

    /// From here on peerAddress() is that of the client behind a proxy.
    void setClientAddress(const QHostAddress &address) { setPeerAddress(address); }

    /// Neither side has ended it, nor is about to.
    [[nodiscard]] bool isOpenToBoth() const { return m_phase == Phase::Open && m_wire.isOpen(); }

    // --- reading
    /// What has arrived and was not read, without consuming it. Valid until the next call of a
    /// function of this part, or the event loop; writing does not disturb it.
    [[nodiscard]] QByteArrayView unread();
    /// The first size bytes of unread() are read.
    void consume(qsizetype size);
    /// Off: nothing is read from the kernel any more. That the peer has gone is noticed all the
    /// same, within 5 s. On: what is still unread is announced by readyRead(), from the event loop.
    void setReading(bool on);
    /// The last sign of life: bytes that came, or room for such as had to wait. At first, when the
    /// socket was made.
    [[nodiscard]] TimePoint lastHeard() const { return m_lastHeard; }

    // --- writing
    /// Queues a frame, see Link::send(). After TooSlow the caller is to call cutOff(). Has no
    /// effect other than on the outbox: signals come later, from the event loop.
    Outbox::PushResult send(const Frame &frame, MessageId id, bool essential);
    /// Throws away what waits (but the rest of a frame half sent), sends last, and gives the
    /// client a second to take it.
    void cutOff(const QByteArray &last);
    /// The kernel takes no more at the moment: what was sent has not left.
    [[nodiscard]] bool isBlocked() const { return m_blocked; }
    /// Ends the connection without a word; disconnected() follows from the event loop.
    void abortSoon();

    // --- QTcpSocket
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] qint64 bytesToWrite() const override { return m_outbox.bytes(); }
    [[nodiscard]] qintptr socketDescriptor() const override { return m_wire.descriptor(); }
    /// Graceful: what waits is sent, the sending side shut down, the peer's end awaited for a
    /// second. Returns at once; what still arrives is thrown away.
    void close() override;
    void disconnectFromHost() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    friend class WireContext;

    enum class Phase : quint8 {
        Open,
        Draining, ///< closing, the outbox is not empty
        ShutDown, ///< closing, our side is shut down, the peer's is awaited
    };

    WireSocket(Wire &&wire, WireContext &context, QObject *parent);

    void readAddresses();
    void onReadable();
    void readAgain();
    void onReadingOver(Wire::Status status);
    void logTlsFailure();
    void onEndOfStream();
    void checkPausedPeer();
    void updateReadNotification();

    void markDirty();
    void flushNow();
    [[nodiscard]] bool take(Wire::Result result, qsizetype handed);
    [[nodiscard]] bool addTo(SendRing &ring);
    void onSent(int result);
    /// Ok; otherwise what follows from it is done.
    [[nodiscard]] bool mayGoOn(Wire::Status status);
    void setWriteNotification(bool on);
    void countWaiting();

    void beginClosing(std::chrono::milliseconds patience);
    void shutDown();
    void tearDown();
    void unwatch();
    void closeDescriptor();

    // What every message to the peer touches, together.
    WireContext &m_context;
    OutboxLimits m_limits; ///< at first the context's
    Wire m_wire;
    Outbox m_outbox;
    Phase m_phase = Phase::Open;
    bool m_dirty = false;
    bool m_blocked = false; ///< the kernel takes no more; the write notifier is on
    qint64 m_unreported = 0; ///< of write(), not yet told by bytesWritten()

    Inbox m_inbox; ///< what has just arrived lies in the shared buffer
    qsizetype m_waiting = 0; ///< what it adds to waitingBytes()
    TimePoint m_lastHeard;
    QTimer *m_pauseTimer = nullptr; ///< made when first paused
    QSocketNotifier *m_readNotifier = nullptr;
    QSocketNotifier *m_writeNotifier = nullptr; ///< made when first needed
    std::optional<Seat> m_seat;
    bool m_paused = false; ///< by setReading()
    bool m_endOfStream = false;
    bool m_readingAgain = false; ///< readAgain() is on its way
};

} // namespace Rainbow
