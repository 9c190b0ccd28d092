// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/stage.h"

#include <rainbow/client.h>

#include <QHash>

#include <deque>

namespace Rainbow::Test {

/// What came of numbered messages: "QOS/NUMBER" with numbers from 0 on.
class Tally {
public:
    /// A message has come; repeated: it is known to have been sent more than once.
    void note(const QByteArray &payload, bool repeated);

    [[nodiscard]] int times(const QByteArray &payload) const { return m_times.value(payload); }
    [[nodiscard]] int count() const { return int(m_times.size()); }
    /// What is wrong, given that so many of each QoS were sent and all of them have arrived: QoS 1
    /// at least once, QoS 2 exactly once, and those that were never repeated in order.
    [[nodiscard]] QList<QByteArray> wrongs(int sentOfEach) const;

private:
    QHash<QByteArray, int> m_times;
    QHash<QByteArray, int> m_lastInOrder; ///< by QoS, the last number that came unrepeated
    QList<QByteArray> m_disorders;
};

[[nodiscard]] QByteArray numbered(QoS qos, int number);

/// A client of the SDK in a storm: sends so many messages of QoS 1 and as many of QoS 2, and is
/// sent as many by the API.
class StormClient : public QObject {
public:
    /// url: where the relay, or what stands before it, is. channel: its own.
    StormClient(const QUrl &url, const QByteArray &channel, int messagesOfEach);

    void begin() { m_client.bloom(); }
    /// Sends what there is room for in its window, and has the API send.
    void step(const ApiCaller &api);
    [[nodiscard]] bool isDone() const;

    [[nodiscard]] Client &client() { return m_client; }
    [[nodiscard]] const Tally &received() const { return m_received; }
    [[nodiscard]] const QByteArray &channel() const { return m_channel; }
    /// What did not go as it ought to.
    [[nodiscard]] const QList<QByteArray> &wrongs() const { return m_wrongs; }
    [[nodiscard]] int resumes() const { return m_resumes; }

private:
    struct Lane {
        QoS qos;
        int published = 0;
        PendingCall call = {};
    };

    void send(QoS qos);
    void publish(Lane &lane, const ApiCaller &api);

    Client m_client;
    QByteArray m_channel;
    int m_messagesOfEach;
    int m_sent = 0; ///< of both QoS
    int m_underWay = 0;
    int m_resumes = 0;
    Tally m_received;
    std::array<Lane, 2> m_lanes{Lane{QoS::AtLeastOnce}, Lane{QoS::ExactlyOnce}};
    QList<QByteArray> m_wrongs;
};

} // namespace Rainbow::Test
