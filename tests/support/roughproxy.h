// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/testing.h"

#include <QObject>
#include <QRandomGenerator>
#include <QTcpServer>

#include <memory>
#include <unordered_set>

namespace Rainbow::Test {

/// Stands between clients and a relay, and does to what passes what bad networks do: cuts, stalls,
/// repeats bytes and closes one direction, at random but the same for the same seed and the same
/// bytes. A connection on which bytes were repeated is cut soon after, if nobody has ended it.
class RoughProxy : public QObject {
public:
    /// How probable each is for a piece of what passes, some 1…64 KiB.
    struct Weather {
        double cut = 0;
        double stall = 0;
        double duplicate = 0;
        double halfClose = 0;
        std::chrono::milliseconds longestStall{100};
    };

    RoughProxy(quint16 target, quint32 seed);
    ~RoughProxy() override;

    /// Listens on a free port of 127.0.0.1; after close(), on the same as before.
    [[nodiscard]] bool listen();
    /// Listens no more, and cuts all connections.
    void close();
    [[nodiscard]] quint16 port() const { return m_port; }
    void setTarget(quint16 target) { m_target = target; }

    /// From now on; by default nothing happens to anybody.
    void setWeather(const Weather &weather) { m_weather = weather; }
    /// Cuts all connections.
    void cutAll();

    /// Connections it has ended, in whichever way.
    [[nodiscard]] int ended() const { return m_ended; }
    [[nodiscard]] int stalls() const { return m_stalls; }
    [[nodiscard]] int duplicates() const { return m_duplicates; }
    [[nodiscard]] int halfCloses() const { return m_halfCloses; }
    [[nodiscard]] int connectionCount() const { return int(m_passages.size()); }

private:
    class Passage;

    void accept();
    [[nodiscard]] bool chance(double probability)
    {
        return m_random.generateDouble() < probability;
    }

    QTcpServer m_server;
    QRandomGenerator m_random;
    Weather m_weather;
    std::unordered_set<Passage *> m_passages;
    quint16 m_target;
    quint16 m_port = 0;
    int m_ended = 0;
    int m_stalls = 0;
    int m_duplicates = 0;
    int m_halfCloses = 0;
};

} // namespace Rainbow::Test
