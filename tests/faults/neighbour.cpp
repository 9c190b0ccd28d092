// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "neighbour.h"

#include <utility>

namespace Rainbow::Faults {

using namespace Test;

namespace {

constexpr auto Pause = 10ms;

} // namespace

Neighbour::Neighbour(Stage &stage, ClientPtr client, QByteArray channel)
    : m_stage(stage), m_client(std::move(client)), m_channel(std::move(channel))
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Neighbour::tick);
    m_client->answerPayload = [this](const Packet &) {
        if (const auto since = std::exchange(m_downSince, {}))
            m_down.add(std::chrono::steady_clock::now() - *since);
        return QByteArray();
    };
    RawClient &raw = m_client->raw();
    raw.onMessage = [this, take = raw.onMessage](const RawClient::Message &message) {
        const int acks = m_client->count(PacketCommand::Ack);
        take(message);
        if (m_client->count(PacketCommand::Ack) > acks) {
            if (const auto since = std::exchange(m_upSince, {}))
                m_up.add(std::chrono::steady_clock::now() - *since);
        }
    };
}

void Neighbour::begin(bool withMessages)
{
    m_withMessages = withMessages;
    m_client->clear();
    m_calls.clear();
    m_up = {};
    m_down = {};
    m_upSince.reset();
    m_downSince.reset();
    m_timer.start(Pause);
}

void Neighbour::tick()
{
    if (m_withMessages && !m_upSince) {
        m_upSince = std::chrono::steady_clock::now();
        (void)m_client->sendMessage(1, "a neighbour's", QoS::AtLeastOnce);
    }
    std::erase_if(m_calls, [](const PendingCall &call) { return call->hasReply(); });
    if (!m_downSince && m_calls.empty()) {
        m_downSince = std::chrono::steady_clock::now();
        m_calls.push_back(
            m_stage.api().begin("POST", "/send/", {{"channel", m_channel}, {"qos", "1"}}, "down"));
    }
}

RoundTrips Neighbour::withOpen(RoundTrips times, std::optional<TimePoint> since)
{
    if (since)
        times.add(std::chrono::steady_clock::now() - *since);
    return times;
}

} // namespace Rainbow::Faults
