// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormsender.h"

namespace Rainbow::Test {

namespace {

constexpr size_t Window = 16;
constexpr auto TickInterval = 10ms;

} // namespace

StormSender::StormSender(ClientPtr client, QList<QByteArray> payloads, quint32 seed)
    : m_weather(seed), m_client(std::move(client)),
      m_out([this](const Packet &packet) { m_client->send(packet); }),
      m_in([this](const Packet &packet) { take(packet); }), m_payloads(std::move(payloads))
{
    m_client->raw().onMessage = [this](const RawClient::Message &message) {
        const PacketResult result = parsePacket(message.payload);
        if (result.error != PacketError::None)
            m_wrongs.append("not a packet: " + message.payload.toHex());
        else if (!m_weather.loses())
            m_in.push(result.packet, m_weather.delay());
    };
    m_ticker.setTimerType(Qt::PreciseTimer);
    connect(&m_ticker, &QTimer::timeout, this, &StormSender::tick);
    m_ticker.start(TickInterval);
}

void StormSender::tick()
{
    const auto now = std::chrono::steady_clock::now();
    for (auto &[id, dialogue] : m_dialogues) {
        if (dialogue.repeatAt <= now)
            repeat(id, dialogue);
    }
    while (m_dialogues.size() < Window && !m_payloads.isEmpty())
        begin();
}

void StormSender::begin()
{
    do {
        m_lastId = m_lastId >= MaxMessageId ? quint16(1) : quint16(m_lastId + 1);
    } while (m_dialogues.contains(m_lastId));
    Dialogue &dialogue = m_dialogues[m_lastId];
    dialogue.payload = m_payloads.takeFirst();
    m_payloadOf[m_lastId] = dialogue.payload;
    scheduleRepeat(dialogue);
    transmit(RainbowClient::message(1, dialogue.payload, QoS::ExactlyOnce, m_lastId));
}

void StormSender::repeat(quint16 id, Dialogue &dialogue)
{
    scheduleRepeat(dialogue);
    transmit(dialogue.released
                 ? RainbowClient::answer(PacketCommand::Rel, id)
                 : RainbowClient::message(1, dialogue.payload, QoS::ExactlyOnce, id, true));
}

void StormSender::scheduleRepeat(Dialogue &dialogue)
{
    dialogue.repeatAt = std::chrono::steady_clock::now() + m_weather.between(80, 200);
}

void StormSender::take(const Packet &packet)
{
    if (packet.command != PacketCommand::Rec && packet.command != PacketCommand::Com) {
        m_wrongs.append("command " + QByteArray::number(int(packet.command)));
        return;
    }
    const auto known = m_payloadOf.constFind(packet.id);
    if (known == m_payloadOf.constEnd()) {
        m_wrongs.append("an answer to an id that was never used");
        return;
    }
    const auto it = m_dialogues.find(packet.id);
    if (packet.command == PacketCommand::Rec) {
        const QByteArray first = m_answers.value(*known, packet.payload);
        if (packet.payload != first)
            m_wrongs.append(*known + " was answered " + first + " and " + packet.payload);
        m_answers[*known] = first;
        if (it != m_dialogues.end() && !it->second.released) {
            it->second.released = true;
            scheduleRepeat(it->second);
        }
        transmit(RainbowClient::answer(PacketCommand::Rel, packet.id));
    } else if (it != m_dialogues.end()) {
        if (!it->second.released)
            m_wrongs.append("COM before REL of " + *known);
        m_completed.insert(*known);
        m_dialogues.erase(it);
    }
}

void StormSender::transmit(Packet packet)
{
    if (!m_weather.loses())
        m_out.push(packet, m_weather.delay());
    if (m_weather.repeats()) {
        packet.dup = packet.command == PacketCommand::Send;
        m_out.push(packet, m_weather.delay());
    }
}

} // namespace Rainbow::Test
