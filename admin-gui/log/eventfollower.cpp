// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/eventfollower.h"

#include "feed/feedclient.h"

#include <QJsonArray>

#include <chrono>
#include <limits>

namespace Rainbow::Admin {

namespace {

using namespace std::chrono_literals;

constexpr int PageSize = 500; // the most a relay gives
constexpr auto Interval = 1s;
constexpr auto RetryInterval = 5s;

} // namespace

EventFollower::EventFollower(FeedClient &client, QObject *parent)
    : QObject(parent), m_client(client)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &EventFollower::ask);
    connect(&m_client, &FeedClient::stateChanged, this, &EventFollower::onStateChanged);
}

void EventFollower::start()
{
    m_started = true;
    onStateChanged();
}

void EventFollower::stop()
{
    m_started = false;
    m_timer.stop();
}

void EventFollower::onStateChanged()
{
    if (m_client.state() != FeedClient::State::Open) {
        m_verify = true;
        m_timer.stop();
        return;
    }
    if (m_client.relay() != m_relay) {
        m_relay = m_client.relay();
        startAnew();
        Q_EMIT relayChanged();
    }
    if (m_started)
        ask();
}

void EventFollower::startAnew()
{
    ++m_turn;
    m_asking = false;
    m_caughtUp = false;
    m_verify = false;
    m_last = 0;
    m_lastAt = 0;
    m_lost = -1;
}

void EventFollower::ask()
{
    if (!m_started || m_asking || m_client.state() != FeedClient::State::Open)
        return;
    m_asking = true;
    // The latest that is here once more tells whether the relay still counts as it did.
    const bool again = m_verify && m_last > 0;
    m_client.ask(u"events"_qs,
                 {{u"after"_qs, again ? m_last - 1 : m_last}, {u"limit"_qs, PageSize}}, this,
                 [this, turn = m_turn](const FeedAnswer &answer) {
                     if (turn != m_turn)
                         return;
                     m_asking = false;
                     onAnswer(answer);
                 });
}

void EventFollower::onAnswer(const FeedAnswer &answer)
{
    if (!answer.ok) {
        if (answer.code != 0) {
            //: %1: what the relay says, in English
            Q_EMIT problem(tr("The relay does not give its events: %1").arg(answer.error));
            m_timer.start(RetryInterval);
        }
        return;
    }
    const QJsonArray rows = answer.object[u"rows"].toArray();
    QList<FeedEvent> events;
    events.reserve(rows.size());
    for (const auto &row : rows)
        events.append(FeedEvent::fromJson(row.toObject()));
    if (!checkContinuity(answer.object, events)) {
        ask();
        return;
    }
    if (!events.isEmpty())
        Q_EMIT arrived(events);
    m_caughtUp = rows.size() < PageSize;
    if (m_caughtUp)
        Q_EMIT caughtUp();
    if (!m_started)
        return;
    if (m_caughtUp)
        m_timer.start(Interval);
    else
        ask();
}

FeedEvent EventFollower::gapOf(qint64 count, qint64 at)
{
    return FeedEvent::gap(at,
                          tr("%n event(s) are missing here: the relay has not kept them.", "",
                             int(qMin<qint64>(count, std::numeric_limits<int>::max()))));
}

bool EventFollower::checkContinuity(const QJsonObject &answer, QList<FeedEvent> &events)
{
    const qint64 at = answer[u"at"].toInteger();
    const bool verify = m_verify && m_last > 0;
    m_verify = false;
    const bool repeated = verify && !events.isEmpty() && events.first().seq == m_last;
    const bool isOther = repeated && events.first().at != m_lastAt;
    if (answer[u"last"].toInteger() < m_last || isOther) {
        startAnew();
        Q_EMIT arrived({FeedEvent::gap(at, tr("The relay has been started anew."))});
        return false;
    }
    if (repeated)
        events.removeFirst();

    // Numbers that are left out are lost, as are those that never got one.
    qint64 missing = 0;
    qint64 previous = m_last > 0 || events.isEmpty() ? m_last : events.first().seq - 1;
    QList<FeedEvent> complete;
    complete.reserve(events.size() + 1);
    for (const FeedEvent &event : events) {
        if (const qint64 left = event.seq - previous - 1; left > 0) {
            complete.append(gapOf(left, event.at));
            missing += left;
        }
        previous = event.seq;
        complete.append(event);
    }
    const qint64 lost = answer[u"lost"].toInteger();
    if (m_lost >= 0 && lost - m_lost > missing)
        complete.prepend(gapOf(lost - m_lost - missing, events.isEmpty() ? at : events.first().at));
    m_lost = lost;
    m_last = previous;
    if (!events.isEmpty())
        m_lastAt = events.last().at;
    events = std::move(complete);
    return true;
}

} // namespace Rainbow::Admin
