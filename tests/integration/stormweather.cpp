// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormweather.h"

namespace Rainbow::Test {

StormOptions StormOptions::fromEnvironment(int messages)
{
    StormOptions options{.messages = messages};
    if (const int asked = qEnvironmentVariableIntValue("RAINBOW_STORM_MESSAGES"); asked > 0)
        options.messages = asked;
    if (const int seed = qEnvironmentVariableIntValue("RAINBOW_STORM_SEED"); seed != 0)
        options.seed = quint32(seed);
    qInfo("a storm of %d messages, seed %u", options.messages, options.seed);
    return options;
}

std::chrono::milliseconds StormOptions::patience() const
{
    return 60s + messages * 20ms;
}

void StormOptions::liftWatchdog()
{
    if (!qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT"))
        qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(std::numeric_limits<int>::max()));
}

SlowPipe::SlowPipe(Outlet outlet) : m_outlet(std::move(outlet))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SlowPipe::run);
}

void SlowPipe::push(const Packet &packet, std::chrono::milliseconds delay)
{
    const bool isFirst = m_queue.isEmpty();
    m_queue.append({packet, Clock::now() + delay});
    if (isFirst)
        m_timer.start(delay);
}

void SlowPipe::run()
{
    while (!m_queue.isEmpty() && m_queue.first().due <= Clock::now())
        m_outlet(m_queue.takeFirst().packet);
    if (m_queue.isEmpty())
        return;
    const auto left = m_queue.first().due - Clock::now();
    m_timer.start(std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(left)));
}

} // namespace Rainbow::Test
