// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/answerers.h"

#include "bench/net.h"
#include "protocol/packet.h"

namespace Rainbow::Bench {

Answerers::Answerers(WebSockets &clients) : m_clients(clients), m_begun(clients.size())
{
    clients.setReceiver([this](size_t number, std::string_view bytes) { take(number, bytes); });
}

void Answerers::take(size_t number, std::string_view bytes)
{
    std::string &begun = m_begun[number];
    if (!begun.empty())
        bytes = begun += bytes;
    m_answers.clear();
    while (const size_t size = takeFrame(bytes))
        bytes.remove_prefix(size);
    begun = std::string(bytes);
    if (!m_answers.empty())
        m_clients.send(number, m_answers);
}

/// Bytes of the first frame; 0: it is not whole.
size_t Answerers::takeFrame(std::string_view bytes)
{
    const auto octet = [bytes](size_t at) { return size_t(uint8_t(bytes[at])); };
    if (bytes.size() < 2)
        return 0;
    const bool isLong = octet(1) == 126;
    const size_t header = isLong ? 4 : 2;
    if (bytes.size() < header)
        return 0;
    const size_t length = isLong ? octet(2) << 8 | octet(3) : octet(1);
    if (bytes.size() < header + length)
        return 0;
    const std::string_view packet = bytes.substr(header, length);
    const auto answer = [this](PacketCommand command, std::string_view id) {
        m_answers += clientFrame(std::string(1, char(uint8_t(command) << 4)).append(id));
    };
    const auto qos = (uint8_t(packet[0]) >> 1) & 3;
    switch (PacketCommand(uint8_t(packet[0]) >> 4)) {
    case PacketCommand::Send:
        ++m_messages;
        if (qos > 0)
            answer(qos == 1 ? PacketCommand::Ack : PacketCommand::Rec, packet.substr(3, 2));
        break;
    case PacketCommand::Rel:
        answer(PacketCommand::Com, packet.substr(1, 2));
        break;
    default:
        break;
    }
    return header + length;
}

} // namespace Rainbow::Bench
