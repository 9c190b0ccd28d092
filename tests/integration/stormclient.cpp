// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormclient.h"

namespace Rainbow::Test {

namespace {

constexpr int Window = 50;
constexpr quint16 Type = 7;
constexpr auto MostPatience = 10min; // longer than any storm

} // namespace

QByteArray numbered(QoS qos, int number)
{
    return QByteArray::number(int(qos)) + '/' + QByteArray::number(number);
}

void Tally::note(const QByteArray &payload, bool repeated)
{
    const bool isFirst = ++m_times[payload] == 1;
    if (repeated || !isFirst)
        return;
    const QByteArray qos = payload.left(1);
    const int number = payload.mid(2).toInt();
    const int last = m_lastInOrder.value(qos, -1);
    if (number < last)
        m_disorders.append(payload + " came after " + QByteArray::number(last));
    m_lastInOrder[qos] = number;
}

QList<QByteArray> Tally::wrongs(int sentOfEach) const
{
    QList<QByteArray> wrongs = m_disorders;
    for (int number = 0; number < sentOfEach; ++number) {
        if (times(numbered(QoS::AtLeastOnce, number)) < 1)
            wrongs.append(numbered(QoS::AtLeastOnce, number) + " is missing");
        if (const int seen = times(numbered(QoS::ExactlyOnce, number)); seen != 1) {
            wrongs.append(numbered(QoS::ExactlyOnce, number) + " came " + QByteArray::number(seen)
                          + " times");
        }
    }
    if (count() != 2 * sentOfEach)
        wrongs.append(QByteArray::number(count()) + " different messages");
    return wrongs;
}

StormClient::StormClient(const QUrl &url, const QByteArray &channel, int messagesOfEach)
    : m_client(url), m_channel(channel), m_messagesOfEach(messagesOfEach)
{
    m_client.setHeader("X-Channels", channel);
    m_client.setReconnectDelays(5ms, 50ms);
    m_client.setConnectTimeout(1s);
    m_client.setSendTimeout(MostPatience);
    connect(&m_client, &Client::bloomed, this, [this](bool resumed) {
        if (resumed)
            ++m_resumes;
        else if (m_client.statistics().connects > 1)
            m_wrongs.append(m_channel + ": the session was lost");
    });
    m_client.onMessage(Type, this, [this](const Message &message) {
        m_received.note(message.payload(), message.isRepeated());
        if (message.channel().toUtf8() != m_channel)
            m_wrongs.append(m_channel + ": a message for " + message.channel().toUtf8());
        return message.payload() + '!';
    });
}

void StormClient::step(const ApiCaller &api)
{
    while (m_underWay < Window && m_sent < 2 * m_messagesOfEach)
        send(m_sent % 2 == 0 ? QoS::AtLeastOnce : QoS::ExactlyOnce);
    for (Lane &lane : m_lanes)
        publish(lane, api);
}

void StormClient::send(QoS qos)
{
    const QByteArray payload = numbered(qos, m_sent++ / 2);
    ++m_underWay;
    // The number of attempts is known only when it is through: too late for the business server.
    const Delivery *delivery = m_client.send(Type, m_channel + ' ' + payload, qos);
    connect(delivery, &Delivery::success, this, [this, payload](const QByteArray &answer) {
        --m_underWay;
        if (answer != "echo " + payload)
            m_wrongs.append(payload + " was answered " + answer);
    });
    connect(delivery, &Delivery::fail, this, [this, payload](const Error &error) {
        --m_underWay;
        m_wrongs.append(payload + " failed: " + error.message().toUtf8());
    });
}

void StormClient::publish(Lane &lane, const ApiCaller &api)
{
    if (lane.call && (lane.call->hasReply() || lane.call->isDisconnected())) {
        const QByteArray payload = numbered(lane.qos, lane.published - 1);
        const HttpReply reply = lane.call->next();
        if (reply.json()
            != canonical(R"({"status":0,"connections":1,"data":")" + payload + R"(!"})"))
            m_wrongs.append("/send/ " + payload + ": " + reply.body);
        lane.call.reset();
    }
    if (!lane.call && lane.published < m_messagesOfEach) {
        lane.call = api.begin("POST", "/send/",
                              {{"channel", m_channel},
                               {"msgtype", QByteArray::number(Type)},
                               {"qos", QByteArray::number(int(lane.qos))},
                               {"timeout", "100"}},
                              numbered(lane.qos, lane.published++));
    }
}

bool StormClient::isDone() const
{
    return m_sent == 2 * m_messagesOfEach && m_underWay == 0
        && std::all_of(m_lanes.begin(), m_lanes.end(), [this](const Lane &lane) {
               return lane.published == m_messagesOfEach && !lane.call;
           });
}

} // namespace Rainbow::Test
