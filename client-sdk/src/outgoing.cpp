// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/outgoing.h"

#include <algorithm>

namespace Rainbow {

namespace {

qint64 bytesOf(const Packet &packet)
{
    qint64 bytes = packet.payload.size() + packet.channel.size();
    for (const QByteArray &channel : packet.channels)
        bytes += channel.size();
    return bytes;
}

Error::Code toErrorCode(NakCode code)
{
    switch (code) {
    case NakCode::Malformed:
    case NakCode::NotAllowed:
    case NakCode::NoSuchChannel:
    case NakCode::BusinessTimeout:
    case NakCode::IdInUse:
    case NakCode::TooLarge:
    case NakCode::TooFast:
    case NakCode::BusinessFailed:
    case NakCode::Draining:
        return Error::Code(code);
    }
    return Error::Code::Malformed;
}

Error toError(const Packet &nak)
{
    const QString reason = QString::fromUtf8(nak.payload);
    return {toErrorCode(nak.code),
            u"the relay says %1%2%3"_qs.arg(quint16(nak.code))
                .arg(reason.isEmpty() ? u""_qs : u" "_qs, reason)};
}

} // namespace

void Outgoing::setLimits(int messages, qint64 bytes)
{
    m_maxQueued = std::max(messages, 0);
    m_maxQueuedBytes = std::max(bytes, qint64(0));
}

std::optional<SendKey> Outgoing::add(Packet packet, TimePoint deadline)
{
    const qint64 bytes = bytesOf(packet);
    const bool waits = !m_connected || m_inFlight.size() >= m_maxInFlight || !m_queued.empty();
    if (waits
        && (m_queued.size() >= size_t(m_maxQueued) || bytes > m_maxQueuedBytes - m_queuedBytes))
        return std::nullopt;
    const SendKey key = ++m_lastKey;
    m_queuedBytes += bytes;
    m_queued.emplace_hint(m_queued.end(), key,
                          Entry{.packet = std::move(packet), .deadline = deadline});
    m_deadlines.emplace(deadline, key);
    return key;
}

void Outgoing::flush(TimePoint now)
{
    while (m_connected && !m_queued.empty() && m_inFlight.size() < m_maxInFlight) {
        const auto first = m_queued.begin();
        if (const Error error = verdict(first->second.packet)) {
            const SendKey key = first->first;
            endQueued(first);
            m_port.onFailed(key, error);
            continue;
        }
        m_queuedBytes -= bytesOf(first->second.packet);
        auto node = m_queued.extract(first);
        const SendKey key = node.key();
        Entry &entry = m_inFlight.insert(std::move(node)).position->second;
        entry.packet.id = nextId();
        m_ids.emplace(entry.packet.id, key);
        entry.repeatAt = now + m_peer.retryInterval;
        m_port.write(entry.packet);
        m_port.onSent(key, ++entry.attempts);
    }
}

Error Outgoing::verdict(const Packet &packet) const
{
    if (packet.command != PacketCommand::Send && !m_peer.rainbow2)
        return {Error::Code::Unsupported, u"the relay does not speak rainbow.2"_qs};
    if (m_peer.maxPayload >= 0 && packet.payload.size() > m_peer.maxPayload)
        return {
            Error::Code::TooLarge,
            u"%1 bytes, the relay takes %2"_qs.arg(packet.payload.size()).arg(m_peer.maxPayload)};
    return {};
}

bool Outgoing::cancel(SendKey key)
{
    if (const auto queued = m_queued.find(key); queued != m_queued.end()) {
        endQueued(queued);
        return true;
    }
    const auto found = m_inFlight.find(key);
    if (found == m_inFlight.end() || found->second.releasing)
        return false;
    endInFlight(found);
    return true;
}

void Outgoing::failAll(const Error &error)
{
    Entries entries = std::exchange(m_inFlight, {});
    entries.merge(m_queued);
    m_queued.clear();
    m_ids.clear();
    m_deadlines.clear();
    m_queuedBytes = 0;
    for (const auto &[key, entry] : entries) {
        if (!entry.releasing)
            m_port.onFailed(key, error);
    }
}

void Outgoing::connectTo(const Peer &peer, bool resumed, TimePoint now)
{
    m_peer = peer;
    m_connected = true;
    if (resumed) {
        for (auto &[key, entry] : m_inFlight)
            repeat(key, entry, now);
    } else {
        startAnew();
    }
    flush(now);
}

void Outgoing::startAnew()
{
    m_lastId = 0;
    m_ids.clear();
    Entries inFlight = std::exchange(m_inFlight, {});
    while (!inFlight.empty()) {
        auto node = inFlight.extract(inFlight.begin());
        Entry &entry = node.mapped();
        if (entry.releasing || entry.packet.qos == QoS::ExactlyOnce) {
            m_deadlines.erase({entry.deadline, node.key()});
            if (!entry.releasing) {
                m_port.onFailed(
                    node.key(),
                    {Error::Code::SessionLost,
                     u"the session is lost; whether the message got through is unknown"_qs});
            }
            continue;
        }
        entry.packet.dup = false;
        entry.repeatAt = Never;
        entry.nak = {};
        m_queuedBytes += bytesOf(entry.packet);
        m_queued.insert(std::move(node));
    }
}

void Outgoing::repeat(SendKey key, Entry &entry, TimePoint now)
{
    entry.repeatAt = now + m_peer.retryInterval;
    if (entry.releasing) {
        m_port.write(
            {.command = PacketCommand::Rel, .dup = true, .id = entry.packet.id, .payload = {}});
        return;
    }
    entry.packet.dup = true;
    m_port.write(entry.packet);
    m_port.onSent(key, ++entry.attempts);
}

void Outgoing::onPacket(const Packet &packet, TimePoint now)
{
    const auto found = findInFlight(packet.id);
    const bool known = found != m_inFlight.end();
    switch (packet.command) {
    case PacketCommand::Ack:
        if (known && found->second.packet.qos != QoS::ExactlyOnce) {
            const SendKey key = found->first;
            endInFlight(found);
            m_port.onSucceeded(key, packet.payload);
        }
        break;
    case PacketCommand::Rec:
        onRec(packet.id, packet.payload, now);
        break;
    case PacketCommand::Com:
        if (known && found->second.releasing)
            endInFlight(found);
        break;
    case PacketCommand::Nak:
        onNak(packet, now);
        break;
    default:
        break;
    }
    flush(now);
}

void Outgoing::onRec(quint16 id, const QByteArray &answer, TimePoint now)
{
    const auto found = findInFlight(id);
    const bool known = found != m_inFlight.end();
    if (known && found->second.packet.qos != QoS::ExactlyOnce)
        return;
    // Also for an id that is not known: the relay must be able to forget it.
    m_port.write({.command = PacketCommand::Rel, .id = id, .payload = {}});
    if (!known || found->second.releasing)
        return;
    auto &[key, entry] = *found;
    entry.releasing = true;
    entry.packet.payload.clear();
    entry.repeatAt = now + m_peer.retryInterval;
    m_deadlines.erase({entry.deadline, key});
    entry.deadline = now + ReleaseTimeout;
    m_deadlines.emplace(entry.deadline, key);
    m_port.onSucceeded(key, answer);
}

void Outgoing::onNak(const Packet &packet, TimePoint now)
{
    const auto found = findInFlight(packet.id);
    if (found == m_inFlight.end() || found->second.releasing)
        return;
    auto &[key, entry] = *found;
    const Error error = toError(packet);
    // IdInUse: the relay has got this very message before, without us knowing.
    if (isRetryable(packet.code) || packet.code == NakCode::IdInUse) {
        entry.nak = error;
        entry.repeatAt = now + m_peer.retryInterval;
        return;
    }
    const SendKey ended = key;
    endInFlight(found);
    m_port.onFailed(ended, error);
}

bool Outgoing::onTime(TimePoint now)
{
    expire(now);
    bool repeated = false;
    if (m_connected) {
        for (auto &[key, entry] : m_inFlight) {
            if (entry.repeatAt <= now) {
                repeat(key, entry, now);
                repeated = true;
            }
        }
    }
    flush(now);
    return repeated;
}

void Outgoing::expire(TimePoint now)
{
    while (!m_deadlines.empty() && m_deadlines.begin()->first <= now) {
        const SendKey key = m_deadlines.begin()->second;
        Error error(Error::Code::Timeout, u"no answer in time"_qs);
        if (const auto queued = m_queued.find(key); queued != m_queued.end()) {
            endQueued(queued);
        } else {
            const auto found = m_inFlight.find(key);
            const bool hasEnded = found->second.releasing;
            if (found->second.nak)
                error = found->second.nak;
            endInFlight(found);
            if (hasEnded)
                continue;
        }
        m_port.onFailed(key, error);
    }
}

TimePoint Outgoing::nextDue() const
{
    TimePoint due = m_deadlines.empty() ? Never : m_deadlines.begin()->first;
    if (m_connected) {
        for (const auto &[key, entry] : m_inFlight)
            due = std::min(due, entry.repeatAt);
    }
    return due;
}

size_t Outgoing::pending() const
{
    return m_queued.size()
        + size_t(std::count_if(m_inFlight.begin(), m_inFlight.end(),
                               [](const auto &entry) { return !entry.second.releasing; }));
}

Outgoing::Entries::iterator Outgoing::findInFlight(quint16 id)
{
    const auto found = m_ids.find(id);
    return found == m_ids.end() ? m_inFlight.end() : m_inFlight.find(found->second);
}

void Outgoing::endInFlight(Entries::iterator entry)
{
    m_deadlines.erase({entry->second.deadline, entry->first});
    m_ids.erase(entry->second.packet.id);
    m_inFlight.erase(entry);
}

void Outgoing::endQueued(Entries::iterator entry)
{
    m_queuedBytes -= bytesOf(entry->second.packet);
    m_deadlines.erase({entry->second.deadline, entry->first});
    m_queued.erase(entry);
}

quint16 Outgoing::nextId()
{
    do
        m_lastId = m_lastId >= MaxMessageId ? 1 : m_lastId + 1;
    while (m_ids.count(m_lastId) != 0);
    return m_lastId;
}

} // namespace Rainbow
