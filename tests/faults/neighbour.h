// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "roundtrips.h"
#include "support/stage.h"

#include <QTimer>

#include <map>

namespace Rainbow::Faults {

/// A well-behaved client: how long its messages take to the business server and back, and how
/// long it takes from a call of the API until a message is there.
class Neighbour : public QObject {
public:
    /// client: in the channel of that name, which it is alone in.
    Neighbour(Test::Stage &stage, Test::ClientPtr client, QByteArray channel);

    /// Measures from here on, up and down in turn.
    void begin(bool withMessages = true);
    void end() { m_timer.stop(); }
    [[nodiscard]] bool isOpen() const { return m_client->isOpen(); }
    [[nodiscard]] const QByteArray &identity() const { return m_client->identity; }
    /// With what was under way at the end.
    [[nodiscard]] RoundTrips up() const { return withOpen(m_up, m_upSince); }
    [[nodiscard]] RoundTrips down() const { return withOpen(m_down, m_downSince); }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    static RoundTrips withOpen(RoundTrips times, std::optional<TimePoint> since);
    void tick();

    Test::Stage &m_stage;
    Test::ClientPtr m_client;
    QByteArray m_channel;
    QTimer m_timer;
    bool m_withMessages = true;
    std::optional<TimePoint> m_upSince;
    std::optional<TimePoint> m_downSince;
    std::vector<Test::PendingCall> m_calls;
    RoundTrips m_up;
    RoundTrips m_down;
};

} // namespace Rainbow::Faults
