// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/businesssettings.h"
#include "business/callback.h"
#include "business/callbackcounters.h"
#include "business/pendingcall.h"
#include "business/permission.h"
#include "hub/ports.h"
#include "limit.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <functional>

class QNetworkAccessManager;

namespace Rainbow {

class CurlCalls;

/// Calls the business server: connect, message and close callbacks, signed (rainbow.md §2–§4), and
/// the questions whether a client may subscribe or publish (session.md).
///
/// Deadlines are absolute: a peer that drips bytes is cut off like one that is silent. No
/// redirect is followed, no cookie kept, no proxy taken from the environment, no request
/// repeated by this class (but the close callback, up to 3 times), no body over max_answer read.
/// Thread: that of the network access manager. Every call ends in exactly one callback, never
/// from within the call itself; on destruction the outstanding ones end silently.
class BusinessClient : public QObject {
    Q_OBJECT

public:
    using VerdictHandler = std::function<void(const Verdict &)>;
    using AnswerHandler = std::function<void(const BusinessAnswer &)>;
    using PermissionHandler = std::function<void(const Permission &)>;

    /// network is used, not owned, and must outlive this; its proxy is set to none. A CurlNetwork
    /// is not asked for replies, but for what carries them.
    BusinessClient(QNetworkAccessManager &network, BusinessSettings settings,
                   QObject *parent = nullptr);
    ~BusinessClient() override;

    /// For calls that begin from now on.
    void setSettings(const BusinessSettings &settings);
    [[nodiscard]] const BusinessSettings &settings() const { return m_settings; }

    /// May this client connect? Without a connect_url: NoVerdict. Whether the client still waits
    /// is the caller's to know: the business server may have let it in already.
    /// account: as whom it comes, told as RAINBOWCLIENTACCOUNT; empty: not known.
    void askConnect(const RequestHead &head, const Identity &identity, const AccountName &account,
                    VerdictHandler handler);

    /// A client's message. Without a forward_url: not ok.
    void forward(const ForwardCall &call, AnswerHandler handler);

    /// May this client join, may it publish? The answer's headers are not obeyed. Without a
    /// subscribe_url or publish_url: refused with 502.
    void askSubscribe(const SubscribeCall &call, PermissionHandler handler);
    void askPublish(const PublishCall &call, PermissionHandler handler);

    /// What a business server may want to know; nobody waits for its answer. Without a URL nothing
    /// happens. members: of the channel, at all hubs.
    void tellMembership(const MembershipNote &note, int members);
    void tellOverload(const OverloadNote &note);

    /// The connection has ended: up to 3 attempts, 1 s apart, each within connect_timeout.
    /// Without a close_url nothing happens.
    void closed(const Identity &identity, const QByteArray &cookie);

    /// Calls that have not ended: all but close; close. A call has ended when its handler
    /// has returned.
    [[nodiscard]] int askingCount() const { return m_asking; }
    [[nodiscard]] int closingCount() const { return m_closing; }
    /// Of calls that were made; each attempt to tell of an end is one.
    [[nodiscard]] const CallbackCounters &counters() const { return m_counters; }

Q_SIGNALS:
    /// Both counts have come down to 0.
    void idle();

private:
    struct Closing;
    static constexpr int MaxLines = 10; ///< of the log, per second
    static constexpr int MaxNotifying = 10'000; ///< beyond it nothing is told

    /// Signs and sends; body: POST, none: GET. url is encoded, and without a fragment.
    void start(const BusinessSettings &settings, const QByteArray &url,
               const QList<HeaderField> &headers, const QByteArray *body,
               std::chrono::milliseconds deadline, PendingCall::Done done);
    [[nodiscard]] const QByteArray &targetOf(quint16 type);
    void onConnectReply(const Identity &identity, const VerdictHandler &handler,
                        const CallbackReply &reply);
    void onForwardReply(const Identity &identity, quint16 type, TimePoint started,
                        const AnswerHandler &handler, const CallbackReply &reply);
    struct Question;
    void ask(Question question, PermissionHandler handler);
    void onPermissionReply(const Question &question, const PermissionHandler &handler,
                           const CallbackReply &reply);
    /// A question to which there is no answer; name: of the callback, for the log.
    void notify(const char *name, const QUrl &url, const Identity &identity,
                const QByteArray &cookie, const QByteArray &body);
    void tryClose(const Closing &closing);
    void onCloseReply(Closing closing, const CallbackReply &reply);
    /// A call has ended; failed: it is to be made again, or nothing came of it.
    void count(const CallbackReply &reply, bool failed);
    void ended(int &count);
    enum class Kind : quint8 { Connect, Forward, Permission, Notification, Close };
    /// Whether a call's end may be logged: of very many in one second only the number is, later.
    /// Counts the limit that has ended it.
    [[nodiscard]] bool mayLog(Kind kind, const CallbackReply &reply);

    QNetworkAccessManager &m_network;
    CurlCalls *m_curl = nullptr; ///< a child; null: calls are the network's
    BusinessSettings m_settings;
    QByteArray m_connectUrl; ///< encoded
    QHash<quint16, QByteArray> m_targets; ///< of messages, by type: those that have come lately
    CallbackCounters m_counters;
    int m_asking = 0;
    int m_closing = 0;
    int m_notifying = 0;
    LogThrottle m_lines{MaxLines};
    bool m_warnedOfForward = false; ///< that there is no forward_url
};

} // namespace Rainbow
