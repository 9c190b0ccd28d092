// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "src/clock.h"

#include <QByteArray>

#include <optional>

namespace Rainbow {

/// When to ping the relay, and when a connection is given up for lost. Anything that comes from the
/// relay is a sign of life.
class Heartbeat {
public:
    enum class Action {
        None,
        Ping, ///< send a ping with payload()
        Lose, ///< the connection is lost
    };

    /// How long a pong may take.
    void setPongTimeout(Duration timeout) { m_pongTimeout = timeout; }

    /// A connection is there; interval: silence after which it is pinged, 0: never.
    void start(Duration interval, TimePoint now);
    void stop();

    void onReceived(TimePoint now);
    /// Ping as soon as may be, unless a pong is awaited already.
    void probe(TimePoint now);
    [[nodiscard]] Action onTime(TimePoint now);
    [[nodiscard]] QByteArray payload() const;
    /// The round trip; nothing: it answers no ping of this connection.
    [[nodiscard]] std::optional<std::chrono::microseconds> onPong(const QByteArray &payload,
                                                                  TimePoint now);
    [[nodiscard]] TimePoint nextDue() const { return m_due; }

private:
    Duration m_pongTimeout{10'000};
    Duration m_interval{0};
    TimePoint m_due = Never;
    TimePoint m_pingedAt;
    quint64 m_serial = 0;
    bool m_awaitsPong = false;
    bool m_isWanted = false; ///< a ping at once, whatever comes
};

} // namespace Rainbow
