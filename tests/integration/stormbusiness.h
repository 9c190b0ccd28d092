// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "stormweather.h"
#include "support/fakebusiness.h"

#include <QHash>
#include <QSet>

namespace Rainbow::Test {

/// Answers the messages of a FakeBusiness well, badly, slowly, half or not at all, and keeps a
/// log: whether a message was forwarded again although it had its answer.
class StormBusiness : public QObject {
public:
    /// The relay's forward_timeout; answers come long before it or clearly after it.
    static constexpr std::chrono::milliseconds ForwardTimeout = 2s;

    /// Handles the messages of server from now on, which must outlive this.
    StormBusiness(FakeBusiness &server, quint32 seed);

    /// Breaks all connections, whatever is on them, and listens again.
    [[nodiscard]] bool restart();

    [[nodiscard]] int forwards() const { return m_forwards; }
    /// Forwards that got no proper answer.
    [[nodiscard]] int failures() const { return m_failures; }
    /// Payloads that got an answer 2xx, whole and in time; some others may have.
    [[nodiscard]] const QSet<QByteArray> &answered() const { return m_answered; }
    /// By payload, its RAINBOWMESSAGEID.
    [[nodiscard]] const QHash<QByteArray, QByteArray> &messageIds() const { return m_messageIds; }
    /// What the relay did wrong.
    [[nodiscard]] const QList<QByteArray> &wrongs() const { return m_wrongs; }
    /// The body of a good answer to that payload begins so.
    [[nodiscard]] static QByteArray answerTo(const QByteArray &payload) { return payload + '/'; }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    BusinessReply reply(const BusinessRequest &request);
    BusinessReply fate(const QByteArray &body);
    void note(const BusinessRequest &request);

    FakeBusiness &m_server;
    Weather m_weather;
    int m_forwards = 0;
    int m_failures = 0;
    QHash<QByteArray, QByteArray> m_messageIds;
    QHash<QByteArray, QByteArray> m_payloads; ///< by RAINBOWMESSAGEID
    QHash<QByteArray, TimePoint> m_goodAnswers; ///< when they are complete, by RAINBOWMESSAGEID
    QSet<QByteArray> m_answered;
    QList<QByteArray> m_wrongs;
};

} // namespace Rainbow::Test
