// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"
#include "dialect/websocketframe.h"
#include "gate/connectionbudget.h"
#include "gate/framereader.h"
#include "hub/hub.h"
#include "hub/ports.h"
#include "hub/ratelimit.h"
#include "limit.h"

#include <QBasicTimer>
#include <QObject>

#include <optional>
#include <unordered_set>

namespace Rainbow {

class WireSocket;
struct GateSettings;

class Client;

/// The clients of a worker. No QObject tree: leaving one of a hundred thousand siblings is slow.
using ClientSet = std::unordered_set<Client *>;

/// One client's connection, seen from its session: reads the frames of its WebSocket (RFC 6455 §5),
/// does the control frames itself, and writes to the wire socket.
///
/// A client over client_rate or ping_rate is not read from until it is within it again; one that
/// stays over it for 10 s is closed with 1008. So is one whose frame is not complete within
/// frame_timeout.
///
/// Owner: whoever has the set of clients, which it enters and leaves by itself. It owns the
/// socket, and deletes itself once that has disconnected.
/// The first sign of an end (either side closes, the socket breaks) says how it ends; that is told
/// to the hub from the event loop, never from within a call of the hub. Once taken over, it tells
/// nothing.
class Client final : public QObject, public Link {
    Q_OBJECT

public:
    /// hub, dialect, settings and clients must outlive this; settings may change, see
    /// onSettings().
    Client(WireSocket *socket, Hub &hub, const Dialect &dialect, const GateSettings &settings,
           ClientSet &clients);
    ~Client() override;

    /// From here on what comes goes to that session, and so does what has come.
    void attach(Session &session);
    /// The settings have changed.
    void onSettings();
    /// A place of its application, which it has to its end.
    void setSeat(std::optional<Seat> seat)
    {
        if (seat)
            m_seat.emplace(std::move(*seat));
    }

    // --- Link
    SendResult send(const Frame &frame, MessageId id, bool essential) override;
    void ping() override;
    void close(quint16 code, const QByteArray &reason) override;
    void abort() override;
    void takenOver() override;
    void setReading(bool on) override;
    [[nodiscard]] bool isBlocked() const override;
    [[nodiscard]] qsizetype heldBytes() const override;
    [[nodiscard]] TimePoint lastHeard() const override;
    [[nodiscard]] std::optional<std::chrono::microseconds> roundTrip() const override
    {
        return m_roundTrip;
    }
    void setWatcher(PacketWatcher *watcher) override { m_watcher = watcher; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    /// A limit of so many per second, and since when it has been broken without a pause.
    struct Quota {
        RateLimit rate;
        TimePoint brokenSince = TimePoint::max();
    };

    void read();
    void handle(const FrameReader::Result &result);
    void handle(const Dialect::Decoded &decoded, qsizetype size);
    void onPong();
    void showIn(const FrameReader::Result &result);
    void showOut(const Frame &frame, MessageId id);
    [[nodiscard]] QByteArray shownClose(quint16 code, const QByteArray &reason);
    void writeControl(Opcode opcode, const QByteArray &payload);
    void logViolation(const FrameReader::Result &result);
    void spend(Quota &quota, Limit limit);
    void fail(quint16 code, const char *reason);
    void watchFrame(bool ended);
    void updateReading();
    [[nodiscard]] bool isReading() const;
    void onSocketState();
    void endSession();
    void onClose(const QByteArray &payload);
    void foresee(Ending ending, quint16 code, const QByteArray &why);
    [[nodiscard]] QByteArray identityText() const;
    [[nodiscard]] QByteArray addressText() const;

    // What every message to the client touches, together.
    WireSocket *const m_socket; ///< owned
    PacketWatcher *m_watcher = nullptr; ///< seldom there is one
    Hub &m_hub;
    const Dialect &m_dialect;
    const GateSettings &m_settings;
    ClientSet &m_clients;
    Session *m_session = nullptr;
    FrameReader m_reader;
    Quota m_messages;
    Quota m_pings;
    QBasicTimer m_frameTimer; ///< runs while a frame has begun and is read
    QBasicTimer m_throttleTimer; ///< runs while a quota is overdrawn, and nothing is read
    std::optional<Ending> m_ending; ///< foreseen; nothing yet: Lost
    bool m_held = false; ///< by setReading()
    TimePoint m_pingedAt = TimePoint::max(); ///< max(): no ping is unanswered
    std::optional<std::chrono::microseconds> m_roundTrip;
    std::optional<Seat> m_seat;
};

} // namespace Rainbow
