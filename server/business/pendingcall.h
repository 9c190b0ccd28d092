// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/callback.h"

#include <QBasicTimer>
#include <QNetworkReply>
#include <QObject>

#include <chrono>
#include <functional>

namespace Rainbow {

/// One request on its way: gathers the answer under an absolute deadline and a cap.
///
/// Ends in done, once, from the event loop, and then deletes itself. Destroyed before that, it
/// drops the transfer and done is never called.
class PendingCall : public QObject {
public:
    using Done = std::function<void(const CallbackReply &)>;

    /// Takes the reply over. The deadline counts from now, time in the transport's own queue
    /// included; more than maxAnswer bytes of a (decoded) body end the call.
    PendingCall(QNetworkReply *reply, std::chrono::milliseconds deadline, qsizetype maxAnswer,
                Done done, QObject *parent);
    /// A call that cannot be made, for that reason.
    PendingCall(const QByteArray &error, Done done, QObject *parent);
    ~PendingCall() override;

    // How failures are called, in the log. The error's name and not its text: that one quotes the
    // URL, signature included.
    [[nodiscard]] static QByteArray nameOf(QNetworkReply::NetworkError error);
    [[nodiscard]] static QByteArray noAnswerWithin(std::chrono::milliseconds deadline);
    [[nodiscard]] static QByteArray overMaxAnswer() { return "answer over max_answer"; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    bool read(); ///< false: over the cap
    void onReadyRead();
    void onFinished();
    void failTooLarge();
    void fail(const QByteArray &error);
    void finish(const CallbackReply &reply);
    void dropReply();

    QNetworkReply *m_reply = nullptr;
    qsizetype m_maxAnswer = 0;
    QBasicTimer m_deadline;
    QByteArray m_body;
    std::chrono::milliseconds m_timeout{};
    QByteArray m_notMade; ///< why
    QByteArray m_sslErrors;
    Done m_done;
};

} // namespace Rainbow
