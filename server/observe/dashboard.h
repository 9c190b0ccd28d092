// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/framereader.h"
#include "hub/ids.h"
#include "observe/adminsettings.h"
#include "observe/rows.h"
#include "protocol/closecode.h"

#include <QBasicTimer>
#include <QObject>
#include <QPointer>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>

namespace Rainbow {

class WireSocket;

/// Messages of a connection, per second; nothing: not known yet.
struct Rates {
    std::optional<double> in;
    std::optional<double> out;
};

/// The connection of one dashboard (docs/admin-feed.md): text frames in both directions. Pings it
/// when it is silent, and cuts it off when it does not answer, sends frames over MaxFrame (1009) or
/// does not read: more than MaxWaiting bytes wait (1013).
///
/// Owner: its parent; it owns the socket, and deletes itself once that has disconnected. Thread:
/// the node's.
class Dashboard final : public QObject {
    Q_OBJECT

public:
    static constexpr qsizetype MaxFrame = 64 * 1024;
    static constexpr qsizetype MaxWaiting = 4 * 1024 * 1024;
    static constexpr int MaxUnanswered = 16; ///< requests

    struct Timing {
        std::chrono::milliseconds silence{20'000}; ///< after which it is pinged
        std::chrono::milliseconds patience{10'000}; ///< for an answer to that
    };
    /// Of a text frame; anything else is answered without it.
    using Handler = std::function<void(Dashboard &dashboard, const QByteArray &text)>;

    /// Takes over the socket, whose handshake is answered; user without its token.
    Dashboard(WireSocket *socket, AdminUser user, const Timing &timing, Handler onText,
              QObject *parent = nullptr);
    ~Dashboard() override;

    [[nodiscard]] const AdminUser &user() const { return m_user; }
    /// Of the client, as text.
    [[nodiscard]] const QByteArray &address() const { return m_address; }
    /// It has neither closed nor been closed.
    [[nodiscard]] bool isOpen() const;

    /// Sends a text frame, which is one JSON object.
    void send(const QByteArray &json);
    void close(CloseCode code, const QByteArray &reason);

    /// A request has come that is to be answered by answer(). False: it has too many already, and
    /// is being closed for that.
    [[nodiscard]] bool beginRequest();
    void answer(const QByteArray &json);

    /// Of that connection, since this was called for it the last time.
    [[nodiscard]] Rates ratesSince(const ConnectionRow &row, TimePoint now);

Q_SIGNALS:
    /// Once: it is not open any more.
    void ended();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    /// A connection as it was when it was last asked for.
    struct Seen {
        QByteArray identity;
        quint64 messagesIn = 0;
        quint64 messagesOut = 0;
        TimePoint at;
    };

    void read();
    void handle(const FrameReader::Result &result);
    void onSocketState();
    void checkPulse();

    QPointer<WireSocket> m_socket;
    AdminUser m_user;
    QByteArray m_address;
    Timing m_timing;
    Handler m_onText;
    FrameReader m_reader;
    QBasicTimer m_pulse;
    TimePoint m_pingedAt = TimePoint::min(); ///< min(): no ping is unanswered
    std::deque<Seen> m_seen; ///< the latest at the end, at most MaxSeen
    int m_unanswered = 0;
    bool m_ended = false;
};

} // namespace Rainbow
