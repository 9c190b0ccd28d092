// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormbusiness.h"

namespace Rainbow::Test {

namespace {

/// How long an answer may need to be read by the relay, on a busy machine.
constexpr auto Passage = 500ms;
/// No answer of ours is shorter, and none is whole that was cut before this.
constexpr int LeastAnswer = 50;

} // namespace

StormBusiness::StormBusiness(FakeBusiness &server, quint32 seed) : m_server(server), m_weather(seed)
{
    m_server.onMessage([this](const BusinessRequest &request) { return reply(request); });
}

bool StormBusiness::restart()
{
    // What was being answered may have been lost.
    const auto certain = std::chrono::steady_clock::now() - Passage;
    m_goodAnswers.removeIf([certain](const auto &entry) { return entry.value() > certain; });
    m_server.stop();
    return m_server.start();
}

void StormBusiness::note(const BusinessRequest &request)
{
    const QByteArray id = request.header("RAINBOWMESSAGEID");
    const QByteArray payload = request.body;
    if (id.isEmpty())
        m_wrongs.append(payload + " has no RAINBOWMESSAGEID");
    if (m_messageIds.value(payload, id) != id)
        m_wrongs.append(payload + " was forwarded under two ids");
    if (m_payloads.value(id, payload) != payload)
        m_wrongs.append(payload + " was forwarded under the id of another");
    if (m_goodAnswers.contains(id))
        m_wrongs.append(payload + " was forwarded again after its answer");
    m_messageIds[payload] = id;
    m_payloads[id] = payload;
}

BusinessReply StormBusiness::reply(const BusinessRequest &request)
{
    using Behaviour = BusinessReply::Behaviour;
    m_server.clear(); // large storms need not be remembered by it, too
    note(request);
    ++m_forwards;
    const BusinessReply reply =
        fate(answerTo(request.body) + QByteArray::number(m_forwards).rightJustified(6, '0'));
    const bool isGood = reply.behaviour == Behaviour::Answer && reply.status / 100 == 2
        && reply.delay < ForwardTimeout / 2;
    if (isGood) {
        m_goodAnswers[request.header("RAINBOWMESSAGEID")] = request.time + reply.delay;
        m_answered.insert(request.body);
    } else {
        ++m_failures;
    }
    return reply;
}

BusinessReply StormBusiness::fate(const QByteArray &body)
{
    using Behaviour = BusinessReply::Behaviour;
    BusinessReply reply;
    reply.body = body;
    const int die = m_weather.below(1'000);
    if (die < 650) {
        reply.status = 200 + m_weather.below(3);
    } else if (die < 750) {
        reply.delay = m_weather.between(1, 100);
    } else if (die < 830) {
        reply.status = 500 + m_weather.below(4);
    } else if (die < 850) {
        reply.status = 302 + 102 * m_weather.below(2); // 302 and 404
    } else if (die < 880) {
        reply.status = 500;
        reply.delay = m_weather.between(1, 100);
    } else if (die < 930) {
        reply.behaviour = Behaviour::CloseAtOnce;
        reply.delay = m_weather.delay();
    } else if (die < 980) {
        reply.behaviour = Behaviour::Cut;
        reply.cutAfter = m_weather.below(LeastAnswer);
        reply.delay = m_weather.delay();
    } else if (die < 994) {
        reply.behaviour = Behaviour::Garbage;
    } else if (die < 997) {
        reply.behaviour = Behaviour::Hang;
    } else {
        reply.delay = ForwardTimeout * 5 / 4;
    }
    return reply;
}

} // namespace Rainbow::Test
