// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "src/outgoing.h"

#include <QStringList>

namespace Rainbow::Test {

using namespace std::chrono_literals;

inline constexpr TimePoint Start{std::chrono::hours(1)};
inline constexpr TimePoint Far = Start + 24h;

inline Packet message(QoS qos, const QByteArray &payload = "payload")
{
    return {.qos = qos, .type = 5, .payload = payload};
}

inline Packet answer(PacketCommand command, quint16 id, const QByteArray &payload = {})
{
    return {.command = command, .id = id, .payload = payload};
}

inline Packet nak(quint16 id, quint16 code, const QByteArray &reason = "why")
{
    return {.command = PacketCommand::Nak, .id = id, .payload = reason, .code = NakCode(code)};
}

inline constexpr Peer Rainbow2Peer{.rainbow2 = true, .retryInterval = 3s, .maxPayload = 1000};

/// Nothing was free: 0.
inline SendKey add(Outgoing &outgoing, QoS qos = QoS::AtLeastOnce, TimePoint deadline = Far)
{
    return outgoing.add(message(qos), deadline).value_or(0);
}

/// Command, id and "dup" of a packet: "SEND 1 dup".
inline QString describe(const Packet &packet)
{
    QString text =
        QString::fromLatin1(toString(packet.command)) + u' ' + QString::number(packet.id);
    return packet.dup ? text + u" dup"_qs : text;
}

/// What an Outgoing does, a line each: packets as in describe(), and the ends of sends: "1 done
/// ANSWER" and "1 failed CODE".
class OutgoingLog final : public OutgoingPort {
public:
    void write(const Packet &packet) override
    {
        m_lines.append(describe(packet));
        packets.append(packet);
    }
    void onSent(SendKey key, int attempts) override { attemptsOf[key] = attempts; }
    void onSucceeded(SendKey key, const QByteArray &answer) override
    {
        m_lines.append(QString::number(key) + u" done "_qs + QString::fromUtf8(answer));
    }
    void onFailed(SendKey key, const Error &error) override
    {
        m_lines.append(QString::number(key) + u" failed "_qs + QString::number(int(error.code())));
        lastError = error;
    }

    /// The lines since the last time.
    QStringList take() { return std::exchange(m_lines, {}); }

    QList<Packet> packets;
    std::map<SendKey, int> attemptsOf;
    Error lastError;

private:
    QStringList m_lines;
};

} // namespace Rainbow::Test
