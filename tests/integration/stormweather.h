// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"
#include "support/testing.h"

#include <QList>
#include <QObject>
#include <QRandomGenerator>
#include <QTimer>

namespace Rainbow::Test {

/// How large a storm is and which: RAINBOW_STORM_MESSAGES and RAINBOW_STORM_SEED, printed.
struct StormOptions {
    int messages = 0;
    quint32 seed = 1;

    /// messages: how many unless the environment says.
    [[nodiscard]] static StormOptions fromEnvironment(int messages = 2'000);
    /// How long a storm of this size may take.
    [[nodiscard]] std::chrono::milliseconds patience() const;
    /// To be called before a storm begins: a large one takes longer than Qt Test gives a function.
    static void liftWatchdog();
};

/// What befalls a packet, at random.
class Weather {
public:
    explicit Weather(quint32 seed) : m_random(seed) { }

    [[nodiscard]] bool chance(double probability)
    {
        return m_random.generateDouble() < probability;
    }
    [[nodiscard]] bool loses() { return chance(0.15); }
    [[nodiscard]] bool repeats() { return chance(0.1); }
    /// Mostly none.
    [[nodiscard]] std::chrono::milliseconds delay()
    {
        return chance(0.1) ? between(1, 60) : std::chrono::milliseconds(0);
    }
    [[nodiscard]] std::chrono::milliseconds between(int least, int most)
    {
        return std::chrono::milliseconds(m_random.bounded(least, most + 1));
    }
    [[nodiscard]] int below(int end) { return m_random.bounded(end); }

private:
    QRandomGenerator m_random;
};

/// Packets that come out later, but in order, as on a stream.
class SlowPipe : public QObject {
public:
    using Outlet = std::function<void(const Packet &)>;

    explicit SlowPipe(Outlet outlet);

    void push(const Packet &packet, std::chrono::milliseconds delay);
    [[nodiscard]] bool isEmpty() const { return m_queue.isEmpty(); }

private:
    using Clock = std::chrono::steady_clock;
    struct Entry {
        Packet packet;
        Clock::time_point due;
    };

    void run();

    Outlet m_outlet;
    QList<Entry> m_queue;
    QTimer m_timer;
};

} // namespace Rainbow::Test
