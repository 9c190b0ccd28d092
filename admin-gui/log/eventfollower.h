// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/feedevent.h"

#include <QList>
#include <QObject>
#include <QTimer>
#include <QUrl>

namespace Rainbow::Admin {

class FeedClient;
struct FeedAnswer;

/// Fetches the events of a relay, from the oldest it keeps on, and then those that happen, once per
/// second while it is started. Goes on where it was after a pause or a lost connection.
class EventFollower : public QObject {
    Q_OBJECT

public:
    /// client must outlive it.
    explicit EventFollower(FeedClient &client, QObject *parent = nullptr);

    void start();
    void stop();
    /// Whether all that the relay has are here, as far as the last answer tells.
    [[nodiscard]] bool isCaughtUp() const { return m_caughtUp; }

Q_SIGNALS:
    /// In order; a gap is an event of its kind.
    void arrived(const QList<FeedEvent> &events);
    /// It is another relay: what came until now is not its.
    void relayChanged();
    void caughtUp();
    /// The relay has not answered as it ought to; translated. It is asked again.
    void problem(const QString &text);

private:
    void onStateChanged();
    void ask();
    void onAnswer(const FeedAnswer &answer);
    /// False: the relay has begun anew, and so does this.
    bool checkContinuity(const QJsonObject &answer, QList<FeedEvent> &events);
    [[nodiscard]] static FeedEvent gapOf(qint64 count, qint64 at);
    void startAnew();

    FeedClient &m_client;
    QTimer m_timer;
    QUrl m_relay;
    bool m_started = false;
    bool m_asking = false;
    bool m_caughtUp = false;
    bool m_verify = false; ///< the connection is new: is it the relay it was?
    qint64 m_last = 0; ///< seq of the latest that is here
    qint64 m_lastAt = 0;
    qint64 m_lost = -1; ///< as the relay said last; -1: it has not
    int m_turn = 0; ///< so that answers to what was asked before a new beginning are known
};

} // namespace Rainbow::Admin
