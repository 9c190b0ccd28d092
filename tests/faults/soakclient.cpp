// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "soakclient.h"

#include <cstdlib>

namespace Rainbow::Faults {

namespace {

constexpr auto RetryInterval = 3s;

uint64_t lastConnection = 0;

} // namespace

void SoakClient::connect()
{
    disconnect();
    m_connection = ++lastConnection;
    m_wire = std::make_unique<WsClient>(
        m_loop, m_port, GoodAddress + uint32_t(m_number) % GoodAddresses,
        "soak-" + std::to_string(m_connection), "X-Channel: " + m_channel + "\r\n");
    m_wire->onPacket = [this](const Parcel &parcel) { take(parcel); };
}

void SoakClient::disconnect()
{
    m_state = State::Idle;
    m_known.clear();
    if (!m_wire)
        return;
    m_wire->close();
    m_loop.retire(std::move(m_wire));
}

void SoakClient::send(int qos)
{
    if (!isOpen() || m_state != State::Idle)
        return;
    m_qos = qos;
    m_id = m_id % 65'534 + 1;
    // Unique, and beginning with its QoS.
    m_payload =
        std::to_string(qos) + ' ' + std::to_string(m_number) + ' ' + std::to_string(++m_sent);
    put(false);
    if (qos > 0)
        m_state = State::AwaitsAnswer;
}

void SoakClient::put(bool dup)
{
    m_repeatAt = Clock::now() + RetryInterval;
    m_wire->sendPacket({Verb::Send, m_qos, dup, m_id, m_payload});
}

void SoakClient::tick(Clock::time_point now)
{
    if (!waits() || now < m_repeatAt)
        return;
    if (m_state == State::AwaitsAnswer) {
        put(true);
        return;
    }
    m_repeatAt = now + RetryInterval;
    m_wire->sendPacket({Verb::Rel, 0, false, m_id, {}});
}

void SoakClient::take(const Parcel &parcel)
{
    switch (parcel.verb) {
    case Verb::Send:
        takeMessage(parcel);
        return;
    case Verb::Rel:
        m_known.erase(parcel.id);
        m_wire->sendPacket({Verb::Com, 0, false, parcel.id, {}});
        return;
    case Verb::Ack:
    case Verb::Rec:
        if (m_state != State::AwaitsAnswer || parcel.id != m_id)
            return;
        m_ledger.onAcknowledged(m_payload);
        m_state = parcel.verb == Verb::Rec ? State::AwaitsCom : State::Idle;
        if (m_state == State::AwaitsCom)
            m_wire->sendPacket({Verb::Rel, 0, false, m_id, {}});
        return;
    case Verb::Com:
        if (m_state == State::AwaitsCom && parcel.id == m_id)
            m_state = State::Idle;
        return;
    }
}

void SoakClient::takeMessage(const Parcel &parcel)
{
    const bool isNew = parcel.qos != 2 || m_known.insert(parcel.id).second;
    if (isNew) {
        const auto number =
            std::strtoul(std::string(parcel.payload.substr(0, 12)).c_str(), nullptr, 10);
        m_ledger.onHandled(m_connection, uint32_t(number), parcel.qos);
    }
    if (parcel.qos > 0)
        m_wire->sendPacket({parcel.qos == 1 ? Verb::Ack : Verb::Rec, 0, false, parcel.id, "ok"});
}

} // namespace Rainbow::Faults
