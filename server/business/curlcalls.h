// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/callback.h"
#include "hub/ports.h"

#include <QBasicTimer>
#include <QObject>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace Rainbow {

class CurlNetwork;

/// Calls that libcurl carries: what PendingCall does for one with a QNetworkReply, under the same
/// deadline and cap, done for all of them without an object of Qt for each.
///
/// Each ends in done, once, from the event loop. What is under way when this is destroyed is
/// dropped, and done never called.
class CurlCalls final : public QObject {
public:
    using Done = std::function<void(const CallbackReply &)>;

    struct Request {
        QByteArray url; ///< as it is sent, without a fragment
        const QList<HeaderField> &headers;
        const QByteArray *body; ///< POST; none: GET
        std::chrono::milliseconds deadline;
        qsizetype maxAnswer; ///< bytes of a (decoded) body
    };

    /// network must outlive it.
    CurlCalls(CurlNetwork &network, QObject *parent);
    ~CurlCalls() override;

    void start(const Request &request, Done done);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class Call;
    using Calls = std::multimap<TimePoint, std::unique_ptr<Call>>; ///< by their deadlines

    /// Ends it; may destroy this.
    void end(Calls::iterator call, const CallbackReply &reply);
    void wakeBy(TimePoint time);

    CurlNetwork &m_network;
    Calls m_calls;
    QBasicTimer m_timer;
    TimePoint m_due = TimePoint::max(); ///< when the timer rings; too early is no harm
};

} // namespace Rainbow
