// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "session.h"

#include <QNetworkProxy>

#include <limits>
#include <utility>

namespace Rainbow::Cli {

namespace {

constexpr size_t BusyQueue = 100;
constexpr qint64 BusyBytes = 1024 * 1024;
constexpr std::chrono::milliseconds SettleTime = std::chrono::seconds(1);
constexpr std::chrono::milliseconds WriteTime = std::chrono::seconds(2);
constexpr std::chrono::milliseconds StepTime(10);
constexpr auto Forever = std::chrono::hours(24 * 20); // --timeout says when it is enough
constexpr int NormalClosure = 1000;

} // namespace

Session::Session(SessionSettings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings)), m_client(m_settings.url)
{
    m_client.setProxy(QNetworkProxy::NoProxy);
    // They are among the headers, or are not wanted.
    m_client.setDeviceId({});
    m_client.setPlatform({});
    for (const auto &[name, value] : m_settings.headers)
        m_client.setHeader(name, value);
    m_client.setSendTimeout(Forever);
    m_client.setQueueLimits(std::numeric_limits<int>::max(), std::numeric_limits<qint64>::max());
    m_client.setRetryInterval(m_settings.retryInterval);
    m_client.setMaxInFlight(m_settings.maxInFlight);
    m_client.setTracer([this](const Trace &trace) { onTrace(trace); });

    m_step.setSingleShot(true);
    connect(&m_step, &QTimer::timeout, this, &Session::step);
    connect(&m_client, &Client::bloomed, this, &Session::onBloomed);
    connect(&m_client, &Client::errorOccurred, this, &Session::onError);
    connect(&m_client, &Client::faded, this, &Session::onFaded);
    // A handler is for one type; the first message of each comes here before it is looked for.
    connect(&m_client, &Client::messageReceived, this, [this](const Message &message) {
        if (m_handledTypes.contains(message.type()))
            return;
        m_handledTypes.insert(message.type());
        m_client.onMessage(message.type(), this, [this](const Message &its, const Reply &reply) {
            onMessage(its, reply);
        });
    });
}

Session::~Session()
{
    m_over = true;
}

void Session::open()
{
    m_client.bloom();
}

void Session::send(quint16 type, QoS qos, const QByteArray &payload)
{
    m_queue.push_back({type, qos, payload});
    sendQueued();
}

qsizetype Session::pending() const
{
    return qsizetype(m_queue.size()) + m_unanswered + m_uncompleted.size();
}

bool Session::isBusy() const
{
    return m_queue.size() + size_t(m_unanswered) >= BusyQueue
        || m_client.bytesToWrite() >= BusyBytes;
}

void Session::close()
{
    if (m_closing || m_over)
        return;
    m_closing = true;
    m_receiving = false;
    if (!m_connected) {
        m_over = true;
        m_client.fade();
        return;
    }
    m_closingSince.start();
    m_step.start(0);
}

bool Session::isSettled() const
{
    const std::chrono::milliseconds waited(m_closingSince.elapsed());
    return (m_unreleased.isEmpty() || waited >= SettleTime)
        && (m_client.bytesToWrite() == 0 || waited >= WriteTime);
}

void Session::step()
{
    if (!isConnected())
        return;
    sendQueued();
    Q_EMIT progressed();
    if (!isConnected())
        return;
    if (m_closing && isSettled()) {
        m_client.fade(); // comes back through onFaded()
        return;
    }
    if (m_closing || m_client.bytesToWrite() > 0)
        m_step.start(StepTime);
}

void Session::onTrace(const Trace &trace)
{
    if (m_over)
        return;
    const bool sent = trace.direction == Trace::Direction::Sent;
    if (trace.command == "SEND" && sent && trace.qos == QoS::ExactlyOnce)
        m_unreceived.insert(trace.id);
    else if (trace.command == "REC" && !sent && m_unreceived.remove(trace.id))
        m_uncompleted.insert(trace.id);
    else if (trace.command == "COM" && !sent)
        m_uncompleted.remove(trace.id);
    else if (trace.command == "REC" && sent)
        m_unreleased.insert(trace.id);
    else if (trace.command == "REL" && !sent)
        m_unreleased.remove(trace.id);
    Q_EMIT traced(trace);
    // Not from here: the client is in the midst of it.
    if (!m_step.isActive() || m_step.remainingTime() > 0)
        m_step.start(0);
}

void Session::onMessage(const Message &message, Reply reply)
{
    if (!m_receiving) {
        m_kept.append(reply);
        return;
    }
    Q_EMIT received(message);
    reply.answer(m_settings.answer);
}

void Session::onBloomed()
{
    if (m_over)
        return;
    m_connected = true;
    Q_EMIT connected();
    step();
}

void Session::onError(const Error &error)
{
    if (m_over || m_connected)
        return; // onFaded() follows
    m_over = true;
    m_client.fade();
    Q_EMIT failed(error);
}

void Session::onFaded(const Error &reason)
{
    if (m_over)
        return;
    m_over = true;
    m_client.fade(); // it would come back
    if (!reason)
        Q_EMIT closed(NormalClosure, QString());
    else
        Q_EMIT closed(reason.closeCode() != 0 ? reason.closeCode() : ClosedAbnormally,
                      reason.closeReason());
}

void Session::sendQueued()
{
    while (isConnected() && !m_closing && !m_queue.empty() && m_client.bytesToWrite() < BusyBytes) {
        sendNow(std::exchange(m_queue.front(), {}));
        m_queue.pop_front();
    }
}

void Session::sendNow(const Queued &message)
{
    Delivery *delivery = m_client.send(message.type, message.payload, message.qos);
    ++m_unanswered;
    connect(delivery, &Delivery::success, this, [this, delivery](const QByteArray &answer) {
        --m_unanswered;
        if (delivery->qos() != QoS::AtMostOnce)
            Q_EMIT answered(*delivery, answer);
        m_step.start(0);
    });
    connect(delivery, &Delivery::fail, this, [this, delivery](const Error &error) {
        --m_unanswered;
        m_unreceived.remove(delivery->id());
        if (isConnected())
            Q_EMIT refused(error);
        m_step.start(0);
    });
}

} // namespace Rainbow::Cli
