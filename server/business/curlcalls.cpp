// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/curlcalls.h"

#include "business/pendingcall.h"
#include "curl/curlerror.h"
#include "curl/curlexchange.h"
#include "curl/curlnetwork.h"

#include <QPointer>
#include <QTimerEvent>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

CallbackReply replyOf(const CurlExchange &exchange, CURLcode result)
{
    CallbackReply reply;
    if (exchange.isTooLarge()) {
        reply.error = PendingCall::overMaxAnswer();
        reply.tooLarge = true;
        return reply;
    }
    if (result != CURLE_OK) {
        reply.error = PendingCall::nameOf(networkErrorOf(result));
        if (result == CURLE_PEER_FAILED_VERIFICATION)
            reply.error += ", " + exchange.sslError().errorString().toUtf8();
        return reply;
    }
    reply.status = exchange.status();
    reply.body = exchange.body();
    reply.headers.reserve(exchange.headers().size());
    const bool isRedirect = reply.status >= 300 && reply.status <= 399;
    for (const auto &[name, value] : exchange.headers()) {
        reply.headers.append({name, value});
        if (isRedirect && name.compare("Location", Qt::CaseInsensitive) == 0)
            reply.location = value;
    }
    return reply;
}

} // namespace

class CurlCalls::Call final : private CurlExchange::Listener {
public:
    Call(CurlCalls &calls, const Request &request, Done done)
        : m_calls(calls), m_exchange(calls.m_network.siteOf(request.url), *this),
          m_deadline(request.deadline), m_done(std::move(done))
    {
    }

    void start(const Request &request, Calls::iterator place)
    {
        m_place = place;
        m_exchange.setMaxBody(request.maxAnswer);
        for (const auto &[name, value] : request.headers)
            m_exchange.addHeader(name, value);
        if (request.body)
            m_exchange.post(request.url, *request.body);
        else
            m_exchange.get(request.url);
    }

    [[nodiscard]] Done takeDone() { return std::exchange(m_done, nullptr); }
    [[nodiscard]] CallbackReply timedOut() const
    {
        CallbackReply reply;
        reply.error = PendingCall::noAnswerWithin(m_deadline);
        reply.timedOut = true;
        return reply;
    }

private:
    void onEnd(CURLcode result) override { m_calls.end(m_place, replyOf(m_exchange, result)); }

    CurlCalls &m_calls;
    CurlExchange m_exchange;
    std::chrono::milliseconds m_deadline;
    Done m_done;
    Calls::iterator m_place;
};

CurlCalls::CurlCalls(CurlNetwork &network, QObject *parent) : QObject(parent), m_network(network)
{
}

CurlCalls::~CurlCalls() = default;

void CurlCalls::start(const Request &request, Done done)
{
    const TimePoint deadline = Clock::now() + request.deadline;
    const auto place =
        m_calls.emplace(deadline, std::make_unique<Call>(*this, request, std::move(done)));
    place->second->start(request, place);
    wakeBy(deadline);
}

void CurlCalls::end(Calls::iterator call, const CallbackReply &reply)
{
    const Done done = call->second->takeDone();
    m_calls.erase(call);
    done(reply);
}

void CurlCalls::wakeBy(TimePoint time)
{
    if (time >= m_due)
        return;
    m_due = time;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now());
    m_timer.start(int(std::max<qint64>(0, left.count())), this);
}

void CurlCalls::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    m_timer.stop();
    m_due = TimePoint::max();
    const TimePoint now = Clock::now();
    const QPointer<CurlCalls> alive(this);
    while (alive && !m_calls.empty() && m_calls.begin()->first <= now)
        end(m_calls.begin(), m_calls.begin()->second->timedOut());
    if (alive && !m_calls.empty())
        wakeBy(m_calls.begin()->first);
}

} // namespace Rainbow
