// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/dialogues.h"

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int PingId = -1;

PacketDirection opposite(PacketDirection direction)
{
    return direction == PacketDirection::In ? PacketDirection::Out : PacketDirection::In;
}

/// Begins a dialogue, if it asks for an answer.
bool isMessage(const TimelinePacket &packet)
{
    switch (packet.kind) {
    case PacketKind::Send:
    case PacketKind::Pub:
        return packet.qos.value_or(0) > 0;
    case PacketKind::Sub:
    case PacketKind::Unsub:
    case PacketKind::Ping:
        return true;
    default:
        return false;
    }
}

Dialogues::Part partOf(PacketKind kind)
{
    using Part = Dialogues::Part;
    switch (kind) {
    case PacketKind::Ack:
    case PacketKind::Rec:
    case PacketKind::Pong:
        return Part::Answer;
    case PacketKind::Rel:
        return Part::Release;
    case PacketKind::Com:
        return Part::Completion;
    case PacketKind::Nak:
        return Part::Refusal;
    default:
        return Part::None;
    }
}

/// Whose ids a packet uses: those of the side that sent the message.
PacketDirection sideOf(const TimelinePacket &packet)
{
    const bool isOwn = isMessage(packet) || packet.kind == PacketKind::Rel;
    return isOwn ? packet.direction : opposite(packet.direction);
}

} // namespace

std::optional<std::chrono::milliseconds> Dialogues::Dialogue::took() const
{
    if (answeredAt == 0 || !isStartKnown)
        return std::nullopt;
    return std::chrono::milliseconds(std::max<qint64>(0, answeredAt - startedAt));
}

Dialogues::Place Dialogues::add(qint64 ordinal, const TimelinePacket &packet)
{
    const bool isPing = packet.kind == PacketKind::Ping || packet.kind == PacketKind::Pong;
    const Key key{sideOf(packet), isPing ? PingId : packet.id.value_or(0)};
    if (!isPing && !packet.id)
        return {};
    if (isMessage(packet))
        return addMessage(ordinal, packet, key);
    return partOf(packet.kind) == Part::None ? Place() : addAnswer(ordinal, packet, key);
}

Dialogues::Place Dialogues::addMessage(qint64 ordinal, const TimelinePacket &packet, const Key &key)
{
    Dialogue *before = current(key);
    if (packet.dup && before) {
        before->packets.append(ordinal);
        ++before->retries;
        if (before->state == State::Refused) { // and tried again, as some refusals allow
            before->state = State::Waiting;
            before->answeredAt = 0;
        }
        return {before->number, Part::Retry};
    }
    qint64 overtaken = 0;
    if (before && before->isOpen()) {
        before->state = State::Overtaken;
        overtaken = before->number;
    }
    Dialogue &made = begin(packet, key);
    made.packets.append(ordinal);
    made.isStartKnown = !packet.dup;
    made.retries = packet.dup ? 1 : 0;
    return {made.number, packet.dup ? Part::Retry : Part::Message, overtaken};
}

Dialogues::Place Dialogues::addAnswer(qint64 ordinal, const TimelinePacket &packet, const Key &key)
{
    Dialogue *to = current(key);
    if (!to)
        return {0, Part::Stray};
    to->packets.append(ordinal);
    Part part = partOf(packet.kind);
    const bool isFirst =
        to->state == State::Waiting || to->state == State::Unknown || to->state == State::Overtaken;
    switch (part) {
    case Part::Answer:
        if (to->answeredAt != 0 || !isFirst) {
            part = Part::Retry;
            break;
        }
        to->answeredAt = packet.at;
        to->state = packet.kind == PacketKind::Rec ? State::Received : State::Done;
        break;
    case Part::Refusal:
        if (to->state == State::Refused) {
            part = Part::Retry;
            break;
        }
        if (to->answeredAt == 0)
            to->answeredAt = packet.at;
        to->state = State::Refused;
        break;
    case Part::Release:
        if (to->isReleased)
            part = Part::Retry;
        else if (isFirst)
            to->state = State::Received;
        to->isReleased = true;
        break;
    case Part::Completion:
        if (to->state == State::Done)
            part = Part::Retry;
        to->state = State::Done;
        break;
    default:
        break;
    }
    return {to->number, part};
}

Dialogues::Dialogue &Dialogues::begin(const TimelinePacket &packet, const Key &key)
{
    Dialogue &made = m_dialogues[++m_last];
    made.number = m_last;
    made.direction = key.direction;
    made.kind = packet.kind;
    made.qos = packet.qos.value_or(0);
    made.id = key.id;
    made.startedAt = packet.at;
    m_current[key] = made.number;
    return made;
}

Dialogues::Dialogue *Dialogues::current(const Key &key)
{
    const auto number = m_current.constFind(key);
    if (number == m_current.constEnd())
        return nullptr;
    const auto found = m_dialogues.find(*number);
    return found == m_dialogues.end() ? nullptr : &found->second;
}

QList<qint64> Dialogues::turnOpen(State state)
{
    QList<qint64> turned;
    for (auto &[number, dialogue] : m_dialogues) {
        if (!dialogue.isOpen())
            continue;
        dialogue.state = state;
        turned.append(number);
    }
    return turned;
}

QList<qint64> Dialogues::addGap()
{
    // An id that is free may have been used in the gap: a repetition is of that message.
    m_current.removeIf([this](const auto &each) {
        const Dialogue *dialogue = find(each.value());
        return !dialogue || !(dialogue->isOpen() || dialogue->state == State::Unknown);
    });
    return turnOpen(State::Unknown);
}

QList<qint64> Dialogues::end()
{
    return turnOpen(State::Overtaken);
}

const Dialogues::Dialogue *Dialogues::find(qint64 number) const
{
    const auto found = m_dialogues.find(number);
    return found == m_dialogues.end() ? nullptr : &found->second;
}

void Dialogues::forgetBefore(qint64 ordinal)
{
    for (auto dialogue = m_dialogues.begin(); dialogue != m_dialogues.end();) {
        QList<qint64> &packets = dialogue->second.packets;
        packets.erase(packets.begin(), std::lower_bound(packets.begin(), packets.end(), ordinal));
        dialogue = packets.isEmpty() ? m_dialogues.erase(dialogue) : std::next(dialogue);
    }
    m_current.removeIf([this](const auto &each) { return !m_dialogues.contains(each.value()); });
}

void Dialogues::clear()
{
    m_dialogues.clear();
    m_current.clear();
}

} // namespace Rainbow::Admin
