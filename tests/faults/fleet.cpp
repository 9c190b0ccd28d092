// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fleet.h"

#include <algorithm>
#include <utility>

namespace Rainbow::Faults {

namespace {

constexpr size_t OpeningAtOnce = 100;
constexpr size_t PayloadSize = 64;

std::string payloadOf(size_t number, uint16_t id)
{
    std::string payload = std::to_string(number) + ' ' + std::to_string(id) + ' ';
    payload.resize(PayloadSize, 'x');
    return payload;
}

} // namespace

bool Fleet::open(size_t count, const std::string &headers, std::chrono::milliseconds timeout)
{
    const size_t wanted = m_clients.size() + count;
    return m_loop.runUntil(
        [&] {
            while (m_clients.size() < wanted && m_clients.size() - m_opened < OpeningAtOnce)
                add(headers);
            return m_opened == wanted;
        },
        timeout);
}

void Fleet::add(const std::string &headers)
{
    const size_t number = m_clients.size();
    auto member = std::make_unique<Member>();
    member->wire =
        std::make_unique<WsClient>(m_loop, m_port, GoodAddress + uint32_t(number) % GoodAddresses,
                                   "good-" + std::to_string(number), headers);
    member->wire->onOpen = [this] { ++m_opened; };
    member->wire->onPacket = [this, number](const Parcel &parcel) { take(number, parcel); };
    m_clients.push_back(std::move(member));
}

size_t Fleet::openCount() const
{
    return size_t(std::count_if(m_clients.begin(), m_clients.end(),
                                [](const auto &member) { return member->wire->isOpen(); }));
}

void Fleet::take(size_t number, const Parcel &parcel)
{
    Member &member = *m_clients[number];
    if (parcel.verb == Verb::Ack && member.waits && parcel.id == member.id) {
        member.waits = false;
        m_times.add(Clock::now() - member.sentAt);
        if (onAck)
            onAck(payloadOf(number, member.id));
        return;
    }
    if (parcel.verb != Verb::Send)
        return;
    if (onMessage)
        onMessage(number, parcel);
    if (parcel.qos == 1)
        member.wire->sendPacket({Verb::Ack, 0, false, parcel.id, "ok"});
}

void Fleet::sendNext()
{
    const size_t number = m_next++ % m_clients.size();
    Member &member = *m_clients[number];
    if (member.waits)
        return; // its message is late already, and is counted
    member.waits = true;
    member.sentAt = Clock::now();
    member.id = member.id % 65'534 + 1;
    member.wire->sendPacket({Verb::Send, 1, false, member.id, payloadOf(number, member.id)});
}

void Fleet::send(std::chrono::milliseconds interval)
{
    m_sent = 0;
    const double perMillisecond = double(m_clients.size()) / double(interval.count());
    m_sender = std::make_unique<Ticker>(m_loop, 1ms, [this, perMillisecond, begin = Clock::now()] {
        const std::chrono::duration<double, std::milli> passed = Clock::now() - begin;
        for (; double(m_sent) < passed.count() * perMillisecond; ++m_sent)
            sendNext();
    });
}

RoundTrips Fleet::measure(std::chrono::milliseconds time, std::chrono::milliseconds interval)
{
    m_times = {};
    send(interval);
    m_loop.runFor(time);
    rest();
    const auto nobodyWaits = [this] {
        return std::none_of(m_clients.begin(), m_clients.end(),
                            [](const auto &member) { return member->waits; });
    };
    (void)m_loop.runUntil(nobodyWaits, 2s);
    for (const auto &member : m_clients) {
        if (member->waits)
            m_times.add(Clock::now() - member->sentAt);
        member->waits = false;
    }
    return std::exchange(m_times, {});
}

} // namespace Rainbow::Faults
