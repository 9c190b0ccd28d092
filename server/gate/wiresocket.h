// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/outbox.h"
#include "hub/ids.h"

#include <QTcpSocket>

#include <memory>
#include <vector>

class QSocketNotifier;
class QTimer;

namespace Rainbow {

class WireSocket;

/// What the sockets of one worker share: the buffer that every read goes to, and the list of
/// sockets with something to send, flushed once per turn of the loop. One per thread.
class WireContext
{
public:
    WireContext();
    Q_DISABLE_COPY_MOVE(WireContext)

    /// Sends what has gathered; to be called before the loop blocks (aboutToBlock).
    void flush();

    /// Bytes that may wait for one client, see OutboxLimits.
    OutboxLimits limits;

private:
    friend class WireSocket;
    std::vector<char> m_readBuffer;
    std::vector<WireSocket *> m_dirty;
};

/// A connected TCP socket that carries its bytes itself: the descriptor is never given to the
/// base class, so that Qt makes no socket engine and no buffers for it. What is written gathers
/// in an outbox and leaves with one system call per turn of the loop. To QWebSocket and
/// HttpConnection it is a QTcpSocket like any other.
///
/// Reading is by readyRead() and read(), as usual; what a reader leaves is kept. Errors end in
/// disconnected(), exactly once. Thread: that of its context.
class WireSocket final : public QTcpSocket
{
    Q_OBJECT

public:
    /// Takes over descriptor, which must be connected and non-blocking.
    WireSocket(int descriptor, WireContext &context, QObject *parent = nullptr);
    ~WireSocket() override;

    // --- reading
    /// What has arrived and was not read, without consuming it. Valid until control returns to
    /// the event loop.
    [[nodiscard]] QByteArrayView unread() const;
    /// Takes size bytes off the front of unread() and puts instead there: the gate's way of
    /// handing Qt a head of its own making. What came behind stays hidden until revealRest().
    void replaceFront(qsizetype size, const QByteArray &instead);
    /// The reader has taken the replaced front: what came behind it may be read now.
    void revealRest();
    /// Off: nothing is read from the kernel any more.
    void setReading(bool on);
    [[nodiscard]] TimePoint lastHeard() const { return m_lastHeard; }

    // --- writing
    /// Queues a frame (hub/ports.h, Link::send). Dropped: it did not fit. TooSlow: twice the
    /// limit was passed; the caller is to cut the client off with cutOff().
    Outbox::PushResult send(const Frame &frame, MessageId id, bool essential);
    /// Throws away what waits (but the rest of a frame half sent), sends last and ends the
    /// connection within a second.
    void cutOff(const QByteArray &last);
    /// Sends now instead of at the end of the turn.
    void flushNow();
    /// Ends the connection at once; what waits is thrown away. disconnected() follows from
    /// within the call.
    void abortNow();

    // --- QTcpSocket
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    [[nodiscard]] qintptr socketDescriptor() const override { return m_descriptor; }
    /// Graceful: what waits is sent, then the sending side is shut down, and the peer has a
    /// second to do likewise.
    void close() override;
    void disconnectFromHost() override;
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 skipData(qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    friend class WireContext;

    void onReadable();
    void onWritable();
    void markDirty();
    /// Keeps what no reader took of the shared buffer.
    void keepUnread();
    void finishClosing();
    void tearDown();

    WireContext &m_context;
    int m_descriptor = -1;
    QSocketNotifier *m_readNotifier = nullptr;
    QSocketNotifier *m_writeNotifier = nullptr;
    QByteArray m_kept;           ///< arrived in earlier turns, not read yet
    qsizetype m_keptAt = 0;      ///< of m_kept, what has been read
    QByteArrayView m_fresh;      ///< arrived in this turn: in the shared buffer, not read yet
    qsizetype m_visible = -1;    ///< bytes a reader may see; -1: all
    TimePoint m_lastHeard;
    Outbox m_outbox;
    bool m_dirty = false;
    bool m_shutDown = false;     ///< our side has been shut down
    bool m_cutOff = false;
};

} // namespace Rainbow
